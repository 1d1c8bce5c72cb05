package js

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// Realm is a global object with its intrinsics: an engine context.
type Realm struct {
	Agent *Agent
	Host  any // the owner's, such as the Window whose global this is

	ctx    uintptr
	global uintptr // address of the raw global object, which the context owns
	proxy  *WindowProxy
	class  *Class // of the global object, if it is a platform object
	lazy   map[lib.TJSAtom]*Class
	strong map[*handle]struct{} // whose wrappers are kept alive for their own sake

	unforgeables map[int32]raw // the functions of unforgeable members, by their numbers, until Close

	// callbacks are the kept functions of the realm, which nobody calls once it is closed; owned are what things in the realm
	// have: values, and functions that they call back.
	callbacks, owned map[*Ref]struct{}
	lineCall         bool // instrument has declared what it calls
	closed           bool // Go's hold on the context is gone
	gone             bool // the context itself is
}

// NewRealm creates a realm with the intrinsics of ECMAScript.
func (a *Agent) NewRealm() (*Realm, error) {
	if a.closed {
		return nil, errGone
	}
	ctx := lib.XJS_NewContext(a.tls, a.rt)
	if ctx == 0 {
		return nil, errMemory
	}
	if a.builtin == nil {
		a.nameClasses() // some of them come with the first context
	}
	r := &Realm{Agent: a, ctx: ctx}
	c := (*lib.TJSContext)(at(ctx))
	c.Frandom_state = lib.Tuint64_t(a.rand.Uint64() | 1)
	c.Fuser_opaque = uintptr(unsafe.Pointer(r))
	r.global = pointerOf(c.Fglobal_obj)
	a.realms[r] = struct{}{}
	a.globals[r.global] = r

	defer a.Scope()()
	// The context owns an object whose end tells us that the context has come to its own.
	a.register(&sentinelClass, "Realm", sentinelClassDef)
	s := lib.XJS_NewObjectProtoClass(a.tls, ctx, rawNull, sentinelClass.number)
	if isException(s) {
		return nil, errMemory
	}
	a.handle(s, &handle{realm: r})
	lib.XJS_SetClassProto(a.tls, ctx, sentinelClass.number, s)

	r.setDate()
	r.setArrayFunctions()
	r.watchStrings()
	// Not on the web: a name of the engine's own, and shared memory outside cross-origin isolation.
	for _, name := range []string{"InternalError", "SharedArrayBuffer"} {
		lib.XJS_DeleteProperty(a.tls, ctx, rawObject(r.global), a.atom(name), 0)
	}
	return r, nil
}

func (r *Realm) dead() bool { return r == nil || r.gone || r.Agent.closed }

// Close drops Go's hold on the realm: the wrappers made in it are no longer kept alive for their own
// sake, and the realm goes when script lets go of it. Its functions work until then.
func (r *Realm) Close() {
	if r.dead() || r.closed {
		return
	}
	r.closed = true
	a := r.Agent
	a.forgetImports(r)
	for _, f := range inOrder(r.callbacks) {
		f.Free()
	}
	strong := slices.SortedFunc(maps.Keys(r.strong), func(g, h *handle) int { return cmp.Compare(g.index, h.index) })
	r.strong = nil
	for _, h := range strong {
		h.strong = false
		defer a.drop(rawObject(h.object))
	}
	for _, f := range r.unforgeables {
		defer a.drop(f)
	}
	r.unforgeables = nil
	a.dropKept(func(k keptException) bool { return k.realm == r })
	lib.XJS_FreeContext(a.tls, r.ctx)
}

// end is called when the engine frees the context.
func (r *Realm) end() {
	r.gone = true
	for _, f := range inOrder(r.owned) {
		f.Free()
	}
	if r.Agent.entry == r {
		r.Agent.entry = nil
	}
	delete(r.Agent.realms, r)
	delete(r.Agent.globals, r.global)
	(*lib.TJSContext)(at(r.ctx)).Fuser_opaque = 0
}

func (r *Realm) rawGlobal() raw { return rawObject(r.global) }

// Global returns the raw global object. Scripts should see GlobalThis.
func (r *Realm) Global() Value {
	if r.dead() {
		return Undefined
	}
	return r.Agent.own(r.Agent.dup(r.rawGlobal()))
}

// GlobalThis returns the global this value: the WindowProxy if there is one, else the global object.
func (r *Realm) GlobalThis() Value {
	if r.dead() {
		return Undefined
	}
	return r.Agent.own(r.Agent.dup(r.this()))
}

func (r *Realm) this() raw {
	if r.proxy != nil && isObject(r.proxy.object) {
		return r.proxy.object
	}
	return r.rawGlobal()
}

