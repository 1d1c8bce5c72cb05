package eventloop

import (
	"context"
	"slices"
)

// A Source is a task source.
// https://html.spec.whatwg.org/multipage/webappapis.html#task-source
type Source uint8

// The task sources, by the standards' names.
const (
	DeferredFetch          Source = iota // served before all others, as Fetch requires
	NavigationAndTraversal               // served before the rest
	Networking
	DOMManipulation
	UserInteraction
	Timers
	PostedMessage
	PortMessage
	Rendering
	FileReading
	HistoryTraversal
	JavaScriptEngine
	Permission
	PerformanceTimeline
	Idle
)

const numQueues = 4

func (s Source) queue() int {
	switch s {
	case DeferredFetch:
		return 0
	case NavigationAndTraversal:
		return 1
	case PostedMessage, PortMessage:
		return 3
	}
	return 2
}

// A Document is what a task belongs to: it can run only while its document is fully active.
type Document interface{ FullyActive() bool }

type task struct {
	item
	document Document
	source   Source
}

// A Pausable document's script may be paused in the middle; while it is, its tasks wait like those of one that is not fully active.
type Pausable interface{ ScriptPaused() bool }

func (t *task) runnable() bool {
	if p, ok := t.document.(Pausable); ok && p.ScriptPaused() {
		return false
	}
	return t.document == nil || t.document.FullyActive()
}

// queue is a FIFO from whose middle a task may be taken.
type queue struct {
	tasks []task
	head  int
}

func (q *queue) push(t task) { q.tasks = append(q.tasks, t) }

func (q *queue) pop() (task, bool) {
	for i := q.head; i < len(q.tasks); i++ {
		t := q.tasks[i]
		if !t.runnable() {
			continue
		}
		if i == q.head {
			q.tasks[i] = task{}
			q.head++
		} else {
			q.tasks = slices.Delete(q.tasks, i, i+1)
		}
		if q.head == len(q.tasks) {
			q.tasks, q.head = q.tasks[:0], 0
		} else if q.head > 64 && q.head*2 > len(q.tasks) {
			q.tasks = slices.Delete(q.tasks, 0, q.head)
			q.head = 0
		}
		return t, true
	}
	return task{}, false
}

func (q *queue) remove(d Document) {
	q.tasks = slices.DeleteFunc(slices.Delete(q.tasks, 0, q.head), func(t task) bool { return t.document == d })
	q.head = 0
}

// QueueTask implements "queue a task". A nil document makes a task that can always run.
// The steps run with the loop's context and with ctx's algorithm as their cause; other values of ctx are not kept.
// https://html.spec.whatwg.org/multipage/webappapis.html#queue-a-task
func (l *Loop) QueueTask(ctx context.Context, s Source, d Document, steps func(context.Context)) {
	t := task{item{l.rebase(ctx), steps}, d, s}
	l.queues[s.queue()].push(t)
	l.changes++
	if l.watcher != nil {
		l.watcher.TaskQueued(t.ctx, s, d)
	}
}

// RemoveTasks removes every task whose document is d, without running it.
func (l *Loop) RemoveTasks(d Document) {
	l.changes++
	for i := range l.queues {
		l.queues[i].remove(d)
	}
}

// InParallel runs steps beside the tasks of the loop, after what runs now. They may wait with WaitUntil and Sleep.
// https://html.spec.whatwg.org/multipage/infrastructure.html#in-parallel
func (l *Loop) InParallel(ctx context.Context, steps func(context.Context)) {
	l.parallel = append(l.parallel, item{l.rebase(ctx), steps})
}
