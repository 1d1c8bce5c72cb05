package js

import (
	"unsafe"

	lib "modernc.org/libquickjs"
)

// Wrap returns the platform object of the Go value v, which must be a pointer: the same object each time.
// It is made in r the first time, and lives until that realm is closed and script drops it.
func (r *Realm) Wrap(c *Class, v any) Value {
	if r.dead() {
		return Undefined
	}
	if h := r.Agent.wrappers[v]; h != nil {
		return r.Agent.own(r.Agent.dup(rawObject(h.object)))
	}
	return r.WrapNew(c, v, Undefined)
}

// WrapNew makes the platform object of v for a constructor, with the prototype that newTarget asks for.
func (r *Realm) WrapNew(c *Class, v any, newTarget Value) Value {
	if r.dead() {
		return Undefined
	}
	a := r.Agent
	r.install(c)
	proto := r.InterfacePrototype(c)
	if newTarget.IsObject() {
		if p, err := r.Get(newTarget, "prototype"); err == nil && p.IsObject() {
			proto = p
		} else if other := a.RealmOf(newTarget); other != nil && other != r {
			proto = other.InterfacePrototype(c)
		}
	}
	o := lib.XJS_NewObjectProtoClass(a.tls, r.ctx, proto.raw(), c.engine.number)
	if isException(o) {
		return r.must(o)
	}
	h := &handle{value: v, class: c, realm: r, strong: !c.Weak && !r.closed}
	if c.CrossOrigin != nil {
		h.inner = lib.XJS_NewObjectProto(a.tls, r.ctx, proto.raw())
	}
	a.handle(o, h)
	a.wrappers[v] = h
	if h.strong {
		if r.strong == nil {
			r.strong = map[*handle]struct{}{}
		}
		r.strong[h] = struct{}{}
		a.dup(o)
	}
	w := a.own(o)
	own := w
	if isObject(h.inner) {
		own = borrow(h.inner)
	}
	for k := c; k != nil; k = k.Parent {
		r.defineMembers(own, k.Attrs, k.numbers.attrs, true)
		r.defineMembers(own, k.Methods, k.numbers.methods, true)
		if k.Instance != nil {
			k.Instance(r, own)
		}
	}
	return w
}

// Wrapper returns the platform object of v if it has one.
func (a *Agent) Wrapper(v any) (Value, bool) {
	h := a.wrappers[v]
	if h == nil || a.closed {
		return Undefined, false
	}
	return a.own(a.dup(rawObject(h.object))), true
}

// Unwrap returns the Go value of a platform object: for a WindowProxy its host, for a raw global
// its realm's Host; nil for other values.
func (a *Agent) Unwrap(v Value) any {
	if !v.IsObject() || a.closed {
		return nil
	}
	h := a.handleOf(v.raw())
	if h == noHandle {
		if r := a.globals[pointerOf(v.raw())]; r != nil {
			return r.Host
		}
		return nil
	}
	if h.class != nil {
		return h.value
	}
	if w, ok := h.value.(*WindowProxy); ok {
		return w.host
	}
	return nil
}

// RealmOf returns the realm in which an object was made: exact for platform objects, globals and functions;
// for others it is found through the constructor of their prototype; nil if that fails.
func (a *Agent) RealmOf(v Value) *Realm {
	if !v.IsObject() || a.closed {
		return nil
	}
	if h := a.handleOf(v.raw()); h != noHandle {
		if w, ok := h.value.(*WindowProxy); ok {
			return w.target
		}
		return h.realm
	}
	if r := a.globals[pointerOf(v.raw())]; r != nil {
		return r
	}
	o := (*lib.TJSObject)(at(pointerOf(v.raw())))
	switch o.Fclass_id {
	case lib.EJS_CLASS_BYTECODE_FUNCTION, lib.EJS_CLASS_GENERATOR_FUNCTION, lib.EJS_CLASS_ASYNC_FUNCTION, lib.EJS_CLASS_ASYNC_GENERATOR_FUNCTION:
		if b := *wordAt(uintptr(unsafe.Pointer(&o.Fu))); b != 0 {
			return realmOf((*lib.TJSFunctionBytecode)(at(b)).Frealm)
		}
	case lib.EJS_CLASS_C_FUNCTION:
		return realmOf(*wordAt(uintptr(unsafe.Pointer(&o.Fu))))
	case lib.EJS_CLASS_ASYNC_FUNCTION_RESOLVE, lib.EJS_CLASS_ASYNC_FUNCTION_RESOLVE + 1: // and …_REJECT
		// What goes on with an async function is made in whichever realm its last job came from; it belongs to the function's.
		if state := *wordAt(uintptr(unsafe.Pointer(&o.Fu))); state != 0 {
			if f := (*lib.TJSAsyncFunctionState)(at(state)).Fframe.Fcur_func; isObject(f) {
				return a.RealmOf(borrow(f))
			}
		}
		return nil
	case lib.EJS_CLASS_PROXY:
		return nil
	}
	// Built-in prototypes have a native constructor, as plain data.
	for range 8 {
		v = a.own(lib.XJS_GetPrototype(a.tls, a.home, v.raw()))
		if !v.IsObject() || (*lib.TJSObject)(at(pointerOf(v.raw()))).Fclass_id == lib.EJS_CLASS_PROXY || a.handleOf(v.raw()) != noHandle {
			return nil
		}
		d, err := a.heap.space(sizeClass[lib.TJSPropertyDescriptor]())
		if err != nil {
			return nil
		}
		if lib.XJS_GetOwnProperty(a.tls, a.home, d, v.raw(), a.atom("constructor")) > 0 {
			desc := *(*lib.TJSPropertyDescriptor)(at(d))
			c := a.own(desc.Fvalue)
			a.drop(desc.Fgetter)
			a.drop(desc.Fsetter)
			if c.IsObject() && (*lib.TJSObject)(at(pointerOf(c.raw()))).Fclass_id != lib.EJS_CLASS_PROXY {
				if (*lib.TJSObject)(at(pointerOf(c.raw()))).Fclass_id == lib.EJS_CLASS_C_FUNCTION || (*lib.TJSObject)(at(pointerOf(c.raw()))).Fclass_id == lib.EJS_CLASS_BYTECODE_FUNCTION {
					return a.RealmOf(c)
				}
			}
		}
	}
	return nil
}
