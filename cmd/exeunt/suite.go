package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/wpt/expect"
	"github.com/exeunt/exeunt/wpt/resources"
	"github.com/exeunt/exeunt/wpt/tests"
)

// A suite is where tests come from.
type suite struct {
	kind          string // "builtin" or "upstream"
	dir           string // on disk, or ""
	root, overlay fs.FS
}

// suiteFlags are the flags that choose a suite.
type suiteFlags struct {
	wpt, suite string
}

func (f *suiteFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.wpt, "wpt", "", "run tests of an upstream web-platform-tests checkout in `DIR`")
	flags.StringVar(&f.suite, "suite", "", "read the built-in suite from `DIR` instead of the one in the program")
}

// open opens the suite that the flags name.
func (f *suiteFlags) open() (*suite, error) {
	switch {
	case f.wpt != "" && f.suite != "":
		return nil, misuse("--wpt and --suite exclude each other")
	case f.wpt != "":
		if err := checkDir("--wpt", f.wpt); err != nil {
			return nil, err
		}
		if _, err := os.Stat(f.wpt + "/resources/testharness.js"); err != nil {
			return nil, misuse("--wpt %s is no web-platform-tests checkout: it has no resources/testharness.js", f.wpt)
		}
		return &suite{kind: "upstream", dir: f.wpt, root: os.DirFS(f.wpt), overlay: resources.Vendor()}, nil
	case f.suite != "":
		if err := checkDir("--suite", f.suite); err != nil {
			return nil, err
		}
		return &suite{kind: "builtin", dir: f.suite, root: os.DirFS(f.suite), overlay: resources.FS()}, nil
	}
	return &suite{kind: "builtin", root: tests.FS(), overlay: resources.FS()}, nil
}

// checkDir gives a clear error unless dir can be read as a folder.
func checkDir(flag, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return misuse("%s: %v", flag, err)
	}
	if len(entries) == 0 {
		return misuse("%s: %s is empty", flag, dir)
	}
	return nil
}

// userCache names a file or folder of ours in the user's cache folder, "" where the system has none.
func userCache(name string) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "exeunt", name)
}

// expectations reads those in dir, which was checked, or with "" those that
// belong to the suite. Of ours, a suite on disk is given only those for folders
// that it has: it may be anyone's.
func (s *suite) expectations(dir string, values map[string]string) (*expect.Set, error) {
	files := expect.Builtin()
	if s.kind == "upstream" {
		files = expect.Upstream()
	}
	if dir != "" {
		files = os.DirFS(dir)
	}
	set, err := expect.Load(files, behaviours(values))
	if err != nil {
		return nil, misuse("%v", err)
	}
	if dir == "" && s.dir != "" {
		set.Entries = slices.DeleteFunc(set.Entries, func(e *expect.Entry) bool {
			_, err := fs.Stat(s.root, strings.TrimPrefix(path.Dir(e.Test), "/"))
			return errors.Is(err, fs.ErrNotExist)
		})
	}
	return set, nil
}
