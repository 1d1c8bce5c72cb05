package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/spec"
)

// loadOtherDocument loads what is no HTML: text as a pre element, media as the element that
// would show it.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-text
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-media
func (n *Navigable) loadOtherDocument(ctx context.Context, essence string, p *navigationParams) *Document {
	kind := spec.LoadTextDocument
	element := ""
	for prefix, name := range map[string]string{"image/": "img", "video/": "video", "audio/": "audio"} {
		if strings.HasPrefix(essence, prefix) {
			kind, element = spec.LoadMediaDocument, name
		}
	}
	ctx, s := spec.Begin(ctx, kind, n)
	defer s.End()
	s.Step("1")
	d := n.createAndInitializeDocument(ctx, essence, p)
	if d == nil {
		return nil
	}
	d.parsing = true
	n.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		defer p.body.giveUp(ctx)
		if element == "" {
			n.loadText(ctx, d, p)
			return
		}
		if !p.body.whole(ctx, d) {
			return
		}
		populateWithHTMLHeadBody(ctx, d)
		content := d.dom.NewElement(dom.HTMLNamespace, "", element)
		d.images.Add(d.URL(), essence, p.body.bytes)
		content.SetAttr(ctx, "src", d.URL().Href())
		dom.Insert(ctx, content, d.dom.Body(), nil)
		d.stopParsing(ctx)
	})
	return d
}

// loadText shows text as it comes.
func (n *Navigable) loadText(ctx context.Context, d *Document, p *navigationParams) {
	next := p.body.text(d, &decoder{label: charsetOf(p.response.Header)})
	var text *dom.Node
	for {
		piece, more, ok := next(ctx)
		if !ok {
			return
		}
		if text == nil {
			populateWithHTMLHeadBody(ctx, d)
			pre := d.dom.NewElement(dom.HTMLNamespace, "", "pre")
			text = d.dom.CreateTextNode(piece)
			dom.Insert(ctx, text, pre, nil)
			dom.Insert(ctx, pre, d.dom.Body(), nil)
		} else if piece != "" {
			text.SetData(ctx, text.Data+piece)
		}
		if !more {
			d.stopParsing(ctx)
			return
		}
	}
}
