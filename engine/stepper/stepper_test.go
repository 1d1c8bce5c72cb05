package stepper

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine/recording"
)

var update = flag.Bool("update", false, "rewrite testdata")

// script makes a recording of lines like "enter 1 0 navigate", "step 1 1", "leave 1" and "task 1".
func script(t *testing.T, text string) *recording.Recording {
	t.Helper()
	var b strings.Builder
	b.WriteString(`{"format":"exeunt-recording","version":1,"events":0,"algorithms":[` +
		`{"standard":"HTML","name":"navigate","url":"https://html.spec.whatwg.org/#navigate","steps":[{"number":"1","summary":"one"},{"number":"2"},{"number":"3"}]},` +
		`{"standard":"Fetch","name":"fetch","url":"https://fetch.spec.whatwg.org/#concept-fetch","steps":[{"number":"1"},{"number":"2"}]},` +
		`{"standard":"Fetch","name":"HTTP-network fetch","url":"https://fetch.spec.whatwg.org/#concept-http-network-fetch","steps":[{"number":"1"}]}]}` + "\n")
	algorithms := map[string]int{"navigate": 1, "fetch": 2, "network": 3}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		f := strings.Fields(line)
		switch f[0] {
		case "enter":
			fmt.Fprintf(&b, `{"k":"enter","f":%s,"p":%s,"a":%d,"g":["GET https://a.example/x"],"d":"document/1"`, f[1], f[2], algorithms[f[3]])
			if len(f) > 4 {
				fmt.Fprintf(&b, `,"j":[%q]`, strings.Join(f[4:], " "))
			}
			b.WriteString("}\n")
		case "step", "todo", "adhoc":
			fmt.Fprintf(&b, `{"k":%q,"f":%s,"s":%q`, f[0], f[1], f[2])
			if len(f) > 3 {
				fmt.Fprintf(&b, `,"c":[["document/1",{"url":"https://a.example/","unloadCounter":%s}]]`, f[3])
			}
			b.WriteString("}\n")
		case "leave":
			fmt.Fprintf(&b, `{"k":"leave","f":%s}`+"\n", f[1])
		case "task":
			fmt.Fprintf(&b, `{"k":"task","f":%s,"n":"networking"}`+"\n", f[1])
		}
	}
	r, err := recording.Read(strings.NewReader(b.String()))
	require.NoError(t, err)
	return r
}

// calls: navigate calls fetch from script at its step 1, and queues a task at step 2 in which a network fetch runs.
const calls = `
enter 1 0 navigate
step 1 1 0
enter 2 1 fetch f (https://a.example/app.js:41:3)
step 2 1
todo 2 2
leave 2
step 1 2 1
leave 1
task 1
enter 3 1 network
step 3 1
leave 3`

func TestForward(t *testing.T) {
	s := New(script(t, calls))
	assert.Equal(t, 1, s.At())
	require.True(t, s.Into())
	assert.Equal(t, 3, s.At(), "into the call")
	require.True(t, s.Over())
	assert.Equal(t, 4, s.At())
	require.True(t, s.Over())
	assert.Equal(t, 6, s.At(), "over the last step is out")
	require.True(t, s.Into())
	assert.Equal(t, 10, s.At())
	assert.False(t, s.Into(), "the end")
	assert.Equal(t, 10, s.At())

	require.True(t, s.Goto(1))
	require.True(t, s.Over())
	assert.Equal(t, 6, s.At(), "over the call")
	require.True(t, s.Goto(3))
	require.True(t, s.Out())
	assert.Equal(t, 6, s.At())
	assert.False(t, s.Out(), "what a task does that it queued is below the algorithm")
}

func TestBackward(t *testing.T) {
	s := New(script(t, calls))
	require.True(t, s.Goto(6))
	require.True(t, s.BackOver())
	assert.Equal(t, 1, s.At(), "over the call")
	require.True(t, s.Goto(6))
	require.True(t, s.Back())
	assert.Equal(t, 4, s.At())
	require.True(t, s.BackOut())
	assert.Equal(t, 1, s.At(), "where it was called")
	assert.False(t, s.Back())
	assert.False(t, s.BackOut())
	require.True(t, s.Goto(10))
	require.True(t, s.BackOut())
	assert.Equal(t, 6, s.At(), "where the task was queued")
}

func TestEveryMoveIsUndone(t *testing.T) {
	s := New(script(t, calls))
	var seen []int
	for ok := true; ok; ok = s.Into() {
		seen = append(seen, s.At())
	}
	for i := len(seen) - 1; i >= 0; i-- {
		assert.Equal(t, seen[i], s.At())
		assert.Equal(t, i > 0, s.Back())
	}
}

