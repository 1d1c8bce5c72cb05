package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/wpt"
)

// A trace of a run in the engine alone says which engine it was and how the test ended; steps are handed back for reports that have them.
func TestTraceOfEngineAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	var text bytes.Buffer
	r := &recording.Recording{
		Header: recording.Header{Format: recording.Format, Version: recording.Version, Standards: spec.Text, Algorithms: []recording.Algorithm{{Standard: "HTML", Name: "navigate"}}},
		Events: []recording.Event{
			{Kind: recording.Enter, Frame: 1, Algorithm: 1, Args: []string{"about:blank"}},
			{Kind: recording.Enter, Frame: 2, Parent: 1, Algorithm: 1},
			{Kind: recording.Task, Note: "networking"},
			{Kind: recording.Step, Frame: 2, Algorithm: 1, Step: "3", Time: 1.5},
		},
	}
	_, err := r.WriteTo(&text)
	require.NoError(t, err)
	made := harness.Recording{Text: text.Bytes(), Product: "Exeunt/0", Status: "TIMEOUT"}
	for _, tt := range []struct {
		outputs []report.Output
		steps   []string
	}{
		{nil, nil},
		{[]report.Output{{Kind: "junit", File: "j.xml"}}, nil},
		{[]report.Output{{Kind: "json", File: "exeunt.json"}}, []string{
			`{"t":0,"kind":"enter","depth":1,"frame":1,"algorithm":"HTML: navigate","args":["about:blank"]}`,
			`{"t":0,"kind":"enter","depth":2,"frame":2,"parent":1,"algorithm":"HTML: navigate"}`,
			`{"t":1.5,"kind":"step","depth":2,"frame":2,"algorithm":"HTML: navigate","step":"3"}`,
		}},
	} {
		tracer, err := newTracer(tt.outputs, &suite{}, 1)
		require.NoError(t, err)
		var steps []string
		var raw []json.RawMessage
		text, err := json.Marshal(tracer.take(wpt.Test{URL: "/a.html"}, made))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &raw))
		for _, e := range raw {
			steps = append(steps, string(e))
		}
		assert.Equal(t, tt.steps, steps)
		require.NoError(t, tracer.finish(&report.Run{}))
		data, err := os.ReadFile("exeunt.traces/a.html.trace.zip")
		require.NoError(t, err)
		run, _, err := stepper.ReadTrace(data)
		require.NoError(t, err)
		assert.Equal(t, []string{"Exeunt/0", "TIMEOUT"}, []string{run.Engine, run.Status})
	}
}

// What is said of the first divergence names Chrome's side, and never takes what nobody looked at for what is not there.
func TestWhyTheyPart(t *testing.T) {
	r := &recording.Recording{Header: recording.Header{Algorithms: []recording.Algorithm{{Standard: "Fetch", Name: "HTTP-network fetch"}}},
		Events: []recording.Event{{Kind: recording.Enter, Frame: 1, Algorithm: 1, Args: []string{"GET https://a.example/late"}}, {Kind: recording.Step, Frame: 1, Algorithm: 1, Step: "1"}}}
	late := []compare.Request{{Method: "GET", URL: "https://a.example/late"}}
	engine := &compare.Observation{Status: compare.OK, Wire: late}
	live, recorded := &report.Side{Product: "Chrome/1"}, &report.Side{Product: "Chrome/1", Recorded: "2026-01-02"}
	for _, tt := range []struct {
		name   string
		side   *report.Side
		chrome *compare.Observation
		want   string
		parts  bool
	}{
		{"live", live, &compare.Observation{Status: compare.OK}, "first divergence from Chrome/1 (live), wire: engine GET https://a.example/late; chrome nothing like it", true},
		{"recorded", recorded, &compare.Observation{Status: compare.OK}, "first divergence from Chrome/1 (recorded 2026-01-02), wire: engine GET https://a.example/late; chrome nothing like it", true},
		{"crashed", live, &compare.Observation{Status: compare.Crash, Message: "it died"},
			"first divergence from Chrome/1 (live), wire: engine GET https://a.example/late; chrome nothing like it; in Chrome the test ended with CRASH: it died", true},
		{"the wire was not seen", live, &compare.Observation{Status: compare.OK, Unobserved: []compare.Layer{compare.LayerWire}}, "the engine and Chrome/1 (live) do not part", false},
		{"alike", live, &compare.Observation{Status: compare.OK, Wire: late}, "the engine and Chrome/1 (live) do not part", false},
		{"no Chrome", nil, nil, "nothing is known of Chrome: none was found (--chrome PATH names one), and the recorded baseline has not this test", false},
		{"not in the baseline", recorded, nil, "nothing is known of Chrome: the baseline recorded 2026-01-02 has not this test as it is now", false},
		{"not in Chrome", live, nil, "nothing is known of Chrome: the test did not run in Chrome/1 (live)", false},
	} {
		about := &stepper.Run{}
		describeRun(about, r, &report.Test{Engine: engine, Chrome: tt.chrome}, &report.Run{Engine: &report.Side{Product: "Exeunt/0"}, Chrome: tt.side})
		assert.Equal(t, tt.want, about.Why, tt.name)
		assert.Equal(t, tt.parts, about.Divergence >= 0, tt.name)
	}
}
