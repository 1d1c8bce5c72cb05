package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// windowClass is the interface of a window's global object.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-window-object
var windowClass = new(js.Class)

func init() {
	*windowClass = js.Class{
		Name: "Window", Parent: EventTargetClass, Global: true, NamedProperties: true,
		Attrs:   windowAttributes(),
		Methods: windowOperations(),
	}
}

func windowAttributes() []js.Member {
	self := func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		w := windowOf(r, this)
		if b := w.Document().BrowsingContext(); b != nil {
			return b.Proxy().Value(), nil
		}
		return w.Realm().GlobalThis(), nil
	}
	list := []js.Member{
		{Name: "window", Get: self, Unforgeable: true, CrossOrigin: true},
		{Name: "self", Get: self, Replaceable: true, CrossOrigin: true},
		{Name: "frames", Get: self, Replaceable: true, CrossOrigin: true},
		{Name: "document", Unforgeable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			return WrapNode(w.Realm(), &w.DOM().Node), nil
		}},
		{Name: "location", Unforgeable: true, CrossOrigin: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return wrapLocation(windowOf(r, this)), nil
		}, Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			return js.Undefined, setLocationHref(r, windowOf(r, this), js.Arg(args, 0))
		}},
		{Name: "top", Unforgeable: true, CrossOrigin: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			n := windowOf(r, this).LiveNavigable()
			if n == nil {
				return js.Null, nil
			}
			return proxyOrNull(n.Traversable().ActiveBrowsingContext()), nil
		}},
		{Name: "parent", Replaceable: true, CrossOrigin: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			n := windowOf(r, this).LiveNavigable()
			if n == nil {
				return js.Null, nil
			}
			if n.Parent != nil {
				n = n.Parent
			}
			return proxyOrNull(n.ActiveBrowsingContext()), nil
		}},
		{Name: "opener", CrossOrigin: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			b := windowOf(r, this).BrowsingContext()
			if b == nil || b.Opener() == nil {
				return js.Null, nil
			}
			return proxyOrNull(b.Opener()), nil
		}, Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			w, v := windowOf(r, this), js.Arg(args, 0)
			if b := w.BrowsingContext(); v.IsNull() && b != nil {
				b.Disown()
				return js.Undefined, nil
			}
			return js.Undefined, w.Realm().Define(w.Realm().Global(), "opener", v, js.All)
		}},
		{Name: "frameElement", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			n := windowOf(r, this).LiveNavigable()
			if n == nil || n.Container() == nil {
				return js.Null, nil
			}
			el := n.Container().Element
			if accessor := windowIn(r); accessor == nil || !navigation.SameOriginDomain(accessor, el) {
				return js.Null, nil
			}
			return WrapNode(r, el), nil
		}},
		{Name: "length", Replaceable: true, CrossOrigin: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			if w.LiveNavigable() == nil {
				return js.Int(0), nil
			}
			return js.Int(int32(len(w.Document().DocumentTreeChildNavigables()))), nil
		}},
		{Name: "closed", CrossOrigin: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			n := windowOf(r, this).LiveNavigable()
			return js.Bool(n == nil || n.Traversable().IsClosing || n.Traversable().Destroyed()), nil
		}},
		{Name: "name", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			n := windowOf(r, this).LiveNavigable()
			if n == nil {
				return r.String(""), nil
			}
			return r.String(n.TargetName()), nil
		}, Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			name, err := r.ToString(js.Arg(args, 0))
			if n := windowOf(r, this).LiveNavigable(); err == nil && n != nil {
				n.SetTargetName(name)
			}
			return js.Undefined, err
		}},
		{Name: "history", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			return w.Realm().Wrap(historyClass, w.HistoryObject()), nil
		}},
		legacy(windowNavigation())[0],
		{Name: "navigator", Get: windowNavigator}, {Name: "clientInformation", Replaceable: true, Get: windowNavigator},
		{Name: "localStorage", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return wrapStorage(windowOf(r, this), "local")
		}},
		{Name: "sessionStorage", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return wrapStorage(windowOf(r, this), "session")
		}},
		{Name: "event", Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			if e := windowOf(r, this).CurrentEvent(); e != nil {
				return wrapEvent(r, e), nil
			}
			return js.Undefined, nil
		}},
	}
	list = append(list, windowChromeAttributes()...)
	return append(append(list, globalAttributes()...), WindowHandlerMembers()...)
}

func windowOperations() []js.Member {
	none := func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Undefined, nil }
	return append([]js.Member{
		{Name: "close", CrossOrigin: true, Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			w.CloseWindow(w.Context(), incumbent(r))
			return js.Undefined, nil
		}},
		{Name: "stop", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			if n := w.LiveNavigable(); n != nil {
				n.StopLoading(w.Context())
			}
			return js.Undefined, nil
		}},
		{Name: "focus", CrossOrigin: true, Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			w.Focus(w.Context())
			return js.Undefined, nil
		}},
		{Name: "blur", CrossOrigin: true, Call: none},
		{Name: "print", Call: none},
		{Name: "alert", Call: alertDialog},
		{Name: "scrollTo", Call: none},
		{Name: "scrollBy", Call: none},
		{Name: "scroll", Call: none},
		{Name: "confirm", Call: confirmDialog},
		{Name: "prompt", Call: promptDialog},
		{Name: "open", Call: windowOpen},
		{Name: "postMessage", Length: 1, CrossOrigin: true, Call: postMessage},
		{Name: "requestAnimationFrame", Length: 1, Call: requestAnimationFrame},
		{Name: "cancelAnimationFrame", Length: 1, Call: cancelAnimationFrame},
		{Name: "requestIdleCallback", Length: 1, Call: requestIdleCallback},
		{Name: "cancelIdleCallback", Length: 1, Call: clearTimer},
		{Name: "fetchLater", Length: 1, SecureContext: true, Call: fetchLaterOperation},
		{Name: "getComputedStyle", Length: 1, Call: func(r *js.Realm, _ js.Value, _ []js.Value) (js.Value, error) {
			return r.NewObject(), nil
		}},
		{Name: "getSelection", Call: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Null, nil }},
	}, append(windowGeometryOperations(), globalOperations()...)...)
}

