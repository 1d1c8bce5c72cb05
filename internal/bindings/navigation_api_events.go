package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// NavigateEvent, NavigationCurrentEntryChangeEvent and what precommit handlers get.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-navigateevent-interface
var (
	navigateEventClass                     = new(js.Class)
	navigationCurrentEntryChangeEventClass = new(js.Class)
	navigationPrecommitControllerClass     = new(js.Class)
)

func navigationEventInterfaces() []*js.Class {
	return []*js.Class{navigateEventClass, navigationCurrentEntryChangeEventClass}
}

// navigateGet is a read-only attribute of navigate events.
func navigateGet(name string, get func(r *js.Realm, e *navigation.NavigateEvent) js.Value) js.Member {
	return eventGet(name, func(r *js.Realm, e *dom.Event) js.Value {
		d, ok := e.Detail.(*navigation.NavigateEvent)
		if !ok {
			return js.Undefined
		}
		return get(r, d)
	})
}

// requiredMember is what a constructor throws for a member that it must have.
func requiredMember(class, name, dictionary string) error {
	return webidl.TypeErrorf("Failed to construct '%s': Failed to read the '%s' property from '%s': Required member is undefined.", class, name, dictionary)
}

func init() {
	*navigateEventClass = js.Class{
		Name: "NavigateEvent", Parent: EventClass, ConstructorLength: 2,
		Attrs: []js.Member{
			navigateGet("navigationType", func(r *js.Realm, e *navigation.NavigateEvent) js.Value { return r.String(e.NavigationType) }),
			navigateGet("destination", func(r *js.Realm, e *navigation.NavigateEvent) js.Value { return wrapNavigationValue(r, e.Destination) }),
			navigateGet("canIntercept", func(_ *js.Realm, e *navigation.NavigateEvent) js.Value { return js.Bool(e.CanIntercept) }),
			navigateGet("userInitiated", func(_ *js.Realm, e *navigation.NavigateEvent) js.Value { return js.Bool(e.UserInitiated) }),
			navigateGet("hashChange", func(_ *js.Realm, e *navigation.NavigateEvent) js.Value { return js.Bool(e.HashChange) }),
			navigateGet("signal", func(r *js.Realm, e *navigation.NavigateEvent) js.Value { return wrapSignal(r, e.Signal) }),
			navigateGet("formData", func(r *js.Realm, e *navigation.NavigateEvent) js.Value {
				if e.FormData == nil {
					return js.Null
				}
				return r.Wrap(FormDataClass, e.FormData)
			}),
			navigateGet("downloadRequest", func(r *js.Realm, e *navigation.NavigateEvent) js.Value { return pointerOrNull(r, e.DownloadRequest) }),
			navigateGet("info", func(_ *js.Realm, e *navigation.NavigateEvent) js.Value { return e.Info.Value() }),
			navigateGet("hasUAVisualTransition", func(_ *js.Realm, e *navigation.NavigateEvent) js.Value { return js.Bool(e.HasUAVisualTransition) }),
			navigateGet("sourceElement", func(r *js.Realm, e *navigation.NavigateEvent) js.Value { return wrapNode(r, e.SourceElement) }),
		},
		Methods: []js.Member{
			eventCall("intercept", 0, func(r *js.Realm, e *dom.Event, args []js.Value) (js.Value, error) {
				d, ok := e.Detail.(*navigation.NavigateEvent)
				if !ok {
					return js.Undefined, webidl.TypeErrorf("Illegal invocation")
				}
				o, err := interceptOptions(r, js.Arg(args, 0))
				if err != nil {
					return js.Undefined, err
				}
				return js.Undefined, d.Intercept(contextOf(r), o)
			}),
			eventCall("scroll", 0, func(r *js.Realm, e *dom.Event, _ []js.Value) (js.Value, error) {
				d, ok := e.Detail.(*navigation.NavigateEvent)
				if !ok {
					return js.Undefined, webidl.TypeErrorf("Illegal invocation")
				}
				return js.Undefined, d.ProcessScroll(contextOf(r))
			}),
		},
		Constructor: requiredInit("NavigateEvent", eventConstructor("NavigateEvent", readNavigateEventInit)),
	}
	*navigationCurrentEntryChangeEventClass = js.Class{
		Name: "NavigationCurrentEntryChangeEvent", Parent: EventClass, ConstructorLength: 2,
		Attrs: []js.Member{
			eventGet("navigationType", func(r *js.Realm, e *dom.Event) js.Value {
				return stringOrNull(r, detailOf[navigation.CurrentEntryChangeDetail](e).NavigationType)
			}),
			eventGet("from", func(r *js.Realm, e *dom.Event) js.Value {
				return wrapNavigationValue(r, detailOf[navigation.CurrentEntryChangeDetail](e).From)
			}),
		},
		Constructor: requiredInit("NavigationCurrentEntryChangeEvent", eventConstructor("NavigationCurrentEntryChangeEvent", func(r *js.Realm, init js.Value, e *dom.Event) error {
			d := &navigation.CurrentEntryChangeDetail{}
			e.Detail = d
			from, err := member(r, init, "from")
			if err != nil {
				return err
			}
			if from.IsUndefined() {
				return requiredMember("NavigationCurrentEntryChangeEvent", "from", "NavigationCurrentEntryChangeEventInit")
			}
			var ok bool
			if d.From, ok = r.Agent.Unwrap(from).(*navigation.NavigationHistoryEntry); !ok {
				return webidl.TypeErrorf("Failed to construct 'NavigationCurrentEntryChangeEvent': Failed to read the 'from' property from 'NavigationCurrentEntryChangeEventInit': Failed to convert value to 'NavigationHistoryEntry'.")
			}
			v, err := member(r, init, "navigationType")
			if err != nil || v.IsNullish() {
				return err
			}
			d.NavigationType, _, err = enumMember(r, init, "navigationType", "push", "replace", "reload", "traverse")
			return err
		})),
	}
	*navigationPrecommitControllerClass = js.Class{
		Name: "NavigationPrecommitController",
		Methods: []js.Member{
			{Name: "redirect", Length: 1, Call: precommitRedirect},
			{Name: "addHandler", Length: 1, Call: precommitAddHandler},
		},
	}
}

