package stepper

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// What the front ends show, as lines of text.

// Where is the stop as one line: "#EVENT ALGORITHM step N: summary  [document URL, t=MS ms]".
func (s *Stepper) Where() string { return s.Line(s.at) }

// Line shows event i as Where does.
func (s *Stepper) Line(i int) string {
	return fmt.Sprintf("#%d %s  [document %s, t=%s ms]", i, s.title(i), s.DocumentURL(i), Milliseconds(s.rec.Events[i].Time))
}

// title is algorithm, step and summary of event i.
func (s *Stepper) title(i int) string {
	e := &s.rec.Events[i]
	a := s.rec.AlgorithmOf(e)
	if e.Kind == recording.Line {
		url, line := lineOf(e)
		return fmt.Sprintf("script %s step %d: %s", scriptName(url), line, s.Summary(i))
	}
	name := "task"
	if a != nil {
		name = a.String()
	}
	step := e.Step
	if step == "" {
		step = "-"
	}
	return fmt.Sprintf("%s step %s: %s", name, step, s.Summary(i))
}

// Summary says in a few words what the step of event i does.
func (s *Stepper) Summary(i int) string {
	e := &s.rec.Events[i]
	var text string
	if a := s.rec.AlgorithmOf(e); a != nil {
		if st := a.Step(e.Step); st != nil {
			text = st.Summary
		}
	}
	switch e.Kind {
	case recording.Todo:
		return strings.TrimSpace("not implemented: " + text)
	case recording.AdHoc:
		return "no step of the standard: " + e.Note
	case recording.Violation:
		return strings.TrimSpace("the assertion does not hold: " + text)
	case recording.Enter:
		return "begins: " + strings.Join(e.Args, ", ")
	case recording.Leave:
		return "ends"
	case recording.Queued:
		return "a task is queued: " + e.Note
	case recording.Task:
		return "a task begins: " + e.Note
	case recording.Line:
		return s.lineText(e)
	}
	if text == "" {
		return "(no summary)"
	}
	return text
}

// Milliseconds shows a time of the recording.
func Milliseconds(t float64) string { return strconv.FormatFloat(t, 'f', -1, 64) }

// DocumentURL is the URL of the document that event i belongs to; "none" when it belongs to none.
func (s *Stepper) DocumentURL(i int) string {
	key := s.rec.Events[i].Document
	if key == "" {
		return "none"
	}
	var d recording.Document
	if s.rec.State(i).Get(key, &d) {
		return d.URL
	}
	return key
}

// String is the frame as one line.
func (f *StackFrame) String() string {
	if f.Script != "" {
		return "script  " + f.Script
	}
	text := f.Algorithm.String()
	if f.Step != "" {
		text += " step " + f.Step
	}
	if len(f.Args) > 0 {
		text += "(" + strings.Join(f.Args, ", ") + ")"
	}
	if f.Async {
		text = "queued by " + text
	}
	return fmt.Sprintf("#%d %s", f.Event, text)
}

// StackLines shows the stack, innermost first.
func (s *Stepper) StackLines() []string {
	var list []string
	for _, f := range s.Stack() {
		list = append(list, f.String())
	}
	return list
}

// maxDepth is how deep in each other navigables are shown. Standards bound that, traces do not.
const maxDepth = 100

// FrameLines shows the tree of navigables with their documents; the event's own is marked with ">".
func (s *Stepper) FrameLines() []string {
	state := s.State()
	at := s.Event().Document
	children := map[string][]string{}
	for _, key := range state.Keys("navigable/") {
		var n recording.Navigable
		state.Get(key, &n)
		children[n.Parent] = append(children[n.Parent], key[len("navigable/"):])
	}
	var list []string
	var walk func(id string, depth int)
	walk = func(id string, depth int) {
		if depth > maxDepth {
			list = append(list, "  "+strings.Repeat("  ", depth)+"… and what is in "+id)
			return
		}
		var n recording.Navigable
		state.Get("navigable/"+id, &n)
		var d recording.Document
		state.Get(n.Document, &d)
		mark := " "
		if n.Document == at {
			mark = ">"
		}
		list = append(list, fmt.Sprintf("%s %s%s  %s %s%s", mark, strings.Repeat("  ", depth), id, n.Document, d.URL, flags(&n, &d)))
		for _, c := range children[id] {
			walk(c, depth+1)
		}
	}
	for _, id := range children[""] {
		walk(id, 0)
	}
	for _, key := range state.Keys("document/") {
		var d recording.Document
		state.Get(key, &d)
		var n recording.Navigable
		if !state.Get("navigable/"+d.Navigable, &n) || n.Document != key {
			mark := " "
			if key == at {
				mark = ">"
			}
			list = append(list, fmt.Sprintf("%s (not active)  %s %s%s", mark, key, d.URL, flags(nil, &d)))
		}
	}
	return list
}

