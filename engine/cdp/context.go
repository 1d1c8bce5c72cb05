package cdp

import (
	"context"
	"time"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp/wire"
	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// How long a client waits for a page that does not let go. chromedp allows five seconds for the end of a tab.
const (
	closeLimit = 3 * time.Second // for a page's unloading
	drainLimit = 5 * time.Second // for the requests that pages leave behind
	stopLimit  = time.Second     // for the Browser's goroutine
)

// A browserContext is one engine.Browser.
type browserContext struct {
	id       string
	server   *Server
	browser  *engine.Browser
	lane     lane                // of what creates and closes pages
	owner    *connection         // its end disposes of the context; nil for none. Guarded by Server.mu.
	dead     bool                // in the lane only
	trace    *recorder           // on the Browser's goroutine only; nil when nobody traces
	refusals []*deferred.Refusal // that Exeunt.takeRefusals has not brought yet; on the Browser's goroutine only
	// recording is nil when nobody records. It is used on the Browser's goroutine only.
	recording  *recording.Recorder
	evaluation *evaluation
}

// inLane runs f in the context's lane and waits for it, or for the end of ctx.
func (c *browserContext) inLane(ctx context.Context, f func()) {
	done := make(chan struct{})
	if !c.lane.do(func() { defer close(done); f() }) {
		return
	}
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// newPage opens a page. It runs in the lane.
func (c *browserContext) newPage(url string) (*target, *wire.Error) {
	if url == "" {
		url = "about:blank"
	}
	var page *engine.Page
	var err error
	if c.dead {
		return nil, wire.Errorf("Failed to find browser context with id %s", c.id)
	}
	if gone := c.browser.Do(func(ctx context.Context) { page, err = c.browser.NewPage(ctx, url) }); gone != nil {
		err = gone
	}
	if err != nil {
		return nil, wire.Errorf("Failed to open a new tab: %v", err)
	}
	t := c.server.target(page.ID)
	if t == nil {
		return nil, wire.Errorf("Failed to open a new tab")
	}
	return t, nil
}

// closePage closes a page as its user does, without asking the page, and waits until it is gone. A page whose
// scripts do not end takes its whole Browser with it. It runs in the lane.
func (c *browserContext) closePage(t *target) {
	if c.dead || t.isGone() {
		return
	}
	unloaded := make(chan struct{})
	asked := make(chan error, 1)
	go func() {
		asked <- c.browser.Do(func(ctx context.Context) {
			for _, s := range t.attached() { // questions that nobody will answer any more
				for _, release := range append(s.owed, s.finals...) {
					release()
				}
				s.owed, s.finals = nil, nil
			}
			if t.closed { // it closed itself in the meantime
				close(unloaded)
				return
			}
			t.page.Close(ctx, false, func(context.Context) { close(unloaded) })
		})
	}()
	limit := time.NewTimer(closeLimit)
	defer limit.Stop()
	select {
	case err := <-asked:
		if err != nil {
			c.kill()
			return
		}
		select {
		case <-unloaded:
		case <-limit.C:
		}
	case <-limit.C: // a script runs and runs
		c.kill()
	}
}

// dispose closes all pages, waits for what they leave behind, and ends the Browser. It runs in the lane.
func (c *browserContext) dispose() {
	for _, t := range c.server.snapshot() {
		if t.context == c {
			c.closePage(t)
		}
	}
	if !c.dead {
		// What is still on its way may wait on a clock whose budget is used up.
		_ = c.browser.Do(func(context.Context) {
			if l := c.browser.Loop(); l.Virtual() {
				l.VirtualTime(eventloop.Policy{})
			}
		})
		ctx, cancel := context.WithTimeout(context.Background(), drainLimit)
		_ = c.browser.Drain(ctx) // when it takes longer, the rest is not sent
		cancel()
		c.kill()
	}
	c.server.mu.Lock()
	if c.server.contexts[c.id] == c {
		delete(c.server.contexts, c.id)
	}
	c.server.mu.Unlock()
}

// kill ends the Browser whatever it does. It runs in the lane.
func (c *browserContext) kill() {
	if c.dead {
		return
	}
	c.dead = true
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = c.browser.Close()
	}()
	limit := time.NewTimer(stopLimit)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C: // Close goes on; nobody waits for it
	}
	for _, t := range c.server.snapshot() {
		if t.context == c {
			c.server.remove(t)
		}
	}
	c.server.mu.Lock()
	if c.server.contexts[c.id] == c {
		delete(c.server.contexts, c.id)
	}
	c.server.mu.Unlock()
}