func TestGoto(t *testing.T) {
	s := New(script(t, calls))
	require.True(t, s.Goto(7))
	assert.Equal(t, 10, s.At(), "the next stop")
	require.True(t, s.Goto(11))
	assert.Equal(t, 10, s.At(), "the last stop")
	assert.False(t, s.Goto(12))
	assert.False(t, s.Goto(-1))
}

func TestStack(t *testing.T) {
	s := New(script(t, calls))
	s.Goto(4)
	assert.Equal(t, []string{
		"#4 Fetch: fetch step 2(GET https://a.example/x)",
		"script  f (https://a.example/app.js:41:3)",
		"#1 HTML: navigate step 1(GET https://a.example/x)",
	}, s.StackLines())
	s.Goto(10)
	assert.Equal(t, []string{
		"#10 Fetch: HTTP-network fetch step 1(GET https://a.example/x)",
		"#6 queued by HTML: navigate step 2(GET https://a.example/x)",
	}, s.StackLines())
}

func TestBreakpoints(t *testing.T) {
	tests := []struct {
		text string
		at   []int
	}{
		{"navigate", []int{1}},
		{"HTML: navigate", []int{1}},
		{"#navigate", []int{1}},
		{"navigate#2", []int{6}},
		{"Fetch fetch#2", []int{4}},
		{"request a.example/x", []int{10}},
		{"line app.js:41", []int{3}},
		{`if document.unloadCounter == 1`, []int{6, 10}},
		{`if kind == "todo" && algorithm == "fetch"`, []int{4}},
		{`watch document.unloadCounter`, []int{1, 6}},
		{"event load", nil},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			s := New(script(t, calls))
			s.at = 0 // before the first stop
			b, err := s.Break(tt.text)
			require.NoError(t, err)
			var forward []int
			for s.Continue() == b {
				forward = append(forward, s.At())
			}
			assert.Equal(t, tt.at, forward)
			assert.Equal(t, 10, s.At(), "the end")
			s.at = len(s.rec.Events)
			var back []int
			for s.ReverseContinue() == b {
				back = append([]int{s.At()}, back...)
			}
			assert.Equal(t, tt.at, back)
		})
	}
}

func TestBreakComplains(t *testing.T) {
	s := New(script(t, calls))
	tests := []struct{ text, want string }{
		{"", "break at what?"},
		{"navigat", `unknown algorithm "navigat"; nearest: "navigate"`},
		{"navigate#9", `HTML: navigate has no step "9"; nearest: "1", "2", "3"`},
		{"unload a document#999", `has no step "999"; nearest: `},
		{"line app.js", "want FILE:LINE"},
		{"if document.url ==", "unexpected token"},
		{"if 1 + 1", "expected bool"},
		{"if", "the expression is empty"},
		{"if document.url", `document.url is no condition: at event 1 it is "https://a.example/"`},
		{`if docment.url == "x"`, `unknown name "docment"; nearest: "document"`},
		{"watch all(history, # == queu)", `unknown name "queu"; nearest: "queue"`},
		{"if sun(args) > 1", `unknown name "sun"`},
	}
	for _, tt := range tests {
		_, err := s.Break(tt.text)
		require.Error(t, err, tt.text)
		assert.Contains(t, err.Error(), tt.want, tt.text)
	}
	assert.Empty(t, s.Breakpoints())
	b, err := s.Break("unload a document")
	require.NoError(t, err, "an algorithm that this run does not come to is no mistake")
	assert.Nil(t, s.Continue())
	assert.True(t, s.Delete(b.ID))
	assert.False(t, s.Delete(b.ID))
}

func TestExpressionsNameTheirOwn(t *testing.T) {
	s := New(script(t, calls))
	for _, text := range []string{"let mine = event; mine + 1", "filter(documents, .url != '')", "len(args)", "$env['event']", "quota"} {
		_, err := s.Eval(text)
		assert.NoError(t, err, text)
	}
	for _, name := range names {
		assert.Contains(t, Vocabulary, name)
	}
}

func TestWatchOfSomethingHostile(t *testing.T) {
	s := New(script(t, calls))
	_, err := s.Break(`if document.url.nothing.at.all == 1`)
	require.NoError(t, err)
	assert.Nil(t, s.Continue(), "an expression that does not apply is no match")
}

