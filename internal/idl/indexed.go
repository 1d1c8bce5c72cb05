package idl

import "github.com/exeunt/exeunt/internal/js"

// special are the getters, setters and deleters of indexed and named properties.
type special func(c *js.Class)

func (s special) declare(c *js.Class) {
	if c.Exotic == nil {
		c.Exotic = &js.Exotic{}
	}
	s(c)
}

// Indexed are indexed properties that script can read: the items of a list.
// https://webidl.spec.whatwg.org/#idl-indexed-properties
func Indexed[T, V any](t Type[V], items func(this T) []V) Member {
	return special(func(c *js.Class) {
		c.Exotic.Length = func(_ *js.Realm, v any) int { return len(items(v.(T))) }
		c.Exotic.Index = func(r *js.Realm, v any, i uint32) (js.Value, bool) {
			list := items(v.(T))
			if uint64(i) >= uint64(len(list)) {
				return js.Undefined, false
			}
			return t.To(r, list[i]), true
		}
	})
}

// List is what lists have in common: indexed properties, length and item().
func List[T, V any](t Type[V], items func(this T) []V) Mixin {
	return Mixin{
		Indexed(t, items),
		Get("length", UnsignedLong, func(this T) uint32 { return uint32(len(items(this))) }),
		Op1("item", UnsignedLong, func(c Call, this T, i uint32) (js.Value, error) {
			list := items(this)
			if uint64(i) >= uint64(len(list)) {
				return js.Null, nil
			}
			return t.To(c.Realm, list[i]), nil
		}),
	}
}

// A NamedProperty is what an interface does about its named properties.
// https://webidl.spec.whatwg.org/#idl-named-properties
type NamedProperty[T any] struct {
	Get    func(r *js.Realm, this T, name string) (js.Value, bool)
	Set    func(c Call, this T, name, value string) error // nil: they are read-only
	Delete func(c Call, this T, name string)              // nil: they stay
	Names  func(this T) []string
	// OverrideBuiltIns is [LegacyOverrideBuiltIns], Unenumerable is [LegacyUnenumerableNamedProperties].
	OverrideBuiltIns, Unenumerable bool
}

func (n NamedProperty[T]) declare(c *js.Class) {
	special(func(c *js.Class) {
		x := c.Exotic
		x.OverrideBuiltins, x.UnenumerableNames = n.OverrideBuiltIns, n.Unenumerable
		x.Named = func(r *js.Realm, v any, name string) (js.Value, bool) { return n.Get(r, v.(T), name) }
		x.Names = func(_ *js.Realm, v any) []string { return n.Names(v.(T)) }
		if n.Set != nil {
			x.SetNamed = func(r *js.Realm, v any, name string, value js.Value) error {
				at := place{"Failed to set a named property '%s' on '%s'", name, c.Name}
				s, err := DOMString.From(r, value)
				if err == nil {
					err = n.Set(Call{Realm: r}, v.(T), name, s)
				}
				if err != nil {
					return at.in(err)
				}
				return nil
			}
		}
		if n.Delete != nil {
			x.DeleteNamed = func(r *js.Realm, v any, name string) error {
				n.Delete(Call{Realm: r}, v.(T), name)
				return nil
			}
		}
	}).declare(c)
}

// iterable is a member that makes an interface iterable.
type iterable func(c *js.Class)

func (i iterable) declare(c *js.Class) { i(c) }

// Iterable is iterable<V> for an interface with indexed properties.
// https://webidl.spec.whatwg.org/#js-iterable
func Iterable() Member { return iterable(func(c *js.Class) { c.ValueIterator = true }) }

// Pairs is iterable<K, V>: pair returns the i-th one of those that there are now.
// https://webidl.spec.whatwg.org/#js-iterable
func Pairs[T any](pair func(r *js.Realm, this T, i int) (key, value js.Value, ok bool)) Member {
	return iterable(func(c *js.Class) {
		c.PairIterator = func(r *js.Realm, v any, i int) (key, value js.Value, ok bool) { return pair(r, v.(T), i) }
	})
}
