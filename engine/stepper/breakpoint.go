package stepper

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/expr-lang/expr/vm"

	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/internal/spec"
)

// anywhere reports whether the breakpoint is a condition alone.
func (b *Breakpoint) anywhere() bool {
	return b.condition != nil && b.algorithms == nil && b.script == "" && b.file == "" && b.request == "" && b.event == ""
}

// A Breakpoint stops Continue and ReverseContinue.
type Breakpoint struct {
	ID   int
	Text string // as it was given
	Line int    // of a breakpoint at a line whose script's lines are recorded: where it is
	Note string // what a user should know of it; "" for nothing

	algorithms map[int]bool // indices in the header; nil for any
	step       string       // "" for the algorithm's first stop
	first      bool
	script     string // "FILE:LINE": where script calls into the standards
	file       string // and Line: where a statement begins
	hits       []int  // and the events at which it is about to run
	request    string // part of "METHOD URL" of a request that goes out
	event      string // type of a DOM event that is dispatched
	condition  *vm.Program
	watch      *vm.Program // stops when its value changes
}

// Break sets a breakpoint. Its text is one of
//
//	ALGORITHM            the first step of an algorithm: "unload a document", "HTML: navigate" or an anchor, "#unload-a-document"
//	ALGORITHM#STEP       one of its steps: "unload a document#19"
//	request TEXT         a request goes out whose method and URL have TEXT in them
//	event TYPE           a DOM event of that type is dispatched
//	line FILE:LINE       a statement at that line runs; where the recording has no lines of the script: it calls into the standards
//	… if EXPR            of a line: only where the condition holds; hits counts how often the line was come to
//	if EXPR              a condition; see Eval
//	watch EXPR           the value of EXPR changes
//
// The error says what was not understood, and what is like it.
func (s *Stepper) Break(text string) (*Breakpoint, error) {
	text = strings.TrimSpace(text)
	b := &Breakpoint{Text: text}
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	var err error
	switch {
	case text == "":
		return nil, fmt.Errorf("break at what? ALGORITHM[#STEP], request TEXT, event TYPE, line FILE:LINE, if EXPR or watch EXPR, as in \"break unload a document#19\"")
	case word == "request" && rest != "":
		b.request = rest
	case word == "event" && rest != "" && !s.isAlgorithm(text):
		b.event = rest
	case word == "line" && rest != "":
		place, condition, conditional := strings.Cut(rest, " if ")
		if err = s.breakAtLine(b, strings.TrimSpace(place)); err == nil && conditional {
			b.condition, err = s.condition(strings.TrimSpace(condition))
		}
	case word == "if":
		b.condition, err = s.condition(rest)
	case word == "watch":
		b.watch, err = compile(rest)
	default:
		err = s.breakAt(b, text)
	}
	if err != nil {
		return nil, err
	}
	s.lastID++
	b.ID = s.lastID
	s.breakpoints = append(s.breakpoints, b)
	return b, nil
}

func isNumber(s string) bool { _, err := strconv.Atoi(s); return err == nil }

func (s *Stepper) isAlgorithm(text string) bool { return s.breakAt(&Breakpoint{}, text) == nil }

// breakAt understands ALGORITHM[#STEP].
func (s *Stepper) breakAt(b *Breakpoint, text string) error {
	name, step := text, ""
	if i := strings.LastIndexByte(text, '#'); i > 0 {
		name, step = strings.TrimSpace(text[:i]), strings.TrimPrefix(strings.TrimSpace(text[i+1:]), "step ")
	}
	b.algorithms = map[int]bool{}
	var found *recording.Algorithm
	for i := range s.rec.Algorithms {
		if a := &s.rec.Algorithms[i]; Named(name, a.Standard, a.Name, a.URL) {
			if step == "" || a.Step(step) != nil || s.passes(i+1, step) {
				b.algorithms[i+1] = true
			}
			if found == nil {
				found = a
			}
		}
	}
	b.step, b.first = step, step == ""
	if len(b.algorithms) > 0 {
		return nil
	}
	if found != nil {
		return fmt.Errorf("%s has no step %q; %s", found, step, nearestStep(found, step))
	}
	var known []string
	for _, a := range spec.Catalogue() {
		if Named(name, a.Standard, a.Name, a.URL()) {
			if step != "" && len(a.Steps) > 0 {
				if _, ok := a.Step(step); !ok {
					return fmt.Errorf("%s has no step %q; %s", a, step, nearestStep(&recording.Algorithm{Steps: steps(a)}, step))
				}
			}
			b.Note = "this run does not come there"
			return nil
		}
		known = append(known, a.Name)
		if longer := longerName(a); longer != "" {
			known = append(known, longer)
		}
	}
	return fmt.Errorf("unknown algorithm %q; %s", name, Nearest(name, known))
}

