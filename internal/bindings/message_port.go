package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// messagePort is the Go value of a MessagePort.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports
type messagePort struct {
	scriptTarget
	global    navigation.GlobalScope
	target    dom.Target // the message event target, nil for the port itself
	entangled *messagePort
	enabled   bool // the port message queue is enabled
	detached  bool
	queue     []*transferred // nil = the other end was closed
}

// own makes a global's port known to it, so that it is disentangled when the global comes to its end.
func (p *messagePort) own(g navigation.GlobalScope) *messagePort {
	p.global = g
	g.AddPort(p)
	return p
}

// transferDetached implements transferable.
func (p *messagePort) transferDetached() bool { return p.detached }

// transfer implements the transfer steps: a new port, which belongs to nobody yet, takes over.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports:transfer-steps
func (p *messagePort) transfer(context.Context) any {
	n := &messagePort{entangled: p.entangled, queue: p.queue}
	if p.entangled != nil {
		p.entangled.entangled = n
	}
	p.entangled, p.queue, p.detached = nil, nil, true
	p.global.RemovePort(p)
	return n
}

// receive implements the transfer-receiving steps.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports:transfer-receiving-steps
func (p *messagePort) receive(_ context.Context, r *js.Realm) js.Value {
	return r.Wrap(messagePortClass, p.own(globalIn(r)))
}

// entangle implements "entangle" for two ports that are entangled with none.
// https://html.spec.whatwg.org/multipage/web-messaging.html#entangle
func (p *messagePort) entangle(ctx context.Context, o *messagePort) {
	_, s := spec.Begin(ctx, spec.EntangleMessagePorts)
	defer s.End()
	s.Step("1")
	s.Step("2")
	p.entangled, o.entangled = o, p
}

// Disentangle implements "disentangle".
// https://html.spec.whatwg.org/multipage/web-messaging.html#disentangle
func (p *messagePort) Disentangle(ctx context.Context) {
	other := p.entangled
	if other == nil {
		return
	}
	ctx, s := spec.Begin(ctx, spec.DisentangleMessagePort)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	p.entangled, other.entangled = nil, nil
	s.AdHoc("4", "the close event queues behind the messages that were sent before; see docs/decisions/0045")
	other.add(ctx, nil)
}

// add appends to the port message queue; nil stands for the end of the channel.
func (p *messagePort) add(ctx context.Context, m *transferred) {
	p.queue = append(p.queue, m)
	if p.enabled && p.global != nil {
		p.global.QueueTask(ctx, eventloop.PortMessage, p.deliver)
	}
}

// enable enables the port message queue.
func (p *messagePort) enable(ctx context.Context) {
	if !p.enabled && !p.detached {
		p.enabled = true
		p.flush(ctx)
	}
}

// flush queues a task for each message that waits in an enabled queue. What is not delivered when the port
// is transferred goes with it.
func (p *messagePort) flush(ctx context.Context) {
	if !p.enabled || p.global == nil {
		return
	}
	for range p.queue {
		p.global.QueueTask(ctx, eventloop.PortMessage, p.deliver)
	}
}

// deliver is the task that a message is in the port message queue: steps 7.1 to 7.7 of posting.
func (p *messagePort) deliver(ctx context.Context) {
	if p.detached || len(p.queue) == 0 {
		return
	}
	m := p.queue[0]
	p.queue = p.queue[1:]
	if m == nil {
		p.global.RemovePort(p)
		dom.Fire(ctx, p, "close")
		return
	}
	ctx, s := spec.Begin(ctx, spec.MessagePortPostMessageSteps)
	defer s.End()
	s.Step("7.1")
	s.Step("7.2")
	var target dom.Target = p
	if p.target != nil {
		target = p.target
	}
	s.Step("7.3")
	r := p.global.Realm()
	defer r.Agent.Scope()()
	s.Step("7.4")
	detail := &dom.MessageDetail{}
	name := "message"
	value, ports, err := deserializeWithTransfer(r, m)
	if err != nil {
		name = "messageerror"
	} else {
		s.Step("7.5")
		s.Step("7.6")
		detail.Data, detail.Ports = r.KeepMember(value), r.KeepMember(ports)
	}
	s.Step("7.7")
	dom.Fire(ctx, target, name, func(e *dom.Event) {
		e.Interface = "MessageEvent"
		e.Detail = detail
	})
}

