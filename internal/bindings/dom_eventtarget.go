package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
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
var EventTargetClass = new(js.Class)

func init() {
	*EventTargetClass = js.Class{
		Name:  "EventTarget",
		Brand: func(v any) bool { _, ok := v.(dom.Target); return ok },
		Constructor: func(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
			return r.WrapNew(EventTargetClass, &scriptTarget{}, newTarget), nil
		},
		Methods: []js.Member{
			{Name: "addEventListener", Length: 2, Call: addEventListener},
			{Name: "removeEventListener", Length: 2, Call: removeEventListener},
			{Name: "dispatchEvent", Length: 1, Call: dispatchEvent},
		},
	}
}

// toTarget is the event target of a method call; a call without an object is one on the global.
func toTarget(r *js.Realm, this js.Value) (dom.Target, error) {
	if this.IsNullish() {
		if t, ok := r.Host.(dom.Target); ok {
			return t, nil
		}
	}
	if t, ok := r.Agent.Unwrap(this).(dom.Target); ok {
		return t, nil
	}
	return nil, webidl.TypeErrorf("Illegal invocation")
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
		f, this := callback, wrapTarget(r, e.CurrentTarget)
		if !r.IsFunction(callback) {
			h, err := r.Get(callback, "handleEvent")
			if err != nil {
				return err
			}
			if !r.IsFunction(h) {
				return webidl.TypeErrorf("the listener's handleEvent is not a function")
			}
			f, this = h, callback
		}
		_, err := r.Call(f, this, event)
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

func listenerArgument(r *js.Realm, v js.Value) (*scriptListener, error) {
	if v.IsNullish() {
		return nil, nil
	}
	if !v.IsObject() {
		return nil, webidl.TypeErrorf("the listener is not an object")
	}
	return &scriptListener{ref: r.KeepCallback(v)}, nil
}

func flattenCapture(r *js.Realm, options js.Value) (bool, error) {
	if !options.IsObject() {
		return r.ToBool(options), nil
	}
	v, err := r.Get(options, "capture")
	if err != nil {
		return false, err
	}
	return r.ToBool(v), nil
}

// addEventListener implements addEventListener().
// https://dom.spec.whatwg.org/#dom-eventtarget-addeventlistener
func addEventListener(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	t, err := toTarget(r, this)
	if err != nil {
		return js.Undefined, err
	}
	if err := missingArgs(2, args); err != nil {
		return js.Undefined, err
	}
	l := &dom.Listener{}
	if l.Type, err = r.ToString(args[0]); err != nil {
		return js.Undefined, err
	}
	callback, err := listenerArgument(r, args[1])
	if err != nil {
		return js.Undefined, err
	}
	options := js.Arg(args, 2)
	if l.Capture, err = flattenCapture(r, options); err != nil {
		return js.Undefined, err
	}
	if options.IsObject() {
		if err := listenerOptions(r, options, l); err != nil {
			return js.Undefined, err
		}
	}
	if callback != nil {
		l.Callback = callback
		dom.AddListener(t, l)
	}
	return js.Undefined, nil
}

func listenerOptions(r *js.Realm, options js.Value, l *dom.Listener) error {
	once, err := r.Get(options, "once")
	if err != nil {
		return err
	}
	l.Once = r.ToBool(once)
	passive, err := r.Get(options, "passive")
	if err != nil {
		return err
	}
	if !passive.IsUndefined() {
		b := r.ToBool(passive)
		l.Passive = &b
	}
	signal, err := r.Get(options, "signal")
	if err != nil || signal.IsUndefined() {
		return err
	}
	s, ok := r.Agent.Unwrap(signal).(*dom.AbortSignal)
	if !ok {
		return webidl.TypeErrorf("member signal is not of type 'AbortSignal'")
	}
	l.Signal = s
	return nil
}

// removeEventListener implements removeEventListener().
// https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener
func removeEventListener(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	t, err := toTarget(r, this)
	if err != nil {
		return js.Undefined, err
	}
	if err := missingArgs(2, args); err != nil {
		return js.Undefined, err
	}
	eventType, err := r.ToString(args[0])
	if err != nil {
		return js.Undefined, err
	}
	callback, err := listenerArgument(r, args[1])
	if err != nil {
		return js.Undefined, err
	}
	capture, err := flattenCapture(r, js.Arg(args, 2))
	if err != nil {
		return js.Undefined, err
	}
	if callback != nil {
		dom.RemoveListener(t, eventType, callback, capture)
		callback.ref.Free()
	}
	return js.Undefined, nil
}

// dispatchEvent implements dispatchEvent().
// https://dom.spec.whatwg.org/#dom-eventtarget-dispatchevent
func dispatchEvent(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	t, err := toTarget(r, this)
	if err != nil {
		return js.Undefined, err
	}
	e, ok := r.Agent.Unwrap(js.Arg(args, 0)).(*dom.Event)
	if !ok {
		return js.Undefined, webidl.TypeErrorf("parameter 1 is not of type 'Event'")
	}
	if e.Dispatching || !e.Initialized {
		return js.Undefined, webidl.DOMExceptionf("InvalidStateError", "the event is being dispatched or not initialized")
	}
	e.Trusted = false
	return js.Bool(dom.Dispatch(contextOf(r), t, e)), nil
}
