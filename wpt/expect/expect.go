// Package expect reads expectation files: results that are known to differ
// from what is wanted, each with the reason why and a link that tells more.
//
// A file is made of lines. "#" begins a comment. A test is named once, its
// entries follow:
//
//	test /fetch/fetch-later/quota.https.window.html
//	engine FAIL "an empty body is refused"
//	  reason: the standard accepts an empty body, the test wants a TypeError
//	  link: docs/decisions/0007-empty-bodies.md
//
// The name of a test may end in "*", which stands for any ending. An entry
// begins with the side it speaks of ("engine", "chrome" or "both"), then the
// statuses that are expected, joined by commas, then the subtest's name in
// quotation marks (Go's), or "*" for every subtest and the harness, or
// "harness" for the harness status alone. Reason and link must be there. A
// line "if: chrome>=150 chrome<157" limits the entry to some versions, "if:
// empty-body!=wpt" to runs with that value of a named behaviour of the engine.
//
// Any other result than those listed is unexpected, PASS too; only of a
// harness status does "*" demand nothing. Where several entries speak of one
// result the most special one counts: the one that names the test, then the one
// with the longer beginning of its name, then the one that names the subtest.
// See docs/expectations.md.
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
	// Conditions must all hold of the side's version, or of the engine's behaviours.
	Conditions []Condition
	// Where is "file:line" of the entry.
	Where string

	file        string
	first, last int // lines of the entry, from 1, with its reason, link and conditions
}

// What names the result that the entry speaks of: the subtest's name in
// quotation marks, "*" or "harness".
func (e *Entry) What() string {
	switch {
	case e.All:
		return "*"
	case e.Harness:
		return "harness"
	}
	return strconv.Quote(e.Subtest)
}

// Lists reports whether the status is among the expected ones.
func (e *Entry) Lists(status string) bool { return slices.Contains(e.Statuses, status) }

// A Set is all expectations of a run. The zero value expects nothing.
type Set struct {
	Entries []*Entry
	// Behaviours are those of the run whose results are asked for.
	Behaviours Behaviours

	// index holds the entries by the test that they name, globs the others.
	index   map[string][]*Entry
	globs   []*Entry
	indexed int
}

// Load reads every file of fsys whose name ends in ".expect", for runs with
// these behaviours.
func Load(fsys fs.FS, behaviours Behaviours) (*Set, error) {
	s := &Set{Behaviours: behaviours}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".expect" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		entries, err := parse(name, string(text), behaviours)
		s.Entries = append(s.Entries, entries...)
		return err
	})
	if err == nil {
		err = conflicts(s.Entries, behaviours)
	}
	if err != nil {
		return nil, fmt.Errorf("expectations: %w", err)
	}
	return s, nil
}

// Parse reads one file's text; name is used in errors.
func Parse(name, text string) ([]*Entry, error) { return parse(name, text, Behaviours{}) }

func parse(name, text string, behaviours Behaviours) ([]*Entry, error) {
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
			e := &Entry{Test: test, Side: word, Where: fmt.Sprintf("%s:%d", name, i+1), file: name, first: i + 1, last: i + 1}
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
			*field, e.last = rest, i+1
		case "if:":
			if len(out) == 0 || out[len(out)-1].Test != test {
				return nil, fail("if: without an entry before it")
			}
			e := out[len(out)-1]
			conditions, err := parseConditions(rest)
			switch {
			case err != nil:
				return nil, fail("%v", err)
			case len(conditions) == 0:
				return nil, fail("empty if")
			case e.Conditions != nil:
				return nil, fail("a second if for one entry")
			}
			for _, c := range conditions {
				if e.Side != Both && e.Side != c.Side {
					return nil, fail("condition %s is not about %s", c, e.Side)
				}
				if err := behaviours.check(c); err != nil {
					return nil, fail("%v", err)
				}
			}
			e.Conditions, e.last = conditions, i+1
		default:
			return nil, fail("%q: want test, engine, chrome, both, reason:, link: or if:", word)
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

// covers reports how specially the entry speaks of a result on a side: 0 when
// it does not.
func (e *Entry) covers(test, subtest string, harness bool, side string, version []int, behaviours Behaviours) int {
	rank := 2*len(test) + 3
	if prefix, glob := strings.CutSuffix(e.Test, "*"); glob {
		if !strings.HasPrefix(test, prefix) {
			return 0
		}
		rank = 2*len(prefix) + 1
	} else if e.Test != test {
		return 0
	}
	if !e.applies(side, version, behaviours) {
		return 0
	}
	switch {
	case e.All:
		return rank
	case e.Harness && harness || !harness && !e.Harness && e.Subtest == subtest:
		return rank + 1
	}
	return 0
}

// Subtest gives the entry that speaks of a subtest on a side, or nil. Product
// is the browser's name and version.
func (s *Set) Subtest(test, subtest, side, product string) *Entry {
	return s.find(test, subtest, false, side, product, nil)
}

// Harness gives the entry that speaks of the harness status on a side, or nil.
func (s *Set) Harness(test, side, product string) *Entry {
	return s.find(test, "", true, side, product, nil)
}

// Of gives the entry that speaks of a result, or nil.
func (s *Set) Of(r Result) *Entry {
	return s.find(r.Test, r.Subtest, r.Harness, r.Side, r.Product, nil)
}

// Names reports whether the entry is about a test.
func (e *Entry) Names(test string) bool {
	prefix, glob := strings.CutSuffix(e.Test, "*")
	return e.Test == test || glob && strings.HasPrefix(test, prefix)
}

// Applies reports whether an entry speaks of this version of a side, with the behaviours of the run.
func (s *Set) Applies(e *Entry, side, product string) bool {
	return e.applies(side, productVersion(product), s.Behaviours)
}

// A Result is one result on one side, as a run found it.
type Result struct {
	Test, Subtest string
	Harness       bool
	Side, Product string
	Status        string
	// Unexpected says that the run counted it, or its counterpart on the other
	// side, as unexpected.
	Unexpected bool
}

// find leaves out one entry, to see what stands behind it.
func (s *Set) find(test, subtest string, harness bool, side, product string, without *Entry) *Entry {
	if s == nil {
		return nil
	}
	version := productVersion(product)
	var best *Entry
	top := 0
	for _, e := range s.candidates(test) {
		if e == without {
			continue
		}
		if rank := e.covers(test, subtest, harness, side, version, s.Behaviours); rank > top {
			best, top = e, rank
		}
	}
	return best
}

// candidates gives the entries that may speak of a test.
func (s *Set) candidates(test string) []*Entry {
	if s.index == nil || s.indexed != len(s.Entries) {
		s.index, s.indexed = make(map[string][]*Entry), len(s.Entries)
		s.globs = nil
		for _, e := range s.Entries {
			if strings.HasSuffix(e.Test, "*") {
				s.globs = append(s.globs, e)
			} else {
				s.index[e.Test] = append(s.index[e.Test], e)
			}
		}
	}
	exact := s.index[test]
	if len(s.globs) == 0 {
		return exact
	}
	return slices.Concat(exact, s.globs)
}

// Statuses lists those that an entry may have.
func Statuses() []string { return slices.Clone(statuses) }
