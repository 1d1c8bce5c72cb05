// Command exeunt runs web-platform tests in its own navigation engine and in
// real Chrome, and tells where they differ. See "exeunt --help".
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	go func() {
		<-ctx.Done()
		stop()
	}()
	os.Exit(execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// execute runs one command line and gives its exit status.
func execute(ctx context.Context, args []string, stdin *os.File, stdout, stderr *os.File) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && err.Error() != "" {
		fmt.Fprintf(stderr, "exeunt: %s\n", strings.TrimSpace(strings.ReplaceAll(err.Error(), "\n", " ")))
	}
	return exitStatus(err)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "exeunt",
		Short: "Navigation, unloading and deferred fetching, tested against real Chrome",
		Long: `Exeunt is a headless navigation engine and a harness that runs the same
web-platform tests in it and in real Chrome, and says where they differ.

Exit status: 0 as expected, 1 unexpected results, 2 misuse,
3 could not run, 130 interrupted.`,
		Example: `  exeunt run                                   the built-in suite, compared
  exeunt run --browser engine fetch/fetch-later
  exeunt run --wpt ~/wpt --report html=report.html fetch/fetch-later
  exeunt serve --wpt ~/wpt`,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		Args:                       cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			text := fmt.Sprintf("unknown command %q", args[0])
			if s := cmd.SuggestionsFor(args[0]); len(s) > 0 {
				text += "; did you mean " + strings.Join(s, " or ") + "?"
			}
			return misuse("%s", text)
		},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return misuse("%v%s (see %q)", err, suggestFlag(cmd, err.Error()), cmd.CommandPath()+" --help")
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newRun(), newList(), newDiff(), newMerge(), newServe(), newExplain(), newStep(), newCoverage(), newExpect(), newCDPCommand(), newVersion())
	return root
}
