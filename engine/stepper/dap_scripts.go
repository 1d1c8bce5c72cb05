package stepper

import (
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// writeScripts writes the scripts whose lines are recorded, in a folder for each host.
func (s *sources) writeScripts(r *recording.Recording) error {
	texts := map[string][]string{} // by URL: the lines of the file, as far as they are known
	var urls []string
	for i := range r.Scripts {
		script := &r.Scripts[i]
		if script.First < 1 || script.First > maxScriptLines {
			continue
		}
		if _, ok := texts[script.URL]; !ok {
			urls = append(urls, script.URL)
		}
		texts[script.URL] = lay(texts[script.URL], script)
	}
	for _, u := range urls {
		file := filepath.Join(s.dir, "scripts", scriptFile(u))
		for _, taken := s.scriptTexts[file]; taken; _, taken = s.scriptTexts[file] {
			file += "_" // two URLs that differ in what no file's name can have
		}
		text := strings.Join(texts[u], "\n")
		if err := writeSource(file, text); err != nil {
			return err
		}
		s.scriptPaths[u], s.scriptTexts[file] = file, text
		for i := range r.Scripts {
			if r.Scripts[i].URL == u {
				s.scriptLines[file] = append(s.scriptLines[file], r.Scripts[i].Lines...)
			}
		}
		slices.Sort(s.scriptLines[file])
		s.scriptLines[file] = slices.Compact(s.scriptLines[file])
	}
	return nil
}

// maxScriptLines bounds the line at which a script may begin: a hostile trace makes no file of a billion empty lines.
const maxScriptLines = 1_000_000

// lay puts a script where it stands in its file; a page has several, and between them are lines of which nothing is known.
func lay(file []string, script *recording.Script) []string {
	for i, line := range strings.Split(script.Source, "\n") {
		n := script.First - 1 + i
		for len(file) <= n {
			file = append(file, "")
		}
		if file[n] == "" {
			file[n] = strings.TrimSuffix(line, "\r")
		}
	}
	return file
}

// scriptFile is the name of a script's file.
func scriptFile(u string) string {
	parsed, err := url.Parse(u)
	if err != nil {
		return url.PathEscape(u)
	}
	name := strings.TrimPrefix(path.Clean("/"+parsed.Path), "/")
	if name == "" || strings.HasSuffix(parsed.Path, "/") {
		name = path.Join(name, "index")
	}
	return filepath.Join(filepath.Base("/"+strings.ReplaceAll(parsed.Host, ":", "_")), filepath.FromSlash(name))
}

// scriptURL is the URL of the script that a client's file is: one of those written here, or one of the suite, whose path ends as the URL's does. What
// is none of them is returned as it is.
func (s *sources) scriptURL(file string) string {
	found := ""
	for u, own := range s.scriptPaths {
		if own == file {
			return u
		}
		parsed, err := url.Parse(u)
		if err != nil || parsed.Path == "" || !strings.HasSuffix(filepath.ToSlash(file), parsed.Path) {
			continue
		}
		if len(u) > len(found) || len(u) == len(found) && u < found {
			found = u
		}
	}
	if found != "" {
		return found
	}
	return file
}

// breakable returns the lines of a file at which one can break.
func (s *sources) breakable(file string) []int {
	var list []int
	for n, step := range s.lines[s.algorithms[file]] {
		if step != "" {
			list = append(list, n+1)
		}
	}
	if u := s.scriptURL(file); list == nil && u != file {
		return s.scriptLines[s.scriptPaths[u]]
	}
	return list
}
