package js

import (
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// The engine fills and joins arrays element by element, each by the way that any property goes. Tests make their
// large bodies by Array(n).fill("*").join(""), so these two have a shorter way for plain arrays. Script sees no difference
// but the time; all else takes the engine's own way.

//go:linkname arrayFill modernc.org/libquickjs._js_array_fill
func arrayFill(tls *libc.TLS, ctx uintptr, this raw, argc int32, argv uintptr) raw

//go:linkname arrayJoin modernc.org/libquickjs._js_array_join
func arrayJoin(tls *libc.TLS, ctx uintptr, this raw, argc int32, argv uintptr, toLocaleString int32) raw

//go:linkname fastArray modernc.org/libquickjs._js_get_fast_array
func fastArray(tls *libc.TLS, ctx uintptr, object raw, elements, count uintptr) lib.TBOOL

//go:linkname expandFastArray modernc.org/libquickjs._expand_fast_array
func expandFastArray(tls *libc.TLS, ctx, object uintptr, length uint32) int32

//go:linkname newString8 modernc.org/libquickjs._js_new_string8_len
func newString8(tls *libc.TLS, ctx, buf uintptr, n int32) raw

// shortestArray is how many elements make the shorter way worth a look.
const shortestArray = 16

// setArrayFunctions gives two functions of Array.prototype the shorter way.
func (r *Realm) setArrayFunctions() {
	a := r.Agent
	prototype := rawsAt((*lib.TJSContext)(at(r.ctx)).Fclass_proto, lib.EJS_CLASS_ARRAY+1)[lib.EJS_CLASS_ARRAY]
	set := func(name string, f uintptr) {
		if v := lib.XJS_GetPropertyInternal(a.tls, r.ctx, prototype, a.atom(name), prototype, 0); isObject(v) {
			unionMember(&(*lib.TJSObject)(at(pointerOf(v))).Fu.Fcfunc).Fc_function.Fgeneric = f
			a.drop(v)
		}
	}
	set("fill", callback(cArrayFill))
	set("join", callback(cArrayJoin))
}

// unionMember is a member of a union.
func unionMember[T any](p *[0]T) *T { return (*T)(unsafe.Pointer(p)) }

// dense gives the elements of an array that are there, if they are in a row and plain values, and its length, which may be more.
func (a *Agent) dense(ctx uintptr, v raw) (elements []raw, length int, ok bool) {
	p := a.heap.scratch
	count := p + unsafe.Sizeof(p)
	if fastArray(a.tls, ctx, v, p, count) == 0 {
		return nil, 0, false
	}
	size := *(*raw)(at((*lib.TJSObject)(at(pointerOf(v))).Fprop)) // "length" is an array's first property
	if size.Ftag != lib.EJS_TAG_INT {
		return nil, 0, false
	}
	if n := *(*uint32)(at(count)); n > 0 {
		elements = rawsAt(*wordAt(p), int(n))
	}
	return elements, int(int32(bitsOf(size))), true
}

func cArrayFill(tls *libc.TLS, ctx uintptr, this raw, argc int32, argv uintptr) raw {
	a := agentOfContext(ctx)
	elements, length, ok := a.dense(ctx, this)
	if !ok || argc != 1 || len(elements) > 0 || length < shortestArray {
		return arrayFill(tls, ctx, this, argc, argv)
	}
	value := *(*raw)(at(argv))
	// The first element goes the usual way, where it meets what a prototype has for its number and an array that takes no more.
	if lib.XJS_SetPropertyUint32(tls, ctx, this, 0, a.dup(value)) < 0 {
		return rawException
	}
	if elements, _, ok = a.dense(ctx, this); !ok || len(elements) != 1 {
		p, err := a.heap.UintptrMalloc(2 * int(unsafe.Sizeof(value)))
		if err != nil {
			return lib.XJS_ThrowOutOfMemory(tls, ctx)
		}
		defer a.heap.UintptrFree(p)
		args := rawsAt(p, 2)
		args[0], args[1] = value, rawBits(1, lib.EJS_TAG_INT)
		return arrayFill(tls, ctx, this, 2, p)
	}
	object := pointerOf(this)
	if expandFastArray(tls, ctx, object, uint32(length)) < 0 {
		return rawException
	}
	array := unionMember(&(*lib.TJSObject)(at(object)).Fu.Farray)
	array.Fcount = uint32(length)
	elements = rawsAt(array.Fu.Fvalues, length)
	for i := range elements {
		elements[i] = value
	}
	if isCounted(value) {
		*(*int32)(at(pointerOf(value) - 4)) += int32(length - 1) // where the engine counts; the first element was counted as it was set
	}
	return a.dup(this)
}

func cArrayJoin(tls *libc.TLS, ctx uintptr, this raw, argc int32, argv uintptr, toLocaleString int32) raw {
	a := agentOfContext(ctx)
	elements, length, ok := a.dense(ctx, this)
	if !ok || argc < 1 || len(elements) != length || length < shortestArray {
		return arrayJoin(tls, ctx, this, argc, argv, toLocaleString)
	}
	separator, ok := narrow(*(*raw)(at(argv)))
	total := len(separator) * (length - 1)
	for _, e := range elements {
		if !ok {
			break
		}
		var s []byte
		s, ok = narrow(e)
		total += len(s)
	}
	if !ok || total > 1<<28 {
		return arrayJoin(tls, ctx, this, argc, argv, toLocaleString)
	}
	p, err := a.heap.space(total)
	if err != nil {
		return lib.XJS_ThrowOutOfMemory(tls, ctx)
	}
	b := bytesAt(p, total)[:0]
	for i, e := range elements {
		if i > 0 {
			b = append(b, separator...)
		}
		s, _ := narrow(e)
		b = append(b, s...)
	}
	v := newString8(tls, ctx, p, int32(total))
	a.heap.shrink()
	return v
}

// narrow gives the characters of a string that has none beyond U+00FF.
func narrow(v raw) ([]byte, bool) {
	if int32(v.Ftag) != lib.EJS_TAG_STRING {
		return nil, false
	}
	const data, wide = 12, 1 << 31
	p := pointerOf(v)
	head := *(*uint32)(at(p))
	if head&wide != 0 {
		return nil, false
	}
	return bytesAt(p+data, int(head)), true
}
