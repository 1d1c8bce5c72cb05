package bindings

import (
	"context"
	"encoding/base64"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// windowOrWorkerGlobalScope is the mixin of that name, with what other standards add to it.
// https://html.spec.whatwg.org/multipage/webappapis.html#windoworworkerglobalscope-mixin
func windowOrWorkerGlobalScope() idl.Mixin {
	type scope = navigation.GlobalScope
	return idl.Mixin{
		idl.GetIn("performance", idl.Any, func(_ idl.Call, g scope) (js.Value, error) { return wrapPerformance(g), nil }).Replaceable(),
		idl.Get("origin", idl.USVString, func(g scope) string { return g.Origin().String() }).Replaceable(),
		idl.Get("isSecureContext", idl.Boolean, scope.SecureContext),
		idl.Get("crossOriginIsolated", idl.Boolean, scope.CrossOriginIsolated),
		idl.Get("crypto", idl.Any, func(g scope) js.Value { return wrapCrypto(g.Realm()) }),
		timer("setTimeout", false), timer("setInterval", true), clearTimer("clearTimeout"), clearTimer("clearInterval"),
		idl.Op1("queueMicrotask", idl.Callback, queueMicrotask),
		idl.Op1("reportError", idl.Any, func(c idl.Call, g scope, v js.Value) (js.Value, error) {
			e := c.Realm.NewException(v)
			if e.File == "" { // of the caller, then
				here := c.Realm.NewException(c.Realm.NewError("Error", ""))
				e.File, e.Line, e.Column = here.File, here.Line, here.Column
			}
			g.ReportException(g.Context(), e)
			return js.Undefined, nil
		}),
		idl.Op1("btoa", idl.DOMString, func(c idl.Call, _ scope, s string) (js.Value, error) {
			b, ok := infra.IsomorphicEncode(s)
			if !ok {
				return js.Undefined, webidl.DOMExceptionf("InvalidCharacterError", "The string to be encoded contains characters outside of the Latin1 range.")
			}
			return c.Realm.String(base64.StdEncoding.EncodeToString([]byte(b))), nil
		}),
		idl.Op1("atob", idl.DOMString, func(c idl.Call, _ scope, s string) (js.Value, error) {
			b, ok := infra.ForgivingBase64(s)
			if !ok {
				return js.Undefined, webidl.DOMExceptionf("InvalidCharacterError", "The string to be decoded is not correctly encoded.")
			}
			return c.Realm.String(infra.IsomorphicDecode(string(b))), nil
		}),
		idl.Op2("structuredClone", idl.Any, serializeOptions.Type(), structuredClone),
		idl.Op2("fetch", requestInfo, requestInitDict.Type(), fetchOperation).Promise(),
	}
}

// timer is setTimeout() or setInterval().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-settimeout
func timer(name string, repeat bool) idl.Member {
	handlerType := idl.Union("TimerHandler", idl.Callback, idl.DOMString)
	return idl.Op3(name, handlerType, idl.Default(idl.Long, 0), idl.Rest(idl.Any),
		func(c idl.Call, g navigation.GlobalScope, handler any, timeout int32, args []js.Value) (js.Value, error) {
			var steps func(ctx context.Context)
			var dispose func()
			switch h := handler.(type) {
			case js.Value:
				steps, dispose = functionTimer(c.Realm, g, h, args)
			case string:
				steps = func(ctx context.Context) { g.RunString(ctx, h) }
			}
			return js.Int(int32(g.TimerMap().Set(g.Context(), steps, timeout, repeat, dispose))), nil
		})
}

// clearTimer is clearTimeout() or clearInterval().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-cleartimeout
func clearTimer(name string) idl.Member {
	return idl.Op1(name, idl.Default(idl.Long, 0), func(_ idl.Call, g navigation.GlobalScope, id int32) (js.Value, error) {
		g.TimerMap().Remove(int(id))
		return js.Undefined, nil
	})
}

// functionTimer keeps a timer's function and arguments for as long as the timer lives.
func functionTimer(r *js.Realm, w navigation.GlobalScope, f js.Value, args []js.Value) (handler func(ctx context.Context), dispose func()) {
	refs := []*js.Ref{r.KeepCallback(f)}
	for _, a := range args {
		refs = append(refs, r.Keep(a))
	}
	return func(ctx context.Context) {
			callFunction(ctx, w, refs[0], func(*js.Realm) []js.Value {
				var values []js.Value
				for _, ref := range refs[1:] {
					values = append(values, ref.Value())
				}
				return values
			})
		}, func() {
			for _, ref := range refs {
				ref.Free()
			}
		}
}

// callFunction invokes a callback function as script of the realm that it belongs to, with
// the window's proxy as this, and reports what it throws there.
func callFunction(ctx context.Context, w navigation.GlobalScope, f *js.Ref, args func(r *js.Realm) []js.Value) {
	defer f.Realm().Agent.Scope()()
	owner := w
	if r := f.Realm().Agent.RealmOf(f.Value()); r != nil && globalIn(r) != nil {
		owner = globalIn(r)
	}
	if !owner.CanRunScript() {
		return
	}
	owner.RunScript(ctx, func(ctx context.Context) {
		r := owner.Realm()
		_, err := r.Call(f.Value(), w.Realm().GlobalThis(), args(r)...)
		w.TimerMap().LeaveTask() // the microtasks that follow are none of the timer's
		if err != nil {
			if e, ok := js.AsException(err); ok {
				owner.ReportException(ctx, e)
			}
		}
	})
}

// queueMicrotask implements queueMicrotask().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-queuemicrotask
func queueMicrotask(c idl.Call, g navigation.GlobalScope, callback js.Value) (js.Value, error) {
	f := c.Realm.KeepCallback(callback)
	ctx := g.Context()
	c.Realm.QueueMicrotask(func(r *js.Realm) {
		if _, err := r.Call(f.Value(), js.Undefined); err != nil {
			if e, ok := js.AsException(err); ok {
				g.ReportException(ctx, e)
			}
		}
		f.Free()
	})
	return js.Undefined, nil
}
