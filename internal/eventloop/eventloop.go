// Package eventloop runs the tasks and parallel steps of one Browser, one at a time, under one clock.
//
// # One thing at a time
//
// Everything that a loop runs is run by the goroutine that called Run (or Advance): tasks, parallel steps, timers and
// functions posted from outside. Code that waits (WaitUntil, Sleep) is parked as a coroutine, and the loop goes on with
// other work until the condition holds. Only Do, Post, Deliver, Hold and Owe with their release, Close and Done may be used from other goroutines.
//
// # Order
//
// Due timers first, in the order of their due times and then of their creation; then coroutines whose condition holds, in the
// order in which they were parked; then new parallel steps; then tasks: those of the deferred fetch source, those of the
// navigation and traversal source, one queue of all others in the order they were queued, and last messages. A task whose document
// is not fully active keeps its place and is passed over. Nothing here depends on chance or on real time.
//
// # Clock
//
// A virtual clock moves only when nothing can run, no function posted from outside is waiting, and nobody holds it (Hold). Then it
// jumps to the next timer. What comes from outside is served one function at a time and only when the loop has nothing else
// to do, so that the moment at which an answer happens to arrive cannot change the order of what runs; answers that somebody
// owes to a script come before what the network brings. With the real clock, posted functions run between any two tasks.
//
// A page may keep the loop busy without ever letting time pass (docs/decisions/0030). So the virtual clock also moves, by a quantum, when a great
// number of things have run or come from the network in one instant, and while a script keeps reading it.
package eventloop

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/exeunt/exeunt/internal/spec"
)

const (
	// instantCap is how many things may run in one instant of the virtual clock before the clock moves by instantQuantum all the same.
	instantCap     = 1000
	instantQuantum = 10 * time.Millisecond
	// deliveryCap is how much the network may bring in one instant before each further delivery moves the clock by deliveryQuantum.
	deliveryCap     = 250
	deliveryQuantum = 20 * time.Millisecond
	// readCap is how often the clock may be read in one instant before each further reading moves it by readQuantum.
	readCap     = 10_000
	readQuantum = 100 * time.Microsecond
	// heldPatience is how long in real time a loop that is busy in a held instant waits for what it is held for.
	heldPatience = 100 * time.Millisecond
)

// ErrClosed is returned by Do when the loop was closed before or while the function ran.
var ErrClosed = errors.New("eventloop: closed")

// epoch is the time at which a virtual clock starts when Options does not say: an arbitrary fixed moment.
var epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Options configure a Loop. The zero value is a loop on the real clock.
type Options struct {
	// Seed is the seed of Rand.
	Seed uint64
	// Start is what the clock shows at first. Zero: now, or a fixed moment if Virtual.
	Start time.Time
	// Virtual gives the loop a virtual clock from the start, without a budget.
	Virtual bool
	// Context is the parent of every context that the loop hands out; nil means context.Background().
	// It is where a spec.Switch goes.
	Context context.Context
}

// A Loop is an event loop with its clock. Use New.
type Loop struct {
	// TerminationNestingLevel is HTML's "termination nesting level": above zero while unload events are fired.
	// https://html.spec.whatwg.org/multipage/webappapis.html#termination-nesting-level
	TerminationNestingLevel int

	base       context.Context
	rand       *rand.Rand
	checkpoint func(context.Context)
	onPanic    func(v any, stack []byte)
	watcher    Watcher
	changes    uint64 // of the task queues, so that Inspect's reader knows when to look again
	failure    error

	queues     [numQueues]queue
	parallel   []item               // parallel steps that have not begun
	parked     []*parked            // coroutines that wait, in the order they were parked
	woken      []*parked            // whose gate has opened
	gated      map[*parked]struct{} // whose gate is shut
	parkedEver uint64

	idle    []*worker
	workers map[*worker]struct{}
	current *worker
	resume  *worker // the parked worker to go on with
	halted  bool
	closing bool
	runCtx  context.Context

	clock clock

	mu         sync.Mutex
	posts      []func(context.Context)
	deliveries []func(context.Context)
	holds      int
	owed       int
	closed     bool
	// running: Close must leave the ending to whoever runs the loop. finished: it has been ended, or is being.
	running, finished bool
	wake              chan struct{}
	done              chan struct{}
}

