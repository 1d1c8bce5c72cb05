package wpt

import (
	"context"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Affected tells, by path of a test's file, which changed file it was that may
// change what its tests do: the file itself, its .headers (or those of its
// folder), a META script, or anything that these name, however indirectly. Tests
// that no changed file affects are not in the map. The manifest must be of the
// whole suite, so that it knows which paths there are.
//
// What a file names is found by looking for whatever reads like the path of a
// file of the suite, so a path that a script puts together from parts is missed,
// and one that only a comment mentions is not. changed are paths relative to the
// root; they need not exist any more.
func (m *Manifest) Affected(ctx context.Context, root fs.FS, of []Test, changed []string) (map[string]string, error) {
	g := &references{root: root, exists: make(map[string]bool, len(m.Files)), extensions: map[string]bool{}, changed: map[string]bool{},
		named: map[string][]string{}, loose: map[string][]string{}}
	for _, f := range m.Files {
		g.exists[f.Path], g.extensions[path.Ext(f.Path)] = true, true
	}
	for _, name := range changed {
		g.exists[name], g.changed[name], g.extensions[path.Ext(name)] = true, true, true
	}
	var tests []string
	for _, t := range of {
		tests = append(tests, t.Path)
	}
	slices.Sort(tests)
	tests = slices.Compact(tests)
	if err := g.readFrom(ctx, tests); err != nil {
		return nil, err
	}
	causes := g.causes()
	affected := map[string]string{}
	for _, name := range tests {
		if cause, ok := causes[name]; ok {
			affected[name] = cause
		}
	}
	return affected, nil
}

// references is which files name which.
type references struct {
	root       fs.FS
	exists     map[string]bool
	extensions map[string]bool // of the files that exist; whatever ends otherwise is no path
	changed    map[string]bool

	mutex sync.Mutex
	named map[string][]string // file → files
	loose map[string][]string // file → relative paths that lead nowhere from its own folder
}

// largestReferrer is the size in bytes above which a file is taken for data.
const largestReferrer = 4 << 20

// readFrom reads files, and whatever they name, each once.
func (g *references) readFrom(ctx context.Context, files []string) error {
	seen := map[string]bool{}
	for len(files) > 0 {
		var next []string
		work := make(chan string)
		var wait sync.WaitGroup
		for range 2 * runtime.GOMAXPROCS(0) {
			wait.Go(func() {
				for name := range work {
					named, loose := g.read(name)
					g.mutex.Lock()
					g.named[name], g.loose[name] = named, loose
					next = append(next, named...)
					g.mutex.Unlock()
				}
			})
		}
		for _, name := range files {
			if !seen[name] && ctx.Err() == nil {
				seen[name] = true
				work <- name
			}
		}
		close(work)
		wait.Wait()
		if err := ctx.Err(); err != nil {
			return err
		}
		files = next
	}
	// A script's relative paths are meant from the page's folder.
	for _, name := range slices.Sorted(maps.Keys(g.named)) {
		for _, script := range g.named[name] {
			for _, loose := range g.loose[script] {
				if target := path.Join(path.Dir(name), loose); g.exists[target] && !slices.Contains(g.named[name], target) {
					g.named[name] = append(g.named[name], target)
				}
			}
		}
	}
	return nil
}

// textual are the files that are looked through.
var textual = map[string]bool{
	".html": true, ".htm": true, ".xhtml": true, ".xht": true, ".xml": true, ".svg": true, ".js": true, ".mjs": true,
	".css": true, ".py": true, ".json": true, ".headers": true, ".asis": true, ".txt": true, ".window": true, ".sub": true,
}

// read lists the files that a file names.
func (g *references) read(name string) (named, loose []string) {
	dir := path.Dir(name)
	add := func(target string) {
		if target != name && g.exists[target] && !slices.Contains(named, target) {
			named = append(named, target)
		}
	}
	for _, headers := range []string{name + ".headers", name + ".sub.headers", path.Join(dir, "__dir__.headers"), path.Join(dir, "__dir__.sub.headers")} {
		add(headers)
	}
	if !textual[path.Ext(name)] {
		return named, nil
	}
	if f := parseFileName(name); f.is("any") || f.is("window") || f.is("worker") || f.is("extension") {
		add("resources/testharness.js") // of the page that the server makes around it
		add("resources/testharnessreport.js")
	}
	if info, err := fs.Stat(g.root, name); err != nil || !info.Mode().IsRegular() || info.Size() > largestReferrer {
		return named, nil
	}
	content, err := fs.ReadFile(g.root, name)
	if err != nil {
		return named, nil
	}
	for candidate := range paths(decodeText(content), g.extensions) {
		if strings.HasPrefix(candidate, "/") {
			add(path.Clean(candidate)[1:])
			continue
		}
		if target := path.Join(dir, candidate); g.exists[target] {
			add(target)
		} else if !slices.Contains(loose, candidate) {
			loose = append(loose, candidate)
		}
	}
	return named, loose
}

// causes walks from the changed files to those that name them, and gives for each
// the changed file that it was reached from.
func (g *references) causes() map[string]string {
	namedBy := map[string][]string{}
	for name, targets := range g.named {
		for _, target := range targets {
			namedBy[target] = append(namedBy[target], name)
		}
	}
	causes := map[string]string{}
	queue := slices.Sorted(maps.Keys(g.changed))
	for _, name := range queue {
		causes[name] = name
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		referrers := namedBy[name]
		slices.Sort(referrers)
		for _, referrer := range referrers {
			if _, ok := causes[referrer]; !ok {
				causes[referrer] = causes[name]
				queue = append(queue, referrer)
			}
		}
	}
	return causes
}

// paths gives what reads like the path of a file in a text: no blanks, and one of
// some extensions. A wrapper's name ("x.any.worker.js", "x.window.html") stands for
// its script too.
func paths(text string, extensions map[string]bool) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for start := 0; start < len(text); {
			if !pathByte[text[start]] {
				start++
				continue
			}
			end, dot := start, -1
			for end < len(text) && pathByte[text[end]] {
				if text[end] == '.' {
					dot = end
				}
				end++
			}
			candidate := text[start:end]
			start = end
			if dot < 0 || len(candidate) > 300 {
				continue
			}
			candidate = strings.TrimRight(candidate, ".") // the end of a sentence
			if !extensions[path.Ext(candidate)] {
				continue
			}
			if at := strings.Index(candidate, "//"); at >= 0 { // behind a scheme or host
				_, rest, ok := strings.Cut(candidate[at+2:], "/")
				if !ok {
					continue
				}
				candidate = "/" + rest
			}
			if !yield(candidate) {
				return
			}
			for _, flag := range []string{".any", ".window", ".worker"} {
				if at := strings.LastIndex(candidate, flag+"."); at > 0 && !yield(candidate[:at]+flag+".js") {
					return
				}
			}
		}
	}
}

// pathByte are the bytes of paths. Names beyond ASCII count as part of one.
var pathByte = func() (set [256]bool) {
	for c := range 256 {
		b := byte(c)
		set[c] = letter(b) || '0' <= b && b <= '9' || strings.IndexByte("._-/+@~%", b) >= 0 || b >= 0x80
	}
	return set
}()
