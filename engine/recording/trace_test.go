package recording

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A trace is the same whoever wrote the lines: as lines.append does, or with the fields in another order and spaces between them.
func TestTrace(t *testing.T) {
	const hostile = "\"\\],[{\u2028 é\x00,\"c\":["
	r := &Recording{Header: Header{Format: Format, Version: Version, Algorithms: []Algorithm{{Standard: "HTML", Name: hostile}, {Standard: "DOM", Name: "dispatch"}}}, Events: []Event{
		{Kind: Mark, Note: "x", Time: 1},
		{Kind: Enter, Frame: 1, Algorithm: 1, Time: 1.5, Args: []string{hostile, "", "b"}, Script: []string{hostile}, Document: hostile, Changes: []Change{{hostile, []byte(`{"a":[1,{"c":[2]}]}`)}}},
		{Kind: Step, Frame: 1, Algorithm: 1, Step: "1", Time: 1.5, Document: hostile, Changes: []Change{{"x", nil}}},
		{Kind: Queued, Frame: 1, Algorithm: 1, Time: 1.5},
		{Kind: Enter, Frame: 3, Parent: 1, Algorithm: 2, Time: 2},
		{Kind: AdHoc, Frame: 3, Algorithm: 2, Step: hostile, Note: hostile, Time: 2},
		{Kind: Todo, Frame: 1, Algorithm: 2, Time: 2.25},
		{Kind: Leave, Frame: 3, Algorithm: 2, Time: 2.25},
		{Kind: Line, Frame: 3, Algorithm: 2, Note: "x:1", Time: 3},
		{Kind: Leave, Frame: 1, Algorithm: 1, Time: 3},
	}}
	var b bytes.Buffer
	_, err := r.WriteTo(&b)
	require.NoError(t, err)
	traced := func(text []byte) []string {
		var list []string
		require.NoError(t, Trace(text, func(e []byte) bool { list = append(list, string(e)); return true }))
		return list
	}
	name := string(AppendString(nil, "HTML: "+hostile))
	quoted := string(AppendString(nil, hostile))
	want := []string{
		`{"t":1.5,"kind":"enter","depth":1,"frame":1,"algorithm":` + name + `,"args":[` + quoted + `,"","b"]}`,
		`{"t":1.5,"kind":"step","depth":1,"frame":1,"algorithm":` + name + `,"step":"1"}`,
		`{"t":2,"kind":"enter","depth":2,"frame":3,"parent":1,"algorithm":"DOM: dispatch"}`,
		`{"t":2,"kind":"adhoc","depth":2,"frame":3,"algorithm":"DOM: dispatch","step":` + quoted + `,"note":` + quoted + `}`,
		`{"t":2.25,"kind":"todo","depth":1,"frame":1,"algorithm":"DOM: dispatch"}`,
		`{"t":2.25,"kind":"leave","depth":2,"frame":3,"algorithm":"DOM: dispatch"}`,
		`{"t":3,"kind":"leave","depth":1,"frame":1,"algorithm":` + name + `}`,
	}
	assert.Equal(t, want, traced(b.Bytes()))
	assert.Equal(t, want, traced(bytes.ReplaceAll(b.Bytes(), []byte("{\"k\":"), []byte("{ \"k\" : "))))

	var first int
	require.NoError(t, Trace(b.Bytes(), func([]byte) bool { first++; return first < 2 }))
	assert.Equal(t, 2, first)
	head, _, _ := strings.Cut(b.String(), "\n")
	for _, line := range []string{`{"k":"enter","f":1,"p":1,"a":1}`, `{"k":"enter","f":99999999,"a":1}`, `{"k":"enter","f":-1,"a":1}`, `{"k":"enter","f":1,"a":3}`, `{"k":"step","f":1}`,
		`{"k":"enter","f":"1"}`, `{"k":"enter`, `{"k":"enter","f":99999999999999999999}`, `[`, `{"k":["enter"]}`} {
		var e *FormatError
		assert.ErrorAs(t, Trace([]byte(head+"\n"+line+"\n"), func([]byte) bool { return true }), &e, line)
	}
}

func FuzzTrace(f *testing.F) {
	f.Add(`{"k":"enter","f":1,"a":1,"g":["a","b"],"c":[["x",1]]}`)
	f.Add(`{"k":"step","t":2.5,"f":1,"s":"1","n":"\"\\"}`)
	f.Fuzz(func(t *testing.T, line string) {
		head := fmt.Sprintf(`{"format":%q,"version":%d,"algorithms":[{"standard":"HTML","name":"navigate"}]}`, Format, Version)
		text := []byte(head + "\n" + `{"k":"enter","f":1,"a":1}` + "\n" + line + "\n")
		_ = Trace(text, func([]byte) bool { return true })
	})
}
