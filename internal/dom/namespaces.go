package dom

// LookupNamespace is the namespace of a prefix where n stands; "" is null for both.
// https://dom.spec.whatwg.org/#dom-node-lookupnamespaceuri
func (n *Node) LookupNamespace(prefix string) string {
	return locateNamespace(namespaceElement(n), prefix)
}

// LookupPrefix is a prefix of a namespace where n stands; "" for none.
// https://dom.spec.whatwg.org/#dom-node-lookupprefix
func (n *Node) LookupPrefix(namespace string) string {
	return locatePrefix(namespaceElement(n), namespace)
}

// namespaceElement is the element whose namespaces a node has, nil for none.
func namespaceElement(n *Node) *Node {
	switch n.Type {
	case ElementNode:
		return n
	case DocumentNode:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == ElementNode {
				return c
			}
		}
		return nil
	case DocumentTypeNode, DocumentFragmentNode:
		return nil
	case AttributeNode:
		return AttrOfNode(n).Element
	}
	if n.Parent != nil && n.Parent.Type == ElementNode {
		return n.Parent
	}
	return nil
}

// locatePrefix implements "locate a namespace prefix".
// https://dom.spec.whatwg.org/#locate-a-namespace-prefix
func locatePrefix(n *Node, namespace string) string {
	for ; n != nil && n.Type == ElementNode; n = n.Parent {
		if n.Namespace == namespace && n.Prefix != "" {
			return n.Prefix
		}
		for _, a := range n.Attrs {
			if a.Prefix == "xmlns" && a.Value == namespace {
				return a.LocalName
			}
		}
	}
	return ""
}

// locateNamespace implements "locate a namespace".
// https://dom.spec.whatwg.org/#locate-a-namespace
func locateNamespace(n *Node, prefix string) string {
	for ; n != nil && n.Type == ElementNode; n = n.Parent {
		switch prefix {
		case "xml":
			return XMLNamespace
		case "xmlns":
			return XMLNSNamespace
		}
		if n.Namespace != "" && n.Prefix == prefix {
			return n.Namespace
		}
		for _, a := range n.Attrs {
			if a.Namespace != XMLNSNamespace {
				continue
			}
			if a.Prefix == "xmlns" && a.LocalName == prefix || prefix == "" && a.Prefix == "" && a.LocalName == "xmlns" {
				return a.Value
			}
		}
	}
	return ""
}
