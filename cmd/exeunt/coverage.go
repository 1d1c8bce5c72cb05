package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/engine/coverage"
	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/harness/report"
)

// coverageFlags are the flags of "exeunt coverage".
type coverageFlags struct {
	json, html string
	algorithms []string
	test       string
	standard   string
	unreached  bool
}

func newCoverage() *cobra.Command {
	f := &coverageFlags{}
	cmd := &cobra.Command{
		Use:   "coverage REPORT…",
		Short: "Tell which steps of the standards tests reach, and which none does",
		Long: `Reads traces and counts, for every algorithm of the standards that the engine
knows, the steps that are implemented, reached by a test, reached by none, or
missing. A REPORT is a json report of "exeunt run --trace", a trace file, or a
folder of trace files.

--algorithm lists one algorithm step by step with the tests that reach each;
--test lists what one test reaches, and what it alone reaches.

Exit status: 0, 2 misuse, 3 a file cannot be written.`,
		Example: `  exeunt run --browser engine --trace --report json=r.json && exeunt coverage r.json
  exeunt coverage r.traces --algorithm 'available deferred-fetch quota'
  exeunt coverage r.traces --unreached --standard Fetch
  exeunt coverage r.traces --test /fetch/fetch-later/quota/pool.https.window.html
  exeunt coverage upstream.traces ours.traces --html coverage.html`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVar(&f.algorithms, "algorithm", nil, "list `ALGORITHM` step by step (name, \"HTML: name\" or #anchor); repeatable")
	flags.StringVar(&f.test, "test", "", "list the steps that test `URL` reaches, those that it alone reaches marked")
	flags.StringVar(&f.standard, "standard", "", "only algorithms of `NAME`: HTML, Fetch or DOM")
	flags.BoolVar(&f.unreached, "unreached", false, "list the steps that are implemented and that no test reaches")
	flags.StringVar(&f.json, "json", "", "write everything to `FILE` as json; \"-\" is standard output")
	flags.StringVar(&f.html, "html", "", "write a page to `FILE`; \"-\" is standard output")
	return cmd
}

func (f *coverageFlags) run(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return misuse("coverage needs a json report with traces, a trace file or a folder of them (see %q)", cmd.CommandPath()+" --help")
	}
	if f.json == "-" && f.html == "-" {
		return misuse("two reports to standard output")
	}
	asked := 0
	for _, is := range []bool{len(f.algorithms) > 0, f.test != "", f.unreached} {
		if is {
			asked++
		}
	}
	if asked > 1 {
		return misuse("--algorithm, --test and --unreached list different things: give one of them")
	}
	c := &coverage.Coverage{}
	for _, arg := range args {
		if err := readCoverage(c, arg, cmd.ErrOrStderr()); err != nil {
			return err
		}
	}
	r := c.Report()
	if f.standard != "" {
		all := r.Algorithms
		r.Algorithms = slices.DeleteFunc(slices.Clone(all), func(a coverage.Algorithm) bool { return !strings.EqualFold(a.Standard, f.standard) })
		if len(r.Algorithms) == 0 {
			return misuse("--standard %q: there are HTML, Fetch and DOM", f.standard)
		}
		r.Recount()
	}
	for name, write := range map[string]func(io.Writer) error{f.json: r.JSON, f.html: r.HTML} {
		if name == "" {
			continue
		}
		if err := report.WriteFile(name, cmd.OutOrStdout(), write); err != nil {
			return cannotRun("%v", err)
		}
	}
	if f.json == "-" || f.html == "-" {
		return nil
	}
	w := bufio.NewWriter(cmd.OutOrStdout())
	switch {
	case len(f.algorithms) > 0:
		for _, name := range f.algorithms {
			if err := r.TextOf(w, name); err != nil {
				return misuse("--algorithm: %v", err)
			}
		}
	case f.test != "":
		if err := r.TextOfTest(w, f.test); err != nil {
			return misuse("--test: %v", err)
		}
	case f.unreached:
		r.TextUnreached(w)
	default:
		r.Text(w)
	}
	return w.Flush()
}

// readCoverage reads one argument.
func readCoverage(c *coverage.Coverage, name string, notes io.Writer) error {
	info, err := os.Stat(name)
	if err != nil {
		return misuse("%v", err)
	}
	if !info.IsDir() {
		if isTrace(name) {
			return readCoverageTrace(c, name, notes)
		}
		return readCoverageReport(c, name)
	}
	found := false
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isTrace(path) {
			return err
		}
		found = true
		return readCoverageTrace(c, path, notes)
	})
	if err != nil {
		return err
	}
	if !found {
		return misuse("%s: there is no trace file in this folder", name)
	}
	return nil
}

func readCoverageTrace(c *coverage.Coverage, name string, notes io.Writer) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return cannotRun("%v", err)
	}
	run, r, err := stepper.ReadTrace(data)
	if err != nil {
		return misuse("%s: %v", name, err)
	}
	if r.Truncated != "" {
		fmt.Fprintf(notes, "exeunt: %s: the recording is not whole: %s\n", name, r.Truncated)
	}
	if run.Test == "" {
		run.Test = name
	}
	test := c.Test(run.Test)
	for i := range r.Events {
		e := &r.Events[i]
		if a := r.AlgorithmOf(e); a != nil {
			c.Event(test, string(e.Kind), a.String(), e.Step)
		}
	}
	return nil
}

// readCoverageReport reads the traces of a json report, one test at a time.
func readCoverageReport(c *coverage.Coverage, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return misuse("%v", err)
	}
	defer file.Close()
	d := json.NewDecoder(bufio.NewReaderSize(file, 1<<20))
	fail := func(err error) error {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return misuse("%s is cut off at byte %d", name, d.InputOffset())
		}
		return misuse("%s: %v (byte %d)", name, err, d.InputOffset())
	}
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return misuse("%s is no json report", name)
	}
	traced := 0
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return fail(err)
		}
		if key != "tests" {
			var skip json.RawMessage
			if err := d.Decode(&skip); err != nil {
				return fail(err)
			}
			continue
		}
		if t, err := d.Token(); err != nil || t != json.Delim('[') {
			return fail(errors.New("\"tests\" is no array"))
		}
		for d.More() {
			var t struct {
				URL    string
				Engine struct {
					Trace []struct{ Kind, Algorithm, Step string }
				}
			}
			if err := d.Decode(&t); err != nil {
				return fail(err)
			}
			n := c.Test(t.URL)
			if len(t.Engine.Trace) > 0 {
				traced++
			}
			for _, e := range t.Engine.Trace {
				c.Event(n, e.Kind, e.Algorithm, e.Step)
			}
		}
		if _, err := d.Token(); err != nil {
			return fail(err)
		}
	}
	if traced == 0 {
		return misuse("%s has no traces: make it with \"exeunt run --trace --report json=%s\"", name, fmt.Sprint(filepath.Base(name)))
	}
	return nil
}
