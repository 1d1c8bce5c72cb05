package bindings

import (
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// requestObject is the Go value of a Request.
// https://fetch.spec.whatwg.org/#request-class
type requestObject struct {
	request  *fetch.Request
	headers  *headersObject
	signal   *dom.AbortSignal
	bodyUsed bool
}

func (q *requestObject) body() *fetch.Body { return q.request.Body }
func (q *requestObject) used() *bool       { return &q.bodyUsed }
func (q *requestObject) contentType() string {
	v, _ := q.request.Header.Get("Content-Type")
	return v
}

// requestInit is RequestInit or DeferredRequestInit; what is missing is nil.
// https://fetch.spec.whatwg.org/#requestinit
type requestInit struct {
	body                                                                    *any // nil in it is null
	headers                                                                 any
	window                                                                  *js.Value
	signal                                                                  **dom.AbortSignal
	cache, credentials, duplex, integrity, method, mode, priority, redirect *string
	referrer, referrerPolicy                                                *string
	keepalive                                                               *bool
	activateAfter                                                           *float64 // milliseconds
}

// given says that the dictionary is not empty.
func (i requestInit) given() bool {
	return i.body != nil || i.headers != nil || i.window != nil || i.signal != nil || i.cache != nil || i.credentials != nil || i.duplex != nil || i.integrity != nil ||
		i.method != nil || i.mode != nil || i.priority != nil || i.redirect != nil || i.referrer != nil || i.referrerPolicy != nil || i.keepalive != nil
}

// initText is a member that is a string.
func initText(name string, t idl.Type[string], at func(i *requestInit) **string) idl.DictionaryMember[requestInit] {
	return idl.Field(name, idl.Optional(t), at)
}

func initEnum(name, enum string, at func(i *requestInit) **string, values ...string) idl.DictionaryMember[requestInit] {
	return initText(name, idl.Enum(enum, values...), at)
}

var requestInitDict = idl.Dict("RequestInit",
	initText("method", idl.ByteString, func(i *requestInit) **string { return &i.method }),
	idl.Field("headers", headersInit, func(i *requestInit) *any { return &i.headers }),
	idl.Field("body", idl.Optional(idl.OrNull(bodyInit)), func(i *requestInit) **any { return &i.body }).Late(func(r *js.Realm) bool {
		return globalIn(r).UserAgent().Behaviour("body-conversion") == "last" // as in Chrome; see docs/decisions/0108
	}),
	initText("referrer", idl.USVString, func(i *requestInit) **string { return &i.referrer }),
	initEnum("referrerPolicy", "ReferrerPolicy", func(i *requestInit) **string { return &i.referrerPolicy }, "", "no-referrer", "no-referrer-when-downgrade", "same-origin",
		"origin", "strict-origin", "origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"),
	initEnum("mode", "RequestMode", func(i *requestInit) **string { return &i.mode }, "navigate", "same-origin", "no-cors", "cors"),
	initText("credentials", credentialsType, func(i *requestInit) **string { return &i.credentials }),
	initEnum("cache", "RequestCache", func(i *requestInit) **string { return &i.cache }, "default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"),
	initEnum("redirect", "RequestRedirect", func(i *requestInit) **string { return &i.redirect }, "follow", "error", "manual"),
	initText("integrity", idl.DOMString, func(i *requestInit) **string { return &i.integrity }),
	idl.Field("keepalive", idl.Optional(idl.Boolean), func(i *requestInit) **bool { return &i.keepalive }),
	idl.Field("signal", idl.Optional(idl.OrNull(signalType)), func(i *requestInit) ***dom.AbortSignal { return &i.signal }),
	initEnum("duplex", "RequestDuplex", func(i *requestInit) **string { return &i.duplex }, "half"),
	initEnum("priority", "RequestPriority", func(i *requestInit) **string { return &i.priority }, "high", "low", "auto"),
	idl.Field("window", idl.Optional(idl.Any), func(i *requestInit) **js.Value { return &i.window }).Unknown(func(r *js.Realm) bool {
		return globalIn(r).UserAgent().Behaviour("request-window-member") == "ignored" // as in Chrome; see docs/decisions/0066
	}),
)

// deferredRequestInitDict is DeferredRequestInit.
// https://fetch.spec.whatwg.org/#dictdef-deferredrequestinit
var deferredRequestInitDict = requestInitDict.Extend("DeferredRequestInit",
	idl.Field("activateAfter", idl.Optional(idl.Double), func(i *requestInit) **float64 { return &i.activateAfter }))

// requestInfo is RequestInfo.
// https://fetch.spec.whatwg.org/#requestinfo
var requestInfo = idl.Union("RequestInfo", platform[*requestObject](RequestClass), idl.USVString)

// newRequest implements the constructor steps of Request, whose relevant global object is w.
// https://fetch.spec.whatwg.org/#dom-request
func newRequest(r *js.Realm, w navigation.GlobalScope, input any, init requestInit) (*requestObject, error) {
	source, _ := input.(*requestObject)
	text, _ := input.(string)
	var signal *dom.AbortSignal
	q := &requestObject{}
	fallbackMode := ""
	if source == nil {
		u, err := weburl.ParseBase(text, w.BaseURL())
		if err != nil {
			return nil, webidl.TypeErrorf("Failed to parse URL from %s", text)
		}
		if u.HasCredentials() {
			return nil, webidl.TypeErrorf("Request cannot be constructed from a URL that includes credentials: %s", text)
		}
		w.UserAgent().Fetch.Blobs.Resolve(u)
		q.request = fetch.NewRequest(u)
		fallbackMode = "cors"
	} else {
		q.request = source.request.Clone()
		q.request.URLList = q.request.URLList[len(q.request.URLList)-1:]
		q.request.ID, q.request.Done, q.request.RedirectCount = "", false, 0
		q.request.Origin, q.request.PolicyContainer = nil, nil
		signal = source.signal
	}
	if init.window != nil && !init.window.IsNullish() {
		return nil, webidl.TypeErrorf("'window' member must be null.")
	}
	q.request.Client = w.FetchClient()
	q.request.UnsafeRequest = true
	q.request.InitiatorType = "fetch"
	if err := q.applyInit(w.BaseURL(), w.Origin(), init, fallbackMode); err != nil {
		return nil, err
	}
	if init.signal != nil {
		signal = *init.signal
	}
	if signal != nil {
		q.signal = dom.Any([]*dom.AbortSignal{signal})
	} else {
		q.signal = dom.NewAbortSignal()
	}
	if err := q.applyHeaders(init, source); err != nil {
		return nil, err
	}
	return q, q.applyBody(r, init, source)
}

// applyInit applies what the dictionary says of the request itself.
func (q *requestObject) applyInit(base *weburl.URL, origin weburl.Origin, init requestInit, mode string) error {
	request := q.request
	if init.given() {
		if request.Mode == "navigate" {
			request.Mode = "same-origin"
		}
		request.Referrer, request.ReferrerPolicy = fetch.Referrer{}, ""
	}
	if init.referrer != nil {
		if *init.referrer == "" {
			request.Referrer = fetch.Referrer{None: true}
		} else {
			u, err := weburl.ParseBase(*init.referrer, base)
			if err != nil {
				return webidl.TypeErrorf("Referrer '%s' is not a valid URL.", *init.referrer)
			}
			if u.Scheme() == "about" && u.Path() == "client" || !weburl.SameOrigin(u.Origin(), origin) {
				request.Referrer = fetch.Referrer{}
			} else {
				request.Referrer = fetch.Referrer{URL: u}
			}
		}
	}
	if init.referrerPolicy != nil {
		request.ReferrerPolicy = policy.ReferrerPolicy(*init.referrerPolicy)
	}
	if init.mode != nil {
		mode = *init.mode
	}
	if mode == "navigate" {
		return webidl.TypeErrorf("Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'.")
	}
	if mode != "" {
		request.Mode = mode
	}
	if init.credentials != nil {
		request.Credentials = *init.credentials
	}
	if init.cache != nil {
		request.Cache = *init.cache
	}
	if request.Cache == "only-if-cached" && request.Mode != "same-origin" {
		return webidl.TypeErrorf("'only-if-cached' can be set only with 'same-origin' mode")
	}
	if init.redirect != nil {
		request.Redirect = *init.redirect
	}
	if init.integrity != nil {
		request.Integrity = *init.integrity
	}
	if init.keepalive != nil {
		request.Keepalive = *init.keepalive
	}
	if init.priority != nil {
		request.Priority = *init.priority
	}
	if init.method != nil {
		m := *init.method
		if !fetch.IsToken(m) {
			return webidl.TypeErrorf("'%s' is not a valid HTTP method.", m)
		}
		if fetch.IsForbiddenMethod(m) {
			return webidl.TypeErrorf("'%s' HTTP method is unsupported.", m)
		}
		request.Method = fetch.NormalizeMethod(m)
	}
	return nil
}

// applyHeaders makes the request's Headers object and fills it.
func (q *requestObject) applyHeaders(init requestInit, source *requestObject) error {
	q.headers = &headersObject{list: &q.request.Header, guard: "request"}
	if q.request.Mode == "no-cors" {
		if !fetch.IsCORSSafelistedMethod(q.request.Method) {
			return webidl.TypeErrorf("'%s' is unsupported in no-cors mode.", q.request.Method)
		}
		q.headers.guard = "request-no-cors"
	}
	if !init.given() {
		return nil
	}
	var copied fetch.HeaderList
	if source != nil {
		copied = append(copied, q.request.Header...)
	}
	q.request.Header = nil
	if init.headers == nil {
		for _, h := range copied {
			if err := q.headers.append(h.Name, h.Value); err != nil {
				return err
			}
		}
		return nil
	}
	return q.headers.fill(init.headers)
}

// applyBody takes the body of the dictionary, or that of the other request.
func (q *requestObject) applyBody(r *js.Realm, init requestInit, source *requestObject) error {
	hasInit := init.body != nil && *init.body != nil
	var inherited *fetch.Body
	if source != nil {
		inherited = source.request.Body
	}
	if (hasInit || inherited != nil) && (q.request.Method == "GET" || q.request.Method == "HEAD") {
		return webidl.TypeErrorf("Request with GET/HEAD method cannot have body.")
	}
	if hasInit {
		if _, ok := (*init.body).(*readableStream); ok {
			if init.duplex == nil {
				return webidl.TypeErrorf("The `duplex` member must be specified for a request with a streaming body")
			}
			if q.request.Keepalive {
				return webidl.TypeErrorf("Keepalive request cannot have a ReadableStream body.")
			}
			q.request.Body = fetch.StreamBody(fetch.NewStream(nil))
			q.request.UseCORSPreflight = true
			return nil
		}
		body, contentType := extractBody(r, *init.body)
		q.request.Body = body
		if contentType != "" && !q.request.Header.Contains("Content-Type") {
			return q.headers.append("Content-Type", contentType)
		}
		return nil
	}
	if inherited != nil {
		if source.bodyUsed {
			return webidl.TypeErrorf("Cannot construct a Request with a Request object that has already been used.")
		}
		source.bodyUsed = true
		q.request.Body = inherited
	}
	return nil
}

// RequestClass is Request.
var RequestClass = &js.Class{Name: "Request", Exposed: everywhere}

func init() {
	idl.Define(RequestClass,
		idl.New2(requestInfo, requestInitDict.Type(), func(c idl.Call, input any, init requestInit) (js.Value, error) {
			q, err := newRequest(c.Realm, globalIn(c.Realm), input, init)
			if err != nil {
				return js.Undefined, err
			}
			return c.New(RequestClass, q), nil
		}),
		idl.Get("method", idl.ByteString, func(q *requestObject) string { return q.request.Method }),
		idl.Get("url", idl.USVString, func(q *requestObject) string { return q.request.URL().Href() }),
		idl.Get("headers", platform[*headersObject](HeadersClass), func(q *requestObject) *headersObject { return q.headers }),
		idl.Get("destination", idl.DOMString, func(q *requestObject) string { return q.request.Destination }),
		idl.Get("referrer", idl.USVString, func(q *requestObject) string {
			switch {
			case q.request.Referrer.None:
				return ""
			case q.request.Referrer.URL != nil:
				return q.request.Referrer.URL.Href()
			}
			return "about:client"
		}),
		idl.Get("referrerPolicy", idl.DOMString, func(q *requestObject) string { return string(q.request.ReferrerPolicy) }),
		idl.Get("mode", idl.DOMString, func(q *requestObject) string { return q.request.Mode }),
		idl.Get("credentials", idl.DOMString, func(q *requestObject) string { return q.request.Credentials }),
		idl.Get("cache", idl.DOMString, func(q *requestObject) string { return q.request.Cache }),
		idl.Get("redirect", idl.DOMString, func(q *requestObject) string { return q.request.Redirect }),
		idl.Get("integrity", idl.DOMString, func(q *requestObject) string { return q.request.Integrity }),
		idl.Get("keepalive", idl.Boolean, func(q *requestObject) bool { return q.request.Keepalive }),
		idl.Get("isReloadNavigation", idl.Boolean, func(q *requestObject) bool { return q.request.ReloadNavigation }),
		idl.Get("isHistoryNavigation", idl.Boolean, func(q *requestObject) bool { return q.request.HistoryNavigation }),
		idl.Get("signal", signalType, func(q *requestObject) *dom.AbortSignal { return q.signal }),
		idl.Get("duplex", idl.DOMString, func(*requestObject) string { return "half" }),
		idl.Op0("clone", func(c idl.Call, q *requestObject) (js.Value, error) {
			if q.bodyUsed {
				return js.Undefined, webidl.TypeErrorf("Request body is already used")
			}
			o := &requestObject{request: q.request.Clone(), signal: dom.Any([]*dom.AbortSignal{q.signal})}
			o.headers = &headersObject{list: &o.request.Header, guard: q.headers.guard}
			return c.Realm.Wrap(RequestClass, o), nil
		}),
		bodyMembers(),
	)
}

// readableStream is the Go value of a ReadableStream: what can be told from it is that it is
// one.
type readableStream struct{ _ byte }

// ReadableStreamClass is ReadableStream as far as being the body of a request that is refused.
// https://streams.spec.whatwg.org/#rs-class
var ReadableStreamClass = &js.Class{Name: "ReadableStream", Exposed: everywhere}

func init() {
	idl.Define(ReadableStreamClass,
		idl.New0(func(c idl.Call) (js.Value, error) { return c.New(ReadableStreamClass, &readableStream{}), nil }))
}
