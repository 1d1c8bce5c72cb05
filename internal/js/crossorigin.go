package js

import (
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// CrossOriginHooks are what an object asks that other origins see a part of: a WindowProxy, a Location.
// accessor is the realm of the code that touches the object.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#cross-origin-objects
type CrossOriginHooks interface {
	SameOrigin(accessor *Realm) bool
	// CrossOriginGet returns one of the properties that other origins see; of a window, named children too.
	CrossOriginGet(accessor *Realm, name string) (Descriptor, bool)
	CrossOriginKeys() []string
	// SecurityError makes what a forbidden access throws. what says what the access was to do ("read … from"), "" for any.
	SecurityError(accessor *Realm, what string) error
}

// CrossOriginProperty is what another origin may do with a property: read it, set it or, if neither, call it.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginproperties-(-o-)
type CrossOriginProperty struct {
	Name     string
	Get, Set bool
}

// crossOriginUse says what another origin may do with a member of c.
func (c *Class) crossOriginUse(name string) (get, set, call bool) {
	for _, p := range c.CrossOriginProperties {
		if p.Name == name {
			return p.Get, p.Set, !p.Get && !p.Set
		}
	}
	return false, false, false
}

// CrossOriginNames are the names of the members that other origins see.
func (c *Class) CrossOriginNames() []string {
	names := make([]string, len(c.CrossOriginProperties))
	for i, p := range c.CrossOriginProperties {
		names[i] = p.Name
	}
	return names
}

// CrossOriginMember finds a member that other origins see. Its Get, Set and Call are those that they may use.
func (c *Class) CrossOriginMember(name string) (m Member, ok bool) {
	get, set, call := c.crossOriginUse(name)
	if !get && !set && !call {
		return m, false
	}
	for _, list := range [][]Member{c.Attrs, c.Methods} {
		for _, m := range list {
			if m.Name != name {
				continue
			}
			if !get {
				m.Get = nil
			}
			if !set {
				m.Set = nil
			}
			if !call {
				m.Call = nil
			}
			return m, true
		}
	}
	return m, false
}

// crossOriginSymbols are the names that look undefined from another origin instead of throwing, beside "then".
var crossOriginSymbols = [...]string{"toStringTag", "hasInstance", "isConcatSpreadable"}

// crossOriginProperty is CrossOriginGetOwnPropertyHelper, with CrossOriginPropertyFallback's properties.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossorigingetownpropertyhelper-(-o,-p-)
func (r *Realm) crossOriginProperty(hooks CrossOriginHooks, key lib.TJSAtom) (d Descriptor, name string, ok bool) {
	name, isName := r.atomString(key)
	if isName {
		if d, ok := hooks.CrossOriginGet(r, name); ok {
			return d, name, true
		}
		if name == "then" {
			return Descriptor{Configurable: true}, name, true
		}
		return Descriptor{}, name, false
	}
	for _, s := range crossOriginSymbols {
		if key == symbols[s] {
			return Descriptor{Configurable: true}, "", true
		}
	}
	return Descriptor{}, "", false
}

// crossOriginRead is CrossOriginGet.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginget-(-o,-p,-receiver-)
func (r *Realm) crossOriginRead(hooks CrossOriginHooks, d Descriptor, name string, ok bool, receiver raw) raw {
	a := r.Agent
	switch {
	case !ok, d.Accessor && !d.Get.IsObject():
		return r.throw(hooks.SecurityError(r, "read a named property '"+name+"' from"))
	case !d.Accessor:
		return a.dup(d.Value.raw())
	}
	return lib.XJS_Call(a.tls, r.ctx, d.Get.raw(), receiver, 0, 0)
}

// crossOriginWrite is CrossOriginSet.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginset-(-o,-p,-v,-receiver-)
func (r *Realm) crossOriginWrite(hooks CrossOriginHooks, d Descriptor, name string, ok bool, val, receiver raw) int32 {
	a := r.Agent
	if !ok || !d.Accessor || !d.Set.IsObject() {
		r.throw(hooks.SecurityError(r, "set a named property '"+name+"' on"))
		return -1
	}
	argv, n := a.argv([]Value{borrow(val)})
	v := lib.XJS_Call(a.tls, r.ctx, d.Set.raw(), receiver, 1, argv)
	a.tls.Free(n)
	if isException(v) {
		return -1
	}
	a.drop(v)
	return 1
}

// crossOriginKeys is CrossOriginOwnPropertyKeys.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginownpropertykeys-(-o-)
func (r *Realm) crossOriginKeys(hooks CrossOriginHooks) (keys []lib.TJSAtom) {
	for _, n := range hooks.CrossOriginKeys() {
		keys = append(keys, r.tempAtom(n))
	}
	keys = append(keys, r.tempAtom("then"))
	for _, n := range crossOriginSymbols {
		keys = append(keys, lib.XJS_DupAtom(r.Agent.tls, r.ctx, symbols[n]))
	}
	return keys
}

// describeDescriptor fills in the engine's descriptor, if it wants one.
func (r *Realm) describeDescriptor(desc uintptr, d Descriptor) {
	if desc == 0 {
		return
	}
	flags := int32(0)
	for _, f := range []struct {
		on  bool
		bit int32
	}{{d.Configurable, lib.MJS_PROP_CONFIGURABLE}, {d.Enumerable, lib.MJS_PROP_ENUMERABLE}, {d.Writable && !d.Accessor, lib.MJS_PROP_WRITABLE}, {d.Accessor, lib.MJS_PROP_GETSET}} {
		if f.on {
			flags |= f.bit
		}
	}
	r.describeProperty(desc, d.Value, flags)
	if d.Accessor {
		x := (*lib.TJSPropertyDescriptor)(at(desc))
		x.Fgetter, x.Fsetter = r.Agent.dup(d.Get.raw()), r.Agent.dup(d.Set.raw())
	}
}

// ownKeys returns the own property keys of an object, to be freed.
func (r *Realm) ownKeys(o raw) (keys []lib.TJSAtom, ok bool) {
	tls := r.Agent.tls
	out := tls.Alloc(16)
	defer tls.Free(16)
	if lib.XJS_GetOwnPropertyNames(tls, r.ctx, out, out+8, o, lib.MJS_GPN_STRING_MASK|lib.MJS_GPN_SYMBOL_MASK) < 0 {
		return nil, false
	}
	tab, n := *wordAt(out), *(*uint32)(at(out + 8))
	for i := range uintptr(n) {
		x := (*lib.TJSPropertyEnum)(at(tab + i*uintptr(sizeClass[lib.TJSPropertyEnum]()))).Fatom
		keys = append(keys, lib.XJS_DupAtom(tls, r.ctx, x))
	}
	lib.XJS_FreePropertyEnum(tls, r.ctx, tab, n)
	return keys, true
}

// arrayIndex returns the array index that a property key is: an integer below 2³² − 1.
func (r *Realm) arrayIndex(key lib.TJSAtom) (uint32, bool) {
	if atomIsIndex(key) {
		return uint32(key) &^ (1 << 31), true
	}
	out := r.Agent.heap.scratch
	if atomIsArrayIndex(r.Agent.tls, r.ctx, out, key) == 0 {
		return 0, false
	}
	return *(*uint32)(at(out)), true
}

// setImmutablePrototype is SetImmutablePrototype; it consumes the object's prototype now.
func setImmutablePrototype(ctx uintptr, now, proto raw) int32 {
	defer agentOfContext(ctx).drop(now)
	if isException(now) {
		return -1
	}
	if int32(now.Ftag) == int32(proto.Ftag) && (!isObject(now) || pointerOf(now) == pointerOf(proto)) {
		return 1
	}
	return 0
}

// guardedMethods is the engine's method table of objects whose class has CrossOrigin. Such an object has no properties
// in the engine's sense: they are those of an ordinary object that nothing else refers to.
func guardedMethods() uintptr {
	e := newExotic()
	e.Fget_own_property = callback(cGuardedGetOwn)
	e.Fget_own_property_names = callback(cGuardedKeys)
	e.Fdelete_property = callback(cGuardedDelete)
	e.Fdefine_own_property = callback(cGuardedDefine)
	e.Fhas_property = callback(cGuardedHas)
	e.Fget_property = callback(cGuardedGet)
	e.Fset_property = callback(cGuardedSet)
	e.Fget_prototype = callback(cGuardedPrototype)
	e.Fset_prototype = callback(cGuardedSetPrototype)
	e.Fis_extensible = callback(cProxyIsExtensible)
	e.Fprevent_extensions = callback(cProxyPreventExtensions)
	return uintptr(unsafe.Pointer(e))
}

// guardedAccess is one use of a guarded object by a realm.
type guardedAccess struct {
	a     *Agent
	r     *Realm // the accessor's
	hooks CrossOriginHooks
	inner raw
	same  bool
}

// guarded starts an access; the caller ends it by deferring a.guard.
func guarded(ctx uintptr, obj raw) (p guardedAccess, ok bool) {
	p.a = agentOfContext(ctx)
	p.a.hostDepth++
	p.r = realmOf(ctx)
	h := p.a.handleOf(obj)
	if p.r == nil || h.class == nil || h.class.CrossOrigin == nil || !isObject(h.inner) {
		return p, false
	}
	p.inner = h.inner
	p.hooks = h.class.CrossOrigin(h.value)
	p.same = p.r == h.realm || p.hooks.SameOrigin(p.r)
	return p, true
}

func (p guardedAccess) blocked(key lib.TJSAtom) int32 {
	name, _ := p.r.atomString(key)
	p.r.throw(p.hooks.SecurityError(p.r, "use the property '"+name+"' of"))
	return -1
}

func cGuardedGetOwn(tls *libc.TLS, ctx uintptr, desc uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case !ok:
		return 0
	case p.same:
		return lib.XJS_GetOwnProperty(tls, ctx, desc, p.inner, key)
	}
	d, _, ok := p.r.crossOriginProperty(p.hooks, key)
	if !ok {
		return p.blocked(key)
	}
	p.r.describeDescriptor(desc, d)
	return 1
}