func flags(n *recording.Navigable, d *recording.Document) string {
	var list []string
	add := func(ok bool, text string) {
		if ok {
			list = append(list, text)
		}
	}
	list = append(list, d.Readiness, d.Visibility)
	add(d.FullyActive, "fully active")
	add(d.PageShowing, "page showing")
	add(!d.Salvageable, "not salvageable")
	add(d.UnloadCounter > 0, "unload counter "+strconv.Itoa(d.UnloadCounter))
	add(d.IsInitialAboutBlank, "initial about:blank")
	add(d.Parsing, "parsing")
	add(d.CompletelyLoaded, "completely loaded")
	add(d.Destroyed, "destroyed")
	add(d.Kept, "in the back/forward cache")
	if n != nil {
		add(n.IsClosing, "closing")
		add(n.IsDelayingLoadEvents, "delaying load events")
		add(n.OngoingNavigation != "", "ongoing navigation "+n.OngoingNavigation)
		add(n.IsPopup, "popup")
		add(n.Opener != "", "opened by "+n.Opener)
		add(n.Name != "", fmt.Sprintf("name %q", n.Name))
		add(n.ReservedQuota > 0, fmt.Sprintf("%d bytes reserved", n.ReservedQuota))
	}
	return "  [" + strings.Join(list, ", ") + "]"
}

// HistoryLines shows the session histories; the current step is marked with ">".
func (s *Stepper) HistoryLines() []string {
	state := s.State()
	var list []string
	for _, key := range state.Keys("history/") {
		id := key[len("history/"):]
		var n recording.Navigable
		state.Get("navigable/"+id, &n)
		step := 0
		if n.CurrentStep != nil {
			step = *n.CurrentStep
		}
		list = append(list, fmt.Sprintf("%s: current step %d, %d in the traversal queue", id, step, n.TraversalQueue))
		var h recording.History
		state.Get(key, &h)
		for _, e := range h {
			mark, at := " ", strconv.Itoa(e.Step)
			if e.Step < 0 {
				at = "pending"
			} else if e.Step == step {
				mark = ">"
			}
			document := e.Document
			if document == "" {
				document = "no document"
			}
			list = append(list, fmt.Sprintf("%s %s  %s %s  %s", mark, at, e.Navigable, e.URL, document))
		}
	}
	return list
}

// DeferredLines shows the deferred fetch records.
func (s *Stepper) DeferredLines() []string {
	state := s.State()
	var list []string
	for _, key := range state.Keys("deferred/") {
		var r recording.DeferredFetch
		state.Get(key, &r)
		list = append(list, fmt.Sprintf("%s %s %s %s  %d bytes  %s", key, r.State, r.Method, r.URL, r.Length, r.Document))
	}
	for _, key := range state.Keys("deferredCounts/") {
		var c recording.DeferredCounts
		state.Get(key, &c)
		list = append(list, fmt.Sprintf("document/%s: %d pending (%d bytes), %d sent, %d aborted", key[len("deferredCounts/"):], c.Pending, c.Bytes, c.Sent, c.Aborted))
	}
	return orNone(list)
}

// QuotaLines shows what is left of the deferred-fetch quotas, and what containers have reserved.
func (s *Stepper) QuotaLines() []string {
	state := s.State()
	var list []string
	for _, key := range state.Keys("quota/") {
		var q recording.Quota
		if !state.Get(key, &q) || q.Pool == nil {
			continue
		}
		list = append(list, fmt.Sprintf("%s %s: %d of %d bytes left: %s", q.Document, q.Control, q.Left, q.Quota, q.Why))
		if q.Pending+q.Reserved > 0 {
			list = append(list, fmt.Sprintf("  %d pending, %d reserved for frames", q.Pending, q.Reserved))
		}
		for _, o := range q.ReportingOrigins {
			list = append(list, fmt.Sprintf("  for %s: %d pending, %d left", o.Origin, o.Pending, o.Left))
		}
		for _, d := range q.Documents {
			for _, r := range d.Records {
				at := ""
				if d.URL != q.Control {
					at = " in " + d.URL
				}
				if r.File != "" {
					at += fmt.Sprintf(", queued at %s:%d", r.File, r.Line)
				}
				list = append(list, fmt.Sprintf("  record %d %s %s: %d bytes (URL %d, referrer %d, headers %d, body %d)%s", r.Number, r.Method, r.URL, r.Length, r.Parts.URL, r.Parts.Referrer, r.Parts.Headers, r.Parts.Body, at))
			}
			for _, c := range d.Containers {
				if c.Reserved > 0 {
					list = append(list, fmt.Sprintf("  the container of %s has reserved %d bytes for %s (%s)", c.Document, c.Reserved, c.For, c.Step))
				}
			}
		}
	}
	return orNone(list)
}

