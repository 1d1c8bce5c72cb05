package navigation

import (
	"context"
	"errors"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Window is the global object of a document's scripts.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#window
type Window struct {
	Timers           *html.Timers
	Frames           *html.Frames
	StickyActivation bool // interaction.html#sticky-activation
	// Host is the owner's own data (the engine's Context).
	Host any

	ua         *UserAgent
	settings   Settings
	document   *Document // …#concept-document-window
	realm      *js.Realm
	events     dom.EventTarget
	timeOrigin float64 // ms since the epoch
	reporting  bool    // webappapis.html#in-error-reporting-mode
	rejected   []rejection

	// CrossOriginFunctions caches the function objects that other origins get; bindings fill it.
	CrossOriginFunctions map[any]any

	slots        map[string]any
	objects      map[any]any
	currentEvent *dom.Event
}

// newWindow makes a Window for d, with a realm whose this is b's WindowProxy.
func (ua *UserAgent) newWindow(ctx context.Context, b *BrowsingContext, d *Document, creationURL *weburl.URL, embedder *Container) error {
	w := &Window{ua: ua, document: d, timeOrigin: float64(ua.Loop.Now().UnixMicro()) / 1000,
		slots: map[string]any{}, objects: map[any]any{}, CrossOriginFunctions: map[any]any{}}
	w.settings.window = w
	w.settings.creationURL = creationURL
	w.settings.inheritTopLevel(creationURL, d.origin, embedder)
	w.Timers = html.NewTimers(w)
	w.Frames = html.NewFrames(w)
	d.window = w
	d.dom.Window = w
	w.settings.group.ProcessDeferred = deferred.ProcessAll
	realm, err := ua.Host.NewWindowRealm(ctx, w, b)
	if err != nil {
		return err
	}
	w.realm = realm
	if b.proxy == nil {
		b.proxy = ua.Host.NewWindowProxy(b, realm)
	}
	return nil
}

// EventTarget makes Window a dom.Target.
func (w *Window) EventTarget() *dom.EventTarget { return &w.events }

// EventParent implements a window's "get the parent": none.
func (w *Window) EventParent(*dom.Event) dom.Target { return nil }

// EventTime is the relative high resolution time, in milliseconds.
func (w *Window) EventTime() float64 { return w.Now() }

// AssociatedDocument returns the associated Document's tree.
func (w *Window) AssociatedDocument() *dom.Document { return w.document.dom }

// TraceString shows the window in a trace.
func (w *Window) TraceString() string { return w.document.URL().Href() }

// Loop returns the event loop.
func (w *Window) Loop() *eventloop.Loop { return w.ua.Loop }

// UserAgent returns the user agent that the window belongs to.
func (w *Window) UserAgent() *UserAgent { return w.ua }

// Context returns the context of the script that runs.
func (w *Window) Context() context.Context { return w.ua.Context() }

// Settings returns the relevant settings object.
func (w *Window) Settings() *Settings { return &w.settings }

// FetchClient returns the relevant settings object as fetch sees it.
func (w *Window) FetchClient() fetch.Client { return &w.settings }

// Document returns the associated Document.
func (w *Window) Document() *Document { return w.document }

// DOM returns the associated Document's tree.
func (w *Window) DOM() *dom.Document { return w.document.dom }

// Realm returns the realm whose global object this is.
func (w *Window) Realm() *js.Realm { return w.realm }

// SetRealm gives the window its realm; the script host calls it once.
func (w *Window) SetRealm(r *js.Realm) { w.realm = r }

// BaseURL returns the API base URL.
func (w *Window) BaseURL() *weburl.URL { return w.document.BaseURL() }

// Origin returns the document's origin.
func (w *Window) Origin() weburl.Origin { return w.document.origin }

// SecureContext says whether the window is a secure context.
func (w *Window) SecureContext() bool { return w.settings.SecureContext() }

// Behaviour returns the value of a named behaviour.
func (w *Window) Behaviour(name string) string { return w.ua.Behaviour(name) }

// Navigable returns the document's node navigable, nil once it is not active any more.
func (w *Window) Navigable() *Navigable { return w.document.NodeNavigable() }

// BrowsingContext returns the document's browsing context, nil once it is destroyed.
func (w *Window) BrowsingContext() *BrowsingContext { return w.document.browsingContext }

// Now returns the current high resolution time in milliseconds, relative to the time origin.
func (w *Window) Now() float64 { return float64(w.ua.Loop.Now().UnixMicro())/1000 - w.timeOrigin }

// TimeOrigin returns the time origin in milliseconds since the epoch.
func (w *Window) TimeOrigin() float64 { return w.timeOrigin }

// scriptingDisabled implements "scripting is disabled".
// https://html.spec.whatwg.org/multipage/webappapis.html#concept-environment-noscript
func (w *Window) scriptingDisabled() bool {
	return w.document.sandboxing.Has(policy.SandboxedScripts) || w.ua.failure != nil
}

// CanRunScript implements "check if we can run script".
// https://html.spec.whatwg.org/multipage/webappapis.html#check-if-we-can-run-script
func (w *Window) CanRunScript() bool { return w.document.FullyActive() && !w.scriptingDisabled() }

// RunScript runs f as script of this window; see UserAgent.RunScript.
func (w *Window) RunScript(ctx context.Context, f func(ctx context.Context)) {
	w.ua.RunScript(ctx, w, f)
}

// QueueTask queues a global task.
func (w *Window) QueueTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context)) {
	w.ua.Loop.QueueTask(ctx, source, w.document, steps)
}

// reportError reports an error of running script; an error of ours ends scripting.
func (w *Window) reportError(ctx context.Context, err error) {
	var e *js.Exception
	if errors.As(err, &e) {
		w.ReportException(ctx, e)
		return
	}
	w.ua.fail(err)
}

// Suspended makes Window an html.TimerGlobal.
func (w *Window) Suspended() bool { return !w.document.FullyActive() }

// QueueTimerTask queues a global task on the timer task source.
func (w *Window) QueueTimerTask(ctx context.Context, steps func(ctx context.Context)) {
	w.QueueTask(ctx, eventloop.Timers, steps)
}
