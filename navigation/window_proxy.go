package navigation

import (
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A WindowProxyHost answers what a WindowProxy asks of the window behind it: who may look, and
// which frames it has. The script host adds the cross-origin properties.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-windowproxy-exotic-object
type WindowProxyHost struct{ Context *BrowsingContext }

// Window returns [[Window]].
func (p WindowProxyHost) Window() *Window { return p.Context.window }

// SameOrigin implements "IsPlatformObjectSameOrigin".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#isplatformobjectsameorigin-(-o-)
func (p WindowProxyHost) SameOrigin(accessor *js.Realm) bool {
	w, ok := accessor.Host.(*Window)
	return ok && (w == p.Context.window || weburl.SameOriginDomain(w.document.origin, p.Context.window.document.origin))
}

// Length returns the number of document-tree child navigables.
func (p WindowProxyHost) Length() int { return len(p.children()) }

// Index returns the WindowProxy of the i-th document-tree child navigable.
func (p WindowProxyHost) Index(i uint32) (js.Value, bool) {
	children := p.indexed()
	if uint64(i) >= uint64(len(children)) {
		return js.Undefined, false
	}
	return children[i].ActiveBrowsingContext().proxy.Value(), true
}

// NamedChild returns the navigable that a document-tree child target name stands for.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#document-tree-child-navigable-target-name-property-set
func (p WindowProxyHost) NamedChild(name string) *Navigable {
	if name == "" {
		return nil
	}
	for _, n := range p.children() {
		if n.TargetName() != name {
			continue
		}
		if weburl.SameOrigin(n.ActiveDocument().origin, p.Context.window.document.origin) {
			return n
		}
		if attribute, _ := n.container.Element.Attr("name"); attribute == name {
			return n // as in browsers; see docs/decisions/0043
		}
		return nil
	}
	return nil
}

// SecurityError makes what an access that is not allowed throws.
func (p WindowProxyHost) SecurityError(accessor *js.Realm, what string) error {
	return CrossOriginError(accessor, what, "Window")
}

// CrossOriginError is the SecurityError of an access to an object of another origin, in Chrome's words: upstream's
// grandparent_location_aboutsrcdoc compares them.
func CrossOriginError(accessor *js.Realm, what, object string) error {
	if what != "" {
		what = "Failed to " + what + " '" + object + "': "
	}
	frame := "a frame"
	if w, ok := accessor.Host.(*Window); ok {
		frame = "a frame with origin \"" + w.Origin().String() + "\""
	}
	return webidl.DOMExceptionf("SecurityError", "%sBlocked %s from accessing a cross-origin frame.", what, frame)
}

// children returns the child navigables in tree order.
func (p WindowProxyHost) children() []*Navigable {
	return p.alive((*Document).DocumentTreeChildNavigables)
}

// indexed returns them in the order of their containers' insertion.
func (p WindowProxyHost) indexed() []*Navigable { return p.alive((*Document).indexedNavigables) }

func (p WindowProxyHost) alive(of func(*Document) []*Navigable) []*Navigable {
	w := p.Context.window
	if w == nil || w.document.NodeNavigable() == nil || w.document.browsingContext == nil {
		return nil
	}
	var list []*Navigable
	for _, n := range of(w.document) {
		if n.ActiveBrowsingContext() != nil {
			list = append(list, n)
		}
	}
	return list
}
