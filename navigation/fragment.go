package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// navigateToFragment implements "navigate to a fragment".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate-fragid
func (n *Navigable) navigateToFragment(ctx context.Context, u *weburl.URL, handling string, o NavigateOptions) {
	ctx, s := spec.Begin(ctx, spec.NavigateToFragment, n, u)
	defer s.End()
	apiState, proceed := n.fireNavigateToFragment(ctx, s, u, handling, o)
	if !proceed {
		return
	}
	s.Step("6")
	entry := &SessionHistoryEntry{Step: pending, URL: u, DocumentState: n.Active.DocumentState, ScrollMode: n.Active.ScrollMode, APIState: apiState}
	s.Step("7")
	var toReplace *SessionHistoryEntry
	if handling == "replace" {
		toReplace = n.Active
	}
	s.Step("8")
	d := n.ActiveDocument()
	s.Step("9")
	index := d.History.Index
	s.Step("10")
	length := d.History.Length
	if handling == "push" {
		s.Step("11.1")
		d.History.State = nil
		s.Step("11.2")
		index++
		s.Step("11.3")
		length = index + 1
	}
	s.Step("12")
	d.dom.URL = u
	s.Step("13")
	n.Active = entry
	s.Step("14")
	if handling == "push" {
		d.History.Index, d.History.Length = index, length
		d.shareHistoryLength()
	}
	d.updateForHistoryStepApplication(ctx, entry, true, length, index, handling, nil)
	if !d.FullyActive() {
		return // a handler removed the frame
	}
	s.Step("15")
	d.scrollToFragment(ctx)
	n.ua.Observer.NavigatedWithinDocument(n)
	s.Step("17")
	t := n.Traversable()
	t.appendSynchronousNavigationSteps(ctx, n, func(ctx context.Context) {
		s.Step("17.1")
		t.finalizeSameDocumentNavigation(ctx, n, entry, toReplace, handling)
	})
}

// urlAndHistoryUpdate implements "URL and history update steps".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#url-and-history-update-steps
func (d *Document) urlAndHistoryUpdate(ctx context.Context, u *weburl.URL, serialized *ClassicState, handling string) {
	ctx, s := spec.Begin(ctx, spec.URLAndHistoryUpdateSteps, d, u)
	defer s.End()
	s.Step("1")
	n := d.NodeNavigable()
	s.Step("2")
	active := n.Active
	s.Step("3")
	entry := &SessionHistoryEntry{Step: pending, URL: u, DocumentState: active.DocumentState, ClassicState: active.ClassicState, ScrollMode: active.ScrollMode}
	if serialized != nil {
		entry.ClassicState = serialized
	}
	s.Step("4")
	if d.isInitialAboutBlank {
		handling = "replace"
	}
	s.Step("5")
	var toReplace *SessionHistoryEntry
	if handling == "replace" {
		toReplace = active
	}
	s.Step("6")
	if handling == "push" {
		s.Step("6.1")
		d.History.Index++
		s.Step("6.2")
		d.History.Length = d.History.Index + 1
		d.shareHistoryLength()
	}
	s.Step("7")
	if serialized != nil {
		d.restoreHistoryObjectState(entry)
	}
	s.Step("8")
	d.dom.URL = u
	s.Step("9")
	d.latestEntry = entry
	s.Step("10")
	n.Active = entry
	s.Step("11")
	d.window.navigation.updateEntries(ctx, entry, handling)
	if !d.FullyActive() {
		return // a handler removed the frame
	}
	n.ua.Observer.NavigatedWithinDocument(n)
	s.Step("13")
	t := n.Traversable()
	t.appendSynchronousNavigationSteps(ctx, n, func(ctx context.Context) {
		s.Step("13.1")
		t.finalizeSameDocumentNavigation(ctx, n, entry, toReplace, handling)
	})
}

// finalizeSameDocumentNavigation implements "finalize a same-document navigation".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#finalize-a-same-document-navigation
func (t *Traversable) finalizeSameDocumentNavigation(ctx context.Context, n *Navigable, entry, toReplace *SessionHistoryEntry, handling string) {
	ctx, s := spec.Begin(ctx, spec.FinalizeSameDocumentNavigation, n, entry)
	defer s.End()
	// The text compares entries; then two pushState() in one task would leave one entry.
	s.AdHoc("2", "compares documents, so that several entries pushed in one task are all kept")
	if n.ActiveDocument() == nil || n.ActiveDocument() != entry.Document() {
		return
	}
	s.Step("4")
	entries := n.sessionHistoryEntries()
	if entries == nil {
		return
	}
	targetStep := t.placeEntry(ctx, s, n, "5", entries, toReplace, entry)
	s.Step("6")
	t.applyPushReplaceHistoryStep(ctx, targetStep, handling)
}
