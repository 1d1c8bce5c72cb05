package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// headersObject is the Go value of a Headers object.
// https://fetch.spec.whatwg.org/#headers-class
type headersObject struct {
	list  *fetch.HeaderList
	guard string // "none", "immutable", "request", "request-no-cors", "response"
}

// HeadersClass is Headers.
var HeadersClass = &js.Class{Name: "Headers", Exposed: everywhere}

// headersInit is HeadersInit.
// https://fetch.spec.whatwg.org/#typedefdef-headersinit
var headersInit = idl.Union("HeadersInit", idl.Sequence(idl.Sequence(idl.ByteString)), idl.Record(idl.ByteString, idl.ByteString))

func init() {
	name := func(s string) error {
		if !fetch.IsToken(s) {
			return invalidHeaderName()
		}
		return nil
	}
	idl.Define(HeadersClass,
		idl.New1(idl.Default(headersInit, nil), func(c idl.Call, init any) (js.Value, error) {
			h := &headersObject{list: &fetch.HeaderList{}, guard: "none"}
			return c.New(HeadersClass, h), h.fill(init)
		}),
		idl.Op2("append", idl.ByteString, idl.ByteString, func(_ idl.Call, h *headersObject, name, value string) (js.Value, error) {
			return js.Undefined, h.append(name, value)
		}),
		idl.Op1("delete", idl.ByteString, func(_ idl.Call, h *headersObject, name string) (js.Value, error) {
			return js.Undefined, h.delete(name)
		}),
		idl.Op1("get", idl.ByteString, func(c idl.Call, h *headersObject, s string) (js.Value, error) {
			v, ok := h.list.Get(s)
			if err := name(s); err != nil || !ok {
				return js.Null, err
			}
			return idl.ByteString.To(c.Realm, v), nil
		}),
		idl.Op0("getSetCookie", func(c idl.Call, h *headersObject) (js.Value, error) {
			return idl.Sequence(idl.ByteString).To(c.Realm, h.list.Values("Set-Cookie")), nil
		}),
		idl.Op1("has", idl.ByteString, func(_ idl.Call, h *headersObject, s string) (js.Value, error) {
			return js.Bool(h.list.Contains(s)), name(s)
		}),
		idl.Op2("set", idl.ByteString, idl.ByteString, func(_ idl.Call, h *headersObject, name, value string) (js.Value, error) {
			return js.Undefined, h.set(name, value)
		}),
		idl.Pairs(func(r *js.Realm, h *headersObject, i int) (key, value js.Value, ok bool) {
			list := h.list.SortAndCombine()
			if i >= len(list) {
				return js.Undefined, js.Undefined, false
			}
			return idl.ByteString.To(r, list[i].Name), idl.ByteString.To(r, list[i].Value), true
		}),
	)
}

func invalidHeaderName() error { return webidl.TypeErrorf("Invalid header name") }

// fill implements "fill" a Headers object; nil is no HeadersInit.
// https://fetch.spec.whatwg.org/#concept-headers-fill
func (h *headersObject) fill(init any) error {
	pairs, err := pairsOf(init)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := h.append(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

// pairsOf are the name-value pairs of a union of sequence<sequence<T>> and record<T, T>.
func pairsOf(init any) ([][2]string, error) {
	var pairs [][2]string
	switch init := init.(type) {
	case [][]string:
		for _, parts := range init {
			if len(parts) != 2 {
				return nil, webidl.TypeErrorf("Invalid value")
			}
			pairs = append(pairs, [2]string(parts))
		}
	case []idl.Entry[string]:
		for _, e := range init {
			pairs = append(pairs, [2]string{e.Key, e.Value})
		}
	}
	return pairs, nil
}

// validate implements "validate" a header for the guard; false ignores it silently.
// https://fetch.spec.whatwg.org/#headers-validate
func (h *headersObject) validate(name, value string) (bool, error) {
	if !fetch.IsToken(name) {
		return false, invalidHeaderName()
	}
	if !fetch.IsHeaderValue(value) {
		return false, webidl.TypeErrorf("Invalid header value")
	}
	switch h.guard {
	case "immutable":
		return false, webidl.TypeErrorf("Headers are immutable")
	case "request", "request-no-cors":
		if fetch.IsForbiddenRequestHeader(name, value) {
			return false, nil
		}
	case "response":
		if fetch.IsForbiddenResponseHeaderName(name) {
			return false, nil
		}
	}
	return true, nil
}

// append implements "append" to a Headers object.
// https://fetch.spec.whatwg.org/#concept-headers-append
func (h *headersObject) append(name, value string) error {
	value = fetch.NormalizeValue(value)
	if ok, err := h.validate(name, value); !ok {
		return err
	}
	if h.guard == "request-no-cors" {
		combined := value
		if old, ok := h.list.Get(name); ok {
			combined = old + ", " + value
		}
		if !fetch.IsNoCORSSafelistedHeader(name, combined) {
			return nil
		}
	}
	h.list.Append(name, value)
	h.removePrivileged()
	return nil
}

// removePrivileged implements "remove privileged no-CORS request-headers".
func (h *headersObject) removePrivileged() {
	if h.guard == "request-no-cors" {
		h.list.Delete("Range")
	}
}

func (h *headersObject) delete(name string) error {
	if ok, err := h.validate(name, ""); !ok {
		return err
	}
	if h.guard == "request-no-cors" && !fetch.IsNoCORSSafelistedHeaderName(name) && !strings.EqualFold(name, "Range") {
		return nil
	}
	h.list.Delete(name)
	h.removePrivileged()
	return nil
}

func (h *headersObject) set(name, value string) error {
	value = fetch.NormalizeValue(value)
	if ok, err := h.validate(name, value); !ok {
		return err
	}
	if h.guard == "request-no-cors" && !fetch.IsNoCORSSafelistedHeader(name, value) {
		return nil
	}
	h.list.Set(name, value)
	h.removePrivileged()
	return nil
}
