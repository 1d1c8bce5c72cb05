package bindings

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// DocumentClass is Document. What belongs to navigation is in iframe.go.
// https://dom.spec.whatwg.org/#interface-document
// https://html.spec.whatwg.org/multipage/dom.html#the-document-object
var DocumentClass = &js.Class{Name: "Document", Parent: NodeClass}

func init() {
	idl.Define(DocumentClass,
		idl.New0(func(c idl.Call) (js.Value, error) {
			d := dom.NewDocument(false)
			if own := documentOf(c.Realm); own != nil {
				d.URL = own.URL
			}
			return c.New(DocumentClass, &d.Node), nil
		}),
		documentAttributes(), documentTree(), nodeFactories(), elementLists(), elementByID(), dynamicMarkup(), documentMembers(), parentNode(),
		globalEventHandlers, handlers("readystatechange", "visibilitychange", "freeze", "resume"),
		idl.Op1("getElementsByName", idl.DOMString, func(c idl.Call, n *dom.Node, name string) (js.Value, error) {
			return collectionOf(c.Realm, NodeListClass, n, "name "+name, func() []*dom.Node {
				return n.ElementsWhere(func(e *dom.Node) bool { return e.Namespace == dom.HTMLNamespace && attrOf(e, "name") == name })
			}), nil
		}),
		idl.Op1("createEvent", idl.DOMString, func(c idl.Call, _ *dom.Node, name string) (js.Value, error) { return createEvent(c.Realm, name) }),
		idl.Op2("importNode", nodeType, flag, func(c idl.Call, n, o *dom.Node, subtree bool) (js.Value, error) {
			return wrapNode(c.Realm, dom.Clone(c.Context(), o, n.OwnerDocument, subtree)), nil
		}),
		idl.Op1("adoptNode", nodeType, func(c idl.Call, n, o *dom.Node) (js.Value, error) {
			if o.Type == dom.DocumentNode {
				return js.Undefined, webidl.DOMExceptionf("NotSupportedError", "a document cannot be adopted")
			}
			v := wrapNode(c.Realm, o)
			dom.Adopt(c.Context(), o, n.OwnerDocument)
			return v, nil
		}),
	)
}

// documentAttributes are the attributes of Document that are no nodes.
func documentAttributes() idl.Mixin {
	text := func(get func(d *dom.Document) string, names ...string) (list idl.Mixin) {
		for _, name := range names {
			list = append(list, idl.Get(name, idl.DOMString, func(n *dom.Node) string { return get(n.OwnerDocument) }))
		}
		return list
	}
	return idl.Mixin{
		text(documentURL, "URL", "documentURI"),
		text(func(d *dom.Document) string {
			if d.Mode == dom.Quirks {
				return "BackCompat"
			}
			return "CSS1Compat"
		}, "compatMode"),
		text(func(d *dom.Document) string { return d.Encoding }, "characterSet", "charset", "inputEncoding"),
		text(func(d *dom.Document) string { return d.ContentType }, "contentType"),
		text(func(d *dom.Document) string { return d.Readiness }, "readyState"),
		idl.Get("implementation", platform[*dom.Implementation](DOMImplementationClass), func(n *dom.Node) *dom.Implementation { return n.OwnerDocument.Implementation }),
		idl.Get("title", idl.DOMString, func(n *dom.Node) string { return DocumentTitle(n.OwnerDocument) }).Set(func(c idl.Call, n *dom.Node, title string) error {
			return setTitle(c.Context(), n.OwnerDocument, title)
		}),
	}
}

// documentTree are the attributes of Document that are nodes or lists of them.
// https://html.spec.whatwg.org/multipage/dom.html#dom-tree-accessors
func documentTree() idl.Mixin {
	node := func(name string, get func(d *dom.Document) *dom.Node) idl.Attribute[*dom.Node, *dom.Node] {
		return idl.Get(name, nodeType, func(n *dom.Node) *dom.Node { return get(n.OwnerDocument) })
	}
	elements := func(name, tag string) idl.Member {
		return liveList(name, HTMLCollectionClass, func(n *dom.Node) []*dom.Node {
			return n.ElementsWhere(func(n *dom.Node) bool { return n.Is(tag) })
		})
	}
	return idl.Mixin{
		node("doctype", (*dom.Document).Doctype), node("documentElement", (*dom.Document).DocumentElement),
		node("head", (*dom.Document).Head), node("scrollingElement", (*dom.Document).DocumentElement),
		idl.Get("activeElement", nodeType, activeElement),
		idl.Get("body", idl.OrNull(htmlElementType), func(n *dom.Node) *dom.Node { return n.OwnerDocument.Body() }).Set(func(c idl.Call, n, body *dom.Node) error {
			return setBody(c.Context(), n.OwnerDocument, body)
		}),
		elements("forms", "form"), elements("images", "img"), elements("scripts", "script"), elements("links", "a"),
	}
}

