package js

// Ref keeps a value alive beyond its scope. All methods may be called on nil, after Free and after
// the agent is closed.
type Ref struct {
	agent *Agent
	realm *Realm
	v     raw
	owner *handle // the wrapper that reports the reference to the collector
	pass  uint64
	freed bool
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
	f.agent.drop(f.v)
}

// Realm returns the realm that Keep was called on.
func (f *Ref) Realm() *Realm {
	if f == nil {
		return nil
	}
	return f.realm
}
