package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// StorageEventClass is StorageEvent.
// https://html.spec.whatwg.org/multipage/webstorage.html#the-storageevent-interface
var StorageEventClass = &js.Class{Name: "StorageEvent", Parent: EventClass}

// storageOrNull is Storage? as the DOM keeps it, which knows no storage.
var storageOrNull = idl.Type[any]{
	Name: "Storage",
	From: func(r *js.Realm, v js.Value) (any, error) {
		if v.IsNullish() {
			return nil, nil
		}
		return storageType.From(r, v)
	},
	To: func(r *js.Realm, v any) js.Value {
		if s, ok := v.(*navigation.Storage); ok {
			return storageType.To(r, s)
		}
		return js.Null
	},
}

func init() {
	text := idl.Nullable(idl.DOMString)
	members := []idl.Member{
		detail("key", text, func(d *dom.StorageDetail) **string { return &d.Key }),
		detail("oldValue", text, func(d *dom.StorageDetail) **string { return &d.OldValue }),
		detail("newValue", text, func(d *dom.StorageDetail) **string { return &d.NewValue }),
		detail("url", idl.USVString, func(d *dom.StorageDetail) *string { return &d.URL }),
		detail("storageArea", storageOrNull, func(d *dom.StorageDetail) *any { return &d.StorageArea }),
	}
	type arguments struct {
		initArguments
		dom.StorageDetail
	}
	defineEvent[dom.StorageDetail](StorageEventClass, eventInit, append(members,
		idl.OpAll("initStorageEvent", idl.DOMString, initMembers(func(a *arguments) *initArguments { return &a.initArguments },
			idl.Field("key", text, func(a *arguments) **string { return &a.Key }),
			idl.Field("oldValue", text, func(a *arguments) **string { return &a.OldValue }),
			idl.Field("newValue", text, func(a *arguments) **string { return &a.NewValue }),
			idl.Field("url", idl.USVString, func(a *arguments) *string { return &a.URL }),
			idl.Field("storageArea", storageOrNull, func(a *arguments) *any { return &a.StorageArea }),
		), func(_ idl.Call, e *dom.Event, name string, a arguments) (js.Value, error) {
			if a.initialize(e, name) {
				e.Detail = &a.StorageDetail
			}
			return js.Undefined, nil
		}),
	)...)
}
