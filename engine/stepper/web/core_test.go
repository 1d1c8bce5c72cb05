package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/internal/js"
)

// A core is the page's logic, over one recording, in the engine's own JavaScript.
type core struct {
	t     *testing.T
	realm *js.Realm
}

func newCore(t *testing.T, s *stepper.Session) *core {
	t.Helper()
	agent, err := js.NewAgent(js.Options{})
	require.NoError(t, err)
	t.Cleanup(agent.Close)
	realm, err := agent.NewRealm()
	require.NoError(t, err)
	t.Cleanup(agent.Scope())
	c := &core{t, realm}
	var script strings.Builder
	for _, name := range coreScripts {
		text, err := files.ReadFile(name)
		require.NoError(t, err)
		script.Write(text)
	}
	d, err := json.Marshal(data(s))
	require.NoError(t, err)
	quoted, err := json.Marshal(string(d))
	require.NoError(t, err)
	c.run(script.String() + "\nconst rec = new Recording(JSON.parse(" + string(quoted) + ")); const stepper = new Stepper(rec); ''")
	return c
}

func (c *core) run(script string) string {
	c.t.Helper()
	v, err := c.realm.Eval(script, "core.js", 1)
	require.NoError(c.t, err)
	text, err := c.realm.ToString(v)
	require.NoError(c.t, err)
	return text
}

// coreValue gives the value of an expression in the page's logic.
func coreValue[T any](c *core, expression string) (v T) {
	c.t.Helper()
	require.NoError(c.t, json.Unmarshal([]byte(c.run("JSON.stringify("+expression+")")), &v))
	return v
}

func TestSameAsStepper(t *testing.T) {
	r := synthetic(t, 3000)
	c := newCore(t, session(r))
	s := stepper.New(r)
	var stops []int
	for ok := true; ok; ok = s.Into() {
		stops = append(stops, s.At())
	}
	assert.Equal(t, stops, coreValue[[]int](c, "rec.stops"))
	moves := []func(*stepper.Stepper) bool{(*stepper.Stepper).Into, (*stepper.Stepper).Over, (*stepper.Stepper).Out, (*stepper.Stepper).Back, (*stepper.Stepper).BackOver, (*stepper.Stepper).BackOut}
	var want [][]int
	for _, i := range stops {
		var to []int
		for _, move := range moves {
			s.Goto(i)
			if move(s) {
				to = append(to, s.At())
			} else {
				to = append(to, -1)
			}
		}
		want = append(want, to)
	}
	assert.Equal(t, want, coreValue[[][]int](c, `rec.stops.map((i) => {
		stepper.at = i;
		return [stepper.step(), stepper.over(), stepper.out(), stepper.back(), stepper.backOver(), stepper.backOut()];
	})`))
	var stacks, summaries []string
	for i := range r.Events {
		var lines []string
		for _, f := range s.StackAt(i) {
			name := f.Script
			if f.Algorithm != nil {
				name = f.Algorithm.String()
			}
			lines = append(lines, fmt.Sprint(name, " ", f.Step, " ", f.Event, " ", f.Async, " ", strings.Join(f.Args, ",")))
		}
		stacks = append(stacks, strings.Join(lines, "\n"))
		if summary := s.Summary(i); r.Events[i].Kind != "mark" {
			summaries = append(summaries, summary)
		}
	}
	assert.Equal(t, stacks, coreValue[[]string](c, "rec.data.time.map((_, i) => stepper.stack(i).map((f) => `${f.script || rec.name(f.algorithm)} ${f.step || ''} ${f.event} ${f.async || false} ${(f.args || []).join(',')}`).join('\\n'))"))
	assert.Equal(t, summaries, coreValue[[]string](c, "rec.data.time.map((_, i) => i).filter((i) => rec.kind(i) !== 'm').map((i) => rec.summary(i))"))
}

// States are right wherever one comes from.
func TestStates(t *testing.T) {
	r := synthetic(t, 2000)
	c := newCore(t, session(r))
	for _, i := range []int{0, 1, 700, 3, 511, 512, 513, 1024, 1023, 1999, 1000} {
		got := coreValue[map[string]any](c, fmt.Sprintf("Object.fromEntries(rec.state(%d))", i))
		want := map[string]any{}
		for key, raw := range r.State(i) {
			var v any
			require.NoError(t, json.Unmarshal(raw, &v))
			want[key] = v
		}
		assert.Equal(t, want, got, "event %d", i)
	}
}

