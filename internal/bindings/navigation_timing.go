package bindings

import (
	"cmp"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// performanceEntry is the Go value of the one entry that a window's timeline has: that of its navigation.
type performanceEntry struct{ document *navigation.Document }

// notRestored is the Go value of a NotRestoredReasons object, notRestoredDetails that of a NotRestoredReasonDetails.
type (
	notRestored struct {
		reasons *navigation.NotRestoredReasons
	}
	notRestoredDetails struct{ reason string }
)

// The interfaces of the performance timeline that a navigation needs, and NotRestoredReasons.
// https://w3c.github.io/performance-timeline/#dom-performanceentry
// https://w3c.github.io/navigation-timing/#sec-PerformanceNavigationTiming
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-notrestoredreasons-interface
var (
	performanceEntryClass            = &js.Class{Name: "PerformanceEntry", Exposed: everywhere}
	performanceResourceTimingClass   = &js.Class{Name: "PerformanceResourceTiming", Parent: performanceEntryClass} // what a navigation has of it: no other resource is timed
	performanceNavigationTimingClass = &js.Class{Name: "PerformanceNavigationTiming", Parent: performanceResourceTimingClass}
	notRestoredReasonsClass          = &js.Class{Name: "NotRestoredReasons"}
	notRestoredReasonDetailsClass    = &js.Class{Name: "NotRestoredReasonDetails"}
)

func init() {
	idl.Define(performanceEntryClass,
		idl.Get("name", idl.DOMString, timelineEntry.entryName),
		idl.Get("entryType", idl.DOMString, timelineEntry.entryType),
		idl.Get("startTime", idl.Double, timelineEntry.startTime),
		idl.Get("duration", idl.Double, timelineEntry.duration),
		idl.DefaultToJSON(),
	)
	number := func(name string, get func(t navigation.LoadTiming) float64) idl.Member {
		return idl.Get(name, idl.Double, func(e *performanceEntry) float64 { return get(e.document.Timing()) })
	}
	idl.Define(performanceResourceTimingClass,
		idl.Get("initiatorType", idl.DOMString, func(*performanceEntry) string { return "navigation" }),
		number("responseStatus", func(t navigation.LoadTiming) float64 { return float64(t.ResponseStatus) }),
		idl.DefaultToJSON(),
	)
	idl.Define(performanceNavigationTimingClass,
		number("redirectCount", func(t navigation.LoadTiming) float64 { return float64(t.RedirectCount) }),
		number("unloadEventStart", func(t navigation.LoadTiming) float64 { return t.UnloadEventStart }),
		number("unloadEventEnd", func(t navigation.LoadTiming) float64 { return t.UnloadEventEnd }),
		number("domInteractive", func(t navigation.LoadTiming) float64 { return t.DOMInteractive }),
		number("domContentLoadedEventStart", func(t navigation.LoadTiming) float64 { return t.DOMContentLoadedEventStart }),
		number("domContentLoadedEventEnd", func(t navigation.LoadTiming) float64 { return t.DOMContentLoadedEventEnd }),
		number("domComplete", func(t navigation.LoadTiming) float64 { return t.DOMComplete }),
		number("loadEventStart", func(t navigation.LoadTiming) float64 { return t.LoadEventStart }),
		number("loadEventEnd", func(t navigation.LoadTiming) float64 { return t.LoadEventEnd }),
		idl.Get("type", idl.DOMString, func(e *performanceEntry) string { return cmp.Or(e.document.Timing().Type, "navigate") }),
		idl.GetIn("notRestoredReasons", idl.Any, func(c idl.Call, e *performanceEntry) (js.Value, error) {
			return wrapNotRestored(c.Realm, e.document.NotRestoredReasons()), nil
		}),
		idl.DefaultToJSON(),
	)
	text := func(name string, get func(n *navigation.NotRestoredReasons) *string) idl.Member {
		return idl.Get(name, idl.Nullable(idl.DOMString), func(n *notRestored) *string { return get(n.reasons) })
	}
	idl.Define(notRestoredReasonsClass,
		text("src", func(n *navigation.NotRestoredReasons) *string { return n.Src }),
		text("id", func(n *navigation.NotRestoredReasons) *string { return n.ID }),
		text("name", func(n *navigation.NotRestoredReasons) *string { return n.Name }),
		text("url", func(n *navigation.NotRestoredReasons) *string {
			if n.URL == nil {
				return nil
			}
			u := n.URL.Href()
			return &u
		}),
		idl.GetIn("reasons", idl.Any, func(c idl.Call, n *notRestored) (js.Value, error) {
			return notRestoredList(c.Realm, n, "reasons", func(n *navigation.NotRestoredReasons) ([]js.Value, bool) {
				var list []js.Value
				for _, reason := range n.Reasons {
					list = append(list, c.Realm.Wrap(notRestoredReasonDetailsClass, &notRestoredDetails{reason}))
				}
				return list, n.Reasons != nil
			}), nil
		}),
		idl.GetIn("children", idl.Any, func(c idl.Call, n *notRestored) (js.Value, error) {
			return notRestoredList(c.Realm, n, "children", func(n *navigation.NotRestoredReasons) ([]js.Value, bool) {
				var list []js.Value
				for _, child := range n.Children {
					list = append(list, wrapNotRestored(c.Realm, child))
				}
				return list, n.Children != nil
			}), nil
		}),
		idl.DefaultToJSON(),
	)
	idl.Define(notRestoredReasonDetailsClass,
		idl.Get("reason", idl.DOMString, func(d *notRestoredDetails) string { return d.reason }),
		idl.DefaultToJSON(),
	)
}

// notRestoredList is a FrozenArray attribute: the same array each time.
func notRestoredList(r *js.Realm, of *notRestored, name string, list func(n *navigation.NotRestoredReasons) ([]js.Value, bool)) js.Value {
	n := of.reasons
	type key struct {
		reasons *navigation.NotRestoredReasons
		name    string
	}
	w := globalIn(r)
	kept, _ := w.Object(key{n, name}, func() any {
		values, ok := list(n)
		if !ok {
			return r.KeepMember(js.Null)
		}
		return r.KeepMember(r.NewFrozenArray(values...))
	}).(*js.Ref)
	return kept.Value()
}

func wrapNotRestored(r *js.Realm, n *navigation.NotRestoredReasons) js.Value {
	if n == nil {
		return js.Null
	}
	v, _ := globalIn(r).Object(n, func() any { return &notRestored{n} }).(*notRestored)
	return r.Wrap(notRestoredReasonsClass, v)
}
