package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// userActivationClass is UserActivation.
// https://html.spec.whatwg.org/multipage/interaction.html#the-useractivation-interface
var userActivationClass = new(js.Class)

// userActivation is the Go value of a UserActivation object.
type userActivation struct{ window *navigation.Window }

func init() {
	attribute := func(name string, get func(w *navigation.Window) bool) js.Member {
		return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Bool(get(r.Agent.Unwrap(this).(*userActivation).window)), nil
		}}
	}
	*userActivationClass = js.Class{Name: "UserActivation", Attrs: []js.Member{
		attribute("hasBeenActive", (*navigation.Window).StickyActivation),
		attribute("isActive", (*navigation.Window).TransientActivation),
	}}
}

// userActivationMember is Navigator's userActivation, which workers lack.
func userActivationMember() js.Member {
	return js.Member{Name: "userActivation", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		w, ok := r.Agent.Unwrap(this).(*navigator).global.(*navigation.Window)
		if !ok {
			return js.Undefined, nil
		}
		a, _ := w.Slot("userActivation", func() any { return &userActivation{w} }).(*userActivation)
		return r.Wrap(userActivationClass, a), nil
	}}
}

// navigableDocument is the navigable document that a node is in; nil for one that nobody shows.
func navigableDocument(n *dom.Node) *navigation.Document {
	d, _ := n.OwnerDocument.Host.(*navigation.Document)
	return d
}

// activeElement is the element that has the focus, the body for the viewport.
// https://html.spec.whatwg.org/multipage/interaction.html#dom-documentorshadowroot-activeelement
func activeElement(r *js.Realm, d *dom.Document) js.Value {
	if n, ok := d.Host.(*navigation.Document); ok {
		if el := n.FocusedArea(); el != nil {
			return wrapNode(r, el)
		}
	}
	if b := d.Body(); b != nil {
		return wrapNode(r, b)
	}
	return wrapNode(r, d.DocumentElement())
}

// focusMethod is focus().
// https://html.spec.whatwg.org/multipage/interaction.html#dom-focus
func focusMethod() js.Member {
	return nodeMethod("focus", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
		if d := navigableDocument(n); d != nil {
			d.Focus(ctx, n)
		}
		return js.Undefined, nil
	})
}

// blurMethod is blur().
// https://html.spec.whatwg.org/multipage/interaction.html#dom-blur
func blurMethod() js.Member {
	return nodeMethod("blur", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
		if d := navigableDocument(n); d != nil {
			d.Unfocus(ctx, n)
		}
		return js.Undefined, nil
	})
}
