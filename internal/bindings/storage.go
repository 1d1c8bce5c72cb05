package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// storageClass is Storage.
// https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface
var storageClass = &js.Class{Name: "Storage"}

func init() {
	type storage = *navigation.Storage
	item := func(r *js.Realm, s storage, key string) (js.Value, bool) {
		text, ok := s.Area.Get(key)
		if !ok {
			return js.Null, false
		}
		return r.String(text), true
	}
	remove := func(c idl.Call, s storage, key string) { s.Remove(c.Context(), key) }
	idl.Define(storageClass,
		idl.Get("length", idl.UnsignedLong, func(s storage) uint32 { return uint32(len(s.Area.Keys)) }),
		idl.Op1("key", idl.UnsignedLong, func(c idl.Call, s storage, i uint32) (js.Value, error) {
			if uint64(i) >= uint64(len(s.Area.Keys)) {
				return js.Null, nil
			}
			return c.Realm.String(s.Area.Keys[i]), nil
		}),
		idl.Op1("getItem", idl.DOMString, func(c idl.Call, s storage, key string) (js.Value, error) {
			v, _ := item(c.Realm, s, key)
			return v, nil
		}),
		idl.Op2("setItem", idl.DOMString, idl.DOMString, func(c idl.Call, s storage, key, value string) (js.Value, error) {
			return js.Undefined, setStorageItem(c, s, key, value)
		}),
		idl.Op1("removeItem", idl.DOMString, func(c idl.Call, s storage, key string) (js.Value, error) {
			remove(c, s, key)
			return js.Undefined, nil
		}),
		idl.Op0("clear", func(c idl.Call, s storage) (js.Value, error) {
			s.Clear(c.Context())
			return js.Undefined, nil
		}),
		idl.NamedProperty[storage]{
			Get: item, Set: setStorageItem, Delete: remove,
			Names: func(s storage) []string { return s.Area.Keys },
		},
	)
}

// setStorageItem sets an item, for whoever asks.
func setStorageItem(c idl.Call, s *navigation.Storage, key, value string) error {
	if s.Set(c.Context(), key, value) {
		return nil
	}
	return webidl.QuotaExceeded("Setting the value of '"+strings.ToValidUTF8(key[:min(64, len(key))], "")+"' exceeded the quota.", nil, nil)
}

// wrapStorage returns a window's localStorage or sessionStorage: an opaque origin has none.
func wrapStorage(w *navigation.Window, kind string) (js.Value, error) {
	s := w.StorageObject(kind)
	if s == nil {
		return js.Undefined, webidl.DOMExceptionf("SecurityError", "Access is denied for this document.")
	}
	return w.Realm().Wrap(storageClass, s), nil
}
