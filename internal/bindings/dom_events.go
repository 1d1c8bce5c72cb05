package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// eventInterfaces lists Event and the interfaces that inherit from it.
func eventInterfaces() []*js.Class {
	return slices.Concat([]*js.Class{
		EventClass, CustomEventClass, MessageEventClass, ErrorEventClass, PromiseRejectionEventClass, PageTransitionEventClass,
		PageSwapEventClass, PageRevealEventClass,
		BeforeUnloadEventClass, HashChangeEventClass, PopStateEventClass, StorageEventClass, SecurityPolicyViolationEventClass, ProgressEventClass,
		SubmitEventClass, FormDataEventClass,
	}, navigationEventInterfaces(), uiEventInterfaces(), animationEventInterfaces(), deviceEventInterfaces())
}

// detailOf returns the event's detail of type T, a zero one for an event of another interface.
func detailOf[T any](e *dom.Event) *T {
	if d, ok := e.Detail.(*T); ok {
		return d
	}
	d := new(T)
	if e.Detail == nil {
		e.Detail = d // made by createEvent(), which knows no members
	}
	return d
}

func detailText[T any](name string, get func(d *T) string) js.Member {
	return eventGet(name, func(r *js.Realm, e *dom.Event) js.Value { return r.String(get(detailOf[T](e))) })
}

func detailAny[T any](name string, missing js.Value, get func(d *T) any) js.Member {
	return eventGet(name, func(r *js.Realm, e *dom.Event) js.Value { return fromAny(r, get(detailOf[T](e)), missing) })
}

func detailNumber[T any](name string, get func(d *T) float64) js.Member {
	return eventGet(name, func(_ *js.Realm, e *dom.Event) js.Value { return js.Number(get(detailOf[T](e))) })
}

func detailBool[T any](name string, get func(d *T) bool) js.Member {
	return eventGet(name, func(_ *js.Realm, e *dom.Event) js.Value { return js.Bool(get(detailOf[T](e))) })
}

// keepMember keeps a member of type any; nil for a missing one.
func keepMember(r *js.Realm, init js.Value, name string) (any, error) {
	v, err := member(r, init, name)
	if err != nil || v.IsUndefined() {
		return nil, err
	}
	return r.Keep(v), nil
}

// texts reads string members into their places.
func texts(r *js.Realm, init js.Value, names []string, to ...*string) error {
	for i, name := range names {
		s, _, err := stringMember(r, init, name)
		if err != nil {
			return err
		}
		*to[i] = s
	}
	return nil
}

// The event interfaces, in the order of the standards that define them.
var (
	CustomEventClass                  = new(js.Class)
	MessageEventClass                 = new(js.Class)
	ErrorEventClass                   = new(js.Class)
	PromiseRejectionEventClass        = new(js.Class)
	PageTransitionEventClass          = new(js.Class)
	BeforeUnloadEventClass            = new(js.Class)
	HashChangeEventClass              = new(js.Class)
	PopStateEventClass                = new(js.Class)
	StorageEventClass                 = new(js.Class)
	SecurityPolicyViolationEventClass = new(js.Class)
	ProgressEventClass                = new(js.Class)
)

