package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
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

// NodeListClass is NodeList; HTMLCollectionClass is HTMLCollection.
// https://dom.spec.whatwg.org/#old-style-collections
var (
	NodeListClass       = &js.Class{Name: "NodeList"}
	HTMLCollectionClass = &js.Class{Name: "HTMLCollection"}
)

var nodeListType = platform[*nodeCollection](NodeListClass)

func init() {
	list := idl.List(nodeType, (*nodeCollection).nodes)
	idl.Define(NodeListClass, list, idl.Iterable())
	idl.Define(HTMLCollectionClass, list,
		idl.Op1("namedItem", idl.DOMString, func(c idl.Call, list *nodeCollection, name string) (js.Value, error) {
			return wrapNode(c.Realm, list.named(name)), nil
		}),
		idl.NamedProperty[*nodeCollection]{
			Unenumerable: true,
			Get: func(r *js.Realm, list *nodeCollection, name string) (js.Value, bool) {
				n := list.named(name)
				return wrapNode(r, n), n != nil
			},
			Names: (*nodeCollection).names,
		})
}

// named is the element that an HTMLCollection has under a name.
// https://dom.spec.whatwg.org/#dom-htmlcollection-nameditem-key
func (c *nodeCollection) named(name string) *dom.Node {
	for _, n := range c.nodes() {
		if name != "" && (n.ID() == name || attrOf(n, "name") == name && n.Namespace == dom.HTMLNamespace) {
			return n
		}
	}
	return nil
}

// names are the supported property names of an HTMLCollection.
// https://dom.spec.whatwg.org/#ref-for-dfn-supported-property-names
func (c *nodeCollection) names() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, n := range c.nodes() {
		add(n.ID())
		if n.Namespace == dom.HTMLNamespace {
			add(attrOf(n, "name"))
		}
	}
	return names
}

// liveList is an attribute that is a live collection of nodes.
func liveList(name string, class *js.Class, list func(n *dom.Node) []*dom.Node) idl.Member {
	return idl.GetIn(name, idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
		return collectionOf(c.Realm, class, n, name, func() []*dom.Node { return list(n) }), nil
	})
}

// attrOf is an attribute's value, "" when it is absent.
func attrOf(n *dom.Node, name string) string {
	v, _ := n.Attr(name)
	return v
}
