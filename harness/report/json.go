package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
)

// Format names the form of the JSON report; a change of form changes it.
const Format = "exeunt-report/1"

// Document is the JSON report. With the same seed, the engine's part of it is
// the same byte for byte: nothing in it comes from the wall clock. Times stand
// in Timing, which a traced run leaves out.
type Document struct {
	Format   string `json:"format"`
	Exeunt   string `json:"exeunt"`
	Suite    string `json:"suite"`
	Revision string `json:"revision"`
	Shard    string `json:"shard,omitempty"`
	Seed     uint64 `json:"seed"`
	Clock    string `json:"clock"`
	// Server is who answered the tests if it was not our own server; the wire layer was not observed then.
	Server string `json:"server,omitempty"`
	// Multiplier stretched the tests' timeouts; left out when it was 1.
	Multiplier float64 `json:"timeoutMultiplier,omitempty"`
	// Behaviours are the named behaviours that the engine was given; left out when there were none.
	Behaviours map[string]string `json:"behaviours,omitempty"`
	OS         string            `json:"os"`
	Arch       string            `json:"arch"`
	Engine     *Side             `json:"engine,omitempty"`
	Chrome     *Side             `json:"chrome,omitempty"`
	Total      Count             `json:"total"`
	ByDir      []Count           `json:"directories"`
	Classes    map[string]int    `json:"classes"`
	Missing    []string          `json:"missingHandlers,omitempty"`
	// Incomplete says why tests are missing that should have run.
	Incomplete string `json:"incomplete,omitempty"`
	Unexpected int    `json:"unexpected"`
	// Surface compares what the browsers expose, where tests of both sides looked.
	Surface []DocumentSurface `json:"surface,omitempty"`
	// Stale lists the expectations that the run gave no use to.
	Stale  []StaleEntry   `json:"staleExpectations,omitempty"`
	Tests  []DocumentTest `json:"tests"`
	Timing *Timing        `json:"timing,omitempty"`
}

// DocumentTest is one test in a Document.
type DocumentTest struct {
	URL      string               `json:"url"`
	Path     string               `json:"path"`
	Engine   *compare.Observation `json:"engine,omitempty"`
	Chrome   *compare.Observation `json:"chrome,omitempty"`
	Harness  compare.Class        `json:"harness,omitempty"`
	Subtests []DocumentSubtest    `json:"subtests,omitempty"`
	// Divergences holds the first difference of every layer.
	Divergences []compare.Divergence `json:"divergences,omitempty"`
	Findings    []DocumentFinding    `json:"findings,omitempty"`
}

// DocumentSubtest is one subtest's class.
type DocumentSubtest struct {
	Name  string        `json:"name"`
	Class compare.Class `json:"class"`
}

