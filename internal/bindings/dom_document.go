package bindings

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// docGet is a read-only attribute of documents.
func docGet(name string, get func(r *js.Realm, d *dom.Document) js.Value) js.Member {
	return nodeGet(name, func(r *js.Realm, n *dom.Node) js.Value { return get(r, n.OwnerDocument) })
}

// DocumentClass is Document. What belongs to navigation is in iframe.go.
// https://dom.spec.whatwg.org/#interface-document
// https://html.spec.whatwg.org/multipage/dom.html#the-document-object
var DocumentClass = new(js.Class)

func init() {
	*DocumentClass = js.Class{
		Name: "Document", Parent: NodeClass, Brand: nodeBrand(dom.DocumentNode),
		Constructor: func(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
			d := dom.NewDocument(false)
			own := documentOf(r)
			d.Window = nil
			if own != nil {
				d.URL = own.URL
			}
			return r.WrapNew(DocumentClass, &d.Node, newTarget), nil
		},
		Attrs: concatMembers([]js.Member{
			docGet("URL", func(r *js.Realm, d *dom.Document) js.Value { return r.String(documentURL(d)) }),
			docGet("documentURI", func(r *js.Realm, d *dom.Document) js.Value { return r.String(documentURL(d)) }),
			docGet("compatMode", func(r *js.Realm, d *dom.Document) js.Value {
				if d.Mode == dom.Quirks {
					return r.String("BackCompat")
				}
				return r.String("CSS1Compat")
			}),
			docGet("characterSet", func(r *js.Realm, d *dom.Document) js.Value { return r.String(d.Encoding) }),
			docGet("charset", func(r *js.Realm, d *dom.Document) js.Value { return r.String(d.Encoding) }),
			docGet("inputEncoding", func(r *js.Realm, d *dom.Document) js.Value { return r.String(d.Encoding) }),
			docGet("contentType", func(r *js.Realm, d *dom.Document) js.Value { return r.String(d.ContentType) }),
			docGet("doctype", func(r *js.Realm, d *dom.Document) js.Value { return wrapNode(r, d.Doctype()) }),
			docGet("documentElement", func(r *js.Realm, d *dom.Document) js.Value { return wrapNode(r, d.DocumentElement()) }),
			docGet("head", func(r *js.Realm, d *dom.Document) js.Value { return wrapNode(r, d.Head()) }),
			docGet("scrollingElement", func(r *js.Realm, d *dom.Document) js.Value { return wrapNode(r, d.DocumentElement()) }),
			docGet("activeElement", activeElement),
			docGet("readyState", func(r *js.Realm, d *dom.Document) js.Value { return r.String(d.Readiness) }),
			docGet("implementation", func(r *js.Realm, d *dom.Document) js.Value {
				return r.Wrap(DOMImplementationClass, d.Implementation)
			}),
			nodeAttr("body", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.OwnerDocument.Body()) }, setBody),
			nodeAttr("title", func(r *js.Realm, n *dom.Node) js.Value { return r.String(DocumentTitle(n.OwnerDocument)) }, setTitle),
			documentCollection("forms", "form"), documentCollection("images", "img"), documentCollection("scripts", "script"),
			documentCollection("links", "a"),
		}, parentNodeAttributes(), GlobalEventHandlers, handlerMembers("readystatechange", "visibilitychange", "freeze", "resume"), documentMembers()),
		Methods: concatMembers(createMethods(), []js.Member{
			nodeMethod("getElementById", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				id, err := r.ToString(args[0])
				return wrapNode(r, n.ElementByID(id)), err
			}),
			nodeMethod("getElementsByTagName", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				name, err := r.ToString(args[0])
				return elementsByTag(r, n, name), err
			}),
			nodeMethod("getElementsByClassName", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				names, err := r.ToString(args[0])
				return elementsByClass(r, n, names), err
			}),
			nodeMethod("getElementsByName", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				name, err := r.ToString(args[0])
				return collectionOf(r, NodeListClass, n, "name "+name, func() []*dom.Node {
					return n.ElementsWhere(func(e *dom.Node) bool { return e.Namespace == dom.HTMLNamespace && attrOf(e, "name") == name })
				}), err
			}),
			nodeMethod("createElement", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				name, err := r.ToString(args[0])
				if err != nil {
					return js.Undefined, err
				}
				el, err := n.OwnerDocument.CreateElement(name)
				return wrapNode(r, el), err
			}),
			nodeMethod("createElementNS", 2, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				namespace, name, err := namespaceAndName(r, args)
				if err != nil {
					return js.Undefined, err
				}
				el, err := n.OwnerDocument.CreateElementNS(namespace, name)
				return wrapNode(r, el), err
			}),
			nodeMethod("createTextNode", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				s, err := r.ToString(args[0])
				return wrapNode(r, n.OwnerDocument.CreateTextNode(s)), err
			}),
			nodeMethod("createProcessingInstruction", 2, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				target, err := r.ToString(args[0])
				if err != nil {
					return js.Undefined, err
				}
				data, err := r.ToString(args[1])
				if err != nil {
					return js.Undefined, err
				}
				p, err := n.OwnerDocument.CreateProcessingInstruction(target, data)
				return wrapNode(r, p), err
			}),
			nodeMethod("createComment", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				s, err := r.ToString(args[0])
				return wrapNode(r, n.OwnerDocument.CreateComment(s)), err
			}),
			nodeMethod("createDocumentFragment", 0, func(_ context.Context, r *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
				return wrapNode(r, n.OwnerDocument.CreateFragment()), nil
			}),
			nodeMethod("createEvent", 1, func(_ context.Context, r *js.Realm, _ *dom.Node, args []js.Value) (js.Value, error) {
				name, err := r.ToString(args[0])
				if err != nil {
					return js.Undefined, err
				}
				return createEvent(r, name)
			}),
			nodeMethod("importNode", 1, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				o, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				return wrapNode(r, dom.Clone(ctx, o, n.OwnerDocument, r.ToBool(js.Arg(args, 1)))), nil
			}),
			nodeMethod("adoptNode", 1, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
				o, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				if o.Type == dom.DocumentNode {
					return js.Undefined, webidl.DOMExceptionf("NotSupportedError", "a document cannot be adopted")
				}
				dom.Adopt(ctx, o, n.OwnerDocument)
				return args[0], nil
			}),
			documentWrite("write", ""), documentWrite("writeln", "\n"), documentOpen(), documentClose(),
		}, parentNodeMethods()),
	}
}

