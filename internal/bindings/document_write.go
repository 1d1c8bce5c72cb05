package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// entryDocument is the associated document of the entry global object.
// https://html.spec.whatwg.org/multipage/webappapis.html#entry-global-object
func entryDocument(r *js.Realm) *navigation.Document {
	w := windowIn(r)
	if w == nil {
		return nil
	}
	if e := w.UserAgent().EntryWindow(); e != nil {
		w = e
	}
	return w.Document()
}

// navigationDocument is what the chapter on loading pages knows of a document, nil for one that no navigation made.
func navigationDocument(n *dom.Node) *navigation.Document {
	d, _ := n.OwnerDocument.Host.(*navigation.Document)
	return d
}

// htmlOnly throws for XML documents, which have no parser that script could write to.
func htmlOnly(n *dom.Node) error {
	if !n.OwnerDocument.HTML {
		return webidl.DOMExceptionf("InvalidStateError", "Only HTML documents can be written to.")
	}
	return nil
}

// dynamicMarkup are the operations of Document by which script is a part of the parser's input.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html
func dynamicMarkup() idl.Mixin {
	write := func(name, suffix string) idl.Member {
		return idl.Op1(name, idl.Rest(idl.DOMString), func(c idl.Call, n *dom.Node, text []string) (js.Value, error) {
			if err := htmlOnly(n); err != nil {
				return js.Undefined, err
			}
			if d := navigationDocument(n); d != nil {
				return js.Undefined, d.Write(c.Context(), strings.Join(text, "")+suffix, entryDocument(c.Realm))
			}
			return js.Undefined, nil
		})
	}
	return idl.Mixin{
		write("write", ""), write("writeln", "\n"),
		idl.Op2("open", idl.Default(idl.DOMString, ""), idl.Default(idl.DOMString, ""), documentOpen).
			Overload(idl.Op3("open", idl.USVString, idl.DOMString, idl.DOMString, documentOpenWindow)),
		idl.Op0("close", func(c idl.Call, n *dom.Node) (js.Value, error) {
			if err := htmlOnly(n); err != nil {
				return js.Undefined, err
			}
			if d := navigationDocument(n); d != nil {
				return js.Undefined, d.CloseParser(c.Context())
			}
			return js.Undefined, nil
		}),
	}
}

// documentOpen implements open().
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-document-open
func documentOpen(c idl.Call, n *dom.Node, _, _ string) (js.Value, error) {
	if err := htmlOnly(n); err != nil {
		return js.Undefined, err
	}
	if d := navigationDocument(n); d != nil {
		return c.This, d.Open(c.Context(), entryDocument(c.Realm))
	}
	return c.This, nil
}

// documentOpenWindow implements open() with three arguments.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-document-open-window
func documentOpenWindow(_ idl.Call, n *dom.Node, url, name, features string) (js.Value, error) {
	d := navigationDocument(n)
	if d == nil || !d.FullyActive() {
		return js.Undefined, webidl.DOMExceptionf("InvalidAccessError", "Document object must be associated with a Window object.")
	}
	return windowOpen(d.Window(), url, name, features)
}
