package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// locationClass is Location. All its members are unforgeable.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-location-interface
var locationClass = new(js.Class)

func init() {
	*locationClass = js.Class{
		Name:        "Location",
		CrossOrigin: func(v any) js.CrossOriginHooks { return locationHooks{v.(*location).window} },
		Instance:    locationInstance,
		Attrs: []js.Member{
			{Name: "href", Unforgeable: true, Get: locationGet(func(u *weburl.URL) string { return u.Href() }), Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				return js.Undefined, setLocationHref(r, locationOf(r, this), js.Arg(args, 0))
			}},
			{Name: "ancestorOrigins", Unforgeable: true, Get: locationAncestorOrigins},
			{Name: "origin", Unforgeable: true, Get: locationGet(func(u *weburl.URL) string { return u.Origin().String() })},
			{Name: "protocol", Unforgeable: true, Get: locationGet((*weburl.URL).Protocol), Set: setLocationProtocol},
			{Name: "host", Unforgeable: true, Get: locationGet((*weburl.URL).Host), Set: locationSet((*weburl.URL).SetHost, hierarchical)},
			{Name: "hostname", Unforgeable: true, Get: locationGet((*weburl.URL).Hostname), Set: locationSet((*weburl.URL).SetHostname, hierarchical)},
			{Name: "port", Unforgeable: true, Get: locationGet((*weburl.URL).Port), Set: locationSet((*weburl.URL).SetPort, withPort)},
			{Name: "pathname", Unforgeable: true, Get: locationGet((*weburl.URL).Path), Set: locationSet((*weburl.URL).SetPathname, hierarchical)},
			{Name: "search", Unforgeable: true, Get: locationGet((*weburl.URL).Search), Set: locationSet((*weburl.URL).SetSearch, nil)},
			{Name: "hash", Unforgeable: true, Get: locationGet((*weburl.URL).Hash), Set: setLocationHash},
		},
		Methods: []js.Member{
			{Name: "assign", Length: 1, Unforgeable: true, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				w, u, err := locationTarget(r, this, args[0], true)
				if err != nil || u == nil {
					return js.Undefined, err
				}
				return js.Undefined, w.LocationNavigate(w.Context(), u, "auto", incumbent(r))
			}},
			{Name: "replace", Length: 1, Unforgeable: true, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				w, u, err := locationTarget(r, this, args[0], false)
				if err != nil || u == nil {
					return js.Undefined, err
				}
				return js.Undefined, w.LocationNavigate(w.Context(), u, "replace", incumbent(r))
			}},
			{Name: "reload", Unforgeable: true, Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				if err := sameOriginLocation(r, this); err != nil {
					return js.Undefined, err
				}
				w := locationOf(r, this)
				if n := w.LiveNavigable(); n != nil {
					n.Reload(w.Context(), w.Document())
				}
				return js.Undefined, nil
			}},
			{Name: "toString", Unforgeable: true, Call: locationGet(func(u *weburl.URL) string { return u.Href() })},
		},
	}
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

func locationOf(r *js.Realm, this js.Value) *navigation.Window {
	if l, ok := r.Agent.Unwrap(this).(*location); ok {
		return l.window
	}
	return windowIn(r)
}

// locationHooks is what a Location object asks about those who touch it.
type locationHooks struct{ window *navigation.Window }

// SameOrigin implements "IsPlatformObjectSameOrigin".
func (l locationHooks) SameOrigin(accessor *js.Realm) bool {
	w, ok := accessor.Host.(*navigation.Window)
	return ok && (w == l.window || weburl.SameOriginDomain(w.Origin(), l.window.Origin()))
}

// CrossOriginKeys implements js.CrossOriginHooks.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginproperties-(-o-)
func (l locationHooks) CrossOriginKeys() []string { return []string{"href", "replace"} }

// CrossOriginGet implements js.CrossOriginHooks: href can be set and replace() called, nothing else.
func (l locationHooks) CrossOriginGet(accessor *js.Realm, name string) (js.Descriptor, bool) {
	w := l.window
	this := func() js.Value { return wrapLocation(w) }
	for _, m := range append(locationClass.Attrs[:len(locationClass.Attrs):len(locationClass.Attrs)], locationClass.Methods...) {
		switch {
		case m.Name != name:
		case name == "href":
			return js.Descriptor{Accessor: true, Configurable: true, Set: crossOriginFunction(accessor, w, "location set "+name, "set "+name, 1, this, m.Set)}, true
		case name == "replace":
			return js.Descriptor{Configurable: true, Value: crossOriginFunction(accessor, w, "location "+name, name, m.Length, this, m.Call)}, true
		}
	}
	return js.Descriptor{}, false
}

