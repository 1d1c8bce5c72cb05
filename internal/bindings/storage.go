package bindings

import (
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// storage is the Go value of a Storage object.
type storage struct{ area *navigation.StorageArea }

// storageClass is Storage.
// https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface
var storageClass = new(js.Class)

func init() {
	*storageClass = js.Class{
		Name: "Storage",
		Attrs: []js.Member{{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Int(int32(len(areaOf(r, this).Keys))), nil
		}}},
		Methods: []js.Member{
			{Name: "key", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				i, err := r.ToInt32(args[0])
				a := areaOf(r, this)
				if err != nil || i < 0 || int(i) >= len(a.Keys) {
					return js.Null, err
				}
				return r.String(a.Keys[i]), nil
			}},
			{Name: "getItem", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				texts, err := storageArguments(r, args, 1)
				if err != nil {
					return js.Undefined, err
				}
				if v, ok := areaOf(r, this).Get(texts[0]); ok {
					return r.String(v), nil
				}
				return js.Null, nil
			}},
			{Name: "setItem", Length: 2, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				texts, err := storageArguments(r, args, 2)
				if err != nil {
					return js.Undefined, err
				}
				if !areaOf(r, this).Set(texts[0], texts[1]) {
					return js.Undefined, webidl.QuotaExceeded("the storage area is full", nil, nil)
				}
				return js.Undefined, nil
			}},
			{Name: "removeItem", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				texts, err := storageArguments(r, args, 1)
				if err == nil {
					areaOf(r, this).Remove(texts[0])
				}
				return js.Undefined, err
			}},
			{Name: "clear", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				areaOf(r, this).Clear()
				return js.Undefined, nil
			}},
		},
	}
}

func areaOf(r *js.Realm, this js.Value) *navigation.StorageArea {
	return r.Agent.Unwrap(this).(*storage).area
}

func storageArguments(r *js.Realm, args []js.Value, n int) ([]string, error) {
	if err := missingArgs(n, args); err != nil {
		return nil, err
	}
	var texts []string
	for _, a := range args[:n] {
		s, err := r.ToString(a)
		if err != nil {
			return nil, err
		}
		texts = append(texts, s)
	}
	return texts, nil
}

// wrapStorage returns a window's localStorage or sessionStorage: an opaque origin has none.
func wrapStorage(w *navigation.Window, kind string) (js.Value, error) {
	area := w.StorageArea(kind)
	if area == nil {
		return js.Undefined, webidl.DOMExceptionf("SecurityError", "Access is denied for this document.")
	}
	s, _ := w.Slot(kind+"Storage", func() any { return &storage{area} }).(*storage)
	return w.Realm().Wrap(storageClass, s), nil
}
