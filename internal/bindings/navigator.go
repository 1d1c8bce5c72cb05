package bindings

import (
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// navigatorClass is Navigator, as far as it has no hardware to speak of.
// https://html.spec.whatwg.org/multipage/system-state.html#the-navigator-object
var navigatorClass = new(js.Class)

func init() {
	*navigatorClass = js.Class{
		Name:  "Navigator",
		Attrs: append(navigatorAttributes(), navigatorText("productSub", constant("20030107")), navigatorText("vendor", constant("")), navigatorText("vendorSub", constant("")), keyboardAttribute(), js.Member{Name: "cookieEnabled", Get: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Bool(true), nil }}, userActivationMember()),
		Methods: []js.Member{
			{Name: "sendBeacon", Length: 1, Call: sendBeacon},
		},
	}
}

// navigatorAttributes are those that windows and workers share: NavigatorID, NavigatorLanguage,
// NavigatorOnLine and NavigatorConcurrentHardware.
func navigatorAttributes() []js.Member {
	return []js.Member{
		navigatorText("userAgent", func(w navigation.GlobalScope) string { return w.UserAgent().Fetch.Name }),
		navigatorText("appCodeName", constant("Mozilla")), navigatorText("appName", constant("Netscape")),
		navigatorText("appVersion", func(w navigation.GlobalScope) string { return w.UserAgent().Fetch.Name }),
		navigatorText("platform", constant("")), navigatorText("product", constant("Gecko")),
		navigatorText("language", constant("en-US")),
		{Name: "languages", Get: func(r *js.Realm, _ js.Value, _ []js.Value) (js.Value, error) {
			return stringArray(r, []string{"en-US", "en"}), nil
		}},
		{Name: "onLine", Get: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Bool(true), nil }},
		{Name: "hardwareConcurrency", Get: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Int(1), nil }},
	}
}

// navigator is the Go value of a Navigator object.
type navigator struct{ global navigation.GlobalScope }

func wrapNavigator(w *navigation.Window) js.Value {
	n, _ := w.Slot("navigator", func() any { return &navigator{w} }).(*navigator)
	return w.Realm().Wrap(navigatorClass, n)
}

func constant(s string) func(navigation.GlobalScope) string {
	return func(navigation.GlobalScope) string { return s }
}

func navigatorText(name string, f func(w navigation.GlobalScope) string) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return r.String(f(r.Agent.Unwrap(this).(*navigator).global)), nil
	}}
}

// performanceClass is Performance: the clock.
// https://w3c.github.io/hr-time/#sec-performance
var performanceClass = new(js.Class)

func init() {
	*performanceClass = js.Class{
		Name: "Performance", Parent: EventTargetClass,
		Attrs: []js.Member{
			{Name: "timeOrigin", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Number(r.Agent.Unwrap(this).(*performance).global.TimeOrigin()), nil
			}},
		},
		Methods: []js.Member{
			{Name: "now", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Number(r.Agent.Unwrap(this).(*performance).global.Now()), nil
			}},
		},
	}
	performanceClass.Methods = append(performanceClass.Methods, performanceEntryMethods()...)
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
