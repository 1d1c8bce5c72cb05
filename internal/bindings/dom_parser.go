package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// domParser is the Go value of a DOMParser.
type domParser struct{ _ byte }

// domParserClass is DOMParser.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#domparser
var domParserClass = &js.Class{Name: "DOMParser"}

func init() {
	types := idl.Enum("DOMParserSupportedType", "text/html", "text/xml", "application/xml", "application/xhtml+xml", "image/svg+xml")
	idl.Define(domParserClass,
		idl.New0(func(c idl.Call) (js.Value, error) {
			return c.Realm.WrapNew(domParserClass, &domParser{}, c.NewTarget), nil
		}),
		idl.Op2("parseFromString", idl.DOMString, types, func(c idl.Call, _ *domParser, source, typ string) (js.Value, error) {
			d, err := parseFromString(c.Context(), documentOf(c.Realm), source, typ)
			if err != nil {
				return js.Undefined, err
			}
			return c.Realm.Wrap(DocumentClass, &d.Node), nil
		}),
	)
}

// parseFromString implements parseFromString() for a page's document, own.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-domparser-parsefromstring
func parseFromString(ctx context.Context, own *dom.Document, source, typ string) (*dom.Document, error) {
	d := dom.NewDocument(typ == "text/html")
	d.ContentType = typ
	if own != nil {
		d.URL = own.URL
	}
	if typ == "text/html" {
		return d, parser.ParseDocument(ctx, d, source)
	}
	if err := parser.ParseXMLDocument(ctx, d, source); err != nil {
		showParserError(ctx, d, err)
	}
	return d, nil
}

// showParserError leaves nothing in a document but an element that tells why its source could not be parsed.
func showParserError(ctx context.Context, d *dom.Document, err error) {
	dom.ReplaceAll(ctx, nil, &d.Node)
	root := d.NewElement("http://www.mozilla.org/newlayout/xml/parsererror.xml", "", "parsererror")
	dom.Insert(ctx, d.CreateTextNode(err.Error()), root, nil)
	dom.Insert(ctx, root, &d.Node, nil)
}
