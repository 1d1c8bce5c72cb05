package eventloop

import (
	"container/heap"
	"context"
	"time"
)

// clock is the loop's time: a moment that epoch stands for, and what has passed since then.
type clock struct {
	epoch   time.Time
	elapsed time.Duration // as of began if the clock is real
	began   time.Time     // real clock: when elapsed was set

	virtual  bool
	paused   bool
	budgeted bool
	budget   time.Duration // the elapsed time at which the budget is used up
	expired  func()
	active   bool // something has run since the budget was set

	limited bool
	limit   time.Duration // the elapsed time at which Advance returns

	ran       int // things run in this instant, since something came from outside
	reads     int // readings in this instant, likewise
	delivered int // what the network brought in this instant

	timers timers
	due    []*Timer // taken from timers, in order, to be run before anything else
	seq    uint64
}

// Now returns the clock's time of day.
func (l *Loop) Now() time.Time { return l.clock.epoch.Add(l.Elapsed()) }

// Elapsed returns the time that has passed on the clock since the loop was made.
func (l *Loop) Elapsed() time.Duration {
	c := &l.clock
	if !c.virtual {
		return c.elapsed + time.Since(c.began)
	}
	if c.reads++; c.reads > readCap {
		c.elapsed += readQuantum // a script waits for time to pass by looking at the clock
	}
	return c.elapsed
}

// moveTo sets the virtual clock forward and begins a new instant.
func (c *clock) moveTo(t time.Duration) {
	if t > c.elapsed {
		c.elapsed = t
		c.ran, c.reads, c.delivered = 0, 0, 0
	}
}

// A Policy says how time passes.
type Policy struct {
	// Real goes (back) to the real clock, from what the clock shows now. The other fields are then ignored.
	Real bool
	// Paused keeps a virtual clock from moving; tasks run on.
	Paused bool
	// Budget is the virtual time after which the clock pauses and Expired is called; 0 means no end. Time that nobody waits for counts too: when
	// nothing is left that could happen, the budget is used up at once, but not before anything has run since it was set.
	Budget time.Duration
	// Initial, if not zero, is what the clock shows from now on. Without it a clock that becomes virtual goes on from the
	// real time, so that runs show different dates.
	Initial time.Time
	// Expired runs on the loop when the budget is used up.
	Expired func()
}

// VirtualTime makes the clock virtual, or real again, and replaces the policy before. A budget that was not used up is forgotten
// without a call of its Expired.
func (l *Loop) VirtualTime(p Policy) {
	c := &l.clock
	now := l.Elapsed()
	c.paused, c.budgeted, c.expired, c.active = false, false, nil, false
	if p.Real {
		c.elapsed, c.began, c.virtual = now, time.Now(), false
		return
	}
	if !c.virtual {
		c.elapsed, c.virtual = now.Truncate(time.Millisecond)+time.Millisecond, true
		c.ran, c.reads = 0, 0
	}
	if !p.Initial.IsZero() {
		c.epoch = p.Initial.Add(-c.elapsed)
	}
	c.paused = p.Paused
	if p.Budget > 0 {
		c.budgeted, c.budget, c.expired = true, c.elapsed+p.Budget, p.Expired
	}
}

// Virtual reports whether the clock is virtual.
func (l *Loop) Virtual() bool { return l.clock.virtual }

// A Timer is one call that is due at a time.
type Timer struct {
	item
	loop  *Loop
	at    time.Duration
	seq   uint64
	index int // in the heap, or one of the two below
}

const (
	timerDue  = -1
	timerOver = -2
)

// After has the loop run f when d has passed on its clock: not as a task, so that no document can hold it up. Even a d of zero
// or less is due only after everything that can run now has run.
func (l *Loop) After(ctx context.Context, d time.Duration, f func(context.Context)) *Timer {
	l.clock.seq++
	now := l.clock.elapsed
	if !l.clock.virtual {
		now = l.Elapsed()
	}
	at := now + max(d, 0)
	if at < now {
		at = 1<<63 - 1 // so far away that it does not fit: never
	}
	t := &Timer{item: item{l.rebase(ctx), f}, loop: l, at: at, seq: l.clock.seq}
	heap.Push(&l.clock.timers, t)
	return t
}

// Due returns the time on the loop's clock, as Elapsed counts it, at which t is due.
func (t *Timer) Due() time.Duration { return t.at }

// Stop keeps the timer from running, and reports whether it did: false if it has run or was stopped. A nil timer may be stopped.
func (t *Timer) Stop() bool {
	if t == nil || t.index == timerOver {
		return false
	}
	if t.index >= 0 {
		heap.Remove(&t.loop.clock.timers, t.index)
	}
	t.index = timerOver
	return true
}

// collect takes the timers that are due at now.
func (c *clock) collect(now time.Duration) {
	for len(c.timers) > 0 && c.timers[0].at <= now {
		t := heap.Pop(&c.timers).(*Timer)
		t.index = timerDue
		c.due = append(c.due, t)
	}
}

// nextDue returns the first collected timer that was not stopped meanwhile.
func (c *clock) nextDue() *Timer {
	for len(c.due) > 0 {
		t := c.due[0]
		c.due = c.due[1:]
		if t.index == timerDue {
			t.index = timerOver
			return t
		}
	}
	c.due = nil
	return nil
}

type timers []*Timer

func (t timers) Len() int { return len(t) }
func (t timers) Less(i, j int) bool {
	return t[i].at < t[j].at || t[i].at == t[j].at && t[i].seq < t[j].seq
}
func (t timers) Swap(i, j int) { t[i], t[j] = t[j], t[i]; t[i].index, t[j].index = i, j }
func (t *timers) Push(x any)   { x.(*Timer).index = len(*t); *t = append(*t, x.(*Timer)) }
func (t *timers) Pop() any {
	o := *t
	x := o[len(o)-1]
	o[len(o)-1] = nil
	*t = o[:len(o)-1]
	return x
}
