package fetch

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// maxPreflightAge is the limit on a preflight result's age; two hours is what Chrome imposes.
const maxPreflightAge = 7200

// preflightCache is the CORS-preflight cache.
// https://fetch.spec.whatwg.org/#concept-cache
type preflightCache []*preflightEntry

type preflightEntry struct {
	key         string // network partition key
	origin      string // byte-serialized origin
	url         string
	expires     time.Time
	credentials bool
	method      string // "" for null
	header      string // "" for null
}

// corsPreflightFetch implements "CORS-preflight fetch".
// https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
func corsPreflightFetch(ctx context.Context, fp *params) *Response {
	req := fp.request
	ctx, s := spec.Begin(ctx, spec.CORSPreflightFetch, req)
	defer s.End()
	s.Step("1")
	preflight := NewRequest(req.CurrentURL())
	preflight.Method, preflight.URLList = "OPTIONS", slices.Clone(req.URLList)
	preflight.Initiator, preflight.Destination = req.Initiator, req.Destination
	preflight.Origin, preflight.Referrer, preflight.ReferrerPolicy = req.Origin, req.Referrer, req.ReferrerPolicy
	preflight.Mode, preflight.ResponseTainting, preflight.ID = "cors", "cors", req.ID+".p"
	preflight.PolicyContainer = req.PolicyContainer
	s.Step("2")
	preflight.Header.Append("Accept", "*/*")
	s.Step("3")
	preflight.Header.Append("Access-Control-Request-Method", req.Method)
	s.Step("4")
	names := corsUnsafeHeaderNames(req.Header)
	s.Step("5")
	if len(names) > 0 {
		s.Step("5.1")
		value := strings.Join(names, ",")
		s.Step("5.2")
		preflight.Header.Append("Access-Control-Request-Headers", value)
	}
	s.Step("6") // under the same controller, so that aborting the request ends its preflight
	inner := &params{request: preflight, controller: fp.controller, ua: fp.ua, keepalive: req.Keepalive, preflightOf: req}
	response := httpNetworkOrCacheFetch(ctx, inner, false, false)
	s.Step("7")
	if !corsCheck(ctx, req, response) || !response.OK() {
		s.Step("8")
		if response.Aborted {
			return response
		}
		return NetworkError("the preflight request was refused")
	}
	s.Step("7.1")
	methods, ok1 := response.Header.ExtractValues("Access-Control-Allow-Methods")
	s.Step("7.2")
	headers, ok2 := response.Header.ExtractValues("Access-Control-Allow-Headers")
	s.Step("7.3")
	if !ok1 || !ok2 {
		return NetworkError("the preflight response is malformed")
	}
	s.Step("7.4")
	if methods == nil && req.UseCORSPreflight {
		methods = []string{req.Method}
	}
	wildcard := req.Credentials != "include"
	s.Step("7.5")
	if !slices.Contains(methods, req.Method) && !IsCORSSafelistedMethod(req.Method) &&
		!(wildcard && slices.Contains(methods, "*")) {
		return NetworkError("the preflight response does not allow the method " + req.Method)
	}
	has := func(name string) bool {
		return slices.ContainsFunc(headers, func(h string) bool { return strings.EqualFold(h, name) })
	}
	s.Step("7.6") // Authorization is never covered by the wildcard
	if req.Header.Contains("Authorization") && !has("authorization") {
		return NetworkError("the preflight response does not allow the header authorization")
	}
	s.Step("7.7")
	for _, name := range names {
		if !has(name) && !(wildcard && slices.Contains(headers, "*")) {
			return NetworkError("the preflight response does not allow the header " + name)
		}
	}
	s.Step("7.8")
	s.Step("7.9")
	age := 5
	if v, ok := response.Header.ExtractValues("Access-Control-Max-Age"); ok && len(v) == 1 {
		if n, err := strconv.Atoi(v[0]); err == nil && n >= 0 {
			age = n
		}
	}
	s.Step("7.10")
	age = min(age, maxPreflightAge)
	s.Step("7.11")
	now, cache := fp.ua.Loop.Now(), &fp.ua.preflights
	expires := now.Add(time.Duration(age) * time.Second)
	s.Step("7.12")
	s.Step("7.13")
	for _, m := range methods {
		cache.store(req, now, expires, m, "")
	}
	s.Step("7.14")
	s.Step("7.15")
	for _, h := range headers {
		cache.store(req, now, expires, "", h)
	}
	s.Step("7.16")
	return response
}