// nodeFactories are the operations of Document that make nodes.
func nodeFactories() idl.Mixin {
	made := func(c idl.Call, n *dom.Node, err error) (js.Value, error) { return wrapNode(c.Realm, n), err }
	return idl.Mixin{
		idl.Op1("createElement", idl.DOMString, func(c idl.Call, n *dom.Node, name string) (js.Value, error) {
			el, err := n.OwnerDocument.CreateElement(name)
			return made(c, el, err)
		}),
		idl.Op2("createElementNS", namespaceType, idl.DOMString, func(c idl.Call, n *dom.Node, namespace, name string) (js.Value, error) {
			el, err := n.OwnerDocument.CreateElementNS(namespace, name)
			return made(c, el, err)
		}),
		idl.Op1("createTextNode", idl.DOMString, func(c idl.Call, n *dom.Node, data string) (js.Value, error) {
			return made(c, n.OwnerDocument.CreateTextNode(data), nil)
		}),
		idl.Op1("createComment", idl.DOMString, func(c idl.Call, n *dom.Node, data string) (js.Value, error) {
			return made(c, n.OwnerDocument.CreateComment(data), nil)
		}),
		idl.Op0("createDocumentFragment", func(c idl.Call, n *dom.Node) (js.Value, error) { return made(c, n.OwnerDocument.CreateFragment(), nil) }),
		idl.Op2("createProcessingInstruction", idl.DOMString, idl.DOMString, func(c idl.Call, n *dom.Node, target, data string) (js.Value, error) {
			p, err := n.OwnerDocument.CreateProcessingInstruction(target, data)
			return made(c, p, err)
		}),
		idl.Op1("createCDATASection", idl.DOMString, func(c idl.Call, n *dom.Node, data string) (js.Value, error) {
			if n.OwnerDocument.HTML {
				return js.Undefined, webidl.DOMExceptionf("NotSupportedError", "an HTML document has no CDATA sections")
			}
			return made(c, &dom.Node{Type: dom.CDATASectionNode, OwnerDocument: n.OwnerDocument, Data: data}, nil)
		}),
		idl.Op1("createAttribute", idl.DOMString, func(c idl.Call, n *dom.Node, name string) (js.Value, error) {
			a, err := n.OwnerDocument.CreateAttribute(name)
			return wrapAttr(c.Realm, a), err
		}),
		idl.Op2("createAttributeNS", namespaceType, idl.DOMString, func(c idl.Call, n *dom.Node, namespace, name string) (js.Value, error) {
			prefix, local, err := dom.ValidateAndExtract(namespace, name, true)
			if err != nil {
				return js.Undefined, err
			}
			return wrapAttr(c.Realm, &dom.Attr{Namespace: namespace, Prefix: prefix, LocalName: local, OwnerDocument: n.OwnerDocument}), nil
		}),
	}
}

func documentURL(d *dom.Document) string {
	if d.URL == nil {
		return "about:blank"
	}
	return d.URL.Href()
}

// createdEvents are the names that createEvent() knows, in lower case, with the interfaces that they stand for.
var createdEvents = map[string]string{
	"beforeunloadevent": "BeforeUnloadEvent", "compositionevent": "CompositionEvent", "customevent": "CustomEvent",
	"devicemotionevent": "DeviceMotionEvent", "deviceorientationevent": "DeviceOrientationEvent", "dragevent": "DragEvent",
	"event": "", "events": "", "focusevent": "FocusEvent", "hashchangeevent": "HashChangeEvent", "htmlevents": "",
	"keyboardevent": "KeyboardEvent", "messageevent": "MessageEvent", "mouseevent": "MouseEvent", "mouseevents": "MouseEvent",
	"storageevent": "StorageEvent", "svgevents": "", "textevent": "TextEvent", "uievent": "UIEvent", "uievents": "UIEvent",
}

// createEvent implements createEvent().
// https://dom.spec.whatwg.org/#dom-document-createevent
func createEvent(r *js.Realm, name string) (js.Value, error) {
	i, ok := createdEvents[strings.ToLower(name)]
	if !ok {
		return js.Undefined, webidl.DOMExceptionf("NotSupportedError", "The provided event type ('%s') is invalid.", name)
	}
	e := &dom.Event{Interface: i}
	if w := globalIn(r); w != nil {
		e.TimeStamp = w.Now()
	}
	return wrapEvent(r, e), nil
}

// DocumentTitle implements document.title.
// https://html.spec.whatwg.org/multipage/dom.html#document.title
func DocumentTitle(d *dom.Document) string {
	for _, n := range d.ElementsWhere(func(n *dom.Node) bool { return n.Is("title") }) {
		return strings.Join(strings.FieldsFunc(n.ChildText(), func(c rune) bool { return strings.ContainsRune("\t\n\f\r ", c) }), " ")
	}
	return ""
}

// setTitle implements the setter of document.title.
func setTitle(ctx context.Context, d *dom.Document, text string) error {
	for _, t := range d.ElementsWhere(func(n *dom.Node) bool { return n.Is("title") }) {
		dom.SetTextContent(ctx, t, text)
		return nil
	}
	if head := d.Head(); head != nil {
		t := d.NewElement(dom.HTMLNamespace, "", "title")
		dom.SetTextContent(ctx, t, text)
		return dom.Append(ctx, t, head)
	}
	return nil
}

// setBody implements the setter of document.body.
// https://html.spec.whatwg.org/multipage/dom.html#dom-document-body
func setBody(ctx context.Context, d *dom.Document, el *dom.Node) error {
	if el == nil || !el.Is("body") && !el.Is("frameset") {
		return webidl.DOMExceptionf("HierarchyRequestError", "The new body element must be either a 'BODY' or 'FRAMESET' element.")
	}
	if old := d.Body(); old != nil {
		if old == el {
			return nil
		}
		return dom.Replace(ctx, old, el, old.Parent)
	}
	root := d.DocumentElement()
	if root == nil {
		return webidl.DOMExceptionf("HierarchyRequestError", "No document element exists.")
	}
	return dom.Append(ctx, el, root)
}
