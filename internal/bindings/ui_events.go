package bindings

import (
	"math"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// The interfaces of UI Events and of the standards that add to them.
// https://w3c.github.io/uievents/
// https://w3c.github.io/pointerevents/
var (
	UIEventClass          = new(js.Class)
	FocusEventClass       = new(js.Class)
	MouseEventClass       = new(js.Class)
	WheelEventClass       = new(js.Class)
	PointerEventClass     = new(js.Class)
	DragEventClass        = new(js.Class)
	KeyboardEventClass    = new(js.Class)
	InputEventClass       = new(js.Class)
	CompositionEventClass = new(js.Class)
	TextEventClass        = new(js.Class)
)

// uiEventInterfaces lists them, parents first.
func uiEventInterfaces() []*js.Class {
	return []*js.Class{
		UIEventClass, FocusEventClass, MouseEventClass, WheelEventClass, PointerEventClass, DragEventClass, KeyboardEventClass,
		InputEventClass, CompositionEventClass, TextEventClass,
	}
}

// An eventMember is an attribute of an event interface, a member of its dictionary, or both.
type eventMember struct {
	name string
	get  func(r *js.Realm, e *dom.Event) js.Value          // nil: of the dictionary only
	read func(r *js.Realm, e *dom.Event, v js.Value) error // nil: of the interface only
}

// eventInit makes a constructor from the dictionaries of an interface, those of its parents first. Web IDL converts the
// members of each in the order of their names.
// https://webidl.spec.whatwg.org/#es-dictionary
func eventInit(name string, detail func() any, dictionaries ...[]eventMember) func(*js.Realm, js.Value, []js.Value) (js.Value, error) {
	var order []eventMember
	for _, d := range dictionaries {
		d = slices.DeleteFunc(slices.Clone(d), func(m eventMember) bool { return m.read == nil })
		slices.SortFunc(d, func(a, b eventMember) int { return strings.Compare(a.name, b.name) })
		order = append(order, d...)
	}
	return eventConstructor(name, func(r *js.Realm, init js.Value, e *dom.Event) error {
		e.Detail = detail()
		for _, m := range order {
			v, err := member(r, init, m.name)
			if err != nil {
				return err
			}
			if v.IsUndefined() {
				continue
			}
			if err := m.read(r, e, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// eventAttributes are the attributes among the members.
func eventAttributes(members ...[]eventMember) (list []js.Member) {
	for _, m := range slices.Concat(members...) {
		if m.get != nil {
			list = append(list, eventGet(m.name, m.get))
		}
	}
	return list
}

func uiDetail(e *dom.Event) *dom.UIDetail { return detailOf[dom.UIDetail](e) }

// The kinds of member, by their types.

func uiLong(name string, at func(d *dom.UIDetail) *int32) eventMember {
	return eventMember{name, func(_ *js.Realm, e *dom.Event) js.Value { return js.Int(*at(uiDetail(e))) },
		func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
			*at(uiDetail(e)), err = r.ToInt32(v)
			return err
		}}
}

func uiUnsigned(name string, at func(d *dom.UIDetail) *uint32) eventMember {
	return eventMember{name, func(_ *js.Realm, e *dom.Event) js.Value { return js.Number(float64(*at(uiDetail(e)))) },
		func(r *js.Realm, e *dom.Event, v js.Value) error {
			n, err := r.ToInt32(v)
			*at(uiDetail(e)) = uint32(n)
			return err
		}}
}

func uiDouble(name string, at func(d *dom.UIDetail) *float64) eventMember {
	return eventMember{name, func(_ *js.Realm, e *dom.Event) js.Value { return js.Number(*at(uiDetail(e))) },
		func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
			*at(uiDetail(e)), err = double(r, v)
			return err
		}}
}

// uiCoordinate is a double that events other than those of pointers keep whole.
func uiCoordinate(name string, at func(d *dom.UIDetail) *float64) eventMember {
	m := uiDouble(name, at)
	return eventMember{name, m.get, func(r *js.Realm, e *dom.Event, v js.Value) error {
		err := m.read(r, e, v)
		if e.Interface != "PointerEvent" {
			*at(uiDetail(e)) = math.Floor(*at(uiDetail(e)))
		}
		return err
	}}
}

func uiBool(name string, at func(d *dom.UIDetail) *bool) eventMember {
	return eventMember{name, func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(*at(uiDetail(e))) },
		func(r *js.Realm, e *dom.Event, v js.Value) error {
			*at(uiDetail(e)) = r.ToBool(v)
			return nil
		}}
}

func uiText(name string, at func(d *dom.UIDetail) *string) eventMember {
	return eventMember{name, func(r *js.Realm, e *dom.Event) js.Value { return r.String(*at(uiDetail(e))) },
		func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
			*at(uiDetail(e)), err = r.ToString(v)
			return err
		}}
}

// uiGet is an attribute that no dictionary has.
func uiGet(name string, get func(r *js.Realm, e *dom.Event) js.Value) eventMember {
	return eventMember{name, get, nil}
}

// relatedTargetMember is relatedTarget.
var relatedTargetMember = eventMember{"relatedTarget",
	func(r *js.Realm, e *dom.Event) js.Value { return wrapTarget(r, e.RelatedTarget) },
	func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
		e.RelatedTarget, err = targetOrNull(r, v)
		return err
	}}

// targetOrNull converts to EventTarget?.
func targetOrNull(r *js.Realm, v js.Value) (dom.Target, error) {
	if v.IsNullish() {
		return nil, nil
	}
	t, ok := r.Agent.Unwrap(v).(dom.Target)
	if !ok {
		return nil, webidl.TypeErrorf("Failed to convert value to 'EventTarget'.")
	}
	return t, nil
}

// viewOrNull converts to Window?.
func viewOrNull(r *js.Realm, v js.Value) (any, error) {
	if v.IsNullish() {
		return nil, nil
	}
	if _, ok := r.Agent.Unwrap(v).(*navigation.Window); !ok {
		return nil, webidl.TypeErrorf("Failed to convert value to 'Window'.")
	}
	return r.Keep(v), nil
}

// The dictionaries with their attributes, by the names of the standards.

var uiEventInit = []eventMember{
	{"view", func(r *js.Realm, e *dom.Event) js.Value { return fromAny(r, uiDetail(e).View, js.Null) },
		func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
			uiDetail(e).View, err = viewOrNull(r, v)
			return err
		}},
	uiLong("detail", func(d *dom.UIDetail) *int32 { return &d.Detail }),
	{"which", func(_ *js.Realm, e *dom.Event) js.Value { return js.Number(float64(which(e))) },
		func(r *js.Realm, e *dom.Event, v js.Value) error {
			n, err := r.ToInt32(v)
			uiDetail(e).Which = uint32(n)
			return err
		}},
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

var eventModifierInit = func() []eventMember {
	list := []eventMember{
		uiBool("ctrlKey", func(d *dom.UIDetail) *bool { return &d.CtrlKey }), uiBool("shiftKey", func(d *dom.UIDetail) *bool { return &d.ShiftKey }),
		uiBool("altKey", func(d *dom.UIDetail) *bool { return &d.AltKey }), uiBool("metaKey", func(d *dom.UIDetail) *bool { return &d.MetaKey }),
	}
	for _, name := range modifierNames {
		list = append(list, eventMember{"modifier" + name, nil, func(r *js.Realm, e *dom.Event, v js.Value) error {
			if d := uiDetail(e); r.ToBool(v) {
				d.Modifiers = append(d.Modifiers, name)
			}
			return nil
		}})
	}
	return list
}()

// getModifierState is the operation of mouse and keyboard events.
var getModifierState = eventCall("getModifierState", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
	name, err := r.ToString(args[0])
	d := uiDetail(e)
	on := slices.Contains(d.Modifiers, name) || name == "Control" && d.CtrlKey || name == "Shift" && d.ShiftKey ||
		name == "Alt" && d.AltKey || name == "Meta" && d.MetaKey
	return js.Bool(on), err
})

