package js

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// Exotic has the hooks of a legacy platform object. v is the Go value; hooks may be nil.
// https://webidl.spec.whatwg.org/#es-legacy-platform-objects
type Exotic struct {
	Length      func(r *Realm, v any) int // of the indexed properties; nil = none supported
	Index       func(r *Realm, v any, i uint32) (Value, bool)
	SetIndex    func(r *Realm, v any, i uint32, val Value) error
	Named       func(r *Realm, v any, name string) (Value, bool)
	SetNamed    func(r *Realm, v any, name string, val Value) error
	DeleteNamed func(r *Realm, v any, name string) error
	Names       func(r *Realm, v any) []string
	// OverrideBuiltins is [LegacyOverrideBuiltIns]; UnenumerableNames is [LegacyUnenumerableNamedProperties].
	OverrideBuiltins, UnenumerableNames bool
}

var exotics [2]struct {
	once sync.Once
	p    uintptr
}

func newExotic() *lib.TJSClassExoticMethods {
	static.Lock()
	defer static.Unlock()
	return (*lib.TJSClassExoticMethods)(at(staticAlloc(sizeClass[lib.TJSClassExoticMethods]())))
}

// exoticMethods returns the engine's method table of legacy platform objects.
// Those with a setter for names have a [[Set]] of their own, which does not look at the prototype chain.
func exoticMethods(setters bool) uintptr {
	methods := &exotics[0]
	if setters {
		methods = &exotics[1]
	}
	methods.once.Do(func() {
		e := newExotic()
		e.Fget_own_property = callback(cExoticGetOwn)
		e.Fget_own_property_names = callback(cExoticNames)
		e.Fdelete_property = callback(cExoticDelete)
		e.Fdefine_own_property = callback(cExoticDefine)
		if setters {
			e.Fset_property = callback(cExoticSet)
		}
		methods.p = uintptr(unsafe.Pointer(e))
	})
	return methods.p
}

// hooked is what an exotic callback works on.
type hooked struct {
	r *Realm
	h *handle
	x *Exotic
}

func hookedObject(ctx uintptr, obj raw) (hooked, bool) {
	r := realmOf(ctx)
	if r == nil || r.gone {
		return hooked{}, false
	}
	h := r.Agent.handleOf(obj)
	if h.class == nil || h.class.Exotic == nil {
		return hooked{}, false
	}
	return hooked{r, h, h.class.Exotic}, true
}

// lookup finds the indexed or named property that a key stands for.
func (o hooked) lookup(obj raw, key lib.TJSAtom) (v Value, writable, enumerable, found bool) {
	if atomIsIndex(key) && o.x.Index != nil {
		v, found = o.x.Index(o.r, o.h.value, uint32(key)&^(1<<31))
		return v, o.x.SetIndex != nil, true, found
	}
	if o.x.Named == nil {
		return Undefined, false, false, false
	}
	name, ok := o.r.atomString(key)
	if !ok || !o.x.OverrideBuiltins && o.inherited(obj, key) {
		return Undefined, false, false, false
	}
	v, found = o.x.Named(o.r, o.h.value, name)
	return v, o.x.SetNamed != nil, !o.x.UnenumerableNames, found
}

// inherited reports whether the prototype chain has the key: then it hides a named property.
func (o hooked) inherited(obj raw, key lib.TJSAtom) bool {
	a := o.r.Agent
	p := lib.XJS_GetPrototype(a.tls, o.r.ctx, obj)
	defer a.drop(p)
	return isObject(p) && lib.XJS_HasProperty(a.tls, o.r.ctx, p, key) > 0
}

// describeProperty fills in the engine's descriptor, if it wants one, with a data property.
func (r *Realm) describeProperty(desc uintptr, v Value, flags int32) {
	if desc == 0 {
		return
	}
	*(*lib.TJSPropertyDescriptor)(at(desc)) = lib.TJSPropertyDescriptor{
		Fflags: flags, Fvalue: r.Agent.dup(v.raw()), Fgetter: rawUndefined, Fsetter: rawUndefined,
	}
}

