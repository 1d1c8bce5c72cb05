package dom

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
)

func hierarchyError(why string) error {
	return webidl.DOMExceptionf("HierarchyRequestError", "%s", why)
}

// EnsurePreInsertValidity implements "ensure pre-insert validity"; exclude holds children that do not count.
// https://dom.spec.whatwg.org/#concept-node-ensure-pre-insertion-validity
func EnsurePreInsertValidity(ctx context.Context, node, parent, child *Node, exclude ...*Node) error {
	_, s := spec.Begin(ctx, spec.EnsurePreInsertValidity, node, parent)
	defer s.End()
	s.Step("1")
	switch parent.Type {
	case DocumentNode, DocumentFragmentNode, ElementNode:
	default:
		return hierarchyError("this node has no children")
	}
	s.Step("2") // a node cannot get below itself, nor below its own template's contents
	if hostIncludingContains(node, parent) {
		return hierarchyError("the new child contains the parent")
	}
	s.Step("3")
	if child != nil && child.Parent != parent {
		return webidl.DOMExceptionf("NotFoundError", "the reference child is not a child of this node")
	}
	s.Step("4")
	if node.Type == DocumentNode || node.Type == AttributeNode {
		return hierarchyError("a document or an attribute cannot be inserted")
	}
	s.Step("5")
	if parent.Type != DocumentNode {
		s.Step("5.1")
		if node.Type == DocumentTypeNode {
			return hierarchyError("a doctype belongs to a document")
		}
		s.Step("5.2")
		return nil
	}
	s.Step("6")
	if node.IsText() {
		return hierarchyError("text cannot be a child of a document")
	}
	s.Step("7")
	if node.IsCharacterData() {
		return nil
	}
	counts := func(t NodeType) bool {
		for c := parent.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == t && !slices.Contains(exclude, c) {
				return true
			}
		}
		return false
	}
	s.Step("8")
	if node.Type == DocumentFragmentNode {
		s.Step("8.1")
		elements := 0
		for c := node.FirstChild; c != nil; c = c.NextSibling {
			if c.IsText() {
				return hierarchyError("text cannot be a child of a document")
			}
			if c.Type == ElementNode {
				elements++
			}
		}
		if elements > 1 {
			return hierarchyError("a document has one element")
		}
		s.Step("8.2")
		if elements == 0 {
			return nil
		}
	}
	s.Step("9")
	if node.Type != DocumentTypeNode {
		s.Step("9.1")
		if counts(ElementNode) || child != nil && sibling(child.NextSibling, DocumentTypeNode, true) ||
			child != nil && child.Type == DocumentTypeNode && !slices.Contains(exclude, child) {
			return hierarchyError("a document has one element, after its doctype")
		}
		s.Step("9.2")
		return nil
	}
	s.Step("10")
	s.Step("11")
	if counts(DocumentTypeNode) || child != nil && sibling(child.PrevSibling, ElementNode, false) || child == nil && counts(ElementNode) {
		return hierarchyError("a document has one doctype, before its element")
	}
	return nil
}

// sibling tells whether n or a node after it (before it) is of type t.
func sibling(n *Node, t NodeType, forward bool) bool {
	for n != nil {
		if n.Type == t {
			return true
		}
		if forward {
			n = n.NextSibling
		} else {
			n = n.PrevSibling
		}
	}
	return false
}

// hostIncludingContains tells whether n is a host-including inclusive ancestor of other.
// https://dom.spec.whatwg.org/#concept-tree-host-including-inclusive-ancestor
func hostIncludingContains(n, other *Node) bool {
	for other != nil {
		if other == n {
			return true
		}
		if other.root != nil {
			other = other.root.Host
			continue
		}
		if other.Parent == nil && other.Type == DocumentFragmentNode {
			other, _ = other.State.(*Node) // a template's contents know their template
			continue
		}
		other = other.Parent
	}
	return false
}

