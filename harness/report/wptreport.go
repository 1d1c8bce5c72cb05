package report

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

// The forms of wptreport.json, upstream's report of one browser's run.
type (
	wptReport struct {
		RunInfo   wptRunInfo  `json:"run_info"`
		TimeStart int64       `json:"time_start"` // ms since the epoch
		TimeEnd   int64       `json:"time_end"`
		Results   []wptResult `json:"results"`
		Subsuites struct{}    `json:"subsuites"`
	}
	wptRunInfo struct {
		Product        string `json:"product"`
		BrowserVersion string `json:"browser_version"`
		OS             string `json:"os"`
		Processor      string `json:"processor"`
		Revision       string `json:"revision"`
		Debug          bool   `json:"debug"`
		// Server and Wire say that another server answered, which upstream's own runs leave out.
		Server string `json:"server,omitempty"`
		Wire   string `json:"wire,omitempty"`
	}
	wptResult struct {
		Test     string       `json:"test"`
		Subsuite string       `json:"subsuite"`
		Status   string       `json:"status"`
		Message  *string      `json:"message"`
		Duration int64        `json:"duration"` // ms
		Subtests []wptSubtest `json:"subtests"`
		Expected string       `json:"expected,omitempty"`
	}
	wptSubtest struct {
		Name     string  `json:"name"`
		Status   string  `json:"status"`
		Message  *string `json:"message"`
		Expected string  `json:"expected,omitempty"`
	}
)

// WPTReport writes one side's results in the form of upstream's wptreport.json.
// A result that is expected to be as it is carries no "expected"; any other
// carries what its expectation lists first, or PASS or OK.
func (r *Run) WPTReport(w io.Writer, side *Side) error {
	out := wptReport{Results: []wptResult{}}
	out.RunInfo = wptRunInfo{Product: side.Name, BrowserVersion: bareVersion(side.Product), OS: upstreamName(r.OS), Processor: upstreamName(r.Arch), Revision: r.Revision}
	if r.Server != "" {
		out.RunInfo.Server, out.RunInfo.Wire = r.Server, "not observed"
	}
	out.TimeStart, out.TimeEnd = r.Begin.UnixMilli(), r.End.UnixMilli()
	for _, t := range r.Tests {
		o := t.Engine
		if side == r.Chrome {
			o = t.Chrome
		}
		if o == nil {
			continue
		}
		result := wptResult{Test: t.URL, Status: o.Status, Message: orNull(o.Message), Duration: o.Duration.Milliseconds(), Subtests: []wptSubtest{}}
		result.Expected = wanted(r.Expectations.Harness(t.URL, sideName(side, r), side.Product), o.Status, compare.OK)
		for _, s := range o.Subtests {
			ws := wptSubtest{Name: s.Name, Status: s.Status, Message: orNull(s.Message)}
			ws.Expected = wanted(r.Expectations.Subtest(t.URL, s.Name, sideName(side, r), side.Product), s.Status, compare.Pass)
			result.Subtests = append(result.Subtests, ws)
		}
		out.Results = append(out.Results, result)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

// bareVersion gives of "Chrome/1.2" the version.
func bareVersion(product string) string {
	_, version, ok := strings.Cut(product, "/")
	if !ok {
		return product
	}
	return version
}

// upstreamName is upstream's name of an operating system or processor that Go calls otherwise.
func upstreamName(name string) string {
	switch name {
	case "darwin":
		return "mac"
	case "windows":
		return "win"
	case "amd64":
		return "x86_64"
	case "arm64":
		return "aarch64"
	case "386":
		return "x86"
	}
	return name
}

// wanted gives the status that was expected instead, "" when this one was.
func wanted(e *expect.Entry, status, good string) string {
	switch {
	case e == nil && status == good, e != nil && e.Lists(status):
		return ""
	case e == nil, e.All && good == compare.OK:
		if status == good {
			return ""
		}
		return good
	}
	return e.Statuses[0]
}

func sideName(side *Side, r *Run) string {
	if side == r.Chrome {
		return expect.Chrome
	}
	return expect.Engine
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
