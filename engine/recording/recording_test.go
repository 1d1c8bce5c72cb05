package recording

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sample is a small recording: an algorithm that calls another, and a task that the first queued.
func sample() *Recording {
	r := &Recording{Header: Header{Format: Format, Version: Version, Algorithms: []Algorithm{
		{Standard: "HTML", Name: "navigate", URL: "https://html.spec.whatwg.org/#navigate", Steps: []SpecStep{{"1", "first"}, {"2", "second"}}},
		{Standard: "Fetch", Name: "fetch", URL: "https://fetch.spec.whatwg.org/#concept-fetch", Steps: []SpecStep{{"1", ""}}},
	}}}
	r.Events = []Event{
		{Kind: Enter, Frame: 1, Algorithm: 1, Args: []string{"a \"quoted\" <é>"}, Document: "document/1", Changes: []Change{{"document/1", json.RawMessage(`{"url":"about:blank"}`)}}},
		{Kind: Step, Frame: 1, Algorithm: 1, Step: "1", Document: "document/1"},
		{Kind: Enter, Frame: 2, Parent: 1, Algorithm: 2, Script: []string{"f (x.js:1:2)"}, Document: "document/1"},
		{Kind: Step, Frame: 2, Algorithm: 2, Step: "1", Document: "document/1", Time: 1.5},
		{Kind: Leave, Frame: 2, Algorithm: 2, Document: "document/1", Time: 1.5},
		{Kind: Task, Frame: 1, Algorithm: 1, Note: "networking", Document: "document/1", Time: 2, Changes: []Change{{"document/1", nil}}},
		{Kind: AdHoc, Frame: 1, Algorithm: 1, Step: "2", Note: "why", Document: "document/1", Time: 2},
		{Kind: Mark, Note: "report", Time: 2},
	}
	r.index()
	return r
}

func written(t *testing.T, r *Recording) string {
	t.Helper()
	var b bytes.Buffer
	_, err := r.WriteTo(&b)
	require.NoError(t, err)
	return b.String()
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	got, err := Read(strings.NewReader(written(t, want)))
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func TestLinesLeaveOutWhatIsKnown(t *testing.T) {
	lines := strings.Split(written(t, sample()), "\n")
	assert.Equal(t, `{"k":"step","f":1,"s":"1"}`, lines[2])
	assert.Equal(t, `{"k":"step","t":1.5,"f":2,"s":"1"}`, lines[4])
}

func TestState(t *testing.T) {
	r := sample()
	var d Document
	assert.True(t, r.State(0).Get("document/1", &d), "an event's state has its own changes")
	assert.Equal(t, "about:blank", d.URL)
	assert.True(t, r.State(4).Get("document/1", &d))
	assert.Empty(t, r.State(5))
	assert.Empty(t, r.State(1000), "the last moment")
}

func TestStateAcrossKeyframes(t *testing.T) {
	r := &Recording{Header: Header{Algorithms: []Algorithm{{}}}}
	for i := range 3 * keyframeEvery {
		r.Events = append(r.Events, Event{Kind: Task, Changes: []Change{{"n", json.RawMessage([]byte{byte('0' + i%10)})}}})
	}
	r.index()
	for _, i := range []int{0, 1, keyframeEvery - 1, keyframeEvery, 2*keyframeEvery + 7, 3*keyframeEvery - 1} {
		assert.Equal(t, string(rune('0'+i%10)), string(r.State(i)["n"]), i)
	}
}

func TestKeysAreOrderedByNumber(t *testing.T) {
	s := State{"deferred/10": nil, "deferred/9": nil, "deferredCounts/1": nil, "document/1": nil}
	assert.Equal(t, []string{"deferred/9", "deferred/10"}, s.Keys("deferred/"))
}

func TestReadComplains(t *testing.T) {
	whole := written(t, sample())
	lines := strings.SplitAfter(whole, "\n")
	join := func(l ...string) string { return strings.Join(l, "") }
	tests := []struct {
		name, text string
		line       int
		why        string
	}{
		{"cut short in its header", lines[0][:len(lines[0])/2], 1, "cut short before the first event"},
		{"empty", "\n", 1, "the recording is empty"},
		{"something else", "{\"a\":1}\n", 1, "this is no recording"},
		{"not JSON", "PK\n", 1, "this is no recording"},
		{"another version", strings.Replace(whole, `"version":1`, `"version":2`, 1), 1, "of version 2; this program reads version 1"},
		{"no events", lines[0], 1, "no events"},
		{"a bad line in the middle", join(lines[0], lines[1], "{oops}\n", lines[2]), 3, "invalid character"},
		{"an unknown kind", join(lines[0], "{\"k\":\"dance\",\"f\":1}\n"), 2, `unknown kind of event "dance"`},
		{"a step in no frame", join(lines[0], "{\"k\":\"step\",\"f\":9,\"s\":\"1\"}\n"), 2, "no algorithm"},
		{"an algorithm that is not there", join(lines[0], "{\"k\":\"enter\",\"f\":1,\"a\":7}\n"), 2, "algorithm 7 of 2"},
		{"its own cause", join(lines[0], "{\"k\":\"enter\",\"f\":1,\"p\":1,\"a\":1}\n"), 2, "has frame 1 as its cause"},
		{"a frame beyond bounds", join(lines[0], "{\"k\":\"enter\",\"f\":999999999,\"a\":1}\n"), 2, "frame 999999999 after 0 events"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.text))
			var format *FormatError
			require.True(t, errors.As(err, &format), "%v", err)
			assert.Equal(t, tt.line, format.Line)
			assert.Contains(t, format.Why, tt.why)
		})
	}
}

func TestReadCutShort(t *testing.T) {
	whole := written(t, sample())
	for _, cut := range []int{len(whole) - 1, len(whole) - 5, len(whole) - 60} {
		r, err := Read(strings.NewReader(whole[:cut]))
		require.NoError(t, err)
		if len(r.Events) < len(sample().Events) {
			assert.Contains(t, r.Truncated, "cut short")
		}
	}
}

// What is longer than anything that is recorded, as a small file can be once it is unpacked, is read up to a bound, and says so.
func TestReadTooLong(t *testing.T) {
	whole := written(t, sample())
	least := limits{line: 1 << 10, text: 1 << 20, events: 3, skipped: 5}
	r, err := readWithin(strings.NewReader(whole), least)
	require.NoError(t, err)
	assert.Equal(t, sample().Events[:3], r.Events)
	assert.Equal(t, "the file is too long: the first 3 events were read", r.Truncated)
	least.events, least.text = 100, 200
	r, err = readWithin(strings.NewReader(whole), least)
	require.NoError(t, err)
	assert.Contains(t, r.Truncated, "the file is too long")
	for _, text := range []string{strings.Repeat("x", 2000), strings.Repeat("\n", 2000)} {
		_, err = readWithin(strings.NewReader(whole+text), limits{line: 1 << 10, text: 1 << 20, events: 100, skipped: 5})
		assert.EqualError(t, err, "recording: a line of more than 1024 bytes")
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	_, err := sample().WriteTo(&b)
	require.NoError(f, err)
	f.Add(b.Bytes())
	f.Add([]byte(`{"format":"exeunt-recording","version":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if _, err := r.WriteTo(&again); err != nil {
			t.Fatal(err)
		}
		r.State(len(r.Events) - 1)
	})
}
