package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/infra"
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
		eventloop.WaitUntil(ctx, func() bool { return p.body.done && d.scriptsMayRun || d.destroyed })
		if d.destroyed {
			return
		}
		populateWithHTMLHeadBody(ctx, d)
		var content *dom.Node
		if element == "" {
			content = d.dom.NewElement(dom.HTMLNamespace, "", "pre")
			dom.Insert(ctx, d.dom.CreateTextNode(infra.UTF8Decode(p.body.bytes)), content, nil)
		} else {
			content = d.dom.NewElement(dom.HTMLNamespace, "", element)
			d.images.Add(d.URL(), essence, p.body.bytes)
			content.SetAttr(ctx, "src", d.URL().Href())
		}
		dom.Insert(ctx, content, d.dom.Body(), nil)
		d.stopParsing(ctx)
	})
	return d
}
