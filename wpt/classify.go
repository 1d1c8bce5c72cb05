package wpt

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// A Kind is what a file of a suite is, in upstream's words.
type Kind string

// The kinds. Only [Testharness] files hold tests that run here.
const (
	Testharness        Kind = "testharness"
	Reftest            Kind = "reftest"
	PrintReftest       Kind = "print-reftest"
	Crashtest          Kind = "crashtest"
	Manual             Kind = "manual"
	Visual             Kind = "visual"
	Wdspec             Kind = "wdspec"
	ConformanceChecker Kind = "conformancechecker"
	Support            Kind = "support"
)

// kinds are numbered in the cache; new ones go to the end.
var kinds = []Kind{Testharness, Reftest, PrintReftest, Crashtest, Manual, Visual, Wdspec, ConformanceChecker, Support}

// kindReasons say why a file of a kind has no test that runs here.
var kindReasons = map[Kind]string{
	Reftest:            "reftest: it compares screenshots",
	PrintReftest:       "print-reftest: it compares printed pages",
	Crashtest:          "crashtest: it has no subtests, only a crash would fail it",
	Manual:             "manual: it asks for a person",
	Visual:             "visual: a person must look at it",
	Wdspec:             "wdspec: it tests WebDriver, in Python",
	ConformanceChecker: "conformance checker's input",
	Support:            "support file",
}

// Reason says why files of that kind have no tests that run here; "" for
// [Testharness] and what is no kind.
func (k Kind) Reason() string { return kindReasons[k] }

// facts is what a file says about itself; all that the manifest keeps of it.
type facts struct {
	kind       Kind
	title      string
	long       bool
	testdriver bool
	features   string   // of testdriver, comma-separated
	global     string   // META: global
	variants   []string // as written
	reason     string   // why a support file is one, "" where nothing special is to be said
}

// kindByName says what a file is if its name tells, and why. For all other
// files ok is false: they have to be read.
func (f fileName) kindByName() (kind Kind, reason string, ok bool) {
	dir, base := path.Split(f.path)
	parts := strings.Split(strings.TrimSuffix(dir, "/"), "/")
	if reason := f.supportByName(dir, base, parts); reason != "" {
		return Support, reason, true
	}
	switch {
	case f.typeFlag == "manual":
		return Manual, "its name ends in -manual", true
	case parts[0] == "conformance-checkers":
		if f.typeFlag == "is-valid" || f.typeFlag == "no-valid" {
			return ConformanceChecker, "", true
		}
		return Support, "of the conformance checkers", true
	case f.ext == ".py" && (parts[0] == "webdriver" || parts[0] == "infrastructure" && len(parts) > 1 && parts[1] == "webdriver") &&
		base != "__init__.py" && base != "conftest.py":
		return Wdspec, "", true
	case f.typeFlag == "visual":
		return Visual, "its name ends in -visual", true
	case f.markup() && (f.typeFlag == "crash" || slices.Contains(parts, "crashtests")):
		return Crashtest, "", true
	case f.markup() && (f.typeFlag == "print" || slices.Contains(parts, "print")):
		return PrintReftest, "", true
	case f.is("any"), f.is("worker"), f.is("window"), f.is("extension"), f.markup():
		return "", "", false
	case f.ext == ".js":
		return Support, "a script without .any, .window, .worker or .extension in its name", true
	}
	return Support, "neither a page nor a script", true
}

// supportByName gives the reason by which a file's place or name makes it a
// support file, or "".
func (f fileName) supportByName(dir, base string, parts []string) string {
	switch {
	case dir == "":
		return "in the suite's top folder"
	case parts[0] == "common":
		return "below common/"
	case strings.HasPrefix(dir, "css/common/"), strings.HasPrefix(dir, "css/CSS2/archive/"), strings.HasPrefix(dir, "css21/archive/"):
		return "in a folder without tests"
	case strings.HasPrefix(base, "."):
		return "its name starts with a dot"
	case strings.HasPrefix(base, "MANIFEST"):
		return "a manifest"
	case f.ext == ".headers", f.ext == ".ini":
		return "metadata of another file"
	case base == "META.yml", base == "WEB_FEATURES.yml":
		return "metadata of its folder"
	}
	for _, part := range parts {
		if supportFolder(part) {
			return "below a folder named " + part
		}
	}
	return ""
}

// read says what a file that had to be read is.
func (f fileName) read(content []byte) facts {
	if !f.markup() {
		metas := ParseMeta(content)
		scripts := metas.All("script")
		k := facts{kind: Testharness, title: metas.First("title"), long: slices.Contains(metas.All("timeout"), "long"),
			global: metas.First("global"), variants: metas.All("variant")}
		k.testdriver = f.is("extension") || slices.ContainsFunc(scripts, isTestdriver)
		if at := slices.IndexFunc(scripts, isTestdriver); at >= 0 {
			k.features = testdriverFeatures(scripts[at])
		}
		return k
	}
	p := scanPage(decodeText(content), f.ext != ".html" && f.ext != ".htm")
	k := facts{kind: Support, title: p.title, long: p.long, testdriver: p.testdriver, features: p.features}
	switch reference := f.isReference(); {
	case p.cssManual && !reference:
		k.kind, k.reason = Manual, "its flags ask for a person"
	case p.testharness:
		k.kind, k.variants = Testharness, p.variants
	case p.reference:
		k.kind = Reftest
	case p.help && !reference:
		k.kind = Visual
	default:
		k.reason = "it does not load /resources/testharness.js"
	}
	return k
}

// file makes the manifest's entry of what is known.
func (k facts) file(name string) File {
	f := File{Path: name, Kind: k.kind}
	switch {
	case k.kind == Support && k.reason != "":
		f.Reason = "support file: " + k.reason
	case k.kind != Testharness:
		f.Reason = kindReasons[k.kind]
		if k.reason != "" {
			f.Reason += " (" + k.reason + ")"
		}
	}
	if k.kind != Testharness {
		return f
	}
	parsed := parseFileName(name)
	urls := []string{"/" + name}
	if !parsed.markup() {
		urls = scriptURLs(parsed, k.global)
		f.Notes = globalNotes(parsed, k.global)
	}
	if len(urls) == 0 {
		f.Reason = "it has no global that a browser runs"
	}
	variants := k.variants
	if len(variants) == 0 {
		variants = []string{""}
	}
	for _, variant := range variants {
		if err := checkVariant(variant); err != nil {
			f.Problem = fmt.Sprintf("variant %q %v", variant, err)
			f.Reason = "malformed: " + f.Problem
			return f
		}
	}
	test := Test{Path: name, Title: k.title, Long: k.long, Testdriver: k.testdriver, Features: k.features}
	for _, url := range urls {
		test.Scheme, test.Subdomain = place(url)
		for _, variant := range variants {
			test.URL = url + variant
			f.Tests = append(f.Tests, test)
		}
	}
	return f
}

// globalNotes says which of the globals that an .any.js file asks for are not run.
func globalNotes(f fileName, value string) []string {
	if !f.is("any") {
		return nil
	}
	var notes []string
	for name := range strings.SplitSeq(value, ",") {
		name = strings.TrimSpace(name)
		_, known := globalSuffixes[name]
		switch _, group := globalGroups[name]; {
		case name == "jsshell":
			notes = append(notes, "global jsshell: run by a JavaScript shell, not by a browser")
		case name != "" && !known && !group:
			notes = append(notes, fmt.Sprintf("global %q is unknown", name))
		}
	}
	return notes
}
