package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
)

// destroy implements "destroy a document".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#destroy-a-document
func (d *Document) destroy(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.DestroyDocument, d)
	defer s.End()
	if d.destroyed {
		return
	}
	s.Step("2")
	d.abort(ctx)
	s.AdHoc("2", "HTML does not say when a fetch group is terminated: here; see docs/decisions/0006")
	terminateFetchGroup(ctx, d)
	s.Step("3")
	d.unsalvageable = true
	s.Step("4")
	if d.window.document == d {
		d.window.leaveChannels(ctx)
	}
	s.Step("6")
	d.unloadingDocumentCleanup(ctx)
	s.Step("7")
	d.ua.Loop.RemoveTasks(d)
	s.Step("8")
	d.destroyed = true
	d.browsingContext = nil
	s.Step("9")
	// The text goes through the node navigable, which shows another document after a
	// navigation: what is meant is the document state that owns this one.
	if e := d.latestEntry; e != nil && e.DocumentState.Document == d {
		e.DocumentState.referrerPolicy = d.policyContainer.ReferrerPolicy // see documentReferrerPolicy
		if e.DocumentState.Origin == &d.origin {
			origin := d.origin // a pointer into the document would keep all of it
			e.DocumentState.Origin = &origin
		}
		e.DocumentState.Document = nil
	}
	if e := d.navigable.Active; e != nil && e.DocumentState.Document == d {
		e.DocumentState.Document = nil
	}
	if d.navigable.reloading == d {
		d.navigable.reloading = nil
	}
	d.ua.treeChanged()
	if d.window.document == d {
		d.window.navigation.forget()
		d.ua.Observer.RealmDestroyed(d.window)
		d.ua.discarded = append(d.ua.discarded, d.window.discard)
	}
	s.Step("10")
	d.ua.terminateWorkersOf(ctx, d.window)
	d.discardFrames()
}

// discardFrames lets go of the frames of a destroyed document. Their own documents have been destroyed before.
func (d *Document) discardFrames() {
	for _, c := range d.liveContainers() {
		n := c.Navigable
		if n.ActiveDocument() != nil {
			continue
		}
		n.discardContexts()
		if n.history != nil {
			n.history.dead = true
		}
		delete(d.ua.containers, c.Element)
		d.ua.Observer.NavigableDestroyed(n)
	}
	if e := d.latestEntry; e != nil {
		e.DocumentState.NestedHistories = slices.DeleteFunc(e.DocumentState.NestedHistories, (*nestedHistory).addsNothing)
	}
}

// discard drops a document that was made but never shown.
func (d *Document) discard() {
	d.destroyed = true
	if d.window.document == d && d.browsingContext != nil && d.browsingContext.window == d.window && d.browsingContext.window.document != d {
		return
	}
	// A Window borrowed from the initial about:blank goes back to it.
	if a := d.navigable.ActiveDocument(); a != nil && a.window == d.window {
		d.window.document = a
	}
	d.browsingContext = nil
}

// destroyDocumentAndItsDescendants implements "destroy a document and its descendants". The
// tasks of the text could not run for documents that are no longer fully active, so the work
// is done at once, children first.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#destroy-a-document-and-its-descendants
func (d *Document) destroyDocumentAndItsDescendants(ctx context.Context, afterAllDestruction func(context.Context)) {
	ctx, s := spec.Begin(ctx, spec.DestroyDocumentAndItsDescendants, d)
	defer s.End()
	s.Step("1")
	if !d.FullyActive() {
		s.Step("1.2")
		d.makeUnsalvageable(reasonMasked)
	}
	s.Step("2")
	children := d.childNavigables()
	s.Step("4")
	for _, child := range children {
		if c := child.ActiveDocument(); c != nil {
			s.Step("4.2")
			c.destroyDocumentAndItsDescendants(ctx, nil)
		}
		d.ua.Observer.NavigableDestroyed(child)
	}
	s.Step("6.1")
	d.destroy(ctx)
	if afterAllDestruction != nil {
		s.Step("6.2")
		afterAllDestruction(ctx)
	}
}

