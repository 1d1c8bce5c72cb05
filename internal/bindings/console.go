package bindings

import (
	"github.com/exeunt/exeunt/internal/js"
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
