package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
)

var (
	// AnimationEventClass is AnimationEvent.
	// https://drafts.csswg.org/css-animations-1/#interface-animationevent
	AnimationEventClass = new(js.Class)
	// TransitionEventClass is TransitionEvent.
	// https://drafts.csswg.org/css-transitions-1/#interface-transitionevent
	TransitionEventClass = new(js.Class)
	// ToggleEventClass is ToggleEvent.
	// https://html.spec.whatwg.org/multipage/interaction.html#toggleevent
	ToggleEventClass = new(js.Class)
	// deviceMotionEventClass and deviceOrientationEventClass are made by createEvent(); there are no sensors.
	// https://w3c.github.io/deviceorientation/
	deviceMotionEventClass      = new(js.Class)
	deviceOrientationEventClass = new(js.Class)
)

func animationEventInterfaces() []*js.Class {
	return []*js.Class{AnimationEventClass, TransitionEventClass, ToggleEventClass}
}

func deviceEventInterfaces() []*js.Class {
	return []*js.Class{deviceMotionEventClass, deviceOrientationEventClass}
}

// animationInit is the dictionary of animation events, whose first member is called name.
func animationInit(name string) []eventMember {
	detail := func(e *dom.Event) *dom.AnimationDetail { return detailOf[dom.AnimationDetail](e) }
	return []eventMember{
		{name, func(r *js.Realm, e *dom.Event) js.Value { return r.String(detail(e).Name) },
			func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
				detail(e).Name, err = r.ToString(v)
				return err
			}},
		{"elapsedTime", func(_ *js.Realm, e *dom.Event) js.Value { return js.Number(detail(e).ElapsedTime) },
			func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
				detail(e).ElapsedTime, err = double(r, v)
				return err
			}},
		{"pseudoElement", func(r *js.Realm, e *dom.Event) js.Value { return r.String(detail(e).PseudoElement) },
			func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
				detail(e).PseudoElement, err = r.ToString(v)
				return err
			}},
	}
}

func init() {
	for _, c := range []struct {
		class        *js.Class
		name, member string
	}{{AnimationEventClass, "AnimationEvent", "animationName"}, {TransitionEventClass, "TransitionEvent", "propertyName"}} {
		dictionary := animationInit(c.member)
		*c.class = js.Class{
			Name: c.name, Parent: EventClass, ConstructorLength: 1, Attrs: eventAttributes(dictionary),
			Constructor: eventInit(c.name, func() any { return &dom.AnimationDetail{} }, dictionary),
		}
	}
	toggle := func(name string, at func(d *dom.ToggleDetail) *string) eventMember {
		return eventMember{name, func(r *js.Realm, e *dom.Event) js.Value { return r.String(*at(detailOf[dom.ToggleDetail](e))) },
			func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
				*at(detailOf[dom.ToggleDetail](e)), err = r.ToString(v)
				return err
			}}
	}
	toggleEventInit := []eventMember{
		toggle("oldState", func(d *dom.ToggleDetail) *string { return &d.OldState }),
		toggle("newState", func(d *dom.ToggleDetail) *string { return &d.NewState }),
	}
	*ToggleEventClass = js.Class{
		Name: "ToggleEvent", Parent: EventClass, ConstructorLength: 1, Attrs: eventAttributes(toggleEventInit),
		Constructor: eventInit("ToggleEvent", func() any { return &dom.ToggleDetail{} }, toggleEventInit),
	}
	absent := func(name string) js.Member {
		return eventGet(name, func(*js.Realm, *dom.Event) js.Value { return js.Null })
	}
	*deviceMotionEventClass = js.Class{
		Name: "DeviceMotionEvent", Parent: EventClass, ConstructorLength: 1, SecureContext: true,
		Constructor: eventConstructor("DeviceMotionEvent", nil),
		Attrs: []js.Member{absent("acceleration"), absent("accelerationIncludingGravity"), absent("rotationRate"),
			eventGet("interval", func(*js.Realm, *dom.Event) js.Value { return js.Int(0) })},
	}
	*deviceOrientationEventClass = js.Class{
		Name: "DeviceOrientationEvent", Parent: EventClass, ConstructorLength: 1, SecureContext: true,
		Constructor: eventConstructor("DeviceOrientationEvent", nil),
		Attrs: []js.Member{absent("alpha"), absent("beta"), absent("gamma"),
			eventGet("absolute", func(*js.Realm, *dom.Event) js.Value { return js.Bool(false) })},
	}
}