// DocumentFinding is a result that is not as it should be.
type DocumentFinding struct {
	Subtest  string        `json:"subtest,omitempty"`
	Harness  bool          `json:"harness,omitempty"`
	Class    compare.Class `json:"class"`
	Expected bool          `json:"expected"`
	// FlakyIn lists the sides whose result varied from run to run.
	FlakyIn []string `json:"flakyIn,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Link    string   `json:"link,omitempty"`
	// Contradicted lists the expectations that this result is against.
	Contradicted []DocumentContradiction `json:"contradicted,omitempty"`
}

// DocumentContradiction is a result that an expectation does not list.
type DocumentContradiction struct {
	Side   string   `json:"side"`
	Status string   `json:"status"`
	Listed []string `json:"listed"`
	Where  string   `json:"where"` // file:line of the expectation
	Reason string   `json:"reason"`
}

// Timing holds all that comes from the wall clock; durations are in
// milliseconds, tests by URL.
type Timing struct {
	Begin  string             `json:"begin"`
	End    string             `json:"end"`
	Engine map[string]float64 `json:"engine,omitempty"`
	Chrome map[string]float64 `json:"chrome,omitempty"`
	// EngineWall and ChromeWall are the sides' times as a whole, unknown for a run that was resumed.
	EngineWall float64 `json:"engineWall,omitempty"`
	ChromeWall float64 `json:"chromeWall,omitempty"`
}

// Document gives the run its JSON form.
func (r *Run) Document() *Document {
	d := r.document()
	for _, t := range r.Tests {
		d.Tests = append(d.Tests, documentTest(t))
	}
	return d
}

// document is the JSON form without its tests.
func (r *Run) document() *Document {
	d := &Document{Format: Format, Exeunt: r.Version, Suite: r.Suite, Revision: r.Revision, Shard: r.Shard, Seed: r.Seed,
		Clock: r.Clock, Server: r.Server, Behaviours: r.Behaviours, OS: r.OS, Arch: r.Arch, Engine: r.Engine, Chrome: r.Chrome, Missing: r.Missing(),
		Incomplete: r.Incomplete, Unexpected: r.Unexpected(), Stale: r.Stale(), Surface: r.Surfaces(), Classes: make(map[string]int), Tests: []DocumentTest{}}
	if r.Multiplier != 1 {
		d.Multiplier = r.Multiplier
	}
	if d.ByDir, d.Total = r.Count(); d.ByDir == nil {
		d.ByDir = []Count{}
	}
	for c, n := range r.Classes() {
		d.Classes[string(c)] = n
	}
	if !r.Traced {
		d.Timing = r.timing()
	}
	return d
}

func documentTest(t Test) DocumentTest {
	dt := DocumentTest{URL: t.URL, Path: t.Path, Engine: t.Engine, Chrome: t.Chrome, Divergences: t.Result.Divergences}
	if t.Engine != nil && t.Chrome != nil {
		dt.Harness = t.Result.Harness
		for _, p := range t.Result.Subtests {
			dt.Subtests = append(dt.Subtests, DocumentSubtest{p.Name, p.Class})
		}
	}
	for _, f := range t.Findings {
		df := DocumentFinding{Subtest: f.Subtest, Harness: f.Harness, Class: f.Class, Expected: f.Expected != nil, FlakyIn: f.FlakyIn}
		if f.Expected != nil {
			df.Reason, df.Link = f.Expected.Reason, f.Expected.Link
		}
		for _, c := range f.Contradicted {
			df.Contradicted = append(df.Contradicted, DocumentContradiction{c.Side, c.Status, c.Entry.Statuses, c.Entry.Where, c.Entry.Reason})
		}
		dt.Findings = append(dt.Findings, df)
	}
	return dt
}

func (r *Run) timing() *Timing {
	t := &Timing{Begin: r.Begin.UTC().Format(time.RFC3339Nano), End: r.End.UTC().Format(time.RFC3339Nano)}
	if r.Engine != nil {
		t.Engine, t.EngineWall = make(map[string]float64), r.Engine.wall()
	}
	if r.Chrome != nil {
		t.Chrome, t.ChromeWall = make(map[string]float64), r.Chrome.wall()
	}
	for _, test := range r.Tests {
		if test.Engine != nil {
			t.Engine[test.URL] = milliseconds(test.Engine.Duration)
		}
		if test.Chrome != nil {
			t.Chrome[test.URL] = milliseconds(test.Chrome.Duration)
		}
	}
	return t
}

// wall is the side's whole time in milliseconds, 0 where only a part of it is known.
func (s *Side) wall() float64 {
	if s.Resumed > 0 {
		return 0
	}
	return milliseconds(s.Wall)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// JSON writes the run's JSON report, one test after the other: with traces it
// is large. The bytes are those of the Document, indented by a space.
func (r *Run) JSON(w io.Writer) error {
	placeOfTrace := compare.PackTrace(func(yield func([]byte) bool) { yield([]byte(`"\u0000"`)) })
	indented := func(prefix string, v any) ([]byte, error) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent(prefix, " ")
		err := e.Encode(v)
		return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
	}
	text, err := indented("", r.document())
	if err != nil {
		return err
	}
	// No text within the document has a line's end in it.
	head, tail, found := bytes.Cut(text, []byte("\n \"tests\": []"))
	if !found {
		return errors.New("the report has no place for its tests")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.Write(head)
	out.WriteString("\n \"tests\": [")
	for i, t := range r.Tests {
		var trace compare.Trace
		if t.Engine != nil && t.Engine.Trace != nil {
			// A trace is most of a report: it is written as it is, in place of one that says where.
			trace = t.Engine.Trace
			slim := *t.Engine
			slim.Trace = placeOfTrace
			t.Engine = &slim
		}
		text, err := indented("  ", documentTest(t))
		if err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n  ")
		before, after, found := bytes.Cut(text, []byte("[\n     \"\\u0000\"\n    ]"))
		out.Write(before)
		if found {
			if err := trace.Write(out); err != nil {
				return err
			}
			out.Write(after)
		}
	}
	if len(r.Tests) > 0 {
		out.WriteString("\n ")
	}
	out.WriteByte(']')
	out.Write(tail)
	out.WriteByte('\n')
	return out.Flush()
}
