package navigation

import (
	"context"
	"maps"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/spec"
)

// A Navigation is the navigation API of a Window.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-interface
type Navigation struct {
	window *Window
	events dom.EventTarget

	entries []*NavigationHistoryEntry // …#navigation-entry-list, initially empty
	current int                       // …#navigation-current-entry-index, initially -1
	// waiting are the entries of a new document until somebody asks for all of them: most pages never do. made are those of
	// them, by their place, that have been asked for.
	waiting []*SessionHistoryEntry
	made    map[int]*NavigationHistoryEntry

	ongoingEvent              *NavigateEvent // …#ongoing-navigate-event, initially null
	focusChanged              bool           // …#focus-changed-during-ongoing-navigation, initially false
	suppressScrollRestoration bool           // …#suppress-normal-scroll-restoration-during-ongoing-navigation, initially false
	ongoingTracker            *methodTracker // …#ongoing-api-method-tracker, initially null
	upcoming                  []*methodTracker
	transition                *NavigationTransition // …#concept-navigation-transition, initially null
	activation                *NavigationActivation // …#navigation-activation, initially null
}

// newNavigation makes the navigation API of a new Window.
func newNavigation(w *Window) *Navigation { return &Navigation{window: w, current: -1} }

// Navigation returns the window's navigation API.
func (w *Window) Navigation() *Navigation { return w.navigation }

// Window returns the relevant global object.
func (n *Navigation) Window() *Window { return n.window }

// EventTarget makes it a dom.Target.
func (n *Navigation) EventTarget() *dom.EventTarget { return &n.events }

// EventParent implements "get the parent".
func (n *Navigation) EventParent(*dom.Event) dom.Target { return nil }

// EventTime is the relative high resolution time, in milliseconds.
func (n *Navigation) EventTime() float64 { return n.window.Now() }

// TraceString shows the navigation API in a trace.
func (n *Navigation) TraceString() string { return n.window.TraceString() }

// Transition returns the transition, nil for none.
func (n *Navigation) Transition() *NavigationTransition { return n.transition }

// Activation returns how the document became active, nil when that was no navigation.
func (n *Navigation) Activation() *NavigationActivation { return n.activation }

// disabled implements "has entries and events disabled".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#has-entries-and-events-disabled
func (n *Navigation) disabled() bool {
	d := n.window.document
	return !d.FullyActive() || d.isInitialAboutBlank || d.origin.IsOpaque()
}

// list is the entry list, made now if nobody has asked for it before.
func (n *Navigation) list() []*NavigationHistoryEntry {
	if n.waiting != nil {
		block := make([]NavigationHistoryEntry, len(n.waiting))
		n.entries = make([]*NavigationHistoryEntry, len(block))
		for i, e := range n.waiting {
			if n.entries[i] = n.made[i]; n.entries[i] == nil {
				block[i] = NavigationHistoryEntry{window: n.window, entry: e}
				n.entries[i] = &block[i]
			}
		}
		n.waiting, n.made = nil, nil
	}
	return n.entries
}

// at is one entry of the list, without making the others.
func (n *Navigation) at(i int) *NavigationHistoryEntry {
	if n.waiting == nil {
		return n.entries[i]
	}
	e := n.made[i]
	if e == nil {
		e = n.newEntry(n.waiting[i])
		if n.made == nil {
			n.made = map[int]*NavigationHistoryEntry{}
		}
		n.made[i] = e
	}
	return e
}

// length is how many entries the list has.
func (n *Navigation) length() int {
	if n.waiting != nil {
		return len(n.waiting)
	}
	return len(n.entries)
}

// CurrentEntry implements "current entry", nil for null. A document that document.open() made a real one has no entries.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-current-entry
func (n *Navigation) CurrentEntry() *NavigationHistoryEntry {
	if n.disabled() || n.current < 0 {
		return nil
	}
	return n.at(n.current)
}

// Entries implements entries().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-entries
func (n *Navigation) Entries() []*NavigationHistoryEntry {
	if n.disabled() {
		return nil
	}
	return n.list()
}

// CanGoBack implements the canGoBack getter.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-cangoback
func (n *Navigation) CanGoBack() bool { return !n.disabled() && n.current > 0 }

// CanGoForward implements the canGoForward getter.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-cangoforward
func (n *Navigation) CanGoForward() bool {
	return !n.disabled() && n.current >= 0 && n.current < n.length()-1
}

// entryIndex implements "get the navigation API entry index".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#getting-the-navigation-api-entry-index
func (n *Navigation) entryIndex(e *SessionHistoryEntry) int {
	if n.waiting != nil {
		if i := lastUpTo(n.waiting, e.Step); i >= 0 && n.waiting[i] == e {
			return i
		}
		return -1
	}
	return slices.IndexFunc(n.entries, func(o *NavigationHistoryEntry) bool { return o.entry == e })
}

// entryFor is the NavigationHistoryEntry of the list for a session history entry, nil for none.
func (n *Navigation) entryFor(e *SessionHistoryEntry) *NavigationHistoryEntry {
	if i := n.entryIndex(e); i >= 0 {
		return n.at(i)
	}
	return nil
}

