package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// sharedWorkerObject is the Go value of a SharedWorker object; it is its own navigation.SharedWorkerClient.
type sharedWorkerObject struct {
	scriptTarget
	owner  navigation.GlobalScope
	port   *messagePort // the outside port
	inside *messagePort
}

var (
	// sharedWorkerClass is SharedWorker.
	// https://html.spec.whatwg.org/multipage/workers.html#shared-workers-and-the-sharedworker-interface
	sharedWorkerClass = new(js.Class)
	// sharedWorkerGlobalScopeClass is SharedWorkerGlobalScope.
	// https://html.spec.whatwg.org/multipage/workers.html#shared-workers-and-the-sharedworkerglobalscope-interface
	sharedWorkerGlobalScopeClass = new(js.Class)
)

func init() {
	*sharedWorkerClass = js.Class{
		Name: "SharedWorker", Parent: EventTargetClass, ConstructorLength: 1, Constructor: newSharedWorker,
		Attrs: append([]js.Member{{Name: "port", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.Wrap(messagePortClass, r.Agent.Unwrap(this).(*sharedWorkerObject).port), nil
		}}}, handlerMembers("error")...),
	}
	*sharedWorkerGlobalScopeClass = js.Class{
		Name: "SharedWorkerGlobalScope", Parent: workerGlobalScopeClass, Global: true,
		Attrs: append([]js.Member{{Name: "name", Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.String(scopeOf(r, this).Name()), nil
		}}}, handlerMembers("connect")...),
		Methods: []js.Member{{Name: "close", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			scopeOf(r, this).Close(contextOf(r))
			return js.Undefined, nil
		}}},
	}
}

// newSharedWorker implements the constructor.
// https://html.spec.whatwg.org/multipage/workers.html#dom-sharedworker
func newSharedWorker(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	address, err := r.ToUSVString(args[0])
	if err != nil {
		return js.Undefined, err
	}
	options, err := sharedWorkerOptions(r, js.Arg(args, 1))
	if err != nil {
		return js.Undefined, err
	}
	owner := globalIn(r)
	ctx, s := spec.Begin(contextOf(r), spec.NewSharedWorker, address)
	defer s.End()
	s.Step("2")
	s.Step("3")
	if owner.Origin().IsOpaque() {
		s.AdHoc("9", "there is no storage key; the standard does not say what follows, browsers agree on this")
		return js.Undefined, webidl.DOMExceptionf("SecurityError", "Failed to construct 'SharedWorker': Access to shared workers is denied in a document with origin 'null'.")
	}
	s.Step("4")
	u, err := weburl.ParseBase(address, owner.BaseURL())
	if err != nil {
		s.Step("5")
		return js.Undefined, webidl.DOMExceptionf("SyntaxError", "Failed to construct 'SharedWorker': '%s' is not a valid URL.", address)
	}
	owner.UserAgent().Fetch.Blobs.Resolve(u) // the entry may be revoked before the fetch
	s.Step("6")
	s.Step("7")
	object := &sharedWorkerObject{owner: owner, port: (&messagePort{}).own(owner), inside: &messagePort{}}
	s.AdHoc("6", "the ends are joined now, so that what is posted before the script is there waits for it; see docs/decisions/0024")
	object.port.entangled, object.inside.entangled = object.inside, object.port
	value := r.WrapNew(sharedWorkerClass, object, newTarget)
	navigation.ConnectSharedWorker(ctx, s, object, u, options)
	return value, nil
}

// sharedWorkerOptions converts what the constructor may be given: a name, or the dictionary.
func sharedWorkerOptions(r *js.Realm, init js.Value) (o navigation.WorkerOptions, err error) {
	if !init.IsNullish() && !init.IsObject() {
		o = navigation.WorkerOptions{Type: "classic", Credentials: "same-origin"}
		o.Name, err = r.ToString(init)
		return o, err
	}
	if o, err = workerOptions(r, init); err == nil && init.IsObject() {
		o.ExtendedLifetime, err = boolMember(r, init, "extendedLifetime")
	}
	return o, err
}

// Global implements navigation.SharedWorkerClient.
func (o *sharedWorkerObject) Global() navigation.GlobalScope { return o.owner }

// Object implements navigation.SharedWorkerClient.
func (o *sharedWorkerObject) Object() dom.Target { return o }

// Connect implements navigation.SharedWorkerClient.
func (o *sharedWorkerObject) Connect(ctx context.Context, w *navigation.WorkerGlobalScope) {
	r := w.Realm()
	defer r.Agent.Scope()()
	o.inside.own(w)
	port := r.Wrap(messagePortClass, o.inside)
	detail := &dom.MessageDetail{Data: r.KeepMember(r.String("")), Ports: r.KeepMember(r.NewFrozenArray(port)), Source: r.KeepMember(port)}
	dom.Fire(ctx, w, "connect", func(e *dom.Event) {
		e.Interface = "MessageEvent"
		e.Detail = detail
	})
}