var mouseEventInit = []eventMember{
	uiCoordinate("screenX", func(d *dom.UIDetail) *float64 { return &d.ScreenX }), uiCoordinate("screenY", func(d *dom.UIDetail) *float64 { return &d.ScreenY }),
	uiCoordinate("clientX", func(d *dom.UIDetail) *float64 { return &d.ClientX }), uiCoordinate("clientY", func(d *dom.UIDetail) *float64 { return &d.ClientY }),
	uiDouble("movementX", func(d *dom.UIDetail) *float64 { return &d.MovementX }), uiDouble("movementY", func(d *dom.UIDetail) *float64 { return &d.MovementY }),
	{"button", func(_ *js.Realm, e *dom.Event) js.Value { return js.Int(int32(uiDetail(e).Button)) },
		func(r *js.Realm, e *dom.Event, v js.Value) error {
			n, err := r.ToInt32(v)
			uiDetail(e).Button = int16(n)
			return err
		}},
	{"buttons", func(_ *js.Realm, e *dom.Event) js.Value { return js.Int(int32(uiDetail(e).Buttons)) },
		func(r *js.Realm, e *dom.Event, v js.Value) error {
			n, err := r.ToInt32(v)
			uiDetail(e).Buttons = uint16(n)
			return err
		}},
	relatedTargetMember,
	// Nothing is laid out or scrolled, so all coordinates are those of the viewport.
	uiCoordinateOf("pageX", func(d *dom.UIDetail) float64 { return d.ClientX }), uiCoordinateOf("pageY", func(d *dom.UIDetail) float64 { return d.ClientY }),
	uiCoordinateOf("x", func(d *dom.UIDetail) float64 { return d.ClientX }), uiCoordinateOf("y", func(d *dom.UIDetail) float64 { return d.ClientY }),
	uiCoordinateOf("offsetX", func(d *dom.UIDetail) float64 { return d.ClientX }), uiCoordinateOf("offsetY", func(d *dom.UIDetail) float64 { return d.ClientY }),
	uiCoordinateOf("layerX", func(d *dom.UIDetail) float64 { return d.ClientX }), uiCoordinateOf("layerY", func(d *dom.UIDetail) float64 { return d.ClientY }),
}

