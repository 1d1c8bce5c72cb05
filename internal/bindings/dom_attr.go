package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// AttrClass is Attr; its Go value is the attribute's node.
// https://dom.spec.whatwg.org/#interface-attr
var AttrClass = new(js.Class)

// NamedNodeMapClass is NamedNodeMap.
// https://dom.spec.whatwg.org/#interface-namednodemap
var NamedNodeMapClass = new(js.Class)

// namedNodeMap is the Go value of a NamedNodeMap.
type namedNodeMap struct{ element *dom.Node }

func attrGet(name string, get func(r *js.Realm, a *dom.Attr) js.Value) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		n, _ := r.Agent.Unwrap(this).(*dom.Node)
		if n == nil || n.Type != dom.AttributeNode {
			return js.Undefined, webidl.TypeErrorf("Illegal invocation")
		}
		return get(r, dom.AttrOfNode(n)), nil
	}}
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

// toAttr converts an Attr argument.
func toAttr(r *js.Realm, v js.Value) (*dom.Attr, error) {
	if n, ok := r.Agent.Unwrap(v).(*dom.Node); ok && n.Type == dom.AttributeNode {
		return dom.AttrOfNode(n), nil
	}
	return nil, webidl.TypeErrorf("value is not of type 'Attr'")
}

func init() {
	value := attrGet("value", func(r *js.Realm, a *dom.Attr) js.Value { return r.String(a.Value) })
	value.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		a, err := toAttr(r, this)
		if err != nil {
			return js.Undefined, err
		}
		text, err := r.ToString(js.Arg(args, 0))
		if err == nil {
			setAttrValue(contextOf(r), a, text)
		}
		return js.Undefined, err
	}
	*AttrClass = js.Class{
		Name: "Attr", Parent: NodeClass, Brand: nodeBrand(dom.AttributeNode),
		Attrs: []js.Member{
			attrGet("namespaceURI", func(r *js.Realm, a *dom.Attr) js.Value { return stringOrNull(r, a.Namespace) }),
			attrGet("prefix", func(r *js.Realm, a *dom.Attr) js.Value { return stringOrNull(r, a.Prefix) }),
			attrGet("localName", func(r *js.Realm, a *dom.Attr) js.Value { return r.String(a.LocalName) }),
			attrGet("name", func(r *js.Realm, a *dom.Attr) js.Value { return r.String(a.QualifiedName()) }),
			value,
			attrGet("ownerElement", func(r *js.Realm, a *dom.Attr) js.Value { return wrapNode(r, a.Element) }),
			attrGet("specified", func(*js.Realm, *dom.Attr) js.Value { return js.Bool(true) }),
		},
	}
	*NamedNodeMapClass = js.Class{
		Name: "NamedNodeMap", IndexedIterator: true,
		Attrs: []js.Member{{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Int(int32(len(r.Agent.Unwrap(this).(*namedNodeMap).element.Attrs))), nil
		}}},
		Methods: append([]js.Member{{Name: "item", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			i, err := r.ToInt32(args[0])
			list := r.Agent.Unwrap(this).(*namedNodeMap).element.Attrs
			if err != nil || int64(uint32(i)) >= int64(len(list)) {
				return js.Null, err
			}
			return wrapAttr(r, list[uint32(i)]), nil
		}}}, attrMethods(func(r *js.Realm, this js.Value) *dom.Node { return r.Agent.Unwrap(this).(*namedNodeMap).element },
			"getNamedItem", "getNamedItemNS", "setNamedItem", "setNamedItemNS", "removeNamedItem", "removeNamedItemNS")...),
		Exotic: &js.Exotic{
			UnenumerableNames: true,
			Length:            func(_ *js.Realm, v any) int { return len(v.(*namedNodeMap).element.Attrs) },
			Index: func(r *js.Realm, v any, i uint32) (js.Value, bool) {
				list := v.(*namedNodeMap).element.Attrs
				if int64(i) >= int64(len(list)) {
					return js.Undefined, false
				}
				return wrapAttr(r, list[i]), true
			},
			Named: func(r *js.Realm, v any, name string) (js.Value, bool) {
				a := v.(*namedNodeMap).element.AttrNamed(name)
				return wrapAttr(r, a), a != nil
			},
			Names: func(_ *js.Realm, v any) []string { return attrNames(v.(*namedNodeMap).element) },
		},
	}
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

