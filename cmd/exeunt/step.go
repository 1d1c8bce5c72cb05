package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/engine/stepper/terminal"
	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt"
)

// stepFlags are the flags of "exeunt step".
type stepFlags struct {
	runFlags
	ui         string
	breaks     []string
	divergence bool
	lines      bool
	port       int
	output     string
}

func newStep() *cobra.Command {
	f := &stepFlags{}
	cmd := &cobra.Command{
		Use:   "step TEST|TRACE",
		Short: "Step through a test, along the steps of the standards, forward and back",
		Long: `Runs a test in the engine, records every step of the standards, and lets you go
through them, forward and back, with the frame tree, the session histories, the
deferred fetches and their quotas in view. A trace file (exeunt run --trace
writes one per test) opens without engine or network.

On a terminal the algorithm's text, the stack, the frame tree, deferred fetches and
a log stand side by side; "?" lists the keys. --ui line reads one command a line; it
is the default in a pipe and on a dumb terminal. "help" lists the commands.
--ui web serves a page on 127.0.0.1 and prints its address; with --output it writes
the page to a file, which opens without exeunt. --divergence runs the test in Chrome
too, and begins where the two part.

Exit status: 0, 2 misuse, 3 could not run, 130 interrupted.`,
		Example: `  exeunt step fetch/fetch-later/quota/exact-boundaries.https.window.html
  exeunt step --wpt ~/wpt --divergence /fetch/fetch-later/basic.https.window.html
  exeunt step --break 'unload a document#19' TEST
  exeunt step report.traces/fetch%2Ffetch-later%2Fbasic.https.window.html.trace.zip
  exeunt step --ui line TEST
  exeunt step --ui dap --port 4711 TEST
  exeunt step --ui web TEST
  exeunt step --behave chrome TEST
  printf 'break queue a deferred fetch\ncontinue\nstack\nquota\n' | exeunt step TEST`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.behaveFlags.asked() {
				return f.behaveFlags.list(cmd.OutOrStdout())
			}
			if len(args) != 1 {
				return misuse("step takes one test or trace file (see %q)", cmd.CommandPath()+" --help")
			}
			return f.step(cmd, args[0])
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.suiteFlags.register(flags)
	f.behaveFlags.register(flags)
	flags.StringVar(&f.ui, "ui", "", "`KIND` of user interface: terminal (the default on one), line (the default elsewhere), web (a page) or dap (Debug Adapter Protocol, for editors)")
	flags.IntVar(&f.port, "port", noPort, "listen on `PORT` of 127.0.0.1 (0: a free one); --ui dap then does so instead of standard input")
	flags.StringVar(&f.output, "output", "", "with --ui web: write the page to `FILE` (\"-\": standard output) instead of serving it")
	flags.StringArrayVar(&f.breaks, "break", nil, "go on to `ALGORITHM[#STEP]` first, and stop there again; repeatable")
	flags.BoolVar(&f.lines, "lines", false, "record every line of the test's scripts too, to step through them and break at any (a --break at a line does so)")
	flags.BoolVar(&f.divergence, "divergence", false, "run the test in Chrome too, and begin where the two part first")
	flags.StringArrayVar(&f.chrome, "chrome", nil, "Chrome's program, or the ws:// address of a running one (`PATH|URL`)")
	flags.Uint64Var(&f.seed, "seed", 1, "seed `N` of all that is random in the engine and the test server")
	f.watchFlags.register(flags)
	flags.StringVar(&f.codeCache, "code-cache", "", "keep the engine's compiled scripts in `DIR` (\"off\": nowhere; default: the user's cache folder)")
	f.clock = "virtual"
	return cmd
}

func (f *stepFlags) step(cmd *cobra.Command, arg string) error {
	if err := f.checkUI(); err != nil {
		return err
	}
	session, err := f.session(cmd, arg)
	if err != nil {
		return err
	}
	for _, text := range f.breaks {
		if _, err := session.Break(text); err != nil {
			return misuse("--break: %v", err)
		}
	}
	return f.show(cmd, session, f.begin(session))
}

// begin goes to where the session is to begin and returns what there is to say of that.
func (f *stepFlags) begin(session *stepper.Session) (notes []string) {
	switch {
	case f.divergence:
		notes = append(notes, session.Why)
		if session.Divergence >= 0 {
			session.Goto(session.Divergence)
		}
	case len(f.breaks) > 0:
		if session.Hit = session.Continue(); session.Hit == nil {
			notes = append(notes, "exeunt: no breakpoint was reached; this is the end of the run")
		}
	}
	if t := session.Run.Status; t != "" && t != "OK" {
		notes = append(notes, "exeunt: in the engine the test ended with "+t)
	}
	if t := session.Recording().Truncated; t != "" {
		notes = append(notes, "exeunt: the recording is not whole: "+t)
	}
	return notes
}

// noPort stands for standard input and output.
const noPort = -1

// uis are the user interfaces.
var uis = []string{"terminal", "line", "web", "dap"}

func (f *stepFlags) checkUI() error {
	switch {
	case f.ui != "" && !slices.Contains(uis, f.ui):
		return misuse("unknown --ui %q; there are %s", f.ui, strings.Join(uis, ", "))
	case f.output != "" && f.ui != "web":
		return misuse("--output is for --ui web")
	case f.port != noPort && f.output != "":
		return misuse("--output writes a file; --port serves: choose one")
	case f.port != noPort && f.ui != "dap" && f.ui != "web":
		return misuse("--port is for --ui dap and --ui web")
	case f.port != noPort && (f.port < 0 || f.port > 65535):
		return misuse("--port %d: want 0 to 65535", f.port)
	}
	return nil
}

// onTerminal reports whether the user sits at a terminal on which text can be placed.
func onTerminal(cmd *cobra.Command) bool {
	in, ok := cmd.InOrStdin().(*os.File)
	out, also := cmd.OutOrStdout().(*os.File)
	name := os.Getenv("TERM")
	return ok && also && isTerminal(in) && isTerminal(out) && name != "" && name != "dumb"
}

// show hands the session to a user interface. notes are told before anything else.
func (f *stepFlags) show(cmd *cobra.Command, session *stepper.Session, notes []string) error {
	if f.ui == "terminal" || f.ui == "" && onTerminal(cmd) {
		err := terminal.Run(cmd.Context(), session, strings.Join(notes, "; "))
		var screen *terminal.ScreenError
		switch {
		case errors.As(err, &screen) && f.ui == "":
			notes = append(notes, "exeunt: "+err.Error()) // one line after the other needs nothing of it
		case errors.Is(err, terminal.ErrInterrupted):
			return &exitError{status: exitInterrupt}
		case err != nil:
			return cannotRun("%v", err)
		default:
			return nil
		}
	}
	for _, n := range notes {
		fmt.Fprintln(cmd.ErrOrStderr(), n)
	}
	switch f.ui {
	case "dap":
		return f.dap(cmd, session)
	case "web":
		return f.web(cmd, session)
	}
	prompt := ""
	if in, ok := cmd.InOrStdin().(*os.File); ok && isTerminal(in) {
		prompt = "> "
	}
	return untilInterrupted(cmd.Context(), func() error {
		return session.Line(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), prompt)
	})
}

