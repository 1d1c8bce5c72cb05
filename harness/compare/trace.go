package compare

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"iter"
	"reflect"
)

// A Trace holds the events that the engine reported, unread: the harness does
// not know the standards' steps. They are a JSON array, which is kept deflated,
// since a run has millions of them; nil is a trace without events.
type Trace []byte

// PackTrace makes a trace of events, each a JSON value. A slice is not used
// after the next one was asked for.
func PackTrace(events iter.Seq[[]byte]) Trace {
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		panic(err) // only for levels that there are not
	}
	separator := []byte("[")
	for e := range events {
		z.Write(separator) // a buffer takes everything
		z.Write(e)
		separator = []byte(",")
	}
	if separator[0] == '[' {
		return nil
	}
	z.Write([]byte("]"))
	z.Close()
	return bytes.Clone(out.Bytes())
}

// MarshalJSON gives the events.
func (t Trace) MarshalJSON() ([]byte, error) {
	if len(t) == 0 {
		return []byte("null"), nil
	}
	return io.ReadAll(flate.NewReader(bytes.NewReader(t)))
}

// Write writes the events, as MarshalJSON gives them.
func (t Trace) Write(w io.Writer) error {
	_, err := io.Copy(w, flate.NewReader(bytes.NewReader(t)))
	return err
}

// UnmarshalJSON takes an array.
func (t *Trace) UnmarshalJSON(text []byte) error {
	*t = nil
	switch text[0] {
	case 'n':
		return nil
	case '[':
	default:
		return &json.UnmarshalTypeError{Value: kindOf(text), Type: reflect.TypeFor[[]json.RawMessage]()}
	}
	if len(bytes.TrimSpace(text[1:len(text)-1])) == 0 {
		return nil
	}
	*t = PackTrace(func(yield func([]byte) bool) { yield(text[1 : len(text)-1]) })
	return nil
}

// kindOf names a JSON value as encoding/json does.
func kindOf(text []byte) string {
	switch text[0] {
	case '{':
		return "object"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	}
	return "number"
}
