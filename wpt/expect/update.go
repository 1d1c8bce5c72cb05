package expect

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// NotJudged is the reason of an entry that no person has looked at.
const NotJudged = "not judged yet (added by --update-expectations)"

// added is the file for tests that no file speaks of, where there are several.
const added = "added.expect"

// An Update is what has to be written so that a run's results are expected.
type Update struct {
	// Files holds the new text of every file that changes, by its name.
	Files map[string]string
	// Changes tells in one line each what is different.
	Changes []string
}

// a place is where results are gathered that one entry speaks of.
type place struct {
	test, subtest string
	harness       bool
}

func (p place) what() string {
	if p.harness {
		return "harness"
	}
	return strconv.Quote(p.subtest)
}

// An edit is what happens to one line, from 1.
type edit struct {
	drop   bool
	line   string   // replaces the line, if not ""
	append []string // lines to put behind it
}

// An updater gathers the edits of one Update.
type updater struct {
	set     *Set
	files   map[string][]string
	edits   map[string]map[int]*edit
	fresh   map[string][]string // lines of new entries of tests that no block is about
	tests   []string            // the keys of fresh, in order
	changes []string
}

// Plan finds what to change in the expectations of fsys, which s was loaded
// from, so that the results of a run are expected. It rewrites the lists of
// statuses that were wrong, drops entries for what now passes, and adds entries
// for what is new; everything else stays as it is. An entry for many tests or
// subtests is not touched: one that is more special overrides it.
func (s *Set) Plan(fsys fs.FS, results []Result) (*Update, error) {
	u := &updater{set: s, files: make(map[string][]string), edits: make(map[string]map[int]*edit),
		fresh: make(map[string][]string)}
	if err := u.read(fsys); err != nil {
		return nil, err
	}
	var places []place
	at := make(map[place][]Result)
	for _, r := range results {
		p := place{r.Test, r.Subtest, r.Harness}
		if at[p] == nil {
			places = append(places, p)
		}
		at[p] = append(at[p], r)
	}
	for _, p := range places {
		u.place(p, at[p])
	}
	return u.finish(), nil
}

func (u *updater) read(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".expect" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err == nil {
			u.files[name] = strings.Split(string(text), "\n")
		}
		return err
	})
}

// place mends what is said of one result, on both sides.
func (u *updater) place(p place, results []Result) {
	wrong := make(map[*Entry]bool)
	var order []*Entry
	add := make(map[string][]string) // side → statuses
	for _, r := range results {
		e := u.set.Of(r)
		switch {
		case !r.Unexpected, e != nil && e.Lists(r.Status):
		case e != nil && e.All && r.Harness && r.Status == "OK":
		case e == nil && r.good():
		case e == nil, e.All, strings.HasSuffix(e.Test, "*"):
			add[r.Side] = insert(add[r.Side], r.Status)
		case !wrong[e]:
			wrong[e] = true
			order = append(order, e)
		}
	}
	for _, e := range order {
		u.mend(e, p, results)
	}
	switch engine, chrome := add[Engine], add[Chrome]; {
	case engine != nil && sameStatuses(engine, chrome):
		u.add(p, Both, engine)
	default:
		if engine != nil {
			u.add(p, Engine, engine)
		}
		if chrome != nil {
			u.add(p, Chrome, chrome)
		}
	}
}

// mend changes an entry that a result contradicts.
func (u *updater) mend(e *Entry, p place, results []Result) {
	seen := make(map[string][]string) // side → statuses
	clean := true                     // nothing but passes, and no wider entry wants something else
	for _, r := range results {
		if u.set.Of(r) != e {
			continue
		}
		seen[r.Side] = insert(seen[r.Side], r.Status)
		behind := u.set.find(r.Test, r.Subtest, r.Harness, r.Side, r.Product, e)
		if !r.good() || behind != nil && !behind.Lists(r.Status) && !(behind.All && r.Harness) {
			clean = false
		}
	}
	side, statuses := e.Side, []string(nil)
	for _, s := range []string{Engine, Chrome} {
		for _, status := range seen[s] {
			statuses = insert(statuses, status)
		}
	}
	if e.Side == Both {
		// What passes on one side only leaves the entry to the other.
		for _, s := range [][2]string{{Engine, Chrome}, {Chrome, Engine}} {
			passes := len(seen[s[0]]) == 1 && (seen[s[0]][0] == "PASS" || p.harness && seen[s[0]][0] == "OK")
			if passes && (len(seen[s[1]]) == 0 || !clean) {
				side, clean = s[1], false
				if statuses = seen[s[1]]; len(statuses) == 0 {
					statuses = e.Statuses
				}
				break
			}
		}
		if side == Both && (len(seen[Engine]) == 0 || len(seen[Chrome]) == 0) {
			for _, status := range e.Statuses {
				statuses = insert(statuses, status)
			}
		}
	}
	if side != e.Side && slices.ContainsFunc(e.Conditions, func(c Condition) bool { return c.Side != side }) {
		side = e.Side // its conditions speak of the other side
		for _, status := range slices.Concat(seen[Engine], seen[Chrome]) {
			statuses = insert(statuses, status)
		}
	}
	if clean {
		for line := e.first; line <= e.last; line++ {
			if word := strings.TrimSpace(u.files[e.file][line-1]); word != "" && word[0] != '#' {
				u.edit(e.file, line).drop = true
			}
		}
		u.change("%s: dropped, it passes: %s %s of %s", e.Where, e.Side, e.What(), e.Test)
		return
	}
	old := u.files[e.file][e.first-1]
	body := strings.TrimLeft(old, " \t\r")
	indent := old[:len(old)-len(body)]
	rest := strings.TrimLeft(body[len(e.Side):], " ")
	_, name, _ := strings.Cut(rest, " ")
	u.edit(e.file, e.first).line = indent + side + " " + strings.Join(statuses, ",") + " " + name
	u.change("%s: %s %s is now %s %s: %s of %s", e.Where, e.Side, strings.Join(e.Statuses, ","), side, strings.Join(statuses, ","), e.What(), e.Test)
}

