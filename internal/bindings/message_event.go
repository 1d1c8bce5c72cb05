package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// messagePorts converts a sequence<MessagePort>, undefined for an empty one, to the frozen array that an event keeps.
func messagePorts(r *js.Realm, v js.Value) (any, error) {
	if v.IsUndefined() {
		return nil, nil
	}
	if !v.IsObject() {
		return nil, webidl.TypeErrorf("the ports cannot be converted to a sequence")
	}
	var list []js.Value
	err := r.Iterate(v, func(item js.Value) error {
		if _, ok := r.Agent.Unwrap(item).(*messagePort); !ok {
			return webidl.TypeErrorf("an item of the ports is not of type 'MessagePort'")
		}
		list = append(list, item)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r.Keep(r.NewFrozenArray(list...)), nil
}

// messageEventSource converts a MessageEventSource?: a WindowProxy or MessagePort.
// https://html.spec.whatwg.org/multipage/comms.html#messageeventsource
func messageEventSource(r *js.Realm, v js.Value) (any, error) {
	if v.IsNullish() {
		return nil, nil
	}
	switch r.Agent.Unwrap(v).(type) {
	case *messagePort, *navigation.Window:
		return r.Keep(v), nil
	}
	if r.IsWindowProxy(v) {
		return r.Keep(v), nil
	}
	return nil, webidl.TypeErrorf("the source is neither a Window nor a MessagePort")
}

// initMessageEvent is the legacy operation of that name.
// https://html.spec.whatwg.org/multipage/comms.html#dom-messageevent-initmessageevent
func initMessageEvent() js.Member {
	return eventCall("initMessageEvent", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
		name, err := r.ToString(args[0])
		if err != nil {
			return js.Undefined, err
		}
		bubbles, cancelable := r.ToBool(js.Arg(args, 1)), r.ToBool(js.Arg(args, 2))
		d := &dom.MessageDetail{}
		if v := js.Arg(args, 3); !v.IsUndefined() {
			d.Data = r.Keep(v)
		}
		if d.Origin, err = optionalString(r, js.Arg(args, 4), ""); err != nil {
			return js.Undefined, err
		}
		if d.LastEventID, err = optionalString(r, js.Arg(args, 5), ""); err != nil {
			return js.Undefined, err
		}
		if d.Source, err = messageEventSource(r, js.Arg(args, 6)); err != nil {
			return js.Undefined, err
		}
		if d.Ports, err = messagePorts(r, js.Arg(args, 7)); err != nil {
			return js.Undefined, err
		}
		if e.Dispatching {
			return js.Undefined, nil
		}
		e.Init(name, bubbles, cancelable)
		e.Detail = d
		return js.Undefined, nil
	})
}
