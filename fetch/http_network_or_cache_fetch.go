package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// keepaliveLimit is how many bytes of bodies the keepalive requests of a fetch group may have
// in flight.
const keepaliveLimit = 64 << 10

// httpNetworkOrCacheFetch implements "HTTP-network-or-cache fetch". It runs in parallel steps
// and waits there. There is no HTTP cache: the partition's cache is null.
// https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch
func httpNetworkOrCacheFetch(ctx context.Context, fp *params, isAuthenticationFetch, isNewConnectionFetch bool) *Response {
	ctx, s := spec.Begin(ctx, spec.HTTPNetworkOrCacheFetch, fp.request)
	defer s.End()
	s.Step("1")
	req := fp.request
	s.Step("8")
	if fp.canceled() {
		return fp.appropriateNetworkError()
	}
	s.Step("8.2")
	s.Step("8.2.1")
	httpRequest := req.Clone()
	s.Step("8.3")
	includeCredentials := req.Credentials == "include" || req.Credentials == "same-origin" && req.ResponseTainting == "basic"
	s.Step("8.4")
	if !coepAllowsCredentials(req) {
		includeCredentials = false
	}
	s.Step("8.5")
	length := int64(-1)
	if httpRequest.Body != nil {
		length = httpRequest.Body.Length
	}
	s.Step("8.6")
	s.Step("8.7")
	if httpRequest.Body == nil && (httpRequest.Method == "POST" || httpRequest.Method == "PUT") {
		httpRequest.Header.Append("Content-Length", "0")
	}
	s.Step("8.8")
	s.Step("8.9")
	if length >= 0 {
		httpRequest.Header.Append("Content-Length", strconv.FormatInt(length, 10))
	}
	s.Step("8.10")
	if length >= 0 && httpRequest.Keepalive && req.Client != nil && !fp.keepaliveAllowed(length) {
		s.Step("8.10.5")
		return NetworkError("more than 64 KiB of keepalive bodies in flight")
	}
	s.Step("8.11")
	if u := httpRequest.Referrer.URL; u != nil {
		s.Step("8.11.2")
		httpRequest.Header.Append("Referer", u.Href())
	}
	s.Step("8.12")
	appendOriginHeader(ctx, httpRequest)
	s.Step("8.13")
	appendFetchMetadata(httpRequest)
	s.Step("8.14")
	if httpRequest.Initiator == "prefetch" {
		httpRequest.Header.Set("Sec-Purpose", "prefetch")
	}
	s.Step("8.15")
	if !httpRequest.Header.Contains("User-Agent") {
		s.Step("8.15.2")
		httpRequest.Header.Append("User-Agent", fp.ua.Name)
	}
	fp.applyCacheMode(s, httpRequest)
	s.Step("8.20")
	if !httpRequest.Header.Contains("Accept-Encoding") {
		httpRequest.Header.Append("Accept-Encoding", "gzip, deflate")
	}
	s.Step("8.21")
	if includeCredentials {
		s.Step("8.21.1")
		appendCookieHeader(ctx, fp.ua, httpRequest)
		s.Todo("8.21.2") // authentication entries
	}
	s.Step("8.23") // there is no cache
	s.Step("8.24")
	s.Step("9")
	if fp.canceled() {
		return fp.appropriateNetworkError()
	}
	s.Step("11")
	if httpRequest.Cache == "only-if-cached" {
		s.Step("11.1")
		return NetworkError("only a cached response will do, and there is no cache")
	}
	s.Step("11.2")
	response := httpNetworkFetch(ctx, fp, httpRequest, includeCredentials)
	s.Step("12")
	response.URLList = append([]*weburl.URL(nil), httpRequest.URLList...)
	s.Step("13")
	response.RangeRequested = httpRequest.Header.Contains("Range")
	s.Step("14")
	response.RequestIncludesCredentials = includeCredentials
	s.Todo("15") // nobody is there to ask for a password
	s.Step("17")
	if response.Status == 421 && !isNewConnectionFetch && !response.IsNetworkError() && (req.Body == nil || req.Body.Source != nil) {
		s.Step("17.2")
		return httpNetworkOrCacheFetch(ctx, fp, isAuthenticationFetch, true)
	}
	s.Step("19")
	return response
}

// keepaliveAllowed asks whether the body of a keepalive request fits below the limit, beside
// those in flight; the request's own record is not counted against itself. Deferred fetches
// have a quota of their own and take no part, unless the behaviour says that they do.
func (fp *params) keepaliveAllowed(length int64) bool {
	counts := func(r *Request) bool {
		return !r.Deferred || fp.ua.behaviour("deferred-keepalive-limit") == "standard"
	}
	if !counts(fp.request) {
		return true
	}
	inflight := int64(0)
	for _, r := range fp.request.Client.FetchGroup().Records {
		if r.Request != fp.request && r.Request.Keepalive && !r.Request.Done && r.Request.Body != nil && counts(r.Request) {
			inflight += max(r.Request.Body.Length, 0)
		}
	}
	return length+inflight <= keepaliveLimit
}

