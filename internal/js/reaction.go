package js

import (
	"runtime"
	"strings"
	"sync"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// handlerJob says of the engine's functions that do jobs, once they have been seen, whether they call a handler: the reaction of
// a promise, or a thenable's then. They are not exported; their names tell.
var handlerJob sync.Map // of the addresses of job functions to whether they are one

func callsHandler(f uintptr) bool {
	if is, ok := handlerJob.Load(f); ok {
		return is.(bool)
	}
	is := false
	if fn := runtime.FuncForPC(*wordAt(f)); fn != nil {
		is = strings.HasSuffix(fn.Name(), "._promise_reaction_job") || strings.HasSuffix(fn.Name(), "._js_promise_resolve_thenable_job")
	}
	handlerJob.Store(f, is)
	return is
}

// jobRealm is the realm that a job belongs to, nil for none: for a reaction, or a thenable's then, that of the function that is to be
// called, whichever realm the promise is of. What only passes a result on belongs to no realm.
// https://tc39.es/ecma262/#sec-newpromisereactionjob
// https://tc39.es/ecma262/#sec-newpromiseresolvethenablejob
func (a *Agent) jobRealm(r *Realm, e *lib.TJSJobEntry) *Realm {
	if !callsHandler(e.Fjob_func) {
		return r
	}
	// Behind the entry are its arguments; the third is the function in both.
	arguments := uintptr(unsafe.Pointer(e)) + unsafe.Sizeof(lib.TJSJobEntry{})
	handler := *(*raw)(at(arguments + 2*unsafe.Sizeof(raw{})))
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