// add makes a new entry.
func (u *updater) add(p place, side string, statuses []string) {
	lines := []string{side + " " + strings.Join(statuses, ",") + " " + p.what(), "  reason: " + NotJudged, "  link: " + p.test}
	u.change("added: %s %s %s of %s", side, strings.Join(statuses, ","), p.what(), p.test)
	var last *Entry
	for _, e := range u.set.Entries {
		if e.Test == p.test && (last == nil || e.file == last.file) {
			last = e
		}
	}
	if last != nil {
		end := u.edit(last.file, last.last)
		end.append = append(end.append, lines...)
		return
	}
	if u.fresh[p.test] == nil {
		u.tests = append(u.tests, p.test)
	}
	u.fresh[p.test] = append(u.fresh[p.test], lines...)
}

func (u *updater) change(format string, args ...any) {
	u.changes = append(u.changes, fmt.Sprintf(format, args...))
}

func (u *updater) edit(file string, line int) *edit {
	if u.edits[file] == nil {
		u.edits[file] = make(map[int]*edit)
	}
	if u.edits[file][line] == nil {
		u.edits[file][line] = &edit{}
	}
	return u.edits[file][line]
}

// finish applies the edits.
func (u *updater) finish() *Update {
	out := &Update{Files: make(map[string]string), Changes: u.changes}
	for file, edits := range u.edits {
		u.dropHeads(file)
		var lines []string
		for i, line := range u.files[file] {
			e := edits[i+1]
			if e == nil {
				e = &edit{}
			}
			switch {
			case e.drop && len(lines) > 0 && lines[len(lines)-1] == "" && strings.HasPrefix(strings.TrimSpace(line), "test "):
				lines = lines[:len(lines)-1] // the blank line before a block goes with it
			case e.drop:
			case e.line != "":
				lines = append(lines, e.line)
			default:
				lines = append(lines, line)
			}
			lines = append(lines, e.append...)
		}
		out.Files[file] = strings.Join(lines, "\n")
	}
	if len(u.tests) == 0 {
		return out
	}
	target := added
	if len(u.files) == 1 {
		for name := range u.files {
			target = name
		}
	}
	text, ok := out.Files[target]
	if !ok {
		text = strings.Join(u.files[target], "\n")
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	for _, test := range u.tests {
		if text != "" {
			text += "\n"
		}
		text += "test " + test + "\n" + strings.Join(u.fresh[test], "\n") + "\n"
	}
	out.Files[target] = text
	return out
}

// dropHeads drops the line that names a test when no entry follows it any
// more, and no comment that would be left alone.
func (u *updater) dropHeads(file string) {
	head, kept := 0, false
	end := func() {
		if head > 0 && !kept {
			u.edit(file, head).drop = true
		}
	}
	dropped := false
	for i, line := range u.files[file] {
		line = strings.TrimSpace(line)
		e := u.edits[file][i+1]
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "test "):
			if dropped {
				end()
			}
			head, kept, dropped = i+1, false, false
		case e != nil && e.drop:
			dropped = true
			kept = kept || len(e.append) > 0
		case line[0] == '#':
			// A comment after the block's last entry may be about the next one.
		default:
			kept = true
		}
	}
	if dropped {
		end()
	}
}

// insert keeps a list of statuses sorted and without duplicates.
func insert(list []string, status string) []string {
	i, found := slices.BinarySearch(list, status)
	if found {
		return list
	}
	return slices.Insert(slices.Clone(list), i, status)
}

// good reports whether nothing is wrong with the result.
func (r Result) good() bool { return r.Status == "PASS" || r.Harness && r.Status == "OK" }
