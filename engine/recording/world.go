package recording

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/navigation"
)

// How closely a large world is looked at. A look costs time for every object, so that with many of them it is taken only every
// so often, and a state may be that many events old.
const (
	closeObjects = 64  // up to here every event has a look of its own
	staleFactor  = 16  // beyond, one event in (objects / staleFactor) has
	listRecords  = 256 // deferred fetch records of one document that are listed one by one
)

// world knows how everything looked the last time.
type world struct {
	ua *navigation.UserAgent

	documents  map[*navigation.Document]*document
	ids        int // of documents
	navigables map[string]*navigable
	histories  map[string][]navigation.EntryFacts
	records    int // ids of deferred fetch records

	round   uint64 // of looks
	skipped int
	queue   uint64
	timers  [2]uint64
	cookies [2]int

	workers  map[*navigation.Worker]*worker
	lastID   int // of workers
	storage  int // changes
	areas    map[string]*area
	lastItem int // of storage areas

	changes    []Change
	navs       []*navigation.Navigable
	entries    []navigation.EntryFacts
	fetches    []*fetch.Record
	quotaDirty bool
}

type document struct {
	key     string
	seen    uint64
	shown   bool
	facts   navigation.DocumentFacts
	fetches []*fetch.Record
	records map[*fetch.DeferredRecord]*record
	counts  DeferredCounts
	quota   json.RawMessage // as it was shown the last time
}

type record struct {
	sighting
	state fetch.InvokeState
}

type navigable struct {
	seen  uint64
	facts navigation.NavigableFacts
	step  int
	queue int
}

func (w *world) init(ua *navigation.UserAgent) {
	w.ua = ua
	w.documents = map[*navigation.Document]*document{}
	w.navigables = map[string]*navigable{}
	w.histories = map[string][]navigation.EntryFacts{}
	w.workers = map[*navigation.Worker]*worker{}
	w.areas = map[string]*area{}
}

// key returns the key of a document's object.
func (w *world) key(d *navigation.Document) string { return w.document(d).key }

func (w *world) document(d *navigation.Document) *document {
	v := w.documents[d]
	if v == nil {
		w.ids++
		v = &document{key: "document/" + strconv.Itoa(w.ids)}
		w.documents[d] = v
	}
	return v
}

// set notes that an object changed.
func (w *world) set(key string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err) // the values are plain data
	}
	w.changes = append(w.changes, Change{key, raw})
}

func (w *world) remove(key string) { w.changes = append(w.changes, Change{Key: key}) }

// removeAll removes what the last round did not see, in the order of the keys.
func (w *world) removeAll(gone []string) {
	slices.SortFunc(gone, CompareKeys)
	for _, key := range gone {
		w.remove(key)
	}
}

// sighting is what is known of an object that a round of looking comes across.
type sighting struct {
	key  string // of the state's object
	seen uint64 // the last round that came across it
}

func (s *sighting) last() *sighting { return s }

// forget removes the objects that the last round did not come across, and tells whether there were any.
func forget[K comparable, V interface{ last() *sighting }](w *world, all map[K]V) bool {
	var gone []string
	for k, v := range all {
		if s := v.last(); s.seen != w.round {
			gone = append(gone, s.key)
			delete(all, k)
		}
	}
	w.removeAll(gone)
	return len(gone) > 0
}

// look returns what changed since the last look.
func (w *world) look(now float64) []Change {
	if n := len(w.documents) + len(w.navigables); n > closeObjects && w.skipped < n/staleFactor {
		w.skipped++
		return nil
	}
	w.skipped = 0
	w.round++
	w.changes, w.quotaDirty = nil, false
	for _, t := range w.ua.Traversables() {
		w.navs = t.AppendNavigables(w.navs[:0])
		for _, n := range w.navs {
			w.lookNavigable(n, t)
		}
		w.lookHistory(t)
	}
	w.lookGone()
	if w.quotaDirty {
		w.lookQuotas()
	}
	w.lookWorkers()
	w.lookStorage()
	w.lookLoop(now)
	return w.changes
}

