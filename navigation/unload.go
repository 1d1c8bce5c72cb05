package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// unloadDocumentAndItsDescendants implements "unload a document and its descendants". It
// returns at once; afterAllUnloads runs when the last has been unloaded.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#unload-a-document-and-its-descendants
func (d *Document) unloadDocumentAndItsDescendants(ctx context.Context, newDocument *Document, afterAllUnloads, firePageSwapSteps func(context.Context)) {
	if d.ua.Behaviour("unload-order") != "standard" {
		d.unloadParentFirst(ctx, newDocument, afterAllUnloads, firePageSwapSteps)
		return
	}
	ctx, s := spec.Begin(ctx, spec.UnloadDocumentAndItsDescendants, d)
	d.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		defer s.End()
		// By the text only the document whose handlers run counts as unloading. Upstream's
		// ignore-opens-during-unload needs the whole operation to count for the document at
		// its root, so the counter is raised around its children too.
		s.AdHoc("4", "the unload counter covers the unloading of the children; see docs/decisions/0021")
		d.unloadCounter++
		s.Step("2")
		children := d.childNavigables()
		s.Step("3")
		unloaded := 0
		s.Step("4")
		for _, child := range children {
			document := child.ActiveDocument()
			child.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
				if document == nil || child.ActiveDocument() != document || !document.FullyActive() {
					unloaded++ // a handler removed the frame meanwhile
					return
				}
				s.Step("4.1")
				s.Step("4.2")
				document.unloadDocumentAndItsDescendants(ctx, nil, func(context.Context) { unloaded++ }, nil)
			})
		}
		s.Step("5")
		eventloop.WaitUntil(ctx, func() bool { return unloaded == len(children) || d.destroyed || allGone(children, unloaded) })
		s.Step("6")
		d.navigable.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
			d.unloadCounter--
			if firePageSwapSteps != nil {
				s.Step("6.1")
				firePageSwapSteps(ctx)
			}
			s.Step("6.2")
			if !d.destroyed {
				d.unload(ctx, newDocument)
			}
			if afterAllUnloads != nil {
				s.Step("6.3")
				afterAllUnloads(ctx)
			}
		})
	})
}

// allGone says whether those children that have not reported are no longer there, so that
// their tasks never run.
func allGone(children []*Navigable, unloaded int) bool {
	alive := 0
	for _, c := range children {
		if c.alive() {
			alive++
		}
	}
	return alive == 0 && unloaded > 0
}

// unloadParentFirst is "unload a document and its descendants" in the order of all browsers, which web-platform-tests'
// unloading-documents/001 asks for: the events of a document come before those of its frames, all in one task, and each document
// is destroyed after those in it. See docs/decisions/0060.
func (d *Document) unloadParentFirst(ctx context.Context, newDocument *Document, afterAllUnloads, firePageSwapSteps func(context.Context)) {
	ctx, s := spec.Begin(ctx, spec.UnloadDocumentAndItsDescendants, d)
	s.AdHoc("4", "the events of a document come before those of its frames; see docs/decisions/0060")
	d.navigable.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
		defer s.End()
		if firePageSwapSteps != nil && !d.destroyed {
			s.Step("6.1")
			firePageSwapSteps(ctx)
		}
		s.Step("6.2")
		if !d.destroyed {
			d.unloadWithFrames(ctx, newDocument)
		}
		if afterAllUnloads != nil {
			s.Step("6.3")
			afterAllUnloads(ctx)
		}
	})
}

// unloadWithFrames unloads a document around the unloading of its frames. Handlers may remove frames and add some.
func (d *Document) unloadWithFrames(ctx context.Context, newDocument *Document) {
	finish := d.beginUnload(ctx, newDocument)
	for _, child := range d.childNavigables() {
		if a := child.ActiveDocument(); a != nil && child.alive() {
			a.unloadWithFrames(ctx, nil)
		}
	}
	finish(ctx)
}

// unload implements "unload a document".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#unload-a-document
func (d *Document) unload(ctx context.Context, newDocument *Document) {
	d.beginUnload(ctx, newDocument)(ctx)
}

// beginUnload is "unload a document" up to the end of its events; the result is what remains.
func (d *Document) beginUnload(ctx context.Context, newDocument *Document) (finish func(ctx context.Context)) {
	ctx, s := spec.Begin(ctx, spec.UnloadDocument, d)
	s.Step("2")
	var timing LoadTiming
	s.Step("5")
	keep := d.intendToKeep && !d.unsalvageable && d.childrenKept()
	s.Step("6")
	loop := d.ua.Loop
	s.Step("7")
	loop.TerminationNestingLevel++
	s.Step("8") // from here on navigations of this document are ignored
	d.unloadCounter++
	s.Step("9")
	if !keep {
		d.notKept(d.intendToKeep)
	}
	s.Step("10")
	if d.pageShowing {
		s.Step("10.1")
		d.pageShowing = false
		s.Step("10.2")
		d.firePageTransitionEvent(ctx, "pagehide", !d.unsalvageable)
		s.Step("10.3")
		d.updateVisibilityState(ctx, "hidden")
	}
	s.Step("11")
	timing.UnloadEventStart = d.now()
	s.Step("12")
	// A Window that the next document has taken over goes on: its listeners are not told.
	if d.unsalvageable && d.window.document == d {
		d.fireUnload(ctx)
	}
	s.Step("13")
	timing.UnloadEventEnd = d.now()
	s.Step("14")
	loop.TerminationNestingLevel--
	return func(ctx context.Context) {
		defer s.End()
		if d.destroyed {
			return // a handler removed the frame that it was in
		}
		d.finishUnload(ctx, s, newDocument, timing)
	}
}

