package js

import (
	"strconv"

	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	lib "modernc.org/libquickjs"
)

// Flags are the attributes of a property.
type Flags int32

// Attributes of properties.
const (
	Configurable Flags = lib.MJS_PROP_CONFIGURABLE
	Writable     Flags = lib.MJS_PROP_WRITABLE
	Enumerable   Flags = lib.MJS_PROP_ENUMERABLE
	All                = Configurable | Writable | Enumerable
)

// atom returns the engine's number for a property name. It is never freed: the names come from Go code.
func (a *Agent) atom(name string) lib.TJSAtom {
	if x, ok := a.atoms[name]; ok {
		return x
	}
	p, err := a.heap.put(name)
	if err != nil {
		return 0
	}
	x := lib.XJS_NewAtomLen(a.tls, a.home, p, lib.Tsize_t(len(name)))
	a.atoms[strings.Clone(name)] = x
	return x
}

// atomIsIndex reports whether a property key is an array index below 2³¹.
func atomIsIndex(x lib.TJSAtom) bool { return x&(1<<31) != 0 }

// atomString returns the string of a property key, false for symbols.
func (r *Realm) atomString(x lib.TJSAtom) (string, bool) {
	a := r.Agent
	v := lib.XJS_AtomToValue(a.tls, r.ctx, x)
	defer a.drop(v)
	b := borrow(v)
	if b.IsString() || b.IsNumber() {
		return r.plainString(v), true
	}
	return "", false
}

func (r *Realm) rawString(v raw) (string, error) {
	a := r.Agent
	out := a.heap.scratch
	p := lib.XJS_ToCStringLen2(a.tls, r.ctx, out, v, 0)
	if p == 0 {
		return "", errThrown
	}
	// The conversion may have run script, which may have moved the scratch space; the length is
	// in the string's own header then, so ask again with a string, which runs nothing.
	if out != a.heap.scratch {
		w := a.own(lib.XJS_ToString(a.tls, r.ctx, v))
		lib.XJS_FreeCString(a.tls, r.ctx, p)
		return r.rawString(w.raw())
	}
	s := string(bytesAt(p, int(*wordAt(out))))
	lib.XJS_FreeCString(a.tls, r.ctx, p)
	return s, nil
}

// String returns the string s, which is UTF-8 or, for lone surrogates, WTF-8.
func (r *Realm) String(s string) Value {
	if r.dead() {
		return Undefined
	}
	a := r.Agent
	if i := strings.IndexByte(s, 0xED); i >= 0 && !utf8.ValidString(s) {
		return r.StringUTF16(fromWTF8(s))
	}
	p, err := a.heap.put(s)
	if err != nil {
		return Undefined
	}
	v := lib.XJS_NewStringLen(a.tls, r.ctx, p, lib.Tsize_t(len(s)))
	a.heap.shrink()
	if isException(v) {
		a.drop(lib.XJS_GetException(a.tls, r.ctx))
		return Undefined
	}
	return a.own(v)
}

// fromWTF8 decodes UTF-8 in which lone surrogates are encoded as if they were characters.
func fromWTF8(s string) []uint16 {
	var out []uint16
	for i := 0; i < len(s); {
		if i+2 < len(s) && s[i] == 0xED && s[i+1] >= 0xA0 && s[i+1] <= 0xBF && s[i+2]&0xC0 == 0x80 {
			out = append(out, 0xD000|uint16(s[i+1]&0x3F)<<6|uint16(s[i+2]&0x3F))
			i += 3
			continue
		}
		c, n := utf8.DecodeRuneInString(s[i:])
		out = utf16.AppendRune(out, c)
		i += n
	}
	return out
}

