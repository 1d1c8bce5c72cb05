package main

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt/server"
)

func newServe() *cobra.Command {
	var from suiteFlags
	var ports []int
	var ca string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the tests, for a browser of your own",
		Long: `Serves the tests on loopback until interrupted, and writes one line for every
request. The names (web-platform.test and its relatives) must lead to this
machine, and the authority that --ca writes must be trusted; a Chrome takes the
flags that are printed at the start.

Exit status: 0, 2 misuse, 3 could not run.`,
		Example: `  exeunt serve
  exeunt serve --wpt ~/wpt --port 8000,8443 --ca ca.pem`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			suite, err := from.open()
			if err != nil {
				return err
			}
			if len(ports) > 2 {
				return misuse("--port takes the http and the https port, got %d numbers", len(ports))
			}
			chosen := make(map[string][]int)
			for i, p := range ports {
				if p < 0 || p > 65535 {
					return misuse("--port %d is no port", p)
				}
				chosen[[]string{"http", "https"}[i]] = []int{p}
			}
			authority, err := server.NewAuthority()
			if err != nil {
				return cannotRun("the certificate authority: %v", err)
			}
			if ca != "" {
				write := func(w io.Writer) error { _, err := w.Write(authority.CACertPEM()); return err }
				if err := report.WriteFile(ca, cmd.OutOrStdout(), write); err != nil {
					return misuse("--ca: %v", err)
				}
			}
			var mu sync.Mutex
			out := cmd.OutOrStdout()
			s, err := server.Start(cmd.Context(), server.Options{Root: suite.root, Overlay: suite.overlay, Dir: absolute(suite.dir), Ports: chosen, Authority: authority, Seed: seed,
				Log: func(r server.Request) {
					mu.Lock()
					defer mu.Unlock()
					fmt.Fprintf(out, "%s %s %s %d\n", r.Proto, r.Method, r.URL, r.Status)
				}})
			if err != nil {
				return cannotRun("the test server: %v", err)
			}
			defer s.Close()
			mu.Lock()
			for _, scheme := range slices.Sorted(maps.Keys(s.Ports())) {
				fmt.Fprintf(cmd.ErrOrStderr(), "%-6s %v\n", scheme, s.Ports()[scheme])
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "open   http://web-platform.test:%d/ with\n       --host-resolver-rules='MAP *.test 127.0.0.1' --ignore-certificate-errors-spki-list=%s --user-data-dir=DIR\n",
				s.Ports()["http"][0], authority.SPKI())
			mu.Unlock()
			<-cmd.Context().Done()
			return nil
		},
	}
	from.register(cmd.Flags())
	cmd.Flags().IntSliceVar(&ports, "port", nil, "the http and the https `PORT`; by default the usual ones if they are free")
	cmd.Flags().StringVar(&ca, "ca", "", "write the certificate authority to `FILE` (PEM)")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed `N` of the random values in pages")
	return cmd
}

// absolute makes the folder's name independent of where the program stands.
func absolute(dir string) string {
	if dir == "" {
		return ""
	}
	if path, err := filepath.Abs(dir); err == nil {
		return path
	}
	return dir
}
