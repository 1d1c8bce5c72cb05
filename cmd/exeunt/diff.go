package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/harness/diff"
	"github.com/exeunt/exeunt/harness/report"
)

// What "exeunt diff --format" knows, and what its --fail-on does.
var (
	diffFormats = []string{"text", "md", "html", "json", "github"}
	diffFailOn  = []string{"regressions", "unlisted", "never"}
)

// diffFlags are the flags of "exeunt diff".
type diffFlags struct {
	base, browser, format, output, failOn string
	all                                   bool
}

func newDiff() *cobra.Command {
	f := &diffFlags{}
	cmd := &cobra.Command{
		Use:   "diff A B [C …]",
		Short: "Set reports side by side: regressions, fixes, what is new and gone",
		Long: `Sets two or more reports side by side, and judges the last against the first.
A report is a json report, a baseline, or any browser's wptreport.json; each may
be compressed with gzip. Each browser is compared with itself; reports of one
browser each are compared whatever browsers they are of.

Tests that only one report has are counted, but are no regressions. With --base,
what the base report has already is not blamed on the last one.

Exit status: 0 no regressions, 1 regressions, 2 misuse, 3 a report cannot be read.`,
		Example: `  exeunt diff main.json pr.json
  exeunt diff --base merge-base.json main.json pr.json
  exeunt diff monday.json tuesday.json wednesday.json
  exeunt diff --browser chrome baseline.json run.json
  exeunt diff main.json pr.json -o summary.md`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.base, "base", "", "the `REPORT` of the merge base: a change that it has already is not blamed")
	flags.StringVar(&f.browser, "browser", "", "compare only the browser of this `NAME` (a report of one browser takes part, whatever its name)")
	flags.StringVar(&f.format, "format", "", "`FORM` of the output: text, md, html, json or github (annotations, at most ten); default: by the name of the -o file, else text")
	flags.StringVarP(&f.output, "output", "o", "", "write to `FILE` instead of standard output")
	flags.StringVar(&f.failOn, "fail-on", "regressions", "`WHAT` makes the exit status 1: regressions, unlisted (those without a reason in the last report) or never")
	flags.BoolVar(&f.all, "all", false, "list everything, however much it is (text)")
	return cmd
}

// check finds mistakes in the flags, and settles the form of the output.
func (f *diffFlags) check(args []string) error {
	switch {
	case len(args) < 2:
		return misuse("diff wants at least two reports, got %d", len(args))
	case !slices.Contains(diffFailOn, f.failOn):
		return misuse("--fail-on %q: want %s", f.failOn, strings.Join(diffFailOn, ", "))
	case f.format != "" && !slices.Contains(diffFormats, f.format):
		return misuse("--format %q: want %s", f.format, strings.Join(diffFormats, ", "))
	}
	if f.format == "" {
		f.format = strings.TrimPrefix(filepath.Ext(f.output), ".")
		if !slices.Contains(diffFormats, f.format) {
			f.format = "text"
		}
	}
	if f.output != "" && f.output != "-" {
		for _, name := range append(slices.Clone(args), f.base) {
			if sameFile(name, f.output) {
				return misuse("-o %s would overwrite a report that is read", f.output)
			}
		}
	}
	return nil
}

// sameFile reports whether two names are of one file that exists.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func (f *diffFlags) run(cmd *cobra.Command, args []string) error {
	if err := f.check(args); err != nil {
		return err
	}
	reports := make([]*report.Results, len(args))
	for i, name := range args {
		r, err := report.Read(name)
		if err != nil {
			return cannotRun("%v", err)
		}
		reports[i] = r
	}
	o := diff.Options{Browser: f.browser}
	if f.base != "" {
		base, err := report.Read(f.base)
		if err != nil {
			return cannotRun("--base: %v", err)
		}
		o.Base = base
	}
	d, err := diff.Compare(reports, o)
	if err != nil {
		return misuse("%v", err)
	}
	stdout := cmd.OutOrStdout()
	name := f.output
	if name == "" {
		name = "-"
	}
	color := name == "-" && colored(stdout)
	write := map[string]func(io.Writer) error{"md": d.Markdown, "html": d.HTML, "json": d.JSON, "github": d.Annotations,
		"text": func(w io.Writer) error { return d.Terminal(w, color, f.all) }}[f.format]
	if err := report.WriteFile(name, stdout, write); err != nil {
		return cannotRun("writing the comparison: %v", err)
	}
	if name != "-" {
		fmt.Fprintln(stdout, d.Verdict())
	}
	if f.failOn == "regressions" && d.Count(diff.Regression) > 0 || f.failOn == "unlisted" && d.Unlisted() > 0 {
		return &exitError{status: exitUnexpected}
	}
	return nil
}

// colored reports whether output goes to a terminal that shall have colours.
func colored(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && isTerminal(file) && os.Getenv("NO_COLOR") == ""
}
