package statements

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// call makes calls that no parser takes.
func call(line int) string { return fmt.Sprintf("@(%d)", line) }

func TestInstrument(t *testing.T) {
	call := func(line int) string { return fmt.Sprintf("$(%d)", line) }
	tests := []struct{ name, source, want string }{
		{"statements", "a;\nb\nvar c", "$(1);a;\n$(2);b\n$(3);var c"},
		{"of functions", "function f() {\n  return 1;\n}", "function f() {\n  $(2);return 1;\n}"},
		{"directives stay in front", "'use strict';\nf();\n'no directive'", "'use strict';\n$(2);f();\n$(3);'no directive'"},
		{"directives of functions", "f(function () { 'use strict'; g() })", "$(1);f(function () { 'use strict'; $(1);g() })"},
		{"parentheses", "(async () => {\n  await 1;\n})();", "$(1);(async () => {\n  $(2);await 1;\n})();"},
		{"more parentheses", "( (a || b).c )();", "$(1);( (a || b).c )();"},
		{"loops", "for (let i = 0; i < 3; i++) {\n  sum += i;\n}", "$(1);for (let i = 0; $(1),i < 3; i++) {\n  $(2);sum += i;\n}"},
		{"loops without test", "for (;;) {\n  break;\n}", "$(1);for (;;) {\n  $(2);break;\n}"},
		{"while", "while (x)\n  x--;", "while ($(1),x)\n  $(2),x--;"},
		{"do", "do\n  x--;\nwhile (x)", "$(1);do\n  $(2),x--;\nwhile ($(3),x)"},
		{"if without braces", "if (a)\n  b();\nelse if (c)\n  throw d;\nelse {\n  e();\n}", "if ($(1),a)\n  $(2),b();\nelse if ($(3),c)\n  throw $(4),d;\nelse {\n  $(6);e();\n}"},
		{"return without braces", "function f() { if (a) return b; if (c) return; }", "function f() { if ($(1),a) return $(1),b; if ($(1),c) return; }"},
		{"switch", "switch (a) {\ncase 1:\n  b();\ndefault:\n  c();\n}", "$(1);switch (a) {\ncase 1:\n  $(3);b();\ndefault:\n  $(5);c();\n}"},
		{"classes", "class C {\n  x = 1;\n  m() {\n    this.x++;\n  }\n  static {\n    f();\n  }\n}", "$(1);class C {\n  x = 1;\n  m() {\n    $(4);this.x++;\n  }\n  static {\n    $(7);f();\n  }\n}"},
		{"labels", "out:\nfor (const a of b)\n  continue out;", "$(1);out:\nfor (const a of b)\n  continue out;"},
		{"try", "try {\n  a();\n} catch {\n  b();\n} finally {\n  c();\n}", "$(1);try {\n  $(2);a();\n} catch {\n  $(4);b();\n} finally {\n  $(6);c();\n}"},
		{"other line terminators", "a;\r\nb;\rc;\u2028d", "$(1);a;\r\n$(2);b;\r$(3);c;\u2028$(4);d"},
		{"templates", "f(`\n${() => { g() }}`);\nh()", "$(1);f(`\n${() => { $(2);g() }}`);\n$(3);h()"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := Instrument(tt.source, false, call)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestModules(t *testing.T) {
	source := "import a from './a.js';\nexport const b = 1;\nexport function f() {\n  a();\n}\nawait f();"
	got, lines, err := Instrument(source, true, func(line int) string { return "$()" })
	require.NoError(t, err)
	assert.Equal(t, "import a from './a.js';\nexport const b = 1;\nexport function f() {\n  $();a();\n}\n$();await f();", got)
	assert.Equal(t, []int{4, 6}, lines)
}

func TestWhatDoesNotParse(t *testing.T) {
	_, _, err := Instrument("this is no script", false, call)
	assert.Error(t, err)
	_, _, err = Instrument("a()", false, call)
	assert.ErrorContains(t, err, "with calls in it")
}

func FuzzInstrument(f *testing.F) {
	f.Add("(a)(b);for(;x;)y", false)
	f.Add("export default async () => { for await (const x of y) z`${x}` }", true)
	f.Fuzz(func(t *testing.T, source string, module bool) {
		out, _, err := Instrument(source, module, func(int) string { return "$()" })
		if err != nil {
			return
		}
		if countLines(out) != countLines(source) {
			t.Errorf("%q has other lines than %q", out, source)
		}
	})
}
