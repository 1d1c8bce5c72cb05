package bindings

import (
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// historyClass is History.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-history-interface
var historyClass = &js.Class{Name: "History"}

func init() {
	type history = *navigation.HistoryObject
	idl.Define(historyClass,
		idl.GetIn("length", idl.UnsignedLong, func(_ idl.Call, h history) (uint32, error) {
			d, err := historyDocument(h)
			if err != nil {
				return 0, err
			}
			return uint32(d.History.Length), nil
		}),
		idl.GetIn("scrollRestoration", idl.Enum("ScrollRestoration", "auto", "manual"), func(_ idl.Call, h history) (string, error) {
			d, err := historyDocument(h)
			if err != nil {
				return "", err
			}
			return d.NodeNavigable().Active.ScrollMode, nil
		}).Set(func(_ idl.Call, h history, mode string) error {
			d, err := historyDocument(h)
			if err == nil {
				d.NodeNavigable().Active.ScrollMode = mode
			}
			return err
		}),
		idl.GetIn("state", idl.Any, func(_ idl.Call, h history) (js.Value, error) {
			d, err := historyDocument(h)
			if err != nil {
				return js.Undefined, err
			}
			if ref, ok := d.History.State.(*js.Ref); ok {
				return ref.Value(), nil
			}
			return js.Null, nil
		}),
		idl.Op1("go", idl.Default(idl.Long, 0), func(_ idl.Call, h history, delta int32) (js.Value, error) {
			return js.Undefined, deltaTraverse(h, int(delta))
		}),
		idl.Op0("back", func(_ idl.Call, h history) (js.Value, error) { return js.Undefined, deltaTraverse(h, -1) }),
		idl.Op0("forward", func(_ idl.Call, h history) (js.Value, error) { return js.Undefined, deltaTraverse(h, 1) }),
		pushReplace("pushState", "push"), pushReplace("replaceState", "replace"),
	)
}

// historyDocument returns the document of a History object, or the SecurityError of one that
// is not fully active.
func historyDocument(h *navigation.HistoryObject) (*navigation.Document, error) {
	if !h.Window.Document().FullyActive() {
		return nil, webidl.DOMExceptionf("SecurityError", "May not use a History object associated with a Document that is not fully active")
	}
	return h.Window.Document(), nil
}

// deltaTraverse implements "delta traverse".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#delta-traverse
func deltaTraverse(h *navigation.HistoryObject, delta int) error {
	d, err := historyDocument(h)
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

func pushReplace(name, handling string) idl.Member {
	url := idl.Trailing(idl.Nullable(idl.USVString))
	return idl.Op3(name, idl.Any, idl.DOMString, url, func(c idl.Call, h *navigation.HistoryObject, state js.Value, _ string, url *string) (js.Value, error) {
		d, err := historyDocument(h)
		if err != nil {
			return js.Undefined, err
		}
		data, err := structuredSerializeForStorage(c.Realm, state)
		if err != nil {
			return js.Undefined, err
		}
		return js.Undefined, d.PushReplaceState(d.Window().Context(), &navigation.ClassicState{Data: data}, url, handling)
	})
}
