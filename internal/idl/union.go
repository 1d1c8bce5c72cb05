package idl

import (
	"github.com/exeunt/exeunt/internal/js"
)

// kinds are the kinds of values by which the members of a union, and overloads, are told apart.
// https://webidl.spec.whatwg.org/#dfn-distinguishable
type kinds uint

const (
	nullableKind kinds = 1 << iota
	dictionaryKind
	interfaceKind
	bufferKind
	viewKind
	functionKind
	callbackKind // a callback interface
	sequenceKind
	recordKind
	objectKind
	booleanKind
	numericKind
	stringKind
	enumKind
	anyKind
)

// An Alternative is a member of a union, or the type of an argument in an overload set.
type Alternative interface{ alternative() alternative }

type alternative struct {
	kinds kinds
	is    func(r *js.Realm, v js.Value) bool
	from  func(r *js.Realm, v js.Value) (any, error)
	with  func(r *js.Realm, v, method js.Value) (any, error)
}

func (t Type[T]) alternative() alternative {
	a := alternative{kinds: t.kinds, is: t.is, from: func(r *js.Realm, v js.Value) (any, error) { return t.From(r, v) }}
	if t.with != nil {
		a.with = func(r *js.Realm, v, method js.Value) (any, error) { return t.with(r, v, method) }
	}
	return a
}

// Union is a union type whose Go value is that of one of the alternatives. Types whose Go types are the same cannot be told
// apart afterwards.
// https://webidl.spec.whatwg.org/#js-union
func Union(name string, alternatives ...Alternative) Type[any] {
	u := Type[any]{Name: name}
	list := make([]alternative, len(alternatives))
	for i, a := range alternatives {
		list[i] = a.alternative()
		u.kinds |= list[i].kinds
	}
	u.is = func(r *js.Realm, v js.Value) bool {
		for _, a := range list {
			if a.is != nil && a.is(r, v) {
				return true
			}
		}
		return false
	}
	u.From = func(r *js.Realm, v js.Value) (any, error) {
		i, method, err := choose(r, v, list)
		switch {
		case err != nil:
			return nil, err
		case i < 0:
			return nil, &mismatch{name}
		case v.IsNullish() && list[i].kinds&nullableKind != 0:
			return nil, nil
		case method.IsObject():
			return list[i].with(r, v, method)
		}
		return list[i].from(r, v)
	}
	return u
}

// choose implements what the conversion to a union and the overload resolution algorithm have in common: it finds the
// alternative that v is for, -1 for none. A method is v's @@iterator, which has been looked up if a sequence is chosen.
// https://webidl.spec.whatwg.org/#dfn-overload-resolution-algorithm
func choose(r *js.Realm, v js.Value, list []alternative) (i int, method js.Value, err error) {
	find := func(k kinds) int {
		for i, a := range list {
			if a.kinds&k != 0 {
				return i
			}
		}
		return -1
	}
	if v.IsNullish() {
		if i := find(nullableKind | dictionaryKind); i >= 0 {
			return i, js.Undefined, nil
		}
	}
	if v.IsObject() {
		i, method, err := chooseForObject(r, v, list, find)
		if i >= 0 || err != nil {
			return i, method, err
		}
	}
	var order []kinds
	switch {
	case v.IsBool():
		order = []kinds{booleanKind}
	case v.IsNumber():
		order = []kinds{numericKind}
	}
	for _, k := range append(order, stringKind, numericKind, booleanKind, anyKind) {
		if i := find(k); i >= 0 {
			return i, js.Undefined, nil
		}
	}
	return -1, js.Undefined, nil
}

func chooseForObject(r *js.Realm, v js.Value, list []alternative, find func(k kinds) int) (i int, method js.Value, err error) {
	if r.Agent.Unwrap(v) != nil {
		for i, a := range list {
			if a.kinds&interfaceKind != 0 && a.is(r, v) {
				return i, js.Undefined, nil
			}
		}
	}
	var exact kinds
	switch {
	case r.IsArrayBuffer(v, true):
		exact = bufferKind
	case r.ViewKind(v) != "":
		exact = viewKind
	case r.IsFunction(v):
		exact = functionKind
	}
	if exact != 0 {
		if i := find(exact | objectKind); i >= 0 {
			return i, js.Undefined, nil
		}
	}
	if i := find(sequenceKind); i >= 0 {
		if method, err = r.GetValue(v, r.Symbol("iterator")); err != nil {
			return -1, js.Undefined, err
		}
		if r.IsFunction(method) {
			return i, method, nil
		}
		if !method.IsNullish() {
			return -1, js.Undefined, notIterable()
		}
	}
	return find(callbackKind | dictionaryKind | recordKind | objectKind), js.Undefined, nil
}
