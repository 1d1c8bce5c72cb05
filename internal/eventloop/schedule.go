package eventloop

import (
	"context"
	"time"
)

// pick returns what to do next: a piece of work, or a parked coroutine that can go on. It waits for it if need be, and moves the clock.
// Not ok means that the loop is to halt.
func (l *Loop) pick() (it item, p *parked, ok bool) {
	c := &l.clock
	for {
		if l.failure != nil || l.runCtx != nil && l.runCtx.Err() != nil || l.isClosed() {
			return item{}, nil, false
		}
		if !c.virtual {
			if f, _, _ := l.outside(); f != nil {
				return item{l.base, f}, nil, true
			}
			c.collect(l.Elapsed())
		}
		exhausted := c.virtual && c.ran >= instantCap
		if !exhausted {
			if it, p, ok := l.inside(); ok {
				c.ran++
				c.active = true
				return it, p, true
			}
		}
		if !c.virtual {
			l.waitReal()
			continue
		}
		f, delivery, held := l.outside()
		if f != nil {
			c.ran, c.reads = 0, 0
			if delivery {
				f = l.pace(f)
			}
			return item{l.base, f}, nil, true
		}
		var quantum time.Duration
		if exhausted {
			quantum = instantQuantum
		}
		switch {
		case held && exhausted:
			l.wait(heldPatience)
			c.ran = 0
		case held:
			l.wait(-1)
		case c.limited:
			if !c.advance(quantum, c.limit) {
				c.moveTo(c.limit)
				return item{}, nil, false
			}
		case c.paused && exhausted:
			c.ran = 0
		case c.paused:
			l.wait(-1)
		case c.budgeted:
			if c.advance(quantum, c.budget) {
				break
			}
			if !c.active {
				l.wait(-1)
				break
			}
			if expired := c.expire(); expired != nil {
				return item{l.base, func(context.Context) { expired() }}, nil, true
			}
		case !c.advance(quantum, 1<<63-2):
			l.wait(-1)
		}
	}
}

// inside returns the next thing of the loop's own that can run now.
func (l *Loop) inside() (item, *parked, bool) {
	if t := l.clock.nextDue(); t != nil {
		return t.item, nil, true
	}
	if p := l.ready(); p != nil {
		return item{}, p, true
	}
	if len(l.parallel) > 0 {
		it := l.parallel[0]
		l.parallel[0] = item{}
		l.parallel = l.parallel[1:]
		return it, nil, true
	}
	for i := range l.queues {
		if t, ok := l.queues[i].pop(); ok {
			l.changes++
			if l.watcher != nil {
				l.watcher.TaskBegins(t.ctx, t.source, t.document)
			}
			return t.item, nil, true
		}
	}
	return item{}, nil, false
}

// pace moves the clock before a delivery, if the network has brought a great deal in this instant: a page that asks and asks would
// never let time pass. It returns what is to run.
func (l *Loop) pace(delivery func(context.Context)) func(context.Context) {
	c := &l.clock
	if c.delivered++; c.delivered <= deliveryCap || c.paused {
		return delivery
	}
	delivered := c.delivered
	switch {
	case c.limited:
		c.advance(deliveryQuantum, c.limit)
	case !c.budgeted:
		c.advance(deliveryQuantum, 1<<63-2)
	case !c.advance(deliveryQuantum, c.budget):
		if expired := c.expire(); expired != nil {
			return func(ctx context.Context) {
				expired()
				delivery(ctx)
			}
		}
	}
	c.delivered = delivered // until time has passed by itself
	return delivery
}

// expire stops the clock at the end of its budget and returns the function to call, if any.
func (c *clock) expire() func() {
	c.moveTo(c.budget)
	c.paused, c.budgeted = true, false
	return c.expired
}

// outside returns the next posted function, whether the network brought it, and whether the clock is held. All are looked at in one
// moment, because whoever releases the clock has posted before.
func (l *Loop) outside() (f func(context.Context), delivery, held bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := &l.posts
	if len(l.posts) == 0 && (l.owed == 0 || !l.clock.virtual) {
		from, delivery = &l.deliveries, true
	}
	if q := *from; len(q) > 0 {
		f = q[0]
		q[0] = nil
		*from = q[1:]
	}
	return f, delivery, l.holds > 0
}

// advance moves the clock by a quantum, or to the next timer if that is zero, and collects what is due then.
// It reports false, and moves nothing, if there is no such moment up to the end.
func (c *clock) advance(quantum, end time.Duration) bool {
	var to time.Duration
	switch {
	case quantum > 0:
		to = c.elapsed + quantum
	case len(c.timers) > 0:
		to = max(c.timers[0].at, c.elapsed)
	default:
		return false
	}
	if to > end {
		return false
	}
	c.moveTo(to)
	c.collect(c.elapsed)
	return true
}

// waitReal waits for something from outside or for the next timer of a real clock.
func (l *Loop) waitReal() {
	if t := l.clock.timers; len(t) > 0 {
		l.wait(max(t[0].at-l.Elapsed(), 0))
		return
	}
	l.wait(-1)
}

// wait blocks the goroutine until something comes from outside, or until d of real time has passed; a negative d is no limit.
func (l *Loop) wait(d time.Duration) {
	if d < 0 {
		<-l.wake
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-l.wake:
	case <-t.C:
	}
}
