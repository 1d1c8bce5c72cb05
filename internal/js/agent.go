package js

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// Options configure an Agent; the zero value works.
type Options struct {
	MemoryLimit int64          // bytes; 0 = 512 MiB
	StackLimit  int            // slots; 0 = the engine's default of 5000
	Seed        uint64         // of Math.random and Agent.Rand
	Now         func() float64 // milliseconds since the epoch, for Date; nil = the epoch itself
	Interrupt   func() bool    // polled while script runs; true stops it uncatchably
	// Rejection is HostPromiseRejectionTracker: called when a promise is rejected without a
	// handler, and again with handled set when it gets one.
	Rejection func(r *Realm, promise, reason Value, handled bool)
	// ResolveModule turns a specifier, found in the module or script base, into a URL.
	ResolveModule func(r *Realm, base, specifier string) (url string, err error)
	// ImportModule is asked before a dynamic import goes on, by the script or module base. If what it needs is not there it returns
	// true, and calls ready once it is. Nil = never wait.
	ImportModule func(r *Realm, base, specifier string, ready func()) (wait bool)
	// LoadModule returns the source of a module that the realm does not have yet, and its URL for import.meta, "" for the name.
	LoadModule func(r *Realm, name string) (source, url string, err error)
	// JobAllowed says whether a promise job may run script in r; nil = always. A job that may not is dropped.
	JobAllowed func(r *Realm) bool
	// CompileString is HostEnsureCanCompileStrings: asked before eval() or a function constructor makes code of source in r. What
	// it returns is thrown; nil = always allowed.
	CompileString func(r *Realm, source string) error
	// ConvertError makes the value that is thrown for a Go error that a host function returned.
	ConvertError func(r *Realm, err error) (Value, bool)
	// MissingThis returns the realm whose global object a member of r is used on that is called without this; nil = r itself.
	MissingThis func(r *Realm) *Realm
}

const defaultMemoryLimit = 512 << 20

// Agent is one heap with its realms and its job queue. See the package comment for lifetimes.
type Agent struct {
	options Options
	tls     *libc.TLS
	rt      uintptr
	home    uintptr // a context without intrinsics, for freeing
	heap    heap
	closed  bool
	rand    *rand.Rand

	scope     []raw   // values to free, innermost scope last
	args      []Value // arguments of the host calls in progress
	atoms     map[string]lib.TJSAtom
	handles   []*handle // [0] unused; a host object's opaque pointer is its index
	free      []uintptr
	wrappers  map[any]*handle
	globals   map[uintptr]*Realm // by the address of the raw global
	realms    map[*Realm]struct{}
	classes   []bool // engine class ids whose objects have a handle
	builtin   map[string]lib.TJSClassID
	kept      []keptException
	shared    map[uintptr]int // SharedArrayBuffer memory in use
	adopted   uint64          // references that realms have owned so far
	hostDepth int             // host functions in progress
	entry     *Realm
	pass      uint64
	requests  *[]string          // what ModuleRequests collects
	stopped   bool               // by Options.Interrupt
	lines     *Lines             // of TraceLines
	places    []linePlace        // by the number in a call
	imports   []uintptr          // the jobs of dynamic imports that wait, and are in no queue
	jobNames  map[uintptr]string // what jobs are, by the address of their function
	panicked  *HostPanic
}

// HostPanic is what the outermost Go call panics with after a host function panicked: a panic must not
// unwind through the engine's frames.
type HostPanic struct {
	Value any
	Stack []byte // of the goroutine at the panic
}

// Error describes the panic.
func (p *HostPanic) Error() string { return fmt.Sprintf("panic in host function: %v", p.Value) }

// errGone is what calls into a closed agent or realm return.
var errGone = errors.New("the realm is gone")

// firstCollection is how many bytes a heap holds before cycles are collected for the first time; after that the
// engine itself says when. A page with a few frames ends before.
const firstCollection = 16 << 20