func cExoticGetOwn(_ *libc.TLS, ctx uintptr, desc uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	o, ok := hookedObject(ctx, obj)
	if !ok {
		return 0
	}
	a := o.r.Agent
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = -1 })
	v, writable, enumerable, found := o.lookup(obj, key)
	if !found {
		return 0
	}
	flags := int32(lib.MJS_PROP_CONFIGURABLE)
	if writable {
		flags |= lib.MJS_PROP_WRITABLE
	}
	if enumerable {
		flags |= lib.MJS_PROP_ENUMERABLE
	}
	o.r.describeProperty(desc, v, flags)
	return 1
}

func cExoticNames(_ *libc.TLS, ctx uintptr, ptab, plen uintptr, obj raw) (ret int32) {
	*wordAt(ptab) = 0
	*(*uint32)(at(plen)) = 0
	o, ok := hookedObject(ctx, obj)
	if !ok {
		return 0
	}
	a := o.r.Agent
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = -1 })
	var keys []lib.TJSAtom
	if o.x.Length != nil {
		for i := range o.x.Length(o.r, o.h.value) {
			keys = append(keys, lib.XJS_NewAtomUInt32(a.tls, ctx, lib.Tuint32_t(i)))
		}
	}
	if o.x.Names != nil {
		for _, n := range o.x.Names(o.r, o.h.value) {
			key := o.r.tempAtom(n)
			if o.x.OverrideBuiltins || !o.inherited(obj, key) {
				keys = append(keys, key)
			} else {
				lib.XJS_FreeAtom(a.tls, ctx, key)
			}
		}
	}
	return o.r.keyTable(ptab, plen, keys)
}

// tempAtom returns a property key that the caller frees.
func (r *Realm) tempAtom(name string) lib.TJSAtom {
	x := lib.XJS_ValueToAtom(r.Agent.tls, r.ctx, r.String(name).raw())
	return x
}

// keyTable hands keys, which it consumes, to the engine.
func (r *Realm) keyTable(ptab, plen uintptr, keys []lib.TJSAtom) int32 {
	a := r.Agent
	size := uintptr(sizeClass[lib.TJSPropertyEnum]())
	tab := lib.Xjs_mallocz(a.tls, r.ctx, lib.Tsize_t(uintptr(len(keys)+1)*size))
	if tab == 0 {
		return -1
	}
	for i, k := range keys {
		(*lib.TJSPropertyEnum)(at(tab + uintptr(i)*size)).Fatom = k
	}
	*wordAt(ptab) = tab
	*(*uint32)(at(plen)) = uint32(len(keys))
	return 0
}

func cExoticDelete(_ *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	o, ok := hookedObject(ctx, obj)
	if !ok {
		return 1
	}
	a := o.r.Agent
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = -1 })
	if _, _, _, found := o.lookup(obj, key); !found {
		return 1
	}
	if atomIsIndex(key) && o.x.Index != nil || o.x.DeleteNamed == nil {
		return 0
	}
	name, _ := o.r.atomString(key)
	if err := o.x.DeleteNamed(o.r, o.h.value, name); err != nil {
		o.r.throw(err)
		return -1
	}
	return 1
}

// refuseSet is a [[Set]] that returns false.
func refuseSet(o hooked, flags int32) int32 {
	if flags&lib.MJS_PROP_THROW != 0 || flags&lib.MJS_PROP_THROW_STRICT != 0 && isStrictMode(o.r.Agent.tls, o.r.ctx) != 0 {
		o.r.throw(typeError("cannot set this property of '" + o.h.class.Name + "'"))
		return -1
	}
	return 0
}

