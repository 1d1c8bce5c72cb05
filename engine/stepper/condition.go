package stepper

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"

	"github.com/exeunt/exeunt/engine/recording"
)

// Vocabulary says what expressions may name. It is shown by the front ends' help.
const Vocabulary = `algorithm, standard, step, kind, summary, time, event, args, frame
hits          how often a line was come to, in the condition of a breakpoint there
document      the event's document: url, origin, readiness, visibility, fullyActive, pageShowing, salvageable, unloadCounter …
navigable     its navigable: id, parent, ongoingNavigation, currentStep, reservedQuota …
state         the state of the document's newest deferred fetch: "pending", "sent", "aborted" or ""
deferred      all deferred fetches: [{document, method, url, state, length}]
quota         bytes of deferred-fetch quota that are left in the pool of the document, if it is a control document
documents, navigables, history, queue, timers, cookies, workers, storage, items (of the storage areas)`

func compile(text string, options ...expr.Option) (*vm.Program, error) {
	if text == "" {
		return nil, errors.New(`the expression is empty; as in document.url endsWith "/x.html" && state == "pending"`)
	}
	p, err := expr.Compile(text, append(options, expr.Env(map[string]any{}), expr.AllowUndefinedVariables())...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text, err)
	}
	if name := unknownName(p.Node()); name != "" {
		return nil, fmt.Errorf("%s: unknown name %q; %s", text, name, Nearest(name, names))
	}
	return p, nil
}

// names are those that env gives.
var names = []string{"algorithm", "standard", "step", "kind", "summary", "time", "event", "args", "frame", "document", "navigable", "state", "deferred", "quota",
	"hits", "documents", "navigables", "history", "queue", "timers", "cookies", "workers", "storage", "items"}

// unknownName finds a name that no event has: as a condition it would silently never hold.
func unknownName(node ast.Node) string {
	v := &nameVisitor{known: append(slices.Clone(names), "$env")} // expr's word for all of them
	ast.Walk(&node, v)
	for _, name := range v.used {
		if !slices.Contains(v.known, name) {
			return name
		}
	}
	return ""
}

type nameVisitor struct{ known, used []string }

// Visit implements ast.Visitor.
func (v *nameVisitor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.VariableDeclaratorNode:
		v.known = append(v.known, n.Name)
	case *ast.IdentifierNode:
		v.used = append(v.used, n.Value)
	}
}

// condition compiles an expression that is to be true or false. What its values are is seen at the first and the last stop: one that is a text there
// would silently never hold.
func (s *Stepper) condition(text string) (*vm.Program, error) {
	p, err := compile(text, expr.AsBool())
	if err != nil || len(s.stops) == 0 {
		return p, err
	}
	loose, err := compile(text)
	if err != nil {
		return nil, err
	}
	for _, i := range []int{s.stops[0], s.stops[len(s.stops)-1]} {
		m := newMoment(s)
		m.to(i)
		if v := m.value(loose); v != nil {
			if _, ok := v.(bool); !ok {
				return nil, fmt.Errorf("%s is no condition: at event %d it is %s", text, i, cutShort(show(v)))
			}
		}
	}
	return p, nil
}

