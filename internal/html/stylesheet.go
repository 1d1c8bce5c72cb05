package html

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// isStylesheet says whether a link element is an external resource link to a style sheet.
// https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet
func isStylesheet(el *dom.Node) bool {
	rel, _ := el.Attr("rel")
	_, disabled := el.Attr("disabled")
	typ, _ := el.Attr("type")
	if !slices.ContainsFunc(dom.Tokens(rel), func(t string) bool { return strings.EqualFold(t, "stylesheet") }) {
		return false
	}
	return !disabled && (typ == "" || strings.EqualFold(strings.TrimSpace(typ), "text/css"))
}

// FetchStylesheet implements "fetch and process the linked resource" for link elements that are style sheets. Nothing is styled:
// the sheet delays the load event and has its load or error event.
// https://html.spec.whatwg.org/multipage/semantics.html#default-fetch-and-process-the-linked-resource
func FetchStylesheet(ctx context.Context, doc FetchingDocument, el *dom.Node) {
	if !isStylesheet(el) || !doc.FullyActive() {
		return
	}
	ctx, s := spec.Begin(ctx, spec.FetchAndProcessLinkedResource)
	defer s.End()
	s.Step("1")
	href, _ := el.Attr("href")
	if href == "" {
		return
	}
	s.Step("2")
	u, err := weburl.ParseBase(href, doc.BaseURL())
	s.Step("3")
	if err != nil {
		return
	}
	request := potentialCORSRequest(doc, el, u, "style")
	request.Nonce, _ = el.Attr("nonce")
	request.Integrity, _ = el.Attr("integrity")
	s.Todo("5") // style sheets that block scripts and rendering
	doc.DelayLoad(1)
	s.Step("6")
	request.InitiatorType = "css"
	s.Step("7")
	fetch.Fetch(ctx, request, fetch.Callbacks{ProcessResponseConsumeBody: func(ctx context.Context, r *fetch.Response, _ []byte, ok bool) {
		defer doc.DelayLoad(-1)
		if r.Aborted {
			return
		}
		s.Step("7.1")
		success := ok && !r.IsNetworkError() && r.Unfiltered().OK()
		s.Step("7.2")
		if mime, known := fetch.MIMETypeOf(r.Unfiltered().Header); success && known {
			success = mime.Essence() == "text/css"
		}
		s.Step("7.4")
		if success {
			dom.Fire(ctx, el, "load")
		} else {
			dom.Fire(ctx, el, "error")
		}
	}})
}
