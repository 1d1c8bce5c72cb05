package idl

import (
	"context"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// A Call is one use of a member or constructor.
type Call struct {
	Realm     *js.Realm // the current realm
	This      js.Value
	NewTarget js.Value // of a constructor
}

// Context is the context of the script that runs.
func (c Call) Context() context.Context {
	if g, ok := c.Realm.Host.(interface{ Context() context.Context }); ok {
		return g.Context()
	}
	return context.Background()
}

// New makes the object of v that a constructor returns.
func (c Call) New(class *js.Class, v any) js.Value { return c.Realm.WrapNew(class, v, c.NewTarget) }

// A Member is what an interface is declared with.
type Member interface{ declare(c *js.Class) }

// A Mixin is the members of an interface mixin, or a part of an interface.
// https://webidl.spec.whatwg.org/#idl-interface-mixins
type Mixin []Member

func (m Mixin) declare(c *js.Class) {
	for _, member := range m {
		member.declare(c)
	}
}

// Define gives the interface of class its members. Its other facts are there: members refer to other interfaces, so
// they come when the package's variables exist.
// https://webidl.spec.whatwg.org/#idl-interfaces
func Define(class *js.Class, members ...Member) {
	Mixin(members).declare(class)
	if class.Exotic != nil && class.Exotic.Length != nil && !class.ValueIterator {
		class.IndexedIterator = true
	}
}

// DefineNamespace gives the namespace of class its operations, which are declared as static ones.
// https://webidl.spec.whatwg.org/#idl-namespaces
func DefineNamespace(class *js.Class, operations ...Operation) {
	class.Namespace = true
	for _, o := range operations {
		o.declare(class)
	}
}

// receiver is the Go value that a member was used on.
func receiver[T any](r *js.Realm, this js.Value) (T, error) {
	v, ok := r.Agent.Unwrap(this).(T)
	if !ok {
		return v, illegalInvocation()
	}
	return v, nil
}

// An Attribute is an attribute of type V of an interface whose objects have Ts behind them.
// https://webidl.spec.whatwg.org/#js-attributes
type Attribute[T, V any] struct {
	facts    js.Member // name and extended attributes
	typ      Type[V]
	get      func(c Call, this T) (V, error)
	set      func(c Call, this T, v V) error
	forwards string
	lenient  bool
}

// Get is a read-only attribute.
func Get[T, V any](name string, t Type[V], get func(this T) V) Attribute[T, V] {
	return GetIn(name, t, func(_ Call, this T) (V, error) { return get(this), nil })
}

// GetIn is a read-only attribute whose getter needs to know who asks, or may throw.
func GetIn[T, V any](name string, t Type[V], get func(c Call, this T) (V, error)) Attribute[T, V] {
	return Attribute[T, V]{facts: js.Member{Name: name}, typ: t, get: get}
}

// Set makes the attribute one that can be set.
func (a Attribute[T, V]) Set(set func(c Call, this T, v V) error) Attribute[T, V] {
	a.set = set
	return a
}

// PutForwards is [PutForwards]: setting the attribute sets that attribute of its value.
// https://webidl.spec.whatwg.org/#PutForwards
func (a Attribute[T, V]) PutForwards(attribute string) Attribute[T, V] {
	a.forwards = attribute
	return a
}

// LenientSetter is [LegacyLenientSetter]: setting does nothing.
// https://webidl.spec.whatwg.org/#LegacyLenientSetter
func (a Attribute[T, V]) LenientSetter() Attribute[T, V] {
	a.lenient = true
	return a
}

// Replaceable is [Replaceable].
// https://webidl.spec.whatwg.org/#Replaceable
func (a Attribute[T, V]) Replaceable() Attribute[T, V] {
	a.facts.Replaceable = true
	return a
}

// Unforgeable is [LegacyUnforgeable].
// https://webidl.spec.whatwg.org/#LegacyUnforgeable
func (a Attribute[T, V]) Unforgeable() Attribute[T, V] {
	a.facts.Unforgeable = true
	return a
}

// Unscopable is [Unscopable].
// https://webidl.spec.whatwg.org/#Unscopable
func (a Attribute[T, V]) Unscopable() Attribute[T, V] {
	a.facts.Unscopable = true
	return a
}

// SecureContext is [SecureContext].
// https://webidl.spec.whatwg.org/#SecureContext
func (a Attribute[T, V]) SecureContext() Attribute[T, V] {
	a.facts.SecureContext = true
	return a
}

// Promise says that the type is a promise: exceptions become rejections.
func (a Attribute[T, V]) Promise() Attribute[T, V] {
	a.facts.Promise = true
	return a
}

func (a Attribute[T, V]) declare(c *js.Class) {
	m := a.facts
	reading := place{"Failed to read the '%s' property from '%s'", m.Name, c.Name}
	m.Get = func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		o, err := receiver[T](r, this)
		if err != nil {
			return js.Undefined, err
		}
		v, err := a.get(Call{Realm: r, This: this}, o)
		if err != nil {
			return js.Undefined, reading.in(err)
		}
		return a.typ.To(r, v), nil
	}
	m.Set = a.setter(place{"Failed to set the '%s' property on '%s'", m.Name, c.Name})
	c.Attrs = append(c.Attrs, m)
}

