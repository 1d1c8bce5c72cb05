package eventloop

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"runtime/debug"
	"slices"
	"time"
)

// A worker is a coroutine in which the loop serves its work. Work that never waits runs in one and the same worker at the cost of a
// function call. Work that waits keeps its worker, and another one serves the loop until it can go on.
type worker struct {
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
}

// parked is a worker that waits until its condition holds, or with none until it is woken.
type parked struct {
	worker    *worker
	condition func() bool
	number    uint64 // counts those that were parked
}

// errEnded unwinds a coroutine that still waits when its loop ends.
var errEnded = errors.New("eventloop: the loop ended")

// maxIdle is how many workers are kept that have nothing to do: what once waited at the same time must not cost stacks for good.
const maxIdle = 2

// drive serves the loop until pick says to halt.
func (l *Loop) drive() {
	defer func() { l.current = nil }()
	l.halted = false
	for !l.halted {
		w := l.resume
		l.resume = nil
		if w == nil {
			w = l.worker()
		}
		l.current = w
		w.next()
	}
}

func (l *Loop) worker() *worker {
	if n := len(l.idle); n > 0 {
		w := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return w
	}
	w := &worker{}
	w.next, w.stop = iter.Pull(func(yield func(struct{}) bool) {
		w.yield = yield
		for {
			l.serve()
			if len(l.idle) >= maxIdle {
				delete(l.workers, w)
				return
			}
			l.idle = append(l.idle, w)
			if !yield(struct{}{}) {
				return
			}
		}
	})
	l.workers[w] = struct{}{}
	return w
}

// serve runs work in the current worker until another worker has to go on, or the loop halts.
func (l *Loop) serve() {
	for !l.closing {
		it, p, ok := l.pick()
		switch {
		case !ok:
			l.halted = true
			return
		case p != nil:
			l.resume = p.worker
			return
		}
		l.execute(it)
	}
}

// execute runs one piece of work and the checkpoint after it; a panic ends here.
func (l *Loop) execute(it item) {
	l.guard(it.ctx, it.run)
	if l.checkpoint != nil && !l.closing {
		l.guard(l.base, l.checkpoint)
	}
}

func (l *Loop) guard(ctx context.Context, f func(context.Context)) {
	defer func() {
		v := recover()
		switch {
		case v == nil || v == any(errEnded):
		case l.onPanic != nil:
			l.onPanic(v, debug.Stack())
		case l.failure == nil:
			l.failure = &PanicError{v, debug.Stack()}
		}
	}()
	f(ctx)
}

// finish ends every coroutine and marks the loop as ended.
func (l *Loop) finish() {
	l.mu.Lock()
	first := !l.finished
	l.finished, l.closed, l.posts = true, true, nil
	l.mu.Unlock()
	if !first {
		return
	}
	l.closing = true
	// Those that wait are unwound in the order in which they were parked, the idle ones simply return.
	for len(l.parked)+len(l.woken)+len(l.gated) > 0 {
		waiting := slices.Concat(l.parked, l.woken, slices.Collect(maps.Keys(l.gated)))
		l.parked, l.woken, l.gated = nil, nil, nil
		slices.SortFunc(waiting, func(a, b *parked) int { return cmp.Compare(a.number, b.number) })
		for _, p := range waiting {
			l.current = p.worker
			p.worker.stop()
			delete(l.workers, p.worker)
		}
	}
	for w := range l.workers {
		w.stop()
	}
	close(l.done)
}

// WaitUntil suspends the calling task or parallel steps until condition holds; the loop goes on meanwhile. The condition is looked
// at between other work: it must be cheap and change nothing. Only code that the loop runs may call it, with a context from the loop,
// and never from inside a script's stack.
// When the loop ends first, WaitUntil does not return: it unwinds the caller, running deferred functions.
func WaitUntil(ctx context.Context, condition func() bool) {
	if !Pause(ctx, condition) {
		panic(errEnded)
	}
}

// Pause is WaitUntil for callers that may not be unwound, because frames are below them that are not Go's own: it returns false
// when the loop ends first. Whoever pauses in a script's stack sees to it that nothing enters that script's agent meanwhile.
func Pause(ctx context.Context, condition func() bool) bool {
	if condition() {
		return true
	}
	l := From(ctx)
	if l == nil || l.current == nil {
		panic("eventloop: WaitUntil outside a loop")
	}
	if l.closing {
		return false
	}
	l.parked = append(l.parked, l.park(condition))
	return l.current.yield(struct{}{})
}

// park makes the running worker one that waits.
func (l *Loop) park(condition func() bool) *parked {
	l.parkedEver++
	return &parked{l.current, condition, l.parkedEver}
}

// A Gate is what one task or parallel steps can wait for without being asked again and again. Its zero value is shut.
type Gate struct {
	loop   *Loop
	opened bool
	waits  *parked
}

// Open lets whoever waits go on; it stays open. Only what runs on the loop may call it.
func (g *Gate) Open() {
	g.opened = true
	if p := g.waits; p != nil {
		g.waits = nil
		delete(g.loop.gated, p)
		g.loop.woken = append(g.loop.woken, p)
	}
}

// Wait suspends the calling task or parallel steps until the gate is open. It is WaitUntil for many that wait at the same time.
func (g *Gate) Wait(ctx context.Context) {
	if g.opened {
		return
	}
	l := From(ctx)
	if l == nil || l.current == nil {
		panic("eventloop: Wait outside a loop")
	}
	if l.closing {
		panic(errEnded)
	}
	if l.gated == nil {
		l.gated = map[*parked]struct{}{}
	}
	g.loop, g.waits = l, l.park(nil)
	l.gated[g.waits] = struct{}{}
	if !l.current.yield(struct{}{}) {
		panic(errEnded)
	}
}

// Sleep suspends the calling task or parallel steps for d of the loop's clock.
func (l *Loop) Sleep(ctx context.Context, d time.Duration) {
	due := false
	t := l.After(ctx, d, func(context.Context) { due = true })
	defer t.Stop()
	WaitUntil(ctx, func() bool { return due })
}

// ready returns the worker that was parked first of those that can go on, and takes it from its list.
func (l *Loop) ready() *parked {
	first := -1
	for i, p := range l.woken {
		if first < 0 || p.number < l.woken[first].number {
			first = i
		}
	}
	for i, p := range l.parked {
		if first >= 0 && l.woken[first].number < p.number {
			break
		}
		if p.condition() {
			l.parked = slices.Delete(l.parked, i, i+1)
			return p
		}
	}
	if first < 0 {
		return nil
	}
	p := l.woken[first]
	l.woken = slices.Delete(l.woken, first, first+1)
	return p
}
