package dom

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/webidl"
)

// An Attr is an attribute. Namespace "" and Prefix "" are null.
// https://dom.spec.whatwg.org/#concept-attribute
type Attr struct {
	Namespace, Prefix, LocalName, Value string

	Element       *Node
	OwnerDocument *Document
	node          *Node // made when somebody asks for it
}

// QualifiedName is the attribute's prefix and local name.
func (a *Attr) QualifiedName() string {
	if a.Prefix == "" {
		return a.LocalName
	}
	return a.Prefix + ":" + a.LocalName
}

// Attr returns the value of the attribute without namespace, and whether there is one.
func (n *Node) Attr(localName string) (value string, ok bool) {
	for _, a := range n.Attrs {
		if a.LocalName == localName && a.Namespace == "" {
			return a.Value, true
		}
	}
	return "", false
}

// AttrNS returns the attribute with the namespace and local name, nil for none.
// https://dom.spec.whatwg.org/#concept-element-attributes-get-by-namespace
func (n *Node) AttrNS(namespace, localName string) *Attr {
	for _, a := range n.Attrs {
		if a.LocalName == localName && a.Namespace == namespace {
			return a
		}
	}
	return nil
}

// AttrNamed returns the attribute that getAttribute() finds: the first of the qualified name, which HTML elements of HTML
// documents lower.
// https://dom.spec.whatwg.org/#concept-element-attributes-get-by-name
func (n *Node) AttrNamed(qualifiedName string) *Attr {
	qualifiedName = n.lowered(qualifiedName)
	for _, a := range n.Attrs {
		if a.Prefix == "" && a.LocalName == qualifiedName || a.Prefix != "" && a.QualifiedName() == qualifiedName {
			return a
		}
	}
	return nil
}

func (n *Node) lowered(name string) string {
	if n.Namespace == HTMLNamespace && n.OwnerDocument.HTML {
		return asciiLower(name)
	}
	return name
}

func asciiLower(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; 'A' <= c && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// ID is the element's id.
func (n *Node) ID() string {
	v, _ := n.Attr("id")
	return v
}

// attributeChanged implements "handle attribute changes".
// https://dom.spec.whatwg.org/#handle-attribute-changes
func (n *Node) attributeChanged(ctx context.Context, a *Attr, old, new *string) {
	n.OwnerDocument.version++
	queueAttributeRecord(ctx, n, a, old)
	if a.Namespace == "" && len(a.LocalName) > 2 && strings.HasPrefix(a.LocalName, "on") && n.Namespace == HTMLNamespace {
		handlerAttributeChanged(ctx, n, a.LocalName, new)
	}
	if h := n.OwnerDocument.Hooks; h != nil {
		h.AttributeChanged(ctx, n, a.Namespace, a.LocalName, old, new)
	}
}

// SetAttr sets the attribute without namespace: "set an attribute value".
// https://dom.spec.whatwg.org/#concept-element-attributes-set-value
func (n *Node) SetAttr(ctx context.Context, localName, value string) {
	n.SetAttrNS(ctx, "", "", localName, value)
}

// SetAttrNS implements "set an attribute value" with a namespace and prefix.
// https://dom.spec.whatwg.org/#concept-element-attributes-set-value
func (n *Node) SetAttrNS(ctx context.Context, namespace, prefix, localName, value string) {
	if a := n.AttrNS(namespace, localName); a != nil {
		n.ChangeAttr(ctx, a, value)
		return
	}
	n.appendAttr(ctx, &Attr{Namespace: namespace, Prefix: prefix, LocalName: localName, Value: value})
}

// SetAttrNamed implements setAttribute().
// https://dom.spec.whatwg.org/#dom-element-setattribute
func (n *Node) SetAttrNamed(ctx context.Context, qualifiedName, value string) error {
	if !validAttributeName(qualifiedName) {
		return webidl.DOMExceptionf("InvalidCharacterError", "%q is not a valid attribute name", qualifiedName)
	}
	if a := n.AttrNamed(qualifiedName); a != nil {
		n.ChangeAttr(ctx, a, value)
		return nil
	}
	n.appendAttr(ctx, &Attr{LocalName: n.lowered(qualifiedName), Value: value})
	return nil
}

// ChangeAttr implements "change" an attribute of n, or sets the value of one that has no element.
// https://dom.spec.whatwg.org/#concept-element-attributes-change
func (n *Node) ChangeAttr(ctx context.Context, a *Attr, value string) {
	old := a.Value
	a.Value = value
	n.attributeChanged(ctx, a, &old, &value)
}

// appendAttr implements "append".
// https://dom.spec.whatwg.org/#concept-element-attributes-append
func (n *Node) appendAttr(ctx context.Context, a *Attr) {
	n.Attrs = append(n.Attrs, a)
	a.Element, a.OwnerDocument = n, n.OwnerDocument
	value := a.Value
	n.attributeChanged(ctx, a, nil, &value)
}

// RemoveAttr removes the attribute without namespace, if there is one.
func (n *Node) RemoveAttr(ctx context.Context, localName string) {
	if a := n.AttrNS("", localName); a != nil {
		n.RemoveAttrNode(ctx, a)
	}
}

// RemoveAttrNode implements "remove" for an attribute that n has.
// https://dom.spec.whatwg.org/#concept-element-attributes-remove
func (n *Node) RemoveAttrNode(ctx context.Context, a *Attr) {
	if i := slices.Index(n.Attrs, a); i >= 0 {
		n.Attrs = slices.Concat(n.Attrs[:i], n.Attrs[i+1:])
	}
	a.Element = nil
	old := a.Value
	n.attributeChanged(ctx, a, &old, nil)
}

// SetAttrNode implements "set an attribute": the replaced attribute is returned.
// https://dom.spec.whatwg.org/#concept-element-attributes-set
func (n *Node) SetAttrNode(ctx context.Context, a *Attr) (*Attr, error) {
	if a.Element != nil && a.Element != n {
		return nil, webidl.DOMExceptionf("InUseAttributeError", "the attribute belongs to another element")
	}
	old := n.AttrNS(a.Namespace, a.LocalName)
	if old == a {
		return a, nil
	}
	if old == nil {
		n.appendAttr(ctx, a)
		return nil, nil
	}
	n.Attrs = slices.Clone(n.Attrs)
	n.Attrs[slices.Index(n.Attrs, old)] = a
	a.Element, a.OwnerDocument, old.Element = n, n.OwnerDocument, nil
	oldValue, value := old.Value, a.Value
	n.attributeChanged(ctx, a, &oldValue, &value)
	return old, nil
}
