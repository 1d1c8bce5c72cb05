package js

import (
	lib "modernc.org/libquickjs"
)

// dateNow and dateConstructor are process-wide like the members of interfaces.
var (
	dateNow         = number(member{call: func(r *Realm, _ Value, _ []Value) (Value, error) { return Number(floor(r.Agent.Now())), nil }})
	dateConstructor = number(member{call: constructDate})
	dateKey         engineClass
)

func floor(ms float64) float64 { return float64(int64(ms)) }

// setDate replaces the engine's Date constructor, which reads the wall clock, by one that reads
// Options.Now. Everything else of Date stays the engine's.
func (r *Realm) setDate() {
	a := r.Agent
	g := borrow(r.rawGlobal())
	old, err := r.Get(g, "Date")
	if err != nil || !old.IsObject() {
		return
	}
	// The context keeps the engine's constructor for us.
	a.register(&dateKey, "Date constructor", plainClassDef)
	lib.XJS_SetClassProto(a.tls, r.ctx, dateKey.number, a.dup(old.raw()))
	date := r.must(r.native(staticText("Date"), 7, dateConstructor, lib.EJS_CFUNC_constructor_or_func_magic))
	now := r.must(r.native(staticText("now"), 0, dateNow, lib.EJS_CFUNC_generic_magic))
	r.Define(date, "now", now, Writable|Configurable)
	for _, n := range []string{"parse", "UTC"} {
		if f, err := r.Get(old, n); err == nil {
			r.Define(date, n, f, Writable|Configurable)
		}
	}
	proto := a.own(lib.XJS_GetClassProto(a.tls, r.ctx, a.builtin["Date"]))
	r.Define(date, "prototype", proto, 0)
	r.Define(proto, "constructor", date, Writable|Configurable)
	r.Define(g, "Date", date, Writable|Configurable)
}

func constructDate(r *Realm, newTarget Value, args []Value) (Value, error) {
	a := r.Agent
	old := a.own(lib.XJS_GetClassProto(a.tls, r.ctx, dateKey.number))
	now := Number(floor(a.Now()))
	if newTarget.IsUndefined() {
		d := r.NewDate(floor(a.Now()))
		f, err := r.Get(a.own(lib.XJS_GetClassProto(a.tls, r.ctx, a.builtin["Date"])), "toString")
		if err != nil {
			return Undefined, err
		}
		return r.Call(f, d)
	}
	if len(args) == 0 {
		args = []Value{now}
	}
	return r.construct(old, newTarget, args)
}
