package js

import (
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// What a page can change on a prototype must not change what the standards read from internal slots, so these
// read the engine's own structures, and construct with its own constructors.

//go:linkname mapConstructor modernc.org/libquickjs._js_map_constructor
func mapConstructor(tls *libc.TLS, ctx uintptr, newTarget raw, argc int32, argv uintptr, magic int32) raw

//go:linkname mapSet modernc.org/libquickjs._js_map_set
func mapSet(tls *libc.TLS, ctx uintptr, this raw, argc int32, argv uintptr, magic int32) raw

//go:linkname typedArrayIsOutOfBounds modernc.org/libquickjs._typed_array_is_oob
func typedArrayIsOutOfBounds(tls *libc.TLS, p uintptr) lib.TBOOL

//go:linkname dataViewConstructor modernc.org/libquickjs._js_dataview_constructor
func dataViewConstructor(tls *libc.TLS, ctx uintptr, newTarget raw, argc int32, argv uintptr) raw

//go:linkname regexpConstructor modernc.org/libquickjs._js_regexp_constructor
func regexpConstructor(tls *libc.TLS, ctx uintptr, newTarget raw, argc int32, argv uintptr) raw

//go:linkname regexpSource modernc.org/libquickjs._js_regexp_get_source
func regexpSource(tls *libc.TLS, ctx uintptr, this raw) raw

//go:linkname regexpFlag modernc.org/libquickjs._js_regexp_get_flag
func regexpFlag(tls *libc.TLS, ctx uintptr, this raw, mask int32) raw

//go:linkname arrayBufferConstructor modernc.org/libquickjs._js_array_buffer_constructor1
func arrayBufferConstructor(tls *libc.TLS, ctx uintptr, newTarget raw, length lib.Tuint64_t, maxLength uintptr) raw

// union is the class-specific part of an object.
func union(v raw) uintptr {
	return uintptr(unsafe.Pointer(&(*lib.TJSObject)(at(pointerOf(v))).Fu))
}

// PrimitiveData returns the [[BooleanData]], [[NumberData]], [[StringData]] or [[BigIntData]] of a wrapper object.
func (r *Realm) PrimitiveData(v Value) (Value, bool) {
	for _, n := range []string{"Boolean", "Number", "String", "BigInt"} {
		if r.isBuiltin(v, n) {
			return r.Agent.own(r.Agent.dup(*(*raw)(at(union(v.raw()))))), true
		}
	}
	return Undefined, false
}

// ToObject is the conversion of ECMAScript for a primitive other than null and undefined.
func (r *Realm) ToObject(primitive Value) Value {
	if r.dead() {
		return Undefined
	}
	return r.must(toObject(r.Agent.tls, r.ctx, primitive.raw()))
}

//go:linkname toObject modernc.org/libquickjs._JS_ToObject
func toObject(tls *libc.TLS, ctx uintptr, v raw) raw

// DateValue returns the [[DateValue]] of a Date, in milliseconds since the epoch.
func (r *Realm) DateValue(v Value) float64 {
	n, _ := r.ToNumber(borrow(*(*raw)(at(union(v.raw())))))
	return n
}

// RegExpData returns the source and the flags of a RegExp object.
func (r *Realm) RegExpData(v Value) (source, flags string) {
	a := r.Agent
	source = r.plainString(a.own(regexpSource(a.tls, r.ctx, v.raw())).raw())
	for _, f := range []struct {
		name string
		bit  int32
	}{
		{"d", lib.MLRE_FLAG_INDICES}, {"g", lib.MLRE_FLAG_GLOBAL}, {"i", lib.MLRE_FLAG_IGNORECASE}, {"m", lib.MLRE_FLAG_MULTILINE},
		{"s", lib.MLRE_FLAG_DOTALL}, {"u", lib.MLRE_FLAG_UNICODE}, {"v", lib.MLRE_FLAG_UNICODE_SETS}, {"y", lib.MLRE_FLAG_STICKY},
	} {
		if borrow(regexpFlag(a.tls, r.ctx, v.raw(), f.bit)).IsTrue() {
			flags += f.name
		}
	}
	return source, flags
}

// NewRegExp makes a RegExp object.
func (r *Realm) NewRegExp(source, flags string) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	p, n := r.Agent.argv([]Value{r.String(source), r.String(flags)})
	defer r.Agent.tls.Free(n)
	return r.value(regexpConstructor(r.Agent.tls, r.ctx, (*lib.TJSContext)(at(r.ctx)).Fregexp_ctor, 2, p))
}