// attrMethods are the six operations that elements and their maps have under different names: get, get with namespace,
// set, set with namespace, remove by name (of the map) or the attribute (of the element), and remove with namespace.
func attrMethods(element func(r *js.Realm, this js.Value) *dom.Node, names ...string) []js.Member {
	named := func(r *js.Realm, n *dom.Node, args []js.Value, namespaced bool) (*dom.Attr, error) {
		if !namespaced {
			if err := missingArgs(1, args); err != nil {
				return nil, err
			}
			name, err := r.ToString(args[0])
			if err != nil {
				return nil, err
			}
			return n.AttrNamed(name), nil
		}
		if err := missingArgs(2, args); err != nil {
			return nil, err
		}
		namespace, name, err := namespaceAndName(r, args)
		if err != nil {
			return nil, err
		}
		return n.AttrNS(namespace, name), nil
	}
	get := func(namespaced bool) js.HostFunc {
		return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			a, err := named(r, element(r, this), args, namespaced)
			return wrapAttr(r, a), err
		}
	}
	set := func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(1, args); err != nil {
			return js.Undefined, err
		}
		a, err := toAttr(r, args[0])
		if err != nil {
			return js.Undefined, err
		}
		old, err := element(r, this).SetAttrNode(contextOf(r), a)
		return wrapAttr(r, old), err
	}
	remove := func(namespaced bool) js.HostFunc {
		return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			n := element(r, this)
			a, err := named(r, n, args, namespaced)
			if err != nil {
				return js.Undefined, err
			}
			if a == nil {
				return js.Undefined, webidl.DOMExceptionf("NotFoundError", "there is no such attribute")
			}
			n.RemoveAttrNode(contextOf(r), a)
			return wrapAttr(r, a), nil
		}
	}
	list := []js.Member{
		{Name: names[0], Length: 1, Call: get(false)}, {Name: names[1], Length: 2, Call: get(true)},
		{Name: names[2], Length: 1, Call: set}, {Name: names[3], Length: 1, Call: set},
	}
	if len(names) == 6 {
		return append(list, js.Member{Name: names[4], Length: 1, Call: remove(false)}, js.Member{Name: names[5], Length: 2, Call: remove(true)})
	}
	return append(list, js.Member{Name: names[4], Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(1, args); err != nil {
			return js.Undefined, err
		}
		a, err := toAttr(r, args[0])
		if err != nil {
			return js.Undefined, err
		}
		n := element(r, this)
		if a.Element != n {
			return js.Undefined, webidl.DOMExceptionf("NotFoundError", "the attribute is not one of this element's")
		}
		n.RemoveAttrNode(contextOf(r), a)
		return args[0], nil
	}})
}

// elementAttrMethods are the operations of Element on Attr nodes.
func elementAttrMethods() []js.Member {
	element := func(r *js.Realm, this js.Value) *dom.Node { return r.Agent.Unwrap(this).(*dom.Node) }
	return append(attrMethods(element, "getAttributeNode", "getAttributeNodeNS", "setAttributeNode", "setAttributeNodeNS", "removeAttributeNode"),
		nodeMethod("hasAttributeNS", 2, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			namespace, name, err := namespaceAndName(r, args)
			return js.Bool(n.AttrNS(namespace, name) != nil), err
		}), elementsByTagNS())
}

// createMethods are further operations of Document that make nodes.
func createMethods() []js.Member {
	return []js.Member{
		nodeMethod("createAttribute", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			name, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			a, err := n.OwnerDocument.CreateAttribute(name)
			return wrapAttr(r, a), err
		}),
		nodeMethod("createAttributeNS", 2, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			namespace, name, err := namespaceAndName(r, args)
			if err != nil {
				return js.Undefined, err
			}
			prefix, local, err := dom.ValidateAndExtract(namespace, name, true)
			if err != nil {
				return js.Undefined, err
			}
			return wrapAttr(r, &dom.Attr{Namespace: namespace, Prefix: prefix, LocalName: local, OwnerDocument: n.OwnerDocument}), nil
		}),
		nodeMethod("createProcessingInstruction", 2, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			target, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			data, err := r.ToString(args[1])
			if err != nil {
				return js.Undefined, err
			}
			node, err := n.OwnerDocument.CreateProcessingInstruction(target, data)
			return wrapNode(r, node), err
		}),
		nodeMethod("createCDATASection", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			data, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			if n.OwnerDocument.HTML {
				return js.Undefined, webidl.DOMExceptionf("NotSupportedError", "an HTML document has no CDATA sections")
			}
			return wrapNode(r, &dom.Node{Type: dom.CDATASectionNode, OwnerDocument: n.OwnerDocument, Data: data}), nil
		}),
		elementsByTagNS(),
	}
}
