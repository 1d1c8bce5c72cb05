package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
)

// Named implements the named properties object: frames by name, then elements.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object
func (p *proxyHooks) Named(name string) (js.Value, bool) {
	if n := p.NamedChild(name); n != nil {
		return n.ActiveBrowsingContext().Proxy().Value(), true
	}
	w := p.Window()
	if name == "" || w == nil {
		return js.Undefined, false
	}
	named := func() []*dom.Node { return namedElements(w.DOM(), name) }
	switch elements := named(); len(elements) {
	case 0:
		return js.Undefined, false
	case 1:
		return WrapNode(w.Realm(), elements[0]), true
	default:
		return collectionOf(w.Realm(), HTMLCollectionClass, &w.DOM().Node, "named "+name, named), true
	}
}

// namedElements are the elements among the named objects of a window.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-window-nameditem-filter
func namedElements(d *dom.Document, name string) []*dom.Node {
	return d.ElementsWhere(func(n *dom.Node) bool {
		if n.Namespace != dom.HTMLNamespace {
			return false
		}
		if n.ID() == name {
			return true
		}
		switch n.LocalName {
		case "embed", "form", "img", "object":
			v, _ := n.Attr("name")
			return v == name
		}
		return false
	})
}
