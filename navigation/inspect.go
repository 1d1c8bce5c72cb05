package navigation

import (
	"cmp"
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
	Kept                bool // with its page in the back/forward cache
}

// Facts returns the document's.
func (d *Document) Facts() DocumentFacts {
	f := DocumentFacts{
		URL: d.dom.URL, Readiness: d.dom.Readiness, Visibility: d.visibility, FullyActive: d.FullyActive(), PageShowing: d.pageShowing,
		Salvageable: !d.unsalvageable, UnloadCounter: d.unloadCounter, CompletelyLoaded: d.completelyLoaded,
		IsInitialAboutBlank: d.isInitialAboutBlank, Parsing: d.parsing, Destroyed: d.destroyed,
		HistoryLength: d.History.Length, HistoryIndex: d.History.Index,
		Kept: d.kept(),
	}
	if d.navigable != nil {
		f.Navigable = d.navigable.ID
	}
	return f
}

// kept says whether the page that the document belongs to is in the back/forward cache.
func (d *Document) kept() bool {
	for n := d.navigable; n != nil; n = d.navigable {
		if n.TopLevel() {
			return slices.Contains(n.traversable.cached, d)
		}
		if d = n.containerDocument(); d == nil {
			return false
		}
	}
	return false
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
	TargetName           string
	Opener               string // the ID of the navigable that opened it, "" for none, or when that is gone
	Popup                bool
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
	if n.Active != nil {
		f.TargetName = n.TargetName()
	}
	if b := n.ActiveBrowsingContext(); b != nil {
		f.Popup = b.IsPopup
		if o := b.Opener(); o != nil && o.navigable != nil {
			f.Opener = o.navigable.ID
		}
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

// WorkerFacts are the fields of a worker that change while it lives.
type WorkerFacts struct {
	URL     *weburl.URL // nil before it has a scope
	Name    string
	Shared  bool
	Module  bool
	Closing bool
	Paused  bool // a script of it stands still in the middle
}

// AllWorkers returns the workers that have not ended, owners before what they own.
func (ua *UserAgent) AllWorkers() []*Worker { return ua.workers }

// Facts returns the worker's.
func (w *Worker) Facts() WorkerFacts {
	f := WorkerFacts{Shared: w.shared != nil}
	if s := w.scope; s != nil {
		f.URL, f.Name, f.Module, f.Closing, f.Paused = s.url, s.name, s.module, s.closing, s.paused
	}
	return f
}

// Owners returns the windows and workers that keep the worker alive, oldest first.
func (w *Worker) Owners() []GlobalScope { return w.owners }

// Scope returns the worker's global object, nil before it has one.
func (w *Worker) Scope() *WorkerGlobalScope { return w.scope }

// Worker returns the worker whose global object this is.
func (w *WorkerGlobalScope) Worker() *Worker { return w.worker }

// StorageFacts are what one storage area holds.
type StorageFacts struct {
	Kind         string // "local" or "session"
	Origin       string
	TopLevelSite string
	CrossSite    bool   // an ancestor is of another site: the area is one of its own
	Navigable    string // of sessionStorage: the ID of its traversable
	Area         *StorageArea
}

// StorageChanges counts the changes of all storage areas: what AppendStorage returns is the same while it stays.
func (ua *UserAgent) StorageChanges() int { return ua.storageChanges }

// AppendStorage appends the storage areas that hold anything, in the order of their names.
func (ua *UserAgent) AppendStorage(list []StorageFacts) []StorageFacts {
	from := len(list)
	for key, area := range ua.storage {
		if len(area.Keys) == 0 {
			continue
		}
		f := StorageFacts{Kind: key.kind, Origin: key.key.origin.String(), TopLevelSite: key.key.topLevelSite, CrossSite: key.key.crossSite, Area: area}
		if key.traversable != nil {
			f.Navigable = key.traversable.ID
		}
		list = append(list, f)
	}
	slices.SortFunc(list[from:], func(a, b StorageFacts) int {
		if a.CrossSite != b.CrossSite && a.CrossSite {
			return 1
		} else if a.CrossSite != b.CrossSite {
			return -1
		}
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Navigable, b.Navigable), cmp.Compare(a.Origin, b.Origin), cmp.Compare(a.TopLevelSite, b.TopLevelSite))
	})
	return list
}
