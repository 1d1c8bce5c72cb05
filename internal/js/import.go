package js

import (
	"slices"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// The engine loads what a dynamic import needs in the middle of a job. So the job is held back until it is there: taken from the queue, and
// put at its end again.

// importJob is the engine's function that does a dynamic import.
const importJob = "_js_dynamic_import_job"

// importWaits holds back the first job of the queue, if it is a dynamic import that cannot go on yet.
func (a *Agent) importWaits(r *Realm, e *lib.TJSJobEntry) bool {
	address := uintptr(unsafe.Pointer(e))
	if a.options.ImportModule == nil || r.dead() || r.closed || a.jobName(e) != importJob {
		return false
	}
	// The arguments are the resolving functions, base, specifier, attributes.
	base, specifier := jobArgument(e, 2), jobArgument(e, 3)
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

// ResolveModule turns a specifier, found in the module or script base, into a URL.
func (r *Realm) ResolveModule(base, specifier string) (string, error) {
	if r.dead() || r.Agent.options.ResolveModule == nil {
		return "", errGone
	}
	return r.Agent.options.ResolveModule(r, base, specifier)
}
