package main

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/engine/stepper/web"
	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt"
)

// traceSuffix ends the names of trace files.
const traceSuffix = ".trace.zip"

// pageSuffix ends the names of the pages that have a trace in them.
const pageSuffix = ".trace.html"

// A tracer keeps the recordings of a run as trace files, one per test.
type tracer struct {
	dir   string
	pages bool // there is an html report, which links a page for each trace
	suite string
	seed  uint64
	steps bool // the reports have steps in them

	mu    sync.Mutex
	files map[string]string // by test URL
	err   error
}

// newTracer makes the folder in which the trace files of a run stand: beside the json report, or else the html report, with its
// name, and without one "exeunt.traces" where the program was started.
func newTracer(outputs []report.Output, suite *suite, seed uint64) (*tracer, error) {
	beside := map[string]string{}
	steps := false
	for _, o := range outputs {
		steps = steps || o.Kind == "json" || o.Kind == "html" || o.Kind == "md"
		if o.File != "-" {
			beside[o.Kind] = strings.TrimSuffix(o.File, filepath.Ext(o.File))
		}
	}
	dir := cmp.Or(beside["json"], beside["html"], "exeunt") + ".traces"
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, cannotRun("the folder for traces: %v", err)
	}
	return &tracer{dir: dir, pages: beside["html"] != "", suite: suite.name(), seed: seed, steps: steps, files: map[string]string{}}, nil
}

// traceName is the name of a test's trace file.
func traceName(testURL string) string {
	return url.PathEscape(strings.TrimPrefix(testURL, "/")) + traceSuffix
}