// cExoticSet is [[Set]] of an object whose interface has a setter for names.
// https://webidl.spec.whatwg.org/#legacy-platform-object-set
func cExoticSet(_ *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, val, receiver raw, flags int32) (ret int32) {
	o, ok := hookedObject(ctx, obj)
	a := agentOfContext(ctx)
	if !ok {
		return 0
	}
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = -1 })
	status := func(err error) int32 {
		if err != nil {
			o.r.throw(err)
			return -1
		}
		return 1
	}
	same := isObject(receiver) && pointerOf(receiver) == pointerOf(obj)
	if same && atomIsIndex(key) && o.x.SetIndex != nil {
		return status(o.x.SetIndex(o.r, o.h.value, uint32(key)&^(1<<31), borrow(val)))
	}
	if same && atomIsIndex(key) && o.x.Index != nil {
		return refuseSet(o, flags)
	}
	if name, isName := o.r.atomString(key); same && isName {
		return status(o.x.SetNamed(o.r, o.h.value, name, borrow(val)))
	}
	// OrdinarySet: a setter on the prototype chain, or a property of the receiver.
	for holder := a.own(a.dup(obj)); holder.IsObject(); holder = o.r.Prototype(holder) {
		p := a.tls.Alloc(sizeClass[lib.TJSPropertyDescriptor]())
		found := lib.XJS_GetOwnProperty(a.tls, ctx, p, holder.raw(), key)
		d := *(*lib.TJSPropertyDescriptor)(at(p))
		a.tls.Free(sizeClass[lib.TJSPropertyDescriptor]())
		if found < 0 {
			return -1
		}
		if found == 0 {
			continue
		}
		a.own(d.Fgetter)
		a.own(d.Fvalue)
		setter := a.own(d.Fsetter)
		if d.Fflags&lib.MJS_PROP_GETSET != 0 {
			if !setter.IsObject() {
				return refuseSet(o, flags)
			}
			argv, n := a.argv([]Value{borrow(val)})
			v := lib.XJS_Call(a.tls, ctx, setter.raw(), receiver, 1, argv)
			a.tls.Free(n)
			if isException(v) {
				return -1
			}
			a.drop(v)
			return 1
		}
		if d.Fflags&lib.MJS_PROP_WRITABLE == 0 {
			return refuseSet(o, flags)
		}
		break
	}
	if !isObject(receiver) {
		return 0
	}
	return lib.XJS_DefinePropertyValue(a.tls, ctx, receiver, key, a.dup(val), lib.MJS_PROP_C_W_E)
}

func cExoticDefine(_ *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, val, getter, setter raw, flags int32) (ret int32) {
	o, ok := hookedObject(ctx, obj)
	a := agentOfContext(ctx)
	plain := func() int32 {
		return lib.XJS_DefineProperty(a.tls, ctx, obj, key, val, getter, setter, flags|lib.MJS_PROP_NO_EXOTIC)
	}
	if !ok {
		return plain()
	}
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = -1 })
	refuse := func() int32 { return refuseSet(o, flags) }
	set := func(err error) int32 {
		if err != nil {
			o.r.throw(err)
			return -1
		}
		return 1
	}
	if atomIsIndex(key) && o.x.Index != nil {
		if o.x.SetIndex == nil || flags&(lib.MJS_PROP_HAS_GET|lib.MJS_PROP_HAS_SET) != 0 {
			return refuse()
		}
		return set(o.x.SetIndex(o.r, o.h.value, uint32(key)&^(1<<31), borrow(val)))
	}
	name, isName := o.r.atomString(key)
	if o.x.Named == nil || !isName {
		return plain()
	}
	if o.x.SetNamed == nil {
		if !o.x.OverrideBuiltins && o.inherited(obj, key) {
			return plain()
		}
		if _, found := o.x.Named(o.r, o.h.value, name); found {
			return refuse()
		}
		return plain()
	}
	if flags&(lib.MJS_PROP_HAS_GET|lib.MJS_PROP_HAS_SET) != 0 {
		return refuse()
	}
	return set(o.x.SetNamed(o.r, o.h.value, name, borrow(val)))
}