func (n *Navigation) newEntry(e *SessionHistoryEntry) *NavigationHistoryEntry {
	return &NavigationHistoryEntry{window: n.window, entry: e}
}

// initializeEntries implements "initialize the navigation API entries for a new document". The objects are made when they
// are first asked for.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#initialize-the-navigation-api-entries-for-a-new-document
func (n *Navigation) initializeEntries(ctx context.Context, entries []*SessionHistoryEntry, initial *SessionHistoryEntry) {
	_, s := spec.Begin(ctx, spec.InitializeNavigationAPIEntriesForNewDocument, n)
	defer s.End()
	s.Step("1")
	s.Step("2")
	n.entries, n.waiting, n.made, n.current = nil, nil, nil, -1
	s.Step("3")
	if n.disabled() {
		return
	}
	s.Step("4")
	n.waiting = entries
	s.Step("5")
	n.current = n.entryIndex(initial)
}

// updateEntriesForReactivation implements "update the navigation API entries for reactivation".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#update-the-navigation-api-entries-for-reactivation
func (n *Navigation) updateEntriesForReactivation(ctx context.Context, entries []*SessionHistoryEntry, reactivated *SessionHistoryEntry) {
	ctx, s := spec.Begin(ctx, spec.UpdateNavigationAPIEntriesForReactivation, n)
	defer s.End()
	s.Step("1")
	if n.disabled() {
		return
	}
	s.Step("2")
	list := make(map[int]*NavigationHistoryEntry, len(n.made))
	s.Step("3")
	old := make([]*NavigationHistoryEntry, 0, len(n.made)) // those that somebody has asked for; no others can be told apart from new ones
	if n.waiting == nil {
		old = append(old, n.entries...)
	} else {
		for _, i := range slices.Sorted(maps.Keys(n.made)) {
			old = append(old, n.made[i])
		}
	}
	s.Step("4")
	n.entries, n.waiting = nil, entries
	old = slices.DeleteFunc(old, func(o *NavigationHistoryEntry) bool {
		i := n.entryIndex(o.entry)
		if i < 0 {
			return false
		}
		s.Step("4.2.1")
		list[i] = o
		s.Step("4.2.2")
		return true
	})
	if len(list) < len(entries) {
		s.Step("4.3.1") // those of the others are made when they are asked for
		s.Step("4.3.2")
	}
	s.Step("5")
	n.made = list
	s.Step("6")
	n.current = n.entryIndex(reactivated)
	if len(old) == 0 {
		return
	}
	s.Step("7")
	n.queueTask(ctx, func(ctx context.Context) {
		s.Step("7.1")
		for _, e := range old {
			s.Step("7.1.1")
			dom.Fire(ctx, e, "dispose")
		}
	})
}

// updateEntries implements "update the navigation API entries for a same-document navigation".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#update-the-navigation-api-entries-for-a-same-document-navigation
func (n *Navigation) updateEntries(ctx context.Context, destination *SessionHistoryEntry, navigationType string) {
	ctx, s := spec.Begin(ctx, spec.UpdateNavigationAPIEntriesForSameDocumentNavigation, n, navigationType)
	defer s.End()
	s.Step("1")
	if n.disabled() || n.current < 0 {
		return
	}
	n.list()
	s.Step("2")
	old := n.CurrentEntry()
	s.Step("3")
	var disposed []*NavigationHistoryEntry
	switch navigationType {
	case "traverse":
		s.Step("4.1")
		i := n.entryIndex(destination)
		if i < 0 {
			return // overtaken by what took the entry away
		}
		n.current = i
	case "push":
		s.Step("5.1")
		n.current++
		s.Step("5.3")
		disposed = slices.Clone(n.entries[n.current:])
		n.abandonTraversals(ctx, s, disposed)
		s.Step("5.4")
		n.entries = append(n.entries[:n.current], nil)
	case "replace":
		s.Step("6.1")
		disposed = append(disposed, old)
		// The text gives the new entry the key with the session history, later; script can see it now.
		s.AdHoc("6.1", "the key is taken over at once; see docs/decisions/0071")
		destination.takeKey(old.entry)
	}
	if navigationType == "push" || navigationType == "replace" {
		s.Step("7.1")
		s.Step("7.2")
		s.Step("7.3")
		n.entries[n.current] = n.newEntry(destination)
	}
	s.Step("8")
	if n.ongoingTracker != nil {
		n.ongoingTracker.notifyCommitted(ctx, n.CurrentEntry())
	}
	s.Step("9")
	event := n.ongoingEvent
	s.Step("10")
	tracker := n.ongoingTracker
	s.Step("11")
	defer n.window.Enter(ctx)()
	s.Step("12")
	n.fireCurrentEntryChange(ctx, navigationType, old)
	s.Step("13")
	for _, e := range disposed {
		s.Step("13.1")
		dom.Fire(ctx, e, "dispose")
	}
	s.Step("14")
	if event != nil {
		n.runCommitHandlers(ctx, event, tracker)
	}
	s.Step("15")
}

