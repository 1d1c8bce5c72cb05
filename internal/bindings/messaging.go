package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// postMessage implements window.postMessage(), both forms.
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-window-postmessage
func postMessage(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	targetOrigin := "/"
	transfer := js.Undefined
	second := js.Arg(args, 1)
	if second.IsObject() && len(args) < 3 || second.IsNullish() && len(args) < 3 {
		if second.IsObject() {
			v, err := r.Get(second, "targetOrigin")
			if err != nil {
				return js.Undefined, err
			}
			if !v.IsUndefined() {
				if targetOrigin, err = r.ToUSVString(v); err != nil {
					return js.Undefined, err
				}
			}
			if transfer, err = r.Get(second, "transfer"); err != nil {
				return js.Undefined, err
			}
		}
	} else {
		text, err := r.ToUSVString(second)
		if err != nil {
			return js.Undefined, err
		}
		targetOrigin, transfer = text, js.Arg(args, 2)
	}
	return js.Undefined, windowPostMessage(r, windowOf(r, this), args[0], targetOrigin, transfer)
}

// windowPostMessage implements the "window post message steps".
// https://html.spec.whatwg.org/multipage/web-messaging.html#window-post-message-steps
func windowPostMessage(r *js.Realm, target *navigation.Window, message js.Value, targetOrigin string, transfer js.Value) error {
	source := incumbent(r)
	ctx, s := spec.Begin(contextOf(r), spec.WindowPostMessageSteps, target)
	defer s.End()
	s.Step("2")
	s.Step("3")
	var wanted *weburl.Origin
	switch targetOrigin {
	case "/":
		s.Step("4")
		o := source.Origin()
		wanted = &o
	case "*":
	default:
		s.Step("5.1")
		u, err := weburl.Parse(targetOrigin)
		if err != nil {
			s.Step("5.2")
			return webidl.DOMExceptionf("SyntaxError", "Invalid target origin '%s' in a call to 'postMessage'.", targetOrigin)
		}
		s.Step("5.3")
		o := u.Origin()
		wanted = &o
	}
	s.Step("7")
	data, err := serializeWithTransfer(r, message, transfer)
	if err != nil {
		return err
	}
	s.Step("8")
	sourceContext := source.Document().BrowsingContext()
	origin := source.Origin().String()
	target.QueueTask(ctx, eventloop.PostedMessage, func(ctx context.Context) {
		s.Step("8.1")
		if wanted != nil && !weburl.SameOrigin(target.Origin(), *wanted) {
			return
		}
		defer target.Realm().Agent.Scope()()
		s.Step("8.4")
		value, ports, err := deserializeWithTransfer(target.Realm(), data)
		name := "message"
		detail := &dom.MessageDetail{Origin: origin}
		if err != nil {
			name = "messageerror"
		} else {
			detail.Data, detail.Ports = target.Realm().Keep(value), target.Realm().Keep(ports)
		}
		if sourceContext != nil {
			detail.Source = target.Realm().Keep(sourceContext.Proxy().Value())
		}
		s.Step("8.7")
		dom.Fire(ctx, target, name, func(e *dom.Event) {
			e.Interface = "MessageEvent"
			e.Detail = detail
		})
	})
	return nil
}

// A transferred message: what was serialized, and the ports that travel with it.
type transferred struct {
	data  any
	ports []*messagePort
}

// serializeWithTransfer implements "StructuredSerializeWithTransfer" for message ports.
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializewithtransfer
func serializeWithTransfer(r *js.Realm, message, transfer js.Value) (*transferred, error) {
	t := &transferred{}
	if transfer.IsObject() {
		err := r.Iterate(transfer, func(v js.Value) error {
			p, ok := r.Agent.Unwrap(v).(*messagePort)
			if !ok {
				if _, isBuffer := r.Bytes(v); isBuffer {
					return nil // copied, not detached
				}
				return webidl.DOMExceptionf("DataCloneError", "Value at index %d does not have a transferable type.", len(t.ports))
			}
			if p.detached {
				return webidl.DOMExceptionf("DataCloneError", "the port is already detached")
			}
			t.ports = append(t.ports, p)
			return nil
		})
		if err != nil {
			return nil, err
		}
	} else if !transfer.IsNullish() {
		return nil, webidl.TypeErrorf("the transfer list is not a sequence")
	}
	data, err := structuredSerialize(r, message)
	if err != nil {
		return nil, err
	}
	t.data = data
	for i, p := range t.ports {
		t.ports[i] = p.detach()
	}
	return t, nil
}