func TestLine(t *testing.T) {
	in, err := os.ReadFile("testdata/session.in")
	require.NoError(t, err)
	for range 20 {
		session := &Session{Stepper: New(script(t, calls)), Divergence: -1, Why: "nothing is known of Chrome"}
		var out bytes.Buffer
		require.NoError(t, session.Line(t.Context(), bytes.NewReader(in), &out, ""))
		if *update {
			require.NoError(t, os.WriteFile("testdata/session.golden", out.Bytes(), 0o644))
		}
		want, err := os.ReadFile("testdata/session.golden")
		require.NoError(t, err)
		require.Equal(t, string(want), out.String())
	}
}

func TestPlain(t *testing.T) {
	assert.Equal(t, "a\ufffd\ufffd[31mb\ufffdc\ufffdd é 漢字", Plain("a\n\x1b[31mb\u009bc\u202ed é 漢字"))
}

func TestHitLastsAsLongAsTheSessionStands(t *testing.T) {
	s := &Session{Stepper: New(script(t, calls))}
	do := func(command string) {
		_, err := s.Command(t.Context(), command)
		require.NoError(t, err)
	}
	do("break fetch#2")
	do("continue")
	require.NotNil(t, s.Hit)
	assert.Equal(t, "fetch#2", s.Hit.Text)
	do("stack")
	assert.NotNil(t, s.Hit)
	do("back")
	assert.Nil(t, s.Hit)
	do("continue")
	do("continue")
	assert.Nil(t, s.Hit, "the end")
	do("rcontinue")
	do("delete 1")
	assert.Nil(t, s.Hit, "it is gone")
}

func TestLog(t *testing.T) {
	s := New(script(t, calls))
	assert.Equal(t, []LogLine{
		{1, "document   document/1 https://a.example/"}, {8, "task       networking"}, {9, "request    GET https://a.example/x"},
	}, s.Log())
	assert.Equal(t, 0, s.LogAt(0))
	assert.Equal(t, 1, s.LogAt(7))
	assert.Equal(t, 3, s.LogAt(11))
}

func TestStopBefore(t *testing.T) {
	r := script(t, calls)
	assert.Equal(t, 6, StopBefore(r, 9, "/nothing.js"))
	assert.Equal(t, 4, StopBefore(r, 6, "/nothing.js"))
	assert.Equal(t, 1, StopBefore(r, 6, "/app.js"), "what the script called does not count")
	assert.Equal(t, 0, StopBefore(r, 0, "/app.js"))
	assert.Equal(t, 1, StopBefore(r, 1, ""), "there is none")
}

func TestBreakpointAt(t *testing.T) {
	s := New(script(t, calls))
	b, err := s.Break("fetch#2")
	require.NoError(t, err)
	fetch := &s.rec.Algorithms[1]
	assert.Same(t, b, s.BreakpointAt(fetch, "2"))
	assert.Nil(t, s.BreakpointAt(fetch, ""))
	assert.Nil(t, s.BreakpointAt(&s.rec.Algorithms[0], "2"))
	first, err := s.Break("fetch")
	require.NoError(t, err)
	assert.Same(t, first, s.BreakpointAt(fetch, ""))
}

func TestTraceFile(t *testing.T) {
	var text, file bytes.Buffer
	r := script(t, calls)
	_, err := r.WriteTo(&text)
	require.NoError(t, err)
	run := &Run{Test: "/x.html", Divergence: 4, Why: "because", Observed: []Observed{{Layer: "wire", Engine: "GET /", Event: 4000}}}
	require.NoError(t, WriteTrace(&file, run, text.Bytes()))
	again, got, err := ReadTrace(file.Bytes())
	require.NoError(t, err)
	assert.Equal(t, r.Events, got.Events)
	assert.Equal(t, -1, again.Observed[0].Event, "an event that the recording has not")
	again.Why = "another reason"
	var rewritten bytes.Buffer
	require.NoError(t, RewriteTrace(&rewritten, again, file.Bytes()))
	third, got, err := ReadTrace(rewritten.Bytes())
	require.NoError(t, err)
	assert.Equal(t, "another reason", third.Why)
	assert.Len(t, got.Events, len(r.Events))

	for name, data := range map[string][]byte{
		"without a recording": file.Bytes()[:60], "empty": {}, "something else": []byte("hello"), "not gzip": {0x1f, 0x8b, 0},
	} {
		_, _, err := ReadTrace(data)
		assert.Error(t, err, name)
	}
}

