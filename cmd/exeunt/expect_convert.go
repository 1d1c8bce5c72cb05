package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt/expect"
	"github.com/exeunt/exeunt/wpt/expect/ini"
)

func newExpect() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "expect",
		Short: "Convert expectations from and to upstream's .ini metadata",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newExpectImport(), newExpectExport())
	return cmd
}

// twoArguments says in our own words what cobra.ExactArgs(2) demands.
func twoArguments(names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 2 {
			return misuse("%s takes %s (see %q)", cmd.Name(), names, cmd.CommandPath()+" --help")
		}
		return nil
	}
}

func newExpectImport() *cobra.Command {
	var side string
	var given []string
	cmd := &cobra.Command{
		Use:   "import DIR FILE",
		Short: "Make an expectation file of upstream's metadata",
		Long: `Reads the .ini files in DIR and writes an expectation file ("-": standard
output). What cannot be expressed is told by file and line on standard error.

Exit status: 0 all was expressed, 1 something was not (FILE is written), 2 misuse.`,
		Example: "  exeunt expect import --browser chrome --var os=linux metadata e/chrome.expect",
		Args:    twoArguments("DIR and FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkSide(side); err != nil {
				return err
			}
			variables := map[string]string{"product": side}
			for _, v := range given {
				name, value, ok := strings.Cut(v, "=")
				if !ok || name == "" {
					return misuse("--var %q: want NAME=VALUE", v)
				}
				variables[name] = value
			}
			if err := checkDir("DIR", args[0]); err != nil {
				return err
			}
			text, problems, err := ini.Import(os.DirFS(args[0]), side, variables)
			if err != nil {
				return misuse("%v", err)
			}
			if err := writeText(args[1], text, cmd.OutOrStdout()); err != nil {
				return cannotRun("%v", err)
			}
			return tell(cmd.ErrOrStderr(), problems)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&side, "browser", expect.Chrome, "`NAME` of the browser whose results these are, engine or chrome; \"product\" in conditions")
	flags.StringArrayVar(&given, "var", nil, "the value of a condition's variable, `NAME=VALUE`; repeatable")
	return cmd
}

func newExpectExport() *cobra.Command {
	var side string
	cmd := &cobra.Command{
		Use:   "export DIR OUT",
		Short: "Make upstream's metadata of expectation files",
		Long: `Reads the .expect files in DIR and writes .ini files below OUT, over those of the
same name. What cannot be expressed is told by file and line on standard error.

Exit status: 0 all was expressed, 1 something was not (the rest is written), 2 misuse.`,
		Example: "  exeunt expect export --browser chrome wpt/expect/upstream metadata",
		Args:    twoArguments("DIR and OUT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkSide(side); err != nil {
				return err
			}
			if err := checkDir("DIR", args[0]); err != nil {
				return err
			}
			set, err := expect.Load(os.DirFS(args[0]), behaviours(nil))
			if err != nil {
				return misuse("%v", err)
			}
			files, problems := ini.Export(set, side)
			if len(files) == 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "exeunt: note: %s lists nothing that can be written for %s\n", args[0], side)
			}
			for _, name := range slices.Sorted(maps.Keys(files)) {
				file := filepath.Join(args[1], filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					return cannotRun("%v", err)
				}
				if err := writeText(file, files[name], nil); err != nil {
					return cannotRun("%v", err)
				}
			}
			return tell(cmd.ErrOrStderr(), problems)
		},
	}
	cmd.Flags().StringVar(&side, "browser", expect.Chrome, "`NAME` of the browser whose expectations to write, engine or chrome")
	return cmd
}

func checkSide(side string) error {
	if side != expect.Engine && side != expect.Chrome {
		return misuse("unknown browser %q; there are engine and chrome", side)
	}
	return nil
}

func writeText(name, text string, stdout io.Writer) error {
	return report.WriteFile(name, stdout, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// tell lists what could not be converted.
func tell(w io.Writer, problems []string) error {
	for _, p := range problems {
		fmt.Fprintf(w, "%s\n", report.OneLine(p))
	}
	if len(problems) > 0 {
		return &exitError{status: exitUnexpected}
	}
	return nil
}
