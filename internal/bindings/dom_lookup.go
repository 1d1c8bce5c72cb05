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
			return stringOrNull(r, n.LookupPrefix(namespace)), nil
		}),
		nodeMethod("lookupNamespaceURI", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			prefix, err := nullableString(r, args[0])
			if err != nil {
				return js.Undefined, err
			}
			return stringOrNull(r, n.LookupNamespace(prefix)), nil
		}),
		nodeMethod("isDefaultNamespace", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			namespace, err := nullableString(r, args[0])
			if err != nil {
				return js.Undefined, err
			}
			return js.Bool(n.LookupNamespace("") == namespace), nil
		}),
	}
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
