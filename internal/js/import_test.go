package js

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestImportWaits holds dynamic imports back: other jobs go on, each import goes on when it is told to, and one whose realm is closed
// before that goes with it.
func TestImportWaits(t *testing.T) {
	there := map[string]bool{}
	var ready []func()
	a := start(t, Options{
		ResolveModule: func(_ *Realm, _, specifier string) (string, error) { return specifier, nil },
		ImportModule: func(_ *Realm, _, specifier string, f func()) bool {
			if !there[specifier] {
				ready = append(ready, func() { there[specifier] = true; f() })
			}
			return !there[specifier]
		},
		LoadModule: func(_ *Realm, name string) (string, string, error) {
			return "export default import.meta.url", "https://a.test/moved/" + name, nil
		},
	})
	r := realm(t, a)
	eval(t, r, "globalThis.log = []; for (const n of ['a', 'b']) import(n).then((m) => log.push(m.default)); Promise.resolve().then(() => log.push('job'))")
	a.Microtasks(nil)
	assert.True(t, a.Idle())
	assert.Equal(t, "job", eval(t, r, "String(log)"))
	ready[1]()
	a.Microtasks(nil)
	ready[0]()
	ready[0]()
	a.Microtasks(nil)
	assert.Equal(t, "job,https://a.test/moved/b,https://a.test/moved/a", eval(t, r, "String(log)"))

	other := realm(t, a)
	eval(t, other, "import('c')")
	a.Microtasks(nil)
	other.Close()
	a.Microtasks(nil)
	ready[2]()
	assert.True(t, a.Idle())
}
