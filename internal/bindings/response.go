package bindings

import (
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/idl"
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

// responseInit is ResponseInit; headers is a HeadersInit, nil when missing.
// https://fetch.spec.whatwg.org/#responseinit
type responseInit struct {
	status     uint16
	statusText string
	headers    any
}

var responseInitDict = idl.Dict("ResponseInit",
	idl.Field("status", idl.Default(idl.UnsignedShort, 200), func(i *responseInit) *uint16 { return &i.status }),
	idl.Field("statusText", idl.ByteString, func(i *responseInit) *string { return &i.statusText }),
	idl.Field("headers", headersInit, func(i *responseInit) *any { return &i.headers }),
)

// initialize implements "initialize a response".
// https://fetch.spec.whatwg.org/#initialize-a-response
func (p *responseObject) initialize(init responseInit, body *fetch.Body, contentType string) error {
	if init.status < 200 || init.status > 599 {
		return webidl.RangeErrorf("The status provided (%d) is outside the range [200, 599].", init.status)
	}
	if !fetch.IsHeaderValue(init.statusText) {
		return webidl.TypeErrorf("Invalid statusText")
	}
	p.response.Status, p.response.StatusMessage = int(init.status), init.statusText
	if err := p.headers.fill(init.headers); err != nil {
		return err
	}
	if body != nil {
		if fetch.IsNullBodyStatus(p.response.Status) {
			return webidl.TypeErrorf("Response with null body status cannot have body")
		}
		p.response.Body = body
		if contentType != "" && !p.response.Header.Contains("Content-Type") {
			p.response.Header.Append("Content-Type", contentType)
		}
	}
	return nil
}

// ResponseClass is Response.
var ResponseClass = &js.Class{Name: "Response", Exposed: everywhere}

func init() {
	idl.Define(ResponseClass,
		idl.New2(idl.Trailing(idl.OrNull(bodyInit)), responseInitDict.Type(), func(c idl.Call, data any, init responseInit) (js.Value, error) {
			p := newResponseObject(fetch.NewResponse(), "response")
			var body *fetch.Body
			contentType := ""
			if data != nil {
				body, contentType = extractBody(c.Realm, data)
			}
			return c.New(ResponseClass, p), p.initialize(init, body, contentType)
		}),
		idl.Static0("error", func(c idl.Call) (js.Value, error) {
			return c.Realm.Wrap(ResponseClass, newResponseObject(fetch.NetworkError(""), "immutable")), nil
		}),
		idl.Static2("redirect", idl.USVString, idl.Default(idl.UnsignedShort, 302), responseRedirect),
		idl.Static2("json", idl.Any, responseInitDict.Type(), func(c idl.Call, data js.Value, init responseInit) (js.Value, error) {
			text, err := c.Realm.JSONStringify(data)
			if err != nil {
				return js.Undefined, err
			}
			p := newResponseObject(fetch.NewResponse(), "response")
			return c.Realm.Wrap(ResponseClass, p), p.initialize(init, fetch.BytesBody([]byte(text)), "application/json")
		}),
		idl.Get("type", idl.DOMString, func(p *responseObject) string { return p.response.Type }),
		idl.Get("url", idl.USVString, func(p *responseObject) string {
			u := p.response.URL()
			if u == nil {
				return ""
			}
			return u.HrefNoFragment()
		}),
		idl.Get("redirected", idl.Boolean, func(p *responseObject) bool { return len(p.response.URLList) > 1 }),
		idl.Get("status", idl.UnsignedShort, func(p *responseObject) uint16 { return uint16(p.response.Status) }),
		idl.Get("ok", idl.Boolean, func(p *responseObject) bool { return p.response.OK() }),
		idl.Get("statusText", idl.ByteString, func(p *responseObject) string { return p.response.StatusMessage }),
		idl.Get("headers", platform[*headersObject](HeadersClass), func(p *responseObject) *headersObject { return p.headers }),
		idl.Op0("clone", func(c idl.Call, p *responseObject) (js.Value, error) {
			if p.bodyUsed {
				return js.Undefined, webidl.TypeErrorf("Response body is already used")
			}
			return c.Realm.Wrap(ResponseClass, newResponseObject(p.response.Clone(), p.headers.guard)), nil
		}),
		bodyMembers(),
	)
}

// responseRedirect implements Response.redirect().
// https://fetch.spec.whatwg.org/#dom-response-redirect
func responseRedirect(c idl.Call, url string, status uint16) (js.Value, error) {
	u, err := weburl.ParseBase(url, globalIn(c.Realm).BaseURL())
	if err != nil {
		return js.Undefined, webidl.TypeErrorf("Invalid URL")
	}
	if !fetch.IsRedirectStatus(int(status)) {
		return js.Undefined, webidl.RangeErrorf("Invalid status code")
	}
	p := newResponseObject(fetch.NewResponse(), "immutable")
	p.response.Status = int(status)
	p.response.Header.Append("Location", u.Href())
	return c.Realm.Wrap(ResponseClass, p), nil
}
