package bindings

import (
	"context"

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
var workerClass = new(js.Class)

func init() {
	*workerClass = js.Class{
		Name: "Worker", Parent: EventTargetClass, ConstructorLength: 1, Constructor: newWorker,
		Attrs: handlerMembers("message", "messageerror", "error"),
		Methods: []js.Member{
			{Name: "terminate", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				r.Agent.Unwrap(this).(*workerObject).worker.Terminate(contextOf(r))
				return js.Undefined, nil
			}},
			{Name: "postMessage", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				return js.Undefined, r.Agent.Unwrap(this).(*workerObject).port.post(r, args)
			}},
		},
	}
}

// newWorker implements the constructor.
// https://html.spec.whatwg.org/multipage/workers.html#dom-worker
func newWorker(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	address, err := r.ToUSVString(args[0])
	if err != nil {
		return js.Undefined, err
	}
	options, err := workerOptions(r, js.Arg(args, 1))
	if err != nil {
		return js.Undefined, err
	}
	owner := globalIn(r)
	ctx, s := spec.Begin(contextOf(r), spec.NewWorker, address)
	defer s.End()
	s.Step("2")
	s.Step("3")
	u, err := weburl.ParseBase(address, owner.BaseURL())
	if err != nil {
		s.Step("4")
		return js.Undefined, webidl.DOMExceptionf("SyntaxError", "Failed to construct 'Worker': '%s' is not a valid URL.", address)
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
	return r.WrapNew(workerClass, object, newTarget), nil
}

// workerOptions converts the dictionary, member by member in their order.
func workerOptions(r *js.Realm, init js.Value) (o navigation.WorkerOptions, err error) {
	o = navigation.WorkerOptions{Type: "classic", Credentials: "same-origin"}
	if err := dictionary(init); err != nil {
		return o, err
	}
	if text, ok, err := stringMember(r, init, "credentials"); err != nil {
		return o, err
	} else if ok {
		if text != "omit" && text != "same-origin" && text != "include" {
			return o, webidl.TypeErrorf("The provided value '%s' is not a valid enum value of type RequestCredentials.", text)
		}
		o.Credentials = text
	}
	if o.Name, _, err = stringMember(r, init, "name"); err != nil {
		return o, err
	}
	if text, ok, err := stringMember(r, init, "type"); err != nil {
		return o, err
	} else if ok {
		if text != "classic" && text != "module" {
			return o, webidl.TypeErrorf("The provided value '%s' is not a valid enum value of type WorkerType.", text)
		}
		o.Type = text
	}
	return o, nil
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
