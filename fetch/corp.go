package fetch

import (
	"context"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// CrossOriginResourcePolicyBlocks implements the "cross-origin resource policy check": true for
// blocked. embedder is the settings object's embedder policy.
// https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
func CrossOriginResourcePolicyBlocks(ctx context.Context, origin weburl.Origin, embedder policy.EmbedderPolicy, r *Response, forNavigation bool) bool {
	ctx, s := spec.Begin(ctx, spec.CrossOriginResourcePolicyCheck, origin)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	if corpBlocks(ctx, origin, policy.UnsafeNone, r, forNavigation) {
		return true
	}
	s.Todo("4") // reports have nowhere to go
	s.Step("5")
	if !corpBlocks(ctx, origin, embedder.Value, r, forNavigation) {
		return false
	}
	s.Todo("6")
	s.Step("7")
	return true
}

// corpBlocks implements the "cross-origin resource policy internal check".
// https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check
func corpBlocks(ctx context.Context, origin weburl.Origin, embedder policy.EmbedderPolicyValue, r *Response, forNavigation bool) bool {
	_, s := spec.Begin(ctx, spec.CrossOriginResourcePolicyInternalCheck, origin)
	defer s.End()
	s.Step("1")
	if forNavigation && embedder == policy.UnsafeNone {
		return false
	}
	s.Step("2")
	p, _ := r.Header.Get("Cross-Origin-Resource-Policy")
	s.Step("3")
	if p != "same-origin" && p != "same-site" && p != "cross-origin" {
		p = ""
	}
	s.Step("4")
	if p == "" {
		switch {
		case embedder == policy.RequireCORP,
			embedder == policy.Credentialless && (r.RequestIncludesCredentials || forNavigation):
			p = "same-origin"
		}
	}
	s.Step("5")
	u := r.URL()
	if u == nil {
		return false
	}
	switch p {
	case "same-origin":
		return !weburl.SameOrigin(origin, u.Origin())
	case "same-site":
		return !weburl.SchemelesslySameSite(origin, u.Origin()) || origin.Scheme != "https" && u.Scheme() == "https"
	}
	return false
}

// coepAllowsCredentials implements "Cross-Origin-Embedder-Policy allows credentials".
// https://fetch.spec.whatwg.org/#cross-origin-embedder-policy-allows-credentials
func coepAllowsCredentials(r *Request) bool {
	if r.Mode != "no-cors" || r.Client == nil {
		return true
	}
	if r.Client.PolicyContainer().Embedder.Value != policy.Credentialless {
		return true
	}
	return weburl.SameOrigin(*r.Origin, r.CurrentURL().Origin()) && redirectTaint(r) == "same-origin"
}

// blockedAsMixedContent implements "should fetching request be blocked as mixed content?" and,
// for a response, the same about its URL.
// https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
func blockedAsMixedContent(r *Request, u *weburl.URL) bool {
	if u == nil || weburl.PotentiallyTrustworthyURL(u) || !prohibitsMixedContent(r.Client) {
		return false
	}
	if u.Scheme() == "blob" {
		return false // same trust as who made it
	}
	return r.Destination != "document" // a top-level navigation starts a context of its own
}

// upgradeMixedContent implements "upgrade a mixed content request to a potentially trustworthy
// URL, if appropriate".
// https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm
func upgradeMixedContent(r *Request) {
	u := r.CurrentURL()
	if u.Scheme() != "http" || weburl.PotentiallyTrustworthyURL(u) || !prohibitsMixedContent(r.Client) {
		return
	}
	switch r.Destination {
	case "image", "audio", "video":
	default:
		return
	}
	if r.Destination == "image" && r.Initiator == "imageset" {
		return
	}
	r.upgradeScheme()
}

// upgradeInsecure implements "upgrade request to a potentially trustworthy URL, if appropriate".
// https://w3c.github.io/webappsec-upgrade-insecure-requests/#upgrade-request
func upgradeInsecure(r *Request) {
	u := r.CurrentURL()
	if u.Scheme() != "http" || weburl.PotentiallyTrustworthyURL(u) || r.PolicyContainer == nil {
		return
	}
	if !policy.UpgradesInsecureRequests(r.PolicyContainer.CSPList) {
		return
	}
	if r.Destination == "document" && (r.Client == nil || u.Hostname() != r.Client.Origin().Host) {
		return // a navigation elsewhere is not this page's to upgrade
	}
	r.upgradeScheme()
}

func (r *Request) upgradeScheme() {
	u := r.CurrentURL().Clone()
	u.SetScheme("https")
	r.URLList[len(r.URLList)-1] = u
}

// prohibitsMixedContent implements "does settings prohibit mixed security contexts?".
// https://w3c.github.io/webappsec-mixed-content/#categorize-settings-object
func prohibitsMixedContent(c Client) bool {
	if c == nil {
		return false
	}
	// A loopback page over http is trustworthy, but browsers let it mix.
	if o := c.Origin(); o.Scheme == "https" {
		return true
	}
	if a, ok := c.(AncestorClient); ok {
		for _, o := range a.AncestorOrigins() {
			if o.Scheme == "https" {
				return true
			}
		}
	}
	return false
}
