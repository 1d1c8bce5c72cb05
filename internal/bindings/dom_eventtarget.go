package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// scriptTarget is what new EventTarget() makes.
type scriptTarget struct{ events dom.EventTarget }

// EventTarget returns the listeners.
func (t *scriptTarget) EventTarget() *dom.EventTarget { return &t.events }

// EventParent is nil.
func (t *scriptTarget) EventParent(*dom.Event) dom.Target { return nil }

// EventTargetClass is the interface EventTarget.
// https://dom.spec.whatwg.org/#interface-eventtarget
var EventTargetClass = &js.Class{Name: "EventTarget", Exposed: everywhere}

func init() {
	callback := idl.OrNull(idl.CallbackInterface)
	idl.Define(EventTargetClass,
		idl.New0(func(c idl.Call) (js.Value, error) { return c.New(EventTargetClass, &scriptTarget{}), nil }),
		// https://dom.spec.whatwg.org/#dom-eventtarget-addeventlistener
		idl.Op3("addEventListener", idl.DOMString, callback, listenerOptionsOr(addListenerOptions),
			func(c idl.Call, t dom.Target, eventType string, callback js.Value, options any) (js.Value, error) {
				l := flatten(options)
				if callback.IsObject() {
					l.Type, l.Callback = eventType, &scriptListener{ref: c.Realm.KeepCallback(callback)}
					dom.AddListener(t, &l)
				}
				return js.Undefined, nil
			}),
		// https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener
		idl.Op3("removeEventListener", idl.DOMString, callback, listenerOptionsOr(listenerOptions),
			func(c idl.Call, t dom.Target, eventType string, callback js.Value, options any) (js.Value, error) {
				if callback.IsObject() {
					l := &scriptListener{ref: c.Realm.KeepCallback(callback)}
					dom.RemoveListener(t, eventType, l, flatten(options).Capture)
					l.ref.Free()
				}
				return js.Undefined, nil
			}),
		// https://dom.spec.whatwg.org/#dom-eventtarget-dispatchevent
		idl.Op1("dispatchEvent", eventObjectType, func(c idl.Call, t dom.Target, e *dom.Event) (js.Value, error) {
			if e.Dispatching || !e.Initialized {
				return js.Undefined, webidl.DOMExceptionf("InvalidStateError", "The event is already being dispatched.")
			}
			e.Trusted = false
			return js.Bool(dom.Dispatch(c.Context(), t, e)), nil
		}),
	)
}

// The dictionaries of listeners.
// https://dom.spec.whatwg.org/#dictdef-eventlisteneroptions
var (
	listenerOptions    = idl.Dict("EventListenerOptions", idl.Field("capture", idl.Boolean, func(l *dom.Listener) *bool { return &l.Capture }))
	addListenerOptions = listenerOptions.Extend("AddEventListenerOptions",
		idl.Field("once", idl.Boolean, func(l *dom.Listener) *bool { return &l.Once }),
		idl.Field("passive", idl.Optional(idl.Boolean), func(l *dom.Listener) **bool { return &l.Passive }),
		idl.Field("signal", signalType, func(l *dom.Listener) **dom.AbortSignal { return &l.Signal }),
	)
)

// listenerOptionsOr is a dictionary of listeners or a boolean.
func listenerOptionsOr(d idl.Dictionary[dom.Listener]) idl.Type[any] {
	return idl.Trailing(idl.Union(d.Name, d.Type(), idl.Boolean))
}

// flatten implements "flatten more options".
// https://dom.spec.whatwg.org/#event-flatten-more
func flatten(options any) dom.Listener {
	if capture, ok := options.(bool); ok {
		return dom.Listener{Capture: capture}
	}
	return options.(dom.Listener)
}

// A scriptListener is a listener's callback: a function, or an object with handleEvent.
type scriptListener struct{ ref *js.Ref }

// Same compares the objects.
func (l *scriptListener) Same(other dom.Callback) bool {
	o, ok := other.(*scriptListener)
	if !ok {
		return false
	}
	r := l.ref.Realm()
	if r == nil {
		return false
	}
	defer r.Agent.Scope()()
	return r.Same(l.ref.Value(), o.ref.Value())
}

// Invoke calls the function, or the object's handleEvent looked up at this moment.
func (l *scriptListener) Invoke(ctx context.Context, e *dom.Event) {
	invokeListener(ctx, l.ref, e, func(_ context.Context, r *js.Realm, callback js.Value) error {
		event := wrapEvent(r, e)
		_, err := idl.CallUserObject(r, callback, "handleEvent", wrapTarget(r, e.CurrentTarget), event)
		return err
	})
}

// currentEvent sets a window's current event; the result puts the old one back.
// https://dom.spec.whatwg.org/#window-current-event
func currentEvent(r *js.Realm, e *dom.Event) (restore func()) {
	w, ok := r.Host.(interface {
		SetCurrentEvent(e *dom.Event) (old *dom.Event)
	})
	if !ok || e.InShadow() {
		return func() {} // a shadow tree is nobody's business outside
	}
	old := w.SetCurrentEvent(e)
	return func() { w.SetCurrentEvent(old) }
}
