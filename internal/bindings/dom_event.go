package bindings

import (
	"sync"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// EventClass is Event.
// https://dom.spec.whatwg.org/#interface-event
var EventClass = &js.Class{Name: "Event", Exposed: everywhere}

func init() {
	idl.Define(EventClass,
		eventConstructor("", nil, eventInit),
		idl.Const("NONE", 0), idl.Const("CAPTURING_PHASE", 1), idl.Const("AT_TARGET", 2), idl.Const("BUBBLING_PHASE", 3),
		idl.Get("type", idl.DOMString, func(e *dom.Event) string { return e.Type }),
		idl.Get("target", eventTargetType, func(e *dom.Event) dom.Target { return e.Target }),
		idl.Get("srcElement", eventTargetType, func(e *dom.Event) dom.Target { return e.Target }),
		idl.Get("currentTarget", eventTargetType, func(e *dom.Event) dom.Target { return e.CurrentTarget }),
		idl.Get("eventPhase", idl.UnsignedShort, func(e *dom.Event) uint16 { return uint16(e.Phase) }),
		idl.Get("bubbles", idl.Boolean, func(e *dom.Event) bool { return e.Bubbles }),
		idl.Get("cancelable", idl.Boolean, func(e *dom.Event) bool { return e.Cancelable }),
		idl.Get("composed", idl.Boolean, func(e *dom.Event) bool { return e.Composed }),
		idl.Get("defaultPrevented", idl.Boolean, func(e *dom.Event) bool { return e.Canceled }),
		idl.Get("timeStamp", idl.Double, func(e *dom.Event) float64 { return e.TimeStamp }),
		idl.Get("isTrusted", idl.Boolean, func(e *dom.Event) bool { return e.Trusted }).Unforgeable(),
		idl.Get("returnValue", idl.Boolean, func(e *dom.Event) bool { return !e.Canceled }).Set(func(_ idl.Call, e *dom.Event, v bool) error {
			if !v {
				e.PreventDefault()
			}
			return nil
		}),
		idl.Get("cancelBubble", idl.Boolean, func(e *dom.Event) bool { return e.StopPropagation }).Set(func(_ idl.Call, e *dom.Event, v bool) error {
			e.StopPropagation = e.StopPropagation || v
			return nil
		}),
		idl.Op0("composedPath", func(c idl.Call, e *dom.Event) (js.Value, error) {
			return idl.Sequence(eventTargetType).To(c.Realm, e.Path()), nil
		}),
		idl.Op0("stopPropagation", func(_ idl.Call, e *dom.Event) (js.Value, error) {
			e.StopPropagation = true
			return js.Undefined, nil
		}),
		idl.Op0("stopImmediatePropagation", func(_ idl.Call, e *dom.Event) (js.Value, error) {
			e.StopPropagation, e.StopImmediate = true, true
			return js.Undefined, nil
		}),
		idl.Op0("preventDefault", func(_ idl.Call, e *dom.Event) (js.Value, error) {
			e.PreventDefault()
			return js.Undefined, nil
		}),
		idl.Op3("initEvent", idl.DOMString, flag, flag, func(_ idl.Call, e *dom.Event, name string, bubbles, cancelable bool) (js.Value, error) {
			e.Init(name, bubbles, cancelable)
			return js.Undefined, nil
		}),
	)
}

// eventInit is EventInit.
// https://dom.spec.whatwg.org/#dictdef-eventinit
var eventInit = idl.Dict("EventInit",
	idl.Field("bubbles", idl.Boolean, func(e *dom.Event) *bool { return &e.Bubbles }),
	idl.Field("cancelable", idl.Boolean, func(e *dom.Event) *bool { return &e.Cancelable }),
	idl.Field("composed", idl.Boolean, func(e *dom.Event) *bool { return &e.Composed }),
)

// eventConstructor is the constructor of an event interface; detail makes what belongs to that interface alone.
// https://dom.spec.whatwg.org/#constructing-events
func eventConstructor(name string, detail func(r *js.Realm, e *dom.Event) any, init idl.Dictionary[dom.Event]) idl.Member {
	dictionary := init.Into(func(r *js.Realm) *dom.Event {
		e := &dom.Event{Interface: name}
		if detail != nil {
			e.Detail = detail(r, e)
		}
		return e
	})
	return idl.New2(idl.DOMString, dictionary, func(c idl.Call, eventType string, e *dom.Event) (js.Value, error) {
		e.Type, e.Initialized = eventType, true
		if w := globalIn(c.Realm); w != nil {
			e.TimeStamp = w.Now()
		}
		return c.New(eventClassOf(e), e), nil
	})
}

// An eventMember is an attribute of an event interface, a member of its dictionary, or both.
type eventMember struct {
	idl.Member // the attribute
	field      *idl.DictionaryMember[dom.Event]
}

// inDetail leads to a field of an event's detail.
func inDetail[D, V any](at func(d *D) *V) func(e *dom.Event) *V {
	return func(e *dom.Event) *V { return at(detailOf[D](e)) }
}

// detail is an attribute and the dictionary member of the same name and type.
func detail[D, V any](name string, t idl.Type[V], at func(d *D) *V) eventMember {
	return eventMember{detailGet(name, t, func(d *D) V { return *at(d) }), detailField(name, t, at).field}
}

// detailGet is an attribute alone.
func detailGet[D, V any](name string, t idl.Type[V], get func(d *D) V) eventMember {
	return eventMember{Member: idl.Get(name, t, func(e *dom.Event) V { return get(detailOf[D](e)) })}
}

// detailField is a dictionary member alone.
func detailField[D, V any](name string, t idl.Type[V], at func(d *D) *V) eventMember {
	f := idl.Field(name, t, inDetail(at))
	return eventMember{idl.Mixin{}, &f}
}

// required makes the dictionary member a required one.
func (m eventMember) required() eventMember {
	f := m.field.Required()
	m.field = &f
	return m
}

// dictionaryMembers are the members of a dictionary among those of an interface.
func dictionaryMembers(members []idl.Member) []idl.DictionaryMember[dom.Event] {
	var list []idl.DictionaryMember[dom.Event]
	for _, m := range members {
		if m, ok := m.(eventMember); ok && m.field != nil {
			list = append(list, *m.field)
		}
	}
	return list
}

// defineEvent declares an event interface whose objects have a D, and its dictionary, which inherits from parent.
func defineEvent[D any](c *js.Class, parent idl.Dictionary[dom.Event], members ...idl.Member) idl.Dictionary[dom.Event] {
	init := parent.Extend(c.Name+"Init", dictionaryMembers(members)...)
	idl.Define(c, append(members, eventConstructor(c.Name, func(*js.Realm, *dom.Event) any { return new(D) }, init))...)
	return init
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