// take keeps a recording, and returns its steps if a report has them in it. What is known of the run is added when that has ended.
func (t *tracer) take(test wpt.Test, r harness.Recording) compare.Trace {
	path := filepath.Join(t.dir, traceName(test.URL))
	err := report.WriteFile(path, nil, func(w io.Writer) error {
		return stepper.WriteTrace(w, &stepper.Run{Exeunt: version, Test: test.URL, Suite: t.suite, Seed: t.seed, Engine: r.Product, Status: r.Status, Divergence: -1,
			Why: "nothing is known of Chrome: the test ran in the engine alone, or the run was interrupted"}, r.Text)
	})
	var steps compare.Trace
	if err == nil && t.steps {
		steps = compare.PackTrace(func(yield func([]byte) bool) { err = recording.Trace(r.Text, yield) })
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil && t.err == nil {
		t.err = err
	}
	t.files[test.URL] = path
	return steps
}

// finish writes into every trace file what both browsers made of its test, and beside it a page for the html report.
func (t *tracer) finish(run *report.Run) error {
	both := run.Engine != nil && run.Chrome != nil
	if t.err != nil || !both && !t.pages {
		return t.err
	}
	run.TracePages = map[string]string{}
	for i := range run.Tests {
		test := &run.Tests[i]
		path, ok := t.files[test.URL]
		if !ok {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		about, r, err := stepper.ReadTrace(data)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if both {
			describeRun(about, r, test, run)
			if err := report.WriteFile(path, nil, func(w io.Writer) error { return stepper.RewriteTrace(w, about, data) }); err != nil {
				return err
			}
		}
		if !t.pages {
			continue
		}
		page := strings.TrimSuffix(path, traceSuffix) + pageSuffix
		session := newSession(stepper.New(r), about, nil)
		if err := report.WriteFile(page, nil, func(w io.Writer) error { return web.Write(w, session) }); err != nil {
			return err
		}
		run.TracePages[test.URL] = page
	}
	return nil
}

// describeRun says in about how the engine and Chrome saw the test, and where in the recording they part.
func describeRun(about *stepper.Run, r *recording.Recording, t *report.Test, run *report.Run) {
	if run.Engine != nil {
		about.Engine = run.Engine.Product
	}
	if t.Engine != nil {
		about.Status = t.Engine.Status
	}
	if t.Engine == nil {
		about.Divergence, about.Why = -1, "the test did not run in the engine"
		return
	}
	if t.Chrome == nil {
		about.Divergence, about.Why = -1, missingChrome(run.Chrome)
		return
	}
	chromeIs := "Chrome"
	if run.Chrome != nil {
		about.Chrome, chromeIs = run.Chrome.Product, chromeSide(run.Chrome)
		if run.Chrome.Recorded != "" {
			about.Chrome += " (recorded " + run.Chrome.Recorded + ")"
		}
	}
	about.Observed = observed(r, t)
	about.Divergence, about.Why = -1, "the engine and "+chromeIs+" do not part"+ended(t.Chrome)
	because := messages(t)
	for i := range about.Observed {
		o := &about.Observed[i]
		if o.Same || o.Layer != "subtests" && !o.First {
			continue
		}
		o.First = true
		about.Why = fmt.Sprintf("first divergence from %s, %s: engine %s; chrome %s", chromeIs, o.Layer, cmp.Or(o.Engine, "nothing like it"), cmp.Or(o.Chrome, "nothing like it"))
		if m := because[o.Engine]; o.Layer == "subtests" && m != "" {
			about.Why += " (" + m + ")"
		}
		if o.Chrome == "" {
			about.Why += ended(t.Chrome)
		}
		if o.Event < 0 {
			if o.Event = nextKnown(about.Observed, i); o.Event >= 0 {
				about.Why += "; from here on the engine does without it"
			}
		}
		if o.Event >= 0 {
			about.Divergence = o.Event
			return
		}
	}
}

// chromeSide says which Chrome a run was compared with, and whether it ran or was recorded.
func chromeSide(s *report.Side) string {
	product := cmp.Or(s.Product, "Chrome")
	if s.Recorded != "" {
		return product + " (recorded " + s.Recorded + ")"
	}
	return product + " (live)"
}

// missingChrome says why nothing is known of what Chrome makes of a test.
func missingChrome(s *report.Side) string {
	switch {
	case s == nil:
		return "nothing is known of Chrome: none was found (--chrome PATH names one), and the recorded baseline has not this test"
	case s.Recorded != "":
		return "nothing is known of Chrome: the baseline recorded " + s.Recorded + " has not this test as it is now"
	}
	return "nothing is known of Chrome: the test did not run in " + chromeSide(s)
}

// ended says how a test ended that did not go to its end: what is not to be seen of it may have been to come.
func ended(o *compare.Observation) string {
	if o.Status == compare.OK || o.Status == "" {
		return ""
	}
	text := "; in Chrome the test ended with " + o.Status
	if o.Message != "" {
		text += ": " + o.Message
	}
	return text
}

// observed lays both sides of a test beside each other, with the events of the recording. A layer that was not looked at on both is left out:
// that nothing stands there says nothing.
func observed(r *recording.Recording, t *report.Test) (list []stepper.Observed) {
	find := func(m compare.Moment) int { return stepper.Find(r, m.N, m.Fits) }
	if t.Engine.Observed(compare.LayerWire) && t.Chrome.Observed(compare.LayerWire) {
		for _, w := range compare.AlignWire(t.Engine.Wire, t.Chrome.Wire) {
			o := stepper.Observed{Layer: "wire", Same: w.Same, First: w.First, Event: -1}
			if w.Engine >= 0 {
				o.Engine, o.Event = wireText(t.Engine.Wire[w.Engine]), find(t.Engine.RequestMoment(w.Engine))
			}
			if w.Chrome >= 0 {
				o.Chrome = wireText(t.Chrome.Wire[w.Chrome])
			}
			list = append(list, o)
		}
	}
	if t.Engine.Observed(compare.LayerLifecycle) && t.Chrome.Observed(compare.LayerLifecycle) {
		for _, l := range compare.AlignLifecycle(t.Engine.Lifecycle, t.Chrome.Lifecycle) {
			first := l.First
			for _, row := range l.Rows(t.Engine.Lifecycle, t.Chrome.Lifecycle) {
				o := stepper.Observed{Layer: "lifecycle", Event: -1, Same: l.Same}
				if row[0] >= 0 {
					o.Engine, o.Event = eventText(t.Engine.Lifecycle[row[0]]), find(t.Engine.EventMoment(row[0]))
				}
				if row[1] >= 0 {
					o.Chrome = eventText(t.Chrome.Lifecycle[row[1]])
				}
				o.Same = o.Same || o.Engine == o.Chrome
				if first && !o.Same {
					o.First, first = true, false
				}
				list = append(list, o)
			}
		}
	}
	chrome := map[string]compare.Subtest{}
	for _, s := range t.Chrome.Subtests {
		chrome[s.Name] = s
	}
	for _, s := range t.Engine.Subtests {
		c, ok := chrome[s.Name]
		o := stepper.Observed{Layer: "subtests", Engine: subtestText(s), Event: markOf(r, s.Name), Same: ok && c.Status == s.Status}
		if ok {
			o.Chrome = subtestText(c)
		}
		list = append(list, o)
	}
	return list
}

func subtestText(s compare.Subtest) string { return s.Status + " " + s.Name }

// messages gives for each of the engine's subtests, as subtestText has it, what it said, or else what Chrome's said.
func messages(t *report.Test) map[string]string {
	chrome := map[string]string{}
	for _, s := range t.Chrome.Subtests {
		chrome[s.Name] = s.Message
	}
	list := map[string]string{}
	for _, s := range t.Engine.Subtests {
		list[subtestText(s)] = cmp.Or(s.Message, chrome[s.Name])
	}
	return list
}

// nextKnown is the place of something that only Chrome has: where the engine went on without it.
func nextKnown(list []stepper.Observed, i int) int {
	for _, o := range list[i+1:] {
		if o.Layer == list[i].Layer && o.Event >= 0 {
			return o.Event
		}
	}
	for j := i - 1; j >= 0; j-- {
		if list[j].Layer == list[i].Layer && list[j].Event >= 0 {
			return list[j].Event
		}
	}
	return -1
}

// markOf finds the last step before a subtest's result was reported that is not testharness.js's own: what it asserted about has run by then.
func markOf(r *recording.Recording, name string) int {
	for i := range r.Events {
		e := &r.Events[i]
		if e.Kind == recording.Mark && harness.IsResult(e.Note, name) {
			return stepper.StopBefore(r, i, "/resources/testharness.js")
		}
	}
	return -1
}

func wireText(r compare.Request) string {
	text := r.Method + " " + r.URL
	if r.Status != 0 {
		text += fmt.Sprintf(" → %d", r.Status)
	}
	return text
}

func eventText(e compare.Event) string {
	text := e.Name
	if e.Persisted {
		text += " (persisted)"
	}
	if e.Visibility != "" {
		text += " " + e.Visibility
	}
	return text + "  " + e.Document
}
