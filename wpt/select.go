package wpt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A Filter gives the reason for which a test is left out, or "" to keep it.
type Filter func(Test) string

// A Selection is what patterns and filters make of a manifest.
type Selection struct {
	// Tests are selected, sorted by URL and without duplicates.
	Tests []Test
	// Files are those that the patterns name, sorted by path: those with tests
	// and all others.
	Files []File
	// Out gives, by URL, the first filter's reason for each test of Files that is
	// not among Tests.
	Out map[string]string
}

// Discover lists the tests of a suite that patterns name, sorted by URL and
// without duplicates; see [Manifest.Select] for both patterns and errors.
func Discover(fsys fs.FS, patterns []string) ([]Test, error) {
	under, flat := Folders(fsys, patterns)
	m, err := Scan(context.Background(), ScanOptions{Root: fsys, Under: under, Flat: flat})
	if err != nil {
		return nil, err
	}
	s, err := m.Select(fsys, patterns)
	if err != nil {
		return nil, err
	}
	return s.Tests, nil
}

// Folders lists what has to be scanned so that [Manifest.Select] finds what
// patterns name: folders as a whole, and folders without those below them.
func Folders(fsys fs.FS, patterns []string) (under, flat []string) {
	for _, pattern := range patterns {
		folder, whole := patternFolder(fsys, pattern)
		switch {
		case !fs.ValidPath(folder):
		case whole:
			under = append(under, folder)
		default:
			flat = append(flat, folder)
		}
	}
	if slices.Contains(under, ".") {
		return nil, nil
	}
	if len(under)+len(flat) == 0 && len(patterns) > 0 {
		flat = []string{"."} // nothing can match; "all" would be read in vain
	}
	return under, flat
}

// patternFolder gives the folder in which a pattern's tests lie, and whether
// they may lie deeper.
func patternFolder(fsys fs.FS, pattern string) (folder string, whole bool) {
	name := strings.TrimPrefix(pattern, "/")
	folder = strings.TrimSuffix(name, "/")
	if folder == "" {
		return ".", true
	}
	if isFolder(fsys, folder) {
		return folder, true
	}
	if at := strings.IndexAny(name, "*["); at >= 0 {
		return path.Dir(name[:at] + "x"), strings.Contains(name[at:], "/") || strings.Contains(name, "**")
	}
	target, _ := splitVariant(name)
	return path.Dir(target), false
}

func isFolder(fsys fs.FS, name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

// Select picks the tests that patterns name and all filters keep. A pattern is a
// test's URL (with or without its variant, with or without the leading slash), a
// source file, a folder, or a glob of either ("*" stays within a path segment,
// "**" does not). No patterns means all.
//
// A pattern that names no test is an [*UnknownTestError]; the selection of the
// others is then given beside it. A file whose variants are malformed, or that cannot
// be read, is an error too, since its URLs cannot be known; so it is only where a
// pattern names it.
func (m *Manifest) Select(root fs.FS, patterns []string, filters ...Filter) (*Selection, error) {
	var matchers []matcher
	for _, pattern := range patterns {
		matchers = append(matchers, newMatcher(root, pattern))
	}
	if len(patterns) == 0 {
		matchers = []matcher{{folder: "."}}
	}
	s := &Selection{Out: map[string]string{}}
	named := make([]bool, len(matchers)) // which patterns name a test
	var first error
	for _, file := range m.Files {
		matched := false
		chosen := make([]bool, len(file.Tests))
		for i, m := range matchers {
			if m.matchesFile(file.Path) {
				matched = true
				named[i] = named[i] || file.Problem != ""
			}
			for j, t := range file.Tests {
				if m.matches(t) {
					matched, chosen[j], named[i] = true, true, true
				}
			}
		}
		if !matched {
			continue
		}
		if file.Problem != "" && first == nil {
			first = fmt.Errorf("%s: %s", file.Path, file.Problem)
		}
		s.Files = append(s.Files, file)
		for j, t := range file.Tests {
			reason := "no pattern names it"
			if chosen[j] {
				reason = firstReason(filters, t)
			}
			if reason != "" {
				s.Out[t.URL] = reason
				continue
			}
			s.Tests = append(s.Tests, t)
		}
	}
	slices.SortStableFunc(s.Tests, func(a, b Test) int { return strings.Compare(a.URL, b.URL) })
	s.Tests = slices.CompactFunc(s.Tests, func(a, b Test) bool { return a.URL == b.URL })
	if first != nil {
		return s, first
	}
	for i, ok := range named {
		if !ok && len(patterns) > 0 {
			return s, s.unknown(root, patterns[i], matchers[i])
		}
	}
	return s, nil
}

func firstReason(filters []Filter, t Test) string {
	for _, filter := range filters {
		if reason := filter(t); reason != "" {
			return reason
		}
	}
	return ""
}

// unknown builds the error for a pattern that names no test: it may name a file
// of another kind, or be misspelt.
func (s *Selection) unknown(root fs.FS, pattern string, m matcher) error {
	count, sample := 0, File{}
	for _, f := range s.Files {
		if m.matchesFile(f.Path) {
			count++
			sample = f
		}
	}
	if count == 1 && sample.Path == m.target {
		return &UnknownTestError{Pattern: pattern, Reason: sample.Reason}
	}
	err := unknown(root, pattern)
	var e *UnknownTestError
	if errors.As(err, &e) && count > 0 {
		e.Reason = fmt.Sprintf("none of the %d files there is one", count)
	}
	return err
}
