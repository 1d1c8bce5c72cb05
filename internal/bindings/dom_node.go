package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// WrapNode is the platform object of n, null for nil.
func WrapNode(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n) }

// NodeClass is Node.
// https://dom.spec.whatwg.org/#interface-node
var NodeClass = new(js.Class)

func init() {
	*NodeClass = js.Class{
		Name: "Node", Parent: EventTargetClass, Brand: nodeBrand(),
		Constants: nodeConstants(),
		Attrs: []js.Member{
			nodeGet("nodeType", func(_ *js.Realm, n *dom.Node) js.Value { return js.Int(int32(n.Type)) }),
			nodeGet("nodeName", func(r *js.Realm, n *dom.Node) js.Value { return r.String(nodeName(n)) }),
			nodeGet("baseURI", func(r *js.Realm, n *dom.Node) js.Value { return r.String(baseURI(n)) }),
			nodeGet("isConnected", func(_ *js.Realm, n *dom.Node) js.Value { return js.Bool(n.Connected()) }),
			nodeGet("ownerDocument", func(r *js.Realm, n *dom.Node) js.Value {
				if n.Type == dom.DocumentNode {
					return js.Null
				}
				return wrapNode(r, &n.OwnerDocument.Node)
			}),
			nodeGet("parentNode", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.Parent) }),
			nodeGet("parentElement", func(r *js.Realm, n *dom.Node) js.Value {
				if n.Parent != nil && n.Parent.Type == dom.ElementNode {
					return wrapNode(r, n.Parent)
				}
				return js.Null
			}),
			nodeGet("childNodes", func(r *js.Realm, n *dom.Node) js.Value {
				return collectionOf(r, NodeListClass, n, "childNodes", n.Children)
			}),
			nodeGet("firstChild", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.FirstChild) }),
			nodeGet("lastChild", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.LastChild) }),
			nodeGet("previousSibling", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.PrevSibling) }),
			nodeGet("nextSibling", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.NextSibling) }),
			nodeAttr("nodeValue", func(r *js.Realm, n *dom.Node) js.Value {
				if n.Type == dom.AttributeNode {
					return r.String(dom.AttrOfNode(n).Value)
				}
				if n.IsCharacterData() {
					return r.String(n.Data)
				}
				return js.Null
			}, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				return setText(ctx, r, n, v, false)
			}),
			nodeAttr("textContent", func(r *js.Realm, n *dom.Node) js.Value {
				if n.Type == dom.DocumentNode || n.Type == dom.DocumentTypeNode {
					return js.Null
				}
				if n.Type == dom.AttributeNode {
					return r.String(dom.AttrOfNode(n).Value)
				}
				return r.String(n.TextContent())
			}, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				return setText(ctx, r, n, v, true)
			}),
		},
		Methods: concatMembers(lookupMethods(), []js.Member{
			nodeMethod("hasChildNodes", 0, func(_ context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
				return js.Bool(n.FirstChild != nil), nil
			}),
			nodeMethod("getRootNode", 0, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				options := js.Arg(args, 0)
				if err := dictionary(options); err != nil {
					return js.Undefined, err
				}
				composed, err := boolMember(r, options, "composed")
				if err != nil {
					return js.Undefined, err
				}
				if composed {
					return wrapNode(r, n.ShadowIncludingRoot()), nil
				}
				return wrapNode(r, n.Root()), nil
			}),
			nodeMethod("normalize", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
				n.Normalize(ctx)
				return js.Undefined, nil
			}),
			nodeMethod("cloneNode", 0, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				c := dom.Clone(ctx, n, n.OwnerDocument, r.ToBool(js.Arg(args, 0)))
				return wrapNode(r, c), nil
			}),
			nodeMethod("isEqualNode", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				o, err := toNodeOrNull(r, args[0])
				return js.Bool(o != nil && n.Equal(o)), err
			}),
			nodeMethod("isSameNode", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				o, err := toNodeOrNull(r, args[0])
				return js.Bool(o == n), err
			}),
			nodeMethod("compareDocumentPosition", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				o, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				return js.Int(int32(n.ComparePosition(o))), nil
			}),
			nodeMethod("contains", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				o, err := toNodeOrNull(r, args[0])
				return js.Bool(o != nil && n.Contains(o)), err
			}),
			nodeMethod("insertBefore", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				child, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				before, err := toNodeOrNull(r, args[1])
				if err != nil {
					return js.Undefined, err
				}
				return args[0], dom.PreInsert(ctx, child, n, before)
			}),
			nodeMethod("appendChild", 1, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				child, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				return args[0], dom.Append(ctx, child, n)
			}),
			nodeMethod("replaceChild", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				node, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				child, err := toNode(r, args[1])
				if err != nil {
					return js.Undefined, err
				}
				return args[1], dom.Replace(ctx, child, node, n)
			}),
			nodeMethod("removeChild", 1, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				child, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				return args[0], dom.PreRemove(ctx, child, n)
			}),
		}),
	}
}