// NewAgent starts an engine runtime.
func NewAgent(o Options) (*Agent, error) {
	if o.MemoryLimit == 0 {
		o.MemoryLimit = defaultMemoryLimit
	}
	a := &Agent{
		options: o, tls: libc.NewTLS(), atoms: map[string]lib.TJSAtom{}, handles: make([]*handle, 1),
		wrappers: map[any]*handle{}, globals: map[uintptr]*Realm{}, realms: map[*Realm]struct{}{},
		rand: rand.New(rand.NewPCG(o.Seed, 0x4578_6575_6e74)), shared: map[uintptr]int{},
	}
	if _, err := a.heap.space(0); err != nil {
		return nil, fmt.Errorf("start JavaScript agent: %w", err)
	}
	live.Store(a, struct{}{})
	mf, err := a.heap.UintptrCalloc(sizeClass[lib.TJSMallocFunctions]())
	if err != nil {
		a.Close()
		return nil, fmt.Errorf("start JavaScript agent: %w", errMemory)
	}
	*(*lib.TJSMallocFunctions)(at(mf)) = lib.TJSMallocFunctions{
		Fjs_malloc: callback(cMalloc), Fjs_free: callback(cFree),
		Fjs_realloc: callback(cRealloc), Fjs_malloc_usable_size: callback(cUsableSize),
	}
	a.rt = lib.XJS_NewRuntime2(a.tls, mf, uintptr(unsafe.Pointer(a)))
	if a.rt != 0 {
		a.home = lib.XJS_NewContextRaw(a.tls, a.rt)
	}
	if a.home == 0 {
		a.Close()
		return nil, fmt.Errorf("start JavaScript agent: %w", errMemory)
	}
	lib.XJS_SetMemoryLimit(a.tls, a.rt, lib.Tsize_t(o.MemoryLimit))
	lib.XJS_SetMaxStackSize(a.tls, a.rt, lib.Tsize_t(o.StackLimit))
	lib.XJS_SetGCThreshold(a.tls, a.rt, firstCollection)
	lib.XJS_SetInterruptHandler(a.tls, a.rt, callback(cInterrupt), 0)
	lib.XJS_SetHostPromiseRejectionTracker(a.tls, a.rt, callback(cRejection), 0)
	lib.XJS_SetModuleLoaderFunc2(a.tls, a.rt, callback(cNormalize), callback(cLoad), 0, 0)
	a.setSharedMemory()
	return a, nil
}

// Close frees the agent's memory, at once and without running anything. Its realms, values and
// references are dead then: their methods return errors or Undefined.
func (a *Agent) Close() {
	if a.closed {
		return
	}
	a.closed = true
	a.heap.Close()
	a.heap.scratch, a.heap.scratchSize = 0, 0
	a.tls.Close()
	live.Delete(a)
	for r := range a.realms {
		r.lazy, r.unforgeables = nil, nil
	}
	// Whoever still has the agent, or a realm of it, keeps little: a page may have the objects of many workers that are gone.
	a.scope, a.args, a.handles, a.free, a.kept, a.imports, a.rt, a.home = nil, nil, nil, nil, nil, nil, 0, 0
	a.atoms, a.wrappers, a.globals, a.realms = map[string]lib.TJSAtom{}, map[any]*handle{}, map[uintptr]*Realm{}, map[*Realm]struct{}{}
	a.shared, a.builtin, a.classes = map[uintptr]int{}, nil, nil
}

// Scope opens a scope: values made from now on live until end is called. Scopes nest.
func (a *Agent) Scope() (end func()) {
	mark := len(a.scope)
	return func() { a.leave(mark) }
}

// leave frees the values of the scopes above mark.
func (a *Agent) leave(mark int) {
	if a.closed {
		return
	}
	for i := len(a.scope) - 1; i >= mark; i-- {
		v := a.scope[i]
		a.scope = a.scope[:i]
		lib.XFreeValue(a.tls, a.home, v)
	}
}

// own takes an owned reference into the current scope.
func (a *Agent) own(v raw) Value {
	if isCounted(v) {
		a.scope = append(a.scope, v)
	}
	return borrow(v)
}

func (a *Agent) dup(v raw) raw { return lib.XDupValue(a.tls, a.home, v) }

func (a *Agent) drop(v raw) {
	if !a.closed {
		lib.XFreeValue(a.tls, a.home, v)
	}
}

// Rand is the agent's seeded source of randomness.
func (a *Agent) Rand() *rand.Rand { return a.rand }

// Now is the time that Date sees, in milliseconds since the epoch.
func (a *Agent) Now() float64 {
	if a.options.Now == nil {
		return 0
	}
	return a.options.Now()
}

// Idle reports whether no microtask is queued.
func (a *Agent) Idle() bool { return a.closed || lib.XJS_IsJobPending(a.tls, a.rt) == 0 }

// MemoryUsage returns the bytes that the engine holds.
func (a *Agent) MemoryUsage() int64 {
	if a.closed {
		return 0
	}
	return int64((*lib.TJSRuntime)(at(a.rt)).Fmalloc_ctx.Fmalloc_state.Fmalloc_size)
}

