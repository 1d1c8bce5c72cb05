package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// workerObject is the Go value of a Worker object.
type workerObject struct {
	scriptTarget
	worker *navigation.Worker
	port   *messagePort // the outside port
}

// workerClass is Worker.
// https://html.spec.whatwg.org/multipage/workers.html#dedicated-workers-and-the-worker-interface
var workerClass = &js.Class{Name: "Worker", Parent: EventTargetClass, Exposed: everywhere}

func init() {
	idl.Define(workerClass,
		idl.New2(idl.USVString, workerOptions.Type(), newWorker),
		idl.Op0("terminate", func(c idl.Call, w *workerObject) (js.Value, error) {
			w.worker.Terminate(c.Context())
			return js.Undefined, nil
		}),
		portPostMessage(func(w *workerObject) *messagePort { return w.port }),
		handlers("message", "messageerror", "error"),
	)
}

// The dictionaries of workers.
// https://html.spec.whatwg.org/multipage/workers.html#workeroptions
var (
	credentialsType = idl.Enum("RequestCredentials", "omit", "same-origin", "include")
	workerOptions   = idl.Dict("WorkerOptions",
		idl.Field("type", idl.Default(idl.Enum("WorkerType", "classic", "module"), "classic"), func(o *navigation.WorkerOptions) *string { return &o.Type }),
		idl.Field("credentials", idl.Default(credentialsType, "same-origin"), func(o *navigation.WorkerOptions) *string { return &o.Credentials }),
		idl.Field("name", idl.DOMString, func(o *navigation.WorkerOptions) *string { return &o.Name }),
	)
	sharedWorkerOptions = workerOptions.Extend("SharedWorkerOptions",
		idl.Field("extendedLifetime", idl.Boolean, func(o *navigation.WorkerOptions) *bool { return &o.ExtendedLifetime }))
)

// newWorker implements the constructor.
// https://html.spec.whatwg.org/multipage/workers.html#dom-worker
func newWorker(call idl.Call, address string, options navigation.WorkerOptions) (js.Value, error) {
	owner := globalIn(call.Realm)
	ctx, s := spec.Begin(call.Context(), spec.NewWorker, address)
	defer s.End()
	s.Step("2")
	s.Step("3")
	u, err := weburl.ParseBase(address, owner.BaseURL())
	if err != nil {
		s.Step("4")
		return js.Undefined, webidl.DOMExceptionf("SyntaxError", "'%s' is not a valid URL.", address)
	}
	owner.UserAgent().Fetch.Blobs.Resolve(u) // the entry may be revoked before the fetch
	s.Step("5")
	object := &workerObject{}
	ports := &workerPorts{outside: &messagePort{global: owner}, inside: &messagePort{}}
	s.AdHoc("5", "the ends are joined now, so that what is posted before the script is there waits for it; see docs/decisions/0024")
	ports.outside.entangled, ports.inside.entangled = ports.inside, ports.outside
	s.Step("6")
	ports.outside.target = object
	s.Step("7")
	object.port = ports.outside
	s.Step("8")
	s.Step("9")
	s.Step("9.1")
	object.worker = navigation.NewWorker(ctx, owner, object, u, options, ports)
	return call.New(workerClass, object), nil
}

// workerPorts implements navigation.WorkerPorts.
type workerPorts struct{ outside, inside *messagePort }

func (p *workerPorts) Attach(w *navigation.WorkerGlobalScope) {
	p.inside.global, p.inside.target = w, w
	w.Slot("port", func() any { return p.inside })
}

func (p *workerPorts) EnableOutside(ctx context.Context) {
	p.outside.enable(ctx)
}

func (p *workerPorts) EnableInside(ctx context.Context) {
	p.inside.enable(ctx)
}

func (p *workerPorts) Empty() {
	p.outside.queue, p.outside.detached = nil, true
	p.outside.entangled, p.inside.entangled = nil, nil
}
