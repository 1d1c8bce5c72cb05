package js

import (
	"regexp"
	"strconv"

	lib "modernc.org/libquickjs"

	"github.com/exeunt/exeunt/internal/js/statements"
)

// Lines tells of the lines that script runs through. The engine has no hook for that, so the scripts are compiled with a call before
// each statement; see docs/decisions/0105.
type Lines struct {
	// Wanted says of which scripts, by their URL, lines are told.
	Wanted func(file string) bool
	// Compiled tells of a script that was compiled: its source, the line in the file at which that begins, and the lines of the file
	// that Reached will be called for.
	Compiled func(file, source string, first int, lines []int)
	// Reached is called before a statement of r's script runs. The script stands still meanwhile.
	Reached func(r *Realm, file string, line int)
}

// linePlace is what the number in a call stands for.
type linePlace struct {
	file string
	line int
}

const (
	// lineCall is the name of the function that is called. It is declared as the scripts' own names are, so no object has it as a property.
	lineCall = "ǃ"
	// lineProperty is the property from which that declaration takes the function. It is gone before a script runs.
	lineProperty = "ǃǃ"
)

var insertedCall = regexp.MustCompile(lineCall + `\([0-9]+\)[;,]`)

var (
	lineReached      = number(member{call: reachLine})
	functionToString = number(member{call: showFunction})
	toStringKey      engineClass
)

// TraceLines has the agent tell of the lines of all scripts that are compiled from now on; nil ends that for scripts to come.
func (a *Agent) TraceLines(l *Lines) { a.lines = l }

// tracesLines reports whether lines are told of a script.
func (a *Agent) tracesLines(file string) bool {
	return a.lines != nil && file != "" && a.requests == nil && a.lines.Wanted(file)
}

// instrument puts calls into a source whose first line has the given number. What cannot be parsed stays as it is.
func (r *Realm) instrument(source, file string, line int, module bool) string {
	a := r.Agent
	if !r.declareLineCall() {
		return source
	}
	line = max(line, 1)
	places := len(a.places)
	out, lines, err := statements.Instrument(source, module, func(n int) string {
		a.places = append(a.places, linePlace{file, line - 1 + n})
		return lineCall + "(" + strconv.Itoa(len(a.places)-1) + ")"
	})
	if err != nil {
		a.places = a.places[:places]
		return source
	}
	for i := range lines {
		lines[i] += line - 1
	}
	if a.lines.Compiled != nil {
		a.lines.Compiled(file, source, line, lines)
	}
	return out
}

// declareLineCall declares the function in the realm, and has functions show their source without its calls.
func (r *Realm) declareLineCall() bool {
	if r.lineCall {
		return true
	}
	a := r.Agent
	defer a.Scope()()
	g := borrow(r.rawGlobal())
	reached := r.must(r.native(staticText(lineCall), 1, lineReached, lib.EJS_CFUNC_generic_magic))
	if r.Define(g, lineProperty, reached, Configurable) != nil {
		return false
	}
	r.lineCall = true
	_, err := r.Eval("const "+lineCall+" = "+lineProperty, "", 1)
	if gone := r.Delete(g, lineProperty); err != nil || gone != nil {
		return false
	}
	function := a.own(a.dup((*lib.TJSContext)(at(r.ctx)).Ffunction_proto))
	old, err := r.Get(function, "toString")
	if err != nil || !old.IsObject() {
		return false
	}
	// The context keeps the engine's function for us.
	a.register(&toStringKey, "Function toString", plainClassDef)
	lib.XJS_SetClassProto(a.tls, r.ctx, toStringKey.number, a.dup(old.raw()))
	show := r.must(r.native(staticText("toString"), 0, functionToString, lib.EJS_CFUNC_generic_magic))
	return r.Define(function, "toString", show, Writable|Configurable) == nil
}

// reachLine is what the calls call.
func reachLine(r *Realm, _ Value, args []Value) (Value, error) {
	a := r.Agent
	if len(args) == 0 || a.lines == nil || a.lines.Reached == nil {
		return Undefined, nil
	}
	if i, err := r.ToInt32(args[0]); err == nil && i >= 0 && int(i) < len(a.places) {
		a.lines.Reached(r, a.places[i].file, a.places[i].line)
	}
	return Undefined, nil
}

// showFunction is Function.prototype.toString.
func showFunction(r *Realm, this Value, _ []Value) (Value, error) {
	a := r.Agent
	v, err := r.Call(a.own(lib.XJS_GetClassProto(a.tls, r.ctx, toStringKey.number)), this)
	if err != nil {
		return Undefined, err
	}
	text, err := r.ToString(v)
	if err != nil {
		return Undefined, err
	}
	if !insertedCall.MatchString(text) {
		return v, nil
	}
	return r.String(insertedCall.ReplaceAllLiteralString(text, "")), nil
}