// untilInterrupted carries out a conversation on standard input. Nothing wakes who waits there, so an interrupt leaves it waiting.
func untilInterrupted(ctx context.Context, talk func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- talk() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return &exitError{status: exitInterrupt}
	}
}

// session opens a trace file, or records a test.
func (f *stepFlags) session(cmd *cobra.Command, arg string) (*stepper.Session, error) {
	if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() && isTrace(arg) {
		if len(f.behave) > 0 {
			return nil, misuse("--behave is for a test; %s is what was recorded", arg)
		}
		data, err := os.ReadFile(arg)
		if err != nil {
			return nil, cannotRun("%v", err)
		}
		run, r, err := stepper.ReadTrace(data)
		if err != nil {
			return nil, misuse("%s: %v", arg, err)
		}
		return newSession(stepper.New(r), run, nil), nil
	}
	if isTrace(arg) {
		if _, err := os.Stat(arg); err == nil {
			return nil, misuse("%s is no regular file", arg)
		}
		return nil, misuse("%s: there is no such trace file", arg)
	}
	if err := f.behaveFlags.check(); err != nil {
		return nil, err
	}
	suite, err := f.open()
	if err != nil {
		return nil, err
	}
	chosen, err := f.choose(cmd, suite, []string{arg})
	if err != nil {
		if _, found := os.Stat(arg); found == nil {
			return nil, misuse("%s is neither a test nor a trace file; \"exeunt run --trace\" writes one for each test (….trace.zip)", arg)
		}
		return nil, err
	}
	if n := len(chosen.Tests); n != 1 {
		return nil, misuse("%s means %d tests, the first is %s; step takes one", arg, n, chosen.Tests[0].URL)
	}
	return f.record(cmd.Context(), suite, chosen.Tests[0])
}