// longerName is how others call an algorithm whose own name is the beginning of that: "unload a document"; "" where it has none.
func longerName(a *spec.Algorithm) string {
	_, anchor, _ := strings.Cut(a.URL(), "#")
	words := strings.ReplaceAll(anchor, "-", " ")
	if !strings.HasPrefix(words, a.Name+" ") {
		return ""
	}
	return words
}

func steps(a *spec.Algorithm) []recording.SpecStep {
	var list []recording.SpecStep
	for _, s := range a.Steps {
		list = append(list, recording.SpecStep{Number: s.Number})
	}
	return list
}

// passes reports whether the recording has that step of an algorithm.
func (s *Stepper) passes(algorithm int, step string) bool {
	return slices.ContainsFunc(s.stops, func(i int) bool {
		return s.rec.Events[i].Algorithm == algorithm && s.rec.Events[i].Step == step
	})
}

// Named reports whether what a user typed means the algorithm.
func Named(typed, standard, name, url string) bool {
	_, anchor, _ := strings.Cut(url, "#")
	if fragment, ok := strings.CutPrefix(typed, "#"); ok {
		return fragment == anchor
	}
	if strings.EqualFold(strings.ReplaceAll(typed, " ", "-"), anchor) {
		return true // HTML calls "unload a document" just "unload" where it is defined
	}
	return strings.EqualFold(typed, name) || strings.EqualFold(typed, standard+": "+name) || strings.EqualFold(typed, standard+" "+name)
}

func nearestStep(a *recording.Algorithm, step string) string {
	var numbers []string
	for _, s := range a.Steps {
		numbers = append(numbers, s.Number)
	}
	if len(numbers) == 0 {
		return "the standard does not number its steps"
	}
	return Nearest(step, numbers)
}

// Nearest names what is like the text that was not found.
func Nearest(text string, known []string) string {
	known = slices.Compact(slices.Sorted(slices.Values(known)))
	lower := strings.ToLower(text)
	distance := func(k string) int {
		k = strings.ToLower(k)
		d := levenshtein.ComputeDistance(lower, k)
		if lower != "" && strings.Contains(k, lower) {
			d = min(d, 1+(len(k)-len(lower))/8)
		}
		return d
	}
	slices.SortStableFunc(known, func(a, b string) int { return distance(a) - distance(b) })
	if len(known) > 3 {
		known = known[:3]
	}
	for i := range known {
		known[i] = strconv.Quote(known[i])
	}
	return "nearest: " + strings.Join(known, ", ")
}

// Delete takes breakpoint id away, and reports whether there was one.
func (s *Stepper) Delete(id int) bool {
	n := len(s.breakpoints)
	s.breakpoints = slices.DeleteFunc(s.breakpoints, func(b *Breakpoint) bool { return b.ID == id })
	return len(s.breakpoints) < n
}

// Breakpoints returns the breakpoints in the order in which they were set.
func (s *Stepper) Breakpoints() []*Breakpoint { return slices.Clone(s.breakpoints) }

// Continue goes on to the next stop at which a breakpoint holds and returns it. Without one it goes to the last stop of the
// recording and returns nil.
func (s *Stepper) Continue() *Breakpoint {
	at, b := s.seek(s.at, len(s.rec.Events), true)
	if b == nil && len(s.stops) > 0 {
		at = s.stops[len(s.stops)-1]
	}
	s.at = max(at, s.at)
	return b
}

// ReverseContinue goes back to the last stop before this one at which a breakpoint holds and returns it. Without one it goes
// to the first stop and returns nil.
func (s *Stepper) ReverseContinue() *Breakpoint {
	at, b := s.seek(-1, s.at, false)
	if b == nil && len(s.stops) > 0 {
		at = s.stops[0]
	}
	s.at = min(at, s.at)
	return b
}

