// Package webidl has the exceptions that algorithms written in Go throw, as Web IDL names them. It knows
// nothing of the JavaScript engine; the bindings turn an Exception into a value of the current realm.
//
// See https://webidl.spec.whatwg.org/#idl-exceptions.
package webidl

import "fmt"

// Kinds of exceptions.
const (
	TypeError   = "TypeError"
	RangeError  = "RangeError"
	EvalError   = "EvalError"
	SyntaxError = "SyntaxError" // ECMAScript's, not the DOMException of that name
	DOM         = "DOMException"
)

// Exception is thrown by an algorithm of a standard: a simple exception or a DOMException.
type Exception struct {
	Kind    string // TypeError, RangeError, EvalError, SyntaxError or DOM
	Name    string // of a DOMException, such as "AbortError"; empty for simple exceptions
	Message string
	// Quota and Requested belong to QuotaExceededError and are null otherwise.
	// https://webidl.spec.whatwg.org/#quotaexceedederror
	Quota, Requested *float64
}

// Error returns the exception as a console would show it.
func (e *Exception) Error() string { return e.ErrorName() + ": " + e.Message }

// ErrorName returns what the thrown value's name attribute is.
func (e *Exception) ErrorName() string {
	if e.Kind == DOM {
		return e.Name
	}
	return e.Kind
}

// ErrorMessage returns what the thrown value's message attribute is.
func (e *Exception) ErrorMessage() string { return e.Message }

// TypeErrorf returns a TypeError.
func TypeErrorf(format string, args ...any) *Exception {
	return &Exception{Kind: TypeError, Message: fmt.Sprintf(format, args...)}
}

// RangeErrorf returns a RangeError.
func RangeErrorf(format string, args ...any) *Exception {
	return &Exception{Kind: RangeError, Message: fmt.Sprintf(format, args...)}
}

// EvalErrorf returns an EvalError.
func EvalErrorf(format string, args ...any) *Exception {
	return &Exception{Kind: EvalError, Message: fmt.Sprintf(format, args...)}
}

// DOMExceptionf returns a DOMException of the given name.
func DOMExceptionf(name, format string, args ...any) *Exception {
	return &Exception{Kind: DOM, Name: name, Message: fmt.Sprintf(format, args...)}
}

// QuotaExceeded returns a QuotaExceededError; quota and requested, in bytes, may be nil for null.
func QuotaExceeded(message string, quota, requested *float64) *Exception {
	return &Exception{Kind: DOM, Name: "QuotaExceededError", Message: message, Quota: quota, Requested: requested}
}

// legacyCodes are the numbers that DOMException's code attribute gives old names.
// https://webidl.spec.whatwg.org/#dfn-error-names-table
var legacyCodes = map[string]int{
	"IndexSizeError": 1, "HierarchyRequestError": 3, "WrongDocumentError": 4, "InvalidCharacterError": 5,
	"NoModificationAllowedError": 7, "NotFoundError": 8, "NotSupportedError": 9, "InUseAttributeError": 10,
	"InvalidStateError": 11, "SyntaxError": 12, "InvalidModificationError": 13, "NamespaceError": 14,
	"InvalidAccessError": 15, "TypeMismatchError": 17, "SecurityError": 18, "NetworkError": 19,
	"AbortError": 20, "URLMismatchError": 21, "QuotaExceededError": 22, "TimeoutError": 23,
	"InvalidNodeTypeError": 24, "DataCloneError": 25,
}

// LegacyCode returns the code of a DOMException of the given name, 0 for names that have none.
func LegacyCode(name string) int { return legacyCodes[name] }
