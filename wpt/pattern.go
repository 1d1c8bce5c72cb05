package wpt

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// An UnknownTestError says that a pattern names no test.
type UnknownTestError struct {
	Pattern     string
	Reason      string   // what it names instead, "" for nothing
	Suggestions []string // URLs of tests with a similar name, best first; at most five
}

// Error names the pattern and what may have been meant.
func (e *UnknownTestError) Error() string {
	text := fmt.Sprintf("no test is named %q", e.Pattern)
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	if len(e.Suggestions) > 0 {
		text += "; did you mean " + strings.Join(e.Suggestions, ", ") + "?"
	}
	return text
}

// splitVariant cuts a URL before its query or fragment.
func splitVariant(url string) (target, variant string) {
	if at := strings.IndexAny(url, "?#"); at >= 0 {
		return url[:at], url[at:]
	}
	return url, ""
}

// A matcher decides whether a test is named by a pattern (without leading slash).
type matcher struct {
	folder                   string // the pattern is a folder, all of which it names
	pattern, target, variant string
	glob                     bool
}

func newMatcher(root fs.FS, pattern string) matcher {
	name := strings.TrimPrefix(pattern, "/")
	folder := strings.TrimSuffix(name, "/")
	if folder == "" {
		folder = "."
	}
	if isFolder(root, folder) {
		return matcher{folder: folder}
	}
	m := matcher{pattern: name}
	// "?" starts a variant and is no wildcard; "[" could be one, but no test has it in its name.
	m.glob = strings.ContainsAny(name, "*[")
	m.target, m.variant = splitVariant(name)
	return m
}

func (m matcher) matches(t Test) bool {
	if m.folder != "" {
		return within(t.Path, m.folder)
	}
	url := strings.TrimPrefix(t.URL, "/")
	stem, variant := splitVariant(url)
	if m.glob {
		return globMatch(m.pattern, url) || globMatch(m.pattern, stem) || globMatch(m.pattern, t.Path)
	}
	if m.target != stem && m.target != t.Path {
		return false
	}
	return m.variant == "" || m.variant == variant
}

// matchesFile reports whether the pattern names a file by its path.
func (m matcher) matchesFile(name string) bool {
	switch {
	case m.folder != "":
		return within(name, m.folder)
	case m.glob:
		return globMatch(m.pattern, name)
	}
	return m.target == name
}

// globMatch matches a name segment by segment; a segment "**" stands for any
// number of segments. A malformed pattern matches nothing.
func globMatch(pattern, name string) bool {
	return globSegments(strings.Split(pattern, "/"), strings.Split(name, "/"))
}

func globSegments(pattern, name []string) bool {
	// next[j] is whether the patterns behind the current one match name[j:].
	next := make([]bool, len(name)+1)
	next[len(name)] = true
	for i := len(pattern) - 1; i >= 0; i-- {
		now := make([]bool, len(name)+1)
		for j := len(name); j >= 0; j-- {
			if pattern[i] == "**" {
				now[j] = next[j] || j < len(name) && now[j+1]
			} else if j < len(name) && next[j+1] {
				// In a variant "?" is itself, so it is escaped for path.Match.
				ok, err := path.Match(strings.ReplaceAll(pattern[i], "?", `\?`), name[j])
				now[j] = ok && err == nil
			}
		}
		next = now
	}
	return next[0]
}

// unknown builds the error for a pattern, with suggestions from the nearest
// folder that exists.
func unknown(fsys fs.FS, pattern string) error {
	target, _ := splitVariant(strings.Trim(pattern, "/"))
	folder := target
	for folder != "." {
		folder = path.Dir(folder)
		if isFolder(fsys, folder) {
			break
		}
	}
	e := &UnknownTestError{Pattern: pattern}
	var tests []Test
	if folder == "." {
		// Below the root of a whole checkout there would be too much to read.
		entries, _ := fs.ReadDir(fsys, ".")
		for _, entry := range entries {
			if name := entry.Name(); entry.IsDir() && !toolFolder(name) && !supportFolder(name) && name != "common" {
				tests = append(tests, Test{URL: "/" + name + "/"})
			}
		}
		target, _, _ = strings.Cut(target, "/")
	} else {
		m, err := Scan(context.Background(), ScanOptions{Root: fsys, Under: []string{folder}})
		if err != nil {
			return e
		}
		for _, f := range m.Files {
			tests = append(tests, f.Tests...)
		}
	}
	type candidate struct {
		url      string
		distance int
	}
	var candidates []candidate
	seen := map[string]bool{}
	for _, t := range tests {
		stem, _ := splitVariant(t.URL)
		if seen[stem] {
			continue
		}
		seen[stem] = true
		d := distance(path.Base(target), path.Base(stem))
		if strings.Contains(stem, path.Base(target)) {
			d = 0
		}
		if d <= max(3, len(path.Base(target))/2) {
			candidates = append(candidates, candidate{stem, d})
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return a.distance - b.distance })
	for _, c := range candidates[:min(5, len(candidates))] {
		e.Suggestions = append(e.Suggestions, c.url)
	}
	return e
}

// distance is the number of single-byte edits between two names (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
