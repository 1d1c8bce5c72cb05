package js

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// start makes an agent with a scope that the test ends.
func start(t *testing.T, o Options) *Agent {
	t.Helper()
	a, err := NewAgent(o)
	require.NoError(t, err)
	end := a.Scope()
	t.Cleanup(func() { end(); a.Close() })
	return a
}

func realm(t *testing.T, a *Agent) *Realm {
	t.Helper()
	r, err := a.NewRealm()
	require.NoError(t, err)
	return r
}

// eval returns the string of a script's value, or what it threw.
func eval(t *testing.T, r *Realm, src string) string {
	t.Helper()
	defer r.Agent.Scope()()
	v, err := r.Eval(src, "https://a.test/t.js", 1)
	if err != nil {
		return "throw " + err.Error()
	}
	s, err := r.ToString(v)
	require.NoError(t, err)
	return s
}

type node struct {
	name string
	kids []*Ref
}

func (n *node) Trace(mark func(*Ref)) {
	for _, k := range n.kids {
		mark(k)
	}
}

var (
	eventTargetClass = &Class{Name: "EventTarget"}
	nodeClass        = &Class{Name: "Node", Parent: eventTargetClass, ConstructorLength: 1}
	windowClass      = &Class{Name: "Window", Parent: eventTargetClass, Global: true, NamedProperties: true}
	listClass        = &Class{Name: "List", ValueIterator: true}
	pairsClass       = &Class{Name: "Pairs"}
)

type window struct{ title string }

type list struct {
	items []string
	named map[string]string
}

func init() {
	nodeClass.Constructor = func(r *Realm, nt Value, args []Value) (Value, error) {
		s, err := r.ToString(Arg(args, 0))
		if err != nil {
			return Undefined, err
		}
		return r.WrapNew(nodeClass, &node{name: s}, nt), nil
	}
	nodeClass.Attrs = []Member{{Name: "name", Get: func(r *Realm, this Value, _ []Value) (Value, error) {
		return r.String(r.Agent.Unwrap(this).(*node).name), nil
	}, Set: func(r *Realm, this Value, args []Value) (Value, error) {
		s, err := r.ToString(args[0])
		r.Agent.Unwrap(this).(*node).name = s
		return Undefined, err
	}}}
	nodeClass.Constants = []Constant{{"ELEMENT_NODE", 1}}
	nodeClass.Methods = []Member{
		{Name: "keep", Length: 1, Call: func(r *Realm, this Value, args []Value) (Value, error) {
			n := r.Agent.Unwrap(this).(*node)
			n.kids = append(n.kids, r.Keep(args[0]))
			return Int(int32(len(n.kids))), nil
		}},
		{Name: "boom", Call: func(*Realm, Value, []Value) (Value, error) { panic("boom") }},
		{Name: "fail", Call: func(*Realm, Value, []Value) (Value, error) { return Undefined, errors.New("plain") }},
		{Name: "later", Promise: true, Call: func(*Realm, Value, []Value) (Value, error) { return Undefined, errors.New("plain") }},
		{Name: "call", Length: 1, Call: func(r *Realm, this Value, args []Value) (Value, error) { return r.Call(args[0], this) }},
	}
	windowClass.CrossOriginProperties = []CrossOriginProperty{{Name: "window", Get: true}}
	windowClass.Attrs = []Member{{Name: "title", Get: func(r *Realm, this Value, _ []Value) (Value, error) {
		return r.String(r.Agent.Unwrap(this).(*window).title), nil
	}}, {Name: "window", Unforgeable: true, Get: func(r *Realm, this Value, _ []Value) (Value, error) {
		return r.GlobalThis(), nil
	}}}
	listClass.Exotic = &Exotic{
		Length: func(_ *Realm, v any) int { return len(v.(*list).items) },
		Index: func(r *Realm, v any, i uint32) (Value, bool) {
			l := v.(*list)
			if int(i) >= len(l.items) {
				return Undefined, false
			}
			return r.String(l.items[i]), true
		},
		Named: func(r *Realm, v any, n string) (Value, bool) {
			s, ok := v.(*list).named[n]
			return r.String(s), ok
		},
		SetNamed: func(r *Realm, v any, n string, x Value) error {
			s, err := r.ToString(x)
			v.(*list).named[n] = s
			return err
		},
		DeleteNamed: func(_ *Realm, v any, n string) error { delete(v.(*list).named, n); return nil },
		Names: func(_ *Realm, v any) []string {
			var s []string
			for n := range v.(*list).named {
				s = append(s, n)
			}
			return s
		},
	}
	listClass.Attrs = []Member{{Name: "length", Get: func(r *Realm, this Value, _ []Value) (Value, error) {
		return Int(int32(len(r.Agent.Unwrap(this).(*list).items))), nil
	}}}
	pairsClass.PairIterator = func(r *Realm, v any, i int) (Value, Value, bool) {
		l := v.(*list)
		if i >= len(l.items) {
			return Undefined, Undefined, false
		}
		return Int(int32(i)), r.String(l.items[i]), true
	}
}

