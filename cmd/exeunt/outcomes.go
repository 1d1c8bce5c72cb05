package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// An outcome is what selecting tests wants to know of a test in a report.
type outcome struct {
	failed   bool // or differed
	duration time.Duration
}

// readOutcomes reads a json report or a wptreport. It takes no more of either than
// it needs, so reports of older and newer versions serve as well.
func readOutcomes(name string) (map[string]outcome, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var document struct {
		Format string `json:"format"`
		Tests  []struct {
			URL            string         `json:"url"`
			Engine, Chrome *outcomeResult // json does not mind the case of names
			Divergences    []json.RawMessage
			Findings       []json.RawMessage
		} `json:"tests"`
		Timing struct {
			Engine, Chrome map[string]float64 // ms
		} `json:"timing"`
		Results []outcomeResult `json:"results"`
	}
	switch err := json.NewDecoder(file).Decode(&document); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("%s is cut off", name)
	case err != nil:
		return nil, fmt.Errorf("%s is neither a json report nor a wptreport: %w", name, err)
	case document.Results == nil && !strings.HasPrefix(document.Format, "exeunt-report/"):
		return nil, fmt.Errorf("%s is neither a json report nor a wptreport", name)
	}
	outcomes := map[string]outcome{}
	for _, r := range document.Results {
		before := outcomes[r.Test]
		outcomes[r.Test] = outcome{before.failed || r.failed(), max(before.duration, milliseconds(r.Duration))}
	}
	for _, t := range document.Tests {
		outcomes[t.URL] = outcome{
			failed: len(t.Findings)+len(t.Divergences) > 0 || t.Engine.failed() || t.Chrome.failed(),
			// Side by side, both browsers are waited for.
			duration: milliseconds(document.Timing.Engine[t.URL] + document.Timing.Chrome[t.URL]),
		}
	}
	return outcomes, nil
}

// An outcomeResult is one browser's result of a test in either kind of report.
type outcomeResult struct {
	Test     string  `json:"test"`
	Status   string  `json:"status"`
	Expected string  `json:"expected"`
	Duration float64 `json:"duration"` // ms
	Subtests []struct {
		Status   string `json:"status"`
		Expected string `json:"expected"`
	} `json:"subtests"`
}

// failed reports whether anything is not as it should be: another result than
// PASS, or one that was not expected.
func (r *outcomeResult) failed() bool {
	if r == nil {
		return false
	}
	if r.Status != "OK" && r.Status != "PASS" && r.Status != "SKIP" || r.Expected != "" {
		return true
	}
	for _, s := range r.Subtests {
		if s.Status != "PASS" || s.Expected != "" {
			return true
		}
	}
	return false
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
