package wpt

import (
	"path"
	"slices"
	"strings"
)

// Tags lists, sorted, what a test's name and metadata say about it:
//
//   - how it is served: http, https or h2; www; sub
//   - where its code runs: window, dedicatedworker, sharedworker, serviceworker or
//     shadowrealm; worker for the three workers; module for a module script
//   - what its source is: html, xhtml, svg, xml; any, window-js, worker-js, extension
//   - what its name claims: tentative, optional
//   - what its metadata say: long, testdriver, testdriver:FEATURE, variant
func (t Test) Tags() []string {
	tags := []string{t.Scheme}
	add := func(when bool, tag string) {
		if when {
			tags = append(tags, tag)
		}
	}
	f := parseFileName(t.Path)
	add(t.Subdomain != "", t.Subdomain)
	add(t.Long, "long")
	add(t.Testdriver, "testdriver")
	for feature := range strings.SplitSeq(t.Features, ",") {
		add(feature != "", "testdriver:"+feature)
	}
	url, variant := splitVariant(t.URL)
	add(variant != "", "variant")
	add(slices.Contains(f.flags, "sub"), "sub")
	add(slices.Contains(f.flags, "optional"), "optional")
	add(slices.Contains(f.flags, "tentative") || slices.Contains(strings.Split(path.Dir(t.Path), "/"), "tentative"), "tentative")
	tags = append(tags, sourceTag(f))

	parts := strings.Split(path.Base(url), ".")
	global := parts[max(0, len(parts)-2)]
	global, module := strings.CutSuffix(global, "-module")
	add(module, "module")
	switch {
	case f.markup():
		global = "window"
	case global == "worker":
		global = "dedicatedworker"
	case strings.HasPrefix(global, "shadowrealm"):
		global = "shadowrealm"
	case global == "any", global == "extension":
		global = "window"
	}
	tags = append(tags, global)
	add(strings.HasSuffix(global, "worker"), "worker")
	slices.Sort(tags)
	return slices.Compact(tags)
}

// TagNames lists all tags but those of testdriver's features, sorted.
func TagNames() []string {
	return []string{"any", "dedicatedworker", "extension", "h2", "html", "http", "https", "long", "module", "optional", "serviceworker",
		"shadowrealm", "sharedworker", "sub", "svg", "tentative", "testdriver", "variant", "window", "window-js", "worker", "worker-js", "www", "xhtml", "xml"}
}

// sourceTag says in which form a test is written.
func sourceTag(f fileName) string {
	switch {
	case f.ext == ".html", f.ext == ".htm":
		return "html"
	case f.ext == ".xhtml", f.ext == ".xht":
		return "xhtml"
	case f.markup():
		return f.ext[1:]
	case f.is("any"):
		return "any"
	case f.is("worker"):
		return "worker-js"
	case f.is("window"):
		return "window-js"
	}
	return "extension"
}

// A TagQuery is a list of tags of which a test must have one; a tag with a "!"
// in front is one that it must not have.
type TagQuery string

// Matches reports whether tags, which are sorted, fit the query.
func (q TagQuery) Matches(tags []string) bool {
	for want := range strings.SplitSeq(string(q), ",") {
		want = strings.TrimSpace(want)
		name, not := strings.CutPrefix(want, "!")
		if _, has := slices.BinarySearch(tags, name); has != not {
			return true
		}
	}
	return false
}

// Names lists the tags that the query speaks of.
func (q TagQuery) Names() []string {
	var names []string
	for name := range strings.SplitSeq(string(q), ",") {
		names = append(names, strings.TrimPrefix(strings.TrimSpace(name), "!"))
	}
	return names
}
