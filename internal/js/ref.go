package js

import (
	"cmp"
	"maps"
	"slices"
)

// Ref keeps a value alive beyond its scope. All methods may be called on nil, after Free and after
// the agent is closed.
type Ref struct {
	agent  *Agent
	realm  *Realm
	own    *Realm // in whose callbacks it is
	number uint64 // among those that a realm owns, from 1
	v      raw
	owner  *handle // the wrapper that reports the reference to the collector
	pass   uint64
	freed  bool
}

// Tracer is implemented by Go values behind wrappers that own references, so that a cycle of script and Go
// objects can be collected once its realm is closed. Trace calls mark for each Ref that the value owns.
type Tracer interface{ Trace(mark func(*Ref)) }

// Keep returns a reference that keeps v alive until it is freed.
func (r *Realm) Keep(v Value) *Ref {
	if r.dead() {
		return nil
	}
	return &Ref{agent: r.Agent, realm: r, v: r.Agent.dup(v.raw())}
}

// KeepMember is Keep for a value that belongs to something in r, such as the data of an event. When r is closed, script's references
// to r keep it alive and nothing else.
func (r *Realm) KeepMember(v Value) *Ref {
	f := r.Keep(v)
	r.adopt(f)
	return f
}

// KeepCallback is KeepMember for a function or object that Go calls back. When the realm that it comes from is closed, nobody calls
// it any more and it is freed.
func (r *Realm) KeepCallback(v Value) *Ref {
	f := r.KeepMember(v)
	if f == nil || r.closed {
		return f
	}
	if f.own = r.Agent.RealmOf(v); f.own != nil && !f.own.closed {
		r.keep(&f.own.callbacks, f)
	}
	return f
}

// adopt makes f one of the references that r owns.
func (r *Realm) adopt(f *Ref) {
	if f == nil || r.closed {
		return
	}
	r.Agent.adopted++
	f.number = r.Agent.adopted
	r.keep(&r.owned, f)
}

func (r *Realm) keep(set *map[*Ref]struct{}, f *Ref) {
	if *set == nil {
		*set = map[*Ref]struct{}{}
	}
	(*set)[f] = struct{}{}
}

// inOrder lists references in the order in which they were made.
func inOrder(set map[*Ref]struct{}) []*Ref {
	return slices.SortedFunc(maps.Keys(set), func(a, b *Ref) int { return cmp.Compare(a.number, b.number) })
}

// Value returns the value, which then lives until the enclosing scope ends at least; Undefined after Free.
func (f *Ref) Value() Value {
	if f == nil || f.freed || f.agent.closed {
		return Undefined
	}
	return f.agent.own(f.agent.dup(f.v))
}

// Free lets go of the value.
func (f *Ref) Free() {
	if f == nil || f.freed {
		return
	}
	f.freed = true
	if f.number > 0 {
		delete(f.realm.owned, f)
		if f.own != nil {
			delete(f.own.callbacks, f)
		}
	}
	f.agent.drop(f.v)
}

// Realm returns the realm that Keep was called on.
func (f *Ref) Realm() *Realm {
	if f == nil {
		return nil
	}
	return f.realm
}
