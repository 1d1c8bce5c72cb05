package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// WrapNode is the platform object of n, null for nil.
func WrapNode(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n) }

// NodeClass is Node.
// https://dom.spec.whatwg.org/#interface-node
var NodeClass = &js.Class{Name: "Node", Parent: EventTargetClass}

func init() {
	idl.Define(NodeClass, nodeConstants(), nodeAttributes(), namespaceLookup(), nodeOperations(), treeOperations())
}

func nodeConstants() idl.Mixin {
	var list idl.Mixin
	for i, name := range []string{
		"ELEMENT_NODE", "ATTRIBUTE_NODE", "TEXT_NODE", "CDATA_SECTION_NODE", "ENTITY_REFERENCE_NODE", "ENTITY_NODE",
		"PROCESSING_INSTRUCTION_NODE", "COMMENT_NODE", "DOCUMENT_NODE", "DOCUMENT_TYPE_NODE", "DOCUMENT_FRAGMENT_NODE", "NOTATION_NODE",
	} {
		list = append(list, idl.Const(name, float64(i+1)))
	}
	for i, name := range []string{"DISCONNECTED", "PRECEDING", "FOLLOWING", "CONTAINS", "CONTAINED_BY", "IMPLEMENTATION_SPECIFIC"} {
		list = append(list, idl.Const("DOCUMENT_POSITION_"+name, float64(int(1)<<i)))
	}
	return list
}

func nodeAttributes() idl.Mixin {
	relative := func(name string, get func(n *dom.Node) *dom.Node) idl.Member { return idl.Get(name, nodeType, get) }
	text := idl.Nullable(idl.DOMString)
	return idl.Mixin{
		idl.Get("nodeType", idl.UnsignedShort, func(n *dom.Node) uint16 { return uint16(n.Type) }),
		idl.Get("nodeName", idl.DOMString, nodeName),
		idl.Get("baseURI", idl.USVString, baseURI),
		idl.Get("isConnected", idl.Boolean, (*dom.Node).Connected),
		relative("ownerDocument", func(n *dom.Node) *dom.Node {
			if n.Type == dom.DocumentNode {
				return nil
			}
			return &n.OwnerDocument.Node
		}),
		relative("parentNode", func(n *dom.Node) *dom.Node { return n.Parent }),
		relative("parentElement", func(n *dom.Node) *dom.Node {
			if n.Parent != nil && n.Parent.Type == dom.ElementNode {
				return n.Parent
			}
			return nil
		}),
		liveList("childNodes", NodeListClass, (*dom.Node).Children),
		relative("firstChild", func(n *dom.Node) *dom.Node { return n.FirstChild }),
		relative("lastChild", func(n *dom.Node) *dom.Node { return n.LastChild }),
		relative("previousSibling", func(n *dom.Node) *dom.Node { return n.PrevSibling }),
		relative("nextSibling", func(n *dom.Node) *dom.Node { return n.NextSibling }),
		idl.Get("nodeValue", text, func(n *dom.Node) *string {
			switch {
			case n.Type == dom.AttributeNode:
				return &dom.AttrOfNode(n).Value
			case n.IsCharacterData():
				return &n.Data
			}
			return nil
		}).Set(func(c idl.Call, n *dom.Node, v *string) error {
			setText(c.Context(), n, v, false)
			return nil
		}),
		idl.Get("textContent", text, func(n *dom.Node) *string {
			content := n.TextContent()
			switch n.Type {
			case dom.DocumentNode, dom.DocumentTypeNode:
				return nil
			case dom.AttributeNode:
				content = dom.AttrOfNode(n).Value
			}
			return &content
		}).Set(func(c idl.Call, n *dom.Node, v *string) error {
			setText(c.Context(), n, v, true)
			return nil
		}),
	}
}

