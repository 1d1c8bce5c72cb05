package engine

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// site is a network of pages that remembers what else it was asked for.
type site struct {
	pages   map[string]string      // by host and path, such as "a.test/"
	headers map[string]http.Header // of a page
	answer  func(w http.ResponseWriter, r *http.Request) bool
	mu      sync.Mutex
	asked   []string // method and URL of what is no page, and the body's length unless 0
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.Host + r.URL.Path
	if body, ok := s.pages[name]; ok {
		for k, v := range s.headers[name] {
			w.Header()[k] = v
		}
		if strings.HasSuffix(r.URL.Path, ".js") {
			w.Header().Set("Content-Type", "text/javascript")
		} else {
			w.Header().Set("Content-Type", "text/html")
		}
		_, _ = w.Write([]byte(body))
		return
	}
	body, _ := io.ReadAll(r.Body)
	line := r.Method + " https://" + r.Host + r.URL.RequestURI()
	if len(body) > 0 {
		line += fmt.Sprintf(" %d", len(body))
	}
	s.mu.Lock()
	s.asked = append(s.asked, line)
	s.mu.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Headers", "*")
	if s.answer == nil || !s.answer(w, r) {
		w.WriteHeader(http.StatusNoContent)
	}
}

// visit opens https://a.test/ on the virtual clock, hands the page to during once the page has said "done", closes it,
// and returns what it said before.
func (s *site) visit(t testing.TB, o Options, during func(ctx context.Context, b *Browser, p *Page)) []string {
	t.Helper()
	rec := &recorder{lines: make(chan string, 1000)}
	if o.Network == nil {
		o.Network = fetch.HandlerNetwork{Handler: s}
	}
	o.Observer, o.Seed = rec, 1
	b, err := New(o)
	require.NoError(t, err)
	defer b.Close()
	var page *Page
	require.NoError(t, b.Do(func(ctx context.Context) {
		page, err = b.NewPage(ctx, "")
		require.NoError(t, err)
		page.AddBinding("say")
		b.Loop().VirtualTime(eventloop.Policy{Budget: time.Hour, Expired: func() { rec.lines <- "expired" }})
		page.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
	}))
	var got []string
	for {
		var line string
		select {
		case line = <-rec.lines:
		case <-time.After(2 * time.Minute):
			t.Fatalf("nothing more was said after %q", got)
		}
		if line == "done" || line == "expired" || strings.HasPrefix(line, "crash") {
			if line != "done" {
				got = append(got, line)
			}
			break
		}
		got = append(got, line)
	}
	closed := make(chan struct{})
	require.NoError(t, b.Do(func(ctx context.Context) {
		if during != nil {
			during(ctx, b, page)
		}
		page.Close(ctx, false, func(context.Context) { close(closed) })
	}))
	<-closed
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	require.NoError(t, b.Drain(ctx))
	for {
		select {
		case line := <-rec.lines:
			if line != "expired" { // what is left of the budget once the page is gone says nothing
				got = append(got, line)
			}
		default:
			return got
		}
	}
}