// StringUTF16 returns the string of these code units.
func (r *Realm) StringUTF16(u []uint16) Value {
	if r.dead() {
		return Undefined
	}
	a := r.Agent
	if !slices.ContainsFunc(u, func(c uint16) bool { return c >= 0x80 }) {
		b := make([]byte, len(u))
		for i, c := range u {
			b[i] = byte(c)
		}
		return r.String(string(b))
	}
	p, err := a.heap.space(2 * len(u))
	if err != nil {
		return Undefined
	}
	copy(units16At(p, len(u)), u)
	v := newString16(a.tls, r.ctx, p, int32(len(u)))
	a.heap.shrink()
	if isException(v) {
		a.drop(lib.XJS_GetException(a.tls, r.ctx))
		return Undefined
	}
	return a.own(v)
}

// ToString is the conversion of ECMAScript. Lone surrogates come out as WTF-8.
func (r *Realm) ToString(v Value) (string, error) {
	if r.dead() {
		return "", errGone
	}
	r.Agent.enter(r)
	s, err := r.rawString(v.raw())
	if err != nil {
		return "", r.takeException()
	}
	return s, nil
}

// ToUSVString is ToString with lone surrogates replaced.
func (r *Realm) ToUSVString(v Value) (string, error) {
	s, err := r.ToString(v)
	if err == nil && strings.IndexByte(s, 0xED) >= 0 && !utf8.ValidString(s) {
		s = string(utf16.Decode(fromWTF8(s)))
	}
	return s, err
}

// ToNumber is the conversion of ECMAScript.
func (r *Realm) ToNumber(v Value) (float64, error) {
	switch {
	case r.dead():
		return 0, errGone
	case v.kind() == lib.EJS_TAG_INT:
		return float64(int32(v.bits)), nil
	}
	a := r.Agent
	a.enter(r)
	p := a.tls.Alloc(16)
	defer a.tls.Free(16)
	if lib.XJS_ToFloat64(a.tls, r.ctx, p, v.raw()) < 0 {
		return 0, r.takeException()
	}
	return *(*float64)(at(p)), nil
}

// ToInt32 is the conversion of ECMAScript.
func (r *Realm) ToInt32(v Value) (int32, error) {
	if r.dead() {
		return 0, errGone
	}
	a := r.Agent
	a.enter(r)
	p := a.tls.Alloc(16)
	defer a.tls.Free(16)
	if lib.XJS_ToInt32(a.tls, r.ctx, p, v.raw()) < 0 {
		return 0, r.takeException()
	}
	return *(*int32)(at(p)), nil
}

// ToBigIntString returns a BigInt's decimal digits; ToString does the same, the name says what for.
func (r *Realm) ToBigIntString(v Value) (string, error) { return r.ToString(v) }

// ToBool is the conversion of ECMAScript; it cannot fail.
func (r *Realm) ToBool(v Value) bool {
	if v.IsBool() {
		return v.IsTrue()
	}
	return !r.dead() && lib.XJS_ToBool(r.Agent.tls, r.ctx, v.raw()) > 0
}

// Same is SameValue.
func (r *Realm) Same(a, b Value) bool {
	if r.dead() {
		return false
	}
	return lib.XJS_SameValue(r.Agent.tls, r.ctx, a.raw(), b.raw()) != 0
}

// NewObject is {}.
func (r *Realm) NewObject() Value {
	if r.dead() {
		return Undefined
	}
	return r.must(lib.XJS_NewObject(r.Agent.tls, r.ctx))
}

// NewObjectWithPrototype is Object.create(proto).
func (r *Realm) NewObjectWithPrototype(proto Value) Value {
	if r.dead() {
		return Undefined
	}
	return r.must(lib.XJS_NewObjectProto(r.Agent.tls, r.ctx, proto.raw()))
}

// NewArray makes an array of vs.
func (r *Realm) NewArray(vs ...Value) Value {
	if r.dead() {
		return Undefined
	}
	arr := r.must(lib.XJS_NewArray(r.Agent.tls, r.ctx))
	for i, v := range vs {
		r.SetIndex(arr, uint32(i), v)
	}
	return arr
}

