package js

import (
	_ "unsafe" // for go:linkname

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// evalInternal is what a context compiles source text with, whoever asks.
//
//go:linkname evalInternal modernc.org/libquickjs.___JS_EvalInternal
func evalInternal(tls *libc.TLS, ctx uintptr, this raw, input uintptr, size lib.Tsize_t, file uintptr, flags, scope int32) raw

// watchStrings has the context ask Options.CompileString before script makes code of a string.
func (r *Realm) watchStrings() {
	if r.Agent.options.CompileString != nil {
		(*lib.TJSContext)(at(r.ctx)).Feval_internal = callback(cEval)
	}
}

// cEval stands in for evalInternal. eval() and the function constructors come here as direct and indirect eval; what Go runs is neither.
func cEval(tls *libc.TLS, ctx uintptr, this raw, input uintptr, size lib.Tsize_t, file uintptr, flags, scope int32) raw {
	if t := flags & lib.MJS_EVAL_TYPE_MASK; t == lib.MJS_EVAL_TYPE_DIRECT || t == lib.MJS_EVAL_TYPE_INDIRECT {
		if r := realmOf(ctx); r != nil && !r.gone {
			source := string(bytesAt(input, int(size)))
			may := func(r *Realm, _ Value, _ []Value) (Value, error) {
				return Bool(true), r.Agent.options.CompileString(r, source)
			}
			v := r.invoke(&member{call: may}, rawUndefined, nil)
			if isException(v) {
				return v
			}
		}
	}
	return evalInternal(tls, ctx, this, input, size, file, flags, scope)
}