func nodeConstants() []js.Constant {
	var list []js.Constant
	for i, name := range []string{
		"ELEMENT_NODE", "ATTRIBUTE_NODE", "TEXT_NODE", "CDATA_SECTION_NODE", "ENTITY_REFERENCE_NODE", "ENTITY_NODE",
		"PROCESSING_INSTRUCTION_NODE", "COMMENT_NODE", "DOCUMENT_NODE", "DOCUMENT_TYPE_NODE", "DOCUMENT_FRAGMENT_NODE", "NOTATION_NODE",
	} {
		list = append(list, js.Constant{Name: name, Value: float64(i + 1)})
	}
	for i, name := range []string{"DISCONNECTED", "PRECEDING", "FOLLOWING", "CONTAINS", "CONTAINED_BY", "IMPLEMENTATION_SPECIFIC"} {
		list = append(list, js.Constant{Name: "DOCUMENT_POSITION_" + name, Value: float64(int(1) << i)})
	}
	return list
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

// setText sets the text of a node; children says that an element's are replaced by it.
func setText(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value, children bool) error {
	text, err := nullableString(r, v)
	if err != nil {
		return err
	}
	switch {
	case n.Type == dom.AttributeNode:
		setAttrValue(ctx, dom.AttrOfNode(n), text)
	case n.IsCharacterData():
		n.SetData(ctx, text)
	case children && (n.Type == dom.ElementNode || n.Type == dom.DocumentFragmentNode):
		dom.SetTextContent(ctx, n, text)
	}
	return nil
}

// CharacterDataClass is CharacterData.
// https://dom.spec.whatwg.org/#interface-characterdata
var CharacterDataClass = new(js.Class)

func init() {
	*CharacterDataClass = js.Class{
		Name: "CharacterData", Parent: NodeClass, Brand: func(v any) bool { n, ok := v.(*dom.Node); return ok && n.IsCharacterData() },
		Attrs: []js.Member{
			nodeAttr("data", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.Data) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				return setText(ctx, r, n, v, false)
			}),
			nodeGet("length", func(_ *js.Realm, n *dom.Node) js.Value { return js.Int(int32(n.Length())) }),
			nodeGet("nextElementSibling", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.NextElementSibling()) }),
			nodeGet("previousElementSibling", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.PreviousElementSibling()) }),
		},
		Methods: append([]js.Member{
			nodeMethod("appendData", 1, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				s, err := r.ToString(args[0])
				if err != nil {
					return js.Undefined, err
				}
				return js.Undefined, n.ReplaceData(ctx, uint32(n.Length()), 0, s)
			}),
			nodeMethod("insertData", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				return js.Undefined, replaceData(ctx, r, n, args[0], js.Int(0), args[1])
			}),
			nodeMethod("deleteData", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				return js.Undefined, replaceData(ctx, r, n, args[0], args[1], r.String(""))
			}),
			nodeMethod("replaceData", 3, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				return js.Undefined, replaceData(ctx, r, n, args[0], args[1], args[2])
			}),
			nodeMethod("substringData", 2, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				from, err := r.ToInt32(args[0])
				if err != nil {
					return js.Undefined, err
				}
				count, err := r.ToInt32(args[1])
				if err != nil {
					return js.Undefined, err
				}
				s, err := n.SubstringData(uint32(from), uint32(count))
				return r.String(s), err
			}),
		}, childNodeMethods()...),
	}
}

// replaceData converts the arguments of CharacterData's operations, in their order, and does "replace data".
func replaceData(ctx context.Context, r *js.Realm, n *dom.Node, offset, count, data js.Value) error {
	from, err := r.ToInt32(offset)
	if err != nil {
		return err
	}
	length, err := r.ToInt32(count)
	if err != nil {
		return err
	}
	s, err := r.ToString(data)
	if err != nil {
		return err
	}
	return n.ReplaceData(ctx, uint32(from), uint32(length), s)
}