// isTrace tells trace files from tests by their names.
func isTrace(name string) bool {
	for _, suffix := range []string{".zip", ".jsonl", ".jsonl.gz"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

func newSession(s *stepper.Stepper, run *stepper.Run, live stepper.Live) *stepper.Session {
	return &stepper.Session{Stepper: s, Run: run, Divergence: run.Divergence, Why: run.Why, Live: live}
}

// record runs a test and records it.
func (f *stepFlags) record(ctx context.Context, suite *suite, t wpt.Test) (*stepper.Session, error) {
	f.jobs = 1
	f.browsers = []string{"engine"}
	if f.divergence {
		f.browsers = []string{"engine", "chrome"}
	}
	list := []wpt.Test{t}
	plan, err := f.plan(ctx, suite, list)
	if err != nil {
		return nil, err
	}
	if !plan.chrome {
		// What was recorded of Chrome costs nothing.
		if err := plan.standIn(suite, list); err != nil {
			return nil, err
		}
		plan.chrome = plan.baseline != nil
	}
	replay := &replay{harness.Options{Tests: list, Root: suite.root, Overlay: suite.overlay, Dir: absolute(suite.dir), Browsers: plan.browsers,
		Seed: f.seed, Watchdog: f.watchdog, TimeoutMultiplier: 1,
		Lines: f.lines || slices.ContainsFunc(f.breaks, stepper.BreaksAtLine)}}
	var made harness.Recording
	options := replay.options
	options.Recorded = keepIn(&made)
	sides, err := harness.Run(ctx, options)
	if err != nil {
		if ctx.Err() != nil {
			return nil, &exitError{status: exitInterrupt}
		}
		return nil, cannotRun("%v", err)
	}
	if len(made.Text) == 0 {
		status := ""
		for _, s := range sides {
			if o := s.Observations[t.URL]; s.Name == "engine" && o != nil {
				status = ": " + o.Status + " " + o.Message
			}
		}
		return nil, cannotRun("the engine recorded nothing%s", status)
	}
	r, err := recording.Read(bytes.NewReader(made.Text))
	if err != nil {
		return nil, cannotRun("%v", err)
	}
	result := &report.Run{Suite: suite.name(), Version: version, Seed: f.seed, Clock: f.clock, Begin: time.Now()}
	plan.fill(result, sides, list)
	about := &stepper.Run{Exeunt: version, Test: t.URL, Suite: suite.name(), Seed: f.seed, Divergence: -1}
	if len(result.Tests) == 1 {
		describeRun(about, r, &result.Tests[0], result)
	}
	if result.Chrome == nil && !f.divergence {
		about.Why = "nothing is known of Chrome: no recorded baseline has this test; step --divergence runs it there"
	}
	return newSession(stepper.New(r), about, replay), nil
}

// keepIn has the harness put a recording there.
func keepIn(made *harness.Recording) func(wpt.Test, harness.Recording) compare.Trace {
	return func(_ wpt.Test, r harness.Recording) compare.Trace {
		*made = r
		return nil
	}
}

// A replay plays a test again, with the same seed and so the same steps, to evaluate script in the middle of it.
type replay struct{ options harness.Options }

// Eval implements stepper.Live.
func (p *replay) Eval(ctx context.Context, i int, in, source string) (string, error) {
	options := p.options
	options.Browsers = options.Browsers[:1] // the engine
	options.Evaluate = &harness.Evaluate{Event: i, In: in, Source: source}
	var made harness.Recording
	options.Recorded = keepIn(&made)
	if _, err := harness.Run(ctx, options); err != nil {
		return "", err
	}
	switch e := made.Evaluation; {
	case !e.Reached:
		return "", fmt.Errorf("the run did not come to event %d again", i)
	case e.Thrown != "":
		return "", errors.New(e.Thrown)
	default:
		return e.Value, nil
	}
}
