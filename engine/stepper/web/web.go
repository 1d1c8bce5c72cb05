// Package web is the stepper's front end for browsers: one page that has the whole recording in it. Going through the events, the
// world at each of them, breakpoints and conditions are the page's own work, so that it is the same page from a file and from a
// server, and scrubbing asks nobody. A server is asked for what needs the run, or the whole language of expressions.
//
// The page's recording.js, stepper.js, breakpoints.js and expression.js do what engine/recording and engine/stepper do; tests hold
// them to each other.
package web

import (
	"embed"
	"html/template"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/internal/page"
)

//go:embed page
var files embed.FS

// coreScripts need no document; the others draw.
var (
	coreScripts = []string{"page/recording.js", "page/stepper.js", "page/breakpoints.js", "page/expression.js"}
	viewScripts = []string{"page/live.js", "page/nodes.js", "page/panes.js", "page/tabs.js", "page/lanes.js", "page/log.js", "page/main.js"}
)

// What the program behind a page can do.
const (
	liveNothing = ""      // there is none: the page is a file
	liveState   = "state" // it evaluates expressions
	liveRun     = "run"   // it evaluates JavaScript, too
)

// Write writes a session's page as a file that needs no other, and no server.
func Write(w io.Writer, s *stepper.Session) error { return write(w, s, liveNothing) }

func write(w io.Writer, s *stepper.Session, live string) error {
	connect := ""
	if live != liveNothing {
		connect = "'self'"
	}
	p, err := page.New(files, template.FuncMap{"visible": visible}, "page/page.html", "page/page.css", connect, slices.Concat(coreScripts, viewScripts)...)
	if err != nil {
		return err
	}
	d := data(s)
	packed, err := page.Pack(d)
	if err != nil {
		return err
	}
	return p.Write(w, struct {
		*page.Page
		Live, Test string
		Facts      []string
	}{p, live, d.Test, d.Facts}, page.Block{ID: "recording", Packed: packed})
}

// visible leaves out the characters that would not be seen, or would move others.
func visible(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return c
	}, s)
}