// abandonTraversals rejects what goes to entries that are no longer there.
func (n *Navigation) abandonTraversals(ctx context.Context, s *spec.Frame, disposed []*NavigationHistoryEntry) {
	for _, e := range disposed {
		if e.entry.apiKey == nil {
			continue // nobody has asked for its key
		}
		if t := n.upcomingTracker(e.entry.apiKey.text); t != nil {
			s.AdHoc("5.3", "traversals to entries that are disposed of are aborted; see docs/decisions/0071")
			t.rejectFinishedWith(ctx, "AbortError", "Navigation was aborted")
		}
	}
}

// forgetForward disposes of the entries ahead of the current one when a push in another frame has taken them from the session
// history. The text knows nothing of it; browsers do it.
func (n *Navigation) forgetForward(ctx context.Context, s *spec.Frame) {
	if n.disabled() || n.current < 0 || n.current >= n.length()-1 {
		return
	}
	present := n.window.document.navigable.sessionHistoryEntries()
	if present == nil {
		return
	}
	var disposed []*NavigationHistoryEntry
	for _, e := range n.list()[n.current+1:] {
		if e.entry.Step != pending && !slices.Contains(*present, e.entry) {
			disposed = append(disposed, e)
		}
	}
	if len(disposed) == 0 {
		return
	}
	s.AdHoc("4", "entries that another frame's push took away are disposed of; see docs/decisions/0071")
	n.entries = slices.DeleteFunc(slices.Clone(n.entries), func(e *NavigationHistoryEntry) bool { return slices.Contains(disposed, e) })
	n.abandonTraversals(ctx, s, disposed)
	n.queueTask(ctx, func(ctx context.Context) {
		for _, e := range disposed {
			dom.Fire(ctx, e, "dispose")
		}
	})
}

// forget lets go of all entries when the document is destroyed: script that keeps the window must not keep the documents
// before it.
func (n *Navigation) forget() {
	n.entries, n.waiting, n.made, n.current = nil, nil, nil, -1
	n.ongoingEvent, n.ongoingTracker, n.upcoming, n.transition, n.activation = nil, nil, nil, nil, nil
}

// fireCurrentEntryChange fires the currententrychange event; navigationType "" is null.
func (n *Navigation) fireCurrentEntryChange(ctx context.Context, navigationType string, from *NavigationHistoryEntry) {
	dom.Fire(ctx, n, "currententrychange", func(e *dom.Event) {
		e.Interface = "NavigationCurrentEntryChangeEvent"
		e.Detail = &CurrentEntryChangeDetail{NavigationType: navigationType, From: from}
	})
}

// CurrentEntryChangeDetail belongs to NavigationCurrentEntryChangeEvent.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationcurrententrychangeevent
type CurrentEntryChangeDetail struct {
	NavigationType string // "" is null
	From           *NavigationHistoryEntry
}

// navigationAPIEntries implements "get session history entries for the navigation API". The text leaves out the first entry
// of the history when it goes back; browsers do not.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#getting-session-history-entries-for-the-navigation-api
func (n *Navigable) navigationAPIEntries(ctx context.Context, targetStep int) []*SessionHistoryEntry {
	_, s := spec.Begin(ctx, spec.GetSessionHistoryEntriesForNavigationAPI, n, targetStep)
	defer s.End()
	s.Step("1")
	list := n.sessionHistoryEntries()
	if list == nil {
		return nil
	}
	raw := *list
	s.Step("3")
	start := lastUpTo(raw, targetStep)
	if start < 0 {
		return nil
	}
	s.Step("5")
	s.Step("6")
	s.AdHoc("7", "the first entry of the history counts too; see docs/decisions/0071")
	s.Step("9")
	n.stretch.widen(list, n.Traversable().relisted, start)
	s.Step("10")
	first, end := n.stretch.first, n.stretch.last+1
	return raw[first:end:end] // whoever changes what is in a list makes a new one
}

// A stretch is the part of a list of entries around one of them whose documents have one origin. It is kept from one navigation to
// the next, so that a long history costs them nothing.
type stretch struct {
	list        *[]*SessionHistoryEntry
	relisted    int // the traversable's, when it was found
	first, last int
}

// widen makes the stretch that around the entry at the given place.
func (r *stretch) widen(list *[]*SessionHistoryEntry, relisted, place int) {
	raw := *list
	if r.list != list || r.relisted != relisted || place < r.first || place > r.last+1 || place > r.last && !raw[place].sharesOrigin(raw[r.last]) {
		*r = stretch{list, relisted, place, place}
	}
	for r.first > 0 && raw[r.first-1].sharesOrigin(raw[r.first]) {
		r.first--
	}
	for r.last+1 < len(raw) && raw[r.last+1].sharesOrigin(raw[r.last]) {
		r.last++
	}
}

// sharesOrigin says whether the two entries have one document state, or ones of one origin.
func (e *SessionHistoryEntry) sharesOrigin(o *SessionHistoryEntry) bool {
	a, b := e.DocumentState, o.DocumentState
	return a == b || a.Origin != nil && b.Origin != nil && sameOrigins(a.Origin, b.Origin)
}
