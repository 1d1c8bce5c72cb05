// Package recording keeps what happened in a Browser: which algorithms of the standards ran, step by step, which
// tasks, and how the world looked at each moment. A Recorder makes a Recording while pages run; a Recording can
// be written to a file and read again where there is neither engine nor network.
//
// # The world
//
// A State is a set of objects, each under a key like "document/3" or "queue", whose values are JSON. An Event carries
// only the objects that changed since the event before it, so that what stays the same is stored once. Every so many
// changes a whole set of references is kept, so that any moment is found by applying few of them.
//
// # The file
//
// A file is lines of JSON: the Header, then one Event a line. See docs/stepping.md.
package recording

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sort"

	"github.com/exeunt/exeunt/internal/spec"
)

// Format names the form of a recording's file, and Version its generation.
const (
	Format  = "exeunt-recording"
	Version = 1
)

// A Header is the first line of a recording's file.
type Header struct {
	Format     string      `json:"format"`
	Version    int         `json:"version"`
	Seed       uint64      `json:"seed"`
	Standards  string      `json:"standards,omitempty"` // the day of the standards' texts
	Truncated  string      `json:"truncated,omitempty"` // why the recording ends before the run
	Events     int         `json:"events"`
	Algorithms []Algorithm `json:"algorithms"`
	Scripts    []Script    `json:"scripts,omitempty"` // those whose lines are recorded
}

// A Script is one whose lines are recorded: a file, or what a script element of a page has in it.
type Script struct {
	URL    string `json:"url"`
	First  int    `json:"first"` // the line of the file at which Source begins, from 1
	Lines  []int  `json:"lines"` // of the file, at which statements begin
	Source string `json:"source"`
}

// An Algorithm is what the recording knows of an algorithm of a standard, so that it can be read without the catalogue.
type Algorithm struct {
	Standard string     `json:"standard"`
	Name     string     `json:"name"`
	URL      string     `json:"url"`
	Steps    []SpecStep `json:"steps,omitempty"`
}

// A SpecStep is a step of an Algorithm.
type SpecStep struct {
	Number  string `json:"number"`
	Summary string `json:"summary,omitempty"`
}

// String returns the standard and the name, as in "HTML: navigate".
func (a *Algorithm) String() string { return a.Standard + ": " + a.Name }

// Step returns the step of that number, nil when there is none.
func (a *Algorithm) Step(number string) *SpecStep {
	for i := range a.Steps {
		if a.Steps[i].Number == number {
			return &a.Steps[i]
		}
	}
	return nil
}

// A Kind says what an Event is.
type Kind string

// The kinds of events.
const (
	Enter     Kind = "enter"
	Step      Kind = "step"
	Todo      Kind = "todo"
	AdHoc     Kind = "adhoc"
	Violation Kind = "violation"
	Leave     Kind = "leave"
	Queued    Kind = "queue" // a task was queued; Note is its source
	Task      Kind = "task"  // a task begins; Note is its source
	Line      Kind = "line"  // a statement of a script is about to run; Note is its "URL:LINE", Frame that of the algorithm that runs the script
	Mark      Kind = "mark"  // something that whoever drives the browser wants to find again; Note says what
)

var kinds = [...]Kind{
	spec.Enter: Enter, spec.Reached: Step, spec.Todo: Todo, spec.AdHoc: AdHoc, spec.Violation: Violation, spec.Leave: Leave,
}

// An Event is one moment of a recording.
type Event struct {
	Kind      Kind     `json:"k"`
	Time      float64  `json:"t"`           // milliseconds on the page's clock
	Frame     int      `json:"f,omitempty"` // the activation of the algorithm, counted from 1; for a task that of its cause
	Parent    int      `json:"p,omitempty"` // with Enter: the frame that called, or queued the task in which this runs
	Algorithm int      `json:"a,omitempty"` // index in Header.Algorithms, from 1; 0 for none
	Step      string   `json:"s,omitempty"`
	Note      string   `json:"n,omitempty"` // why, of AdHoc; the source of a task
	Args      []string `json:"g,omitempty"` // with Enter
	Script    []string `json:"j,omitempty"` // with Enter: the script frames between this frame and its parent, innermost first; with Line: those below Frame
	Document  string   `json:"d,omitempty"` // key of the document that the event belongs to
	Changes   []Change `json:"c,omitempty"`
}

