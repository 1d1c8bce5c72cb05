package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/compare"
)

// progress tells how far a run is: with a bar on a terminal, with a line a
// test elsewhere.
type progress struct {
	w   io.Writer
	bar *progressbar.ProgressBar
}

func newProgress(w io.Writer, total int) *progress {
	p := &progress{w: w}
	if f, ok := w.(*os.File); ok && isTerminal(f) && os.Getenv("TERM") != "dumb" {
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(24), progressbar.OptionThrottle(50*time.Millisecond), progressbar.OptionClearOnFinish(),
			progressbar.OptionEnableColorCodes(os.Getenv("NO_COLOR") == ""), progressbar.OptionSetPredictTime(true))
	}
	return p
}

// test takes one test that ended.
func (p *progress) test(e harness.Progress) {
	if p.bar != nil {
		p.bar.Describe(e.Browser)
		p.bar.Add(1)
		return
	}
	o := e.Observation
	text := fmt.Sprintf("%d/%d %s %s %s", e.Done, e.Total, e.Browser, o.Status, e.Test.URL)
	if n := len(o.Subtests); n > 0 || o.Status == compare.OK {
		text += fmt.Sprintf(" %d/%d", o.Passes(), n)
	}
	fmt.Fprintln(p.w, text)
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Finish()
		p.bar.Clear()
	}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