// PreInsert implements "pre-insert".
// https://dom.spec.whatwg.org/#concept-node-pre-insert
func PreInsert(ctx context.Context, node, parent, child *Node) error {
	ctx, s := spec.Begin(ctx, spec.PreInsert, node, parent)
	defer s.End()
	s.Step("1")
	if err := EnsurePreInsertValidity(ctx, node, parent, child); err != nil {
		return err
	}
	s.Step("2")
	reference := child
	s.Step("3")
	if reference == node {
		reference = node.NextSibling
	}
	s.Step("4")
	Insert(ctx, node, parent, reference)
	s.Step("5")
	return nil
}

// Append implements "append".
// https://dom.spec.whatwg.org/#concept-node-append
func Append(ctx context.Context, node, parent *Node) error { return PreInsert(ctx, node, parent, nil) }

// Insert implements "insert" without checks: node goes into parent before child, or last if child is nil.
// https://dom.spec.whatwg.org/#concept-node-insert
func Insert(ctx context.Context, node, parent, child *Node) { insert(ctx, node, parent, child, false) }

func insert(ctx context.Context, node, parent, child *Node, suppressObservers bool) {
	ctx, s := spec.Begin(ctx, spec.InsertNode, node, parent)
	defer s.End()
	s.Step("1")
	var nodes []*Node
	if node.Type == DocumentFragmentNode {
		nodes = node.Children()
	} else {
		nodes = []*Node{node}
	}
	s.Step("2")
	s.Step("3")
	if len(nodes) == 0 {
		return
	}
	s.Step("4")
	if node.Type == DocumentFragmentNode {
		s.Step("4.1")
		for _, c := range nodes {
			remove(ctx, c, true)
		}
		s.Step("4.2")
		queueTreeRecord(ctx, node, nil, nodes, nil, nil)
	}
	s.Todo("5") // live ranges
	s.Step("6")
	previous := parent.LastChild
	if child != nil {
		previous = child.PrevSibling
	}
	s.Step("7")
	placed := nodes[:0:0]
	for _, n := range nodes {
		s.Step("7.1")
		Adopt(ctx, n, parent.OwnerDocument)
		if n.Parent != nil || child != nil && child.Parent != parent || hostIncludingContains(n, parent) {
			s.AdHoc("7.1", "a frame's handlers have changed the tree while it was removed: the node stays where they left it, as in browsers")
			continue
		}
		placed = append(placed, n)
		s.Step("7.2")
		s.Step("7.3")
		parent.link(n, child)
		s.Todo("7.4") // slots, and insertion steps: no element here has any that is not a post-connection step
	}
	if nodes = placed; len(nodes) == 0 {
		return
	}
	parent.OwnerDocument.version++
	s.Step("8")
	if !suppressObservers {
		queueTreeRecord(ctx, parent, nodes, nil, previous, child)
	}
	hooks := parent.OwnerDocument.Hooks
	s.Step("9")
	if hooks != nil {
		hooks.ChildrenChanged(ctx, parent)
	}
	s.Step("10")
	s.Step("11") // collected before any of them acts, since acting can change the tree
	if hooks == nil || !parent.Connected() {
		return
	}
	var list []*Node
	for _, n := range nodes {
		list = append(list, shadowIncludingDescendants(n)...)
	}
	s.Step("12")
	for _, n := range list {
		if n.Connected() && n.OwnerDocument.Hooks != nil {
			n.OwnerDocument.Hooks.PostConnection(ctx, n)
		}
	}
}

// link puts n into p's children before child.
func (p *Node) link(n, child *Node) {
	n.Parent, n.NextSibling = p, child
	if child == nil {
		n.PrevSibling, p.LastChild = p.LastChild, n
	} else {
		n.PrevSibling, child.PrevSibling = child.PrevSibling, n
	}
	if n.PrevSibling == nil {
		p.FirstChild = n
	} else {
		n.PrevSibling.NextSibling = n
	}
}

// unlink takes n out of its parent's children.
func (n *Node) unlink() {
	p := n.Parent
	if n.PrevSibling == nil {
		p.FirstChild = n.NextSibling
	} else {
		n.PrevSibling.NextSibling = n.NextSibling
	}
	if n.NextSibling == nil {
		p.LastChild = n.PrevSibling
	} else {
		n.NextSibling.PrevSibling = n.PrevSibling
	}
	n.Parent, n.PrevSibling, n.NextSibling = nil, nil, nil
}

