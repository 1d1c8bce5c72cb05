package harness

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"
)

// An instance is a browser that answers: its process, unless it runs on its
// own account, and the connection to it.
type instance struct {
	process *process
	address string          // where it serves CDP
	ctx     context.Context // chromedp's context of the browser, without a tab
	lost    <-chan struct{} // closed when the connection is gone
	hung    chan struct{}   // closed when the browser stopped answering
	cancel  func()
}

// lastWords is the last line that the process wrote, as an addition to a message.
func (in *instance) lastWords() string {
	if in.process == nil {
		return ""
	}
	return in.process.lastWords()
}

// A pool holds the one instance that several slots share, and replaces it when
// it is lost.
type pool struct {
	run   *run
	index int

	mu      sync.Mutex
	current *instance
	started int

	gone bool // of a grid, and away; guarded by run.mu
}

// maxKillings is how often a browser that is being started may be killed by somebody else before
// that counts as its failure.
const maxKillings = 20

// get gives the instance, starting it if there is none.
func (p *pool) get(ctx context.Context) (*instance, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil {
		if p.current.usable() {
			return p.current, nil
		}
		p.drop()
	}
	var err error
	// A start that fails is tried once more: a machine under load makes a
	// browser miss its own limits now and then. One that has worked before is
	// given more chances, except where it cannot be started from here.
	tries := 2
	if p.started > 0 && p.run.browser.Command != nil {
		tries = 5
	}
	for killings := 0; tries > 0; tries-- {
		if p.current, err = p.start(ctx); err == nil {
			if p.started++; p.started > 1 {
				p.run.mu.Lock()
				p.run.side.Restarts++
				p.run.mu.Unlock()
			}
			return p.current, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if errors.As(err, new(killedError)) && killings < maxKillings {
			killings++ // not the browser's fault
			tries++
		}
	}
	return nil, &ErrStart{p.run.browser.Name, err}
}

// discard ends an instance that misbehaves, unless another slot did already.
func (p *pool) discard(in *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == in {
		p.drop()
	}
}

// restart ends the instance, so that the next one to ask gets a fresh one. That is no
// replacement of one that went wrong, and does not count as such.
func (p *pool) restart() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil {
		p.drop()
		p.started = 0
	}
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil {
		p.drop()
	}
}

func (p *pool) drop() {
	in := p.current
	p.current = nil
	if in.process != nil {
		// First the process: chromedp's orderly goodbyes would wait for
		// answers of a browser that may be hung.
		in.process.kill()
	}
	in.cancel()
}

func (p *pool) start(ctx context.Context) (*instance, error) {
	in := &instance{hung: make(chan struct{})}
	address := p.run.browser.Endpoint
	if list := p.run.browser.Endpoints; len(list) > 0 {
		address = list[p.index]
	}
	if address == "" {
		profile, err := os.MkdirTemp(p.run.dir, fmt.Sprintf("%s-%d-", p.run.browser.Name, p.index))
		if err != nil {
			return nil, err
		}
		argv := p.run.browser.Command(Env{CAFile: p.run.ca, SPKI: p.run.spki, Profile: profile, Seed: p.run.Seed})
		if in.process, err = startProcess(ctx, argv, profile, p.run.stretch(startLimit)); err != nil {
			removeProfile(profile)
			return nil, err
		}
		address = in.process.address
	}
	var options []remote.Option
	if strings.Contains(address, "/devtools/browser/") {
		options = append(options, remote.NoModifyURL)
	}
	// The connection must not end with the context of whoever asked first.
	allocator, cancelAllocator := remote.NewAllocator(context.WithoutCancel(ctx), address, options...)
	quiet := func(string, ...any) {}
	bctx, cancelBrowser := chromedp.NewContext(allocator, chromedp.WithLogf(quiet), chromedp.WithErrorf(quiet))
	in.cancel = func() {
		cancelBrowser()
		cancelAllocator()
	}
	version, err := p.connect(ctx, bctx)
	if err != nil {
		if in.process != nil {
			err = in.process.killedBy(err)
			in.process.kill()
		}
		in.cancel()
		if in.process == nil {
			var asked *url.Error // it repeats what the reader need not know: how the address is asked for
			if errors.As(err, &asked) {
				err = asked.Err
			}
			return nil, fmt.Errorf("no browser answers at %s: %w", address, err)
		}
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	in.ctx, in.address = bctx, address
	if p.run.Started != nil {
		p.run.Started(p.run.browser.Name, address)
	}
	in.lost = chromedp.FromContext(bctx).Browser.LostConnection
	go in.watch(bctx, p.run.watchdog())
	p.run.mu.Lock()
	p.run.side.Product, p.run.side.UserAgent = version.Product, version.UserAgent
	p.run.mu.Unlock()
	return in, nil
}

// connect makes the first call, which dials. The browser lives as long as the
// context of that call, so the limit is held from outside.
func (p *pool) connect(ctx, bctx context.Context) (browser.GetVersionResult, error) {
	type answer struct {
		version browser.GetVersionResult
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		v, err := chromedp.CallBrowser(bctx, browser.GetVersion, cdp.Empty{})
		answers <- answer{v, err}
	}()
	limit := p.run.stretch(startLimit)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case a := <-answers:
		return a.version, a.err
	case <-timer.C:
		return browser.GetVersionResult{}, fmt.Errorf("no answer to Browser.getVersion within %s", limit)
	case <-ctx.Done():
		return browser.GetVersionResult{}, ctx.Err()
	}
}
