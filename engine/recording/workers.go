package recording

import (
	"slices"
	"strconv"

	"github.com/exeunt/exeunt/navigation"
)

// worker is how a worker looked the last time.
type worker struct {
	sighting
	shown  bool
	facts  navigation.WorkerFacts
	owners []navigation.GlobalScope
}

// worker returns what is known of a worker.
func (w *world) worker(of *navigation.Worker) *worker {
	v := w.workers[of]
	if v == nil {
		w.lastID++
		v = &worker{sighting: sighting{key: "worker/" + strconv.Itoa(w.lastID)}}
		w.workers[of] = v
	}
	return v
}

// lookWorkers looks at the dedicated and shared workers.
func (w *world) lookWorkers() {
	all := w.ua.AllWorkers()
	if len(all) == 0 && len(w.workers) == 0 {
		return
	}
	for _, of := range all {
		v := w.worker(of)
		v.seen = w.round
		facts, owners := of.Facts(), of.Owners()
		if v.shown && facts == v.facts && slices.Equal(owners, v.owners) {
			continue
		}
		v.shown, v.facts, v.owners = true, facts, slices.Clone(owners)
		shown := Worker{Name: facts.Name, Shared: facts.Shared, Module: facts.Module, Closing: facts.Closing, Paused: facts.Paused, Owners: []string{}}
		if facts.URL != nil {
			shown.URL = facts.URL.String()
		}
		for _, o := range owners {
			shown.Owners = append(shown.Owners, w.globalKey(o))
		}
		w.set(v.key, shown)
	}
	forget(w, w.workers)
}

// globalKey returns the key of what has a global object: a document or a worker.
func (w *world) globalKey(g navigation.GlobalScope) string {
	switch g := g.(type) {
	case *navigation.Window:
		return w.key(g.Document())
	case *navigation.WorkerGlobalScope:
		return w.worker(g.Worker()).key
	}
	return ""
}
