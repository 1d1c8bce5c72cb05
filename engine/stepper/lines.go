package stepper

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// Lines of scripts are stops where the recording has them. A line stands in the frame of the algorithm that runs the script, as deep as
// functions have called each other there: that is what over, out and their ways back go by.

// deeper reports whether stop i is inside of what the line at event at calls: in a frame below, or in a function that is called there.
func (s *Stepper) deeper(i, at int) bool {
	e, from := &s.rec.Events[i], &s.rec.Events[at]
	if e.Frame != from.Frame {
		return s.below(e.Frame, from.Frame)
	}
	return e.Kind == recording.Line && len(e.Script) > len(from.Script)
}

// outside reports whether stop i is neither in the function of the line at event at nor inside of what that calls.
func (s *Stepper) outside(i, at int) bool {
	e, from := &s.rec.Events[i], &s.rec.Events[at]
	return !s.deeper(i, at) && (e.Frame != from.Frame || e.Kind != recording.Line || len(e.Script) < len(from.Script))
}

func (s *Stepper) overLine() bool {
	return s.forward(func(i int) bool { return !s.deeper(i, s.at) })
}

func (s *Stepper) outOfLine() bool {
	return s.forward(func(i int) bool { return s.outside(i, s.at) })
}

func (s *Stepper) backOverLine() bool {
	return s.backward(func(i int) bool { return !s.deeper(i, s.at) })
}

func (s *Stepper) backOutOfLine() bool {
	return s.backward(func(i int) bool { return s.outside(i, s.at) })
}

// forward goes to the next stop that fits.
func (s *Stepper) forward(fits func(i int) bool) bool {
	for _, i := range s.stops[sort.SearchInts(s.stops, s.at+1):] {
		if fits(i) {
			return s.move(i, true)
		}
	}
	return false
}

// backward goes to the last stop before this one that fits.
func (s *Stepper) backward(fits func(i int) bool) bool {
	for _, i := range slices.Backward(s.stops[:sort.SearchInts(s.stops, s.at)]) {
		if fits(i) {
			return s.move(i, true)
		}
	}
	return false
}

// lineOf takes the "URL:LINE" of a line's event apart.
func lineOf(e *recording.Event) (url string, line int) {
	i := strings.LastIndexByte(e.Note, ':')
	if i < 0 {
		return e.Note, 0
	}
	line, _ = strconv.Atoi(e.Note[i+1:])
	return e.Note[:i], line
}

// lineText is the text of the line at which a line's event stands.
func (s *Stepper) lineText(e *recording.Event) string {
	url, line := lineOf(e)
	for i := range s.rec.Scripts {
		script := &s.rec.Scripts[i]
		if script.URL != url || !slices.Contains(script.Lines, line) {
			continue
		}
		n := line - script.First
		for text := range strings.Lines(script.Source) {
			if n == 0 {
				return strings.TrimSpace(text)
			}
			n--
		}
	}
	return url
}

// scriptName is the last part of a script's URL, by which Where calls it.
func scriptName(url string) string {
	url, _, _ = strings.Cut(url, "?")
	if name := path.Base(url); name != "" && name != "." && name != "/" {
		return name
	}
	return url
}

// isFile reports whether a URL is what a user's FILE means: the URL itself, or the end of its path.
func isFile(url, file string) bool {
	path, _, _ := strings.Cut(url, "?")
	return url == file || path == file || strings.HasSuffix(path, "/"+strings.TrimPrefix(file, "/"))
}

// breakableLine is the first line at which a statement begins, from the given one on, in the scripts that FILE means. known is false where
// the recording has no lines of such a script; with a line of 0 there is none left in it.
func (s *Stepper) breakableLine(file string, from int) (line int, known bool) {
	for i := range s.rec.Scripts {
		script := &s.rec.Scripts[i]
		if !isFile(script.URL, file) {
			continue
		}
		known = true
		for _, l := range script.Lines {
			if l >= from && (line == 0 || l < line) {
				line = l
			}
		}
	}
	return line, known
}

// breakAtLine understands FILE:LINE. Where the recording has the lines of that script, the breakpoint moves to the next line at which a statement begins.
func (s *Stepper) breakAtLine(b *Breakpoint, text string) error {
	i := strings.LastIndexByte(text, ':')
	if i < 1 || !isNumber(text[i+1:]) {
		return fmt.Errorf("break line %q: want FILE:LINE, as in \"break line page.html:12\"", text)
	}
	file := text[:i]
	from, _ := strconv.Atoi(text[i+1:])
	line, known := s.breakableLine(file, from)
	if !known {
		b.script, b.Note = text, "where it calls into the standards; the lines of this script are not recorded, see step --lines"
		return nil
	}
	if line == 0 {
		return fmt.Errorf("no statement begins in %s at line %d or after it", file, from)
	}
	b.file, b.Line = file, line
	if line != from {
		b.Note = fmt.Sprintf("at line %d, where the next statement begins", line)
	}
	for i := range s.rec.Events {
		if b.atLine(&s.rec.Events[i]) {
			b.hits = append(b.hits, i)
		}
	}
	return nil
}

// BreaksAtLine reports whether the text of a breakpoint is about a line of a script.
func BreaksAtLine(text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), "line ")
}

// atLine reports whether an event is what a breakpoint at a line waits for.
func (b *Breakpoint) atLine(e *recording.Event) bool {
	if e.Kind != recording.Line {
		return false
	}
	url, line := lineOf(e)
	return line == b.Line && isFile(url, b.file)
}
