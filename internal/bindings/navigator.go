package bindings

import (
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// navigatorClass is Navigator, as far as it has no hardware to speak of.
// https://html.spec.whatwg.org/multipage/system-state.html#the-navigator-object
var navigatorClass = &js.Class{Name: "Navigator"}

func init() {
	idl.Define(navigatorClass,
		navigatorMembers(),
		navigatorText("productSub", "20030107"), navigatorText("vendor", ""), navigatorText("vendorSub", ""),
		keyboardAttribute(),
		idl.Get("cookieEnabled", idl.Boolean, func(*navigator) bool { return true }),
		userActivationAttribute(),
		idl.Op2("sendBeacon", idl.USVString, idl.Trailing(idl.OrNull(bodyInit)), sendBeacon),
	)
}

// navigatorMembers are those that windows and workers share: NavigatorID, NavigatorLanguage,
// NavigatorOnLine and NavigatorConcurrentHardware.
func navigatorMembers() idl.Mixin {
	userAgent := func(n *navigator) string { return n.global.UserAgent().Fetch.Name }
	return idl.Mixin{
		idl.Get("userAgent", idl.DOMString, userAgent),
		navigatorText("appCodeName", "Mozilla"), navigatorText("appName", "Netscape"),
		idl.Get("appVersion", idl.DOMString, userAgent),
		navigatorText("platform", ""), navigatorText("product", "Gecko"), navigatorText("language", "en-US"),
		idl.GetIn("languages", idl.Any, func(c idl.Call, n *navigator) (js.Value, error) {
			return slot(n.global, "languages", func() *js.Ref { // the same array each time
				return c.Realm.Keep(idl.FrozenArray(idl.DOMString).To(c.Realm, []string{"en-US", "en"}))
			}).Value(), nil
		}),
		idl.Get("onLine", idl.Boolean, func(*navigator) bool { return true }),
		idl.Get("hardwareConcurrency", idl.UnsignedLongLong, func(*navigator) uint64 { return 1 }),
	}
}

func navigatorText(name, text string) idl.Member {
	return idl.Get(name, idl.DOMString, func(*navigator) string { return text })
}

// navigator is the Go value of a Navigator object.
type navigator struct{ global navigation.GlobalScope }

func wrapNavigator(w *navigation.Window) js.Value {
	n, _ := w.Slot("navigator", func() any { return &navigator{w} }).(*navigator)
	return w.Realm().Wrap(navigatorClass, n)
}

// performanceClass is Performance: the clock.
// https://w3c.github.io/hr-time/#sec-performance
var performanceClass = &js.Class{Name: "Performance", Parent: EventTargetClass, Exposed: everywhere}

func init() {
	idl.Define(performanceClass,
		idl.Get("timeOrigin", idl.Double, func(p *performance) float64 { return p.global.TimeOrigin() }),
		idl.Op0("now", func(_ idl.Call, p *performance) (js.Value, error) { return js.Number(p.global.Now()), nil }),
		performanceTimeline(),
		idl.Op0("toJSON", func(c idl.Call, p *performance) (js.Value, error) {
			o := c.Realm.NewObject()
			return o, c.Realm.Define(o, "timeOrigin", js.Number(p.global.TimeOrigin()), js.All)
		}),
	)
}

// performance is the Go value of a Performance object.
type performance struct {
	scriptTarget
	global navigation.GlobalScope
}

func wrapPerformance(w navigation.GlobalScope) js.Value {
	p, _ := w.Slot("performance", func() any { return &performance{global: w} }).(*performance)
	return w.Realm().Wrap(performanceClass, p)
}
