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
	return top == nil || top.frames() < maxFrames
}

// frames counts the navigables below the document's.
func (d *Document) frames() int {
	n := 0
	for _, c := range d.containers {
		if c.Navigable == nil {
			continue
		}
		n++
		if a := c.Navigable.ActiveDocument(); a != nil {
			n += a.frames()
		}
	}
	return n
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
func (g *global) ReportException(ctx context.Context, e *js.Exception) {
	ctx, s := spec.Begin(ctx, spec.ReportException)
	defer s.End()
	s.Step("1")
	s.Step("2")
	if e.Uncatchable {
		g.self.uncaught(e)
		return
	}
	if g.muted[e.File] {
		g.reportMuted(ctx, s, e)
		return
	}
	d := dom.ErrorDetail{Message: errorMessage(e), Filename: e.File, Line: uint32(e.Line), Column: uint32(e.Column)}
	if w, ok := g.self.(*WorkerGlobalScope); ok && d.Filename == "" {
		d.Filename = w.url.Href() // the engine knows where errors were made, not where other values were thrown
	}
	s.Step("4")
	d.Error = g.realm.KeepMember(e.Value)
	g.report(ctx, s, d, e)
}

// muteErrors notes that what the script at an address throws is told to nobody.
// https://html.spec.whatwg.org/multipage/webappapis.html#muted-errors
func (g *global) muteErrors(url string) {
	if g.muted == nil {
		g.muted = map[string]bool{}
	}
	g.muted[url] = true
}

// reportMuted is "report an exception" of a script whose errors are muted.
func (g *global) reportMuted(ctx context.Context, s *spec.Frame, e *js.Exception) {
	g.report(ctx, s, dom.ErrorDetail{Message: "Script error.", Error: js.Null}, e)
}

// reportFromWorker is "report an exception" with omitError.
func (g *global) reportFromWorker(ctx context.Context, d dom.ErrorDetail) {
	ctx, s := spec.Begin(ctx, spec.ReportException)
	defer s.End()
	s.Step("1")
	defer g.realm.Agent.Scope()()
	d.Error = js.Null
	e := g.realm.NewException(g.realm.NewError("Error", d.Message))
	e.Name, e.Message = "", d.Message
	e.File, e.Line, e.Column, e.Stack = d.Filename, int(d.Line), int(d.Column), ""
	g.report(ctx, s, d, e)
}

// report is the end of "report an exception": steps 6 and 7.
func (g *global) report(ctx context.Context, s *spec.Frame, d dom.ErrorDetail, e *js.Exception) {
	notHandled := true
	s.Step("6")
	if !g.reporting {
		s.Step("6.1")
		g.reporting = true
		s.Step("6.2")
		notHandled = fireError(ctx, g.self, d)
		s.Step("6.3")
		g.reporting = false
	}
	s.Step("7")
	if !notHandled {
		return
	}
	if w, ok := g.self.(*WorkerGlobalScope); ok && !w.Shared() {
		s.Step("7.2") // of one that shuts down nobody hears
		worker := w.worker
		d.Error = js.Null
		worker.owner().QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
			s.Step("7.2.1")
			s.Step("7.2.2")
			if fireError(ctx, worker.object, d) {
				s.Step("7.2.3")
				worker.owner().reportFromWorker(ctx, d)
			}
		})
		return
	}
	s.Step("7.3")
	g.self.uncaught(e)
}

// fireError fires an ErrorEvent; it reports whether nobody canceled it.
func fireError(ctx context.Context, target dom.Target, d dom.ErrorDetail) bool {
	return dom.Fire(ctx, target, "error", func(ev *dom.Event) {
		ev.Interface = "ErrorEvent"
		ev.Cancelable = true
		ev.Detail = &d
	})
}

// uncaught tells the user agent's owner.
func (w *Window) uncaught(e *js.Exception) { w.ua.Observer.Exception(w, e) }

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
	told            bool // it is about to be notified, or has been
	outstanding     bool // it has been notified: the outstanding rejected promises weak set
}

// TrackRejection implements HostPromiseRejectionTracker.
// https://html.spec.whatwg.org/multipage/webappapis.html#the-hostpromiserejectiontracker-implementation
func (g *global) TrackRejection(promise, reason js.Value, handled bool) {
	if !handled {
		g.rejected = append(g.rejected, rejection{promise: g.realm.KeepMember(promise), reason: g.realm.KeepMember(reason)})
		g.ua.rejections = append(g.ua.rejections, g)
		return
	}
	for i, r := range g.rejected {
		if !g.realm.Same(r.promise.Value(), promise) {
			continue
		}
		g.rejected = append(g.rejected[:i:i], g.rejected[i+1:]...)
		if r.outstanding {
			g.self.QueueTask(g.ua.Context(), eventloop.DOMManipulation, func(ctx context.Context) {
				g.fireRejectionEvent(ctx, "rejectionhandled", r)
			})
		}
		return
	}
}

func (ua *UserAgent) hasRejections() bool { return len(ua.rejections) > 0 }

// notifyAboutRejectedPromises implements "notify about rejected promises".
// https://html.spec.whatwg.org/multipage/webappapis.html#notify-about-rejected-promises
func (ua *UserAgent) notifyAboutRejectedPromises(ctx context.Context) {
	globals := ua.rejections
	ua.rejections = nil
	for _, g := range globals {
		for i := range g.rejected {
			if g.rejected[i].told {
				continue
			}
			g.rejected[i].told = true
			r := g.rejected[i]
			g.self.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
				if !g.stillRejected(r) {
					return
				}
				notHandled := g.fireRejectionEvent(ctx, "unhandledrejection", r)
				for i := range g.rejected {
					if g.rejected[i].promise == r.promise {
						g.rejected[i].outstanding = true
					}
				}
				if notHandled {
					defer g.realm.Agent.Scope()()
					g.self.uncaught(g.realm.NewException(r.reason.Value()))
				}
			})
		}
	}
}

// stillRejected says whether a promise has got no handler since.
func (g *global) stillRejected(r rejection) bool {
	for _, o := range g.rejected {
		if o.promise == r.promise {
			return true
		}
	}
	return false
}

func (g *global) fireRejectionEvent(ctx context.Context, name string, r rejection) bool {
	return dom.Fire(ctx, g.self, name, func(e *dom.Event) {
		e.Interface = "PromiseRejectionEvent"
		e.Cancelable = name == "unhandledrejection"
		e.Detail = &dom.PromiseRejectionDetail{Promise: r.promise, Reason: r.reason}
	})
}
