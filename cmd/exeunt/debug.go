package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime"
	"slices"
	"sync"

	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/chrome"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt/expect"
)

// debugFlags open the run to a debugger.
type debugFlags struct {
	pause    bool
	pauseOn  string
	devtools bool
	headful  bool
}

func (f *debugFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.pause, "pause-after-test", false, "keep each test's page when it has ended, until Enter is pressed")
	flags.StringVar(&f.pauseOn, "pause-on", "", "keep the page only after a test with `WHAT`: unexpected (results)")
	flags.BoolVar(&f.devtools, "devtools", false, "print the addresses that a debugger can attach to")
	flags.BoolVar(&f.headful, "headful", false, "show Chrome's windows")
}

func (f *debugFlags) pauses() bool { return f.pause || f.pauseOn != "" }

// check finds mistakes. Whoever looks at a page looks at one, so tests then run one by one.
func (f *debugFlags) check(jobs *int, browsers, address []string) error {
	switch {
	case f.pauseOn != "" && f.pauseOn != failUnexpected:
		return misuse("--pause-on %q: there is unexpected", f.pauseOn)
	case f.pauses() && *jobs > 1:
		return misuse("to pause after a test they must run one by one, not with --jobs %d", *jobs)
	case f.headful && !slices.Contains(browsers, "chrome"):
		return misuse("--headful is Chrome's, which is not among the browsers")
	case f.headful && slices.ContainsFunc(address, chrome.IsAddress):
		return misuse("--headful: the Chrome of --chrome ws://… runs already")
	case f.headful && runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return misuse("--headful needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set")
	}
	if f.pauses() {
		*jobs = 1
	}
	return nil
}

// A pauser asks before a page goes.
type pauser struct {
	flags        *debugFlags
	expectations *expect.Set
	notes        io.Writer

	mu    sync.Mutex
	lines chan struct{} // one for each line that was typed; closed at their end
}

func (f *debugFlags) pauser(in io.Reader, notes io.Writer, e *expect.Set) func(context.Context, harness.Pause) {
	if !f.pauses() {
		return nil
	}
	p := &pauser{flags: f, expectations: e, notes: notes, lines: make(chan struct{})}
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			p.lines <- struct{}{}
		}
	}()
	return p.pause
}

func (p *pauser) pause(ctx context.Context, t harness.Pause) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.flags.pause && !p.unexpected(t) {
		return
	}
	fmt.Fprintf(p.notes, "exeunt: paused after %s in %s (%s), attach to %s\nexeunt: press Enter to go on\n", t.Test.URL, t.Browser, t.Observation.Status, t.Page)
	select {
	case <-p.lines:
	case <-ctx.Done():
	}
}

// unexpected judges one browser's result by itself: of the other's nothing is known yet.
func (p *pauser) unexpected(t harness.Pause) bool {
	r := &report.Run{Expectations: p.expectations}
	side := &report.Side{Name: t.Browser}
	if t.Browser == "chrome" {
		r.Chrome = side
		r.Add(t.Test.URL, t.Test.Path, nil, t.Observation)
	} else {
		r.Engine = side
		r.Add(t.Test.URL, t.Test.Path, t.Observation, nil)
	}
	return r.Unexpected() > 0
}

// started tells where a debugger finds a browser.
func (f *debugFlags) started(notes io.Writer) func(browser, address string) {
	if !f.devtools {
		return nil
	}
	return func(browser, address string) {
		list := ""
		if u, err := url.Parse(address); err == nil {
			list = fmt.Sprintf(", its pages are at http://%s/json/list", u.Host)
		}
		fmt.Fprintf(notes, "exeunt: %s listens on %s%s\n", browser, address, list)
	}
}