// PreRemove implements "pre-remove".
// https://dom.spec.whatwg.org/#concept-node-pre-remove
func PreRemove(ctx context.Context, child, parent *Node) error {
	if child.Parent != parent {
		return webidl.DOMExceptionf("NotFoundError", "the node to be removed is not a child of this node")
	}
	Remove(ctx, child)
	return nil
}

// Remove implements "remove" for a node that has a parent.
// https://dom.spec.whatwg.org/#concept-node-remove
func Remove(ctx context.Context, node *Node) { remove(ctx, node, false) }

func remove(ctx context.Context, node *Node, suppressObservers bool) {
	ctx, s := spec.Begin(ctx, spec.RemoveNode, node)
	defer s.End()
	s.Step("1")
	parent := node.Parent
	s.Assert("2", parent != nil)
	s.Todo("3") // live ranges
	s.Todo("4") // node iterators
	s.Step("5")
	previous := node.PrevSibling
	s.Step("6")
	next := node.NextSibling
	s.Step("7")
	node.unlink()
	document := parent.OwnerDocument
	document.version++
	version := document.version
	s.Todo("8") // slots
	hooks := parent.OwnerDocument.Hooks
	var descendants []*Node
	if hooks != nil {
		descendants = shadowIncludingDescendants(node)[1:] // removing an iframe runs script, which may change the subtree
	}
	s.Step("11") // the node that is the subtree's root goes first
	if hooks != nil {
		hooks.Removing(ctx, node, parent)
	}
	s.Step("12")
	s.Todo("13") // custom elements
	s.Step("14")
	for _, d := range descendants {
		if document.version != version && !hostIncludingContains(node, d) {
			continue // a frame's handlers have put it elsewhere
		}
		s.Step("14.1")
		hooks.Removing(ctx, d, parent)
	}
	s.Step("15")
	addTransientObservers(node, parent)
	s.Step("16")
	if !suppressObservers {
		queueTreeRecord(ctx, parent, nil, []*Node{node}, previous, next)
	}
	s.Step("17")
	if hooks != nil {
		hooks.ChildrenChanged(ctx, parent)
	}
}

// Replace implements "replace": child within parent by node.
// https://dom.spec.whatwg.org/#concept-node-replace
func Replace(ctx context.Context, child, node, parent *Node) error {
	ctx, s := spec.Begin(ctx, spec.ReplaceNode, child, node)
	defer s.End()
	s.Step("1")
	if err := EnsurePreInsertValidity(ctx, node, parent, child, child); err != nil {
		return err
	}
	s.Step("2")
	reference := child.NextSibling
	s.Step("3")
	if reference == node {
		reference = node.NextSibling
	}
	s.Step("4")
	previous := child.PrevSibling
	s.Step("5")
	var removed []*Node
	s.Step("6")
	Adopt(ctx, node, parent.OwnerDocument)
	s.Step("7")
	if child.Parent != nil {
		s.Step("7.1")
		removed = []*Node{child}
		s.Step("7.2")
		remove(ctx, child, true)
	}
	s.Step("8")
	nodes := []*Node{node}
	if node.Type == DocumentFragmentNode {
		nodes = node.Children()
	}
	if reference != nil && reference.Parent != parent {
		reference = nil // script that ran at the removal moved it away; the standard's removal runs none
		s.AdHoc("9", "the reference child left while child was removed")
	}
	s.Step("9")
	insert(ctx, node, parent, reference, true)
	s.Step("10")
	queueTreeRecord(ctx, parent, nodes, removed, previous, reference)
	s.Step("11")
	return nil
}

// ReplaceAll implements "replace all"; node may be nil.
// https://dom.spec.whatwg.org/#concept-node-replace-all
func ReplaceAll(ctx context.Context, node, parent *Node) {
	ctx, s := spec.Begin(ctx, spec.ReplaceAll, parent)
	defer s.End()
	s.Step("1")
	removed := parent.Children()
	s.Step("2")
	var added []*Node
	s.Step("3")
	s.Step("4")
	if node != nil && node.Type == DocumentFragmentNode {
		added = node.Children()
	} else if node != nil {
		added = []*Node{node}
	}
	s.Step("5")
	for _, c := range removed {
		if c.Parent == parent {
			remove(ctx, c, true)
		}
	}
	s.Step("6")
	if node != nil {
		insert(ctx, node, parent, nil, true)
	}
	s.Step("7")
	if len(added)+len(removed) > 0 {
		queueTreeRecord(ctx, parent, added, removed, nil, nil)
	}
}

