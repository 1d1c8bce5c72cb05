package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// windowClass is the interface of a window's global object.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-window-object
var windowClass = &js.Class{Name: "Window", Parent: EventTargetClass, Global: true, NamedProperties: true}

func init() {
	idl.Define(windowClass,
		browsingContextMembers(), windowObjects(), windowChrome(), windowOperations(), userPrompts(), animationFrameProvider(), windowGeometry(),
		windowOrWorkerGlobalScope(), globalEventHandlers, windowEventHandlers, windowCrossOrigin(),
	)
}

// windowCrossOrigin are the members of Window that other origins see.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginproperties-(-o-)
func windowCrossOrigin() idl.Member {
	read := func(name string) js.CrossOriginProperty { return js.CrossOriginProperty{Name: name, Get: true} }
	call := func(name string) js.CrossOriginProperty { return js.CrossOriginProperty{Name: name} }
	return idl.CrossOrigin(
		read("window"), read("self"), js.CrossOriginProperty{Name: "location", Get: true, Set: true}, call("close"), read("closed"),
		call("focus"), call("blur"), read("frames"), read("length"), read("top"), read("opener"), read("parent"), call("postMessage"),
	)
}

// browsingContextMembers are the attributes of Window that lead to other windows, and what other origins may use.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#accessing-other-browsing-contexts
func browsingContextMembers() idl.Mixin {
	type window = *navigation.Window
	self := func(w window) js.Value {
		if b := w.Document().BrowsingContext(); b != nil {
			return b.Proxy().Value()
		}
		return w.Realm().GlobalThis()
	}
	return idl.Mixin{
		idl.Get("window", idl.Any, self).Unforgeable(),
		idl.Get("self", idl.Any, self).Replaceable(),
		idl.Get("frames", idl.Any, self).Replaceable(),
		idl.Get("document", nodeType, func(w window) *dom.Node { return &w.DOM().Node }).Unforgeable(),
		idl.Get("location", idl.Any, wrapLocation).PutForwards("href").Unforgeable(),
		idl.Get("top", idl.Any, func(w window) js.Value {
			n := w.LiveNavigable()
			if n == nil {
				return js.Null
			}
			return proxyOrNull(n.Traversable().ActiveBrowsingContext())
		}).Unforgeable(),
		idl.Get("parent", idl.Any, func(w window) js.Value {
			n := w.LiveNavigable()
			if n == nil {
				return js.Null
			}
			if n.Parent != nil {
				n = n.Parent
			}
			return proxyOrNull(n.ActiveBrowsingContext())
		}).Replaceable(),
		idl.Get("opener", idl.Any, func(w window) js.Value {
			b := w.BrowsingContext()
			if b == nil || b.Opener() == nil {
				return js.Null
			}
			return proxyOrNull(b.Opener())
		}).Set(func(_ idl.Call, w window, v js.Value) error {
			if b := w.BrowsingContext(); v.IsNull() && b != nil {
				b.Disown()
				return nil
			}
			return w.Realm().Define(w.Realm().Global(), "opener", v, js.All)
		}),
		idl.GetIn("frameElement", nodeType, func(c idl.Call, w window) (*dom.Node, error) {
			n := w.LiveNavigable()
			if n == nil || n.Container() == nil {
				return nil, nil
			}
			el := n.Container().Element
			if accessor := windowIn(c.Realm); accessor == nil || !navigation.SameOriginDomain(accessor, el) {
				return nil, nil
			}
			return el, nil
		}),
		idl.Get("length", idl.UnsignedLong, func(w window) uint32 {
			if w.LiveNavigable() == nil {
				return 0
			}
			return uint32(len(w.Document().DocumentTreeChildNavigables()))
		}).Replaceable(),
		idl.Get("closed", idl.Boolean, func(w window) bool {
			n := w.LiveNavigable()
			return n == nil || n.Traversable().IsClosing || n.Traversable().Destroyed()
		}),
		idl.Get("name", idl.DOMString, func(w window) string {
			n := w.LiveNavigable()
			if n == nil {
				return ""
			}
			return n.TargetName()
		}).Set(func(_ idl.Call, w window, name string) error {
			if n := w.LiveNavigable(); n != nil {
				n.SetTargetName(name)
			}
			return nil
		}),
	}
}

// windowObjects are the attributes of Window whose values are objects that it has one of.
func windowObjects() idl.Mixin {
	type window = *navigation.Window
	storage := func(kind string) func(c idl.Call, w window) (js.Value, error) {
		return func(_ idl.Call, w window) (js.Value, error) { return wrapStorage(w, kind) }
	}
	return idl.Mixin{
		idl.Get("history", idl.Any, func(w window) js.Value { return w.Realm().Wrap(historyClass, w.HistoryObject()) }),
		windowNavigation(),
		idl.Get("navigator", idl.Any, wrapNavigator), idl.Get("clientInformation", idl.Any, wrapNavigator).Replaceable(),
		idl.GetIn("localStorage", idl.Any, storage("local")), idl.GetIn("sessionStorage", idl.Any, storage("session")),
		idl.GetIn("event", idl.Any, func(c idl.Call, w window) (js.Value, error) {
			if e := w.CurrentEvent(); e != nil {
				return wrapEvent(c.Realm, e), nil
			}
			return js.Undefined, nil
		}).Replaceable(),
	}
}

