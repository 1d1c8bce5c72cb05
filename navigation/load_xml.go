package navigation

import (
	"context"
	"regexp"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/spec"
)

// loadXMLDocument implements "load an XML document", whose steps the text does not number.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-xml
func (n *Navigable) loadXMLDocument(ctx context.Context, essence string, p *navigationParams) *Document {
	ctx, s := spec.Begin(ctx, spec.LoadXMLDocument, n)
	defer s.End()
	d := n.createAndInitializeDocument(ctx, essence, p)
	if d == nil {
		return nil
	}
	d.dom.HTML = false
	d.dom.Mode = dom.NoQuirks
	d.parsing = true
	n.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		defer p.body.giveUp(ctx)
		if p.body.whole(ctx, d) {
			parser.ParseXML(ctx, d.dom, decodeXML(p.body.bytes, p.response.Header), sink{d})
		}
	})
	return d
}

var xmlEncoding = regexp.MustCompile(`^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// decodeXML decodes a document: a byte order mark, the charset of the header, that of the XML declaration, else UTF-8.
func decodeXML(b []byte, h fetch.HeaderList) string {
	label := charsetOf(h)
	if label == "" {
		if m := xmlEncoding.FindSubmatch(b[:min(len(b), 1024)]); m != nil {
			label = string(m[1])
		}
	}
	return decode(b, label)
}
