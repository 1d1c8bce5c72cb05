package navigation

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// maxWorkers bounds the workers of one user agent: a storm of them costs its own test only.
const maxWorkers = 64

// WorkerOptions are the members of the dictionaries of workers.
// https://html.spec.whatwg.org/multipage/workers.html#workeroptions
// https://html.spec.whatwg.org/multipage/workers.html#sharedworkeroptions
type WorkerOptions struct {
	Type             string // "classic" or "module"
	Credentials      string // "omit", "same-origin" or "include", for modules
	Name             string
	ExtendedLifetime bool // of shared workers
}

// WorkerPorts are the two ends of the channel between a Worker object and its scope. They exist
// from the beginning, so that nothing is lost that is posted before the worker runs.
type WorkerPorts interface {
	// Attach gives the inner end to the scope.
	Attach(w *WorkerGlobalScope)
	// EnableOutside and EnableInside enable the port message queue of one end.
	EnableOutside(ctx context.Context)
	EnableInside(ctx context.Context)
	// Empty drops what has been sent to the Worker object and not been delivered.
	Empty()
}

// A Worker is a dedicated worker, or a shared one, as those who made it see it.
// https://html.spec.whatwg.org/multipage/workers.html#dedicated-workers-and-the-worker-interface
type Worker struct {
	ua         *UserAgent
	owners     []GlobalScope // workers.html#concept-WorkerGlobalScope-owner-set, oldest first; a dedicated one has one
	object     dom.Target    // the Worker object; nil for a shared one
	ports      WorkerPorts   // nil for a shared one
	shared     *sharedWorker // nil for a dedicated one
	scope      *WorkerGlobalScope
	terminated bool
}

// owner is the global object that made the worker, or, of a shared one, the oldest that is left.
func (w *Worker) owner() GlobalScope { return w.owners[0] }

// NewWorker starts a worker in parallel: the last step of the constructor. Errors are events at object.
// https://html.spec.whatwg.org/multipage/workers.html#dom-worker
func NewWorker(ctx context.Context, owner GlobalScope, object dom.Target, u *weburl.URL, o WorkerOptions, ports WorkerPorts) *Worker {
	ua := owner.UserAgent()
	w := &Worker{ua: ua, owners: []GlobalScope{owner}, object: object, ports: ports}
	full := len(ua.workers) >= maxWorkers
	if !full {
		ua.workers = append(ua.workers, w)
	}
	ua.Loop.InParallel(ctx, func(ctx context.Context) {
		if full {
			w.fail(ctx)
			return
		}
		w.run(ctx, u, o)
	})
	return w
}

// fail fires a plain error event at the Worker object, or at the SharedWorker objects that wait for the script.
func (w *Worker) fail(ctx context.Context) {
	if w.shared != nil {
		w.shared.fail(ctx)
		return
	}
	w.owner().QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) { dom.Fire(ctx, w.object, "error") })
}