// textConstructor makes new Text() and new Comment().
func textConstructor(class func() *js.Class, create func(d *dom.Document, data string) *dom.Node) func(*js.Realm, js.Value, []js.Value) (js.Value, error) {
	return func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
		data, err := optionalString(r, js.Arg(args, 0), "")
		if err != nil {
			return js.Undefined, err
		}
		d := documentOf(r)
		if d == nil {
			return js.Undefined, webidl.TypeErrorf("Illegal constructor")
		}
		return r.WrapNew(class(), create(d, data), newTarget), nil
	}
}

// The interfaces of the other kinds of node.
var (
	TextClass                  = new(js.Class)
	CDATASectionClass          = new(js.Class)
	CommentClass               = new(js.Class)
	ProcessingInstructionClass = new(js.Class)
	DocumentTypeClass          = new(js.Class)
	DocumentFragmentClass      = new(js.Class)
)

func init() {
	*TextClass = js.Class{Name: "Text", Parent: CharacterDataClass,
		Constructor: textConstructor(func() *js.Class { return TextClass }, (*dom.Document).CreateTextNode),
		Attrs:       []js.Member{nodeGet("wholeText", func(r *js.Realm, n *dom.Node) js.Value { return r.String(wholeText(n)) }), nodeGet("assignedSlot", assignedSlot)},
		Methods: []js.Member{nodeMethod("splitText", 1, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			offset, err := r.ToInt32(args[0])
			if err != nil {
				return js.Undefined, err
			}
			t, err := n.SplitText(ctx, uint32(offset))
			return wrapNode(r, t), err
		})},
	}
	*CDATASectionClass = js.Class{Name: "CDATASection", Parent: TextClass}
	*CommentClass = js.Class{Name: "Comment", Parent: CharacterDataClass,
		Constructor: textConstructor(func() *js.Class { return CommentClass }, (*dom.Document).CreateComment)}
	*ProcessingInstructionClass = js.Class{Name: "ProcessingInstruction", Parent: CharacterDataClass, Attrs: []js.Member{
		nodeGet("target", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.LocalName) }),
	}}
	*DocumentTypeClass = js.Class{Name: "DocumentType", Parent: NodeClass, Attrs: []js.Member{
		nodeGet("name", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.LocalName) }),
		nodeGet("publicId", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.PublicID) }),
		nodeGet("systemId", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.SystemID) }),
	}, Methods: childNodeMethods()}
	*DocumentFragmentClass = js.Class{Name: "DocumentFragment", Parent: NodeClass,
		Constructor: func(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
			return r.WrapNew(DocumentFragmentClass, documentOf(r).CreateFragment(), newTarget), nil
		},
		Attrs: parentNodeAttributes(), Methods: append(parentNodeMethods(), nodeMethod("getElementById", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			id, err := r.ToString(args[0])
			return wrapNode(r, n.ElementByID(id)), err
		})),
	}
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

// nodesFrom converts (Node or DOMString)... into one node.
// https://dom.spec.whatwg.org/#converting-nodes-into-a-node
func nodesFrom(ctx context.Context, r *js.Realm, d *dom.Document, args []js.Value) (*dom.Node, error) {
	var nodes []*dom.Node
	for _, a := range args {
		if n, ok := r.Agent.Unwrap(a).(*dom.Node); ok {
			nodes = append(nodes, n)
			continue
		}
		s, err := r.ToString(a)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, d.CreateTextNode(s))
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

// childNodeMethods are the operations of ChildNode.
// https://dom.spec.whatwg.org/#interface-childnode
func childNodeMethods() []js.Member {
	insert := func(name string, place func(n *dom.Node) *dom.Node) js.Member {
		return nodeMethod(name, 0, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			parent := n.Parent
			if parent == nil {
				return js.Undefined, nil
			}
			node, err := nodesFrom(ctx, r, n.OwnerDocument, args)
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, dom.PreInsert(ctx, node, parent, place(n))
		})
	}
	return unscopable([]js.Member{
		insert("before", func(n *dom.Node) *dom.Node { return n }),
		insert("after", func(n *dom.Node) *dom.Node { return n.NextSibling }),
		nodeMethod("replaceWith", 0, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			parent := n.Parent
			if parent == nil {
				return js.Undefined, nil
			}
			node, err := nodesFrom(ctx, r, n.OwnerDocument, args)
			if err != nil {
				return js.Undefined, err
			}
			if n.Parent == parent {
				return js.Undefined, dom.Replace(ctx, n, node, parent)
			}
			return js.Undefined, dom.PreInsert(ctx, node, parent, nil)
		}),
		nodeMethod("remove", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			if n.Parent != nil {
				dom.Remove(ctx, n)
			}
			return js.Undefined, nil
		}),
	})
}
