package eventloop

import (
	"context"
	"slices"
	"time"
)

// A Watcher is told of the loop's tasks, on the loop's goroutine. The contexts are those that the tasks run with.
type Watcher interface {
	TaskQueued(ctx context.Context, s Source, d Document)
	TaskBegins(ctx context.Context, s Source, d Document)
}

// Watch has w told of tasks from now on; nil ends that.
func (l *Loop) Watch(w Watcher) { l.watcher = w }

var sourceNames = [...]string{
	DeferredFetch: "deferred fetch", NavigationAndTraversal: "navigation and traversal", Networking: "networking",
	DOMManipulation: "DOM manipulation", UserInteraction: "user interaction", Timers: "timer", PostedMessage: "posted message",
	PortMessage: "port message", Rendering: "rendering", FileReading: "file reading", HistoryTraversal: "history traversal",
	JavaScriptEngine: "JavaScript engine", Permission: "permission", PerformanceTimeline: "performance timeline", Idle: "idle",
}

// String returns the task source's name in the standards.
func (s Source) String() string {
	if int(s) < len(sourceNames) && sourceNames[s] != "" {
		return sourceNames[s]
	}
	return "other"
}

// A QueuedTask is a task that waits.
type QueuedTask struct {
	Source   Source
	Document Document // nil for a task that can always run
	Runnable bool     // its document is fully active, or it has none
	Cause    context.Context
}

// A PendingTimer is a call that is due at a time of the loop's clock, as Elapsed counts it.
type PendingTimer struct {
	Due   time.Duration
	Cause context.Context
}

// QueueChanges counts the changes of the task queues: while it stays, QueuedTasks would return the same tasks.
func (l *Loop) QueueChanges() uint64 { return l.changes }

// QueuedTasks returns the tasks that wait, those that are served first before the others. It belongs to the loop's goroutine.
func (l *Loop) QueuedTasks() []QueuedTask {
	var list []QueuedTask
	for i := range l.queues {
		q := &l.queues[i]
		for _, t := range q.tasks[q.head:] {
			list = append(list, QueuedTask{t.source, t.document, t.runnable(), t.ctx})
		}
	}
	return list
}

// TimerChanges counts the timers that were set, and those that are left, so that it changes whenever PendingTimers does.
func (l *Loop) TimerChanges() (set uint64, left int) { return l.clock.seq, len(l.clock.timers) }

// PendingTimers returns the timers that are not due yet, the next one first. It belongs to the loop's goroutine.
func (l *Loop) PendingTimers() []PendingTimer {
	sorted := slices.Clone(l.clock.timers)
	slices.SortFunc(sorted, func(a, b *Timer) int {
		switch {
		case a.at != b.at:
			return int(min(max(a.at-b.at, -1), 1))
		case a.seq < b.seq:
			return -1
		}
		return 1
	})
	list := make([]PendingTimer, 0, len(sorted))
	for _, t := range sorted {
		list = append(list, PendingTimer{t.at, t.ctx})
	}
	return list
}
