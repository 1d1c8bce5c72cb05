package bindings

import (
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
	*c = js.Class{Name: "HTMLCollection", Attrs: attrs, Methods: methods, Exotic: &exotic, Init: arrayIterator}
}

// attrOf is an attribute's value, "" when it is absent.
func attrOf(n *dom.Node, name string) string {
	v, _ := n.Attr(name)
	return v
}
