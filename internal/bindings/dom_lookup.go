package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// namespaceLookup are the operations of Node on namespaces.
// https://dom.spec.whatwg.org/#dom-node-lookupprefix
func namespaceLookup() idl.Mixin {
	return idl.Mixin{
		idl.Op1("lookupPrefix", namespaceType, func(c idl.Call, n *dom.Node, namespace string) (js.Value, error) {
			if namespace == "" {
				return js.Null, nil
			}
			return namespaceType.To(c.Realm, n.LookupPrefix(namespace)), nil
		}),
		idl.Op1("lookupNamespaceURI", namespaceType, func(c idl.Call, n *dom.Node, prefix string) (js.Value, error) {
			return namespaceType.To(c.Realm, n.LookupNamespace(prefix)), nil
		}),
		idl.Op1("isDefaultNamespace", namespaceType, func(_ idl.Call, n *dom.Node, namespace string) (js.Value, error) {
			return js.Bool(n.LookupNamespace("") == namespace), nil
		}),
	}
}

// elementLists are the operations of documents and elements that find elements by their names.
// https://dom.spec.whatwg.org/#dom-document-getelementsbytagname
func elementLists() idl.Mixin {
	list := func(c idl.Call, n *dom.Node, key string, match func(*dom.Node) bool) (js.Value, error) {
		return collectionOf(c.Realm, HTMLCollectionClass, n, key, func() []*dom.Node { return n.ElementsWhere(match) }), nil
	}
	return idl.Mixin{
		idl.Op1("getElementsByTagName", idl.DOMString, func(c idl.Call, n *dom.Node, name string) (js.Value, error) {
			return list(c, n, "tag "+name, n.MatchQualifiedName(name))
		}),
		idl.Op2("getElementsByTagNameNS", namespaceType, idl.DOMString, func(c idl.Call, n *dom.Node, namespace, name string) (js.Value, error) {
			return list(c, n, "ns "+namespace+" "+name, func(e *dom.Node) bool {
				return (namespace == "*" || e.Namespace == namespace) && (name == "*" || e.LocalName == name)
			})
		}),
		idl.Op1("getElementsByClassName", idl.DOMString, func(c idl.Call, n *dom.Node, names string) (js.Value, error) {
			return list(c, n, "class "+names, n.MatchClassNames(names))
		}),
	}
}
