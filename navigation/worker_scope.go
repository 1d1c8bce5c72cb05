package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A WorkerGlobalScope is the global object of the scripts of a dedicated or shared worker.
// https://html.spec.whatwg.org/multipage/workers.html#workerglobalscope
type WorkerGlobalScope struct {
	global
	worker    *Worker
	settings  WorkerSettings
	url       *weburl.URL // workers.html#concept-workerglobalscope-url
	requested *weburl.URL // what was asked for, before redirects
	name      string      // …#concept-workerglobalscope-name
	module    bool        // …#concept-workerglobalscope-type
	closing   bool        // …#dom-workerglobalscope-closing
	isolated  bool        // its settings' cross-origin isolated capability
	frames    *html.Frames
	paused    bool // a script is paused in the middle
	polls     int  // of the running script since it was paused last
}

var _ GlobalScope = (*WorkerGlobalScope)(nil)

// TraceString shows the scope in a trace.
func (w *WorkerGlobalScope) TraceString() string { return w.url.Href() }

// URL returns the address of the worker's script, after redirects.
func (w *WorkerGlobalScope) URL() *weburl.URL { return w.url }

// Name returns the name that the worker was given.
func (w *WorkerGlobalScope) Name() string { return w.name }

// Module says whether the worker's script is a module.
func (w *WorkerGlobalScope) Module() bool { return w.module }

// Owner returns the window or worker that made this one.
func (w *WorkerGlobalScope) Owner() GlobalScope { return w.worker.owner() }

// Shared says whether this is the scope of a shared worker.
func (w *WorkerGlobalScope) Shared() bool { return w.worker.shared != nil }

// owned says whether an owner is fully active.
func (w *WorkerGlobalScope) owned() bool {
	return slices.ContainsFunc(w.worker.owners, GlobalScope.FullyActive)
}

// FetchClient returns the relevant settings object as fetch sees it.
func (w *WorkerGlobalScope) FetchClient() fetch.Client { return &w.settings }

// BaseURL returns the API base URL.
func (w *WorkerGlobalScope) BaseURL() *weburl.URL { return w.url }

// Origin returns the settings object's origin.
func (w *WorkerGlobalScope) Origin() weburl.Origin { return w.settings.origin }

// SecureContext says whether the worker is a secure context: its owner is one.
func (w *WorkerGlobalScope) SecureContext() bool { return w.settings.SecureContext() }

// FullyActive says whether the worker may go on: it has not been closed, and it is not suspendable.
// https://html.spec.whatwg.org/multipage/workers.html#suspendable-worker
func (w *WorkerGlobalScope) FullyActive() bool {
	return !w.closing && !w.worker.terminated && w.owned()
}

// MayRunJobs implements GlobalScope.
func (w *WorkerGlobalScope) MayRunJobs() bool {
	return !w.worker.terminated && w.owned()
}

// CanRunScript implements "check if we can run script".
func (w *WorkerGlobalScope) CanRunScript() bool {
	return w.FullyActive() && w.ua.failure == nil
}

// RunScript runs f as script of this worker.
func (w *WorkerGlobalScope) RunScript(ctx context.Context, f func(ctx context.Context)) {
	defer w.enter(ctx, nil)()
	f(ctx)
}

// QueueTask queues a global task. A worker that is closing takes none.
func (w *WorkerGlobalScope) QueueTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context)) {
	if !w.closing {
		w.ua.Loop.QueueTask(ctx, source, w, steps)
	}
}

// Close implements "close a worker". The script that called it goes on to its end.
// https://html.spec.whatwg.org/multipage/workers.html#close-a-worker
func (w *WorkerGlobalScope) Close(ctx context.Context) {
	if w.closing {
		return
	}
	_, s := spec.Begin(ctx, spec.CloseWorker)
	defer s.End()
	s.Step("1")
	w.ua.Loop.RemoveTasks(w)
	s.Step("2")
	w.closing = true
	w.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		eventloop.WaitUntil(ctx, func() bool { return !w.paused })
		w.worker.end(ctx)
	})
}

// forget lets go of what the scope's agent, which is closed, had: the Worker object may live on for long.
func (w *WorkerGlobalScope) forget() {
	w.events, w.objects, w.modules, w.rejected = dom.EventTarget{}, map[any]any{}, nil, nil
}

// parses says whether a classic script can be run at all: one that does not parse is as good as none.
func (w *WorkerGlobalScope) parses(source string) bool {
	defer w.realm.Agent.Scope()()
	return w.realm.CheckSyntax(source, w.url.Href()) == nil
}

// runScript runs the worker's own script; source is that of a classic one.
func (w *WorkerGlobalScope) runScript(ctx context.Context, source string) {
	if !w.CanRunScript() {
		return
	}
	w.RunScript(ctx, func(ctx context.Context) {
		if !w.module {
			if _, err := w.realm.Eval(source, w.url.Href(), 1); err != nil {
				w.reportError(ctx, err)
			}
			return
		}
		// The module map knows it by what was asked for, not by where it came from.
		name := w.requested.Href()
		promise, err := w.realm.Import(name, name)
		if err != nil {
			w.reportError(ctx, err)
			return
		}
		_ = w.realm.Then(promise, nil, func(r *js.Realm, reason js.Value) {
			w.ReportException(ctx, r.NewException(reason))
		})
	})
}

