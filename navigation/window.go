package navigation

import (
	"context"
	"time"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Window is the global object of a document's scripts.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#window
type Window struct {
	global
	Frames         *html.Frames
	lastActivation activation
	// interaction.html#last-history-action-activation-timestamp, once historyActionUsed
	lastHistoryAction time.Duration
	historyActionUsed bool
	Status            string // nav-history-apis.html#dom-window-status, ""
	// Host is the owner's own data (the engine's Context).
	Host any

	settings   Settings
	navigation *Navigation // …#window-navigation-api
	document   *Document   // …#concept-document-window

	// CrossOriginFunctions caches the function objects that other origins get; bindings fill it.
	CrossOriginFunctions map[any]any

	currentEvent *dom.Event
}

// newWindow makes a Window for d, with a realm whose this is b's WindowProxy.
func (ua *UserAgent) newWindow(ctx context.Context, b *BrowsingContext, d *Document, creationURL *weburl.URL, embedder *Container) error {
	w := &Window{document: d, CrossOriginFunctions: map[any]any{}}
	w.global = newGlobal(ua, w)
	w.navigation = newNavigation(w)
	w.settings.window = w
	w.settings.creationURL = creationURL
	w.settings.inheritTopLevel(creationURL, d.origin, embedder)
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

// AssociatedDocument returns the associated Document's tree.
func (w *Window) AssociatedDocument() *dom.Document { return w.document.dom }

// TraceString shows the window in a trace.
func (w *Window) TraceString() string { return w.document.URL().Href() }

// Settings returns the relevant settings object.
func (w *Window) Settings() *Settings { return &w.settings }

// FetchClient returns the relevant settings object as fetch sees it.
func (w *Window) FetchClient() fetch.Client { return &w.settings }

// Document returns the associated Document.
func (w *Window) Document() *Document { return w.document }

// DOM returns the associated Document's tree.
func (w *Window) DOM() *dom.Document { return w.document.dom }

// BaseURL returns the API base URL.
func (w *Window) BaseURL() *weburl.URL { return w.document.BaseURL() }

// Origin returns the document's origin.
func (w *Window) Origin() weburl.Origin { return w.document.origin }

// SecureContext says whether the window is a secure context.
func (w *Window) SecureContext() bool { return w.settings.SecureContext() }

// belowData says whether the window's document or one above it has a data: URL.
func (w *Window) belowData() bool {
	for d := w.document; d != nil; d = d.navigable.containerDocument() {
		if d.URL().Scheme() == "data" {
			return true
		}
	}
	return false
}

// Successor returns the window that is shown where w was, if it is of the same origin, else w.
func (w *Window) Successor() *Window {
	if a := w.document.navigable.ActiveDocument(); a != nil && a.window.realm != nil && weburl.SameOrigin(a.origin, w.document.origin) {
		return a.window
	}
	return w
}

// Behaviour returns the value of a named behaviour.
func (w *Window) Behaviour(name string) string { return w.ua.Behaviour(name) }

// Navigable returns the document's node navigable, nil once it is not active any more.
func (w *Window) Navigable() *Navigable { return w.document.NodeNavigable() }

// BrowsingContext returns the document's browsing context, nil once it is destroyed.
func (w *Window) BrowsingContext() *BrowsingContext { return w.document.browsingContext }

// scriptingDisabled implements "scripting is disabled".
// https://html.spec.whatwg.org/multipage/webappapis.html#concept-environment-noscript
func (w *Window) scriptingDisabled() bool {
	return w.document.sandboxing.Has(policy.SandboxedScripts) || w.ua.failure != nil
}

// FullyActive says whether the associated Document is fully active.
func (w *Window) FullyActive() bool { return w.document.FullyActive() }

// MayRunJobs implements GlobalScope.
func (w *Window) MayRunJobs() bool { return w.document.FullyActive() }

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
