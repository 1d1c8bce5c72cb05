package dom

import (
	"context"

	"github.com/exeunt/exeunt/internal/weburl"
)

// Namespaces of the Infra Standard.
const (
	HTMLNamespace   = "http://www.w3.org/1999/xhtml"
	MathMLNamespace = "http://www.w3.org/1998/Math/MathML"
	SVGNamespace    = "http://www.w3.org/2000/svg"
	XLinkNamespace  = "http://www.w3.org/1999/xlink"
	XMLNamespace    = "http://www.w3.org/XML/1998/namespace"
	XMLNSNamespace  = "http://www.w3.org/2000/xmlns/"
)

// A NodeType is a node's kind, with the numbers of Node.nodeType.
type NodeType uint8

// The kinds of node. Attributes are [Attr].
const (
	ElementNode               NodeType = 1
	AttributeNode             NodeType = 2
	TextNode                  NodeType = 3
	CDATASectionNode          NodeType = 4
	ProcessingInstructionNode NodeType = 7
	CommentNode               NodeType = 8
	DocumentNode              NodeType = 9
	DocumentTypeNode          NodeType = 10
	DocumentFragmentNode      NodeType = 11
)

// A Node is a node of any kind but an attribute.
// https://dom.spec.whatwg.org/#concept-node
type Node struct {
	Type                     NodeType
	Parent                   *Node
	FirstChild, LastChild    *Node
	PrevSibling, NextSibling *Node

	// OwnerDocument is the node document; a document's node has itself here.
	OwnerDocument *Document

	// Namespace, Prefix and LocalName name an element; Namespace "" is null. LocalName is also a doctype's name and a
	// processing instruction's target.
	Namespace, Prefix, LocalName string

	// Data is the text of a CharacterData node.
	Data string

	// PublicID and SystemID belong to a doctype.
	PublicID, SystemID string

	// Attrs is an element's attribute list. Change it only through the attribute algorithms.
	Attrs []*Attr

	// TemplateContents is the fragment of a template element, nil for other elements.
	// https://html.spec.whatwg.org/multipage/scripting.html#template-contents
	TemplateContents *Node

	// State belongs to the package that gives an element its behaviour (a script's flags, an iframe's navigable, …).
	State any

	// Line is the line of the source (1 based) at which a parser-made script's text starts, 0 when unknown.
	Line int

	// AlreadyStarted and ParserDocument are a script element's "already started" and "parser document", which parsing
	// and cloning set.
	// https://html.spec.whatwg.org/multipage/scripting.html#already-started
	AlreadyStarted bool
	ParserDocument *Document
	// ForceAsync is a script element's "force async".
	ForceAsync bool

	shadow   *Node   // an element's shadow root
	root     *Shadow // of a shadow root
	events   EventTarget
	observed []*registeredObserver
}

// A Document is a document: its node and what the standards associate with it.
// https://dom.spec.whatwg.org/#concept-document
type Document struct {
	Node

	// URL is initially about:blank.
	URL *weburl.URL
	// ContentType is initially "application/xml"; documents made by a parser or a navigation have their own.
	ContentType string
	// HTML is true for an HTML document (type "html"), false for an XML one.
	HTML bool
	// Mode is the quirks mode, initially no-quirks.
	Mode QuirksMode
	// Readiness is the current document readiness, "loading", "interactive" or "complete".
	Readiness string
	// Encoding is the encoding's name, "UTF-8" for all documents of this engine.
	Encoding string

	// Window is the relevant global object as an event target, nil without a browsing context.
	Window Target
	// Hooks gives elements behaviour; nil for documents without a browsing context.
	Hooks Hooks
	// Host is the owner's document (for example *navigation.Document).
	Host any
	// Handlers compiles event handler content attributes; nil means that they stay inert.
	Handlers HandlerCompiler
	// Implementation identifies the document's DOMImplementation object.
	Implementation *Implementation

	// Target is the document's target element, which :target matches; nil for none.
	Target *Node

	// Parser is the active parser, nil when none is.
	Parser ActiveParser

	version uint64 // counts changes of the tree and of attributes, for caches of live collections
	inert   *Document
}

// An ActiveParser is a document's running parser.
type ActiveParser interface {
	// Write inserts markup at the insertion point: document.write().
	Write(ctx context.Context, text string)
	// Close says that nothing more will be written to a script-created parser.
	Close(ctx context.Context)
	// Abort stops the parser for good.
	Abort()
	// ScriptCreated says whether document.open() made it, Nested whether a script of its is running, Insertable whether it
	// has an insertion point.
	ScriptCreated() bool
	Nested() bool
	Insertable() bool
}