func TestBreakpointsHoldWhereTheSteppersDo(t *testing.T) {
	s := session(synthetic(t, 3000))
	c := newCore(t, s)
	h := &handler{session: s}
	for _, text := range []string{"navigate", "HTML: navigate", "#navigate", "navigate#2.1", "concept-http-network-fetch", "Fetch HTTP-network fetch#step 3", "dispatch#2",
		"request /7.js", "event pagehide", "event nothing", "line a.js:7", "line https://web-platform.test/a.js:9", "line lines.js:3", "line lines.js:4", "line lines.js:8", `line lines.js:2 if document.url endsWith "other.html"`,
		"line lines.js:2 if hits == 3", "line lines.js:3 if hits % 5 == 0 && len(workers) > 0", "line lines.js:4 if len(storage) == 1 && hits > 2", "line a.js:7 if hits == 0", "if hits == 0", "unload a document", "unload a document#19", "#unload-a-document",
		`if any(workers, .url endsWith "worker.js") && len(items) == 1`, "watch storage", "watch items[0].value", `request GET`, `event load`, "line lines.js:7 if kind == 'line' && step == ''",
		`if document.url endsWith "other.html" && state == "pending"`, "if len(deferred) > 3", `if step == "2.1.1" and algorithm == 'navigate'`, `if any(deferred, .state == "aborted")`,
		"watch document.unloadCounter", "watch len(documents)", "watch timers"} {
		want, err := h.hits(nil, question{Text: text})
		require.NoError(t, err, text)
		quoted, _ := json.Marshal(text)
		got := coreValue[*heldAt](c, "understand(rec, "+string(quoted)+")")
		assert.Equal(t, want, got, text)
	}
	for text, want := range map[string]string{
		"navigate#7":                   `HTML: navigate has no step "7"; nearest: `,
		"unload a document#999":        `HTML: unload has no step "999"; nearest: `,
		"unlod a document":             `unknown algorithm "unlod a document"; nearest: "unload a document"`,
		"if":                           "the expression is empty",
		"watch ":                       "the expression is empty",
		"if 1 + 1":                     "",
		"if document.url":              "document.url is no condition: at event ",
		"if len(documents)":            "",
		"line lines.js:2 if documents": `documents is no condition: at event `,
		"request":                      `unknown algorithm "request"`,
		"hasOwnProperty":               `unknown algorithm "hasOwnProperty"`,
		"":                             "break at what?",
		"navigat":                      `nearest: "navigate"`,
		"navigate#9":                   `nearest: "`,
		"line a.js":                    "want FILE:LINE",
		"line lines.js:9":              "no statement begins in lines.js at line 9",
		"if nothing":                   `unknown name "nothing"`,
		"if 1 +":                       "something is missing at the end",
		"if (1":                        `")" is missing`,
		"if 1 § 2":                     "not understood",
		"watch foo(1)":                 "not understood here",
	} {
		quoted, _ := json.Marshal(text)
		got := coreValue[string](c, "(() => { try { hits(rec, "+string(quoted)+"); return ''; } catch (e) { return e.message; } })()")
		assert.NotEmpty(t, got, text)
		assert.Contains(t, got, want, text)
		_, err := h.hits(nil, question{Text: text})
		assert.Error(t, err, "%s: the stepper refuses it, too", text)
	}
}

func TestExpressionsMeanTheSame(t *testing.T) {
	s := session(synthetic(t, 1500))
	c := newCore(t, s)
	h := &handler{session: s}
	for _, text := range []string{"1 + 2 * 3", "(1 + 2) * 3", "-2 - -3", "7 % 4", `"a" + 'b'`, `"a\"b"`, "1 < 2 and not (2 < 1)", "1 == 1.0", `"x" in ["x", "y"]`, `"z" not in ["x"]`, `"url" in document`,
		"true ? 1 : 2", "document.nothing ?? 'none'", "document?.url", `document["url"]`, "documents[0].url", "documents[-1].url", "len(args)", "args", "event", "kind", "step", "standard", "summary", "time", "frame",
		"quota", "navigable.parent", "navigable", "state", "deferred", `count(deferred, .state == "pending")`, `filter(deferred, {.length > 1000})`, `map(documents, .url)`, `all(documents, # != nil)`, `none(deferred, .length < 0)`,
		`"abc" contains "b"`, `"abc" matches "^a.c$"`, `"abc" startsWith "b"`, "queue", "timers", "cookies", "history", "navigables", "workers", "storage", "items", "hits", `map(workers, .owners)`, `filter(items, .key == "a")`, `map(storage, .kind)`, "nil", "[1, 2]", "1 == nil", "true || document.nothing.more"} {
		for _, i := range []int{0, 100, 801, 1490} {
			stepperAt, err := h.at(question{Event: i})
			require.NoError(t, err)
			want, err := h.print(nil, question{Event: i, Text: text})
			quoted, _ := json.Marshal(text)
			got := c.run(fmt.Sprintf("(() => { try { return JSON.stringify(compile(rec, %s)(%d)); } catch (e) { return 'error: ' + e.message; } })()", quoted, stepperAt.At()))
			if err != nil {
				assert.Contains(t, got, "error: ", text)
				continue
			}
			assert.JSONEq(t, want, got, "%s at %d", text, i)
		}
	}
}
