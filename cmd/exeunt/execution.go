package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/chrome"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt/resources"
)

// An execution is one "exeunt run" whose flags are in order.
type execution struct {
	*runFlags
	cmd     *cobra.Command
	suite   *suite
	chosen  *choice
	outputs []report.Output
	plan    *plan
	options harness.Options
	log     *journal
	traces  *tracer // nil unless traces are wanted
	notes   *progress

	result *report.Run
	failed error // why the browsers did not run to the end
}

// prepare reads all that a run needs, and finds what is wrong with it before a browser starts. The journal is open then.
func (f *runFlags) prepare(cmd *cobra.Command, args []string) (*execution, error) {
	if err := f.serverFlags.check(cmd, &f.suiteFlags, &f.clock, f.record); err != nil {
		return nil, err
	}
	e := &execution{runFlags: f, cmd: cmd}
	var err error
	if e.outputs, err = f.check(); err != nil {
		return nil, err
	}
	for _, o := range e.outputs {
		if err := o.Probe(); err != nil {
			return nil, cannotRun("report %s=%s: %v", o.Kind, o.File, err)
		}
	}
	if e.suite, err = f.open(); err != nil {
		return nil, err
	}
	if e.chosen, err = f.choose(cmd, e.suite, args); err != nil {
		return nil, err
	}
	if err := f.checkExpect(); err != nil {
		return nil, err
	}
	expectations, err := e.suite.expectations(f.expect, f.values)
	if err != nil {
		return nil, err
	}
	if e.plan, err = f.plan(cmd.Context(), e.suite, e.chosen.Tests); err != nil {
		if cmd.Context().Err() != nil {
			return nil, &exitError{status: exitInterrupt}
		}
		return nil, err
	}
	e.notes = newProgress(cmd.ErrOrStderr(), len(e.chosen.Tests)*len(e.plan.browsers)*f.runs())
	if e.plan.note != "" {
		fmt.Fprintln(e.words(), e.plan.note)
	}
	e.result = &report.Run{Suite: e.suite.name(), Revision: chrome.Revision(e.suite.root, e.chosen.all()), Shard: e.chosen.shard, Version: version, Seed: f.seed, Clock: f.clock, Server: f.server,
		Multiplier: f.multiplier, OS: runtime.GOOS, Arch: runtime.GOARCH, Traced: f.trace, Behaviours: f.values, Expectations: expectations, Begin: time.Now(), Sources: e.suite.root}
	outside, err := f.outside(cmd.Context(), e.suite)
	if err != nil {
		return nil, err
	}
	if e.log, err = f.openJournal(cmd.ErrOrStderr(), e.result, f.browsers, e.outputs); err != nil {
		return nil, err
	}
	if err := e.tellHarness(outside); err != nil {
		e.log.close()
		return nil, err
	}
	return e, nil
}

// tellHarness fills in the harness's options; outside is another server than ours, or nil.
func (e *execution) tellHarness(outside *harness.Outside) error {
	for i := range e.plan.browsers {
		e.plan.browsers[i].TimeoutMultiplier = e.own[e.plan.browsers[i].Name]
	}
	repeat, restarts := e.rounds()
	e.options = harness.Options{Tests: e.chosen.Tests, Root: e.suite.root, Overlay: e.suite.overlay, Dir: absolute(e.suite.dir), Browsers: e.plan.browsers,
		Seed: e.seed, Watchdog: e.watchdog, TimeoutMultiplier: e.multiplier, Known: e.log.known(), Repeat: repeat, Restarts: restarts,
		Outside: outside, Pause: e.pauser(e.cmd.InOrStdin(), e.cmd.ErrOrStderr(), e.result.Expectations), Started: e.started(e.cmd.ErrOrStderr()),
		Progress: func(p harness.Progress) { e.log.test(p); e.notes.test(p) }}
	var err error
	if e.trace && e.plan.engine {
		if e.traces, err = newTracer(e.outputs, e.suite, e.seed); err != nil {
			return err
		}
		e.options.Recorded = e.traces.take
	}
	if outside != nil {
		if e.options.Vendor, err = resources.VendorScript(); err != nil {
			return cannotRun("%v", err)
		}
	}
	return nil
}

// taken reports whether a report has standard output for itself.
func (e *execution) taken() bool {
	return slices.ContainsFunc(e.outputs, func(o report.Output) bool { return o.File == "-" })
}

