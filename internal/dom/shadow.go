package dom

import (
	"slices"

	"github.com/exeunt/exeunt/internal/webidl"
)

// A Shadow is what a shadow root has beside a document fragment.
// https://dom.spec.whatwg.org/#interface-shadowroot
type Shadow struct {
	Host           *Node // …#concept-documentfragment-host
	Mode           string
	DelegatesFocus bool   // initially false
	SlotAssignment string // "manual" or "named"
	Clonable       bool   // initially false
	Serializable   bool   // initially false
}

// hosts are the HTML elements beside autonomous custom elements that may have a shadow root.
// https://dom.spec.whatwg.org/#valid-shadow-host-name
var hosts = []string{"article", "aside", "blockquote", "body", "div", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "main", "nav", "p", "section", "span"}

// AttachShadow implements "attach a shadow root". The root's mode and so on are those of s, whose host it sets.
// https://dom.spec.whatwg.org/#concept-attach-a-shadow-root
func AttachShadow(el *Node, s *Shadow) (*Node, error) {
	if el.Namespace != HTMLNamespace {
		return nil, webidl.DOMExceptionf("NotSupportedError", "Failed to execute 'attachShadow' on 'Element': This element is not an HTML element.")
	}
	if !slices.Contains(hosts, el.LocalName) && !validCustomElementName(el.LocalName) {
		return nil, webidl.DOMExceptionf("NotSupportedError", "Failed to execute 'attachShadow' on 'Element': This element does not support attachShadow")
	}
	if el.shadow != nil {
		return nil, webidl.DOMExceptionf("NotSupportedError", "Failed to execute 'attachShadow' on 'Element': Shadow root cannot be created on a host which already hosts a shadow tree.")
	}
	s.Host = el
	el.shadow = &Node{Type: DocumentFragmentNode, OwnerDocument: el.OwnerDocument, root: s}
	return el.shadow, nil
}

// validCustomElementName says whether a name can be that of an autonomous custom element.
// https://html.spec.whatwg.org/multipage/custom-elements.html#valid-custom-element-name
func validCustomElementName(name string) bool {
	switch name {
	case "annotation-xml", "color-profile", "font-face", "font-face-src", "font-face-uri", "font-face-format", "font-face-name", "missing-glyph":
		return false
	}
	return name != "" && name[0] >= 'a' && name[0] <= 'z' && slices.Contains([]byte(name), '-') && validElementName(name)
}

// ShadowRoot returns an element's shadow root, nil for none, whatever its mode.
func (n *Node) ShadowRoot() *Node { return n.shadow }

// Shadow returns what n has as a shadow root, nil if it is none.
func (n *Node) Shadow() *Shadow { return n.root }

// ShadowIncludingRoot implements "shadow-including root".
// https://dom.spec.whatwg.org/#concept-shadow-including-root
func (n *Node) ShadowIncludingRoot() *Node {
	r := n.Root()
	for r.root != nil {
		r = r.root.Host.Root()
	}
	return r
}

// shadowIncludingAncestor says whether a is a shadow-including inclusive ancestor of n.
// https://dom.spec.whatwg.org/#concept-shadow-including-inclusive-ancestor
func shadowIncludingAncestor(a, n *Node) bool {
	for n != nil {
		if a.Contains(n) {
			return true
		}
		r := n.Root()
		if r.root == nil {
			return false
		}
		n = r.root.Host
	}
	return false
}

// shadowIncludingDescendants are the shadow-including inclusive descendants of n, in shadow-including tree order.
// https://dom.spec.whatwg.org/#concept-shadow-including-tree-order
func shadowIncludingDescendants(n *Node) []*Node {
	var list []*Node
	for c := n; c != nil; c = c.Next(n) {
		list = append(list, c)
		if c.shadow != nil {
			list = append(list, shadowIncludingDescendants(c.shadow)...)
		}
	}
	return list
}

// Retarget implements "retarget" a against b.
// https://dom.spec.whatwg.org/#retarget
func Retarget(a, b Target) Target {
	for {
		n, ok := Canonical(a).(*Node)
		if !ok {
			return a
		}
		r := n.Root()
		if r.root == nil {
			return n
		}
		if other, ok := Canonical(b).(*Node); ok && shadowIncludingAncestor(r, other) {
			return n
		}
		a = r.root.Host
	}
}

// AssignedSlot implements "find a slot" for a slottable; open says whether closed shadow trees are passed over. Slots with manual
// assignment have nothing assigned.
// https://dom.spec.whatwg.org/#find-a-slot
func (n *Node) AssignedSlot(open bool) *Node {
	if n.Parent == nil || n.Type != ElementNode && !n.IsText() {
		return nil
	}
	shadow := n.Parent.shadow
	if shadow == nil || open && shadow.root.Mode != "open" || shadow.root.SlotAssignment == "manual" {
		return nil
	}
	name := ""
	if n.Type == ElementNode {
		name, _ = n.Attr("slot")
	}
	for c := shadow.FirstChild; c != nil; c = c.Next(shadow) {
		if c.Is("slot") {
			if of, _ := c.Attr("name"); of == name {
				return c
			}
		}
	}
	return nil
}

// AssignedNodes implements "find slottables" for a slot; flatten says whether slots among them are replaced by what they have.
// https://dom.spec.whatwg.org/#find-slotables
func (n *Node) AssignedNodes(flatten bool) []*Node {
	var list []*Node
	if r := n.Root(); r.root != nil {
		for c := r.root.Host.FirstChild; c != nil; c = c.NextSibling {
			if c.AssignedSlot(false) == n {
				list = append(list, c)
			}
		}
	}
	if !flatten {
		return list
	}
	if len(list) == 0 {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == ElementNode || c.IsText() {
				list = append(list, c)
			}
		}
	}
	var flat []*Node
	for _, c := range list {
		if c.Is("slot") && c.Root().root != nil {
			flat = append(flat, c.AssignedNodes(true)...)
		} else {
			flat = append(flat, c)
		}
	}
	return flat
}