func init() {
	*CustomEventClass = js.Class{Name: "CustomEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs:   []js.Member{detailAny("detail", js.Null, func(d *dom.CustomDetail) any { return d.Detail })},
		Methods: []js.Member{initCustomEvent},
		Constructor: eventConstructor("CustomEvent", func(r *js.Realm, init js.Value, e *dom.Event) (err error) {
			d := &dom.CustomDetail{}
			e.Detail = d
			d.Detail, err = keepMember(r, init, "detail")
			return err
		}),
	}
	*MessageEventClass = js.Class{Name: "MessageEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			detailAny("data", js.Null, func(d *dom.MessageDetail) any { return d.Data }),
			detailText("origin", func(d *dom.MessageDetail) string { return d.Origin }),
			detailText("lastEventId", func(d *dom.MessageDetail) string { return d.LastEventID }),
			detailAny("source", js.Null, func(d *dom.MessageDetail) any { return d.Source }),
			eventGet("ports", func(r *js.Realm, e *dom.Event) js.Value {
				d := detailOf[dom.MessageDetail](e)
				if d.Ports == nil {
					d.Ports = r.Keep(r.NewFrozenArray())
				}
				return fromAny(r, d.Ports, js.Null)
			}),
		},
		Methods: []js.Member{initMessageEvent()},
		Constructor: eventConstructor("MessageEvent", func(r *js.Realm, init js.Value, e *dom.Event) (err error) {
			d := &dom.MessageDetail{}
			e.Detail = d
			if d.Data, err = keepMember(r, init, "data"); err != nil {
				return err
			}
			if err = texts(r, init, []string{"lastEventId", "origin"}, &d.LastEventID, &d.Origin); err != nil {
				return err
			}
			ports, err := member(r, init, "ports")
			if err != nil {
				return err
			}
			if d.Ports, err = messagePorts(r, ports); err != nil {
				return err
			}
			source, err := member(r, init, "source")
			if err != nil {
				return err
			}
			d.Source, err = messageEventSource(r, source)
			return err
		}),
	}
	*ErrorEventClass = js.Class{Name: "ErrorEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			detailText("message", func(d *dom.ErrorDetail) string { return d.Message }),
			detailText("filename", func(d *dom.ErrorDetail) string { return d.Filename }),
			detailNumber("lineno", func(d *dom.ErrorDetail) float64 { return float64(d.Line) }),
			detailNumber("colno", func(d *dom.ErrorDetail) float64 { return float64(d.Column) }),
			detailAny("error", js.Undefined, func(d *dom.ErrorDetail) any { return d.Error }),
		},
		Constructor: eventInit("ErrorEvent", func() any { return &dom.ErrorDetail{} }, errorEventInit),
	}
	*PromiseRejectionEventClass = js.Class{Name: "PromiseRejectionEvent", Parent: EventClass, ConstructorLength: 2,
		Attrs: []js.Member{
			detailAny("promise", js.Undefined, func(d *dom.PromiseRejectionDetail) any { return d.Promise }),
			detailAny("reason", js.Undefined, func(d *dom.PromiseRejectionDetail) any { return d.Reason }),
		},
		Constructor: eventConstructor("PromiseRejectionEvent", func(r *js.Realm, init js.Value, e *dom.Event) (err error) {
			d := &dom.PromiseRejectionDetail{}
			e.Detail = d
			promise, err := member(r, init, "promise")
			if err != nil {
				return err
			}
			if promise.IsUndefined() {
				return webidl.TypeErrorf("Failed to construct 'PromiseRejectionEvent': Failed to read the 'promise' property from 'PromiseRejectionEventInit': Required member is undefined.")
			}
			d.Promise = r.Keep(promise)
			d.Reason, err = keepMember(r, init, "reason")
			return err
		}),
	}
	*PageTransitionEventClass = js.Class{Name: "PageTransitionEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{detailBool("persisted", func(d *dom.PageTransitionDetail) bool { return d.Persisted })},
		Constructor: eventConstructor("PageTransitionEvent", func(r *js.Realm, init js.Value, e *dom.Event) (err error) {
			d := &dom.PageTransitionDetail{}
			e.Detail = d
			d.Persisted, err = boolMember(r, init, "persisted")
			return err
		}),
	}
	*BeforeUnloadEventClass = js.Class{Name: "BeforeUnloadEvent", Parent: EventClass,
		Attrs: []js.Member{settable(detailText("returnValue", func(d *dom.BeforeUnloadDetail) string { return d.ReturnValue }), func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
			detailOf[dom.BeforeUnloadDetail](e).ReturnValue, err = r.ToString(v)
			return err
		})},
	}
	*HashChangeEventClass = js.Class{Name: "HashChangeEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			detailText("oldURL", func(d *dom.HashChangeDetail) string { return d.OldURL }),
			detailText("newURL", func(d *dom.HashChangeDetail) string { return d.NewURL }),
		},
		Constructor: eventConstructor("HashChangeEvent", func(r *js.Realm, init js.Value, e *dom.Event) error {
			d := &dom.HashChangeDetail{}
			e.Detail = d
			return texts(r, init, []string{"newURL", "oldURL"}, &d.NewURL, &d.OldURL)
		}),
	}
	*PopStateEventClass = js.Class{Name: "PopStateEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			detailAny("state", js.Null, func(d *dom.PopStateDetail) any { return d.State }),
			detailBool("hasUAVisualTransition", func(d *dom.PopStateDetail) bool { return d.HasUAVisualTransition }),
		},
		Constructor: eventConstructor("PopStateEvent", func(r *js.Realm, init js.Value, e *dom.Event) (err error) {
			d := &dom.PopStateDetail{}
			e.Detail = d
			if d.HasUAVisualTransition, err = boolMember(r, init, "hasUAVisualTransition"); err != nil {
				return err
			}
			d.State, err = keepMember(r, init, "state")
			return err
		}),
	}
	defineStorageEvent(StorageEventClass)
	*SecurityPolicyViolationEventClass = js.Class{Name: "SecurityPolicyViolationEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			detailText("documentURI", func(d *dom.SecurityPolicyViolationDetail) string { return d.DocumentURI }),
			detailText("referrer", func(d *dom.SecurityPolicyViolationDetail) string { return d.Referrer }),
			detailText("blockedURI", func(d *dom.SecurityPolicyViolationDetail) string { return d.BlockedURI }),
			detailText("effectiveDirective", func(d *dom.SecurityPolicyViolationDetail) string { return d.EffectiveDirective }),
			detailText("violatedDirective", func(d *dom.SecurityPolicyViolationDetail) string { return d.EffectiveDirective }),
			detailText("originalPolicy", func(d *dom.SecurityPolicyViolationDetail) string { return d.OriginalPolicy }),
			detailText("sourceFile", func(d *dom.SecurityPolicyViolationDetail) string { return d.SourceFile }),
			detailText("sample", func(d *dom.SecurityPolicyViolationDetail) string { return d.Sample }),
			detailText("disposition", func(d *dom.SecurityPolicyViolationDetail) string { return d.Disposition }),
			detailNumber("statusCode", func(d *dom.SecurityPolicyViolationDetail) float64 { return float64(d.StatusCode) }),
			detailNumber("lineNumber", func(d *dom.SecurityPolicyViolationDetail) float64 { return float64(d.LineNumber) }),
			detailNumber("columnNumber", func(d *dom.SecurityPolicyViolationDetail) float64 { return float64(d.ColumnNumber) }),
		},
		Constructor: eventConstructor("SecurityPolicyViolationEvent", nil),
	}
	*ProgressEventClass = js.Class{Name: "ProgressEvent", Parent: EventClass, ConstructorLength: 1,
		Attrs: []js.Member{
			detailBool("lengthComputable", func(d *dom.ProgressDetail) bool { return d.LengthComputable }),
			detailNumber("loaded", func(d *dom.ProgressDetail) float64 { return d.Loaded }),
			detailNumber("total", func(d *dom.ProgressDetail) float64 { return d.Total }),
		},
		Constructor: eventInit("ProgressEvent", func() any { return &dom.ProgressDetail{} }, progressEventInit),
	}
}