// item is one piece of work.
type item struct {
	ctx context.Context
	run func(context.Context)
}

type loopKey struct{}

// New returns a loop. It does nothing until Run or Advance is called.
func New(o Options) *Loop {
	if o.Context == nil {
		o.Context = context.Background()
	}
	l := &Loop{
		rand:    rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15)),
		workers: map[*worker]struct{}{},
		wake:    make(chan struct{}, 1),
		done:    make(chan struct{}),
	}
	l.base = context.WithValue(o.Context, loopKey{}, l)
	l.clock.virtual = o.Virtual
	l.clock.began = time.Now()
	switch {
	case !o.Start.IsZero():
		l.clock.epoch = o.Start
	case o.Virtual:
		l.clock.epoch = epoch
	default:
		l.clock.epoch = l.clock.began
	}
	return l
}

// From returns the loop that ctx belongs to, or nil.
func From(ctx context.Context) *Loop {
	l, _ := ctx.Value(loopKey{}).(*Loop)
	return l
}

// Context returns the context that the loop's own work runs under: Options.Context with the loop in it.
func (l *Loop) Context() context.Context { return l.base }

// Rand returns the loop's seeded source of chance. It belongs to the loop's goroutine.
func (l *Loop) Rand() *rand.Rand { return l.rand }

// SetCheckpoint sets the function that performs a microtask checkpoint. It is called after each task, timer function, posted
// function and parallel section.
func (l *Loop) SetCheckpoint(f func(context.Context)) { l.checkpoint = f }

// SetPanicHandler sets the function that is told of a panic, at the border of the task that panicked. The loop then goes on.
// Without a handler, Run returns a *PanicError.
func (l *Loop) SetPanicHandler(f func(v any, stack []byte)) { l.onPanic = f }

// A PanicError is what Run returns when a task panicked and no handler is set.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("eventloop: a task panicked: %v\n%s", e.Value, e.Stack)
}

// Unwrap returns the value that was panicked with, if it is an error.
func (e *PanicError) Unwrap() error { err, _ := e.Value.(error); return err }

// Run runs the loop until ctx ends, Close is called or a task panics without a handler. It ends all coroutines that wait, running
// their deferred functions, before it returns ctx's error, nil or a *PanicError. A loop runs once.
func (l *Loop) Run(ctx context.Context) error {
	if !l.enter() {
		return nil
	}
	l.runCtx = ctx
	defer context.AfterFunc(ctx, l.signal)()
	defer l.finish()
	l.drive()
	if l.failure != nil {
		return l.failure
	}
	if l.isClosed() {
		return nil
	}
	return ctx.Err()
}

// Advance runs, on the calling goroutine, everything that happens within d of virtual time from now, and leaves the clock there.
// It is Run for tests and for users without sockets: it returns when nothing is left to do up to that moment. It waits for holders of the clock.
// It ignores a budget. It panics if the clock is real.
func (l *Loop) Advance(d time.Duration) error {
	if !l.clock.virtual {
		panic("eventloop: Advance on a real clock")
	}
	l.clock.limit, l.clock.limited = l.clock.elapsed+d, true
	defer func() { l.clock.limited = false }()
	if !l.enter() {
		return ErrClosed
	}
	l.drive()
	if l.leave() {
		l.finish()
		return ErrClosed
	}
	err := l.failure
	l.failure = nil
	return err
}

// enter says that the loop is being run, unless it was closed before: then it is ended here.
func (l *Loop) enter() bool {
	l.mu.Lock()
	closed := l.closed
	l.running = !closed
	l.mu.Unlock()
	if closed {
		l.finish()
	}
	return !closed
}

