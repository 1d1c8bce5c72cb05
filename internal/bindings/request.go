package bindings

import (
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
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

// requestInit is a RequestInit, its members read in lexicographic order.
type requestInit struct {
	given                                                                   bool
	body, signal, window                                                    js.Value
	headers                                                                 *[][2]string
	cache, credentials, duplex, integrity, method, mode, priority, redirect *string
	referrer, referrerPolicy                                                *string
	keepalive                                                               *bool
}

func readRequestInit(r *js.Realm, v js.Value) (*requestInit, error) {
	i := &requestInit{}
	if err := dictionary(v); err != nil {
		return nil, err
	}
	if !v.IsObject() {
		return i, nil
	}
	text := func(name string, to **string, values ...string) error {
		var s string
		var present bool
		var err error
		if values == nil {
			s, present, err = stringMember(r, v, name)
		} else {
			s, present, err = enumMember(r, v, name, values...)
		}
		if present {
			*to = &s
			i.given = true
		}
		return err
	}
	value := func(name string, to *js.Value) error {
		m, err := r.Get(v, name)
		*to = m
		i.given = i.given || !m.IsUndefined()
		return err
	}
	steps := []func() error{
		func() error {
			if err := value("body", &i.body); err != nil || i.body.IsNullish() || isBodyObject(r, i.body) {
				return err
			}
			s, err := r.ToUSVString(i.body)
			i.body = r.String(s)
			return err
		},
		func() error {
			return text("cache", &i.cache, "default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached")
		},
		func() error { return text("credentials", &i.credentials, "omit", "same-origin", "include") },
		func() error { return text("duplex", &i.duplex, "half") },
		func() error {
			var headers js.Value
			if err := value("headers", &headers); err != nil || headers.IsUndefined() {
				return err
			}
			pairs, err := headersInit(r, headers)
			i.headers = &pairs
			return err
		},
		func() error { return text("integrity", &i.integrity) },
		func() error {
			m, err := r.Get(v, "keepalive")
			if err == nil && !m.IsUndefined() {
				b := r.ToBool(m)
				i.keepalive, i.given = &b, true
			}
			return err
		},
		func() error {
			err := text("method", &i.method)
			if err == nil && i.method != nil {
				*i.method, err = byteString(r, r.String(*i.method))
			}
			return err
		},
		func() error { return text("mode", &i.mode, "navigate", "same-origin", "no-cors", "cors") },
		func() error { return text("priority", &i.priority, "high", "low", "auto") },
		func() error { return text("redirect", &i.redirect, "follow", "error", "manual") },
		func() error { return text("referrer", &i.referrer) },
		func() error {
			return text("referrerPolicy", &i.referrerPolicy, "", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin",
				"origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url")
		},
		func() error {
			if err := value("signal", &i.signal); err != nil || i.signal.IsNullish() {
				return err
			}
			if _, ok := r.Agent.Unwrap(i.signal).(*dom.AbortSignal); !ok {
				return webidl.TypeErrorf("Failed to construct 'Request': member signal is not of type AbortSignal.")
			}
			return nil
		},
		func() error { return value("window", &i.window) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return i, nil
}

// requestArguments are a RequestInfo and a RequestInit, converted.
type requestArguments struct {
	source *requestObject // nil where text is the URL
	text   string
	init   *requestInit
}

func readRequestArguments(r *js.Realm, input, init js.Value) (*requestArguments, error) {
	a := &requestArguments{}
	var err error
	if o, ok := r.Agent.Unwrap(input).(*requestObject); ok {
		a.source = o
	} else if a.text, err = r.ToUSVString(input); err != nil {
		return nil, err
	}
	a.init, err = readRequestInit(r, init)
	return a, err
}

// newRequest is the Request constructor.
func newRequest(r *js.Realm, input, init js.Value) (*requestObject, error) {
	a, err := readRequestArguments(r, input, init)
	if err != nil {
		return nil, err
	}
	return a.construct(r, globalIn(r))
}

// construct implements the constructor steps of Request, whose relevant global object is w.
// https://fetch.spec.whatwg.org/#dom-request
func (a *requestArguments) construct(r *js.Realm, w navigation.GlobalScope) (*requestObject, error) {
	source, init := a.source, a.init
	var signal *dom.AbortSignal
	q := &requestObject{}
	fallbackMode := ""
	if source == nil {
		u, err := weburl.ParseBase(a.text, w.BaseURL())
		if err != nil {
			return nil, webidl.TypeErrorf("Failed to parse URL from %s", a.text)
		}
		if u.HasCredentials() {
			return nil, webidl.TypeErrorf("Request cannot be constructed from a URL that includes credentials: %s", a.text)
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
	if !init.window.IsNullish() && w.FetchClient().UserAgent().BehaviourOf("request-window-member") != "ignored" {
		return nil, webidl.TypeErrorf("Failed to construct 'Request': 'window' member must be null.")
	}
	q.request.Client = w.FetchClient()
	q.request.UnsafeRequest = true
	q.request.InitiatorType = "fetch"
	if err := q.applyInit(r, w.BaseURL(), w.Origin(), init, fallbackMode); err != nil {
		return nil, err
	}
	if !init.signal.IsUndefined() {
		signal, _ = r.Agent.Unwrap(init.signal).(*dom.AbortSignal) // nil for null
	}
	if signal != nil {
		q.signal = dom.Any([]*dom.AbortSignal{signal})
	} else {
		q.signal = dom.NewAbortSignal()
	}
	if err := q.applyHeaders(r, init, source); err != nil {
		return nil, err
	}
	return q, q.applyBody(r, init, source)
}

// applyInit applies what the dictionary says of the request itself.
func (q *requestObject) applyInit(r *js.Realm, base *weburl.URL, origin weburl.Origin, init *requestInit, mode string) error {
	request := q.request
	if init.given {
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
				return webidl.TypeErrorf("Failed to construct 'Request': Referrer '%s' is not a valid URL.", *init.referrer)
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
		return webidl.TypeErrorf("Failed to construct 'Request': Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'.")
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
		return webidl.TypeErrorf("Failed to construct 'Request': 'only-if-cached' can be set only with 'same-origin' mode")
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
			return webidl.TypeErrorf("Failed to construct 'Request': '%s' is not a valid HTTP method.", m)
		}
		if fetch.IsForbiddenMethod(m) {
			return webidl.TypeErrorf("Failed to construct 'Request': '%s' HTTP method is unsupported.", m)
		}
		request.Method = fetch.NormalizeMethod(m)
	}
	return nil
}

// applyHeaders makes the request's Headers object and fills it.
func (q *requestObject) applyHeaders(r *js.Realm, init *requestInit, source *requestObject) error {
	q.headers = &headersObject{list: &q.request.Header, guard: "request"}
	if q.request.Mode == "no-cors" {
		if !fetch.IsCORSSafelistedMethod(q.request.Method) {
			return webidl.TypeErrorf("Failed to construct 'Request': '%s' is unsupported in no-cors mode.", q.request.Method)
		}
		q.headers.guard = "request-no-cors"
	}
	if !init.given {
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
	return q.headers.fill(*init.headers)
}

// applyBody takes the body of the dictionary, or that of the other request.
func (q *requestObject) applyBody(r *js.Realm, init *requestInit, source *requestObject) error {
	hasInit := !init.body.IsNullish()
	var inherited *fetch.Body
	if source != nil {
		inherited = source.request.Body
	}
	if (hasInit || inherited != nil) && (q.request.Method == "GET" || q.request.Method == "HEAD") {
		return webidl.TypeErrorf("Failed to construct 'Request': Request with GET/HEAD method cannot have body.")
	}
	if hasInit {
		if isStream(r, init.body) {
			if init.duplex == nil {
				return webidl.TypeErrorf("Failed to construct 'Request': The `duplex` member must be specified for a request with a streaming body")
			}
			if q.request.Keepalive {
				return webidl.TypeErrorf("Failed to construct 'Request': Keepalive request cannot have a ReadableStream body.")
			}
			q.request.Body = fetch.StreamBody(fetch.NewStream(nil))
			q.request.UseCORSPreflight = true
			return nil
		}
		body, contentType, err := extractBody(r, init.body)
		if err != nil {
			return err
		}
		q.request.Body = body
		if contentType != "" && !q.request.Header.Contains("Content-Type") {
			return q.headers.append("Content-Type", contentType)
		}
		return nil
	}
	if inherited != nil {
		if source.bodyUsed {
			return webidl.TypeErrorf("Failed to construct 'Request': Cannot construct a Request with a Request object that has already been used.")
		}
		source.bodyUsed = true
		q.request.Body = inherited
	}
	return nil
}

// isBodyObject says whether v is an object that BodyInit names, which is no string.
func isBodyObject(r *js.Realm, v js.Value) bool {
	switch r.Agent.Unwrap(v).(type) {
	case *blob, *searchParams, *formData, *readableStream:
		return true
	}
	return r.IsBufferSource(v)
}

// isStream says whether v is what script takes for a ReadableStream.
func isStream(r *js.Realm, v js.Value) bool {
	_, ok := r.Agent.Unwrap(v).(*readableStream)
	return ok
}

func requestGet(name string, get func(r *js.Realm, q *requestObject) js.Value) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return get(r, r.Agent.Unwrap(this).(*requestObject)), nil
	}}
}

// RequestClass is Request.
var RequestClass = new(js.Class)

func init() {
	*RequestClass = js.Class{
		Name: "Request", ConstructorLength: 1,
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			q, err := newRequest(r, args[0], js.Arg(args, 1))
			if err != nil {
				return js.Undefined, err
			}
			return r.WrapNew(RequestClass, q, newTarget), nil
		},
		Attrs: append([]js.Member{
			requestGet("method", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.Method) }),
			requestGet("url", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.URL().Href()) }),
			requestGet("headers", func(r *js.Realm, q *requestObject) js.Value { return r.Wrap(HeadersClass, q.headers) }),
			requestGet("destination", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.Destination) }),
			requestGet("referrer", func(r *js.Realm, q *requestObject) js.Value {
				switch {
				case q.request.Referrer.None:
					return r.String("")
				case q.request.Referrer.URL != nil:
					return r.String(q.request.Referrer.URL.Href())
				}
				return r.String("about:client")
			}),
			requestGet("referrerPolicy", func(r *js.Realm, q *requestObject) js.Value { return r.String(string(q.request.ReferrerPolicy)) }),
			requestGet("mode", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.Mode) }),
			requestGet("credentials", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.Credentials) }),
			requestGet("cache", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.Cache) }),
			requestGet("redirect", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.Redirect) }),
			requestGet("integrity", func(r *js.Realm, q *requestObject) js.Value { return r.String(q.request.Integrity) }),
			requestGet("keepalive", func(_ *js.Realm, q *requestObject) js.Value { return js.Bool(q.request.Keepalive) }),
			requestGet("isReloadNavigation", func(_ *js.Realm, q *requestObject) js.Value { return js.Bool(q.request.ReloadNavigation) }),
			requestGet("isHistoryNavigation", func(_ *js.Realm, q *requestObject) js.Value { return js.Bool(q.request.HistoryNavigation) }),
			requestGet("signal", func(r *js.Realm, q *requestObject) js.Value { return wrapSignal(r, q.signal) }),
			requestGet("duplex", func(r *js.Realm, _ *requestObject) js.Value { return r.String("half") }),
		}, bodyAttributes()...),
		Methods: append([]js.Member{{Name: "clone", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			q := r.Agent.Unwrap(this).(*requestObject)
			if q.bodyUsed {
				return js.Undefined, webidl.TypeErrorf("Failed to execute 'clone' on 'Request': Request body is already used")
			}
			c := &requestObject{request: q.request.Clone(), signal: dom.Any([]*dom.AbortSignal{q.signal})}
			c.headers = &headersObject{list: &c.request.Header, guard: q.headers.guard}
			return r.Wrap(RequestClass, c), nil
		}}}, bodyMethods()...),
	}
}

// readableStream is the Go value of a ReadableStream: what can be told from it is that it is
// one.
type readableStream struct{ _ byte }

// ReadableStreamClass is ReadableStream as far as being the body of a request that is refused.
// https://streams.spec.whatwg.org/#rs-class
var ReadableStreamClass = new(js.Class)

func init() {
	*ReadableStreamClass = js.Class{
		Name: "ReadableStream",
		Constructor: func(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
			return r.WrapNew(ReadableStreamClass, &readableStream{}, newTarget), nil
		},
	}
}
