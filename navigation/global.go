package navigation

import (
	"context"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A GlobalScope is a Window or a WorkerGlobalScope, as the interfaces see it that both expose.
// https://html.spec.whatwg.org/multipage/webappapis.html#windoworworkerglobalscope
type GlobalScope interface {
	dom.Target
	html.TimerGlobal
	UserAgent() *UserAgent
	Realm() *js.Realm
	SetRealm(r *js.Realm)
	Context() context.Context
	FetchClient() fetch.Client
	BaseURL() *weburl.URL
	Origin() weburl.Origin
	SecureContext() bool
	CrossOriginIsolated() bool
	TimerMap() *html.Timers
	Slot(name string, f func() any) any
	Object(key any, f func() any) any
	Now() float64
	TimeOrigin() float64
	FullyActive() bool
	CanRunScript() bool
	// MayRunJobs says whether promise jobs may still run: a worker that closes itself ends what it is at.
	MayRunJobs() bool
	RunScript(ctx context.Context, f func(ctx context.Context))
	RunString(ctx context.Context, source string)
	CompileString(ctx context.Context, source string) error
	QueueTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context))
	ReportException(ctx context.Context, e *js.Exception)
	AddPort(p Port)
	RemovePort(p Port)
	TrackRejection(promise, reason js.Value, handled bool)
	// ImportModule and FetchedModule look after the module map.
	ImportModule(ctx context.Context, referrer string, u *weburl.URL, ready func()) (wait bool)
	FetchedModule(name string) (source, base string, ok bool)

	// reportFromWorker reports what a worker below did not handle.
	reportFromWorker(ctx context.Context, d dom.ErrorDetail)
	// uncaught tells the user of an exception that nobody handled.
	uncaught(e *js.Exception)
}

// global is what every global object has.
type global struct {
	Timers *html.Timers

	self       GlobalScope
	ua         *UserAgent
	realm      *js.Realm
	events     dom.EventTarget
	timeOrigin float64 // ms since the epoch
	reporting  bool    // webappapis.html#in-error-reporting-mode
	rejected   []rejection
	objects    map[any]any
	nonces     map[string]string        // of classic and inline scripts, by the names under which they run
	modules    map[string]*moduleScript // webappapis.html#module-map, of JavaScript modules, by their URLs
	ports      []Port                   // that are not closed
	muted      map[string]bool          // the scripts whose errors are muted
}

// beforeScript is how many milliseconds have passed at least since the time origin when the first script runs. On a virtual clock nothing
// takes time, but no page expects to read a time of zero, and it is what an event that was never dated shows.
const beforeScript = 0.1

// newGlobal fills in what self has of its own from the beginning.
func newGlobal(ua *UserAgent, self GlobalScope) global {
	return global{
		self: self, ua: ua, timeOrigin: float64(ua.Loop.Now().UnixMicro())/1000 - beforeScript, Timers: html.NewTimers(self),
		objects: map[any]any{},
	}
}

// EventTarget makes a global object a dom.Target.
func (g *global) EventTarget() *dom.EventTarget { return &g.events }

// EventParent implements "get the parent": a global object has none.
func (g *global) EventParent(*dom.Event) dom.Target { return nil }

// EventTime is the relative high resolution time, in milliseconds.
func (g *global) EventTime() float64 { return g.Now() }

// Loop returns the event loop.
func (g *global) Loop() *eventloop.Loop { return g.ua.Loop }

// UserAgent returns the user agent that the global object belongs to.
func (g *global) UserAgent() *UserAgent { return g.ua }

// Context returns the context of the script that runs.
func (g *global) Context() context.Context { return g.ua.Context() }

// Realm returns the realm whose global object this is.
func (g *global) Realm() *js.Realm { return g.realm }

// SetRealm gives the global object its realm; the script host calls it once.
func (g *global) SetRealm(r *js.Realm) { g.realm = r }

// TimerMap returns the map of active timers.
func (g *global) TimerMap() *html.Timers { return g.Timers }

// Now returns the current high resolution time in milliseconds, relative to the time origin.
func (g *global) Now() float64 { return float64(g.ua.Loop.Now().UnixMicro())/1000 - g.timeOrigin }

// TimeOrigin returns the time origin in milliseconds since the epoch.
func (g *global) TimeOrigin() float64 { return g.timeOrigin }

// Slot returns the global's own object of the name, made by f the first time.
func (g *global) Slot(name string, f func() any) any { return g.Object(slotName(name), f) }

// slotName is the key of a global's own object.
type slotName string

// Object returns the Go value that the global keeps under a key, made by f the first time: the
// objects that a node hands out must be the same ones each time.
func (g *global) Object(key any, f func() any) any {
	if v, ok := g.objects[key]; ok {
		return v
	}
	v := f()
	g.objects[key] = v
	return v
}

// QueueTimerTask queues a global task on the timer task source.
func (g *global) QueueTimerTask(ctx context.Context, steps func(ctx context.Context)) {
	g.self.QueueTask(ctx, eventloop.Timers, steps)
}

// enter prepares to run script of the global, which is that of window unless it is nil; the
// result cleans up after it.
// https://html.spec.whatwg.org/multipage/webappapis.html#calling-scripts
func (g *global) enter(ctx context.Context, window *Window) (leave func()) {
	ua := g.ua
	ua.push(running{ctx, window})
	end := g.realm.Agent.Scope()
	return func() {
		end()
		ua.pop()
		if len(ua.running) == 0 {
			ua.PerformMicrotaskCheckpoint(ctx)
		}
	}
}

// RunString runs source as a classic script of the global, as a timer with a string does.
func (g *global) RunString(ctx context.Context, source string) {
	if !g.self.CanRunScript() {
		return
	}
	g.self.RunScript(ctx, func(ctx context.Context) {
		if err := g.CompileString(ctx, source); err != nil {
			g.self.ReportException(ctx, g.realm.NewException(g.realm.Thrown(err)))
			return
		}
		if _, err := g.realm.Eval(source, g.self.FetchClient().BaseURL().Href(), 1); err != nil {
			g.reportError(ctx, err)
		}
	})
}

// reportError reports an error of running script; an error of ours ends scripting.
func (g *global) reportError(ctx context.Context, err error) {
	if e, ok := js.AsException(err); ok {
		g.self.ReportException(ctx, e)
		return
	}
	g.ua.fail(err)
}
