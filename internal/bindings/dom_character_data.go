package bindings

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// The interfaces of the kinds of node that are neither documents nor elements.
// https://dom.spec.whatwg.org/#interface-characterdata
var (
	CharacterDataClass         = &js.Class{Name: "CharacterData", Parent: NodeClass}
	TextClass                  = &js.Class{Name: "Text", Parent: CharacterDataClass}
	CDATASectionClass          = &js.Class{Name: "CDATASection", Parent: TextClass}
	CommentClass               = &js.Class{Name: "Comment", Parent: CharacterDataClass}
	ProcessingInstructionClass = &js.Class{Name: "ProcessingInstruction", Parent: CharacterDataClass}
	DocumentTypeClass          = &js.Class{Name: "DocumentType", Parent: NodeClass}
	DocumentFragmentClass      = &js.Class{Name: "DocumentFragment", Parent: NodeClass}
)

func init() {
	idl.Define(CharacterDataClass,
		idl.Get("data", idl.LegacyNullToEmptyString(idl.DOMString), func(n *dom.Node) string { return n.Data }).Set(func(c idl.Call, n *dom.Node, v string) error {
			n.SetData(c.Context(), v)
			return nil
		}),
		idl.Get("length", idl.UnsignedLong, func(n *dom.Node) uint32 { return uint32(n.Length()) }),
		idl.Op1("appendData", idl.DOMString, func(c idl.Call, n *dom.Node, data string) (js.Value, error) {
			return js.Undefined, n.ReplaceData(c.Context(), uint32(n.Length()), 0, data)
		}),
		idl.Op2("insertData", idl.UnsignedLong, idl.DOMString, func(c idl.Call, n *dom.Node, offset uint32, data string) (js.Value, error) {
			return js.Undefined, n.ReplaceData(c.Context(), offset, 0, data)
		}),
		idl.Op2("deleteData", idl.UnsignedLong, idl.UnsignedLong, func(c idl.Call, n *dom.Node, offset, count uint32) (js.Value, error) {
			return js.Undefined, n.ReplaceData(c.Context(), offset, count, "")
		}),
		idl.Op3("replaceData", idl.UnsignedLong, idl.UnsignedLong, idl.DOMString, func(c idl.Call, n *dom.Node, offset, count uint32, data string) (js.Value, error) {
			return js.Undefined, n.ReplaceData(c.Context(), offset, count, data)
		}),
		idl.Op2("substringData", idl.UnsignedLong, idl.UnsignedLong, func(c idl.Call, n *dom.Node, offset, count uint32) (js.Value, error) {
			s, err := n.SubstringData(offset, count)
			return c.Realm.String(s), err
		}),
		elementSiblings(), childNode(),
	)
	idl.Define(TextClass,
		textConstructor(TextClass, (*dom.Document).CreateTextNode),
		idl.Get("wholeText", idl.DOMString, wholeText), assignedSlot(),
		idl.Op1("splitText", idl.UnsignedLong, func(c idl.Call, n *dom.Node, offset uint32) (js.Value, error) {
			t, err := n.SplitText(c.Context(), offset)
			return wrapNode(c.Realm, t), err
		}),
	)
	idl.Define(CommentClass, textConstructor(CommentClass, (*dom.Document).CreateComment))
	idl.Define(ProcessingInstructionClass, idl.Get("target", idl.DOMString, func(n *dom.Node) string { return n.LocalName }))
	idl.Define(DocumentTypeClass,
		idl.Get("name", idl.DOMString, func(n *dom.Node) string { return n.LocalName }),
		idl.Get("publicId", idl.DOMString, func(n *dom.Node) string { return n.PublicID }),
		idl.Get("systemId", idl.DOMString, func(n *dom.Node) string { return n.SystemID }),
		childNode(),
	)
	idl.Define(DocumentFragmentClass,
		idl.New0(func(c idl.Call) (js.Value, error) {
			return c.New(DocumentFragmentClass, documentOf(c.Realm).CreateFragment()), nil
		}),
		parentNode(), elementByID(),
	)
}

// textConstructor is the constructor of Text or Comment.
// https://dom.spec.whatwg.org/#dom-text-text
func textConstructor(class *js.Class, create func(d *dom.Document, data string) *dom.Node) idl.Member {
	return idl.New1(idl.Default(idl.DOMString, ""), func(c idl.Call, data string) (js.Value, error) {
		d := documentOf(c.Realm)
		if d == nil {
			return js.Undefined, webidl.TypeErrorf("Illegal constructor")
		}
		return c.New(class, create(d, data)), nil
	})
}

