package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// locationClass is Location. All its members are unforgeable, and show themselves so, unlike in the text: see docs/decisions/0040.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-location-interface
var locationClass = &js.Class{Name: "Location"}

func init() {
	locationClass.CrossOrigin = func(v any) js.CrossOriginHooks { return locationHooks{v.(*location).window} }
	locationClass.Instance = locationInstance
	idl.Define(locationClass,
		idl.CrossOrigin(js.CrossOriginProperty{Name: "href", Set: true}, js.CrossOriginProperty{Name: "replace"}),
		locationPart("href", (*weburl.URL).Href).Set(func(c idl.Call, l *location, v string) error { return setLocationHref(c.Realm, l.window, v) }).Unforgeable(),
		idl.GetIn("ancestorOrigins", idl.Any, locationAncestorOrigins).Unforgeable(),
		locationPart("origin", func(u *weburl.URL) string { return u.Origin().String() }).Unforgeable(),
		locationPart("protocol", (*weburl.URL).Protocol).Set(setLocationProtocol).Unforgeable(),
		locationPart("host", (*weburl.URL).Host).Set(locationSet((*weburl.URL).SetHost, hierarchical)).Unforgeable(),
		locationPart("hostname", (*weburl.URL).Hostname).Set(locationSet((*weburl.URL).SetHostname, hierarchical)).Unforgeable(),
		locationPart("port", (*weburl.URL).Port).Set(locationSet((*weburl.URL).SetPort, withPort)).Unforgeable(),
		locationPart("pathname", (*weburl.URL).Path).Set(locationSet((*weburl.URL).SetPathname, hierarchical)).Unforgeable(),
		locationPart("search", (*weburl.URL).Search).Set(locationSet((*weburl.URL).SetSearch, nil)).Unforgeable(),
		locationPart("hash", (*weburl.URL).Hash).Set(setLocationHash).Unforgeable(),
		idl.Op1("assign", idl.USVString, func(c idl.Call, l *location, url string) (js.Value, error) {
			return js.Undefined, l.navigate(c.Realm, url, "auto", true)
		}).Unforgeable(),
		idl.Op1("replace", idl.USVString, func(c idl.Call, l *location, url string) (js.Value, error) {
			return js.Undefined, l.navigate(c.Realm, url, "replace", false)
		}).Unforgeable(),
		idl.Op0("reload", func(_ idl.Call, l *location) (js.Value, error) {
			w := l.window
			if err := sameOriginLocation(w); err != nil {
				return js.Undefined, err
			}
			if n := w.LiveNavigable(); n != nil {
				n.Reload(w.Context(), w.Document())
			}
			return js.Undefined, nil
		}).Unforgeable(),
		idl.Op0("toString", func(c idl.Call, l *location) (js.Value, error) {
			if err := sameOriginLocation(l.window); err != nil {
				return js.Undefined, err
			}
			return c.Realm.String(locationURL(l.window).Href()), nil
		}).Unforgeable(),
	)
}

// location is the Go value of a Location object.
type location struct{ window *navigation.Window }

func wrapLocation(w *navigation.Window) js.Value {
	l, _ := w.Slot("location", func() any { return &location{w} }).(*location)
	return w.Realm().Wrap(locationClass, l)
}

// locationInstance gives a Location what keeps it from being made into a string by tricks.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-location-interface
func locationInstance(r *js.Realm, o js.Value) {
	valueOf := js.Undefined
	if object, err := r.Get(r.Global(), "Object"); err == nil {
		if proto, err := r.Get(object, "prototype"); err == nil {
			valueOf, _ = r.Get(proto, "valueOf")
		}
	}
	_ = r.Define(o, "valueOf", valueOf, 0)
	_ = r.DefineValue(o, r.Symbol("toPrimitive"), js.Undefined, 0)
}

// locationHooks is what a Location object asks about those who touch it.
type locationHooks struct{ window *navigation.Window }

// SameOrigin implements "IsPlatformObjectSameOrigin".
func (l locationHooks) SameOrigin(accessor *js.Realm) bool {
	w, ok := accessor.Host.(*navigation.Window)
	return ok && (w == l.window || weburl.SameOriginDomain(w.Origin(), l.window.Origin()))
}

// CrossOriginKeys implements js.CrossOriginHooks.
func (l locationHooks) CrossOriginKeys() []string { return locationClass.CrossOriginNames() }

// CrossOriginGet implements js.CrossOriginHooks.
func (l locationHooks) CrossOriginGet(accessor *js.Realm, name string) (js.Descriptor, bool) {
	return crossOriginProperty(accessor, l.window, locationClass, name, func() js.Value { return wrapLocation(l.window) })
}

