package wpt

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// old is a time stamp that proves that nothing has changed since.
var old = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// onDisk writes files into a folder, all of them old.
func onDisk(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		write(t, dir, name, content, old)
	}
	return dir
}

func write(t *testing.T, dir, name, content string, modified time.Time) {
	t.Helper()
	file := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	require.NoError(t, os.Chtimes(file, modified, modified))
}

// rescan scans a folder with a cache, and collects the notes about that.
func rescan(t *testing.T, dir, cache string, under ...string) (*Manifest, []string) {
	t.Helper()
	var notes []string
	m, err := Scan(t.Context(), ScanOptions{Root: os.DirFS(dir), Under: under, Cache: cache, Dir: dir, Note: func(text string) { notes = append(notes, text) }})
	require.NoError(t, err)
	return m, notes
}

// age makes a cache believe in the files that it was just written for, as if
// they had been there long before.
func age(t *testing.T, dir, cache string) {
	t.Helper()
	content, err := os.ReadFile(cache)
	require.NoError(t, err)
	entries, err := decodeCache(content, dir)
	require.NoError(t, err)
	for i, c := range entries {
		info, err := os.Stat(filepath.Join(dir, c.path))
		if err == nil {
			entries[i].stamp = stampOf(info)
		}
	}
	require.NoError(t, os.WriteFile(cache, encodeCache(entries, dir), 0o644))
}

func manifestURLs(m *Manifest) []string {
	var urls []string
	for _, f := range m.Files {
		for _, t := range f.Tests {
			urls = append(urls, t.URL)
		}
	}
	return urls
}

func TestScanIncremental(t *testing.T) {
	dir := onDisk(t, map[string]string{"a/x.window.js": "// META: timeout=long\n", "a/y.html": loadsHarness, "b/z.any.js": "", "b/data.png": ""})
	cache := filepath.Join(t.TempDir(), "deep", "m.bin")

	first, notes := rescan(t, dir, cache)
	assert.Empty(t, notes)
	assert.Equal(t, 3, first.Read, "names tell of the picture")

	// Just written files are no proof of themselves.
	again, _ := rescan(t, dir, cache)
	if changeTime(stat(t, dir+"/a/y.html")) != 0 {
		assert.Equal(t, 3, again.Read)
	}
	age(t, dir, cache)
	warm, _ := rescan(t, dir, cache)
	assert.Zero(t, warm.Read)
	assert.Equal(t, 3, warm.Cached)
	assert.Equal(t, first.Files, warm.Files)

	// One changed, one new, one gone: only what is new is read.
	write(t, dir, "a/x.window.js", "// META: variant=?v\n", old.Add(time.Hour))
	write(t, dir, "a/new.html", loadsHarness, old)
	require.NoError(t, os.Remove(dir+"/a/y.html"))
	changed, _ := rescan(t, dir, cache)
	assert.Equal(t, 2, changed.Read)
	assert.Equal(t, []string{"/a/new.html", "/a/x.window.html?v", "/b/z.any.html", "/b/z.any.worker.html"}, manifestURLs(changed))

	// The same size and modification time: the inode's time tells.
	if changeTime(stat(t, dir+"/a/new.html")) != 0 {
		age(t, dir, cache)
		write(t, dir, "a/new.html", strings.Replace(loadsHarness, "testharness", "testharnesz", 1), old)
		kept, _ := rescan(t, dir, cache)
		assert.Equal(t, 1, kept.Read)
		assert.NotContains(t, manifestURLs(kept), "/a/new.html")
	}
}

func stat(t *testing.T, name string) fs.FileInfo {
	info, err := os.Stat(name)
	require.NoError(t, err)
	return info
}

func TestScanPartKeepsTheRest(t *testing.T) {
	dir := onDisk(t, map[string]string{"a/x.window.js": "", "a/b/y.window.js": "", "c/z.window.js": ""})
	cache := filepath.Join(t.TempDir(), "m.bin")
	rescan(t, dir, cache)
	age(t, dir, cache)
	require.NoError(t, os.Remove(dir+"/a/b/y.window.js"))
	part, _ := rescan(t, dir, cache, "a")
	assert.Zero(t, part.Read)
	age(t, dir, cache)
	whole, _ := rescan(t, dir, cache)
	assert.Zero(t, whole.Read, "what lies outside the part is still known")
	assert.Equal(t, []string{"/a/x.window.html", "/c/z.window.html"}, manifestURLs(whole))
}

