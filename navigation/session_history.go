package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// pending is the step of an entry that has none yet.
const pending = -1

// A SessionHistoryEntry is one entry of a navigable's session history.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#session-history-entry
type SessionHistoryEntry struct {
	Step          int            // …#she-step, pending at first
	URL           *weburl.URL    // …#she-url
	DocumentState *DocumentState // …#she-document-state
	ClassicState  *ClassicState  // …#she-classic-history-api-state, nil is the serialization of null
	ScrollMode    string         // …#she-scroll-restoration-mode, "auto" at first
	APIState      *ClassicState  // …#she-navigation-api-state, nil is the serialization of undefined

	apiKey *historyKey // …#she-navigation-api-key, made when it is first asked for
	apiID  string      // …#she-navigation-api-id, made when it is first asked for
}

// Document returns the entry's document, nil when it has none (yet, or any more).
func (e *SessionHistoryEntry) Document() *Document { return e.DocumentState.Document }

// TraceString shows the entry in a trace.
func (e *SessionHistoryEntry) TraceString() string { return e.URL.Href() }

// A DocumentState is what several contiguous entries share: how to get their document.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#document-state-2
type DocumentState struct {
	Document               *Document
	HistoryPolicyContainer *policy.Container
	RequestReferrer        string // "client" at first, "no-referrer", or a URL
	RequestReferrerPolicy  string
	InitiatorOrigin        *weburl.Origin
	Origin                 *weburl.Origin
	AboutBaseURL           *weburl.URL
	NestedHistories        []*nestedHistory
	Resource               *Resource // nil, a srcdoc string or a POST resource
	ReloadPending          bool
	NotRestoredReasons     *NotRestoredReasons // …#document-state-not-restored-reasons
	EverPopulated          bool
	NavigableTargetName    string

	referrerPolicy policy.ReferrerPolicy // that of the document when it was destroyed
}

// A Resource is the content that a navigation brings along.
type Resource struct {
	SrcDoc      *string
	PostBody    []byte
	ContentType string // of PostBody
}

// https://html.spec.whatwg.org/multipage/browsing-the-web.html#nested-history
type nestedHistory struct {
	id      string
	entries []*SessionHistoryEntry
	dead    bool // the navigable is gone
}

// addsNothing says whether the history is that of a frame that is gone and has no step beside that of the entry around it: a page
// with frames that is reloaded often must not keep them all.
func (h *nestedHistory) addsNothing() bool {
	return h.dead && len(h.entries) == 1 && len(h.entries[0].DocumentState.NestedHistories) == 0
}

// queueItem is one algorithm of a session history traversal parallel queue.
type queueItem struct {
	ctx    context.Context // of who appended it: its cause in a trace
	steps  func(ctx context.Context)
	update bool       // for a navigable that came or went
	target *Navigable // of synchronous navigation steps, else nil
	delta  int        // of "traverse the history by a delta", else 0
}

// appendTraversalSteps implements "append session history traversal steps".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#tn-append-session-history-traversal-steps
func (t *Traversable) appendTraversalSteps(ctx context.Context, steps func(ctx context.Context)) {
	t.enqueue(ctx, &queueItem{steps: steps})
}

// appendUpdateSteps is appendTraversalSteps for a navigable that came or went.
func (t *Traversable) appendUpdateSteps(ctx context.Context, steps func(ctx context.Context)) {
	t.enqueue(ctx, &queueItem{steps: steps, update: true})
}

// appendSynchronousNavigationSteps implements "append session history synchronous navigation steps".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#tn-append-session-history-sync-nav-steps
func (t *Traversable) appendSynchronousNavigationSteps(ctx context.Context, target *Navigable, steps func(ctx context.Context)) {
	t.enqueue(ctx, &queueItem{steps: steps, target: target})
}

// enqueue appends an item. Each runs in parallel steps of its own, so that its cause stays its parent in a trace.
func (t *Traversable) enqueue(ctx context.Context, item *queueItem) {
	item.ctx = ctx
	t.queue = append(t.queue, item)
	t.serveQueue()
}

// serveQueue runs the first item of the queue, unless one runs already.
func (t *Traversable) serveQueue() {
	if t.queueBusy || t.destroyed || len(t.queue) == 0 {
		return
	}
	item := t.queue[0]
	t.queue = t.queue[1:]
	t.queueBusy = true
	t.ua.Loop.InParallel(item.ctx, func(ctx context.Context) {
		defer func() {
			t.queueBusy = false
			t.serveQueue()
		}()
		if !t.destroyed {
			item.steps(ctx)
		}
	})
}

// takeSynchronousNavigationSteps removes and returns the first synchronous navigation steps
// whose navigable is not in except, or nil.
func (t *Traversable) takeSynchronousNavigationSteps(except []*Navigable) *queueItem {
	for i, item := range t.queue {
		if item.target != nil && !slices.Contains(except, item.target) {
			t.queue = slices.Delete(t.queue, i, i+1)
			return item
		}
	}
	return nil
}

// sessionHistoryEntries implements "get session history entries".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#getting-session-history-entries
func (n *Navigable) sessionHistoryEntries() *[]*SessionHistoryEntry {
	t := n.Traversable()
	if n.Parent == nil {
		return &t.Entries
	}
	// What a walk through all document states would find under the navigable's id.
	if n.history == nil {
		return nil
	}
	return &n.history.entries
}

