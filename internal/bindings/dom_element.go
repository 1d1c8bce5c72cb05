package bindings

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// tagName implements Element's tagName.
func tagName(n *dom.Node) string {
	name := n.QualifiedName()
	if n.Namespace == dom.HTMLNamespace && n.OwnerDocument.HTML {
		return dom.ASCIIUpper(name)
	}
	return name
}

// ElementClass is Element.
// https://dom.spec.whatwg.org/#interface-element
var ElementClass = new(js.Class)

func init() {
	shadowAttributes, _ := shadowMembers()
	*ElementClass = js.Class{
		Name: "Element", Parent: NodeClass, Brand: nodeBrand(dom.ElementNode),
		Attrs: append(append(append(shadowAttributes, []js.Member{
			nodeGet("namespaceURI", func(r *js.Realm, n *dom.Node) js.Value { return stringOrNull(r, n.Namespace) }),
			nodeGet("prefix", func(r *js.Realm, n *dom.Node) js.Value { return stringOrNull(r, n.Prefix) }),
			nodeGet("localName", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.LocalName) }),
			nodeGet("tagName", func(r *js.Realm, n *dom.Node) js.Value { return r.String(tagName(n)) }),
			reflect("id", "id"), reflect("className", "class"), unscopable([]js.Member{reflect("slot", "slot")})[0],
			nodeAttr("classList", func(r *js.Realm, n *dom.Node) js.Value {
				if w := windowIn(r); w != nil {
					return r.Wrap(DOMTokenListClass, w.Object(collectionKey{n, "classList"}, func() any { return &tokenList{n, "class"} }))
				}
				return r.Wrap(DOMTokenListClass, &tokenList{n, "class"})
			}, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				s, err := r.ToString(v) // [PutForwards=value]
				if err == nil {
					n.SetAttr(ctx, "class", s)
				}
				return err
			}),
			nodeGet("attributes", func(r *js.Realm, n *dom.Node) js.Value {
				return r.Wrap(NamedNodeMapClass, windowIn(r).Object(collectionKey{n, "attributes"}, func() any { return &namedNodeMap{n} }))
			}),
			nodeAttr("innerHTML", func(r *js.Realm, n *dom.Node) js.Value { return r.String(parser.Serialize(n)) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				text, err := nullableString(r, v)
				if err != nil {
					return err
				}
				target := n
				if n.TemplateContents != nil {
					target = n.TemplateContents
				}
				dom.ReplaceAll(ctx, parser.ParseFragment(ctx, n, text), target)
				return nil
			}),
			nodeAttr("outerHTML", func(r *js.Realm, n *dom.Node) js.Value { return r.String(parser.SerializeOuter(n)) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				text, err := nullableString(r, v)
				if err != nil || n.Parent == nil {
					return err
				}
				at := n.Parent
				if at.Type != dom.ElementNode {
					return webidl.DOMExceptionf("NoModificationAllowedError", "the element's parent is not an element")
				}
				return dom.Replace(ctx, n, parser.ParseFragment(ctx, at, text), at)
			}),
			nodeGet("nextElementSibling", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.NextElementSibling()) }),
			nodeGet("previousElementSibling", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.PreviousElementSibling()) }),
		}...), zeroGeometry()...), parentNodeAttributes()...),
		Methods: concatMembers(elementMethods(), elementAttrMethods(), parentNodeMethods(), childNodeMethods()),
	}
}

// zeroGeometry are the measures of boxes that are not laid out.
func zeroGeometry() []js.Member {
	var list []js.Member
	for _, name := range []string{"clientWidth", "clientHeight", "clientTop", "clientLeft", "scrollWidth", "scrollHeight"} {
		list = append(list, nodeGet(name, func(*js.Realm, *dom.Node) js.Value { return js.Int(0) }))
	}
	for _, name := range []string{"scrollTop", "scrollLeft"} {
		list = append(list, nodeAttr(name, func(*js.Realm, *dom.Node) js.Value { return js.Int(0) }, func(_ context.Context, r *js.Realm, _ *dom.Node, v js.Value) error {
			_, err := r.ToNumber(v) // what has no boxes cannot be scrolled
			return err
		}))
	}
	return list
}

// reflect is an attribute that reflects a content attribute as a string.
// https://html.spec.whatwg.org/multipage/common-dom-interfaces.html#reflect
func reflect(name, attribute string) js.Member {
	return nodeAttr(name, func(r *js.Realm, n *dom.Node) js.Value { return r.String(attrOf(n, attribute)) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
		s, err := r.ToString(v)
		if err == nil {
			n.SetAttr(ctx, attribute, s)
		}
		return err
	})
}

// reflectBool reflects a boolean attribute.
func reflectBool(name, attribute string) js.Member {
	return nodeAttr(name, func(_ *js.Realm, n *dom.Node) js.Value {
		_, ok := n.Attr(attribute)
		return js.Bool(ok)
	}, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
		if r.ToBool(v) {
			n.SetAttr(ctx, attribute, "")
		} else {
			n.RemoveAttr(ctx, attribute)
		}
		return nil
	})
}

