package js

import (
	"errors"
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// HostFunc is a function written in Go. r is the function's own realm, the current realm of the standard.
// this and args are alive during the call. A non-nil error is thrown: an *Exception as the very value,
// other errors as Options.ConvertError says, else as TypeError.
type HostFunc func(r *Realm, this Value, args []Value) (Value, error)

// member is what a native function's number stands for. Members belong to interfaces, not to realms, so
// there are few.
type member struct {
	call        HostFunc
	class       *Class // of the brand check; nil = none
	promise     bool
	crossOrigin bool
}

var members struct {
	sync.Mutex
	table atomic.Pointer[[]member]
}

// number registers m for the life of the process.
func number(m member) int32 {
	members.Lock()
	defer members.Unlock()
	var t []member
	if old := members.table.Load(); old != nil {
		t = *old
	}
	if len(t) >= 1<<16 {
		panic("js: too many interface members")
	}
	n := int32(len(t))
	t = append(t, m)
	members.table.Store(&t)
	return n
}

func cCall(_ *libc.TLS, ctx uintptr, this raw, argc int32, argv uintptr, magic int32) raw {
	var args []raw
	if argc > 0 {
		args = rawsAt(argv, int(argc))
	}
	return invoke(ctx, this, args, magic)
}

func cGetter(_ *libc.TLS, ctx uintptr, this raw, magic int32) raw {
	return invoke(ctx, this, nil, magic)
}

func cSetter(_ *libc.TLS, ctx uintptr, this, v raw, magic int32) raw {
	args := [1]raw{v}
	return invoke(ctx, this, args[:], magic)
}

func invoke(ctx uintptr, this raw, args []raw, magic int32) raw {
	r := realmOf(ctx)
	if r == nil || r.gone {
		a := agentOfContext(ctx)
		return lib.XJS_ThrowTypeError(a.tls, ctx, staticText("the realm is gone"), 0)
	}
	return r.invoke(&(*members.table.Load())[uint16(magic)], this, args)
}

// invoke runs a host function in a scope of its own.
func (r *Realm) invoke(m *member, this raw, rawArgs []raw) (ret raw) {
	a := r.Agent
	mark, argMark := len(a.scope), len(a.args)
	a.hostDepth++
	defer a.guard(mark, argMark, func() { ret = a.stop(r.ctx) })
	for _, v := range rawArgs {
		a.args = append(a.args, borrow(v))
	}
	args := a.args[argMark:len(a.args):len(a.args)]
	self := borrow(this)
	if m.class != nil {
		if !isObject(this) && self.IsNullish() {
			global := r
			if f := a.options.MissingThis; f != nil {
				global = f(r)
			}
			self = borrow(global.rawGlobal())
		}
		if err := r.checkBrand(m, self); err != nil {
			return r.fail(m, err)
		}
	}
	v, err := m.call(r, self, args)
	if a.closed {
		return rawUndefined
	}
	if err != nil {
		return r.fail(m, err)
	}
	if a.panicked != nil {
		return a.stop(r.ctx)
	}
	return a.dup(v.raw())
}

// fail throws err, or returns a promise that it rejects.
func (r *Realm) fail(m *member, err error) raw {
	a := r.Agent
	if m.promise && a.panicked == nil && !a.stopped {
		p, settle := r.NewPromise()
		settle.Reject(r.Thrown(err))
		return a.dup(p.raw())
	}
	return r.throw(err)
}

// Thrown returns the value that err stands for when it is thrown in r.
func (r *Realm) Thrown(err error) Value {
	var x *Exception
	if errors.As(err, &x) {
		return x.Value
	}
	if c := r.Agent.options.ConvertError; c != nil {
		if v, ok := c(r, err); ok {
			return v
		}
	}
	if e, ok := err.(interface {
		ErrorName() string
		ErrorMessage() string
	}); ok {
		return r.NewError(e.ErrorName(), e.ErrorMessage())
	}
	return r.NewError("TypeError", err.Error())
}

// ErrStopped is what a host function returns when the script that called it must not go on: no script can catch it.
var ErrStopped = errors.New("the script was stopped")

// throw makes err the pending exception.
func (r *Realm) throw(err error) raw {
	a := r.Agent
	if a.panicked != nil {
		return a.stop(r.ctx)
	}
	var x *Exception
	if errors.Is(err, ErrStopped) {
		a.stopped = true
		return a.stop(r.ctx)
	}
	if errors.As(err, &x) && x.Uncatchable {
		return a.stop(r.ctx)
	}
	return lib.XJS_Throw(a.tls, r.ctx, a.dup(r.Thrown(err).raw()))
}

// native makes a function object for a registered member.
func (r *Realm) native(name uintptr, length int, id int32, kind lib.TJSCFunctionEnum) raw {
	f := callback(cCall)
	switch kind {
	case lib.EJS_CFUNC_getter_magic:
		f = callback(cGetter)
	case lib.EJS_CFUNC_setter_magic:
		f = callback(cSetter)
	}
	return lib.XJS_NewCFunction2(r.Agent.tls, r.ctx, f, name, int32(length), kind, id)
}

// closure is a host function that belongs to one realm.
type closure struct {
	realm *Realm
	call  HostFunc
}

// NewFunction makes a function object of r that calls f.
func (r *Realm) NewFunction(name string, length int, f HostFunc) Value {
	if r.dead() {
		return Undefined
	}
	v := r.closure(&closure{realm: r, call: f})
	if v.IsObject() {
		r.Define(v, "length", Int(int32(length)), Configurable)
		r.Define(v, "name", r.String(name), Configurable)
	}
	return v
}

func (r *Realm) closure(c *closure) Value {
	a := r.Agent
	a.register(&functionClass, "Function", functionClassDef)
	v := lib.XJS_NewObjectProtoClass(a.tls, r.ctx, (*lib.TJSContext)(at(r.ctx)).Ffunction_proto, functionClass.number)
	if isException(v) {
		lib.XFreeValue(a.tls, r.ctx, lib.XJS_GetException(a.tls, r.ctx))
		return Undefined
	}
	a.handle(v, &handle{value: c, realm: r})
	return a.own(v)
}

// cClosure is the [[Call]] of closures. ctx is the caller's realm; the closure knows its own.
func cClosure(tls *libc.TLS, ctx uintptr, fn, this raw, argc int32, argv uintptr, _ int32) raw {
	a := agentOfContext(ctx)
	c, ok := a.handleOf(fn).value.(*closure)
	if !ok || c.realm.dead() {
		return lib.XJS_ThrowTypeError(tls, ctx, staticText("the realm is gone"), 0)
	}
	if tls.StackSlots() >= a.stackLimit() {
		return lib.XJS_ThrowInternalError(tls, ctx, staticText("stack overflow"), 0)
	}
	var args []raw
	if argc > 0 {
		args = rawsAt(argv, int(argc))
	}
	return c.realm.invoke(&member{call: c.call}, this, args)
}

func (a *Agent) stackLimit() int {
	if a.options.StackLimit > 0 {
		return a.options.StackLimit
	}
	return lib.MaxStackSlots
}

// argv copies arguments to the engine's stack: they must not be on Go's, which moves.
func (a *Agent) argv(args []Value) (p uintptr, size int) {
	if len(args) == 0 {
		return 0, 0
	}
	size = len(args) * sizeClass[raw]()
	p = a.tls.Alloc(size)
	for i, v := range args {
		rawsAt(p, len(args))[i] = v.raw()
	}
	return p, size
}

// Call calls f. Script may run.
func (r *Realm) Call(f, this Value, args ...Value) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	a := r.Agent
	p, n := a.argv(args)
	a.enter(r)
	v := lib.XJS_Call(a.tls, r.ctx, f.raw(), this.raw(), int32(len(args)), p)
	if n > 0 {
		a.tls.Free(n)
	}
	return r.value(v)
}

