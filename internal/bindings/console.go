package bindings

import (
	"encoding/base64"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// installConsole defines the console namespace object.
// https://console.spec.whatwg.org/#console-namespace
func installConsole(r *js.Realm) error {
	c := r.NewObjectWithPrototype(r.NewObject())
	if err := r.DefineValue(c, r.Symbol("toStringTag"), r.String("console"), js.Configurable); err != nil {
		return err
	}
	for _, level := range []string{"log", "debug", "info", "warn", "error", "trace", "dir", "dirxml", "table", "group", "groupCollapsed"} {
		f := r.NewFunction(level, 0, func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
			logTo(r, level, args)
			return js.Undefined, nil
		})
		if err := r.Define(c, level, f, js.All); err != nil {
			return err
		}
	}
	for _, name := range []string{"groupEnd", "clear", "count", "countReset", "time", "timeEnd", "timeLog"} {
		f := r.NewFunction(name, 0, func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Undefined, nil })
		if err := r.Define(c, name, f, js.All); err != nil {
			return err
		}
	}
	assert := r.NewFunction("assert", 0, func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
		if !r.ToBool(js.Arg(args, 0)) {
			logTo(r, "assert", args[min(1, len(args)):])
		}
		return js.Undefined, nil
	})
	if err := r.Define(c, "assert", assert, js.All); err != nil {
		return err
	}
	return r.Define(r.Global(), "console", c, js.Writable|js.Configurable)
}

func logTo(r *js.Realm, level string, args []js.Value) {
	w := windowIn(r)
	if w == nil {
		if w = owningWindow(r.Host); w == nil {
			return
		}
		// Values of one agent mean nothing to another.
		owner := w.Realm()
		defer owner.Agent.Scope()()
		var texts []js.Value
		for _, v := range args {
			text, err := r.ToString(v)
			if err != nil {
				text = r.ClassName(v)
			}
			texts = append(texts, owner.String(text))
		}
		args = texts
	}
	if h, ok := w.UserAgent().Host.(*Host); ok && h.Log != nil {
		h.Log(w, level, args)
	}
}

// owningWindow is the window that a worker works for in the end.
func owningWindow(host any) *navigation.Window {
	for {
		s, ok := host.(*navigation.WorkerGlobalScope)
		if !ok {
			w, _ := host.(*navigation.Window)
			return w
		}
		host = s.Owner()
	}
}

// globalOperations are the operations of WindowOrWorkerGlobalScope.
// https://html.spec.whatwg.org/multipage/webappapis.html#windoworworkerglobalscope-mixin
func globalOperations() []js.Member {
	return []js.Member{
		{Name: "setTimeout", Length: 1, Call: timer(false)},
		{Name: "setInterval", Length: 1, Call: timer(true)},
		{Name: "clearTimeout", Call: clearTimer},
		{Name: "clearInterval", Call: clearTimer},
		{Name: "queueMicrotask", Length: 1, Call: queueMicrotask},
		{Name: "reportError", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			if len(args) == 0 {
				return js.Undefined, missingArgs(1, args)
			}
			g := globalOf(r, this)
			e := r.NewException(args[0])
			if e.File == "" { // of the caller, then
				here := r.NewException(r.NewError("Error", ""))
				e.File, e.Line, e.Column = here.File, here.Line, here.Column
			}
			g.ReportException(g.Context(), e)
			return js.Undefined, nil
		}},
		{Name: "btoa", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			s, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			b, ok := infra.IsomorphicEncode(s)
			if !ok {
				return js.Undefined, webidl.DOMExceptionf("InvalidCharacterError", "The string to be encoded contains characters outside of the Latin1 range.")
			}
			return r.String(base64.StdEncoding.EncodeToString([]byte(b))), nil
		}},
		{Name: "atob", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			s, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			b, ok := infra.ForgivingBase64(s)
			if !ok {
				return js.Undefined, webidl.DOMExceptionf("InvalidCharacterError", "The string to be decoded is not correctly encoded.")
			}
			return r.String(infra.IsomorphicDecode(string(b))), nil
		}},
		{Name: "structuredClone", Length: 1, Call: structuredClone},
		{Name: "fetch", Length: 1, Promise: true, Call: fetchOperation},
	}
}
