package main

import (
	"strings"
	"time"

	"github.com/exeunt/exeunt/harness/report"
)

// An outcome is what selecting tests wants to know of a test in a report.
type outcome struct {
	failed   bool // or differed
	duration time.Duration
}

// readOutcomes reads a report of any kind that report.Read knows.
func readOutcomes(name string) (map[string]outcome, error) {
	results, err := report.Read(name)
	if err != nil {
		return nil, err
	}
	outcomes := map[string]outcome{}
	for _, t := range results.Tests {
		url := t.URL
		if url[0] != '/' { // a wptreport may have a test in several subsuites
			url = url[strings.Index(url, ":/")+1:]
		}
		o := outcomes[url]
		o.failed = o.failed || len(t.Findings)+len(t.Divergences) > 0
		took := time.Duration(0)
		for _, side := range t.Sides {
			if side != nil {
				o.failed = o.failed || failed(side)
				took += side.Duration // side by side, both browsers are waited for
			}
		}
		o.duration = max(o.duration, took)
		outcomes[url] = o
	}
	return outcomes, nil
}

// failed reports whether anything is not as it should be: another result than
// PASS, or one that was not expected.
func failed(o *report.Outcome) bool {
	if o.Status != "OK" && o.Status != "PASS" && o.Status != "SKIP" || o.Unexpected {
		return true
	}
	for _, s := range o.Subtests {
		if s.Status != "PASS" || s.Unexpected {
			return true
		}
	}
	return false
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
