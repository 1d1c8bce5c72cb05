package wpt

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// A fileName is what a test file's name says about it.
// https://web-platform-tests.org/writing-tests/file-names.html
type fileName struct {
	path     string   // slash-separated, relative to the root
	ext      string   // ".js"
	typeFlag string   // after the last dash: "manual", "ref" …
	flags    []string // the dot-separated parts: "https", "sub", "window" …
}

// reference matches the names that reftests' references have.
var reference = regexp.MustCompile(`(^|[-_])(not)?ref[0-9]*([-_]|$)`)

func parseFileName(file string) fileName {
	base := path.Base(file)
	ext := path.Ext(base)
	if ext == base { // ".gitignore" has a name and no extension
		ext = ""
	}
	name := strings.TrimSuffix(base, ext)
	f := fileName{path: file, ext: ext}
	if dash := strings.LastIndexByte(name, '-'); dash >= 0 {
		parts := strings.Split(name[dash+1:], ".")
		f.typeFlag, f.flags = parts[0], parts[1:]
	} else {
		f.flags = strings.Split(name, ".")[1:]
	}
	return f
}

// is reports whether the file is a script with that flag: "window", "any" …
func (f fileName) is(flag string) bool {
	return f.ext == ".js" && slices.Contains(f.flags, flag)
}

// markup reports whether the file is a document that may hold a test.
func (f fileName) markup() bool {
	switch f.ext {
	case ".html", ".htm", ".xhtml", ".xht", ".xml", ".svg":
		return true
	}
	return false
}

// isReference reports whether the name is that of a reftest's reference.
func (f fileName) isReference() bool {
	return strings.Contains("/"+f.path, "/reference/") || reference.MatchString(strings.TrimSuffix(path.Base(f.path), f.ext))
}

func supportFolder(name string) bool {
	return name == "resources" || name == "support" || name == "tools"
}