func TestStampReliable(t *testing.T) {
	began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	cases := []struct {
		name              string
		modified, changed time.Time
		want              bool
	}{
		{"long ago", old, old, true},
		{"just now", began.Add(-time.Second), old, false},
		{"an inode that has just changed", old, began.Add(-time.Second), false},
		{"in the future", began.Add(time.Hour), time.Unix(0, 0), false},
		{"an archive's one time for all", time.Unix(1, 0), time.Unix(0, 0), false},
		{"the same, but the inode's is known", time.Unix(1, 0), old, true},
	}
	for _, c := range cases {
		got := stamp{1, c.modified.UnixNano(), c.changed.UnixNano()}.reliable(began)
		assert.Equal(t, c.want, got, c.name)
	}
	assert.False(t, unreliable.reliable(began))
}

func TestScanBadCaches(t *testing.T) {
	dir := onDisk(t, map[string]string{"a/x.window.js": ""})
	good := encodeCache([]cached{{path: "a/x.window.js", facts: facts{kind: Testharness, variants: []string{"?a"}}}}, dir)
	flipped := slices.Clone(good)
	flipped[len(flipped)-3] ^= 1
	cases := []struct {
		name, want string
		content    []byte
	}{
		{"empty", errForeignCache.Error(), nil},
		{"another version", errForeignCache.Error(), []byte("exeunt manifest 0\n....")},
		{"only the magic", errBrokenCache.Error(), []byte(cacheMagic)},
		{"truncated", errBrokenCache.Error(), good[:len(good)-1]},
		{"longer", errBrokenCache.Error(), append(slices.Clone(good), 0)},
		{"a flipped bit", errBrokenCache.Error(), flipped},
		{"another suite", errOtherSuite.Error(), encodeCache(nil, "/elsewhere")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cache := filepath.Join(t.TempDir(), "m.bin")
			require.NoError(t, os.WriteFile(cache, c.content, 0o644))
			m, notes := rescan(t, dir, cache)
			assert.Equal(t, []string{"/a/x.window.html"}, manifestURLs(m))
			require.Len(t, notes, 1)
			assert.Contains(t, notes[0], c.want)
			_, notes = rescan(t, dir, cache)
			assert.Empty(t, notes, "it has been made anew")
		})
	}
	t.Run("a folder in its place", func(t *testing.T) {
		m, notes := rescan(t, dir, t.TempDir())
		assert.Len(t, manifestURLs(m), 1)
		assert.NotEmpty(t, notes)
	})
}

func TestScanSideBySide(t *testing.T) {
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("d%d/f%d.window.js", i%7, i)] = "// META: variant=?" + strings.Repeat("x", i+1) + "\n"
	}
	dir := onDisk(t, files)
	cache := filepath.Join(t.TempDir(), "m.bin")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 5 {
				m, err := Scan(context.Background(), ScanOptions{Root: os.DirFS(dir), Cache: cache, Dir: dir, Note: func(text string) { t.Error(text) }})
				if assert.NoError(t, err) {
					assert.Len(t, m.Files, 200)
				}
			}
		})
	}
	wait.Wait()
	left, err := os.ReadDir(filepath.Dir(cache))
	require.NoError(t, err)
	assert.Len(t, left, 1, "no temporary file is left")
}

func TestScanCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Scan(ctx, ScanOptions{Root: suite(map[string]string{"a/x.window.js": ""})})
	assert.ErrorIs(t, err, context.Canceled)
}

func TestScanOddFiles(t *testing.T) {
	dir := onDisk(t, map[string]string{"a/x.window.js": "", "node_modules/p/y.window.js": "", ".git/z.window.js": "", "_venv3/q/w.window.js": ""})
	require.NoError(t, os.Symlink("x.window.js", dir+"/a/link.window.js"))
	require.NoError(t, os.Symlink("nowhere", dir+"/a/dangling.window.js"))
	require.NoError(t, os.Symlink("..", dir+"/a/up"))
	m, _ := rescan(t, dir, "")
	assert.Equal(t, []string{"/a/link.window.html", "/a/x.window.html"}, manifestURLs(m))
	_, err := m.Select(os.DirFS(dir), []string{"a"})
	assert.EqualError(t, err, "a/dangling.window.js: unreadable: no such file or directory")
	_, err = m.Select(os.DirFS(dir), []string{"a/x.window.js"})
	assert.NoError(t, err, "what nobody names is in nobody's way")
}

