package navigation

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt/exeunt/internal/spec"
)

// CacheLimits bound the back/forward cache: the documents that are kept, not destroyed, for a later traversal.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#note-bfcache
type CacheLimits struct {
	Pages int           // of one traversable; none is kept when it is zero
	Time  time.Duration // on the loop's clock after which a page is not shown again
}

// The reasons for which a document cannot be shown again, beside those of the algorithms. HTML lists the words that a user agent may use;
// for what is not among them there is "masked".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#bfcache-blocking-details
const (
	reasonGroup        = "non-trivial-browsing-context-group" // another window of the group is open: it could script the page
	reasonScheme       = "response-scheme-not-http-or-https"  // not a page of the network
	reasonStatus       = "response-status-not-ok"             // what was shown was not what was asked for
	reasonBroadcast    = "broadcastchannel-message"           // it would miss a message
	reasonKeyboardLock = "keyboardlock"                       // the page holds the keyboard
	reasonNavigating   = "navigating"                         // a frame is on its way to another document
	// Nothing is to be kept, a page that was left later took its place, it was left too long ago, a handler destroyed a document that was
	// to be kept, or a frame of another origin has a reason.
	reasonMasked = "masked"
)

// decideToKeep takes the decision that "unload a document" leaves to the user agent, for a whole page before any of its
// documents is unloaded: children are told before their parents, and none may be told that it will be kept when another
// keeps it from that. It reports whether the page is to be kept.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#unload-a-document
func (d *Document) decideToKeep(ctx context.Context) bool {
	n := d.navigable
	t := n.traversable
	if !n.TopLevel() || !t.keepsFor(d) {
		return false // a frame's document lives only as long as the frame shows it; what no entry leads to is not needed
	}
	if d.ua.BackForwardCache.Pages <= 0 {
		d.makeUnsalvageable(reasonMasked)
	}
	if !d.URL().IsHTTP() || d.isInitialAboutBlank {
		d.makeUnsalvageable(reasonScheme)
	}
	if status := d.timing.ResponseStatus; status != 0 && (status < 200 || status > 299) {
		d.makeUnsalvageable(reasonStatus)
	}
	if d.holdsKeyboard {
		d.makeUnsalvageable(reasonKeyboardLock)
	}
	if b := d.browsingContext; b != nil && d.ua.othersInGroup(t, b.group) {
		d.makeUnsalvageable(reasonGroup)
	}
	var page []*Document
	keep := true
	for _, i := range d.inclusiveDescendantNavigables() {
		a := i.ActiveDocument()
		if a == nil {
			continue
		}
		if i != n && i.OngoingNavigation != "" {
			a.makeUnsalvageable(reasonNavigating)
		}
		page = append(page, a)
		keep = keep && !a.unsalvageable
	}
	for _, a := range page {
		a.intendToKeep = keep
	}
	return keep
}

// keepsFor says whether an entry of the session history leads back to the document.
func (t *Traversable) keepsFor(d *Document) bool {
	for _, e := range slices.Backward(t.Entries) { // it was left not long ago
		if e.Document() == d {
			return true
		}
	}
	return false
}

// othersInGroup says whether a window other than t belongs to the group.
func (ua *UserAgent) othersInGroup(t *Traversable, group *Group) bool {
	return slices.ContainsFunc(ua.traversables, func(o *Traversable) bool {
		b := o.ActiveBrowsingContext()
		return o != t && b != nil && b.group == group
	})
}

// childrenKept says whether all documents below can come back: handlers may have changed what was decided.
func (d *Document) childrenKept() bool {
	for _, c := range d.childNavigables() {
		if a := c.ActiveDocument(); a == nil || a.unsalvageable || a.destroyed {
			return false
		}
	}
	return true
}

// enterCache notes that the document of a top-level traversable is kept, and lets go of what is too much.
func (d *Document) enterCache(ctx context.Context) {
	t := d.navigable.traversable
	kept := slices.DeleteFunc(slices.Clone(t.cached), t.returnsTo)
	t.cached = append(t.cached, d)
	if len(kept) > 0 && len(kept) >= d.ua.BackForwardCache.Pages {
		kept[0].evict(ctx, reasonMasked)
	}
}

// returnsTo says whether a traversal to the document is under way.
func (t *Traversable) returnsTo(d *Document) bool {
	return t.Current != nil && t.Current.Document() == d
}

// HoldKeyboard notes that the page has locked the keyboard, or let go of it.
// https://wicg.github.io/keyboard-lock/#h-api-lock-method
func (d *Document) HoldKeyboard(on bool) { d.holdsKeyboard = on }

// InBackForwardCache says whether the document is kept while another one is shown in its navigable.
func (d *Document) InBackForwardCache() bool {
	return d.navigable.TopLevel() && slices.Contains(d.navigable.traversable.cached, d)
}

