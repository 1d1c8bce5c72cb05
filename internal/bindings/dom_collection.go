package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
)

// nodeCollection is the Go value of a NodeList or HTMLCollection: live unless static is set.
type nodeCollection struct {
	owner  *dom.Node
	list   func() []*dom.Node
	static []*dom.Node

	cached  []*dom.Node
	version uint64
	valid   bool
}

// nodes returns the current members, computed again only when the document has changed.
func (c *nodeCollection) nodes() []*dom.Node {
	if c.list == nil {
		return c.static
	}
	if v := c.owner.OwnerDocument.Version(); !c.valid || v != c.version {
		c.cached, c.version, c.valid = c.list(), v, true
	}
	return c.cached
}

// collectionKey identifies a live collection, so that the same one is returned each time.
type collectionKey struct {
	owner *dom.Node
	name  string
}

// collectionOf returns the live collection that a node has under a name.
func collectionOf(r *js.Realm, c *js.Class, owner *dom.Node, name string, list func() []*dom.Node) js.Value {
	make := func() any { return &nodeCollection{owner: owner, list: list} }
	if w := windowIn(r); w != nil {
		return r.Wrap(c, w.Object(collectionKey{owner, name}, make))
	}
	return r.Wrap(c, make())
}

// staticList is a NodeList that does not change.
func staticList(r *js.Realm, nodes []*dom.Node) js.Value {
	return r.Wrap(NodeListClass, &nodeCollection{static: nodes})
}

var indexedNodes = &js.Exotic{
	Length: func(_ *js.Realm, v any) int { return len(v.(*nodeCollection).nodes()) },
	Index: func(r *js.Realm, v any, i uint32) (js.Value, bool) {
		nodes := v.(*nodeCollection).nodes()
		if int64(i) >= int64(len(nodes)) {
			return js.Undefined, false
		}
		return wrapNode(r, nodes[i]), true
	},
}

func collectionMembers() (attrs, methods []js.Member) {
	return []js.Member{{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Int(int32(len(r.Agent.Unwrap(this).(*nodeCollection).nodes()))), nil
		}}}, []js.Member{{Name: "item", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			i, err := r.ToInt32(args[0])
			nodes := r.Agent.Unwrap(this).(*nodeCollection).nodes()
			if err != nil || i < 0 || int(i) >= len(nodes) {
				return js.Null, err
			}
			return wrapNode(r, nodes[i]), nil
		}}}
}

// NodeListClass is NodeList; HTMLCollectionClass is HTMLCollection.
// https://dom.spec.whatwg.org/#old-style-collections
var (
	NodeListClass       = new(js.Class)
	HTMLCollectionClass = new(js.Class)
)

func init() {
	defineNodeList(NodeListClass)
	defineHTMLCollection(HTMLCollectionClass)
}

func defineNodeList(c *js.Class) {
	attrs, methods := collectionMembers()
	*c = js.Class{Name: "NodeList", Attrs: attrs, Methods: methods, Exotic: indexedNodes, ValueIterator: true}
}

func defineHTMLCollection(c *js.Class) {
	named := func(v any, name string) *dom.Node {
		for _, n := range v.(*nodeCollection).nodes() {
			if name != "" && (n.ID() == name || attrOf(n, "name") == name && n.Namespace == dom.HTMLNamespace) {
				return n
			}
		}
		return nil
	}
	exotic := *indexedNodes
	exotic.Named = func(r *js.Realm, v any, name string) (js.Value, bool) {
		if n := named(v, name); n != nil {
			return wrapNode(r, n), true
		}
		return js.Undefined, false
	}
	exotic.UnenumerableNames = true
	attrs, methods := collectionMembers()
	methods = append(methods, js.Member{Name: "namedItem", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(1, args); err != nil {
			return js.Undefined, err
		}
		name, err := r.ToString(args[0])
		return wrapNode(r, named(r.Agent.Unwrap(this), name)), err
	}})
	*c = js.Class{Name: "HTMLCollection", Attrs: attrs, Methods: methods, Exotic: &exotic, Init: func(r *js.Realm, proto, _ js.Value) {
		if array, err := r.Get(r.Global(), "Array"); err == nil {
			if p, err := r.Get(array, "prototype"); err == nil {
				if values, err := r.Get(p, "values"); err == nil {
					_ = r.DefineValue(proto, r.Symbol("iterator"), values, js.Writable|js.Configurable)
				}
			}
		}
	}}
}

