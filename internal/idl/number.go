package idl

import (
	"math"
	"unsafe"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// The integer types.
// https://webidl.spec.whatwg.org/#js-integer-types
var (
	Byte             = integer[int8]("byte")
	Octet            = integer[uint8]("octet")
	Short            = integer[int16]("short")
	UnsignedShort    = integer[uint16]("unsigned short")
	Long             = integer[int32]("long")
	UnsignedLong     = integer[uint32]("unsigned long")
	LongLong         = integer[int64]("long long")
	UnsignedLongLong = integer[uint64]("unsigned long long")
)

// Integer is a Go type of integers.
type Integer interface {
	int8 | uint8 | int16 | uint16 | int32 | uint32 | int64 | uint64
}

func integer[T Integer](name string) Type[T] {
	return integerBy(name, func(f float64) (T, error) {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return 0, nil
		}
		m := math.Mod(math.Trunc(f), 1<<64)
		if m < 0 {
			return T(-uint64(-m)), nil
		}
		return T(uint64(m)), nil
	})
}

func integerBy[T Integer](name string, convert func(f float64) (T, error)) Type[T] {
	return Type[T]{
		Name: name, kinds: numericKind, To: func(_ *js.Realm, n T) js.Value { return js.Number(float64(n)) },
		From: func(r *js.Realm, v js.Value) (T, error) {
			f, err := r.ToNumber(v)
			if err != nil {
				return 0, err
			}
			return convert(f)
		},
	}
}

// bounds are the least and greatest number that [EnforceRange] and [Clamp] let through.
func bounds[T Integer]() (low, high float64) {
	bits := int(unsafe.Sizeof(T(0))) * 8
	signed := ^T(0) < 0
	switch {
	case bits == 64 && signed:
		return -(1<<53 - 1), 1<<53 - 1
	case bits == 64:
		return 0, 1<<53 - 1
	case signed:
		return -math.Exp2(float64(bits - 1)), math.Exp2(float64(bits-1)) - 1
	}
	return 0, math.Exp2(float64(bits)) - 1
}

// EnforceRange is [EnforceRange].
// https://webidl.spec.whatwg.org/#EnforceRange
func EnforceRange[T Integer](t Type[T]) Type[T] {
	low, high := bounds[T]()
	return integerBy(t.Name, func(f float64) (T, error) {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return 0, webidl.TypeErrorf("Value is not a finite number.")
		}
		f = math.Trunc(f)
		if f < low || f > high {
			return 0, webidl.TypeErrorf("Value is outside the '%s' value range.", t.Name)
		}
		return T(f), nil
	})
}

// Clamp is [Clamp].
// https://webidl.spec.whatwg.org/#Clamp
func Clamp[T Integer](t Type[T]) Type[T] {
	low, high := bounds[T]()
	return integerBy(t.Name, func(f float64) (T, error) {
		if math.IsNaN(f) {
			return 0, nil
		}
		return T(math.RoundToEven(min(max(f, low), high))), nil
	})
}

// The floating-point types.
// https://webidl.spec.whatwg.org/#js-double
var (
	Double             = floating("double", 64, false)
	UnrestrictedDouble = floating("double", 64, true)
	Float              = floating("float", 32, false)
	UnrestrictedFloat  = floating("float", 32, true)
)

func floating(name string, bits int, unrestricted bool) Type[float64] {
	return Type[float64]{
		Name: name, kinds: numericKind, To: func(_ *js.Realm, f float64) js.Value { return js.Number(f) },
		From: func(r *js.Realm, v js.Value) (float64, error) {
			f, err := r.ToNumber(v)
			if err != nil {
				return 0, err
			}
			if bits == 32 && !math.IsNaN(f) {
				f = float64(float32(f))
			}
			if !unrestricted && (math.IsNaN(f) || math.IsInf(f, 0)) {
				return 0, webidl.TypeErrorf("The provided %s value is non-finite.", name)
			}
			return f, nil
		},
	}
}