func elementMethods() []js.Member {
	_, shadow := shadowMembers()
	return append(plainElementMethods(), shadow...)
}

func plainElementMethods() []js.Member {
	text := func(name string, length int, f func(ctx context.Context, r *js.Realm, n *dom.Node, s []string) (js.Value, error)) js.Member {
		return nodeMethod(name, length, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			var list []string
			for _, a := range args[:length] {
				s, err := nullableString(r, a)
				if err != nil {
					return js.Undefined, err
				}
				list = append(list, s)
			}
			return f(ctx, r, n, list)
		})
	}
	find := func(n *dom.Node, name string) *dom.Attr {
		if n.Namespace == dom.HTMLNamespace && n.OwnerDocument.HTML {
			name = strings.ToLower(name)
		}
		return n.AttrNamed(name)
	}
	return []js.Member{
		nodeMethod("hasAttributes", 0, func(_ context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			return js.Bool(len(n.Attrs) > 0), nil
		}),
		nodeMethod("getAttributeNames", 0, func(_ context.Context, r *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			var names []string
			for _, a := range n.Attrs {
				names = append(names, a.QualifiedName())
			}
			return stringArray(r, names), nil
		}),
		text("getAttribute", 1, func(_ context.Context, r *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			if a := find(n, s[0]); a != nil {
				return r.String(a.Value), nil
			}
			return js.Null, nil
		}),
		text("hasAttribute", 1, func(_ context.Context, _ *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			return js.Bool(find(n, s[0]) != nil), nil
		}),
		nodeMethod("setAttribute", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			name, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			value, err := r.ToString(args[1])
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, n.SetAttrNamed(ctx, name, value)
		}),
		text("removeAttribute", 1, func(ctx context.Context, _ *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			if a := find(n, s[0]); a != nil {
				n.RemoveAttrNode(ctx, a)
			}
			return js.Undefined, nil
		}),
		text("removeAttributeNS", 2, func(ctx context.Context, _ *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			if a := n.AttrNS(s[0], s[1]); a != nil {
				n.RemoveAttrNode(ctx, a)
			}
			return js.Undefined, nil
		}),
		nodeMethod("toggleAttribute", 1, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			name, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			a := find(n, name)
			want := a == nil
			if len(args) > 1 {
				want = r.ToBool(args[1])
			}
			switch {
			case want && a == nil:
				err = n.SetAttrNamed(ctx, name, "")
			case !want && a != nil:
				n.RemoveAttrNode(ctx, a)
			}
			return js.Bool(want), err
		}),
		text("getAttributeNS", 2, func(_ context.Context, r *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			if a := n.AttrNS(s[0], s[1]); a != nil {
				return r.String(a.Value), nil
			}
			return js.Null, nil
		}),
		text("setAttributeNS", 3, func(ctx context.Context, _ *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			prefix, local, ok := strings.Cut(s[1], ":")
			if !ok {
				prefix, local = "", s[1]
			}
			n.SetAttrNS(ctx, s[0], prefix, local, s[2])
			return js.Undefined, nil
		}),
		text("closest", 1, func(_ context.Context, r *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			sel, err := parser.ParseSelector(s[0])
			if err != nil {
				return js.Undefined, err
			}
			return wrapNode(r, sel.Closest(n)), nil
		}),
		text("matches", 1, func(_ context.Context, _ *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			sel, err := parser.ParseSelector(s[0])
			if err != nil {
				return js.Undefined, err
			}
			return js.Bool(sel.Matches(n)), nil
		}),
		text("webkitMatchesSelector", 1, func(_ context.Context, _ *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			sel, err := parser.ParseSelector(s[0])
			if err != nil {
				return js.Undefined, err
			}
			return js.Bool(sel.Matches(n)), nil
		}),
		text("getElementsByTagName", 1, func(_ context.Context, r *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			return elementsByTag(r, n, s[0]), nil
		}),
		text("getElementsByClassName", 1, func(_ context.Context, r *js.Realm, n *dom.Node, s []string) (js.Value, error) {
			return elementsByClass(r, n, s[0]), nil
		}),
		nodeMethod("insertAdjacentHTML", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			markup, err := r.ToString(args[1])
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, insertAdjacent(ctx, r, n, args[0], func(at *dom.Node) *dom.Node { return parser.ParseFragment(ctx, at, markup) })
		}),
		nodeMethod("insertAdjacentElement", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			el, err := toNode(r, args[1])
			if err != nil {
				return js.Undefined, err
			}
			return args[1], insertAdjacent(ctx, r, n, args[0], func(*dom.Node) *dom.Node { return el })
		}),
		nodeMethod("insertAdjacentText", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			s, err := r.ToString(args[1])
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, insertAdjacent(ctx, r, n, args[0], func(*dom.Node) *dom.Node { return n.OwnerDocument.CreateTextNode(s) })
		}),
		nodeMethod("scrollIntoView", 0, func(context.Context, *js.Realm, *dom.Node, []js.Value) (js.Value, error) {
			return js.Undefined, nil
		}),
		nodeMethod("getBoundingClientRect", 0, func(_ context.Context, r *js.Realm, _ *dom.Node, _ []js.Value) (js.Value, error) {
			o := r.NewObject()
			for _, side := range []string{"x", "y", "width", "height", "top", "right", "bottom", "left"} {
				_ = r.Define(o, side, js.Int(0), js.All)
			}
			return o, nil
		}),
		nodeMethod("getClientRects", 0, func(_ context.Context, r *js.Realm, _ *dom.Node, _ []js.Value) (js.Value, error) {
			return r.NewArray(), nil
		}),
	}
}