func cGuardedHas(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case !ok:
		return 0
	case p.same:
		return lib.XJS_HasProperty(tls, ctx, p.inner, key)
	}
	if _, _, ok := p.r.crossOriginProperty(p.hooks, key); !ok {
		return p.blocked(key)
	}
	return 1
}

func cGuardedGet(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, receiver raw) (ret raw) {
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { ret = p.a.stop(ctx) })
	switch {
	case !ok:
		return rawUndefined
	case p.same:
		return lib.XJS_GetPropertyInternal(tls, ctx, p.inner, key, receiver, 0)
	}
	d, name, ok := p.r.crossOriginProperty(p.hooks, key)
	return p.r.crossOriginRead(p.hooks, d, name, ok, receiver)
}

func cGuardedSet(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, val, receiver raw, flags int32) (ret int32) {
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case !ok:
		return 1
	case p.same:
		return lib.XJS_SetPropertyInternal(tls, ctx, p.inner, key, p.a.dup(val), receiver, flags)
	}
	d, name, ok := p.r.crossOriginProperty(p.hooks, key)
	return p.r.crossOriginWrite(p.hooks, d, name, ok, val, receiver)
}

func cGuardedDefine(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, val, get, set raw, flags int32) (ret int32) {
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case !ok:
		return 0
	case !p.same:
		return p.blocked(key)
	}
	return lib.XJS_DefineProperty(tls, ctx, p.inner, key, val, get, set, flags)
}

func cGuardedDelete(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case !ok:
		return 1
	case !p.same:
		return p.blocked(key)
	}
	return lib.XJS_DeleteProperty(tls, ctx, p.inner, key, 0)
}

func cGuardedKeys(_ *libc.TLS, ctx uintptr, ptab, plen uintptr, obj raw) (ret int32) {
	*wordAt(ptab) = 0
	*(*uint32)(at(plen)) = 0
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case !ok:
		return 0
	case !p.same:
		return p.r.keyTable(ptab, plen, p.r.crossOriginKeys(p.hooks))
	}
	keys, ok := p.r.ownKeys(p.inner)
	if !ok {
		return -1
	}
	return p.r.keyTable(ptab, plen, keys)
}

func cGuardedPrototype(tls *libc.TLS, ctx uintptr, obj raw) (ret raw) {
	p, ok := guarded(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { ret = p.a.stop(ctx) })
	if !ok || !p.same {
		return rawNull
	}
	return lib.XJS_GetPrototype(tls, ctx, p.inner)
}

func cGuardedSetPrototype(tls *libc.TLS, ctx uintptr, obj, proto raw) int32 {
	return setImmutablePrototype(ctx, cGuardedPrototype(tls, ctx, obj), proto)
}
