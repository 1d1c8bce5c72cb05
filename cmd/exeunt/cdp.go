package main

import (
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp"
	"github.com/exeunt/exeunt/fetch"
)

// cdpFlags are the flags of "exeunt cdp".
type cdpFlags struct {
	listen, ca, clock, codeCache string
	seed                         uint64
	resolve, behaviour           []string
	exitWithStdin                bool
	processors                   int
}

// newCDPCommand gives "exeunt cdp", which serves the engine over CDP.
func newCDPCommand() *cobra.Command {
	f := &cdpFlags{}
	c := &cobra.Command{
		Use:   "cdp",
		Short: "Serve the engine to a Chrome DevTools Protocol client",
		Long: `Serves the engine to a Chrome DevTools Protocol client such as chromedp, Puppeteer or
Playwright. The address goes to standard error, as Chrome's does. It serves until interrupted.

Exit status: 0, 2 misuse, 3 could not run.`,
		Example: `  exeunt cdp
  exeunt cdp --listen 127.0.0.1:9222
  exeunt cdp --resolve '*.test=127.0.0.1' --ca ca.pem --behave empty-body=wpt`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			runtime.GOMAXPROCS(f.processors)
			if err := engine.SetCodeCache(f.codeCache); err != nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "exeunt: %v; scripts are compiled each time\n", err)
			}
			return serveCDP(cmd.ErrOrStderr(), o, f.listen, f.exitWithStdin)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:9222", "`ADDRESS` to listen on; port 0 takes a free one")
	flags.Uint64Var(&f.seed, "seed", 1, "seed `N` of everything random")
	flags.StringArrayVar(&f.resolve, "resolve", nil, "`PATTERN=ADDRESS` of hosts, such as '*.test=127.0.0.1'; repeatable")
	flags.StringVar(&f.ca, "ca", "", "`FILE` with the certificate authorities to trust")
	flags.StringVar(&f.clock, "clock", "real", "`CLOCK` that pages start with: real or virtual")
	flags.StringArrayVar(&f.behaviour, "behave", nil, "named behaviour `NAME=VALUE`, or all those of standard, upstream or chrome; repeatable (\"exeunt run --behave list\" tells them)")
	flags.StringVar(&f.codeCache, "code-cache", "", "keep compiled scripts in `DIR`, writable by nobody else; \"\" keeps none")
	flags.IntVar(&f.processors, "processors", 0, "use `N` processors at the same time; 0 for all")
	flags.BoolVar(&f.exitWithStdin, "exit-with-stdin", false, "end when standard input is closed")
	return c
}

// options checks the flags and makes the server's options of them.
func (f *cdpFlags) options() (cdp.Options, error) {
	o := engine.Options{Seed: f.seed}
	for _, r := range f.resolve {
		pattern, address, ok := strings.Cut(r, "=")
		if !ok {
			return cdp.Options{}, misuse("--resolve %q: want PATTERN=ADDRESS", r)
		}
		if o.Resolve == nil {
			o.Resolve = map[string]string{}
		}
		o.Resolve[pattern] = address
	}
	var err error
	if o.Behaviours, err = engine.ParseBehaviours(f.behaviour); err != nil {
		return cdp.Options{}, misuse("--behave %v", err)
	}
	if f.processors < 0 {
		return cdp.Options{}, misuse("--processors %d: want a positive number, or 0 for all", f.processors)
	}
	if f.clock != "real" && f.clock != "virtual" {
		return cdp.Options{}, misuse("--clock %q: want real or virtual", f.clock)
	}
	if f.ca != "" {
		pem, err := os.ReadFile(f.ca)
		if err != nil {
			return cdp.Options{}, misuse("--ca: %v", err)
		}
		o.RootCAs = x509.NewCertPool()
		if !o.RootCAs.AppendCertsFromPEM(pem) {
			return cdp.Options{}, misuse("--ca %s: no certificate in it", f.ca)
		}
	}
	// The contexts share connections, and nothing else: a handshake costs more than many a page.
	o.Network = fetch.HTTPNetwork(fetch.HTTPOptions{Resolve: o.Resolve, RootCAs: o.RootCAs})
	return cdp.Options{Engine: o, Virtual: f.clock == "virtual"}, nil
}

// serveCDP serves until a signal, the end of standard input or a client ends it.
func serveCDP(w io.Writer, o cdp.Options, address string, exitWithStdin bool) error {
	// Dates without a zone must mean the same everywhere; pages are small, so is the process.
	time.Local = time.UTC
	debug.SetGCPercent(100)
	l, err := net.Listen("tcp", address)
	if err != nil {
		return cannotRun("cannot listen on %s: %v", address, err)
	}
	end := make(chan struct{}, 3)
	o.OnClose = func() { end <- struct{}{} }
	s := cdp.NewServer(o, l.Addr().String())
	fmt.Fprintf(w, "DevTools listening on %s\n", s.URL())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if exitWithStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			end <- struct{}{}
		}()
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		if err != nil {
			return cannotRun("serve CDP: %v", err)
		}
		return nil
	case <-end:
	case <-signals:
	}
	return s.Close()
}
