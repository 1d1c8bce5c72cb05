package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
)

// finishWithoutParser gives a document that was filled at once the end that parsed ones have.
func (d *Document) finishWithoutParser(ctx context.Context) {
	d.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		eventloop.WaitUntil(ctx, func() bool { return d.scriptsMayRun || d.destroyed })
		if !d.destroyed {
			d.stopParsing(ctx)
		}
	})
}

// stopParsing implements "stop parsing". It runs in parallel steps: its spinning is waiting.
// https://html.spec.whatwg.org/multipage/parsing.html#stop-parsing
func (d *Document) stopParsing(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.StopParsing, d)
	defer s.End()
	loop := d.ua.Loop
	gone := func() bool { return d.destroyed || d.parserAborted }
	s.Step("3")
	d.timing.DOMInteractive = d.now()
	d.updateReadiness(ctx, "interactive")
	d.tryToScrollToFragment(ctx)
	s.Step("5")
	d.scripts.RunDeferred(ctx)
	if gone() {
		return
	}
	s.Step("6")
	domContentLoaded := false
	loop.QueueTask(ctx, eventloop.DOMManipulation, d, func(ctx context.Context) {
		s.Step("6.2")
		d.timing.DOMContentLoadedEventStart = d.now()
		dom.Fire(ctx, d.dom, "DOMContentLoaded", func(e *dom.Event) { e.Bubbles = true })
		d.timing.DOMContentLoadedEventEnd = d.now()
		d.ua.Observer.Lifecycle(d, "DOMContentLoaded")
		d.awaitReveal(ctx)
		domContentLoaded = true
	})
	s.Step("7")
	eventloop.WaitUntil(ctx, func() bool { return gone() || domContentLoaded && d.scripts.AsyncDone() })
	s.Step("8")
	eventloop.WaitUntil(ctx, func() bool { return gone() || !d.delaysLoadEvent() })
	if gone() {
		return
	}
	s.Step("9")
	loop.QueueTask(ctx, eventloop.DOMManipulation, d, func(ctx context.Context) {
		s.Step("9.1")
		d.timing.DOMComplete = d.now()
		d.updateReadiness(ctx, "complete")
		s.Step("9.2")
		if d.browsingContext == nil {
			return
		}
		s.Step("9.5")
		d.timing.LoadEventStart = d.now()
		d.loadEventFired = true
		dom.Fire(ctx, d.window, "load", legacyTargetOverride)
		d.timing.LoadEventEnd = d.now()
		d.ua.Observer.Lifecycle(d, "load")
		s.Step("9.10")
		d.pageShowing = true
		s.Step("9.11")
		d.firePageTransitionEvent(ctx, "pageshow", false)
		d.awaitReveal(ctx)
		s.Step("9.12")
		d.completelyFinishLoading(ctx)
		s.Step("11")
		d.parsing = false
		d.readyForPostLoadTasks = true
	})
}

// updateReadiness implements "update the current document readiness".
// https://html.spec.whatwg.org/multipage/dom.html#update-the-current-document-readiness
func (d *Document) updateReadiness(ctx context.Context, value string) {
	if d.dom.Readiness == value {
		return
	}
	d.dom.Readiness = value
	dom.Fire(ctx, d.dom, "readystatechange")
}

// completelyFinishLoading implements "completely finish loading".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#completely-finish-loading
func (d *Document) completelyFinishLoading(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.CompletelyFinishLoading, d)
	defer s.End()
	s.Step("2")
	d.completelyLoaded = true
	d.startRefresh(ctx)
	s.Step("3")
	n := d.NodeNavigable()
	if n == nil || n.container == nil {
		return
	}
	c := n.container
	s.Step("4")
	c.queueElementTask(ctx, eventloop.DOMManipulation, c.iframeLoadEventSteps)
}

// legacyTargetOverride sets an event fired at the window to have the document as its target.
func legacyTargetOverride(e *dom.Event) { e.LegacyTargetOverride = true }

// firePageTransitionEvent implements "fire a page transition event".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#fire-a-page-transition-event
func (d *Document) firePageTransitionEvent(ctx context.Context, name string, persisted bool) {
	ctx, s := spec.Begin(ctx, spec.FirePageTransitionEvent, d, name)
	defer s.End()
	s.Step("1")
	dom.Fire(ctx, d.window, name, func(e *dom.Event) {
		e.Interface = "PageTransitionEvent"
		e.Detail = &dom.PageTransitionDetail{Persisted: persisted}
		e.Bubbles, e.Cancelable = true, true
	}, legacyTargetOverride)
}