// destroyChildNavigable implements "destroy a child navigable".
// https://html.spec.whatwg.org/multipage/document-sequences.html#destroy-a-child-navigable
func (c *Container) destroyChildNavigable(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.DestroyChildNavigable)
	defer s.End()
	s.Step("1")
	n := c.Navigable
	s.Step("2")
	if n == nil {
		return
	}
	ua := n.ua
	parent := n.Parent
	document := n.ActiveDocument()
	if document != nil && c.leaving != n && ua.Behaviour("iframe-removal-events") != "off" {
		c.leaving = n // its handlers may remove it again
		s.AdHoc("2", "browsers fire pagehide, visibilitychange and unload in a removed frame; see docs/decisions/0005")
		document.fireRemovalEvents(ctx)
		if c.Navigable != n {
			return // a handler removed the frame already
		}
	}
	s.AdHoc("4", "the navigation API is told while the frame is still there, as in browsers; see docs/decisions/0070")
	n.informAboutDestruction(ctx)
	if c.Navigable != n {
		return // a handler removed the frame already
	}
	s.Step("3")
	c.Navigable = nil
	ua.treeChanged()
	s.Step("5")
	n.OngoingNavigation = ""
	if document != nil {
		document.destroyDocumentAndItsDescendants(ctx, nil)
	}
	n.discardContexts()
	n.IsDelayingLoadEvents = false
	c.reservation.Bytes = 0
	s.Step("6")
	if parent.Active != nil {
		state := parent.Active.DocumentState
		if ua.Behaviour("removed-frame-history") != "dropped" {
			s.AdHoc("7", "the steps of a removed frame stay in the joint session history; see docs/decisions/0058")
			n.Traversable().keepSteps(n)
		} else {
			n.Traversable().used = nil
		}
		s.Step("7")
		state.NestedHistories = slices.DeleteFunc(state.NestedHistories, func(h *nestedHistory) bool { return h.id == n.ID })
		n.history = nil
	}
	s.Step("8")
	t := n.Traversable()
	s.Step("9")
	t.appendUpdateSteps(ctx, func(ctx context.Context) {
		s.Step("9.1")
		t.updateForNavigableCreationOrDestruction(ctx)
	})
	ua.Observer.NavigableDestroyed(n)
}

// fireRemovalEvents unloads the documents of a frame that is being removed, the frame's own
// first, synchronously and without beforeunload.
func (d *Document) fireRemovalEvents(ctx context.Context) {
	var documents []*Document
	for _, n := range d.inclusiveDescendantNavigables() {
		if a := n.ActiveDocument(); a != nil {
			documents = append(documents, a)
		}
	}
	for _, a := range documents {
		a.unloadCounter++
	}
	for _, a := range documents {
		if a.destroyed || a.NodeNavigable() == nil {
			continue
		}
		a.fireUnloadEvents(ctx)
	}
	for _, a := range documents {
		a.unloadCounter--
	}
}

// discard closes the realm of a window whose document is destroyed. Cached cross-origin functions go with it.
func (w *Window) discard() {
	for _, f := range w.CrossOriginFunctions {
		if ref, ok := f.(*js.Ref); ok {
			ref.Free()
		}
	}
	clear(w.CrossOriginFunctions)
	if w.realm != nil {
		w.realm.Close()
	}
}

// discardContexts lets the WindowProxies of a navigable go that is destroyed.
// https://html.spec.whatwg.org/multipage/document-sequences.html#a-browsing-context-is-discarded
func (n *Navigable) discardContexts() {
	for _, b := range n.contexts {
		if b.proxy != nil {
			n.ua.discarded = append(n.ua.discarded, b.proxy.Release)
		}
	}
}
