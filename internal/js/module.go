package js

import (
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// EvalModule runs the source of a module script whose base URL is url. The promise is that of its evaluation.
// A module that cannot be parsed or linked is an error.
func (r *Realm) EvalModule(source, url string) (promise Value, err error) {
	if r.dead() {
		return Undefined, errGone
	}
	a := r.Agent
	a.enter(r)
	m := r.compile(source, url, 0, lib.MJS_EVAL_TYPE_MODULE)
	if isException(m) {
		return r.value(m)
	}
	r.setMeta(m, url)
	return r.value(evalFunctionInternal(a.tls, r.ctx, m, rawUndefined, 0, 0))
}

// Import is import(url) from outside: the module is taken from the realm's module map, or loaded.
func (r *Realm) Import(base, url string) (promise Value, err error) {
	if r.dead() {
		return Undefined, errGone
	}
	a := r.Agent
	b, err := a.heap.text(base)
	if err != nil {
		return Undefined, err
	}
	defer a.heap.UintptrFree(b)
	u, err := a.heap.text(url)
	if err != nil {
		return Undefined, err
	}
	defer a.heap.UintptrFree(u)
	a.enter(r)
	return r.value(lib.XJS_LoadModule(a.tls, r.ctx, b, u))
}

// ModuleRequests returns the specifiers that a module imports statically, in order of appearance.
func (r *Realm) ModuleRequests(source, url string) ([]string, error) {
	if r.dead() {
		return nil, errGone
	}
	a := r.Agent
	// The engine resolves imports when it compiles; for this once they all lead to an empty module. Both
	// stay in the engine's list, under names that nothing imports.
	var specifiers []string
	a.requests = &specifiers
	m := r.compile(source, url+stubName, 0, lib.MJS_EVAL_TYPE_MODULE)
	a.requests = nil
	if isException(m) {
		return nil, r.takeException()
	}
	a.drop(m)
	return specifiers, nil
}

const stubName = "\x01requests"

func (r *Realm) setMeta(m raw, url string) {
	a := r.Agent
	meta := a.own(lib.XJS_GetImportMeta(a.tls, r.ctx, pointerOf(m)))
	if meta.IsObject() {
		r.Define(meta, "url", r.String(url), All)
	}
}

func cNormalize(tls *libc.TLS, ctx uintptr, base, name, _ uintptr) (ret uintptr) {
	r := realmOf(ctx)
	a := agentOfContext(ctx)
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = 0 })
	url := libc.GoString(name)
	if r == nil || r.dead() {
		lib.XJS_ThrowTypeError(tls, ctx, staticText("the realm is gone"), 0)
		return 0
	}
	if a.requests != nil {
		*a.requests = append(*a.requests, url)
		url = stubName
	} else if f := a.options.ResolveModule; f != nil {
		var err error
		if url, err = f(r, libc.GoString(base), url); err != nil {
			r.throw(err)
			return 0
		}
	}
	p, err := a.heap.text(url)
	if err != nil {
		lib.XJS_ThrowOutOfMemory(tls, ctx)
		return 0
	}
	defer a.heap.UintptrFree(p)
	return lib.Xjs_strdup(tls, ctx, p)
}

func cLoad(_ *libc.TLS, ctx, name, _ uintptr, _ raw) (ret uintptr) {
	r := realmOf(ctx)
	a := agentOfContext(ctx)
	a.hostDepth++
	defer a.guard(len(a.scope), len(a.args), func() { a.stop(ctx); ret = 0 })
	url := libc.GoString(name)
	if r != nil && url == stubName {
		m := r.compile("", url, 0, lib.MJS_EVAL_TYPE_MODULE)
		if isException(m) {
			return 0
		}
		a.drop(m)
		return pointerOf(m)
	}
	if r == nil || r.dead() || a.options.LoadModule == nil {
		lib.XJS_ThrowTypeError(a.tls, ctx, staticText("modules cannot be loaded here"), 0)
		return 0
	}
	source, base, err := a.options.LoadModule(r, url)
	if err != nil {
		r.throw(err)
		return 0
	}
	m := r.compile(source, url, 0, lib.MJS_EVAL_TYPE_MODULE)
	if isException(m) {
		return 0
	}
	if base == "" {
		base = url
	}
	r.setMeta(m, base)
	a.drop(m) // the context has it
	return pointerOf(m)
}