func uiCoordinateOf(name string, get func(d *dom.UIDetail) float64) eventMember {
	return uiGet(name, func(_ *js.Realm, e *dom.Event) js.Value { return js.Number(get(uiDetail(e))) })
}

var wheelEventInit = []eventMember{
	uiDouble("deltaX", func(d *dom.UIDetail) *float64 { return &d.DeltaX }), uiDouble("deltaY", func(d *dom.UIDetail) *float64 { return &d.DeltaY }),
	uiDouble("deltaZ", func(d *dom.UIDetail) *float64 { return &d.DeltaZ }), uiUnsigned("deltaMode", func(d *dom.UIDetail) *uint32 { return &d.DeltaMode }),
}

var pointerEventInit = []eventMember{
	uiLong("pointerId", func(d *dom.UIDetail) *int32 { return &d.PointerID }), uiDouble("width", func(d *dom.UIDetail) *float64 { return &d.Width }),
	uiDouble("height", func(d *dom.UIDetail) *float64 { return &d.Height }), uiDouble("pressure", func(d *dom.UIDetail) *float64 { return &d.Pressure }),
	uiDouble("tangentialPressure", func(d *dom.UIDetail) *float64 { return &d.TangentialPressure }), uiLong("tiltX", func(d *dom.UIDetail) *int32 { return &d.TiltX }),
	uiLong("tiltY", func(d *dom.UIDetail) *int32 { return &d.TiltY }), uiLong("twist", func(d *dom.UIDetail) *int32 { return &d.Twist }),
	uiText("pointerType", func(d *dom.UIDetail) *string { return &d.PointerType }), uiBool("isPrimary", func(d *dom.UIDetail) *bool { return &d.IsPrimary }),
}

var keyboardEventInit = []eventMember{
	uiText("key", func(d *dom.UIDetail) *string { return &d.Key }), uiText("code", func(d *dom.UIDetail) *string { return &d.Code }),
	uiUnsigned("location", func(d *dom.UIDetail) *uint32 { return &d.Location }), uiBool("repeat", func(d *dom.UIDetail) *bool { return &d.Repeat }),
	uiBool("isComposing", func(d *dom.UIDetail) *bool { return &d.IsComposing }), uiUnsigned("charCode", func(d *dom.UIDetail) *uint32 { return &d.CharCode }),
	uiUnsigned("keyCode", func(d *dom.UIDetail) *uint32 { return &d.KeyCode }),
}

var inputEventInit = []eventMember{
	{"data", func(r *js.Realm, e *dom.Event) js.Value { return pointerOrNull(r, uiDetail(e).Data) },
		func(r *js.Realm, e *dom.Event, v js.Value) error {
			if v.IsNull() {
				return nil
			}
			s, err := r.ToString(v)
			uiDetail(e).Data = &s
			return err
		}},
	uiText("inputType", func(d *dom.UIDetail) *string { return &d.InputType }), uiBool("isComposing", func(d *dom.UIDetail) *bool { return &d.IsComposing }),
	uiGet("dataTransfer", noTransfer),
}

// noTransfer is dataTransfer: nothing is dragged or pasted here.
func noTransfer(*js.Realm, *dom.Event) js.Value { return js.Null }

var compositionEventInit = []eventMember{uiText("data", func(d *dom.UIDetail) *string { return &d.Text })}

