package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// NavigateEvent, NavigationCurrentEntryChangeEvent and what precommit handlers get.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-navigateevent-interface
var (
	navigateEventClass                     = &js.Class{Name: "NavigateEvent", Parent: EventClass}
	navigationCurrentEntryChangeEventClass = &js.Class{Name: "NavigationCurrentEntryChangeEvent", Parent: EventClass}
	navigationPrecommitControllerClass     = &js.Class{Name: "NavigationPrecommitController"}
)

func navigationEventInterfaces() []*js.Class {
	return []*js.Class{navigateEventClass, navigationCurrentEntryChangeEventClass}
}

// keptCallback is a callback function that Go keeps.
var keptCallback = idl.Type[*js.Ref]{
	Name: "Function",
	From: func(r *js.Realm, v js.Value) (*js.Ref, error) {
		f, err := idl.Callback.From(r, v)
		if err != nil {
			return nil, err
		}
		return r.KeepMember(f), nil
	},
}

// interceptOptionsDict is NavigationInterceptOptions.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationinterceptoptions
var interceptOptionsDict = idl.Dict("NavigationInterceptOptions",
	idl.Field("precommitHandler", keptCallback, func(o *navigation.InterceptOptions) **js.Ref { return &o.PrecommitHandler }),
	idl.Field("handler", keptCallback, func(o *navigation.InterceptOptions) **js.Ref { return &o.Handler }),
	idl.Field("focusReset", idl.Enum("NavigationFocusReset", "after-transition", "manual"), func(o *navigation.InterceptOptions) *string { return &o.FocusReset }),
	idl.Field("scroll", idl.Enum("NavigationScrollBehavior", "after-transition", "manual"), func(o *navigation.InterceptOptions) *string { return &o.Scroll }),
)

func init() {
	type navigate = navigation.NavigateEvent
	members := []idl.Member{
		detail("navigationType", idl.Default(navigationTypeType, "push"), func(e *navigate) *string { return &e.NavigationType }),
		detail("destination", destinationType, func(e *navigate) **navigation.NavigationDestination { return &e.Destination }).required(),
		detail("canIntercept", idl.Boolean, func(e *navigate) *bool { return &e.CanIntercept }),
		detail("userInitiated", idl.Boolean, func(e *navigate) *bool { return &e.UserInitiated }),
		detail("hashChange", idl.Boolean, func(e *navigate) *bool { return &e.HashChange }),
		detail("signal", signalType, func(e *navigate) **dom.AbortSignal { return &e.Signal }).required(),
		detail("formData", idl.OrNull(formDataType), func(e *navigate) **formData { return &e.FormData }),
		detail("downloadRequest", idl.Nullable(idl.DOMString), func(e *navigate) **string { return &e.DownloadRequest }),
		detail("info", infoType, func(e *navigate) **js.Ref { return &e.Info }),
		detail("hasUAVisualTransition", idl.Boolean, func(e *navigate) *bool { return &e.HasUAVisualTransition }),
		detail("sourceElement", idl.OrNull(elementType), func(e *navigate) **dom.Node { return &e.SourceElement }),
		idl.Op1("intercept", interceptOptionsDict.Type(), func(c idl.Call, e *dom.Event, o navigation.InterceptOptions) (js.Value, error) {
			return js.Undefined, detailOf[navigate](e).Intercept(c.Context(), o)
		}),
		idl.Op0("scroll", func(c idl.Call, e *dom.Event) (js.Value, error) {
			return js.Undefined, detailOf[navigate](e).ProcessScroll(c.Context())
		}),
	}
	newDetail := func(r *js.Realm, e *dom.Event) any {
		d := navigation.NewNavigateEvent(windowIn(r))
		d.Event = e
		return d
	}
	idl.Define(navigateEventClass, append(members,
		eventConstructor("NavigateEvent", newDetail, eventInit.Extend("NavigateEventInit", dictionaryMembers(members)...)))...)

	type change = navigation.CurrentEntryChangeDetail
	defineEvent[change](navigationCurrentEntryChangeEventClass, eventInit,
		detail("navigationType", idl.OrNull(navigationTypeType), func(d *change) *string { return &d.NavigationType }),
		detail("from", historyEntryType, func(d *change) **navigation.NavigationHistoryEntry { return &d.From }).required(),
	)
	idl.Define(navigationPrecommitControllerClass,
		// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationprecommitcontroller-redirect
		idl.Op2("redirect", idl.USVString, navigateOptionsDict.Type(), func(c idl.Call, p *navigation.NavigationPrecommitController, url string, o navigationOptions) (js.Value, error) {
			return js.Undefined, p.Redirect(c.Context(), url, o.History, o.Info, o.State)
		}),
		// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationprecommitcontroller-addhandler
		idl.Op1("addHandler", keptCallback, func(c idl.Call, p *navigation.NavigationPrecommitController, handler *js.Ref) (js.Value, error) {
			return js.Undefined, p.AddHandler(c.Context(), handler)
		}),
	)
}
