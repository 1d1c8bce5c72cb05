package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// keyboard is the Go value of navigator.keyboard.
type keyboard struct{ window *navigation.Window }

// keyboardClass is Keyboard, as far as it locks the keys of a keyboard that nobody touches: what shows of a lock is that its page
// cannot go into the back/forward cache.
// https://wicg.github.io/keyboard-lock/
var keyboardClass = new(js.Class)

func init() {
	*keyboardClass = js.Class{
		Name: "Keyboard", SecureContext: true,
		Methods: []js.Member{
			{Name: "lock", Promise: true, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				w := r.Agent.Unwrap(this).(*keyboard).window
				n := w.LiveNavigable()
				if n == nil || !n.TopLevel() {
					return js.Undefined, webidl.DOMExceptionf("InvalidStateError", "keyboard.lock() must be called from a top-level document that is shown")
				}
				w.Document().HoldKeyboard(true)
				promise, settle := r.NewPromise()
				w.QueueTask(w.Context(), eventloop.UserInteraction, func(ctx context.Context) {
					w.RunScript(ctx, func(context.Context) { settle.Resolve(js.Undefined) })
				})
				return promise, nil
			}},
			{Name: "unlock", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				r.Agent.Unwrap(this).(*keyboard).window.Document().HoldKeyboard(false)
				return js.Undefined, nil
			}},
		},
	}
}

// keyboardAttribute is navigator.keyboard.
func keyboardAttribute() js.Member {
	return js.Member{Name: "keyboard", SecureContext: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		w := r.Agent.Unwrap(this).(*navigator).global.(*navigation.Window)
		k, _ := w.Slot("keyboard", func() any { return &keyboard{w} }).(*keyboard)
		return r.Wrap(keyboardClass, k), nil
	}}
}
