package recording

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// limits bound what a file makes its reader hold in memory.
type limits struct {
	line, text int // bytes
	events     int
	skipped    int // numbers of frames that are left out, as by what ran while nobody recorded
}

// sensible is beyond what anything records.
var sensible = limits{line: 64 << 20, text: 1 << 30, events: 4 * DefaultLimit, skipped: 1 << 16}

// WriteTo writes the recording's lines.
func (r *Recording) WriteTo(w io.Writer) (int64, error) {
	c := &counter{w: w}
	b := bufio.NewWriterSize(c, 1<<16)
	r.Header.Events = len(r.Events)
	if err := r.Header.writeTo(b); err != nil {
		return c.n, err
	}
	var line []byte
	var known lines
	for i := range r.Events {
		line = known.append(line[:0], &r.Events[i])
		if _, err := b.Write(line); err != nil {
			return c.n, err
		}
	}
	err := b.Flush()
	return c.n, err
}

// writeTo writes the file's first line.
func (h *Header) writeTo(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(h)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// A FormatError says what is wrong with a recording's file, and in which line.
type FormatError struct {
	Line int
	Why  string
}

func (e *FormatError) Error() string { return fmt.Sprintf("recording, line %d: %s", e.Line, e.Why) }

// Read reads what WriteTo wrote. A file that was cut short, or is longer than anything that is recorded, gives the events up to there, with Truncated saying so;
// one that is something else, of another version, or that contradicts itself gives a *FormatError.
func Read(from io.Reader) (*Recording, error) { return readWithin(from, sensible) }

func readWithin(from io.Reader, most limits) (*Recording, error) {
	in := bufio.NewReaderSize(from, 1<<16)
	line, whole, err := readLine(in, most.line)
	if errors.Is(err, io.EOF) {
		return nil, &FormatError{1, "the recording is empty"}
	}
	if err != nil {
		return nil, err
	}
	r := &Recording{}
	var form struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	switch err := json.Unmarshal(line, &form); {
	case err != nil && !whole && bytes.HasPrefix(line, []byte(`{"format":"`+Format+`"`)):
		return nil, &FormatError{1, "the file was cut short before the first event"}
	case err != nil || form.Format != Format:
		return nil, &FormatError{1, fmt.Sprintf("this is no recording: want \"format\": %q", Format)}
	case form.Version != Version:
		return nil, &FormatError{1, fmt.Sprintf("the recording is of version %d; this program reads version %d: record the test again", form.Version, Version)}
	}
	if err := json.Unmarshal(line, &r.Header); err != nil {
		return nil, &FormatError{1, Misfit(err)}
	}
	if err := r.Header.check(); err != nil {
		return nil, &FormatError{1, err.Error()}
	}
	want, size := r.Header.Events, 0
	var known lines
	for n := 2; ; n++ {
		line, whole, err := readLine(in, most.line)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if size += len(line); size > most.text || len(r.Events) == most.events {
			r.Truncated = fmt.Sprintf("the file is too long: the first %d events were read", len(r.Events))
			break
		}
		e := Event{Time: known.last}
		if err := json.Unmarshal(line, &e); err != nil {
			if !whole { // the last line, without its end
				break
			}
			return nil, &FormatError{n, Misfit(err)}
		}
		known.complete(&e)
		if err := r.check(&e, most.skipped); err != nil {
			return nil, &FormatError{n, err.Error()}
		}
		known.pass(&e)
		r.Events = append(r.Events, e)
	}
	if len(r.Events) < want && r.Truncated == "" {
		r.Truncated = fmt.Sprintf("the file was cut short after %d of %d events", len(r.Events), want)
	}
	if len(r.Events) == 0 {
		return nil, &FormatError{1, "the recording has no events"}
	}
	r.index()
	return r, nil
}

// Misfit says what is wrong with a JSON text, without the reader's own names for it.
func Misfit(err error) string {
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		return fmt.Sprintf("%q is of the wrong type: %s", mistyped.Field, mistyped.Value)
	}
	return err.Error()
}

func (h *Header) check() error {
	if h.Events < 0 {
		return fmt.Errorf("%d events", h.Events)
	}
	for i := range h.Algorithms {
		if h.Algorithms[i].Name == "" {
			return fmt.Errorf("algorithm %d has no name", i+1)
		}
	}
	return nil
}

// maxTime is further than any clock of a page goes: about three hundred years, in milliseconds.
const maxTime = 1e13

// check holds an event to what readers rely on: among other things, that its frame is not much beyond those before.
func (r *Recording) check(e *Event, skipped int) error {
	switch e.Kind {
	case Enter, Step, Todo, AdHoc, Violation, Leave:
		if e.Frame < 1 {
			return errors.New("the event has no frame")
		}
		if e.Algorithm < 1 {
			return errors.New("the event has no algorithm")
		}
	case Queued, Task, Mark, Line:
	default:
		return fmt.Errorf("unknown kind of event %q", e.Kind)
	}
	if math.Abs(e.Time) > maxTime {
		return fmt.Errorf("a time of %g ms", e.Time)
	}
	if e.Algorithm < 0 || e.Algorithm > len(r.Algorithms) {
		return fmt.Errorf("algorithm %d of %d", e.Algorithm, len(r.Algorithms))
	}
	if e.Frame < 0 || e.Frame > len(r.Events)+skipped {
		return fmt.Errorf("frame %d after %d events", e.Frame, len(r.Events))
	}
	if e.Kind == Enter && (e.Parent < 0 || e.Parent >= e.Frame) {
		return fmt.Errorf("frame %d has frame %d as its cause", e.Frame, e.Parent)
	}
	return nil
}

// readLine reads a line of at most so many bytes, with the blank ones before it, and reports whether its end was there.
func readLine(in *bufio.Reader, most int) (line []byte, whole bool, err error) {
	for blank := 0; ; {
		part, err := in.ReadSlice('\n')
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF // the end of a compressed file that was cut short
		}
		line = append(line, part...)
		switch {
		case blank+len(line) > most:
			return nil, false, fmt.Errorf("recording: a line of more than %d bytes", most)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(bytes.TrimSpace(line)) > 0:
			return line, false, nil
		case errors.Is(err, io.EOF):
			return nil, false, io.EOF
		case err != nil:
			return nil, false, fmt.Errorf("the file is damaged: %w", err)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			blank += len(line)
			line = line[:0]
			continue
		}
		return line, true, nil
	}
}
