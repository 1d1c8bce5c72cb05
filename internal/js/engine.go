package js

import (
	"errors"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
	"modernc.org/memory"
)

// All conversions between integers and pointers are in this file: the engine's heap is not Go's, and
// its addresses are plain integers to Go.

// raw is the engine's own value: a union and a tag.
type raw = lib.TJSValue

// at makes an address of the engine's heap usable. The detour is what tells vet that the address is
// not a Go pointer in disguise.
func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

func pointerOf(v raw) uintptr { return *(*uintptr)(unsafe.Pointer(&v)) }

func rawObject(p uintptr) (v raw) {
	*(*uintptr)(unsafe.Pointer(&v)) = p
	v.Ftag = lib.EJS_TAG_OBJECT
	return v
}

func rawBits(bits uint64, tag int64) (v raw) {
	*(*uint64)(unsafe.Pointer(&v)) = bits
	v.Ftag = tag
	return v
}

func bitsOf(v raw) uint64 { return *(*uint64)(unsafe.Pointer(&v)) }

var (
	rawUndefined = raw{Ftag: lib.EJS_TAG_UNDEFINED}
	rawNull      = raw{Ftag: lib.EJS_TAG_NULL}
	rawException = raw{Ftag: lib.EJS_TAG_EXCEPTION}
)

func isException(v raw) bool { return int32(v.Ftag) == lib.EJS_TAG_EXCEPTION }
func isObject(v raw) bool    { return int32(v.Ftag) == lib.EJS_TAG_OBJECT }
func isCounted(v raw) bool   { return int32(v.Ftag) < 0 }

// callback turns a package-level function into what the engine takes for a C function pointer. Only
// package-level functions may be passed: their descriptors are static.
func callback(f any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&f))[1] }

// The engine has no exported way to run bytecode with a `this` of ours, to make a string with lone
// surrogates, or to react to a promise without looking up its `then`.

//go:linkname evalFunctionInternal modernc.org/libquickjs._JS_EvalFunctionInternal
func evalFunctionInternal(tls *libc.TLS, ctx uintptr, fun, this raw, varRefs, sf uintptr) raw

//go:linkname newString16 modernc.org/libquickjs._js_new_string16_len
func newString16(tls *libc.TLS, ctx, buf uintptr, n int32) raw

//go:linkname isStrictMode modernc.org/libquickjs._is_strict_mode
func isStrictMode(tls *libc.TLS, ctx uintptr) lib.TBOOL

//go:linkname atomIsArrayIndex modernc.org/libquickjs._JS_AtomIsArrayIndex
func atomIsArrayIndex(tls *libc.TLS, ctx, index uintptr, atom lib.TJSAtom) lib.TBOOL

//go:linkname performPromiseThen modernc.org/libquickjs._perform_promise_then
func performPromiseThen(tls *libc.TLS, ctx uintptr, promise raw, reactions, capability uintptr) int32

// immutablePrototype is has_immutable_prototype, the seventh of the flags that stand in front of an object's class
// number. The engine sets it for Object.prototype and offers no way to set it for others.
const immutablePrototype = 1 << 6

func immutableBits(object uintptr) *uint8 {
	return (*uint8)(at(object + unsafe.Offsetof(lib.TJSObject{}.Fclass_id) - 2))
}

// agentOf finds the agent of a runtime: its opaque pointer is the Go address, which is stable and kept
// alive by the table of agents.
func agentOf(rt uintptr) *Agent {
	return (*Agent)(at((*lib.TJSRuntime)(at(rt)).Fmalloc_ctx.Fmalloc_state.Fopaque))
}

// realmOf finds the realm of a context; nil once the context is being torn down.
func realmOf(ctx uintptr) *Realm {
	return (*Realm)(at((*lib.TJSContext)(at(ctx)).Fuser_opaque))
}

func agentOfContext(ctx uintptr) *Agent { return agentOf((*lib.TJSContext)(at(ctx)).Frt) }

// live keeps agents, whose addresses only the engine knows while a callback runs, from being collected.
var live sync.Map

// heap is the memory of one agent: the engine's allocations and our scratch space.
type heap struct {
	arena
	scratch     uintptr
	scratchSize int
}

var (
	errMemory = errors.New("out of memory")
	errThrown = errors.New("an exception is pending")
)

// small is a fixed area for out parameters, in front of the growing scratch space.
const small = 64