// MapEntries returns the keys of a Map or Set, and the values of a Map.
func (r *Realm) MapEntries(v Value) (keys, values []Value) {
	a := r.Agent
	isMap := r.isBuiltin(v, "Map")
	if !isMap && !r.isBuiltin(v, "Set") {
		return nil, nil
	}
	s := *wordAt(union(v.raw()))
	records := (*lib.TJSMapState)(at(s))
	head := uintptr(unsafe.Pointer(&records.Frecords))
	for el := records.Frecords.Fnext; el != head; el = (*lib.Tlist_head)(at(el)).Fnext {
		rec := (*lib.TJSMapRecord)(at(el - unsafe.Offsetof(lib.TJSMapRecord{}.Flink)))
		if rec.F__ccgo4 != 0 {
			continue // deleted while somebody iterates
		}
		keys = append(keys, a.own(a.dup(rec.Fkey)))
		if isMap {
			values = append(values, a.own(a.dup(rec.Fvalue)))
		}
	}
	return keys, values
}

// IsMap reports whether v is a Map object.
func (r *Realm) IsMap(v Value) bool { return r.isBuiltin(v, "Map") }

// IsSet reports whether v is a Set object.
func (r *Realm) IsSet(v Value) bool { return r.isBuiltin(v, "Set") }

// NewMap makes an empty Map, or Set.
func (r *Realm) NewMap(set bool) Value {
	if r.dead() {
		return Undefined
	}
	return r.must(mapConstructor(r.Agent.tls, r.ctx, rawUndefined, 0, 0, magicOfMap(set)))
}

// MapSet adds to a Map, or to a Set, which has no values.
func (r *Realm) MapSet(m Value, set bool, key, value Value) error {
	if r.dead() {
		return errGone
	}
	p, n := r.Agent.argv([]Value{key, value})
	defer r.Agent.tls.Free(n)
	_, err := r.value(mapSet(r.Agent.tls, r.ctx, m.raw(), 2, p, magicOfMap(set)))
	return err
}

func magicOfMap(set bool) int32 {
	if set {
		return 1
	}
	return 0
}

// Buffer describes an ArrayBuffer or SharedArrayBuffer.
type Buffer struct {
	Shared, Detached bool
	Length           int // bytes
	MaxLength        int // bytes; -1 = not resizable
}

// BufferOf describes v, if it is an ArrayBuffer or SharedArrayBuffer.
func (r *Realm) BufferOf(v Value) (Buffer, bool) {
	if !r.IsArrayBuffer(v, true) {
		return Buffer{}, false
	}
	b := (*lib.TJSArrayBuffer)(at(*wordAt(union(v.raw()))))
	return Buffer{Shared: b.Fshared != 0, Detached: b.Fdetached != 0, Length: int(b.Fbyte_length), MaxLength: int(b.Fmax_byte_length)}, true
}

// NewResizableArrayBuffer makes an ArrayBuffer with a copy of b that can grow to maxLength bytes.
func (r *Realm) NewResizableArrayBuffer(b []byte, maxLength int) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	a := r.Agent
	p := a.tls.Alloc(8)
	defer a.tls.Free(8)
	*(*uint64)(at(p)) = uint64(maxLength)
	v, err := r.value(arrayBufferConstructor(a.tls, r.ctx, rawUndefined, lib.Tuint64_t(len(b)), p))
	if err == nil {
		r.SetBytes(v, b)
	}
	return v, err
}

