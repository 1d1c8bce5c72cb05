package html

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
)

// A TimerGlobal is the global object whose timers these are.
type TimerGlobal interface {
	Loop() *eventloop.Loop
	// QueueTimerTask queues a global task on the timer task source.
	QueueTimerTask(ctx context.Context, steps func(ctx context.Context))
	TimerMap() *Timers
}

// Timers is a global object's map of setTimeout and setInterval IDs with its map of active
// timers.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#map-of-settimeout-and-setinterval-ids
type Timers struct {
	global  TimerGlobal
	lastID  int
	active  map[int]*timer
	nesting int                   // of the timer task that runs, 0 outside
	running map[*Timeout]struct{} // the map of active timers
	started int
	held    bool // the global is in the back/forward cache: its timers do not run on
}

// A Timeout is one entry of a map of active timers.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#map-of-active-timers
type Timeout struct {
	timers *Timers
	timer  *eventloop.Timer // nil while it is suspended
	run    func(ctx context.Context)
	order  int
	left   time.Duration // until it is due, while it is suspended
}

// A timer is one entry; it is its own unique handle.
type timer struct {
	id      int
	handle  *Timeout
	dispose func()
}

// NewTimers returns empty maps.
func NewTimers(g TimerGlobal) *Timers {
	return &Timers{global: g, active: map[int]*timer{}, running: map[*Timeout]struct{}{}}
}

// Set implements the "timer initialization steps" for a fresh id: after timeout milliseconds a
// task runs handler, once or, when repeat, again and again. dispose is called when the timer
// is no longer needed; both may be nil.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timer-initialisation-steps
func (t *Timers) Set(ctx context.Context, handler func(ctx context.Context), timeout int32, repeat bool, dispose func()) int {
	t.lastID++
	t.initialize(ctx, t.lastID, handler, timeout, repeat, dispose)
	return t.lastID
}

func (t *Timers) initialize(ctx context.Context, id int, handler func(ctx context.Context), timeout int32, repeat bool, dispose func()) {
	ctx, s := spec.Begin(ctx, spec.TimerInitializationSteps, id, timeout)
	defer s.End()
	s.Step("2")
	s.Step("3")
	nesting := t.nesting
	s.Step("4")
	timeout = max(timeout, 0)
	s.Step("5")
	if nesting > 5 && timeout < 4 {
		timeout = 4
	}
	s.Step("8")
	entry := &timer{id: id, dispose: dispose}
	s.Step("10")
	nesting++
	s.Step("9")
	task := func(ctx context.Context) {
		s.Step("9.2")
		s.Step("9.3")
		if t.active[id] != entry {
			return
		}
		s.Step("9.7")
		t.nesting = nesting // step 11: calls made by the handler are nested one deeper
		handler(ctx)
		s.Step("9.9")
		s.Step("9.10")
		if t.active[id] == entry {
			if repeat {
				s.Step("9.11")
				entry.dispose = nil
				t.nesting = nesting
				t.initialize(ctx, id, handler, timeout, true, dispose)
			} else {
				s.Step("9.12")
				t.remove(entry)
			}
		}
		t.nesting = 0
	}
	s.Step("12")
	s.Step("13")
	entry.handle = RunStepsAfterTimeout(ctx, t.global, time.Duration(timeout)*time.Millisecond, func(ctx context.Context) {
		t.global.QueueTimerTask(ctx, task)
	})
	s.Step("14")
	t.active[id] = entry
	s.Step("15")
}

// LeaveTask says that the handler of the timer that runs has returned: timers made from now on are nested in none.
func (t *Timers) LeaveTask() { t.nesting = 0 }

// RunStepsAfterTimeout implements "run steps after a timeout". Equal expiries keep the order
// in which they were made, which is what the ordering identifier asks for.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#run-steps-after-a-timeout
func RunStepsAfterTimeout(ctx context.Context, g TimerGlobal, d time.Duration, completionSteps func(ctx context.Context)) *Timeout {
	ctx, s := spec.Begin(ctx, spec.RunStepsAfterTimeout, d)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	s.Step("4")
	timers := g.TimerMap()
	timers.started++
	t := &Timeout{timers: timers, order: timers.started, left: d}
	t.run = func(ctx context.Context) {
		s.Step("4.4")
		delete(timers.running, t)
		completionSteps(ctx)
	}
	timers.running[t] = struct{}{}
	s.Step("4.1") // only time counts in which the document was fully active: Suspend stops the timer
	if !timers.held {
		t.timer = g.Loop().After(ctx, d, t.run)
	}
	s.Step("5")
	return t
}

// Stop removes the entry from the map: it will not run.
func (t *Timeout) Stop() {
	delete(t.timers.running, t)
	t.timer.Stop()
}

// Suspend holds the entries of the map of active timers, with the time that each has left.
func (t *Timers) Suspend() {
	if t.held {
		return
	}
	t.held = true
	now := t.global.Loop().Elapsed()
	for e := range t.running {
		e.left = max(e.timer.Due()-now, 0)
		e.timer.Stop()
		e.timer = nil
	}
}

// Suspended says whether Suspend was called last.
func (t *Timers) Suspended() bool { return t.held }

// Resume lets them go on: each expiry lies as much later as the suspension took. Equal expiries keep their order.
func (t *Timers) Resume(ctx context.Context) {
	if !t.held {
		return
	}
	t.held = false
	entries := slices.Collect(maps.Keys(t.running))
	slices.SortFunc(entries, func(a, b *Timeout) int { return cmp.Compare(a.order, b.order) })
	for _, e := range entries {
		e.timer = t.global.Loop().After(ctx, e.left, e.run)
	}
}

// Remove clears one id: clearTimeout() and clearInterval() alike.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-cleartimeout
func (t *Timers) Remove(id int) {
	if e := t.active[id]; e != nil {
		t.remove(e)
	}
}

// Clear empties the map of active timers.
func (t *Timers) Clear() {
	for _, id := range slices.Sorted(maps.Keys(t.active)) {
		t.remove(t.active[id])
	}
}

func (t *Timers) remove(e *timer) {
	delete(t.active, e.id)
	if e.handle != nil {
		e.handle.Stop()
	}
	if e.dispose != nil {
		e.dispose()
	}
}
