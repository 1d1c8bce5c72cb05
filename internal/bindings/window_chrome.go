package bindings

import (
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// barProp is the Go value of a BarProp object. What no window is left for is not visible.
type barProp struct {
	window *navigation.Window
	name   string
}

// barPropClass is BarProp.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#barprop
var barPropClass = &js.Class{Name: "BarProp"}

// screen is the Go value of a Screen object.
type screen struct{ scriptTarget }

// screenClass is Screen.
// https://drafts.csswg.org/cssom-view/#the-screen-interface
var screenClass = &js.Class{Name: "Screen", Parent: EventTargetClass}

// external is the Go value of window.external.
type external struct{ _ byte }

// externalClass is External.
// https://html.spec.whatwg.org/multipage/obsolete.html#external
var externalClass = &js.Class{Name: "External"}

func init() {
	idl.Define(barPropClass, idl.Get("visible", idl.Boolean, func(b *barProp) bool { return b.window.BarsVisible() }))
	size := func(name string, n int32) idl.Member {
		return idl.Get(name, idl.Long, func(*screen) int32 { return n })
	}
	idl.Define(screenClass,
		size("availWidth", navigation.ScreenWidth), size("availHeight", navigation.ScreenHeight), size("width", navigation.ScreenWidth), size("height", navigation.ScreenHeight),
		size("colorDepth", 24), size("pixelDepth", 24), size("availLeft", 0), size("availTop", 0),
	)
	none := func(idl.Call, *external) (js.Value, error) { return js.Undefined, nil }
	idl.Define(externalClass, idl.Op0("AddSearchProvider", none), idl.Op0("IsSearchProviderInstalled", none))
}

// windowChrome are the attributes of Window that tell of the window around the page.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#browser-interface-elements
// https://drafts.csswg.org/cssom-view/#extensions-to-the-window-interface
func windowChrome() idl.Mixin {
	type window = *navigation.Window
	var list idl.Mixin
	for _, name := range []string{"locationbar", "menubar", "personalbar", "scrollbars", "statusbar", "toolbar"} {
		list = append(list, idl.Get(name, platform[*barProp](barPropClass), func(w window) *barProp {
			return slot(w, name, func() *barProp { return &barProp{w, name} })
		}).Replaceable())
	}
	number := func(f func(w window) int, names ...string) {
		for _, name := range names {
			list = append(list, idl.Get(name, idl.Long, func(w window) int32 { return int32(f(w)) }).Replaceable())
		}
	}
	number(func(w window) int { return w.Viewport().Width }, "innerWidth")
	number(func(w window) int { return w.Viewport().Height }, "innerHeight")
	number(func(w window) int { return w.ClientWindow().Width }, "outerWidth")
	number(func(w window) int { return w.ClientWindow().Height }, "outerHeight")
	number(func(w window) int { return w.ClientWindow().Left }, "screenX", "screenLeft")
	number(func(w window) int { return w.ClientWindow().Top }, "screenY", "screenTop")
	number(func(window) int { return 0 }, "scrollX", "pageXOffset", "scrollY", "pageYOffset") // nothing is laid out
	number(func(window) int { return 1 }, "devicePixelRatio")
	return append(list,
		idl.Get("screen", platform[*screen](screenClass), func(w window) *screen {
			return slot(w, "screen", func() *screen { return &screen{} })
		}).Replaceable(),
		idl.Get("external", platform[*external](externalClass), func(w window) *external {
			return slot(w, "external", func() *external { return &external{} })
		}).Replaceable(),
		idl.Get("status", idl.DOMString, func(w window) string { return w.Status }).Set(func(_ idl.Call, w window, s string) error {
			w.Status = s
			return nil
		}),
	)
}

// windowGeometry are moveTo() and its kind.
// https://drafts.csswg.org/cssom-view/#extensions-to-the-window-interface
func windowGeometry() idl.Mixin {
	operation := func(name string, change func(r *navigation.Rectangle, x, y int)) idl.Member {
		return idl.Op2(name, idl.Long, idl.Long, func(_ idl.Call, w *navigation.Window, x, y int32) (js.Value, error) {
			w.ChangeClientWindow(w.Context(), func(g *navigation.Rectangle) { change(g, int(x), int(y)) })
			return js.Undefined, nil
		})
	}
	return idl.Mixin{
		operation("moveTo", func(g *navigation.Rectangle, x, y int) { g.Left, g.Top = x, y }),
		operation("moveBy", func(g *navigation.Rectangle, x, y int) { g.Left, g.Top = g.Left+x, g.Top+y }),
		operation("resizeTo", func(g *navigation.Rectangle, x, y int) { g.Width, g.Height = x, y }),
		operation("resizeBy", func(g *navigation.Rectangle, x, y int) { g.Width, g.Height = g.Width+x, g.Height+y }),
	}
}