// GC collects cycles now.
func (a *Agent) GC() {
	if !a.closed {
		lib.XJS_RunGC(a.tls, a.rt)
	}
}

// Interrupted reports whether Options.Interrupt stopped the script that last ran.
func (a *Agent) Interrupted() bool { return a.stopped }

// Entry returns the realm that Go last entered script in, an approximation of the entry realm.
func (a *Agent) Entry() *Realm { return a.entry }

// Current returns the realm of the script function nearest on the stack: inside a host function that is
// its caller, an approximation of the incumbent realm. Nil when no script runs.
func (a *Agent) Current() *Realm {
	if a.closed {
		return nil
	}
	f := (*lib.TJSRuntime)(at(a.rt)).Fcurrent_stack_frame
	for ; f != 0; f = (*lib.TJSStackFrame)(at(f)).Fprev_frame {
		v := (*lib.TJSStackFrame)(at(f)).Fcur_func
		if !isObject(v) {
			continue
		}
		switch o := (*lib.TJSObject)(at(pointerOf(v))); lib.TJSClassID(o.Fclass_id) {
		case lib.EJS_CLASS_BYTECODE_FUNCTION, lib.EJS_CLASS_GENERATOR_FUNCTION, lib.EJS_CLASS_ASYNC_FUNCTION, lib.EJS_CLASS_ASYNC_GENERATOR_FUNCTION:
			// All four keep their bytecode in the same place.
			b := *wordAt(uintptr(unsafe.Pointer(&o.Fu)))
			if b != 0 {
				return realmOf((*lib.TJSFunctionBytecode)(at(b)).Frealm)
			}
		}
	}
	return nil
}

// Microtasks is "perform a microtask checkpoint": it runs jobs until there are none. Exceptions that a
// job lets escape go to report, which may be nil.
func (a *Agent) Microtasks(report func(*Realm, *Exception)) {
	for !a.Idle() {
		a.job(report)
	}
}

func (a *Agent) job(report func(*Realm, *Exception)) {
	mark := len(a.scope)
	defer func() { a.leave(mark) }()
	e := (*lib.TJSJobEntry)(at((*lib.TJSRuntime)(at(a.rt)).Fjob_list.Fnext))
	r := realmOf(e.Frealm)
	if a.importWaits(r, e) {
		return
	}
	r, allowed := a.moveJob(r, e)
	if r == nil || r.gone || !allowed {
		e.Fjob_func = callback(cNoJob)
	}
	a.enter(r)
	if rc := lib.XJS_ExecutePendingJob(a.tls, a.rt, 0); rc >= 0 {
		a.repanic()
		return
	}
	if r == nil {
		lib.XFreeValue(a.tls, a.home, lib.XJS_GetException(a.tls, a.home))
		return
	}
	if x := r.takeException(); report != nil {
		report(r, x)
	}
}

// cNoJob stands in for a job that may not run.
func cNoJob(_ *libc.TLS, _ uintptr, _ int32, _ uintptr) raw { return rawUndefined }

// QueueMicrotask appends f to the job queue.
func (r *Realm) QueueMicrotask(f func(*Realm)) {
	if r.dead() {
		return
	}
	fn := r.closure(&closure{realm: r, call: func(r *Realm, _ Value, _ []Value) (Value, error) {
		f(r)
		return Undefined, nil
	}})
	p, n := r.Agent.argv([]Value{fn})
	lib.XJS_EnqueueJob(r.Agent.tls, r.ctx, callback(cJob), 1, p)
	r.Agent.tls.Free(n)
}

// cJob calls the function that is its argument.
func cJob(tls *libc.TLS, ctx uintptr, _ int32, argv uintptr) raw {
	return lib.XJS_Call(tls, ctx, *(*raw)(at(argv)), rawUndefined, 0, 0)
}

// enter is called before every call into the engine that can run script.
func (a *Agent) enter(r *Realm) {
	if a.hostDepth == 0 {
		a.entry, a.stopped = r, false
	}
}

// repanic continues, at the outermost Go call, a panic that a host function ended with.
func (a *Agent) repanic() {
	if p := a.panicked; p != nil && a.hostDepth == 0 {
		a.panicked = nil
		panic(p)
	}
}

// guard is deferred in every callback from the engine that runs foreign Go code: it closes the scope, and
// holds up a panic. failed says what to do then.
func (a *Agent) guard(mark, args int, failed func()) {
	if p := recover(); p != nil {
		if h, ok := p.(*HostPanic); ok {
			a.panicked = h
		} else if a.panicked == nil {
			a.panicked = &HostPanic{Value: p, Stack: debug.Stack()}
		}
		if !a.closed {
			failed()
		}
	}
	a.hostDepth--
	a.args = a.args[:args]
	a.leave(mark)
}