// deserializeWithTransfer implements "StructuredDeserializeWithTransfer".
// https://html.spec.whatwg.org/multipage/structured-data.html#structureddeserializewithtransfer
func deserializeWithTransfer(r *js.Realm, t *transferred) (value, ports js.Value, err error) {
	value, err = structuredDeserialize(r, t.data)
	if err != nil {
		return js.Undefined, js.Undefined, err
	}
	var list []js.Value
	for _, p := range t.ports {
		p.global = globalIn(r)
		list = append(list, r.Wrap(messagePortClass, p))
	}
	return value, r.NewArray(list...), nil
}

// messagePort is the Go value of a MessagePort.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports
type messagePort struct {
	scriptTarget
	global    navigation.GlobalScope
	target    dom.Target // the message event target, nil for the port itself
	entangled *messagePort
	enabled   bool // the port message queue is enabled
	detached  bool
	queue     []*transferred
}

// detach moves the port's end of the channel to a new port, as a transfer does.
func (p *messagePort) detach() *messagePort {
	n := &messagePort{global: p.global, entangled: p.entangled, queue: p.queue}
	if p.entangled != nil {
		p.entangled.entangled = n
	}
	p.entangled, p.queue, p.detached = nil, nil, true
	return n
}

// flush queues a task for each message that waits in an enabled queue.
func (p *messagePort) flush(ctx context.Context) {
	if !p.enabled {
		return
	}
	waiting := p.queue
	p.queue = nil
	for _, m := range waiting {
		p.global.QueueTask(ctx, eventloop.PortMessage, func(ctx context.Context) { p.deliver(ctx, m) })
	}
}

func (p *messagePort) deliver(ctx context.Context, m *transferred) {
	if p.detached {
		return
	}
	r := p.global.Realm()
	defer r.Agent.Scope()()
	detail := &dom.MessageDetail{}
	name := "message"
	value, ports, err := deserializeWithTransfer(r, m)
	if err != nil {
		name = "messageerror"
	} else {
		detail.Data, detail.Ports = r.Keep(value), r.Keep(ports)
	}
	var target dom.Target = p
	if p.target != nil {
		target = p.target
	}
	dom.Fire(ctx, target, name, func(e *dom.Event) {
		e.Interface = "MessageEvent"
		e.Detail = detail
	})
}

var messagePortClass = new(js.Class)

func init() {
	*messagePortClass = js.Class{
		Name: "MessagePort", Parent: EventTargetClass,
		Attrs: append(handlerMembers("messageerror"), portOnMessage()),
		Methods: []js.Member{
			{Name: "postMessage", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				return js.Undefined, portOf(r, this).post(r, args)
			}},
			{Name: "start", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				p := portOf(r, this)
				p.enabled = true
				p.flush(contextOf(r))
				return js.Undefined, nil
			}},
			{Name: "close", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				p := portOf(r, this)
				if p.entangled != nil {
					p.entangled.entangled = nil
					p.entangled = nil
				}
				p.detached = true
				return js.Undefined, nil
			}},
		},
	}
}

// post implements the postMessage() of ports, workers and their scopes.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-port-post-message-steps
func (p *messagePort) post(r *js.Realm, args []js.Value) error {
	transfer := js.Arg(args, 1)
	if transfer.IsObject() && !r.IsArray(transfer) {
		v, err := r.Get(transfer, "transfer")
		if err != nil {
			return err
		}
		transfer = v
	}
	m, err := serializeWithTransfer(r, args[0], transfer)
	if err != nil || p.entangled == nil {
		return err
	}
	p.entangled.queue = append(p.entangled.queue, m)
	p.entangled.flush(contextOf(r))
	return nil
}

func portOf(r *js.Realm, this js.Value) *messagePort { return r.Agent.Unwrap(this).(*messagePort) }

// portOnMessage is onmessage, whose setter starts the port.
func portOnMessage() js.Member {
	m := handlerMembers("message")[0]
	set := m.Set
	m.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		v, err := set(r, this, args)
		p := portOf(r, this)
		p.enabled = true
		p.flush(contextOf(r))
		return v, err
	}
	return m
}

// messageChannel is the Go value of a MessageChannel.
type messageChannel struct{ port1, port2 *messagePort }

var messageChannelClass = new(js.Class)

func init() {
	*messageChannelClass = js.Class{
		Name: "MessageChannel",
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			return newMessageChannel(r, newTarget, args)
		},
		Attrs: []js.Member{
			{Name: "port1", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.Wrap(messagePortClass, r.Agent.Unwrap(this).(*messageChannel).port1), nil
			}},
			{Name: "port2", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.Wrap(messagePortClass, r.Agent.Unwrap(this).(*messageChannel).port2), nil
			}},
		},
	}
}

// newMessageChannel implements the constructor of MessageChannel.
func newMessageChannel(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
	w := globalIn(r)
	c := &messageChannel{&messagePort{global: w}, &messagePort{global: w}}
	c.port1.entangled, c.port2.entangled = c.port2, c.port1
	return r.WrapNew(messageChannelClass, c, newTarget), nil
}
