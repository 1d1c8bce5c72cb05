package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

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
	return g.inflight
}

// Blocking fetches a GET request over HTTP(S), or what a data: or blob: URL holds, while the loop
// stands still: for the modules that a running script imports. It follows no redirects to other
// schemes and knows no preflights.
func Blocking(ctx context.Context, req *Request) ([]byte, *Response, error) {
	populateFromClient(ctx, req)
	ua := req.Client.UserAgent()
	ua.prepare()
	for range 20 {
		u := req.CurrentURL()
		if local := u.Scheme() == "data" || u.Scheme() == "blob"; local && len(req.URLList) == 1 {
			r := schemeFetch(ctx, &params{request: req, controller: &Controller{}, ua: ua})
			if r.IsNetworkError() {
				return nil, nil, fmt.Errorf("fetch %s: %s", u.Href(), r.Failure)
			}
			r.URLList = req.URLList
			return r.Body.Source, r, nil
		}
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
			if req.Mode == "no-cors" {
				req.ResponseTainting = "opaque"
			}
		}
		appendOriginHeader(ctx, req)
		appendFetchMetadata(req)
		req.Header.Append("User-Agent", ua.Name)
		if req.ResponseTainting == "" || req.ResponseTainting == "basic" {
			appendCookieHeader(ctx, req, ua)
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
