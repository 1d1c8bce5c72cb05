package bindings

import (
	"slices"

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

func timelineGet(name string, get func(r *js.Realm, e timelineEntry) js.Value) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return get(r, r.Agent.Unwrap(this).(timelineEntry)), nil
	}}
}

// PerformanceMark and PerformanceMeasure.
// https://w3c.github.io/user-timing/
var (
	performanceMarkClass    = new(js.Class)
	performanceMeasureClass = new(js.Class)
)

func init() {
	detail := js.Member{Name: "detail", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		if e := r.Agent.Unwrap(this).(*userEntry); e.detail != nil {
			return e.detail.Value(), nil
		}
		return js.Null, nil
	}}
	*performanceMarkClass = js.Class{
		Name: "PerformanceMark", Parent: performanceEntryClass, ConstructorLength: 1, Attrs: []js.Member{detail},
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			e, err := newMark(r, args)
			if err != nil {
				return js.Undefined, err
			}
			return r.WrapNew(performanceMarkClass, e, newTarget), nil
		},
	}
	performanceMarkClass.Methods = []js.Member{defaultToJSON(performanceEntryClass.Attrs, performanceMarkClass.Attrs)}
	*performanceMeasureClass = js.Class{Name: "PerformanceMeasure", Parent: performanceEntryClass, Attrs: []js.Member{detail}}
	performanceMeasureClass.Methods = []js.Member{defaultToJSON(performanceEntryClass.Attrs, performanceMeasureClass.Attrs)}
}

