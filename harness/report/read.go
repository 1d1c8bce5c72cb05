package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
)

// A Kind is a kind of file that holds results.
type Kind string

// The kinds that can be read.
const (
	JSONKind      Kind = "json"
	BaselineKind  Kind = "baseline"
	WPTReportKind Kind = "wptreport"
)

// Words names a file of the kind.
func (k Kind) Words() string {
	if k == JSONKind {
		return "json report"
	}
	return string(k)
}

// baselineFormat is the form of baseline files, which harness/chrome writes.
const baselineFormat = "exeunt-baseline/1"

// Results is what a file of any kind says of tests. Layers and traces are left
// out: it is meant for reports of any size.
type Results struct {
	File string
	Kind Kind
	// Suite and Revision name the tests' sources; "" where the file does not.
	Suite, Revision string
	// Date is when the run ended or the baseline was recorded; zero if unknown.
	Date time.Time
	// Incomplete says why tests are missing that should have run.
	Incomplete string
	// Sides are the browsers: one, or the engine and Chrome.
	Sides []Side
	// Tests stand in the order of their names.
	Tests []TestResults
	// Repeated counts the subtests that share a name with an earlier one of
	// their test; such are told apart by their order.
	Repeated int
}

// TestResults is one test in Results.
type TestResults struct {
	// URL names the test; in a wptreport with subsuites, "subsuite:" stands before it.
	URL string
	// Path is its file, "" where the report does not say.
	Path string
	// Source is a hash of that file, "" where the report has none.
	Source string
	// Sides stand beside Results.Sides; nil for a browser that did not run it.
	Sides []*Outcome
	// Divergences holds the first difference of every layer.
	Divergences []compare.Divergence
	// Unobserved lists the layers that somebody did not see in a browser.
	Unobserved []compare.Layer
	// Findings are what the run said is not as it should be.
	Findings []DocumentFinding
}

// An Outcome is one browser's result of a test.
type Outcome struct {
	Status, Message string
	// Unexpected says that the report itself, a wptreport, calls the status unexpected.
	Unexpected bool
	// Duration is how long the test took, 0 where the report does not say.
	Duration time.Duration
	// Seen counts the harness statuses over several runs; nil for one run.
	Seen     map[string]int
	Subtests []SubtestOutcome
}

// A SubtestOutcome is one subtest's result.
type SubtestOutcome struct {
	Name, Status, Message string
	// Seen counts the statuses over several runs; nil for one run.
	Seen map[string]int
	// Unexpected says that the report itself, a wptreport, calls the status unexpected.
	Unexpected bool
}

// Subtests counts the subtests of one side.
func (r *Results) Subtests(side int) int {
	n := 0
	for _, t := range r.Tests {
		if o := t.Sides[side]; o != nil {
			n += len(o.Subtests)
		}
	}
	return n
}

// unexpected reports whether a wptreport calls a subtest's status unexpected: it
// names another, and does not know this one to occur now and then.
func (s readSubtest) unexpected() bool {
	return s.Expected != "" && !slices.Contains(s.Known, s.Status)
}

func (r *readWPTResult) unexpected() bool {
	return r.Expected != "" && !slices.Contains(r.Known, r.Status)
}

// The parts of the forms that Results are made of.
type (
	readObservation struct {
		Status     string            `json:"status"`
		Message    string            `json:"message"`
		Counts     map[string]int    `json:"counts"`
		Unobserved []compare.Layer   `json:"unobserved"`
		Subtests   []readSubtest     `json:"subtests"`
		Repeats    []readObservation `json:"repeats"`
		Retries    []readObservation `json:"retries"`
	}
	readSubtest struct {
		Name    *string        `json:"name"`
		Status  string         `json:"status"`
		Message string         `json:"message"`
		Counts  map[string]int `json:"counts"`
		// Of a wptreport alone:
		Expected string   `json:"expected"`
		Known    []string `json:"known_intermittent"`
	}
	readTest struct {
		URL         string               `json:"url"`
		Path        string               `json:"path"`
		Source      string               `json:"source"`
		Engine      *readObservation     `json:"engine"`
		Chrome      *readObservation     `json:"chrome"`
		Divergences []compare.Divergence `json:"divergences"`
		Findings    []DocumentFinding    `json:"findings"`
	}
	readBaselineTest struct {
		Source      string           `json:"source"`
		Observation *readObservation `json:"observation"`
	}
	readWPTResult struct {
		readObservation
		Test     string   `json:"test"`
		Subsuite string   `json:"subsuite"`
		Duration float64  `json:"duration"` // ms
		Expected string   `json:"expected"`
		Known    []string `json:"known_intermittent"`
	}
	readHeader struct {
		Suite      string  `json:"suite"`
		Revision   string  `json:"revision"`
		Incomplete string  `json:"incomplete"`
		Engine     *Side   `json:"engine"`
		Chrome     *Side   `json:"chrome"`
		Timing     *Timing `json:"timing"`
		// Of a baseline:
		Browser  string `json:"browser"`
		Platform string `json:"platform"`
		Date     string `json:"date"`
		// Of a wptreport:
		TimeEnd float64 `json:"time_end"` // ms
		RunInfo struct {
			Product  string `json:"product"`
			Version  string `json:"browser_version"`
			OS       string `json:"os"`
			Revision string `json:"revision"`
		} `json:"run_info"`
	}
)