// An Implementation is a DOMImplementation object: an identity and its document.
type Implementation struct{ Document *Document }

// A QuirksMode is a document's mode.
type QuirksMode uint8

// The modes of a document.
const (
	NoQuirks QuirksMode = iota
	Quirks
	LimitedQuirks
)

// Hooks are the moments at which elements act. They are called synchronously and may run script.
type Hooks interface {
	// PostConnection runs the post-connection steps of n, after all nodes of one insertion are in the tree.
	PostConnection(ctx context.Context, n *Node)
	// Removing runs the removing steps of n, which has just left oldParent's tree; once per inclusive descendant of the
	// removed node, in tree order. For descendants oldParent is the removed subtree's old parent too.
	Removing(ctx context.Context, n *Node, oldParent *Node)
	// AttributeChanged runs el's attribute change steps; old or new is nil for an absent attribute.
	AttributeChanged(ctx context.Context, el *Node, namespace, name string, old, new *string)
	// ChildrenChanged runs parent's children changed steps.
	ChildrenChanged(ctx context.Context, parent *Node)
}

// MovingHooks is what Hooks may also implement: the moving steps of moveBefore().
type MovingHooks interface {
	Moving(ctx context.Context, n *Node, subtreeRoot bool, oldParent *Node)
}

// HandlerHooks is what Hooks may also implement: whether Content Security Policy forbids an event handler content attribute.
type HandlerHooks interface {
	HandlerBlocked(ctx context.Context, el *Node, source string) bool
}

// ActivationHooks is what Hooks may also implement: activation behaviour of elements (links, buttons).
type ActivationHooks interface {
	HasActivation(el *Node) bool
	Activate(ctx context.Context, el *Node, e *Event)
}

// PreActivationHooks is what Hooks may also implement: elements that act before their click is handled. The result, if not
// nil, takes the act back.
type PreActivationHooks interface {
	PreActivate(el *Node) (undo func())
}

// CloningHooks is what Hooks may also implement: the cloning steps.
type CloningHooks interface {
	Cloned(node, copy *Node)
}

// NewDocument makes an empty document, an HTML one of type text/html if html is true.
// https://dom.spec.whatwg.org/#concept-document
func NewDocument(html bool) *Document {
	d := &Document{ContentType: "application/xml", HTML: html, Encoding: "UTF-8", Readiness: "complete"}
	if html {
		d.ContentType = "text/html"
	}
	d.Type = DocumentNode
	d.OwnerDocument = d
	d.Implementation = &Implementation{Document: d}
	return d
}

// Version changes whenever d's tree or an attribute in it changes.
func (d *Document) Version() uint64 { return d.version }

// DocumentElement is the document element, nil if there is none.
func (d *Document) DocumentElement() *Node {
	for c := d.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == ElementNode {
			return c
		}
	}
	return nil
}

// Doctype is the document's doctype, nil if there is none.
func (d *Document) Doctype() *Node {
	for c := d.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == DocumentTypeNode {
			return c
		}
	}
	return nil
}

// Head is the head element: the html element's first head child.
func (d *Document) Head() *Node {
	if root := d.DocumentElement(); root.Is("html") {
		for c := root.FirstChild; c != nil; c = c.NextSibling {
			if c.Is("head") {
				return c
			}
		}
	}
	return nil
}

// Body is the body element: the html element's first body or frameset child.
// https://html.spec.whatwg.org/multipage/dom.html#the-body-element-2
func (d *Document) Body() *Node {
	if root := d.DocumentElement(); root.Is("html") {
		for c := root.FirstChild; c != nil; c = c.NextSibling {
			if c.Is("body") || c.Is("frameset") {
				return c
			}
		}
	}
	return nil
}

// Is tells whether n is an HTML element with the local name. A nil n is not.
func (n *Node) Is(localName string) bool {
	return n != nil && n.Type == ElementNode && n.LocalName == localName && n.Namespace == HTMLNamespace
}

// Document returns the document of which n is the node, nil for other nodes.
func (n *Node) Document() *Document {
	if n.Type == DocumentNode {
		return n.OwnerDocument
	}
	return nil
}

