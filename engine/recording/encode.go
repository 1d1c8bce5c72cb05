package recording

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// What an event's line leaves out, a reader knows: a time is that of the event before, the algorithm and the document of an
// event inside of a frame are those that the frame was entered with.

// appendEvent appends the event's line. last is the time of the event before.
func (r *Recording) appendEvent(b []byte, e *Event, last float64, frames []int) []byte {
	b = append(b, `{"k":"`...)
	b = append(b, e.Kind...)
	b = append(b, '"')
	if e.Time != last {
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
	if inside(e.Kind) {
		if from := r.entered(frames, e.Frame); from == nil || from.Algorithm != e.Algorithm || from.Document != e.Document {
			number(`,"a":`, e.Algorithm)
			text(`,"d":`, e.Document)
		}
	} else {
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
	return append(b, "}\n"...)
}

// inside reports whether events of that kind stand between a frame's beginning and its end.
func inside(k Kind) bool {
	switch k {
	case Step, Todo, AdHoc, Violation, Leave:
		return true
	}
	return false
}

// entered returns the event by which a frame began; frames has, by its number, one more than the event's index.
func (r *Recording) entered(frames []int, id int) *Event {
	if id < 1 || id >= len(frames) || frames[id] == 0 {
		return nil
	}
	return &r.Events[frames[id]-1]
}

// enter notes that event i begins a frame.
func enter(frames []int, id, i int) []int {
	for len(frames) <= id {
		frames = append(frames, 0)
	}
	frames[id] = i + 1
	return frames
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