// insertAdjacent implements "insert adjacent".
// https://dom.spec.whatwg.org/#insert-adjacent
func insertAdjacent(ctx context.Context, r *js.Realm, n *dom.Node, where js.Value, node func(at *dom.Node) *dom.Node) error {
	position, err := r.ToString(where)
	if err != nil {
		return err
	}
	switch strings.ToLower(position) {
	case "beforebegin":
		if n.Parent == nil {
			return nil
		}
		return dom.PreInsert(ctx, node(n.Parent), n.Parent, n)
	case "afterbegin":
		return dom.PreInsert(ctx, node(n), n, n.FirstChild)
	case "beforeend":
		return dom.PreInsert(ctx, node(n), n, nil)
	case "afterend":
		if n.Parent == nil {
			return nil
		}
		return dom.PreInsert(ctx, node(n.Parent), n.Parent, n.NextSibling)
	}
	return webidl.DOMExceptionf("SyntaxError", "The value provided ('%s') is not one of 'beforeBegin', 'afterBegin', 'beforeEnd', or 'afterEnd'.", position)
}

func elementsByTag(r *js.Realm, n *dom.Node, name string) js.Value {
	match := n.MatchQualifiedName(name)
	return collectionOf(r, HTMLCollectionClass, n, "tag "+name, func() []*dom.Node { return n.ElementsWhere(match) })
}

func elementsByClass(r *js.Realm, n *dom.Node, names string) js.Value {
	match := n.MatchClassNames(names)
	return collectionOf(r, HTMLCollectionClass, n, "class "+names, func() []*dom.Node { return n.ElementsWhere(match) })
}

// parentNodeAttributes are the attributes of ParentNode.
// https://dom.spec.whatwg.org/#interface-parentnode
func parentNodeAttributes() []js.Member {
	children := func(n *dom.Node) []*dom.Node {
		var list []*dom.Node
		for c := n.FirstElementChild(); c != nil; c = c.NextElementSibling() {
			list = append(list, c)
		}
		return list
	}
	return []js.Member{
		nodeGet("children", func(r *js.Realm, n *dom.Node) js.Value {
			return collectionOf(r, HTMLCollectionClass, n, "children", func() []*dom.Node { return children(n) })
		}),
		nodeGet("firstElementChild", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.FirstElementChild()) }),
		nodeGet("lastElementChild", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.LastElementChild()) }),
		nodeGet("childElementCount", func(_ *js.Realm, n *dom.Node) js.Value { return js.Int(int32(len(children(n)))) }),
	}
}

// parentNodeMethods are the operations of ParentNode.
func parentNodeMethods() []js.Member {
	return unscopable(parentNodeOperations(), "append", "prepend", "replaceChildren")
}

func parentNodeOperations() []js.Member {
	add := func(name string, place func(ctx context.Context, n, node *dom.Node) error) js.Member {
		return nodeMethod(name, 0, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			node, err := nodesFrom(ctx, r, n.OwnerDocument, args)
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, place(ctx, n, node)
		})
	}
	return []js.Member{
		add("append", func(ctx context.Context, n, node *dom.Node) error { return dom.Append(ctx, node, n) }),
		add("prepend", func(ctx context.Context, n, node *dom.Node) error { return dom.PreInsert(ctx, node, n, n.FirstChild) }),
		add("replaceChildren", func(ctx context.Context, n, node *dom.Node) error {
			if err := dom.EnsurePreInsertValidity(ctx, node, n, nil); err != nil {
				return err
			}
			dom.ReplaceAll(ctx, node, n)
			return nil
		}),
		nodeMethod("moveBefore", 2, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			node, err := toNode(r, args[0])
			if err != nil {
				return js.Undefined, err
			}
			before, err := toNodeOrNull(r, args[1])
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, dom.Move(ctx, node, n, before)
		}),
		nodeMethod("querySelector", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			sel, err := selector(r, args[0])
			if err != nil {
				return js.Undefined, err
			}
			return wrapNode(r, sel.First(n)), nil
		}),
		nodeMethod("querySelectorAll", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			sel, err := selector(r, args[0])
			if err != nil {
				return js.Undefined, err
			}
			return staticList(r, sel.All(n)), nil
		}),
	}
}

func selector(r *js.Realm, v js.Value) (*parser.Selector, error) {
	text, err := r.ToString(v)
	if err != nil {
		return nil, err
	}
	return parser.ParseSelector(text)
}
