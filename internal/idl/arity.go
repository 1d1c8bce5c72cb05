package idl

import "github.com/exeunt/exeunt/internal/js"

// Operations, constructors and static operations by how many arguments they have. T is what is behind the object that an operation
// is called on.

func sig0(f func(call Call) (js.Value, error)) signature {
	return signature{call: func(call Call, _ []js.Value) (js.Value, error) { return f(call) }}
}

// Op0 is an operation with no arguments.
func Op0[T any](name string, f func(call Call, this T) (js.Value, error)) Operation {
	return operation(name, sig0(func(call Call) (js.Value, error) {
		this, err := receiver[T](call.Realm, call.This)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, this)
	}))
}

// New0 is a constructor with no arguments.
func New0(f func(call Call) (js.Value, error)) Constructor {
	return Constructor{overloads{sig0(f)}}
}

// Static0 is a static operation with no arguments.
func Static0(name string, f func(call Call) (js.Value, error)) Operation {
	return static(name, sig0(f))
}

func sig1[A any](a Type[A], f func(call Call, a A) (js.Value, error)) signature {
	return signature{[]argument{argumentOf(a)}, func(call Call, args []js.Value) (js.Value, error) {
		v0, err := a.argument(call.Realm, args, 0)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, v0)
	}}
}

// Op1 is an operation with one argument.
func Op1[T, A any](name string, a Type[A], f func(call Call, this T, a A) (js.Value, error)) Operation {
	return operation(name, sig1(a, func(call Call, a A) (js.Value, error) {
		this, err := receiver[T](call.Realm, call.This)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, this, a)
	}))
}

// New1 is a constructor with one argument.
func New1[A any](a Type[A], f func(call Call, a A) (js.Value, error)) Constructor {
	return Constructor{overloads{sig1(a, f)}}
}

// Static1 is a static operation with one argument.
func Static1[A any](name string, a Type[A], f func(call Call, a A) (js.Value, error)) Operation {
	return static(name, sig1(a, f))
}

func sig2[A, B any](a Type[A], b Type[B], f func(call Call, a A, b B) (js.Value, error)) signature {
	return signature{[]argument{argumentOf(a), argumentOf(b)}, func(call Call, args []js.Value) (js.Value, error) {
		v0, err := a.argument(call.Realm, args, 0)
		if err != nil {
			return js.Undefined, err
		}
		v1, err := b.argument(call.Realm, args, 1)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, v0, v1)
	}}
}

// Op2 is an operation with two arguments.
func Op2[T, A, B any](name string, a Type[A], b Type[B], f func(call Call, this T, a A, b B) (js.Value, error)) Operation {
	return operation(name, sig2(a, b, func(call Call, a A, b B) (js.Value, error) {
		this, err := receiver[T](call.Realm, call.This)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, this, a, b)
	}))
}

// New2 is a constructor with two arguments.
func New2[A, B any](a Type[A], b Type[B], f func(call Call, a A, b B) (js.Value, error)) Constructor {
	return Constructor{overloads{sig2(a, b, f)}}
}

// Static2 is a static operation with two arguments.
func Static2[A, B any](name string, a Type[A], b Type[B], f func(call Call, a A, b B) (js.Value, error)) Operation {
	return static(name, sig2(a, b, f))
}

func sig3[A, B, C any](a Type[A], b Type[B], c Type[C], f func(call Call, a A, b B, c C) (js.Value, error)) signature {
	return signature{[]argument{argumentOf(a), argumentOf(b), argumentOf(c)}, func(call Call, args []js.Value) (js.Value, error) {
		v0, err := a.argument(call.Realm, args, 0)
		if err != nil {
			return js.Undefined, err
		}
		v1, err := b.argument(call.Realm, args, 1)
		if err != nil {
			return js.Undefined, err
		}
		v2, err := c.argument(call.Realm, args, 2)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, v0, v1, v2)
	}}
}

// Op3 is an operation with three arguments.
func Op3[T, A, B, C any](name string, a Type[A], b Type[B], c Type[C], f func(call Call, this T, a A, b B, c C) (js.Value, error)) Operation {
	return operation(name, sig3(a, b, c, func(call Call, a A, b B, c C) (js.Value, error) {
		this, err := receiver[T](call.Realm, call.This)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, this, a, b, c)
	}))
}

// New3 is a constructor with three arguments.
func New3[A, B, C any](a Type[A], b Type[B], c Type[C], f func(call Call, a A, b B, c C) (js.Value, error)) Constructor {
	return Constructor{overloads{sig3(a, b, c, f)}}
}

func sig4[A, B, C, D any](a Type[A], b Type[B], c Type[C], d Type[D], f func(call Call, a A, b B, c C, d D) (js.Value, error)) signature {
	return signature{[]argument{argumentOf(a), argumentOf(b), argumentOf(c), argumentOf(d)}, func(call Call, args []js.Value) (js.Value, error) {
		v0, err := a.argument(call.Realm, args, 0)
		if err != nil {
			return js.Undefined, err
		}
		v1, err := b.argument(call.Realm, args, 1)
		if err != nil {
			return js.Undefined, err
		}
		v2, err := c.argument(call.Realm, args, 2)
		if err != nil {
			return js.Undefined, err
		}
		v3, err := d.argument(call.Realm, args, 3)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, v0, v1, v2, v3)
	}}
}

// Op4 is an operation with four arguments.
func Op4[T, A, B, C, D any](name string, a Type[A], b Type[B], c Type[C], d Type[D], f func(call Call, this T, a A, b B, c C, d D) (js.Value, error)) Operation {
	return operation(name, sig4(a, b, c, d, func(call Call, a A, b B, c C, d D) (js.Value, error) {
		this, err := receiver[T](call.Realm, call.This)
		if err != nil {
			return js.Undefined, err
		}
		return f(call, this, a, b, c, d)
	}))
}

// New4 is a constructor with four arguments.
func New4[A, B, C, D any](a Type[A], b Type[B], c Type[C], d Type[D], f func(call Call, a A, b B, c C, d D) (js.Value, error)) Constructor {
	return Constructor{overloads{sig4(a, b, c, d, f)}}
}

// OpAll is an operation with more arguments than that: one, and optional ones that are the members of B in their order.
func OpAll[T, A, B any](name string, a Type[A], members []DictionaryMember[B], f func(call Call, this T, a A, b B) (js.Value, error)) Operation {
	arguments := []argument{argumentOf(a)}
	for range members {
		arguments = append(arguments, argument{optional: true})
	}
	return operation(name, signature{arguments, func(call Call, args []js.Value) (js.Value, error) {
		this, err := receiver[T](call.Realm, call.This)
		if err != nil {
			return js.Undefined, err
		}
		first, err := a.argument(call.Realm, args, 0)
		if err != nil {
			return js.Undefined, err
		}
		var rest B
		for i, m := range members {
			if err := m.read(call.Realm, js.Arg(args, i+1), &rest); err != nil {
				return js.Undefined, inParameter(err, i+1)
			}
		}
		return f(call, this, first, rest)
	}})
}