// words is where the result's words go.
func (e *execution) words() io.Writer {
	if e.taken() {
		return e.cmd.ErrOrStderr()
	}
	return e.cmd.OutOrStdout()
}

// run runs the browsers, and those tests again that are to be retried.
func (e *execution) run() {
	ctx, r := e.cmd.Context(), e.result
	var sides []*harness.Side
	sides, e.failed = harness.Run(ctx, e.options)
	e.notes.end()
	r.End = time.Now()
	e.log.products(sides)
	fill := func() {
		r.Tests = nil
		e.plan.fill(r, sides, e.chosen.Tests)
	}
	fill()
	if e.failed == nil {
		e.failed = e.retryUnexpected(ctx, e.cmd.ErrOrStderr(), e.options, r, sides, fill)
	} else {
		r.Incomplete = e.failed.Error()
	}
	if ctx.Err() != nil {
		r.Incomplete = "interrupted"
	}
}

// finish writes all that was asked for, and gives the verdict.
func (e *execution) finish() error {
	// A trace that cannot be written costs no report: those are written first.
	tracesErr := e.writeTraces()
	if err := e.writeReports(); err != nil {
		return err
	}
	if err := e.writeBaseline(); err != nil {
		return err
	}
	if e.update {
		if err := e.rewrite(e.result, e.words()); err != nil {
			return err
		}
	}
	if err := e.log.finish(e.result.Incomplete == ""); err != nil {
		return err
	}
	interrupted := e.cmd.Context().Err() != nil
	if tracesErr != nil && !interrupted {
		return tracesErr
	}
	return e.verdict(e.result, interrupted, e.failed)
}

func (e *execution) writeTraces() error {
	if e.traces == nil {
		return nil
	}
	if err := e.traces.finish(e.result); err != nil {
		return cannotRun("the traces: %v", err)
	}
	fmt.Fprintf(e.cmd.ErrOrStderr(), "exeunt: %d traces in %s\n", len(e.traces.files), e.traces.dir)
	return nil
}

// writeReports writes the terminal's, unless standard output is taken, then the others.
func (e *execution) writeReports() error {
	out := e.cmd.OutOrStdout()
	if !e.taken() {
		file, _ := out.(*os.File)
		if err := e.result.Terminal(out, file != nil && isTerminal(file) && os.Getenv("NO_COLOR") == ""); err != nil {
			return cannotRun("writing the result: %v", err)
		}
	}
	for _, o := range e.outputs {
		if err := o.Write(e.result, out); err != nil {
			return cannotRun("report %s: %v", o.Kind, err)
		}
	}
	return nil
}

// writeBaseline does what --record asks for; an incomplete run is none.
func (e *execution) writeBaseline() error {
	r := e.result
	if e.record == "" || r.Incomplete != "" {
		return nil
	}
	if r.Chrome == nil || r.Chrome.Recorded != "" {
		return cannotRun("--record: Chrome did not run")
	}
	observations := make(map[string]*compare.Observation)
	for _, t := range r.Tests {
		observations[t.URL] = t.Chrome
	}
	b := chrome.Record(e.suite.root, e.chosen.Tests, observations, e.suite.kind, r.Chrome.Product, runtime.GOOS+"/"+runtime.GOARCH, r.End.UTC().Format(time.RFC3339))
	if err := report.WriteFile(e.record, e.cmd.OutOrStdout(), b.Writer(strings.HasSuffix(e.record, ".gz"))); err != nil {
		return cannotRun("--record: %v", err)
	}
	return nil
}

// verdict turns the outcome into the exit status.
func (f *runFlags) verdict(result *report.Run, interrupted bool, err error) error {
	var start *harness.ErrStart
	switch {
	case interrupted:
		return &exitError{exitInterrupt, errors.New("interrupted")}
	case errors.As(err, &start):
		return &exitError{exitCannotRun, err}
	case err != nil:
		return &exitError{exitCannotRun, err}
	case f.verify && result.Flaky() > 0,
		f.failOn == failUnexpected && result.Unexpected()+result.UnexplainedSurface() > 0,
		f.failOn == failDivergence && result.Divergent() > 0:
		return &exitError{status: exitUnexpected}
	}
	return nil
}