// ViewSlots are the internal slots of a view.
type ViewSlots struct {
	Buffer         Value
	Offset, Length int  // bytes
	Tracking       bool // the length follows that of the buffer
	OutOfBounds    bool
}

// ViewSlotsOf returns the slots of a typed array or DataView.
func (r *Realm) ViewSlotsOf(v Value) ViewSlots {
	a := r.Agent
	t := (*lib.TJSTypedArray)(at(*wordAt(union(v.raw()))))
	buffer := rawObject(t.Fbuffer)
	s := ViewSlots{Buffer: a.own(a.dup(buffer)), Offset: int(t.Foffset), Length: int(t.Flength), Tracking: t.Ftrack_rab != 0}
	if r.ClassName(v) != "DataView" {
		s.OutOfBounds = typedArrayIsOutOfBounds(a.tls, pointerOf(v.raw())) != 0
	} else {
		b, _ := r.BufferOf(s.Buffer)
		s.OutOfBounds = b.Detached || s.Offset > b.Length || !s.Tracking && s.Offset+s.Length > b.Length
	}
	return s
}

// NewDataView makes a DataView with the constructor's arguments.
func (r *Realm) NewDataView(args ...Value) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	p, n := r.Agent.argv(args)
	defer r.Agent.tls.Free(n)
	return r.value(dataViewConstructor(r.Agent.tls, r.ctx, rawUndefined, int32(len(args)), p))
}

// OwnDescriptor is o.[[GetOwnProperty]](name).
func (r *Realm) OwnDescriptor(o Value, name string) (d Descriptor, found bool, err error) {
	if r.dead() || !o.IsObject() {
		return d, false, errGone
	}
	a := r.Agent
	a.enter(r)
	p := a.tls.Alloc(sizeClass[lib.TJSPropertyDescriptor]())
	defer a.tls.Free(sizeClass[lib.TJSPropertyDescriptor]())
	n := lib.XJS_GetOwnProperty(a.tls, r.ctx, p, o.raw(), a.atom(name))
	if n < 0 {
		return d, false, r.takeException()
	}
	if n == 0 {
		return d, false, nil
	}
	x := *(*lib.TJSPropertyDescriptor)(at(p))
	d = Descriptor{
		Value: a.own(x.Fvalue), Get: a.own(x.Fgetter), Set: a.own(x.Fsetter), Accessor: x.Fflags&lib.MJS_PROP_GETSET != 0,
		Writable: x.Fflags&lib.MJS_PROP_WRITABLE != 0, Enumerable: x.Fflags&lib.MJS_PROP_ENUMERABLE != 0,
		Configurable: x.Fflags&lib.MJS_PROP_CONFIGURABLE != 0,
	}
	return d, true, nil
}

//go:linkname bigIntConstructor modernc.org/libquickjs._js_bigint_constructor
func bigIntConstructor(tls *libc.TLS, ctx uintptr, newTarget raw, argc int32, argv uintptr) raw

// NewBigInt makes a BigInt of its decimal digits.
func (r *Realm) NewBigInt(digits string) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	p, n := r.Agent.argv([]Value{r.String(digits)})
	defer r.Agent.tls.Free(n)
	return r.value(bigIntConstructor(r.Agent.tls, r.ctx, rawUndefined, 1, p))
}

// ElementSize returns the bytes of one element of a kind of typed array.
func ElementSize(kind string) int {
	switch kind {
	case "Int16Array", "Uint16Array", "Float16Array":
		return 2
	case "Int32Array", "Uint32Array", "Float32Array":
		return 4
	case "BigInt64Array", "BigUint64Array", "Float64Array":
		return 8
	}
	return 1
}

// IsWindowProxy reports whether v is a WindowProxy.
func (r *Realm) IsWindowProxy(v Value) bool {
	if !v.IsObject() || r.dead() {
		return false
	}
	_, ok := r.Agent.handleOf(v.raw()).value.(*WindowProxy)
	return ok
}