// SecurityError implements js.CrossOriginHooks.
func (l locationHooks) SecurityError(accessor *js.Realm, what string) error {
	return navigation.WindowProxyHost{}.SecurityError(accessor, what)
}

// sameOriginLocation throws when the entry settings object may not look at the Location object.
func sameOriginLocation(r *js.Realm, this js.Value) error {
	w := locationOf(r, this)
	from := w.UserAgent().EntryWindow()
	if from != nil && from != w && w.BrowsingContext() != nil && !weburl.SameOriginDomain(from.Origin(), w.Origin()) {
		return webidl.DOMExceptionf("SecurityError", "Blocked a frame with origin %q from accessing a cross-origin frame.", from.Origin().String())
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

func locationGet(part func(u *weburl.URL) string) js.HostFunc {
	return func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		if err := sameOriginLocation(r, this); err != nil {
			return js.Undefined, err
		}
		return r.String(part(locationURL(locationOf(r, this)))), nil
	}
}

// hierarchical and withPort say which URLs a setter leaves alone.
func hierarchical(u *weburl.URL) bool { return !u.OpaquePath() }
func withPort(u *weburl.URL) bool     { return u.Hostname() != "" && u.Scheme() != "file" }

// changeLocation runs a setter that changes a copy of the URL. change says whether to navigate to it.
func changeLocation(r *js.Realm, this js.Value, args []js.Value, change func(w *navigation.Window, u *weburl.URL, value string) (bool, error)) (js.Value, error) {
	value, err := r.ToUSVString(js.Arg(args, 0))
	if err != nil {
		return js.Undefined, err
	}
	w := locationOf(r, this)
	if w.BrowsingContext() == nil {
		return js.Undefined, nil
	}
	if err := sameOriginLocation(r, this); err != nil {
		return js.Undefined, err
	}
	u := w.Document().URL().Clone()
	if ok, err := change(w, u, value); err != nil || !ok {
		return js.Undefined, err
	}
	return js.Undefined, w.LocationNavigate(w.Context(), u, "auto", incumbent(r))
}

func locationSet(set func(u *weburl.URL, value string), allowed func(u *weburl.URL) bool) js.HostFunc {
	return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		return changeLocation(r, this, args, func(_ *navigation.Window, u *weburl.URL, value string) (bool, error) {
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
func setLocationProtocol(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	return changeLocation(r, this, args, func(_ *navigation.Window, u *weburl.URL, value string) (bool, error) {
		if !startsWithScheme(value) {
			return false, webidl.DOMExceptionf("SyntaxError", "Failed to set the 'protocol' property on 'Location': '%s' is an invalid protocol.", value)
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
func setLocationHash(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	return changeLocation(r, this, args, func(_ *navigation.Window, u *weburl.URL, value string) (bool, error) {
		before, _ := u.Fragment()
		fragment := strings.TrimPrefix(value, "#")
		u.SetFragment(&fragment)
		after, _ := u.Fragment()
		return after != before, nil
	})
}

// locationTarget parses the URL that a Location object is to go to, relative to the entry settings object. The URL is nil
// when there is no relevant Document.
func locationTarget(r *js.Realm, this, v js.Value, sameOrigin bool) (*navigation.Window, *weburl.URL, error) {
	w := locationOf(r, this)
	text, err := r.ToUSVString(v)
	if err != nil || w.BrowsingContext() == nil {
		return w, nil, err
	}
	if sameOrigin {
		if err := sameOriginLocation(r, this); err != nil {
			return w, nil, err
		}
	}
	base := w.UserAgent().EntryWindow()
	if base == nil {
		base = incumbent(r) // in a microtask
	}
	u, err := weburl.ParseBase(text, base.BaseURL())
	if err != nil {
		return w, nil, webidl.DOMExceptionf("SyntaxError", "'%s' is not a valid URL.", text)
	}
	return w, u, nil
}

func setLocationHref(r *js.Realm, w *navigation.Window, v js.Value) error {
	_, u, err := locationTarget(r, wrapLocation(w), v, false)
	if err != nil || u == nil {
		return err
	}
	return w.LocationNavigate(w.Context(), u, "auto", incumbent(r))
}
