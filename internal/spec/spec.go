// Package spec names the algorithms of the standards and reports each step as it runs.
//
// An algorithm is one Go function. It begins with Begin and ends with End, and each of its steps has a line
// that names the step under the standard's own number:
//
//	ctx, s := spec.Begin(ctx, spec.UnloadDocument, d, newDocument)
//	defer s.End()
//	s.Step("8") // from here on navigations of this document are ignored
//
// When nobody traces, Begin returns a nil *Frame, and methods on a nil *Frame do nothing. A Tracer is called
// synchronously: while it blocks, the world of the context (one Browser) stands still.
package spec

//go:generate go run ./gen

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// The standards that the catalogue knows, as an Algorithm's Standard names them.
const (
	StandardHTML  = "HTML"
	StandardFetch = "Fetch"
	StandardDOM   = "DOM"
)

// Text names the days of the standards' texts whose step numbers the catalogue has.
const Text = StandardHTML + " " + htmlText + ", " + StandardFetch + " " + fetchText + ", " + StandardDOM + " " + domText

// An Algorithm is one named algorithm of a standard.
type Algorithm struct {
	// Standard is the standard's short name: HTML, Fetch, DOM, or another one's that the catalogue names by hand.
	Standard string
	// Name is the standard's name of the algorithm.
	Name string
	// Anchor is the fragment that finds the algorithm, with its "#".
	Anchor string
	// Page is the page of a standard of several pages, without ".html"; empty for a standard of one page.
	Page string
	// Steps are the algorithm's steps in order; nil when the standard does not number them.
	Steps []Step
}

// A Step is one step of an algorithm.
type Step struct {
	// Number is the standard's own number: "10.2" is the second sub-step of step 10.
	Number string
	// Summary says in our own words what the step does; empty where nobody has written it yet.
	Summary string
}

// String returns the standard and the name, as in "HTML: navigate".
func (a *Algorithm) String() string { return a.Standard + ": " + a.Name }

// URL returns the address of the algorithm's text.
func (a *Algorithm) URL() string {
	switch a.Standard {
	case StandardHTML:
		return "https://html.spec.whatwg.org/multipage/" + a.Page + ".html" + a.Anchor
	case StandardFetch:
		return "https://fetch.spec.whatwg.org/" + a.Anchor
	case StandardDOM:
		return "https://dom.spec.whatwg.org/" + a.Anchor
	}
	return a.Page + a.Anchor
}

// Step returns the step with the given number, and whether there is one.
func (a *Algorithm) Step(number string) (Step, bool) {
	for _, s := range a.Steps {
		if s.Number == number {
			return s, true
		}
	}
	return Step{}, false
}

// Catalogue returns all algorithms that the engine knows, by standard.
func Catalogue() []*Algorithm { return slices.Concat(htmlAlgorithms, fetchAlgorithms, domAlgorithms) }

// A Kind says what an Event reports.
type Kind uint8

// The kinds of events.
const (
	Enter     Kind = iota // an algorithm begins
	Reached               // a step is about to run
	Todo                  // a step that is not implemented was passed
	AdHoc                 // behaviour that no step asks for
	Violation             // an assertion of the standard does not hold
	Leave                 // the algorithm returned
)

func (k Kind) String() string {
	return [...]string{"enter", "step", "todo", "adhoc", "violation", "leave"}[k]
}

// An Event is one report of a running algorithm.
type Event struct {
	Kind  Kind
	Frame *Frame
	// Step is the standard's number of the step, for the kinds that have one.
	Step string
	// Note is the reason that AdHoc was given.
	Note string
}

// A Tracer receives events, synchronously and in order. It may block: that is how a debugger pauses.
// It must not run algorithms itself.
type Tracer interface{ Trace(context.Context, Event) }

// A Switch is a tracer's place in a world: contexts made by WithSwitch report to its tracer of the moment.
// It belongs to the goroutine that runs the world.
type Switch struct {
	tracer Tracer
	frames uint64
}

// Set makes t the tracer of everything that runs under the switch from now on; nil turns tracing off.
func (sw *Switch) Set(t Tracer) { sw.tracer = t }

// Tracer returns the tracer set, or nil.
func (sw *Switch) Tracer() Tracer { return sw.tracer }

// A Frame is one activation of an algorithm. A nil *Frame reports nothing.
type Frame struct {
	// ID counts the frames of a switch from 1, in the order they were begun.
	ID uint64
	// Algorithm is nil only for the root frame of a context.
	Algorithm *Algorithm
	// Parent is the frame that called this one or that queued the task or parallel steps in which it runs.
	Parent *Frame
	// Depth is the number of frames above this one; the root's is 0.
	Depth int
	// Args are the values that the algorithm was given.
	Args []any
	ctx  context.Context
	sw   *Switch
}

// maxDepth bounds the chain of asynchronous causes: a page that sets a timer from a timer for ever must not keep all of its past.
const maxDepth = 512

type frameKey struct{}

// WithTracer returns a context whose algorithms report to t.
func WithTracer(ctx context.Context, t Tracer) context.Context {
	return WithSwitch(ctx, &Switch{tracer: t})
}