// Read reads a json report, a baseline, or any browser's wptreport.json; each
// may be compressed with gzip. An error names file, field and byte.
func Read(file string) (r *Results, err error) {
	err = withFile(file, func(in io.Reader) error {
		r, err = Decode(file, in)
		return err
	})
	return r, err
}

// Decode reads what Read reads; file is its name in errors.
func Decode(file string, in io.Reader) (*Results, error) { return decode(file, in, usual) }

func decode(file string, in io.Reader, l limits) (*Results, error) {
	s, err := newStream(file, in, l)
	if err != nil {
		return nil, err
	}
	r := &Results{File: file}
	first := map[string]string{} // where each test stood first
	add := func(t TestResults) error {
		if before, ok := first[t.URL]; ok {
			return s.errf("%s is the test %q, which was %s already", s.at, shorten(t.URL), before)
		}
		first[t.URL] = s.at
		r.Tests = append(r.Tests, t)
		return nil
	}
	header, kind, err := s.report(func(kind Kind, key string) error {
		t, err := s.test(kind, key, &r.Repeated)
		if err != nil {
			return err
		}
		return add(t)
	}, "directories", "classes", "total", "lsan_leaks", "mozleak", "subsuites", "missingHandlers")
	if err != nil {
		return nil, err
	}
	r.Kind = kind
	if err := r.fill(header); err != nil {
		return nil, err
	}
	sort.Slice(r.Tests, func(i, j int) bool { return r.Tests[i].URL < r.Tests[j].URL })
	return r, nil
}

// test reads one test of a kind of report. Both sides of a json report are kept until it is known which there are.
func (s *stream) test(kind Kind, url string, repeated *int) (TestResults, error) {
	var t TestResults
	var sides []*readObservation
	var wpt *readWPTResult
	switch kind {
	case BaselineKind:
		var b readBaselineTest
		if err := s.value(&b); err != nil {
			return t, err
		}
		if b.Observation == nil {
			return t, s.errf("%s has no observation", s.at)
		}
		t.URL, t.Source, sides = url, b.Source, []*readObservation{b.Observation}
	case WPTReportKind:
		var w readWPTResult
		if err := s.value(&w); err != nil {
			return t, err
		}
		t.URL = w.Test
		w.Counts = intermittent(w.Status, w.Known)
		for i := range w.Subtests {
			st := &w.Subtests[i]
			st.Counts = intermittent(st.Status, st.Known)
		}
		wpt = &w
		sides = []*readObservation{&w.readObservation}
		if err := s.named(t.URL); err != nil {
			return t, err
		}
		if w.Subsuite != "" {
			t.URL = w.Subsuite + ":" + t.URL
		}
	default:
		var j readTest
		if err := s.value(&j); err != nil {
			return t, err
		}
		t = TestResults{URL: j.URL, Path: j.Path, Source: j.Source, Divergences: j.Divergences, Findings: j.Findings}
		sides = []*readObservation{j.Engine, j.Chrome}
		for _, o := range sides {
			if o != nil {
				t.Unobserved = append(t.Unobserved, o.Unobserved...)
			}
		}
	}
	if kind != WPTReportKind {
		if err := s.named(t.URL); err != nil {
			return t, err
		}
	}
	for _, o := range sides {
		if o == nil {
			t.Sides = append(t.Sides, nil)
			continue
		}
		out, err := s.outcome(o, repeated)
		if err != nil {
			return t, err
		}
		if wpt != nil {
			out.Duration, out.Unexpected = duration(wpt.Duration), wpt.unexpected()
			for k := range out.Subtests {
				out.Subtests[k].Unexpected = wpt.Subtests[k].unexpected()
			}
		}
		t.Sides = append(t.Sides, out)
	}
	return t, nil
}

// named checks a test's name.
func (s *stream) named(url string) error {
	switch {
	case url == "":
		return s.errf("%s names no test", s.at)
	case url[0] != '/':
		return s.errf("%s is the test %q: want a path that begins with a slash", s.at, shorten(url))
	case len(url) > 1<<16:
		return s.errf("%s names a test in more than 64 KiB", s.at)
	}
	return nil
}

// intermittent gives a wptreport's known intermittent statuses the form of counts.
func intermittent(status string, known []string) map[string]int {
	if len(known) == 0 {
		return nil
	}
	out := map[string]int{status: 1}
	for _, k := range known {
		out[k]++
	}
	return out
}

