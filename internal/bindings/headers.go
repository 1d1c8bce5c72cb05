package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/fetch"
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
var HeadersClass = new(js.Class)

func init() {
	*HeadersClass = js.Class{
		Name: "Headers",
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			h := &headersObject{list: &fetch.HeaderList{}, guard: "none"}
			if v := js.Arg(args, 0); !v.IsUndefined() {
				pairs, err := headersInit(r, v)
				if err != nil {
					return js.Undefined, err
				}
				if err := h.fill(pairs); err != nil {
					return js.Undefined, err
				}
			}
			return r.WrapNew(HeadersClass, h, newTarget), nil
		},
		PairIterator: func(r *js.Realm, v any, i int) (key, value js.Value, ok bool) {
			list := v.(*headersObject).list.SortAndCombine()
			if i >= len(list) {
				return js.Undefined, js.Undefined, false
			}
			return headerString(r, list[i].Name), headerString(r, list[i].Value), true
		},
		Methods: []js.Member{
			headersMethod("append", 2, func(_ *js.Realm, h *headersObject, s []string) (js.Value, error) {
				return js.Undefined, h.append(s[0], s[1])
			}),
			headersMethod("delete", 1, func(_ *js.Realm, h *headersObject, s []string) (js.Value, error) {
				return js.Undefined, h.delete(s[0])
			}),
			headersMethod("get", 1, func(r *js.Realm, h *headersObject, s []string) (js.Value, error) {
				if !fetch.IsToken(s[0]) {
					return js.Undefined, invalidHeaderName()
				}
				v, ok := h.list.Get(s[0])
				if !ok {
					return js.Null, nil
				}
				return headerString(r, v), nil
			}),
			headersMethod("getSetCookie", 0, func(r *js.Realm, h *headersObject, _ []string) (js.Value, error) {
				return stringArray(r, h.list.Values("Set-Cookie")), nil
			}),
			headersMethod("has", 1, func(_ *js.Realm, h *headersObject, s []string) (js.Value, error) {
				if !fetch.IsToken(s[0]) {
					return js.Undefined, invalidHeaderName()
				}
				return js.Bool(h.list.Contains(s[0])), nil
			}),
			headersMethod("set", 2, func(_ *js.Realm, h *headersObject, s []string) (js.Value, error) {
				return js.Undefined, h.set(s[0], s[1])
			}),
		},
	}
}

func invalidHeaderName() error { return webidl.TypeErrorf("Invalid header name") }

// headerString makes a string of bytes: each is a code unit.
func headerString(r *js.Realm, s string) js.Value {
	u := make([]uint16, len(s))
	for i := range len(s) {
		u[i] = uint16(s[i])
	}
	return r.StringUTF16(u)
}

func headersMethod(name string, length int, f func(r *js.Realm, h *headersObject, s []string) (js.Value, error)) js.Member {
	return js.Member{Name: name, Length: length, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(length, args); err != nil {
			return js.Undefined, err
		}
		var s []string
		for _, a := range args[:length] {
			b, err := byteString(r, a)
			if err != nil {
				return js.Undefined, err
			}
			s = append(s, b)
		}
		return f(r, r.Agent.Unwrap(this).(*headersObject), s)
	}}
}

// headersInit converts a HeadersInit.
// https://fetch.spec.whatwg.org/#typedefdef-headersinit
func headersInit(r *js.Realm, v js.Value) ([][2]string, error) {
	if !v.IsObject() {
		return nil, webidl.TypeErrorf("The provided value is not of type '(sequence<sequence<ByteString>> or record<ByteString, ByteString>)'.")
	}
	return pairsOf(r, v, byteString)
}

// fill implements "fill" a Headers object.
// https://fetch.spec.whatwg.org/#concept-headers-fill
func (h *headersObject) fill(pairs [][2]string) error {
	for _, p := range pairs {
		if err := h.append(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
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
