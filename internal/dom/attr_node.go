package dom

// Node returns the attribute as a node: the same one each time. It is in no tree.
// https://dom.spec.whatwg.org/#interface-attr
func (a *Attr) Node() *Node {
	if a.node == nil {
		a.node = &Node{Type: AttributeNode, State: a}
	}
	a.node.OwnerDocument = a.OwnerDocument
	a.node.Namespace, a.node.Prefix, a.node.LocalName = a.Namespace, a.Prefix, a.LocalName
	return a.node
}

// AttrOfNode returns the attribute that a node of that type stands for.
func AttrOfNode(n *Node) *Attr {
	a, _ := n.State.(*Attr)
	return a
}
