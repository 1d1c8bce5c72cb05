package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/harness/report"
)

// expectFlags are the flags of "exeunt run" about expectations.
type expectFlags struct {
	expect string
	update bool
}

func (f *expectFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.expect, "expect", "", "read expectations from `DIR` instead of those in the program")
	flags.BoolVar(&f.update, "update-expectations", false, "rewrite the files in --expect so that this run's results are expected")
}

func (f *expectFlags) check() error {
	if f.update && f.expect == "" {
		return misuse("--update-expectations needs --expect DIR: the expectations in the program cannot be rewritten")
	}
	return nil
}

// rewrite does what --update-expectations asks for.
func (f *expectFlags) rewrite(result *report.Run, w io.Writer) error {
	if result.Incomplete != "" {
		fmt.Fprintln(w, "expectations: left as they are, the run is incomplete")
		return nil
	}
	update, err := result.Expectations.Plan(os.DirFS(f.expect), result.Results())
	if err != nil {
		return cannotRun("--update-expectations: %v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(update.Files)) {
		err := report.WriteFile(filepath.Join(f.expect, name), nil, func(w io.Writer) error {
			_, err := io.WriteString(w, update.Files[name])
			return err
		})
		if err != nil {
			return cannotRun("--update-expectations: %v", err)
		}
	}
	for _, change := range update.Changes {
		fmt.Fprintf(w, "expectations: %s\n", report.OneLine(change))
	}
	if len(update.Changes) == 0 {
		fmt.Fprintln(w, "expectations: nothing to change")
	}
	return nil
}

// checkExpect gives a clear error unless dir can be read as a folder. One that
// is to be filled may be empty.
func (f *expectFlags) checkExpect() error {
	if f.expect == "" {
		return nil
	}
	if f.update {
		info, err := os.Stat(f.expect)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return misuse("--expect: %v; make the folder first", err)
		case err != nil:
			return misuse("--expect: %v", err)
		case !info.IsDir():
			return misuse("--expect: %s is no folder", f.expect)
		}
		return nil
	}
	return checkDir("--expect", f.expect)
}

// known lists the URLs of all tests in the folders that were looked at.
func (c *choice) known() []string {
	urls := []string{}
	for _, f := range c.manifest.Files {
		for _, t := range f.Tests {
			urls = append(urls, t.URL)
		}
	}
	return urls
}
