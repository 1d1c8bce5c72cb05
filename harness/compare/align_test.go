package compare

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAlignWire(t *testing.T) {
	get := func(url string, headers ...string) Request {
		return Request{Method: "GET", URL: url, Headers: headers, Status: 200}
	}
	poll := Request{Method: "GET", URL: "/poll", Status: 200, Polled: true}
	engine := []Request{get("/a"), get("/b", "accept: 1"), poll, poll, get("/only-engine")}
	chrome := []Request{get("/b", "accept: 2"), get("/only-chrome"), get("/a"), poll, poll, poll}
	assert.Equal(t, []WireRow{
		{Engine: -1, Chrome: 1, ChromeTimes: 1},
		{Engine: 0, Chrome: 2, Same: true, EngineTimes: 1, ChromeTimes: 1},
		{Engine: 1, Chrome: 0, First: true, EngineTimes: 1, ChromeTimes: 1},
		{Engine: 2, Chrome: 3, Same: true, EngineTimes: 2, ChromeTimes: 3},
		{Engine: 4, Chrome: -1, EngineTimes: 1},
	}, AlignWire(engine, chrome))
	assert.Equal(t, []WireRow{{Engine: 0, Chrome: -1, EngineTimes: 1, First: true}}, AlignWire([]Request{get("/a")}, nil))
	assert.Equal(t, []WireRow{{Engine: -1, Chrome: 0, ChromeTimes: 1, First: true}}, AlignWire(nil, []Request{get("/a")}))
}

// What the rows mark is what the comparison calls the first divergence.
func TestAlignWireAgreesWithDivergence(t *testing.T) {
	get := func(url string) Request { return Request{Method: "GET", URL: url} }
	engine := []Request{get("/a"), get("/x?1"), get("/c")}
	chrome := []Request{get("/c"), get("/y"), get("/a"), get("/x?2")}
	d, ok := wireDivergence(engine, chrome)
	require.True(t, ok)
	var marked []string
	for _, r := range AlignWire(engine, chrome) {
		if r.First && r.Engine >= 0 && engine[r.Engine].line() == d.Engine {
			marked = append(marked, "engine")
		}
		if r.First && r.Chrome >= 0 && chrome[r.Chrome].line() == d.Chrome {
			marked = append(marked, "chrome")
		}
	}
	assert.ElementsMatch(t, []string{"engine", "chrome"}, marked)
}

func TestAlignLifecycle(t *testing.T) {
	ev := func(frame, doc, name string) Event { return Event{Frame: frame, Document: doc, Name: name} }
	engine := []Event{ev("", "/p", "load"), ev("0", "/f", "load"), ev("0", "about:blank", "load"), ev("0", "/f", "load"), ev("0", "/f", "pagehide")}
	chrome := []Event{ev("", "/p", "load"), ev("0", "/f", "load"), ev("0", "/f", "pagehide"), ev("0", "/g", "load")}
	assert.Equal(t, []Lane{
		{Document: "/p", Engine: []int{0}, Chrome: []int{0}, Same: true},
		{Frame: "0", Document: "/f", Engine: []int{1}, First: true},
		{Frame: "0", Document: "about:blank", Engine: []int{2}, Same: true, Ignored: true},
		{Frame: "0", Document: "/f", Engine: []int{3, 4}, Chrome: []int{1, 2}, Same: true},
		{Frame: "0", Document: "/g", Chrome: []int{3}},
	}, AlignLifecycle(engine, chrome))
}

func TestLaneRows(t *testing.T) {
	ev := func(names ...string) (list []Event) {
		for _, name := range names {
			list = append(list, Event{Name: name})
		}
		return list
	}
	engine, chrome := ev("load", "pagehide", "unload"), ev("DOMContentLoaded", "load", "pageshow", "pagehide")
	lane := Lane{Engine: []int{0, 1, 2}, Chrome: []int{0, 1, 2, 3}}
	assert.Equal(t, [][2]int{{-1, 0}, {0, 1}, {-1, 2}, {1, 3}, {2, -1}}, lane.Rows(engine, chrome))
	assert.Empty(t, Lane{}.Rows(nil, nil))
	assert.Equal(t, [][2]int{{0, -1}}, Lane{Engine: []int{0}}.Rows(engine, nil))

	many := Lane{Engine: make([]int, 100_000), Chrome: make([]int, 100_001)}
	assert.Len(t, many.Rows(engine, chrome), 100_001, "of so many the nth stand side by side")
}

// Logs of any length are laid side by side in time that grows with them.
func TestAlignMany(t *testing.T) {
	const n = 50_000
	var engine, chrome []Request
	var here, there []Event
	for i := range n {
		chrome = append(chrome, Request{Method: "GET", URL: "/c"}, Request{Method: "GET", URL: "/both"})
		engine = append(engine, Request{Method: "GET", URL: "/both"}, Request{Method: "POST", URL: "/e"})
		doc := fmt.Sprint("/", i)
		here = append(here, Event{Document: doc, Name: "load"})
		there = append(there, Event{Document: doc, Name: "pageshow"})
	}
	rows := AlignWire(engine, chrome)
	assert.Len(t, rows, 3*n)
	assert.Equal(t, []WireRow{{Engine: -1, Chrome: 0, ChromeTimes: 1, First: true}, {Engine: 0, Chrome: 1, Same: true, EngineTimes: 1, ChromeTimes: 1},
		{Engine: 1, Chrome: -1, EngineTimes: 1, First: true}, {Engine: -1, Chrome: 2, ChromeTimes: 1}}, rows[:4])
	assert.Len(t, AlignLifecycle(here, there), n)
}

