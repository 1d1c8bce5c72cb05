package web

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/internal/spec"
)

type (
	// pageData is all that the page knows. Texts are indices of S, values of the state's objects are indices of V: what is
	// the same stands there once. Events stand in columns.
	pageData struct {
		Test      string         `json:"test"`
		Facts     []string       `json:"facts"` // of the run, for the header
		Truncated string         `json:"truncated,omitempty"`
		Why       string         `json:"why"`        // what parts at the divergence, or why it is not known
		Diverges  int            `json:"divergence"` // event, -1 for none
		At        int            `json:"at"`         // where the page begins
		Breaks    []string       `json:"breaks,omitempty"`
		Observed  []pageObserved `json:"observed,omitempty"`

		S          []string          `json:"s"` // S[0] is ""
		V          []json.RawMessage `json:"v"`
		Algorithms []pageAlgorithm   `json:"algorithms"`
		Catalogue  [][4]string       `json:"catalogue"` // standard, name, anchor and numbers of steps of all algorithms, for breakpoints

		Kind      string       `json:"kind"` // a letter of kindLetters per event
		Time      []int        `json:"time"` // microseconds since the event before
		Frame     []int        `json:"frame"`
		Algorithm []int        `json:"algorithm"` // from 1
		Step      []int        `json:"step"`
		Note      []int        `json:"note"`
		Document  []int        `json:"document"`
		Enter     [][]int      `json:"enter"`           // parent, arguments …; in the order of the events that enter
		Script    [][]int      `json:"script"`          // event, script frames …
		Lines     [][2]int     `json:"lines,omitempty"` // of events at lines of scripts: event, the line's text
		Scripts   []pageScript `json:"scripts,omitempty"`
		Changes   [][]int      `json:"changes"` // event, then key and value by turns; value -1 takes the object away
	}
	pageAlgorithm struct {
		Standard string   `json:"standard"`
		Name     string   `json:"name"`
		URL      string   `json:"url"`
		Steps    [][2]int `json:"steps"` // number, summary
	}
	// pageScript has the lines of a script at which statements begin.
	pageScript struct {
		URL   string `json:"url"`
		Lines []int  `json:"lines"`
	}
	// pageObserved is a stepper.Observed.
	pageObserved struct {
		Layer  string `json:"layer"`
		Engine string `json:"engine,omitempty"`
		Chrome string `json:"chrome,omitempty"`
		Same   bool   `json:"same,omitempty"`
		First  bool   `json:"first,omitempty"`
		Event  int    `json:"event"`
	}
)

// kindLetters are the letters of the kinds of events; the page's recording.js has them, too.
var kindLetters = map[recording.Kind]byte{
	recording.Enter: 'e', recording.Step: 's', recording.Todo: 't', recording.AdHoc: 'a', recording.Violation: 'v',
	recording.Leave: 'l', recording.Queued: 'q', recording.Task: 'k', recording.Mark: 'm', recording.Line: 'i',
}

// table gives texts their indices.
type table struct {
	index map[string]int
	list  []string
}

func newTable() *table { return &table{map[string]int{"": 0}, []string{""}} }

func (t *table) add(s string) int {
	i, ok := t.index[s]
	if !ok {
		i = len(t.list)
		t.index[s] = i
		t.list = append(t.list, s)
	}
	return i
}

// data gives the page's data for a session at its place.
func data(s *stepper.Session) *pageData {
	r := s.Recording()
	p := &pageData{Test: s.Run.Test, Facts: facts(s), Truncated: r.Truncated, Why: s.Why, Diverges: s.Divergence, At: s.At(),
		Enter: [][]int{}, Script: [][]int{}, Changes: [][]int{}, V: []json.RawMessage{}}
	for _, b := range s.Breakpoints() {
		p.Breaks = append(p.Breaks, b.Text)
	}
	for _, o := range s.Run.Observed {
		p.Observed = append(p.Observed, pageObserved(o))
	}
	texts := newTable()
	for _, a := range r.Algorithms {
		shown := pageAlgorithm{a.Standard, a.Name, a.URL, [][2]int{}}
		for _, st := range a.Steps {
			shown.Steps = append(shown.Steps, [2]int{texts.add(st.Number), texts.add(st.Summary)})
		}
		p.Algorithms = append(p.Algorithms, shown)
	}
	for _, a := range spec.Catalogue() {
		var steps []string
		for _, st := range a.Steps {
			steps = append(steps, st.Number)
		}
		_, anchor, _ := strings.Cut(a.URL(), "#")
		p.Catalogue = append(p.Catalogue, [4]string{a.Standard, a.Name, anchor, strings.Join(steps, " ")})
	}
	for _, script := range r.Scripts {
		p.Scripts = append(p.Scripts, pageScript{script.URL, script.Lines})
	}
	for i := range r.Events {
		if r.Events[i].Kind == recording.Line {
			p.Lines = append(p.Lines, [2]int{i, texts.add(s.Summary(i))})
		}
	}
	p.addEvents(r, texts)
	p.S = texts.list
	return p
}

func (p *pageData) addEvents(r *recording.Recording, texts *table) {
	kinds := make([]byte, 0, len(r.Events))
	values := map[string]int{}
	last := 0
	for i := range r.Events {
		e := &r.Events[i]
		kinds = append(kinds, kindLetters[e.Kind])
		now := int(math.Round(e.Time * 1000))
		p.Time = append(p.Time, now-last)
		last = now
		p.Frame = append(p.Frame, e.Frame)
		p.Algorithm = append(p.Algorithm, e.Algorithm)
		p.Step = append(p.Step, texts.add(e.Step))
		p.Note = append(p.Note, texts.add(e.Note))
		p.Document = append(p.Document, texts.add(e.Document))
		if e.Kind == recording.Enter {
			enter := []int{e.Parent}
			for _, a := range e.Args {
				enter = append(enter, texts.add(a))
			}
			p.Enter = append(p.Enter, enter)
		}
		if len(e.Script) > 0 {
			script := []int{i}
			for _, line := range e.Script {
				script = append(script, texts.add(line))
			}
			p.Script = append(p.Script, script)
		}
		if len(e.Changes) > 0 {
			change := []int{i}
			for _, c := range e.Changes {
				change = append(change, texts.add(c.Key), p.value(values, c.Value))
			}
			p.Changes = append(p.Changes, change)
		}
	}
	p.Kind = string(kinds)
}

func (p *pageData) value(known map[string]int, v json.RawMessage) int {
	if v == nil {
		return -1
	}
	i, ok := known[string(v)]
	if !ok {
		i = len(p.V)
		known[string(v)] = i
		p.V = append(p.V, v)
	}
	return i
}

// facts says in a few words what run this is.
func facts(s *stepper.Session) []string {
	var list []string
	add := func(label, text string) {
		if text != "" {
			list = append(list, label+text)
		}
	}
	run, r := s.Run, s.Recording()
	add("", run.Engine)
	add("Chrome: ", run.Chrome)
	add("status ", run.Status)
	add("suite ", run.Suite)
	add("standards of ", r.Standards)
	return list
}