// requiredInit is an event constructor whose dictionary has required members.
func requiredInit(name string, construct func(*js.Realm, js.Value, []js.Value) (js.Value, error)) func(*js.Realm, js.Value, []js.Value) (js.Value, error) {
	return func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
		if len(args) < 2 {
			return js.Undefined, webidl.TypeErrorf("Failed to construct '%s': 2 arguments required, but only %d present.", name, len(args))
		}
		return construct(r, newTarget, args)
	}
}

// readNavigateEventInit reads NavigateEventInit.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigateeventinit
func readNavigateEventInit(r *js.Realm, init js.Value, e *dom.Event) (err error) {
	d := navigation.NewNavigateEvent(windowIn(r))
	d.Event, e.Detail = e, d
	convert := func(name, class string) error {
		return webidl.TypeErrorf("Failed to construct 'NavigateEvent': Failed to read the '%s' property from 'NavigateEventInit': Failed to convert value to '%s'.", name, class)
	}
	if d.CanIntercept, err = boolMember(r, init, "canIntercept"); err != nil {
		return err
	}
	destination, err := member(r, init, "destination")
	if err != nil {
		return err
	}
	var ok bool
	if destination.IsUndefined() {
		return requiredMember("NavigateEvent", "destination", "NavigateEventInit")
	}
	if d.Destination, ok = r.Agent.Unwrap(destination).(*navigation.NavigationDestination); !ok {
		return convert("destination", "NavigationDestination")
	}
	download, err := member(r, init, "downloadRequest")
	if err != nil {
		return err
	}
	if !download.IsNullish() {
		text, err := r.ToString(download)
		if err != nil {
			return err
		}
		d.DownloadRequest = &text
	}
	form, err := member(r, init, "formData")
	if err != nil {
		return err
	}
	if !form.IsNullish() {
		if d.FormData, ok = r.Agent.Unwrap(form).(*formData); !ok {
			return convert("formData", "FormData")
		}
	}
	if d.HasUAVisualTransition, err = boolMember(r, init, "hasUAVisualTransition"); err != nil {
		return err
	}
	if d.HashChange, err = boolMember(r, init, "hashChange"); err != nil {
		return err
	}
	if d.Info, err = infoMember(r, init); err != nil {
		return err
	}
	kind, present, err := enumMember(r, init, "navigationType", "push", "replace", "reload", "traverse")
	if err != nil {
		return err
	}
	if !present {
		kind = "push"
	}
	d.NavigationType = kind
	signal, err := member(r, init, "signal")
	if err != nil {
		return err
	}
	if signal.IsUndefined() {
		return requiredMember("NavigateEvent", "signal", "NavigateEventInit")
	}
	if d.Signal, ok = r.Agent.Unwrap(signal).(*dom.AbortSignal); !ok {
		return convert("signal", "AbortSignal")
	}
	source, err := member(r, init, "sourceElement")
	if err != nil {
		return err
	}
	if !source.IsNullish() {
		if d.SourceElement, ok = r.Agent.Unwrap(source).(*dom.Node); !ok || d.SourceElement.Type != dom.ElementNode {
			return convert("sourceElement", "Element")
		}
	}
	d.UserInitiated, err = boolMember(r, init, "userInitiated")
	return err
}

