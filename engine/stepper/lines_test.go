package stepper

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-dap"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine/recording"
)

// withLines is a recording of a script that calls a function of its own, in a loop, and then an algorithm.
func withLines(t *testing.T) *Stepper {
	t.Helper()
	const (
		page = "https://a.example/t/page.html"
		file = "https://a.example/t/x.js"
	)
	r := &recording.Recording{Header: recording.Header{Format: recording.Format, Version: recording.Version,
		Algorithms: []recording.Algorithm{{Standard: "HTML", Name: "run a classic script"}, {Standard: "Fetch", Name: "fetch"}},
		Scripts: []recording.Script{
			{URL: file, First: 1, Lines: []int{2, 5, 6, 7}, Source: "function f(i) {\n  sum += i;\n}\n\nfor (const i of [1, 2])\n  f(i);\nfetch('/');\n"},
			{URL: page, First: 3, Lines: []int{4}, Source: "\nlet sum = 0;\n"},
		}}}
	outer, inner := []string{file + ":6:3"}, []string{"f (" + file + ":2:3)", file + ":6:3"}
	line := func(at string, stack []string) recording.Event {
		return recording.Event{Kind: recording.Line, Frame: 1, Algorithm: 1, Note: file + ":" + at, Script: stack}
	}
	r.Events = []recording.Event{
		{Kind: recording.Enter, Frame: 1, Algorithm: 1},
		{Kind: recording.Step, Frame: 1, Algorithm: 1, Step: "1"},
		line("5", []string{file + ":5:1"}), // 2
		line("6", outer),
		line("2", inner), // 4
		line("6", outer),
		line("2", inner),                   // 6
		line("7", []string{file + ":7:1"}), // 7
		{Kind: recording.Enter, Frame: 2, Parent: 1, Algorithm: 2, Script: []string{file + ":7:1"}},
		{Kind: recording.Step, Frame: 2, Algorithm: 2, Step: "1"}, // 9
		{Kind: recording.Leave, Frame: 2, Algorithm: 2},
		{Kind: recording.Step, Frame: 1, Algorithm: 1, Step: "2"}, // 11
		{Kind: recording.Leave, Frame: 1, Algorithm: 1},
	}
	var b strings.Builder
	_, err := r.WriteTo(&b)
	require.NoError(t, err)
	r, err = recording.Read(strings.NewReader(b.String()))
	require.NoError(t, err)
	return New(r)
}

func TestMovesOverLines(t *testing.T) {
	s := withLines(t)
	tests := []struct {
		from int
		move func(*Stepper) bool
		want int
	}{
		{2, (*Stepper).Into, 3}, {3, (*Stepper).Into, 4}, {3, (*Stepper).Over, 5}, {4, (*Stepper).Over, 5}, {4, (*Stepper).Out, 5}, {6, (*Stepper).Out, 7},
		{7, (*Stepper).Into, 9}, {7, (*Stepper).Over, 11}, {2, (*Stepper).Out, 11}, {9, (*Stepper).Out, 11},
		{11, (*Stepper).Back, 9}, {7, (*Stepper).BackOver, 5}, {5, (*Stepper).BackOver, 3}, {6, (*Stepper).BackOut, 5}, {7, (*Stepper).BackOut, 1}, {4, (*Stepper).Back, 3},
	}
	for _, tt := range tests {
		require.True(t, s.Goto(tt.from))
		require.True(t, tt.move(s), tt.from)
		assert.Equal(t, tt.want, s.At(), "from %d", tt.from)
	}
	s.Goto(4)
	assert.Equal(t, "#4 script x.js step 2: sum += i;  [document none, t=0 ms]", s.Where())
	assert.Equal(t, []string{"script  f (https://a.example/t/x.js:2:3)", "script  https://a.example/t/x.js:6:3", "#1 HTML: run a classic script step 1"}, s.StackLines())
}

func TestBreakpointsAtLines(t *testing.T) {
	s := withLines(t)
	b, err := s.Break("line x.js:2 if hits == 2")
	require.NoError(t, err)
	assert.Equal(t, b, s.Continue())
	assert.Equal(t, 6, s.At())
	assert.Nil(t, s.ReverseContinue())

	b, err = s.Break("line t/x.js:1")
	require.NoError(t, err)
	assert.Equal(t, 2, b.Line, "it moves to the next statement")
	assert.Equal(t, b, s.Continue())
	assert.Equal(t, 4, s.At())
	for _, text := range []string{"line x.js:8", "line x.js", "line x.js:2 if hits ="} {
		_, err = s.Break(text)
		assert.Error(t, err, text)
	}
	b, err = s.Break("line y.js:8")
	require.NoError(t, err)
	assert.Contains(t, b.Note, "not recorded")
}

// An editor has the scripts as files, or the suite's own ones, and breaks at their lines.
func TestDAPLines(t *testing.T) {
	c := newClientOf(t, &Session{Stepper: withLines(t), Divergence: -1})
	c.launch(false)
	path := filepath.Join(c.dir, "scripts", "a.example", "t", "x.js")
	set := func(path string, lines ...map[string]any) []dap.Breakpoint {
		return c.ask("setBreakpoints", map[string]any{"source": map[string]any{"path": path}, "breakpoints": lines}).(*dap.SetBreakpointsResponse).Body.Breakpoints
	}
	b := set(path, map[string]any{"line": 3}, map[string]any{"line": 2, "condition": "hits == 2"}, map[string]any{"line": 9})
	require.Len(t, b, 3)
	assert.Equal(t, []any{true, 5, true, 2, false}, []any{b[0].Verified, b[0].Line, b[1].Verified, b[1].Line, b[2].Verified})
	assert.Contains(t, b[0].Message, "where the next statement begins")
	assert.Contains(t, b[2].Message, "no statement begins")
	c.ask("configurationDone", nil)
	assert.Equal(t, []int{b[0].Id}, c.stop().Body.HitBreakpointIds)
	c.ask("continue", map[string]any{"threadId": 1})
	assert.Equal(t, []int{b[1].Id}, c.stop().Body.HitBreakpointIds)
	top := c.top()
	assert.Equal(t, []any{path, 2}, []any{top.Source.Path, top.Line})
	c.ask("reverseContinue", map[string]any{"threadId": 1})
	assert.Equal(t, []int{b[0].Id}, c.stop().Body.HitBreakpointIds)

	b = set("/home/me/suite/t/x.js", map[string]any{"line": 7})
	assert.True(t, b[0].Verified)
	locations := c.ask("breakpointLocations", map[string]any{"source": map[string]any{"path": path}, "line": 1, "endLine": 6}).(*dap.BreakpointLocationsResponse).Body.Breakpoints
	assert.Equal(t, []dap.BreakpointLocation{{Line: 2}, {Line: 5}, {Line: 6}}, locations)
	text, err := os.ReadFile(filepath.Join(c.dir, "scripts", "a.example", "t", "page.html"))
	require.NoError(t, err)
	assert.Equal(t, "\n\n\nlet sum = 0;\n", string(text), "the script of a page stands where it stands there")
}