func TestScripts(t *testing.T) {
	a := start(t, Options{Now: func() float64 { return 86400000.7 }, Seed: 7})
	r := realm(t, a)
	r.Expose(nodeClass)
	r.Expose(eventTargetClass)
	r.Define(r.Global(), "n", r.Wrap(nodeClass, &node{name: "n"}), All)
	r.Define(r.Global(), "list", r.Wrap(listClass, &list{items: []string{"x", "y"}, named: map[string]string{"k": "v"}}), All)
	r.Define(r.Global(), "pairs", r.Wrap(pairsClass, &list{items: []string{"x", "y"}}), All)
	for _, c := range []struct{ src, want string }{
		{"1+1", "2"},
		{"'a\\ud800b\\u{1F600}'.length", "5"},
		{"Date.now()", "86400000"},
		{"new Date().getTime()", "86400000"},
		{"new Date(5).getTime() + new Date(2020,0).getMonth()", "5"},
		{"typeof Date() + Date.length + Date.name", "string7Date"},
		{"new Date() instanceof Date && Date.prototype.constructor===Date", "true"},
		{"class D extends Date{}; new D() instanceof D && new D().getTime()", "86400000"},
		{"typeof InternalError + typeof SharedArrayBuffer", "undefinedundefined"},
		{"n.name", "n"},
		{"n.name='m'; n.name", "m"},
		{"n instanceof Node && n instanceof EventTarget && n.ELEMENT_NODE === Node.ELEMENT_NODE", "true"},
		{"Object.getPrototypeOf(Node) === EventTarget", "true"},
		{"Object.prototype.toString.call(n)", "[object Node]"},
		{"let q=new Node('a'); q.name + (q instanceof Node)", "atrue"},
		{"class Sub extends Node { get z(){ return this.name+'!' } }; let sb=new Sub('s'); sb.z + (sb instanceof Sub)", "s!true"},
		{"try { Node() } catch(e) { e.name }", "TypeError"},
		{"try { new EventTarget() } catch(e) { e.name + e.message }", "TypeErrorIllegal constructor"},
		{"try { Node.prototype.name } catch(e) { e.message }", "Illegal invocation"},
		{"try { Object.getOwnPropertyDescriptor(Node.prototype,'name').get.call(list) } catch(e) { e.message }", "Illegal invocation"},
		{"try { n.fail() } catch(e) { e+'' }", "TypeError: plain"},
		{"n.later() instanceof Promise", "true"},
		{"try { n.call(()=>{ throw 5 }) } catch(e) { e }", "5"},
		{"n.call(function(){ return this === n })", "true"},
		{"typeof Node", "function"},
		{"Object.getOwnPropertyDescriptor(globalThis,'Node').enumerable", "false"},
		{"list[0]+list[1]+list[2]+list.length+list.k+list.nope", "xyundefined2vundefined"},
		{"'0' in list && !(5 in list) && 'k' in list", "true"},
		{"Object.keys(list)+''", "0,1,k"},
		{"list.z=3; list.z + Object.keys(list).length", "34"},
		{"delete list.z; typeof list.z", "undefined"},
		{"'use strict'; try { list[0]='q' } catch(e) { e.name }", "TypeError"},
		{"[...list].join() + [...list.entries()].join()", "x,y0,x,1,y"},
		{"[...pairs].join() + [...pairs.keys()] + [...pairs.values()]", "0,x,1,y0,1x,y"},
		{"let o=[]; pairs.forEach((v,k,p)=>o.push(v,k,p===pairs)); o.join()", "x,0,true,y,1,true"},
		{"pairs[Symbol.iterator]===pairs.entries && Object.prototype.toString.call(pairs.keys())", "[object Pairs Iterator]"},
		{"typeof pairs.keys().map", "function"},
		{"throw new RangeError('r')", "throw RangeError: r"},
		{"throw {toString(){return 'str'}}", "throw str"},
		{"throw null", "throw null"},
		{"undefinedName", "throw ReferenceError: 'undefinedName' is not defined"},
		{"let x = ;", "throw SyntaxError: unexpected token in expression: ';'"},
	} {
		assert.Equal(t, c.want, eval(t, r, c.src), c.src)
	}
	assert.True(t, len(a.args) == 0 && a.hostDepth == 0)
}

