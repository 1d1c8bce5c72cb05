package js

import (
	"maps"
	"slices"
	"sync"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// Class describes a Web IDL interface. It is static: one per interface and process. Do not change it
// after it has first been used.
type Class struct {
	Name   string
	Parent *Class
	// Constructor is called with new.target; it usually ends with WrapNew. Nil = "Illegal constructor".
	Constructor       func(r *Realm, newTarget Value, args []Value) (Value, error)
	ConstructorLength int

	Attrs, Methods []Member
	StaticMethods  []Member // attributes too
	Constants      []Constant

	// Namespace makes this no interface but a namespace, with its operations among StaticMethods.
	Namespace bool
	// FactoryOf makes this no interface but a [LegacyFactoryFunction] of one.
	FactoryOf *Class

	Exposed           []string // [Exposed]: the kinds of global that have the interface object; Window alone if there are none
	NoInterfaceObject bool     // nothing on the global
	SecureContext     bool     // exposed to secure contexts only, as Realm.Host's SecureContext() says
	Aliases           []string // other names of the interface object on the global
	// Global is for the interface of a global object: see Realm.MakeGlobal.
	Global bool
	// NamedProperties puts a named properties object into the prototype chain of a global's interface.
	NamedProperties bool
	// Weak says that a wrapper need not live as long as its realm: it goes when script drops it. Only for
	// values that keep no Refs, and that are not compared by identity after that.
	Weak bool
	// Exotic makes a legacy platform object: indexed and named properties.
	Exotic *Exotic
	// CrossOrigin is for objects that other origins see a part of: see CrossOriginHooks.
	CrossOrigin func(goValue any) CrossOriginHooks
	// CrossOriginProperties are the members that other origins see, in the standard's order.
	CrossOriginProperties []CrossOriginProperty
	// Instance may add to each object what has no field here.
	Instance func(r *Realm, o Value)
	// ValueIterator is for interfaces with indexed properties and iterable<T>: forEach, entries, keys, values.
	ValueIterator bool
	// IndexedIterator is for interfaces with indexed properties alone, which get @@iterator and nothing else.
	IndexedIterator bool
	// PairIterator is for iterable<K, V>: it returns the i-th pair of the current ones.
	PairIterator func(r *Realm, goValue any, i int) (key, value Value, ok bool)
	// Init may add to the prototype and interface objects what has no field here.
	Init func(r *Realm, proto, ctor Value)

	engine  engineClass // of instances; the context keeps the prototype under its number
	ctorKey engineClass // the context keeps the interface object under this one
	iterKey engineClass // and the prototype of the pair iterators under this one
	once    sync.Once
	numbers struct {
		attrs, methods, statics []numbered
		ctor, lazy              int32
		pairs                   []numbered
		next                    int32
	}
}

type numbered struct {
	name     uintptr
	get, set int32 // get is the call of an operation; -1 = none
}

// Member is an attribute (Get, and Set unless read-only) or an operation (Call).
type Member struct {
	Name           string
	Length         int
	Get, Set, Call HostFunc
	NotEnumerable  bool
	SecureContext  bool
	Unforgeable    bool // on the instance, not configurable
	Promise        bool // returns a promise: exceptions become rejections
	Static         bool
	Symbol         string // a well-known symbol as the name instead
	Unscopable     bool   // [Unscopable]: listed in the prototype's @@unscopables
	Replaceable    bool   // [Replaceable]: setting it defines a data property
}

// Constant is a constant of an interface: on the interface and the prototype object.
type Constant struct {
	Name  string
	Value float64
}

// Covers reports whether d is c or inherits from it.
func (c *Class) Covers(d *Class) bool { return d.inherits(c) }

// inherits reports whether c is d or inherits from it.
func (c *Class) inherits(d *Class) bool {
	for ; c != nil; c = c.Parent {
		if c == d {
			return true
		}
	}
	return false
}

// prepare registers the members of c, once per process.
func (c *Class) prepare() {
	c.once.Do(func() {
		c.numbers.ctor = number(member{call: func(r *Realm, newTarget Value, args []Value) (Value, error) {
			if c.Constructor == nil {
				return Undefined, typeError("Illegal constructor")
			}
			if newTarget.IsUndefined() {
				return Undefined, typeError("Failed to construct '" + c.Name + "': Please use the 'new' operator, this DOM object constructor cannot be called as a function.")
			}
			return c.Constructor(r, newTarget, args)
		}})
		c.numbers.lazy = number(member{call: func(r *Realm, _ Value, args []Value) (Value, error) { return r.materialise(c, args) }})
		c.numbers.attrs = c.register(c.Attrs, false)
		c.numbers.methods = c.register(c.Methods, false)
		c.numbers.statics = c.register(c.StaticMethods, true)
		if c.PairIterator != nil {
			c.numbers.pairs = c.register(pairMembers(c), false)
			c.numbers.next = number(member{call: func(r *Realm, this Value, _ []Value) (Value, error) { return r.pairNext(c, this) }})
		}
	})
}

func (c *Class) register(list []Member, static bool) []numbered {
	out := make([]numbered, len(list))
	for i, m := range list {
		out[i] = numbered{name: staticText(m.Name), get: -1, set: -1}
		get, set, call := c.crossOriginUse(m.Name)
		reg := func(f HostFunc, crossOrigin bool) int32 {
			if f == nil {
				return -1
			}
			x := member{call: f, class: c, promise: m.Promise, crossOrigin: crossOrigin}
			if static || m.Static {
				x.class = nil
			}
			return number(x)
		}
		if m.Call != nil {
			out[i].get = reg(m.Call, call)
			continue
		}
		out[i].get = reg(m.Get, get)
		setter := m.Set
		if setter == nil && m.Replaceable {
			setter = func(r *Realm, this Value, args []Value) (Value, error) {
				return Undefined, r.Define(this, m.Name, Arg(args, 0), All)
			}
		}
		out[i].set = reg(setter, set)
	}
	return out
}

// simple is a simple exception of Web IDL.
type simple struct{ name, message string }

func typeError(message string) error   { return &simple{"TypeError", message} }
func (e *simple) Error() string        { return e.name + ": " + e.message }
func (e *simple) ErrorName() string    { return e.name }
func (e *simple) ErrorMessage() string { return e.message }

// checkBrand makes sure that this implements the interface that a member belongs to.
func (r *Realm) checkBrand(m *member, this Value) error {
	a := r.Agent
	v := this.raw()
	if !isObject(v) {
		return typeError("Illegal invocation")
	}
	h := a.handleOf(v)
	class := h.class
	if w, ok := h.value.(*WindowProxy); ok {
		if w.target == nil {
			return typeError("Illegal invocation")
		}
		if !m.crossOrigin && !w.sameOrigin(r) {
			return w.hooks.SecurityError(r, "")
		}
		class = w.target.class
	} else if h == noHandle {
		if g := a.globals[pointerOf(v)]; g != nil {
			class = g.class
		}
	}
	if class.inherits(m.class) {
		return nil
	}
	return typeError("Illegal invocation")
}

// slot makes c's slots in contexts known to the agent.
func (a *Agent) slot(c *Class) {
	c.prepare()
	a.register(&c.engine, c.Name, func() uintptr {
		d := newClassDef()
		d.Ffinalizer, d.Fgc_mark = callback(cFinalize), callback(cMark)
		if c.Exotic != nil {
			d.Fexotic = exoticMethods(c.Exotic.SetNamed != nil)
		}
		if c.CrossOrigin != nil {
			d.Fexotic = guardedMethods()
		}
		return uintptr(unsafe.Pointer(d))
	})
	a.register(&c.ctorKey, c.Name, plainClassDef)
	if c.PairIterator != nil {
		a.register(&c.iterKey, c.Name+" Iterator", func() uintptr {
			d := newClassDef()
			d.Ffinalizer = callback(cFinalize)
			return uintptr(unsafe.Pointer(d))
		})
	}
}

// secure reports whether the realm is a secure context, as far as its host says.
func (r *Realm) secure() bool {
	s, ok := r.Host.(interface{ SecureContext() bool })
	return !ok || s.SecureContext()
}

// Expose defines the interface object of c on the global. It is made when script first asks for it: until
// then the raw global has an accessor, which the WindowProxy does not let anyone see.
func (r *Realm) Expose(c *Class) {
	if r.dead() || c.NoInterfaceObject || c.SecureContext && !r.secure() {
		return
	}
	a := r.Agent
	c.prepare()
	f := r.native(staticText(c.Name), 0, c.numbers.lazy, lib.EJS_CFUNC_generic_magic)
	if isException(f) {
		a.drop(lib.XJS_GetException(a.tls, r.ctx))
		return
	}
	if r.lazy == nil {
		r.lazy = map[lib.TJSAtom]*Class{}
	}
	name := func(s string) {
		x := a.atom(s)
		r.lazy[x] = c
		lib.XJS_DefinePropertyGetSet(a.tls, r.ctx, r.rawGlobal(), x, a.dup(f), a.dup(f), lib.MJS_PROP_CONFIGURABLE)
	}
	name(c.Name)
	for _, s := range c.Aliases { // [LegacyWindowAlias]
		if r.class == nil || r.class.NamedProperties {
			name(s)
		}
	}
	a.drop(f)
}

// materialise replaces the accessor of a lazy interface object by the object, or by what script assigns.
func (r *Realm) materialise(c *Class, assigned []Value) (Value, error) {
	ctor := r.Interface(c)
	for _, n := range append([]string{c.Name}, c.Aliases...) {
		x := r.Agent.atom(n)
		if r.lazy[x] != c {
			continue
		}
		delete(r.lazy, x)
		v := ctor
		if len(assigned) > 0 && n == c.Name {
			v = assigned[0]
		}
		r.Define(borrow(r.rawGlobal()), n, v, Writable|Configurable)
	}
	return ctor, nil
}

// RevealAll makes all interface objects: of a global without a WindowProxy, which could hide how they are made.
func (r *Realm) RevealAll() {
	for _, x := range slices.Sorted(maps.Keys(r.lazy)) {
		r.reveal(x)
	}
}

// reveal makes sure that a property of the global is not one of the lazy accessors.
func (r *Realm) reveal(x lib.TJSAtom) {
	if c := r.lazy[x]; c != nil {
		mark := len(r.Agent.scope)
		r.materialise(c, nil)
		r.Agent.leave(mark)
	}
}

// Interface returns the interface object of c in r.
func (r *Realm) Interface(c *Class) Value {
	r.install(c)
	return r.Agent.own(lib.XJS_GetClassProto(r.Agent.tls, r.ctx, c.ctorKey.number))
}

// InterfacePrototype returns the interface prototype object of c in r.
func (r *Realm) InterfacePrototype(c *Class) Value {
	r.install(c)
	return r.Agent.own(lib.XJS_GetClassProto(r.Agent.tls, r.ctx, c.engine.number))
}

// install creates interface object and interface prototype object, if they are not there.
func (r *Realm) install(c *Class) {
	a := r.Agent
	if r.dead() {
		return
	}
	a.slot(c)
	if p := lib.XJS_GetClassProto(a.tls, r.ctx, c.engine.number); isObject(p) {
		a.drop(p)
		return
	}
	defer a.Scope()()
	if c.Namespace {
		r.installNamespace(c)
		return
	}
	var proto, parent Value
	if c.Parent != nil {
		parent = r.Interface(c.Parent)
		proto = r.InterfacePrototype(c.Parent)
		if c.Global {
			for p := c.Parent; p != nil; p = p.Parent {
				freezePrototype(r.InterfacePrototype(p).raw())
			}
		}
		if c.NamedProperties {
			proto = r.namedProperties(proto)
		}
		proto = r.NewObjectWithPrototype(proto)
	} else {
		proto = r.NewObject()
	}
	ctor := r.must(r.native(staticText(c.Name), c.ConstructorLength, c.numbers.ctor, lib.EJS_CFUNC_constructor_or_func_magic))
	if !ctor.IsObject() || !proto.IsObject() {
		return // out of memory
	}
	if c.FactoryOf != nil {
		// https://webidl.spec.whatwg.org/#legacy-factory-functions
		proto = r.InterfacePrototype(c.FactoryOf)
		lib.XJS_SetClassProto(a.tls, r.ctx, c.engine.number, a.dup(proto.raw()))
		lib.XJS_SetClassProto(a.tls, r.ctx, c.ctorKey.number, a.dup(ctor.raw()))
		r.Define(ctor, "prototype", proto, 0)
		return
	}
	if parent.IsObject() {
		r.SetPrototype(ctor, parent)
	}
	lib.XJS_SetClassProto(a.tls, r.ctx, c.engine.number, a.dup(proto.raw()))
	lib.XJS_SetClassProto(a.tls, r.ctx, c.ctorKey.number, a.dup(ctor.raw()))
	r.Define(ctor, "prototype", proto, 0)
	r.Define(proto, "constructor", ctor, Writable|Configurable)
	if !c.Global {
		r.defineMembers(proto, c.Attrs, c.numbers.attrs, false)
		r.defineMembers(proto, c.Methods, c.numbers.methods, false)
	}
	r.defineUnscopables(c, proto)
	r.defineMembers(ctor, c.StaticMethods, c.numbers.statics, false)
	for _, k := range c.Constants {
		r.Define(ctor, k.Name, Number(k.Value), Enumerable)
		r.Define(proto, k.Name, Number(k.Value), Enumerable)
	}
	if c.ValueIterator {
		r.defineValueIterator(proto)
	}
	if c.IndexedIterator {
		array := a.own(lib.XJS_GetClassProto(a.tls, r.ctx, a.builtin["Array"]))
		if f, err := r.Get(array, "values"); err == nil {
			r.DefineValue(proto, r.Symbol("iterator"), f, Writable|Configurable)
		}
	}
	if c.PairIterator != nil {
		r.definePairIterator(c, proto)
	}
	lib.XJS_DefinePropertyValue(a.tls, r.ctx, proto.raw(), symbols["toStringTag"], a.dup(r.String(c.Name).raw()), lib.MJS_PROP_CONFIGURABLE)
	if c.Init != nil {
		c.Init(r, proto, ctor)
	}
}

// installNamespace creates a namespace object. It stands where an interface object would, and its prototype where the
// interface prototype object would.
// https://webidl.spec.whatwg.org/#js-namespaces
func (r *Realm) installNamespace(c *Class) {
	a := r.Agent
	object := r.NewObject()
	if !object.IsObject() {
		return // out of memory
	}
	r.defineMembers(object, c.StaticMethods, c.numbers.statics, false)
	r.DefineValue(object, r.Symbol("toStringTag"), r.String(c.Name), Configurable)
	if c.Init != nil {
		c.Init(r, Undefined, object)
	}
	lib.XJS_SetClassProto(a.tls, r.ctx, c.engine.number, a.dup(r.Prototype(object).raw()))
	lib.XJS_SetClassProto(a.tls, r.ctx, c.ctorKey.number, a.dup(object.raw()))
}

// defineUnscopables gives a prototype its @@unscopables object, if a member asks for it.
// https://webidl.spec.whatwg.org/#Unscopable
func (r *Realm) defineUnscopables(c *Class, proto Value) {
	var list Value
	for _, members := range [][]Member{c.Attrs, c.Methods} {
		for _, m := range members {
			if !m.Unscopable {
				continue
			}
			if !list.IsObject() {
				list = r.NewObjectWithPrototype(Null)
			}
			r.Define(list, m.Name, Bool(true), All)
		}
	}
	if list.IsObject() {
		r.DefineValue(proto, r.Symbol("unscopables"), list, Configurable)
	}
}

// defineMembers defines the unforgeable members on an instance, or the others on a prototype.
func (r *Realm) defineMembers(o Value, list []Member, nums []numbered, unforgeable bool) {
	a := r.Agent
	for i := range list {
		m, n := &list[i], nums[i]
		if m.Unforgeable != unforgeable || m.SecureContext && !r.secure() {
			continue
		}
		key := symbols[m.Symbol]
		if key == 0 {
			key = a.atom(m.Name)
		}
		flags := int32(lib.MJS_PROP_C_W_E)
		if m.NotEnumerable || m.Symbol != "" {
			flags &^= lib.MJS_PROP_ENUMERABLE
		}
		if unforgeable {
			flags &^= lib.MJS_PROP_CONFIGURABLE | lib.MJS_PROP_WRITABLE
		}
		if m.Call != nil {
			f := r.member(n.name, m.Length, n.get, lib.EJS_CFUNC_generic_magic, unforgeable)
			lib.XJS_DefinePropertyValue(a.tls, r.ctx, o.raw(), key, f, flags)
			continue
		}
		get, set := rawUndefined, rawUndefined
		if n.get >= 0 {
			get = r.member(staticText("get "+m.Name), 0, n.get, lib.EJS_CFUNC_getter_magic, unforgeable)
		}
		if n.set >= 0 {
			set = r.member(staticText("set "+m.Name), 1, n.set, lib.EJS_CFUNC_setter_magic, unforgeable)
		}
		lib.XJS_DefinePropertyGetSet(a.tls, r.ctx, o.raw(), key, get, set, flags&^lib.MJS_PROP_WRITABLE)
	}
}

// member makes the function of a member. Those of unforgeable members are the same ones on all instances.
func (r *Realm) member(name uintptr, length int, number int32, kind int32, unforgeable bool) raw {
	if !unforgeable || r.closed {
		return r.native(name, length, number, kind)
	}
	if f, ok := r.unforgeables[number]; ok {
		return r.Agent.dup(f)
	}
	f := r.native(name, length, number, kind)
	if isObject(f) {
		if r.unforgeables == nil {
			r.unforgeables = map[int32]raw{}
		}
		r.unforgeables[number] = r.Agent.dup(f)
	}
	return f
}

// freezePrototype makes an immutable prototype exotic object of an object.
// https://tc39.es/ecma262/#sec-immutable-prototype-exotic-objects
func freezePrototype(v raw) {
	if isObject(v) {
		*immutableBits(pointerOf(v)) |= immutablePrototype
	}
}

// MakeGlobal makes the realm's global object a platform object of class c, whose Go value is Realm.Host:
// the prototype chain is c's, with the named properties object in it, and c's own members are
// on the global itself.
func (r *Realm) MakeGlobal(c *Class) {
	if r.dead() {
		return
	}
	defer r.Agent.Scope()()
	r.class = c
	r.install(c)
	g := borrow(r.rawGlobal())
	lib.XJS_DeleteProperty(r.Agent.tls, r.ctx, g.raw(), symbols["toStringTag"], 0) // says "global"
	r.SetPrototype(g, r.InterfacePrototype(c))
	for _, unforgeable := range []bool{true, false} {
		r.defineMembers(g, c.Attrs, c.numbers.attrs, unforgeable)
		r.defineMembers(g, c.Methods, c.numbers.methods, unforgeable)
	}
	freezePrototype(r.InterfacePrototype(c).raw())
	freezePrototype(g.raw())
}