// leave says that the loop is not being run any more, and reports whether it was closed meanwhile.
func (l *Loop) leave() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running = false
	return l.closed
}

// Close makes Run return after what runs at the moment. Any goroutine may call it, more than once; Done tells when the loop has ended.
// A loop that is not being run is ended by Close itself, which then belongs to the goroutine that called Advance.
func (l *Loop) Close() {
	l.mu.Lock()
	l.closed = true
	running := l.running
	l.mu.Unlock()
	l.signal()
	if !running {
		l.finish()
	}
}

// Done is closed when the loop has ended: nothing of it runs any more.
func (l *Loop) Done() <-chan struct{} { return l.done }

// Post has the loop run f, and returns at once. Any goroutine may call it. After Close it does nothing.
func (l *Loop) Post(f func(ctx context.Context)) { l.post(f) }

// Deliver is Post for what the network brings. On a virtual clock it waits until nobody owes an answer (Owe), so that the
// moment at which a response happens to arrive cannot put it before or behind that answer.
func (l *Loop) Deliver(f func(ctx context.Context)) { l.enqueue(&l.deliveries, f) }

func (l *Loop) post(f func(ctx context.Context)) bool { return l.enqueue(&l.posts, f) }

func (l *Loop) enqueue(to *[]func(context.Context), f func(ctx context.Context)) bool {
	l.mu.Lock()
	ok := !l.closed
	if ok {
		*to = append(*to, f)
	}
	l.mu.Unlock()
	l.signal()
	return ok
}

// Do has the loop run f and waits until it has returned. Any goroutine but the loop's own may call it.
// The error is ErrClosed if the loop ended first, or says that f panicked.
func (l *Loop) Do(f func(ctx context.Context)) error {
	finished := make(chan error, 1)
	ok := l.post(func(ctx context.Context) {
		err := errors.New("eventloop: the function panicked")
		defer func() { finished <- err }()
		f(ctx)
		err = nil
	})
	if !ok {
		return ErrClosed
	}
	select {
	case err := <-finished:
		return err
	case <-l.done:
	}
	select {
	case err := <-finished:
		return err
	default:
		return ErrClosed
	}
}

// Hold keeps the virtual clock from moving until release is called: a request is in flight, or an answer is owed from outside.
// Hold and release may be called from any goroutine; a second release does nothing. Whoever delivers something posts it before the release.
func (l *Loop) Hold() (release func()) { return l.hold(0) }

// Owe is Hold for an answer that somebody outside owes to a script: until release is called, what Deliver brings waits too.
func (l *Loop) Owe() (release func()) { return l.hold(1) }

func (l *Loop) hold(owed int) (release func()) {
	l.mu.Lock()
	l.holds++
	l.owed += owed
	l.mu.Unlock()
	var once sync.Once
	return func() {
		once.Do(func() {
			l.mu.Lock()
			l.holds--
			l.owed -= owed
			l.mu.Unlock()
			l.signal()
		})
	}
}

// Pause implements "pause": the caller, which may stand inside a script's stack, waits until condition holds, and of the loop's work
// nothing is done but what Do and Post bring. A virtual clock stands still. It reports false when the loop is closed first.
// https://html.spec.whatwg.org/multipage/webappapis.html#pause
func (l *Loop) Pause(condition func() bool) bool {
	for !condition() {
		l.mu.Lock()
		closed := l.closed
		var f func(context.Context)
		if len(l.posts) > 0 && !closed {
			f = l.posts[0]
			l.posts[0] = nil
			l.posts = l.posts[1:]
		}
		l.mu.Unlock()
		switch {
		case closed:
			l.signal() // Run has to see it too
			return false
		case f != nil:
			l.guard(l.base, f)
		default:
			l.wait(-1)
		}
	}
	return true
}

func (l *Loop) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *Loop) isClosed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// rebase returns the context under which work queued with ctx runs: the loop's own, with ctx's algorithm as the cause.
func (l *Loop) rebase(ctx context.Context) context.Context { return spec.Rebase(l.base, ctx) }
