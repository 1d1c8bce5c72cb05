package stepper

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// A LogLine is something that happened, other than a step: a task began, a request went out, a DOM event was dispatched, a
// document came or went, a deferred fetch got another state, whoever drives the browser noted something.
type LogLine struct {
	Event int
	Text  string
}

// Log returns the log of the whole recording.
func (s *Stepper) Log() []LogLine {
	if s.log == nil {
		s.log = []LogLine{}
		known := map[string]bool{} // documents
		for i := range s.rec.Events {
			e := &s.rec.Events[i]
			if text := s.logged(e); text != "" {
				s.log = append(s.log, LogLine{i, text})
			}
			for _, c := range e.Changes {
				if text := changed(known, c); text != "" {
					s.log = append(s.log, LogLine{i, text})
				}
			}
		}
	}
	return s.log
}

// logged is what the log says of an event itself.
func (s *Stepper) logged(e *recording.Event) string {
	switch e.Kind {
	case recording.Task:
		return "task       " + e.Note
	case recording.Mark:
		return "noted      " + e.Note
	case recording.Violation:
		return "violation  " + e.Note
	case recording.Enter:
		switch a := s.rec.AlgorithmOf(e); {
		case len(e.Args) == 0:
		case isRequest(a):
			return "request    " + e.Args[0]
		case isDispatch(a):
			return "event      " + e.Args[0]
		}
	}
	return ""
}

// changed is what the log says of a change of the state.
func changed(known map[string]bool, c recording.Change) string {
	switch {
	case strings.HasPrefix(c.Key, "document/"):
		was := known[c.Key]
		known[c.Key] = c.Value != nil
		var d recording.Document
		switch {
		case c.Value == nil && was:
			return "document   " + c.Key + " is gone"
		case c.Value != nil && !was && json.Unmarshal(c.Value, &d) == nil:
			return "document   " + c.Key + " " + d.URL
		}
	case strings.HasPrefix(c.Key, "deferred/") && c.Value != nil:
		var r recording.DeferredFetch
		if json.Unmarshal(c.Value, &r) == nil {
			return fmt.Sprintf("deferred   %s %s %s %s", c.Key, r.State, r.Method, r.URL)
		}
	}
	return ""
}

// LogAt returns how many lines of Log are about events up to i.
func (s *Stepper) LogAt(i int) int {
	log := s.Log()
	return sort.Search(len(log), func(k int) bool { return log[k].Event > i })
}

// How much LogLines shows.
const (
	logBefore = 10
	logAfter  = 5
)

// LogLines shows the log around the stepper's place, which stands between the lines as ">".
func (s *Stepper) LogLines() []string {
	at := s.LogAt(s.at)
	var list []string
	for k := max(0, at-logBefore); k < min(len(s.log), at+logAfter); k++ {
		if k == at {
			list = append(list, fmt.Sprintf("> #%d", s.at))
		}
		list = append(list, fmt.Sprintf("  #%d %s", s.log[k].Event, s.log[k].Text))
	}
	if at == len(s.log) {
		list = append(list, fmt.Sprintf("> #%d", s.at))
	}
	return list
}