func (a Attribute[T, V]) setter(at place) js.HostFunc {
	switch {
	case a.set != nil:
		return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			o, err := receiver[T](r, this)
			if err != nil {
				return js.Undefined, err
			}
			v, err := a.typ.From(r, js.Arg(args, 0))
			if err == nil {
				err = a.set(Call{Realm: r, This: this}, o, v)
			} else if _, thrown := js.AsException(err); !thrown && a.typ.kinds&enumKind != 0 {
				err = nil
			}
			if err != nil {
				return js.Undefined, at.in(err)
			}
			return js.Undefined, nil
		}
	case a.forwards != "":
		return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			object, err := r.Get(this, a.facts.Name) // a page may have put another getter there
			if err != nil {
				return js.Undefined, err
			}
			if !object.IsObject() {
				return js.Undefined, at.in(webidl.TypeErrorf("The value is not an object."))
			}
			return js.Undefined, r.SetLoose(object, a.forwards, js.Arg(args, 0))
		}
	case a.lenient:
		return func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Undefined, nil }
	}
	return nil
}

// constant is a constant.
type constant js.Constant

// Const is a constant of an interface.
// https://webidl.spec.whatwg.org/#js-constants
func Const(name string, value float64) Member { return constant{name, value} }

func (k constant) declare(c *js.Class) { c.Constants = append(c.Constants, js.Constant(k)) }

// crossOrigin are cross-origin properties.
type crossOrigin []js.CrossOriginProperty

// CrossOrigin names the members that objects of other origins have too, in the standard's order.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginproperties-(-o-)
func CrossOrigin(properties ...js.CrossOriginProperty) Member { return crossOrigin(properties) }

func (p crossOrigin) declare(c *js.Class) {
	c.CrossOriginProperties = append(c.CrossOriginProperties, p...)
}

// toJSON is the default toJSON operation.
type toJSON struct{}

// DefaultToJSON is [Default] toJSON(): an object of the attributes of the interface and of those that it inherits from.
// https://webidl.spec.whatwg.org/#default-tojson-steps
func DefaultToJSON() Member { return toJSON{} }

func (toJSON) declare(c *js.Class) {
	c.Methods = append(c.Methods, js.Member{Name: "toJSON", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		o := r.NewObject()
		return o, collect(r, c, this, o)
	}})
}

// collect implements "collect attribute values".
// https://webidl.spec.whatwg.org/#collect-attribute-values
func collect(r *js.Realm, c *js.Class, this, o js.Value) error {
	if c.Parent != nil {
		if err := collect(r, c.Parent, this, o); err != nil {
			return err
		}
	}
	for _, m := range c.Attrs {
		v, err := m.Get(r, this, nil)
		if err != nil {
			return err
		}
		if err := r.Define(o, m.Name, v, js.All); err != nil {
			return err
		}
	}
	return nil
}
