package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
)

// maxFrames bounds the frames of one traversable, and of a frame's depth: a frame bomb costs
// its own test only.
const (
	maxFrames  = 1000
	maxDepth   = 64
	maxWindows = 200
)

// frameAllowed says whether one more frame may be made below parent.
func (ua *UserAgent) frameAllowed(parent *Navigable) bool {
	if ua.failure != nil || len(parent.inclusiveAncestors()) >= maxDepth {
		return false
	}
	top := parent.Traversable().ActiveDocument()
	return top == nil || len(top.inclusiveDescendantNavigables()) < maxFrames
}

// fail notes that script can no longer run: no memory is left.
func (ua *UserAgent) fail(err error) {
	if ua.failure == nil {
		ua.failure = err
	}
}

// Failure returns why script can no longer run, nil while it can.
func (ua *UserAgent) Failure() error { return ua.failure }

// ReportException implements "report an exception".
// https://html.spec.whatwg.org/multipage/webappapis.html#report-an-exception
func (w *Window) ReportException(ctx context.Context, e *js.Exception) {
	ctx, s := spec.Begin(ctx, spec.ReportException)
	defer s.End()
	s.Step("1")
	notHandled := true
	s.Step("2")
	if e.Uncatchable {
		w.ua.Observer.Exception(w, e)
		return
	}
	s.Step("6")
	if !w.reporting {
		s.Step("6.1")
		w.reporting = true
		s.Step("6.2")
		event := &dom.ErrorDetail{Message: errorMessage(e), Filename: e.File, Line: uint32(e.Line), Column: uint32(e.Column), Error: w.realm.Keep(e.Value)}
		notHandled = dom.Fire(ctx, w, "error", func(ev *dom.Event) {
			ev.Interface = "ErrorEvent"
			ev.Cancelable = true
			ev.Detail = event
		})
		s.Step("6.3")
		w.reporting = false
	}
	s.Step("7")
	if notHandled {
		w.ua.Observer.Exception(w, e)
	}
}

// errorMessage is what browsers put into ErrorEvent's message.
func errorMessage(e *js.Exception) string {
	if e.Name == "" {
		return "Uncaught " + e.Message
	}
	return "Uncaught " + e.Name + ": " + e.Message
}

// A rejection is a promise that was rejected while it had no handler.
type rejection struct {
	promise, reason *js.Ref
	told            bool
}

// TrackRejection implements HostPromiseRejectionTracker.
// https://html.spec.whatwg.org/multipage/webappapis.html#the-hostpromiserejectiontracker-implementation
func (w *Window) TrackRejection(promise, reason js.Value, handled bool) {
	if !handled {
		w.rejected = append(w.rejected, rejection{promise: w.realm.Keep(promise), reason: w.realm.Keep(reason)})
		w.ua.rejections = append(w.ua.rejections, w)
		return
	}
	for i, r := range w.rejected {
		if !w.realm.Same(r.promise.Value(), promise) {
			continue
		}
		w.rejected = append(w.rejected[:i:i], w.rejected[i+1:]...)
		if r.told {
			w.QueueTask(w.Context(), eventloop.DOMManipulation, func(ctx context.Context) {
				w.fireRejectionEvent(ctx, "rejectionhandled", r)
			})
		}
		return
	}
}

func (ua *UserAgent) hasRejections() bool { return len(ua.rejections) > 0 }

// notifyAboutRejectedPromises implements "notify about rejected promises".
// https://html.spec.whatwg.org/multipage/webappapis.html#notify-about-rejected-promises
func (ua *UserAgent) notifyAboutRejectedPromises(ctx context.Context) {
	windows := ua.rejections
	ua.rejections = nil
	for _, w := range windows {
		for i := range w.rejected {
			if w.rejected[i].told {
				continue
			}
			w.rejected[i].told = true
			r := w.rejected[i]
			w.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
				if !w.stillRejected(r) {
					return
				}
				if w.fireRejectionEvent(ctx, "unhandledrejection", r) {
					end := ua.Agent.Scope()
					defer end()
					ua.Observer.Exception(w, w.realm.NewException(r.reason.Value()))
				}
			})
		}
	}
}

// stillRejected says whether a promise has got no handler since.
func (w *Window) stillRejected(r rejection) bool {
	for _, o := range w.rejected {
		if o.promise == r.promise {
			return true
		}
	}
	return false
}

func (w *Window) fireRejectionEvent(ctx context.Context, name string, r rejection) bool {
	return dom.Fire(ctx, w, name, func(e *dom.Event) {
		e.Interface = "PromiseRejectionEvent"
		e.Cancelable = name == "unhandledrejection"
		e.Detail = &dom.PromiseRejectionDetail{Promise: r.promise, Reason: r.reason}
	})
}