// wholeText joins a text node with its text siblings.
func wholeText(n *dom.Node) string {
	first := n
	for first.PrevSibling != nil && first.PrevSibling.IsText() {
		first = first.PrevSibling
	}
	text := ""
	for t := first; t != nil && t.IsText(); t = t.NextSibling {
		text += t.Data
	}
	return text
}

// elementByID is the operation of the mixin NonElementParentNode.
// https://dom.spec.whatwg.org/#interface-nonelementparentnode
func elementByID() idl.Member {
	return idl.Op1("getElementById", idl.DOMString, func(c idl.Call, n *dom.Node, id string) (js.Value, error) {
		return wrapNode(c.Realm, n.ElementByID(id)), nil
	})
}

// elementSiblings is the mixin NonDocumentTypeChildNode.
// https://dom.spec.whatwg.org/#interface-nondocumenttypechildnode
func elementSiblings() idl.Mixin {
	return idl.Mixin{
		idl.Get("previousElementSibling", nodeType, (*dom.Node).PreviousElementSibling),
		idl.Get("nextElementSibling", nodeType, (*dom.Node).NextElementSibling),
	}
}

// nodeOrString is (Node or DOMString).
var nodeOrString = idl.Union("Node", nodeType, idl.DOMString)

// nodesFrom implements "converting nodes into a node".
// https://dom.spec.whatwg.org/#converting-nodes-into-a-node
func nodesFrom(ctx context.Context, d *dom.Document, list []any) (*dom.Node, error) {
	var nodes []*dom.Node
	for _, v := range list {
		switch v := v.(type) {
		case *dom.Node:
			nodes = append(nodes, v)
		case string:
			nodes = append(nodes, d.CreateTextNode(v))
		}
	}
	if len(nodes) == 1 {
		return nodes[0], nil
	}
	f := d.CreateFragment()
	for _, n := range nodes {
		if err := dom.Append(ctx, n, f); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// withNodes is an operation whose arguments become one node.
func withNodes(name string, place func(ctx context.Context, n, node *dom.Node) error) idl.Member {
	return idl.Op1(name, idl.Rest(nodeOrString), func(c idl.Call, n *dom.Node, list []any) (js.Value, error) {
		node, err := nodesFrom(c.Context(), n.OwnerDocument, list)
		if err != nil {
			return js.Undefined, err
		}
		return js.Undefined, place(c.Context(), n, node)
	}).Unscopable()
}

// childNode is the mixin ChildNode.
// https://dom.spec.whatwg.org/#interface-childnode
func childNode() idl.Mixin {
	// beside is an operation that puts its arguments next to its node: place gets the parent, the node made of the arguments and
	// the first sibling in a direction that is not among them, found before they move.
	beside := func(name string, sibling func(*dom.Node) *dom.Node, place func(ctx context.Context, n, node, parent, viable *dom.Node) error) idl.Member {
		return idl.Op1(name, idl.Rest(nodeOrString), func(c idl.Call, n *dom.Node, list []any) (js.Value, error) {
			parent := n.Parent
			if parent == nil {
				return js.Undefined, nil
			}
			viable := sibling(n)
			for viable != nil && slices.Contains(list, any(viable)) {
				viable = sibling(viable)
			}
			node, err := nodesFrom(c.Context(), n.OwnerDocument, list)
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, place(c.Context(), n, node, parent, viable)
		}).Unscopable()
	}
	next := func(n *dom.Node) *dom.Node { return n.NextSibling }
	previous := func(n *dom.Node) *dom.Node { return n.PrevSibling }
	return idl.Mixin{
		beside("before", previous, func(ctx context.Context, _, node, parent, viable *dom.Node) error {
			if viable == nil {
				return dom.PreInsert(ctx, node, parent, parent.FirstChild)
			}
			return dom.PreInsert(ctx, node, parent, viable.NextSibling)
		}),
		beside("after", next, func(ctx context.Context, _, node, parent, viable *dom.Node) error {
			return dom.PreInsert(ctx, node, parent, viable)
		}),
		beside("replaceWith", next, func(ctx context.Context, n, node, parent, viable *dom.Node) error {
			if n.Parent == parent {
				return dom.Replace(ctx, n, node, parent)
			}
			return dom.PreInsert(ctx, node, parent, viable)
		}),
		idl.Op0("remove", func(c idl.Call, n *dom.Node) (js.Value, error) {
			if n.Parent != nil {
				dom.Remove(c.Context(), n)
			}
			return js.Undefined, nil
		}).Unscopable(),
	}
}
