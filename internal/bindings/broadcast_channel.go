package bindings

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/idl"
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

var broadcastChannelClass = &js.Class{Name: "BroadcastChannel", Parent: EventTargetClass, Exposed: everywhere}

func init() {
	idl.Define(broadcastChannelClass,
		idl.New1(idl.DOMString, newBroadcastChannel),
		idl.Get("name", idl.DOMString, func(b *broadcastChannel) string { return b.name }),
		idl.Op1("postMessage", idl.Any, func(c idl.Call, b *broadcastChannel, message js.Value) (js.Value, error) {
			return js.Undefined, b.post(c.Realm, message)
		}),
		idl.Op0("close", func(_ idl.Call, b *broadcastChannel) (js.Value, error) {
			b.closed = true
			b.global.UserAgent().Broadcast.Remove(b)
			return js.Undefined, nil
		}),
		handlers("message", "messageerror"),
	)
}

// newBroadcastChannel implements the constructor.
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-broadcastchannel
func newBroadcastChannel(call idl.Call, name string) (js.Value, error) {
	_, s := spec.Begin(call.Context(), spec.NewBroadcastChannel, name)
	defer s.End()
	s.Step("1")
	s.Step("2")
	c := &broadcastChannel{global: globalIn(call.Realm), name: name}
	c.global.UserAgent().Broadcast.Add(c)
	return call.New(broadcastChannelClass, c), nil
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
		return webidl.DOMExceptionf("InvalidStateError", "Channel is closed")
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