// needsPreflight is the condition of HTTP fetch's step 4.1.
func needsPreflight(req *Request, ua *UserAgent) bool {
	now := ua.Loop.Now()
	if !ua.preflights.methodMatch(req, now, req.Method) && (!IsCORSSafelistedMethod(req.Method) || req.UseCORSPreflight) {
		return true
	}
	return slices.ContainsFunc(corsUnsafeHeaderNames(req.Header), func(name string) bool {
		return !ua.preflights.headerMatch(req, now, name)
	})
}

// store creates a cache entry, or gives the matching one a new age.
// https://fetch.spec.whatwg.org/#concept-cache-create-entry
func (c *preflightCache) store(req *Request, now, expires time.Time, method, header string) {
	*c = slices.DeleteFunc(*c, func(e *preflightEntry) bool { return !e.expires.After(now) })
	found := false
	for _, e := range *c {
		if e.matches(req) && (method != "" && (e.method == method || e.method == "*") ||
			header != "" && e.headerIs(header)) {
			e.expires, found = expires, true
		}
	}
	if found {
		return
	}
	*c = append(*c, &preflightEntry{
		key: partitionKey(req), origin: serializeOrigin(req), url: req.CurrentURL().HrefNoFragment(),
		expires: expires, credentials: req.Credentials == "include", method: method, header: header,
	})
}

// clear implements "clear cache entries".
// https://fetch.spec.whatwg.org/#concept-cache-clear
func (c *preflightCache) clear(req *Request) {
	*c = slices.DeleteFunc(*c, func(e *preflightEntry) bool {
		return e.key == partitionKey(req) && e.origin == serializeOrigin(req) && e.url == req.CurrentURL().HrefNoFragment()
	})
}

func (e *preflightEntry) matches(req *Request) bool {
	return e.key == partitionKey(req) && e.origin == serializeOrigin(req) &&
		e.url == req.CurrentURL().HrefNoFragment() && (e.credentials || req.Credentials != "include")
}

func (e *preflightEntry) headerIs(name string) bool {
	return strings.EqualFold(e.header, name) || e.header == "*" && !strings.EqualFold(name, "Authorization")
}

func (c preflightCache) methodMatch(req *Request, now time.Time, method string) bool {
	return slices.ContainsFunc(c, func(e *preflightEntry) bool {
		return e.expires.After(now) && e.matches(req) && (e.method == method || e.method == "*")
	})
}

func (c preflightCache) headerMatch(req *Request, now time.Time, name string) bool {
	return slices.ContainsFunc(c, func(e *preflightEntry) bool {
		return e.expires.After(now) && e.matches(req) && e.headerIs(name)
	})
}

// partitionKey implements "determine the network partition key" for a request.
// https://fetch.spec.whatwg.org/#request-determine-the-network-partition-key
func partitionKey(req *Request) string {
	if req.Client != nil {
		return req.Client.TopLevelSite()
	}
	if req.Destination == "document" {
		return req.CurrentURL().Origin().Site()
	}
	return ""
}

// redirectTaint implements "redirect-taint": "same-origin", "same-site" or "cross-site".
// https://fetch.spec.whatwg.org/#concept-request-tainted-origin
func redirectTaint(req *Request) string {
	if req.Origin == nil {
		return "same-origin"
	}
	taint := "same-origin"
	var last *weburl.URL
	for _, u := range req.URLList {
		if last == nil {
			last = u
			continue
		}
		from, to := last.Origin(), u.Origin()
		if !weburl.SameSite(to, from) && !weburl.SameSite(*req.Origin, from) {
			return "cross-site"
		}
		if !weburl.SameOrigin(to, from) && !weburl.SameOrigin(*req.Origin, from) {
			taint = "same-site"
		}
		last = u
	}
	return taint
}

// serializeOrigin implements "byte-serializing a request origin".
// https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin
func serializeOrigin(req *Request) string {
	if req.Origin == nil || redirectTaint(req) != "same-origin" {
		return "null"
	}
	return req.Origin.String()
}