// functionMember reads a member whose type is a callback function.
func functionMember(r *js.Realm, options js.Value, name string) (*js.Ref, error) {
	v, err := member(r, options, name)
	if err != nil || v.IsUndefined() {
		return nil, err
	}
	if !r.IsFunction(v) {
		return nil, webidl.TypeErrorf("Failed to execute 'intercept' on 'NavigateEvent': Failed to read the '%s' property from 'NavigationInterceptOptions': The given value is not a function.", name)
	}
	return r.Keep(v), nil
}

// interceptOptions reads NavigationInterceptOptions.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationinterceptoptions
func interceptOptions(r *js.Realm, options js.Value) (o navigation.InterceptOptions, err error) {
	if err = dictionary(options); err != nil {
		return o, err
	}
	if o.FocusReset, _, err = enumMember(r, options, "focusReset", "after-transition", "manual"); err != nil {
		return o, err
	}
	if o.Handler, err = functionMember(r, options, "handler"); err != nil {
		return o, err
	}
	if o.PrecommitHandler, err = functionMember(r, options, "precommitHandler"); err != nil {
		return o, err
	}
	o.Scroll, _, err = enumMember(r, options, "scroll", "after-transition", "manual")
	return o, err
}

// precommitRedirect implements redirect().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationprecommitcontroller-redirect
func precommitRedirect(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	c, ok := r.Agent.Unwrap(this).(*navigation.NavigationPrecommitController)
	if !ok {
		return js.Undefined, webidl.TypeErrorf("Illegal invocation")
	}
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	url, err := r.ToUSVString(args[0])
	if err != nil {
		return js.Undefined, err
	}
	options := js.Arg(args, 1)
	if err := dictionary(options); err != nil {
		return js.Undefined, err
	}
	info, err := infoMember(r, options)
	if err != nil {
		return js.Undefined, err
	}
	history, err := historyBehavior(r, options)
	if err != nil {
		return js.Undefined, err
	}
	state, err := stateMember(r, options)
	if err != nil {
		return js.Undefined, err
	}
	return js.Undefined, c.Redirect(contextOf(r), url, history, info, state)
}

// precommitAddHandler implements addHandler().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationprecommitcontroller-addhandler
func precommitAddHandler(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	c, ok := r.Agent.Unwrap(this).(*navigation.NavigationPrecommitController)
	if !ok {
		return js.Undefined, webidl.TypeErrorf("Illegal invocation")
	}
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	if !r.IsFunction(args[0]) {
		return js.Undefined, notAFunction("addHandler")
	}
	return js.Undefined, c.AddHandler(contextOf(r), r.Keep(args[0]))
}