// TestScanForbidden reads a suite in which a file and a folder may not be read.
func TestScanForbidden(t *testing.T) {
	root := forbidding{suite(map[string]string{"a/x.window.js": "", "a/y.window.js": "", "b/z.window.js": ""})}
	m, err := Scan(t.Context(), ScanOptions{Root: root})
	require.NoError(t, err)
	assert.Equal(t, []string{"/a/x.window.html"}, manifestURLs(m))
	for _, pattern := range []string{"a", "a/y.window.js", "b", ""} {
		_, err := m.Select(root, []string{pattern})
		assert.ErrorContains(t, err, ": unreadable: permission denied", "pattern %q", pattern)
	}
}

// forbidding is a suite whose owner keeps a file and a folder to himself.
type forbidding struct{ fs.FS }

func (f forbidding) Open(name string) (fs.File, error) {
	if name == "a/y.window.js" || name == "b" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.FS.Open(name)
}

// TestScanAsUpstream compares the whole checkout with the manifest that upstream's
// own tool makes of it: "wpt manifest --no-download --path FILE".
func TestScanAsUpstream(t *testing.T) {
	name := os.Getenv("EXEUNT_WPT_MANIFEST")
	if name == "" {
		t.Skip("set EXEUNT_WPT_MANIFEST to the MANIFEST.json of the checkout")
	}
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	var manifest struct {
		Items map[string]map[string]any `json:"items"`
	}
	require.NoError(t, json.Unmarshal(content, &manifest))
	want, shells := map[string]bool{}, 0
	var walk func(tree map[string]any, name string)
	walk = func(tree map[string]any, name string) {
		for key, value := range tree {
			below, ok := value.(map[string]any)
			if ok {
				walk(below, name+"/"+key)
				continue
			}
			for _, item := range value.([]any)[1:] {
				item := item.([]any)
				if extras := item[1].(map[string]any); extras["jsshell"] == true {
					shells++
				} else if url, ok := item[0].(string); ok {
					want["/"+url] = true
				} else {
					want[name+"/"+key] = true
				}
			}
		}
	}
	walk(manifest.Items["testharness"], "")
	got := map[string]bool{}
	tests, err := Discover(upstream(t), nil)
	require.NoError(t, err)
	for _, test := range tests {
		got[test.URL] = true
	}
	for url := range maps.Keys(want) {
		if got[url] {
			delete(want, url)
			delete(got, url)
		}
	}
	assert.Empty(t, slices.Sorted(maps.Keys(want)), "missing")
	assert.Empty(t, slices.Sorted(maps.Keys(got)), "extra")
	t.Logf("%d tests are the same; %d are for JavaScript shells", len(tests), shells)
}

func FuzzDecodeCache(f *testing.F) {
	f.Add(encodeCache([]cached{{path: "a", facts: facts{kind: Testharness, variants: []string{"?a"}}}, {path: "b", stamp: unreliable, facts: facts{kind: Support}}}, "/d")[len(cacheMagic)+4:])
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF, 0x0F})
	f.Fuzz(func(t *testing.T, body []byte) {
		entries, err := decodeCache(sealed(body), "/d")
		if err != nil {
			return
		}
		again, err := decodeCache(encodeCache(entries, "/d"), "/d")
		require.NoError(t, err)
		assert.Equal(t, entries, again)
	})
}

// sealed puts the magic line and the right sum before a body.
func sealed(body []byte) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte(cacheMagic), crc32.ChecksumIEEE(body)), body...)
}

func BenchmarkScanUpstream(b *testing.B) {
	dir := os.Getenv("EXEUNT_WPT")
	if dir == "" {
		b.Skip("set EXEUNT_WPT to a web-platform-tests checkout")
	}
	for _, name := range []string{"without cache", "with cache"} {
		b.Run(name, func(b *testing.B) {
			o := ScanOptions{Root: os.DirFS(dir), Dir: dir}
			if name == "with cache" {
				o.Cache = filepath.Join(b.TempDir(), "m.bin")
				_, err := Scan(b.Context(), o)
				require.NoError(b, err)
			}
			for b.Loop() {
				m, err := Scan(b.Context(), o)
				require.NoError(b, err)
				b.ReportMetric(float64(len(m.Files)), "files")
				b.ReportMetric(float64(m.Read), "read")
			}
		})
	}
}
