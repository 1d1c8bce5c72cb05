package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"path"
	"slices"
	"strings"
	"time"
)

// Network carries one HTTP request: no redirects, no cookies, no decoding. *http.Transport is
// one; HTTPNetwork makes it as the engine wants it. RoundTrip is called on goroutines of its own,
// several at a time when time is real. It reports informational responses through the
// request's httptrace.ClientTrace.
type Network interface {
	RoundTrip(*http.Request) (*http.Response, error)
}

// HTTPOptions says how HTTPNetwork reaches servers.
type HTTPOptions struct {
	// Resolve maps host patterns ("*.test", "example.test") to addresses ("127.0.0.1"); the most
	// specific pattern counts, and an address of "" stands for a name that does not exist. nil
	// means the system's resolver; otherwise names without a match do not exist, but for
	// localhost and IP addresses.
	Resolve map[string]string
	// RootCAs are the authorities to trust; nil means the system's.
	RootCAs *x509.CertPool
}

// errNoSuchName is what a name that resolves to nothing fails with.
var errNoSuchName = errors.New("net::ERR_NAME_NOT_RESOLVED")

// HTTPNetwork makes a Network for HTTP/1.1 and HTTP/2 over TCP.
func HTTPNetwork(o HTTPOptions) *http.Transport {
	dialer := &net.Dialer{Timeout: 30 * time.Second}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, fmt.Errorf("dial %s: %w", address, err)
			}
			to, err := o.resolve(host)
			if err != nil {
				return nil, fmt.Errorf("dial %s: %w", host, err)
			}
			return dialer.DialContext(ctx, network, net.JoinHostPort(to, port))
		},
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    30 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

func (o HTTPOptions) resolve(host string) (string, error) {
	if o.Resolve == nil || net.ParseIP(host) != nil {
		return host, nil
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if strings.HasPrefix(name, "nonexistent.") {
		return "", errNoSuchName // by convention of web-platform-tests
	}
	best, found := "", false
	for pattern := range o.Resolve {
		if ok, err := path.Match(strings.ToLower(pattern), name); err == nil && ok && (!found || len(pattern) > len(best) || len(pattern) == len(best) && pattern < best) {
			best, found = pattern, true
		}
	}
	if found {
		if to := o.Resolve[best]; to != "" {
			return to, nil
		}
		return "", errNoSuchName
	}
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return "127.0.0.1", nil
	}
	return "", errNoSuchName
}

// HandlerNetwork is a Network without sockets: every request goes to Handler in this process.
type HandlerNetwork struct {
	Handler http.Handler
	// Hosts, if not nil, says which hosts exist.
	Hosts func(host string) bool
}

// RoundTrip serves r by the handler.
func (n HandlerNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.Hosts != nil && !n.Hosts(r.URL.Hostname()) {
		return nil, errNoSuchName
	}
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	if u, err := in.URL.Parse(in.RequestURI); err == nil {
		in.URL = u
	}
	in.URL.Scheme, in.URL.Host, in.RemoteAddr = "", "", "127.0.0.1:1"
	if r.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{}
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := &handlerWriter{ResponseRecorder: httptest.NewRecorder(), trace: httptrace.ContextClientTrace(r.Context())}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- fmt.Errorf("handler: %v", v)
			}
			close(done)
		}()
		n.Handler.ServeHTTP(w, in)
	}()
	select {
	case err := <-done:
		if err != nil {
			return nil, err
		}
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// handlerWriter passes informational responses on, which a recorder would take for the answer.
type handlerWriter struct {
	*httptest.ResponseRecorder
	trace *httptrace.ClientTrace
}

// WriteHeader reports a 1xx status and records any other.
func (w *handlerWriter) WriteHeader(status int) {
	if status >= 200 {
		w.ResponseRecorder.WriteHeader(status)
		return
	}
	if w.trace != nil && w.trace.Got1xxResponse != nil {
		h := textproto.MIMEHeader{}
		for k, v := range w.Header() {
			h[k] = slices.Clone(v)
		}
		_ = w.trace.Got1xxResponse(status, h) // an error would end the request, which its context does too
	}
}
