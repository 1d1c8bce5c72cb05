package idl

import (
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// Platform is an interface type: its objects are those with a T behind them.
// https://webidl.spec.whatwg.org/#js-interface
func Platform[T any](name string, wrap func(r *js.Realm, v T) js.Value) Type[T] {
	return Narrow(Type[T]{Name: name, To: wrap}, name, func(T) bool { return true })
}

// Narrow is an interface type whose objects are some of those with a T behind them.
func Narrow[T any](t Type[T], name string, only func(v T) bool) Type[T] {
	n := Type[T]{Name: name, kinds: interfaceKind, To: t.To}
	n.From = func(r *js.Realm, v js.Value) (T, error) {
		o, ok := r.Agent.Unwrap(v).(T)
		if !ok || !only(o) {
			return o, &mismatch{name}
		}
		return o, nil
	}
	n.is = func(r *js.Realm, v js.Value) bool {
		o, ok := r.Agent.Unwrap(v).(T)
		return ok && only(o)
	}
	return n
}

// Callback is a callback function type.
// https://webidl.spec.whatwg.org/#js-callback-function
var Callback = Type[js.Value]{
	Name: "Function", kinds: functionKind,
	From: func(r *js.Realm, v js.Value) (js.Value, error) {
		if !r.IsFunction(v) {
			return v, &mismatch{"Function"}
		}
		return v, nil
	},
}

// CallbackInterface is a callback interface type. CallUserObject calls its operation.
// https://webidl.spec.whatwg.org/#js-callback-interface
var CallbackInterface = Type[js.Value]{
	Name: "Object", kinds: callbackKind,
	From: func(_ *js.Realm, v js.Value) (js.Value, error) {
		if !v.IsObject() {
			return v, &mismatch{"Object"}
		}
		return v, nil
	},
}

// CallUserObject implements "call a user object's operation": a function is called itself, of any other object the operation
// is looked up now.
// https://webidl.spec.whatwg.org/#call-a-user-objects-operation
func CallUserObject(r *js.Realm, object js.Value, operation string, this js.Value, args ...js.Value) (js.Value, error) {
	f := object
	if !r.IsFunction(object) {
		var err error
		if f, err = r.Get(object, operation); err != nil {
			return js.Undefined, err
		}
		if !r.IsFunction(f) {
			return js.Undefined, webidl.TypeErrorf("The provided callback is no function and has no '%s' that is one.", operation)
		}
		this = object
	}
	return r.Call(f, this, args...)
}

// Promise is Promise<T>.
// https://webidl.spec.whatwg.org/#js-promise
var Promise = Type[js.Value]{
	Name: "Promise", kinds: objectKind, To: Any.To,
	From: func(r *js.Realm, v js.Value) (js.Value, error) { return r.PromiseOf(v), nil },
}

// BufferSource is a copy of the bytes of an ArrayBuffer or a view.
// https://webidl.spec.whatwg.org/#BufferSource
var BufferSource = Type[[]byte]{
	Name: "BufferSource", kinds: bufferKind | viewKind,
	From: func(r *js.Realm, v js.Value) ([]byte, error) {
		b, ok := r.Bytes(v)
		if !ok {
			return nil, &mismatch{"BufferSource"}
		}
		return b, nil
	},
}

// View is a view of one of the kinds, such as "Uint8Array", any if there are none: an ArrayBufferView.
// https://webidl.spec.whatwg.org/#js-buffer-source-types
func View(kinds ...string) Type[js.Value] {
	name := "ArrayBufferView"
	if len(kinds) > 0 {
		name = strings.Join(kinds, " or ")
	}
	return Type[js.Value]{
		Name: name, kinds: viewKind, To: Any.To,
		From: func(r *js.Realm, v js.Value) (js.Value, error) {
			k := r.ViewKind(v)
			if k == "" || len(kinds) > 0 && !slices.Contains(kinds, k) {
				return v, &mismatch{name}
			}
			return v, nil
		},
	}
}
