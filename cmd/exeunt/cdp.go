package main

import "github.com/spf13/cobra"

// newCDPCommand gives "exeunt cdp", which serves the engine over CDP.
func newCDPCommand() *cobra.Command {
	return &cobra.Command{
		Use:                "cdp",
		Short:              "Serve the engine to a Chrome DevTools Protocol client",
		DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error {
			return cannotRun("this build has no engine")
		},
	}
}
