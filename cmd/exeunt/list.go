package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/wpt"
)

func newList() *cobra.Command {
	var from suiteFlags
	var f selectFlags
	var asJSON, explain bool
	cmd := &cobra.Command{
		Use:   "list [TEST|DIR|GLOB …]",
		Short: "List the tests that would run, one URL a line",
		Long: `Lists the tests that "exeunt run" with the same arguments and flags would run,
one URL a line.

With --explain, every file that the arguments name is accounted for: "in", a
test's URL and its file; or "out", the URL or file that does not run, and why.`,
		Example: `  exeunt list
  exeunt list --wpt ~/wpt fetch/fetch-later
  exeunt list --json 'fetch/**/quota/*'
  exeunt list --wpt ~/wpt --tag https --tag '!testdriver' --exclude '[?]' fetch
  exeunt list --wpt ~/wpt --explain dom/events`,
		RunE: func(cmd *cobra.Command, args []string) error {
			suite, err := from.open()
			if err != nil {
				return err
			}
			c, err := f.chooseFrom(cmd, suite, args, explain)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(cmd.OutOrStdout())
			lines := &lister{w: w, json: asJSON, choice: c}
			if explain {
				err = lines.explain()
			} else {
				err = lines.list()
			}
			if err != nil {
				return err
			}
			return w.Flush()
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	from.register(flags)
	f.register(flags)
	flags.BoolVar(&asJSON, "json", false, "one JSON object a line, with all that is known of the test")
	flags.BoolVar(&explain, "explain", false, "say of every file and test why it is in or out")
	return cmd
}

// A lister writes what was chosen.
type lister struct {
	w    io.Writer
	json bool
	*choice
}

// A listed is a test, or with --explain a file without tests, as --json gives it.
type listed struct {
	In         *bool    `json:"in,omitempty"` // with --explain only
	Reason     string   `json:"reason,omitempty"`
	URL        string   `json:"url,omitempty"`
	Path       string   `json:"path"`
	Kind       wpt.Kind `json:"kind"`
	Title      string   `json:"title"`
	Scheme     string   `json:"scheme,omitempty"`
	Subdomain  string   `json:"subdomain"`
	Long       bool     `json:"long"`
	Testdriver bool     `json:"testdriver"`
	Features   string   `json:"features,omitempty"`
	Tags       []string `json:"tags,omitempty"`
	Shard      int      `json:"shard,omitempty"`     // where there are several, counted from 1
	ChangedBy  string   `json:"changedBy,omitempty"` // with --changed-since: a changed file that affects it
}

func (l *lister) test(t wpt.Test) listed {
	return listed{URL: t.URL, Path: t.Path, Kind: wpt.Testharness, Title: t.Title, Scheme: t.Scheme, Subdomain: t.Subdomain, Long: t.Long,
		Testdriver: t.Testdriver, Features: t.Features, Tags: t.Tags(), Shard: l.shards[t.URL], ChangedBy: l.causes[t.Path]}
}

func (l *lister) list() error {
	for _, t := range l.Tests {
		if !l.json {
			fmt.Fprintln(l.w, t.URL)
			continue
		}
		if err := l.object(l.test(t)); err != nil {
			return err
		}
	}
	return nil
}

func (l *lister) object(o listed) error {
	line, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(l.w, "%s\n", line)
	return err
}

// explain accounts for every file, in the order of their paths.
func (l *lister) explain() error {
	for _, file := range l.Files {
		for _, t := range file.Tests {
			reason, out := l.Out[t.URL]
			o := l.test(t)
			in := !out
			o.In, o.Reason = &in, reason
			if err := l.line(o); err != nil {
				return err
			}
		}
		reasons := file.Notes
		if file.Reason != "" {
			reasons = append([]string{file.Reason}, reasons...)
		}
		for _, reason := range reasons {
			in := false
			if err := l.line(listed{In: &in, Reason: reason, Path: file.Path, Kind: file.Kind}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *lister) line(o listed) error {
	switch {
	case l.json:
		return l.object(o)
	case *o.In && o.ChangedBy != "":
		fmt.Fprintf(l.w, "in\t%s\t%s (changed: %s)\n", o.URL, o.Path, o.ChangedBy)
	case *o.In:
		fmt.Fprintf(l.w, "in\t%s\t%s\n", o.URL, o.Path)
	case o.URL != "":
		fmt.Fprintf(l.w, "out\t%s\t%s\n", o.URL, o.Reason)
	default:
		fmt.Fprintf(l.w, "out\t%s\t%s\n", o.Path, o.Reason)
	}
	return nil
}
