package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
)

// How much of a page's text a JUnit report shows, in bytes: readers of such
// reports hold them in memory.
const junitTextLimit = 16 << 10

// The forms of a JUnit report. Consumers disagree on how errors are told from
// failures, so there are only failures; their type says what they are.
type (
	junitSuites struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Time     string `xml:"time,attr,omitempty"` // s
	}
	junitSuite struct {
		XMLName    xml.Name         `xml:"testsuite"`
		Name       string           `xml:"name,attr"`
		Tests      int              `xml:"tests,attr"`
		Failures   int              `xml:"failures,attr"`
		Errors     int              `xml:"errors,attr"`
		Skipped    int              `xml:"skipped,attr"`
		Time       string           `xml:"time,attr,omitempty"` // s
		Timestamp  string           `xml:"timestamp,attr,omitempty"`
		Properties *junitProperties `xml:"properties"`
		Cases      []junitCase      `xml:"testcase"`
	}
	junitProperties struct {
		Property []junitProperty `xml:"property"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name      string       `xml:"name,attr"`
		ClassName string       `xml:"classname,attr"`
		Time      string       `xml:"time,attr,omitempty"`
		Skipped   *junitRemark `xml:"skipped"`
		Failure   *junitRemark `xml:"failure"`
		Out       string       `xml:"system-out,omitempty"`
	}
	junitRemark struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes the run in the form of JUnit's XML reports: a testsuite for a
// test, a testcase for its harness status and for each subtest. An unexpected
// result is a failure, one that is listed with a reason is skipped.
func (r *Run) JUnit(w io.Writer) error {
	suites := make([]junitSuite, 0, len(r.Tests))
	all := junitSuites{Name: "exeunt " + r.sides()}
	for _, t := range r.Tests {
		s := r.junitSuite(t)
		all.Tests += s.Tests
		all.Failures += s.Failures
		suites = append(suites, s)
	}
	if !r.Traced {
		all.Time = seconds(r.End.Sub(r.Begin))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	start := xml.StartElement{Name: xml.Name{Local: "testsuites"}, Attr: []xml.Attr{attribute("name", all.Name), attribute("tests", all.Tests),
		attribute("failures", all.Failures), attribute("errors", 0)}}
	if all.Time != "" {
		start.Attr = append(start.Attr, attribute("time", all.Time))
	}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for i := range suites {
		if err := e.Encode(&suites[i]); err != nil {
			return err
		}
	}
	if err := e.EncodeToken(start.End()); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func attribute(name string, value any) xml.Attr {
	return xml.Attr{Name: xml.Name{Local: name}, Value: fmt.Sprint(value)}
}

// seconds writes a time as JUnit's schemas have it: at most three decimals, no exponent.
func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(0, d.Seconds())) }

// className puts a test where readers that take dots for folders expect it.
func className(file string) string {
	dir, name := path.Split(strings.TrimPrefix(file, "/"))
	return strings.ReplaceAll(dir, "/", ".") + strings.ReplaceAll(name, ".", "_")
}

func (r *Run) junitSuite(t Test) junitSuite {
	s := junitSuite{Name: t.URL}
	if !r.Traced {
		var took time.Duration
		for _, o := range []*compare.Observation{t.Engine, t.Chrome} {
			if o != nil {
				took += o.Duration
			}
		}
		s.Time, s.Timestamp = seconds(took), r.Begin.UTC().Format("2006-01-02T15:04:05")
	}
	if r.Server != "" {
		s.Properties = &junitProperties{[]junitProperty{{"server", r.Server}, {"wire", "not observed"}}}
	}
	class := className(t.Path)
	if class == "" {
		class = className(t.URL)
	}
	harness, named := splitFindings(t)
	times := map[string]int{}
	add := func(name string, engine, chrome *compare.Subtest, f *Finding) {
		if times[name]++; times[name] > 1 {
			name = fmt.Sprintf("%s (no. %d of this name)", name, times[name])
		}
		c := junitCase{Name: Shorten(name, junitTextLimit), ClassName: class}
		switch {
		case f == nil:
		case f.Unexpected():
			c.Failure = &junitRemark{string(label(t, f.Class)), OneLine(firstMessage(engine, chrome)), Shorten(bothSides(t, engine, chrome, f), junitTextLimit)}
			s.Failures++
		case f.Expected != nil:
			c.Skipped = &junitRemark{Message: OneLine("expected: " + f.Expected.Reason + " (" + f.Expected.Link + ")")}
			s.Skipped++
		default:
			c.Out = Shorten("flaky in "+strings.Join(f.FlakyIn, " and ")+"\n"+bothSides(t, engine, chrome, f), junitTextLimit)
		}
		s.Cases = append(s.Cases, c)
	}
	add("harness status", harnessResult(t.Engine), harnessResult(t.Chrome), harness)
	for _, p := range t.Result.Subtests {
		name := p.Name
		if name == "" {
			name = "(a subtest without a name)"
		}
		add(name, p.Engine, p.Chrome, named(p))
	}
	s.Tests = len(s.Cases)
	return s
}

// splitFindings gives the finding on the harness status, and a function that
// gives each subtest's. Findings are in the order of the subtests, so of equal
// names each gets its own.
func splitFindings(t Test) (harness *Finding, named func(p compare.Pair) *Finding) {
	left := map[string][]*Finding{}
	for i := range t.Findings {
		if f := &t.Findings[i]; f.Harness {
			harness = f
		} else {
			left[f.Subtest] = append(left[f.Subtest], f)
		}
	}
	return harness, func(p compare.Pair) *Finding {
		list := left[p.Name]
		if len(list) == 0 || list[0].Engine != p.Engine || list[0].Chrome != p.Chrome {
			return nil
		}
		left[p.Name] = list[1:]
		return list[0]
	}
}

// label names a finding's class; with one side only there is nothing to differ from.
func label(t Test, c compare.Class) compare.Class {
	if t.Engine == nil || t.Chrome == nil {
		return failsClass
	}
	return c
}

// firstMessage is the engine's message, or else Chrome's, or else the statuses.
func firstMessage(engine, chrome *compare.Subtest) string {
	for _, s := range []*compare.Subtest{engine, chrome} {
		if s != nil && s.Message != "" {
			return s.Message
		}
	}
	return statusOf(engine) + " and " + statusOf(chrome)
}

func statusOf(s *compare.Subtest) string {
	if s == nil {
		return "nothing"
	}
	return s.Status
}

// bothSides says what the sides that ran the test made of a subtest.
func bothSides(t Test, engine, chrome *compare.Subtest, f *Finding) string {
	var b strings.Builder
	for _, side := range []struct {
		name string
		ran  bool
		s    *compare.Subtest
	}{{"engine", t.Engine != nil, engine}, {"chrome", t.Chrome != nil, chrome}} {
		if !side.ran {
			continue
		}
		if side.s == nil {
			fmt.Fprintf(&b, "%s: no such subtest\n", side.name)
			continue
		}
		fmt.Fprintf(&b, "%s: %s", side.name, side.s.Status)
		if side.s.Message != "" {
			fmt.Fprintf(&b, " %s", side.s.Message)
		}
		b.WriteString("\n")
	}
	for _, c := range f.Contradicted {
		fmt.Fprintf(&b, "%s\n", c)
	}
	return b.String()
}

// sides names the browsers of the run.
func (r *Run) sides() string {
	var parts []string
	for _, s := range []*Side{r.Engine, r.Chrome} {
		if s == nil {
			continue
		}
		text := strings.TrimSpace(s.Name + " " + s.Product)
		if s.Recorded != "" {
			text += ", recorded " + s.Recorded
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " and ")
}