// SecurityError implements js.CrossOriginHooks.
func (l locationHooks) SecurityError(accessor *js.Realm, what string) error {
	return navigation.CrossOriginError(accessor, what, "Location")
}

// sameOriginLocation throws when the entry settings object may not look at the Location object.
func sameOriginLocation(w *navigation.Window) error {
	from := w.UserAgent().EntryWindow()
	if from != nil && from != w && w.BrowsingContext() != nil && !weburl.SameOriginDomain(from.Origin(), w.Origin()) {
		return navigation.CrossOriginError(from.Realm(), "", "Location")
	}
	return nil
}

// locationURL is a Location object's url: about:blank once there is no relevant Document.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#concept-location-url
func locationURL(w *navigation.Window) *weburl.URL {
	if w.BrowsingContext() == nil {
		return weburl.MustParse("about:blank")
	}
	return w.Document().URL()
}

// locationPart is an attribute that is a part of the URL.
func locationPart(name string, part func(u *weburl.URL) string) idl.Attribute[*location, string] {
	return idl.GetIn(name, idl.USVString, func(_ idl.Call, l *location) (string, error) {
		if err := sameOriginLocation(l.window); err != nil {
			return "", err
		}
		return part(locationURL(l.window)), nil
	})
}

// hierarchical and withPort say which URLs a setter leaves alone.
func hierarchical(u *weburl.URL) bool { return !u.OpaquePath() }
func withPort(u *weburl.URL) bool     { return u.Hostname() != "" && u.Scheme() != "file" }

// change runs a setter that changes a copy of the URL. set says whether to navigate to it.
func (l *location) change(r *js.Realm, set func(u *weburl.URL) (bool, error)) error {
	w := l.window
	if w.BrowsingContext() == nil {
		return nil
	}
	if err := sameOriginLocation(w); err != nil {
		return err
	}
	u := w.Document().URL().Clone()
	if ok, err := set(u); err != nil || !ok {
		return err
	}
	return w.LocationNavigate(w.Context(), u, "auto", incumbent(r))
}

func locationSet(set func(u *weburl.URL, value string), allowed func(u *weburl.URL) bool) func(c idl.Call, l *location, value string) error {
	return func(c idl.Call, l *location, value string) error {
		return l.change(c.Realm, func(u *weburl.URL) (bool, error) {
			if allowed != nil && !allowed(u) {
				return false, nil
			}
			set(u, value)
			return true, nil
		})
	}
}

// setLocationProtocol throws for what is no scheme, and does nothing when the result is not HTTP's.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-location-protocol
func setLocationProtocol(c idl.Call, l *location, value string) error {
	return l.change(c.Realm, func(u *weburl.URL) (bool, error) {
		if !startsWithScheme(value) {
			return false, webidl.DOMExceptionf("SyntaxError", "'%s' is an invalid protocol.", value)
		}
		u.SetProtocol(value)
		return u.IsHTTP(), nil
	})
}

// startsWithScheme says whether the URL parser finds a scheme at the start, given a colon at the end.
// https://url.spec.whatwg.org/#scheme-start-state
func startsWithScheme(value string) bool {
	scheme, _, _ := strings.Cut(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(value)+":", ":")
	for i, c := range scheme {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.')) {
			return false
		}
	}
	return scheme != ""
}

// setLocationHash does nothing when the fragment stays as it is.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-location-hash
func setLocationHash(c idl.Call, l *location, value string) error {
	return l.change(c.Realm, func(u *weburl.URL) (bool, error) {
		before, _ := u.Fragment()
		fragment := strings.TrimPrefix(value, "#")
		u.SetFragment(&fragment)
		after, _ := u.Fragment()
		return after != before, nil
	})
}

// navigate parses a URL relative to the entry settings object and goes there. It does nothing when there is no relevant Document.
func (l *location) navigate(r *js.Realm, url, handling string, sameOrigin bool) error {
	w := l.window
	if w.BrowsingContext() == nil {
		return nil
	}
	if sameOrigin {
		if err := sameOriginLocation(w); err != nil {
			return err
		}
	}
	base := w.UserAgent().EntryWindow()
	if base == nil {
		base = incumbent(r) // in a microtask
	}
	u, err := weburl.ParseBase(url, base.BaseURL())
	if err != nil {
		return webidl.DOMExceptionf("SyntaxError", "'%s' is not a valid URL.", url)
	}
	return w.LocationNavigate(w.Context(), u, handling, incumbent(r))
}

func setLocationHref(r *js.Realm, w *navigation.Window, url string) error {
	return (&location{w}).navigate(r, url, "auto", false)
}
