package harness

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/server"
)

// How long the wire must have been quiet after a page was closed that may
// leave requests behind, and how long that is waited for at most. Chrome sends
// them up to 240 ms after the tab closed, and no session sees them.
const (
	quiet      = 500 * time.Millisecond
	quietLimit = 3 * time.Second
	// quietLook is how often the wire is looked at meanwhile.
	quietLook = 50 * time.Millisecond
	// abortLimit is how long requests that a closed page left unanswered may
	// take to end.
	abortLimit = 200 * time.Millisecond
)

// A slot runs one test at a time and owns the server that serves it.
type slot struct {
	run    *run
	pool   *pool
	shared bool // other slots use the same browser

	server    testServer
	canonical func(string) string

	mu            sync.Mutex
	current, last *wire
}

// wire collects the requests of one test.
type wire struct {
	path     string // of the test page
	begin    time.Time
	requests []server.Request
	latest   time.Time
	// unanswered gets the name of what the server lacks to answer for the test
	// page itself.
	unanswered chan string
}

// test runs one test and records what it made. The error ends the whole side.
func (s *slot) test(ctx context.Context, j job) error {
	t := j.Test
	if ctx.Err() != nil {
		return nil
	}
	if s.server == nil && s.run.Outside != nil {
		s.server = s.run.Outside
		s.canonical = newCanonical(s.server)
	}
	if s.server == nil {
		srv, err := server.Start(ctx, server.Options{
			Root: s.run.Root, Overlay: s.run.Overlay, Dir: s.run.Dir, Authority: s.run.authority,
			Log: s.log, Seed: s.run.Seed,
		})
		if err != nil {
			return &ErrStart{"the test server", err}
		}
		s.server = srv
		s.canonical = newCanonical(srv)
	}
	in, err := s.pool.get(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	if o := s.run.Outside; o != nil && !o.Serves(t) {
		s.run.record(j, &compare.Observation{Status: compare.Skip, Subtests: []compare.Subtest{}, Unobserved: []compare.Layer{compare.LayerWire},
			Message: fmt.Sprintf("the server that was started does not answer for %s", t.Scheme)}, Recording{})
		return nil
	}
	begin := time.Now()
	u := s.server.URL(t)
	s.server.Reset(s.run.seed(t))
	log := s.begin(u)
	v := &visit{slot: s, instance: in, test: t, url: u, collector: newCollector(s.canonical), unanswered: log.unanswered}
	end := v.run(ctx)
	if end.broken {
		s.pool.discard(in)
	} else if s.run.Outside == nil && !s.run.browser.Virtual && leavesRequests(s.run.Root, t) {
		s.settle(ctx, log)
	}
	if end.status == "" || ctx.Err() != nil && end.status != compare.OK {
		return nil // interrupted: the test counts as not run
	}
	if end.lost && s.shared {
		s.run.suspect(j)
		return nil
	}
	s.flush()
	s.mu.Lock()
	requests := log.requests
	s.mu.Unlock()
	o := v.collector.observation(end)
	if s.run.Outside != nil {
		o.Unobserved = []compare.Layer{compare.LayerWire}
	}
	o.Wire, o.Missing = wireLog(requests, s.canonical)
	if len(o.Missing) > 0 {
		// A test without its handlers says nothing of a browser: it counts as not run.
		o = &compare.Observation{Status: compare.Skip, Message: lacks(o.Missing[0]), Subtests: []compare.Subtest{}, Missing: o.Missing}
	}
	o.Duration = time.Since(begin)
	s.run.record(j, o, end.recording)
	return nil
}

// lacks says why a test counts as not run.
func lacks(what string) string { return "the test server has no handler for " + what }

// flush brings into the log what the page's end aborted. A handler that does
// not notice is not waited for.
func (s *slot) flush() {
	s.server.Idle(abortLimit)
}

func (s *slot) close() {
	if s.server != nil {
		s.server.Close()
	}
}

// begin makes what the server logs from now on belong to the page at u.
func (s *slot) begin(u string) *wire {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = s.current
	s.current = &wire{begin: time.Now(), latest: time.Now(), unanswered: make(chan string, 1)}
	if parsed, err := url.Parse(u); err == nil {
		s.current.path = parsed.Path
	}
	return s.current
}

// log files a request with its test: the one before this one if it says so by
// its Referer or arrived before this one began.
func (s *slot) log(r server.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.current
	if w == nil {
		return
	}
	if s.last != nil {
		referer, _ := url.Parse(r.Header.Get("Referer"))
		late := referer != nil && referer.Path == s.last.path && referer.Path != w.path
		if late || r.Time.Before(w.begin) {
			w = s.last
		}
	}
	w.requests = append(w.requests, r)
	w.latest = time.Now()
	if r.Missing != "" {
		select {
		case w.unanswered <- r.Missing:
		default:
		}
	}
}

// settle waits until the wire has been quiet for a while.
func (s *slot) settle(ctx context.Context, w *wire) {
	begin := time.Now()
	for {
		s.server.Flush()
		s.mu.Lock()
		latest := w.latest
		s.mu.Unlock()
		if latest.Before(begin) {
			latest = begin
		}
		rest := min(quiet-time.Since(latest), quietLimit-time.Since(begin))
		if rest <= 0 {
			return
		}
		select {
		case <-time.After(min(rest, quietLook)):
		case <-ctx.Done():
			return
		}
	}
}

// crashMessage says what is known of a browser's end.
func crashMessage(in *instance) string {
	return fmt.Sprintf("the browser ended while the test ran%s", in.lastWords())
}
