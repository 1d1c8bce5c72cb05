package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// PageSwapEventClass is PageSwapEvent, PageRevealEventClass is PageRevealEvent. There are no view transitions: the members
// for them hold what a script passed to the constructor.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-pageswapevent-interface
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-pagerevealevent-interface
var (
	PageSwapEventClass   = &js.Class{Name: "PageSwapEvent", Parent: EventClass}
	PageRevealEventClass = &js.Class{Name: "PageRevealEvent", Parent: EventClass}
)

// activationType is NavigationActivation?, which the DOM keeps as any.
var activationType = idl.Type[any]{
	Name: "NavigationActivation", From: keptOrNull.From,
	To: func(r *js.Realm, v any) js.Value {
		if _, ok := v.(*navigation.NavigationActivation); ok {
			return wrapNavigationValue(r, v)
		}
		return fromAny(r, v, js.Null)
	},
}

func init() {
	defineEvent[dom.PageSwapDetail](PageSwapEventClass, eventInit,
		detail("activation", activationType, func(d *dom.PageSwapDetail) *any { return &d.Activation }),
		detail("viewTransition", keptOrNull, func(d *dom.PageSwapDetail) *any { return &d.ViewTransition }),
	)
	defineEvent[dom.PageRevealDetail](PageRevealEventClass, eventInit,
		detail("viewTransition", keptOrNull, func(d *dom.PageRevealDetail) *any { return &d.ViewTransition }),
	)
}
