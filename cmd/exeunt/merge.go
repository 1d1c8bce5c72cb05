package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/harness/report"
)

// mergeFlags are the flags of "exeunt merge".
type mergeFlags struct {
	output, onConflict, failOn string
	reports                    []string
	force                      bool
}

func newMerge() *cobra.Command {
	f := &mergeFlags{}
	cmd := &cobra.Command{
		Use:   "merge OUT IN… | merge IN… -o OUT",
		Short: "Make one report of the reports of a run's shards",
		Long: `Makes one report of several: of json reports a json report, of wptreports a
wptreport. Without -o the first name is that of the new report, and no file may
have it yet; "-" is standard output.

A test that two reports have with the same result counts once; with different
results it is an error, unless --on-conflict says which to take. Reports of
different revisions, browsers or flags are an error, unless --force is given.

Exit status: 0 as expected, 1 unexpected results, 2 the reports do not fit
together, or misuse, 3 a report cannot be read, or one is incomplete.`,
		Example: `  exeunt merge all.json shard-*.json
  exeunt merge shard-*.json -o all.json --report html=all.html
  exeunt merge --on-conflict last first-run.json again.json -o all.json`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.output, "output", "o", "", "write to `FILE`, replacing it; all arguments are then reports to read")
	flags.StringVar(&f.onConflict, "on-conflict", report.ConflictError, "`WHICH` result to take of a test that has several: error, first, last or worst")
	flags.BoolVar(&f.force, "force", false, "merge reports of different revisions, browsers or flags")
	flags.StringArrayVar(&f.reports, "report", nil, "write a further report of the whole, `KIND=FILE`, as \"exeunt run\" does; repeatable (json reports only)")
	flags.StringVar(&f.failOn, "fail-on", failUnexpected, "`WHAT` makes the exit status 1: unexpected, divergence or never")
	return cmd
}

// check finds mistakes in the flags, and tells the new report from those to read.
func (f *mergeFlags) check(args []string) (in []string, outputs []report.Output, err error) {
	if !slices.Contains(report.ConflictPolicies(), f.onConflict) {
		return nil, nil, misuse("--on-conflict %q: want %s", f.onConflict, strings.Join(report.ConflictPolicies(), ", "))
	}
	if !slices.Contains([]string{failUnexpected, failDivergence, failNever}, f.failOn) {
		return nil, nil, misuse("--fail-on %q: want unexpected, divergence or never", f.failOn)
	}
	if f.output == "" {
		if len(args) < 2 {
			return nil, nil, misuse("merge wants the new report's name and at least one report to read, got %q", args)
		}
		f.output, args = args[0], args[1:]
		if _, err := os.Stat(f.output); err == nil && f.output != "-" {
			return nil, nil, misuse("%s exists; -o %s replaces it", f.output, f.output)
		}
	}
	if len(args) == 0 {
		return nil, nil, misuse("merge wants at least one report to read")
	}
	for i, name := range args {
		for _, other := range args[:i] {
			if sameFile(name, other) {
				return nil, nil, misuse("%s is named twice", name)
			}
		}
	}
	for _, s := range f.reports {
		o, err := report.ParseOutput(s)
		if err != nil {
			return nil, nil, misuse("%v", err)
		}
		if o.File == "-" && f.output == "-" {
			return nil, nil, misuse("two reports to standard output")
		}
		outputs = append(outputs, o)
	}
	return args, outputs, nil
}

func (f *mergeFlags) run(cmd *cobra.Command, args []string) error {
	in, outputs, err := f.check(args)
	if err != nil {
		return err
	}
	kind, err := report.KindOf(in[0])
	if err != nil {
		return cannotRun("%v", err)
	}
	for _, name := range in[1:] {
		other, err := report.KindOf(name)
		if err != nil {
			return cannotRun("%v", err)
		}
		if other != kind {
			return misuse("%s is a %s, %s a %s: merge takes reports of one kind", in[0], kind.Words(), name, other.Words())
		}
	}
	options := report.MergeOptions{OnConflict: f.onConflict, Force: f.force}
	switch kind {
	case report.BaselineKind:
		return misuse("%s is a baseline, not a run's report", in[0])
	case report.WPTReportKind:
		if len(outputs) > 0 {
			return misuse("--report needs json reports, %s is a wptreport", in[0])
		}
		return f.mergeWPT(cmd, in, options)
	}
	return f.mergeJSON(cmd, in, outputs, options)
}

func (f *mergeFlags) mergeJSON(cmd *cobra.Command, in []string, outputs []report.Output, options report.MergeOptions) error {
	documents := make([]*report.Document, len(in))
	for i, name := range in {
		d, err := report.ReadDocument(name)
		if err != nil {
			return cannotRun("%v", err)
		}
		documents[i] = d
	}
	r, merged, err := report.Merge(documents, in, options)
	if err != nil {
		return misuse("%v", err)
	}
	stdout := cmd.OutOrStdout()
	for _, o := range append([]report.Output{{Kind: "json", File: f.output}}, outputs...) {
		if err := o.Write(r, stdout); err != nil {
			return cannotRun("report %s: %v", o.Kind, err)
		}
	}
	notes := stdout
	if f.output == "-" || slices.ContainsFunc(outputs, func(o report.Output) bool { return o.File == "-" }) {
		notes = cmd.ErrOrStderr()
	} else if err := r.Terminal(stdout, colored(stdout)); err != nil {
		return cannotRun("writing the result: %v", err)
	}
	fmt.Fprintln(notes, describeMerge(merged, len(in), f.onConflict))
	return f.verdict(merged, r.Divergent())
}

func (f *mergeFlags) mergeWPT(cmd *cobra.Command, in []string, options report.MergeOptions) error {
	for _, name := range in {
		// Reading checks everything; what merging then refuses is that the reports do not fit.
		if _, err := report.Read(name); err != nil {
			return cannotRun("%v", err)
		}
	}
	w, merged, err := report.MergeWPT(in, options)
	if err != nil {
		return misuse("%v", err)
	}
	stdout := cmd.OutOrStdout()
	if err := report.WriteFile(f.output, stdout, func(out io.Writer) error { return w.Write(out) }); err != nil {
		return cannotRun("%v", err)
	}
	notes := stdout
	if f.output == "-" {
		notes = cmd.ErrOrStderr()
	}
	fmt.Fprintln(notes, describeMerge(merged, len(in), f.onConflict))
	return f.verdict(merged, 0)
}

// verdict turns the whole run's outcome into the exit status.
func (f *mergeFlags) verdict(m report.Merged, divergent int) error {
	switch {
	case f.failOn == failUnexpected && m.Unexpected > 0, f.failOn == failDivergence && divergent > 0:
		return &exitError{status: exitUnexpected}
	case m.Incomplete != "":
		return cannotRun("the run is incomplete: %s", m.Incomplete)
	}
	return nil
}

// describeMerge says in one line what became of the reports.
func describeMerge(m report.Merged, files int, policy string) string {
	text := fmt.Sprintf("merged %s: %s", report.Plural(files, "report"), report.Plural(m.Tests, "test"))
	if m.Same > 0 {
		text += fmt.Sprintf(", %d of them more than once with the same result", m.Same)
	}
	if m.Conflicts > 0 {
		text += fmt.Sprintf(", %s settled by taking the %s", report.Plural(m.Conflicts, "conflict"), policy)
	}
	return text + fmt.Sprintf(", %d unexpected", m.Unexpected)
}
