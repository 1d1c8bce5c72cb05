package wpt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// A File is what the manifest knows of one file of a suite.
type File struct {
	Path   string
	Kind   Kind
	Tests  []Test   // sorted by URL within the order of the globals; none unless Kind is Testharness
	Reason string   // why it has no tests; "" where it has some
	Notes  []string // globals that it asks for and that are not run
	// Problem says what is malformed or cannot be read, so that the file's, or the
	// folder's, URLs cannot be known.
	Problem string
}

// A Manifest lists the files of a suite, sorted by path. It is not changed once
// it is made; any number of goroutines may read it.
type Manifest struct {
	Files []File
	// Read counts the files that were read, Cached those that the cache spared.
	Read, Cached int
}

// ScanOptions say what to scan.
type ScanOptions struct {
	// Root is the suite.
	Root fs.FS
	// Under limits the scan to these folders and files, and Flat to those files that
	// lie immediately in these folders; if both are empty all is scanned.
	Under, Flat []string
	// Cache is a file that remembers what was read, so that the next scan reads
	// only what has changed; "" for none. Two processes may use one file at once.
	Cache string
	// Dir is Root's absolute path: a cache of another folder is not believed.
	Dir string
	// Note, if set, is told what went wrong with the cache; the scan goes on without.
	Note func(string)
}

// largestPage is the size in bytes above which a file is not searched for tests.
const largestPage = 64 << 20

// Scan lists the files of a suite and what they are. It follows links to files,
// not to folders, and leaves out folders of tools: hidden ones, node_modules and
// Python's environments. What cannot be read is a file with a Problem.
//
// It ends early, with the context's error, when ctx does.
func Scan(ctx context.Context, o ScanOptions) (*Manifest, error) {
	s := &scan{options: o, ctx: ctx, slots: make(chan struct{}, 4*runtime.GOMAXPROCS(0)), old: map[string]cached{}}
	if o.Cache != "" {
		s.load()
	}
	if len(o.Under)+len(o.Flat) == 0 {
		s.options.Under = []string{"."}
	}
	s.options.Under = topmost(s.options.Under)
	slices.Sort(s.options.Flat)
	for _, name := range slices.Compact(s.options.Flat) {
		if info, err := fs.Stat(o.Root, name); err == nil && info.IsDir() && !s.below(name) {
			s.folder(name, false)
		}
	}
	for _, name := range s.options.Under {
		info, err := fs.Stat(o.Root, name)
		switch {
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid):
			continue // the caller knows what a missing name means
		case err != nil:
			return nil, fmt.Errorf("list the tests of %s: %w", name, err)
		case info.IsDir():
			s.folder(name, true)
		default:
			s.one(name, fs.FileInfoToDirEntry(info))
		}
	}
	s.wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.err != nil {
		return nil, s.err
	}
	count := 0
	for _, b := range s.batches {
		count += len(b.files)
	}
	s.manifest.Files = make([]File, 0, count)
	for _, b := range s.batches {
		s.manifest.Files = append(s.manifest.Files, b.files...)
	}
	slices.SortFunc(s.manifest.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	if o.Cache != "" {
		s.save()
	}
	return &s.manifest, nil
}

// topmost drops names that lie below others of the list.
func topmost(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	var out []string
	for _, name := range names {
		if !slices.ContainsFunc(out, func(above string) bool { return within(name, above) }) {
			out = append(out, name)
		}
	}
	return out
}

// within reports whether a file is folder or lies below it.
func within(name, folder string) bool {
	return folder == "." || name == folder || strings.HasPrefix(name, folder) && name[len(folder)] == '/'
}

// A scan is one run of [Scan]. Its folders are read side by side.
type scan struct {
	options ScanOptions
	ctx     context.Context // of the call that the scan lives in
	began   time.Time
	old     map[string]cached
	stale   bool // the cache file is worth writing anew

	wait  sync.WaitGroup
	slots chan struct{}

	mutex    sync.Mutex
	manifest Manifest
	batches  []*batch
	err      error
}

