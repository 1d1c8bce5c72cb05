package js

import (
	"errors"
	"strconv"
	"strings"

	lib "modernc.org/libquickjs"
)

// Exception is a value that script threw. Returned from a HostFunc it throws the very value again.
type Exception struct {
	// Value is what was thrown. It is kept beyond the scope, though not for ever: among the latest
	// few hundred exceptions, until the realm is closed. Use Realm.Keep to store it.
	Value         Value
	Name, Message string // of an error object; else Message is the value as a string
	Stack         string // without the message
	File          string // of the innermost script frame
	Line, Column  int    // count from 1; 0 = unknown
	Uncatchable   bool   // stopped by Options.Interrupt or by a panic
}

// Error returns what a console shows after "Uncaught".
func (e *Exception) Error() string {
	if e.Name == "" {
		return e.Message
	}
	if e.Message == "" {
		return e.Name
	}
	return e.Name + ": " + e.Message
}

type keptException struct {
	realm *Realm
	v     raw
}

const keptLimit = 256

// takeException takes the pending exception from the engine.
func (r *Realm) takeException() *Exception {
	a := r.Agent
	a.repanic()
	v := lib.XJS_GetException(a.tls, r.ctx)
	if int32(v.Ftag) == lib.EJS_TAG_UNINITIALIZED {
		v = rawUndefined
	}
	if isCounted(v) {
		if len(a.kept) >= keptLimit {
			old := a.kept[0].v
			a.kept = append(a.kept[:0], a.kept[1:]...)
			a.scope = append(a.scope, old)
		}
		a.kept = append(a.kept, keptException{r, v})
	}
	e := &Exception{Value: borrow(v), Uncatchable: a.stopped || a.panicked != nil}
	r.describe(e)
	return e
}

func (a *Agent) dropKept(which func(keptException) bool) {
	n := 0
	for _, k := range a.kept {
		if which(k) {
			a.scope = append(a.scope, k.v)
			continue
		}
		a.kept[n] = k
		n++
	}
	a.kept = a.kept[:n]
}

// NewException describes v as if it had been thrown.
func (r *Realm) NewException(v Value) *Exception {
	e := &Exception{Value: v}
	if !r.dead() {
		if isCounted(v.raw()) {
			r.Agent.kept = append(r.Agent.kept, keptException{r, r.Agent.dup(v.raw())})
		}
		r.describe(e)
	}
	return e
}

// describe fills in the fields without running script: an exception may be a stack overflow, and a
// description must not throw another.
func (r *Realm) describe(e *Exception) {
	v := e.Value
	if !v.IsObject() {
		if v.IsSymbol() {
			e.Message = "Symbol()"
		} else {
			e.Message = r.plainString(v.raw())
		}
		return
	}
	named, ok := r.Agent.Unwrap(v).(interface {
		ErrorName() string
		ErrorMessage() string
	})
	switch {
	case ok:
		e.Name, e.Message = named.ErrorName(), named.ErrorMessage()
	case r.IsError(v):
		e.Name, _ = r.dataString(v.raw(), "name")
		e.Message, _ = r.dataString(v.raw(), "message")
	case r.IsFunction(v):
		e.Message = "[object Function]"
	default:
		e.Message = "[object Object]"
		if m, ok := r.dataString(v.raw(), "message"); ok {
			e.Name, _ = r.dataString(v.raw(), "name")
			e.Message = m
		}
		if r.Agent.hostDepth == 0 && !e.Uncatchable {
			// Nothing is on the stack, and what a page throws is often an object with a toString.
			if _, isProxy := r.dataString(v.raw(), "message"); !isProxy {
				e.Message = r.plainString(v.raw())
			}
		}
	}
	e.Stack, _ = r.dataString(v.raw(), "stack")
	e.File, e.Line, e.Column = position(e.Stack)
}

// plainString is ToString with exceptions dropped.
func (r *Realm) plainString(v raw) string {
	s, err := r.rawString(v)
	if err != nil {
		lib.XFreeValue(r.Agent.tls, r.ctx, lib.XJS_GetException(r.Agent.tls, r.ctx))
		return ""
	}
	return s
}

