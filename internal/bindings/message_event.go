package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// portsType is FrozenArray<MessagePort>, kept: an event has one array.
var portsType = idl.Type[any]{
	Name: "FrozenArray", To: keptOrNull.To,
	From: func(r *js.Realm, v js.Value) (any, error) {
		array := idl.FrozenArray(messagePortType)
		ports, err := array.From(r, v)
		if err != nil {
			return nil, err
		}
		return r.KeepMember(array.To(r, ports)), nil
	},
}

// sourceType is MessageEventSource?: a WindowProxy or MessagePort.
// https://html.spec.whatwg.org/multipage/comms.html#messageeventsource
var sourceType = idl.Type[any]{
	Name: "MessageEventSource", To: keptOrNull.To,
	From: func(r *js.Realm, v js.Value) (any, error) {
		if v.IsNullish() {
			return nil, nil
		}
		switch r.Agent.Unwrap(v).(type) {
		case *messagePort, *navigation.Window:
			return r.KeepMember(v), nil
		}
		if r.IsWindowProxy(v) {
			return r.KeepMember(v), nil
		}
		return nil, webidl.TypeErrorf("Failed to convert value to 'MessageEventSource'.")
	},
}

func init() {
	type message = dom.MessageDetail
	type arguments struct {
		initArguments
		message
	}
	defineEvent[message](MessageEventClass, eventInit,
		detail("data", keptOrNull, func(d *message) *any { return &d.Data }),
		detail("origin", idl.USVString, func(d *message) *string { return &d.Origin }),
		detail("lastEventId", idl.DOMString, func(d *message) *string { return &d.LastEventID }),
		detail("source", sourceType, func(d *message) *any { return &d.Source }),
		idl.GetIn("ports", portsType, func(c idl.Call, e *dom.Event) (any, error) {
			d := detailOf[message](e)
			if d.Ports == nil {
				d.Ports = c.Realm.KeepMember(c.Realm.NewFrozenArray())
			}
			return d.Ports, nil
		}),
		detailField("ports", portsType, func(d *message) *any { return &d.Ports }),
		// https://html.spec.whatwg.org/multipage/comms.html#dom-messageevent-initmessageevent
		idl.OpAll("initMessageEvent", idl.DOMString, initMembers(func(a *arguments) *initArguments { return &a.initArguments },
			idl.Field("data", keptOrNull, func(a *arguments) *any { return &a.Data }),
			idl.Field("origin", idl.USVString, func(a *arguments) *string { return &a.Origin }),
			idl.Field("lastEventId", idl.DOMString, func(a *arguments) *string { return &a.LastEventID }),
			idl.Field("source", sourceType, func(a *arguments) *any { return &a.Source }),
			idl.Field("ports", portsType, func(a *arguments) *any { return &a.Ports }),
		), func(_ idl.Call, e *dom.Event, name string, a arguments) (js.Value, error) {
			if a.initialize(e, name) {
				e.Detail = &a.message
			}
			return js.Undefined, nil
		}),
	)
}
