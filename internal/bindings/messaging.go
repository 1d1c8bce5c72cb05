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
	var transfer []js.Value
	second := js.Arg(args, 1)
	if second.IsObject() && len(args) < 3 || second.IsNullish() && len(args) < 3 {
		if second.IsObject() {
			v, err := r.Get(second, "transfer")
			if err != nil {
				return js.Undefined, err
			}
			if transfer, err = transferList(r, v); err != nil {
				return js.Undefined, err
			}
			if v, err = r.Get(second, "targetOrigin"); err != nil {
				return js.Undefined, err
			}
			if !v.IsUndefined() {
				if targetOrigin, err = r.ToUSVString(v); err != nil {
					return js.Undefined, err
				}
			}
		}
	} else {
		text, err := r.ToUSVString(second)
		if err != nil {
			return js.Undefined, err
		}
		targetOrigin = text
		if transfer, err = transferList(r, js.Arg(args, 2)); err != nil {
			return js.Undefined, err
		}
	}
	return js.Undefined, windowPostMessage(r, windowOf(r, this), args[0], targetOrigin, transfer)
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
