package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// firePageSwap implements "fire the pageswap event" for the document that target's is to take the place of.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#fire-the-pageswap-event
func (d *Document) firePageSwap(ctx context.Context, target *SessionHistoryEntry, navigationType string) {
	ctx, s := spec.Begin(ctx, spec.FirePageswapEvent, d, target)
	defer s.End()
	s.Step("1")
	s.Step("3")
	detail := &dom.PageSwapDetail{}
	if next := target.Document(); next != nil && weburl.SameOrigin(next.origin, d.origin) && (!next.crossOriginRedirects || next.latestEntry != nil) {
		detail.Activation = d.window.navigation.swapActivation(ctx, s, target, navigationType)
	}
	s.Step("5")
	dom.Fire(ctx, d.window, "pageswap", func(e *dom.Event) {
		e.Interface = "PageSwapEvent"
		e.Detail = detail
	})
}

// Reveal implements "reveal" for the associated Document. It is called at a rendering opportunity. One that came late finds
// the document revealed: an opportunity that nobody watched has passed.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#reveal
func (w *Window) Reveal(ctx context.Context, late bool) {
	d := w.document
	ctx, s := spec.Begin(ctx, spec.RevealDocument, d)
	defer s.End()
	s.Step("1")
	if d.hasBeenRevealed {
		return
	}
	s.Step("2")
	d.hasBeenRevealed = true
	if late {
		return
	}
	s.Step("3") // there are no view transitions
	s.Step("4")
	dom.Fire(ctx, d.window, "pagereveal", func(e *dom.Event) {
		e.Interface = "PageRevealEvent"
		e.Detail = &dom.PageRevealDetail{}
	})
}

// awaitReveal lets the document be revealed at its next rendering opportunity.
func (d *Document) awaitReveal(ctx context.Context) {
	if !d.hasBeenRevealed {
		d.window.Frames.Wake(ctx, d.window.events.HasListeners("pagereveal"))
	}
}
