package bindings

import (
	"strconv"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// consoleNamespace is console.
// https://console.spec.whatwg.org/#console-namespace
var consoleNamespace = &js.Class{Name: "console", Exposed: []string{"Window", "Worker"}}

// console is what a console namespace object keeps.
type console struct {
	counts map[string]int     // https://console.spec.whatwg.org/#count-map
	timers map[string]float64 // https://console.spec.whatwg.org/#timer-table: when they were started, in milliseconds
}

// consoleOf is the console of a realm.
func consoleOf(r *js.Realm) *console {
	return slot(globalIn(r), "console", func() *console { return &console{map[string]int{}, map[string]float64{}} })
}

func init() {
	consoleNamespace.Init = func(r *js.Realm, _, object js.Value) {
		_ = r.SetPrototype(object, r.NewObject()) // an empty object, as pages expect
	}
	idl.DefineNamespace(consoleNamespace, consoleLogging()...)
	idl.DefineNamespace(consoleNamespace, consoleCounting()...)
	idl.DefineNamespace(consoleNamespace, consoleTiming()...)
}

// consoleLogging are the functions that show what they are given, and those for groups. Groups need no stack: whoever shows the
// messages is told where they begin and end.
// https://console.spec.whatwg.org/#logging
// https://console.spec.whatwg.org/#grouping
func consoleLogging() []idl.Operation {
	data := idl.Rest(idl.Any)
	log := func(name string) idl.Operation {
		return idl.Static1(name, data, func(c idl.Call, args []js.Value) (js.Value, error) { return js.Undefined, logger(c.Realm, name, args) })
	}
	// labelled always shows something.
	labelled := func(name string) idl.Operation {
		return idl.Static1(name, data, func(c idl.Call, args []js.Value) (js.Value, error) {
			return js.Undefined, logger(c.Realm, name, orLabel(c.Realm, args, name))
		})
	}
	bare := func(name string) idl.Operation {
		return idl.Static0(name, func(c idl.Call) (js.Value, error) {
			printer(c.Realm, name, orLabel(c.Realm, nil, name))
			return js.Undefined, nil
		})
	}
	return []idl.Operation{
		idl.Static2("assert", idl.Default(idl.Boolean, false), data, func(c idl.Call, condition bool, args []js.Value) (js.Value, error) {
			if condition {
				return js.Undefined, nil
			}
			return js.Undefined, logger(c.Realm, "assert", orLabel(c.Realm, args, "assert")) // the level says that an assertion failed
		}),
		bare("clear"), log("debug"), log("error"), log("info"), log("log"),
		idl.Static2("table", idl.Trailing(idl.Any), idl.Optional(idl.Sequence(idl.DOMString)), func(c idl.Call, tabular js.Value, properties *[]string) (js.Value, error) {
			args := []js.Value{tabular}
			if properties != nil {
				args = append(args, idl.Sequence(idl.DOMString).To(c.Realm, *properties))
			}
			printer(c.Realm, "table", args)
			return js.Undefined, nil
		}),
		labelled("trace"), log("warn"),
		idl.Static2("dir", idl.Trailing(idl.Any), idl.Trailing(idl.Nullable(idl.Object)), func(c idl.Call, item js.Value, options *js.Value) (js.Value, error) {
			args := []js.Value{item}
			if options != nil {
				args = append(args, *options)
			}
			printer(c.Realm, "dir", args)
			return js.Undefined, nil
		}),
		idl.Static1("dirxml", data, func(c idl.Call, args []js.Value) (js.Value, error) {
			if len(args) > 0 {
				printer(c.Realm, "dirxml", args) // in their most useful form, which is no string with specifiers
			}
			return js.Undefined, nil
		}),
		labelled("group"), labelled("groupCollapsed"), bare("groupEnd"),
	}
}

// orLabel is what to show where script gave nothing: the function's name.
func orLabel(r *js.Realm, args []js.Value, name string) []js.Value {
	if len(args) > 0 {
		return args
	}
	return []js.Value{r.String("console." + name)}
}

// consoleLabel is the argument that a count or timer is named by.
var consoleLabel = idl.Default(idl.DOMString, "default")

// https://console.spec.whatwg.org/#counting
func consoleCounting() []idl.Operation {
	return []idl.Operation{
		idl.Static1("count", consoleLabel, func(c idl.Call, label string) (js.Value, error) {
			counts := consoleOf(c.Realm).counts
			counts[label]++
			printer(c.Realm, "count", []js.Value{c.Realm.String(label + ": " + strconv.Itoa(counts[label]))})
			return js.Undefined, nil
		}),
		idl.Static1("countReset", consoleLabel, func(c idl.Call, label string) (js.Value, error) {
			counts := consoleOf(c.Realm).counts
			if _, ok := counts[label]; !ok {
				printer(c.Realm, "countReset", []js.Value{c.Realm.String("Count for '" + label + "' does not exist")})
				return js.Undefined, nil
			}
			counts[label] = 0
			return js.Undefined, nil
		}),
	}
}

// https://console.spec.whatwg.org/#timing
func consoleTiming() []idl.Operation {
	// passed is how long a timer has run, or a warning that there is none.
	passed := func(r *js.Realm, label string) (js.Value, bool) {
		start, ok := consoleOf(r).timers[label]
		if !ok {
			printer(r, "warn", []js.Value{r.String("Timer '" + label + "' does not exist")})
			return js.Undefined, false
		}
		return r.String(label + ": " + strconv.FormatFloat(r.Agent.Now()-start, 'f', -1, 64) + " ms"), true
	}
	return []idl.Operation{
		idl.Static1("time", consoleLabel, func(c idl.Call, label string) (js.Value, error) {
			timers := consoleOf(c.Realm).timers
			if _, ok := timers[label]; ok {
				printer(c.Realm, "warn", []js.Value{c.Realm.String("Timer '" + label + "' already exists")})
				return js.Undefined, nil
			}
			timers[label] = c.Realm.Agent.Now()
			return js.Undefined, nil
		}),
		idl.Static2("timeLog", consoleLabel, idl.Rest(idl.Any), func(c idl.Call, label string, data []js.Value) (js.Value, error) {
			if text, ok := passed(c.Realm, label); ok {
				printer(c.Realm, "timeLog", append([]js.Value{text}, data...))
			}
			return js.Undefined, nil
		}),
		idl.Static1("timeEnd", consoleLabel, func(c idl.Call, label string) (js.Value, error) {
			if text, ok := passed(c.Realm, label); ok {
				delete(consoleOf(c.Realm).timers, label)
				printer(c.Realm, "timeEnd", []js.Value{text})
			}
			return js.Undefined, nil
		}),
	}
}

// logger implements "Logger".
// https://console.spec.whatwg.org/#logger
func logger(r *js.Realm, level string, args []js.Value) error {
	if len(args) == 0 {
		return nil
	}
	args, err := formatter(r, args)
	if err != nil {
		return err
	}
	printer(r, level, args)
	return nil
}

// printer implements "Printer": it hands the message to whoever listens to the window, or to the window that a worker works for.
// Of the values of a worker, which mean nothing to another agent, it tells in words.
// https://console.spec.whatwg.org/#printer
func printer(r *js.Realm, level string, args []js.Value) {
	w := windowIn(r)
	if w == nil {
		if w = owningWindow(r.Host); w == nil {
			return
		}
		owner := w.Realm()
		defer owner.Agent.Scope()()
		texts := make([]js.Value, len(args))
		for i, v := range args {
			texts[i] = owner.String(r.Describe(v))
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