func (w *world) lookNavigable(n *navigation.Navigable, t *navigation.Traversable) {
	v := w.navigables[n.ID]
	fresh := v == nil
	if fresh {
		v = &navigable{}
		w.navigables[n.ID] = v
	}
	v.seen = w.round
	facts := n.Facts()
	step, queue := 0, 0
	if n == &t.Navigable {
		step, queue = t.CurrentStep, t.TraversalQueueLength()
	}
	if facts.Active != nil {
		w.lookDocument(facts.Active)
	}
	if !fresh && facts == v.facts && step == v.step && queue == v.queue {
		return
	}
	v.facts, v.step, v.queue = facts, step, queue
	w.quotaDirty = true
	shown := Navigable{
		Parent: facts.Parent, IsClosing: facts.IsClosing, IsDelayingLoadEvents: facts.IsDelayingLoadEvents,
		OngoingNavigation: facts.OngoingNavigation, TraversalQueue: queue, ReservedQuota: facts.ReservedQuota,
		Name: facts.TargetName, Opener: facts.Opener, IsPopup: facts.Popup,
	}
	if facts.Active != nil {
		shown.Document = w.key(facts.Active)
	}
	if n == &t.Navigable {
		shown.CurrentStep = &step
	}
	w.set("navigable/"+n.ID, shown)
}

func (w *world) lookDocument(d *navigation.Document) {
	v := w.document(d)
	if v.seen == w.round {
		return
	}
	v.seen = w.round
	group := d.Group()
	fetches := w.fetches[:0]
	if group != nil {
		for _, r := range group.Records {
			if !r.Request.Done {
				fetches = append(fetches, r)
			}
		}
		w.fetches = fetches
		w.lookRecords(v, group.Deferred.All())
	}
	facts := d.Facts()
	if v.shown && facts == v.facts && slices.Equal(fetches, v.fetches) {
		return
	}
	if v.facts.FullyActive != facts.FullyActive {
		w.quotaDirty = true
	}
	v.shown, v.facts = true, facts
	v.fetches = append(v.fetches[:0], fetches...)
	shown := Document{
		URL: facts.URL.String(), Origin: d.Origin().String(), Navigable: facts.Navigable, Readiness: facts.Readiness, Visibility: facts.Visibility,
		FullyActive: facts.FullyActive, PageShowing: facts.PageShowing, Salvageable: facts.Salvageable, UnloadCounter: facts.UnloadCounter,
		CompletelyLoaded: facts.CompletelyLoaded, IsInitialAboutBlank: facts.IsInitialAboutBlank, Parsing: facts.Parsing,
		Destroyed: facts.Destroyed, Kept: facts.Kept, HistoryLength: facts.HistoryLength, HistoryIndex: facts.HistoryIndex,
	}
	for _, f := range fetches {
		shown.Fetches = append(shown.Fetches, f.Request.TraceString())
	}
	w.set(v.key, shown)
}

// lookRecords looks at a document's deferred fetch records.
func (w *world) lookRecords(v *document, list []*fetch.DeferredRecord) {
	if len(list) == 0 && len(v.records) == 0 {
		return
	}
	if v.records == nil {
		v.records = map[*fetch.DeferredRecord]*record{}
	}
	if len(list) > listRecords {
		w.countRecords(v, list)
		return
	}
	for _, r := range list {
		known := v.records[r]
		if known == nil {
			w.records++
			known = &record{sighting: sighting{key: "deferred/" + strconv.Itoa(w.records)}}
			v.records[r] = known
		} else if known.state == r.InvokeState {
			known.seen = w.round
			continue
		}
		known.state, known.seen = r.InvokeState, w.round
		w.quotaDirty = true
		w.set(known.key, DeferredFetch{v.key, r.Request.Method, r.Request.URL().Href(), r.InvokeState.String(), r.Length.Total()})
	}
	w.quotaDirty = forget(w, v.records) || w.quotaDirty
}

// countRecords counts them, one look in listRecords: with so many, going through them at each step would take all the time.
func (w *world) countRecords(v *document, list []*fetch.DeferredRecord) {
	if w.round%listRecords != 0 && v.counts != (DeferredCounts{}) {
		return
	}
	w.quotaDirty = forget(w, v.records) || w.quotaDirty
	var counts DeferredCounts
	for _, r := range list {
		switch r.InvokeState {
		case fetch.Pending:
			counts.Pending++
			counts.Bytes += r.Length.Total()
		case fetch.Sent:
			counts.Sent++
		case fetch.Aborted:
			counts.Aborted++
		}
	}
	if counts != v.counts {
		v.counts = counts
		w.set("deferredCounts/"+v.key[len("document/"):], counts)
	}
}

