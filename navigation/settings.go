package navigation

import (
	"context"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// Settings is a window environment settings object. It outlives the document when the next
// one takes over the Window of an initial about:blank.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#set-up-a-window-environment-settings-object
type Settings struct {
	window              *Window
	group               fetch.Group
	creationURL         *weburl.URL
	topLevelCreationURL *weburl.URL
	topLevelOrigin      weburl.Origin
}

var _ fetch.Client = (*Settings)(nil)

// inheritTopLevel sets what an environment takes from its embedder, or from itself at the top.
func (s *Settings) inheritTopLevel(u *weburl.URL, o weburl.Origin, embedder *Container) {
	s.topLevelCreationURL, s.topLevelOrigin = u, o
	if embedder != nil {
		parent := &documentOf(embedder.Element).window.settings
		s.topLevelCreationURL, s.topLevelOrigin = parent.topLevelCreationURL, parent.topLevelOrigin
	}
}

// Window returns the global object.
func (s *Settings) Window() *Window { return s.window }

// Document returns the global object's associated Document.
func (s *Settings) Document() *Document { return s.window.document }

// Origin returns the document's origin.
func (s *Settings) Origin() weburl.Origin { return s.window.document.origin }

// PolicyContainer returns the document's policy container.
func (s *Settings) PolicyContainer() *policy.Container { return s.window.document.policyContainer }

// FetchGroup returns the fetch group.
// https://fetch.spec.whatwg.org/#environment-settings-object-fetch-group
func (s *Settings) FetchGroup() *fetch.Group { return &s.group }

// BaseURL returns the API base URL.
func (s *Settings) BaseURL() *weburl.URL { return s.window.document.BaseURL() }

// UserAgent returns the fetching side of the user agent.
func (s *Settings) UserAgent() *fetch.UserAgent { return s.window.ua.Fetch }

// ReferrerSource is the URL that a request's "client" referrer stands for: that of the
// document, or of the first ancestor that is no srcdoc document; nil for an opaque origin.
// https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
func (s *Settings) ReferrerSource() *weburl.URL {
	d := s.window.document
	if d.origin.IsOpaque() {
		return nil
	}
	for d.isSrcdoc() {
		c := d.navigable.containerDocument()
		if c == nil {
			return nil
		}
		d = c
	}
	return d.URL()
}

// QueueTask queues a global task: it is dropped when the document is destroyed.
func (s *Settings) QueueTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context)) {
	if s.window.document.destroyed {
		return // it would never run
	}
	s.window.ua.Loop.QueueTask(ctx, source, s.window.document, steps)
}

// HasCrossSiteAncestor says whether a document above is of another site.
// https://html.spec.whatwg.org/multipage/webappapis.html#concept-settings-object-has-cross-site-ancestor
func (s *Settings) HasCrossSiteAncestor() bool {
	d := s.window.document
	for n := d.navigable.Parent; n != nil; n = n.Parent {
		if a := n.ActiveDocument(); a != nil && !weburl.SameSite(a.origin, d.origin) {
			return true
		}
	}
	return false
}

// SecureContext implements "secure context": what counts is the top-level creation URL.
// https://html.spec.whatwg.org/multipage/webappapis.html#secure-context
func (s *Settings) SecureContext() bool {
	if s.window.belowData() && s.window.ua.Behaviour("data-document-context") == "insecure" {
		return false // as in Chrome; see docs/decisions/0108
	}
	return weburl.PotentiallyTrustworthyURL(s.topLevelCreationURL)
}

// TopLevelSite returns the serialized site of the top-level document.
func (s *Settings) TopLevelSite() string { return s.topLevelOrigin.Site() }

// AncestorOrigins are the origins of the documents above, nearest first.
func (s *Settings) AncestorOrigins() []weburl.Origin {
	var list []weburl.Origin
	for n := s.window.document.navigable.Parent; n != nil; n = n.Parent {
		if d := n.ActiveDocument(); d != nil {
			list = append(list, d.origin)
		}
	}
	return list
}

// ReportViolation implements "report a violation": the event; reports are not sent.
// https://w3c.github.io/webappsec-csp/#report-violation
func (s *Settings) ReportViolation(ctx context.Context, v policy.Violation) {
	d := s.window.document
	s.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
		var target dom.Target = d.dom
		if el, ok := v.Element.(*dom.Node); ok && el.Connected() && el.OwnerDocument == d.dom {
			target = el
		}
		dom.Fire(ctx, target, "securitypolicyviolation", func(e *dom.Event) {
			e.Interface = "SecurityPolicyViolationEvent"
			e.Bubbles, e.Composed = true, true
			e.Detail = violationDetail(v, d.URL(), d.Referrer)
		})
	})
}

// violationDetail is what the event of a violation says.
func violationDetail(v policy.Violation, document *weburl.URL, referrer string) *dom.SecurityPolicyViolationDetail {
	return &dom.SecurityPolicyViolationDetail{
		DocumentURI: policy.StripForReport(document), Referrer: referrer, BlockedURI: v.BlockedURI,
		EffectiveDirective: v.EffectiveDirective, OriginalPolicy: v.Policy.Text, SourceFile: v.SourceFile,
		Sample: v.Sample, Disposition: string(v.Disposition), StatusCode: 200,
		LineNumber: uint32(v.Line), ColumnNumber: uint32(v.Column),
	}
}