// finishUnload is the rest of "unload a document".
func (d *Document) finishUnload(ctx context.Context, s *spec.Frame, newDocument *Document, timing LoadTiming) {
	if !d.unsalvageable && !d.childrenKept() {
		d.notKept(true)
	}
	s.Step("15")
	d.suspensionTime = d.ua.Loop.Elapsed()
	if !d.unsalvageable {
		s.Step("16")
		d.setFrozenness(ctx, true)
		d.suspendTimers()
	}
	s.Step("17")
	s.Step("18")
	d.unloadingDocumentCleanup(ctx)
	if !d.unsalvageable {
		processDeferredFetches(ctx, d)
	}
	s.Step("19")
	if d.navigable.TopLevel() && newDocument != nil {
		d.buildNotRestoredReasonsForPage(ctx)
	}
	s.Step("20")
	if d.unsalvageable {
		if !d.navigable.TopLevel() {
			d.navigable.unloaded = d
		}
		d.destroyRemainingDescendants(ctx)
		d.destroy(ctx)
	} else if d.navigable.TopLevel() {
		d.enterCache(ctx)
	}
	s.Step("21")
	d.unloadCounter--
	s.Step("22")
	if newDocument != nil && !newDocument.crossOriginRedirects && weburl.SameOrigin(newDocument.origin, d.origin) {
		since := d.window.timeOrigin - newDocument.window.timeOrigin
		newDocument.timing.UnloadEventStart, newDocument.timing.UnloadEventEnd = max(timing.UnloadEventStart+since, 0), max(timing.UnloadEventEnd+since, 0)
	}
}

// unloadingDocumentCleanup implements "unloading document cleanup steps".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#unloading-document-cleanup-steps
func (d *Document) unloadingDocumentCleanup(ctx context.Context) {
	_, s := spec.Begin(ctx, spec.UnloadingDocumentCleanupSteps, d)
	defer s.End()
	s.Step("1")
	s.Step("4")
	if d.unsalvageable && d.window.document == d {
		s.Step("4.2")
		d.window.Timers.Clear()
	}
}

// updateVisibilityState implements "update the visibility state".
// https://html.spec.whatwg.org/multipage/interaction.html#update-the-visibility-state
func (d *Document) updateVisibilityState(ctx context.Context, state string) {
	ctx, s := spec.Begin(ctx, spec.UpdateVisibilityState, d, state)
	defer s.End()
	s.Step("1")
	if d.visibility == state {
		return
	}
	s.Step("2")
	d.visibility = state
	s.Step("7")
	dom.Fire(ctx, d.dom, "visibilitychange", func(e *dom.Event) { e.Bubbles = true })
}

// notKept says that the document will not be shown again. One that was to be kept until a handler changed its page has that
// for a reason; the others have reasons of their own, or none that a page needs to know.
func (d *Document) notKept(intended bool) {
	if intended && !d.unsalvageable {
		d.makeUnsalvageable(reasonMasked)
	}
	d.unsalvageable = true
}

// destroyRemainingDescendants destroys what is left below: what was to be kept, and cannot be since the document itself is not,
// and frames that came while it went, for example when the handler of a frame moves another one; see docs/decisions/0098.
func (d *Document) destroyRemainingDescendants(ctx context.Context) {
	for _, c := range d.childNavigables() {
		if a := c.ActiveDocument(); a != nil && !a.destroyed {
			a.destroyDocumentAndItsDescendants(ctx, nil)
		}
	}
}

// fireUnloadEvents is what of "unload a document" a removed frame's page sees: pagehide,
// visibilitychange and unload. Destroying follows for all documents of the frame together.
func (d *Document) fireUnloadEvents(ctx context.Context) {
	loop := d.ua.Loop
	loop.TerminationNestingLevel++
	d.unsalvageable = true
	// Browsers also hide the initial document, which never got a pageshow, and one in whose load event it happens.
	if d.pageShowing || d.isInitialAboutBlank || d.loadEventFired {
		d.pageShowing = false
		d.firePageTransitionEvent(ctx, "pagehide", false)
		d.updateVisibilityState(ctx, "hidden")
	}
	d.fireUnload(ctx)
	loop.TerminationNestingLevel--
}

// fireUnload fires unload, unless the permissions policy has it switched off. HTML knows nothing of that policy.
// https://github.com/fergald/docs/blob/master/explainers/permissions-policy-unload.md
func (d *Document) fireUnload(ctx context.Context) {
	if !d.permissions.Enabled("unload", d.origin, d.origin) {
		return
	}
	dom.Fire(ctx, d.window, "unload", legacyTargetOverride)
}
