package navigation

import (
	"context"
	"path"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/weburl"
)

// processFrameAttributes is "process the frame attributes", whose steps have no numbers of their own in the catalogue.
// https://html.spec.whatwg.org/multipage/obsolete.html#process-the-frame-attributes
func (c *Container) processFrameAttributes(ctx context.Context, initialInsertion bool) {
	u := c.sharedAttributeProcessing(ctx, initialInsertion)
	switch {
	case u == nil:
	case u.MatchesAboutBlank() && initialInsertion:
		dom.Fire(ctx, c.Element, "load")
	default:
		c.navigateFrame(ctx, u, "", nil, initialInsertion)
	}
}

// pluginChanged runs what an object or embed element does when it is connected or its attributes change: in a task it looks at
// what it shows, and that may be a page in a child navigable.
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#the-object-element
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#the-embed-element
func (d *Document) pluginChanged(ctx context.Context, el *dom.Node) {
	attribute := "data"
	if el.LocalName == "embed" {
		attribute = "src"
	}
	if _, ok := el.Attr(attribute); !ok && d.ua.containers[el] == nil || !d.FullyActive() {
		return
	}
	d.loadDelayers++
	d.ua.Loop.QueueTask(ctx, eventloop.DOMManipulation, d, func(ctx context.Context) {
		d.loadDelayers--
		d.showPlugin(ctx, el, attribute)
	})
}

// showPlugin creates, navigates or destroys the child navigable of an object or embed element. The resource is not fetched to look at
// its type: the type attribute says what it is, or else the end of the URL's path.
func (d *Document) showPlugin(ctx context.Context, el *dom.Node, attribute string) {
	if documentOf(el) != d || !el.Connected() {
		return
	}
	c := d.ua.containers[el]
	u := pluginURL(el, attribute, d)
	if u == nil {
		if c != nil && c.Navigable != nil {
			c.destroyChildNavigable(ctx)
			d.forgetContainer(c)
		}
		return
	}
	if c = d.containerFor(el); c == nil {
		return
	}
	if c.Navigable == nil && !d.ua.newChildNavigable(ctx, c) {
		return
	}
	if u.MatchesAboutBlank() {
		dom.Fire(ctx, el, "load")
		return
	}
	_ = c.Navigable.Navigate(ctx, NavigateOptions{URL: u, SourceDocument: d, HistoryHandling: "replace"})
}

// pluginURL returns the URL of the page that an object or embed element shows, nil for none or something else.
func pluginURL(el *dom.Node, attribute string, d *Document) *weburl.URL {
	src, ok := el.Attr(attribute)
	if !ok || src == "" {
		return nil
	}
	for a := el.Parent; a != nil; a = a.Parent {
		if a.Is("object") || a.Is("audio") || a.Is("video") {
			return nil // fallback content
		}
	}
	u, err := weburl.ParseBase(src, d.BaseURL())
	if err != nil {
		return nil
	}
	kind, _ := el.Attr("type")
	kind, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(kind)), ";")
	if kind == "" {
		switch strings.ToLower(path.Ext(u.Path())) {
		case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".ico", ".avif", ".mp4", ".webm", ".ogv", ".mp3", ".wav", ".ogg", ".swf", ".woff", ".woff2", ".ttf":
			return nil
		}
		return u
	}
	switch {
	case kind == "text/html", kind == "text/plain", strings.HasSuffix(kind, "/xml"), strings.HasSuffix(kind, "+xml"), kind == "application/pdf":
		return u
	}
	return nil
}
