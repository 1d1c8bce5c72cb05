package navigation

import (
	"context"
	"regexp"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// loadDocument implements "load a document".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#loading-a-document
func (n *Navigable) loadDocument(ctx context.Context, p *navigationParams) *Document {
	ctx, s := spec.Begin(ctx, spec.LoadDocument, n)
	defer s.End()
	s.Step("1")
	essence := essenceOf(p.response.Header)
	s.Step("2")
	switch {
	case essence == "text/html" || essence == "":
		return n.loadHTMLDocument(ctx, p)
	case isXMLType(essence):
		return n.loadXMLDocument(ctx, essence, p)
	default:
		return n.loadOtherDocument(ctx, essence, p)
	}
}

// isXMLType says whether a MIME type essence is that of an XML MIME type.
// https://mimesniff.spec.whatwg.org/#xml-mime-type
func isXMLType(essence string) bool {
	return strings.HasSuffix(essence, "+xml") || essence == "text/xml" || essence == "application/xml"
}

// loadHTMLDocument implements "load an HTML document".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#navigate-html
func (n *Navigable) loadHTMLDocument(ctx context.Context, p *navigationParams) *Document {
	ctx, s := spec.Begin(ctx, spec.LoadHTMLDocument, n)
	defer s.End()
	s.Step("1")
	d := n.createAndInitializeDocument(ctx, "text/html", p)
	if d == nil {
		return nil
	}
	s.Step("2")
	// A javascript: URL's string takes over the URL of the document that it replaces; by the
	// letter it would then be lost in about:blank, and all browsers show it.
	if d.URL().Href() == "about:blank" && len(p.body.bytes) == 0 {
		populateWithHTMLHeadBody(ctx, d)
		d.finishWithoutParser(ctx)
		return d
	}
	s.Step("3")
	d.parsing = true
	n.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		defer p.body.giveUp(ctx)
		source := p.body.text(d, &decoder{label: charsetOf(p.response.Header), html: true})
		if err := parser.Parse(ctx, d.dom, source, sink{d}); err != nil {
			d.stopParsing(ctx) // too deep to build: the document stays as far as it is
		}
	})
	s.Step("4")
	return d
}

// A sink acts on what the parser meets.
type sink struct{ d *Document }

// Script runs a script element at its end tag, waiting for it where the standard says so.
// https://html.spec.whatwg.org/multipage/parsing.html#scriptEndTag
func (k sink) Script(ctx context.Context, el *dom.Node) (blocking func(ctx context.Context)) {
	k.d.ua.PerformMicrotaskCheckpoint(ctx)
	return k.d.scripts.ParserScript(ctx, el)
}

// InParallel runs steps that may wait.
func (k sink) InParallel(ctx context.Context, steps func(ctx context.Context)) {
	k.d.ua.Loop.InParallel(ctx, steps)
}

// Aborted says whether parsing must stop.
func (k sink) Aborted() bool { return k.d.destroyed || k.d.parserAborted }

// End is "the end" of parsing.
func (k sink) End(ctx context.Context) {
	if k.Aborted() {
		return
	}
	k.d.stopParsing(ctx)
}

// charsetOf is the charset that a response's Content-Type names, "" for none.
func charsetOf(h fetch.HeaderList) string {
	label := ""
	if m, ok := mimeTypeOf(h); ok {
		label, _ = m.Parameter("charset")
	}
	return label
}

// populateWithHTMLHeadBody implements "populate with html/head/body".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#populate-with-html/head/body
func populateWithHTMLHeadBody(ctx context.Context, d *Document) {
	html := d.dom.NewElement(dom.HTMLNamespace, "", "html")
	dom.Insert(ctx, html, &d.dom.Node, nil)
	dom.Insert(ctx, d.dom.NewElement(dom.HTMLNamespace, "", "head"), html, nil)
	dom.Insert(ctx, d.dom.NewElement(dom.HTMLNamespace, "", "body"), html, nil)
}

// errorPageResponse stands for the page that a browser shows instead of one it could not get.
func errorPageResponse(u *weburl.URL) *fetch.Response {
	return localResponse(u, "text/html")
}

// mimeTypeOf is the MIME type of a response's Content-Type.
func mimeTypeOf(h fetch.HeaderList) (infra.MIMEType, bool) {
	v, ok := h.Get("Content-Type")
	if !ok {
		return infra.MIMEType{}, false
	}
	return infra.ParseMIMEType(v)
}

// essenceOf is the essence of a response's MIME type, "" when it has none.
func essenceOf(h fetch.HeaderList) string {
	if m, ok := mimeTypeOf(h); ok {
		return m.Essence()
	}
	return ""
}

var metaCharset = regexp.MustCompile(`(?i)<meta[^>]+charset\s*=\s*["']?([a-z0-9_:-]+)`)

// prescanCharset looks for a meta element that declares an encoding in the first kilobyte.
// https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
func prescanCharset(b []byte) string {
	m := metaCharset.FindSubmatch(b[:min(len(b), 1024)])
	if m == nil {
		return ""
	}
	return string(m[1])
}
