package fetch

import (
	"context"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// httpFetch implements "HTTP fetch".
// https://fetch.spec.whatwg.org/#concept-http-fetch
func httpFetch(ctx context.Context, fp *params, makeCORSPreflight bool) *Response {
	ctx, s := spec.Begin(ctx, spec.HTTPFetch, fp.request)
	defer s.End()
	s.Step("1")
	req := fp.request
	s.Step("2")
	s.Todo("3") // no service workers
	s.Step("4")
	s.Step("4.1")
	if makeCORSPreflight && needsPreflight(req, fp.ua) {
		s.Step("4.1.1")
		if p := corsPreflightFetch(ctx, fp); p.IsNetworkError() {
			s.Step("4.1.2")
			return p
		}
	}
	s.Step("4.2")
	if req.Redirect == "follow" {
		req.ServiceWorkers = "none"
	}
	s.Step("4.3")
	response := httpNetworkOrCacheFetch(ctx, fp, false, false)
	internal := response
	if response.IsNetworkError() {
		return response
	}
	s.Step("4.4")
	if req.ResponseTainting == "cors" && !corsCheck(ctx, req, response) {
		fp.discard(ctx, response)
		r := NetworkError("the response does not allow the origin")
		r.BlockedReason = "other"
		return r
	}
	s.Todo("4.5")
	s.Step("5")
	if req.ResponseTainting == "opaque" || response.Type == "opaque" {
		var embedder policy.EmbedderPolicy
		if req.Client != nil {
			embedder = req.Client.PolicyContainer().Embedder
		}
		if CrossOriginResourcePolicyBlocks(ctx, *req.Origin, embedder, internal, false) {
			fp.discard(ctx, response)
			return NetworkError("blocked by Cross-Origin-Resource-Policy")
		}
	}
	s.Step("6")
	if !IsRedirectStatus(internal.Status) {
		s.Step("7")
		return response
	}
	s.Todo("6.1")
	s.Step("6.2")
	s.Step("6.3")
	switch req.Redirect {
	case "error":
		s.Step("6.3:1.1")
		fp.discard(ctx, response)
		return NetworkError("a redirect, which the request forbids")
	case "manual":
		if req.Mode == "navigate" {
			s.Step("6.3:2.1")
			fp.controller.nextManualRedirect = func(ctx context.Context) { httpRedirectFetch(ctx, fp, response) }
		} else {
			s.Step("6.3:2.2")
			response = opaqueRedirectFiltered(internal)
		}
	default:
		s.Step("6.3:3.2")
		response = httpRedirectFetch(ctx, fp, response)
	}
	s.Step("7")
	return response
}

// discard cancels a response that nobody will see.
func (fp *params) discard(ctx context.Context, r *Response) {
	if b := r.Unfiltered().Body; b != nil && b.Stream != nil {
		b.Stream.Cancel(ctx, nil)
	}
}

// httpRedirectFetch implements "HTTP-redirect fetch". Its result is nil for a manual redirect,
// whose main fetch hands its response over itself.
// https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
func httpRedirectFetch(ctx context.Context, fp *params, response *Response) *Response {
	ctx, s := spec.Begin(ctx, spec.HTTPRedirectFetch, fp.request, response)
	defer s.End()
	s.Step("1")
	req := fp.request
	manual := req.Redirect == "manual"
	// A manual redirect that fails has nobody waiting for a return value.
	result := func(r *Response) *Response {
		if manual {
			fp.complete(ctx, r)
		}
		return r
	}
	s.Step("2")
	internal := response.Unfiltered()
	s.Step("3")
	var fragment *string
	if f, ok := req.CurrentURL().Fragment(); ok {
		fragment = &f
	}
	location, ok, failure := internal.LocationURL(fragment)
	s.Step("4")
	if !ok {
		return result(response)
	}
	s.Step("5")
	if failure {
		return result(NetworkError("the Location header cannot be parsed"))
	}
	s.Step("6")
	if !location.IsHTTP() {
		return result(NetworkError("a redirect to something other than HTTP(S)"))
	}
	s.Step("7")
	if req.RedirectCount == 20 {
		return result(NetworkError("too many redirects"))
	}
	s.Step("8")
	req.RedirectCount++
	s.Step("9")
	if req.Mode == "cors" && location.HasCredentials() && !weburl.SameOrigin(*req.Origin, location.Origin()) {
		return result(NetworkError("a redirect with credentials in its URL"))
	}
	s.Step("10")
	if req.ResponseTainting == "cors" && location.HasCredentials() {
		return result(NetworkError("a redirect with credentials in its URL"))
	}
	s.Step("11")
	if internal.Status != 303 && req.Body != nil && req.Body.Source == nil {
		return result(NetworkError("a redirect of a body that cannot be sent again"))
	}
	s.Step("12")
	if (internal.Status == 301 || internal.Status == 302) && req.Method == "POST" ||
		internal.Status == 303 && req.Method != "GET" && req.Method != "HEAD" {
		s.Step("12.1")
		req.record.count(-1)
		req.Method, req.Body = "GET", nil
		s.Step("12.2")
		for _, name := range []string{"Content-Encoding", "Content-Language", "Content-Location", "Content-Type"} {
			req.Header.Delete(name)
		}
	}
	s.Step("13")
	if !weburl.SameOrigin(req.CurrentURL().Origin(), location.Origin()) {
		req.Header.Delete("Authorization")
	}
	s.Step("14") // a source can be read any number of times
	s.Todo("15")
	s.Todo("16")
	s.Todo("17")
	s.Step("18")
	req.URLList = append(req.URLList, location)
	s.Step("19")
	setReferrerPolicyOnRedirect(req, internal)
	fp.redirect = internal
	if !manual {
		fp.discard(ctx, internal)
	}
	s.Step("20")
	recursive := true
	s.Step("21")
	if manual {
		s.Assert("21.1", req.Mode == "navigate")
		s.Step("21.2")
		recursive = false
	}
	s.Step("22")
	return mainFetch(ctx, fp, recursive)
}
