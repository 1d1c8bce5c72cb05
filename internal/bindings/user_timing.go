package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// A timelineEntry is the Go value of a PerformanceEntry. Times are in milliseconds.
// https://w3c.github.io/performance-timeline/#dom-performanceentry
type timelineEntry interface {
	entryName() string
	entryType() string
	startTime() float64
	duration() float64
}

func (e *performanceEntry) entryName() string  { return e.document.CreationURL().Href() }
func (e *performanceEntry) entryType() string  { return "navigation" }
func (e *performanceEntry) startTime() float64 { return 0 }
func (e *performanceEntry) duration() float64  { return e.document.Timing().LoadEventEnd }

// userEntry is the Go value of a PerformanceMark or PerformanceMeasure.
type userEntry struct {
	name, kind  string
	start, span float64
	detail      *js.Ref
}

func (e *userEntry) entryName() string  { return e.name }
func (e *userEntry) entryType() string  { return e.kind }
func (e *userEntry) startTime() float64 { return e.start }
func (e *userEntry) duration() float64  { return e.span }

// userEntries is what a global object has marked and measured, in the order in which that was done.
type userEntries struct{ list []*userEntry }

func userEntriesOf(g navigation.GlobalScope) *userEntries {
	return g.Slot("user timing", func() any { return &userEntries{} }).(*userEntries)
}

// maxUserEntries bounds them: the oldest are forgotten.
const maxUserEntries = 100000

func (u *userEntries) add(e *userEntry) {
	if len(u.list) >= maxUserEntries {
		u.list = u.list[1:]
	}
	u.list = append(u.list, e)
}

// PerformanceMark and PerformanceMeasure.
// https://w3c.github.io/user-timing/
var (
	performanceMarkClass    = &js.Class{Name: "PerformanceMark", Parent: performanceEntryClass, Exposed: everywhere}
	performanceMeasureClass = &js.Class{Name: "PerformanceMeasure", Parent: performanceEntryClass, Exposed: everywhere}
)

func init() {
	detail := idl.Get("detail", idl.Any, func(e *userEntry) js.Value {
		if e.detail != nil {
			return e.detail.Value()
		}
		return js.Null
	})
	idl.Define(performanceMarkClass,
		idl.New2(idl.DOMString, markOptionsDict.Type(), func(c idl.Call, name string, o markOptions) (js.Value, error) {
			e, err := newMark(c.Realm, name, o)
			if err != nil {
				return js.Undefined, err
			}
			return c.New(performanceMarkClass, e), nil
		}),
		detail, idl.DefaultToJSON(),
	)
	idl.Define(performanceMeasureClass, detail, idl.DefaultToJSON())
}

// markOptions is PerformanceMarkOptions.
// https://w3c.github.io/user-timing/#dom-performancemarkoptions
type markOptions struct {
	detail    js.Value
	startTime *float64
}

var markOptionsDict = idl.Dict("PerformanceMarkOptions",
	idl.Field("detail", idl.Any, func(o *markOptions) *js.Value { return &o.detail }),
	idl.Field("startTime", idl.Optional(idl.Double), func(o *markOptions) **float64 { return &o.startTime }),
)

// measureOptions is PerformanceMeasureOptions; start and end are a number or the name of a mark, nil when missing.
// https://w3c.github.io/user-timing/#dom-performancemeasureoptions
type measureOptions struct {
	detail     js.Value
	start, end any
	duration   *float64
}

var markOrTime = idl.Union("DOMHighResTimeStamp", idl.Double, idl.DOMString)

var measureOptionsDict = idl.Dict("PerformanceMeasureOptions",
	idl.Field("detail", idl.Any, func(o *measureOptions) *js.Value { return &o.detail }),
	idl.Field("start", markOrTime, func(o *measureOptions) *any { return &o.start }),
	idl.Field("duration", idl.Optional(idl.Double), func(o *measureOptions) **float64 { return &o.duration }),
	idl.Field("end", markOrTime, func(o *measureOptions) *any { return &o.end }),
)

// newMark implements the constructor of PerformanceMark.
// https://w3c.github.io/user-timing/#the-performancemark-constructor
func newMark(r *js.Realm, name string, o markOptions) (*userEntry, error) {
	e := &userEntry{name: name, kind: "mark", start: globalIn(r).Now()}
	if o.startTime != nil {
		if e.start = *o.startTime; e.start < 0 {
			return nil, webidl.TypeErrorf("'%s' cannot have a negative start time.", e.name)
		}
	}
	return e, e.setDetail(r, o.detail)
}

// setDetail keeps a clone of the detail.
func (e *userEntry) setDetail(r *js.Realm, v js.Value) error {
	if v.IsNullish() {
		return nil
	}
	data, err := structuredSerialize(r, v)
	if err != nil {
		return err
	}
	clone, err := structuredDeserialize(r, data)
	if err == nil {
		e.detail = r.KeepMember(clone)
	}
	return err
}

// time converts a mark to a timestamp: a number, or the name of the latest mark.
// https://w3c.github.io/user-timing/#convert-a-mark-to-a-timestamp
func (u *userEntries) time(mark any) (float64, error) {
	if t, ok := mark.(float64); ok {
		if t < 0 {
			return 0, webidl.TypeErrorf("a timestamp cannot be negative.")
		}
		return t, nil
	}
	for _, e := range slices.Backward(u.list) {
		if e.kind == "mark" && e.name == mark {
			return e.start, nil
		}
	}
	return 0, webidl.DOMExceptionf("SyntaxError", "The mark '%s' does not exist.", mark)
}

