package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// defineStorageEvent is StorageEvent.
// https://html.spec.whatwg.org/multipage/webstorage.html#the-storageevent-interface
func defineStorageEvent(c *js.Class) {
	nullable := func(name string, get func(d *dom.StorageDetail) *string) js.Member {
		return eventGet(name, func(r *js.Realm, e *dom.Event) js.Value { return pointerOrNull(r, get(detailOf[dom.StorageDetail](e))) })
	}
	*c = js.Class{
		Name: "StorageEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			nullable("key", func(d *dom.StorageDetail) *string { return d.Key }),
			nullable("oldValue", func(d *dom.StorageDetail) *string { return d.OldValue }),
			nullable("newValue", func(d *dom.StorageDetail) *string { return d.NewValue }),
			detailText("url", func(d *dom.StorageDetail) string { return d.URL }),
			eventGet("storageArea", func(r *js.Realm, e *dom.Event) js.Value {
				if s, ok := detailOf[dom.StorageDetail](e).StorageArea.(*navigation.Storage); ok {
					return r.Wrap(storageClass, s)
				}
				return js.Null
			}),
		},
		Methods: []js.Member{eventCall("initStorageEvent", 1, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
			name, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			d := &dom.StorageDetail{}
			for i, to := range []**string{&d.Key, &d.OldValue, &d.NewValue} {
				if *to, err = nullableText(r, js.Arg(args, 3+i)); err != nil {
					return js.Undefined, err
				}
			}
			if v := js.Arg(args, 6); !v.IsUndefined() {
				if d.URL, err = r.ToUSVString(v); err != nil {
					return js.Undefined, err
				}
			}
			if d.StorageArea, err = storageOrNull(r, js.Arg(args, 7)); err != nil {
				return js.Undefined, err
			}
			if !e.Dispatching {
				e.Init(name, r.ToBool(js.Arg(args, 1)), r.ToBool(js.Arg(args, 2)))
				e.Detail = d
			}
			return js.Undefined, nil
		})},
		Constructor: eventConstructor("StorageEvent", func(r *js.Realm, init js.Value, e *dom.Event) error {
			d := &dom.StorageDetail{}
			e.Detail = d
			for _, m := range []struct {
				name string
				to   **string
			}{{"key", &d.Key}, {"newValue", &d.NewValue}, {"oldValue", &d.OldValue}} {
				v, err := member(r, init, m.name)
				if err == nil {
					*m.to, err = nullableText(r, v)
				}
				if err != nil {
					return err
				}
			}
			v, err := member(r, init, "storageArea")
			if err == nil {
				d.StorageArea, err = storageOrNull(r, v)
			}
			if err != nil {
				return err
			}
			if v, err = member(r, init, "url"); err == nil && !v.IsUndefined() {
				d.URL, err = r.ToUSVString(v)
			}
			return err
		}),
	}
}

// nullableText converts a DOMString? that is null by default.
func nullableText(r *js.Realm, v js.Value) (*string, error) {
	if v.IsNullish() {
		return nil, nil
	}
	s, err := r.ToString(v)
	return &s, err
}

// storageOrNull converts a Storage?.
func storageOrNull(r *js.Realm, v js.Value) (any, error) {
	if v.IsNullish() {
		return nil, nil
	}
	if s, ok := r.Agent.Unwrap(v).(*navigation.Storage); ok {
		return s, nil
	}
	return nil, webidl.TypeErrorf("the value is not of type 'Storage'")
}
