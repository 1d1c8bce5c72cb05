package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/engine/stepper"
)

// The algorithms of a synthetic recording, by their numbers.
const (
	navigate = iota + 1
	dispatch
	network
	queueDeferred
)

// A synthesizer makes a recording up: algorithms that call each other, queue tasks, send requests and change the world.
type synthesizer struct {
	*rand.Rand
	r         *recording.Recording
	frames    int
	open      []recording.Event // that entered, innermost last
	documents int
	time      float64
}

// synthetic is a recording of at least n events, the same for the same n.
func synthetic(t testing.TB, n int) *recording.Recording {
	t.Helper()
	steps := func(numbers ...string) (list []recording.SpecStep) {
		for _, number := range numbers {
			list = append(list, recording.SpecStep{Number: number, Summary: "does what " + number + " says"})
		}
		return list
	}
	s := &synthesizer{Rand: rand.New(rand.NewPCG(1, 2)), r: &recording.Recording{Header: recording.Header{
		Format: recording.Format, Version: recording.Version, Seed: 1, Standards: "2026-01-01",
		Scripts: []recording.Script{{URL: "https://web-platform.test/lines.js", First: 1, Lines: []int{2, 3, 7, 8}, Source: "//\nfirst();\nsecond();\n//\n//\n//\nthird();\nnever();\n"}}, Algorithms: []recording.Algorithm{
			{Standard: "HTML", Name: "navigate", URL: "https://html.spec.whatwg.org/#navigate", Steps: steps("1", "2", "2.1", "2.1.1", "3", "4")},
			{Standard: "DOM", Name: "dispatch", URL: "https://dom.spec.whatwg.org/#concept-event-dispatch", Steps: steps("1", "2")},
			{Standard: "Fetch", Name: "HTTP-network fetch", URL: "https://fetch.spec.whatwg.org/#concept-http-network-fetch", Steps: steps("1", "2", "3")},
			{Standard: "Fetch", Name: "queue a deferred fetch", URL: "https://fetch.spec.whatwg.org/#queue-a-deferred-fetch", Steps: steps("1")},
		}}}}
	s.document()
	for len(s.r.Events) < n {
		s.event()
	}
	for len(s.open) > 0 {
		s.leave()
	}
	var b bytes.Buffer
	_, err := s.r.WriteTo(&b)
	require.NoError(t, err)
	r, err := recording.Read(&b)
	require.NoError(t, err)
	return r
}

func (s *synthesizer) add(e recording.Event) {
	e.Time = s.time
	s.r.Events = append(s.r.Events, e)
}

func (s *synthesizer) event() {
	switch p := s.IntN(100); {
	case len(s.open) == 0:
		if s.frames > 0 && p < 70 {
			s.time += float64(s.IntN(50)) / 8
			s.add(recording.Event{Kind: recording.Task, Frame: 1 + s.IntN(s.frames), Algorithm: navigate, Note: "networking", Document: s.key()})
		}
		s.enter()
	case p < 60:
		kind, note := recording.Step, ""
		switch {
		case p < 2:
			kind = recording.Todo
		case p < 4:
			kind, note = recording.AdHoc, "nobody says when"
		}
		in := s.open[len(s.open)-1]
		list := s.r.Algorithms[in.Algorithm-1].Steps
		s.add(recording.Event{Kind: kind, Frame: in.Frame, Algorithm: in.Algorithm, Document: in.Document, Step: list[s.IntN(len(list))].Number, Note: note, Changes: s.changes()})
	case p < 75 && len(s.open) < 9:
		s.enter()
	case p < 78:
		s.add(recording.Event{Kind: recording.Queued, Frame: s.open[len(s.open)-1].Frame, Algorithm: s.open[len(s.open)-1].Algorithm, Note: "networking", Document: s.key()})
	case p < 82:
		in := s.open[len(s.open)-1]
		line := []string{"f (https://web-platform.test/lines.js:2:1)", "g (https://web-platform.test/lines.js:5:1)", "h (https://web-platform.test/lines.js:9:1)"}
		s.add(recording.Event{Kind: recording.Line, Frame: in.Frame, Algorithm: in.Algorithm, Document: in.Document, Note: fmt.Sprintf("https://web-platform.test/lines.js:%d", []int{2, 3, 7}[s.IntN(3)]), Script: line[s.IntN(3):]})
	case p < 83:
		s.add(recording.Event{Kind: recording.Mark, Note: fmt.Sprintf("result %d", s.IntN(50))})
	default:
		s.leave()
	}
}

