package bindings

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// bareGlobal is a global object that belongs to no window.
type bareGlobal struct {
	navigation.GlobalScope
	realm *js.Realm
}

var bareClass = &js.Class{Name: "BareGlobal", Global: true}

func init() { idl.Define(bareClass, windowOrWorkerGlobalScope()) }

func (g *bareGlobal) Realm() *js.Realm                { return g.realm }
func (g *bareGlobal) Context() context.Context        { return context.Background() }
func (g *bareGlobal) SecureContext() bool             { return true }
func (g *bareGlobal) Slot(_ string, f func() any) any { return f() }

// bare makes a realm that has no window, with the interfaces that need none.
func bare(t *testing.T, a *js.Agent) *js.Realm {
	t.Helper()
	r, err := a.NewRealm()
	require.NoError(t, err)
	r.Host = &bareGlobal{realm: r}
	r.MakeGlobal(bareClass)
	for _, c := range []*js.Class{DOMExceptionClass, QuotaExceededErrorClass, URLClass, URLSearchParamsClass, BlobClass, FileClass, TextEncoderClass, TextDecoderClass, CryptoClass, consoleNamespace} {
		r.Expose(c)
	}
	return r
}

func startAgent(t *testing.T) *js.Agent {
	t.Helper()
	a, err := js.NewAgent(js.Options{ConvertError: ConvertError, Seed: 1, Now: func() float64 { return 1234 }})
	require.NoError(t, err)
	end := a.Scope()
	t.Cleanup(func() { end(); a.Close() })
	return a
}

// evaluate returns the string of a script's value, or of what it threw; a promise is waited for.
func evaluate(t *testing.T, r *js.Realm, src string) string {
	t.Helper()
	v, err := r.Eval(src, "test.js", 1)
	if err == nil && r.IsPromise(v) {
		r.Agent.Microtasks(nil)
		var state int
		if state, v = r.PromiseState(v); state == js.Rejected {
			err = r.NewException(v)
		}
	}
	if err != nil {
		return "throw " + err.Error()
	}
	s, err := r.ToString(v)
	require.NoError(t, err)
	return s
}

