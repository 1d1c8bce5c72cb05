package bindings

import (
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
var barPropClass = new(js.Class)

// screen is the Go value of a Screen object.
type screen struct{ scriptTarget }

// screenClass is Screen.
// https://drafts.csswg.org/cssom-view/#the-screen-interface
var screenClass = new(js.Class)

// external is the Go value of window.external.
type external struct{ _ byte }

// externalClass is External.
// https://html.spec.whatwg.org/multipage/obsolete.html#external
var externalClass = new(js.Class)

func init() {
	*barPropClass = js.Class{Name: "BarProp", Attrs: []js.Member{
		{Name: "visible", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			b, _ := r.Agent.Unwrap(this).(*barProp)
			return js.Bool(b.window.BarsVisible()), nil
		}},
	}}
	size := func(name string, n int32) js.Member {
		return js.Member{Name: name, Get: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Int(n), nil }}
	}
	*screenClass = js.Class{Name: "Screen", Parent: EventTargetClass, Attrs: []js.Member{
		size("availWidth", navigation.ScreenWidth), size("availHeight", navigation.ScreenHeight), size("width", navigation.ScreenWidth), size("height", navigation.ScreenHeight),
		size("colorDepth", 24), size("pixelDepth", 24), size("availLeft", 0), size("availTop", 0),
	}}
	none := func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Undefined, nil }
	*externalClass = js.Class{Name: "External", Methods: []js.Member{{Name: "AddSearchProvider", Call: none}, {Name: "IsSearchProviderInstalled", Call: none}}}
}

// windowChromeAttributes are the attributes of Window that tell of the window around the page.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#browser-interface-elements
// https://drafts.csswg.org/cssom-view/#extensions-to-the-window-interface
func windowChromeAttributes() []js.Member {
	var list []js.Member
	for _, name := range []string{"locationbar", "menubar", "personalbar", "scrollbars", "statusbar", "toolbar"} {
		list = append(list, js.Member{Name: name, Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			return w.Realm().Wrap(barPropClass, w.Slot(name, func() any { return &barProp{w, name} })), nil
		}})
	}
	object := func(name string, c *js.Class, f func() any) {
		list = append(list, js.Member{Name: name, Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			w := windowOf(r, this)
			return w.Realm().Wrap(c, w.Slot(name, f)), nil
		}})
	}
	object("screen", screenClass, func() any { return &screen{} })
	object("external", externalClass, func() any { return &external{} })
	number := func(f func(w *navigation.Window) int, names ...string) {
		for _, name := range names {
			list = append(list, js.Member{Name: name, Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Int(int32(f(windowOf(r, this)))), nil
			}})
		}
	}
	viewport := func(w *navigation.Window) navigation.Rectangle { return w.Viewport() }
	around := func(w *navigation.Window) navigation.Rectangle { return w.ClientWindow() }
	number(func(w *navigation.Window) int { return viewport(w).Width }, "innerWidth")
	number(func(w *navigation.Window) int { return viewport(w).Height }, "innerHeight")
	number(func(w *navigation.Window) int { return around(w).Width }, "outerWidth")
	number(func(w *navigation.Window) int { return around(w).Height }, "outerHeight")
	number(func(w *navigation.Window) int { return around(w).Left }, "screenX", "screenLeft")
	number(func(w *navigation.Window) int { return around(w).Top }, "screenY", "screenTop")
	number(func(*navigation.Window) int { return 0 }, "scrollX", "pageXOffset", "scrollY", "pageYOffset") // nothing is laid out
	number(func(*navigation.Window) int { return 1 }, "devicePixelRatio")
	return append(list, js.Member{
		Name: "status",
		Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.String(windowOf(r, this).Status), nil
		},
		Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			s, err := r.ToString(js.Arg(args, 0))
			if err == nil {
				windowOf(r, this).Status = s
			}
			return js.Undefined, err
		},
	})
}

// windowGeometryOperations are moveTo() and its kind.
// https://drafts.csswg.org/cssom-view/#extensions-to-the-window-interface
func windowGeometryOperations() []js.Member {
	operation := func(name string, change func(r *navigation.Rectangle, x, y int)) js.Member {
		return js.Member{Name: name, Length: 2, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(2, args); err != nil {
				return js.Undefined, err
			}
			x, err := r.ToInt32(args[0])
			if err != nil {
				return js.Undefined, err
			}
			y, err := r.ToInt32(args[1])
			if err != nil {
				return js.Undefined, err
			}
			w := windowOf(r, this)
			w.ChangeClientWindow(w.Context(), func(g *navigation.Rectangle) { change(g, int(x), int(y)) })
			return js.Undefined, nil
		}}
	}
	return []js.Member{
		operation("moveTo", func(g *navigation.Rectangle, x, y int) { g.Left, g.Top = x, y }),
		operation("moveBy", func(g *navigation.Rectangle, x, y int) { g.Left, g.Top = g.Left+x, g.Top+y }),
		operation("resizeTo", func(g *navigation.Rectangle, x, y int) { g.Width, g.Height = x, y }),
		operation("resizeBy", func(g *navigation.Rectangle, x, y int) { g.Width, g.Height = g.Width+x, g.Height+y }),
	}
}
