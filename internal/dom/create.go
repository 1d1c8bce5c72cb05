package dom

import (
	"context"
	"strings"
)

// NewElement makes an element whose node document is d, without checks.
// https://dom.spec.whatwg.org/#concept-create-element
func (d *Document) NewElement(namespace, prefix, localName string) *Node {
	n := &Node{Type: ElementNode, OwnerDocument: d, Namespace: namespace, Prefix: prefix, LocalName: localName}
	if namespace == HTMLNamespace {
		switch localName {
		case "template":
			owner := d.templateOwner()
			n.TemplateContents = &Node{Type: DocumentFragmentNode, OwnerDocument: owner, State: n}
		case "script":
			n.ForceAsync = true
		}
	}
	return n
}

// templateOwner implements "appropriate template contents owner document".
// https://html.spec.whatwg.org/multipage/scripting.html#appropriate-template-contents-owner-document
func (d *Document) templateOwner() *Document {
	if d.inert == nil {
		d.inert = NewDocument(d.HTML)
		d.inert.URL = d.URL
		d.inert.inert = d.inert
	}
	return d.inert
}

// CreateElement implements createElement() without its options.
// https://dom.spec.whatwg.org/#dom-document-createelement
func (d *Document) CreateElement(localName string) (*Node, error) {
	if !validElementName(localName) {
		return nil, invalidName(localName)
	}
	if d.HTML {
		localName = asciiLower(localName)
	}
	namespace := ""
	if d.HTML || d.ContentType == "application/xhtml+xml" {
		namespace = HTMLNamespace
	}
	return d.NewElement(namespace, "", localName), nil
}

// CreateElementNS implements createElementNS() without its options.
// https://dom.spec.whatwg.org/#dom-document-createelementns
func (d *Document) CreateElementNS(namespace, qualifiedName string) (*Node, error) {
	prefix, localName, err := ValidateAndExtract(namespace, qualifiedName, false)
	if err != nil {
		return nil, err
	}
	return d.NewElement(namespace, prefix, localName), nil
}

// CreateAttribute implements createAttribute().
// https://dom.spec.whatwg.org/#dom-document-createattribute
func (d *Document) CreateAttribute(localName string) (*Attr, error) {
	if !validAttributeName(localName) {
		return nil, invalidName(localName)
	}
	if d.HTML {
		localName = asciiLower(localName)
	}
	return &Attr{LocalName: localName, OwnerDocument: d}, nil
}

// CreateTextNode makes a text node.
func (d *Document) CreateTextNode(data string) *Node {
	return &Node{Type: TextNode, OwnerDocument: d, Data: data}
}

// CreateComment makes a comment.
func (d *Document) CreateComment(data string) *Node {
	return &Node{Type: CommentNode, OwnerDocument: d, Data: data}
}

// CreateProcessingInstruction makes a processing instruction, after the method's checks.
// https://dom.spec.whatwg.org/#dom-document-createprocessinginstruction
func (d *Document) CreateProcessingInstruction(target, data string) (*Node, error) {
	if !validElementName(target) || strings.Contains(data, "?>") {
		return nil, invalidName(target)
	}
	return &Node{Type: ProcessingInstructionNode, OwnerDocument: d, LocalName: target, Data: data}, nil
}

// CreateFragment makes an empty fragment.
func (d *Document) CreateFragment() *Node {
	return &Node{Type: DocumentFragmentNode, OwnerDocument: d}
}

// CreateDoctype implements createDocumentType().
// https://dom.spec.whatwg.org/#dom-domimplementation-createdocumenttype
func (d *Document) CreateDoctype(name, publicID, systemID string) (*Node, error) {
	if strings.ContainsAny(name, "\t\n\f\r \x00>") {
		return nil, invalidName(name)
	}
	return &Node{Type: DocumentTypeNode, OwnerDocument: d, LocalName: name, PublicID: publicID, SystemID: systemID}, nil
}