// outcome checks one browser's result.
func (s *stream) outcome(o *readObservation, repeated *int) (*Outcome, error) {
	if err := s.status("", o.Status); err != nil {
		return nil, err
	}
	out := &Outcome{Status: o.Status, Message: o.Message, Seen: o.Counts, Subtests: make([]SubtestOutcome, len(o.Subtests))}
	names := make(map[string]bool, len(o.Subtests))
	for i, st := range o.Subtests {
		if st.Name == nil {
			return nil, s.errf("%s.subtests[%d] has no name", s.at, i)
		}
		if err := s.status(fmt.Sprintf(".subtests[%d]", i), st.Status); err != nil {
			return nil, err
		}
		if names[*st.Name] {
			*repeated++
		}
		names[*st.Name] = true
		out.Subtests[i] = SubtestOutcome{Name: *st.Name, Status: st.Status, Message: st.Message, Seen: st.Counts}
	}
	if runs := append(o.Repeats, o.Retries...); len(runs) > 0 {
		out.tally(runs)
	}
	return out, nil
}

// tally counts the statuses of further runs, where the report has not done so.
func (o *Outcome) tally(runs []readObservation) {
	if o.Seen == nil {
		o.Seen = map[string]int{o.Status: 1}
		for _, r := range runs {
			o.Seen[r.Status]++
		}
	}
	index := map[string]int{}
	for i, st := range o.Subtests {
		if _, ok := index[st.Name]; !ok && st.Seen == nil {
			index[st.Name] = i
			o.Subtests[i].Seen = map[string]int{st.Status: 1}
		}
	}
	for _, r := range runs {
		for _, st := range r.Subtests {
			if st.Name == nil {
				continue
			}
			if i, ok := index[*st.Name]; ok {
				o.Subtests[i].Seen[st.Status]++
			}
		}
	}
}

// status checks that a status looks like one. Which there are is not checked:
// other browsers' reports have more than this project.
func (s *stream) status(where, status string) error {
	if status == "" {
		return s.errf("%s%s has no status", s.at, where)
	}
	if len(status) > 40 || strings.Trim(status, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "" {
		return s.errf("%s%s has the status %q, which is none", s.at, where, shorten(status))
	}
	return nil
}

// fill reads the fields beside the tests, and settles which browsers there are.
func (r *Results) fill(fields map[string]json.RawMessage) error {
	var h readHeader
	if err := unmarshalFields(r.File, fields, &h); err != nil {
		return err
	}
	r.Suite, r.Revision, r.Incomplete = h.Suite, h.Revision, h.Incomplete
	switch r.Kind {
	case BaselineKind:
		r.Sides = []Side{{Name: "chrome", Product: h.Browser, Platform: h.Platform, Recorded: h.Date}}
		r.Date, _ = time.Parse(time.RFC3339, h.Date)
		return nil
	case WPTReportKind:
		name := h.RunInfo.Product
		if name == "" {
			name = "browser"
		}
		r.Sides = []Side{{Name: name, Product: h.RunInfo.Version, Platform: h.RunInfo.OS}}
		r.Revision = h.RunInfo.Revision
		if h.TimeEnd > 0 && h.TimeEnd < 1e15 {
			r.Date = time.UnixMilli(int64(h.TimeEnd)).UTC()
		}
		return nil
	}
	if h.Timing != nil {
		r.Date, _ = time.Parse(time.RFC3339, h.Timing.End)
		for _, t := range r.Tests {
			for i, took := range []map[string]float64{h.Timing.Engine, h.Timing.Chrome} {
				if t.Sides[i] != nil {
					t.Sides[i].Duration = duration(took[t.URL])
				}
			}
		}
	}
	// A side that the head does not name, but a test has, is there all the same.
	present := [2]*Side{h.Engine, h.Chrome}
	for _, t := range r.Tests {
		for i, name := range []string{"engine", "chrome"} {
			if t.Sides[i] != nil && present[i] == nil {
				present[i] = &Side{Name: name}
			}
		}
	}
	var keep []int
	for i, side := range present {
		if side != nil {
			side.Name = []string{"engine", "chrome"}[i]
			r.Sides = append(r.Sides, *side)
			keep = append(keep, i)
		}
	}
	for i := range r.Tests {
		t := &r.Tests[i]
		sides := make([]*Outcome, len(keep))
		for k, from := range keep {
			sides[k] = t.Sides[from]
		}
		t.Sides = sides
	}
	return nil
}

// unmarshalFields decodes single fields into a struct that has them.
func unmarshalFields(file string, fields map[string]json.RawMessage, into any) error {
	text, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		if kind, ok := err.(*json.UnmarshalTypeError); ok {
			return fmt.Errorf("%s: %s is %s, want %s", file, orThe(kind.Field), article(kind.Value), goKind(kind))
		}
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
