package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/internal/weburl"
)

// A request that is aborted right after it was issued reaches the server all the same, each time, and its answer is dropped.
func TestAbortOnTheWire(t *testing.T) {
	var seen atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		seen.Add(1)
		fmt.Fprint(w, "answer")
	}))
	t.Cleanup(s.Close)
	for i := range 20 {
		p := newPage(t, s)
		var response *Response
		controller := Fetch(p.ua.Loop.Context(), p.request(t, "/"), Callbacks{ProcessResponse: func(_ context.Context, r *Response) { response = r }})
		p.ua.Loop.InParallel(p.ua.Loop.Context(), func(ctx context.Context) { controller.Abort(ctx, nil) })
		require.NoError(t, p.ua.Loop.Advance(time.Second))
		require.NotNil(t, response)
		assert.True(t, response.IsNetworkError())
		assert.Equal(t, int32(i+1), seen.Load())
	}
}

// A server that never answers does not hold the wire for longer than the patience with an aborted request.
func TestAbortOfAnUnansweredRequest(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/never" {
			select {
			case <-release:
			case <-r.Context().Done():
			}
			return
		}
		fmt.Fprint(w, "next")
	}))
	t.Cleanup(func() { close(release); s.Close() })
	p := newPage(t, s)
	controller := Fetch(p.ua.Loop.Context(), p.request(t, "/never"), Callbacks{})
	p.ua.Loop.InParallel(p.ua.Loop.Context(), func(ctx context.Context) { controller.Abort(ctx, nil) })
	_, text, _ := p.get(t, p.request(t, "/x"))
	assert.Equal(t, "next", text)
}

// WireQuiet tells when neither a request nor one that waits behind it is left.
func TestWireQuiet(t *testing.T) {
	var order []string
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(s.Close)
	p := newPage(t, s)
	ctx := p.ua.Loop.Context()
	p.ua.WireQuiet(ctx, func(context.Context) { order = append(order, "nothing to wait for") })
	for i := range 2 {
		Fetch(ctx, p.request(t, "/"), Callbacks{ProcessResponse: func(context.Context, *Response) { order = append(order, fmt.Sprint("response ", i)) }})
	}
	p.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		p.ua.WireQuiet(ctx, func(context.Context) { order = append(order, "quiet") })
	})
	require.NoError(t, p.ua.Loop.Advance(time.Second))
	require.Len(t, order, 4)
	assert.Equal(t, "nothing to wait for", order[0])
	assert.Contains(t, order, "quiet")
	assert.Less(t, strings.Index(strings.Join(order, ","), "response 0"), strings.Index(strings.Join(order, ","), "quiet"))
}

func TestLocal(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	p := newPage(t, s)
	p.ua.Blobs = &weburl.BlobStore{}
	blob := p.ua.Blobs.Add(&weburl.BlobEntry{Bytes: []byte("export {}"), Type: "text/javascript", Origin: p.Origin()}, "id")
	elsewhere := p.ua.Blobs.Add(&weburl.BlobEntry{Bytes: []byte("x"), Origin: p.Origin(), TopSite: "https://other.test"}, "elsewhere")
	for _, c := range []struct{ url, body, mime, failure string }{
		{elsewhere, "", "", "another partition"},
		{"data:text/javascript,export default 5", "export default 5", "text/javascript", ""},
		{"data:text/javascript;base64,ZXhwb3J0IHt9", "export {}", "text/javascript", ""},
		{"data:,x", "x", "text/plain;charset=US-ASCII", ""},
		{"data:text/javascript", "", "", "cannot be parsed"},
		{blob, "export {}", "text/javascript", ""},
		{"blob:http://a.test/gone", "", "", "CORS needs"},
	} {
		response, body, _ := p.get(t, p.request(t, c.url))
		if c.failure != "" {
			assert.Contains(t, response.Failure, c.failure, c.url)
			continue
		}
		require.False(t, response.IsNetworkError(), c.url)
		assert.Equal(t, c.body, body, c.url)
		mime, _ := response.Header.Get("Content-Type")
		assert.Equal(t, c.mime, mime, c.url)
	}
}

// What waits for a server's announced answer must not keep its connection when the user agent is gone.
func TestCloseGivesUpWhatWaits(t *testing.T) {
	gone := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Exeunt-Wait", "60000")
		w.Header().Set("Exeunt-Resume", "1")
		w.WriteHeader(http.StatusProcessing)
		<-r.Context().Done()
		close(gone)
	}))
	t.Cleanup(s.Close)
	p := newPage(t, s)
	Fetch(p.ua.Loop.Context(), p.request(t, "/"), Callbacks{})
	require.NoError(t, p.ua.Loop.Advance(time.Second))
	p.ua.Loop.Close()
	p.ua.Close()
	<-gone
}
