package js

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The shorter way and the engine's own must come to the same, so each case also runs with an array one element short of it.
func TestFillAndJoin(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"strings", `Array(n).fill("*").join("") === "*".repeat(n)`, "true"},
		{"several characters", `Array(n).fill("ab").join("-, ") === "ab" + "-, ab".repeat(n - 1)`, "true"},
		{"latin", `Array(n).fill("\xff").join("\x80") === "\xff" + "\x80\xff".repeat(n - 1)`, "true"},
		{"wide", `Array(n).fill("→").join("") === "→".repeat(n)`, "true"},
		{"wide separator", `Array(n).fill("a").join("→") === "a" + "→a".repeat(n - 1)`, "true"},
		{"no separator", `Array(n).fill("a").join() === "a" + ",a".repeat(n - 1)`, "true"},
		{"numbers", `Array(n).fill(7).join("") === "7".repeat(n)`, "true"},
		{"undefined", `const a = Array(n).fill(); a.length === n && n - 1 in a && a.map((_, i) => i)[n - 1]`, ""},
		{"objects", `const o = {}, a = Array(n).fill(o); a[0] === o && a[n - 1] === o && a.length === n`, "true"},
		{"the array itself", `const a = Array(n); a.fill(a) === a`, "true"},
		{"an array that is full", `Array(n).fill("a").fill("b").join("") === "b".repeat(n)`, "true"},
		{"a part", `Array(n).fill("a", 1, 3).join("") === "aa"`, "true"},
		{"then longer", `const a = Array(n).fill("a"); a.push("b"); a.length = n + 2; a.join("") === "a".repeat(n) + "b"`, "true"},
		{"frozen", `try { Object.freeze(Array(n)).fill(1); "no" } catch (e) { e instanceof TypeError }`, "true"},
		{"a setter of the prototype", `let got = 0; Object.defineProperty(Array.prototype, 0, { set(v) { got++ }, configurable: true });
			const a = Array(n).fill("x"); delete Array.prototype[0]; got + " " + (0 in a) + " " + a[n - 1]`, "1 false x"},
		{"a getter of the prototype", `Object.defineProperty(Array.prototype, 3, { get: () => "!", configurable: true });
			const a = Array(n); a[0] = "a"; const s = a.join(""); delete Array.prototype[3]; s`, "a!"},
		{"a subclass", `class A extends Array {}; const a = new A(n).fill("x"); a.join("") === "x".repeat(n) && a instanceof A`, "true"},
		{"no array", `[].fill.call({ length: n }, "x")[n - 1] + [].join.call({ length: 2, 0: "a" }, "+")`, "xa+"},
		{"too long", `try { Array(2 ** 31 - 1).fill("x"); "no" } catch (e) { e.message }`, "out of memory"},
		{"its looks", `[Array.prototype.fill.name, Array.prototype.fill.length, Array.prototype.join.name, Array.prototype.join.length, String(Array.prototype.join).includes("[native code]")].join()`, "fill,1,join,1,true"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := realm(t, start(t, Options{MemoryLimit: 32 << 20}))
			for _, n := range []int{shortestArray - 1, shortestArray, 1000} {
				want := c.want
				if want == "" {
					want = strconv.Itoa(n - 1)
				}
				assert.Equal(t, want, eval(t, r, "var n = "+strconv.Itoa(n)+"; { "+c.src+" }"), n)
			}
		})
	}
}

func BenchmarkFillAndJoin(b *testing.B) {
	a, err := NewAgent(Options{})
	require.NoError(b, err)
	defer a.Close()
	defer a.Scope()()
	r, err := a.NewRealm()
	require.NoError(b, err)
	for b.Loop() {
		_, err := r.Eval(`Array(65536).fill("*").join("").length`, "", 1)
		require.NoError(b, err)
	}
}
