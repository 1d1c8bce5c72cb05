package bindings

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/idl"
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
var ElementClass = &js.Class{Name: "Element", Parent: NodeClass}

func init() {
	idl.Define(ElementClass,
		idl.Get("namespaceURI", namespaceType, func(n *dom.Node) string { return n.Namespace }),
		idl.Get("prefix", namespaceType, func(n *dom.Node) string { return n.Prefix }),
		idl.Get("localName", idl.DOMString, func(n *dom.Node) string { return n.LocalName }),
		idl.Get("tagName", idl.DOMString, tagName),
		reflect("id", "id"), reflect("className", "class"), reflect("slot", "slot").Unscopable(), tokenListOf("classList", "class"),
		idl.GetIn("attributes", platform[*namedNodeMap](NamedNodeMapClass), func(c idl.Call, n *dom.Node) (*namedNodeMap, error) {
			return windowIn(c.Realm).Object(collectionKey{n, "attributes"}, func() any { return &namedNodeMap{n} }).(*namedNodeMap), nil
		}),
		shadowHost(), attributeOperations(), elementAttrMembers(), selectorOperations(), elementLists(), markup(), adjacentInsertion(), elementGeometry(),
		elementSiblings(), parentNode(), childNode(),
	)
}

// elementGeometry are the measures of boxes that are not laid out.
// https://drafts.csswg.org/cssom-view/#extension-to-the-element-interface
func elementGeometry() idl.Mixin {
	var list idl.Mixin
	for _, name := range []string{"clientWidth", "clientHeight", "clientTop", "clientLeft", "scrollWidth", "scrollHeight"} {
		list = append(list, idl.Get(name, idl.Long, func(*dom.Node) int32 { return 0 }))
	}
	for _, name := range []string{"scrollTop", "scrollLeft"} {
		list = append(list, idl.Get(name, idl.UnrestrictedDouble, func(*dom.Node) float64 { return 0 }).
			Set(func(idl.Call, *dom.Node, float64) error { return nil })) // what has no boxes cannot be scrolled
	}
	return append(list,
		idl.Op0("scrollIntoView", func(idl.Call, *dom.Node) (js.Value, error) { return js.Undefined, nil }),
		idl.Op0("getBoundingClientRect", func(c idl.Call, _ *dom.Node) (js.Value, error) {
			o := c.Realm.NewObject()
			for _, side := range []string{"x", "y", "width", "height", "top", "right", "bottom", "left"} {
				_ = c.Realm.Define(o, side, js.Int(0), js.All)
			}
			return o, nil
		}),
		idl.Op0("getClientRects", func(c idl.Call, _ *dom.Node) (js.Value, error) { return c.Realm.NewArray(), nil }),
	)
}

// reflect is an attribute that reflects a content attribute as a string.
// https://html.spec.whatwg.org/multipage/common-dom-interfaces.html#reflect
func reflect(name, attribute string) idl.Attribute[*dom.Node, string] {
	return reflectAs(name, attribute, func(n *dom.Node) string { return attrOf(n, attribute) })
}

// reflectAs is an attribute that sets a content attribute and shows something else of it.
func reflectAs(name, attribute string, get func(n *dom.Node) string) idl.Attribute[*dom.Node, string] {
	return idl.Get(name, idl.DOMString, get).Set(func(c idl.Call, n *dom.Node, v string) error {
		n.SetAttr(c.Context(), attribute, v)
		return nil
	})
}

// reflectBool reflects a boolean attribute.
func reflectBool(name, attribute string) idl.Attribute[*dom.Node, bool] {
	return idl.Get(name, idl.Boolean, func(n *dom.Node) bool {
		_, ok := n.Attr(attribute)
		return ok
	}).Set(func(c idl.Call, n *dom.Node, v bool) error {
		setBoolean(c.Context(), n, attribute, v)
		return nil
	})
}

func setBoolean(ctx context.Context, n *dom.Node, attribute string, v bool) {
	if v {
		n.SetAttr(ctx, attribute, "")
	} else {
		n.RemoveAttr(ctx, attribute)
	}
}

