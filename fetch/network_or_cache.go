package fetch

import (
	"context"
	"slices"
	"strconv"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// maxInflightKeepalive is how many body bytes a group's keepalive requests may have in flight.
const maxInflightKeepalive = 64 << 10

// httpNetworkOrCacheFetch implements "HTTP-network-or-cache fetch".
// https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch
func httpNetworkOrCacheFetch(ctx context.Context, fp *params, isAuthenticationFetch, isNewConnectionFetch bool) *Response {
	ctx, s := spec.Begin(ctx, spec.HTTPNetworkOrCacheFetch, fp.request)
	defer s.End()
	s.Step("1")
	req := fp.request
	s.Step("2")
	s.Step("3")
	s.Step("4")
	var response *Response
	s.Step("5")
	var stored *cacheEntry
	s.Step("6")
	s.Step("7")
	revalidating := false
	s.Step("8")
	if fp.canceled() {
		s.Step("9")
		return fp.appropriateNetworkError()
	}
	s.Step("8.1")
	s.Step("8.2")
	s.Step("8.2.1") // a clone costs little, so it is made in either case
	hr := req.Clone()
	s.Step("8.3")
	credentials := req.Credentials == "include" || req.Credentials == "same-origin" && req.ResponseTainting == "basic"
	s.Step("8.4")
	if !coepAllowsCredentials(req) {
		credentials = false
	}
	s.Step("8.5")
	length := int64(-1)
	if hr.Body != nil {
		length = hr.Body.Length
	}
	s.Step("8.6")
	s.Step("8.7")
	s.Step("8.8")
	s.Step("8.9")
	if hr.Body == nil && (hr.Method == "POST" || hr.Method == "PUT") {
		hr.Header.Append("Content-Length", "0")
	} else if length >= 0 {
		hr.Header.Append("Content-Length", strconv.FormatInt(length, 10))
	}
	s.Step("8.10")
	if length >= 0 && hr.Keepalive && !fp.withinKeepaliveLimit(ctx, length) {
		return NetworkError("too many bytes in flight for keepalive")
	}
	s.Step("8.11")
	if hr.Referrer.URL != nil {
		s.Step("8.11.1")
		s.Step("8.11.2")
		hr.Header.Append("Referer", hr.Referrer.URL.Href())
	}
	s.Step("8.12")
	appendOriginHeader(ctx, hr)
	s.Step("8.13")
	appendFetchMetadata(hr)
	s.Step("8.14")
	if hr.Initiator == "prefetch" {
		hr.Header.Set("Sec-Purpose", "prefetch")
	}
	s.Step("8.15")
	if !hr.Header.Contains("User-Agent") {
		s.Step("8.15.1")
		s.Step("8.15.2")
		hr.Header.Append("User-Agent", fp.ua.Name)
	}
	s.Step("8.16")
	if hr.Cache == "default" && slices.ContainsFunc([]string{"If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "If-Match", "If-Range"}, hr.Header.Contains) {
		hr.Cache = "no-store"
	}
	s.Step("8.17")
	if hr.Cache == "no-cache" && !hr.PreventNoCacheModification && !hr.Header.Contains("Cache-Control") {
		hr.Header.Append("Cache-Control", "max-age=0")
	}
	s.Step("8.18")
	if hr.Cache == "no-store" || hr.Cache == "reload" {
		s.Step("8.18.1")
		if !hr.Header.Contains("Pragma") {
			hr.Header.Append("Pragma", "no-cache")
		}
		s.Step("8.18.2")
		if !hr.Header.Contains("Cache-Control") {
			hr.Header.Append("Cache-Control", "no-cache")
		}
	}
	s.Step("8.19")
	if hr.Header.Contains("Range") {
		hr.Header.Append("Accept-Encoding", "identity")
	}
	s.Step("8.20")
	if !hr.Header.Contains("Accept-Encoding") {
		hr.Header.Append("Accept-Encoding", "gzip, deflate")
	}
	hr.Header.Append("Connection", "keep-alive")
	if hr.IsNavigation() && !hr.Header.Contains("Upgrade-Insecure-Requests") {
		hr.Header.Append("Upgrade-Insecure-Requests", "1")
	}
	s.Step("8.21")
	if credentials {
		s.Step("8.21.1")
		appendCookieHeader(ctx, hr, fp.ua)
		s.Step("8.21.2")
		if u := hr.CurrentURL(); !hr.Header.Contains("Authorization") && u.HasCredentials() && (hr.UseURLCredentials || isAuthenticationFetch) {
			s.Step("8.21.2.1")
			s.Todo("8.21.2.2")
			s.Step("8.21.2.3")
			s.Step("8.21.2.4")
			hr.Header.Append("Authorization", basicAuthorization(u))
		}
	}
	s.Todo("8.22")
	s.Todo("8.23")
	s.Step("8.24")
	cache, key := &fp.ua.cache, cacheKey(hr, credentials)
	s.Step("8.25")
	s.Step("8.26")
	if hr.Cache != "no-store" && hr.Cache != "reload" && hr.Method == "GET" && !hr.Header.Contains("Range") {
		s.Step("8.26.1")
		stored = cache.lookup(key, hr.Header)
		if stored != nil {
			s.Step("8.26.2")
			s.Todo("8.26.2.1")
			s.Step("8.26.2.2")
			s.Step("8.26.2.2.1")
			revalidating = hr.Cache == "no-cache" || !stored.fresh(fp.ua.Loop.Now())
			if revalidating && hr.Cache != "force-cache" && hr.Cache != "only-if-cached" {
				s.Step("8.26.2.2.2")
				s.Step("8.26.2.2.2.1")
				if v, ok := stored.response.Header.Get("ETag"); ok {
					hr.Header.Append("If-None-Match", v)
				}
				s.Step("8.26.2.2.2.2")
				if v, ok := stored.response.Header.Get("Last-Modified"); ok {
					hr.Header.Append("If-Modified-Since", v)
				}
			} else {
				s.Step("8.26.2.2.3")
				revalidating = false
				response = stored.response.Clone()
				response.CacheState = "local"
				fp.observeRequest(ctx, hr, nil)
			}
		}
	}
	s.Step("10")
	s.Step("11")
	if response == nil {
		s.Step("11.1")
		if hr.Cache == "only-if-cached" {
			return NetworkError("nothing in the cache")
		}
		s.Step("11.2")
		forward := httpNetworkFetch(ctx, fp, hr, credentials, isNewConnectionFetch)
		s.Step("11.3")
		if !isSafeMethod(hr.Method) && forward.Status >= 200 && forward.Status <= 399 {
			cache.invalidate(hr.CurrentURL())
			stored = nil
		}
		s.Step("11.4")
		if revalidating && stored != nil && forward.Status == 304 {
			s.Step("11.4.1")
			stored.freshen(forward, fp.ua.Loop.Now())
			s.Step("11.4.2")
			response = stored.response.Clone()
			s.Step("11.4.3")
			response.CacheState = "validated"
		}
		s.Step("11.5")
		if response == nil {
			s.Step("11.5.1")
			response = forward
			s.Step("11.5.2")
			if hr.Cache != "no-store" {
				cache.store(key, hr, forward, fp.ua.Loop.Now())
			}
		}
	}
	if response.IsNetworkError() {
		return response
	}
	s.Step("12")
	response.URLList = slices.Clone(hr.URLList)
	s.Step("13")
	if hr.Header.Contains("Range") {
		response.RangeRequested = true
	}
	s.Step("14")
	response.RequestIncludesCredentials = credentials
	s.Todo("15") // nobody to ask for a password: the response stays as it is
	s.Step("16")
	if response.Status == 407 {
		s.Step("16.1")
		return NetworkError("a proxy wants a password")
	}
	s.Step("17")
	if response.Status == 421 && !isNewConnectionFetch && (req.Body == nil || req.Body.Source != nil) {
		s.Step("17.1")
		if fp.canceled() {
			return fp.appropriateNetworkError()
		}
		s.Step("17.2")
		return httpNetworkOrCacheFetch(ctx, fp, isAuthenticationFetch, true)
	}
	s.Todo("18")
	s.Step("19")
	return response
}

// withinKeepaliveLimit is step 8.10 of HTTP-network-or-cache fetch.
func (fp *params) withinKeepaliveLimit(ctx context.Context, length int64) bool {
	s := spec.FrameOf(ctx)
	req := fp.request
	if req.Client == nil {
		return true
	}
	exempt := fp.ua.behaviour("deferred-keepalive-limit") == "exempt"
	if req.Deferred && exempt {
		s.AdHoc("8.10", "what a deferred fetch may send its own quota has limited already")
		return true
	}
	s.Step("8.10.1")
	s.Step("8.10.2")
	group := req.Client.FetchGroup()
	s.Step("8.10.3")
	s.Step("8.10.4") // the sum is kept as records come and go; the request's own would be counted twice
	s.Step("8.10.4.1")
	s.Step("8.10.4.2")
	inflight := group.inflight
	if !exempt {
		inflight += group.inflightDeferred
	}
	if r := req.record; r != nil {
		inflight -= r.bytes
	}
	s.Step("8.10.5")
	return length+inflight <= maxInflightKeepalive
}

// appendCookieHeader implements "append a request `Cookie` header".
// https://fetch.spec.whatwg.org/#append-a-request-cookie-header
func appendCookieHeader(ctx context.Context, r *Request, ua *UserAgent) {
	ctx, s := spec.Begin(ctx, spec.AppendRequestCookieHeader, r)
	defer s.End()
	s.Step("1")
	s.Step("2")
	mode := sameSiteMode(ctx, r)
	s.Step("3")
	s.Step("4")
	s.Step("5")
	unsafeTop := r.Destination == "document" && !isSafeMethod(r.Method)
	cookies := ua.Cookies.Retrieve(r.CurrentURL(), true, mode, unsafeTop)
	s.Step("6")
	if len(cookies) == 0 {
		return
	}
	s.Step("7")
	s.Step("8")
	r.Header.Append("Cookie", SerializeCookies(cookies))
}

// sameSiteMode implements "determine the same-site mode".
// https://fetch.spec.whatwg.org/#determine-the-same-site-mode
func sameSiteMode(ctx context.Context, r *Request) SameSiteMode {
	_, s := spec.Begin(ctx, spec.DetermineSameSiteMode, r)
	defer s.End()
	s.Step("1") // other methods are taken for what POST is: unsafe
	top := r.Destination == "document"
	s.Step("2")
	if o := r.TopLevelNavigationInitiatorOrigin; o != nil && !weburl.SameSite(*o, r.CurrentURL().Origin()) {
		s.Step("3")
		if top && isSafeMethod(r.Method) {
			s.AdHoc("2", "a link to another site carries Lax cookies in every browser")
			return LaxOrLess
		}
		return UnsetOrLess
	}
	s.Step("4")
	if !top && r.Client != nil && r.Client.HasCrossSiteAncestor() {
		return UnsetOrLess
	}
	if !top && r.Origin != nil && !weburl.SameSite(*r.Origin, r.CurrentURL().Origin()) {
		s.AdHoc("4", "a subresource or frame of another site is a cross-site request")
		return UnsetOrLess
	}
	s.Step("5")
	if redirectTaint(r) == "cross-site" {
		if top && isSafeMethod(r.Method) {
			return LaxOrLess
		}
		return UnsetOrLess
	}
	s.Step("6")
	return StrictOrLess
}

// storeCookies implements "parse and store response `Set-Cookie` headers".
// https://fetch.spec.whatwg.org/#parse-and-store-response-set-cookie-headers
func storeCookies(ctx context.Context, r *Request, response *Response, ua *UserAgent) {
	values := response.Header.Values("Set-Cookie")
	if len(values) == 0 {
		return
	}
	ctx, s := spec.Begin(ctx, spec.ParseAndStoreResponseSetCookieHeaders, r)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	s.Step("4")
	s.Step("5") // what a page of the top level sets is its own
	allowed := sameSiteMode(ctx, r) == StrictOrLess || r.Destination == "document"
	s.Step("6")
	for _, v := range values {
		s.Step("6.1")
		s.Step("6.2")
		ua.Cookies.ParseAndStore(v, r.CurrentURL(), true, allowed)
		s.Step("6.3")
	}
}

func isSafeMethod(m string) bool {
	return m == "GET" || m == "HEAD" || m == "OPTIONS" || m == "TRACE"
}