func TestException(t *testing.T) {
	a := start(t, Options{})
	r := realm(t, a)
	_, err := r.Eval("function f(){\n  throw new TypeError('t') }\nf()", "https://a.test/x.js", 10)
	x, ok := AsException(err)
	require.True(t, ok)
	assert.Equal(t, []any{"TypeError", "t", "https://a.test/x.js", 11}, []any{x.Name, x.Message, x.File, x.Line})
	assert.Contains(t, x.Stack, "at f (https://a.test/x.js:11:")
	_, err = r.Eval("\n\nlet a; let a;", "s.js", 0)
	x, _ = AsException(err)
	assert.Equal(t, []any{"SyntaxError", "s.js", 3}, []any{x.Name, x.File, x.Line})
	v := r.NewError("RangeError", strings.Repeat("long ", 200))
	assert.Equal(t, strings.Repeat("long ", 200), r.NewException(v).Message)
	assert.Equal(t, "RangeError", r.NewException(v).Name)
	assert.Equal(t, "Error", r.NewException(r.NewError("Error", "")).Name)
}

func TestStrings(t *testing.T) {
	a := start(t, Options{})
	r := realm(t, a)
	for _, s := range []string{"", "abc", "äöü", "😀", "a\x00b", "\xed\xa0\x80x", strings.Repeat("é", 1<<20)} {
		v := r.String(s)
		got, err := r.ToString(v)
		require.NoError(t, err)
		assert.True(t, s == got, "%q", s[:min(len(s), 20)])
	}
	usv, _ := r.ToUSVString(r.String("\xed\xa0\x80x"))
	assert.Equal(t, "\uFFFDx", usv)
	assert.Equal(t, "3", eval(t, r, "'\\ud83d\\ude00\\ud83d'.length"))
	s, _ := r.ToString(r.StringUTF16([]uint16{0xD83D, 0xDE00, 0xD800, 'a'}))
	assert.Equal(t, "😀\xed\xa0\x80a", s)
}

func TestSafety(t *testing.T) {
	stop := false
	a := start(t, Options{MemoryLimit: 64 << 20, Interrupt: func() bool { return stop }})
	r := realm(t, a)
	r.Expose(nodeClass)
	assert.Contains(t, eval(t, r, "function rec(){ rec() } rec()"), "stack overflow")
	assert.Contains(t, eval(t, r, "var n=new Node('x'); function rr(){ n.call(rr) } rr()"), "stack overflow")
	f := r.NewFunction("f", 0, nil)
	f = r.NewFunction("f", 0, func(r *Realm, _ Value, _ []Value) (Value, error) { return r.Call(f, Undefined) })
	_, err := r.Call(f, Undefined)
	assert.ErrorContains(t, err, "stack overflow")
	assert.Contains(t, eval(t, r, "{ let s=[]; for(;;) s.push(new Array(1000).fill(1)) }"), "out of memory")
	assert.Equal(t, "2", eval(t, r, "1+1"))
	stop = true
	_, err = r.Eval("try { for(;;); } catch(e) { 'caught' } finally { }", "x", 0)
	x, ok := AsException(err)
	require.True(t, ok)
	assert.True(t, x.Uncatchable && a.Interrupted())
	_, err = r.Eval("new Node('x').call(() => { try { for(;;); } catch {} })", "x", 0)
	x, _ = AsException(err)
	assert.True(t, x.Uncatchable)
	stop = false
	assert.Equal(t, "2", eval(t, r, "1+1"))
	assert.False(t, a.Interrupted())
	func() {
		defer func() {
			p, ok := recover().(*HostPanic)
			require.True(t, ok)
			assert.Equal(t, "boom", p.Value)
			assert.Contains(t, string(p.Stack), "js_test.go")
		}()
		r.Eval("try { n.call(() => n.boom()) } catch(e) { }", "x", 0)
		t.Error("the panic is lost")
	}()
	assert.Equal(t, "2", eval(t, r, "1+1"))
}

