package bindings

import (
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// userPrompts are the simple dialogs of Window. alert(undefined) says "undefined", alert() nothing.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#simple-dialogs
func userPrompts() idl.Mixin {
	type window = *navigation.Window
	text := idl.Default(idl.DOMString, "")
	alert := func(_ idl.Call, w window, message string) (js.Value, error) {
		w.Alert(w.Context(), message)
		return js.Undefined, nil
	}
	return idl.Mixin{
		idl.Op0("alert", func(c idl.Call, w window) (js.Value, error) { return alert(c, w, "") }).Overload(idl.Op1("alert", idl.DOMString, alert)),
		idl.Op1("confirm", text, func(_ idl.Call, w window, message string) (js.Value, error) {
			return js.Bool(w.Confirm(w.Context(), message)), nil
		}),
		idl.Op2("prompt", text, text, func(c idl.Call, w window, message, missing string) (js.Value, error) {
			return idl.Nullable(idl.DOMString).To(c.Realm, w.PromptFor(w.Context(), message, missing)), nil
		}),
	}
}