// errorEventInit is the dictionary of error events.
var errorEventInit = []eventMember{
	{"message", nil, func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
		detailOf[dom.ErrorDetail](e).Message, err = r.ToString(v)
		return err
	}},
	{"filename", nil, func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
		detailOf[dom.ErrorDetail](e).Filename, err = r.ToString(v)
		return err
	}},
	{"lineno", nil, func(r *js.Realm, e *dom.Event, v js.Value) error {
		n, err := r.ToInt32(v)
		detailOf[dom.ErrorDetail](e).Line = uint32(n)
		return err
	}},
	{"colno", nil, func(r *js.Realm, e *dom.Event, v js.Value) error {
		n, err := r.ToInt32(v)
		detailOf[dom.ErrorDetail](e).Column = uint32(n)
		return err
	}},
	{"error", nil, func(r *js.Realm, e *dom.Event, v js.Value) error {
		detailOf[dom.ErrorDetail](e).Error = r.Keep(v)
		return nil
	}},
}

// progressEventInit is the dictionary of progress events.
var progressEventInit = []eventMember{
	{"lengthComputable", nil, func(r *js.Realm, e *dom.Event, v js.Value) error {
		detailOf[dom.ProgressDetail](e).LengthComputable = r.ToBool(v)
		return nil
	}},
	{"loaded", nil, func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
		detailOf[dom.ProgressDetail](e).Loaded, err = double(r, v)
		return err
	}},
	{"total", nil, func(r *js.Realm, e *dom.Event, v js.Value) (err error) {
		detailOf[dom.ProgressDetail](e).Total, err = double(r, v)
		return err
	}},
}
