package compare

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"slices"
)

// A StepFrame is one algorithm of a stack of the standards' steps.
type StepFrame struct {
	// Algorithm begins with the standard's name: "Fetch: main fetch".
	Algorithm string `json:"algorithm"`
	// Step is where it stood, "" before its first step.
	Step string `json:"step,omitempty"`
	// Args are what it was given.
	Args []string `json:"args,omitempty"`
}

// pageEvents says which algorithm of a trace stands for a lifecycle event.
// Those that are not here are looked for as "DOM: dispatch" of their name.
var pageEvents = map[string]func(Event) (algorithm string, args []string){
	"pageshow": func(e Event) (string, []string) {
		return "HTML: fire a page transition event", []string{e.Document, e.Name}
	},
	"pagehide": func(e Event) (string, []string) {
		return "HTML: fire a page transition event", []string{e.Document, e.Name}
	},
	"visibilitychange": func(e Event) (string, []string) {
		return "HTML: update the visibility state", []string{e.Document, e.Visibility}
	},
	"load": func(e Event) (string, []string) {
		return "HTML: completely finish loading", []string{e.Document}
	},
	"DOMContentLoaded": func(e Event) (string, []string) {
		return "HTML: stop parsing", []string{e.Document}
	},
}

// A Moment is what stands for something observed among the standards' steps: the Nth entry, counted from 1, into an algorithm with
// arguments that fit.
type Moment struct {
	Algorithm string
	N         int
	fits      func(args []string) bool
}

// Fits reports whether an entry into an algorithm is one of those that are counted.
func (m Moment) Fits(algorithm string, args []string) bool {
	return algorithm == m.Algorithm && m.fits(args)
}

// RequestMoment is the moment in which the observation's request number i was sent.
func (o *Observation) RequestMoment(i int) Moment {
	key := func(r Request) string { return r.Method + " " + forgetNumbers(r.URL) }
	want := key(o.Wire[i])
	n := 1
	for _, r := range o.Wire[:i] {
		if key(r) == want {
			n++
		}
	}
	return Moment{"Fetch: HTTP-network fetch", n, func(args []string) bool {
		return len(args) > 0 && forgetNumbers(args[0]) == want
	}}
}

// EventMoment is the moment in which the lifecycle event number i was fired.
func (o *Observation) EventMoment(i int) Moment {
	name := func(e Event) (string, []string) {
		if f := pageEvents[e.Name]; f != nil {
			return f(e)
		}
		return "DOM: dispatch", []string{e.Name}
	}
	algorithm, want := name(o.Lifecycle[i])
	fits := func(args []string) bool {
		if len(args) < len(want) {
			return false
		}
		for j, w := range want {
			if forgetNumbers(args[j]) != forgetNumbers(w) {
				return false
			}
		}
		return true
	}
	n := 1
	for _, e := range o.Lifecycle[:i] {
		if a, args := name(e); a == algorithm && fits(args) {
			n++
		}
	}
	return Moment{algorithm, n, fits}
}

// StepsOfRequest gives the stack of steps in which the observation's request
// number i was sent, the outermost first; nil without a trace, or when the
// trace does not show it.
//
// A frame's parent is what called it, or what queued the task in which it runs;
// the step is the one at which the parent stood then.
func (o *Observation) StepsOfRequest(i int) []StepFrame { return o.Trace.find(o.RequestMoment(i)) }

// StepsOfEvent gives the stack of steps in which the lifecycle event number i
// was fired, as StepsOfRequest does.
func (o *Observation) StepsOfEvent(i int) []StepFrame { return o.Trace.find(o.EventMoment(i)) }

// find gives the stack at a moment.
func (t Trace) find(m Moment) []StepFrame {
	n := m.N
	type frame struct {
		StepFrame
		parent *frame
		from   string // the parent's step at the time
	}
	frames := make(map[uint64]*frame)
	if len(t) == 0 {
		return nil
	}
	d := json.NewDecoder(flate.NewReader(bytes.NewReader(t)))
	if _, err := d.Token(); err != nil {
		return nil
	}
	for d.More() {
		var e struct {
			Kind, Algorithm, Step string
			Frame, Parent         uint64
			Args                  []string
		}
		if err := d.Decode(&e); err != nil {
			var other *json.UnmarshalTypeError
			if !errors.As(err, &other) {
				return nil // nothing can be read behind it
			}
			continue
		}
		if e.Frame == 0 {
			continue
		}
		if e.Kind != "enter" {
			if f := frames[e.Frame]; f != nil && e.Step != "" {
				f.Step = e.Step
			}
			continue
		}
		f := &frame{StepFrame: StepFrame{Algorithm: e.Algorithm, Args: e.Args}}
		// A parent was entered before; a frame is never its own ancestor.
		if p := frames[e.Parent]; p != nil && e.Parent < e.Frame {
			f.parent, f.from = p, p.Step
		}
		frames[e.Frame] = f
		if !m.Fits(e.Algorithm, e.Args) {
			continue
		}
		if n--; n > 0 {
			continue
		}
		out := []StepFrame{f.StepFrame}
		for ; f.parent != nil && len(out) < maxStack; f = f.parent {
			p := f.parent.StepFrame
			p.Step = f.from
			out = append(out, p)
		}
		slices.Reverse(out)
		return out
	}
	return nil
}

// maxStack bounds how many algorithms a stack names; the innermost stay.
const maxStack = 64
