package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
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
func (p *messagePort) post(r *js.Realm, args []js.Value) error {
	list, err := serializeOptions(r, js.Arg(args, 1))
	if err != nil {
		return err
	}
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
			return webidl.DOMExceptionf("DataCloneError", "Failed to execute 'postMessage' on 'MessagePort': the source port is in the transfer list.")
		}
		s.Step("4")
		doomed = doomed || port == target
	}
	s.Step("5")
	m, err := serializeWithTransfer(r, args[0], list)
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

var messagePortClass = new(js.Class)

func init() {
	*messagePortClass = js.Class{
		Name: "MessagePort", Parent: EventTargetClass,
		Attrs: append(handlerMembers("messageerror", "close"), portOnMessage()),
		Methods: []js.Member{
			{Name: "postMessage", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				return js.Undefined, portOf(r, this).post(r, args)
			}},
			{Name: "start", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				portOf(r, this).enable(contextOf(r))
				return js.Undefined, nil
			}},
			{Name: "close", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				portOf(r, this).close(contextOf(r))
				return js.Undefined, nil
			}},
		},
	}
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

func portOf(r *js.Realm, this js.Value) *messagePort { return r.Agent.Unwrap(this).(*messagePort) }

// portOnMessage is onmessage, whose setter starts the port.
func portOnMessage() js.Member {
	m := handlerMembers("message")[0]
	set := m.Set
	m.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		v, err := set(r, this, args)
		portOf(r, this).enable(contextOf(r))
		return v, err
	}
	return m
}

// messageChannel is the Go value of a MessageChannel.
type messageChannel struct{ port1, port2 *messagePort }

var messageChannelClass = new(js.Class)

func init() {
	*messageChannelClass = js.Class{
		Name: "MessageChannel", Constructor: newMessageChannel,
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
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messagechannel
func newMessageChannel(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
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
	return r.WrapNew(messageChannelClass, c, newTarget), nil
}
