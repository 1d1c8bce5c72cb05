package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// storageClass is Storage.
// https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface
var storageClass = new(js.Class)

func init() {
	*storageClass = js.Class{
		Name: "Storage",
		Attrs: []js.Member{{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Int(int32(len(storageOf(r, this).Area.Keys))), nil
		}}},
		Methods: []js.Member{
			{Name: "key", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				i, err := r.ToInt32(args[0])
				keys := storageOf(r, this).Area.Keys
				if err != nil || int64(uint32(i)) >= int64(len(keys)) {
					return js.Null, err
				}
				return r.String(keys[uint32(i)]), nil
			}},
			{Name: "getItem", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				texts, err := storageArguments(r, args, 1)
				if err != nil {
					return js.Undefined, err
				}
				if v, ok := storageOf(r, this).Area.Get(texts[0]); ok {
					return r.String(v), nil
				}
				return js.Null, nil
			}},
			{Name: "setItem", Length: 2, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				texts, err := storageArguments(r, args, 2)
				if err != nil {
					return js.Undefined, err
				}
				return js.Undefined, setStorageItem(r, storageOf(r, this), texts[0], texts[1])
			}},
			{Name: "removeItem", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				texts, err := storageArguments(r, args, 1)
				if err == nil {
					storageOf(r, this).Remove(contextOf(r), texts[0])
				}
				return js.Undefined, err
			}},
			{Name: "clear", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				storageOf(r, this).Clear(contextOf(r))
				return js.Undefined, nil
			}},
		},
		Exotic: &js.Exotic{
			Named: func(r *js.Realm, v any, name string) (js.Value, bool) {
				text, ok := v.(*navigation.Storage).Area.Get(name)
				if !ok {
					return js.Undefined, false
				}
				return r.String(text), true
			},
			SetNamed: func(r *js.Realm, v any, name string, value js.Value) error {
				text, err := r.ToString(value)
				if err != nil {
					return err
				}
				return setStorageItem(r, v.(*navigation.Storage), name, text)
			},
			DeleteNamed: func(r *js.Realm, v any, name string) error {
				v.(*navigation.Storage).Remove(contextOf(r), name)
				return nil
			},
			Names: func(_ *js.Realm, v any) []string { return v.(*navigation.Storage).Area.Keys },
		},
	}
}

func storageOf(r *js.Realm, this js.Value) *navigation.Storage {
	return r.Agent.Unwrap(this).(*navigation.Storage)
}

// setStorageItem sets an item, for whoever asks.
func setStorageItem(r *js.Realm, s *navigation.Storage, key, value string) error {
	if s.Set(contextOf(r), key, value) {
		return nil
	}
	return webidl.QuotaExceeded("Failed to execute 'setItem' on 'Storage': Setting the value of '"+strings.ToValidUTF8(key[:min(64, len(key))], "")+"' exceeded the quota.", nil, nil)
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
	s := w.StorageObject(kind)
	if s == nil {
		return js.Undefined, webidl.DOMExceptionf("SecurityError", "Access is denied for this document.")
	}
	return w.Realm().Wrap(storageClass, s), nil
}
