package js

import (
	"strconv"

	lib "modernc.org/libquickjs"
)

// SymbolText is what String() makes of a symbol.
func (r *Realm) SymbolText(v Value) string {
	if r.dead() || !v.IsSymbol() {
		return ""
	}
	a := r.Agent
	x := lib.XJS_ValueToAtom(a.tls, r.ctx, v.raw())
	defer lib.XJS_FreeAtom(a.tls, r.ctx, x)
	out := a.heap.scratch
	p := lib.XJS_AtomToCStringLen(a.tls, r.ctx, out, x)
	if p == 0 {
		return "Symbol()"
	}
	defer lib.XJS_FreeCString(a.tls, r.ctx, p)
	return "Symbol(" + string(bytesAt(p, int(*wordAt(out)))) + ")"
}

// ConstructorName is the name of the constructor that an object's properties tell of, as far as no getter and no trap has to run
// for it: "" if there is none.
func (r *Realm) ConstructorName(v Value) string {
	if r.dead() || !v.IsObject() {
		return ""
	}
	constructor, ok := r.dataProperty(v.raw(), "constructor")
	if !ok || !r.IsFunction(constructor) {
		return ""
	}
	name, _ := r.dataString(constructor.raw(), "name")
	return name
}

// Describe says what a value is, in a line and without running script.
func (r *Realm) Describe(v Value) string {
	switch {
	case r.dead():
		return ""
	case v.IsSymbol():
		return r.SymbolText(v)
	case !v.IsObject():
		return r.plainString(v.raw())
	case r.IsError(v):
		return r.NewException(v).Error()
	case r.IsFunction(v):
		name, _ := r.dataString(v.raw(), "name")
		return "function " + name
	case r.ClassName(v) == "Array":
		length, _ := r.dataProperty(v.raw(), "length")
		n, _ := r.ToNumber(length)
		return "Array(" + strconv.FormatInt(int64(n), 10) + ")"
	}
	if name := r.ConstructorName(v); name != "" {
		return name
	}
	return r.ClassName(v)
}