// Whatever the logs are, every request and every event stands somewhere once, and what is marked is what differs.
func FuzzAlign(f *testing.F) {
	f.Add("a b a", "b c", "x.load x.load y.pagehide", "x.load")
	f.Add("", "a", "", "about:blank.load")
	f.Fuzz(func(t *testing.T, engine, chrome, here, there string) {
		requests := func(s string) []Request {
			var out []Request
			for _, w := range strings.Fields(s) {
				out = append(out, Request{Method: "GET", URL: w})
			}
			return out
		}
		events := func(s string) []Event {
			var out []Event
			for _, w := range strings.Fields(s) {
				doc, name, _ := strings.Cut(w, ".")
				out = append(out, Event{Document: doc, Name: name})
			}
			return out
		}
		es, cs := requests(engine), requests(chrome)
		var left, right []int
		marked := false
		for _, r := range AlignWire(es, cs) {
			if r.Engine >= 0 {
				left = append(left, r.Engine)
			}
			if r.Chrome >= 0 {
				right = append(right, r.Chrome)
			}
			marked = marked || r.First
			assert.False(t, r.First && r.Same)
		}
		slices.Sort(right)
		for i := range es {
			require.Equal(t, i, left[i])
		}
		for i := range cs {
			require.Equal(t, i, right[i])
		}
		_, differs := wireDivergence(es, cs)
		assert.Equal(t, differs, marked)

		a, b := events(here), events(there)
		n, marked := 0, false
		for _, l := range AlignLifecycle(a, b) {
			n += len(l.Engine) + len(l.Chrome)
			marked = marked || l.First
		}
		assert.Equal(t, len(a)+len(b), n)
		_, differs = lifecycleDivergence(a, b)
		assert.Equal(t, differs, marked)
	})
}

func TestSteps(t *testing.T) {
	const send, token = "Fetch: HTTP-network fetch", "ca7bed5d-c793-4791-bef5-49b71197a66d"
	var events [][]byte
	add := func(kind string, frame, parent int, algorithm, step string, args ...string) {
		raw, err := json.Marshal(map[string]any{"kind": kind, "frame": frame, "parent": parent, "algorithm": algorithm, "step": step, "args": args})
		require.NoError(t, err)
		events = append(events, raw)
	}
	add("enter", 1, 0, "HTML: navigate", "", "/p")
	add("step", 1, 0, "HTML: navigate", "3")
	add("enter", 2, 1, send, "", "GET /p")
	add("leave", 2, 0, send, "")
	add("step", 1, 0, "HTML: navigate", "4")
	add("enter", 3, 0, "DOM: dispatch", "", "load") // beside it, not its cause
	add("enter", 4, 1, send, "", "GET /x?"+token)
	add("leave", 4, 0, send, "")
	add("step", 1, 0, "HTML: navigate", "5")
	add("leave", 1, 0, "HTML: navigate", "")
	add("enter", 5, 1, "HTML: unload", "", "/p") // caused by what has ended
	add("step", 5, 0, "HTML: unload", "7")
	add("enter", 6, 5, "HTML: fire a page transition event", "", "/p", "pagehide")
	add("enter", 7, 7, "HTML: fire a page transition event", "", "/other", "pagehide") // its own parent
	events = append(events, []byte(`"no event"`), []byte(`{"kind":"enter"}`))
	o := &Observation{Trace: PackTrace(slices.Values(events)),
		Wire:      []Request{{Method: "GET", URL: "/p"}, {Method: "GET", URL: "/x?{token-1}"}, {Method: "GET", URL: "/never"}},
		Lifecycle: []Event{{Document: "/p", Name: "pagehide"}, {Document: "/p", Name: "pagehide"}}}

	assert.Equal(t, []StepFrame{{Algorithm: "HTML: navigate", Step: "4", Args: []string{"/p"}}, {Algorithm: send, Args: []string{"GET /x?" + token}}}, o.StepsOfRequest(1))
	assert.Nil(t, o.StepsOfRequest(2))
	assert.Equal(t, []StepFrame{{Algorithm: "HTML: navigate", Step: "5", Args: []string{"/p"}}, {Algorithm: "HTML: unload", Step: "7", Args: []string{"/p"}},
		{Algorithm: "HTML: fire a page transition event", Args: []string{"/p", "pagehide"}}}, o.StepsOfEvent(0))
	assert.Nil(t, o.StepsOfEvent(1), "the trace shows one only")
	o.Lifecycle = []Event{{Document: "/other", Name: "pagehide"}}
	assert.Len(t, o.StepsOfEvent(0), 1, "a trace that loops does no harm")
}
