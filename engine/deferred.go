package engine

import (
	"context"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
)

// maxRefusals bounds how often a Browser explains why fetchLater() threw: telling takes longer than throwing.
const maxRefusals = 1000

// WatchDeferredFetches has the Observer told of deferred fetches from now on. It may be called only inside Do.
func (b *Browser) WatchDeferredFetches() {
	ua := b.ua.Fetch
	if ua.DeferredObserver != nil {
		return
	}
	refusals := 0
	ua.DeferredObserver = func(_ context.Context, e fetch.DeferredEvent) {
		var r *fetch.Request
		if e.Record != nil {
			r = e.Record.Request
		} else if refusals++; refusals > maxRefusals {
			return
		}
		b.observer.Deferred(frameOfRequest(r, e.Client), e)
	}
	ua.ExplainRefusals = func() bool { return refusals < maxRefusals }
}

// AboutToLoseScripts has the page send what it has deferred with an activateAfter, whatever that is, as a user agent does that
// goes to the background. It may be called only inside Do.
func (p *Page) AboutToLoseScripts(ctx context.Context) { p.traversable.AboutToLoseScripts(ctx) }

// DeferredFetches tells the deferred-fetch quota of the page's documents as it is now: the pool of the top-level
// document, with those of other documents below the containers that show them. It may be called only inside Do, and is nil for
// a page without document.
func (p *Page) DeferredFetches(ctx context.Context) *deferred.Pool {
	d := p.traversable.ActiveDocument()
	if d == nil {
		return nil
	}
	return deferred.Explain(ctx, d)
}
