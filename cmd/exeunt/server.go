package main

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/harness"
)

// wptserve is what --server calls upstream's own server.
const wptserve = "wptserve"

// serverFlags say who answers the tests.
type serverFlags struct {
	server string
	ports  []string
}

func (f *serverFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.server, "server", "", "`SERVER` that answers the tests; \"wptserve\": have upstream's own server answer, which you started (python3 wpt serve); the engine's clock is real then, and the wire is not observed")
	flags.StringArrayVar(&f.ports, "server-port", nil, "where that server listens, `SCHEME=PORT`")
	flags.MarkHidden("server-port")
}

// check finds mistakes. The clock becomes real unless it was chosen.
func (f *serverFlags) check(cmd *cobra.Command, suite *suiteFlags, clock *string, record string) error {
	switch {
	case f.server == "" && len(f.ports) > 0:
		return misuse("--server-port without --server")
	case f.server == "":
		return nil
	case f.server != wptserve:
		return misuse("--server %q: there is %s, or without the flag our own", f.server, wptserve)
	case suite.wpt == "":
		return misuse("--server %s needs --wpt: it serves a checkout", wptserve)
	case cmd.Flags().Changed("clock") && *clock != "real":
		return misuse("--server %s goes by the real clock, not by --clock %s", wptserve, *clock)
	case record != "":
		return misuse("--record needs our own server: a baseline holds the wire, which --server %s does not show", wptserve)
	}
	*clock = "real"
	return nil
}

// outside finds the server, nil for our own.
func (f *serverFlags) outside(ctx context.Context, s *suite) (*harness.Outside, error) {
	if f.server == "" {
		return nil, nil
	}
	ports := harness.UsualPorts()
	if len(f.ports) > 0 {
		clear(ports)
	}
	for _, p := range f.ports {
		scheme, number, _ := strings.Cut(p, "=")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > 65535 || !slices.Contains(slices.Collect(maps.Keys(harness.UsualPorts())), scheme) {
			return nil, misuse("--server-port %q: want SCHEME=PORT, of http, https or h2", p)
		}
		ports[scheme] = n
	}
	o, err := harness.FindOutside(ctx, ports, s.root)
	if err != nil {
		return nil, cannotRun("--server %s: %v; start it with: cd %s && python3 wpt serve", f.server, err, s.dir)
	}
	return o, nil
}