// evict destroys a document that is kept in the back/forward cache: a traversal to its entry loads the page again.
func (d *Document) evict(ctx context.Context, reason string) {
	t := d.navigable.traversable
	if !slices.Contains(t.cached, d) || t.returnsTo(d) {
		return
	}
	t.cached = slices.DeleteFunc(t.cached, func(o *Document) bool { return o == d })
	d.makeUnsalvageable(reason)
	d.buildNotRestoredReasonsForPage(ctx)
	d.destroyDocumentAndItsDescendants(ctx, nil)
}

// EvictForMessage evicts the page of a window that is kept, and for which a message has come that the page would otherwise miss.
// It reports whether there was one. Chrome does it for broadcast channels.
func EvictForMessage(ctx context.Context, g GlobalScope) bool {
	w, ok := g.(*Window)
	if !ok {
		return false
	}
	n := w.document.navigable
	for !n.TopLevel() {
		n = n.Parent
	}
	for _, d := range n.traversable.cached {
		if slices.Contains(d.pageDocuments(), w.document) {
			d.evict(ctx, reasonBroadcast)
			return true
		}
	}
	return false
}

// evictStale evicts pages that were left too long ago. It is asked when a traversal is about to look for one, so that nothing
// in the world waits for a timer that has no other purpose.
func (t *Traversable) evictStale(ctx context.Context) {
	limit := t.ua.BackForwardCache.Time
	for _, d := range slices.Clone(t.cached) {
		if limit > 0 && t.ua.Loop.Elapsed()-d.suspensionTime > limit {
			d.evict(ctx, reasonMasked)
		}
	}
}

// dropUnreachable destroys the kept documents that no entry leads to any more.
func (t *Traversable) dropUnreachable(ctx context.Context) {
	for _, d := range slices.Clone(t.cached) {
		if !t.keepsFor(d) {
			t.cached = slices.DeleteFunc(t.cached, func(o *Document) bool { return o == d })
			d.destroyDocumentAndItsDescendants(ctx, nil)
		}
	}
}

// suspendTimers holds the timers of the document's window, and of the workers that nobody else owns.
func (d *Document) suspendTimers() {
	d.window.Timers.Suspend()
	for _, w := range d.ua.workers { // owners stand before what they own
		if w.scope != nil && !slices.ContainsFunc(w.owners, timersRun) {
			w.scope.Timers.Suspend()
		}
	}
}

// resumeTimers lets them go on.
func (d *Document) resumeTimers(ctx context.Context) {
	d.window.Timers.Resume(ctx)
	for _, w := range d.ua.workers {
		if w.scope != nil && slices.ContainsFunc(w.owners, timersRun) {
			w.scope.Timers.Resume(ctx)
		}
	}
}

// timersRun says whether time passes for the global object.
func timersRun(g GlobalScope) bool { return !g.TimerMap().Suspended() }

// makeUnsalvageable implements "make document unsalvageable".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#make-document-unsalvageable
func (d *Document) makeUnsalvageable(reason string) {
	if slices.Contains(d.blockingDetails, reason) {
		d.unsalvageable = true
		return
	}
	d.blockingDetails = append(d.blockingDetails, reason)
	d.unsalvageable = true
}

// reactivate implements "reactivate". The text does it to the document of the navigable only; all browsers show the frames
// of the page again too, in tree order.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#reactivate-a-document
func (d *Document) reactivate(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.ReactivateDocument, d)
	defer s.End()
	t := d.navigable.traversable
	t.cached = slices.DeleteFunc(t.cached, func(o *Document) bool { return o == d })
	page := d.pageDocuments()
	s.Todo("1") // form controls with autofill off
	for _, a := range page {
		s.Step("2")
		a.intendToKeep = false
		s.Step("2.4")
		a.resumeTimers(ctx)
		a.History.Index, a.History.Length = d.History.Index, d.History.Length
	}
	s.Step("3") // done by the caller, for the page's own document
	for _, a := range page {
		if a != d {
			a.window.navigation.updateEntriesForReactivation(ctx, a.navigable.navigationAPIEntries(ctx, d.latestEntry.Step), a.latestEntry)
		}
	}
	if len(page) > 1 {
		s.AdHoc("4", "the frames of the page are shown again too, as in all browsers")
	}
	for _, a := range page {
		if a.destroyed || !a.FullyActive() {
			continue // a handler removed the frame
		}
		s.Step("4")
		if a.dom.Readiness == "complete" && !a.pageShowing {
			s.Step("4.1")
			a.pageShowing = true
			s.Step("4.2")
			a.hasBeenRevealed = false
			a.setFrozenness(ctx, false)
			s.Step("4.3")
			a.updateVisibilityState(ctx, "visible")
			s.Step("4.4")
			a.firePageTransitionEvent(ctx, "pageshow", true)
			a.awaitReveal(ctx)
		}
	}
}