// allEntryLists calls f with every list of entries of the traversable.
func (t *Traversable) allEntryLists(f func(list *[]*SessionHistoryEntry)) {
	visitEntryLists(&t.Entries, map[*DocumentState]bool{}, f)
}

func visitEntryLists(list *[]*SessionHistoryEntry, seen map[*DocumentState]bool, f func(list *[]*SessionHistoryEntry)) {
	f(list)
	for _, e := range *list {
		if !seen[e.DocumentState] {
			seen[e.DocumentState] = true
			for _, h := range e.DocumentState.NestedHistories {
				visitEntryLists(&h.entries, seen, f)
			}
		}
	}
}

// clearForwardHistory implements "clear the forward session history".
// pushing is the navigable whose new entry makes it necessary.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#clear-the-forward-session-history
func (t *Traversable) clearForwardHistory(ctx context.Context, pushing *Navigable, entry *SessionHistoryEntry) {
	ctx, s := spec.Begin(ctx, spec.ClearForwardSessionHistory, t)
	defer s.End()
	s.Step("2")
	step := t.CurrentStep
	s.Step("4")
	used := t.usedSteps()
	kept, _ := slices.BinarySearch(used, step+1)
	if kept == len(used) {
		return // nothing lies ahead
	}
	t.used = used[:kept]
	t.allEntryLists(func(list *[]*SessionHistoryEntry) {
		*list = slices.DeleteFunc(slices.Clone(*list), func(e *SessionHistoryEntry) bool { return e.Step > step })
	})
	t.relisted++
	t.removed = slices.DeleteFunc(t.removed, func(removed int) bool { return removed > step })
	leaves := pushing.ActiveDocument() != entry.Document()
	for _, n := range t.ActiveDocument().inclusiveDescendantNavigables() {
		if leaves && (n == pushing || pushing.isAncestorOf(n)) {
			continue // it is told if it comes back
		}
		if d := n.ActiveDocument(); d != nil {
			d.window.navigation.forgetForward(ctx, s)
		}
	}
	t.dropUnreachable(ctx)
}

// usedSteps implements "get all used history steps". They are counted anew only when they may have changed otherwise than by
// a push, so that a long history costs a navigation nothing.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#getting-all-used-history-steps
func (t *Traversable) usedSteps() []int {
	if t.used == nil {
		steps := slices.Clone(t.removed)
		t.allEntryLists(func(list *[]*SessionHistoryEntry) {
			for _, e := range *list {
				if e.Step != pending {
					steps = append(steps, e.Step)
				}
			}
		})
		slices.Sort(steps)
		t.used = slices.Compact(steps)
	}
	return t.used
}

// keepSteps remembers the steps of a frame that is being removed, so that history.length does not shrink.
func (t *Traversable) keepSteps(n *Navigable) {
	keep := func(list *[]*SessionHistoryEntry) {
		for _, e := range *list {
			if i, found := slices.BinarySearch(t.removed, e.Step); e.Step > 0 && !found {
				t.removed = slices.Insert(t.removed, i, e.Step)
			}
		}
	}
	if entries := n.sessionHistoryEntries(); entries != nil {
		visitEntryLists(entries, map[*DocumentState]bool{}, keep)
	}
}

// usedStep implements "get the used step".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#getting-the-used-step
func (t *Traversable) usedStep(step int) int {
	used := t.usedSteps()
	i, _ := slices.BinarySearch(used, step+1)
	return used[i-1]
}

// targetHistoryEntry implements "get the target history entry".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#getting-the-target-history-entry
func (n *Navigable) targetHistoryEntry(step int) *SessionHistoryEntry {
	if list := n.sessionHistoryEntries(); list != nil {
		if i := lastUpTo(*list, step); i >= 0 {
			return (*list)[i]
		}
	}
	return n.Current
}

// lastUpTo finds the last entry of a list whose step is not after the given one, -1 for none: a list is in the order of steps.
func lastUpTo(list []*SessionHistoryEntry, step int) int {
	i, _ := slices.BinarySearchFunc(list, step+1, func(e *SessionHistoryEntry, step int) int { return e.Step - step })
	return i - 1
}

// historyObjectLengthAndIndex implements "get the history object length and index".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#getting-the-history-object-length-and-index
func (t *Traversable) historyObjectLengthAndIndex(step int) (length, index int) {
	steps := t.usedSteps()
	index, found := slices.BinarySearch(steps, step)
	if !found {
		index = 0
	}
	return len(steps), index
}

// changingNavigables implements "get all navigables whose current session history entry will
// change or reload"; the others are those that "only need history object length/index update".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#get-all-navigables-whose-current-session-history-entry-will-change-or-reload
func (t *Traversable) changingNavigables(step int) (changing, unchanging []*Navigable) {
	level := []*Navigable{&t.Navigable}
	for len(level) > 0 {
		var next []*Navigable
		for _, n := range level {
			target := n.targetHistoryEntry(step)
			if target != n.Current || target.DocumentState.ReloadPending {
				changing = append(changing, n)
			} else {
				unchanging = append(unchanging, n)
			}
			// Children of a document that goes away are not looked at.
			if d := target.Document(); d != nil && n.Current != nil && d == n.Current.Document() && !target.DocumentState.ReloadPending {
				if children := d.childNavigables(); next == nil {
					next = children
				} else {
					next = append(next, children...)
				}
			}
		}
		level = next
	}
	return changing, unchanging
}
