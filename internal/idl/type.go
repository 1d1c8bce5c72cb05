package idl

import (
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// A Type is a type of Web IDL whose values are Ts in Go.
// https://webidl.spec.whatwg.org/#js-type-mapping
type Type[T any] struct {
	Name string                                           // what exceptions call it
	From func(r *js.Realm, v js.Value) (T, error)         // converts a value of script
	To   func(r *js.Realm, v T) js.Value                  // makes one; nil for types of arguments only
	with func(r *js.Realm, v, method js.Value) (T, error) // From for a sequence whose @@iterator is known

	kinds kinds
	is    func(r *js.Realm, v js.Value) bool // of platform objects: whether v is one

	optional bool     // as an argument
	missing  func() T // of a missing optional argument or dictionary member; nil: From sees undefined
	rest     func(r *js.Realm, args []js.Value, from int) (T, error)
}

// Any is any. Undefined stands for a missing optional argument, too.
var Any = Type[js.Value]{
	Name: "any", kinds: anyKind,
	From: func(_ *js.Realm, v js.Value) (js.Value, error) { return v, nil },
	To:   func(_ *js.Realm, v js.Value) js.Value { return v },
}

// Object is object.
// https://webidl.spec.whatwg.org/#js-object
var Object = Type[js.Value]{
	Name: "object", kinds: objectKind, To: Any.To,
	From: func(_ *js.Realm, v js.Value) (js.Value, error) {
		if !v.IsObject() {
			return v, &mismatch{"object"}
		}
		return v, nil
	},
}

// Boolean is boolean.
// https://webidl.spec.whatwg.org/#js-boolean
var Boolean = Type[bool]{
	Name: "boolean", kinds: booleanKind,
	From: func(r *js.Realm, v js.Value) (bool, error) { return r.ToBool(v), nil },
	To:   func(_ *js.Realm, b bool) js.Value { return js.Bool(b) },
}

// DOMString is DOMString; lone surrogates are WTF-8 in Go.
// https://webidl.spec.whatwg.org/#js-DOMString
var DOMString = Type[string]{Name: "DOMString", kinds: stringKind, From: (*js.Realm).ToString, To: (*js.Realm).String}

// USVString is USVString.
// https://webidl.spec.whatwg.org/#js-USVString
var USVString = Type[string]{Name: "USVString", kinds: stringKind, From: (*js.Realm).ToUSVString, To: (*js.Realm).String}

// ByteString is ByteString: a string of bytes in Go.
// https://webidl.spec.whatwg.org/#js-ByteString
var ByteString = Type[string]{
	Name: "ByteString", kinds: stringKind,
	From: func(r *js.Realm, v js.Value) (string, error) {
		s, err := r.ToString(v)
		if err != nil {
			return "", err
		}
		b, ok := infra.IsomorphicEncode(s)
		if !ok {
			return "", webidl.TypeErrorf("String contains non ISO-8859-1 code point.")
		}
		return b, nil
	},
	To: func(r *js.Realm, s string) js.Value { return r.String(infra.IsomorphicDecode(s)) },
}

// LegacyNullToEmptyString is the extended attribute of that name: null is the empty string.
// https://webidl.spec.whatwg.org/#LegacyNullToEmptyString
func LegacyNullToEmptyString(t Type[string]) Type[string] {
	from := t.From
	t.From = func(r *js.Realm, v js.Value) (string, error) {
		if v.IsNull() {
			return "", nil
		}
		return from(r, v)
	}
	return t
}

// Enum is an enumeration. A setter ignores values that it does not have, everything else throws for them.
// https://webidl.spec.whatwg.org/#js-enumeration
func Enum(name string, values ...string) Type[string] {
	known := make(map[string]bool, len(values))
	for _, v := range values {
		known[v] = true
	}
	return Type[string]{
		Name: name, kinds: stringKind | enumKind, To: (*js.Realm).String,
		From: func(r *js.Realm, v js.Value) (string, error) {
			s, err := r.ToString(v)
			if err == nil && !known[s] {
				err = webidl.TypeErrorf("The provided value '%s' is not a valid enum value of type %s.", s, name)
			}
			return s, err
		},
	}
}

// Nullable is T? for a T that has no null of its own: nil is null.
// https://webidl.spec.whatwg.org/#js-nullable-type
func Nullable[T any](t Type[T]) Type[*T] {
	n := Type[*T]{Name: t.Name, kinds: t.kinds | nullableKind, is: t.is}
	n.From = func(r *js.Realm, v js.Value) (*T, error) {
		if v.IsNullish() {
			return nil, nil
		}
		x, err := t.From(r, v)
		return &x, err
	}
	n.To = func(r *js.Realm, p *T) js.Value {
		if p == nil {
			return js.Null
		}
		return t.To(r, *p)
	}
	return n
}

// OrNull is T? where T's zero value is null: a pointer, or a string that is null when it is empty.
func OrNull[T comparable](t Type[T]) Type[T] {
	n := t
	n.kinds |= nullableKind
	n.From = func(r *js.Realm, v js.Value) (x T, err error) {
		if v.IsNullish() {
			return x, nil
		}
		return t.From(r, v)
	}
	n.To = func(r *js.Realm, v T) js.Value {
		var null T
		if v == null {
			return js.Null
		}
		return t.To(r, v)
	}
	return n
}

// Optional is an optional argument or a member without a default value: nil is a missing one.
func Optional[T any](t Type[T]) Type[*T] {
	return Type[*T]{
		Name: t.Name, kinds: t.kinds, is: t.is, optional: true, missing: func() *T { return nil },
		From: func(r *js.Realm, v js.Value) (*T, error) {
			x, err := t.From(r, v)
			return &x, err
		},
	}
}

// Default is an optional argument or a member with a default value.
func Default[T any](t Type[T], value T) Type[T] {
	t.optional, t.missing = true, func() T { return value }
	return t
}

// Trailing is an optional argument whose type itself converts undefined: any, a nullable type, a boolean that is false.
func Trailing[T any](t Type[T]) Type[T] {
	t.optional = true
	return t
}

// Rest is a variadic argument.
func Rest[T any](t Type[T]) Type[[]T] {
	return Type[[]T]{
		Name: t.Name, kinds: t.kinds, is: t.is, optional: true,
		rest: func(r *js.Realm, args []js.Value, from int) ([]T, error) {
			var list []T
			for i := from; i < len(args); i++ {
				x, err := t.From(r, args[i])
				if err != nil {
					return nil, inParameter(err, i)
				}
				list = append(list, x)
			}
			return list, nil
		},
	}
}

// argument converts the i-th argument.
func (t *Type[T]) argument(r *js.Realm, args []js.Value, i int) (T, error) {
	if t.rest != nil {
		return t.rest(r, args, i)
	}
	v := js.Arg(args, i)
	if t.missing != nil && v.IsUndefined() {
		return t.missing(), nil
	}
	x, err := t.From(r, v)
	if err != nil {
		return x, inParameter(err, i)
	}
	return x, nil
}