// SetTextContent implements "string replace all" for element and fragment parents.
// https://dom.spec.whatwg.org/#string-replace-all
func SetTextContent(ctx context.Context, parent *Node, text string) {
	var n *Node
	if text != "" {
		n = parent.OwnerDocument.CreateTextNode(text)
	}
	ReplaceAll(ctx, n, parent)
}

// Adopt implements "adopt": node leaves its parent, and its subtree belongs to document from here on.
// https://dom.spec.whatwg.org/#concept-node-adopt
func Adopt(ctx context.Context, node *Node, document *Document) {
	ctx, s := spec.Begin(ctx, spec.AdoptNode, node)
	defer s.End()
	s.Step("1")
	old := node.OwnerDocument
	s.Step("2")
	if node.Parent != nil {
		Remove(ctx, node)
	}
	s.Step("3")
	if document == old {
		return
	}
	s.Step("3.1")
	for _, c := range shadowIncludingDescendants(node) {
		c.OwnerDocument = document
		if c.shadow != nil {
			c.shadow.OwnerDocument = document
		}
		if c.TemplateContents != nil {
			Adopt(ctx, c.TemplateContents, document.templateOwner())
		}
	}
}

// Move implements "move", the core of moveBefore(): nothing is removed or inserted as far as elements can tell.
// https://dom.spec.whatwg.org/#move
func Move(ctx context.Context, node, newParent, child *Node) error {
	ctx, s := spec.Begin(ctx, spec.MoveNode, node, newParent)
	defer s.End()
	s.Step("1")
	if newParent.Root() != node.Root() {
		return hierarchyError("moving needs one common root")
	}
	s.Step("2")
	if hostIncludingContains(node, newParent) {
		return hierarchyError("the moved node contains the new parent")
	}
	s.Step("3")
	if child != nil && child.Parent != newParent {
		return webidl.DOMExceptionf("NotFoundError", "the reference child is not a child of this node")
	}
	s.Step("4")
	if node.Type != ElementNode && !node.IsCharacterData() {
		return hierarchyError("only elements and character data move")
	}
	s.Step("5")
	if node.IsText() && newParent.Type == DocumentNode {
		return hierarchyError("text cannot be a child of a document")
	}
	s.Step("6")
	if newParent.Type == DocumentNode && node.Type == ElementNode &&
		(newParent.FirstElementChild() != nil || child != nil && sibling(child, DocumentTypeNode, true)) {
		return hierarchyError("a document has one element, after its doctype")
	}
	s.Step("7")
	oldParent := node.Parent
	s.Assert("8", oldParent != nil)
	s.Todo("9")  // live ranges
	s.Todo("10") // node iterators
	s.Step("11")
	oldPrevious := node.PrevSibling
	s.Step("12")
	oldNext := node.NextSibling
	s.Step("13")
	node.unlink()
	s.Todo("14") // slots
	s.Step("18")
	newPrevious := newParent.LastChild
	if child != nil {
		newPrevious = child.PrevSibling
	}
	s.Step("19")
	s.Step("20")
	newParent.link(node, child)
	newParent.OwnerDocument.version++
	s.Step("24")
	if h, ok := newParent.OwnerDocument.Hooks.(MovingHooks); ok {
		for _, d := range node.InclusiveDescendants() {
			s.Step("24.1")
			s.Step("24.2")
			h.Moving(ctx, d, d == node, oldParent)
		}
	}
	s.Step("25")
	queueTreeRecord(ctx, oldParent, nil, []*Node{node}, oldPrevious, oldNext)
	s.Step("26")
	queueTreeRecord(ctx, newParent, []*Node{node}, nil, newPrevious, child)
	return nil
}
