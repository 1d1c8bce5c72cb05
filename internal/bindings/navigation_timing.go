package bindings

import (
	"slices"

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
	performanceEntryClass            = new(js.Class)
	performanceResourceTimingClass   = new(js.Class) // what a navigation has of it: no other resource is timed
	performanceNavigationTimingClass = new(js.Class)
	notRestoredReasonsClass          = new(js.Class)
	notRestoredReasonDetailsClass    = new(js.Class)
)

func init() {
	*performanceEntryClass = js.Class{
		Name: "PerformanceEntry",
		Attrs: []js.Member{
			timelineGet("name", func(r *js.Realm, e timelineEntry) js.Value { return r.String(e.entryName()) }),
			timelineGet("entryType", func(r *js.Realm, e timelineEntry) js.Value { return r.String(e.entryType()) }),
			timelineGet("startTime", func(_ *js.Realm, e timelineEntry) js.Value { return js.Number(e.startTime()) }),
			timelineGet("duration", func(_ *js.Realm, e timelineEntry) js.Value { return js.Number(e.duration()) }),
		},
	}
	performanceEntryClass.Methods = []js.Member{defaultToJSON(performanceEntryClass.Attrs)}
	*performanceResourceTimingClass = js.Class{
		Name: "PerformanceResourceTiming", Parent: performanceEntryClass,
		Attrs: []js.Member{
			entryText("initiatorType", func(*navigation.Document) string { return "navigation" }),
			entryNumber("responseStatus", func(t navigation.LoadTiming) float64 { return float64(t.ResponseStatus) }),
		},
	}
	performanceResourceTimingClass.Methods = []js.Member{defaultToJSON(performanceEntryClass.Attrs, performanceResourceTimingClass.Attrs)}
	*performanceNavigationTimingClass = js.Class{
		Name: "PerformanceNavigationTiming", Parent: performanceResourceTimingClass,
		Attrs: []js.Member{
			entryNumber("redirectCount", func(t navigation.LoadTiming) float64 { return float64(t.RedirectCount) }),
			entryNumber("unloadEventStart", func(t navigation.LoadTiming) float64 { return t.UnloadEventStart }),
			entryNumber("unloadEventEnd", func(t navigation.LoadTiming) float64 { return t.UnloadEventEnd }),
			entryNumber("domInteractive", func(t navigation.LoadTiming) float64 { return t.DOMInteractive }),
			entryNumber("domContentLoadedEventStart", func(t navigation.LoadTiming) float64 { return t.DOMContentLoadedEventStart }),
			entryNumber("domContentLoadedEventEnd", func(t navigation.LoadTiming) float64 { return t.DOMContentLoadedEventEnd }),
			entryNumber("domComplete", func(t navigation.LoadTiming) float64 { return t.DOMComplete }),
			entryNumber("loadEventStart", func(t navigation.LoadTiming) float64 { return t.LoadEventStart }),
			entryNumber("loadEventEnd", func(t navigation.LoadTiming) float64 { return t.LoadEventEnd }),
			entryText("type", func(d *navigation.Document) string {
				if t := d.Timing().Type; t != "" {
					return t
				}
				return "navigate"
			}),
			{Name: "notRestoredReasons", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return wrapNotRestored(r, r.Agent.Unwrap(this).(*performanceEntry).document.NotRestoredReasons()), nil
			}},
		},
	}
	performanceNavigationTimingClass.Methods = []js.Member{
		defaultToJSON(performanceEntryClass.Attrs, performanceResourceTimingClass.Attrs, performanceNavigationTimingClass.Attrs),
	}
	nullable := func(name string, get func(n *navigation.NotRestoredReasons) *string) js.Member {
		return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return pointerOrNull(r, get(r.Agent.Unwrap(this).(*notRestored).reasons)), nil
		}}
	}
	*notRestoredReasonsClass = js.Class{
		Name: "NotRestoredReasons",
		Attrs: []js.Member{
			nullable("src", func(n *navigation.NotRestoredReasons) *string { return n.Src }),
			nullable("id", func(n *navigation.NotRestoredReasons) *string { return n.ID }),
			nullable("name", func(n *navigation.NotRestoredReasons) *string { return n.Name }),
			nullable("url", func(n *navigation.NotRestoredReasons) *string {
				if n.URL == nil {
					return nil
				}
				u := n.URL.Href()
				return &u
			}),
			{Name: "reasons", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return notRestoredList(r, this, "reasons", func(n *navigation.NotRestoredReasons) ([]js.Value, bool) {
					var list []js.Value
					for _, reason := range n.Reasons {
						list = append(list, r.Wrap(notRestoredReasonDetailsClass, &notRestoredDetails{reason}))
					}
					return list, n.Reasons != nil
				}), nil
			}},
			{Name: "children", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return notRestoredList(r, this, "children", func(n *navigation.NotRestoredReasons) ([]js.Value, bool) {
					var list []js.Value
					for _, child := range n.Children {
						list = append(list, wrapNotRestored(r, child))
					}
					return list, n.Children != nil
				}), nil
			}},
		},
	}
	notRestoredReasonsClass.Methods = []js.Member{defaultToJSON(notRestoredReasonsClass.Attrs)}
	*notRestoredReasonDetailsClass = js.Class{
		Name: "NotRestoredReasonDetails",
		Attrs: []js.Member{{Name: "reason", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.String(r.Agent.Unwrap(this).(*notRestoredDetails).reason), nil
		}}},
	}
	notRestoredReasonDetailsClass.Methods = []js.Member{defaultToJSON(notRestoredReasonDetailsClass.Attrs)}
}

// notRestoredList is a FrozenArray attribute: the same array each time.
func notRestoredList(r *js.Realm, this js.Value, name string, list func(n *navigation.NotRestoredReasons) ([]js.Value, bool)) js.Value {
	n := r.Agent.Unwrap(this).(*notRestored).reasons
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

// defaultToJSON is the default toJSON operation over the attributes of an interface and of those it inherits from.
// https://webidl.spec.whatwg.org/#default-tojson-steps
func defaultToJSON(lists ...[]js.Member) js.Member {
	return js.Member{Name: "toJSON", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		o := r.NewObject()
		for _, m := range slices.Concat(lists...) {
			v, err := m.Get(r, this, nil)
			if err != nil {
				return js.Undefined, err
			}
			if err := r.Define(o, m.Name, v, js.All); err != nil {
				return js.Undefined, err
			}
		}
		return o, nil
	}}
}

func entryText(name string, f func(d *navigation.Document) string) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return r.String(f(r.Agent.Unwrap(this).(*performanceEntry).document)), nil
	}}
}

func entryNumber(name string, f func(t navigation.LoadTiming) float64) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return js.Number(f(r.Agent.Unwrap(this).(*performanceEntry).document.Timing())), nil
	}}
}
