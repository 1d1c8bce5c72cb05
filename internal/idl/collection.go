package idl

import (
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// Sequence is sequence<T>.
// https://webidl.spec.whatwg.org/#js-sequence
func Sequence[T any](t Type[T]) Type[[]T] {
	s := Type[[]T]{Name: "sequence", kinds: sequenceKind}
	s.with = func(r *js.Realm, v, method js.Value) ([]T, error) {
		list := []T{}
		err := r.IterateWith(v, method, func(item js.Value) error {
			x, err := t.From(r, item)
			list = append(list, x)
			return err
		})
		return list, err
	}
	s.From = func(r *js.Realm, v js.Value) ([]T, error) {
		if !v.IsObject() {
			return nil, webidl.TypeErrorf("The provided value cannot be converted to a sequence.")
		}
		method, err := r.GetValue(v, r.Symbol("iterator"))
		if err != nil {
			return nil, err
		}
		if !r.IsFunction(method) {
			return nil, notIterable()
		}
		return s.with(r, v, method)
	}
	s.To = func(r *js.Realm, list []T) js.Value { return r.NewArray(values(r, t, list)...) }
	return s
}

func notIterable() error {
	return webidl.TypeErrorf("The object must have a callable @@iterator property.")
}

// FrozenArray is FrozenArray<T>: each use of To makes another array.
// https://webidl.spec.whatwg.org/#js-frozen-array
func FrozenArray[T any](t Type[T]) Type[[]T] {
	a := Sequence(t)
	a.Name = "FrozenArray"
	a.To = func(r *js.Realm, list []T) js.Value { return r.NewFrozenArray(values(r, t, list)...) }
	return a
}

func values[T any](r *js.Realm, t Type[T], list []T) []js.Value {
	out := make([]js.Value, len(list))
	for i, x := range list {
		out[i] = t.To(r, x)
	}
	return out
}

// An Entry is one of a record, in the record's order.
type Entry[V any] struct {
	Key   string
	Value V
}

// Record is record<K, V>.
// https://webidl.spec.whatwg.org/#js-record
func Record[V any](key Type[string], value Type[V]) Type[[]Entry[V]] {
	return Type[[]Entry[V]]{
		Name: "record", kinds: recordKind,
		From: func(r *js.Realm, v js.Value) ([]Entry[V], error) {
			if !v.IsObject() {
				return nil, &mismatch{"object"}
			}
			keys, err := r.OwnPropertyKeys(v)
			if err != nil {
				return nil, err
			}
			list := []Entry[V]{}
			for _, k := range keys {
				enumerable, err := r.OwnEnumerable(v, k)
				if err != nil {
					return nil, err
				}
				if !enumerable {
					continue
				}
				e := Entry[V]{}
				if e.Key, err = key.From(r, k); err != nil {
					return nil, err
				}
				item, err := r.GetValue(v, k)
				if err != nil {
					return nil, err
				}
				if e.Value, err = value.From(r, item); err != nil {
					return nil, err
				}
				list = set(list, e)
			}
			return list, nil
		},
	}
}

// set adds an entry, or replaces that of the same key: two keys may be the same string once they are converted.
func set[V any](list []Entry[V], e Entry[V]) []Entry[V] {
	for i := range list {
		if list[i].Key == e.Key {
			list[i] = e
			return list
		}
	}
	return append(list, e)
}