// seek finds the first or the last stop after event from and before event to at which a breakpoint holds.
func (s *Stepper) seek(from, to int, first bool) (at int, hit *Breakpoint) {
	if len(s.breakpoints) == 0 {
		return 0, nil
	}
	look := newMoment(s)
	watched := map[*Breakpoint]any{}
	armed := map[*Breakpoint]bool{} // what happened since the last stop
	look.to(max(from, 0))
	for _, b := range s.breakpoints {
		if b.watch != nil {
			watched[b] = look.value(b.watch)
		}
	}
	for i := from + 1; i < to; i++ {
		look.to(i)
		e := &s.rec.Events[i]
		stop := isStop(e.Kind)
		for _, b := range s.breakpoints {
			switch {
			case b.watch != nil:
				if !stop {
					continue
				}
				v := look.value(b.watch)
				if show(watched[b]) != show(v) {
					armed[b] = true
				}
				watched[b] = v
			case b.anywhere():
				look.hits = 0
				if stop && look.holds(b.condition) {
					armed[b] = true
				}
			case s.holds(b, e, i):
				look.hits = sort.SearchInts(b.hits, i+1)
				if b.condition == nil || look.holds(b.condition) {
					armed[b] = true
				}
			}
		}
		if !stop {
			continue
		}
		for _, b := range s.breakpoints {
			if armed[b] {
				at, hit = i, b
				clear(armed)
				if first {
					return at, hit
				}
				break
			}
		}
	}
	return at, hit
}

func isStop(k recording.Kind) bool {
	return k == recording.Step || k == recording.Todo || k == recording.AdHoc || k == recording.Violation || k == recording.Line
}

// holds reports whether event e is what the breakpoint waits for.
func (s *Stepper) holds(b *Breakpoint, e *recording.Event, i int) bool {
	switch {
	case b.file != "":
		return b.atLine(e)
	case b.script != "":
		return e.Kind == recording.Enter && slices.ContainsFunc(e.Script, func(at string) bool { return scriptAt(at, b.script) })
	case b.request != "":
		return e.Kind == recording.Enter && isRequest(s.rec.AlgorithmOf(e)) && len(e.Args) > 0 && strings.Contains(e.Args[0], b.request)
	case b.event != "":
		return e.Kind == recording.Enter && isDispatch(s.rec.AlgorithmOf(e)) && len(e.Args) > 0 && e.Args[0] == b.event
	case !isStop(e.Kind) || !b.algorithms[e.Algorithm]:
		return false
	case b.first:
		f := s.frame(e.Frame)
		return f != nil && len(f.stops) > 0 && f.stops[0] == i
	}
	return e.Step == b.step
}

// isRequest reports whether the algorithm sends the request that is its first argument.
func isRequest(a *recording.Algorithm) bool { return a != nil && a.Name == "HTTP-network fetch" }

// isDispatch reports whether the algorithm dispatches the event whose type is its first argument.
func isDispatch(a *recording.Algorithm) bool {
	return a != nil && a.Standard == "DOM" && a.Name == "dispatch"
}

// BreakpointAt returns the first breakpoint at that step of an algorithm; with step "" at its first one. It returns nil when there is none.
func (s *Stepper) BreakpointAt(a *recording.Algorithm, step string) *Breakpoint {
	for _, b := range s.breakpoints {
		for i := range b.algorithms {
			if &s.rec.Algorithms[i-1] == a && b.step == step {
				return b
			}
		}
	}
	return nil
}

// ScriptPosition is "FILE:LINE" of a script frame, "name (file:line:column)".
func ScriptPosition(frame string) string {
	if i := strings.LastIndex(frame, " ("); i >= 0 {
		frame = strings.TrimSuffix(frame[i+2:], ")")
	}
	if i := strings.LastIndexByte(frame, ':'); i > 0 && strings.Count(frame[max(0, strings.LastIndexByte(frame, '/')):], ":") > 1 {
		frame = frame[:i]
	}
	return frame
}

// scriptAt reports whether a script frame stands at "FILE:LINE". FILE may be the end of the file's URL.
func scriptAt(frame, want string) bool {
	at := ScriptPosition(frame)
	return at == want || strings.HasSuffix(at, "/"+strings.TrimPrefix(want, "/"))
}
