package js

import (
	lib "modernc.org/libquickjs"
)

// NewArrayBuffer makes an ArrayBuffer with a copy of b.
func (r *Realm) NewArrayBuffer(b []byte) Value {
	if r.dead() {
		return Undefined
	}
	a := r.Agent
	p, err := a.heap.space(len(b))
	if err != nil {
		return Undefined
	}
	copy(bytesAt(p, len(b)), b)
	v := lib.XJS_NewArrayBufferCopy(a.tls, r.ctx, p, lib.Tsize_t(len(b)))
	a.heap.shrink()
	return r.must(v)
}

// NewUint8Array makes a Uint8Array with a copy of b.
func (r *Realm) NewUint8Array(b []byte) Value {
	return r.NewTypedArray("Uint8Array", r.NewArrayBuffer(b))
}

// typedArrays are the engine's numbers of the kinds of views.
var typedArrays = map[string]lib.TJSTypedArrayEnum{
	"Uint8ClampedArray": lib.EJS_TYPED_ARRAY_UINT8C, "Int8Array": lib.EJS_TYPED_ARRAY_INT8, "Uint8Array": lib.EJS_TYPED_ARRAY_UINT8,
	"Int16Array": lib.EJS_TYPED_ARRAY_INT16, "Uint16Array": lib.EJS_TYPED_ARRAY_UINT16, "Int32Array": lib.EJS_TYPED_ARRAY_INT32,
	"Uint32Array": lib.EJS_TYPED_ARRAY_UINT32, "BigInt64Array": lib.EJS_TYPED_ARRAY_BIG_INT64, "BigUint64Array": lib.EJS_TYPED_ARRAY_BIG_UINT64,
	"Float16Array": lib.EJS_TYPED_ARRAY_FLOAT16, "Float32Array": lib.EJS_TYPED_ARRAY_FLOAT32, "Float64Array": lib.EJS_TYPED_ARRAY_FLOAT64,
}

// NewTypedArray makes a view of a kind such as "Uint8Array" with the constructor's arguments; Undefined if
// they do not fit.
func (r *Realm) NewTypedArray(kind string, args ...Value) Value {
	if r.dead() {
		return Undefined
	}
	args = append(args, Undefined, Undefined, Undefined)[:3]
	p, n := r.Agent.argv(args)
	defer r.Agent.tls.Free(n)
	return r.must(lib.XJS_NewTypedArray(r.Agent.tls, r.ctx, 3, p, typedArrays[kind]))
}

// IsArrayBuffer reports whether v is an ArrayBuffer; shared ones count when shared is set.
func (r *Realm) IsArrayBuffer(v Value, shared bool) bool {
	return r.isBuiltin(v, "ArrayBuffer") || shared && r.isBuiltin(v, "SharedArrayBuffer")
}

// ViewKind returns "Uint8Array" and so on, "DataView", or "" for what is not a view.
func (r *Realm) ViewKind(v Value) string {
	n := r.ClassName(v)
	if _, ok := typedArrays[n]; ok || n == "DataView" {
		return n
	}
	return ""
}

// View describes an ArrayBufferView.
type View struct {
	Kind   string
	Buffer Value
	Offset int // bytes
	Length int // bytes
}

// ViewOf returns the parts of a view.
func (r *Realm) ViewOf(v Value) (View, bool) {
	kind := r.ViewKind(v)
	if kind == "" {
		return View{}, false
	}
	a := r.Agent
	if kind == "DataView" {
		// Only through its accessors; those of the prototype cannot be missed by way of own properties.
		proto := a.own(lib.XJS_GetClassProto(a.tls, r.ctx, a.builtin["DataView"]))
		view := View{Kind: kind}
		for _, n := range []string{"buffer", "byteOffset", "byteLength"} {
			x, err := r.value(lib.XJS_GetPropertyInternal(a.tls, r.ctx, proto.raw(), a.atom(n), v.raw(), 0))
			if err != nil {
				return View{}, false
			}
			f, _ := r.ToNumber(x)
			switch n {
			case "buffer":
				view.Buffer = x
			case "byteOffset":
				view.Offset = int(f)
			default:
				view.Length = int(f)
			}
		}
		return view, true
	}
	out := a.tls.Alloc(32)
	defer a.tls.Free(32)
	b := lib.XJS_GetTypedArrayBuffer(a.tls, r.ctx, v.raw(), out, out+8, out+16)
	if isException(b) {
		a.drop(lib.XJS_GetException(a.tls, r.ctx))
		return View{}, false
	}
	return View{Kind: kind, Buffer: a.own(b), Offset: int(*wordAt(out)), Length: int(*wordAt(out + 8))}, true
}

// window returns the memory behind a buffer or view. It is valid until script runs.
func (r *Realm) window(v Value) (b []byte, ok bool) {
	if r.dead() || !v.IsObject() {
		return nil, false
	}
	from, length := 0, -1
	if view, ok := r.ViewOf(v); ok {
		v, from, length = view.Buffer, view.Offset, view.Length
	} else if !r.IsArrayBuffer(v, true) {
		return nil, false
	}
	a := r.Agent
	out := a.tls.Alloc(16)
	defer a.tls.Free(16)
	p := lib.XJS_GetArrayBuffer(a.tls, r.ctx, out, v.raw())
	if p == 0 {
		// Detached, which throws, or empty.
		a.drop(lib.XJS_GetException(a.tls, r.ctx))
		return nil, true
	}
	n := int(*wordAt(out))
	if length < 0 {
		length = n
	}
	from = min(from, n)
	return bytesAt(p+uintptr(from), min(length, n-from)), true
}

// Bytes returns a copy of the content of an ArrayBuffer or view.
func (r *Realm) Bytes(v Value) (b []byte, ok bool) {
	w, ok := r.window(v)
	return append([]byte{}, w...), ok
}

// SetBytes copies b into an ArrayBuffer or view, as far as it fits, and returns how much that was.
func (r *Realm) SetBytes(v Value, b []byte) int {
	w, _ := r.window(v)
	return copy(w, b)
}

// Detach is DetachArrayBuffer.
func (r *Realm) Detach(v Value) {
	if !r.dead() && r.IsArrayBuffer(v, false) {
		lib.XJS_DetachArrayBuffer(r.Agent.tls, r.ctx, v.raw())
		if b := (*lib.TJSArrayBuffer)(at(*wordAt(union(v.raw())))); b.Fdetached != 0 && b.Fmax_byte_length > 0 {
			b.Fmax_byte_length = 0 // the engine leaves it
		}
	}
}

// JSONParse is JSON.parse.
func (r *Realm) JSONParse(s string) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	a := r.Agent
	p, err := a.heap.text(s)
	if err != nil {
		return Undefined, err
	}
	defer a.heap.UintptrFree(p)
	a.enter(r)
	return r.value(lib.XJS_ParseJSON(a.tls, r.ctx, p, lib.Tsize_t(len(s)), staticText("<json>")))
}

// JSONStringify is JSON.stringify; what has no JSON form comes out as "".
func (r *Realm) JSONStringify(v Value) (string, error) {
	if r.dead() {
		return "", errGone
	}
	r.Agent.enter(r)
	s, err := r.value(lib.XJS_JSONStringify(r.Agent.tls, r.ctx, v.raw(), rawUndefined, rawUndefined))
	if err != nil || s.IsUndefined() {
		return "", err
	}
	return r.ToString(s)
}
