package bindings

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
)

// unscopable marks the members of these names, or all if there are none, as [Unscopable].
func unscopable(members []js.Member, names ...string) []js.Member {
	for i := range members {
		if len(names) == 0 || slices.Contains(names, members[i].Name) {
			members[i].Unscopable = true
		}
	}
	return members
}

// lookupMethods are the operations of Node on namespaces.
// https://dom.spec.whatwg.org/#dom-node-lookupprefix
func lookupMethods() []js.Member {
	return []js.Member{
		nodeMethod("lookupPrefix", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			namespace, err := nullableString(r, args[0])
			if err != nil || namespace == "" {
				return js.Null, err
			}
			return stringOrNull(r, locatePrefix(namespaceElement(n), namespace)), nil
		}),
		nodeMethod("lookupNamespaceURI", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			prefix, err := nullableString(r, args[0])
			if err != nil {
				return js.Undefined, err
			}
			return stringOrNull(r, locateNamespace(namespaceElement(n), prefix)), nil
		}),
		nodeMethod("isDefaultNamespace", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			namespace, err := nullableString(r, args[0])
			if err != nil {
				return js.Undefined, err
			}
			return js.Bool(locateNamespace(namespaceElement(n), "") == namespace), nil
		}),
	}
}

// namespaceElement is the element whose namespaces a node has, nil for none.
func namespaceElement(n *dom.Node) *dom.Node {
	switch n.Type {
	case dom.ElementNode:
		return n
	case dom.DocumentNode:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == dom.ElementNode {
				return c
			}
		}
		return nil
	case dom.DocumentTypeNode, dom.DocumentFragmentNode:
		return nil
	case dom.AttributeNode:
		return dom.AttrOfNode(n).Element
	}
	if n.Parent != nil && n.Parent.Type == dom.ElementNode {
		return n.Parent
	}
	return nil
}

// locatePrefix implements "locate a namespace prefix".
// https://dom.spec.whatwg.org/#locate-a-namespace-prefix
func locatePrefix(n *dom.Node, namespace string) string {
	for ; n != nil && n.Type == dom.ElementNode; n = n.Parent {
		if n.Namespace == namespace && n.Prefix != "" {
			return n.Prefix
		}
		for _, a := range n.Attrs {
			if a.Prefix == "xmlns" && a.Value == namespace {
				return a.LocalName
			}
		}
	}
	return ""
}

// locateNamespace implements "locate a namespace".
// https://dom.spec.whatwg.org/#locate-a-namespace
func locateNamespace(n *dom.Node, prefix string) string {
	for ; n != nil && n.Type == dom.ElementNode; n = n.Parent {
		switch prefix {
		case "xml":
			return dom.XMLNamespace
		case "xmlns":
			return dom.XMLNSNamespace
		}
		if n.Namespace != "" && n.Prefix == prefix {
			return n.Namespace
		}
		for _, a := range n.Attrs {
			if a.Namespace != dom.XMLNSNamespace {
				continue
			}
			if a.Prefix == "xmlns" && a.LocalName == prefix || prefix == "" && a.Prefix == "" && a.LocalName == "xmlns" {
				return a.Value
			}
		}
	}
	return ""
}

// elementsByTagNS implements getElementsByTagNameNS().
// https://dom.spec.whatwg.org/#concept-getelementsbytagnamens
func elementsByTagNS() js.Member {
	return nodeMethod("getElementsByTagNameNS", 2, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
		namespace, name, err := namespaceAndName(r, args)
		if err != nil {
			return js.Undefined, err
		}
		return collectionOf(r, HTMLCollectionClass, n, "ns "+namespace+" "+name, func() []*dom.Node {
			return n.ElementsWhere(func(e *dom.Node) bool {
				return (namespace == "*" || e.Namespace == namespace) && (name == "*" || e.LocalName == name)
			})
		}), nil
	})
}