// NewFrozenArray makes an array of vs that cannot be changed.
func (r *Realm) NewFrozenArray(vs ...Value) Value {
	if r.dead() {
		return Undefined
	}
	arr := r.NewArray()
	for i, v := range vs {
		_ = r.Define(arr, strconv.Itoa(i), v, Enumerable)
	}
	_ = r.Define(arr, "length", Int(int32(len(vs))), 0)
	lib.XJS_PreventExtensions(r.Agent.tls, r.ctx, arr.raw())
	return arr
}

// NewDate makes a Date of a time in milliseconds since the epoch.
func (r *Realm) NewDate(ms float64) Value {
	if r.dead() {
		return Undefined
	}
	return r.must(lib.XJS_NewDate(r.Agent.tls, r.ctx, ms))
}

// must takes an object that only running out of memory can keep from being made.
func (r *Realm) must(v raw) Value {
	if isException(v) {
		r.Agent.drop(lib.XJS_GetException(r.Agent.tls, r.ctx))
		return Undefined
	}
	return r.Agent.own(v)
}

// Get is o[name]. Script may run.
func (r *Realm) Get(o Value, name string) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	r.Agent.enter(r)
	return r.value(lib.XJS_GetPropertyInternal(r.Agent.tls, r.ctx, o.raw(), r.Agent.atom(name), o.raw(), 0))
}

// withKey runs f with the atom of a key value.
func (r *Realm) withKey(key Value, f func(lib.TJSAtom) raw) raw {
	r.Agent.enter(r)
	x := lib.XJS_ValueToAtom(r.Agent.tls, r.ctx, key.raw())
	if x == 0 {
		return rawException
	}
	v := f(x)
	lib.XJS_FreeAtom(r.Agent.tls, r.ctx, x)
	return v
}

// GetValue is o[key]; key may be a symbol.
func (r *Realm) GetValue(o, key Value) (Value, error) {
	if r.dead() {
		return Undefined, errGone
	}
	return r.value(r.withKey(key, func(x lib.TJSAtom) raw {
		return lib.XJS_GetPropertyInternal(r.Agent.tls, r.ctx, o.raw(), x, o.raw(), 0)
	}))
}

// Set is o[name] = v in strict mode.
func (r *Realm) Set(o Value, name string, v Value) error {
	if r.dead() {
		return errGone
	}
	a := r.Agent
	a.enter(r)
	return r.done(lib.XJS_SetPropertyInternal(a.tls, r.ctx, o.raw(), a.atom(name), a.dup(v.raw()), o.raw(), lib.MJS_PROP_THROW))
}

// SetLoose is o[name] = v; that it cannot be set is no error.
func (r *Realm) SetLoose(o Value, name string, v Value) error {
	if r.dead() {
		return errGone
	}
	a := r.Agent
	a.enter(r)
	return r.done(lib.XJS_SetPropertyInternal(a.tls, r.ctx, o.raw(), a.atom(name), a.dup(v.raw()), o.raw(), 0))
}

// SetIndex is o[i] = v.
func (r *Realm) SetIndex(o Value, i uint32, v Value) error {
	if r.dead() {
		return errGone
	}
	r.Agent.enter(r)
	return r.done(lib.XJS_SetPropertyUint32(r.Agent.tls, r.ctx, o.raw(), lib.Tuint32_t(i), r.Agent.dup(v.raw())))
}

// DefineValue is CreateDataProperty with these attributes; key may be a symbol.
func (r *Realm) DefineValue(o, key, v Value, f Flags) error {
	if r.dead() {
		return errGone
	}
	return r.done(int32(r.withKey(key, func(x lib.TJSAtom) raw {
		if lib.XJS_DefinePropertyValue(r.Agent.tls, r.ctx, o.raw(), x, r.Agent.dup(v.raw()), int32(f)|lib.MJS_PROP_THROW) < 0 {
			return rawException
		}
		return rawUndefined
	}).Ftag) - lib.EJS_TAG_UNDEFINED)
}

// done turns the engine's status into an error.
func (r *Realm) done(status int32) error {
	if status < 0 || status == lib.EJS_TAG_EXCEPTION-lib.EJS_TAG_UNDEFINED {
		return r.takeException()
	}
	r.Agent.repanic()
	return nil
}

