package bindings

import (
	"sync"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// eventGet is a read-only attribute of events.
func eventGet(name string, get func(r *js.Realm, e *dom.Event) js.Value) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		e, ok := r.Agent.Unwrap(this).(*dom.Event)
		if !ok {
			return js.Undefined, webidl.TypeErrorf("Illegal invocation")
		}
		return get(r, e), nil
	}}
}

// eventCall is an operation of events.
func eventCall(name string, length int, f func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error)) js.Member {
	return js.Member{Name: name, Length: length, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		e, ok := r.Agent.Unwrap(this).(*dom.Event)
		if !ok {
			return js.Undefined, webidl.TypeErrorf("Illegal invocation")
		}
		if err := missingArgs(length, args); err != nil {
			return js.Undefined, err
		}
		return f(r, e, args)
	}}
}

// EventClass is Event.
// https://dom.spec.whatwg.org/#interface-event
var EventClass = new(js.Class)

func init() {
	*EventClass = js.Class{
		Name:        "Event",
		Brand:       func(v any) bool { _, ok := v.(*dom.Event); return ok },
		Constructor: eventConstructor("", nil), ConstructorLength: 1,
		Constants: []js.Constant{{Name: "NONE", Value: 0}, {Name: "CAPTURING_PHASE", Value: 1}, {Name: "AT_TARGET", Value: 2}, {Name: "BUBBLING_PHASE", Value: 3}},
		Attrs: []js.Member{
			eventGet("type", func(r *js.Realm, e *dom.Event) js.Value { return r.String(e.Type) }),
			eventGet("target", func(r *js.Realm, e *dom.Event) js.Value { return wrapTarget(r, e.Target) }),
			eventGet("srcElement", func(r *js.Realm, e *dom.Event) js.Value { return wrapTarget(r, e.Target) }),
			eventGet("currentTarget", func(r *js.Realm, e *dom.Event) js.Value { return wrapTarget(r, e.CurrentTarget) }),
			eventGet("eventPhase", func(_ *js.Realm, e *dom.Event) js.Value { return js.Int(int32(e.Phase)) }),
			eventGet("bubbles", func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(e.Bubbles) }),
			eventGet("cancelable", func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(e.Cancelable) }),
			eventGet("composed", func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(e.Composed) }),
			eventGet("defaultPrevented", func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(e.Canceled) }),
			eventGet("timeStamp", func(_ *js.Realm, e *dom.Event) js.Value { return js.Number(e.TimeStamp) }),
			{Name: "isTrusted", Unforgeable: true, Get: eventGet("isTrusted", func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(e.Trusted) }).Get},
			settable(eventGet("returnValue", func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(!e.Canceled) }), func(r *js.Realm, e *dom.Event, v js.Value) error {
				if !r.ToBool(v) {
					e.PreventDefault()
				}
				return nil
			}),
			settable(eventGet("cancelBubble", func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(e.StopPropagation) }), func(r *js.Realm, e *dom.Event, v js.Value) error {
				if r.ToBool(v) {
					e.StopPropagation = true
				}
				return nil
			}),
		},
		Methods: []js.Member{
			eventCall("composedPath", 0, func(r *js.Realm, e *dom.Event, _ []js.Value) (js.Value, error) {
				var list []js.Value
				for _, t := range e.Path() {
					list = append(list, wrapTarget(r, t))
				}
				return r.NewArray(list...), nil
			}),
			eventCall("stopPropagation", 0, func(_ *js.Realm, e *dom.Event, _ []js.Value) (js.Value, error) {
				e.StopPropagation = true
				return js.Undefined, nil
			}),
			eventCall("stopImmediatePropagation", 0, func(_ *js.Realm, e *dom.Event, _ []js.Value) (js.Value, error) {
				e.StopPropagation, e.StopImmediate = true, true
				return js.Undefined, nil
			}),
			eventCall("preventDefault", 0, func(_ *js.Realm, e *dom.Event, _ []js.Value) (js.Value, error) {
				e.PreventDefault()
				return js.Undefined, nil
			}),
			eventCall("initEvent", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
				name, err := r.ToString(args[0])
				if err == nil {
					e.Init(name, r.ToBool(js.Arg(args, 1)), r.ToBool(js.Arg(args, 2)))
				}
				return js.Undefined, err
			}),
		},
	}
}

// settable adds a setter to an attribute of events.
func settable(m js.Member, set func(r *js.Realm, e *dom.Event, v js.Value) error) js.Member {
	m.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		e, ok := r.Agent.Unwrap(this).(*dom.Event)
		if !ok {
			return js.Undefined, webidl.TypeErrorf("Illegal invocation")
		}
		return js.Undefined, set(r, e, js.Arg(args, 0))
	}
	return m
}

// eventConstructor makes the constructor of an event interface; read fills the detail from the
// init dictionary.
// https://dom.spec.whatwg.org/#constructing-events
func eventConstructor(name string, read func(r *js.Realm, init js.Value, e *dom.Event) error) func(*js.Realm, js.Value, []js.Value) (js.Value, error) {
	return func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(1, args); err != nil {
			return js.Undefined, err
		}
		eventType, err := r.ToString(args[0])
		if err != nil {
			return js.Undefined, err
		}
		init := js.Arg(args, 1)
		if err := dictionary(init); err != nil {
			return js.Undefined, err
		}
		e := dom.NewEvent(eventType)
		e.Interface = name
		if w := globalIn(r); w != nil {
			e.TimeStamp = w.Now()
		}
		for i, to := range []*bool{&e.Bubbles, &e.Cancelable, &e.Composed} {
			if *to, err = boolMember(r, init, []string{"bubbles", "cancelable", "composed"}[i]); err != nil {
				return js.Undefined, err
			}
		}
		if read != nil {
			if err := read(r, init, e); err != nil {
				return js.Undefined, err
			}
		}
		return r.WrapNew(eventClassOf(e), e, newTarget), nil
	}
}

// eventClasses are the event interfaces by name.
var eventClasses = sync.OnceValue(func() map[string]*js.Class {
	m := map[string]*js.Class{"": EventClass}
	for _, c := range eventInterfaces() {
		m[c.Name] = c
	}
	return m
})

// eventClassOf is the interface of an event.
func eventClassOf(e *dom.Event) *js.Class {
	if c := eventClasses()[e.Interface]; c != nil {
		return c
	}
	return EventClass
}

// wrapEvent is the object of an event.
// An event that the user agent fires belongs to the realm of its target.
// https://dom.spec.whatwg.org/#concept-event-create
func wrapEvent(r *js.Realm, e *dom.Event) js.Value {
	if v, ok := r.Agent.Wrapper(e); ok {
		return v
	}
	return realmOfTarget(r, e.Target).Wrap(eventClassOf(e), e)
}

// realmOfTarget is the relevant realm of an event target, r where there is none.
func realmOfTarget(r *js.Realm, t dom.Target) *js.Realm {
	var own *js.Realm
	switch t := dom.Canonical(t).(type) {
	case nil:
	case *dom.Node:
		own = RealmOfDocument(t.OwnerDocument)
	case navigation.GlobalScope:
		own = t.Realm()
	default:
		if v, ok := r.Agent.Wrapper(t); ok {
			own = r.Agent.RealmOf(v)
		}
	}
	if own == nil || own.Agent != r.Agent {
		return r
	}
	return own
}
