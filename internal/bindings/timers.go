package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// globalAttributes are the attributes of WindowOrWorkerGlobalScope and what other standards add to it.
// https://html.spec.whatwg.org/multipage/webappapis.html#windoworworkerglobalscope-mixin
func globalAttributes() []js.Member {
	return []js.Member{
		{Name: "performance", Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return wrapPerformance(globalOf(r, this)), nil
		}},
		{Name: "origin", Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.String(globalOf(r, this).Origin().String()), nil
		}},
		{Name: "isSecureContext", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Bool(globalOf(r, this).SecureContext()), nil
		}},
		{Name: "crossOriginIsolated", Get: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Bool(false), nil }},
		{Name: "crypto", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return wrapCrypto(globalOf(r, this).Realm()), nil
		}},
	}
}

// timer makes setTimeout() or setInterval().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-settimeout
func timer(repeat bool) js.HostFunc {
	return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if len(args) == 0 {
			return js.Undefined, missingArgs(1, args)
		}
		w := globalOf(r, this)
		timeout, err := r.ToInt32(js.Arg(args, 1))
		if err != nil {
			return js.Undefined, err
		}
		var handler func(ctx context.Context)
		var dispose func()
		if r.IsFunction(args[0]) {
			handler, dispose = functionTimer(r, w, args)
		} else {
			source, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			handler = func(ctx context.Context) { w.RunString(ctx, source) }
		}
		return js.Int(int32(w.TimerMap().Set(w.Context(), handler, timeout, repeat, dispose))), nil
	}
}

// functionTimer keeps a timer's function and arguments for as long as the timer lives.
func functionTimer(r *js.Realm, w navigation.GlobalScope, args []js.Value) (handler func(ctx context.Context), dispose func()) {
	refs := []*js.Ref{r.KeepCallback(args[0])}
	for _, a := range args[min(2, len(args)):] {
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

func clearTimer(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	id, err := r.ToInt32(js.Arg(args, 0))
	if err != nil {
		return js.Undefined, err
	}
	globalOf(r, this).TimerMap().Remove(int(id))
	return js.Undefined, nil
}

// queueMicrotask implements queueMicrotask().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-queuemicrotask
func queueMicrotask(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if !r.IsFunction(js.Arg(args, 0)) {
		return js.Undefined, notAFunction("queueMicrotask")
	}
	w := globalOf(r, this)
	f := r.KeepCallback(args[0])
	ctx := w.Context()
	r.QueueMicrotask(func(r *js.Realm) {
		if _, err := r.Call(f.Value(), js.Undefined); err != nil {
			if e, ok := js.AsException(err); ok {
				w.ReportException(ctx, e)
			}
		}
		f.Free()
	})
	return js.Undefined, nil
}