func (r *Realm) construct(f, newTarget Value, args []Value) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	a := r.Agent
	p, n := a.argv(args)
	a.enter(r)
	v := lib.XJS_CallConstructor2(a.tls, r.ctx, f.raw(), newTarget.raw(), int32(len(args)), p)
	if n > 0 {
		a.tls.Free(n)
	}
	return r.value(v)
}

// IsFunction reports whether v is callable.
func (r *Realm) IsFunction(v Value) bool {
	return v.IsObject() && !r.dead() && lib.XJS_IsFunction(r.Agent.tls, r.ctx, v.raw()) != 0
}

// handle is the Go side of an engine object that has one.
type handle struct {
	value  any
	class  *Class // of a platform object
	realm  *Realm
	object uintptr
	index  uintptr
	strong bool // the table of wrappers counts a reference
	refs   []*Ref
	inner  raw // owned: what has the properties of an object with Class.CrossOrigin
}

// register makes an internal or host class known to the agent's runtime.
func (a *Agent) register(c *engineClass, name string, def func() uintptr) {
	if int(c.number) < len(a.classes) && c.number != 0 && a.classes[c.number] {
		return
	}
	c.once.Do(func() {
		classIDs.Lock()
		defer classIDs.Unlock()
		p := uintptr(unsafe.Pointer(&c.number))
		lib.XJS_NewClassID(a.tls, p)
		if def == nil {
			return
		}
		c.def = def()
		(*lib.TJSClassDef)(at(c.def)).Fclass_name = staticText(name)
	})
	if c.def == 0 {
		return
	}
	lib.XJS_NewClass(a.tls, a.rt, c.number, c.def)
	for int(c.number) >= len(a.classes) {
		a.classes = append(a.classes, make([]bool, 64)...)
	}
	a.classes[c.number] = true
}

