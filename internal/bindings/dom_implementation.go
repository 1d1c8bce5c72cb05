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
	d, err := r.Agent.Unwrap(this).(*dom.Implementation).CreateDocument(contextOf(r), namespace, name, doctype)
	if err != nil {
		return js.Undefined, err
	}
	return r.Wrap(DocumentClass, &d.Node), nil
}