func TestPromises(t *testing.T) {
	var log []string
	a := start(t, Options{Rejection: func(r *Realm, _, reason Value, handled bool) {
		s, _ := r.ToString(reason)
		log = append(log, fmt.Sprint(s, handled))
	}})
	r := realm(t, a)
	p, settle := r.NewPromise()
	r.Define(r.Global(), "p", p, All)
	eval(t, r, "var got=[]; p.then(v => got.push(v)); Promise.reject('early').catch(()=>{}); Promise.reject('never'); 0")
	require.NoError(t, r.Then(p, func(r *Realm, v Value) { s, _ := r.ToString(v); log = append(log, "go "+s) }, nil))
	r.QueueMicrotask(func(*Realm) { log = append(log, "microtask") })
	settle.Resolve(r.String("value"))
	settle.Reject(Undefined)
	a.Microtasks(nil)
	assert.Equal(t, []string{"earlyfalse", "earlytrue", "neverfalse", "microtask", "go value"}, log)
	assert.Equal(t, "value", eval(t, r, "got.join()"))
	state, v := r.PromiseState(p)
	s, _ := r.ToString(v)
	assert.Equal(t, []any{Fulfilled, "value"}, []any{state, s})
	assert.True(t, a.Idle())
}

func TestJobAllowed(t *testing.T) {
	ok := true
	a := start(t, Options{JobAllowed: func(*Realm) bool { return ok }})
	r := realm(t, a)
	eval(t, r, "var n=0; Promise.resolve().then(()=>n++); 0")
	ok = false
	a.Microtasks(nil)
	ok = true
	assert.Equal(t, "0", eval(t, r, "n"))
}

func TestJobOfAnotherRealm(t *testing.T) {
	var gone *Realm
	a := start(t, Options{JobAllowed: func(r *Realm) bool { return r != gone }})
	r, other := realm(t, a), realm(t, a)
	defer a.Scope()()
	require.NoError(t, other.Set(other.Global(), "p", r.Rejected(Int(7))))
	gone = r
	eval(t, other, "var got=[]; p.then(null, v => got.push(v)); 0") // then, and the promise, are of the realm that is gone
	a.Microtasks(nil)
	assert.Equal(t, "7", eval(t, other, "got.join()"))
}

func TestModules(t *testing.T) {
	a := start(t, Options{
		ResolveModule: func(_ *Realm, base, s string) (string, error) {
			if rest, ok := strings.CutPrefix(s, "./"); ok {
				return base[:strings.LastIndex(base, "/")+1] + rest, nil
			}
			return s, nil
		},
		LoadModule: func(_ *Realm, url string) (string, string, error) {
			switch url {
			case "https://a.test/m.js":
				return "export let v=1; export default import.meta.url; export let tla = await Promise.resolve(9)", "", nil
			case "https://a.test/bad.js":
				return "let x = ;", "", nil
			}
			return "", "", fmt.Errorf("404 %s", url)
		},
	})
	r := realm(t, a)
	run := func(src string) (int, string) {
		p, err := r.EvalModule(src, "https://a.test/main.js")
		if err != nil {
			return Rejected, err.Error()
		}
		a.Microtasks(nil)
		state, v := r.PromiseState(p)
		s, _ := r.ToString(v)
		return state, s
	}
	state, _ := run("import u,{v,tla} from './m.js'; globalThis.res=u+v+tla+import.meta.url; globalThis.dyn = await import('./m.js').then(m=>m.v); await import('./x.js').catch(e=>globalThis.e404=String(e))")
	assert.Equal(t, Fulfilled, state)
	assert.Equal(t, "https://a.test/m.js19https://a.test/main.js1TypeError: 404 https://a.test/x.js", eval(t, r, "res+dyn+e404"))
	_, s := run("import './bad.js'")
	assert.Contains(t, s, "SyntaxError")
	_, s = run("import './none.js'")
	assert.Contains(t, s, "404")
	state, s = run("await 0; throw new RangeError('tla')")
	assert.Equal(t, []any{Rejected, "RangeError: tla"}, []any{state, s})
	got, err := r.ModuleRequests("import a from './m.js'; import './none.js'; export * from 'x'", "https://a.test/main.js")
	require.NoError(t, err)
	assert.Equal(t, []string{"./m.js", "./none.js", "x"}, got)
	p, err := r.Import("https://a.test/", "./m.js")
	require.NoError(t, err)
	a.Microtasks(nil)
	state, _ = r.PromiseState(p)
	assert.Equal(t, Fulfilled, state)
}

func TestCurrent(t *testing.T) {
	a := start(t, Options{})
	one, two := realm(t, a), realm(t, a)
	var got []*Realm
	f := one.NewFunction("f", 0, func(r *Realm, _ Value, _ []Value) (Value, error) {
		got = append(got, r, a.Current(), a.Entry())
		return Undefined, nil
	})
	two.Define(two.Global(), "f", f, All)
	eval(t, two, "f()")
	assert.Equal(t, []*Realm{one, two, two}, got)
	assert.Nil(t, a.Current())
}