// engineClass is a class number of the engine, which is process-wide, and its definition.
type engineClass struct {
	once   sync.Once
	number lib.TJSClassID
	def    uintptr
}

var (
	classIDs      sync.Mutex // the engine counts them without a lock
	functionClass engineClass
	sentinelClass engineClass
)

func newClassDef() *lib.TJSClassDef {
	static.Lock()
	defer static.Unlock()
	return (*lib.TJSClassDef)(at(staticAlloc(sizeClass[lib.TJSClassDef]())))
}

func functionClassDef() uintptr {
	d := newClassDef()
	d.Ffinalizer, d.Fcall = callback(cFinalize), callback(cClosure)
	return uintptr(unsafe.Pointer(d))
}

func sentinelClassDef() uintptr {
	d := newClassDef()
	d.Ffinalizer, d.Fgc_mark = callback(cFinalize), callback(cSentinelMark)
	return uintptr(unsafe.Pointer(d))
}

// handle gives the fresh object v the Go side h.
func (a *Agent) handle(v raw, h *handle) {
	h.object = pointerOf(v)
	if n := len(a.free); n > 0 {
		h.index = a.free[n-1]
		a.free = a.free[:n-1]
		a.handles[h.index] = h
	} else {
		h.index = uintptr(len(a.handles))
		a.handles = append(a.handles, h)
	}
	lib.XJS_SetOpaque(a.tls, v, h.index)
}

var noHandle = &handle{}

// handleOf returns the Go side of an object, never nil.
func (a *Agent) handleOf(v raw) *handle {
	if !isObject(v) || a.closed {
		return noHandle
	}
	o := (*lib.TJSObject)(at(pointerOf(v)))
	if id := int(o.Fclass_id); id >= len(a.classes) || !a.classes[id] {
		return noHandle
	}
	i := *wordAt(uintptr(unsafe.Pointer(&o.Fu)))
	if i == 0 || i >= uintptr(len(a.handles)) || a.handles[i] == nil {
		return noHandle
	}
	return a.handles[i]
}

// cFinalize is called when the engine frees an object that has a Go side.
func cFinalize(_ *libc.TLS, rt uintptr, v raw) {
	a := agentOf(rt)
	h := a.handleOf(v)
	if h == noHandle {
		return
	}
	a.handles[h.index] = nil
	a.free = append(a.free, h.index)
	if h.class != nil && a.wrappers[h.value] == h {
		delete(a.wrappers, h.value)
	}
	for _, f := range h.refs {
		f.Free()
	}
	if isObject(h.inner) {
		a.drop(h.inner)
	}
	if int(sentinelClass.number) == int((*lib.TJSObject)(at(pointerOf(v))).Fclass_id) {
		h.realm.end()
	}
}

// cSentinelMark tells the collector which references a closed realm owns, those aside that a wrapper reports. Those of one that is not closed are roots.
func cSentinelMark(tls *libc.TLS, rt uintptr, v raw, mark uintptr) {
	r := agentOf(rt).handleOf(v).realm
	if r == nil || !r.closed || r.gone {
		return
	}
	for _, f := range inOrder(r.owned) {
		if f.owner == nil {
			lib.XJS_MarkValue(tls, rt, f.v, mark)
		}
	}
}

// cMark tells the collector which values the Go side of v owns. Only a wrapper that nothing but script
// keeps alive does so: for the others what Go keeps is a root. Each reference is reported by
// the first wrapper that traces it and by no other, since the collector counts.
func cMark(tls *libc.TLS, rt uintptr, v raw, mark uintptr) {
	a := agentOf(rt)
	h := a.handleOf(v)
	if isObject(h.inner) {
		lib.XJS_MarkValue(tls, rt, h.inner, mark)
	}
	t, ok := h.value.(Tracer)
	if !ok || h.strong || h.class == nil || h.class.Weak {
		return
	}
	a.pass++
	t.Trace(func(f *Ref) {
		if f == nil || f.freed || f.agent != a || f.owner == nil && f.number > 0 && f.realm.closed {
			return
		}
		if f.owner == nil {
			f.owner = h
			h.refs = append(h.refs, f)
		}
		if f.owner == h && f.pass != a.pass {
			f.pass = a.pass
			lib.XJS_MarkValue(tls, rt, f.v, mark)
		}
	})
}

// plainClassDef is of classes without instances, whose numbers only name a slot in each context.
func plainClassDef() uintptr { return uintptr(unsafe.Pointer(newClassDef())) }