// stop throws an exception that script cannot catch.
func (a *Agent) stop(ctx uintptr) raw {
	v := lib.XJS_ThrowInternalError(a.tls, ctx, staticText("interrupted"), 0)
	lib.XJS_SetUncatchableException(a.tls, ctx, 1)
	return v
}

func cInterrupt(_ *libc.TLS, rt, _ uintptr) (ret int32) {
	a := agentOf(rt)
	if a.options.Interrupt == nil {
		return 0
	}
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { ret = 1 })
	if !a.options.Interrupt() {
		return 0
	}
	a.stopped = true
	return 1
}

func cRejection(_ *libc.TLS, ctx uintptr, promise, reason raw, handled int32, _ uintptr) {
	r := realmOf(ctx)
	if r == nil || r.gone || r.Agent.options.Rejection == nil {
		return
	}
	if handled == 0 && ofModule() {
		return
	}
	a := r.Agent
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() {})
	a.options.Rejection(r, borrow(promise), borrow(reason), handled != 0)
}

// ofModule reports whether the promise that is being rejected is one that no script can have: the engine runs the body
// of a module without await as an async function, takes the result out of its promise and passes it on through
// another, but never says that the first has been handled. The Go stack tells which it is.
func ofModule() bool {
	var pcs [40]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	calls := 0 // the first is that of the promise's resolving function, a second one that of a script
	for {
		f, more := frames.Next()
		switch {
		case strings.HasSuffix(f.Function, "._js_execute_sync_module"):
			return true
		case strings.HasSuffix(f.Function, "._JS_CallInternal"):
			calls++
		}
		if calls > 1 || !more {
			return false
		}
	}
}

// nameClasses finds the numbers of the engine's own classes by their names.
func (a *Agent) nameClasses() {
	a.builtin = map[string]lib.TJSClassID{}
	for id := lib.TJSClassID(1); id < lib.EJS_CLASS_INIT_COUNT; id++ {
		if name := a.className(id); name != "" {
			if _, ok := a.builtin[name]; !ok {
				a.builtin[name] = id
			}
		}
	}
}

func (a *Agent) className(id lib.TJSClassID) string {
	rt := (*lib.TJSRuntime)(at(a.rt))
	if int(id) >= int(rt.Fclass_count) {
		return ""
	}
	c := (*lib.TJSClass)(at(rt.Fclass_array + uintptr(id)*unsafe.Sizeof(lib.TJSClass{})))
	if c.Fclass_id == 0 {
		return ""
	}
	p := lib.XJS_AtomToCStringLen(a.tls, a.home, 0, c.Fclass_name)
	if p == 0 {
		return ""
	}
	defer lib.XJS_FreeCString(a.tls, a.home, p)
	return libc.GoString(p)
}

// setSharedMemory gives SharedArrayBuffer its memory; without these the engine would call a null pointer.
func (a *Agent) setSharedMemory() {
	p, err := a.heap.space(sizeClass[lib.TJSSharedArrayBufferFunctions]())
	if err != nil {
		return
	}
	*(*lib.TJSSharedArrayBufferFunctions)(at(p)) = lib.TJSSharedArrayBufferFunctions{
		Fsab_alloc: callback(cSharedAlloc), Fsab_free: callback(cSharedFree), Fsab_dup: callback(cSharedDup),
		Fsab_opaque: uintptr(unsafe.Pointer(a)),
	}
	lib.XJS_SetSharedArrayBufferFunctions(a.tls, a.rt, p)
}

func cSharedAlloc(_ *libc.TLS, opaque uintptr, size lib.Tsize_t) uintptr {
	a := (*Agent)(at(opaque))
	if int64(size)+a.MemoryUsage() > a.options.MemoryLimit {
		return 0
	}
	p, err := a.heap.UintptrCalloc(int(size))
	if err != nil {
		return 0
	}
	a.shared[p] = 1
	return p
}

func cSharedFree(_ *libc.TLS, opaque, p uintptr) {
	a := (*Agent)(at(opaque))
	if a.shared[p]--; a.shared[p] <= 0 {
		delete(a.shared, p)
		a.heap.UintptrFree(p)
	}
}

func cSharedDup(_ *libc.TLS, opaque, p uintptr) { (*Agent)(at(opaque)).shared[p]++ }
