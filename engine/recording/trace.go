package recording

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
	l := traceLine{kind: t.Kind, time: strconv.AppendFloat(nil, t.T, 'f', -1, 64), frame: t.Frame, parent: t.Parent}
	l.texts(t.Step, t.Note, t.Args)
	return l.append(b, t.Depth, AppendString(nil, t.Algorithm))
}

// Trace gives the algorithms and steps of a recording, as WriteTo wrote it, each a TraceEvent as JSON, until yield wants no more. A slice holds only
// until the next one is given. It reads no more of the lines than it needs: the states are most of them.
func Trace(text []byte, yield func([]byte) bool) error {
	header, rest, _ := bytes.Cut(text, []byte("\n"))
	r := &Recording{}
	if err := json.Unmarshal(header, &r.Header); err != nil {
		return &FormatError{1, Misfit(err)}
	}
	names := make([][]byte, len(r.Algorithms))
	for i := range r.Algorithms {
		names[i] = AppendString(nil, r.Algorithms[i].String())
	}
	time := []byte("0")
	var frames []traceFrame
	var b []byte
	for n := 2; len(rest) > 0; n++ {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		l := traceLine{time: time}
		if err := l.read(line); err != nil {
			return &FormatError{n, err.Error()}
		}
		time = l.time
		kind := Kind(l.kind)
		if kind != Enter && !inside(kind) {
			continue
		}
		if l.frame < 1 || l.frame > n+sensible.skipped || kind == Enter && (l.parent < 0 || l.parent >= l.frame) {
			return &FormatError{n, fmt.Sprintf("frame %d, and %d as its cause", l.frame, l.parent)}
		}
		for len(frames) <= l.frame {
			frames = append(frames, traceFrame{depth: 1})
		}
		f := &frames[l.frame]
		if kind == Enter {
			f.algorithm = l.algorithm
			if l.parent > 0 {
				f.depth = frames[l.parent].depth + 1
			}
		} else if l.algorithm == 0 {
			l.algorithm = f.algorithm
		}
		if l.algorithm < 1 || l.algorithm > len(names) {
			return &FormatError{n, fmt.Sprintf("algorithm %d of %d", l.algorithm, len(names))}
		}
		if b = l.append(b[:0], f.depth, names[l.algorithm-1]); !yield(b) {
			return nil
		}
	}
	return nil
}

// traceFrame is what a frame's later events need of its beginning.
type traceFrame struct{ algorithm, depth int }

// traceLine is what a trace needs of an event's line. What is text stays as it is written, quotes and all.
type traceLine struct {
	kind                     string
	time, step, note, args   []byte
	frame, parent, algorithm int
}

// read takes a line apart, up to script positions and changes, which come last.
func (l *traceLine) read(line []byte) error {
	if l.scan(line) {
		return nil
	}
	// Whoever wrote it did so in another way.
	var e Event
	if err := json.Unmarshal(line, &e); err != nil {
		return errors.New(Misfit(err))
	}
	*l = traceLine{kind: string(e.Kind), time: l.time, frame: e.Frame, parent: e.Parent, algorithm: e.Algorithm}
	if e.Time != 0 {
		l.time = strconv.AppendFloat(nil, e.Time, 'f', -1, 64)
	}
	l.texts(e.Step, e.Note, e.Args)
	return nil
}

// texts fills in what is text; what is empty is left out.
func (l *traceLine) texts(step, note string, args []string) {
	if step != "" {
		l.step = AppendString(nil, step)
	}
	if note != "" {
		l.note = AppendString(nil, note)
	}
	for i, a := range args {
		l.args = AppendString(append(l.args, "[,"[min(i, 1)]), a)
	}
	if len(args) > 0 {
		l.args = append(l.args, ']')
	}
}

// scan reports false where the line is not as lines.append writes it.
func (l *traceLine) scan(line []byte) bool {
	for begin := byte('{'); ; begin = ',' {
		if len(line) < 6 || line[0] != begin || line[1] != '"' || line[3] != '"' || line[4] != ':' {
			return string(line) == "}" && begin == ','
		}
		field := line[2]
		line = line[5:]
		n := valueEnd(line)
		if n <= 0 {
			return false
		}
		value, ok := line[:n], true
		switch field {
		case 'k':
			l.kind, ok = string(bytes.Trim(value, `"`)), value[0] == '"'
		case 't':
			l.time = value
		case 'f':
			l.frame, ok = wholeNumber(value)
		case 'p':
			l.parent, ok = wholeNumber(value)
		case 'a':
			l.algorithm, ok = wholeNumber(value)
		case 's':
			l.step, ok = value, value[0] == '"'
		case 'n':
			l.note, ok = value, value[0] == '"'
		case 'g':
			l.args, ok = value, value[0] == '['
		case 'd':
			ok = value[0] == '"'
		case 'j', 'c':
			return true
		default:
			return false
		}
		if !ok {
			return false
		}
		line = line[n:]
	}
}

func wholeNumber(text []byte) (n int, ok bool) {
	n, err := strconv.Atoi(string(text))
	return n, err == nil
}

// valueEnd is where a number, a string or a list of strings ends; of a list of anything else where its first item ends. -1 if there is none.
func valueEnd(text []byte) int {
	switch {
	case text[0] == '"':
		for i := 1; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return -1
	case text[0] == '[' && len(text) > 1 && text[1] == '"':
		for i := 1; i < len(text); {
			n := valueEnd(text[i:])
			if n < 0 || i+n >= len(text) {
				return -1
			}
			i += n
			switch text[i] {
			case ']':
				return i + 1
			case ',':
				if i++; i == len(text) || text[i] != '"' {
					return -1
				}
			default:
				return -1
			}
		}
		return -1
	case text[0] == '[':
		return 1
	}
	return bytes.IndexAny(text, ",}")
}

// append appends the TraceEvent.
func (l *traceLine) append(b []byte, depth int, algorithm []byte) []byte {
	part := func(key string, value []byte) {
		if value != nil {
			b = append(append(b, key...), value...)
		}
	}
	number := func(key string, n int) { b = strconv.AppendInt(append(b, key...), int64(n), 10) }
	part(`{"t":`, l.time)
	b = append(append(append(b, `,"kind":"`...), l.kind...), '"')
	number(`,"depth":`, depth)
	number(`,"frame":`, l.frame)
	if l.kind == string(Enter) && l.parent != 0 {
		number(`,"parent":`, l.parent)
	}
	part(`,"algorithm":`, algorithm)
	part(`,"step":`, l.step)
	part(`,"note":`, l.note)
	if l.kind == string(Enter) {
		part(`,"args":`, l.args)
	}
	return append(b, '}')
}