// An archive of a few kilobytes that unpacks to gigabytes, or that only says how large it is.
func TestTraceFileHostile(t *testing.T) {
	pack := func(members map[string]string, times int) []byte {
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		for _, name := range []string{runMember, recordingMember, "other.json"} {
			f, err := z.Create(name)
			require.NoError(t, err)
			for range times {
				_, err = io.WriteString(f, members[name])
				require.NoError(t, err)
			}
		}
		require.NoError(t, z.Close())
		return file.Bytes()
	}
	head := `{"format":"exeunt-recording","version":1,"events":2,"algorithms":[{"standard":"HTML","name":"navigate","steps":[{"number":"1"}]}]}` + "\n"
	run := `{"format":"exeunt-trace","version":1,"divergence":-1}`
	blank := strings.Repeat(" ", 1<<20)
	tests := []struct {
		name    string
		members map[string]string
		times   int
		want    string
	}{
		{"run.json", map[string]string{runMember: blank}, 70, "run.json: it is longer than 67108864 bytes"},
		{"what follows run.json", map[string]string{runMember: run + "x"}, 1, "run.json: invalid character"},
		{"a frame", map[string]string{runMember: run, recordingMember: head + `{"k":"enter","f":99999999,"a":1}`}, 1, "frame 99999999 after 0 events"},
		{"a negative frame", map[string]string{runMember: run, recordingMember: head + `{"k":"step","f":-1,"a":1}`}, 1, "line 2: the event has no frame"},
		{"an algorithm that is not there", map[string]string{runMember: run, recordingMember: head + `{"k":"enter","f":1,"a":1099511627776}`}, 1, "line 2: algorithm 1099511627776 of 1"},
		{"an unknown kind", map[string]string{runMember: run, recordingMember: head + `{"k":"dance","f":1,"a":1}`}, 1, `line 2: unknown kind of event "dance"`},
		{"a frame that is its own cause", map[string]string{runMember: run, recordingMember: head + `{"k":"enter","f":1,"p":1,"a":1}`}, 1, "line 2: frame 1 has frame 1 as its cause"},
		{"a time without end", map[string]string{runMember: run, recordingMember: head + `{"k":"mark","t":-1e300}`}, 1, "line 2: a time of -1e+300 ms"},
		{"a time that is no number", map[string]string{runMember: run, recordingMember: head + `{"k":"mark","t":"now"}` + "\n"}, 1, `line 2: "t" is of the wrong type: string`},
		{"half a change", map[string]string{runMember: run, recordingMember: head + `{"k":"mark","c":[["document/1"]]}` + "\n"}, 1, "line 2: a change is no pair of a key and a value"},
		{"a change of nothing", map[string]string{runMember: run, recordingMember: head + `{"k":"mark","c":[["",1]]}` + "\n"}, 1, "line 2: a change is no pair of a key and a value"},
		{"brackets", map[string]string{runMember: run, recordingMember: head + `{"k":"mark","c":[["x",` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `]]}` + "\n"}, 1, "line 2: invalid character '[' exceeded max depth"},
		{"a negative number of events", map[string]string{runMember: run, recordingMember: strings.Replace(head, `"events":2`, `"events":-2`, 1)}, 1, "line 1: -2 events"},
		{"an algorithm without a name", map[string]string{runMember: run, recordingMember: strings.Replace(head, `"name":"navigate"`, `"name":""`, 1)}, 1, "line 1: algorithm 1 has no name"},
		{"no events", map[string]string{runMember: run, recordingMember: head}, 1, "line 1: the recording has no events"},
		{"a run of other things", map[string]string{runMember: `{"format":"exeunt-trace","version":1,"observed":[{"layer":7}]}`, recordingMember: head}, 1, `run.json: "observed.layer" is of the wrong type: number`},
		{"another version of the run", map[string]string{runMember: strings.Replace(run, `"version":1`, `"version":7`, 1)}, 1, "version 7; this program reads"},
		{"another version of the recording", map[string]string{runMember: run, recordingMember: strings.Replace(head, `"version":1`, `"version":7`, 1)}, 1, "version 7; this program reads"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := ReadTrace(pack(tt.members, tt.times))
			assert.ErrorContains(t, err, tt.want)
		})
	}
	// A stack without end is shown up to a bound.
	var deep strings.Builder
	deep.WriteString(head)
	for i := range 10_000 {
		fmt.Fprintf(&deep, `{"k":"enter","f":%d,"p":%d,"a":1}`+"\n"+`{"k":"step","f":%[1]d,"s":"1"}`+"\n", i+1, i)
	}
	_, r, err := ReadTrace(pack(map[string]string{runMember: run, recordingMember: deep.String()}, 1))
	require.NoError(t, err)
	s := New(r)
	s.Continue()
	assert.Len(t, s.StackLines(), maxStack)
	require.True(t, s.BackOut())
	assert.False(t, s.Out())
}

