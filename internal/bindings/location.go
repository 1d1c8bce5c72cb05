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
		Name: "Location",
		Attrs: []js.Member{
			{Name: "href", Unforgeable: true, CrossOrigin: true, Get: locationGet(func(u *weburl.URL) string { return u.Href() }), Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				return js.Undefined, setLocationHref(r, locationOf(r, this), js.Arg(args, 0))
			}},
			{Name: "origin", Unforgeable: true, Get: locationGet(func(u *weburl.URL) string { return u.Origin().String() })},
			{Name: "protocol", Unforgeable: true, Get: locationGet((*weburl.URL).Protocol), Set: locationSet((*weburl.URL).SetProtocol)},
			{Name: "host", Unforgeable: true, Get: locationGet((*weburl.URL).Host), Set: locationSet((*weburl.URL).SetHost)},
			{Name: "hostname", Unforgeable: true, Get: locationGet((*weburl.URL).Hostname), Set: locationSet((*weburl.URL).SetHostname)},
			{Name: "port", Unforgeable: true, Get: locationGet((*weburl.URL).Port), Set: locationSet((*weburl.URL).SetPort)},
			{Name: "pathname", Unforgeable: true, Get: locationGet((*weburl.URL).Path), Set: locationSet((*weburl.URL).SetPathname)},
			{Name: "search", Unforgeable: true, Get: locationGet((*weburl.URL).Search), Set: locationSet((*weburl.URL).SetSearch)},
			{Name: "hash", Unforgeable: true, Get: locationGet((*weburl.URL).Hash), Set: setLocationHash},
		},
		Methods: []js.Member{
			{Name: "assign", Length: 1, Unforgeable: true, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if len(args) == 0 {
					return js.Undefined, missingArgs(1, args)
				}
				if err := sameOriginLocation(r, this); err != nil {
					return js.Undefined, err
				}
				return js.Undefined, setLocationHref(r, locationOf(r, this), args[0])
			}},
			{Name: "replace", Length: 1, Unforgeable: true, CrossOrigin: true, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if len(args) == 0 {
					return js.Undefined, missingArgs(1, args)
				}
				w := locationOf(r, this)
				u, err := parseLocation(r, w, args[0])
				if err != nil {
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
					n.Reload(w.Context())
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

func locationOf(r *js.Realm, this js.Value) *navigation.Window {
	if l, ok := r.Agent.Unwrap(this).(*location); ok {
		return l.window
	}
	return windowIn(r)
}

// sameOriginLocation throws when the caller may not look at the Location object.
func sameOriginLocation(r *js.Realm, this js.Value) error {
	w := locationOf(r, this)
	from := incumbent(r)
	if from != w && !weburl.SameOriginDomain(from.Origin(), w.Origin()) {
		return webidl.DOMExceptionf("SecurityError", "Blocked a frame with origin %q from accessing a cross-origin frame.", from.Origin().String())
	}
	return nil
}

func locationGet(part func(u *weburl.URL) string) js.HostFunc {
	return func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		if err := sameOriginLocation(r, this); err != nil {
			return js.Undefined, err
		}
		return r.String(part(locationOf(r, this).Document().URL())), nil
	}
}

func locationSet(set func(u *weburl.URL, value string)) js.HostFunc {
	return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := sameOriginLocation(r, this); err != nil {
			return js.Undefined, err
		}
		value, err := r.ToUSVString(js.Arg(args, 0))
		if err != nil {
			return js.Undefined, err
		}
		w := locationOf(r, this)
		u := w.Document().URL().Clone()
		set(u, value)
		return js.Undefined, w.LocationNavigate(w.Context(), u, "auto", incumbent(r))
	}
}

// setLocationHash does nothing when the fragment stays as it is.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-location-hash
func setLocationHash(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if err := sameOriginLocation(r, this); err != nil {
		return js.Undefined, err
	}
	value, err := r.ToUSVString(js.Arg(args, 0))
	if err != nil {
		return js.Undefined, err
	}
	w := locationOf(r, this)
	u := w.Document().URL().Clone()
	before, _ := u.Fragment()
	fragment := strings.TrimPrefix(value, "#")
	u.SetFragment(&fragment)
	if after, _ := u.Fragment(); after == before {
		return js.Undefined, nil
	}
	return js.Undefined, w.LocationNavigate(w.Context(), u, "auto", incumbent(r))
}

// parseLocation parses relative to the entry settings object.
func parseLocation(r *js.Realm, w *navigation.Window, v js.Value) (*weburl.URL, error) {
	text, err := r.ToUSVString(v)
	if err != nil {
		return nil, err
	}
	base := w.UserAgent().EntryWindow()
	if base == nil {
		base = incumbent(r) // in a microtask
	}
	u, err := weburl.ParseBase(text, base.BaseURL())
	if err != nil {
		return nil, webidl.DOMExceptionf("SyntaxError", "'%s' is not a valid URL.", text)
	}
	return u, nil
}

func setLocationHref(r *js.Realm, w *navigation.Window, v js.Value) error {
	u, err := parseLocation(r, w, v)
	if err != nil {
		return err
	}
	return w.LocationNavigate(w.Context(), u, "auto", incumbent(r))
}