// WithSwitch returns a context whose algorithms report to the tracer that sw has at the time.
func WithSwitch(ctx context.Context, sw *Switch) context.Context {
	return context.WithValue(ctx, frameKey{}, &Frame{sw: sw})
}

// Rebase returns base with the frame of ctx, so that what runs under it later has ctx's algorithm as its cause
// and nothing else of ctx. It returns base itself when ctx has no frame of base's world.
func Rebase(base, ctx context.Context) context.Context {
	f, _ := ctx.Value(frameKey{}).(*Frame)
	if f == nil || f.Algorithm == nil {
		return base
	}
	if f.Depth > maxDepth || f.sw.tracer == nil {
		return base
	}
	return context.WithValue(base, frameKey{}, f)
}

// FrameOf returns the innermost frame of ctx, or nil.
func FrameOf(ctx context.Context) *Frame {
	f, _ := ctx.Value(frameKey{}).(*Frame)
	if f == nil || f.Algorithm == nil {
		return nil
	}
	return f
}

// Begin reports entry into a and returns the frame whose methods report its steps, with a context that carries it.
// The args are shown in traces; see Show.
func Begin(ctx context.Context, a *Algorithm, args ...any) (context.Context, *Frame) {
	parent, _ := ctx.Value(frameKey{}).(*Frame)
	if parent == nil || parent.sw.tracer == nil {
		return ctx, nil
	}
	return parent.begin(ctx, a, append([]any(nil), args...)) // a copy, so that the caller's slice stays on its stack
}

func (f *Frame) begin(ctx context.Context, a *Algorithm, args []any) (context.Context, *Frame) {
	f.sw.frames++
	c := &Frame{ID: f.sw.frames, Algorithm: a, Parent: f, Depth: f.Depth + 1, Args: args, sw: f.sw}
	if f.Algorithm == nil {
		c.Parent = nil
	}
	ctx = context.WithValue(ctx, frameKey{}, c)
	c.ctx = ctx
	c.emit(Event{Kind: Enter})
	return ctx, c
}

func (f *Frame) emit(e Event) {
	if t := f.sw.tracer; t != nil {
		e.Frame = f
		t.Trace(f.ctx, e)
	}
}

// Step reports that step n is about to run.
func (f *Frame) Step(n string) {
	if f != nil {
		f.emit(Event{Kind: Reached, Step: n})
	}
}

// Todo reports that step n, which is not implemented, was passed.
func (f *Frame) Todo(n string) {
	if f != nil {
		f.emit(Event{Kind: Todo, Step: n})
	}
}

// AdHoc reports behaviour at step n that the standard does not ask for, and why it is there.
// An n of "" means the algorithm as a whole.
func (f *Frame) AdHoc(n, why string) {
	if f != nil {
		f.emit(Event{Kind: AdHoc, Step: n, Note: why})
	}
}

// Assert reports step n, an assertion of the standard, and panics with a *AssertionError if ok is false.
// It works on a nil frame too.
func (f *Frame) Assert(n string, ok bool) {
	f.Step(n)
	if ok {
		return
	}
	e := &AssertionError{Step: n}
	if f != nil {
		e.Algorithm = f.Algorithm
		f.emit(Event{Kind: Violation, Step: n})
	}
	panic(e)
}

// End reports that the algorithm returned.
func (f *Frame) End() {
	if f != nil {
		f.emit(Event{Kind: Leave})
	}
}

// An AssertionError is what Assert panics with: an invariant of a standard is broken, which is a defect of the engine.
type AssertionError struct {
	// Algorithm is nil when nothing was traced; the stack then tells.
	Algorithm *Algorithm
	Step      string
}

func (e *AssertionError) Error() string {
	if e.Algorithm == nil {
		return "spec: the assertion of step " + e.Step + " does not hold"
	}
	return fmt.Sprintf("spec: the assertion of step %s of %s does not hold", e.Step, e.Algorithm)
}

// A Stringer shows a value in a trace. What it returns must be the same in each run of the same input.
type Stringer interface{ TraceString() string }

// Show returns the text that stands for an argument in a trace: its TraceString, or the value of a string, number,
// boolean or fmt.Stringer, or else only its type, because a trace must not depend on addresses. What is longer than maxShown is cut:
// a page with a URL of 2 MB has that in many of its steps.
func Show(v any) string {
	text := show(v)
	if len(text) <= maxShown {
		return text
	}
	return strings.ToValidUTF8(text[:maxShown], "") + fmt.Sprintf("… (%d bytes)", len(text))
}

// maxShown is how many bytes of a value a trace shows.
const maxShown = 4096

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case Stringer:
		return v.TraceString()
	case string:
		return v
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return fmt.Sprint(v)
	case fmt.Stringer:
		return v.String()
	case error:
		return v.Error()
	}
	return strings.TrimLeft(fmt.Sprintf("%T", v), "*")
}

// Named returns the steps of an algorithm that the code names: Reached for those that it takes, AdHoc for those at which it does
// something of its own only, Todo for those that it lacks. Steps that the code names through a frame that one function handed to another are missing.
func Named(a *Algorithm) map[string]Kind { return inCode[a] }
