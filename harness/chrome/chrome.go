// Package chrome finds real Chrome, says how to start it as a side of a run,
// and keeps recorded results that stand in where there is none.
package chrome

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/exeunt/exeunt/harness"
)

// names under which a browser is looked for in PATH, the full browser first:
// headless-shell has no back/forward cache.
var (
	fullNames  = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}
	shellNames = []string{"chromium-headless-shell", "headless-shell", "headless_shell", "chrome-headless-shell"}
	macPath    = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
)

// versionLimit is how long a program may take to say its version.
const versionLimit = 10 * time.Second

// ErrNotFound says that no Chrome is installed where it is looked for.
var ErrNotFound = errors.New("no Chrome or Chromium found")

// An Install is a Chrome that can be started, or one that runs already.
type Install struct {
	Path     string // the program; empty with Endpoint
	Endpoint string // ws://… or http://…
	// Endpoints are those of several, a grid; Endpoint is empty then.
	Endpoints []string
	Version   string // as it says itself, such as "Chromium 156.0.7777.1"
	Shell     bool   // headless-shell, which knows no other mode
	Headful   bool   // show its windows
}

// FindAny is Find for a list: nothing, one program or address, or several addresses.
func FindAny(ctx context.Context, where []string, shell bool) (*Install, error) {
	switch len(where) {
	case 0:
		return Find(ctx, "", shell)
	case 1:
		return Find(ctx, where[0], shell)
	}
	for i, w := range where {
		if !IsAddress(w) {
			return nil, fmt.Errorf("%s is no address: of several browsers each must run already (ws://…)", w)
		}
		if slices.Contains(where[:i], w) {
			return nil, fmt.Errorf("%s is named twice", w)
		}
	}
	return &Install{Endpoints: where}, nil
}

// Find gives the Chrome that where names: a program, the address of a running
// one (ws://…, http://…), or with "" the first that PATH has: the full browser,
// or headless-shell if shell prefers it or there is no other. A program that is
// no browser is an error, and so is a path that leads nowhere; with "" the
// error wraps ErrNotFound.
func Find(ctx context.Context, where string, shell bool) (*Install, error) {
	if IsAddress(where) {
		return &Install{Endpoint: where}, nil
	}
	if where != "" {
		path, err := exec.LookPath(where)
		if err != nil {
			return nil, fmt.Errorf("%s is no browser: %w", where, unwrap(err))
		}
		return probe(ctx, path)
	}
	names := slices.Concat(fullNames, shellNames)
	if shell {
		names = slices.Concat(shellNames, fullNames)
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return probe(ctx, path)
		}
	}
	if !shell && runtime.GOOS == "darwin" {
		if _, err := os.Stat(macPath); err == nil {
			return probe(ctx, macPath)
		}
	}
	return nil, fmt.Errorf("%w in PATH (looked for %s)", ErrNotFound, strings.Join(names, ", "))
}

// IsAddress reports whether s is the address of a browser that runs already.
func IsAddress(s string) bool {
	for _, scheme := range []string{"ws://", "wss://", "http://", "https://"} {
		if strings.HasPrefix(s, scheme) {
			return true
		}
	}
	return false
}

// unwrap leaves out that a look-up failed, which the message says already.
func unwrap(err error) error {
	var e *exec.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// product matches what a Chrome of any make says of itself.
var product = regexp.MustCompile(`(?i)\b(chrom(e|ium)|headless ?shell|headlesschrome|edge|brave)\b.*\d+\.\d+`)

// probe asks the program for its version, which no program but a browser
// answers with a browser's name.
func probe(ctx context.Context, path string) (*Install, error) {
	ctx, cancel := context.WithTimeout(ctx, versionLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--version")
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s is no browser: it does not say its version", path)
	case err != nil && len(out) == 0:
		return nil, fmt.Errorf("%s is no browser: %s --version: %w", path, path, err)
	case !product.MatchString(first):
		return nil, fmt.Errorf("%s is no browser: it says its version is %q", path, first)
	}
	return &Install{Path: path, Version: first, Shell: strings.Contains(path, "headless-shell") || strings.Contains(path, "headless_shell")}, nil
}

// resolver maps the names of the tests to this machine and keeps the names
// that must not exist from existing.
const resolver = "MAP nonexistent.*.test ^NOTFOUND, MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1"

// Command gives the command line that starts the browser for tests: as it is
// shipped, but quiet, alone, and with the tests' names and certificates.
func (in *Install) Command(flags []string) func(harness.Env) []string {
	return func(env harness.Env) []string {
		argv := []string{in.Path,
			"--remote-debugging-port=0", "--remote-debugging-address=127.0.0.1",
			"--user-data-dir=" + env.Profile,
			"--host-resolver-rules=" + resolver,
			"--ignore-certificate-errors-spki-list=" + env.SPKI,
			"--disable-popup-blocking", "--no-first-run", "--no-default-browser-check",
			"--disable-quic", "--disable-background-networking", "--disable-component-update",
			"--disable-sync", "--disable-default-apps", "--disable-extensions", "--disable-breakpad",
			"--disable-client-side-phishing-detection", "--disable-search-engine-choice-screen",
			"--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
			"--disable-renderer-backgrounding", "--disable-hang-monitor", "--disable-ipc-flooding-protection",
			"--metrics-recording-only", "--mute-audio", "--password-store=basic", "--use-mock-keychain",
			"--disable-dev-shm-usage", "--force-color-profile=srgb",
		}
		switch {
		case in.Headful:
		case in.Shell:
			argv = append(argv, "--headless")
		default:
			argv = append(argv, "--headless=new")
		}
		if os.Geteuid() == 0 {
			argv = append(argv, "--no-sandbox") // it refuses to run as root otherwise
		}
		for _, f := range flags {
			if !strings.HasPrefix(f, "-") {
				f = "--" + f
			}
			argv = append(argv, f)
		}
		return append(argv, "about:blank")
	}
}

// Browser gives the side of a run that this Chrome is, with so many tabs.
func (in *Install) Browser(flags []string, tabs int) harness.Browser {
	return harness.Browser{Name: "chrome", Command: in.Command(flags), Endpoint: in.Endpoint, Endpoints: in.Endpoints, Processes: 1, Tabs: tabs}
}