func (s *synthesizer) enter() {
	s.frames++
	e := recording.Event{Kind: recording.Enter, Frame: s.frames, Algorithm: 1 + s.IntN(4), Document: s.key()}
	if n := len(s.open); n > 0 {
		e.Parent = s.open[n-1].Frame
	} else if s.frames > 1 {
		e.Parent = 1 + s.IntN(s.frames-1)
	}
	switch e.Algorithm {
	case dispatch:
		e.Args = []string{[]string{"load", "pagehide", "message"}[s.IntN(3)]}
	case network:
		e.Args = []string{fmt.Sprintf("GET https://web-platform.test/%d.js", s.IntN(30))}
	}
	if s.IntN(4) == 0 {
		e.Script = []string{fmt.Sprintf("f (https://web-platform.test/a.js:%d:3)", 1+s.IntN(40)), "g (https://web-platform.test/a.js:7:1)"}
	}
	s.add(e)
	s.open = append(s.open, e)
}

func (s *synthesizer) leave() {
	in := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.add(recording.Event{Kind: recording.Leave, Frame: in.Frame, Algorithm: in.Algorithm, Document: in.Document})
}

func (s *synthesizer) key() string {
	return fmt.Sprintf("document/%d", 1+s.IntN(s.documents))
}

func (s *synthesizer) set(key string, value any) recording.Change {
	raw, _ := json.Marshal(value) // plain data
	return recording.Change{Key: key, Value: raw}
}

// document adds a document in a navigable of its own.
func (s *synthesizer) document() []recording.Change {
	s.documents++
	n, parent := s.documents, ""
	if n > 1 {
		parent = fmt.Sprintf("navigable-%d", 1+s.IntN(n-1))
	}
	key, id, zero := fmt.Sprintf("document/%d", n), fmt.Sprintf("navigable-%d", n), 0
	url := fmt.Sprintf("https://web-platform.test/page-%d.html", n)
	return []recording.Change{
		s.set(key, recording.Document{URL: url, Origin: "https://web-platform.test", Navigable: id, Readiness: "complete", Visibility: "visible", FullyActive: true, PageShowing: true}),
		s.set("navigable/"+id, recording.Navigable{Parent: parent, Document: key, CurrentStep: &zero}),
		s.set("history/"+id, recording.History{{Navigable: id, URL: url, Document: key}}),
	}
}

func (s *synthesizer) changes() []recording.Change {
	switch p := s.IntN(60); {
	case p == 0 && s.documents < 40:
		return s.document()
	case p < 4:
		return []recording.Change{s.set(s.key(), recording.Document{URL: "https://web-platform.test/other.html", Navigable: "navigable-1", UnloadCounter: s.IntN(3), FullyActive: p > 1})}
	case p < 7:
		return []recording.Change{s.set(fmt.Sprintf("deferred/%d", 1+s.IntN(20)), recording.DeferredFetch{Document: s.key(), Method: "POST", URL: "https://o.example/", State: []string{"pending", "sent", "aborted"}[p-4], Length: int64(s.IntN(70_000))})}
	case p == 7:
		return []recording.Change{{Key: fmt.Sprintf("deferred/%d", 1+s.IntN(20))}}
	case p == 8:
		area := "storage/local https://web-platform.test"
		return []recording.Change{s.set(area, recording.StorageArea{Kind: "local", Origin: "https://web-platform.test", Length: 1}), s.set("item/1", recording.Item{Area: area, Key: "a", Value: fmt.Sprint(s.time)}),
			s.set("worker/1", recording.Worker{URL: "https://web-platform.test/worker.js", Owners: []string{s.key()}})}
	case p == 9:
		return []recording.Change{s.set("timers", recording.Timers{{Due: s.time + 10}}), s.set("queue", recording.Queue{{Source: "networking"}}), s.set("cookies", recording.Cookies{"a=1; web-platform.test; /"})}
	}
	return nil
}

// session is a session over a recording, with something observed on both sides.
func session(r *recording.Recording) *stepper.Session {
	run := &stepper.Run{Test: "/synthetic.html", Engine: "Exeunt", Chrome: "Chrome/156", Status: "OK", Divergence: -1}
	for i := 40; i+200 < len(r.Events); i += max(200, len(r.Events)/60) {
		o := stepper.Observed{Layer: []string{"wire", "lifecycle", "subtests"}[i%3], Engine: fmt.Sprintf("GET /%d", i), Chrome: fmt.Sprintf("GET /%d", i), Event: i, Same: true}
		switch {
		case run.Divergence < 0 && i > len(r.Events)/3:
			o.Chrome, o.Same, o.First, run.Divergence = "GET /other", false, true, i
			run.Why = "first divergence, wire: engine " + o.Engine + "; chrome " + o.Chrome
		case i%7 == 0:
			o.Engine, o.Event, o.Same = "", -1, false
		}
		run.Observed = append(run.Observed, o)
	}
	return &stepper.Session{Stepper: stepper.New(r), Run: run, Divergence: run.Divergence, Why: run.Why}
}
