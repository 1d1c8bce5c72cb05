package recording

import (
	"fmt"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/navigation"
)

// Lines returns what has an engine.Browser tell the recorder of the lines of scripts: of those that wanted says, by their URL.
func (r *Recorder) Lines(wanted func(url string) bool) *js.Lines {
	return &js.Lines{Wanted: wanted, Compiled: r.compiled, Reached: r.line}
}

// compiled notes a script, once however many documents have it.
func (r *Recorder) compiled(file, source string, first int, lines []int) {
	for i := range r.header.Scripts {
		if s := &r.header.Scripts[i]; s.URL == file && s.First == first && s.Source == source {
			return
		}
	}
	if lines == nil {
		lines = []int{}
	}
	r.header.Scripts = append(r.header.Scripts, Script{URL: file, First: first, Lines: lines, Source: source})
}

// line records that a statement is about to run.
func (r *Recorder) line(realm *js.Realm, file string, line int) {
	g, ok := realm.Host.(navigation.GlobalScope)
	if r.off || !ok {
		return
	}
	ctx := g.Context()
	e := Event{Kind: Line, Note: fmt.Sprintf("%s:%d", file, line), Document: r.world.globalKey(g), Script: positions(realm.Agent.Backtrace())}
	if f := spec.FrameOf(ctx); f != nil {
		e.Frame, e.Algorithm = int(f.ID), r.algorithm(f.Algorithm)
	}
	r.record(ctx, e)
}
