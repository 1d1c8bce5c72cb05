// Package resources holds Exeunt's own /resources/ and /common/ files for tests: what a suite
// needs when no web-platform-tests checkout is at hand. Files at the top are served
// under /resources/, folders under their own name: common/utils.js is /common/utils.js.
package resources

import (
	"embed"
	"io/fs"
)

//go:embed all:*
var files embed.FS

// FS is the overlay for server.Options.Overlay.
func FS() fs.FS { return without{files, "embed.go"} }

// without is a file system that lacks one file of its root: this source file,
// which the pattern above cannot leave out.
type without struct {
	fs.FS
	name string
}

// Open opens a file of the overlay.
func (w without) Open(name string) (fs.File, error) {
	if name == w.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

// ReadDir lists a folder of the overlay.
func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	if name != "." {
		return entries, err
	}
	kept := entries[:0:0]
	for _, entry := range entries {
		if entry.Name() != w.name {
			kept = append(kept, entry)
		}
	}
	return kept, err
}

// Vendor is the overlay for a checkout that has the rest: what connects its testdriver.js with the
// harness.
func Vendor() fs.FS { return only{files, "testdriver-vendor.js"} }

// VendorScript is the text of that file.
func VendorScript() (string, error) {
	text, err := files.ReadFile("testdriver-vendor.js")
	return string(text), err
}

// only is a file system with one file of another.
type only struct {
	fs.FS
	name string
}

// Open opens the file.
func (o only) Open(name string) (fs.File, error) {
	if name != o.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.FS.Open(name)
}