// run implements "run a worker".
// https://html.spec.whatwg.org/multipage/workers.html#run-a-worker
func (w *Worker) run(ctx context.Context, u *weburl.URL, o WorkerOptions) {
	if w.terminated {
		return
	}
	ctx, s := spec.Begin(ctx, spec.RunWorker, u)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	s.Step("4")
	s.Step("5")
	scope := &WorkerGlobalScope{worker: w, name: o.Name, module: o.Type == "module", url: u, requested: u}
	scope.global = newGlobal(w.ua, scope)
	w.scope = scope
	s.Step("6")
	s.Step("7")
	outside := w.owner().FetchClient()
	scope.settings.setUp(ctx, scope, outside, u)
	if _, err := w.ua.Host.NewWorkerRealm(ctx, scope); err != nil {
		w.fail(ctx)
		w.end(ctx)
		return
	}
	s.Step("8")
	s.Step("9")
	s.Step("11")
	destination := "worker"
	if w.shared != nil {
		s.Step("10")
		destination = "sharedworker"
	}
	s.Step("12")
	s.Step("12.2")
	s.Step("12.3")
	started := func(ctx context.Context, r *fetch.Response) (blocked bool) {
		if url := r.Unfiltered().URL(); url != nil {
			s.Step("12.3.1")
			scope.url = url
		}
		s.Step("12.3.2")
		s.Step("12.3.3")
		scope.initializePolicyContainer(ctx, r)
		s.Step("12.3.4")
		if policy.InitializationBlocked(scope.settings.policyContainer.CSPList) {
			return true
		}
		s.Step("12.3.6")
		if !scope.adheresToEmbedderPolicy(ctx, outside) {
			return true
		}
		s.Step("12.3.7")
		if w.shared != nil {
			scope.isolated = scope.settings.policyContainer.Embedder.Value.CompatibleWithCrossOriginIsolation()
		} else {
			s.Step("12.3.8")
			s.Step("12.3.9")
			scope.isolated = w.owner().CrossOriginIsolated() && scope.url.Scheme() != "data"
		}
		return false
	}
	complete := func(ctx context.Context, source string, ok bool) {
		if w.terminated {
			return
		}
		s.Step("12(2).1")
		if !ok {
			s.Step("12(2).1.1")
			w.fail(ctx)
			s.Step("12(2).1.2")
			w.end(ctx)
			s.Step("12(2).1.3")
			return
		}
		s.Step("12(2).2")
		s.Step("12(2).3")
		if w.shared == nil {
			s.Step("12(2).4.1")
			s.Step("12(2).4.2")
			s.Step("12(2).5")
			w.ports.Attach(scope)
		}
		s.Step("12(2).6")
		s.Step("12(2).7")
		s.Step("12(2).8")
		s.Step("12(2).9")
		scope.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
			if w.shared == nil {
				s.AdHoc("12(2).11", "before the script, as it may be paused: what it posts arrives meanwhile; see docs/decisions/0050")
				w.ports.EnableOutside(ctx)
			}
			s.Step("12(2).10")
			scope.runScript(ctx, source)
			if w.terminated {
				return
			}
			if w.shared != nil {
				s.Step("12(2).13")
				w.shared.started(ctx)
				return
			}
			s.Step("12(2).12")
			w.ports.EnableInside(ctx)
		})
	}
	strict := scope.module || w.shared != nil || w.ua.Behaviour("worker-parse-error") != "chrome"
	if scope.module {
		w.fetchModules(ctx, u, moduleOptions{
			client: outside, destination: destination, parserMetadata: "not-parser-inserted", credentials: o.Credentials,
		}, started, func(ctx context.Context, ok, broken bool) { complete(ctx, "", ok && !(broken && strict)) })
		return
	}
	request := fetch.NewRequest(u)
	request.Client = outside
	request.Destination, request.InitiatorType = destination, "other"
	request.Mode, request.Credentials = "same-origin", "same-origin"
	request.ParserMetadata = "not-parser-inserted"
	w.fetch(ctx, request, started, func(ctx context.Context, source string, ok bool) {
		complete(ctx, source, ok && (w.terminated || !strict || scope.parses(source)))
	})
}

// fetchModules implements "fetch a worklet/module worker script graph". started is the hook's work on the first response.
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-module-worker-script-tree
func (w *Worker) fetchModules(ctx context.Context, u *weburl.URL, o moduleOptions, started func(context.Context, *fetch.Response) (blocked bool), done func(ctx context.Context, ok, broken bool)) {
	g := &w.scope.global
	g.fetchSingleModule(ctx, u, o, fetch.Referrer{}, true, func(ctx context.Context, r *fetch.Request, cb fetch.Callbacks) {
		process := cb.ProcessResponseConsumeBody
		cb.ProcessResponseConsumeBody = func(ctx context.Context, r *fetch.Response, body []byte, ok bool) {
			if w.terminated {
				return
			}
			if started(ctx, r) {
				r, body, ok = fetch.NetworkError("blocked by the worker's policies"), nil, false
			}
			process(ctx, r, body, ok)
		}
		fetch.Fetch(ctx, r, cb)
	}, func(ctx context.Context, m *moduleScript) {
		g.fetchDescendants(ctx, m, done)
	})
}

