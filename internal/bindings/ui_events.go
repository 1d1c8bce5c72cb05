package bindings

import (
	"math"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// The interfaces of UI Events and of the standards that add to them.
// https://w3c.github.io/uievents/
// https://w3c.github.io/pointerevents/
var (
	UIEventClass          = &js.Class{Name: "UIEvent", Parent: EventClass}
	FocusEventClass       = &js.Class{Name: "FocusEvent", Parent: UIEventClass}
	MouseEventClass       = &js.Class{Name: "MouseEvent", Parent: UIEventClass}
	WheelEventClass       = &js.Class{Name: "WheelEvent", Parent: MouseEventClass}
	PointerEventClass     = &js.Class{Name: "PointerEvent", Parent: MouseEventClass}
	DragEventClass        = &js.Class{Name: "DragEvent", Parent: MouseEventClass}
	KeyboardEventClass    = &js.Class{Name: "KeyboardEvent", Parent: UIEventClass}
	InputEventClass       = &js.Class{Name: "InputEvent", Parent: UIEventClass}
	CompositionEventClass = &js.Class{Name: "CompositionEvent", Parent: UIEventClass}
	TextEventClass        = &js.Class{Name: "TextEvent", Parent: UIEventClass}
)

// uiEventInterfaces lists them, parents first.
func uiEventInterfaces() []*js.Class {
	return []*js.Class{
		UIEventClass, FocusEventClass, MouseEventClass, WheelEventClass, PointerEventClass, DragEventClass, KeyboardEventClass,
		InputEventClass, CompositionEventClass, TextEventClass,
	}
}

func uiDetail(e *dom.Event) *dom.UIDetail { return detailOf[dom.UIDetail](e) }

// The kinds of member, by their types.

func uiBool(name string, at func(d *dom.UIDetail) *bool) eventMember {
	return detail(name, idl.Boolean, at)
}
func uiText(name string, at func(d *dom.UIDetail) *string) eventMember {
	return detail(name, idl.DOMString, at)
}
func uiLong(name string, at func(d *dom.UIDetail) *int32) eventMember {
	return detail(name, idl.Long, at)
}
func uiUnsigned(name string, at func(d *dom.UIDetail) *uint32) eventMember {
	return detail(name, idl.UnsignedLong, at)
}
func uiDouble(name string, at func(d *dom.UIDetail) *float64) eventMember {
	return detail(name, idl.Double, at)
}

// uiCoordinate is a double that events other than those of pointers show whole, under further names of attributes, too.
// Nothing is laid out or scrolled, so all coordinates are those of the viewport.
func uiCoordinate(at func(d *dom.UIDetail) *float64, name string, others ...string) []idl.Member {
	get := func(e *dom.Event) float64 {
		if e.Interface == "PointerEvent" {
			return *at(uiDetail(e))
		}
		return math.Floor(*at(uiDetail(e)))
	}
	list := []idl.Member{eventMember{idl.Get(name, idl.Double, get), uiDouble(name, at).field}}
	for _, o := range others {
		list = append(list, idl.Get(o, idl.Double, get))
	}
	return list
}

// relatedTarget is the attribute of that name.
func relatedTarget() eventMember {
	at := func(e *dom.Event) *dom.Target { return &e.RelatedTarget }
	f := idl.Field("relatedTarget", idl.OrNull(eventTargetType), at)
	return eventMember{idl.Get("relatedTarget", eventTargetType, func(e *dom.Event) dom.Target { return e.RelatedTarget }), &f}
}

// which is what browsers answer: the button counted from one, or the key.
func which(e *dom.Event) uint32 {
	d := uiDetail(e)
	switch {
	case MouseEventClass.Covers(eventClassOf(e)):
		return uint32(int32(d.Button) + 1)
	case e.Interface == "KeyboardEvent" && d.KeyCode != 0:
		return d.KeyCode
	case e.Interface == "KeyboardEvent" && d.CharCode != 0:
		return d.CharCode
	}
	return d.Which
}

// modifierNames are the keys that getModifierState() knows beside the four with attributes.
var modifierNames = []string{"AltGraph", "CapsLock", "Fn", "FnLock", "Hyper", "NumLock", "ScrollLock", "Super", "Symbol", "SymbolLock"}

// eventModifiers are the attributes and operation of events with modifier keys, and EventModifierInit.
// https://w3c.github.io/uievents/#dictdef-eventmodifierinit
func eventModifiers() []idl.Member {
	list := []idl.Member{
		uiBool("ctrlKey", func(d *dom.UIDetail) *bool { return &d.CtrlKey }), uiBool("shiftKey", func(d *dom.UIDetail) *bool { return &d.ShiftKey }),
		uiBool("altKey", func(d *dom.UIDetail) *bool { return &d.AltKey }), uiBool("metaKey", func(d *dom.UIDetail) *bool { return &d.MetaKey }),
		idl.Op1("getModifierState", idl.DOMString, func(_ idl.Call, e *dom.Event, name string) (js.Value, error) {
			d := uiDetail(e)
			return js.Bool(slices.Contains(d.Modifiers, name) || name == "Control" && d.CtrlKey || name == "Shift" && d.ShiftKey ||
				name == "Alt" && d.AltKey || name == "Meta" && d.MetaKey), nil
		}),
	}
	for _, name := range modifierNames {
		f := idl.FieldFunc("modifier"+name, idl.Boolean, func(e *dom.Event, on bool) {
			if d := uiDetail(e); on {
				d.Modifiers = append(d.Modifiers, name)
			}
		})
		list = append(list, eventMember{idl.Mixin{}, &f})
	}
	return list
}

// noTransfer is dataTransfer: nothing is dragged or pasted here.
func noTransfer() idl.Member {
	return idl.Get("dataTransfer", idl.Any, func(*dom.Event) js.Value { return js.Null })
}

func init() {
	ui := defineEvent[dom.UIDetail](UIEventClass, eventInit,
		detail("view", windowType, func(d *dom.UIDetail) *any { return &d.View }),
		uiLong("detail", func(d *dom.UIDetail) *int32 { return &d.Detail }),
		idl.Get("which", idl.UnsignedLong, which),
		detailField("which", idl.UnsignedLong, func(d *dom.UIDetail) *uint32 { return &d.Which }),
		initUIEvent(),
	)
	defineEvent[dom.UIDetail](FocusEventClass, ui, relatedTarget())
	modifiers := ui.Extend("EventModifierInit", dictionaryMembers(eventModifiers())...)
	mouse := defineMouseEvents(modifiers)
	definePointerEvent(mouse)
	defineEvent[dom.UIDetail](DragEventClass, mouse, noTransfer())
	defineInherited[dom.UIDetail](KeyboardEventClass, modifiers, eventModifiers(),
		idl.Const("DOM_KEY_LOCATION_STANDARD", 0), idl.Const("DOM_KEY_LOCATION_LEFT", 1),
		idl.Const("DOM_KEY_LOCATION_RIGHT", 2), idl.Const("DOM_KEY_LOCATION_NUMPAD", 3),
		uiText("key", func(d *dom.UIDetail) *string { return &d.Key }), uiText("code", func(d *dom.UIDetail) *string { return &d.Code }),
		uiUnsigned("location", func(d *dom.UIDetail) *uint32 { return &d.Location }), uiBool("repeat", func(d *dom.UIDetail) *bool { return &d.Repeat }),
		uiBool("isComposing", func(d *dom.UIDetail) *bool { return &d.IsComposing }), uiUnsigned("charCode", func(d *dom.UIDetail) *uint32 { return &d.CharCode }),
		uiUnsigned("keyCode", func(d *dom.UIDetail) *uint32 { return &d.KeyCode }),
		initKeyboardEvent(),
	)
	defineEvent[dom.UIDetail](InputEventClass, ui,
		detail("data", idl.Nullable(idl.DOMString), func(d *dom.UIDetail) **string { return &d.Data }),
		uiText("inputType", func(d *dom.UIDetail) *string { return &d.InputType }), uiBool("isComposing", func(d *dom.UIDetail) *bool { return &d.IsComposing }),
		noTransfer(),
		idl.Op0("getTargetRanges", noEvents),
	)
	text := uiText("data", func(d *dom.UIDetail) *string { return &d.Text })
	defineEvent[dom.UIDetail](CompositionEventClass, ui, text, initTextual("initCompositionEvent"))
	idl.Define(TextEventClass, text, initTextual("initTextEvent"))
}

// defineInherited is defineEvent for an interface whose dictionary inherits members that the interface does not.
func defineInherited[D any](c *js.Class, parent idl.Dictionary[dom.Event], mixin []idl.Member, members ...idl.Member) idl.Dictionary[dom.Event] {
	init := defineEvent[D](c, parent, members...)
	for _, m := range mixin {
		idl.Define(c, m)
	}
	return init
}

func defineMouseEvents(modifiers idl.Dictionary[dom.Event]) (mouse idl.Dictionary[dom.Event]) {
	mouse = defineInherited[dom.UIDetail](MouseEventClass, modifiers, eventModifiers(), slices.Concat(
		uiCoordinate(func(d *dom.UIDetail) *float64 { return &d.ScreenX }, "screenX"), uiCoordinate(func(d *dom.UIDetail) *float64 { return &d.ScreenY }, "screenY"),
		uiCoordinate(func(d *dom.UIDetail) *float64 { return &d.ClientX }, "clientX", "pageX", "x", "offsetX", "layerX"),
		uiCoordinate(func(d *dom.UIDetail) *float64 { return &d.ClientY }, "clientY", "pageY", "y", "offsetY", "layerY"),
		[]idl.Member{
			uiDouble("movementX", func(d *dom.UIDetail) *float64 { return &d.MovementX }), uiDouble("movementY", func(d *dom.UIDetail) *float64 { return &d.MovementY }),
			detail("button", idl.Short, func(d *dom.UIDetail) *int16 { return &d.Button }),
			detail("buttons", idl.UnsignedShort, func(d *dom.UIDetail) *uint16 { return &d.Buttons }),
			relatedTarget(), initMouseEvent(),
		})...)
	defineEvent[dom.UIDetail](WheelEventClass, mouse,
		idl.Const("DOM_DELTA_PIXEL", 0), idl.Const("DOM_DELTA_LINE", 1), idl.Const("DOM_DELTA_PAGE", 2),
		uiDouble("deltaX", func(d *dom.UIDetail) *float64 { return &d.DeltaX }), uiDouble("deltaY", func(d *dom.UIDetail) *float64 { return &d.DeltaY }),
		uiDouble("deltaZ", func(d *dom.UIDetail) *float64 { return &d.DeltaZ }), uiUnsigned("deltaMode", func(d *dom.UIDetail) *uint32 { return &d.DeltaMode }),
	)
	return mouse
}

func definePointerEvent(mouse idl.Dictionary[dom.Event]) {
	size := idl.Default(idl.Double, 1)
	defineEvent[dom.UIDetail](PointerEventClass, mouse,
		uiLong("pointerId", func(d *dom.UIDetail) *int32 { return &d.PointerID }), detail("width", size, func(d *dom.UIDetail) *float64 { return &d.Width }),
		detail("height", size, func(d *dom.UIDetail) *float64 { return &d.Height }), uiDouble("pressure", func(d *dom.UIDetail) *float64 { return &d.Pressure }),
		uiDouble("tangentialPressure", func(d *dom.UIDetail) *float64 { return &d.TangentialPressure }), uiLong("tiltX", func(d *dom.UIDetail) *int32 { return &d.TiltX }),
		uiLong("tiltY", func(d *dom.UIDetail) *int32 { return &d.TiltY }), uiLong("twist", func(d *dom.UIDetail) *int32 { return &d.Twist }),
		uiText("pointerType", func(d *dom.UIDetail) *string { return &d.PointerType }), uiBool("isPrimary", func(d *dom.UIDetail) *bool { return &d.IsPrimary }),
		idl.Op0("getCoalescedEvents", noEvents), idl.Op0("getPredictedEvents", noEvents),
	)
}

// noEvents is an empty list: of the ranges that an input changed, of the events that a synthetic one was made of.
func noEvents(c idl.Call, _ *dom.Event) (js.Value, error) { return c.Realm.NewArray(), nil }