func TestValues(t *testing.T) {
	r := bare(t, startAgent(t))
	for _, c := range []struct{ name, src, want string }{
		{"code", "new DOMException('m','AbortError').code + DOMException.ABORT_ERR + new DOMException().name", "40Error"},
		{"prototype", "let e=new DOMException('m','DataCloneError'); e instanceof Error && String(e)", "DataCloneError: m"},
		{"stack", "typeof new DOMException('m').stack", "string"},
		{"constants", "[DOMException.INDEX_SIZE_ERR, DOMException.URL_MISMATCH_ERR, DOMException.INUSE_ATTRIBUTE_ERR, DOMException.QUOTA_EXCEEDED_ERR, DOMException.prototype.DATA_CLONE_ERR].join()", "1,21,10,22,25"},
		{"quota", "let q=new QuotaExceededError('m',{quota:1,requested:2}); [q.name,q.code,q.quota,q.requested,q instanceof DOMException].join()", "QuotaExceededError,22,1,2,true"},
		{"quota order", "new QuotaExceededError('m',{quota:3,requested:2})", "throw RangeError: Failed to construct 'QuotaExceededError': requested is less than quota"},
		{"uncaught", "throw new DOMException('m','AbortError')", "throw AbortError: m"},

		{"url", "let u=new URL('../x?a=1#f','https://u:p@h.test:8443/a/b/c'); [u.href,u.origin,u.host,u.pathname,u.search,u.hash,u.username,u.port].join(' ')", "https://u:p@h.test:8443/a/x?a=1#f https://h.test:8443 h.test:8443 /a/x ?a=1 #f u 8443"},
		{"url set", "let u2=new URL('http://a/'); u2.search='q=1'; u2.searchParams.append('r','a b&'); u2.hash='z'; u2.host='b:81'; String(u2)", "http://b:81/?q=1&r=a+b%26#z"},
		{"url same params", "let u3=new URL('http://a/?x=1'); let p3=u3.searchParams; u3.search='y=2'; p3===u3.searchParams && p3.get('y')+p3.get('x')", "2null"},
		{"url invalid", "try { new URL('x') } catch(e) { e.name }", "TypeError"},
		{"url static", "[URL.canParse('x'), URL.canParse('x','http://a'), URL.parse('x'), URL.parse('http://a').href].join()", "false,true,,http://a/"},
		{"params", "let p=new URLSearchParams('?a=1&b=2&a=3'); p.append('c','ä'); p.delete('b'); [p.getAll('a'),p.has('b'),p.size,p].join()", "1,3,false,3,a=1&a=3&c=%C3%A4"},
		{"params record", "new URLSearchParams({x:1,y:'z'}).toString() + new URLSearchParams([['k','v']])", "x=1&y=zk=v"},
		{"params iterate", "[...new URLSearchParams('b=1&a=2')].join('|')", "b,1|a,2"},
		{"params sort", "let ps=new URLSearchParams('b=1&a=2'); ps.sort(); String(ps)", "a=2&b=1"},
		{"params pair", "try { new URLSearchParams([['k']]) } catch(e) { e.name }", "TypeError"},

		{"blob", "new Blob(['ab', new Uint8Array([99]), new Blob(['d'])], {type:'TEXT/x'}).text()", "abcd"},
		{"blob type", "let b=new Blob(['abcd'],{type:'A/B'}); [b.size,b.type,b.slice(1,-1).size,b.slice(-2,9,'c').type, b.slice(3,1).size].join()", "4,a/b,2,c,0"},
		{"blob slice", "new Blob(['abcd']).slice(1,3).text()", "bc"},
		{"blob buffer", "new Blob(['abcd']).arrayBuffer().then(x => x.byteLength + '' + (x instanceof ArrayBuffer))", "4true"},
		{"blob not a sequence", "try { new Blob('x') } catch(e) { e.name }", "TypeError"},
		{"file", "let f=new File(['x'],'n.txt',{lastModified:5}); [f.name,f.lastModified,f.size,f instanceof Blob, new File([],'m').lastModified].join()", "n.txt,5,1,true,1234"},

		{"encode", "[...new TextEncoder().encode('ä\\ud800')].join()", "195,164,239,191,189"},
		{"decode", "new TextDecoder().decode(new Uint8Array([0xEF,0xBB,0xBF,0xC3,0xA4,0xFF]))", "ä\uFFFD"},
		{"decode BOM", "new TextDecoder('utf8',{ignoreBOM:true}).decode(new Uint8Array([0xEF,0xBB,0xBF,65])).length", "2"},
		{"decode two BOMs", "new TextDecoder('utf-8',{fatal:true}).decode(new Uint8Array([0xEF,0xBB,0xBF,0xEF,0xBB,0xBF,65])).length", "2"},
		{"decode fatal", "try { new TextDecoder('utf-8',{fatal:true}).decode(new Uint8Array([255])) } catch(e) { e.name }", "TypeError"},
		{"decode utf-16", "new TextDecoder('utf-16le').decode(new Uint8Array([65,0,66,0])) + new TextDecoder('utf-16be').decode(new Uint8Array([0,67]))", "ABC"},
		{"decode latin1", "let d=new TextDecoder('latin1'); d.encoding + d.decode(new Uint8Array([0xE4]))", "windows-1252ä"},
		{"label", "try { new TextDecoder('nope') } catch(e) { e.name }", "RangeError"},
		{"base64", "btoa('a\\xff') + atob(' YWI ') + atob('YQ')", "Yf8=aba"},
		{"base64 range", "try { btoa('€') } catch(e) { e.name }", "InvalidCharacterError"},
		{"base64 invalid", "try { atob('a') } catch(e) { e.name }", "InvalidCharacterError"},

		{"random", "let v=new Uint32Array(4); crypto.getRandomValues(v)===v && v.some(x => x)", "true"},
		{"random type", "try { crypto.getRandomValues(new DataView(new ArrayBuffer(2))) } catch(e) { e.name }", "TypeMismatchError"},
		{"random quota", "try { crypto.getRandomValues(new Uint8Array(65537)) } catch(e) { e.name+e.quota+e.requested }", "QuotaExceededError6553665537"},
		{"uuid", "/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()) && crypto.randomUUID()!==crypto.randomUUID()", "true"},
		{"console", "console.log(1); console.assert(false, 'x'); console.table([]); typeof console.groupEnd + Object.prototype.toString.call(console).slice(0,8)", "function[object "},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, evaluate(t, r, c.src)) })
	}
}

