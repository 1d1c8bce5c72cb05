package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// AttrClass is Attr; its Go value is the attribute's node.
// https://dom.spec.whatwg.org/#interface-attr
var AttrClass = &js.Class{Name: "Attr", Parent: NodeClass}

// NamedNodeMapClass is NamedNodeMap.
// https://dom.spec.whatwg.org/#interface-namednodemap
var NamedNodeMapClass = &js.Class{Name: "NamedNodeMap"}

// namedNodeMap is the Go value of a NamedNodeMap.
type namedNodeMap struct{ element *dom.Node }

// attrType is Attr.
var attrType = idl.Type[*dom.Attr]{
	Name: "Attr", To: wrapAttr,
	From: func(r *js.Realm, v js.Value) (*dom.Attr, error) {
		n, err := nodesOf("Attr", func(n *dom.Node) bool { return n.Type == dom.AttributeNode }).From(r, v)
		if err != nil {
			return nil, err
		}
		return dom.AttrOfNode(n), nil
	},
}

// setAttrValue implements "set an existing attribute value".
// https://dom.spec.whatwg.org/#set-an-existing-attribute-value
func setAttrValue(ctx context.Context, a *dom.Attr, value string) {
	if a.Element == nil {
		a.Value = value
		return
	}
	a.Element.ChangeAttr(ctx, a, value)
}

// wrapAttr is the object of an attribute, null for nil.
func wrapAttr(r *js.Realm, a *dom.Attr) js.Value {
	if a == nil {
		return js.Null
	}
	return wrapNode(r, a.Node())
}

func init() {
	text := func(name string, get func(a *dom.Attr) string) idl.Attribute[*dom.Node, string] {
		return idl.Get(name, idl.DOMString, func(n *dom.Node) string { return get(dom.AttrOfNode(n)) })
	}
	idl.Define(AttrClass,
		idl.Get("namespaceURI", namespaceType, func(n *dom.Node) string { return dom.AttrOfNode(n).Namespace }),
		idl.Get("prefix", namespaceType, func(n *dom.Node) string { return dom.AttrOfNode(n).Prefix }),
		text("localName", func(a *dom.Attr) string { return a.LocalName }),
		text("name", (*dom.Attr).QualifiedName),
		text("value", func(a *dom.Attr) string { return a.Value }).Set(func(c idl.Call, n *dom.Node, v string) error {
			setAttrValue(c.Context(), dom.AttrOfNode(n), v)
			return nil
		}),
		idl.Get("ownerElement", nodeType, func(n *dom.Node) *dom.Node { return dom.AttrOfNode(n).Element }),
		idl.Get("specified", idl.Boolean, func(*dom.Node) bool { return true }),
	)
	element := func(m *namedNodeMap) *dom.Node { return m.element }
	idl.Define(NamedNodeMapClass,
		idl.List(attrType, func(m *namedNodeMap) []*dom.Attr { return m.element.Attrs }),
		idl.NamedProperty[*namedNodeMap]{
			Unenumerable: true,
			Get: func(r *js.Realm, m *namedNodeMap, name string) (js.Value, bool) {
				a := m.element.AttrNamed(name)
				return wrapAttr(r, a), a != nil
			},
			Names: func(m *namedNodeMap) []string { return attrNames(m.element) },
		},
		attrOperations(element, "getNamedItem", "setNamedItem"),
		idl.Op1("removeNamedItem", idl.DOMString, func(c idl.Call, m *namedNodeMap, name string) (js.Value, error) {
			return removeAttr(c, m.element, m.element.AttrNamed(name))
		}),
		idl.Op2("removeNamedItemNS", namespaceType, idl.DOMString, func(c idl.Call, m *namedNodeMap, namespace, name string) (js.Value, error) {
			return removeAttr(c, m.element, m.element.AttrNS(namespace, name))
		}),
	)
}

// attrNames are the supported property names of an element's attributes.
// https://dom.spec.whatwg.org/#ref-for-dfn-supported-property-names%E2%91%A2
func attrNames(n *dom.Node) []string {
	var names []string
	seen := map[string]bool{}
	html := n.Namespace == dom.HTMLNamespace && n.OwnerDocument.HTML
	for _, a := range n.Attrs {
		name := a.QualifiedName()
		if seen[name] || html && hasUpper(name) {
			continue
		}
		seen[name] = true
		names = append(names, name)
	}
	return names
}

func hasUpper(s string) bool {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return true
		}
	}
	return false
}

// attrOperations are the operations that elements and their maps have under different names: get and set, with and without a namespace.
func attrOperations[T any](element func(this T) *dom.Node, get, set string) idl.Mixin {
	put := func(c idl.Call, this T, a *dom.Attr) (js.Value, error) {
		old, err := element(this).SetAttrNode(c.Context(), a)
		return wrapAttr(c.Realm, old), err
	}
	return idl.Mixin{
		idl.Op1(get, idl.DOMString, func(c idl.Call, this T, name string) (js.Value, error) {
			return wrapAttr(c.Realm, element(this).AttrNamed(name)), nil
		}),
		idl.Op2(get+"NS", namespaceType, idl.DOMString, func(c idl.Call, this T, namespace, name string) (js.Value, error) {
			return wrapAttr(c.Realm, element(this).AttrNS(namespace, name)), nil
		}),
		idl.Op1(set, attrType, put), idl.Op1(set+"NS", attrType, put),
	}
}

// removeAttr removes an attribute that must be there.
func removeAttr(c idl.Call, n *dom.Node, a *dom.Attr) (js.Value, error) {
	if a == nil {
		return js.Undefined, webidl.DOMExceptionf("NotFoundError", "there is no such attribute")
	}
	n.RemoveAttrNode(c.Context(), a)
	return wrapAttr(c.Realm, a), nil
}

// elementAttrMembers are the operations of Element on Attr nodes.
func elementAttrMembers() idl.Mixin {
	return append(attrOperations(func(n *dom.Node) *dom.Node { return n }, "getAttributeNode", "setAttributeNode"),
		idl.Op1("removeAttributeNode", attrType, func(c idl.Call, n *dom.Node, a *dom.Attr) (js.Value, error) {
			if a.Element != n {
				a = nil
			}
			return removeAttr(c, n, a)
		}),
		idl.Op2("hasAttributeNS", namespaceType, idl.DOMString, func(_ idl.Call, n *dom.Node, namespace, name string) (js.Value, error) {
			return js.Bool(n.AttrNS(namespace, name) != nil), nil
		}),
	)
}