// post implements the postMessage() of ports, workers and their scopes, with the "message port post message steps".
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-port-post-message-steps
func (p *messagePort) post(r *js.Realm, message js.Value, list []js.Value) error {
	ctx, s := spec.Begin(contextOf(r), spec.MessagePortPostMessageSteps)
	defer s.End()
	target := p.entangled
	s.Step("1")
	s.Step("3")
	doomed := false
	for _, v := range list {
		port, ok := r.Agent.Unwrap(v).(*messagePort)
		if !ok {
			continue
		}
		s.Step("2")
		if port == p {
			return webidl.DOMExceptionf("DataCloneError", "The source port is in the transfer list.")
		}
		s.Step("4")
		doomed = doomed || port == target
	}
	s.Step("5")
	m, err := serializeWithTransfer(r, message, list)
	if err != nil {
		return err
	}
	s.Step("6")
	if target = p.entangled; target == nil || doomed { // a getter may have closed the port
		return nil
	}
	s.Step("7")
	target.add(ctx, m)
	return nil
}

var messagePortClass = &js.Class{Name: "MessagePort", Parent: EventTargetClass, Exposed: everywhere}

// portPostMessage is the postMessage() of what posts through a port.
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messageport-postmessage
func portPostMessage[T any](port func(this T) *messagePort) idl.Member {
	const name = "postMessage"
	return idl.Op2(name, idl.Any, idl.Sequence(idl.Object), func(c idl.Call, this T, message js.Value, transfer []js.Value) (js.Value, error) {
		return js.Undefined, port(this).post(c.Realm, message, transfer)
	}).Overload(idl.Op2(name, idl.Any, serializeOptions.Type(), func(c idl.Call, this T, message js.Value, o postOptions) (js.Value, error) {
		return js.Undefined, port(this).post(c.Realm, message, o.transfer)
	}))
}

func init() {
	onmessage := handlerAttribute("message")
	idl.Define(messagePortClass,
		portPostMessage(func(p *messagePort) *messagePort { return p }),
		idl.Op0("start", func(c idl.Call, p *messagePort) (js.Value, error) {
			p.enable(c.Context())
			return js.Undefined, nil
		}),
		idl.Op0("close", func(c idl.Call, p *messagePort) (js.Value, error) {
			p.close(c.Context())
			return js.Undefined, nil
		}),
		handlers("messageerror", "close"),
		onmessage.Set(func(c idl.Call, t dom.Target, v js.Value) error { // starts the port
			setHandler(c.Realm, t, "message", v)
			t.(*messagePort).enable(c.Context())
			return nil
		}),
	)
}

// close implements close().
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messageport-close
func (p *messagePort) close(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.MessagePortClose)
	defer s.End()
	s.Step("1")
	p.detached, p.queue = true, nil
	p.global.RemovePort(p)
	s.Step("2")
	p.Disentangle(ctx)
}

// messageChannel is the Go value of a MessageChannel.
type messageChannel struct{ port1, port2 *messagePort }

var messageChannelClass = &js.Class{Name: "MessageChannel", Exposed: everywhere}

func init() {
	idl.Define(messageChannelClass,
		idl.New0(newMessageChannel),
		idl.Get("port1", messagePortType, func(m *messageChannel) *messagePort { return m.port1 }),
		idl.Get("port2", messagePortType, func(m *messageChannel) *messagePort { return m.port2 }),
	)
}

// newMessageChannel implements the constructor of MessageChannel.
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messagechannel
func newMessageChannel(call idl.Call) (js.Value, error) {
	r := call.Realm
	g := globalIn(r)
	ctx, s := spec.Begin(contextOf(r), spec.NewMessageChannel)
	defer s.End()
	s.Step("1")
	c := &messageChannel{port1: (&messagePort{}).own(g)}
	s.Step("2")
	c.port2 = (&messagePort{}).own(g)
	s.Step("3")
	c.port1.entangle(ctx, c.port2)
	// Their realm is the channel's, whoever asks for them first.
	r.Wrap(messagePortClass, c.port1)
	r.Wrap(messagePortClass, c.port2)
	return call.New(messageChannelClass, c), nil
}