func TestStructuredClone(t *testing.T) {
	a := startAgent(t)
	from, to := bare(t, a), bare(t, a)
	for _, c := range []struct{ name, src, check, want string }{
		{"undefined", "undefined", "v", "undefined"},
		{"number", "-0", "Object.is(v,-0)", "true"},
		{"string", "'a\\ud800'", "v === 'a\\ud800'", "true"},
		{"bigint", "12345678901234567890n", "v+1n", "12345678901234567891"},
		{"wrapper", "Object('s')", "typeof v + v", "objects"},
		{"date", "new Date(5)", "v.getTime() + '' + (v instanceof Date)", "5true"},
		{"regexp", "/a+/gi", "v + '' + (v instanceof RegExp)", "/a+/gitrue"},
		{"object", "({a:1, b:{c:[1,2]}, get d(){ return 3 }})", "JSON.stringify(v) + (v instanceof Object)", `{"a":1,"b":{"c":[1,2]},"d":3}true`},
		{"array holes", "[1,,3]", "v.length + '' + (1 in v) + Array.isArray(v)", "3falsetrue"},
		{"array extra", "Object.assign([1],{x:2})", "v.x", "2"},
		{"cycle", "let o={}; o.self=o; o.arr=[o]; o", "v.self===v && v.arr[0]===v", "true"},
		{"identity", "let i={}; [i,i]", "v[0]===v[1]", "true"},
		{"many", "Array.from({length: 20000}, (_, i) => ({i}))", "v.length + v[19999].i", "39999"},
		{"map", "new Map([[1,{a:2}],['k',new Set([3])]])", "v.get(1).a + '' + v.get('k').has(3) + (v instanceof Map)", "2truetrue"},
		{"map cycle", "let m=new Map(); m.set(m,m); m", "v.get(v)===v", "true"},
		{"buffer", "new Uint8Array([1,2]).buffer", "[...new Uint8Array(v)].join()", "1,2"},
		{"view", "new Uint16Array([1,2])", "v.constructor.name + v.join() + (v instanceof Uint16Array)", "Uint16Array1,2true"},
		{"error", "new RangeError('r')", "v.name + v.message + (v instanceof RangeError)", "RangeErrorrtrue"},
		{"error name", "Object.assign(new Error('r'),{name:'Mine'})", "v.name", "Error"},
		{"DOMException", "new DOMException('m','AbortError')", "v.name + v.code + (v instanceof DOMException)", "AbortError20true"},
		{"blob", "new File(['x'],'n')", "v.name + v.size + (v instanceof File)", "n1true"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := from.Eval("(0,eval)("+quote(from, t, c.src)+")", "test.js", 1)
			require.NoError(t, err)
			data, err := structuredSerialize(from, v)
			require.NoError(t, err)
			got, err := structuredDeserialize(to, data)
			require.NoError(t, err)
			require.NoError(t, to.Define(to.Global(), "v", got, js.All))
			assert.Equal(t, c.want, evaluate(t, to, c.check))
		})
	}
}

// quote makes a script's string literal of s.
func quote(r *js.Realm, t *testing.T, s string) string {
	t.Helper()
	q, err := r.JSONStringify(r.String(s))
	require.NoError(t, err)
	return q
}

func TestStructuredCloneFails(t *testing.T) {
	r := bare(t, startAgent(t))
	for _, c := range []struct{ name, src, want string }{
		{"function", "structuredClone(() => 1)", "DataCloneError"},
		{"symbol", "structuredClone({a: Symbol()})", "DataCloneError"},
		{"platform object", "structuredClone(new URL('http://a'))", "DataCloneError"},
		{"promise", "structuredClone(Promise.resolve())", "DataCloneError"},
		{"weak map", "structuredClone([new WeakMap])", "DataCloneError"},
		{"getter", "structuredClone({get a(){ throw new EvalError }})", "EvalError"},
		{"deep", "let d=[]; for (let i=0;i<100000;i++) d=[d]; structuredClone(d)", "RangeError"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, evaluate(t, r, "try { "+c.src+"; 'cloned' } catch (e) { e.name }"))
		})
	}
}