// Define defines a data property.
func (r *Realm) Define(o Value, name string, v Value, f Flags) error {
	if r.dead() {
		return errGone
	}
	a := r.Agent
	return r.done(lib.XJS_DefinePropertyValue(a.tls, r.ctx, o.raw(), a.atom(name), a.dup(v.raw()), int32(f)|lib.MJS_PROP_THROW))
}

// Has is name in o. It is false when a proxy throws.
func (r *Realm) Has(o Value, name string) bool {
	if r.dead() || !o.IsObject() {
		return false
	}
	r.Agent.enter(r)
	n := lib.XJS_HasProperty(r.Agent.tls, r.ctx, o.raw(), r.Agent.atom(name))
	if n < 0 {
		r.takeException()
	}
	return n > 0
}

// Delete is delete o[name].
func (r *Realm) Delete(o Value, name string) error {
	if r.dead() {
		return errGone
	}
	r.Agent.enter(r)
	return r.done(lib.XJS_DeleteProperty(r.Agent.tls, r.ctx, o.raw(), r.Agent.atom(name), 0))
}

// Property is an own property's key with what it takes to read it.
type Property struct {
	Key        Value // a string or symbol
	Name       string
	Symbol     bool
	Enumerable bool
}

// OwnProperties is o.[[OwnPropertyKeys]]() with each key's enumerability.
func (r *Realm) OwnProperties(o Value) ([]Property, error) {
	var list []Property
	err := r.eachOwnKey(o, lib.MJS_GPN_SET_ENUM, func(key Value, enumerable bool) {
		p := Property{Key: key, Symbol: key.IsSymbol(), Enumerable: enumerable}
		if !p.Symbol {
			p.Name = r.plainString(key.raw())
		}
		list = append(list, p)
	})
	return list, err
}

// OwnPropertyKeys is o.[[OwnPropertyKeys]](): strings and symbols.
func (r *Realm) OwnPropertyKeys(o Value) ([]Value, error) {
	var keys []Value
	err := r.eachOwnKey(o, 0, func(key Value, _ bool) { keys = append(keys, key) })
	return keys, err
}

func (r *Realm) eachOwnKey(o Value, flags int32, each func(key Value, enumerable bool)) error {
	if r.dead() {
		return errGone
	}
	a := r.Agent
	a.enter(r)
	out := a.tls.Alloc(16)
	defer a.tls.Free(16)
	if lib.XJS_GetOwnPropertyNames(a.tls, r.ctx, out, out+8, o.raw(), lib.MJS_GPN_STRING_MASK|lib.MJS_GPN_SYMBOL_MASK|flags) < 0 {
		return r.takeException()
	}
	tab, n := *wordAt(out), *(*uint32)(at(out + 8))
	for i := range uintptr(n) {
		e := (*lib.TJSPropertyEnum)(at(tab + i*uintptr(sizeClass[lib.TJSPropertyEnum]())))
		each(a.own(lib.XJS_AtomToValue(a.tls, r.ctx, e.Fatom)), e.Fis_enumerable != 0)
	}
	lib.XJS_FreePropertyEnum(a.tls, r.ctx, tab, n)
	return nil
}

// OwnEnumerable asks o.[[GetOwnProperty]](key) whether there is such a property and it is enumerable.
func (r *Realm) OwnEnumerable(o, key Value) (bool, error) {
	if r.dead() {
		return false, errGone
	}
	a := r.Agent
	a.enter(r)
	x := lib.XJS_ValueToAtom(a.tls, r.ctx, key.raw())
	defer lib.XJS_FreeAtom(a.tls, r.ctx, x)
	p := a.tls.Alloc(sizeClass[lib.TJSPropertyDescriptor]())
	defer a.tls.Free(sizeClass[lib.TJSPropertyDescriptor]())
	n := lib.XJS_GetOwnProperty(a.tls, r.ctx, p, o.raw(), x)
	if n < 0 {
		return false, r.takeException()
	}
	if n == 0 {
		return false, nil
	}
	d := *(*lib.TJSPropertyDescriptor)(at(p))
	for _, v := range []raw{d.Fvalue, d.Fgetter, d.Fsetter} {
		a.drop(v)
	}
	return d.Fflags&lib.MJS_PROP_ENUMERABLE != 0, nil
}

