package navigation

import (
	"slices"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/weburl"
)

// What a debugger sees of the chapter's structures. The facts are comparable, and taking them serializes nothing and
// runs no algorithm: a recorder does so at every step.

// DocumentFacts are the fields of a document that change while it lives.
type DocumentFacts struct {
	URL                 *weburl.URL
	Navigable           string // the ID of the navigable that it was made for
	Readiness           string
	Visibility          string
	FullyActive         bool
	PageShowing         bool
	Salvageable         bool
	UnloadCounter       int
	CompletelyLoaded    bool
	IsInitialAboutBlank bool
	Parsing             bool
	Destroyed           bool
	HistoryLength       int
	HistoryIndex        int
}

// Facts returns the document's.
func (d *Document) Facts() DocumentFacts {
	f := DocumentFacts{
		URL: d.dom.URL, Readiness: d.dom.Readiness, Visibility: d.visibility, FullyActive: d.FullyActive(), PageShowing: d.pageShowing,
		Salvageable: !d.unsalvageable, UnloadCounter: d.unloadCounter, CompletelyLoaded: d.completelyLoaded,
		IsInitialAboutBlank: d.isInitialAboutBlank, Parsing: d.parsing, Destroyed: d.destroyed,
		HistoryLength: d.History.Length, HistoryIndex: d.History.Index,
	}
	if d.navigable != nil {
		f.Navigable = d.navigable.ID
	}
	return f
}

// NavigableFacts are the fields of a navigable that change while it lives.
type NavigableFacts struct {
	Parent               string // "" for a top-level traversable
	Active               *Document
	ActiveEntry          *SessionHistoryEntry
	CurrentEntry         *SessionHistoryEntry
	IsClosing            bool
	IsDelayingLoadEvents bool
	OngoingNavigation    string
	ReservedQuota        int64 // bytes that its container has reserved for deferred fetching
}

// Facts returns the navigable's.
func (n *Navigable) Facts() NavigableFacts {
	f := NavigableFacts{
		Active: n.ActiveDocument(), ActiveEntry: n.Active, CurrentEntry: n.Current, IsClosing: n.IsClosing,
		IsDelayingLoadEvents: n.IsDelayingLoadEvents, OngoingNavigation: n.OngoingNavigation,
	}
	if n.Parent != nil {
		f.Parent = n.Parent.ID
	}
	if n.container != nil {
		f.ReservedQuota = n.container.reservation.Bytes
	}
	return f
}

// EntryFacts are the fields of a session history entry.
type EntryFacts struct {
	Navigable string // whose history it is in
	Step      int    // -1 while pending
	URL       *weburl.URL
	Document  *Document
}

// AppendHistory appends the entries of the traversable and of all navigables below it, each navigable's together.
func (t *Traversable) AppendHistory(list []EntryFacts) []EntryFacts {
	return appendHistory(list, t.ID, t.Entries)
}

func appendHistory(list []EntryFacts, id string, entries []*SessionHistoryEntry) []EntryFacts {
	for _, e := range entries {
		list = append(list, EntryFacts{id, e.Step, e.URL, e.Document()})
	}
	var seen []*nestedHistory
	for _, e := range entries {
		for _, h := range e.DocumentState.NestedHistories {
			if !slices.Contains(seen, h) { // contiguous entries share their document state
				seen = append(seen, h)
				list = appendHistory(list, h.id, h.entries)
			}
		}
	}
	return list
}

// TraversalQueueLength returns how many algorithms wait in the session history traversal queue.
func (t *Traversable) TraversalQueueLength() int { return len(t.queue) }

// AppendNavigables appends the navigable and all below it, parents first, in the order in which they were made.
func (n *Navigable) AppendNavigables(list []*Navigable) []*Navigable {
	list = append(list, n)
	if d := n.ActiveDocument(); d != nil {
		for _, c := range d.containers {
			if c.Navigable != nil {
				list = c.Navigable.AppendNavigables(list)
			}
		}
	}
	return list
}

// Group returns the document's fetch group, nil for a document whose window is not there yet.
func (d *Document) Group() *fetch.Group {
	if d.window == nil {
		return nil
	}
	return &d.window.settings.group
}
