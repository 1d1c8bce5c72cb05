package recording

import (
	"iter"
	"strconv"
)

// A TraceEvent is a step of a trace as reports and the DevTools protocol have it, which know of algorithms and steps only. Nothing in it
// may differ between two runs.
type TraceEvent struct {
	T         float64 // milliseconds on the page's clock
	Kind      string
	Depth     int
	Frame     int // counts the algorithms of the page that were entered
	Parent    int // with Enter: the frame of its cause
	Algorithm string
	Step      string
	Note      string
	Args      []string
}

// Append appends the event as JSON: there are many, and reflection would be half of their cost.
func (t *TraceEvent) Append(b []byte) []byte {
	number := func(key string, n int) {
		b = append(b, key...)
		b = strconv.AppendInt(b, int64(n), 10)
	}
	text := func(key, s string) {
		b = append(b, key...)
		b = AppendString(b, s)
	}
	b = append(b, `{"t":`...)
	b = strconv.AppendFloat(b, t.T, 'f', -1, 64)
	text(`,"kind":`, t.Kind)
	number(`,"depth":`, t.Depth)
	number(`,"frame":`, t.Frame)
	if t.Parent != 0 {
		number(`,"parent":`, t.Parent)
	}
	text(`,"algorithm":`, t.Algorithm)
	if t.Step != "" {
		text(`,"step":`, t.Step)
	}
	if t.Note != "" {
		text(`,"note":`, t.Note)
	}
	for i, a := range t.Args {
		if i == 0 {
			text(`,"args":[`, a)
		} else {
			text(`,`, a)
		}
	}
	if len(t.Args) > 0 {
		b = append(b, ']')
	}
	return append(b, '}')
}

// Trace gives the recording's algorithms and steps, each a TraceEvent as JSON. A slice holds only until the next one is asked for.
func (r *Recording) Trace() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var depths []int // by frame
		var text []byte
		for i := range r.Events {
			e := &r.Events[i]
			if e.Kind != Enter && !inside(e.Kind) {
				continue
			}
			for len(depths) <= e.Frame {
				depths = append(depths, 1)
			}
			t := TraceEvent{T: e.Time, Kind: string(e.Kind), Frame: e.Frame, Algorithm: r.AlgorithmOf(e).String(), Step: e.Step, Note: e.Note}
			if e.Kind == Enter {
				t.Parent, t.Args = e.Parent, e.Args
				if e.Parent > 0 {
					depths[e.Frame] = depths[e.Parent] + 1
				}
			}
			t.Depth = depths[e.Frame]
			text = t.Append(text[:0])
			if !yield(text) {
				return
			}
		}
	}
}
