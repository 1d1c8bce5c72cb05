package idl

import (
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// A Dictionary is a dictionary type whose values are Ds in Go.
// https://webidl.spec.whatwg.org/#js-dictionary
type Dictionary[D any] struct {
	Name     string
	members  []DictionaryMember[D] // those that are inherited first, each dictionary's in the order of their names
	required bool
}

// A DictionaryMember is a member of a dictionary.
type DictionaryMember[D any] struct {
	name     string
	required bool
	read     func(r *js.Realm, v js.Value, d *D) error
	late     func(r *js.Realm) bool // nil for never
	unknown  func(r *js.Realm) bool // nil for never
}

// Dict declares a dictionary.
func Dict[D any](name string, members ...DictionaryMember[D]) Dictionary[D] {
	return Dictionary[D]{Name: name}.Extend(name, members...)
}

// Extend declares a dictionary that inherits from d.
func (d Dictionary[D]) Extend(name string, members ...DictionaryMember[D]) Dictionary[D] {
	own := slices.Clone(members)
	slices.SortFunc(own, func(a, b DictionaryMember[D]) int { return strings.Compare(a.name, b.name) })
	for i, m := range own {
		d.required = d.required || m.required
		at := place{"Failed to read the '%s' property from '%s'", m.name, name}
		own[i].read = func(r *js.Realm, v js.Value, to *D) error {
			if m.required && v.IsUndefined() {
				return at.in(webidl.TypeErrorf("Required member is undefined."))
			}
			if err := m.read(r, v, to); err != nil {
				return at.in(err)
			}
			return nil
		}
	}
	return Dictionary[D]{Name: name, members: slices.Concat(d.members, own), required: d.required}
}

// Field is a member; at says where its value goes. A missing one leaves what is there, unless its type has a default value.
func Field[D, V any](name string, t Type[V], at func(d *D) *V) DictionaryMember[D] {
	return FieldFunc(name, t, func(d *D, v V) { *at(d) = v })
}

// FieldFunc is Field for a value that is no field of D.
func FieldFunc[D, V any](name string, t Type[V], set func(d *D, v V)) DictionaryMember[D] {
	return DictionaryMember[D]{name: name, read: func(r *js.Realm, v js.Value, d *D) error {
		switch {
		case !v.IsUndefined():
			x, err := t.From(r, v)
			if err != nil {
				return err
			}
			set(d, x)
		case t.missing != nil:
			set(d, t.missing())
		}
		return nil
	}}
}

// Required makes the member a required one.
func (m DictionaryMember[D]) Required() DictionaryMember[D] {
	m.required = true
	return m
}

// Late has the member converted after all others where f says so, which is not what Web IDL says.
func (m DictionaryMember[D]) Late(f func(r *js.Realm) bool) DictionaryMember[D] {
	m.late = f
	return m
}

// Unknown has the member not read where f says so, as if the dictionary did not have it.
func (m DictionaryMember[D]) Unknown(f func(r *js.Realm) bool) DictionaryMember[D] {
	m.unknown = f
	return m
}

// Read converts v into d.
func (t Dictionary[D]) Read(r *js.Realm, v js.Value, d *D) error {
	if !v.IsNullish() && !v.IsObject() {
		return webidl.TypeErrorf("The provided value is not of type '%s'.", t.Name)
	}
	var late []func() error
	for _, m := range t.members {
		if m.unknown != nil && m.unknown(r) {
			continue
		}
		x := js.Undefined
		if v.IsObject() {
			var err error
			if x, err = r.Get(v, m.name); err != nil {
				return err
			}
		}
		if m.late != nil && m.late(r) {
			late = append(late, func() error { return m.read(r, x, d) })
			continue
		}
		if err := m.read(r, x, d); err != nil {
			return err
		}
	}
	for _, read := range late {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// Type is the dictionary as a type. An argument of it is optional unless a member is required.
func (t Dictionary[D]) Type() Type[D] {
	return Type[D]{
		Name: t.Name, kinds: dictionaryKind, optional: !t.required,
		From: func(r *js.Realm, v js.Value) (d D, err error) {
			err = t.Read(r, v, &d)
			return d, err
		},
	}
}

// Into is Type for a D that is there before its members are read.
func (t Dictionary[D]) Into(d func(r *js.Realm) *D) Type[*D] {
	return Type[*D]{
		Name: t.Name, kinds: dictionaryKind, optional: !t.required,
		From: func(r *js.Realm, v js.Value) (*D, error) {
			x := d(r)
			return x, t.Read(r, v, x)
		},
	}
}