// initializePolicyContainer implements "initialize a worker global scope's policy container".
// https://html.spec.whatwg.org/multipage/browsers.html#initialize-worker-policy-container
func (w *WorkerGlobalScope) initializePolicyContainer(ctx context.Context, r *fetch.Response) {
	_, s := spec.Begin(ctx, spec.InitializeWorkerGlobalScopePolicyContainer)
	defer s.End()
	s.Step("1")
	owner := w.worker.owner().FetchClient()
	if w.url.IsLocal() && w.url.Scheme() != "blob" {
		s.Step("1.1")
		s.Step("1.2")
		w.settings.policyContainer = owner.PolicyContainer().Clone()
		return
	}
	s.Step("2")
	if w.url.Scheme() == "blob" {
		if w.url.Blob != nil {
			if c, ok := w.url.Blob.Environment.(fetch.Client); ok {
				owner = c
			}
		}
		w.settings.policyContainer = owner.PolicyContainer().Clone()
		return
	}
	w.settings.policyContainer = policy.FromResponse(w.url, &r.Unfiltered().Header)
}

// WorkerSettings is a worker environment settings object.
// https://html.spec.whatwg.org/multipage/workers.html#set-up-a-worker-environment-settings-object
type WorkerSettings struct {
	scope           *WorkerGlobalScope
	origin          weburl.Origin
	group           fetch.Group
	policyContainer *policy.Container

	// What the outside settings say, which may be gone before a shared worker is.
	crossSiteAncestor, secure bool
	topLevelSite              string
	ancestorOrigins           []weburl.Origin
}

var (
	_ fetch.Client         = (*WorkerSettings)(nil)
	_ fetch.AncestorClient = (*WorkerSettings)(nil)
)

// setUp implements "set up a worker environment settings object". u is the address that was asked
// for: a redirect does not lead to data:.
// https://html.spec.whatwg.org/multipage/workers.html#set-up-a-worker-environment-settings-object
func (c *WorkerSettings) setUp(ctx context.Context, w *WorkerGlobalScope, outside fetch.Client, u *weburl.URL) {
	_, s := spec.Begin(ctx, spec.SetUpWorkerEnvironmentSettingsObject)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	c.origin = outside.Origin()
	if u.Scheme() == "data" {
		c.origin = weburl.NewOpaqueOrigin()
	}
	s.Step("4")
	c.scope = w
	c.crossSiteAncestor, c.secure, c.topLevelSite = outside.HasCrossSiteAncestor(), outside.SecureContext(), outside.TopLevelSite()
	if a, ok := outside.(fetch.AncestorClient); ok {
		c.ancestorOrigins = a.AncestorOrigins()
	}
	c.policyContainer = &policy.Container{}
	c.group.ProcessDeferred = deferred.ProcessAll
	s.Step("6")
	s.Step("9")
}

// Scope returns the global object.
func (c *WorkerSettings) Scope() *WorkerGlobalScope { return c.scope }

// Origin returns the origin.
func (c *WorkerSettings) Origin() weburl.Origin { return c.origin }

// PolicyContainer returns the worker's policy container.
func (c *WorkerSettings) PolicyContainer() *policy.Container { return c.policyContainer }

// FetchGroup returns the fetch group.
func (c *WorkerSettings) FetchGroup() *fetch.Group { return &c.group }

// BaseURL returns the API base URL.
func (c *WorkerSettings) BaseURL() *weburl.URL { return c.scope.url }

// ReferrerSource is the creation URL.
// https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
func (c *WorkerSettings) ReferrerSource() *weburl.URL { return c.scope.url }

// UserAgent returns the fetching side of the user agent.
func (c *WorkerSettings) UserAgent() *fetch.UserAgent { return c.scope.ua.Fetch }

// QueueTask queues a global task of the worker.
func (c *WorkerSettings) QueueTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context)) {
	c.scope.QueueTask(ctx, source, steps)
}

// HasCrossSiteAncestor is what the owner says, and true for data:.
func (c *WorkerSettings) HasCrossSiteAncestor() bool {
	return c.crossSiteAncestor || c.scope.url.Scheme() == "data"
}

// SecureContext is what the owner says.
func (c *WorkerSettings) SecureContext() bool { return c.secure }

// TopLevelSite is that of the owner.
func (c *WorkerSettings) TopLevelSite() string { return c.topLevelSite }

// AncestorOrigins are those of the owner.
func (c *WorkerSettings) AncestorOrigins() []weburl.Origin { return c.ancestorOrigins }

// ReportViolation implements "report a violation": the event at the scope; reports are not sent.
// https://w3c.github.io/webappsec-csp/#report-violation
func (c *WorkerSettings) ReportViolation(ctx context.Context, v policy.Violation) {
	c.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
		dom.Fire(ctx, c.scope, "securitypolicyviolation", func(e *dom.Event) {
			e.Interface = "SecurityPolicyViolationEvent"
			e.Bubbles, e.Composed = true, true
			e.Detail = violationDetail(v, c.scope.url, "")
		})
	})
}
