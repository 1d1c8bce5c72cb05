package js

import (
	lib "modernc.org/libquickjs"
)

// Resolver settles a promise, once; it may be used at any later time.
type Resolver struct {
	realm           *Realm
	resolve, reject *Ref
}

// NewPromise makes a pending promise.
func (r *Realm) NewPromise() (promise Value, settle *Resolver) {
	settle = &Resolver{}
	if r.dead() {
		return Undefined, settle
	}
	a := r.Agent
	out := a.tls.Alloc(32)
	defer a.tls.Free(32)
	p := lib.XJS_NewPromiseCapability(a.tls, r.ctx, out)
	if isException(p) {
		a.drop(lib.XJS_GetException(a.tls, r.ctx))
		return Undefined, settle
	}
	f := rawsAt(out, 2)
	settle.realm = r
	settle.resolve = &Ref{agent: a, realm: r, v: f[0]}
	settle.reject = &Ref{agent: a, realm: r, v: f[1]}
	r.adopt(settle.resolve)
	r.adopt(settle.reject)
	return a.own(p), settle
}

// Resolve resolves the promise with v: a thenable is followed.
func (s *Resolver) Resolve(v Value) { s.settle(s.resolve, v) }

// Reject rejects the promise.
func (s *Resolver) Reject(v Value) { s.settle(s.reject, v) }

func (s *Resolver) settle(f *Ref, v Value) {
	if s.realm.dead() || f == nil || f.freed {
		return
	}
	mark := len(s.realm.Agent.scope)
	defer func() { s.realm.Agent.leave(mark) }()
	s.realm.Call(f.Value(), Undefined, v)
	s.resolve.Free()
	s.reject.Free()
}

// Trace lets a Go value that owns s report what s owns.
func (s *Resolver) Trace(mark func(*Ref)) {
	if s != nil {
		mark(s.resolve)
		mark(s.reject)
	}
}

// Resolved returns a promise resolved with v.
func (r *Realm) Resolved(v Value) Value {
	p, s := r.NewPromise()
	s.Resolve(v)
	return p
}

// Rejected returns a promise rejected with v.
func (r *Realm) Rejected(v Value) Value {
	p, s := r.NewPromise()
	s.Reject(v)
	return p
}

// PromiseOf converts v to a promise as Web IDL does for promise types: a promise resolved with v.
func (r *Realm) PromiseOf(v Value) Value {
	if r.IsPromise(v) && r.Agent.RealmOf(v) == r {
		return v
	}
	return r.Resolved(v)
}

// Then is "react": the callbacks, either of which may be nil, run in a microtask with the promise's result.
// It does not look up the promise's then, and it counts as handling a rejection.
func (r *Realm) Then(p Value, onFulfilled, onRejected func(r *Realm, v Value)) error {
	if r.dead() {
		return errGone
	}
	if !r.IsPromise(p) {
		p = r.Resolved(p)
	}
	a := r.Agent
	wrap := func(f func(*Realm, Value)) raw {
		if f == nil {
			return rawUndefined
		}
		return r.closure(&closure{realm: r, call: func(r *Realm, _ Value, args []Value) (Value, error) {
			f(r, Arg(args, 0))
			return Undefined, nil
		}}).raw()
	}
	f, g := wrap(onFulfilled), wrap(onRejected)
	if onRejected == nil {
		g = r.closure(&closure{realm: r, call: func(*Realm, Value, []Value) (Value, error) { return Undefined, nil }}).raw()
	}
	args := a.tls.Alloc(64)
	defer a.tls.Free(64)
	s := rawsAt(args, 4)
	s[0], s[1], s[2], s[3] = f, g, rawUndefined, rawUndefined
	return r.done(performPromiseThen(a.tls, r.ctx, p.raw(), args, args+32))
}

// Promise states.
const (
	Pending   = lib.EJS_PROMISE_PENDING
	Fulfilled = lib.EJS_PROMISE_FULFILLED
	Rejected  = lib.EJS_PROMISE_REJECTED
)

// PromiseState returns Pending, Fulfilled or Rejected, and the result of a settled promise.
func (r *Realm) PromiseState(p Value) (state int, result Value) {
	if !r.IsPromise(p) {
		return Pending, Undefined
	}
	state = int(lib.XJS_PromiseState(r.Agent.tls, r.ctx, p.raw()))
	return state, r.Agent.own(lib.XJS_PromiseResult(r.Agent.tls, r.ctx, p.raw()))
}
