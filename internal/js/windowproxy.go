package js

import (
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// Descriptor is a property descriptor.
type Descriptor struct {
	Value, Get, Set                    Value
	Accessor                           bool
	Writable, Enumerable, Configurable bool
}

// ProxyHooks are what a WindowProxy asks of the window it stands for. accessor is the realm of the code
// that touches the proxy.
type ProxyHooks interface {
	CrossOriginHooks
	// Index returns the WindowProxy of the i-th document-tree child navigable.
	Index(i uint32) (Value, bool)
	Length() int
	// Named returns what a name stands for that neither the global nor its prototypes have.
	Named(name string) (Value, bool)
}

// WindowProxy is the exotic object that stands for the current window of a browsing context.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-windowproxy-exotic-object
type WindowProxy struct {
	agent  *Agent
	object raw // counted until Release; undefined once the engine has freed it
	anchor raw // counted: a function of the target, by which the proxy keeps the realm alive as script sees it
	kept   bool
	host   any
	hooks  ProxyHooks
	target *Realm
}

var (
	proxyClass engineClass
	namedClass engineClass
)

func proxyClassDef() uintptr {
	e := newExotic()
	e.Fget_own_property = callback(cProxyGetOwn)
	e.Fget_own_property_names = callback(cProxyKeys)
	e.Fdelete_property = callback(cProxyDelete)
	e.Fdefine_own_property = callback(cProxyDefine)
	e.Fhas_property = callback(cProxyHas)
	e.Fget_property = callback(cProxyGet)
	e.Fset_property = callback(cProxySet)
	e.Fget_prototype = callback(cProxyPrototype)
	e.Fset_prototype = callback(cProxySetPrototype)
	e.Fis_extensible = callback(cProxyIsExtensible)
	e.Fprevent_extensions = callback(cProxyPreventExtensions)
	d := newClassDef()
	d.Ffinalizer, d.Fgc_mark, d.Fexotic = callback(cProxyFinalize), callback(cProxyMark), uintptr(unsafe.Pointer(e))
	return uintptr(unsafe.Pointer(d))
}

func cProxyMark(tls *libc.TLS, rt uintptr, v raw, mark uintptr) {
	if w, ok := agentOf(rt).handleOf(v).value.(*WindowProxy); ok && isObject(w.anchor) {
		lib.XJS_MarkValue(tls, rt, w.anchor, mark)
	}
}

func cProxyFinalize(tls *libc.TLS, rt uintptr, v raw) {
	w, ok := agentOf(rt).handleOf(v).value.(*WindowProxy)
	cFinalize(tls, rt, v)
	if ok {
		anchor := w.anchor
		w.object, w.anchor = rawUndefined, rawUndefined
		w.agent.drop(anchor)
	}
}

// NewWindowProxy makes a WindowProxy whose target is r. host is what Unwrap returns for it.
func (a *Agent) NewWindowProxy(r *Realm, host any, hooks ProxyHooks) *WindowProxy {
	w := &WindowProxy{agent: a, host: host, hooks: hooks, object: rawUndefined, anchor: rawUndefined}
	if a.closed {
		return w
	}
	a.register(&proxyClass, "Window", proxyClassDef)
	v := lib.XJS_NewObjectProtoClass(a.tls, a.home, rawNull, proxyClass.number)
	if isException(v) {
		a.drop(lib.XJS_GetException(a.tls, a.home))
		return w
	}
	w.object, w.kept = v, true
	a.handle(v, &handle{value: w})
	w.SetTarget(r)
	return w
}

// Value returns the proxy object: undefined once it is released and gone.
func (w *WindowProxy) Value() Value {
	if w.agent.closed {
		return Undefined
	}
	return w.agent.own(w.agent.dup(w.object))
}

// Release lets the proxy go when script drops it, as when its browsing context is discarded. Until then it stands for the
// window that it stood for last.
func (w *WindowProxy) Release() {
	if !w.kept || w.agent.closed {
		return
	}
	w.kept = false
	w.agent.drop(w.object)
}

// Target returns the current realm, nil before the first and after the last.
func (w *WindowProxy) Target() *Realm { return w.target }

// Host returns the owner's value.
func (w *WindowProxy) Host() any { return w.host }

// SetHost changes what Unwrap returns, as when the browsing context gets another window.
func (w *WindowProxy) SetHost(host any) { w.host = host }

// SetTarget makes r the current realm, and the proxy its globalThis.
func (w *WindowProxy) SetTarget(r *Realm) {
	w.target = r
	if r.dead() || !isObject(w.object) {
		return
	}
	old := w.anchor
	w.anchor = w.agent.dup((*lib.TJSContext)(at(r.ctx)).Ffunction_proto)
	w.agent.drop(old)
	r.proxy = w
	r.Define(borrow(r.rawGlobal()), "globalThis", borrow(w.object), Writable|Configurable)
}

func (w *WindowProxy) sameOrigin(r *Realm) bool {
	return w.target != nil && (w.target == r || w.hooks == nil || w.hooks.SameOrigin(r))
}

// access is one use of a proxy by a realm.
type access struct {
	a      *Agent
	r      *Realm // the accessor's
	w      *WindowProxy
	global raw
	same   bool
}

// proxied starts an access; the caller ends it by deferring a.guard.
func proxied(ctx uintptr, obj raw) (p access) {
	p.a = agentOfContext(ctx)
	p.a.hostDepth++
	p.r = realmOf(ctx)
	p.w, _ = p.a.handleOf(obj).value.(*WindowProxy)
	if p.r == nil || p.w == nil || p.w.target == nil || p.w.target.gone {
		return p
	}
	p.same = p.w.sameOrigin(p.r)
	p.global = p.w.target.rawGlobal()
	return p
}

// blocked throws the SecurityError of a forbidden access.
func (p access) blocked(what string) raw {
	if p.r == nil || p.w == nil {
		return rawUndefined
	}
	if p.w.hooks == nil || p.w.target == nil {
		return p.r.throw(&simple{"TypeError", "the window is gone"})
	}
	return p.r.throw(p.w.hooks.SecurityError(p.r, what))
}

// gone reports whether there is no window behind the proxy any more.
func (p access) gone() bool { return p.w == nil || p.w.target == nil || p.w.target.gone || p.r == nil }

// crossOrigin is what another origin sees: the child that an index stands for, or CrossOriginGetOwnPropertyHelper with
// its fallback.
func (p access) crossOrigin(key lib.TJSAtom) (d Descriptor, name string, ok bool) {
	if v, found := p.index(key); found {
		return Descriptor{Value: v, Enumerable: true, Configurable: true}, "", true
	}
	return p.r.crossOriginProperty(p.w.hooks, key)
}

// index returns the child that an array index stands for.
func (p access) index(key lib.TJSAtom) (Value, bool) {
	i, ok := p.r.arrayIndex(key)
	if !ok || p.w.hooks == nil {
		return Undefined, false
	}
	return p.w.hooks.Index(i)
}

// ownData reports whether the global has a data property of its own under the key.
func (p access) ownData(key lib.TJSAtom) bool {
	d, err := p.a.heap.space(sizeClass[lib.TJSPropertyDescriptor]())
	if err != nil {
		return false
	}
	if lib.XJS_GetOwnProperty(p.a.tls, p.r.ctx, d, p.global, key) <= 0 {
		return false
	}
	desc := *(*lib.TJSPropertyDescriptor)(at(d))
	for _, x := range []raw{desc.Fvalue, desc.Fgetter, desc.Fsetter} {
		p.a.drop(x)
	}
	return desc.Fflags&lib.MJS_PROP_GETSET == 0
}

func cProxyGet(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, receiver raw) (ret raw) {
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { ret = p.a.stop(ctx) })
	switch {
	case p.gone():
		return rawUndefined
	case p.same:
		if v, ok := p.index(key); ok {
			return p.a.dup(v.raw())
		}
		return lib.XJS_GetPropertyInternal(tls, ctx, p.global, key, receiver, 0)
	}
	d, name, ok := p.crossOrigin(key)
	return p.r.crossOriginRead(p.w.hooks, d, name, ok, receiver)
}

