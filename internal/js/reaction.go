package js

import (
	"runtime"
	"strings"
	"sync"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// reactionJob is the engine's function that calls a promise's reaction, once it has been seen. It is not exported; its name tells.
var reactionJob sync.Map // of the addresses of job functions to whether they are it

func isReactionJob(f uintptr) bool {
	if is, ok := reactionJob.Load(f); ok {
		return is.(bool)
	}
	is := false
	if fn := runtime.FuncForPC(*wordAt(f)); fn != nil {
		is = strings.HasSuffix(fn.Name(), "._promise_reaction_job")
	}
	reactionJob.Store(f, is)
	return is
}

// jobRealm is the realm that a job belongs to: for a reaction that of its handler, whichever realm the promise is of.
// https://tc39.es/ecma262/#sec-newpromisereactionjob
func (a *Agent) jobRealm(r *Realm, e *lib.TJSJobEntry) *Realm {
	if a.options.JobAllowed == nil || !isReactionJob(e.Fjob_func) {
		return r
	}
	// Behind the entry are its arguments: resolving functions, handler, whether it is a rejection, the result.
	arguments := uintptr(unsafe.Pointer(e)) + unsafe.Sizeof(lib.TJSJobEntry{})
	handler := *(*raw)(at(arguments + 2*unsafe.Sizeof(raw{})))
	if !isObject(handler) {
		return r
	}
	if own := a.RealmOf(a.own(a.dup(handler))); own != nil {
		return own
	}
	return r
}