// dataString looks a string-valued data property up without running getters or traps.
func (r *Realm) dataString(v raw, name string) (string, bool) {
	p, ok := r.dataProperty(v, name)
	if !ok || !p.IsString() {
		return "", false
	}
	return r.plainString(p.raw()), true
}

// dataProperty looks a data property up without running getters or traps.
func (r *Realm) dataProperty(v raw, name string) (Value, bool) {
	a := r.Agent
	atom := a.atom(name)
	for range 16 {
		if !isObject(v) || (*lib.TJSObject)(at(pointerOf(v))).Fclass_id == lib.EJS_CLASS_PROXY || a.handleOf(v) != noHandle && atomIsIndex(atom) {
			return Undefined, false
		}
		d, _ := a.heap.space(sizeClass[lib.TJSPropertyDescriptor]())
		found := lib.XJS_GetOwnProperty(a.tls, r.ctx, d, v, atom)
		if found < 0 {
			lib.XFreeValue(a.tls, r.ctx, lib.XJS_GetException(a.tls, r.ctx))
			return Undefined, false
		}
		if found > 0 {
			desc := *(*lib.TJSPropertyDescriptor)(at(d))
			a.drop(desc.Fgetter)
			a.drop(desc.Fsetter)
			return a.own(desc.Fvalue), desc.Fflags&lib.MJS_PROP_GETSET == 0
		}
		p := lib.XJS_GetPrototype(a.tls, r.ctx, v)
		v = a.own(p).raw()
	}
	return Undefined, false
}

// position finds the innermost script frame of a stack: "    at name (file:line:column)" or
// "    at file:line:column".
func position(stack string) (file string, line, column int) {
	for l := range strings.Lines(stack) {
		l = strings.TrimSpace(l)
		l, ok := strings.CutPrefix(l, "at ")
		if !ok {
			continue
		}
		if i := strings.LastIndex(l, " ("); i >= 0 && strings.HasSuffix(l, ")") {
			l = l[i+2 : len(l)-1]
		}
		head, last, ok := cutLast(l)
		if !ok {
			continue
		}
		if f, mid, ok := cutLast(head); ok {
			return f, mid, last
		}
		return head, last, 0
	}
	return "", 0, 0
}

// cutLast splits a number off the end, behind a colon.
func cutLast(s string) (head string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// nativeErrors are the engine's numbers of the native error prototypes.
var nativeErrors = map[string]int{
	"EvalError": lib.EJS_EVAL_ERROR, "RangeError": lib.EJS_RANGE_ERROR, "ReferenceError": lib.EJS_REFERENCE_ERROR,
	"SyntaxError": lib.EJS_SYNTAX_ERROR, "TypeError": lib.EJS_TYPE_ERROR, "URIError": lib.EJS_URI_ERROR,
	"InternalError": lib.EJS_INTERNAL_ERROR, "AggregateError": lib.EJS_AGGREGATE_ERROR,
}

// NewError makes an error of r's own constructor of that name, with the stack of the running script;
// a name that is not a native error's makes an Error.
func (r *Realm) NewError(kind, message string) Value {
	if r.dead() {
		return Undefined
	}
	a := r.Agent
	lib.XJS_ThrowTypeError(a.tls, r.ctx, staticText(""), 0)
	v := lib.XJS_GetException(a.tls, r.ctx)
	e := a.own(v)
	if !e.IsObject() {
		return e // out of memory
	}
	r.Define(e, "message", r.String(message), Writable|Configurable)
	if kind != "TypeError" {
		proto := lib.XJS_GetClassProto(a.tls, r.ctx, a.builtin["Error"])
		p := a.own(proto)
		if i, ok := nativeErrors[kind]; ok {
			p = borrow((*lib.TJSContext)(at(r.ctx)).Fnative_error_proto[i])
		}
		lib.XJS_SetPrototype(a.tls, r.ctx, e.raw(), p.raw())
	}
	return e
}

// AsException returns the Exception in err's chain, if any.
func AsException(err error) (*Exception, bool) {
	var x *Exception
	ok := errors.As(err, &x)
	return x, ok
}
