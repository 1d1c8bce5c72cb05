package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/chrome"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt"
	"github.com/exeunt/exeunt/wpt/baselines"
)

// chromeTabs is how many tabs of Chrome run tests side by side unless --jobs
// says: more do not make it faster.
const chromeTabs = 4

// softMemoryLimit is how many bytes the process may hold before it collects garbage eagerly.
const softMemoryLimit = 384 << 20

// What --fail-on knows.
const (
	failUnexpected = "unexpected"
	failDivergence = "divergence"
	failNever      = "never"
)

// runFlags are the flags of "exeunt run".
type runFlags struct {
	suiteFlags
	selectFlags
	resumeFlags
	expectFlags
	repeatFlags
	watchFlags
	serverFlags
	debugFlags
	behaveFlags
	browsers    []string
	chrome      []string
	chromeFlags []string
	shell       bool
	engineCmd   string
	codeCache   string
	jobs        int
	seed        uint64
	clock       string
	reports     []string
	trace       bool
	record      string
	failOn      string
}

func newRun() *cobra.Command {
	f := &runFlags{}
	cmd := &cobra.Command{
		Use:   "run [TEST|DIR|GLOB …]",
		Short: "Run tests in the engine and in Chrome, and compare",
		Long: `Runs tests in the engine and in real Chrome, and says where they differ: by
default all of the built-in suite. Without Chrome, recorded results stand in.

Progress goes to standard error, the result to standard output.

Exit status: 0 as expected, 1 unexpected results, 2 misuse, 3 could not run,
130 interrupted (the reports then cover what ran).`,
		Example: `  exeunt run
  exeunt run --browser engine fetch/fetch-later/quota
  exeunt run --wpt ~/wpt --report html=report.html fetch/fetch-later
  exeunt run --report wptreport=%b.json --fail-on never
  exeunt run --browser engine --seed 1 --trace --report json=trace.json
  exeunt run --wpt ~/wpt --resume report.json html/browsers    # what an interrupted run left`,
		RunE: func(cmd *cobra.Command, args []string) error {
			// The heap is small and the processors are the browsers': collecting garbage less often costs little and spares them,
			// until traces make it large.
			debug.SetGCPercent(400)
			debug.SetMemoryLimit(softMemoryLimit)
			return f.run(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringSliceVar(&f.browsers, "browser", []string{"engine", "chrome"}, "`LIST` of engine and chrome: either or both")
	f.suiteFlags.register(flags)
	f.selectFlags.register(flags)
	flags.StringArrayVar(&f.chrome, "chrome", nil, "Chrome's program, or the ws:// address of a running one (`PATH|URL`); several addresses are a grid")
	flags.StringArrayVar(&f.chromeFlags, "chrome-flag", nil, "a further `FLAG` for Chrome; repeatable")
	flags.BoolVar(&f.shell, "headless-shell", false, "prefer chromium-headless-shell: faster, but without back/forward cache")
	flags.IntVar(&f.jobs, "jobs", 0, "run `N` tests side by side (default: a process per core of the engine, 4 tabs of Chrome)")
	flags.Uint64Var(&f.seed, "seed", 1, "seed `N` of all that is random in the engine and the test server")
	flags.StringVar(&f.clock, "clock", "virtual", "the engine's `CLOCK`: virtual or real")
	f.repeatFlags.register(flags)
	f.watchFlags.register(flags)
	f.serverFlags.register(flags)
	f.debugFlags.register(flags)
	f.behaveFlags.register(flags)
	flags.StringArrayVar(&f.reports, "report", nil, "write a report, `KIND=FILE`: wptreport, json, junit, md, html or github (annotations, at most ten); repeatable, \"-\" is standard output; %b in a wptreport's FILE stands for the browser")
	f.resumeFlags.register(flags)
	flags.BoolVar(&f.trace, "trace", false, "record the standards' steps: in the json report, and one trace file per test in a folder beside it, for \"exeunt step\" and \"exeunt coverage\"; with an html report a page of each, too")
	f.expectFlags.register(flags)
	flags.StringVar(&f.record, "record", "", "write what Chrome made of the tests to `FILE` as a baseline (.json or .json.gz)")
	flags.StringVar(&f.failOn, "fail-on", failUnexpected, "`WHAT` makes the exit status 1: unexpected, divergence or never")
	flags.StringVar(&f.codeCache, "code-cache", "", "keep the engine's compiled scripts in `DIR` (\"off\": nowhere; default: the user's cache folder)")
	flags.StringVar(&f.engineCmd, "engine-cmd", "", "start this command instead of the engine (\"chrome\": Chrome on both sides)")
	flags.MarkHidden("engine-cmd")
	return cmd
}

// check finds mistakes in the flags before anything starts.
func (f *runFlags) check() ([]report.Output, error) {
	for _, b := range f.browsers {
		if b != "engine" && b != "chrome" {
			return nil, misuse("unknown browser %q; there are engine and chrome", b)
		}
	}
	if len(f.browsers) == 0 {
		return nil, misuse("--browser names none; there are engine and chrome")
	}
	if err := f.expectFlags.check(); err != nil {
		return nil, err
	}
	if f.clock != "virtual" && f.clock != "real" {
		return nil, misuse("unknown clock %q; there are virtual and real", f.clock)
	}
	if !slices.Contains([]string{failUnexpected, failDivergence, failNever}, f.failOn) {
		return nil, misuse("--fail-on %q: want unexpected, divergence or never", f.failOn)
	}
	if f.jobs < 0 {
		return nil, misuse("--jobs %d: want a positive number", f.jobs)
	}
	if f.verify && slices.ContainsFunc(f.chrome, chrome.IsAddress) {
		return nil, misuse("--verify restarts the browser, which cannot be done to one that runs elsewhere (--chrome ws://…)")
	}
	if err := f.watchFlags.check(); err != nil {
		return nil, err
	}
	if err := f.debugFlags.check(&f.jobs, f.browsers, f.chrome); err != nil {
		return nil, err
	}
	if err := f.behaveFlags.check(); err != nil {
		return nil, err
	}
	if err := f.repeatFlags.check(f.resume); err != nil {
		return nil, err
	}
	if f.record != "" && !slices.Contains(f.browsers, "chrome") {
		return nil, misuse("--record needs Chrome among the browsers")
	}
	var outputs []report.Output
	standard := 0
	for _, s := range f.reports {
		o, err := report.ParseOutput(s)
		if err != nil {
			return nil, misuse("%v", err)
		}
		if o.File == "-" {
			standard++
		}
		outputs = append(outputs, o)
	}
	if f.resume != "" && !slices.ContainsFunc(outputs, func(o report.Output) bool { return o.Kind == "json" }) {
		outputs = append(outputs, report.Output{Kind: "json", File: f.resume})
	}
	if standard > 1 {
		return nil, misuse("two reports to standard output")
	}
	return outputs, nil
}

func (f *runFlags) run(cmd *cobra.Command, args []string) error {
	if f.behaveFlags.asked() {
		return f.behaveFlags.list(cmd.OutOrStdout())
	}
	e, err := f.prepare(cmd, args)
	if err != nil {
		return err
	}
	defer e.log.close()
	e.run()
	if len(args) == 0 {
		e.result.KnownTests = e.chosen.known()
	}
	return e.finish()
}

// A plan says which browsers run, and what stands in for Chrome.
type plan struct {
	browsers []harness.Browser
	note     string // the first line of the output
	baseline *chrome.Baseline
	recorded map[string]*compare.Observation
	engine   bool // the engine was asked for
	chrome   bool // Chrome takes part, live or recorded
}

func (f *runFlags) plan(ctx context.Context, suite *suite, list []wpt.Test) (*plan, error) {
	p := &plan{engine: slices.Contains(f.browsers, "engine"), chrome: slices.Contains(f.browsers, "chrome")}
	var install *chrome.Install
	var err error
	if p.chrome || f.engineCmd == "chrome" {
		install, err = chrome.FindAny(ctx, f.chrome, f.shell)
		switch {
		case errors.Is(err, chrome.ErrNotFound) && p.engine && f.record == "" && f.engineCmd != "chrome":
			if err := p.standIn(suite, list); err != nil {
				return nil, err
			}
		case err != nil:
			return nil, cannotRun("%v", err)
		}
	}
	if p.engine {
		b, err := f.engine(install)
		if err != nil {
			return nil, err
		}
		p.browsers = append(p.browsers, b)
	}
	if install != nil && p.chrome {
		install.Headful = f.headful
		tabs := chromeTabs
		if f.jobs > 0 {
			tabs = f.jobs
		}
		p.browsers = append(p.browsers, install.Browser(f.chromeFlags, tabs))
	}
	return p, nil
}

// standIn puts a baseline in Chrome's place, or goes on without.
func (p *plan) standIn(suite *suite, list []wpt.Test) error {
	b, err := chrome.FindBaseline(baselines.FS(), suite.root, suite.kind, list)
	if err != nil {
		return cannotRun("%v", err)
	}
	if b == nil {
		p.chrome = false
		p.note = "No Chrome found, and no recorded baseline fits these tests: the engine runs alone."
		return nil
	}
	p.baseline, p.recorded = b, b.Observations(suite.root, list)
	p.note = fmt.Sprintf("No Chrome found: its recorded baseline stands in (%s; %d of %d tests).", b, len(p.recorded), len(list))
	return nil
}

// engine gives the side that this very program is.
func (f *runFlags) engine(install *chrome.Install) (harness.Browser, error) {
	jobs := f.jobs
	if jobs == 0 {
		jobs = runtime.NumCPU()
	}
	b := harness.Browser{Name: "engine", Processes: jobs, Tabs: 1, Virtual: f.clock == "virtual"}
	switch {
	case f.engineCmd == "chrome":
		b = install.Browser(f.chromeFlags, chromeTabs)
		b.Name = "engine"
		return b, nil
	case f.engineCmd != "":
		argv := strings.Fields(f.engineCmd)
		b.Command = func(env harness.Env) []string { return append(slices.Clone(argv), f.engineArguments(env)...) }
		return b, nil
	}
	self, err := os.Executable()
	if err != nil {
		return b, cannotRun("this program's own path: %v", err)
	}
	b.Command = func(env harness.Env) []string { return append([]string{self, "cdp"}, f.engineArguments(env)...) }
	return b, nil
}

// engineArguments are for one process among several: each has a processor to itself.
func (f *runFlags) engineArguments(env harness.Env) []string {
	return append(f.behaveFlags.arguments(), "--processors", "1", "--code-cache", f.codeCacheDir(), "--listen", "127.0.0.1:0", "--seed", fmt.Sprint(env.Seed), "--resolve", "*.test=127.0.0.1", "--ca", env.CAFile, "--exit-with-stdin")
}

// codeCacheDir is where engine processes keep compiled scripts, "" for nowhere.
func (f *runFlags) codeCacheDir() string {
	if f.codeCache != "" {
		if f.codeCache == "off" {
			return ""
		}
		return f.codeCache
	}
	return userCache("code")
}

// fill puts the sides of the run into the report.
func (p *plan) fill(r *report.Run, sides []*harness.Side, list []wpt.Test) {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	observations := map[string]map[string]*compare.Observation{"engine": {}, "chrome": p.recorded}
	if p.engine {
		r.Engine = &report.Side{Name: "engine", Platform: platform}
	}
	if p.chrome {
		r.Chrome = &report.Side{Name: "chrome", Platform: platform}
		if p.baseline != nil {
			r.Chrome.Product, r.Chrome.Platform, r.Chrome.Recorded = p.baseline.Browser, p.baseline.Platform, p.baseline.Date
		}
	}
	for _, s := range sides {
		observations[s.Name] = s.Observations
		side := r.Engine
		if s.Name == "chrome" {
			side = r.Chrome
		}
		side.Product, side.Wall, side.Restarts, side.Resumed = s.Product, s.Wall, s.Restarts, s.Known
	}
	for _, t := range list {
		engine := observations["engine"][t.URL]
		if p.baseline != nil && engine == nil {
			continue // a recorded result is compared, not reported by itself
		}
		r.Add(t.URL, t.Path, engine, observations["chrome"][t.URL])
	}
}

// name is what reports call the suite.
func (s *suite) name() string {
	if s.dir == "" {
		return s.kind
	}
	return s.kind + " " + s.dir
}