// attributeOperations are the operations of Element on attributes as strings.
func attributeOperations() idl.Mixin {
	value := func(c idl.Call, a *dom.Attr) (js.Value, error) {
		if a == nil {
			return js.Null, nil
		}
		return c.Realm.String(a.Value), nil
	}
	remove := func(c idl.Call, n *dom.Node, a *dom.Attr) (js.Value, error) {
		if a != nil {
			n.RemoveAttrNode(c.Context(), a)
		}
		return js.Undefined, nil
	}
	return idl.Mixin{
		idl.Op0("hasAttributes", func(_ idl.Call, n *dom.Node) (js.Value, error) { return js.Bool(len(n.Attrs) > 0), nil }),
		idl.Op0("getAttributeNames", func(c idl.Call, n *dom.Node) (js.Value, error) {
			var names []string
			for _, a := range n.Attrs {
				names = append(names, a.QualifiedName())
			}
			return idl.Sequence(idl.DOMString).To(c.Realm, names), nil
		}),
		idl.Op1("getAttribute", idl.DOMString, func(c idl.Call, n *dom.Node, name string) (js.Value, error) { return value(c, n.AttrNamed(name)) }),
		idl.Op2("getAttributeNS", namespaceType, idl.DOMString, func(c idl.Call, n *dom.Node, namespace, name string) (js.Value, error) {
			return value(c, n.AttrNS(namespace, name))
		}),
		idl.Op1("hasAttribute", idl.DOMString, func(_ idl.Call, n *dom.Node, name string) (js.Value, error) {
			return js.Bool(n.AttrNamed(name) != nil), nil
		}),
		idl.Op2("setAttribute", idl.DOMString, idl.DOMString, func(c idl.Call, n *dom.Node, name, value string) (js.Value, error) {
			return js.Undefined, n.SetAttrNamed(c.Context(), name, value)
		}),
		idl.Op3("setAttributeNS", namespaceType, idl.DOMString, idl.DOMString, func(c idl.Call, n *dom.Node, namespace, name, value string) (js.Value, error) {
			prefix, local, err := dom.ValidateAndExtract(namespace, name, true)
			if err == nil {
				n.SetAttrNS(c.Context(), namespace, prefix, local, value)
			}
			return js.Undefined, err
		}),
		idl.Op1("removeAttribute", idl.DOMString, func(c idl.Call, n *dom.Node, name string) (js.Value, error) { return remove(c, n, n.AttrNamed(name)) }),
		idl.Op2("removeAttributeNS", namespaceType, idl.DOMString, func(c idl.Call, n *dom.Node, namespace, name string) (js.Value, error) {
			return remove(c, n, n.AttrNS(namespace, name))
		}),
		idl.Op2("toggleAttribute", idl.DOMString, idl.Optional(idl.Boolean), func(c idl.Call, n *dom.Node, name string, force *bool) (js.Value, error) {
			a := n.AttrNamed(name)
			want := a == nil
			if force != nil {
				want = *force
			}
			var err error
			switch {
			case want && a == nil:
				err = n.SetAttrNamed(c.Context(), name, "")
			case !want && a != nil:
				n.RemoveAttrNode(c.Context(), a)
			}
			return js.Bool(want), err
		}),
	}
}

// withSelector is an operation whose argument is a list of selectors.
func withSelector(name string, f func(c idl.Call, n *dom.Node, s *parser.Selector) js.Value) idl.Member {
	return idl.Op1(name, idl.DOMString, func(c idl.Call, n *dom.Node, text string) (js.Value, error) {
		s, err := parser.ParseSelector(text)
		if err != nil {
			return js.Undefined, err
		}
		return f(c, n, s), nil
	})
}

// selectorOperations are the operations of Element that match selectors.
func selectorOperations() idl.Mixin {
	matches := func(_ idl.Call, n *dom.Node, s *parser.Selector) js.Value { return js.Bool(s.Matches(n)) }
	return idl.Mixin{
		withSelector("closest", func(c idl.Call, n *dom.Node, s *parser.Selector) js.Value { return wrapNode(c.Realm, s.Closest(n)) }),
		withSelector("matches", matches), withSelector("webkitMatchesSelector", matches),
	}
}

// markup are the attributes of Element that are markup.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-element-innerhtml
func markup() idl.Mixin {
	text := idl.LegacyNullToEmptyString(idl.DOMString)
	return idl.Mixin{
		idl.Get("innerHTML", text, parser.Serialize).Set(func(c idl.Call, n *dom.Node, markup string) error {
			target := n
			if n.TemplateContents != nil {
				target = n.TemplateContents
			}
			dom.ReplaceAll(c.Context(), parser.ParseFragment(c.Context(), n, markup), target)
			return nil
		}),
		idl.Get("outerHTML", text, parser.SerializeOuter).Set(func(c idl.Call, n *dom.Node, markup string) error {
			at := n.Parent
			switch {
			case at == nil:
				return nil
			case at.Type != dom.ElementNode:
				return webidl.DOMExceptionf("NoModificationAllowedError", "the element's parent is not an element")
			}
			return dom.Replace(c.Context(), n, parser.ParseFragment(c.Context(), at, markup), at)
		}),
	}
}

