package bindings

import (
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// historyClass is History.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-history-interface
var historyClass = new(js.Class)

func init() {
	*historyClass = js.Class{
		Name: "History",
		Attrs: []js.Member{
			{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				d, err := historyDocument(r, this)
				if err != nil {
					return js.Undefined, err
				}
				return js.Int(int32(d.History.Length)), nil
			}},
			{Name: "scrollRestoration", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				d, err := historyDocument(r, this)
				if err != nil {
					return js.Undefined, err
				}
				return r.String(d.NodeNavigable().Active.ScrollMode), nil
			}, Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				mode, err := r.ToString(js.Arg(args, 0))
				if err != nil {
					return js.Undefined, err
				}
				d, err := historyDocument(r, this)
				if err == nil && (mode == "auto" || mode == "manual") {
					d.NodeNavigable().Active.ScrollMode = mode
				}
				return js.Undefined, err
			}},
			{Name: "state", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				d, err := historyDocument(r, this)
				if err != nil {
					return js.Undefined, err
				}
				if ref, ok := d.History.State.(*js.Ref); ok {
					return ref.Value(), nil
				}
				return js.Null, nil
			}},
		},
		Methods: []js.Member{
			{Name: "go", Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				delta, err := r.ToInt32(js.Arg(args, 0))
				if err != nil {
					return js.Undefined, err
				}
				return js.Undefined, deltaTraverse(r, this, int(delta))
			}},
			{Name: "back", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Undefined, deltaTraverse(r, this, -1)
			}},
			{Name: "forward", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Undefined, deltaTraverse(r, this, 1)
			}},
			{Name: "pushState", Length: 2, Call: pushReplace("pushState", "push")},
			{Name: "replaceState", Length: 2, Call: pushReplace("replaceState", "replace")},
		},
	}
}

// historyDocument returns the document of a History object, or the SecurityError of one that
// is not fully active.
func historyDocument(r *js.Realm, this js.Value) (*navigation.Document, error) {
	h, _ := r.Agent.Unwrap(this).(*navigation.HistoryObject)
	if h == nil || !h.Window.Document().FullyActive() {
		return nil, webidl.DOMExceptionf("SecurityError", "May not use a History object associated with a Document that is not fully active")
	}
	return h.Window.Document(), nil
}

// deltaTraverse implements "delta traverse".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#delta-traverse
func deltaTraverse(r *js.Realm, this js.Value, delta int) error {
	d, err := historyDocument(r, this)
	if err != nil {
		return err
	}
	ctx := d.Window().Context()
	if delta == 0 {
		d.NodeNavigable().Reload(ctx, d)
		return nil
	}
	d.NodeNavigable().Traversable().TraverseByDelta(ctx, delta, d)
	return nil
}

func pushReplace(name, handling string) js.HostFunc {
	return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if len(args) < 2 {
			return js.Undefined, missingArgs(2, args)
		}
		if _, err := r.ToString(args[1]); err != nil {
			return js.Undefined, err
		}
		var u *string
		if v := js.Arg(args, 2); !v.IsNullish() {
			text, err := r.ToUSVString(v)
			if err != nil {
				return js.Undefined, err
			}
			u = &text
		}
		d, err := historyDocument(r, this)
		if err != nil {
			return js.Undefined, err
		}
		data, err := structuredSerializeForStorage(r, args[0])
		if err != nil {
			return js.Undefined, err
		}
		return js.Undefined, d.PushReplaceState(d.Window().Context(), &navigation.ClassicState{Data: data}, u, handling)
	}
}
