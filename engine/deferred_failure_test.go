package engine

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/internal/eventloop"
)

// failingServer serves a page, and fails at the rest as its path says.
type failingServer struct {
	page    string
	release chan struct{} // ends those that hang
	mu      sync.Mutex
	log     map[string]int // the wire log: how often each came
}

func (s *failingServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, s.page)
		return
	}
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.log[fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), body)]++
	s.mu.Unlock()
	switch r.URL.Path {
	case "/hang":
		select {
		case <-s.release:
		case <-r.Context().Done():
		}
	case "/reset":
		panic(http.ErrAbortHandler)
	case "/500":
		w.WriteHeader(http.StatusInternalServerError)
	case "/half": // breaks off in the middle of the answer
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "half")
	}
}

// TestServerFailuresDuringAFlush has the server go silent, break connections and answer 500 in the middle of a flush, in virtual and in real time:
// all that was queued reaches it, once, nothing waits for ever, and the page is told that all was sent.
func TestServerFailuresDuringAFlush(t *testing.T) {
	const kinds, each = 5, 4
	queue := `let n = 0;
		function queue(init) {
			const results = [];
			for (let i = 0; i < 4; i++) for (const kind of ["hang", "ok", "reset", "500", "half"])
				results.push(fetchLater("/" + kind + "?" + init.name + i, {method: "POST", body: kind + i, ...init}));
			return results;
		}`
	for _, virtual := range []bool{true, false} {
		t.Run(fmt.Sprintf("virtual %v", virtual), func(t *testing.T) {
			s := &failingServer{release: make(chan struct{}), log: map[string]int{}, page: "<body><script>" + queue + `
				const timed = queue({name: "timed", activateAfter: 0});
				queue({name: "closing"});
				setTimeout(() => { say(timed.filter(r => r.activated).length + " activated"); say("done"); }, 50);
			</script>`}
			server := httptest.NewServer(s)
			defer server.Close()
			defer close(s.release)
			rec := &recorder{lines: make(chan string, 100)}
			b, err := New(Options{Observer: rec, Seed: 1})
			require.NoError(t, err)
			defer b.Close()
			var page *Page
			require.NoError(t, b.Do(func(ctx context.Context) {
				page, err = b.NewPage(ctx, "")
				require.NoError(t, err)
				page.AddBinding("say")
				if virtual {
					b.Loop().VirtualTime(eventloop.Policy{})
				}
				page.Navigate(ctx, server.URL+"/", "", func(context.Context, string, string) {})
			}))
			var got []string
			for len(got) < 2 {
				select {
				case line := <-rec.lines:
					got = append(got, line)
				case <-time.After(time.Minute):
					t.Fatalf("nothing more was said after %q", got)
				}
			}
			assert.Equal(t, []string{"20 activated", "done"}, got)
			closed := make(chan struct{})
			require.NoError(t, b.Do(func(ctx context.Context) { page.Close(ctx, false, func(context.Context) { close(closed) }) }))
			<-closed
			// Those that hang are never done; whoever closes a browser gives up on them in the end.
			require.Eventually(t, func() bool {
				s.mu.Lock()
				defer s.mu.Unlock()
				return len(s.log) == 2*kinds*each
			}, time.Minute, 10*time.Millisecond)
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			assert.Error(t, b.Drain(ctx))
			require.NoError(t, b.Close())
			s.mu.Lock()
			defer s.mu.Unlock()
			for line, times := range s.log {
				assert.Equal(t, 1, times, line)
			}
		})
	}
}