// adjacentInsertion are insertAdjacentElement() and its kind.
func adjacentInsertion() idl.Mixin {
	return idl.Mixin{
		idl.Op2("insertAdjacentHTML", idl.DOMString, idl.DOMString, func(c idl.Call, n *dom.Node, where, markup string) (js.Value, error) {
			ctx := c.Context()
			_, err := insertAdjacent(ctx, n, where, func(at *dom.Node) *dom.Node { return parser.ParseFragment(ctx, at, markup) })
			return js.Undefined, err
		}),
		idl.Op2("insertAdjacentElement", idl.DOMString, elementType, func(c idl.Call, n *dom.Node, where string, el *dom.Node) (js.Value, error) {
			inserted, err := insertAdjacent(c.Context(), n, where, func(*dom.Node) *dom.Node { return el })
			return wrapNode(c.Realm, inserted), err
		}),
		idl.Op2("insertAdjacentText", idl.DOMString, idl.DOMString, func(c idl.Call, n *dom.Node, where, data string) (js.Value, error) {
			_, err := insertAdjacent(c.Context(), n, where, func(*dom.Node) *dom.Node { return n.OwnerDocument.CreateTextNode(data) })
			return js.Undefined, err
		}),
	}
}

// insertAdjacent implements "insert adjacent"; node makes what is inserted into a parent. The result is nil where there is none.
// https://dom.spec.whatwg.org/#insert-adjacent
func insertAdjacent(ctx context.Context, n *dom.Node, where string, node func(at *dom.Node) *dom.Node) (*dom.Node, error) {
	parent, before := n, (*dom.Node)(nil)
	switch strings.ToLower(where) {
	case "beforebegin":
		parent, before = n.Parent, n
	case "afterbegin":
		before = n.FirstChild
	case "beforeend":
	case "afterend":
		parent, before = n.Parent, n.NextSibling
	default:
		return nil, webidl.DOMExceptionf("SyntaxError", "The value provided ('%s') is not one of 'beforeBegin', 'afterBegin', 'beforeEnd', or 'afterEnd'.", where)
	}
	if parent == nil {
		return nil, nil
	}
	inserted := node(parent)
	return inserted, dom.PreInsert(ctx, inserted, parent, before)
}

// parentNode is the mixin ParentNode.
// https://dom.spec.whatwg.org/#interface-parentnode
func parentNode() idl.Mixin {
	children := func(n *dom.Node) []*dom.Node {
		var list []*dom.Node
		for c := n.FirstElementChild(); c != nil; c = c.NextElementSibling() {
			list = append(list, c)
		}
		return list
	}
	return idl.Mixin{
		liveList("children", HTMLCollectionClass, children),
		idl.Get("firstElementChild", nodeType, (*dom.Node).FirstElementChild),
		idl.Get("lastElementChild", nodeType, (*dom.Node).LastElementChild),
		idl.Get("childElementCount", idl.UnsignedLong, func(n *dom.Node) uint32 { return uint32(len(children(n))) }),
		withNodes("append", func(ctx context.Context, n, node *dom.Node) error { return dom.Append(ctx, node, n) }),
		withNodes("prepend", func(ctx context.Context, n, node *dom.Node) error { return dom.PreInsert(ctx, node, n, n.FirstChild) }),
		withNodes("replaceChildren", func(ctx context.Context, n, node *dom.Node) error {
			if err := dom.EnsurePreInsertValidity(ctx, node, n, nil); err != nil {
				return err
			}
			dom.ReplaceAll(ctx, node, n)
			return nil
		}),
		idl.Op2("moveBefore", nodeType, idl.OrNull(nodeType), func(c idl.Call, n, node, before *dom.Node) (js.Value, error) {
			return js.Undefined, dom.Move(c.Context(), node, n, before)
		}),
		withSelector("querySelector", func(c idl.Call, n *dom.Node, s *parser.Selector) js.Value { return wrapNode(c.Realm, s.First(n)) }),
		withSelector("querySelectorAll", func(c idl.Call, n *dom.Node, s *parser.Selector) js.Value { return staticList(c.Realm, s.All(n)) }),
	}
}