func TestBuffers(t *testing.T) {
	a := start(t, Options{})
	r := realm(t, a)
	r.Define(r.Global(), "u", r.NewUint8Array([]byte("hello")), All)
	assert.Equal(t, "5104", eval(t, r, "u.length+''+u[0]"))
	for src, want := range map[string]string{"u": "hello", "u.subarray(1,3)": "el", "u.buffer": "hello", "new DataView(u.buffer,1,2)": "el", "new Uint8Array(0)": ""} {
		v, err := r.Eval(src, "x", 0)
		require.NoError(t, err)
		b, ok := r.Bytes(v)
		assert.True(t, ok, src)
		assert.Equal(t, want, string(b), src)
	}
	_, ok := r.Bytes(r.NewObject())
	assert.False(t, ok)
	v, err := r.JSONParse(`{"a":[1,"x"]}`)
	require.NoError(t, err)
	s, err := r.JSONStringify(v)
	require.NoError(t, err)
	assert.Equal(t, `{"a":[1,"x"]}`, s)
}

func TestMemory(t *testing.T) {
	a := start(t, Options{})
	// Pages with cycles between script and Go.
	page := func() {
		defer a.Scope()()
		r, err := a.NewRealm()
		require.NoError(t, err)
		r.Expose(nodeClass)
		_, err = r.Eval("for (let i=0;i<50;i++) { let m=new Node('x'); m.keep({back:m}); m.keep(()=>m) } globalThis.big=new Array(1000).fill(0); try { null.x } catch {}", "x", 0)
		require.NoError(t, err)
		_, err = r.Eval("null.x", "x", 0)
		require.Error(t, err)
		r.Close()
	}
	for range 20 {
		page()
	}
	a.GC()
	before := a.MemoryUsage()
	for range 500 {
		page()
	}
	a.GC()
	assert.Empty(t, a.realms)
	assert.Empty(t, a.wrappers)
	assert.Less(t, a.MemoryUsage()-before, int64(256<<10))
}

func TestClosed(t *testing.T) {
	a, err := NewAgent(Options{})
	require.NoError(t, err)
	end := a.Scope()
	r, err := a.NewRealm()
	require.NoError(t, err)
	k := r.Keep(r.NewObject())
	v := r.NewObject()
	_, settle := r.NewPromise()
	a.Close()
	a.Close()
	end()
	settle.Resolve(v)
	assert.True(t, k.Value().IsUndefined())
	k.Free()
	_, err = r.Eval("1", "x", 0)
	assert.Error(t, err)
	_, err = r.Get(v, "x")
	assert.Error(t, err)
	assert.True(t, r.NewObject().IsUndefined())
	assert.Nil(t, a.Unwrap(v))
	r.Close()
}

func TestSeed(t *testing.T) {
	run := func(seed uint64) string {
		a := start(t, Options{Seed: seed})
		return eval(t, realm(t, a), "[Math.random(), Math.random()].join()")
	}
	assert.Equal(t, run(3), run(3))
	assert.NotEqual(t, run(3), run(4))
}

// A module that throws rejects one promise that script can see, and no other is reported.
func TestRejectionOfModules(t *testing.T) {
	var told []string
	a := start(t, Options{
		Rejection: func(r *Realm, _, reason Value, handled bool) {
			s, _ := r.ToString(reason)
			told = append(told, fmt.Sprint(s, " ", handled))
		},
		ResolveModule: func(_ *Realm, _, specifier string) (string, error) { return specifier, nil },
		LoadModule: func(_ *Realm, url string) (string, string, error) {
			return map[string]string{"throws": "throw 'boom'", "awaits": "await 0; throw 'late'", "imports": "import 'throws'",
				"rejects": "Promise.reject('inner')"}[url], "", nil
		},
	})
	r := realm(t, a)
	for _, c := range []struct {
		name, script string
		want         []string
	}{
		{"handled", "import('throws').catch(() => {})", nil},
		{"not handled", "import('throws')", []string{"boom false"}},
		{"through another module, handled", "import('imports').catch(() => {})", nil},
		{"after an await, handled", "import('awaits').catch(() => {})", nil},
		{"a promise of the module's own", "import('rejects')", []string{"inner false"}},
	} {
		told = nil
		_, err := r.Eval(c.script, "https://a.test/", 1)
		require.NoError(t, err, c.name)
		a.Microtasks(nil)
		pending := map[string]int{}
		for _, s := range told {
			reason, handled, _ := strings.Cut(s, " ")
			if handled == "true" {
				pending[reason]--
			} else {
				pending[reason]++
			}
		}
		var left []string
		for reason, n := range pending {
			for range n {
				left = append(left, reason+" false")
			}
		}
		assert.Equal(t, c.want, left, c.name)
	}
}