// concatMembers joins lists of members.
func concatMembers(lists ...[]js.Member) []js.Member {
	var all []js.Member
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func documentURL(d *dom.Document) string {
	if d.URL == nil {
		return "about:blank"
	}
	return d.URL.Href()
}

func documentCollection(name, tag string) js.Member {
	return docGet(name, func(r *js.Realm, d *dom.Document) js.Value {
		return collectionOf(r, HTMLCollectionClass, &d.Node, name, func() []*dom.Node {
			return d.ElementsWhere(func(n *dom.Node) bool { return n.Is(tag) })
		})
	})
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

func setTitle(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
	text, err := r.ToString(v)
	if err != nil {
		return err
	}
	d := n.OwnerDocument
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

func setBody(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
	el, err := toNode(r, v)
	if err != nil {
		return err
	}
	if !el.Is("body") && !el.Is("frameset") {
		return webidl.DOMExceptionf("HierarchyRequestError", "The new body element is of type '%s'. It must be either a 'BODY' or 'FRAMESET' element.", tagName(el))
	}
	d := n.OwnerDocument
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

// DOMImplementationClass is DOMImplementation.
// https://dom.spec.whatwg.org/#interface-domimplementation
var DOMImplementationClass = new(js.Class)

func init() {
	*DOMImplementationClass = js.Class{
		Name: "DOMImplementation",
		Methods: []js.Member{
			{Name: "createHTMLDocument", Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				var title *string
				if v := js.Arg(args, 0); !v.IsUndefined() {
					text, err := r.ToString(v)
					if err != nil {
						return js.Undefined, err
					}
					title = &text
				}
				d := r.Agent.Unwrap(this).(*dom.Implementation).CreateHTMLDocument(contextOf(r), title)
				return r.Wrap(DocumentClass, &d.Node), nil
			}},
			{Name: "createDocument", Length: 2, Call: createDocument},
			{Name: "hasFeature", Call: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Bool(true), nil }},
		},
	}
}