// OwnKeys returns the names of o's own enumerable properties.
func (r *Realm) OwnKeys(o Value) ([]string, error) {
	props, err := r.OwnProperties(o)
	var names []string
	for _, p := range props {
		if !p.Symbol && p.Enumerable {
			names = append(names, p.Name)
		}
	}
	return names, err
}

// Prototype is o.[[GetPrototypeOf]](), null when that throws.
func (r *Realm) Prototype(o Value) Value {
	if r.dead() || !o.IsObject() {
		return Null
	}
	v, err := r.value(lib.XJS_GetPrototype(r.Agent.tls, r.ctx, o.raw()))
	if err != nil {
		return Null
	}
	return v
}

// SetPrototype is o.[[SetPrototypeOf]](p).
func (r *Realm) SetPrototype(o, p Value) error {
	if r.dead() {
		return errGone
	}
	return r.done(lib.XJS_SetPrototype(r.Agent.tls, r.ctx, o.raw(), p.raw()))
}

// symbols are the engine's atoms of well-known symbols.
var symbols = map[string]lib.TJSAtom{
	"iterator": lib.EJS_ATOM_Symbol_iterator, "asyncIterator": lib.EJS_ATOM_Symbol_asyncIterator,
	"toStringTag": lib.EJS_ATOM_Symbol_toStringTag, "toPrimitive": lib.EJS_ATOM_Symbol_toPrimitive,
	"hasInstance": lib.EJS_ATOM_Symbol_hasInstance, "unscopables": lib.EJS_ATOM_Symbol_unscopables,
	"species": lib.EJS_ATOM_Symbol_species, "isConcatSpreadable": lib.EJS_ATOM_Symbol_isConcatSpreadable,
}

// Symbol returns the well-known symbol @@name.
func (r *Realm) Symbol(name string) Value {
	if r.dead() {
		return Undefined
	}
	return r.Agent.own(lib.XJS_AtomToValue(r.Agent.tls, r.ctx, symbols[name]))
}

// ClassName returns the engine's name for the kind of object v is: "Array", "Date", "Map", an interface's …
func (r *Realm) ClassName(v Value) string {
	if !v.IsObject() || r.dead() {
		return ""
	}
	return r.Agent.className(lib.TJSClassID((*lib.TJSObject)(at(pointerOf(v.raw()))).Fclass_id))
}

func (r *Realm) isBuiltin(v Value, name string) bool {
	return v.IsObject() && !r.dead() && lib.TJSClassID((*lib.TJSObject)(at(pointerOf(v.raw()))).Fclass_id) == r.Agent.builtin[name]
}

// IsArray is Array.isArray.
func (r *Realm) IsArray(v Value) bool {
	return v.IsObject() && !r.dead() && lib.XJS_IsArray(r.Agent.tls, r.ctx, v.raw()) > 0
}

// IsPromise reports whether v is a Promise object.
func (r *Realm) IsPromise(v Value) bool { return r.isBuiltin(v, "Promise") }

// IsDate reports whether v is a Date object.
func (r *Realm) IsDate(v Value) bool { return r.isBuiltin(v, "Date") }

// IsRegExp reports whether v is a RegExp object.
func (r *Realm) IsRegExp(v Value) bool { return r.isBuiltin(v, "RegExp") }

// IsError reports whether v is an Error object.
func (r *Realm) IsError(v Value) bool { return r.isBuiltin(v, "Error") }

// IsProxy reports whether v is a Proxy object
// (the engine calls their class "Object").
func (r *Realm) IsProxy(v Value) bool {
	return v.IsObject() && !r.dead() && (*lib.TJSObject)(at(pointerOf(v.raw()))).Fclass_id == lib.EJS_CLASS_PROXY
}
