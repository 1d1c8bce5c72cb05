package fetch

import (
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// Response is a response. A filtered response has an Internal one.
// https://fetch.spec.whatwg.org/#concept-response
type Response struct {
	Type                       string // "basic", "cors", "default" (initially), "error", "opaque", "opaqueredirect"
	Aborted                    bool   // aborted flag
	URLList                    []*weburl.URL
	Status                     int // initially 200
	StatusMessage              string
	Header                     HeaderList
	Body                       *Body  // nil for null
	CacheState                 string // "", "local", "validated"
	ExposedHeaders             []string
	RangeRequested             bool // range-requested flag
	RequestIncludesCredentials bool // initially true
	TimingAllowPassed          bool // timing allow passed flag
	RedirectTaint              string
	Internal                   *Response // of a filtered response; nil otherwise

	// Protocol is what the response came over, "HTTP/1.1" or "HTTP/2.0"; "" for none.
	Protocol string
	// Failure says why a network error is one. It is for people, never for pages.
	Failure string
	// BlockedReason names the policy that made a network error, as CDP does: "csp",
	// "mixed-content", "other"; "" for none.
	BlockedReason string
}

// NewResponse makes a response with the standard's initial values.
func NewResponse() *Response {
	return &Response{Type: "default", Status: 200, RequestIncludesCredentials: true}
}

// NetworkError makes a network error; why is for people.
// https://fetch.spec.whatwg.org/#concept-network-error
func NetworkError(why string) *Response {
	return &Response{Type: "error", Failure: why}
}

// AbortedNetworkError makes an aborted network error.
// https://fetch.spec.whatwg.org/#concept-aborted-network-error
func AbortedNetworkError() *Response {
	return &Response{Type: "error", Aborted: true, Failure: "aborted"}
}

// IsNetworkError reports whether r is a network error.
func (r *Response) IsNetworkError() bool { return r.Type == "error" }

// Unfiltered is r's internal response, or r itself.
func (r *Response) Unfiltered() *Response {
	if r.Internal != nil {
		return r.Internal
	}
	return r
}

// URL is the last URL of the URL list, nil for null.
// https://fetch.spec.whatwg.org/#concept-response-url
func (r *Response) URL() *weburl.URL {
	if len(r.URLList) == 0 {
		return nil
	}
	return r.URLList[len(r.URLList)-1]
}

// TraceString shows r in a trace.
func (r *Response) TraceString() string {
	if r.IsNetworkError() {
		return "network error"
	}
	return r.Type + " response"
}

// OK reports whether the status is an ok status.
// https://fetch.spec.whatwg.org/#ok-status
func (r *Response) OK() bool { return r.Status >= 200 && r.Status <= 299 }

// IsNullBodyStatus reports whether a status is a null body status.
// https://fetch.spec.whatwg.org/#null-body-status
func IsNullBodyStatus(status int) bool {
	switch status {
	case 101, 103, 204, 205, 304:
		return true
	}
	return false
}

// IsRedirectStatus reports whether a status is a redirect status.
// https://fetch.spec.whatwg.org/#redirect-status
func IsRedirectStatus(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// Clone implements "clone" for a response.
// https://fetch.spec.whatwg.org/#concept-response-clone
func (r *Response) Clone() *Response {
	if r.Internal != nil {
		inner := r.Internal.Clone()
		n := *r
		n.Internal = inner
		n.Header = slices.Clone(r.Header)
		if r.Body != nil {
			n.Body = inner.Body
		}
		return &n
	}
	n := *r
	n.Header = slices.Clone(r.Header)
	n.URLList = slices.Clone(r.URLList)
	n.Body = r.Body.Clone()
	return &n
}

// basicFiltered makes a basic filtered response.
// https://fetch.spec.whatwg.org/#concept-filtered-response-basic
func basicFiltered(r *Response) *Response {
	f := *r
	f.Type, f.Internal = "basic", r
	f.Header = slices.DeleteFunc(slices.Clone(r.Header), func(h Header) bool { return isForbiddenResponseHeader(h.Name) })
	return &f
}

// corsFiltered makes a CORS filtered response.
// https://fetch.spec.whatwg.org/#concept-filtered-response-cors
func corsFiltered(r *Response) *Response {
	f := *r
	f.Type, f.Internal = "cors", r
	f.Header = slices.DeleteFunc(slices.Clone(r.Header), func(h Header) bool {
		return isForbiddenResponseHeader(h.Name) || !isSafelistedResponseHeader(h.Name, r.ExposedHeaders)
	})
	return &f
}

// opaqueFiltered makes an opaque filtered response.
// https://fetch.spec.whatwg.org/#concept-filtered-response-opaque
func opaqueFiltered(r *Response) *Response {
	f := *r
	f.Type, f.Internal = "opaque", r
	f.URLList, f.Status, f.StatusMessage, f.Header, f.Body = nil, 0, "", nil, nil
	return &f
}

// opaqueRedirectFiltered makes an opaque-redirect filtered response.
// https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect
func opaqueRedirectFiltered(r *Response) *Response {
	f := *r
	f.Type, f.Internal = "opaqueredirect", r
	f.Status, f.StatusMessage, f.Header, f.Body = 0, "", nil, nil
	return &f
}

func isForbiddenResponseHeader(name string) bool {
	return strings.EqualFold(name, "Set-Cookie") || strings.EqualFold(name, "Set-Cookie2")
}

// isSafelistedResponseHeader implements "CORS-safelisted response-header name".
// https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
func isSafelistedResponseHeader(name string, exposed []string) bool {
	switch strings.ToLower(name) {
	case "cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma":
		return true
	}
	return slices.ContainsFunc(exposed, func(e string) bool { return strings.EqualFold(e, name) })
}

// LocationURL implements "location URL": ok is false for null, failure true when there is a
// Location that cannot be parsed. fragment is the request's current URL's, nil for null.
// https://fetch.spec.whatwg.org/#concept-response-location-url
func (r *Response) LocationURL(fragment *string) (u *weburl.URL, ok, failure bool) {
	if !IsRedirectStatus(r.Status) {
		return nil, false, false
	}
	values := r.Header.Values("Location")
	switch len(values) {
	case 0:
		return nil, false, false
	case 1:
	default:
		for _, v := range values {
			if v != values[0] { // several that differ are no location; the same twice browsers forgive
				return nil, true, true
			}
		}
	}
	u, err := weburl.ParseBase(decodeLocation(values[0]), r.URL())
	if err != nil {
		return nil, true, true
	}
	if _, has := u.Fragment(); !has && fragment != nil {
		u.SetFragment(fragment)
	}
	return u, true, false
}

// PolicyHeaders lets package policy read r's headers.
func (r *Response) PolicyHeaders() policy.Headers { return r.Header }
