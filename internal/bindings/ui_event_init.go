package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
)

// The operations that initialise events that createEvent() made. While an event is dispatched they convert their arguments and do
// nothing else.

// initArguments converts the arguments that all of them begin with: type, bubbles, cancelable.
func initArguments(r *js.Realm, args []js.Value) (name string, bubbles, cancelable bool, err error) {
	name, err = r.ToString(args[0])
	return name, r.ToBool(js.Arg(args, 1)), r.ToBool(js.Arg(args, 2)), err
}

// initialize sets what all of them begin with, and says whether to go on.
func initialize(e *dom.Event, name string, bubbles, cancelable bool) bool {
	if e.Dispatching {
		return false
	}
	e.Init(name, bubbles, cancelable)
	return true
}

// initCustomEvent implements initCustomEvent().
// https://dom.spec.whatwg.org/#dom-customevent-initcustomevent
var initCustomEvent = eventCall("initCustomEvent", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
	name, bubbles, cancelable, err := initArguments(r, args)
	if err == nil && initialize(e, name, bubbles, cancelable) {
		d := detailOf[dom.CustomDetail](e)
		d.Detail = nil
		if v := js.Arg(args, 3); !v.IsUndefined() {
			d.Detail = r.Keep(v)
		}
	}
	return js.Undefined, err
})

// initUIEvent implements initUIEvent().
// https://w3c.github.io/uievents/#dom-uievent-inituievent
var initUIEvent = eventCall("initUIEvent", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
	name, bubbles, cancelable, err := initArguments(r, args)
	if err != nil {
		return js.Undefined, err
	}
	view, err := viewOrNull(r, js.Arg(args, 3))
	if err != nil {
		return js.Undefined, err
	}
	detail, err := r.ToInt32(js.Arg(args, 4))
	if err == nil && initialize(e, name, bubbles, cancelable) {
		d := uiDetail(e)
		d.View, d.Detail = view, detail
	}
	return js.Undefined, err
})

// initMouseEvent implements initMouseEvent().
// https://w3c.github.io/uievents/#dom-mouseevent-initmouseevent
var initMouseEvent = eventCall("initMouseEvent", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
	name, bubbles, cancelable, err := initArguments(r, args)
	if err != nil {
		return js.Undefined, err
	}
	d := *uiDetail(e)
	if d.View, err = viewOrNull(r, js.Arg(args, 3)); err != nil {
		return js.Undefined, err
	}
	var numbers [6]int32 // detail, the four coordinates, the button
	for i, at := range []int{4, 5, 6, 7, 8, 13} {
		if numbers[i], err = r.ToInt32(js.Arg(args, at)); err != nil {
			return js.Undefined, err
		}
	}
	related, err := targetOrNull(r, js.Arg(args, 14))
	if err != nil || !initialize(e, name, bubbles, cancelable) {
		return js.Undefined, err
	}
	d.Detail, d.Button = numbers[0], int16(numbers[5])
	for i, to := range []*float64{&d.ScreenX, &d.ScreenY, &d.ClientX, &d.ClientY} {
		*to = float64(numbers[i+1])
	}
	for i, to := range []*bool{&d.CtrlKey, &d.AltKey, &d.ShiftKey, &d.MetaKey} {
		*to = r.ToBool(js.Arg(args, 9+i))
	}
	*uiDetail(e), e.RelatedTarget = d, related
	return js.Undefined, nil
})

// initKeyboardEvent implements initKeyboardEvent().
// https://w3c.github.io/uievents/#dom-keyboardevent-initkeyboardevent
var initKeyboardEvent = eventCall("initKeyboardEvent", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
	name, bubbles, cancelable, err := initArguments(r, args)
	if err != nil {
		return js.Undefined, err
	}
	d := *uiDetail(e)
	if d.View, err = viewOrNull(r, js.Arg(args, 3)); err != nil {
		return js.Undefined, err
	}
	d.Key = ""
	if len(args) > 4 {
		if d.Key, err = r.ToString(args[4]); err != nil {
			return js.Undefined, err
		}
	}
	location, err := r.ToInt32(js.Arg(args, 5))
	if err != nil || !initialize(e, name, bubbles, cancelable) {
		return js.Undefined, err
	}
	d.Location = uint32(location)
	for i, to := range []*bool{&d.CtrlKey, &d.AltKey, &d.ShiftKey, &d.MetaKey} {
		*to = r.ToBool(js.Arg(args, 6+i))
	}
	*uiDetail(e) = d
	return js.Undefined, nil
})

// initTextual is initCompositionEvent() or initTextEvent().
// https://w3c.github.io/uievents/#dom-compositionevent-initcompositionevent
func initTextual(operation string) js.Member {
	return eventCall(operation, 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
		name, bubbles, cancelable, err := initArguments(r, args)
		if err != nil {
			return js.Undefined, err
		}
		view, err := viewOrNull(r, js.Arg(args, 3))
		if err != nil {
			return js.Undefined, err
		}
		text := ""
		if len(args) > 4 {
			if text, err = r.ToString(args[4]); err != nil {
				return js.Undefined, err
			}
		}
		if initialize(e, name, bubbles, cancelable) {
			d := uiDetail(e)
			d.View, d.Text = view, text
		}
		return js.Undefined, nil
	})
}
