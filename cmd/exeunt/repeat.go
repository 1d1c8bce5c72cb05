package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt"
)

// What --verify does: verifyLoops runs in one browser, then as many in fresh ones.
const verifyLoops = 5

// repeatFlags say how often tests run, and how long they may take.
type repeatFlags struct {
	repeat      int
	verify      bool
	retry       int
	multipliers []string

	multiplier float64            // of all browsers
	own        map[string]float64 // of one
}

func (f *repeatFlags) register(flags *pflag.FlagSet) {
	flags.IntVar(&f.repeat, "repeat", 1, "run every test `N` times; results that vary are flaky, with counts")
	flags.BoolVar(&f.verify, "verify", false, fmt.Sprintf("find out whether tests are stable: %d times in one browser, then %d times in fresh ones; flaky results make the exit status 1", verifyLoops, verifyLoops))
	flags.IntVar(&f.retry, "retry-unexpected", 0, "run tests with unexpected results again, up to `N` times; every run is shown")
	flags.StringArrayVar(&f.multipliers, "timeout-multiplier", nil, "stretch every test's timeout `X` times, and above 1 what a browser may take to answer; chrome=X for one browser; repeatable (default 1)")
}

// check reads and checks the values.
func (f *repeatFlags) check(resume string) error {
	switch {
	case f.repeat < 1 || f.repeat > 1000:
		return misuse("--repeat %d: want a number from 1 to 1000", f.repeat)
	case f.retry < 0 || f.retry > 100:
		return misuse("--retry-unexpected %d: want a number up to 100", f.retry)
	case f.verify && f.repeat > 1:
		return misuse("--verify and --repeat: want one of them")
	case resume != "" && (f.verify || f.repeat > 1):
		return misuse("--resume cannot go on with repeated runs")
	}
	f.multiplier, f.own = 1, map[string]float64{}
	for _, s := range f.multipliers {
		browser, text, one := strings.Cut(s, "=")
		if !one {
			text = browser
		} else if browser != "engine" && browser != "chrome" {
			return misuse("--timeout-multiplier %s: unknown browser %q; there are engine and chrome", s, browser)
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || !(x > 0) || x > 1000 {
			return misuse("--timeout-multiplier %s: want a positive number up to 1000", s)
		}
		if one {
			f.own[browser] = x
		} else {
			f.multiplier = x
		}
	}
	return nil
}

// rounds gives harness.Options their Repeat and Restarts.
func (f *repeatFlags) rounds() (repeat, restarts int) {
	if f.verify {
		return verifyLoops, verifyLoops
	}
	return f.repeat, 0
}

// runs is how often a test runs in a browser, without retries.
func (f *repeatFlags) runs() int {
	repeat, restarts := f.rounds()
	return repeat + restarts
}

// retryUnexpected runs tests with unexpected results again, as long as they have some that do
// not vary. fill makes the report's tests anew from the sides.
func (f *repeatFlags) retryUnexpected(ctx context.Context, notes io.Writer, o harness.Options, result *report.Run, sides []*harness.Side, fill func()) error {
	o.Known, o.Repeat, o.Restarts, o.Recorded = nil, 1, 0, nil
	for attempt := 1; attempt <= f.retry && ctx.Err() == nil; attempt++ {
		var again []wpt.Test
		for _, t := range result.Tests {
			if !slices.ContainsFunc(t.Findings, func(f report.Finding) bool { return f.Unexpected() && len(f.FlakyIn) == 0 }) {
				continue
			}
			if i := slices.IndexFunc(o.Tests, func(w wpt.Test) bool { return w.URL == t.URL }); i >= 0 {
				again = append(again, o.Tests[i])
			}
		}
		if len(again) == 0 {
			return nil
		}
		fmt.Fprintf(notes, "exeunt: %d tests have unexpected results: retry %d of %d\n", len(again), attempt, f.retry)
		p := newProgress(notes, len(again)*len(o.Browsers))
		retry := o
		retry.Tests, retry.Progress = again, p.test
		retried, err := harness.Run(ctx, retry)
		p.end()
		for i, side := range retried {
			for url, later := range side.Observations {
				if first := sides[i].Observations[url]; first != nil {
					first.Retries = append(first.Retries, later)
					first.Tally()
				}
			}
			sides[i].Restarts += side.Restarts
		}
		fill()
		if err != nil {
			return err
		}
	}
	return nil
}
