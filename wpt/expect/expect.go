// Package expect reads expectation files: results that are known to differ
// from what is wanted, each with the reason why and a link that tells more.
//
// A file is made of lines. "#" begins a comment. A test is named once, its
// entries follow:
//
//	test /fetch/fetch-later/quota.https.window.html
//	engine FAIL "an empty body is refused"
//	  reason: the standard accepts an empty body, the test wants a TypeError
//	  link: docs/decisions/0003-empty-body.md
//
// The name of a test may end in "*", which stands for any ending. An entry
// begins with the side it speaks of ("engine", "chrome" or "both"), then the
// statuses that are expected, joined by commas, then the subtest's name in
// quotation marks (Go's), or "*" for every subtest and the harness, or
// "harness" for the harness status alone. Reason and link must be there.
package expect

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Sides an entry can speak of.
const (
	Engine = "engine"
	Chrome = "chrome"
	Both   = "both"
)

// statuses that exist, of subtests and of the harness.
var statuses = []string{"PASS", "FAIL", "TIMEOUT", "NOTRUN", "PRECONDITION_FAILED", "OK", "ERROR", "CRASH", "SKIP", "MISSING"}

// Missing is the status of a subtest that a side never made.
const Missing = "MISSING"

// An Entry is one expected result.
type Entry struct {
	// Test is a test URL, or a beginning of one followed by "*".
	Test string
	// Side is Engine, Chrome or Both.
	Side string
	// Statuses holds the expected ones.
	Statuses []string
	// Subtest is the subtest's name; with All or Harness set it is empty.
	Subtest      string
	All, Harness bool
	Reason, Link string
	// Where is "file:line" of the entry.
	Where string
}

// A Set is all expectations of a run. The zero value expects nothing.
type Set struct {
	Entries []*Entry
}

// Load reads every file of fsys whose name ends in ".expect".
func Load(fsys fs.FS) (*Set, error) {
	s := &Set{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".expect" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		entries, err := Parse(name, string(text))
		s.Entries = append(s.Entries, entries...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("expectations: %w", err)
	}
	return s, nil
}

// Parse reads one file's text; name is used in errors.
func Parse(name, text string) ([]*Entry, error) {
	var out []*Entry
	test := ""
	for i, line := range strings.Split(text, "\n") {
		fail := func(format string, args ...any) error {
			return fmt.Errorf("%s:%d: %s", name, i+1, fmt.Sprintf(format, args...))
		}
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch word {
		case "test":
			if err := complete(out); err != nil {
				return nil, err
			}
			if !strings.HasPrefix(rest, "/") {
				return nil, fail("a test is named by its URL, beginning with a slash")
			}
			test = rest
		case Engine, Chrome, Both:
			if err := complete(out); err != nil {
				return nil, err
			}
			if test == "" {
				return nil, fail("an entry before the first test")
			}
			e := &Entry{Test: test, Side: word, Where: fmt.Sprintf("%s:%d", name, i+1)}
			if err := e.parse(rest); err != nil {
				return nil, fail("%v", err)
			}
			out = append(out, e)
		case "reason:", "link:":
			if len(out) == 0 || out[len(out)-1].Test != test {
				return nil, fail("%s without an entry before it", word)
			}
			if rest == "" {
				return nil, fail("empty %s", strings.TrimSuffix(word, ":"))
			}
			e := out[len(out)-1]
			field := &e.Reason
			if word == "link:" {
				field = &e.Link
			}
			if *field != "" {
				return nil, fail("a second %s for one entry", strings.TrimSuffix(word, ":"))
			}
			*field = rest
		default:
			return nil, fail("%q: want test, engine, chrome, both, reason: or link:", word)
		}
	}
	if err := complete(out); err != nil {
		return nil, err
	}
	return out, nil
}

// complete checks the last entry before another one begins.
func complete(entries []*Entry) error {
	if len(entries) == 0 {
		return nil
	}
	e := entries[len(entries)-1]
	if e.Reason == "" {
		return fmt.Errorf("%s: no reason given", e.Where)
	}
	if e.Link == "" {
		return fmt.Errorf("%s: no link given", e.Where)
	}
	return nil
}

func (e *Entry) parse(rest string) error {
	list, name, ok := strings.Cut(rest, " ")
	if !ok {
		return fmt.Errorf("want statuses and a subtest")
	}
	for _, s := range strings.Split(list, ",") {
		if !slices.Contains(statuses, s) {
			return fmt.Errorf("unknown status %q", s)
		}
		e.Statuses = append(e.Statuses, s)
	}
	switch name = strings.TrimSpace(name); name {
	case "*":
		e.All = true
	case "harness":
		e.Harness = true
	default:
		unquoted, err := strconv.Unquote(name)
		if err != nil {
			return fmt.Errorf("the subtest's name is not in quotation marks: %s", name)
		}
		e.Subtest = unquoted
	}
	return nil
}

// covers reports whether the entry speaks of this result.
func (e *Entry) covers(test, subtest string, harness bool, side, status string) bool {
	if prefix, glob := strings.CutSuffix(e.Test, "*"); glob {
		if !strings.HasPrefix(test, prefix) {
			return false
		}
	} else if e.Test != test {
		return false
	}
	if e.Side != side && e.Side != Both {
		return false
	}
	if !slices.Contains(e.Statuses, status) {
		return false
	}
	return e.All || e.Harness && harness || !harness && !e.Harness && e.Subtest == subtest
}

// Subtest gives the entry that expects this status of a subtest on a side, or nil.
func (s *Set) Subtest(test, subtest, side, status string) *Entry {
	return s.find(test, subtest, false, side, status)
}

// Harness gives the entry that expects this harness status on a side, or nil.
func (s *Set) Harness(test, side, status string) *Entry {
	return s.find(test, "", true, side, status)
}

func (s *Set) find(test, subtest string, harness bool, side, status string) *Entry {
	if s == nil {
		return nil
	}
	for _, e := range s.Entries {
		if e.covers(test, subtest, harness, side, status) {
			return e
		}
	}
	return nil
}
