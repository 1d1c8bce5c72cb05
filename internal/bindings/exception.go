package bindings

import (
	"errors"
	"sort"
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// domException is the Go value of a DOMException.
type domException struct {
	name, message    string
	quota, requested *float64
	quotaExceeded    bool // of the interface QuotaExceededError, not just of that name
}

// ErrorName and ErrorMessage let the engine describe the exception without running script.
func (e *domException) ErrorName() string { return e.name }

// ErrorMessage is the message attribute.
func (e *domException) ErrorMessage() string { return e.message }

// DOMExceptionClass is DOMException.
// https://webidl.spec.whatwg.org/#idl-DOMException
var DOMExceptionClass = new(js.Class)

func init() {
	*DOMExceptionClass = js.Class{
		Name:  "DOMException",
		Brand: func(v any) bool { _, ok := v.(*domException); return ok },
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			message, err := optionalString(r, js.Arg(args, 0), "")
			if err != nil {
				return js.Undefined, err
			}
			name, err := optionalString(r, js.Arg(args, 1), "Error")
			if err != nil {
				return js.Undefined, err
			}
			return newDOMException(r, DOMExceptionClass, &domException{name: name, message: message}, newTarget), nil
		},
		Attrs: []js.Member{
			exceptionGet("name", func(r *js.Realm, e *domException) js.Value { return r.String(e.name) }),
			exceptionGet("message", func(r *js.Realm, e *domException) js.Value { return r.String(e.message) }),
			exceptionGet("code", func(_ *js.Realm, e *domException) js.Value { return js.Int(int32(webidl.LegacyCode(e.name))) }),
		},
		Constants: domExceptionConstants(),
		Init: func(r *js.Realm, proto, _ js.Value) {
			if v, err := r.Get(r.Global(), "Error"); err == nil {
				if p, err := r.Get(v, "prototype"); err == nil {
					_ = r.SetPrototype(proto, p)
				}
			}
		},
	}
}

// QuotaExceededErrorClass is QuotaExceededError.
// https://webidl.spec.whatwg.org/#quotaexceedederror
var QuotaExceededErrorClass = new(js.Class)

func init() {
	*QuotaExceededErrorClass = js.Class{
		Name: "QuotaExceededError", Parent: DOMExceptionClass,
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			message, err := optionalString(r, js.Arg(args, 0), "")
			if err != nil {
				return js.Undefined, err
			}
			e := &domException{name: "QuotaExceededError", message: message, quotaExceeded: true}
			if options := js.Arg(args, 1); options.IsObject() {
				if e.quota, err = optionalDouble(r, options, "quota"); err != nil {
					return js.Undefined, err
				}
				if e.requested, err = optionalDouble(r, options, "requested"); err != nil {
					return js.Undefined, err
				}
			}
			for _, n := range []*float64{e.quota, e.requested} {
				if n != nil && *n < 0 {
					return js.Undefined, webidl.RangeErrorf("quota and requested cannot be negative")
				}
			}
			if e.quota != nil && e.requested != nil && *e.requested < *e.quota {
				return js.Undefined, webidl.RangeErrorf("requested is less than quota")
			}
			return newDOMException(r, QuotaExceededErrorClass, e, newTarget), nil
		},
		Attrs: []js.Member{
			exceptionGet("quota", func(_ *js.Realm, e *domException) js.Value { return doubleOrNull(e.quota) }),
			exceptionGet("requested", func(_ *js.Realm, e *domException) js.Value { return doubleOrNull(e.requested) }),
		},
	}
}

func exceptionGet(name string, get func(r *js.Realm, e *domException) js.Value) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		e, ok := r.Agent.Unwrap(this).(*domException)
		if !ok {
			return js.Undefined, webidl.TypeErrorf("Illegal invocation")
		}
		return get(r, e), nil
	}}
}

func doubleOrNull(f *float64) js.Value {
	if f == nil {
		return js.Null
	}
	return js.Number(*f)
}

// domExceptionConstants are the legacy codes by their upper-case names.
func domExceptionConstants() []js.Constant {
	names := []string{
		"IndexSizeError", "HierarchyRequestError", "WrongDocumentError", "InvalidCharacterError", "NoModificationAllowedError",
		"NotFoundError", "NotSupportedError", "InUseAttributeError", "InvalidStateError", "SyntaxError", "InvalidModificationError",
		"NamespaceError", "InvalidAccessError", "TypeMismatchError", "SecurityError", "NetworkError", "AbortError", "URLMismatchError",
		"QuotaExceededError", "TimeoutError", "InvalidNodeTypeError", "DataCloneError",
	}
	list := []js.Constant{{Name: "DOMSTRING_SIZE_ERR", Value: 2}, {Name: "NO_DATA_ALLOWED_ERR", Value: 6}, {Name: "VALIDATION_ERR", Value: 16}}
	for _, n := range names {
		var b strings.Builder
		base := strings.TrimSuffix(n, "Error")
		for i, c := range base {
			if i > 0 && c >= 'A' && c <= 'Z' && !(base[i-1] >= 'A' && base[i-1] <= 'Z') {
				b.WriteByte('_')
			}
			b.WriteString(strings.ToUpper(string(c)))
		}
		name := b.String() + "_ERR"
		switch n {
		case "InUseAttributeError":
			name = "INUSE_ATTRIBUTE_ERR"
		case "URLMismatchError":
			name = "URL_MISMATCH_ERR"
		}
		list = append(list, js.Constant{Name: name, Value: float64(webidl.LegacyCode(n))})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Value < list[j].Value })
	return list
}

// newDOMException makes the object, with a stack as errors have.
func newDOMException(r *js.Realm, c *js.Class, e *domException, newTarget js.Value) js.Value {
	v := r.WrapNew(c, e, newTarget)
	stack := r.NewError("Error", e.message)
	if s, err := r.Get(stack, "stack"); err == nil && s.IsString() {
		_ = r.Define(v, "stack", s, js.Writable|js.Configurable)
	}
	return v
}

// ConvertError makes the value that is thrown for a *webidl.Exception: it is js.Options.ConvertError.
func ConvertError(r *js.Realm, err error) (js.Value, bool) {
	var e *webidl.Exception
	if !errors.As(err, &e) {
		return js.Undefined, false
	}
	if e.Kind != webidl.DOM {
		return r.NewError(e.Kind, e.Message), true
	}
	x := &domException{name: e.Name, message: e.Message, quota: e.Quota, requested: e.Requested}
	if e.Name == "QuotaExceededError" {
		x.quotaExceeded = true
		return newDOMException(r, QuotaExceededErrorClass, x, js.Undefined), true
	}
	return newDOMException(r, DOMExceptionClass, x, js.Undefined), true
}
