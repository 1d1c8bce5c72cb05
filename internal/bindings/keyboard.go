package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// keyboard is the Go value of navigator.keyboard.
type keyboard struct{ window *navigation.Window }

// keyboardClass is Keyboard, as far as it locks the keys of a keyboard that nobody touches: what shows of a lock is that its page
// cannot go into the back/forward cache.
// https://wicg.github.io/keyboard-lock/
var keyboardClass = &js.Class{Name: "Keyboard", SecureContext: true}

func init() {
	idl.Define(keyboardClass,
		idl.Op1("lock", idl.Default(idl.Sequence(idl.DOMString), nil), func(c idl.Call, k *keyboard, _ []string) (js.Value, error) {
			w := k.window
			n := w.LiveNavigable()
			if n == nil || !n.TopLevel() {
				return js.Undefined, webidl.DOMExceptionf("InvalidStateError", "keyboard.lock() must be called from a top-level document that is shown")
			}
			w.Document().HoldKeyboard(true)
			promise, settle := c.Realm.NewPromise()
			w.QueueTask(w.Context(), eventloop.UserInteraction, func(ctx context.Context) {
				w.RunScript(ctx, func(context.Context) { settle.Resolve(js.Undefined) })
			})
			return promise, nil
		}).Promise(),
		idl.Op0("unlock", func(_ idl.Call, k *keyboard) (js.Value, error) {
			k.window.Document().HoldKeyboard(false)
			return js.Undefined, nil
		}),
	)
}

// keyboardAttribute is navigator.keyboard.
func keyboardAttribute() idl.Member {
	return idl.Get("keyboard", platform[*keyboard](keyboardClass), func(n *navigator) *keyboard {
		return slot(n.global, "keyboard", func() *keyboard { return &keyboard{n.global.(*navigation.Window)} })
	}).SecureContext()
}
