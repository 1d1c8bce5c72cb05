package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
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

// The event interfaces, in the order of the standards that define them.
var (
	CustomEventClass                  = &js.Class{Name: "CustomEvent", Parent: EventClass, Exposed: everywhere}
	MessageEventClass                 = &js.Class{Name: "MessageEvent", Parent: EventClass, Exposed: everywhere}
	ErrorEventClass                   = &js.Class{Name: "ErrorEvent", Parent: EventClass, Exposed: everywhere}
	PromiseRejectionEventClass        = &js.Class{Name: "PromiseRejectionEvent", Parent: EventClass, Exposed: everywhere}
	PageTransitionEventClass          = &js.Class{Name: "PageTransitionEvent", Parent: EventClass}
	BeforeUnloadEventClass            = &js.Class{Name: "BeforeUnloadEvent", Parent: EventClass}
	HashChangeEventClass              = &js.Class{Name: "HashChangeEvent", Parent: EventClass}
	PopStateEventClass                = &js.Class{Name: "PopStateEvent", Parent: EventClass}
	SecurityPolicyViolationEventClass = &js.Class{Name: "SecurityPolicyViolationEvent", Parent: EventClass, Exposed: everywhere}
	ProgressEventClass                = &js.Class{Name: "ProgressEvent", Parent: EventClass, Exposed: everywhere}
	// SubmitEventClass and FormDataEventClass are the events of forms.
	// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#the-submitevent-interface
	SubmitEventClass   = &js.Class{Name: "SubmitEvent", Parent: EventClass}
	FormDataEventClass = &js.Class{Name: "FormDataEvent", Parent: EventClass}
)

func init() {
	defineEvent[dom.CustomDetail](CustomEventClass, eventInit,
		detail("detail", keptOrNull, func(d *dom.CustomDetail) *any { return &d.Detail }),
		initCustomEvent(),
	)
	defineEvent[dom.ErrorDetail](ErrorEventClass, eventInit,
		detail("message", idl.DOMString, func(d *dom.ErrorDetail) *string { return &d.Message }),
		detail("filename", idl.USVString, func(d *dom.ErrorDetail) *string { return &d.Filename }),
		detail("lineno", idl.UnsignedLong, func(d *dom.ErrorDetail) *uint32 { return &d.Line }),
		detail("colno", idl.UnsignedLong, func(d *dom.ErrorDetail) *uint32 { return &d.Column }),
		detail("error", keptOrUndefined, func(d *dom.ErrorDetail) *any { return &d.Error }),
	)
	defineEvent[dom.PromiseRejectionDetail](PromiseRejectionEventClass, eventInit,
		detail("promise", keptOrUndefined, func(d *dom.PromiseRejectionDetail) *any { return &d.Promise }).required(),
		detail("reason", keptOrUndefined, func(d *dom.PromiseRejectionDetail) *any { return &d.Reason }),
	)
	defineEvent[dom.PageTransitionDetail](PageTransitionEventClass, eventInit,
		detail("persisted", idl.Boolean, func(d *dom.PageTransitionDetail) *bool { return &d.Persisted }),
	)
	idl.Define(BeforeUnloadEventClass,
		idl.Get("returnValue", idl.DOMString, func(e *dom.Event) string { return detailOf[dom.BeforeUnloadDetail](e).ReturnValue }).
			Set(func(_ idl.Call, e *dom.Event, v string) error {
				detailOf[dom.BeforeUnloadDetail](e).ReturnValue = v
				return nil
			}),
	)
	defineEvent[dom.HashChangeDetail](HashChangeEventClass, eventInit,
		detail("oldURL", idl.USVString, func(d *dom.HashChangeDetail) *string { return &d.OldURL }),
		detail("newURL", idl.USVString, func(d *dom.HashChangeDetail) *string { return &d.NewURL }),
	)
	defineEvent[dom.PopStateDetail](PopStateEventClass, eventInit,
		detail("state", keptOrNull, func(d *dom.PopStateDetail) *any { return &d.State }),
		detail("hasUAVisualTransition", idl.Boolean, func(d *dom.PopStateDetail) *bool { return &d.HasUAVisualTransition }),
	)
	defineEvent[dom.ProgressDetail](ProgressEventClass, eventInit,
		detail("lengthComputable", idl.Boolean, func(d *dom.ProgressDetail) *bool { return &d.LengthComputable }),
		detail("loaded", idl.Double, func(d *dom.ProgressDetail) *float64 { return &d.Loaded }),
		detail("total", idl.Double, func(d *dom.ProgressDetail) *float64 { return &d.Total }),
	)
	defineEvent[dom.SubmitDetail](SubmitEventClass, eventInit,
		detail("submitter", idl.OrNull(htmlElementType), func(d *dom.SubmitDetail) **dom.Node { return &d.Submitter }),
	)
	defineEvent[dom.FormDataDetail](FormDataEventClass, eventInit,
		detail("formData", entryListType, func(d *dom.FormDataDetail) *any { return &d.FormData }).required(),
	)
	defineSecurityPolicyViolationEvent()
}

// entryListType is FormData as the DOM keeps it, which knows no entry lists.
var entryListType = idl.Type[any]{
	Name: "FormData",
	From: func(r *js.Realm, v js.Value) (any, error) { return formDataType.From(r, v) },
	To: func(r *js.Realm, v any) js.Value {
		if f, ok := v.(*formData); ok {
			return formDataType.To(r, f)
		}
		return js.Null
	},
}

func defineSecurityPolicyViolationEvent() {
	type violation = dom.SecurityPolicyViolationDetail
	defineEvent[violation](SecurityPolicyViolationEventClass, eventInit,
		detail("documentURI", idl.USVString, func(d *violation) *string { return &d.DocumentURI }),
		detail("referrer", idl.USVString, func(d *violation) *string { return &d.Referrer }),
		detail("blockedURI", idl.USVString, func(d *violation) *string { return &d.BlockedURI }),
		detail("effectiveDirective", idl.DOMString, func(d *violation) *string { return &d.EffectiveDirective }),
		detailGet("violatedDirective", idl.DOMString, func(d *violation) string { return d.EffectiveDirective }),
		detail("originalPolicy", idl.DOMString, func(d *violation) *string { return &d.OriginalPolicy }),
		detail("sourceFile", idl.USVString, func(d *violation) *string { return &d.SourceFile }),
		detail("sample", idl.DOMString, func(d *violation) *string { return &d.Sample }),
		detail("disposition", idl.Enum("SecurityPolicyViolationEventDisposition", "enforce", "report"), func(d *violation) *string { return &d.Disposition }),
		detail("statusCode", idl.UnsignedShort, func(d *violation) *uint16 { return &d.StatusCode }),
		detail("lineNumber", idl.UnsignedLong, func(d *violation) *uint32 { return &d.LineNumber }),
		detail("columnNumber", idl.UnsignedLong, func(d *violation) *uint32 { return &d.ColumnNumber }),
	)
}
