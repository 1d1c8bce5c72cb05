package wpt

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A Test is one test URL. A file may have several: variants, globals.
type Test struct {
	URL        string // as upstream names it, with a leading slash and the variant: "/fetch/fetch-later/basic.https.window.html?x"
	Path       string // source file relative to the root: "fetch/fetch-later/basic.https.window.js"
	Title      string // META: title or <title>, "" for none
	Scheme     string // "http", "https" (".https." or a service worker's global) or "h2" (https on the h2 port)
	Subdomain  string // "" or "www" (".www.")
	Long       bool   // timeout=long
	Testdriver bool   // loads /resources/testdriver.js
}

// Discover lists the tests of a suite that patterns name, sorted by URL and
// without duplicates. A pattern is a test's URL (with or without its variant, with
// or without the leading slash), a source file, a directory, or a glob of either
// ("*" stays within a path segment, "**" does not). No patterns means all tests.
//
// A pattern that names nothing is an [*UnknownTestError]. A test file whose variants
// are malformed is an error too, since its URLs cannot be known.
func Discover(fsys fs.FS, patterns []string) ([]Test, error) {
	if len(patterns) == 0 {
		patterns = []string{""}
	}
	found := map[string]Test{}
	for _, pattern := range patterns {
		tests, err := match(fsys, pattern)
		if err != nil {
			return nil, err
		}
		for _, t := range tests {
			found[t.URL] = t
		}
	}
	tests := make([]Test, 0, len(found))
	for _, t := range found {
		tests = append(tests, t)
	}
	slices.SortFunc(tests, func(a, b Test) int { return strings.Compare(a.URL, b.URL) })
	return tests, nil
}

// match lists the tests that one pattern names, reading no more folders than it must.
func match(fsys fs.FS, pattern string) ([]Test, error) {
	name := strings.TrimPrefix(pattern, "/")
	folder := strings.TrimSuffix(name, "/")
	if folder == "" {
		folder = "."
	}
	if info, err := stat(fsys, folder); err == nil && info.IsDir() {
		tests, err := walk(fsys, folder, true)
		if err == nil && len(tests) == 0 {
			err = unknown(fsys, pattern)
		}
		return tests, err
	}
	target, variant := splitVariant(name)
	m := matcher{pattern: name, target: target, variant: variant, glob: false}
	base := path.Dir(target)
	recursive := false
	// "?" starts a variant and is no wildcard; "[" could be one, but no test has it in its name.
	if at := strings.IndexAny(name, "*["); at >= 0 {
		m.glob = true
		base = path.Dir(name[:at] + "x")
		recursive = strings.Contains(name[at:], "/") || strings.Contains(name, "**")
	}
	if info, err := stat(fsys, base); err != nil || !info.IsDir() {
		return nil, unknown(fsys, pattern)
	}
	all, err := walk(fsys, base, recursive)
	if err != nil {
		return nil, err
	}
	var tests []Test
	for _, t := range all {
		if m.matches(t) {
			tests = append(tests, t)
		}
	}
	if len(tests) == 0 {
		return nil, unknown(fsys, pattern)
	}
	return tests, nil
}

func stat(fsys fs.FS, name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	return fs.Stat(fsys, name)
}

// walk lists the tests of a folder.
func walk(fsys fs.FS, folder string, recursive bool) ([]Test, error) {
	var tests []Test
	err := fs.WalkDir(fsys, folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name == folder:
			return err
		case err != nil:
			return nil // an unreadable folder costs its own tests only
		case entry.IsDir() && name != folder && (!recursive || skipFolder(name, path.Base(name))):
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		in, err := file(fsys, name)
		tests = append(tests, in...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the tests of %s: %w", folder, err)
	}
	return tests, nil
}

func skipFolder(name, base string) bool {
	return supportFolder(base) || name == "common" || name == "conformance-checkers" || strings.HasPrefix(base, ".")
}

// file lists the tests of one file.
func file(fsys fs.FS, name string) ([]Test, error) {
	f := parseFileName(name)
	if !f.mayBeTest() {
		return nil, nil
	}
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) { // a dangling link
			return nil, nil
		}
		return nil, err
	}
	test := Test{Path: name}
	var urls, variants []string
	if f.markup() {
		p := scanPage(string(content))
		if !p.testharness || p.cssManual && !f.isReference() {
			return nil, nil
		}
		test.Title, test.Long, test.Testdriver = p.title, p.long, p.testdriver
		urls, variants = []string{"/" + name}, p.variants
	} else {
		metas := ParseMeta(content)
		test.Title = metas.First("title")
		test.Long = slices.Contains(metas.All("timeout"), "long")
		test.Testdriver = f.is("extension") || slices.ContainsFunc(metas.All("script"), isTestdriver)
		urls, variants = scriptURLs(f, metas), metas.All("variant")
	}
	if len(variants) == 0 {
		variants = []string{""}
	}
	var tests []Test
	for _, url := range urls {
		test.Scheme, test.Subdomain = place(url)
		for _, variant := range variants {
			if err := checkVariant(variant); err != nil {
				return nil, fmt.Errorf("%s: variant %q: %w", name, variant, err)
			}
			test.URL = url + variant
			tests = append(tests, test)
		}
	}
	return tests, nil
}

// scriptURLs lists the generated pages that run a script.
func scriptURLs(f fileName, metas Metas) []string {
	url := "/" + f.path
	if f.is("any") {
		set := map[string]bool{}
		for _, global := range Globals(metas.First("global")) {
			if suffix := globalSuffixes[global]; suffix != "" {
				set[anyURL(url, suffix)] = true
			}
		}
		var urls []string
		for u := range set {
			urls = append(urls, u)
		}
		slices.Sort(urls)
		return urls
	}
	for _, flag := range []string{".worker", ".window", ".extension"} {
		if stem, ok := strings.CutSuffix(url, flag+".js"); ok {
			return []string{stem + flag + ".html"}
		}
	}
	return nil
}

// place reads the scheme and subdomain off a URL's file name.
func place(url string) (scheme, subdomain string) {
	parts := strings.Split(path.Base(url), ".")
	scheme = "http"
	for _, flag := range parts[1:max(1, len(parts)-1)] {
		switch flag {
		case "https", "serviceworker", "serviceworker-module":
			if scheme == "http" {
				scheme = "https"
			}
		case "h2":
			scheme = "h2"
		case "www":
			subdomain = "www"
		}
	}
	return scheme, subdomain
}

func checkVariant(variant string) error {
	switch {
	case variant == "":
		return nil
	case variant[0] != '?' && variant[0] != '#':
		return errors.New("starts neither with ? nor with #")
	case len(variant) == 1, strings.HasPrefix(variant, "?#"):
		return errors.New("has an empty query or fragment")
	}
	return nil
}
