package main

import (
	"bufio"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"
)

func newList() *cobra.Command {
	var from suiteFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [TEST|DIR|GLOB …]",
		Short: "List the tests that would run, one URL a line",
		Example: `  exeunt list
  exeunt list --wpt ~/wpt fetch/fetch-later
  exeunt list --json 'fetch/**/quota*'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			suite, err := from.open()
			if err != nil {
				return err
			}
			list, err := suite.discover(args)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(cmd.OutOrStdout())
			for _, t := range list {
				if !asJSON {
					fmt.Fprintln(w, t.URL)
					continue
				}
				line, err := json.Marshal(map[string]any{"url": t.URL, "path": t.Path, "title": t.Title, "scheme": t.Scheme,
					"subdomain": t.Subdomain, "long": t.Long, "testdriver": t.Testdriver})
				if err != nil {
					return err
				}
				fmt.Fprintf(w, "%s\n", line)
			}
			return w.Flush()
		},
	}
	from.register(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line, with all that is known of the test")
	return cmd
}