func init() {
	detail := func() any { return &dom.UIDetail{} }
	*UIEventClass = js.Class{
		Name: "UIEvent", Parent: EventClass, ConstructorLength: 1, Attrs: eventAttributes(uiEventInit),
		Constructor: eventInit("UIEvent", detail, uiEventInit), Methods: []js.Member{initUIEvent},
	}
	*FocusEventClass = js.Class{
		Name: "FocusEvent", Parent: UIEventClass, ConstructorLength: 1, Attrs: eventAttributes([]eventMember{relatedTargetMember}),
		Constructor: eventInit("FocusEvent", detail, uiEventInit, []eventMember{relatedTargetMember}),
	}
	*MouseEventClass = js.Class{
		Name: "MouseEvent", Parent: UIEventClass, ConstructorLength: 1, Attrs: eventAttributes(eventModifierInit, mouseEventInit),
		Constructor: eventInit("MouseEvent", detail, uiEventInit, eventModifierInit, mouseEventInit),
		Methods:     []js.Member{getModifierState, initMouseEvent},
	}
	*WheelEventClass = js.Class{
		Name: "WheelEvent", Parent: MouseEventClass, ConstructorLength: 1, Attrs: eventAttributes(wheelEventInit),
		Constants:   []js.Constant{{Name: "DOM_DELTA_PIXEL", Value: 0}, {Name: "DOM_DELTA_LINE", Value: 1}, {Name: "DOM_DELTA_PAGE", Value: 2}},
		Constructor: eventInit("WheelEvent", detail, uiEventInit, eventModifierInit, mouseEventInit, wheelEventInit),
	}
	*PointerEventClass = js.Class{
		Name: "PointerEvent", Parent: MouseEventClass, ConstructorLength: 1, Attrs: eventAttributes(pointerEventInit),
		Constructor: eventInit("PointerEvent", func() any { return &dom.UIDetail{Width: 1, Height: 1} }, uiEventInit, eventModifierInit, mouseEventInit, pointerEventInit),
		Methods:     []js.Member{noPointerEvents("getCoalescedEvents"), noPointerEvents("getPredictedEvents")},
	}
	*DragEventClass = js.Class{
		Name: "DragEvent", Parent: MouseEventClass, ConstructorLength: 1, Attrs: []js.Member{eventGet("dataTransfer", noTransfer)},
		Constructor: eventInit("DragEvent", detail, uiEventInit, eventModifierInit, mouseEventInit),
	}
	*KeyboardEventClass = js.Class{
		Name: "KeyboardEvent", Parent: UIEventClass, ConstructorLength: 1, Attrs: eventAttributes(eventModifierInit, keyboardEventInit),
		Constants: []js.Constant{{Name: "DOM_KEY_LOCATION_STANDARD", Value: 0}, {Name: "DOM_KEY_LOCATION_LEFT", Value: 1},
			{Name: "DOM_KEY_LOCATION_RIGHT", Value: 2}, {Name: "DOM_KEY_LOCATION_NUMPAD", Value: 3}},
		Constructor: eventInit("KeyboardEvent", detail, uiEventInit, eventModifierInit, keyboardEventInit),
		Methods:     []js.Member{getModifierState, initKeyboardEvent},
	}
	*InputEventClass = js.Class{
		Name: "InputEvent", Parent: UIEventClass, ConstructorLength: 1, Attrs: eventAttributes(inputEventInit),
		Constructor: eventInit("InputEvent", detail, uiEventInit, inputEventInit),
		Methods: []js.Member{eventCall("getTargetRanges", 0, func(r *js.Realm, _ *dom.Event, _ []js.Value) (js.Value, error) {
			return r.NewArray(), nil
		})},
	}
	*CompositionEventClass = js.Class{
		Name: "CompositionEvent", Parent: UIEventClass, ConstructorLength: 1, Attrs: eventAttributes(compositionEventInit),
		Constructor: eventInit("CompositionEvent", detail, uiEventInit, compositionEventInit),
		Methods:     []js.Member{initTextual("initCompositionEvent")},
	}
	*TextEventClass = js.Class{
		Name: "TextEvent", Parent: UIEventClass, Attrs: eventAttributes(compositionEventInit),
		Methods: []js.Member{initTextual("initTextEvent")},
	}
}

// noPointerEvents are the events that a synthetic one was made of: none.
func noPointerEvents(name string) js.Member {
	return eventCall(name, 0, func(r *js.Realm, _ *dom.Event, _ []js.Value) (js.Value, error) { return r.NewArray(), nil })
}