// newMark implements the constructor of PerformanceMark.
// https://w3c.github.io/user-timing/#the-performancemark-constructor
func newMark(r *js.Realm, args []js.Value) (*userEntry, error) {
	texts, err := storageArguments(r, args, 1)
	if err != nil {
		return nil, err
	}
	options := js.Arg(args, 1)
	if err := dictionary(options); err != nil {
		return nil, err
	}
	g := globalIn(r)
	e := &userEntry{name: texts[0], kind: "mark", start: g.Now()}
	detail, err := member(r, options, "detail")
	if err != nil {
		return nil, err
	}
	start, err := member(r, options, "startTime")
	if err != nil {
		return nil, err
	}
	if !start.IsUndefined() {
		if e.start, err = double(r, start); err != nil {
			return nil, err
		}
		if e.start < 0 {
			return nil, webidl.TypeErrorf("Failed to execute 'mark' on 'Performance': '%s' cannot have a negative start time.", e.name)
		}
	}
	return e, e.setDetail(r, detail)
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
func (u *userEntries) time(r *js.Realm, v js.Value) (float64, error) {
	if v.IsNumber() || v.IsObject() {
		f, err := double(r, v)
		if err == nil && f < 0 {
			err = webidl.TypeErrorf("Failed to execute 'measure' on 'Performance': a timestamp cannot be negative.")
		}
		return f, err
	}
	name, err := r.ToString(v)
	if err != nil {
		return 0, err
	}
	for _, e := range slices.Backward(u.list) {
		if e.kind == "mark" && e.name == name {
			return e.start, nil
		}
	}
	return 0, webidl.DOMExceptionf("SyntaxError", "Failed to execute 'measure' on 'Performance': The mark '%s' does not exist.", name)
}

// measure implements measure().
// https://w3c.github.io/user-timing/#dom-performance-measure
func measure(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	texts, err := storageArguments(r, args, 1)
	if err != nil {
		return js.Undefined, err
	}
	g := r.Agent.Unwrap(this).(*performance).global
	u := userEntriesOf(g)
	e := &userEntry{name: texts[0], kind: "measure"}
	first, last := js.Arg(args, 1), js.Arg(args, 2)
	var start, end, span, detail js.Value = js.Undefined, last, js.Undefined, js.Undefined
	switch {
	case first.IsObject():
		for _, m := range []struct {
			name string
			to   *js.Value
		}{{"detail", &detail}, {"duration", &span}, {"end", &end}, {"start", &start}} {
			v, err := r.Get(first, m.name)
			if err != nil {
				return js.Undefined, err
			}
			if m.name == "end" && !last.IsUndefined() {
				return js.Undefined, webidl.TypeErrorf("Failed to execute 'measure' on 'Performance': If a non-empty PerformanceMeasureOptions object was passed, |end_mark| must not be passed.")
			}
			*m.to = v
		}
		if start.IsUndefined() && end.IsUndefined() && (!span.IsUndefined() || !detail.IsUndefined()) {
			return js.Undefined, webidl.TypeErrorf("Failed to execute 'measure' on 'Performance': neither start nor end was given.")
		}
		if !start.IsUndefined() && !end.IsUndefined() && !span.IsUndefined() {
			return js.Undefined, webidl.TypeErrorf("Failed to execute 'measure' on 'Performance': start, end and duration were all given.")
		}
	case !first.IsNullish():
		start = first
	}
	var length float64
	if !span.IsUndefined() {
		if length, err = double(r, span); err != nil {
			return js.Undefined, err
		}
	}
	finish := g.Now()
	switch {
	case !end.IsUndefined():
		finish, err = u.time(r, end)
	case !start.IsUndefined() && !span.IsUndefined():
		if finish, err = u.time(r, start); err == nil {
			finish += length
		}
	}
	if err != nil {
		return js.Undefined, err
	}
	switch {
	case !start.IsUndefined():
		e.start, err = u.time(r, start)
	case !span.IsUndefined() && !end.IsUndefined():
		e.start = finish - length
	}
	if err != nil {
		return js.Undefined, err
	}
	e.span = finish - e.start
	if err := e.setDetail(r, detail); err != nil {
		return js.Undefined, err
	}
	u.add(e)
	return r.Wrap(performanceMeasureClass, e), nil
}

// timeline returns the entries that match says so of, in the order of their start times.
// https://w3c.github.io/performance-timeline/#dfn-filter-buffer-by-name-and-type
func timeline(r *js.Realm, this js.Value, match func(e timelineEntry) bool) js.Value {
	g := r.Agent.Unwrap(this).(*performance).global
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

// performanceEntryMethods are the operations of Performance on the timeline.
func performanceEntryMethods() []js.Member {
	forget := func(kind string) js.HostFunc {
		return func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			name, all := "", js.Arg(args, 0).IsUndefined()
			if !all {
				var err error
				if name, err = r.ToString(args[0]); err != nil {
					return js.Undefined, err
				}
			}
			u := userEntriesOf(r.Agent.Unwrap(this).(*performance).global)
			u.list = slices.DeleteFunc(u.list, func(e *userEntry) bool { return e.kind == kind && (all || e.name == name) })
			return js.Undefined, nil
		}
	}
	return []js.Member{
		{Name: "getEntries", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return timeline(r, this, func(timelineEntry) bool { return true }), nil
		}},
		{Name: "getEntriesByType", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			texts, err := storageArguments(r, args, 1)
			if err != nil {
				return js.Undefined, err
			}
			return timeline(r, this, func(e timelineEntry) bool { return e.entryType() == texts[0] }), nil
		}},
		{Name: "getEntriesByName", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			texts, err := storageArguments(r, args, 1)
			if err != nil {
				return js.Undefined, err
			}
			kind := js.Arg(args, 1)
			wanted, err := optionalString(r, kind, "")
			if err != nil {
				return js.Undefined, err
			}
			return timeline(r, this, func(e timelineEntry) bool {
				return e.entryName() == texts[0] && (kind.IsUndefined() || e.entryType() == wanted)
			}), nil
		}},
		{Name: "mark", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			e, err := newMark(r, args)
			if err != nil {
				return js.Undefined, err
			}
			userEntriesOf(r.Agent.Unwrap(this).(*performance).global).add(e)
			return r.Wrap(performanceMarkClass, e), nil
		}},
		{Name: "measure", Length: 1, Call: measure},
		{Name: "clearMarks", Call: forget("mark")},
		{Name: "clearMeasures", Call: forget("measure")},
		{Name: "toJSON", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			o := r.NewObject()
			return o, r.Define(o, "timeOrigin", js.Number(r.Agent.Unwrap(this).(*performance).global.TimeOrigin()), js.All)
		}},
	}
}
