package navigation

import (
	"context"
	"time"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// A worker's script may be paused in the middle, and the rest of the browser goes on: it has an agent of its own, whose stack waits in a
// coroutine of the loop. The scope takes no tasks and no microtasks meanwhile. See docs/decisions/0050.

const (
	// pollsPerSlice is how often a script is polled (see js.Options.Interrupt) before the others have their turn. Polls count what
	// the script does, not time, so that the moments at which it is paused are the same in every run.
	pollsPerSlice = 16
	// sliceTime is how much time passes on the browser's clock meanwhile.
	sliceTime = 10 * time.Millisecond
)

// ScriptPaused says whether a script of the worker is paused.
func (w *WorkerGlobalScope) ScriptPaused() bool { return w.paused }

// Yield is called again and again while a script of the worker runs. It says whether the script is to end: the worker was terminated.
func (w *WorkerGlobalScope) Yield() (stop bool) {
	if w.worker.terminated {
		return true
	}
	if w.polls++; w.polls < pollsPerSlice || len(w.ua.running) == 0 {
		return false
	}
	w.polls = 0
	due := false
	loop := w.ua.Loop
	timer := loop.After(loop.Context(), sliceTime, func(context.Context) { due = true })
	defer timer.Stop()
	return !w.Pause(func() bool { return due })
}

// Pause stops the running script of the worker until condition holds, while everything else goes on. It reports false when the worker
// was terminated, or the browser closed, before that: the script must end then (js.ErrStopped).
func (w *WorkerGlobalScope) Pause(condition func() bool) bool {
	ua := w.ua
	running := ua.running
	ua.running, w.paused = nil, true
	ok := eventloop.Pause(ua.Loop.Context(), func() bool { return condition() || w.worker.terminated })
	ua.running, w.paused = running, false
	return ok && !w.worker.terminated
}

// FetchPaused fetches all of a body for a script of the worker, which waits for it. ok is false for a network error, and when stopped says
// that the worker ended first.
func (w *WorkerGlobalScope) FetchPaused(ctx context.Context, request *fetch.Request) (body []byte, response *fetch.Response, ok, stopped bool) {
	done := false
	fetch.Fetch(ctx, request, fetch.Callbacks{UseParallelQueue: true, ProcessResponseConsumeBody: func(_ context.Context, r *fetch.Response, b []byte, complete bool) {
		body, response, ok, done = b, r, complete && !r.IsNetworkError(), true
	}})
	if !w.Pause(func() bool { return done }) {
		return nil, nil, false, true
	}
	return body, response, ok, false
}
