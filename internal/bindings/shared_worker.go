package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
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
	sharedWorkerClass = &js.Class{Name: "SharedWorker", Parent: EventTargetClass}
	// sharedWorkerGlobalScopeClass is SharedWorkerGlobalScope.
	// https://html.spec.whatwg.org/multipage/workers.html#shared-workers-and-the-sharedworkerglobalscope-interface
	sharedWorkerGlobalScopeClass = &js.Class{Name: "SharedWorkerGlobalScope", Parent: workerGlobalScopeClass, Global: true, Exposed: []string{"SharedWorker"}}
)

func init() {
	idl.Define(sharedWorkerClass,
		idl.New2(idl.USVString, idl.Trailing(idl.Union("SharedWorkerOptions", idl.DOMString, sharedWorkerOptions.Type())), newSharedWorker),
		idl.Get("port", messagePortType, func(w *sharedWorkerObject) *messagePort { return w.port }),
		handlers("error"),
	)
	idl.Define(sharedWorkerGlobalScopeClass, scopeMembers(), handlers("connect"))
}

// newSharedWorker implements the constructor.
// https://html.spec.whatwg.org/multipage/workers.html#dom-sharedworker
func newSharedWorker(call idl.Call, address string, given any) (js.Value, error) {
	options, ok := given.(navigation.WorkerOptions)
	if !ok {
		options = navigation.WorkerOptions{Type: "classic", Credentials: "same-origin", Name: given.(string)}
	}
	r := call.Realm
	owner := globalIn(r)
	ctx, s := spec.Begin(call.Context(), spec.NewSharedWorker, address)
	defer s.End()
	s.Step("2")
	s.Step("3")
	if owner.Origin().IsOpaque() {
		s.AdHoc("9", "there is no storage key; the standard does not say what follows, browsers agree on this")
		return js.Undefined, webidl.DOMExceptionf("SecurityError", "Access to shared workers is denied in a document with origin 'null'.")
	}
	s.Step("4")
	u, err := weburl.ParseBase(address, owner.BaseURL())
	if err != nil {
		s.Step("5")
		return js.Undefined, webidl.DOMExceptionf("SyntaxError", "'%s' is not a valid URL.", address)
	}
	owner.UserAgent().Fetch.Blobs.Resolve(u) // the entry may be revoked before the fetch
	s.Step("6")
	s.Step("7")
	object := &sharedWorkerObject{owner: owner, port: (&messagePort{}).own(owner), inside: &messagePort{}}
	s.AdHoc("6", "the ends are joined now, so that what is posted before the script is there waits for it; see docs/decisions/0024")
	object.port.entangled, object.inside.entangled = object.inside, object.port
	value := call.New(sharedWorkerClass, object)
	navigation.ConnectSharedWorker(ctx, s, object, u, options)
	return value, nil
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
