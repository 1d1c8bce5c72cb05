package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// userActivationClass is UserActivation.
// https://html.spec.whatwg.org/multipage/interaction.html#the-useractivation-interface
var userActivationClass = &js.Class{Name: "UserActivation"}

// userActivation is the Go value of a UserActivation object.
type userActivation struct{ window *navigation.Window }

func init() {
	idl.Define(userActivationClass,
		idl.Get("hasBeenActive", idl.Boolean, func(a *userActivation) bool { return a.window.StickyActivation() }),
		idl.Get("isActive", idl.Boolean, func(a *userActivation) bool { return a.window.TransientActivation() }),
	)
}

// userActivationAttribute is Navigator's userActivation, which workers lack.
func userActivationAttribute() idl.Member {
	return idl.Get("userActivation", platform[*userActivation](userActivationClass), func(n *navigator) *userActivation {
		return slot(n.global, "userActivation", func() *userActivation { return &userActivation{n.global.(*navigation.Window)} })
	})
}

// navigableDocument is the navigable document that a node is in; nil for one that nobody shows.
func navigableDocument(n *dom.Node) *navigation.Document {
	d, _ := n.OwnerDocument.Host.(*navigation.Document)
	return d
}

// activeElement is the element of a node's document that has the focus, the body for the viewport.
// https://html.spec.whatwg.org/multipage/interaction.html#dom-documentorshadowroot-activeelement
func activeElement(n *dom.Node) *dom.Node {
	d := n.OwnerDocument
	if owner, ok := d.Host.(*navigation.Document); ok {
		if el := owner.FocusedArea(); el != nil {
			return el
		}
	}
	if b := d.Body(); b != nil {
		return b
	}
	return d.DocumentElement()
}

// focusAndBlur are the operations of HTMLOrSVGElement by which script moves the focus.
// https://html.spec.whatwg.org/multipage/interaction.html#dom-focus
func focusAndBlur() idl.Mixin {
	return idl.Mixin{
		idl.Op0("focus", func(c idl.Call, n *dom.Node) (js.Value, error) {
			if d := navigableDocument(n); d != nil {
				d.Focus(c.Context(), n)
			}
			return js.Undefined, nil
		}),
		idl.Op0("blur", func(c idl.Call, n *dom.Node) (js.Value, error) {
			if d := navigableDocument(n); d != nil {
				d.Unfocus(c.Context(), n)
			}
			return js.Undefined, nil
		}),
	}
}
