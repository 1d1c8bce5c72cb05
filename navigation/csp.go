package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// blockedByNavigationCSP implements "should navigation request of type be blocked by Content
// Security Policy?" as far as form-action goes: frame-src is asked in main fetch.
// https://w3c.github.io/webappsec-csp/#should-block-navigation-request
// original is the URL that was asked for, current the one that redirects have led to.
func blockedByNavigationCSP(ctx context.Context, original, current *weburl.URL, redirects int, source sourceSnapshotParams, cspType string) bool {
	if cspType != "form-submission" {
		return false
	}
	blocked, violations := policy.FormActionBlocked(source.policyContainer.CSPList, policy.Subject{
		URL: current, OriginalURL: original, RedirectCount: redirects,
	})
	source.report(ctx, violations)
	return blocked
}

// report reports violations of the policies of the document that navigates.
func (p sourceSnapshotParams) report(ctx context.Context, violations []policy.Violation) {
	for _, v := range violations {
		if p.fetchClient != nil {
			p.fetchClient.ReportViolation(ctx, v)
		}
	}
}

// blockedJavascriptURL is what CSP's pre-navigation check does for javascript: URLs: they are inline
// scripts to the policies of the document that navigates.
// https://w3c.github.io/webappsec-csp/#should-block-navigation-request
func blockedJavascriptURL(ctx context.Context, u *weburl.URL, source sourceSnapshotParams, cspType string) bool {
	if blockedByNavigationCSP(ctx, u, u, 0, source, cspType) {
		return true
	}
	blocked, violations := policy.InlineBlocked(source.policyContainer.CSPList, policy.Inline{Type: "navigation", Source: u.Href()})
	source.report(ctx, violations)
	return blocked
}

// responseAllowed asks the policies that judge a navigation's response: frame-ancestors, the embedder policy of the page around
// and X-Frame-Options.
func (n *Navigable) responseAllowed(ctx context.Context, params *navigationParams) bool {
	if n.Parent == nil {
		return true
	}
	var ancestors []weburl.Origin
	for a := n.Parent; a != nil; a = a.Parent {
		if d := a.ActiveDocument(); d != nil {
			ancestors = append(ancestors, d.origin)
		}
	}
	blocked, _ := policy.FrameAncestorsBlocked(params.policyContainer.CSPList, ancestors, params.response.URL())
	if blocked || params.request != nil && !n.adheresToEmbedderPolicy(ctx, params.policyContainer.Embedder) {
		return false
	}
	for _, csp := range params.policyContainer.CSPList {
		if _, has := csp.Directive("frame-ancestors"); has && csp.Disposition == policy.Enforce {
			return true // it replaces X-Frame-Options
		}
	}
	return adheresToXFrameOptions(params, ancestors)
}

// adheresToXFrameOptions implements "check a navigation response's adherence to
// X-Frame-Options".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#check-a-navigation-response's-adherence-to-x-frame-options
func adheresToXFrameOptions(params *navigationParams, ancestors []weburl.Origin) bool {
	values := map[string]bool{}
	for _, v := range params.response.Header.Values("X-Frame-Options") {
		for part := range strings.SplitSeq(v, ",") {
			values[strings.ToLower(strings.TrimSpace(part))] = true
		}
	}
	if len(values) > 1 {
		return !values["deny"] && !values["allowall"] && !values["sameorigin"]
	}
	switch {
	case values["deny"]:
		return false
	case values["sameorigin"]:
		for _, a := range ancestors {
			if !weburl.SameOrigin(a, params.origin) {
				return false
			}
		}
	}
	return true
}

// sameOrigin compares a document's origin.
func sameOrigin(d *Document, o weburl.Origin) bool { return weburl.SameOrigin(d.origin, o) }

// CompileString implements "EnsureCSPDoesNotBlockStringCompilation", without trusted types. The error is an EvalError.
// https://w3c.github.io/webappsec-csp/#can-compile-strings
func (g *global) CompileString(ctx context.Context, source string) error {
	client := g.self.FetchClient()
	blocked, violations := policy.EvalBlocked(client.PolicyContainer().CSPList, source)
	for _, v := range violations {
		client.ReportViolation(ctx, v)
	}
	if blocked {
		return webidl.EvalErrorf("Evaluating a string as JavaScript violates the Content Security Policy: 'unsafe-eval' is not an allowed source of script.")
	}
	return nil
}