// Root is the tree's topmost node.
func (n *Node) Root() *Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// Connected tells whether n's shadow-including root is a document.
func (n *Node) Connected() bool { return n.ShadowIncludingRoot().Type == DocumentNode }

// Contains tells whether other is an inclusive descendant of n.
func (n *Node) Contains(other *Node) bool {
	for ; other != nil; other = other.Parent {
		if other == n {
			return true
		}
	}
	return false
}

// Next is the node after n in tree order within root, nil after the last.
func (n *Node) Next(root *Node) *Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	return n.NextAfter(root)
}

// NextAfter is the node after n and its descendants in tree order within root.
func (n *Node) NextAfter(root *Node) *Node {
	for n != root && n != nil {
		if n.NextSibling != nil {
			return n.NextSibling
		}
		n = n.Parent
	}
	return nil
}

// Index is the number of n's preceding siblings.
func (n *Node) Index() int {
	i := 0
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		i++
	}
	return i
}

// Children lists n's children at this moment.
func (n *Node) Children() []*Node {
	var list []*Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		list = append(list, c)
	}
	return list
}

// InclusiveDescendants lists n and what is below it at this moment, in tree order.
func (n *Node) InclusiveDescendants() []*Node {
	list := make([]*Node, 0, 4)
	for c := n; c != nil; c = c.Next(n) {
		list = append(list, c)
	}
	return list
}

// FirstElementChild is n's first child that is an element.
func (n *Node) FirstElementChild() *Node { return nextElement(n.FirstChild) }

// LastElementChild is n's last child that is an element.
func (n *Node) LastElementChild() *Node { return prevElement(n.LastChild) }

// NextElementSibling is the first following sibling that is an element.
func (n *Node) NextElementSibling() *Node { return nextElement(n.NextSibling) }

// PreviousElementSibling is the first preceding sibling that is an element.
func (n *Node) PreviousElementSibling() *Node { return prevElement(n.PrevSibling) }

func nextElement(n *Node) *Node {
	for n != nil && n.Type != ElementNode {
		n = n.NextSibling
	}
	return n
}

func prevElement(n *Node) *Node {
	for n != nil && n.Type != ElementNode {
		n = n.PrevSibling
	}
	return n
}

// IsCharacterData tells whether n is a CharacterData node (text, CDATA section, comment, processing instruction).
func (n *Node) IsCharacterData() bool {
	switch n.Type {
	case TextNode, CDATASectionNode, CommentNode, ProcessingInstructionNode:
		return true
	}
	return false
}

// IsText tells whether n is a Text node, CDATA sections included.
func (n *Node) IsText() bool { return n.Type == TextNode || n.Type == CDATASectionNode }

// QualifiedName is an element's prefix and local name.
func (n *Node) QualifiedName() string {
	if n.Prefix == "" {
		return n.LocalName
	}
	return n.Prefix + ":" + n.LocalName
}

// EventTarget returns n's listeners.
func (n *Node) EventTarget() *EventTarget { return &n.events }

// EventParent implements a node's get the parent, a shadow root's and a document's.
// https://dom.spec.whatwg.org/#get-the-parent
func (n *Node) EventParent(e *Event) Target {
	if n.Parent != nil {
		if n.Parent.shadow != nil {
			if slot := n.AssignedSlot(false); slot != nil {
				return slot.target()
			}
		}
		return n.Parent.target()
	}
	if n.root != nil {
		if !e.Composed && len(e.path) > 0 {
			if first, ok := e.path[0].invocation.(*Node); ok && first.Root() == n {
				return nil
			}
		}
		return n.root.Host.target()
	}
	if d := n.Document(); d != nil && e.Type != "load" {
		return d.Window
	}
	return nil
}

// target is n as an event target. A document's node stands for the document itself, so that one identity holds.
func (n *Node) target() Target { return n }

// TraceString names n in traces.
func (n *Node) TraceString() string {
	if n == nil {
		return "null" // as where the focus goes to the viewport
	}
	switch n.Type {
	case ElementNode:
		if id := n.ID(); id != "" {
			return "<" + n.QualifiedName() + "#" + id + ">"
		}
		return "<" + n.QualifiedName() + ">"
	case TextNode, CDATASectionNode:
		return "#text"
	case CommentNode:
		return "#comment"
	case DocumentNode:
		if u := n.OwnerDocument.URL; u != nil {
			return "#document " + u.Href()
		}
		return "#document"
	case DocumentFragmentNode:
		return "#document-fragment"
	}
	return n.LocalName
}
