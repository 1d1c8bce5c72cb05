package ini

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/wpt/expect"
)

// Imported is the reason of an imported entry without a comment of its own.
const Imported = "not judged yet (imported from upstream's metadata)"

// Import turns all metadata files of fsys into one expectation file for a side.
// Variables are those of conditions, "os" for instance. What cannot be said, or
// read, comes back as problems, each beginning with file:line.
func Import(fsys fs.FS, side string, variables map[string]string) (text string, problems []string, err error) {
	var out strings.Builder
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".ini" {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		i := &importer{name: name, side: side, variables: variables, out: &out, seen: map[string]string{}}
		root, err := parse(name, string(content))
		if err != nil {
			problems = append(problems, err.Error())
			return nil
		}
		i.file(root)
		problems = append(problems, i.problems...)
		return nil
	})
	return out.String(), problems, err
}

type importer struct {
	name, side string
	variables  map[string]string
	out        *strings.Builder
	seen       map[string]string // test and subtest → statuses
	problems   []string
}

func (i *importer) problem(line int, format string, args ...any) {
	i.problems = append(i.problems, fmt.Sprintf("%s:%d: %s", i.name, line, fmt.Sprintf(format, args...)))
}

func (i *importer) file(root *section) {
	for _, k := range root.keys {
		i.problem(k.line, "%s: for a whole file or folder cannot be expressed", k.name)
	}
	for _, s := range root.sections {
		url := path.Join("/", path.Dir(i.name)) + "/" + s.name
		if path.Dir(i.name) == "." {
			url = "/" + s.name
		}
		if strings.ContainsAny(url, "\r\n") || strings.TrimSpace(url) != url || strings.HasSuffix(url, "*") || s.name == "" {
			i.problem(s.line, "the test's name %q cannot be expressed", s.name)
			continue
		}
		var block strings.Builder
		i.section(&block, s, url, "harness")
		for _, sub := range s.sections {
			i.section(&block, sub, url, strconv.Quote(sub.name))
			for _, deeper := range sub.sections {
				i.problem(deeper.line, "a heading within a subtest's cannot be expressed")
			}
		}
		if block.Len() == 0 {
			continue
		}
		if i.out.Len() > 0 {
			i.out.WriteString("\n")
		}
		fmt.Fprintf(i.out, "test %s\n%s", url, block.String())
	}
}

// section writes one entry, when there is one.
func (i *importer) section(out *strings.Builder, s *section, url, what string) {
	link, reason, statuses, line := "", Imported, []string(nil), 0
	for _, k := range s.keys {
		switch k.name {
		case "expected":
			v, ok := i.choose(k)
			if !ok || !i.known(v) {
				continue
			}
			statuses, line = v.items, v.line
			if k.comment != "" {
				reason = oneLine(k.comment)
			}
		case "bug":
			if v, ok := i.choose(k); ok {
				link = oneLine(strings.Join(v.items, " "))
			}
		default:
			i.problem(k.line, "%s: cannot be expressed", k.name)
		}
	}
	plain := "PASS"
	if what == "harness" {
		plain = "OK"
	}
	if len(statuses) == 0 || len(statuses) == 1 && statuses[0] == plain {
		return // what is expected of any test
	}
	if link == "" {
		link = fmt.Sprintf("%s:%d", i.name, line)
	}
	list := strings.Join(statuses, ",")
	if before, ok := i.seen[url+" "+what]; ok {
		if before != list {
			i.problem(line, "%s of %s a second time, with other statuses", what, url)
		}
		return
	}
	i.seen[url+" "+what] = list
	fmt.Fprintf(out, "%s %s %s\n  reason: %s\n  link: %s\n", i.side, list, what, reason, link)
}

// choose gives the first value whose condition holds.
func (i *importer) choose(k key) (value, bool) {
	for _, v := range k.values {
		if v.condition == "" {
			return v, true
		}
		t, missing, err := evaluate(v.condition, i.variables)
		switch {
		case err != nil:
			i.problem(v.line, "%v", err)
			return value{}, false
		case t == yes:
			return v, true
		case t == unknown:
			i.problem(v.line, "%s: the condition %q cannot be expressed; give --var %s=VALUE", k.name, v.condition, missing[0])
			return value{}, false
		}
	}
	return value{}, false
}

func (i *importer) known(v value) bool {
	for _, s := range v.items {
		if !slices.Contains(expect.Statuses(), s) {
			i.problem(v.line, "the status %q cannot be expressed", s)
			return false
		}
	}
	return true
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Export gives the metadata files of one side's expectations, by name. What
// the form cannot say comes back as problems, each beginning with file:line.
func Export(set *expect.Set, side string) (files map[string]string, problems []string) {
	files = make(map[string]string)
	byTest := make(map[string][]*expect.Entry)
	var tests []string
	done := make(map[string]bool)
	for _, e := range set.Entries {
		if e.Side != side && e.Side != expect.Both {
			continue
		}
		why := ""
		switch {
		case strings.HasSuffix(e.Test, "*"):
			why = "an entry for many tests"
		case e.All:
			why = "an entry for every subtest"
		case len(e.Conditions) > 0:
			why = "a condition"
		case e.Lists(expect.Missing):
			why = "the status MISSING"
		}
		if why != "" {
			problems = append(problems, fmt.Sprintf("%s: %s cannot be expressed", e.Where, why))
			continue
		}
		if id := e.Test + " " + e.What(); done[id] {
			continue // says the same: conflicts are found when the files are read
		} else {
			done[id] = true
		}
		if byTest[e.Test] == nil {
			tests = append(tests, e.Test)
		}
		byTest[e.Test] = append(byTest[e.Test], e)
	}
	slices.Sort(tests)
	for _, test := range tests {
		source, heading := place(test)
		text := files[source]
		if text != "" {
			text += "\n"
		}
		text += "[" + escape(heading) + "]\n"
		entries := byTest[test]
		// The harness's own properties stand before the subtests' headings.
		slices.SortStableFunc(entries, func(a, b *expect.Entry) int { return rank(a) - rank(b) })
		for _, e := range entries {
			indent := "  "
			if !e.Harness {
				text += "  [" + escape(e.Subtest) + "]\n"
				indent = "    "
			}
			list := e.Statuses[0]
			if len(e.Statuses) > 1 {
				list = "[" + strings.Join(e.Statuses, ", ") + "]"
			}
			text += indent + "bug: \"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(e.Link) + "\"\n" +
				indent + "# " + e.Reason + "\n" + indent + "expected: " + list + "\n"
		}
		files[source] = text
	}
	return files, problems
}

func rank(e *expect.Entry) int {
	if e.Harness {
		return 0
	}
	return 1
}

// place gives the metadata file of a test, by the names that upstream's tests
// have, and the test's heading in it.
func place(test string) (file, heading string) {
	pathname, _, _ := strings.Cut(test, "?")
	dir, base := path.Split(path.Clean("/" + pathname))
	heading = base + test[len(pathname):]
	for _, kind := range []string{".any", ".window", ".worker", ".extension"} {
		if stem, rest, ok := strings.Cut(base, kind+"."); ok && strings.HasSuffix(rest, "html") {
			base = stem + kind + ".js"
			break
		}
	}
	return strings.TrimPrefix(dir, "/") + base + ".ini", heading
}