// applyCacheMode is steps 8.16 to 8.19: what a cache mode says in headers.
func (fp *params) applyCacheMode(s *spec.Frame, r *Request) {
	s.Step("8.16")
	if r.Cache == "default" {
		for _, name := range []string{"If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "If-Match", "If-Range"} {
			if r.Header.Contains(name) {
				r.Cache = "no-store"
			}
		}
	}
	s.Step("8.17")
	if r.Cache == "no-cache" && !r.PreventNoCacheModification && !r.Header.Contains("Cache-Control") {
		r.Header.Append("Cache-Control", "max-age=0")
	}
	s.Step("8.18")
	if r.Cache == "no-store" || r.Cache == "reload" {
		s.Step("8.18.1")
		if !r.Header.Contains("Pragma") {
			r.Header.Append("Pragma", "no-cache")
		}
		s.Step("8.18.2")
		if !r.Header.Contains("Cache-Control") {
			r.Header.Append("Cache-Control", "no-cache")
		}
	}
	s.Step("8.19")
	if r.Header.Contains("Range") {
		r.Header.Append("Accept-Encoding", "identity")
	}
}

// httpNetworkFetch implements "HTTP-network fetch": the response's body goes on coming in after
// it returns.
// https://fetch.spec.whatwg.org/#concept-http-network-fetch
func httpNetworkFetch(ctx context.Context, fp *params, httpRequest *Request, includeCredentials bool) *Response {
	ctx, s := spec.Begin(ctx, spec.HTTPNetworkFetch, httpRequest)
	defer s.End()
	s.Step("1")
	s.Step("8")
	var body []byte
	if b := httpRequest.Body; b != nil {
		if b.Source == nil && b.Stream != nil {
			s.Step("8.3")
			return NetworkError("a stream as a request body needs HTTP/2, which this engine does not send it over")
		}
		body = b.Source
	}
	fp.observeRequest(ctx, httpRequest, body)
	s.Step("8.5")
	x := fp.ua.send(ctx, httpRequest.Method, httpRequest.CurrentURL(), httpRequest.Header, body, fp.early, nil)
	forget := fp.controller.whenCanceled(ctx, x.abort)
	eventloop.WaitUntil(ctx, func() bool { return x.done || fp.canceled() })
	if fp.canceled() {
		s.Step("9")
		x.abort(ctx)
		return fp.appropriateNetworkError()
	}
	if x.err != nil {
		forget()
		return NetworkError(networkFailure(x.err))
	}
	s.Step("12")
	response := x.response
	x.onEnd = func(context.Context) { forget() }
	if x.finished {
		forget()
	}
	s.Step("16")
	if includeCredentials {
		u := httpRequest.CurrentURL()
		strictOrLax := determineSameSiteMode(ctx, httpRequest) == StrictOrLess || httpRequest.IsNavigation() && httpRequest.Destination == "document"
		for _, v := range response.Header.Values("Set-Cookie") {
			fp.ua.Cookies.ParseAndStore(v, u, true, strictOrLax)
		}
	}
	s.Step("19")
	return response
}

// networkFailure names an error of the network as Chrome does, where it has a name.
func networkFailure(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, errNoSuchName) || strings.Contains(text, "no such host"):
		return "net::ERR_NAME_NOT_RESOLVED"
	case strings.Contains(text, "connection refused"):
		return "net::ERR_CONNECTION_REFUSED"
	case strings.Contains(text, "certificate"):
		return "net::ERR_CERT_AUTHORITY_INVALID"
	case strings.Contains(text, "connection reset"), strings.Contains(text, "EOF"):
		return "net::ERR_CONNECTION_RESET"
	case errors.Is(err, context.Canceled):
		return "net::ERR_ABORTED"
	}
	return "net::ERR_FAILED: " + text
}

// appendCookieHeader implements "append a request `Cookie` header".
// https://fetch.spec.whatwg.org/#append-a-request-cookie-header
func appendCookieHeader(ctx context.Context, ua *UserAgent, r *Request) {
	ctx, s := spec.Begin(ctx, spec.AppendRequestCookieHeader, r)
	defer s.End()
	s.Step("1")
	s.Step("2")
	mode := determineSameSiteMode(ctx, r)
	unsafeTop := r.IsNavigation() && r.Destination == "document" && r.Method != "GET" && r.Method != "HEAD"
	s.Step("6")
	cookies := ua.Cookies.Retrieve(r.CurrentURL(), true, mode, unsafeTop)
	s.Step("7")
	if len(cookies) == 0 {
		return
	}
	s.Step("8")
	r.Header.Append("Cookie", SerializeCookies(cookies))
}

