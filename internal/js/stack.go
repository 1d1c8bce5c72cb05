package js

import (
	"strconv"
	"strings"

	lib "modernc.org/libquickjs"
)

// A Position is a place in a script.
type Position struct {
	Function     string // "" for the script itself
	File         string
	Line, Column int // from 1; 0 when not known
}

// String returns the form in which stacks are written: "name (file:line:column)".
func (p Position) String() string {
	at := p.File
	if p.Line > 0 {
		at += ":" + strconv.Itoa(p.Line)
		if p.Column > 0 {
			at += ":" + strconv.Itoa(p.Column)
		}
	}
	if p.Function == "" {
		return at
	}
	return p.Function + " (" + at + ")"
}

// StackTop identifies the innermost frame of the scripts that run: it is 0 when none runs, and the same value
// as long as no script function is entered or left. It is for telling whether script ran in between.
func (a *Agent) StackTop() uintptr {
	if a.closed {
		return 0
	}
	return (*lib.TJSRuntime)(at(a.rt)).Fcurrent_stack_frame
}

// Backtrace returns where the scripts that run stand, innermost first; nil when none runs. It costs
// microseconds and runs no script.
func (a *Agent) Backtrace() []Position {
	r := a.Current()
	if r == nil {
		return nil
	}
	return a.backtrace(r)
}

func (a *Agent) backtrace(r *Realm) []Position {
	scope := a.Scope()
	defer scope()
	e := r.NewError("Error", "")
	if !e.IsObject() {
		return nil
	}
	stack, _ := r.dataString(e.raw(), "stack")
	var list []Position
	for l := range strings.Lines(stack) {
		l, ok := strings.CutPrefix(strings.TrimSpace(l), "at ")
		if !ok {
			continue
		}
		p := Position{}
		if i := strings.LastIndex(l, " ("); i >= 0 && strings.HasSuffix(l, ")") {
			p.Function, l = l[:i], l[i+2:len(l)-1]
		}
		if l == "native" {
			continue
		}
		p.File, p.Line, p.Column = position("at " + l)
		if p.File == "" {
			p.File = l
		}
		if p.Function == "<anonymous>" || p.Function == "<eval>" {
			p.Function = ""
		}
		list = append(list, p)
	}
	return list
}