// measure implements measure().
// https://w3c.github.io/user-timing/#dom-performance-measure
func measure(c idl.Call, p *performance, name string, startOrOptions any, endMark *string) (js.Value, error) {
	o, isOptions := startOrOptions.(measureOptions)
	if !isOptions {
		o.start = startOrOptions
	} else if err := o.check(endMark != nil); err != nil {
		return js.Undefined, err
	}
	if endMark != nil {
		o.end = *endMark
	}
	u := userEntriesOf(p.global)
	e := &userEntry{name: name, kind: "measure"}
	if err := e.setSpan(u, o, p.global.Now()); err != nil {
		return js.Undefined, err
	}
	if err := e.setDetail(c.Realm, o.detail); err != nil {
		return js.Undefined, err
	}
	u.add(e)
	return c.Realm.Wrap(performanceMeasureClass, e), nil
}

// check throws for options that say too much or too little, unless they are empty.
func (o measureOptions) check(endMark bool) error {
	switch {
	case o.start == nil && o.end == nil && o.duration == nil && o.detail.IsUndefined():
		return nil
	case endMark:
		return webidl.TypeErrorf("If a non-empty PerformanceMeasureOptions object was passed, |end_mark| must not be passed.")
	case o.start == nil && o.end == nil:
		return webidl.TypeErrorf("neither start nor end was given.")
	case o.start != nil && o.end != nil && o.duration != nil:
		return webidl.TypeErrorf("start, end and duration were all given.")
	}
	return nil
}

// setSpan computes when a measure starts and how long it is.
func (e *userEntry) setSpan(u *userEntries, o measureOptions, now float64) (err error) {
	end := now
	switch {
	case o.end != nil:
		end, err = u.time(o.end)
	case o.start != nil && o.duration != nil:
		if end, err = u.time(o.start); err == nil {
			end += *o.duration
		}
	}
	if err != nil {
		return err
	}
	switch {
	case o.start != nil:
		e.start, err = u.time(o.start)
	case o.duration != nil && o.end != nil:
		e.start = end - *o.duration
	}
	e.span = end - e.start
	return err
}

// timeline returns the entries that match says so of, in the order of their start times.
// https://w3c.github.io/performance-timeline/#dfn-filter-buffer-by-name-and-type
func timeline(r *js.Realm, p *performance, match func(e timelineEntry) bool) js.Value {
	g := p.global
	var list []timelineEntry
	if w, ok := g.(*navigation.Window); ok {
		e, _ := w.Object(w.Document(), func() any { return &performanceEntry{w.Document()} }).(*performanceEntry)
		list = append(list, e)
	}
	for _, e := range userEntriesOf(g).list {
		list = append(list, e)
	}
	list = slices.DeleteFunc(list, func(e timelineEntry) bool { return !match(e) })
	slices.SortStableFunc(list, func(a, b timelineEntry) int {
		switch {
		case a.startTime() < b.startTime():
			return -1
		case a.startTime() > b.startTime():
			return 1
		}
		return 0
	})
	var values []js.Value
	for _, e := range list {
		c := performanceNavigationTimingClass
		switch e.entryType() {
		case "mark":
			c = performanceMarkClass
		case "measure":
			c = performanceMeasureClass
		}
		values = append(values, r.Wrap(c, e))
	}
	return r.NewArray(values...)
}

// performanceTimeline are the operations of Performance on the timeline.
// https://w3c.github.io/performance-timeline/#extensions-to-the-performance-interface
func performanceTimeline() idl.Mixin {
	forget := func(name, kind string) idl.Member {
		return idl.Op1(name, idl.Optional(idl.DOMString), func(_ idl.Call, p *performance, mark *string) (js.Value, error) {
			u := userEntriesOf(p.global)
			u.list = slices.DeleteFunc(u.list, func(e *userEntry) bool { return e.kind == kind && (mark == nil || e.name == *mark) })
			return js.Undefined, nil
		})
	}
	return idl.Mixin{
		idl.Op0("getEntries", func(c idl.Call, p *performance) (js.Value, error) {
			return timeline(c.Realm, p, func(timelineEntry) bool { return true }), nil
		}),
		idl.Op1("getEntriesByType", idl.DOMString, func(c idl.Call, p *performance, kind string) (js.Value, error) {
			return timeline(c.Realm, p, func(e timelineEntry) bool { return e.entryType() == kind }), nil
		}),
		idl.Op2("getEntriesByName", idl.DOMString, idl.Optional(idl.DOMString), func(c idl.Call, p *performance, name string, kind *string) (js.Value, error) {
			return timeline(c.Realm, p, func(e timelineEntry) bool {
				return e.entryName() == name && (kind == nil || e.entryType() == *kind)
			}), nil
		}),
		idl.Op2("mark", idl.DOMString, markOptionsDict.Type(), func(c idl.Call, p *performance, name string, o markOptions) (js.Value, error) {
			e, err := newMark(c.Realm, name, o)
			if err != nil {
				return js.Undefined, err
			}
			userEntriesOf(p.global).add(e)
			return c.Realm.Wrap(performanceMarkClass, e), nil
		}),
		idl.Op3("measure", idl.DOMString, idl.Trailing(idl.Union("PerformanceMeasureOptions", idl.DOMString, measureOptionsDict.Type())), idl.Optional(idl.DOMString), measure),
		forget("clearMarks", "mark"), forget("clearMeasures", "measure"),
	}
}