// A Change sets an object of the state, or takes it away when Value is nil.
type Change struct {
	Key   string
	Value json.RawMessage
}

// MarshalJSON writes a pair.
func (c Change) MarshalJSON() ([]byte, error) {
	v := c.Value
	if v == nil {
		v = json.RawMessage("null")
	}
	return json.Marshal([]any{c.Key, v})
}

// UnmarshalJSON reads a pair.
func (c *Change) UnmarshalJSON(b []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(b, &pair); err != nil || len(pair) != 2 || json.Unmarshal(pair[0], &c.Key) != nil || c.Key == "" {
		return errors.New("a change is no pair of a key and a value")
	}
	if c.Value = pair[1]; string(c.Value) == "null" {
		c.Value = nil
	}
	return nil
}

// A Recording is a run as it happened. It is not changed once it is complete, and may then be read by any number of goroutines.
type Recording struct {
	Header
	Events    []Event
	keyframes []keyframe // the first is of event 0
}

// A keyframe is the whole state before an event.
type keyframe struct {
	event int
	state map[string]json.RawMessage
}

// keyframeEvery is how many changes lie between two moments whose state is kept whole; in a world of more objects it is their number, so
// that the keyframes together hold no more than the changes do.
const keyframeEvery = 512

// index makes the keyframes.
func (r *Recording) index() {
	state := map[string]json.RawMessage{}
	r.keyframes = nil
	changes := 0 // since the last keyframe
	for i := range r.Events {
		if i == 0 || changes >= max(keyframeEvery, len(state)) {
			r.keyframes = append(r.keyframes, keyframe{i, maps.Clone(state)})
			changes = 0
		}
		apply(state, r.Events[i].Changes)
		changes += len(r.Events[i].Changes)
	}
}

func apply(state map[string]json.RawMessage, changes []Change) {
	for _, c := range changes {
		if c.Value == nil {
			delete(state, c.Key)
		} else {
			state[c.Key] = c.Value
		}
	}
}

// State returns the world as it was at event i: for a step, as it was when the step was about to run.
func (r *Recording) State(i int) State {
	if len(r.Events) == 0 {
		return State{}
	}
	i = min(max(i, 0), len(r.Events)-1)
	from := r.keyframes[sort.Search(len(r.keyframes), func(k int) bool { return r.keyframes[k].event > i })-1]
	state := maps.Clone(from.state)
	for j := from.event; j <= i; j++ {
		apply(state, r.Events[j].Changes)
	}
	return state
}

// AlgorithmOf returns the event's algorithm, nil when it has none.
func (r *Recording) AlgorithmOf(e *Event) *Algorithm {
	if e.Algorithm < 1 || e.Algorithm > len(r.Algorithms) {
		return nil
	}
	return &r.Algorithms[e.Algorithm-1]
}

// A State maps the keys of objects to their values.
type State map[string]json.RawMessage

// Keys returns the keys that begin with prefix, sorted by their number.
func (s State) Keys(prefix string) []string {
	var list []string
	for k := range s {
		if len(k) > len(prefix) && k[:len(prefix)] == prefix {
			list = append(list, k)
		}
	}
	slices.SortFunc(list, CompareKeys)
	return list
}

// CompareKeys orders keys by their text, and by their numbers where the text is the same.
func CompareKeys(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// Get decodes the object under key into v, and reports whether there is one.
func (s State) Get(key string, v any) bool {
	raw, ok := s[key]
	return ok && json.Unmarshal(raw, v) == nil
}
