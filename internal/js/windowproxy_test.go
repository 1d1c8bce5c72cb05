package js

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// hooks are those of a window with one child.
type hooks struct {
	origin string
	child  *WindowProxy
}

func (h *hooks) SameOrigin(r *Realm) bool {
	w, ok := r.Host.(*window)
	return ok && w.title == h.origin
}
func (h *hooks) Index(i uint32) (Value, bool) {
	if i == 0 && h.child != nil {
		return h.child.Value(), true
	}
	return Undefined, false
}
func (h *hooks) Length() int {
	if h.child != nil {
		return 1
	}
	return 0
}
func (h *hooks) Named(name string) (Value, bool) {
	if name == "frame" && h.child != nil {
		return h.child.Value(), true
	}
	return Undefined, false
}
func (h *hooks) CrossOriginGet(r *Realm, name string) (Descriptor, bool) {
	if name == "length" {
		return Descriptor{Accessor: true, Configurable: true, Get: r.NewFunction("length", 0, func(*Realm, Value, []Value) (Value, error) { return Int(0), nil })}, true
	}
	return Descriptor{}, false
}
func (h *hooks) CrossOriginKeys() []string { return []string{"length"} }
func (h *hooks) SecurityError(r *Realm, what string) error {
	e := r.NewError("Error", "blocked "+what)
	r.Define(e, "name", r.String("SecurityError"), All)
	return r.NewException(e)
}

func openWindow(t *testing.T, a *Agent, w *WindowProxy, origin string, h *hooks) (*Realm, *WindowProxy) {
	r := realm(t, a)
	r.Host = &window{origin}
	for _, c := range []*Class{eventTargetClass, nodeClass, windowClass} {
		r.Expose(c)
	}
	r.MakeGlobal(windowClass)
	if w == nil {
		w = a.NewWindowProxy(r, r.Host, h)
	} else {
		w.SetTarget(r)
		w.SetHost(r.Host)
		w.hooks.(*hooks).origin = origin
	}
	return r, w
}

func TestWindowProxy(t *testing.T) {
	a := start(t, Options{})
	h := &hooks{origin: "a"}
	top, _ := openWindow(t, a, nil, "a", h)
	child, wc := openWindow(t, a, nil, "a", &hooks{origin: "a"})
	h.child = wc
	want := func(r *Realm, src, want string) { t.Helper(); assert.Equal(t, want, eval(t, r, src), src) }
	want(top, "globalThis===window && this===window", "true")
	want(top, "frame === window[0] && window.frame === frame && 'frame' in window && Object.keys(window)[0]", "0")
	want(top, "Object.getOwnPropertyDescriptor(window,'Node').value === Node", "true")
	want(top, "window.hasOwnProperty('EventTarget') && window instanceof Window && Object.prototype.toString.call(window)", "[object Window]")
	want(top, "Object.getPrototypeOf(Object.getPrototypeOf(Window.prototype)) === EventTarget.prototype", "true")
	want(top, "var x1=5; let x2=6; function f3(){}; [window.x1, window.x2, typeof window.f3].join()", "5,,function")
	want(top, "window.y1=7; y1", "7")
	want(top, "title + window.title + frame.title", "aaa")
	want(top, "Object.getOwnPropertyDescriptor(window,'window').configurable", "false")
	want(top, "frame.Array!==Array && frame.eval('[]') instanceof frame.Array && Array.isArray(frame.eval('[]'))", "true")
	want(top, "frame.foo={live:1}; frame.eval('foo.live++'); frame.foo.live", "2")
	want(top, "try { frame.eval('null.x') } catch(e) { [e instanceof TypeError, e instanceof frame.TypeError].join() }", "false,true")
	want(top, "var nn = new frame.Node('q'); [nn instanceof Node, nn instanceof frame.Node, Object.getOwnPropertyDescriptor(Node.prototype,'name').get.call(nn)].join()", "false,true,q")
	want(top, "var Node; typeof Node", "function")
	want(child, "Node = 3; window.Node", "3")

	want(top, "var oldF = frame.eval('var secret=41; (function(){ return secret+1 })'); var fr=frame; var oldArr=frame.Array; frame.mark=1; 0", "0")
	openWindow(t, a, wc, "a", nil)
	child.Close()
	a.GC()
	want(top, "oldF() + nn.name", "42q")
	want(top, "fr===frame && frame.Array!==oldArr && frame.mark===undefined", "true")

	openWindow(t, a, wc, "evil", nil)
	for _, s := range []string{"frame.foo", "frame.foo=1", "'foo' in frame", "delete frame.foo", "Object.defineProperty(frame,'x',{})", "frame.title", "Object.getOwnPropertyDescriptor(frame,'foo')", "Object.getOwnPropertyDescriptor(window,'title').get.call(frame)"} {
		want(top, "try{"+s+";'no'}catch(e){e.name+(e instanceof Error)}", "SecurityErrortrue")
	}
	want(top, "[frame.length, frame.then, Object.getPrototypeOf(frame), Object.isExtensible(frame), Reflect.ownKeys(frame).length].join()", "0,,,true,5")
	want(top, "Object.prototype.toString.call(frame)", "[object Object]")
	wc.SetTarget(nil)
	want(top, "typeof frame.x", "undefined")
	assert.Nil(t, a.Unwrap(top.String("x")))
	assert.Equal(t, top.Host, a.Unwrap(top.GlobalThis()))
	assert.Equal(t, top.Host, a.Unwrap(top.Global()))
	assert.Same(t, top, a.RealmOf(top.GlobalThis()))
	v, _ := top.Eval("[]", "x", 0)
	assert.Same(t, top, a.RealmOf(v))
}