// determineSameSiteMode implements "determine the same-site mode". The text lets the first rule
// take Lax cookies from a cross-site link, which no browser does.
// https://fetch.spec.whatwg.org/#determine-the-same-site-mode
func determineSameSiteMode(ctx context.Context, r *Request) SameSiteMode {
	_, s := spec.Begin(ctx, spec.DetermineSameSiteMode, r)
	defer s.End()
	target := r.CurrentURL().Origin()
	if o := r.TopLevelNavigationInitiatorOrigin; o != nil && !o.IsOpaque() && !weburl.SameSite(*o, target) {
		s.AdHoc("2", "a cross-site navigation of the top level by GET carries Lax cookies, as in browsers")
		if r.Method == "GET" && r.Destination == "document" {
			return LaxOrLess
		}
		return UnsetOrLess
	}
	s.Step("4")
	if r.Client != nil && r.Destination != "document" && (r.Client.HasCrossSiteAncestor() || !weburl.SameSite(r.Client.Origin(), target)) {
		return UnsetOrLess
	}
	s.Step("5")
	for i := 1; i < len(r.URLList); i++ {
		if !weburl.SameSite(r.URLList[i].Origin(), r.URLList[i-1].Origin()) && r.Origin != nil && !weburl.SameSite(*r.Origin, r.URLList[i-1].Origin()) {
			return UnsetOrLess
		}
	}
	return StrictOrLess
}

// DocumentCookies is what document.cookie reads.
func (s *CookieStore) DocumentCookies(c Client, u *weburl.URL) string {
	mode := StrictOrLess
	if c.HasCrossSiteAncestor() {
		mode = UnsetOrLess
	}
	return SerializeCookies(s.Retrieve(u, false, mode, false))
}

// SetDocumentCookie is what document.cookie writes.
func (s *CookieStore) SetDocumentCookie(c Client, u *weburl.URL, text string) {
	s.ParseAndStore(text, u, false, !c.HasCrossSiteAncestor())
}

// Cancel ends the fetches of the group that are not keepalive, without sending deferred ones:
// "abort a document" does that. It reports whether there were any.
func (g *Group) Cancel(ctx context.Context) bool {
	canceled := false
	for _, r := range append([]*Record(nil), g.Records...) {
		if r.Controller != nil && !r.Request.Done && !r.Request.Keepalive && !r.Controller.Canceled() {
			r.Controller.Abort(ctx, nil)
			canceled = true
		}
	}
	return canceled
}

// InflightKeepalive is how many bytes of bodies the group's keepalive requests have in flight,
// without those of deferred fetches.
func (g *Group) InflightKeepalive() int64 {
	n := int64(0)
	for _, r := range g.Records {
		if r.Request.Keepalive && !r.Request.Done && !r.Request.Deferred && r.Request.Body != nil {
			n += max(r.Request.Body.Length, 0)
		}
	}
	return n
}

// Blocking fetches a GET request over HTTP(S) while the loop stands still: for the modules that
// a running script imports. It follows no redirects to other schemes and knows no preflights.
func Blocking(ctx context.Context, req *Request) ([]byte, *Response, error) {
	populateFromClient(ctx, req)
	ua := req.Client.UserAgent()
	ua.prepare()
	for range 20 {
		u := req.CurrentURL()
		if !u.IsHTTP() {
			return nil, nil, fmt.Errorf("fetch %s: not HTTP(S)", u.Href())
		}
		req.Header = nil
		req.Header.Append("Accept", "*/*")
		if req.ReferrerPolicy == "" {
			req.ReferrerPolicy = policy.DefaultReferrerPolicy
		}
		if ref := determineReferrer(req); ref.URL != nil {
			req.Header.Append("Referer", ref.URL.Href())
		}
		if !weburl.SameOrigin(u.Origin(), *req.Origin) {
			req.ResponseTainting = "cors"
		}
		appendOriginHeader(ctx, req)
		appendFetchMetadata(req)
		req.Header.Append("User-Agent", ua.Name)
		if req.ResponseTainting != "cors" {
			appendCookieHeader(ctx, ua, req)
		}
		r, err := newHTTPRequest("GET", u, req.Header, nil)
		if err != nil {
			return nil, nil, err
		}
		resp, err := ua.Network.RoundTrip(r)
		if err != nil {
			return nil, nil, fmt.Errorf("fetch %s: %w", u.Href(), err)
		}
		response := convertResponse(resp)
		response.URLList = req.URLList
		body, err := io.ReadAll(io.LimitReader(decodeBody(resp.Body, response.Header), 64<<20))
		resp.Body.Close()
		if err != nil {
			return nil, nil, fmt.Errorf("fetch %s: %w", u.Href(), err)
		}
		if req.ResponseTainting == "cors" && !corsCheck(ctx, req, response) {
			return nil, nil, fmt.Errorf("fetch %s: not allowed by CORS", u.Href())
		}
		location, ok, failure := response.LocationURL(nil)
		if failure {
			return nil, nil, fmt.Errorf("fetch %s: bad redirect", u.Href())
		}
		if !ok {
			return body, response, nil
		}
		req.URLList = append(req.URLList, location)
	}
	return nil, nil, errors.New("too many redirects")
}
