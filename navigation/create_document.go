package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// createAndInitializeDocument implements "create and initialize a Document object". It returns
// nil when no realm could be made.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#initialise-the-document-object
func (n *Navigable) createAndInitializeDocument(ctx context.Context, contentType string, p *navigationParams) *Document {
	ctx, s := spec.Begin(ctx, spec.CreateAndInitializeDocumentObject, n, p.response.URL())
	defer s.End()
	s.Step("1")
	b := n.browsingContextFor(ctx, p)
	s.Step("2")
	permissions := policy.PermissionsPolicyFromResponse(n.container.embedding(), p.origin, p.response.PolicyHeaders())
	s.Step("3")
	creationURL := p.response.URL()
	if p.request != nil {
		s.Step("4")
		creationURL = p.request.CurrentURL()
	}
	s.Step("9")
	d := n.ua.newDocument(n, b, creationURL, p.origin)
	d.dom.ContentType = contentType
	d.dom.Readiness = "loading"
	d.policyContainer = p.policyContainer
	d.openerPolicy = p.openerPolicy
	d.permissions = permissions
	d.sandboxing = p.sandboxing
	d.requiredCSP = p.requiredCSP
	d.aboutBaseURL = p.aboutBaseURL
	d.navigationID = p.id
	d.timing.ResponseStatus = p.response.Status
	if p.request != nil && !p.crossOriginRedirects {
		d.timing.RedirectCount = len(p.request.URLList) - 1
	}
	d.crossOriginRedirects = p.crossOriginRedirects
	s.Step("5")
	active := n.ActiveDocument()
	s.Step("6")
	if active.isInitialAboutBlank && !active.keepsWindow && b == active.browsingContext && weburl.SameOriginDomain(active.origin, p.origin) {
		d.window = active.window
		d.dom.Window = d.window
	} else {
		s.Step("7.5")
		if err := n.ua.newWindow(ctx, b, d, creationURL, n.container); err != nil {
			n.ua.fail(err)
			return nil
		}
		s.Step("7.7")
		s.Step("7.8")
		s.Step("7.9")
		s.Step("7.10")
	}
	s.Step("10")
	// The realm's globals answer for the new document from the moment it is activated; a
	// reused Window changes hands here.
	if d.window.document == nil || d.window.document == active {
		d.window.document = d
	}
	s.Step("11")
	d.internalAncestorOriginObjects = internalAncestorOriginObjectsList(ctx, d, n.container)
	s.Step("12")
	d.AncestorOrigins = ancestorOriginsList(ctx, d)
	s.Step("13")
	s.Step("14")
	if p.referrer != "" {
		d.Referrer = p.referrer
	}
	if p.request != nil {
		s.Step("14.1")
		d.Referrer = ""
		if u := p.request.Referrer.URL; u != nil {
			s.Step("14.3")
			d.Referrer = u.Href()
		}
	}
	s.Todo("15") // navigation timing
	s.Step("17")
	if v, ok := p.response.Header.Get("Refresh"); ok {
		d.refreshFromHeader(ctx, v)
	}
	s.Todo("19") // Link headers
	s.Step("21")
	potentiallyFreeDeferredFetchQuota(ctx, d)
	s.Step("22")
	return d
}

// createErrorDocument implements "create a document for inline content that doesn't have a
// DOM" for a navigation that failed: an opaque origin, and nothing of the response.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-ua-inline
func (n *Navigable) createErrorDocument(ctx context.Context, entry *SessionHistoryEntry, id string) *Document {
	ctx, s := spec.Begin(ctx, spec.CreateDocumentForInlineContent, n)
	defer s.End()
	s.Step("1")
	p := &navigationParams{
		id: id, navigable: n, response: errorPageResponse(entry.URL), body: &bodyReader{done: true},
		origin: weburl.NewOpaqueOrigin(), policyContainer: &policy.Container{},
	}
	s.Step("5")
	d := n.createAndInitializeDocument(ctx, "text/html", p)
	if d == nil {
		return nil
	}
	s.Step("6")
	populateWithHTMLHeadBody(ctx, d)
	s.Step("7")
	d.finishWithoutParser(ctx)
	return d
}
