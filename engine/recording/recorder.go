package recording

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/navigation"
)

// DefaultLimit is how many events a recording holds unless Options say. A run that never ends ends its recording there.
const DefaultLimit = 1_000_000

// Options configure a Recorder. The zero value works.
type Options struct {
	Seed  uint64
	Epoch time.Time // what the clock showed at time 0; zero: the loop's first moment
	Limit int       // events; 0 for DefaultLimit
}

// A Recorder makes a recording of a user agent while it runs. It is a spec.Tracer and an eventloop.Watcher; whoever
// makes it sets it as both. It belongs to the user agent's goroutine. An event's line is written as it happens: see docs/decisions/0104.
type Recorder struct {
	ua      *navigation.UserAgent
	options Options

	header     Header
	events     bytes.Buffer // their lines: an event is written as it happens, and not kept
	lines      lines
	document   string // of the last event
	algorithms map[*spec.Algorithm]int
	stacks     []uintptr // by the frame's ID: the scripts' innermost frame when it began
	world      world
	off        bool
	// Reached, if set, is called when an event was recorded, with its index. It may block: the world then stands still.
	Reached func(ctx context.Context, i int)
}

// NewRecorder makes a Recorder for ua.
func NewRecorder(ua *navigation.UserAgent, o Options) *Recorder {
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	r := &Recorder{ua: ua, options: o, algorithms: map[*spec.Algorithm]int{}}
	r.header = Header{Format: Format, Version: Version, Seed: o.Seed, Standards: spec.Text}
	r.world.init(ua)
	return r
}

// WriteTo writes what was recorded so far, for Read to read.
func (r *Recorder) WriteTo(w io.Writer) (int64, error) {
	c := &counter{w: w}
	if err := r.header.writeTo(c); err != nil {
		return c.n, err
	}
	_, err := c.Write(r.events.Bytes())
	return c.n, err
}

// Len returns how many events were recorded so far.
func (r *Recorder) Len() int { return r.header.Events }

func (r *Recorder) time() float64 {
	l := r.ua.Loop
	if l.Virtual() && !r.options.Epoch.IsZero() {
		return float64(l.Now().Sub(r.options.Epoch).Microseconds()) / 1000
	}
	return float64(l.Elapsed().Microseconds()) / 1000
}

// Trace implements spec.Tracer.
func (r *Recorder) Trace(ctx context.Context, e spec.Event) {
	if r.off {
		return
	}
	event := Event{Kind: kinds[e.Kind], Frame: int(e.Frame.ID), Algorithm: r.algorithm(e.Frame.Algorithm), Step: e.Step, Note: e.Note}
	if e.Kind == spec.Enter {
		event.Document, event.Script = r.enter(e.Frame)
		if p := e.Frame.Parent; p != nil {
			event.Parent = int(p.ID)
		}
		for _, a := range e.Frame.Args {
			event.Args = append(event.Args, spec.Show(a))
		}
	} else {
		event.Document = r.lines.begun(event.Frame).document
	}
	r.record(ctx, event)
}

// enter remembers a new frame and returns the document that it works for and the script that called it.
func (r *Recorder) enter(f *spec.Frame) (document string, script []string) {
	parent := 0
	if f.Parent != nil {
		parent = int(f.Parent.ID)
	}
	if document = r.documentOf(f.Args); document == "" {
		document = r.lines.begun(parent).document
	}
	for len(r.stacks) <= int(f.ID) {
		r.stacks = append(r.stacks, 0)
	}
	top := r.ua.Agent.StackTop()
	if top != 0 && top != r.stacks[parent] {
		script = positions(r.ua.Agent.Backtrace())
	}
	r.stacks[f.ID] = top
	return document, script
}

// maxScriptFrames bounds how many frames of script an event names; the innermost stay.
const maxScriptFrames = 32

func positions(list []js.Position) []string {
	if len(list) > maxScriptFrames {
		list = list[:maxScriptFrames]
	}
	var out []string
	for _, p := range list {
		out = append(out, p.String())
	}
	return out
}

