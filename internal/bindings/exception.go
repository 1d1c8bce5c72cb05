package bindings

import (
	"errors"

	"github.com/exeunt/exeunt/internal/idl"
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
var DOMExceptionClass = &js.Class{Name: "DOMException", Exposed: everywhere}

// QuotaExceededErrorClass is QuotaExceededError.
// https://webidl.spec.whatwg.org/#quotaexceedederror
var QuotaExceededErrorClass = &js.Class{Name: "QuotaExceededError", Parent: DOMExceptionClass, Exposed: everywhere}

func init() {
	DOMExceptionClass.Init = func(r *js.Realm, proto, _ js.Value) {
		if v, err := r.Get(r.Global(), "Error"); err == nil {
			if p, err := r.Get(v, "prototype"); err == nil {
				_ = r.SetPrototype(proto, p)
			}
		}
	}
	message := idl.Default(idl.DOMString, "")
	idl.Define(DOMExceptionClass,
		idl.New2(message, idl.Default(idl.DOMString, "Error"), func(c idl.Call, message, name string) (js.Value, error) {
			return newDOMException(c.Realm, DOMExceptionClass, &domException{name: name, message: message}, c.NewTarget), nil
		}),
		idl.Get("name", idl.DOMString, func(e *domException) string { return e.name }),
		idl.Get("message", idl.DOMString, func(e *domException) string { return e.message }),
		idl.Get("code", idl.UnsignedShort, func(e *domException) uint16 { return uint16(webidl.LegacyCode(e.name)) }),
		domExceptionConstants(),
	)
	options := idl.Dict("QuotaExceededErrorOptions",
		idl.Field("quota", idl.Optional(idl.Double), func(e *domException) **float64 { return &e.quota }),
		idl.Field("requested", idl.Optional(idl.Double), func(e *domException) **float64 { return &e.requested }),
	).Into(func(*js.Realm) *domException { return &domException{name: "QuotaExceededError", quotaExceeded: true} })
	idl.Define(QuotaExceededErrorClass,
		idl.New2(message, options, func(c idl.Call, message string, e *domException) (js.Value, error) {
			e.message = message
			for _, n := range []*float64{e.quota, e.requested} {
				if n != nil && *n < 0 {
					return js.Undefined, webidl.RangeErrorf("quota and requested cannot be negative")
				}
			}
			if e.quota != nil && e.requested != nil && *e.requested < *e.quota {
				return js.Undefined, webidl.RangeErrorf("requested is less than quota")
			}
			return newDOMException(c.Realm, QuotaExceededErrorClass, e, c.NewTarget), nil
		}),
		idl.Get("quota", idl.Nullable(idl.Double), func(e *domException) *float64 { return e.quota }),
		idl.Get("requested", idl.Nullable(idl.Double), func(e *domException) *float64 { return e.requested }),
	)
}

// domExceptionConstants are the legacy codes, counted from one.
func domExceptionConstants() idl.Mixin {
	var list idl.Mixin
	for i, name := range []string{
		"INDEX_SIZE", "DOMSTRING_SIZE", "HIERARCHY_REQUEST", "WRONG_DOCUMENT", "INVALID_CHARACTER", "NO_DATA_ALLOWED", "NO_MODIFICATION_ALLOWED",
		"NOT_FOUND", "NOT_SUPPORTED", "INUSE_ATTRIBUTE", "INVALID_STATE", "SYNTAX", "INVALID_MODIFICATION", "NAMESPACE", "INVALID_ACCESS",
		"VALIDATION", "TYPE_MISMATCH", "SECURITY", "NETWORK", "ABORT", "URL_MISMATCH", "QUOTA_EXCEEDED", "TIMEOUT", "INVALID_NODE_TYPE", "DATA_CLONE",
	} {
		list = append(list, idl.Const(name+"_ERR", float64(i+1)))
	}
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
