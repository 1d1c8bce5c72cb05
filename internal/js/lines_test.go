package js

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lineLog keeps what is told of lines.
type lineLog struct{ reached, compiled []string }

func (l *lineLog) lines() *Lines {
	return &Lines{
		Wanted: func(file string) bool { return strings.HasSuffix(file, "/t.js") },
		Compiled: func(file, _ string, first int, lines []int) {
			l.compiled = append(l.compiled, fmt.Sprint(file, " ", first, " ", lines))
		},
		Reached: func(_ *Realm, _ string, line int) { l.reached = append(l.reached, fmt.Sprint(line)) },
	}
}

func TestLines(t *testing.T) {
	a := start(t, Options{})
	r := realm(t, a)
	var log lineLog
	a.TraceLines(log.lines())
	got := eval(t, r, `"use strict";
let sum = 0;
for (let i = 0; i < 2; i++) {
  sum += i;
}
sum`)
	assert.Equal(t, "1", got)
	assert.Equal(t, "2 3 3 4 3 4 3 6", strings.Join(log.reached, " "))
	assert.Equal(t, []string{"https://a.test/t.js 1 [2 3 4 6]"}, log.compiled)

	log.reached = nil
	_, err := r.Eval("a = 1;\nb = 2", "https://a.test/t.js", 41)
	require.NoError(t, err)
	assert.Equal(t, "41 42", strings.Join(log.reached, " "), "a script in the middle of a page")

	log.reached = nil
	_, err = r.Eval("a = 3", "https://a.test/other.js", 1)
	require.NoError(t, err)
	assert.Empty(t, log.reached)
	assert.Equal(t, "throw SyntaxError: unexpected token in expression: '*'", eval(t, r, "1 + *"), "what does not parse throws as ever")
}

// A page sees nothing of the calls: not in the source of functions, not as properties, not in the lines of errors.
func TestLinesAreNotSeen(t *testing.T) {
	scripts := []string{
		"function f(a) {\n  if (a) return 1;\n  while (false) a();\n  return 2;\n}\nf.toString()",
		"String(class { m() { return 1 } })", "Function.prototype.toString.call(function () { 'use strict'; return this })",
		"Function.prototype.toString.toString()", "Function.prototype.toString.name + Function.prototype.toString.length",
		"JSON.stringify(Object.getOwnPropertyDescriptor(Function.prototype, 'toString'))",
		"try { Function.prototype.toString.call({}) } catch (e) { e.name }",
		"Object.getOwnPropertyNames(globalThis).join()", "Object.getOwnPropertyNames(Function.prototype).join()",
		"try {\n\n  null.x\n} catch (e) { e.stack.match(/t.js:[0-9]+/)[0] }", "(() => { 'use strict'; return this === undefined })()",
		"(function () { 'use strict'; return this === undefined })()", "'use strict'; try { undeclared = 1 } catch (e) { e.name }",
	}
	plain := realm(t, start(t, Options{}))
	a := start(t, Options{})
	var log lineLog
	a.TraceLines(log.lines())
	traced := realm(t, a)
	for _, s := range scripts {
		assert.Equal(t, eval(t, plain, s), eval(t, traced, s), s)
	}
	assert.NotEmpty(t, log.reached)
}

func TestLinesOfModules(t *testing.T) {
	a := start(t, Options{LoadModule: func(_ *Realm, name string) (string, string, error) {
		return "export const one = 1;\nexport const two = () => {\n  return 2;\n};", name, nil
	}})
	r := realm(t, a)
	var log lineLog
	a.TraceLines(&Lines{Wanted: func(string) bool { return true }, Reached: func(_ *Realm, file string, line int) {
		log.reached = append(log.reached, fmt.Sprint(file, ":", line))
	}})
	_, err := r.EvalModule("import {two} from 'https://a.test/m.js';\n\nglobalThis.got = two();", "https://a.test/t.js")
	require.NoError(t, err)
	assert.Equal(t, []string{"https://a.test/t.js:3", "https://a.test/m.js:3"}, log.reached)
}

// BenchmarkLines runs a loop of 100,000 cheap statements.
func BenchmarkLines(b *testing.B) {
	const loop = "{ let sum = 0;\nfor (let i = 0; i < 100000; i++) {\n  sum += i;\n} }"
	for _, name := range []string{"off", "on"} {
		b.Run(name, func(b *testing.B) {
			a, err := NewAgent(Options{})
			require.NoError(b, err)
			defer a.Close()
			r, err := a.NewRealm()
			require.NoError(b, err)
			reached := 0
			if name == "on" {
				a.TraceLines(&Lines{Wanted: func(string) bool { return true }, Reached: func(*Realm, string, int) { reached++ }})
			}
			for b.Loop() {
				if _, err := r.Eval(loop, "https://a.test/t.js", 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