// Proxy returns the WindowProxy whose target this realm is or last was, nil if it never was.
func (r *Realm) Proxy() *WindowProxy { return r.proxy }

// value takes what an engine call returned: a value, or an exception.
func (r *Realm) value(v raw) (Value, error) {
	if isException(v) {
		return Undefined, r.takeException()
	}
	r.Agent.repanic()
	return r.Agent.own(v), nil
}

// compiled is the process-wide cache of bytecode, which any realm of any agent can run.
var compiled struct {
	sync.Mutex
	code map[scriptKey][]byte
	size int
}

type scriptKey struct {
	source, file string
	line         int
}

const (
	cacheLimit   = 64 << 20
	cacheMinimum = 512 // shorter sources compile faster than they are found
)

// Eval runs a classic script whose first line has the given number (0 and 1 mean the first).
func (r *Realm) Eval(source, file string, line int) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	a := r.Agent
	key := scriptKey{source, file, line}
	var code []byte
	cached := len(source) >= cacheMinimum && !a.tracesLines(file)
	if cached {
		compiled.Lock()
		code = compiled.code[key]
		compiled.Unlock()
		if code == nil {
			if code = disk.Load().load(key); code != nil {
				remember(key, code)
			}
		}
	}
	a.enter(r)
	if code == nil {
		fn := r.compile(source, file, line, lib.MJS_EVAL_TYPE_GLOBAL)
		if isException(fn) {
			return r.value(fn)
		}
		if cached {
			r.cache(key, fn)
		}
		return r.value(evalFunctionInternal(a.tls, r.ctx, fn, r.this(), 0, 0))
	}
	p, err := a.heap.UintptrMalloc(len(code))
	if err != nil {
		return Undefined, errMemory
	}
	copy(bytesAt(p, len(code)), code)
	fn := lib.XJS_ReadObject(a.tls, r.ctx, p, lib.Tsize_t(len(code)), lib.MJS_READ_OBJ_BYTECODE)
	a.heap.UintptrFree(p)
	if isException(fn) {
		return r.value(fn)
	}
	return r.value(evalFunctionInternal(a.tls, r.ctx, fn, r.this(), 0, 0))
}

// CheckSyntax compiles a classic script without running it; the error is what running it would throw.
func (r *Realm) CheckSyntax(source, file string) error {
	if r.dead() {
		return errGone
	}
	fn := r.compile(source, file, 1, lib.MJS_EVAL_TYPE_GLOBAL)
	if isException(fn) {
		return r.takeException()
	}
	r.Agent.drop(fn)
	return nil
}

// compile returns the function or module of a source text.
func (r *Realm) compile(source, file string, line int, flags int32) raw {
	a := r.Agent
	if a.tracesLines(file) {
		source = r.instrument(source, file, line, flags&lib.MJS_EVAL_TYPE_MASK == lib.MJS_EVAL_TYPE_MODULE)
	}
	if line > 1 {
		// The engine counts from 1 and takes no offset. Leading line breaks change nothing else.
		b := make([]byte, line-1, line-1+len(source))
		for i := range b {
			b[i] = '\n'
		}
		source = string(append(b, source...))
	}
	src, err := a.heap.text(source)
	if err != nil {
		return lib.XJS_ThrowOutOfMemory(a.tls, r.ctx)
	}
	defer a.heap.UintptrFree(src)
	name, err := a.heap.text(file)
	if err != nil {
		return lib.XJS_ThrowOutOfMemory(a.tls, r.ctx)
	}
	defer a.heap.UintptrFree(name)
	return lib.XJS_Eval(a.tls, r.ctx, src, lib.Tsize_t(len(source)), name, flags|lib.MJS_EVAL_FLAG_COMPILE_ONLY)
}

func (r *Realm) cache(key scriptKey, fn raw) {
	a := r.Agent
	size := a.heap.scratch
	p := lib.XJS_WriteObject(a.tls, r.ctx, size, fn, lib.MJS_WRITE_OBJ_BYTECODE)
	if p == 0 {
		lib.XFreeValue(a.tls, r.ctx, lib.XJS_GetException(a.tls, r.ctx))
		return
	}
	code := append([]byte(nil), bytesAt(p, int(*wordAt(size)))...)
	lib.Xjs_free(a.tls, r.ctx, p)
	remember(key, code)
	disk.Load().store(key, code)
}

// remember puts bytecode into the process-wide cache.
func remember(key scriptKey, code []byte) {
	compiled.Lock()
	defer compiled.Unlock()
	n := len(code) + len(key.source)
	if compiled.code == nil || compiled.size+n > cacheLimit {
		compiled.code, compiled.size = map[scriptKey][]byte{}, 0
	}
	compiled.code[key] = code
	compiled.size += n
}