// CreateDocument implements createDocument(); an empty qualifiedName makes no document element, doctype may be nil.
// https://dom.spec.whatwg.org/#dom-domimplementation-createdocument
func (i *Implementation) CreateDocument(ctx context.Context, namespace, qualifiedName string, doctype *Node) (*Document, error) {
	d := NewDocument(false)
	d.URL = i.Document.URL
	switch namespace {
	case HTMLNamespace:
		d.ContentType = "application/xhtml+xml"
	case SVGNamespace:
		d.ContentType = "image/svg+xml"
	}
	if doctype != nil {
		if err := Append(ctx, doctype, &d.Node); err != nil {
			return nil, err
		}
	}
	if qualifiedName != "" {
		el, err := d.CreateElementNS(namespace, qualifiedName)
		if err != nil {
			return nil, err
		}
		if err := Append(ctx, el, &d.Node); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// CreateHTMLDocument implements createHTMLDocument(); a nil title makes no title element.
// https://dom.spec.whatwg.org/#dom-domimplementation-createhtmldocument
func (i *Implementation) CreateHTMLDocument(ctx context.Context, title *string) *Document {
	d := NewDocument(true)
	d.URL = i.Document.URL
	doctype, _ := d.CreateDoctype("html", "", "")
	Insert(ctx, doctype, &d.Node, nil)
	html := d.NewElement(HTMLNamespace, "", "html")
	head := d.NewElement(HTMLNamespace, "", "head")
	Insert(ctx, html, &d.Node, nil)
	Insert(ctx, head, html, nil)
	if title != nil {
		t := d.NewElement(HTMLNamespace, "", "title")
		Insert(ctx, t, head, nil)
		Insert(ctx, d.CreateTextNode(*title), t, nil)
	}
	Insert(ctx, d.NewElement(HTMLNamespace, "", "body"), html, nil)
	return d
}

// Clone implements "clone a node" into document, with the subtree if deep.
// https://dom.spec.whatwg.org/#concept-node-clone
func Clone(ctx context.Context, node *Node, document *Document, deep bool) *Node {
	copied := cloneSingle(ctx, node, document)
	if h, ok := node.OwnerDocument.Hooks.(CloningHooks); ok {
		h.Cloned(node, copied)
	}
	if node.Is("script") {
		copied.AlreadyStarted = node.AlreadyStarted
	}
	if node.TemplateContents != nil && deep {
		for c := node.TemplateContents.FirstChild; c != nil; c = c.NextSibling {
			copied.TemplateContents.link(Clone(ctx, c, copied.TemplateContents.OwnerDocument, true), nil)
		}
	}
	if deep {
		for c := node.FirstChild; c != nil; c = c.NextSibling {
			copied.link(Clone(ctx, c, copied.OwnerDocument, true), nil)
		}
	}
	return copied
}

// cloneSingle implements "clone a single node".
// https://dom.spec.whatwg.org/#clone-a-single-node
func cloneSingle(ctx context.Context, node *Node, document *Document) *Node {
	switch node.Type {
	case DocumentNode:
		from := node.OwnerDocument
		d := NewDocument(from.HTML)
		d.Encoding, d.ContentType, d.URL, d.Mode = from.Encoding, from.ContentType, from.URL, from.Mode
		return &d.Node
	case ElementNode:
		n := document.NewElement(node.Namespace, node.Prefix, node.LocalName)
		for _, a := range node.Attrs {
			n.appendAttr(ctx, &Attr{Namespace: a.Namespace, Prefix: a.Prefix, LocalName: a.LocalName, Value: a.Value})
		}
		return n
	}
	if a := AttrOfNode(node); node.Type == AttributeNode {
		return (&Attr{Namespace: a.Namespace, Prefix: a.Prefix, LocalName: a.LocalName, Value: a.Value, OwnerDocument: document}).Node()
	}
	return &Node{Type: node.Type, OwnerDocument: document, LocalName: node.LocalName, Data: node.Data,
		PublicID: node.PublicID, SystemID: node.SystemID}
}
