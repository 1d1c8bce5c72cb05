package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

var (
	// AnimationEventClass is AnimationEvent.
	// https://drafts.csswg.org/css-animations-1/#interface-animationevent
	AnimationEventClass = &js.Class{Name: "AnimationEvent", Parent: EventClass}
	// TransitionEventClass is TransitionEvent.
	// https://drafts.csswg.org/css-transitions-1/#interface-transitionevent
	TransitionEventClass = &js.Class{Name: "TransitionEvent", Parent: EventClass}
	// ToggleEventClass is ToggleEvent.
	// https://html.spec.whatwg.org/multipage/interaction.html#toggleevent
	ToggleEventClass = &js.Class{Name: "ToggleEvent", Parent: EventClass}

	// deviceMotionEventClass and deviceOrientationEventClass are made by createEvent(); there are no sensors.
	// https://w3c.github.io/deviceorientation/
	deviceMotionEventClass      = &js.Class{Name: "DeviceMotionEvent", Parent: EventClass, SecureContext: true}
	deviceOrientationEventClass = &js.Class{Name: "DeviceOrientationEvent", Parent: EventClass, SecureContext: true}
)

func animationEventInterfaces() []*js.Class {
	return []*js.Class{AnimationEventClass, TransitionEventClass, ToggleEventClass}
}

func deviceEventInterfaces() []*js.Class {
	return []*js.Class{deviceMotionEventClass, deviceOrientationEventClass}
}

func init() {
	// What animates is called differently in the two interfaces.
	for c, name := range map[*js.Class]string{AnimationEventClass: "animationName", TransitionEventClass: "propertyName"} {
		defineEvent[dom.AnimationDetail](c, eventInit,
			detail(name, idl.DOMString, func(d *dom.AnimationDetail) *string { return &d.Name }),
			detail("elapsedTime", idl.Double, func(d *dom.AnimationDetail) *float64 { return &d.ElapsedTime }),
			detail("pseudoElement", idl.DOMString, func(d *dom.AnimationDetail) *string { return &d.PseudoElement }),
		)
	}
	defineEvent[dom.ToggleDetail](ToggleEventClass, eventInit,
		detail("oldState", idl.DOMString, func(d *dom.ToggleDetail) *string { return &d.OldState }),
		detail("newState", idl.DOMString, func(d *dom.ToggleDetail) *string { return &d.NewState }),
	)
	absent := func(name string) idl.Member {
		return idl.Get(name, idl.Any, func(*dom.Event) js.Value { return js.Null })
	}
	idl.Define(deviceMotionEventClass,
		eventConstructor("DeviceMotionEvent", nil, eventInit),
		absent("acceleration"), absent("accelerationIncludingGravity"), absent("rotationRate"),
		idl.Get("interval", idl.Double, func(*dom.Event) float64 { return 0 }),
	)
	idl.Define(deviceOrientationEventClass,
		eventConstructor("DeviceOrientationEvent", nil, eventInit),
		absent("alpha"), absent("beta"), absent("gamma"),
		idl.Get("absolute", idl.Boolean, func(*dom.Event) bool { return false }),
	)
}