func cProxySet(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, val, receiver raw, flags int32) (ret int32) {
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case p.gone():
		return 1
	case p.same:
		if _, isIndex := p.r.arrayIndex(key); isIndex { // [[Set]] of an index is false whether there is such a child or not
			if flags&lib.MJS_PROP_THROW != 0 || flags&lib.MJS_PROP_THROW_STRICT != 0 && isStrictMode(tls, ctx) != 0 {
				p.r.throw(typeError("Failed to set an indexed property on 'Window': Index property setter is not supported."))
				return -1
			}
			return 0
		}
		p.w.target.reveal(key)
		if isObject(receiver) && pointerOf(receiver) == pointerOf(obj) && p.ownData(key) {
			receiver = p.global // saves asking the proxy for the property again; a setter must get the proxy
		}
		return lib.XJS_SetPropertyInternal(tls, ctx, p.global, key, p.a.dup(val), receiver, flags)
	}
	d, name, ok := p.crossOrigin(key)
	return p.r.crossOriginWrite(p.w.hooks, d, name, ok, val, receiver)
}

func cProxyHas(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	if p.gone() {
		return 0
	}
	if p.same {
		if _, ok := p.index(key); ok {
			return 1
		}
		return lib.XJS_HasProperty(tls, ctx, p.global, key)
	}
	if _, name, ok := p.crossOrigin(key); !ok {
		p.blocked("use the property '" + name + "' of")
		return -1
	}
	return 1
}