// space returns n bytes of scratch memory, good until the next use of the scratch space.
func (h *heap) space(n int) (uintptr, error) {
	if h.scratchSize < n+small {
		size := max(4096, 2*n+small)
		p, err := h.UintptrMalloc(size)
		if err != nil {
			return 0, errMemory
		}
		if h.scratch != 0 {
			h.UintptrFree(h.scratch)
		}
		h.scratch, h.scratchSize = p, size
	}
	return h.scratch + small, nil
}

// shrink gives up a large scratch area after use.
func (h *heap) shrink() {
	if h.scratchSize > 1<<20 {
		h.UintptrFree(h.scratch)
		h.scratch, h.scratchSize = 0, 0
		h.space(0)
	}
}

// put copies s with a final NUL into scratch space.
func (h *heap) put(s string) (uintptr, error) {
	p, err := h.space(len(s) + 1)
	if err != nil {
		return 0, err
	}
	b := unsafe.Slice((*byte)(at(p)), len(s)+1)
	copy(b, s)
	b[len(s)] = 0
	return p, nil
}

// text allocates a copy of s with a final NUL, to be freed by the caller.
func (h *heap) text(s string) (uintptr, error) {
	p, err := h.UintptrMalloc(len(s) + 1)
	if err != nil {
		return 0, errMemory
	}
	b := unsafe.Slice((*byte)(at(p)), len(s)+1)
	copy(b, s)
	b[len(s)] = 0
	return p, nil
}

func bytesAt(p uintptr, n int) []byte     { return unsafe.Slice((*byte)(at(p)), n) }
func units16At(p uintptr, n int) []uint16 { return unsafe.Slice((*uint16)(at(p)), n) }
func rawsAt(p uintptr, n int) []raw       { return unsafe.Slice((*raw)(at(p)), n) }
func wordAt(p uintptr) *uintptr           { return (*uintptr)(at(p)) }

func sizeClass[T any]() int { var t T; return int(unsafe.Sizeof(t)) }

// The malloc functions of the engine. The state they get carries the limit, the count and the agent.

const overhead = 8

func cMalloc(_ *libc.TLS, s uintptr, size lib.Tsize_t) uintptr {
	st := (*lib.TJSMallocState)(at(s))
	if st.Fmalloc_size+size > st.Fmalloc_limit {
		return 0
	}
	p, err := (*Agent)(at(st.Fopaque)).heap.UintptrMalloc(int(size))
	if err != nil || p == 0 {
		return 0
	}
	st.Fmalloc_count++
	st.Fmalloc_size += lib.Tsize_t(usableSize(p)) + overhead
	return p
}

func cFree(_ *libc.TLS, s uintptr, p uintptr) {
	if p == 0 {
		return
	}
	st := (*lib.TJSMallocState)(at(s))
	st.Fmalloc_count--
	st.Fmalloc_size -= lib.Tsize_t(usableSize(p)) + overhead
	(*Agent)(at(st.Fopaque)).heap.UintptrFree(p)
}

func cRealloc(tls *libc.TLS, s uintptr, p uintptr, size lib.Tsize_t) uintptr {
	if p == 0 {
		if size == 0 {
			return 0
		}
		return cMalloc(tls, s, size)
	}
	if size == 0 {
		cFree(tls, s, p)
		return 0
	}
	st := (*lib.TJSMallocState)(at(s))
	old := lib.Tsize_t(usableSize(p))
	if size > old && st.Fmalloc_size+size-old > st.Fmalloc_limit {
		return 0
	}
	q, err := (*Agent)(at(st.Fopaque)).heap.UintptrRealloc(p, int(size))
	if err != nil || q == 0 {
		return 0
	}
	st.Fmalloc_size += lib.Tsize_t(usableSize(q)) - old
	return q
}

func cUsableSize(_ *libc.TLS, p uintptr) lib.Tsize_t {
	return lib.Tsize_t(usableSize(p))
}

// static keeps C strings that live as long as the process, such as the names of classes and members.
var static struct {
	sync.Mutex
	text map[string]uintptr
	mem  memory.Allocator
}

// staticText returns s as a C string that is never freed. Only names written in Go code may come here.
func staticText(s string) uintptr {
	static.Lock()
	defer static.Unlock()
	if p, ok := static.text[s]; ok {
		return p
	}
	if static.text == nil {
		static.text = map[string]uintptr{}
	}
	p := staticAlloc(len(s) + 1)
	copy(bytesAt(p, len(s)), s)
	static.text[s] = p
	return p
}

// staticAlloc returns zeroed memory for the life of the process; the caller holds the lock.
func staticAlloc(n int) uintptr {
	p, err := static.mem.UintptrCalloc(n)
	if err != nil {
		panic("js: " + err.Error())
	}
	return p
}
