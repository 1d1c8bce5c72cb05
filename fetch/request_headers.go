package fetch

import (
	"context"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// appendOriginHeader implements "append a request `Origin` header".
// https://fetch.spec.whatwg.org/#append-a-request-origin-header
func appendOriginHeader(ctx context.Context, r *Request) {
	_, s := spec.Begin(ctx, spec.AppendRequestOriginHeader, r)
	defer s.End()
	s.Assert("1", r.Origin != nil)
	s.Step("2")
	origin := serializeOrigin(r)
	s.Step("3")
	if r.ResponseTainting == "cors" || r.Mode == "websocket" || r.Mode == "webtransport" {
		r.Header.Append("Origin", origin)
		return
	}
	s.Step("4")
	if r.Method == "GET" || r.Method == "HEAD" {
		return
	}
	s.Step("4.1") // who did not opt into CORS gets no more than the referrer policy lets out
	if r.Mode != "cors" {
		switch r.ReferrerPolicy {
		case policy.NoReferrer:
			origin = "null"
		case policy.NoReferrerWhenDowngrade, policy.StrictOrigin, policy.StrictOriginWhenCrossOrigin:
			if r.Origin.Scheme == "https" && r.CurrentURL().Scheme() != "https" {
				origin = "null"
			}
		case policy.SameOrigin:
			if !weburl.SameOrigin(*r.Origin, r.CurrentURL().Origin()) {
				origin = "null"
			}
		}
	}
	s.Step("4.2")
	r.Header.Append("Origin", origin)
}

// appendFetchMetadata implements "append the Fetch metadata headers for a request".
// https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-append-the-fetch-metadata-headers-for-a-request
func appendFetchMetadata(r *Request) {
	if !weburl.PotentiallyTrustworthyURL(r.CurrentURL()) {
		return
	}
	r.Header.Set("Sec-Fetch-Site", fetchSite(r))
	r.Header.Set("Sec-Fetch-Mode", r.Mode)
	if r.IsNavigation() && r.UserActivation {
		r.Header.Set("Sec-Fetch-User", "?1")
	}
	destination := r.Destination
	if destination == "" {
		destination = "empty"
	}
	r.Header.Set("Sec-Fetch-Dest", destination)
}

// fetchSite is the value of Sec-Fetch-Site.
// https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-site
func fetchSite(r *Request) string {
	// A navigation that nobody but the user started has no client, or a page without an origin.
	if r.IsNavigation() && r.Client == nil {
		return "none"
	}
	site := "same-origin"
	for _, u := range r.URLList {
		o := u.Origin()
		if r.Origin != nil && weburl.SameOrigin(o, *r.Origin) {
			continue
		}
		if r.Origin == nil || !weburl.SameSite(o, *r.Origin) {
			return "cross-site"
		}
		site = "same-site"
	}
	return site
}

// determineReferrer implements "determine request's referrer".
// https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
func determineReferrer(r *Request) Referrer {
	source := r.Referrer.URL
	if source == nil {
		if r.Client == nil {
			return Referrer{None: true}
		}
		if source = r.Client.ReferrerSource(); source == nil {
			return Referrer{None: true}
		}
	}
	full := stripReferrer(source, false)
	if full == nil {
		return Referrer{None: true}
	}
	originOnly := stripReferrer(source, true)
	if len(full.Href()) > 4096 {
		full = originOnly
	}
	current := r.CurrentURL()
	same := weburl.SameOrigin(full.Origin(), current.Origin())
	downgrade := weburl.PotentiallyTrustworthyURL(full) && !weburl.PotentiallyTrustworthyURL(current)
	choose := func(u *weburl.URL, ok bool) Referrer {
		if !ok {
			return Referrer{None: true}
		}
		return Referrer{URL: u}
	}
	p := r.ReferrerPolicy
	if p == "" {
		p = policy.DefaultReferrerPolicy
	}
	switch p {
	case policy.NoReferrer:
		return Referrer{None: true}
	case policy.Origin:
		return Referrer{URL: originOnly}
	case policy.UnsafeURL:
		return Referrer{URL: full}
	case policy.StrictOrigin:
		return choose(originOnly, !downgrade)
	case policy.SameOrigin:
		return choose(full, same)
	case policy.OriginWhenCrossOrigin:
		if same {
			return Referrer{URL: full}
		}
		return Referrer{URL: originOnly}
	case policy.NoReferrerWhenDowngrade:
		return choose(full, !downgrade)
	default: // strict-origin-when-cross-origin
		if same {
			return Referrer{URL: full}
		}
		return choose(originOnly, !downgrade)
	}
}

// stripReferrer implements "strip url for use as a referrer"; nil for no referrer.
// https://w3c.github.io/webappsec-referrer-policy/#strip-url
func stripReferrer(u *weburl.URL, originOnly bool) *weburl.URL {
	if u == nil || u.IsLocal() {
		return nil
	}
	c := u.Clone()
	c.SetUsername("")
	c.SetPassword("")
	c.SetFragment(nil)
	if originOnly {
		c.SetPathname("")
		c.SetSearch("")
	}
	return c
}

// setReferrerPolicyOnRedirect implements "set request's referrer policy on redirect".
// https://w3c.github.io/webappsec-referrer-policy/#set-requests-referrer-policy-on-redirect
func setReferrerPolicyOnRedirect(r *Request, actual *Response) {
	if p := policy.ReferrerPolicyFromHeaders(actual.Header); p != "" {
		r.ReferrerPolicy = p
	}
}