func cProxyGetOwn(tls *libc.TLS, ctx uintptr, desc uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	if p.gone() {
		return 0
	}
	if p.same {
		if v, ok := p.index(key); ok {
			p.r.describeProperty(desc, v, lib.MJS_PROP_CONFIGURABLE|lib.MJS_PROP_ENUMERABLE)
			return 1
		}
		if _, isIndex := p.r.arrayIndex(key); isIndex {
			return 0
		}
		p.w.target.reveal(key)
		return lib.XJS_GetOwnProperty(tls, ctx, desc, p.global, key)
	}
	d, name, ok := p.crossOrigin(key)
	if !ok {
		p.blocked("use the property '" + name + "' of")
		return -1
	}
	p.r.describeDescriptor(desc, d)
	return 1
}

func cProxyDefine(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom, val, get, set raw, flags int32) (ret int32) {
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case p.gone():
		return 0
	case !p.same:
		name, _ := p.r.atomString(key)
		p.blocked("use the property '" + name + "' of")
		return -1
	}
	if _, isIndex := p.r.arrayIndex(key); isIndex {
		if flags&lib.MJS_PROP_THROW != 0 {
			p.r.throw(typeError("cannot define an indexed property on the window"))
			return -1
		}
		return 0
	}
	p.w.target.reveal(key)
	return lib.XJS_DefineProperty(tls, ctx, p.global, key, val, get, set, flags)
}

func cProxyDelete(tls *libc.TLS, ctx uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	switch {
	case p.gone():
		return 1
	case !p.same:
		name, _ := p.r.atomString(key)
		p.blocked("use the property '" + name + "' of")
		return -1
	}
	if _, ok := p.index(key); ok {
		return 0
	}
	delete(p.w.target.lazy, key)
	return lib.XJS_DeleteProperty(tls, ctx, p.global, key, 0)
}

func cProxyKeys(tls *libc.TLS, ctx uintptr, ptab, plen uintptr, obj raw) (ret int32) {
	*wordAt(ptab) = 0
	*(*uint32)(at(plen)) = 0
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { p.a.stop(ctx); ret = -1 })
	if p.gone() {
		return 0
	}
	var keys []lib.TJSAtom
	if p.w.hooks != nil {
		for i := range p.w.hooks.Length() {
			keys = append(keys, lib.XJS_NewAtomUInt32(tls, ctx, lib.Tuint32_t(i)))
		}
	}
	if !p.same {
		keys = append(keys, p.r.crossOriginKeys(p.w.hooks)...)
		return p.r.keyTable(ptab, plen, keys)
	}
	own, ok := p.r.ownKeys(p.global)
	if !ok {
		return -1
	}
	return p.r.keyTable(ptab, plen, append(keys, own...))
}

