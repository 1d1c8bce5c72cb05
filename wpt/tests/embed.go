// Package tests holds Exeunt's own suite, in web-platform-tests form.
package tests

import (
	"embed"
	"io/fs"
)

//go:embed all:*
var files embed.FS

// FS is the suite, rooted where URLs are rooted.
func FS() fs.FS { return without{files, "embed.go"} }

// without is a file system that lacks one file of its root: this source file,
// which the pattern above cannot leave out.
type without struct {
	fs.FS
	name string
}

// Open opens a file of the suite.
func (w without) Open(name string) (fs.File, error) {
	if name == w.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

// ReadDir lists a folder of the suite.
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
