package engine

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/exeunt/exeunt/fetch"
)

// TestDocumentsOfSilentServers has a server send a part of a document and fall silent: in virtual time, which then waits no longer, the
// part is shown.
func TestDocumentsOfSilentServers(t *testing.T) {
	t.Parallel() // it waits three seconds of real time until the browser gives the server up
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/":
			_, _ = w.Write([]byte(`<iframe src="/silent"></iframe><script>
				onload = () => say("load");
				onmessage = e => { say(e.data + " " + document.readyState); frames[0].stop(); setTimeout(() => say("done"), 1000); };</script>`))
		case "/silent":
			_, _ = w.Write([]byte(`<p>begun<script>onload = () => parent.say("never"); parent.postMessage(document.readyState, "*");</script><p>mo`))
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-ended:
			}
		}
	}))
	defer server.Close()
	defer close(ended)
	transport := fetch.HTTPNetwork(fetch.HTTPOptions{})
	defer transport.CloseIdleConnections()
	address := server.Listener.Addr().String()
	network := roundTripper(func(r *http.Request) (*http.Response, error) {
		if _, _, err := net.SplitHostPort(r.URL.Host); err != nil {
			r.URL.Scheme, r.URL.Host = "http", address // a.test, without a certificate
		}
		return transport.RoundTrip(r)
	})
	got := (&site{}).visit(t, Options{Network: network}, nil)
	assert.Equal(t, []string{"loading interactive", "load"}, got)
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip makes it a fetch.Network.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
