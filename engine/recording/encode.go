package recording

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// lines knows what an event's line leaves out, and a reader fills in: a time is that of the event before, the algorithm and the document of an
// event inside of a frame are those that the frame was entered with.

type lines struct {
	last   float64 // the time of the event before
	frames []begun // by number
}

// begun is what a frame was entered with; its algorithm is 0 when the frame's beginning is not known.
type begun struct {
	algorithm int
	document  string
}

// append appends the event's line.
func (l *lines) append(b []byte, e *Event) []byte {
	b = append(b, `{"k":"`...)
	b = append(b, e.Kind...)
	b = append(b, '"')
	if e.Time != l.last {
		b = append(b, `,"t":`...)
		b = strconv.AppendFloat(b, e.Time, 'f', -1, 64)
	}
	number := func(key string, n int) {
		if n != 0 {
			b = append(b, key...)
			b = strconv.AppendInt(b, int64(n), 10)
		}
	}
	text := func(key, s string) {
		if s != "" {
			b = append(b, key...)
			b = AppendString(b, s)
		}
	}
	texts := func(key string, list []string) {
		if len(list) == 0 {
			return
		}
		b = append(b, key...)
		for i, s := range list {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendString(b, s)
		}
		b = append(b, ']')
	}
	number(`,"f":`, e.Frame)
	number(`,"p":`, e.Parent)
	if !inside(e.Kind) || l.begun(e.Frame) != (begun{e.Algorithm, e.Document}) {
		number(`,"a":`, e.Algorithm)
		text(`,"d":`, e.Document)
	}
	text(`,"s":`, e.Step)
	text(`,"n":`, e.Note)
	texts(`,"g":[`, e.Args)
	texts(`,"j":[`, e.Script)
	if len(e.Changes) > 0 {
		b = append(b, `,"c":[`...)
		for i, c := range e.Changes {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '[')
			b = AppendString(b, c.Key)
			b = append(b, ',')
			if c.Value == nil {
				b = append(b, "null"...)
			} else {
				b = append(b, c.Value...)
			}
			b = append(b, ']')
		}
		b = append(b, ']')
	}
	l.pass(e)
	return append(b, "}\n"...)
}

// complete fills in what the event's line has left out. Its time is the last one's before it is decoded.
func (l *lines) complete(e *Event) {
	if from := l.begun(e.Frame); inside(e.Kind) && e.Algorithm == 0 {
		e.Algorithm, e.Document = from.algorithm, from.document
	}
}

// pass goes past an event.
func (l *lines) pass(e *Event) {
	l.last = e.Time
	if e.Kind != Enter {
		return
	}
	for len(l.frames) <= e.Frame {
		l.frames = append(l.frames, begun{})
	}
	l.frames[e.Frame] = begun{e.Algorithm, e.Document}
}

func (l *lines) begun(frame int) begun {
	if frame < 1 || frame >= len(l.frames) {
		return begun{}
	}
	return l.frames[frame]
}

// inside reports whether events of that kind stand between a frame's beginning and its end.
func inside(k Kind) bool {
	switch k {
	case Step, Todo, AdHoc, Violation, Leave:
		return true
	}
	return false
}

// AppendString appends s as JSON writes it.
func AppendString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, err := json.Marshal(s)
			if err != nil {
				panic(err) // no string is refused
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