// cutShort bounds a value that is part of a message.
func cutShort(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

// holds reports whether a condition is true.
func (m *moment) holds(p *vm.Program) bool {
	v, ok := m.value(p).(bool)
	return ok && v
}

// Eval evaluates an expression of Vocabulary at the stepper's place and returns its value as JSON would show it.
func (s *Stepper) Eval(text string) (string, error) {
	p, err := compile(text)
	if err != nil {
		return "", err
	}
	m := newMoment(s)
	m.to(s.at)
	v, err := expr.Run(p, m.env(p.Source().String()))
	if err != nil {
		return "", fmt.Errorf("%s: %w", text, err)
	}
	return show(v), nil
}

func show(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// A moment is an event with the state of the world, for expressions. It moves forward at the cost of the changes alone.
type moment struct {
	s       *Stepper
	i       int
	hits    int // how often the breakpoint at a line that is looked at was come to
	state   recording.State
	decoded map[string]any
}

func newMoment(s *Stepper) *moment {
	return &moment{s: s, i: -1, state: recording.State{}, decoded: map[string]any{}}
}

// to moves to event i, which may not lie before.
func (m *moment) to(i int) {
	if m.i < 0 || i-m.i > 2048 {
		m.state, m.i = m.s.rec.State(i), i
		clear(m.decoded)
		return
	}
	for m.i < i {
		m.i++
		for _, c := range m.s.rec.Events[m.i].Changes {
			delete(m.decoded, c.Key)
			if c.Value == nil {
				delete(m.state, c.Key)
			} else {
				m.state[c.Key] = c.Value
			}
		}
	}
}

// value is nil where the expression does not apply.
func (m *moment) value(p *vm.Program) any {
	v, err := expr.Run(p, m.env(p.Source().String()))
	if err != nil {
		return nil
	}
	return v
}

func (m *moment) object(key string) any {
	if v, ok := m.decoded[key]; ok {
		return v
	}
	var v any
	if raw, ok := m.state[key]; ok {
		_ = json.Unmarshal(raw, &v)
	}
	m.decoded[key] = v
	return v
}

func (m *moment) objects(prefix string) []any {
	list := []any{}
	for _, key := range m.state.Keys(prefix) {
		list = append(list, m.object(key))
	}
	return list
}

// env has the names that the expression's text has in it: making all of them at every event of a long recording would take seconds.
func (m *moment) env(text string) map[string]any {
	uses := func(name string) bool { return strings.Contains(text, name) }
	e := &m.s.rec.Events[m.i]
	env := map[string]any{"event": m.i, "kind": string(e.Kind), "step": e.Step, "time": e.Time, "frame": e.Frame, "hits": m.hits, "args": []any{}, "algorithm": "", "standard": "", "summary": ""}
	if a := m.s.rec.AlgorithmOf(e); a != nil {
		env["algorithm"], env["standard"] = a.Name, a.Standard
		if st := a.Step(e.Step); st != nil {
			env["summary"] = st.Summary
		}
	}
	if f := m.s.frame(e.Frame); f != nil {
		args := []any{}
		for _, a := range m.s.rec.Events[f.enter].Args {
			args = append(args, a)
		}
		env["args"] = args
	}
	document := map[string]any{"url": ""}
	if d, ok := m.object(e.Document).(map[string]any); ok {
		document = maps.Clone(d)
		document["key"] = e.Document
	}
	env["document"] = document
	navigable := map[string]any{}
	if id, ok := document["navigable"].(string); ok {
		if n, ok := m.object("navigable/" + id).(map[string]any); ok {
			navigable = maps.Clone(n)
			navigable["id"] = id
		}
	}
	env["navigable"] = navigable
	if uses("deferred") || uses("state") {
		list := m.objects("deferred/")
		env["deferred"], env["state"] = list, ""
		for _, r := range slices.Backward(list) {
			if r, ok := r.(map[string]any); ok && r["document"] == e.Document {
				env["state"] = r["state"]
				break
			}
		}
	}
	if id, ok := strings.CutPrefix(e.Document, "document/"); ok {
		if q, ok := m.object("quota/" + id).(map[string]any); ok {
			env["quota"] = q["left"]
		}
	}
	for name, prefix := range map[string]string{"documents": "document/", "navigables": "navigable/", "history": "history/",
		"workers": "worker/", "storage": "storage/", "items": "item/"} {
		if uses(name) {
			env[name] = m.objects(prefix)
		}
	}
	for _, key := range []string{"queue", "timers", "cookies"} {
		if v, ok := m.object(key).([]any); ok {
			env[key] = v
		} else {
			env[key] = []any{}
		}
	}
	return env
}
