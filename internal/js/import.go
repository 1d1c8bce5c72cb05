package js

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// The engine loads what a dynamic import needs in the middle of a job. So the job is held back until it is there: taken from the queue, and
// put at its end again.

// importJob is the engine's function that does a dynamic import, once it has been seen. It is not exported; its name tells.
var importJob sync.Map // of the addresses of job functions to whether they are it

func isImportJob(f uintptr) bool {
	if is, ok := importJob.Load(f); ok {
		return is.(bool)
	}
	is := false
	if fn := runtime.FuncForPC(*wordAt(f)); fn != nil {
		is = strings.HasSuffix(fn.Name(), "._js_dynamic_import_job")
	}
	importJob.Store(f, is)
	return is
}

// importWaits holds back the first job of the queue, if it is a dynamic import that cannot go on yet.
func (a *Agent) importWaits(r *Realm, e *lib.TJSJobEntry) bool {
	address := uintptr(unsafe.Pointer(e))
	if a.options.ImportModule == nil || r.dead() || r.closed || !isImportJob(e.Fjob_func) {
		return false
	}
	// Behind the entry are its arguments: resolving functions, base, specifier, attributes.
	arguments := address + unsafe.Sizeof(lib.TJSJobEntry{})
	argument := func(i uintptr) raw { return *(*raw)(at(arguments + i*unsafe.Sizeof(raw{}))) }
	base, specifier := argument(2), argument(3)
	if t := int32(base.Ftag); t != lib.EJS_TAG_STRING && t != lib.EJS_TAG_STRING_ROPE {
		return false
	}
	ready := func() {
		if i := slices.Index(a.imports, address); i >= 0 && !a.closed {
			a.imports = slices.Delete(a.imports, i, i+1)
			a.queueJob(address)
		}
	}
	if !a.options.ImportModule(r, r.plainString(base), r.plainString(specifier), ready) {
		return false
	}
	unlinkJob(e)
	a.imports = append(a.imports, address)
	return true
}

// forgetImports puts the jobs of a realm back that wait: they can be dropped then.
func (a *Agent) forgetImports(r *Realm) {
	for _, address := range slices.Clone(a.imports) {
		if (*lib.TJSJobEntry)(at(address)).Frealm == r.ctx {
			a.imports = slices.DeleteFunc(a.imports, func(o uintptr) bool { return o == address })
			a.queueJob(address)
		}
	}
}

// unlinkJob takes a job from the queue.
func unlinkJob(e *lib.TJSJobEntry) {
	prev, next := e.Flink.Fprev, e.Flink.Fnext
	(*lib.Tlist_head)(at(prev)).Fnext = next
	(*lib.Tlist_head)(at(next)).Fprev = prev
}

// queueJob puts a job at the end of the queue.
func (a *Agent) queueJob(address uintptr) {
	head := &(*lib.TJSRuntime)(at(a.rt)).Fjob_list
	headAddress := uintptr(unsafe.Pointer(head))
	e := (*lib.TJSJobEntry)(at(address))
	last := head.Fprev
	(*lib.Tlist_head)(at(last)).Fnext = address
	e.Flink.Fprev, e.Flink.Fnext = last, headAddress
	head.Fprev = address
}

// ResolveModule turns a specifier, found in the module or script base, into a URL.
func (r *Realm) ResolveModule(base, specifier string) (string, error) {
	if r.dead() || r.Agent.options.ResolveModule == nil {
		return "", errGone
	}
	return r.Agent.options.ResolveModule(r, base, specifier)
}