// nodeOperations are the operations of Node that leave the tree alone.
func nodeOperations() idl.Mixin {
	orNull := idl.OrNull(nodeType)
	rootOptions := idl.Dict("GetRootNodeOptions", idl.Field("composed", idl.Boolean, func(b *bool) *bool { return b })).Type()
	return idl.Mixin{
		idl.Op0("hasChildNodes", func(_ idl.Call, n *dom.Node) (js.Value, error) { return js.Bool(n.FirstChild != nil), nil }),
		idl.Op1("getRootNode", rootOptions, func(c idl.Call, n *dom.Node, composed bool) (js.Value, error) {
			if composed {
				return wrapNode(c.Realm, n.ShadowIncludingRoot()), nil
			}
			return wrapNode(c.Realm, n.Root()), nil
		}),
		idl.Op1("cloneNode", flag, func(c idl.Call, n *dom.Node, subtree bool) (js.Value, error) {
			return wrapNode(c.Realm, dom.Clone(c.Context(), n, n.OwnerDocument, subtree)), nil
		}),
		idl.Op1("isEqualNode", orNull, func(_ idl.Call, n, o *dom.Node) (js.Value, error) { return js.Bool(o != nil && n.Equal(o)), nil }),
		idl.Op1("isSameNode", orNull, func(_ idl.Call, n, o *dom.Node) (js.Value, error) { return js.Bool(o == n), nil }),
		idl.Op1("compareDocumentPosition", nodeType, func(_ idl.Call, n, o *dom.Node) (js.Value, error) {
			return js.Int(int32(n.ComparePosition(o))), nil
		}),
		idl.Op1("contains", orNull, func(_ idl.Call, n, o *dom.Node) (js.Value, error) { return js.Bool(o != nil && n.Contains(o)), nil }),
	}
}

// treeOperations are the operations of Node that change the tree.
func treeOperations() idl.Mixin {
	return idl.Mixin{
		idl.Op0("normalize", func(c idl.Call, n *dom.Node) (js.Value, error) {
			n.Normalize(c.Context())
			return js.Undefined, nil
		}),
		idl.Op2("insertBefore", nodeType, idl.OrNull(nodeType), func(c idl.Call, n, node, child *dom.Node) (js.Value, error) {
			return wrapNode(c.Realm, node), dom.PreInsert(c.Context(), node, n, child)
		}),
		idl.Op1("appendChild", nodeType, func(c idl.Call, n, node *dom.Node) (js.Value, error) {
			return wrapNode(c.Realm, node), dom.Append(c.Context(), node, n)
		}),
		idl.Op2("replaceChild", nodeType, nodeType, func(c idl.Call, n, node, child *dom.Node) (js.Value, error) {
			return wrapNode(c.Realm, child), dom.Replace(c.Context(), child, node, n)
		}),
		idl.Op1("removeChild", nodeType, func(c idl.Call, n, child *dom.Node) (js.Value, error) {
			return wrapNode(c.Realm, child), dom.PreRemove(c.Context(), child, n)
		}),
	}
}

// nodeName implements Node's nodeName.
// https://dom.spec.whatwg.org/#dom-node-nodename
func nodeName(n *dom.Node) string {
	switch n.Type {
	case dom.ElementNode:
		return tagName(n)
	case dom.AttributeNode:
		return dom.AttrOfNode(n).QualifiedName()
	case dom.TextNode:
		return "#text"
	case dom.CDATASectionNode:
		return "#cdata-section"
	case dom.CommentNode:
		return "#comment"
	case dom.DocumentNode:
		return "#document"
	case dom.DocumentFragmentNode:
		return "#document-fragment"
	}
	return n.LocalName
}

// baseURI is the node document's base URL.
func baseURI(n *dom.Node) string {
	if d, ok := n.OwnerDocument.Host.(interface{ BaseURLText() string }); ok {
		return d.BaseURLText()
	}
	if n.OwnerDocument.URL != nil {
		return n.OwnerDocument.URL.Href()
	}
	return "about:blank"
}

// setText sets the text of a node, nil for none; children says that an element's are replaced by it.
func setText(ctx context.Context, n *dom.Node, v *string, children bool) {
	text := ""
	if v != nil {
		text = *v
	}
	switch {
	case n.Type == dom.AttributeNode:
		setAttrValue(ctx, dom.AttrOfNode(n), text)
	case n.IsCharacterData():
		n.SetData(ctx, text)
	case children && (n.Type == dom.ElementNode || n.Type == dom.DocumentFragmentNode):
		dom.SetTextContent(ctx, n, text)
	}
}
