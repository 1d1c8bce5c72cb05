package expect

import (
	"embed"
	"io/fs"
)

//go:embed builtin upstream
var files embed.FS

// Builtin holds the expectations of the built-in suite.
func Builtin() fs.FS { return sub("builtin") }

// Upstream holds the expectations of upstream's web-platform-tests.
func Upstream() fs.FS { return sub("upstream") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // the name is one of the two constants above
	}
	return f
}
