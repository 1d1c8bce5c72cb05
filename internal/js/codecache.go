package js

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
)

// Bytecode on disk. Test suites load the same large scripts in every process, and compiling them is a good part of
// what a page costs. A file holds the hash of the bytecode and the bytecode; whatever is wrong with one, the script is
// compiled. Bytecode is trusted, so the folder must be one that only its user can write to.

const (
	// diskMinimum is the length in bytes of the shortest source that is worth a file.
	diskMinimum = 4 << 10
	// diskLimit is how many files a folder may hold; the oldest go when it is opened.
	diskLimit = 2000
)

// diskCache is the folder and what its contents depend on beside the script.
type diskCache struct{ dir, version string }

var disk atomic.Pointer[diskCache]

// SetCodeCache has all agents of the process keep the bytecode of large scripts in a folder, which is made if it is not
// there. "" ends that. An error says that the folder cannot be used; nothing is kept then.
func SetCodeCache(dir string) error { return setCodeCache(dir, engineVersion()) }

func setCodeCache(dir, version string) error {
	disk.Store(nil)
	if dir == "" || version == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("code cache: %w", err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("code cache: %w", err)
	}
	if len(files) > diskLimit {
		discardOldest(dir, files, len(files)-diskLimit/2)
	}
	disk.Store(&diskCache{dir, version})
	return nil
}

// engineVersion names the engine build that wrote bytecode; "" if that is not known, as in a package's test binary.
func engineVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == "modernc.org/libquickjs" {
			return m.Version + " " + runtime.GOOS + "/" + runtime.GOARCH
		}
	}
	return ""
}

// discardOldest removes n files. Another process may do the same.
func discardOldest(dir string, files []os.DirEntry, n int) {
	age := func(f os.DirEntry) int64 {
		if info, err := f.Info(); err == nil {
			return info.ModTime().UnixNano()
		}
		return 0
	}
	ages := make(map[string]int64, len(files))
	for _, f := range files {
		ages[f.Name()] = age(f)
	}
	slices.SortFunc(files, func(a, b os.DirEntry) int {
		if ages[a.Name()] < ages[b.Name()] {
			return -1
		}
		return 1
	})
	for _, f := range files[:n] {
		_ = os.Remove(filepath.Join(dir, f.Name()))
	}
}

func (d *diskCache) path(key scriptKey) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%d\x00", d.version, key.file, key.line)
	h.Write([]byte(key.source))
	return filepath.Join(d.dir, hex.EncodeToString(h.Sum(nil))+".bytecode")
}

// load gives the bytecode of a script, nil if there is none that is whole.
func (d *diskCache) load(key scriptKey) []byte {
	if d == nil || len(key.source) < diskMinimum {
		return nil
	}
	b, err := os.ReadFile(d.path(key))
	if err != nil || len(b) <= sha256.Size {
		return nil
	}
	code := b[sha256.Size:]
	if sum := sha256.Sum256(code); string(sum[:]) != string(b[:sha256.Size]) {
		return nil
	}
	return code
}

// store keeps the bytecode of a script. A file that cannot be written is one that is not there.
func (d *diskCache) store(key scriptKey, code []byte) {
	if d == nil || len(key.source) < diskMinimum {
		return
	}
	f, err := os.CreateTemp(d.dir, "new-*")
	if err != nil {
		return
	}
	sum := sha256.Sum256(code)
	_, err = f.Write(append(sum[:], code...))
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), d.path(key))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}
