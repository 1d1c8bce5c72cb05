// Package stepper goes through a recording step by step, forward and back.
//
// A Stepper is a place in a recording, with breakpoints. The world at that place is read from the recording, never
// from a running engine, so that going back costs no more than going forward. Front ends (Line, and those in the
// other files) turn what a user types into a Stepper's methods.
//
// # Which moments are stops
//
// Stops are the steps of the algorithms: those that run, those that are missing (Todo), what the engine does that no
// step asks for (AdHoc), and broken assertions; and, where they are recorded, the lines of scripts. An algorithm's beginning and end, and tasks, are events of the
// recording but no stops.
//
// # Inside and outside
//
// An algorithm's steps stand in a frame; what it calls, and what the tasks do that it queues, stand in frames below it.
// "Over" goes to the frame's next step, whatever happens below; when there is none, to the next stop outside.
package stepper

import (
	"sort"

	"github.com/exeunt/exeunt/engine/recording"
)

// A Stepper is a place in a recording. It is used by one goroutine at a time.
type Stepper struct {
	rec    *recording.Recording
	frames []frame // by number; frames[0] is not used
	stops  []int   // events that are stops, in order
	at     int     // the event; always a stop

	breakpoints []*Breakpoint
	lastID      int

	watches   []*Watch
	lastWatch int

	log []LogLine // made when it is first asked for
}

// frame is one activation of an algorithm.
type frame struct {
	enter, leave int // events; leave is the number of events when the recording ended first
	parent       int
	algorithm    int
	stops        []int // steps, no lines of script
}

// New returns a Stepper at the first stop of a recording. Without any stop it stands at the first event.
func New(r *recording.Recording) *Stepper {
	s := &Stepper{rec: r, frames: make([]frame, 1)}
	for i := range r.Events {
		e := &r.Events[i]
		switch e.Kind {
		case recording.Enter:
			for len(s.frames) <= e.Frame {
				s.frames = append(s.frames, frame{enter: -1, leave: len(r.Events)})
			}
			s.frames[e.Frame] = frame{enter: i, leave: len(r.Events), parent: e.Parent, algorithm: e.Algorithm}
		case recording.Leave:
			if f := s.frame(e.Frame); f != nil {
				f.leave = i
			}
		case recording.Step, recording.Todo, recording.AdHoc, recording.Violation:
			if f := s.frame(e.Frame); f != nil {
				f.stops = append(f.stops, i)
				s.stops = append(s.stops, i)
			}
		case recording.Line:
			s.stops = append(s.stops, i)
		}
	}
	if len(s.stops) > 0 {
		s.at = s.stops[0]
	}
	return s
}

// frame returns the frame of that number, nil when the recording does not show how it began.
func (s *Stepper) frame(id int) *frame {
	if id < 1 || id >= len(s.frames) || s.frames[id].enter < 0 {
		return nil
	}
	return &s.frames[id]
}

// Recording returns what is gone through.
func (s *Stepper) Recording() *recording.Recording { return s.rec }

// At returns the event at which the stepper stands.
func (s *Stepper) At() int { return s.at }

// Event returns the event at which the stepper stands.
func (s *Stepper) Event() *recording.Event { return &s.rec.Events[s.at] }

// State returns the world at the stepper's place: as it is when the step is about to run.
func (s *Stepper) State() recording.State { return s.rec.State(s.at) }

// stopAfter returns the first stop after event i, and before end.
func (s *Stepper) stopAfter(i, end int) (int, bool) {
	k := sort.SearchInts(s.stops, i+1)
	if k == len(s.stops) || s.stops[k] >= end {
		return 0, false
	}
	return s.stops[k], true
}

// stopBefore returns the last stop before event i.
func (s *Stepper) stopBefore(i int) (int, bool) {
	k := sort.SearchInts(s.stops, i)
	if k == 0 {
		return 0, false
	}
	return s.stops[k-1], true
}

func (s *Stepper) move(to int, ok bool) bool {
	if ok {
		s.at = to
	}
	return ok
}

// Each of the following goes elsewhere and reports true, or stays and reports false: there is nothing further that way.

// Into goes to the next stop.
func (s *Stepper) Into() bool { return s.move(s.stopAfter(s.at, len(s.rec.Events))) }

// Back goes to the stop before.
func (s *Stepper) Back() bool { return s.move(s.stopBefore(s.at)) }

// Over goes to the next step of the algorithm, or out of it at its end. From a line of a script it goes to the next line of the function, or
// out of that.
func (s *Stepper) Over() bool {
	if s.Event().Kind == recording.Line {
		return s.overLine()
	}
	id := s.rec.Events[s.at].Frame
	f := s.frame(id)
	if f == nil {
		return s.Into()
	}
	if k := sort.SearchInts(f.stops, s.at+1); k < len(f.stops) {
		return s.move(f.stops[k], true)
	}
	return s.outOf(id)
}

