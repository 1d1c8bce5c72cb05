package dom

import (
	"slices"
	"strings"
)

// ElementByID is the first element below n with the ID, nil for none.
// https://dom.spec.whatwg.org/#dom-nonelementparentnode-getelementbyid
func (n *Node) ElementByID(id string) *Node {
	if id == "" {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.Next(n) {
		if c.Type == ElementNode && c.ID() == id {
			return c
		}
	}
	return nil
}

// ElementsWhere lists the elements below n that match, in tree order.
func (n *Node) ElementsWhere(match func(*Node) bool) []*Node {
	var list []*Node
	for c := n.FirstChild; c != nil; c = c.Next(n) {
		if c.Type == ElementNode && match(c) {
			list = append(list, c)
		}
	}
	return list
}

// MatchQualifiedName is the condition of getElementsByTagName().
// https://dom.spec.whatwg.org/#concept-getelementsbytagname
func (n *Node) MatchQualifiedName(name string) func(*Node) bool {
	if name == "*" {
		return func(*Node) bool { return true }
	}
	lower, html := asciiLower(name), n.OwnerDocument.HTML
	return func(el *Node) bool {
		if html && el.Namespace == HTMLNamespace {
			return el.QualifiedName() == lower
		}
		return el.QualifiedName() == name
	}
}

// MatchClassNames is the condition of getElementsByClassName().
// https://dom.spec.whatwg.org/#concept-getelementsbyclassname
func (n *Node) MatchClassNames(names string) func(*Node) bool {
	want := Tokens(names)
	quirks := n.OwnerDocument.Mode == Quirks
	return func(el *Node) bool {
		if len(want) == 0 {
			return false
		}
		class, _ := el.Attr("class")
		have := Tokens(class)
		for _, w := range want {
			if !slices.ContainsFunc(have, func(h string) bool { return h == w || quirks && strings.EqualFold(h, w) }) {
				return false
			}
		}
		return true
	}
}

// Tokens implements the ordered set parser.
// https://dom.spec.whatwg.org/#concept-ordered-set-parser
func Tokens(s string) []string {
	var list []string
	for _, t := range strings.FieldsFunc(s, func(c rune) bool { return c < 0x80 && strings.ContainsRune("\t\n\f\r ", c) }) {
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

// The bits of compareDocumentPosition().
const (
	PositionDisconnected   = 1
	PositionPreceding      = 2
	PositionFollowing      = 4
	PositionContains       = 8
	PositionContainedBy    = 16
	PositionImplementation = 32
)

// ComparePosition implements compareDocumentPosition() for two nodes that are no attributes.
// https://dom.spec.whatwg.org/#dom-node-comparedocumentposition
func (n *Node) ComparePosition(other *Node) int {
	switch {
	case n == other:
		return 0
	case n.Root() != other.Root():
		// Any constant order does; nodes have no addresses that are the same in each run.
		return PositionDisconnected | PositionImplementation | PositionPreceding
	case other.Contains(n):
		return PositionContains | PositionPreceding
	case n.Contains(other):
		return PositionContainedBy | PositionFollowing
	}
	// One walk from each, so that neighbours in a large tree meet soon.
	for a, b := n, other; a != nil && b != n; a, b = a.Next(nil), b.Next(nil) {
		if a == other || b == nil {
			return PositionFollowing
		}
	}
	return PositionPreceding
}

// Equal implements "equals".
// https://dom.spec.whatwg.org/#concept-node-equals
func (n *Node) Equal(o *Node) bool {
	if n.Type != o.Type || n.LocalName != o.LocalName || n.Namespace != o.Namespace || n.Prefix != o.Prefix || n.Data != o.Data ||
		n.PublicID != o.PublicID || n.SystemID != o.SystemID || len(n.Attrs) != len(o.Attrs) {
		return false
	}
	for _, a := range n.Attrs {
		if b := o.AttrNS(a.Namespace, a.LocalName); b == nil || b.Value != a.Value {
			return false
		}
	}
	c, d := n.FirstChild, o.FirstChild
	for c != nil && d != nil {
		if !c.Equal(d) {
			return false
		}
		c, d = c.NextSibling, d.NextSibling
	}
	return c == nil && d == nil
}