func windowNavigator(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
	return wrapNavigator(windowOf(r, this)), nil
}

// incumbent returns the window of the calling script.
func incumbent(r *js.Realm) *navigation.Window {
	w := windowIn(r)
	return w.UserAgent().IncumbentWindow(w)
}

// windowOpen implements window.open().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-open
func windowOpen(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	var text [3]string
	for i := range text {
		if v := js.Arg(args, i); !v.IsUndefined() {
			s, err := r.ToUSVString(v)
			if err != nil {
				return js.Undefined, err
			}
			text[i] = s
		} else if i == 1 {
			text[i] = "_blank"
		}
	}
	w := windowOf(r, this)
	source := w.UserAgent().EntryWindow()
	if source == nil {
		source = w
	}
	b, err := w.OpenWindow(w.Context(), source.Document(), text[0], text[1], text[2])
	if err != nil {
		return js.Undefined, err
	}
	return proxyOrNull(b), nil
}

// requestAnimationFrame runs the callback at the next frame, one sixtieth of a second away.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#dom-animationframeprovider-requestanimationframe
func requestAnimationFrame(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if !r.IsFunction(js.Arg(args, 0)) {
		return js.Undefined, notAFunction("requestAnimationFrame")
	}
	w, frames, err := frameProvider(r, this, "requestAnimationFrame")
	if err != nil {
		return js.Undefined, err
	}
	f := r.KeepCallback(args[0])
	id := frames.Request(w.Context(), func(ctx context.Context, now float64) {
		callFunction(ctx, w, f, func(*js.Realm) []js.Value { return []js.Value{js.Number(now)} })
		f.Free()
	})
	return js.Int(int32(id)), nil
}

func cancelAnimationFrame(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	id, err := r.ToInt32(js.Arg(args, 0))
	if err != nil {
		return js.Undefined, err
	}
	_, frames, err := frameProvider(r, this, "cancelAnimationFrame")
	if err == nil {
		frames.Cancel(int(id))
	}
	return js.Undefined, err
}

// frameProvider is the window or dedicated worker that an operation of AnimationFrameProvider was called on.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#animationframeprovider
func frameProvider(r *js.Realm, this js.Value, operation string) (navigation.GlobalScope, *html.Frames, error) {
	g := globalOf(r, this)
	if w, ok := g.(*navigation.Window); ok {
		return w, w.Frames, nil
	}
	if w, ok := g.(*navigation.WorkerGlobalScope); ok {
		if f := w.AnimationFrames(); f != nil {
			return w, f, nil
		}
	}
	return nil, nil, webidl.DOMExceptionf("NotSupportedError", "Failed to execute '%s' on 'DedicatedWorkerGlobalScope': the worker has no document to animate.", operation)
}

// requestIdleCallback runs the callback when a millisecond has passed: nothing here is busy
// for longer.
func requestIdleCallback(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if !r.IsFunction(js.Arg(args, 0)) {
		return js.Undefined, notAFunction("requestIdleCallback")
	}
	w := windowOf(r, this)
	f := r.KeepCallback(args[0])
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

// crossOriginWindow lists the cross-origin properties of Window: whether they have a setter.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginproperties-(-o-)
var crossOriginWindow = []string{"window", "self", "location", "close", "closed", "focus", "blur", "frames", "length", "top", "opener", "parent", "postMessage"}

// CrossOriginKeys implements js.ProxyHooks.
func (p *proxyHooks) CrossOriginKeys() []string {
	return crossOriginWindow
}

// CrossOriginGet implements "CrossOriginGetOwnPropertyHelper": function objects are made once
// for each pair of realms.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossorigingetownpropertyhelper-(-o,-p-)
func (p *proxyHooks) CrossOriginGet(accessor *js.Realm, name string) (js.Descriptor, bool) {
	for _, m := range append(windowClass.Attrs[:len(windowClass.Attrs):len(windowClass.Attrs)], windowClass.Methods...) {
		if !m.CrossOrigin || m.Name != name {
			continue
		}
		w := p.Window()
		this := func() js.Value { return w.Realm().GlobalThis() }
		if m.Call != nil {
			return js.Descriptor{Value: crossOriginFunction(accessor, w, name, name, m.Length, this, m.Call), Configurable: true}, true
		}
		d := js.Descriptor{Accessor: true, Configurable: true, Get: crossOriginFunction(accessor, w, "get "+name, "get "+name, 0, this, m.Get)}
		if name == "location" {
			d.Set = crossOriginFunction(accessor, w, "set "+name, "set "+name, 1, this, m.Set)
		}
		return d, true
	}
	if n := p.NamedChild(name); n != nil {
		return js.Descriptor{Value: n.ActiveBrowsingContext().Proxy().Value(), Configurable: true}, true
	}
	return js.Descriptor{}, false
}
