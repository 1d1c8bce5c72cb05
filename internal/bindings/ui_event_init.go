package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// The operations that initialise events that createEvent() made. While an event is dispatched they convert their arguments and do
// nothing else.

// initArguments are the arguments that follow the type in all of them.
type initArguments struct{ bubbles, cancelable bool }

// initMembers are these arguments and more of them.
func initMembers[A any](at func(a *A) *initArguments, more ...idl.DictionaryMember[A]) []idl.DictionaryMember[A] {
	return append([]idl.DictionaryMember[A]{
		idl.Field("bubbles", idl.Boolean, func(a *A) *bool { return &at(a).bubbles }),
		idl.Field("cancelable", idl.Boolean, func(a *A) *bool { return &at(a).cancelable }),
	}, more...)
}

// initialize sets what all events have, and says whether to go on.
func (a initArguments) initialize(e *dom.Event, name string) bool {
	if e.Dispatching {
		return false
	}
	e.Init(name, a.bubbles, a.cancelable)
	return true
}

// initCustomEvent is initCustomEvent().
// https://dom.spec.whatwg.org/#dom-customevent-initcustomevent
func initCustomEvent() idl.Member {
	return idl.Op4("initCustomEvent", idl.DOMString, flag, flag, idl.Default[any](keptOrNull, nil),
		func(_ idl.Call, e *dom.Event, name string, bubbles, cancelable bool, detail any) (js.Value, error) {
			if (initArguments{bubbles, cancelable}).initialize(e, name) {
				detailOf[dom.CustomDetail](e).Detail = detail
			}
			return js.Undefined, nil
		})
}

// uiArguments are the arguments of the operations of UI events.
type uiArguments struct {
	initArguments
	dom.UIDetail
	related dom.Target
}

func uiArgument[V any](name string, t idl.Type[V], at func(d *dom.UIDetail) *V) idl.DictionaryMember[uiArguments] {
	return idl.Field(name, t, func(a *uiArguments) *V { return at(&a.UIDetail) })
}

// uiWhole is an argument that is a whole number, for what is a double otherwise.
func uiWhole(name string, at func(d *dom.UIDetail) *float64) idl.DictionaryMember[uiArguments] {
	return idl.FieldFunc(name, idl.Long, func(a *uiArguments, v int32) { *at(&a.UIDetail) = float64(v) })
}

// uiInit is an operation that initialises UI events; set takes over what belongs to the interface.
func uiInit(operation string, set func(e *dom.Event, d *dom.UIDetail, a uiArguments), members ...idl.DictionaryMember[uiArguments]) idl.Member {
	view := uiArgument("view", windowType, func(d *dom.UIDetail) *any { return &d.View })
	all := initMembers(func(a *uiArguments) *initArguments { return &a.initArguments }, slices.Insert(members, 0, view)...)
	return idl.OpAll(operation, idl.DOMString, all, func(_ idl.Call, e *dom.Event, name string, a uiArguments) (js.Value, error) {
		if a.initialize(e, name) {
			d := uiDetail(e)
			d.View = a.View
			set(e, d, a)
		}
		return js.Undefined, nil
	})
}

// initUIEvent is initUIEvent().
// https://w3c.github.io/uievents/#dom-uievent-inituievent
func initUIEvent() idl.Member {
	return uiInit("initUIEvent", func(_ *dom.Event, d *dom.UIDetail, a uiArguments) { d.Detail = a.Detail },
		uiArgument("detail", idl.Long, func(d *dom.UIDetail) *int32 { return &d.Detail }))
}

// initMouseEvent is initMouseEvent().
// https://w3c.github.io/uievents/#dom-mouseevent-initmouseevent
func initMouseEvent() idl.Member {
	return uiInit("initMouseEvent", func(e *dom.Event, d *dom.UIDetail, a uiArguments) {
		d.Detail, d.Button, e.RelatedTarget = a.Detail, a.Button, a.related
		d.ScreenX, d.ScreenY, d.ClientX, d.ClientY = a.ScreenX, a.ScreenY, a.ClientX, a.ClientY
		d.CtrlKey, d.AltKey, d.ShiftKey, d.MetaKey = a.CtrlKey, a.AltKey, a.ShiftKey, a.MetaKey
	},
		uiArgument("detail", idl.Long, func(d *dom.UIDetail) *int32 { return &d.Detail }),
		uiWhole("screenX", func(d *dom.UIDetail) *float64 { return &d.ScreenX }),
		uiWhole("screenY", func(d *dom.UIDetail) *float64 { return &d.ScreenY }),
		uiWhole("clientX", func(d *dom.UIDetail) *float64 { return &d.ClientX }),
		uiWhole("clientY", func(d *dom.UIDetail) *float64 { return &d.ClientY }),
		uiArgument("ctrlKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.CtrlKey }),
		uiArgument("altKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.AltKey }),
		uiArgument("shiftKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.ShiftKey }),
		uiArgument("metaKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.MetaKey }),
		uiArgument("button", idl.Short, func(d *dom.UIDetail) *int16 { return &d.Button }),
		idl.Field("relatedTarget", idl.OrNull(eventTargetType), func(a *uiArguments) *dom.Target { return &a.related }),
	)
}

// initKeyboardEvent is initKeyboardEvent().
// https://w3c.github.io/uievents/#dom-keyboardevent-initkeyboardevent
func initKeyboardEvent() idl.Member {
	return uiInit("initKeyboardEvent", func(_ *dom.Event, d *dom.UIDetail, a uiArguments) {
		d.Key, d.Location = a.Key, a.Location
		d.CtrlKey, d.AltKey, d.ShiftKey, d.MetaKey = a.CtrlKey, a.AltKey, a.ShiftKey, a.MetaKey
	},
		uiArgument("key", idl.DOMString, func(d *dom.UIDetail) *string { return &d.Key }),
		uiArgument("location", idl.UnsignedLong, func(d *dom.UIDetail) *uint32 { return &d.Location }),
		uiArgument("ctrlKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.CtrlKey }),
		uiArgument("altKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.AltKey }),
		uiArgument("shiftKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.ShiftKey }),
		uiArgument("metaKey", idl.Boolean, func(d *dom.UIDetail) *bool { return &d.MetaKey }),
	)
}

// initTextual is initCompositionEvent() or initTextEvent().
// https://w3c.github.io/uievents/#dom-compositionevent-initcompositionevent
func initTextual(operation string) idl.Member {
	return uiInit(operation, func(_ *dom.Event, d *dom.UIDetail, a uiArguments) { d.Text = a.Text },
		uiArgument("data", idl.DOMString, func(d *dom.UIDetail) *string { return &d.Text }))
}
