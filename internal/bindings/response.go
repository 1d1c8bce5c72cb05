package bindings

import (
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// responseObject is the Go value of a Response.
// https://fetch.spec.whatwg.org/#response-class
type responseObject struct {
	response *fetch.Response
	headers  *headersObject
	bodyUsed bool
}

func (p *responseObject) body() *fetch.Body { return p.response.Body }
func (p *responseObject) used() *bool       { return &p.bodyUsed }
func (p *responseObject) contentType() string {
	v, _ := p.response.Header.Get("Content-Type")
	return v
}

func newResponseObject(response *fetch.Response, guard string) *responseObject {
	return &responseObject{response: response, headers: &headersObject{list: &response.Header, guard: guard}}
}

func responseGet(name string, get func(r *js.Realm, p *responseObject) js.Value) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return get(r, r.Agent.Unwrap(this).(*responseObject)), nil
	}}
}

// initialize implements "initialize a response".
// https://fetch.spec.whatwg.org/#initialize-a-response
func (p *responseObject) initialize(r *js.Realm, init js.Value, body *fetch.Body, contentType string) error {
	if err := dictionary(init); err != nil {
		return err
	}
	headers, err := member(r, init, "headers")
	if err != nil {
		return err
	}
	if v, err := member(r, init, "status"); err != nil {
		return err
	} else if !v.IsUndefined() {
		f, err := r.ToNumber(v)
		if err != nil {
			return err
		}
		p.response.Status = int(uint16(int64(f)))
	}
	text, _, err := stringMember(r, init, "statusText")
	if err != nil {
		return err
	}
	if p.response.Status < 200 || p.response.Status > 599 {
		return webidl.RangeErrorf("Failed to construct 'Response': The status provided (%d) is outside the range [200, 599].", p.response.Status)
	}
	if !fetch.IsHeaderValue(text) {
		return webidl.TypeErrorf("Failed to construct 'Response': Invalid statusText")
	}
	p.response.StatusMessage = text
	if !headers.IsUndefined() {
		pairs, err := headersInit(r, headers)
		if err != nil {
			return err
		}
		if err := p.headers.fill(pairs); err != nil {
			return err
		}
	}
	if body != nil {
		if fetch.IsNullBodyStatus(p.response.Status) {
			return webidl.TypeErrorf("Failed to construct 'Response': Response with null body status cannot have body")
		}
		p.response.Body = body
		if contentType != "" && !p.response.Header.Contains("Content-Type") {
			p.response.Header.Append("Content-Type", contentType)
		}
	}
	return nil
}

// ResponseClass is Response.
var ResponseClass = new(js.Class)

func init() {
	*ResponseClass = js.Class{
		Name: "Response",
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			p := newResponseObject(fetch.NewResponse(), "response")
			var body *fetch.Body
			var contentType string
			if v := js.Arg(args, 0); !v.IsNullish() {
				b, t, err := extractBody(r, v)
				if err != nil {
					return js.Undefined, err
				}
				body, contentType = b, t
			}
			if err := p.initialize(r, js.Arg(args, 1), body, contentType); err != nil {
				return js.Undefined, err
			}
			return r.WrapNew(ResponseClass, p, newTarget), nil
		},
		Attrs: append([]js.Member{
			responseGet("type", func(r *js.Realm, p *responseObject) js.Value { return r.String(p.response.Type) }),
			responseGet("url", func(r *js.Realm, p *responseObject) js.Value {
				u := p.response.URL()
				if u == nil {
					return r.String("")
				}
				return r.String(u.HrefNoFragment())
			}),
			responseGet("redirected", func(_ *js.Realm, p *responseObject) js.Value { return js.Bool(len(p.response.URLList) > 1) }),
			responseGet("status", func(_ *js.Realm, p *responseObject) js.Value { return js.Int(int32(p.response.Status)) }),
			responseGet("ok", func(_ *js.Realm, p *responseObject) js.Value { return js.Bool(p.response.OK()) }),
			responseGet("statusText", func(r *js.Realm, p *responseObject) js.Value { return headerString(r, p.response.StatusMessage) }),
			responseGet("headers", func(r *js.Realm, p *responseObject) js.Value { return r.Wrap(HeadersClass, p.headers) }),
		}, bodyAttributes()...),
		Methods: append([]js.Member{{Name: "clone", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			p := r.Agent.Unwrap(this).(*responseObject)
			if p.bodyUsed {
				return js.Undefined, webidl.TypeErrorf("Failed to execute 'clone' on 'Response': Response body is already used")
			}
			return r.Wrap(ResponseClass, newResponseObject(p.response.Clone(), p.headers.guard)), nil
		}}}, bodyMethods()...),
		StaticMethods: []js.Member{
			{Name: "error", Call: func(r *js.Realm, _ js.Value, _ []js.Value) (js.Value, error) {
				return r.Wrap(ResponseClass, newResponseObject(fetch.NetworkError(""), "immutable")), nil
			}},
			{Name: "redirect", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				text, err := r.ToUSVString(args[0])
				if err != nil {
					return js.Undefined, err
				}
				u, err := weburl.ParseBase(text, globalIn(r).BaseURL())
				if err != nil {
					return js.Undefined, webidl.TypeErrorf("Failed to execute 'redirect' on 'Response': Invalid URL")
				}
				status := int32(302)
				if v := js.Arg(args, 1); !v.IsUndefined() {
					if status, err = r.ToInt32(v); err != nil {
						return js.Undefined, err
					}
				}
				if !fetch.IsRedirectStatus(int(status)) {
					return js.Undefined, webidl.RangeErrorf("Failed to execute 'redirect' on 'Response': Invalid status code")
				}
				p := newResponseObject(fetch.NewResponse(), "immutable")
				p.response.Status = int(status)
				p.response.Header.Append("Location", u.Href())
				return r.Wrap(ResponseClass, p), nil
			}},
			{Name: "json", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				text, err := r.JSONStringify(args[0])
				if err != nil {
					return js.Undefined, err
				}
				p := newResponseObject(fetch.NewResponse(), "response")
				if err := p.initialize(r, js.Arg(args, 1), fetch.BytesBody([]byte(text)), "application/json"); err != nil {
					return js.Undefined, err
				}
				return r.Wrap(ResponseClass, p), nil
			}},
		},
	}
}