// below reports whether a name lies in one of the folders to scan as a whole.
func (s *scan) below(name string) bool {
	return slices.ContainsFunc(s.options.Under, func(folder string) bool { return within(name, folder) })
}

// covers reports whether the scan looks at a file of that name.
func (s *scan) covers(name string) bool {
	return s.below(name) || slices.Contains(s.options.Flat, path.Dir(name))
}

// folder reads a folder and, if asked to, starts on those below it.
func (s *scan) folder(name string, recursive bool) {
	s.wait.Go(func() {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
		if s.ctx.Err() != nil {
			return
		}
		entries, err := fs.ReadDir(s.options.Root, name)
		if err != nil && name == "." {
			s.fail(fmt.Errorf("list the tests of the suite: %w", err))
		}
		batch := &batch{scan: s}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			batch.unreadable(name, err)
		}
		for _, entry := range entries {
			below := path.Join(name, entry.Name())
			switch {
			case entry.IsDir():
				if recursive && !toolFolder(entry.Name()) {
					s.folder(below, true)
				}
			default:
				batch.add(below, entry)
			}
		}
		batch.flush()
	})
}

func (s *scan) one(name string, entry fs.DirEntry) {
	batch := &batch{scan: s}
	batch.add(name, entry)
	batch.flush()
}

func (s *scan) fail(err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func toolFolder(base string) bool {
	return strings.HasPrefix(base, ".") || base == "node_modules" || strings.HasPrefix(base, "_venv") || strings.HasPrefix(base, "_virtualenv")
}

// A batch is what a folder's files give, kept back so that the lock is taken
// once a folder.
type batch struct {
	scan         *scan
	files        []File
	fresh        []cached
	read, cached int
}

func (b *batch) add(name string, entry fs.DirEntry) {
	parsed := parseFileName(name)
	if kind, reason, ok := parsed.kindByName(); ok {
		b.files = append(b.files, facts{kind: kind, reason: reason}.file(name))
		return
	}
	info, err := entry.Info()
	link := err == nil && info.Mode()&fs.ModeSymlink != 0
	if link {
		info, err = fs.Stat(b.scan.options.Root, name)
	}
	switch {
	case err != nil && !link && errors.Is(err, fs.ErrNotExist):
		return // it has just gone
	case err != nil:
		b.unreadable(name, err)
		return
	case info.IsDir():
		return // a link to a folder
	case !info.Mode().IsRegular():
		b.files = append(b.files, facts{kind: Support, reason: "no regular file"}.file(name))
		return
	case info.Size() > largestPage:
		b.files = append(b.files, facts{kind: Support, reason: "larger than 64 MiB"}.file(name))
		return
	}
	stamp := stampOf(info)
	if c, ok := b.scan.old[name]; ok && c.stamp == stamp {
		b.cached++
		b.fresh = append(b.fresh, c)
		b.files = append(b.files, c.facts.file(name))
		return
	}
	if b.scan.ctx.Err() != nil {
		return
	}
	content, err := fs.ReadFile(b.scan.options.Root, name)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			b.unreadable(name, err)
		}
		return
	}
	b.read++
	c := cached{path: name, stamp: stamp, facts: parsed.read(content)}
	b.fresh = append(b.fresh, c)
	b.files = append(b.files, c.facts.file(name))
}

// unreadable files what may hold tests that nobody can know of.
func (b *batch) unreadable(name string, err error) {
	var why *fs.PathError
	if errors.As(err, &why) {
		err = why.Err
	}
	problem := "unreadable: " + err.Error()
	b.files = append(b.files, File{Path: name, Kind: Support, Reason: problem, Problem: problem})
}

func (b *batch) flush() {
	s := b.scan
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.batches = append(s.batches, b)
	s.manifest.Read += b.read
	s.manifest.Cached += b.cached
}