// windowOperations are the operations of Window, except those of mixins.
func windowOperations() idl.Mixin {
	type window = *navigation.Window
	none := func(idl.Call, window) (js.Value, error) { return js.Undefined, nil }
	return idl.Mixin{
		idl.Op0("close", func(c idl.Call, w window) (js.Value, error) {
			w.CloseWindow(w.Context(), incumbent(c.Realm))
			return js.Undefined, nil
		}),
		idl.Op0("stop", func(_ idl.Call, w window) (js.Value, error) {
			if n := w.LiveNavigable(); n != nil {
				n.StopLoading(w.Context())
			}
			return js.Undefined, nil
		}),
		idl.Op0("focus", func(_ idl.Call, w window) (js.Value, error) {
			w.Focus(w.Context())
			return js.Undefined, nil
		}),
		idl.Op0("blur", none),
		idl.Op0("print", none), idl.Op0("scrollTo", none), idl.Op0("scrollBy", none), idl.Op0("scroll", none),
		idl.Op3("open", idl.Default(idl.USVString, ""), idl.Default(idl.DOMString, "_blank"), idl.Default(idl.LegacyNullToEmptyString(idl.DOMString), ""),
			func(_ idl.Call, w window, url, target, features string) (js.Value, error) {
				return windowOpen(w, url, target, features)
			}),
		postMessage(),
		idl.Op1("requestIdleCallback", idl.Callback, requestIdleCallback),
		idl.Op1("cancelIdleCallback", idl.UnsignedLong, func(_ idl.Call, w window, id uint32) (js.Value, error) {
			w.TimerMap().Remove(int(id))
			return js.Undefined, nil
		}),
		idl.Op2("fetchLater", requestInfo, deferredRequestInitDict.Type(), fetchLaterOperation).SecureContext(),
		idl.Op1("getComputedStyle", elementType, func(c idl.Call, _ window, _ *dom.Node) (js.Value, error) { return c.Realm.NewObject(), nil }),
		idl.Op0("getSelection", func(idl.Call, window) (js.Value, error) { return js.Null, nil }),
	}
}

// incumbent returns the window of the calling script.
func incumbent(r *js.Realm) *navigation.Window {
	w := windowIn(r)
	return w.UserAgent().IncumbentWindow(w)
}

// windowOpen implements the "window open steps", as far as they are not OpenWindow's.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#window-open-steps
func windowOpen(w *navigation.Window, url, target, features string) (js.Value, error) {
	source := w.UserAgent().EntryWindow()
	if source == nil {
		source = w
	}
	b, err := w.OpenWindow(w.Context(), source.Document(), url, target, features)
	if err != nil {
		return js.Undefined, err
	}
	return proxyOrNull(b), nil
}

// animationFrameProvider is the mixin of that name. A frame is one sixtieth of a second away.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#animationframeprovider
func animationFrameProvider() idl.Mixin {
	type scope = navigation.GlobalScope
	return idl.Mixin{
		idl.Op1("requestAnimationFrame", idl.Callback, func(c idl.Call, g scope, callback js.Value) (js.Value, error) {
			frames, err := frameProvider(g)
			if err != nil {
				return js.Undefined, err
			}
			f := c.Realm.KeepCallback(callback)
			id := frames.Request(g.Context(), func(ctx context.Context, now float64) {
				callFunction(ctx, g, f, func(*js.Realm) []js.Value { return []js.Value{js.Number(now)} })
				f.Free()
			})
			return js.Int(int32(id)), nil
		}),
		idl.Op1("cancelAnimationFrame", idl.UnsignedLong, func(_ idl.Call, g scope, id uint32) (js.Value, error) {
			frames, err := frameProvider(g)
			if err == nil {
				frames.Cancel(int(id))
			}
			return js.Undefined, err
		}),
	}
}

// frameProvider is the window or dedicated worker that an operation of AnimationFrameProvider was called on.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#animationframeprovider
func frameProvider(g navigation.GlobalScope) (*html.Frames, error) {
	if w, ok := g.(*navigation.Window); ok {
		return w.Frames, nil
	}
	if w, ok := g.(*navigation.WorkerGlobalScope); ok {
		if f := w.AnimationFrames(); f != nil {
			return f, nil
		}
	}
	return nil, webidl.DOMExceptionf("NotSupportedError", "the worker has no document to animate.")
}

// requestIdleCallback runs the callback when a millisecond has passed: nothing here is busy
// for longer.
func requestIdleCallback(c idl.Call, w *navigation.Window, callback js.Value) (js.Value, error) {
	f := c.Realm.KeepCallback(callback)
	id := w.Timers.Set(w.Context(), func(ctx context.Context) {
		callFunction(ctx, w, f, func(r *js.Realm) []js.Value {
			deadline := r.NewObject()
			_ = r.Define(deadline, "didTimeout", js.Bool(false), js.All)
			_ = r.Define(deadline, "timeRemaining", r.NewFunction("timeRemaining", 0, func(*js.Realm, js.Value, []js.Value) (js.Value, error) {
				return js.Number(50), nil
			}), js.All)
			return []js.Value{deadline}
		})
	}, 1, false, f.Free)
	return js.Int(int32(id)), nil
}

// proxyHooks is what WindowProxy objects ask.
type proxyHooks struct{ navigation.WindowProxyHost }

// CrossOriginKeys implements js.ProxyHooks.
func (p *proxyHooks) CrossOriginKeys() []string { return windowClass.CrossOriginNames() }

// CrossOriginGet implements js.ProxyHooks.
func (p *proxyHooks) CrossOriginGet(accessor *js.Realm, name string) (js.Descriptor, bool) {
	w := p.Window()
	if d, ok := crossOriginProperty(accessor, w, windowClass, name, func() js.Value { return w.Realm().GlobalThis() }); ok {
		return d, true
	}
	if n := p.NamedChild(name); n != nil {
		return js.Descriptor{Value: n.ActiveBrowsingContext().Proxy().Value(), Configurable: true}, true
	}
	return js.Descriptor{}, false
}