// documentOf finds the document that arguments are about.
func (r *Recorder) documentOf(args []any) string {
	for _, a := range args {
		switch a := a.(type) {
		case *navigation.Document:
			if a != nil {
				return r.world.key(a)
			}
		case *navigation.Navigable:
			if d := a.ActiveDocument(); d != nil {
				return r.world.key(d)
			}
		case *navigation.Window:
			if a != nil && a.Document() != nil {
				return r.world.key(a.Document())
			}
		case *navigation.WorkerGlobalScope:
			if a != nil {
				return r.world.globalKey(a)
			}
		case *fetch.Request:
			if a == nil {
				continue
			}
			if s, ok := a.Client.(*navigation.Settings); ok && s != nil && s.Document() != nil {
				return r.world.key(s.Document())
			}
		}
	}
	return ""
}

// TaskQueued implements eventloop.Watcher.
func (r *Recorder) TaskQueued(ctx context.Context, s eventloop.Source, d eventloop.Document) {
	r.task(ctx, Queued, s, d)
}

// TaskBegins implements eventloop.Watcher.
func (r *Recorder) TaskBegins(ctx context.Context, s eventloop.Source, d eventloop.Document) {
	r.task(ctx, Task, s, d)
}

func (r *Recorder) task(ctx context.Context, k Kind, s eventloop.Source, d eventloop.Document) {
	if r.off {
		return
	}
	e := Event{Kind: k, Note: s.String()}
	if f := spec.FrameOf(ctx); f != nil {
		e.Frame, e.Algorithm = int(f.ID), r.algorithm(f.Algorithm)
	}
	switch d := d.(type) {
	case *navigation.Document:
		if d != nil {
			e.Document = r.world.key(d)
		}
	case *navigation.WorkerGlobalScope:
		if d != nil {
			e.Document = r.world.globalKey(d)
		}
	}
	r.record(ctx, e)
}

// maxMark bounds a mark's text, in bytes.
const maxMark = 4096

// Mark notes something that the recording's readers look for.
func (r *Recorder) Mark(text string) {
	if r.off {
		return
	}
	if len(text) > maxMark {
		text = strings.ToValidUTF8(text[:maxMark], "")
	}
	r.record(r.ua.Loop.Context(), Event{Kind: Mark, Note: text})
}

// Pause has the recorder see nothing, for what is done in the world from outside while it stands still, until the returned
// function is called.
func (r *Recorder) Pause() (resume func()) {
	r.off = true
	return func() { r.off = false }
}

func (r *Recorder) record(ctx context.Context, e Event) {
	if r.header.Events >= r.options.Limit {
		if r.header.Truncated == "" {
			r.header.Truncated = fmt.Sprintf("the run went on after %d events", r.options.Limit)
		}
		return
	}
	e.Time = r.time()
	e.Changes = r.world.look(e.Time)
	r.document = e.Document
	r.events.Write(r.lines.append(r.events.AvailableBuffer(), &e))
	r.header.Events++
	if r.Reached != nil {
		r.Reached(ctx, r.header.Events-1)
	}
}

// algorithm returns the algorithm's index, from 1.
func (r *Recorder) algorithm(a *spec.Algorithm) int {
	if a == nil {
		return 0
	}
	i, ok := r.algorithms[a]
	if !ok {
		known := Algorithm{Standard: a.Standard, Name: a.Name, URL: a.URL()}
		for _, s := range a.Steps {
			known.Steps = append(known.Steps, SpecStep{s.Number, s.Summary})
		}
		r.header.Algorithms = append(r.header.Algorithms, known)
		i = len(r.header.Algorithms)
		r.algorithms[a] = i
	}
	return i
}

// causeOf names the algorithm that queued something.
func causeOf(ctx context.Context) string {
	if f := spec.FrameOf(ctx); f != nil {
		return f.Algorithm.String()
	}
	return ""
}

// cookies shows a store's cookies.
func cookies(store *fetch.CookieStore) Cookies {
	list := Cookies{}
	for _, c := range store.All() {
		list = append(list, fmt.Sprintf("%s=%s; %s; %s", c.Name, c.Value, c.Domain, c.Path))
	}
	slices.Sort(list)
	return list
}
