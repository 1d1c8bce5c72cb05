package js

import (
	lib "modernc.org/libquickjs"
)

// Iterate calls each for every value of an iterable, as for-of does: an error of each closes the iterator.
func (r *Realm) Iterate(v Value, each func(Value) error) error {
	if r.dead() {
		return errGone
	}
	method, err := r.GetValue(v, r.Symbol("iterator"))
	if err != nil {
		return err
	}
	if !r.IsFunction(method) {
		return typeError("value is not iterable")
	}
	return r.IterateWith(v, method, each)
}

// IterateWith is Iterate with the @@iterator method that the caller has already looked up.
func (r *Realm) IterateWith(v, method Value, each func(Value) error) error {
	it, err := r.Call(method, v)
	if err != nil {
		return err
	}
	if !it.IsObject() {
		return typeError("iterator is not an object")
	}
	next, err := r.Get(it, "next")
	if err != nil {
		return err
	}
	for {
		done, err := r.iterateOnce(it, next, each)
		if done || err != nil {
			return err
		}
	}
}

func (r *Realm) iterateOnce(it, next Value, each func(Value) error) (done bool, err error) {
	res, err := r.Call(next, it)
	if err != nil {
		return true, err
	}
	if !res.IsObject() {
		return true, typeError("iterator result is not an object")
	}
	d, err := r.Get(res, "done")
	if err != nil || r.ToBool(d) {
		return true, err
	}
	x, err := r.Get(res, "value")
	if err != nil {
		return true, err
	}
	if err := each(x); err != nil {
		if f, e := r.Get(it, "return"); e == nil && r.IsFunction(f) {
			r.Call(f, it)
		}
		return true, err
	}
	return false, nil
}

// defineValueIterator gives a prototype the iteration methods of Array.prototype, as Web IDL says.
func (r *Realm) defineValueIterator(proto Value) {
	array := r.Agent.own(lib.XJS_GetClassProto(r.Agent.tls, r.ctx, r.Agent.builtin["Array"]))
	for _, n := range []string{"entries", "keys", "values", "forEach"} {
		if f, err := r.Get(array, n); err == nil {
			r.Define(proto, n, f, All)
			if n == "values" {
				r.DefineValue(proto, r.Symbol("iterator"), f, Writable|Configurable)
			}
		}
	}
}

// pairIterator is the state of a default iterator object.
type pairIterator struct {
	class  *Class
	target *Ref
	kind   int
	index  int
}

const (
	iterateKeys = iota
	iterateValues
	iterateEntries
)

func pairMembers(c *Class) []Member {
	make := func(kind int) HostFunc {
		return func(r *Realm, this Value, _ []Value) (Value, error) {
			a := r.Agent
			proto := lib.XJS_GetClassProto(a.tls, r.ctx, c.iterKey.number)
			o := lib.XJS_NewObjectProtoClass(a.tls, r.ctx, proto, c.iterKey.number)
			a.drop(proto)
			if isException(o) {
				return r.value(o)
			}
			t := r.Keep(this)
			a.handle(o, &handle{value: &pairIterator{class: c, target: t, kind: kind}, realm: r, refs: []*Ref{t}})
			return a.own(o), nil
		}
	}
	forEach := func(r *Realm, this Value, args []Value) (Value, error) {
		f := Arg(args, 0)
		if !r.IsFunction(f) {
			return Undefined, typeError("Failed to execute 'forEach' on '" + c.Name + "': parameter 1 is not of type 'Function'.")
		}
		for i := 0; ; i++ {
			k, v, ok := c.PairIterator(r, r.Agent.Unwrap(this), i)
			if !ok {
				return Undefined, nil
			}
			if _, err := r.Call(f, Arg(args, 1), v, k, this); err != nil {
				return Undefined, err
			}
		}
	}
	return []Member{
		{Name: "entries", Call: make(iterateEntries)},
		{Name: "forEach", Length: 1, Call: forEach},
		{Name: "keys", Call: make(iterateKeys)},
		{Name: "values", Call: make(iterateValues)},
	}
}

// pairNext is the next method of default iterator objects.
func (r *Realm) pairNext(c *Class, this Value) (Value, error) {
	it, ok := r.Agent.handleOf(this.raw()).value.(*pairIterator)
	if !ok || it.class != c {
		return Undefined, typeError("Illegal invocation")
	}
	res := r.NewObject()
	k, v, ok := it.class.PairIterator(r, r.Agent.Unwrap(it.target.Value()), it.index)
	if ok {
		it.index++
		switch it.kind {
		case iterateKeys:
			v = k
		case iterateEntries:
			v = r.NewArray(k, v)
		}
	} else {
		v = Undefined
	}
	r.Define(res, "value", v, All)
	r.Define(res, "done", Bool(!ok), All)
	return res, nil
}

func (r *Realm) definePairIterator(c *Class, proto Value) {
	a := r.Agent
	r.defineMembers(proto, pairMembers(c), c.numbers.pairs, false)
	if f, err := r.Get(proto, "entries"); err == nil {
		r.DefineValue(proto, r.Symbol("iterator"), f, Writable|Configurable)
	}
	// %Iterator.prototype% is what all built-in iterators' prototypes inherit from.
	base := Null
	array := a.own(lib.XJS_GetClassProto(a.tls, r.ctx, a.builtin["Array Iterator"]))
	if array.IsObject() {
		base = r.Prototype(array)
	}
	ip := r.NewObjectWithPrototype(base)
	next := r.must(r.native(staticText("next"), 0, c.numbers.next, lib.EJS_CFUNC_generic_magic))
	r.Define(ip, "next", next, All)
	r.DefineValue(ip, r.Symbol("toStringTag"), r.String(c.Name+" Iterator"), Configurable)
	lib.XJS_SetClassProto(a.tls, r.ctx, c.iterKey.number, a.dup(ip.raw()))
}