// Out goes to the first stop after the algorithm, or the script's function, has ended.
func (s *Stepper) Out() bool {
	if s.Event().Kind == recording.Line {
		return s.outOfLine()
	}
	id := s.rec.Events[s.at].Frame
	if s.frame(id) == nil {
		return s.Into()
	}
	return s.outOf(id)
}

// outOf finds the first stop after the end of frame id that is not below it. What the frame called in parallel may
// go on after it; that is still inside.
func (s *Stepper) outOf(id int) bool {
	for i := max(s.frames[id].leave-1, s.at); ; {
		next, ok := s.stopAfter(i, len(s.rec.Events))
		if !ok {
			return false
		}
		if !s.below(s.rec.Events[next].Frame, id) {
			return s.move(next, true)
		}
		i = next
	}
}

// below reports whether frame id is ancestor or stands below it.
func (s *Stepper) below(id, ancestor int) bool {
	for id > ancestor { // a frame's cause has a smaller number
		f := s.frame(id)
		if f == nil {
			return false
		}
		id = f.parent
	}
	return id == ancestor
}

// BackOver goes to the algorithm's step before, or to where it was called when it has none.
func (s *Stepper) BackOver() bool {
	if s.Event().Kind == recording.Line {
		return s.backOverLine()
	}
	id := s.rec.Events[s.at].Frame
	f := s.frame(id)
	if f == nil {
		return s.Back()
	}
	if k := sort.SearchInts(f.stops, s.at); k > 0 {
		return s.move(f.stops[k-1], true)
	}
	return s.BackOut()
}

// BackOut goes to the step at which the algorithm was called, or at which the task was queued in which it runs.
func (s *Stepper) BackOut() bool {
	if s.Event().Kind == recording.Line {
		return s.backOutOfLine()
	}
	f := s.frame(s.rec.Events[s.at].Frame)
	if f == nil {
		return s.Back()
	}
	for id := f.parent; ; {
		p := s.frame(id)
		if p == nil {
			return s.move(s.stopBefore(f.enter))
		}
		if k := sort.SearchInts(p.stops, f.enter); k > 0 {
			return s.move(p.stops[k-1], true)
		}
		f, id = p, p.parent
	}
}

// Goto goes to event n, or to the first stop after it when it is none, and to the last one when there is none after it.
// It reports false when the recording has no such event.
func (s *Stepper) Goto(n int) bool {
	if n < 0 || n >= len(s.rec.Events) || len(s.stops) == 0 {
		return false
	}
	if next, ok := s.stopAfter(n-1, len(s.rec.Events)); ok {
		s.at = next
	} else {
		s.at = s.stops[len(s.stops)-1]
	}
	return true
}

// A StackFrame is one algorithm, or one script function, of a stack.
type StackFrame struct {
	Frame     int                  // 0 for a script's
	Algorithm *recording.Algorithm // nil for a script's
	Step      string               // where it stands; "" before its first step
	Event     int                  // of that step, or of its beginning
	Args      []string
	Document  string // key
	Script    string // "name (file:line:column)" of a script function
	// Async says that the frame had ended, or stood in another task, when the one above it began: it is what queued it.
	Async bool
}

// Stack returns the algorithms and script functions at the stepper's place, innermost first. Between an algorithm and what called
// it stand the script functions by which it was called.
func (s *Stepper) Stack() []StackFrame { return s.StackAt(s.at) }

// maxStack bounds a stack; the innermost stay.
const maxStack = 512

// StackAt returns the stack at event i.
func (s *Stepper) StackAt(i int) []StackFrame {
	var list []StackFrame
	e := &s.rec.Events[i]
	id, when, async := e.Frame, i, false
	if e.Kind == recording.Line {
		for _, line := range e.Script {
			list = append(list, StackFrame{Script: line, Event: i, Document: e.Document})
		}
	}
	for len(list) < maxStack {
		f := s.frame(id)
		if f == nil {
			return list
		}
		enter := &s.rec.Events[f.enter]
		shown := StackFrame{Frame: id, Algorithm: s.rec.AlgorithmOf(enter), Event: f.enter, Args: enter.Args, Document: enter.Document, Async: async}
		if k := sort.SearchInts(f.stops, when+1); k > 0 {
			shown.Event = f.stops[k-1]
			shown.Step = s.rec.Events[shown.Event].Step
		}
		list = append(list, shown)
		for _, line := range enter.Script {
			list = append(list, StackFrame{Script: line, Event: f.enter, Document: enter.Document})
		}
		p := s.frame(f.parent)
		async = p != nil && (p.leave < f.enter || s.taskBetween(p, f.enter))
		id, when = f.parent, f.enter
	}
	return list
}

// taskBetween reports whether a task began after the last stop of p before event i: then what runs at i was queued by p.
func (s *Stepper) taskBetween(p *frame, i int) bool {
	from := p.enter
	if k := sort.SearchInts(p.stops, i); k > 0 {
		from = p.stops[k-1]
	}
	for j := from; j < i; j++ {
		if s.rec.Events[j].Kind == recording.Task {
			return true
		}
	}
	return false
}
