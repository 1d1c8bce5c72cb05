package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// stringList is the Go value of a DOMStringList.
type stringList struct{ items []string }

// domStringListClass is DOMStringList.
// https://html.spec.whatwg.org/multipage/common-dom-interfaces.html#the-domstringlist-interface
var domStringListClass = &js.Class{Name: "DOMStringList"}

func init() {
	idl.Define(domStringListClass,
		idl.List(idl.DOMString, func(l *stringList) []string { return l.items }),
		idl.Op1("contains", idl.DOMString, func(_ idl.Call, l *stringList, s string) (js.Value, error) {
			return js.Bool(slices.Contains(l.items, s)), nil
		}),
	)
}

// locationAncestorOrigins is Location's ancestorOrigins: the same list each time.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-location-ancestororigins
func locationAncestorOrigins(_ idl.Call, l *location) (js.Value, error) {
	w := l.window
	if w.BrowsingContext() == nil || w.LiveNavigable() == nil {
		return w.Realm().Wrap(domStringListClass, w.Object("no ancestors", func() any { return &stringList{} })), nil
	}
	if err := sameOriginLocation(w); err != nil {
		return js.Undefined, err
	}
	d := w.Document()
	return w.Realm().Wrap(domStringListClass, w.Object(ancestorOriginsKey{d}, func() any { return &stringList{d.AncestorOrigins} })), nil
}

type ancestorOriginsKey struct{ document *navigation.Document }