func cProxyPrototype(tls *libc.TLS, ctx uintptr, obj raw) (ret raw) {
	p := proxied(ctx, obj)
	defer p.a.guard(len(p.a.scope), len(p.a.args), func() { ret = p.a.stop(ctx) })
	if p.gone() || !p.same {
		return rawNull
	}
	return lib.XJS_GetPrototype(tls, ctx, p.global)
}

func cProxySetPrototype(tls *libc.TLS, ctx uintptr, obj, proto raw) int32 {
	return setImmutablePrototype(ctx, cProxyPrototype(tls, ctx, obj), proto)
}

func cProxyIsExtensible(*libc.TLS, uintptr, raw) int32      { return 1 }
func cProxyPreventExtensions(*libc.TLS, uintptr, raw) int32 { return 0 }

// namedProperties makes the named properties object of a window, which hands out what ProxyHooks.Named has.
// https://webidl.spec.whatwg.org/#named-properties-object
func (r *Realm) namedProperties(parent Value) Value {
	a := r.Agent
	a.register(&namedClass, "WindowProperties", func() uintptr {
		e := newExotic()
		e.Fget_own_property = callback(cNamedGetOwn)
		e.Fdefine_own_property = callback(cNamedDefine)
		e.Fdelete_property = callback(cNamedDelete)
		e.Fprevent_extensions = callback(cProxyPreventExtensions)
		d := newClassDef()
		d.Ffinalizer, d.Fexotic = callback(cFinalize), uintptr(unsafe.Pointer(e))
		return uintptr(unsafe.Pointer(d))
	})
	v := lib.XJS_NewObjectProtoClass(a.tls, r.ctx, parent.raw(), namedClass.number)
	if isException(v) {
		return r.must(v)
	}
	a.handle(v, &handle{value: &namedObject{r}, realm: r})
	o := a.own(v)
	lib.XJS_DefineProperty(a.tls, r.ctx, v, symbols["toStringTag"], r.String("WindowProperties").raw(), rawUndefined, rawUndefined,
		lib.MJS_PROP_NO_EXOTIC|lib.MJS_PROP_CONFIGURABLE|lib.MJS_PROP_HAS_CONFIGURABLE|lib.MJS_PROP_HAS_WRITABLE|lib.MJS_PROP_HAS_ENUMERABLE|lib.MJS_PROP_HAS_VALUE)
	freezePrototype(v)
	return o
}

type namedObject struct{ realm *Realm }

func cNamedGetOwn(tls *libc.TLS, ctx uintptr, desc uintptr, obj raw, key lib.TJSAtom) (ret int32) {
	a, r := agentOfContext(ctx), realmOf(ctx)
	n, ok := a.handleOf(obj).value.(*namedObject)
	if !ok || r == nil || n.realm.proxy == nil || n.realm.proxy.target != n.realm || n.realm.proxy.hooks == nil {
		return 0
	}
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = -1 })
	name, isName := r.atomString(key)
	if !isName {
		return 0
	}
	p := lib.XJS_GetPrototype(tls, ctx, obj)
	hidden := isObject(p) && lib.XJS_HasProperty(tls, ctx, p, key) > 0
	a.drop(p)
	if hidden {
		return 0
	}
	v, found := n.realm.proxy.hooks.Named(name)
	if !found {
		return 0
	}
	r.describeProperty(desc, v, lib.MJS_PROP_CONFIGURABLE|lib.MJS_PROP_WRITABLE)
	return 1
}

func cNamedDefine(_ *libc.TLS, ctx uintptr, _ raw, _ lib.TJSAtom, _, _, _ raw, flags int32) (ret int32) {
	a, r := agentOfContext(ctx), realmOf(ctx)
	if r == nil || flags&lib.MJS_PROP_THROW == 0 {
		return 0
	}
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = -1 })
	r.throw(typeError("cannot define a property of the named properties object"))
	return -1
}

func cNamedDelete(*libc.TLS, uintptr, raw, lib.TJSAtom) int32 { return 0 }