// What a trace says of the world may have any form; what is shown of it has a bound.
func TestWorldHostile(t *testing.T) {
	lines := []string{`{"format":"exeunt-recording","version":1,"algorithms":[{"standard":"HTML","name":"navigate","steps":[{"number":"1"}]}]}`, `{"k":"enter","f":1,"a":1,"d":"document/1"}`}
	var nested []string
	for i := range 5000 {
		nested = append(nested, fmt.Sprintf(`["navigable/n%d",{"parent":"n%d","document":"document/1"}]`, i+1, i))
	}
	lines = append(lines,
		`{"k":"step","f":1,"s":"1","c":[["document/1",7],["navigable/n0",{"document":"document/1"}],["navigable/a",{"parent":"b"}],["navigable/b",{"parent":"a"}],`+
			`["history/n0",{"a":1}],["quota/1",[1]],["queue",5],["timers",{}],["cookies",{"x":1}],["deferred/1","x"],["worker/1",4],["storage/x",[]],["item/1",0]]}`,
		`{"k":"step","f":1,"s":"1","c":[`+strings.Join(nested, ",")+`]}`)
	_, r, err := ReadTrace([]byte(strings.Join(lines, "\n")))
	require.NoError(t, err)
	s := &Session{Stepper: New(r)}
	for range 2 {
		for name := range views {
			answer, err := s.Command(t.Context(), name)
			assert.NoError(t, err, name)
			assert.Less(t, len(strings.Join(answer, "\n")), 100_000, name)
		}
		for _, expression := range []string{"documents", "deferred", "state", "quota", "queue", "navigable", "storage", "items", "workers"} {
			_, err := s.Eval(expression)
			assert.NoError(t, err, expression)
		}
		s.Into()
	}
	assert.Contains(t, s.FrameLines()[maxDepth+1], "… and what is in n101")
}

// A file that was cut short, as by a full disk or a broken download, gives what is whole and says so.
func TestTraceFileCutShort(t *testing.T) {
	r := script(t, calls)
	for len(r.Events) < 20_000 { // so that the compressed text has many blocks
		r.Events = append(r.Events, recording.Event{Kind: recording.Mark, Time: float64(len(r.Events)), Note: fmt.Sprintf("%x", sha256.Sum256([]byte{byte(len(r.Events)), byte(len(r.Events) >> 8)}))})
	}
	var text, zipped, again, gzipped bytes.Buffer
	_, err := r.WriteTo(&text)
	require.NoError(t, err)
	require.NoError(t, WriteTrace(&zipped, &Run{Test: "/x.html", Divergence: 19_999}, text.Bytes()))
	require.NoError(t, RewriteTrace(&again, &Run{Test: "/x.html", Divergence: 19_999}, zipped.Bytes()))
	g := gzip.NewWriter(&gzipped)
	_, err = g.Write(text.Bytes())
	require.NoError(t, err)
	require.NoError(t, g.Close())
	for name, data := range map[string][]byte{"zip": zipped.Bytes(), "rewritten": again.Bytes(), "gzip": gzipped.Bytes(), "text": text.Bytes()} {
		run, got, err := ReadTrace(data[:len(data)*3/4])
		require.NoError(t, err, name)
		assert.Contains(t, got.Truncated, "cut short", name)
		require.Greater(t, len(got.Events), 10_000, name)
		assert.Equal(t, r.Events[:len(got.Events)], got.Events, name)
		if name == "zip" || name == "rewritten" {
			assert.Equal(t, "/x.html", run.Test, name)
			assert.Equal(t, "the trace was cut short before the divergence", run.Why, name)
		}
	}
	_, got, err := ReadTrace(zipped.Bytes()[:zipped.Len()-4])
	require.NoError(t, err, "only the list of members is gone")
	assert.Empty(t, got.Truncated)
	assert.Len(t, got.Events, len(r.Events))
}

func FuzzReadTrace(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte(`{"format":"exeunt-recording","version":1}` + "\n" + `{"k":"enter","f":1,"a":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, r, err := ReadTrace(data)
		if err != nil {
			return
		}
		s := New(r)
		s.Continue()
		s.StackLines()
		s.FrameLines()
	})
}
