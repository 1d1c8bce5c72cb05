package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// stringList is the Go value of a DOMStringList.
type stringList struct{ items []string }

// domStringListClass is DOMStringList.
// https://html.spec.whatwg.org/multipage/common-dom-interfaces.html#the-domstringlist-interface
var domStringListClass = new(js.Class)

func init() {
	of := func(r *js.Realm, v js.Value) []string { return r.Agent.Unwrap(v).(*stringList).items }
	*domStringListClass = js.Class{
		Name: "DOMStringList",
		Exotic: &js.Exotic{
			Length: func(_ *js.Realm, v any) int { return len(v.(*stringList).items) },
			Index: func(r *js.Realm, v any, i uint32) (js.Value, bool) {
				items := v.(*stringList).items
				if int64(i) >= int64(len(items)) {
					return js.Undefined, false
				}
				return r.String(items[i]), true
			},
		},
		Attrs: []js.Member{{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Int(int32(len(of(r, this)))), nil
		}}},
		Methods: []js.Member{
			{Name: "item", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				i, err := r.ToInt32(args[0])
				if items := of(r, this); err == nil && int64(uint32(i)) < int64(len(items)) {
					return r.String(items[uint32(i)]), nil
				}
				return js.Null, err
			}},
			{Name: "contains", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				s, err := r.ToString(args[0])
				return js.Bool(slices.Contains(of(r, this), s)), err
			}},
		},
		Init: arrayIterator,
	}
}

// arrayIterator gives an interface with indexed properties the iterator of arrays.
// https://webidl.spec.whatwg.org/#create-an-interface-prototype-object
func arrayIterator(r *js.Realm, proto, _ js.Value) {
	array, err := r.Get(r.Global(), "Array")
	if err != nil {
		return
	}
	if p, err := r.Get(array, "prototype"); err == nil {
		if values, err := r.Get(p, "values"); err == nil {
			_ = r.DefineValue(proto, r.Symbol("iterator"), values, js.Writable|js.Configurable)
		}
	}
}

// locationAncestorOrigins is Location's ancestorOrigins: the same list each time.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-location-ancestororigins
func locationAncestorOrigins(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
	w := locationOf(r, this)
	if w.BrowsingContext() == nil || w.LiveNavigable() == nil {
		return w.Realm().Wrap(domStringListClass, w.Object("no ancestors", func() any { return &stringList{} })), nil
	}
	if err := sameOriginLocation(r, this); err != nil {
		return js.Undefined, err
	}
	d := w.Document()
	return w.Realm().Wrap(domStringListClass, w.Object(ancestorOriginsKey{d}, func() any { return &stringList{d.AncestorOrigins} })), nil
}

type ancestorOriginsKey struct{ document *navigation.Document }
