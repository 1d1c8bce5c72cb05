package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// postOptions is StructuredSerializeOptions or WindowPostMessageOptions.
type postOptions struct {
	transfer     []js.Value
	targetOrigin string
}

// https://html.spec.whatwg.org/multipage/web-messaging.html#structuredserializeoptions
var (
	serializeOptions = idl.Dict("StructuredSerializeOptions",
		idl.Field("transfer", idl.Sequence(idl.Object), func(o *postOptions) *[]js.Value { return &o.transfer }))
	windowPostMessageOptions = serializeOptions.Extend("WindowPostMessageOptions",
		idl.Field("targetOrigin", idl.Default(idl.USVString, "/"), func(o *postOptions) *string { return &o.targetOrigin }))
)

// postMessage is window.postMessage().
// https://html.spec.whatwg.org/multipage/web-messaging.html#dom-window-postmessage
func postMessage() idl.Operation {
	return idl.Op3("postMessage", idl.Any, idl.USVString, idl.Default(idl.Sequence(idl.Object), nil),
		func(c idl.Call, w *navigation.Window, message js.Value, targetOrigin string, transfer []js.Value) (js.Value, error) {
			return js.Undefined, windowPostMessage(c.Realm, w, message, targetOrigin, transfer)
		}).Overload(idl.Op2("postMessage", idl.Any, windowPostMessageOptions.Type(),
		func(c idl.Call, w *navigation.Window, message js.Value, o postOptions) (js.Value, error) {
			return js.Undefined, windowPostMessage(c.Realm, w, message, o.targetOrigin, o.transfer)
		}))
}

// windowPostMessage implements the "window post message steps".
// https://html.spec.whatwg.org/multipage/web-messaging.html#window-post-message-steps
func windowPostMessage(r *js.Realm, target *navigation.Window, message js.Value, targetOrigin string, transfer []js.Value) error {
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
			detail.Data, detail.Ports = target.Realm().KeepMember(value), target.Realm().KeepMember(ports)
		}
		if sourceContext != nil {
			detail.Source = target.Realm().KeepMember(sourceContext.Proxy().Value())
		}
		s.Step("8.7")
		dom.Fire(ctx, target, name, func(e *dom.Event) {
			e.Interface = "MessageEvent"
			e.Detail = detail
		})
	})
	return nil
}