func (w *world) lookHistory(t *navigation.Traversable) {
	w.entries = t.AppendHistory(w.entries[:0])
	for _, e := range w.entries {
		if e.Document != nil {
			w.lookDocument(e.Document)
		}
	}
	if known, ok := w.histories[t.ID]; ok && slices.Equal(known, w.entries) {
		return
	}
	w.histories[t.ID] = slices.Clone(w.entries)
	shown := History{}
	for _, e := range w.entries {
		entry := Entry{Navigable: e.Navigable, Step: e.Step, URL: e.URL.String()}
		if e.Document != nil {
			entry.Document = w.key(e.Document)
		}
		shown = append(shown, entry)
	}
	w.set("history/"+t.ID, shown)
}

// lookGone removes what the last round did not see.
func (w *world) lookGone() {
	var gone []string
	for id, v := range w.navigables {
		if v.seen != w.round {
			gone = append(gone, "navigable/"+id)
			delete(w.navigables, id)
			if _, ok := w.histories[id]; ok {
				gone = append(gone, "history/"+id)
				delete(w.histories, id)
			}
		}
	}
	var past []*navigation.Document
	for d, v := range w.documents {
		if v.seen != w.round && v.shown {
			past = append(past, d)
		}
	}
	slices.SortFunc(past, func(a, b *navigation.Document) int { return CompareKeys(w.documents[a].key, w.documents[b].key) })
	for _, d := range past {
		v := w.documents[d]
		// Its deferred fetches live on in its group until they are sent: they are looked at to the end.
		if g := d.Group(); g != nil && len(v.records) > 0 {
			w.lookRecords(v, g.Deferred.All())
		}
		if facts := d.Facts(); !facts.Destroyed && facts.FullyActive == v.facts.FullyActive {
			continue
		}
		if v.quota != nil {
			v.quota = nil
			gone = append(gone, "quota/"+v.key[len("document/"):])
		}
		if len(v.records) == 0 {
			v.shown = false
			gone = append(gone, v.key)
		} else {
			v.facts = d.Facts()
		}
	}
	w.quotaDirty = w.quotaDirty || len(gone) > 0
	w.removeAll(gone)
}

// lookQuotas asks for the quota of every control document.
func (w *world) lookQuotas() {
	ctx := context.Background() // nobody traces there
	for _, t := range w.ua.Traversables() {
		w.navs = t.AppendNavigables(w.navs[:0])
		for _, n := range w.navs {
			d := n.ActiveDocument()
			if d == nil || d.BrowsingContext() == nil {
				continue
			}
			v := w.document(d)
			key := "quota/" + v.key[len("document/"):]
			if deferred.ControlDocument(ctx, d) != deferred.Document(d) {
				if v.quota != nil {
					v.quota = nil
					w.remove(key)
				}
				continue
			}
			pool := deferred.Explain(ctx, d)
			for i := range pool.Documents {
				for j := range pool.Documents[i].Containers {
					pool.Documents[i].Containers[j].Pool = nil
				}
			}
			raw, err := json.Marshal(Quota{v.key, pool})
			if err != nil {
				panic(err) // plain data
			}
			if v.quota == nil || string(v.quota) != string(raw) {
				v.quota = raw
				w.changes = append(w.changes, Change{key, raw})
			}
		}
	}
}

// lookLoop looks at the event loop. now is the time that the event gets: what the loop counts from is not the same in every run.
func (w *world) lookLoop(now float64) {
	loop := w.ua.Loop
	if n := loop.QueueChanges(); n != w.queue {
		w.queue = n
		queue := Queue{}
		for _, t := range loop.QueuedTasks() {
			shown := QueuedTask{Source: t.Source.String(), Waits: !t.Runnable, Cause: causeOf(t.Cause)}
			if d, ok := t.Document.(*navigation.Document); ok && d != nil {
				shown.Document = w.key(d)
			}
			queue = append(queue, shown)
		}
		w.set("queue", queue)
	}
	set, left := loop.TimerChanges()
	if at := [2]uint64{set, uint64(left)}; at != w.timers {
		w.timers = at
		timers, elapsed := Timers{}, loop.Elapsed()
		for _, t := range loop.PendingTimers() {
			due := now + float64((t.Due-elapsed).Microseconds())/1000
			timers = append(timers, Timer{math.Round(due*1000) / 1000, causeOf(t.Cause)})
		}
		w.set("timers", timers)
	}
	if store := w.ua.Fetch.Cookies; store != nil {
		if at := store.Changes(); at != w.cookies {
			w.cookies = at
			w.set("cookies", cookies(store))
		}
	}
}
