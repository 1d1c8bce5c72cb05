package idl

import (
	"slices"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// A signature is how an operation or constructor can be called.
type signature struct {
	arguments []argument
	call      func(c Call, args []js.Value) (js.Value, error)
}

type argument struct {
	alternative
	optional, rest bool
}

func argumentOf[T any](t Type[T]) argument {
	return argument{alternative: t.alternative(), optional: t.optional, rest: t.rest != nil}
}

// required is how many arguments a call must have.
func (s signature) required() int {
	for i, a := range s.arguments {
		if a.optional {
			return i
		}
	}
	return len(s.arguments)
}

// takes reports whether a call may have n arguments, where more than all overloads know count as that many.
func (s signature) takes(n int) bool {
	return n >= s.required() && (n <= len(s.arguments) || s.variadic())
}

func (s signature) variadic() bool {
	return len(s.arguments) > 0 && s.arguments[len(s.arguments)-1].rest
}

// An overload set is the signatures of one name.
// https://webidl.spec.whatwg.org/#dfn-effective-overload-set
type overloads []signature

func (o overloads) length() int {
	n := o[0].required()
	for _, s := range o[1:] {
		n = min(n, s.required())
	}
	return n
}

// resolve implements the overload resolution algorithm for a call that has enough arguments. That the arguments before the
// distinguishing one are converted first cannot be observed here: they are the same types in all overloads.
// https://webidl.spec.whatwg.org/#dfn-overload-resolution-algorithm
func (o overloads) resolve(r *js.Realm, args []js.Value) (signature, error) {
	longest := 0
	for _, s := range o {
		longest = max(longest, len(s.arguments))
	}
	n := min(len(args), longest)
	set := slices.DeleteFunc(slices.Clone(o), func(s signature) bool { return !s.takes(n) })
	if len(set) == 0 {
		return signature{}, webidl.TypeErrorf("Overload resolution failed.")
	}
	if len(set) == 1 {
		return set[0], nil
	}
	i := distinguishing(set, n)
	if i == n {
		return set[0], nil
	}
	v := args[i]
	candidates := make([]alternative, len(set))
	for k, s := range set {
		candidates[k] = s.arguments[i].alternative
		if v.IsUndefined() && s.arguments[i].optional {
			return s, nil
		}
	}
	k, _, err := choose(r, v, candidates)
	if err != nil {
		return signature{}, err
	}
	if k < 0 {
		return signature{}, webidl.TypeErrorf("Overload resolution failed.")
	}
	return set[k], nil
}

// distinguishing is the index of the first argument whose types differ, n if none does.
func distinguishing(set []signature, n int) int {
	for i := range n {
		for _, s := range set[1:] {
			if s.arguments[i].kinds != set[0].arguments[i].kinds {
				return i
			}
		}
	}
	return n
}

// function is what calls the overload set from script.
func (o overloads) function(at place) func(c Call, args []js.Value) (js.Value, error) {
	required, single := o.length(), len(o) == 1
	return func(c Call, args []js.Value) (js.Value, error) {
		if len(args) < required {
			return js.Undefined, at.in(notEnough(required, len(args)))
		}
		s := &o[0]
		if !single {
			chosen, err := o.resolve(c.Realm, args)
			if err != nil {
				return js.Undefined, at.in(err)
			}
			s = &chosen
		}
		v, err := s.call(c, args)
		if err != nil {
			return js.Undefined, at.in(err)
		}
		return v, nil
	}
}

// An Operation is an operation, static or not.
// https://webidl.spec.whatwg.org/#js-operations
type Operation struct {
	facts js.Member
	set   overloads
}

func operation(name string, s signature) Operation {
	return Operation{js.Member{Name: name}, overloads{s}}
}

func static(name string, s signature) Operation {
	return Operation{js.Member{Name: name, Static: true}, overloads{s}}
}

// Overload adds the signatures of other operations of the same name.
// https://webidl.spec.whatwg.org/#idl-overloading
func (o Operation) Overload(others ...Operation) Operation {
	o.set = slices.Clone(o.set)
	for _, p := range others {
		o.set = append(o.set, p.set...)
	}
	return o
}

// Promise says that a promise is returned: exceptions become rejections.
func (o Operation) Promise() Operation {
	o.facts.Promise = true
	return o
}

// Unforgeable is [LegacyUnforgeable].
func (o Operation) Unforgeable() Operation {
	o.facts.Unforgeable = true
	return o
}

// Unscopable is [Unscopable].
func (o Operation) Unscopable() Operation {
	o.facts.Unscopable = true
	return o
}

// SecureContext is [SecureContext].
func (o Operation) SecureContext() Operation {
	o.facts.SecureContext = true
	return o
}

func (o Operation) declare(c *js.Class) {
	m := o.facts
	f := o.set.function(place{"Failed to execute '%s' on '%s'", m.Name, c.Name})
	m.Length = o.set.length()
	m.Call = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		return f(Call{Realm: r, This: this}, args)
	}
	if m.Static {
		c.StaticMethods = append(c.StaticMethods, m)
		return
	}
	c.Methods = append(c.Methods, m)
}

// A Constructor is a constructor operation.
// https://webidl.spec.whatwg.org/#idl-constructors
type Constructor struct{ set overloads }

func (n Constructor) declare(c *js.Class) {
	f := n.set.function(place{"Failed to construct '%s'", c.Name, ""})
	c.ConstructorLength = n.set.length()
	c.Constructor = func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
		return f(Call{Realm: r, NewTarget: newTarget}, args)
	}
}
