package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// createDocument implements createDocument().
// https://dom.spec.whatwg.org/#dom-domimplementation-createdocument
func createDocument(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(2, args); err != nil {
		return js.Undefined, err
	}
	namespace, err := nullableString(r, args[0])
	if err != nil {
		return js.Undefined, err
	}
	name := ""
	if !args[1].IsNull() { // [LegacyNullToEmptyString]
		if name, err = r.ToString(args[1]); err != nil {
			return js.Undefined, err
		}
	}
	var doctype *dom.Node
	if v := js.Arg(args, 2); !v.IsUndefined() && !v.IsNull() {
		if doctype, err = toNode(r, v); err != nil {
			return js.Undefined, err
		}
		if doctype.Type != dom.DocumentTypeNode {
			return js.Undefined, webidl.TypeErrorf("parameter 3 is not of type 'DocumentType'.")
		}
	}
	d := dom.NewDocument(false)
	d.URL = r.Agent.Unwrap(this).(*dom.Implementation).Document.URL
	d.ContentType = "application/xml"
	switch {
	case namespace == dom.HTMLNamespace:
		d.ContentType = "application/xhtml+xml"
	case namespace == dom.SVGNamespace:
		d.ContentType = "image/svg+xml"
	}
	ctx := contextOf(r)
	if doctype != nil {
		if err := dom.Append(ctx, doctype, &d.Node); err != nil {
			return js.Undefined, err
		}
	}
	if name != "" {
		el, err := d.CreateElementNS(namespace, name)
		if err != nil {
			return js.Undefined, err
		}
		if err := dom.Append(ctx, el, &d.Node); err != nil {
			return js.Undefined, err
		}
	}
	return r.Wrap(DocumentClass, &d.Node), nil
}
