package bindings

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// broadcastChannel is the Go value of a BroadcastChannel.
// https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts
type broadcastChannel struct {
	scriptTarget
	global navigation.GlobalScope
	name   string // …#channel-name
	closed bool   // …#concept-broadcastchannel-closed
}

// Global returns the relevant global object.
func (c *broadcastChannel) Global() navigation.GlobalScope { return c.global }

// eligible implements "eligible for messaging".
// https://html.spec.whatwg.org/multipage/web-messaging.html#eligible-for-messaging
func (c *broadcastChannel) eligible() bool { return c.global.FullyActive() }

var broadcastChannelClass = new(js.Class)

func init() {
	*broadcastChannelClass = js.Class{
		Name: "BroadcastChannel", Parent: EventTargetClass, ConstructorLength: 1, Constructor: newBroadcastChannel,
		Attrs: append([]js.Member{{Name: "name", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.String(r.Agent.Unwrap(this).(*broadcastChannel).name), nil
		}}}, handlerMembers("message", "messageerror")...),
		Methods: []js.Member{
			{Name: "postMessage", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				return js.Undefined, r.Agent.Unwrap(this).(*broadcastChannel).post(r, args[0])
			}},
			{Name: "close", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				c := r.Agent.Unwrap(this).(*broadcastChannel)
				c.closed = true
				c.global.UserAgent().Broadcast.Remove(c)
				return js.Undefined, nil
			}},
		},
	}
}

// newBroadcastChannel implements the constructor.
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-broadcastchannel
func newBroadcastChannel(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	name, err := r.ToString(args[0])
	if err != nil {
		return js.Undefined, err
	}
	_, s := spec.Begin(contextOf(r), spec.NewBroadcastChannel, name)
	defer s.End()
	s.Step("1")
	s.Step("2")
	c := &broadcastChannel{global: globalIn(r), name: name}
	c.global.UserAgent().Broadcast.Add(c)
	return r.WrapNew(broadcastChannelClass, c, newTarget), nil
}

// post implements postMessage().
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-broadcastchannel-postmessage
func (c *broadcastChannel) post(r *js.Realm, message js.Value) error {
	ctx, s := spec.Begin(contextOf(r), spec.BroadcastchannelPostMessage, c.name)
	defer s.End()
	s.Step("1")
	if !c.eligible() {
		return nil
	}
	s.Step("2")
	if c.closed {
		return webidl.DOMExceptionf("InvalidStateError", "Failed to execute 'postMessage' on 'BroadcastChannel': Channel is closed")
	}
	s.Step("3")
	serialized, err := structuredSerialize(r, message)
	if err != nil {
		return err
	}
	s.Step("4")
	origin := c.global.Origin().String()
	s.Step("5")
	key := navigation.StorageKeyOf(c.global)
	s.Step("6")
	s.Step("7")
	s.Step("8")
	for _, o := range slices.Clone(c.global.UserAgent().Broadcast.All()) {
		d, ok := o.(*broadcastChannel)
		if !ok || d == c || d.name != c.name || navigation.StorageKeyOf(d.global) != key {
			continue
		}
		if !d.eligible() {
			if navigation.EvictForMessage(ctx, d.global) {
				s.AdHoc("8", "a page in the back/forward cache does not come back without what it was sent; see docs/decisions/0062")
			}
			continue
		}
		s.Step("9")
		d.global.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
			s.Step("9.1")
			if d.closed {
				return
			}
			s.Step("9.2")
			target := d.global.Realm()
			defer target.Agent.Scope()()
			s.Step("9.3")
			detail := &dom.MessageDetail{Origin: origin}
			name := "message"
			if data, err := structuredDeserialize(target, serialized); err != nil {
				name = "messageerror"
			} else {
				detail.Data = target.KeepMember(data)
			}
			s.Step("9.4")
			dom.Fire(ctx, d, name, func(e *dom.Event) {
				e.Interface = "MessageEvent"
				e.Detail = detail
			})
		})
	}
	return nil
}
