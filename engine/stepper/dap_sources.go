package stepper

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// sources are the algorithms of a recording as readable files: one algorithm a file, one step a line; and the scripts whose lines are
// recorded. They are real files, because editors set breakpoints in files only.
type sources struct {
	dir        string
	paths      map[int]string // by the algorithm's index, from 1
	algorithms map[string]int
	lines      map[int][]string // by the algorithm's index: the step of each line, "" for none

	scriptPaths map[string]string // by the script's URL
	scriptTexts map[string]string // by path
	scriptLines map[string][]int  // by path: where statements begin
}

// sourceName is the name of an algorithm's file.
func sourceName(a *recording.Algorithm) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '-'
	}, a.Name)
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	return strings.Trim(name, "-.") + ".txt"
}

// writeSources writes the files below dir, in a folder for each standard.
func writeSources(dir string, r *recording.Recording) (*sources, error) {
	s := &sources{dir: dir, paths: map[int]string{}, algorithms: map[string]int{}, lines: map[int][]string{},
		scriptPaths: map[string]string{}, scriptTexts: map[string]string{}, scriptLines: map[string][]int{}}
	for i := range r.Algorithms {
		a := &r.Algorithms[i]
		folder := filepath.Join(dir, filepath.Base("/"+a.Standard))
		path := filepath.Join(folder, sourceName(a))
		if _, taken := s.algorithms[path]; taken {
			path = strings.TrimSuffix(path, ".txt") + fmt.Sprintf("-%d.txt", i+1)
		}
		text, lines := sourceText(a)
		if err := writeSource(path, text); err != nil {
			return nil, err
		}
		s.paths[i+1], s.algorithms[path], s.lines[i+1] = path, i+1, lines
	}
	return s, s.writeScripts(r)
}

// writeSource writes a file, unless it is there.
func writeSource(path, text string) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == text {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// sourceText is the text of an algorithm's file, with the step of each line.
func sourceText(a *recording.Algorithm) (text string, lines []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", a, a.URL)
	lines = []string{"", "", ""}
	for _, s := range a.Steps {
		fmt.Fprintf(&b, "%s%s. %s\n", strings.Repeat("  ", strings.Count(s.Number, ".")), s.Number, s.Summary)
		lines = append(lines, s.Number)
	}
	return b.String(), lines
}

// line is the line of a step, from 1; a step that the standard does not number is at the head.
func (s *sources) line(algorithm int, step string) int {
	if step != "" {
		if i := slices.Index(s.lines[algorithm], step); i >= 0 {
			return i + 1
		}
	}
	return 1
}

// step is the first step at a line or after it, with its line; "" when there is none.
func (s *sources) step(algorithm, line int) (step string, at int) {
	list := s.lines[algorithm]
	for i := max(line-1, 0); i < len(list); i++ {
		if list[i] != "" {
			return list[i], i + 1
		}
	}
	return "", 0
}
