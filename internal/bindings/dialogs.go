package bindings

import (
	"github.com/exeunt/exeunt/internal/js"
)

// dialogTexts are the arguments of a dialog's method as strings; missing ones are empty.
func dialogTexts(r *js.Realm, args []js.Value, n int) ([]string, error) {
	texts := make([]string, n)
	for i := range min(n, len(args)) {
		s, err := r.ToString(args[i])
		if err != nil {
			return nil, err
		}
		texts[i] = s
	}
	return texts, nil
}

// alertDialog is alert(): alert(undefined) says "undefined", alert() nothing.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-alert
func alertDialog(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	texts, err := dialogTexts(r, args, 1)
	if err != nil {
		return js.Undefined, err
	}
	w := windowOf(r, this)
	w.Alert(w.Context(), texts[0])
	return js.Undefined, nil
}

// confirmDialog is confirm().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-confirm
func confirmDialog(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if len(args) > 0 && args[0].IsUndefined() {
		args = nil
	}
	texts, err := dialogTexts(r, args, 1)
	if err != nil {
		return js.Undefined, err
	}
	w := windowOf(r, this)
	return js.Bool(w.Confirm(w.Context(), texts[0])), nil
}

// promptDialog is prompt().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-prompt
func promptDialog(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	var texts [2]string
	for i := range min(2, len(args)) {
		if args[i].IsUndefined() {
			continue
		}
		s, err := r.ToString(args[i])
		if err != nil {
			return js.Undefined, err
		}
		texts[i] = s
	}
	w := windowOf(r, this)
	return pointerOrNull(r, w.PromptFor(w.Context(), texts[0], texts[1])), nil
}