// QueueLines shows the tasks and timers that wait.
func (s *Stepper) QueueLines() []string {
	state := s.State()
	var list []string
	var queue recording.Queue
	state.Get("queue", &queue)
	for _, t := range queue {
		text := "task on the " + t.Source + " task source"
		if t.Document != "" {
			text += ", for " + t.Document
		}
		if t.Waits {
			text += ", which is not fully active"
		}
		if t.Cause != "" {
			text += ", queued by " + t.Cause
		}
		list = append(list, text)
	}
	var timers recording.Timers
	state.Get("timers", &timers)
	for _, t := range timers {
		text := "timer due at " + Milliseconds(t.Due) + " ms"
		if t.Cause != "" {
			text += ", set by " + t.Cause
		}
		list = append(list, text)
	}
	var cookies recording.Cookies
	if state.Get("cookies", &cookies); len(cookies) > 0 {
		list = append(list, "cookies: "+strings.Join(cookies, " | "))
	}
	for _, key := range state.Keys("document/") {
		var d recording.Document
		state.Get(key, &d)
		for _, f := range d.Fetches {
			list = append(list, "on its way: "+f+"  "+key)
		}
	}
	return orNone(list)
}

func orNone(list []string) []string {
	if len(list) == 0 {
		return []string{"none"}
	}
	return list
}

// A TextLine is a step in the text of an algorithm, as it is for one activation at one moment.
type TextLine struct {
	Number  string
	Text    string
	Depth   int  // of sub-steps
	Current bool // the activation stands there
	Passed  bool // it has been there
	Reached bool // the recording comes there, in this activation or another
}

// TextAt returns the algorithm of event i, nil when it has none, and its text as its activation stands at that event.
// Where that is at no step of the standard, a line at the end says so.
func (s *Stepper) TextAt(i int) (*recording.Algorithm, []TextLine) {
	e := &s.rec.Events[i]
	a := s.rec.AlgorithmOf(e)
	if a == nil {
		return nil, nil
	}
	passed, reached := map[string]bool{}, map[string]bool{}
	if f := s.frame(e.Frame); f != nil {
		for _, j := range f.stops {
			if j < i {
				passed[s.rec.Events[j].Step] = true
			}
		}
	}
	for _, j := range s.stops {
		if s.rec.Events[j].Algorithm == e.Algorithm {
			reached[s.rec.Events[j].Step] = true
		}
	}
	var list []TextLine
	known := false
	for _, st := range a.Steps {
		known = known || st.Number == e.Step
		list = append(list, TextLine{st.Number, st.Summary, strings.Count(st.Number, "."), st.Number == e.Step, passed[st.Number], reached[st.Number]})
	}
	if !known {
		list = append(list, TextLine{Number: e.Step, Text: s.Summary(i), Current: true, Reached: true})
	}
	return a, list
}

// AlgorithmLines shows the steps of the algorithm at the stepper's place, the current one marked with ">", those that the frame
// has passed with "·".
func (s *Stepper) AlgorithmLines() []string {
	a, text := s.TextAt(s.at)
	if a == nil {
		return nil
	}
	list := []string{a.String() + "  " + a.URL}
	for _, l := range text {
		list = append(list, l.String())
	}
	return list
}

// String is the step as one line, with its mark.
func (l *TextLine) String() string {
	mark := " "
	switch {
	case l.Current:
		mark = ">"
	case l.Passed:
		mark = "·"
	}
	number := l.Number
	if number != "" {
		number += ". "
	}
	return mark + " " + strings.Repeat("  ", l.Depth) + number + l.Text
}

// BreakpointLines shows the breakpoints.
func (s *Stepper) BreakpointLines() []string {
	var list []string
	for _, b := range s.breakpoints {
		list = append(list, fmt.Sprintf("breakpoint %d: %s", b.ID, b.Text))
	}
	return orNone(list)
}
