package js

import lib "modernc.org/libquickjs"

// These are the engine's functions that call a handler: the reaction of a promise, and a thenable's then.
const (
	reactionJob = "_promise_reaction_job"
	thenableJob = "_js_promise_resolve_thenable_job"
)

// jobRealm is the realm that a job belongs to, nil for none: for a reaction, or a thenable's then, that of the function that is to be
// called, whichever realm the promise is of. What only passes a result on belongs to no realm.
// https://tc39.es/ecma262/#sec-newpromisereactionjob
// https://tc39.es/ecma262/#sec-newpromiseresolvethenablejob
func (a *Agent) jobRealm(r *Realm, e *lib.TJSJobEntry) *Realm {
	if name := a.jobName(e); name != reactionJob && name != thenableJob {
		return r
	}
	handler := jobArgument(e, 2) // in both
	if !isObject(handler) {
		return nil
	}
	if own := a.RealmOf(a.own(a.dup(handler))); own != nil {
		return own
	}
	return r
}

// moveJob lets a job run in the realm that it belongs to, where the engine has it run in that of whoever queued it, and asks the
// owner whether it may.
func (a *Agent) moveJob(r *Realm, e *lib.TJSJobEntry) (in *Realm, allowed bool) {
	if a.options.JobAllowed == nil || r == nil {
		return r, true
	}
	own := a.jobRealm(r, e)
	if own == nil {
		return r, true
	}
	if own != r && !own.gone {
		old := e.Frealm
		e.Frealm = lib.XJS_DupContext(a.tls, own.ctx)
		lib.XJS_FreeContext(a.tls, old)
		r = own
	}
	return r, a.options.JobAllowed(own)
}
