package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// sharedWorker is what a shared worker has beside a dedicated one; see docs/decisions/0051.
// https://html.spec.whatwg.org/multipage/workers.html#shared-workers-and-the-sharedworkerglobalscope-interface
type sharedWorker struct {
	worker        *Worker
	storageKey    sharedWorkerKey
	url           *weburl.URL   // workers.html#concept-sharedworkerglobalscope-constructor-url
	options       WorkerOptions // with …#concept-sharedworkerglobalscope-credentials and …-extended-lifetime
	secureContext bool
	running       bool                 // the script has run: connect events may be fired
	waiting       []SharedWorkerClient // for that, oldest first
}

// sharedWorkerKey is a storage key for non-storage purposes: origin and top-level site.
// https://storage.spec.whatwg.org/#obtain-a-storage-key-for-non-storage-purposes
type sharedWorkerKey struct {
	origin       weburl.Origin
	topLevelSite string
}

func (k sharedWorkerKey) equals(o sharedWorkerKey) bool {
	return weburl.SameOrigin(k.origin, o.origin) && k.topLevelSite == o.topLevelSite
}

// A SharedWorkerClient is a SharedWorker object with the outer end of its channel.
type SharedWorkerClient interface {
	// Global is the relevant global object.
	Global() GlobalScope
	// Object is the SharedWorker object.
	Object() dom.Target
	// Connect gives the inner end of the channel to the worker and fires connect there; it runs in a task of the scope.
	Connect(ctx context.Context, w *WorkerGlobalScope)
}

// ConnectSharedWorker is the end of the constructor, whose frame is s: what it enqueues to the shared worker manager. It finds the worker
// or starts one.
// https://html.spec.whatwg.org/multipage/workers.html#dom-sharedworker
func ConnectSharedWorker(ctx context.Context, s *spec.Frame, client SharedWorkerClient, u *weburl.URL, o WorkerOptions) {
	owner := client.Global()
	ua, outside := owner.UserAgent(), owner.FetchClient()
	s.Step("8")
	secure := owner.SecureContext()
	s.Step("9")
	key := sharedWorkerKey{outside.Origin(), outside.TopLevelSite()}
	s.Step("10")
	s.Step("11")
	ua.Loop.InParallel(ctx, func(ctx context.Context) {
		if !owner.FullyActive() {
			return
		}
		refuse := func(step string) {
			s.Step(step)
			owner.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) { dom.Fire(ctx, client.Object(), "error") })
		}
		s.Step("11.1")
		s.Step("11.2")
		found := ua.sharedWorker(key, u, o.Name)
		s.Step("11.3")
		if found == nil {
			s.Step("11.6")
			w := &Worker{ua: ua, owners: []GlobalScope{owner}}
			w.shared = &sharedWorker{worker: w, storageKey: key, url: u, options: o, secureContext: secure, waiting: []SharedWorkerClient{client}}
			if len(ua.workers) >= maxWorkers {
				w.fail(ctx)
				return
			}
			ua.workers = append(ua.workers, w)
			w.run(ctx, u, o)
			return
		}
		s.Step("11.4")
		if found.options != o {
			refuse("11.4.1")
			s.Step("11.4.2")
			return
		}
		s.Step("11.5.1")
		s.Step("11.5.2")
		s.Step("11.5.3")
		if found.secureContext != secure {
			refuse("11.5.3.1")
			s.Step("11.5.3.2")
			return
		}
		s.Step("11.5.4")
		s.Step("11.5.5")
		s.Step("11.5.6")
		s.Step("11.5.7")
		found.connect(ctx, client)
		s.Step("11.5.8")
		if !slices.Contains(found.worker.owners, owner) {
			found.worker.owners = append(found.worker.owners, owner)
		}
	})
}

// sharedWorker finds a shared worker by storage key, constructor URL and name: step 11.2 of the constructor.
func (ua *UserAgent) sharedWorker(key sharedWorkerKey, u *weburl.URL, name string) *sharedWorker {
	for _, w := range ua.workers {
		if s := w.shared; s != nil && s.storageKey.equals(key) && (w.scope == nil || !w.scope.closing) &&
			s.url.Href() == u.Href() && s.options.Name == name {
			return s
		}
	}
	return nil
}

// connect queues the connect event of a client. Before the worker's script has run, that waits: its event loop does not run yet.
func (s *sharedWorker) connect(ctx context.Context, client SharedWorkerClient) {
	if !s.running {
		s.waiting = append(s.waiting, client)
		return
	}
	scope := s.worker.scope
	scope.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) { client.Connect(ctx, scope) })
}

// started connects those that waited for the script.
func (s *sharedWorker) started(ctx context.Context) {
	waiting := s.waiting
	s.running, s.waiting = true, nil
	for _, c := range waiting {
		s.connect(ctx, c)
	}
}

// fail fires error at everyone who waits for a script that does not come. The standard knows of the first only.
func (s *sharedWorker) fail(ctx context.Context) {
	waiting := s.waiting
	s.waiting = nil
	for _, c := range waiting {
		c.Global().QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) { dom.Fire(ctx, c.Object(), "error") })
	}
}

// leave forgets the clients of an owner that goes.
func (s *sharedWorker) leave(owner GlobalScope) {
	s.waiting = slices.DeleteFunc(s.waiting, func(c SharedWorkerClient) bool { return c.Global() == owner })
}
