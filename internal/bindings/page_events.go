package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// PageSwapEventClass is PageSwapEvent, PageRevealEventClass is PageRevealEvent. There are no view transitions: the members
// for them hold what a script passed to the constructor.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-pageswapevent-interface
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-pagerevealevent-interface
var (
	PageSwapEventClass   = new(js.Class)
	PageRevealEventClass = new(js.Class)
)

func init() {
	*PageSwapEventClass = js.Class{Name: "PageSwapEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			eventGet("activation", func(r *js.Realm, e *dom.Event) js.Value {
				a := detailOf[dom.PageSwapDetail](e).Activation
				if _, ok := a.(*navigation.NavigationActivation); ok {
					return wrapNavigationValue(r, a)
				}
				return fromAny(r, a, js.Null)
			}),
			detailAny("viewTransition", js.Null, func(d *dom.PageSwapDetail) any { return d.ViewTransition }),
		},
		Constructor: eventConstructor("PageSwapEvent", func(r *js.Realm, init js.Value, e *dom.Event) (err error) {
			d := &dom.PageSwapDetail{}
			e.Detail = d
			if d.Activation, err = keepMember(r, init, "activation"); err != nil {
				return err
			}
			d.ViewTransition, err = keepMember(r, init, "viewTransition")
			return err
		}),
	}
	*PageRevealEventClass = js.Class{Name: "PageRevealEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{detailAny("viewTransition", js.Null, func(d *dom.PageRevealDetail) any { return d.ViewTransition })},
		Constructor: eventConstructor("PageRevealEvent", func(r *js.Realm, init js.Value, e *dom.Event) (err error) {
			d := &dom.PageRevealDetail{}
			e.Detail = d
			d.ViewTransition, err = keepMember(r, init, "viewTransition")
			return err
		}),
	}
}