// fetch implements "fetch a classic worker script". started is the hook's work on the response.
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-classic-worker-script
func (w *Worker) fetch(ctx context.Context, request *fetch.Request, started func(context.Context, *fetch.Response) (blocked bool), done func(ctx context.Context, source string, ok bool)) {
	ctx, s := spec.Begin(ctx, spec.FetchClassicWorkerScript)
	defer s.End()
	s.Step("1")
	s.Step("2")
	fetch.Fetch(ctx, request, fetch.Callbacks{ProcessResponseConsumeBody: func(ctx context.Context, r *fetch.Response, body []byte, ok bool) {
		if w.terminated {
			return
		}
		if started(ctx, r) {
			r = fetch.NetworkError("blocked by the worker's policies")
		}
		s.Step("2.1")
		r = r.Unfiltered()
		s.Step("2.2")
		if !ok || r.IsNetworkError() || !r.OK() {
			done(ctx, "", false)
			return
		}
		s.Step("2.3")
		mime, known := fetch.MIMETypeOf(r.Header)
		if r.URL() != nil && r.URL().IsHTTP() && !(known && mime.IsJavaScript()) {
			done(ctx, "", false)
			return
		}
		s.Step("2.4")
		s.Step("2.6")
		done(ctx, strings.TrimPrefix(infra.UTF8Decode(body), "\uFEFF"), true)
	}})
}

// Terminate implements terminate().
// https://html.spec.whatwg.org/multipage/workers.html#dom-worker-terminate
func (w *Worker) Terminate(ctx context.Context) {
	if w.terminated {
		return
	}
	ctx, s := spec.Begin(ctx, spec.TerminateWorker)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	w.end(ctx)
	s.Step("4")
	if w.ports != nil {
		w.ports.Empty()
	}
}

// end frees what the worker holds. None of its script is on the stack.
func (w *Worker) end(ctx context.Context) {
	if w.terminated {
		return
	}
	w.terminated = true
	w.ua.workers = slices.DeleteFunc(w.ua.workers, func(o *Worker) bool { return o == w })
	scope := w.scope
	if scope == nil {
		return
	}
	scope.closing = true
	w.ua.Loop.RemoveTasks(scope)
	w.ua.terminateWorkersOf(ctx, scope)
	scope.leaveChannels(ctx)
	scope.Timers.Clear()
	scope.settings.group.Terminate(ctx)
	w.ua.Fetch.Blobs.RemoveEnvironment(&scope.settings)
	if scope.realm == nil {
		return
	}
	agent := scope.realm.Agent
	if len(w.ua.running) == 0 && !scope.paused {
		agent.Close()
		scope.forget()
		return
	}
	// The caller may be deep in callbacks that still look at values of this agent, or the script is paused and has to end first.
	w.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		eventloop.WaitUntil(ctx, func() bool { return !scope.paused })
		agent.Close()
		scope.forget()
	})
}

// terminateWorkersOf takes a global object from the owner sets of workers, and ends those that nobody owns any more.
func (ua *UserAgent) terminateWorkersOf(ctx context.Context, owner GlobalScope) {
	for _, w := range slices.Clone(ua.workers) {
		if !slices.Contains(w.owners, owner) {
			continue
		}
		if w.shared != nil {
			w.shared.leave(owner)
		}
		if others := slices.DeleteFunc(slices.Clone(w.owners), func(o GlobalScope) bool { return o == owner }); len(others) > 0 {
			w.owners = others
			continue
		}
		w.Terminate(ctx)
	}
}

// CloseAgents frees the memory of all script. Nothing may run any more.
func (ua *UserAgent) CloseAgents() {
	for _, a := range ua.agents() {
		a.Close()
	}
}

// uncaught has nobody to tell: an exception of script has gone to the owner by now, and of a rejected
// promise the standard tells nobody but the worker (#notify-about-rejected-promises).
func (w *WorkerGlobalScope) uncaught(*js.Exception) {}
