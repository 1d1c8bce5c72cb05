package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// DOMImplementationClass is DOMImplementation.
// https://dom.spec.whatwg.org/#interface-domimplementation
var DOMImplementationClass = &js.Class{Name: "DOMImplementation"}

func init() {
	name := idl.LegacyNullToEmptyString(idl.DOMString)
	idl.Define(DOMImplementationClass,
		idl.Op3("createDocument", namespaceType, name, idl.Trailing(idl.OrNull(doctypeType)),
			func(c idl.Call, i *dom.Implementation, namespace, name string, doctype *dom.Node) (js.Value, error) {
				d, err := i.CreateDocument(c.Context(), namespace, name, doctype)
				if err != nil {
					return js.Undefined, err
				}
				return c.Realm.Wrap(DocumentClass, &d.Node), nil
			}),
		idl.Op1("createHTMLDocument", idl.Optional(idl.DOMString), func(c idl.Call, i *dom.Implementation, title *string) (js.Value, error) {
			return c.Realm.Wrap(DocumentClass, &i.CreateHTMLDocument(c.Context(), title).Node), nil
		}),
		idl.Op0("hasFeature", func(idl.Call, *dom.Implementation) (js.Value, error) { return js.Bool(true), nil }),
	)
}
