package js

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// eighty are classes of the size of an average interface.
var eighty = func() []*Class {
	get := func(r *Realm, _ Value, _ []Value) (Value, error) { return Int(1), nil }
	var list []*Class
	for i := range 80 {
		c := &Class{Name: fmt.Sprint("Interface", i)}
		for k := range 10 {
			c.Attrs = append(c.Attrs, Member{Name: fmt.Sprint("attribute", k), Get: get, Set: get})
			c.Methods = append(c.Methods, Member{Name: fmt.Sprint("operation", k), Call: get})
		}
		list = append(list, c)
	}
	return list
}()

func agent(b *testing.B) *Agent {
	a, err := NewAgent(Options{})
	require.NoError(b, err)
	b.Cleanup(a.Close)
	return a
}

func BenchmarkHostCall(b *testing.B) {
	a := agent(b)
	defer a.Scope()()
	r, err := a.NewRealm()
	require.NoError(b, err)
	r.Define(r.Global(), "n", r.Wrap(nodeClass, &node{name: "name"}), All)
	f, err := r.Eval("(function(k) { for (let i = 0; i < k; i++) n.name })", "x", 0)
	require.NoError(b, err)
	b.ResetTimer()
	_, err = r.Call(f, Undefined, Int(int32(b.N)))
	require.NoError(b, err)
}

func BenchmarkRealm(b *testing.B) {
	a := agent(b)
	for b.Loop() {
		end := a.Scope()
		r, err := a.NewRealm()
		require.NoError(b, err)
		for _, c := range eighty {
			r.Expose(c)
		}
		r.Close()
		end()
	}
}

// BenchmarkMaterialise is what all interfaces cost a page that asks for every one of them.
func BenchmarkMaterialise(b *testing.B) {
	a := agent(b)
	for b.Loop() {
		end := a.Scope()
		r, err := a.NewRealm()
		require.NoError(b, err)
		for _, c := range eighty {
			r.Interface(c)
		}
		r.Close()
		end()
	}
}

func BenchmarkTestharness(b *testing.B) {
	src, err := os.ReadFile("../../wpt/resources/testharness.js")
	require.NoError(b, err)
	a := agent(b)
	for b.Loop() {
		end := a.Scope()
		r, err := a.NewRealm()
		require.NoError(b, err)
		_, err = r.Eval("var self = globalThis, location = {search: '', pathname: '/x', href: 'x'}; 0", "setup.js", 0)
		require.NoError(b, err)
		_, err = r.Eval(string(src), "/resources/testharness.js", 1)
		if err != nil {
			b.Skip(err) // it needs more of a window than there is here
		}
		r.Close()
		end()
	}
}
