package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
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
	if d != nil && d.DOM() != n.OwnerDocument {
		return nil
	}
	return d
}

// htmlOnly throws for XML documents, which have no parser that script could write to.
func htmlOnly(n *dom.Node) error {
	if !n.OwnerDocument.HTML {
		return webidl.DOMExceptionf("InvalidStateError", "Only HTML documents can be written to.")
	}
	return nil
}

// documentWrite is write() and writeln().
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-document-write
func documentWrite(name, suffix string) js.Member {
	return nodeMethod(name, 0, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
		text := ""
		for _, a := range args {
			s, err := r.ToString(a)
			if err != nil {
				return js.Undefined, err
			}
			text += s
		}
		if err := htmlOnly(n); err != nil {
			return js.Undefined, err
		}
		if d := navigationDocument(n); d != nil {
			return js.Undefined, d.Write(ctx, text+suffix, entryDocument(r))
		}
		return js.Undefined, nil
	})
}

// documentOpen is both open() operations.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-document-open
func documentOpen() js.Member {
	return js.Member{Name: "open", Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		n, err := toNode(r, this)
		if err != nil {
			return js.Undefined, err
		}
		d := navigationDocument(n)
		if err := htmlOnly(n); err != nil && len(args) < 3 {
			return js.Undefined, err
		}
		if len(args) > 2 {
			if d == nil || !d.FullyActive() {
				return js.Undefined, webidl.DOMExceptionf("InvalidAccessError", "Document object must be associated with a Window object.")
			}
			return windowOpen(d.Realm(), d.Realm().GlobalThis(), args)
		}
		if d == nil {
			return this, nil
		}
		return this, d.Open(contextOf(r), entryDocument(r))
	}}
}

// documentClose is close().
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-document-close
func documentClose() js.Member {
	return nodeMethod("close", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
		if err := htmlOnly(n); err != nil {
			return js.Undefined, err
		}
		if d := navigationDocument(n); d != nil {
			return js.Undefined, d.CloseParser(ctx)
		}
		return js.Undefined, nil
	})
}
