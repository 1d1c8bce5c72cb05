package fetch

import (
	"slices"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// Request is a request. NewRequest makes one with the standard's initial values; the zero value
// is not one.
// https://fetch.spec.whatwg.org/#concept-request
type Request struct {
	Method            string     // initially "GET"
	LocalURLsOnly     bool       // local-URLs-only flag
	Header            HeaderList // header list
	UnsafeRequest     bool       // unsafe-request flag
	Body              *Body      // nil for null
	Client            Client     // nil for null
	ReservedClient    any        // an environment; nil for null
	ReplacesClientID  string
	PromptsUser       bool // traversable for user prompts is a traversable (false: "no-traversable")
	Keepalive         bool
	InitiatorType     string // "" for null; "fetch", "beacon", "iframe", "script", …
	ServiceWorkers    string // service-workers mode: "all" (initially), "none"
	Initiator         string
	Destination       string
	Priority          string            // "high", "low", "auto" (initially)
	Origin            *weburl.Origin    // nil for "client"
	PolicyContainer   *policy.Container // nil for "client"
	Referrer          Referrer          // initially "client"
	ReferrerPolicy    policy.ReferrerPolicy
	Mode              string // "same-origin", "cors", "no-cors" (initially), "navigate", "websocket", "webtransport"
	UseCORSPreflight  bool   // use-CORS-preflight flag
	Credentials       string // credentials mode: "omit", "same-origin" (initially), "include"
	UseURLCredentials bool   // use-URL-credentials flag
	Cache             string // cache mode: "default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"
	Redirect          string // redirect mode: "follow" (initially), "error", "manual"
	Integrity         string // integrity metadata
	Nonce             string // cryptographic nonce metadata
	ParserMetadata    string // "", "parser-inserted", "not-parser-inserted"
	ReloadNavigation  bool   // reload-navigation flag
	HistoryNavigation bool   // history-navigation flag
	UserActivation    bool

	// TopLevelNavigationInitiatorOrigin is nil for null.
	TopLevelNavigationInitiatorOrigin *weburl.Origin

	URLList          []*weburl.URL // never empty
	RedirectCount    int
	ResponseTainting string // "basic" (initially), "cors", "opaque"

	// PreventNoCacheModification is the prevent no-cache cache-control header modification flag.
	PreventNoCacheModification bool

	Done              bool // done flag
	TimingAllowFailed bool // timing allow failed flag

	// Deferred marks a request that a deferred fetch record sends: it takes no part in the
	// keepalive limit. See docs/decisions.
	Deferred bool

	// CallSite is where script made a deferred fetch; the zero value for none.
	CallSite CallSite

	record *Record // while it is being fetched

	// ID names the request for an Observer; Fetch sets it. All hops of a redirect share it.
	ID string
	// FrameData is for whoever makes the request and observes it, e.g. a navigation's id.
	FrameData any
}

// Referrer is a request's referrer. Its zero value is "client".
// https://fetch.spec.whatwg.org/#concept-request-referrer
type Referrer struct {
	None bool        // "no-referrer"
	URL  *weburl.URL // a URL, if non-nil
}

// NewRequest makes a request for url with the standard's initial values.
func NewRequest(url *weburl.URL) *Request {
	return &Request{
		Method: "GET", ServiceWorkers: "all", Priority: "auto", Mode: "no-cors",
		Credentials: "same-origin", Cache: "default", Redirect: "follow",
		URLList: []*weburl.URL{url}, ResponseTainting: "basic",
	}
}

// URL is the first URL of the URL list.
// https://fetch.spec.whatwg.org/#concept-request-url
func (r *Request) URL() *weburl.URL { return r.URLList[0] }

// CurrentURL is the last URL of the URL list.
// https://fetch.spec.whatwg.org/#concept-request-current-url
func (r *Request) CurrentURL() *weburl.URL { return r.URLList[len(r.URLList)-1] }

// TraceString shows r in a trace.
func (r *Request) TraceString() string { return r.Method + " " + r.CurrentURL().Href() }

// Clone implements "clone" for a request.
// https://fetch.spec.whatwg.org/#concept-request-clone
func (r *Request) Clone() *Request {
	n := *r
	n.Header = slices.Clone(r.Header)
	n.URLList = slices.Clone(r.URLList)
	n.Body = r.Body.Clone()
	n.record = nil
	return &n
}

// IsSubresource reports whether r is a subresource request.
// https://fetch.spec.whatwg.org/#subresource-request
func (r *Request) IsSubresource() bool {
	switch r.Destination {
	case "", "audio", "audioworklet", "font", "image", "json", "manifest", "paintworklet",
		"script", "style", "text", "track", "video", "xslt":
		return true
	}
	return false
}

// IsNavigation reports whether r is a navigation request.
// https://fetch.spec.whatwg.org/#navigation-request
func (r *Request) IsNavigation() bool {
	switch r.Destination {
	case "document", "embed", "frame", "iframe", "object":
		return true
	}
	return false
}

// IsScriptLike reports whether a destination is script-like.
// https://fetch.spec.whatwg.org/#request-destination-script-like
func IsScriptLike(destination string) bool {
	switch destination {
	case "audioworklet", "paintworklet", "script", "serviceworker", "sharedworker", "worker":
		return true
	}
	return false
}

// ContentLength is the length of r's body in bytes, 0 for null and -1 for a length of null.
func (r *Request) ContentLength() int64 {
	if r.Body == nil {
		return 0
	}
	return r.Body.Length
}
