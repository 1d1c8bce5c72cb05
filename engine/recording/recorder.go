package recording

import (
	"context"
	"fmt"
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

// A Recorder makes a Recording of a user agent while it runs. It is a spec.Tracer and an eventloop.Watcher; whoever
// makes it sets it as both. It belongs to the user agent's goroutine.
type Recorder struct {
	ua      *navigation.UserAgent
	options Options
	out     *Recording

	algorithms map[*spec.Algorithm]int
	frames     []frame // by the frame's ID
	world      world
	off        bool
	// Reached, if set, is called when an event was recorded, with its index. It may block: the world then stands still.
	Reached func(ctx context.Context, i int)
}

// frame is what is remembered of a spec.Frame for those that it causes.
type frame struct {
	document string
	stack    uintptr // the scripts' innermost frame when it began
}

// NewRecorder makes a Recorder for ua.
func NewRecorder(ua *navigation.UserAgent, o Options) *Recorder {
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	r := &Recorder{ua: ua, options: o, algorithms: map[*spec.Algorithm]int{}, frames: make([]frame, 1)}
	r.out = &Recording{Header: Header{Format: Format, Version: Version, Seed: o.Seed, Standards: spec.Text}}
	r.world.init(ua)
	return r
}

// Recording returns what was recorded. It ends the recording.
func (r *Recorder) Recording() *Recording {
	out := r.out
	r.out = nil
	if out == nil {
		return nil
	}
	out.Header.Events = len(out.Events)
	out.index()
	return out
}

// Len returns how many events were recorded so far.
func (r *Recorder) Len() int {
	if r.out == nil {
		return 0
	}
	return len(r.out.Events)
}

func (r *Recorder) time() float64 {
	l := r.ua.Loop
	if l.Virtual() && !r.options.Epoch.IsZero() {
		return float64(l.Now().Sub(r.options.Epoch).Microseconds()) / 1000
	}
	return float64(l.Elapsed().Microseconds()) / 1000
}

// Trace implements spec.Tracer.
func (r *Recorder) Trace(ctx context.Context, e spec.Event) {
	if r.out == nil || r.off {
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
	} else if id := int(e.Frame.ID); id < len(r.frames) {
		event.Document = r.frames[id].document
	}
	r.record(ctx, event)
}

// enter remembers a new frame and returns the document that it works for and the script that called it.
func (r *Recorder) enter(f *spec.Frame) (document string, script []string) {
	var parent frame
	if f.Parent != nil && int(f.Parent.ID) < len(r.frames) {
		parent = r.frames[f.Parent.ID]
	}
	document = r.documentOf(f.Args)
	if document == "" {
		document = parent.document
	}
	top := r.ua.Agent.StackTop()
	if top != 0 && top != parent.stack {
		script = positions(r.ua.Agent.Backtrace())
	}
	for len(r.frames) <= int(f.ID) {
		r.frames = append(r.frames, frame{})
	}
	r.frames[f.ID] = frame{document, top}
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
	if r.out == nil || r.off {
		return
	}
	e := Event{Kind: k, Note: s.String()}
	if f := spec.FrameOf(ctx); f != nil {
		e.Frame, e.Algorithm = int(f.ID), r.algorithm(f.Algorithm)
	}
	if d, ok := d.(*navigation.Document); ok && d != nil {
		e.Document = r.world.key(d)
	}
	r.record(ctx, e)
}

// maxMark bounds a mark's text, in bytes.
const maxMark = 4096

// Mark notes something that the recording's readers look for.
func (r *Recorder) Mark(text string) {
	if r.out == nil || r.off {
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
	if len(r.out.Events) >= r.options.Limit {
		if r.out.Truncated == "" {
			r.out.Truncated = fmt.Sprintf("the run went on after %d events", r.options.Limit)
		}
		return
	}
	e.Time = r.time()
	e.Changes = r.world.look(e.Time)
	r.out.Events = append(r.out.Events, e)
	if r.Reached != nil {
		r.Reached(ctx, len(r.out.Events)-1)
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
		r.out.Algorithms = append(r.out.Algorithms, known)
		i = len(r.out.Algorithms)
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
