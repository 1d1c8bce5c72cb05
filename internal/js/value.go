package js

import (
	"math"

	lib "modernc.org/libquickjs"
)

// Value is a JavaScript value of an agent. It is opaque and lives until the enclosing scope ends; compare
// two with Realm.Same. The zero Value is undefined.
type Value struct {
	bits uint64
	tag  int64 // the engine's tag, relative to undefined's
}

// Undefined and Null are the values of these names.
var (
	Undefined = Value{}
	Null      = Value{tag: lib.EJS_TAG_NULL - lib.EJS_TAG_UNDEFINED}
)

func (v Value) raw() raw { return rawBits(v.bits, v.tag+lib.EJS_TAG_UNDEFINED) }

func borrow(v raw) Value {
	return Value{bits: bitsOf(v), tag: int64(int32(v.Ftag)) - lib.EJS_TAG_UNDEFINED}
}

func (v Value) kind() int { return int(v.tag + lib.EJS_TAG_UNDEFINED) }

// Bool returns the boolean value b.
func Bool(b bool) Value {
	n := uint64(0)
	if b {
		n = 1
	}
	return Value{n, lib.EJS_TAG_BOOL - lib.EJS_TAG_UNDEFINED}
}

// Int returns the number n.
func Int(n int32) Value {
	return Value{uint64(uint32(n)), lib.EJS_TAG_INT - lib.EJS_TAG_UNDEFINED}
}

// Number returns the number f.
func Number(f float64) Value {
	if n := int32(f); float64(n) == f && !(n == 0 && math.Signbit(f)) {
		return Int(n)
	}
	return Value{math.Float64bits(f), lib.EJS_TAG_FLOAT64 - lib.EJS_TAG_UNDEFINED}
}

// IsUndefined reports whether v is undefined.
func (v Value) IsUndefined() bool { return v.kind() == lib.EJS_TAG_UNDEFINED }

// IsNull reports whether v is null.
func (v Value) IsNull() bool { return v.kind() == lib.EJS_TAG_NULL }

// IsNullish reports whether v is undefined or null.
func (v Value) IsNullish() bool { return v.IsUndefined() || v.IsNull() }

// IsObject reports whether v is an object, functions included.
func (v Value) IsObject() bool { return v.kind() == lib.EJS_TAG_OBJECT }

// IsString reports whether v is a string primitive.
func (v Value) IsString() bool {
	return v.kind() == lib.EJS_TAG_STRING || v.kind() == lib.EJS_TAG_STRING_ROPE
}

// IsNumber reports whether v is a number primitive.
func (v Value) IsNumber() bool {
	return v.kind() == lib.EJS_TAG_INT || v.kind() == lib.EJS_TAG_FLOAT64
}

// IsBool reports whether v is a boolean primitive.
func (v Value) IsBool() bool { return v.kind() == lib.EJS_TAG_BOOL }

// IsSymbol reports whether v is a symbol.
func (v Value) IsSymbol() bool { return v.kind() == lib.EJS_TAG_SYMBOL }

// IsBigInt reports whether v is a BigInt primitive.
func (v Value) IsBigInt() bool {
	return v.kind() == lib.EJS_TAG_BIG_INT || v.kind() == lib.EJS_TAG_SHORT_BIG_INT
}

// IsTrue reports whether v is the boolean true.
func (v Value) IsTrue() bool { return v.IsBool() && v.bits&1 == 1 }

// Arg returns args[i], or Undefined when there are fewer.
func Arg(args []Value, i int) Value {
	if i < len(args) {
		return args[i]
	}
	return Undefined
}