// attrOf is an attribute's value, "" when it is absent.
func attrOf(n *dom.Node, name string) string {
	v, _ := n.Attr(name)
	return v
}

// tokenList is the Go value of a DOMTokenList.
type tokenList struct {
	element   *dom.Node
	attribute string
}

func (t *tokenList) tokens() []string {
	var list []string
	for _, f := range strings.FieldsFunc(attrOf(t.element, t.attribute), func(c rune) bool { return strings.ContainsRune("\t\n\f\r ", c) }) {
		if !containsString(list, f) {
			list = append(list, f)
		}
	}
	return list
}

func containsString(list []string, s string) bool {
	for _, o := range list {
		if o == s {
			return true
		}
	}
	return false
}

// DOMTokenListClass is DOMTokenList.
// https://dom.spec.whatwg.org/#interface-domtokenlist
var DOMTokenListClass = new(js.Class)

func init() {
	*DOMTokenListClass = js.Class{
		Name: "DOMTokenList", ValueIterator: true,
		Exotic: &js.Exotic{
			Length: func(_ *js.Realm, v any) int { return len(v.(*tokenList).tokens()) },
			Index: func(r *js.Realm, v any, i uint32) (js.Value, bool) {
				tokens := v.(*tokenList).tokens()
				if int64(i) >= int64(len(tokens)) {
					return js.Undefined, false
				}
				return r.String(tokens[i]), true
			},
		},
		Attrs: []js.Member{
			{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Int(int32(len(r.Agent.Unwrap(this).(*tokenList).tokens()))), nil
			}},
			{Name: "value", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				t := r.Agent.Unwrap(this).(*tokenList)
				return r.String(attrOf(t.element, t.attribute)), nil
			}},
		},
		Methods: []js.Member{
			tokenMethod("contains", func(_ *js.Realm, list, args []string) ([]string, js.Value) {
				return list, js.Bool(len(args) > 0 && containsString(list, args[0]))
			}),
			tokenMethod("add", func(_ *js.Realm, list, args []string) ([]string, js.Value) {
				for _, a := range args {
					if !containsString(list, a) {
						list = append(list, a)
					}
				}
				return list, js.Undefined
			}),
			tokenMethod("remove", func(_ *js.Realm, list, args []string) ([]string, js.Value) {
				var kept []string
				for _, t := range list {
					if !containsString(args, t) {
						kept = append(kept, t)
					}
				}
				return kept, js.Undefined
			}),
			{Name: "toggle", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				token, err := r.ToString(args[0])
				if err != nil {
					return js.Undefined, err
				}
				t := r.Agent.Unwrap(this).(*tokenList)
				list := t.tokens()
				has := containsString(list, token)
				want := !has
				if len(args) > 1 {
					want = r.ToBool(args[1])
				}
				if want != has {
					var next []string
					for _, o := range list {
						if o != token {
							next = append(next, o)
						}
					}
					if want {
						next = append(list, token)
					}
					t.element.SetAttr(contextOf(r), t.attribute, strings.Join(next, " "))
				}
				return js.Bool(want), nil
			}},
		},
	}
}

func tokenMethod(name string, change func(r *js.Realm, list, args []string) ([]string, js.Value)) js.Member {
	return js.Member{Name: name, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		var tokens []string
		for _, a := range args {
			s, err := r.ToString(a)
			if err != nil {
				return js.Undefined, err
			}
			tokens = append(tokens, s)
		}
		t := r.Agent.Unwrap(this).(*tokenList)
		before := t.tokens()
		after, result := change(r, before, tokens)
		if strings.Join(before, " ") != strings.Join(after, " ") {
			t.element.SetAttr(contextOf(r), t.attribute, strings.Join(after, " "))
		}
		return result, nil
	}}
}
