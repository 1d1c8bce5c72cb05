package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// The interfaces of the navigation API, in the order of the standard. The events are in navigation_api_events.go.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api
var (
	navigationClass             = new(js.Class)
	navigationHistoryEntryClass = new(js.Class)
	navigationTransitionClass   = new(js.Class)
	navigationActivationClass   = new(js.Class)
	navigationDestinationClass  = new(js.Class)
)

// navigationInterfaces lists them all.
func navigationInterfaces() []*js.Class {
	return []*js.Class{
		navigationClass, navigationHistoryEntryClass, navigationTransitionClass, navigationActivationClass, navigationDestinationClass,
		navigationPrecommitControllerClass,
	}
}

// getter is a read-only attribute of objects whose Go value is a T.
func getter[T any](name string, get func(r *js.Realm, v T) js.Value) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		v, ok := r.Agent.Unwrap(this).(T)
		if !ok {
			return js.Undefined, webidl.TypeErrorf("Illegal invocation")
		}
		return get(r, v), nil
	}}
}

// Object implements navigation.ScriptHost.
func (h *Host) Object(w *navigation.Window, v any) js.Value { return wrapNavigationValue(w.Realm(), v) }

// wrapNavigationValue is the object of a value of the navigation API, null for nil.
func wrapNavigationValue(r *js.Realm, v any) js.Value {
	switch v := v.(type) {
	case *navigation.Navigation:
		return v.Window().Realm().Wrap(navigationClass, v)
	case *navigation.NavigationHistoryEntry:
		if v != nil {
			return v.Window().Realm().Wrap(navigationHistoryEntryClass, v)
		}
	case *navigation.NavigationTransition:
		if v != nil {
			return r.Wrap(navigationTransitionClass, v)
		}
	case *navigation.NavigationActivation:
		if v != nil {
			return r.Wrap(navigationActivationClass, v)
		}
	case *navigation.NavigationDestination:
		if v != nil {
			return r.Wrap(navigationDestinationClass, v)
		}
	case *navigation.NavigationPrecommitController:
		return r.Wrap(navigationPrecommitControllerClass, v)
	}
	return js.Null
}

// deserializeState makes a value of a navigation API state.
func deserializeState(r *js.Realm, state *navigation.ClassicState) (js.Value, error) {
	if state == nil || state.Undefined {
		return js.Undefined, nil
	}
	return structuredDeserialize(r, state.Data)
}

// serializeState makes a navigation API state of a value.
func serializeState(r *js.Realm, v js.Value) (*navigation.ClassicState, error) {
	data, err := structuredSerializeForStorage(r, v)
	if err != nil {
		return nil, err
	}
	return &navigation.ClassicState{Data: data}, nil
}

// infoMember and stateMember read what several dictionaries share. The value of a state lives until the call ends.
func infoMember(r *js.Realm, options js.Value) (*js.Ref, error) {
	v, err := member(r, options, "info")
	if err != nil || v.IsUndefined() {
		return nil, err
	}
	return r.Keep(v), nil
}

func stateMember(r *js.Realm, options js.Value) (func() (*navigation.ClassicState, error), error) {
	v, err := member(r, options, "state")
	if err != nil || v.IsUndefined() {
		return nil, err
	}
	return func() (*navigation.ClassicState, error) { return serializeState(r, v) }, nil
}

// navigationMethod is a method that navigates. required says how many arguments come before the options.
func navigationMethod(name string, required int, read func(r *js.Realm, options js.Value, o *navigation.MethodOptions) error,
	call func(r *js.Realm, n *navigation.Navigation, text string, o navigation.MethodOptions) navigation.NavigationResult) js.Member {
	return js.Member{Name: name, Length: required, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		n, ok := r.Agent.Unwrap(this).(*navigation.Navigation)
		if !ok {
			return js.Undefined, webidl.TypeErrorf("Illegal invocation")
		}
		if err := missingArgs(required, args); err != nil {
			return js.Undefined, err
		}
		text := ""
		if required == 1 {
			convert := r.ToString
			if name == "navigate" {
				convert = r.ToUSVString
			}
			var err error
			if text, err = convert(args[0]); err != nil {
				return js.Undefined, err
			}
		}
		options := js.Arg(args, required)
		if err := dictionary(options); err != nil {
			return js.Undefined, err
		}
		var o navigation.MethodOptions
		var err error
		if o.Info, err = infoMember(r, options); err != nil {
			return js.Undefined, err
		}
		if read != nil {
			if err := read(r, options, &o); err != nil {
				return js.Undefined, err
			}
		}
		result := call(r, n, text, o)
		object := r.NewObject()
		if err := r.Define(object, "committed", result.Committed, js.All); err != nil {
			return js.Undefined, err
		}
		return object, r.Define(object, "finished", result.Finished, js.All)
	}}
}

// historyBehavior reads the member history of NavigationNavigateOptions.
func historyBehavior(r *js.Realm, options js.Value) (string, error) {
	history, present, err := enumMember(r, options, "history", "auto", "push", "replace")
	if err == nil && !present {
		history = "auto"
	}
	return history, err
}

func readNavigateOptions(r *js.Realm, options js.Value, o *navigation.MethodOptions) (err error) {
	if o.History, err = historyBehavior(r, options); err != nil {
		return err
	}
	o.State, err = stateMember(r, options)
	return err
}

func readReloadOptions(r *js.Realm, options js.Value, o *navigation.MethodOptions) (err error) {
	o.State, err = stateMember(r, options)
	return err
}

func init() {
	*navigationClass = js.Class{
		Name: "Navigation", Parent: EventTargetClass,
		Attrs: append([]js.Member{
			getter("currentEntry", func(r *js.Realm, n *navigation.Navigation) js.Value { return wrapNavigationValue(r, n.CurrentEntry()) }),
			getter("transition", func(r *js.Realm, n *navigation.Navigation) js.Value { return wrapNavigationValue(r, n.Transition()) }),
			getter("activation", func(r *js.Realm, n *navigation.Navigation) js.Value { return wrapNavigationValue(r, n.Activation()) }),
			getter("canGoBack", func(_ *js.Realm, n *navigation.Navigation) js.Value { return js.Bool(n.CanGoBack()) }),
			getter("canGoForward", func(_ *js.Realm, n *navigation.Navigation) js.Value { return js.Bool(n.CanGoForward()) }),
		}, handlerMembers("navigate", "navigatesuccess", "navigateerror", "currententrychange")...),
		Methods: []js.Member{
			{Name: "entries", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				n, ok := r.Agent.Unwrap(this).(*navigation.Navigation)
				if !ok {
					return js.Undefined, webidl.TypeErrorf("Illegal invocation")
				}
				var list []js.Value
				for _, e := range n.Entries() {
					list = append(list, wrapNavigationValue(r, e))
				}
				return r.NewArray(list...), nil
			}},
			{Name: "updateCurrentEntry", Length: 1, Call: updateCurrentEntry},
			navigationMethod("navigate", 1, readNavigateOptions, func(r *js.Realm, n *navigation.Navigation, url string, o navigation.MethodOptions) navigation.NavigationResult {
				return n.Navigate(contextOf(r), url, o)
			}),
			navigationMethod("reload", 0, readReloadOptions, func(r *js.Realm, n *navigation.Navigation, _ string, o navigation.MethodOptions) navigation.NavigationResult {
				return n.Reload(contextOf(r), o)
			}),
			navigationMethod("traverseTo", 1, nil, func(r *js.Realm, n *navigation.Navigation, key string, o navigation.MethodOptions) navigation.NavigationResult {
				return n.TraverseTo(contextOf(r), key, o)
			}),
			navigationMethod("back", 0, nil, func(r *js.Realm, n *navigation.Navigation, _ string, o navigation.MethodOptions) navigation.NavigationResult {
				return n.Back(contextOf(r), o)
			}),
			navigationMethod("forward", 0, nil, func(r *js.Realm, n *navigation.Navigation, _ string, o navigation.MethodOptions) navigation.NavigationResult {
				return n.Forward(contextOf(r), o)
			}),
		},
	}
	*navigationHistoryEntryClass = js.Class{
		Name: "NavigationHistoryEntry", Parent: EventTargetClass,
		Attrs: append([]js.Member{
			getter("url", func(r *js.Realm, e *navigation.NavigationHistoryEntry) js.Value { return pointerOrNull(r, e.URL()) }),
			getter("key", func(r *js.Realm, e *navigation.NavigationHistoryEntry) js.Value { return r.String(e.Key()) }),
			getter("id", func(r *js.Realm, e *navigation.NavigationHistoryEntry) js.Value { return r.String(e.ID()) }),
			getter("index", func(_ *js.Realm, e *navigation.NavigationHistoryEntry) js.Value { return js.Int(int32(e.Index())) }),
			getter("sameDocument", func(_ *js.Realm, e *navigation.NavigationHistoryEntry) js.Value { return js.Bool(e.SameDocument()) }),
		}, handlerMembers("dispose")...),
		Methods: []js.Member{{Name: "getState", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			e, ok := r.Agent.Unwrap(this).(*navigation.NavigationHistoryEntry)
			if !ok {
				return js.Undefined, webidl.TypeErrorf("Illegal invocation")
			}
			return deserializeState(r, e.State())
		}}},
	}
	*navigationTransitionClass = js.Class{
		Name: "NavigationTransition",
		Attrs: []js.Member{
			getter("navigationType", func(r *js.Realm, t *navigation.NavigationTransition) js.Value { return r.String(t.Type) }),
			getter("from", func(r *js.Realm, t *navigation.NavigationTransition) js.Value { return wrapNavigationValue(r, t.From) }),
			getter("to", func(r *js.Realm, t *navigation.NavigationTransition) js.Value { return wrapNavigationValue(r, t.To) }),
			promiseGetter("committed", (*navigation.NavigationTransition).Committed),
			promiseGetter("finished", (*navigation.NavigationTransition).Finished),
		},
	}
	*navigationActivationClass = js.Class{
		Name: "NavigationActivation",
		Attrs: []js.Member{
			getter("from", func(r *js.Realm, a *navigation.NavigationActivation) js.Value { return wrapNavigationValue(r, a.From) }),
			getter("entry", func(r *js.Realm, a *navigation.NavigationActivation) js.Value { return wrapNavigationValue(r, a.Entry) }),
			getter("navigationType", func(r *js.Realm, a *navigation.NavigationActivation) js.Value { return r.String(a.Type) }),
		},
	}
	*navigationDestinationClass = js.Class{
		Name: "NavigationDestination",
		Attrs: []js.Member{
			getter("url", func(r *js.Realm, d *navigation.NavigationDestination) js.Value { return r.String(d.URL.Href()) }),
			getter("key", func(r *js.Realm, d *navigation.NavigationDestination) js.Value {
				if d.Entry == nil {
					return r.String("")
				}
				return r.String(d.Entry.Key())
			}),
			getter("id", func(r *js.Realm, d *navigation.NavigationDestination) js.Value {
				if d.Entry == nil {
					return r.String("")
				}
				return r.String(d.Entry.ID())
			}),
			getter("index", func(_ *js.Realm, d *navigation.NavigationDestination) js.Value {
				if d.Entry == nil {
					return js.Int(-1)
				}
				return js.Int(int32(d.Entry.Index()))
			}),
			getter("sameDocument", func(_ *js.Realm, d *navigation.NavigationDestination) js.Value { return js.Bool(d.SameDocument) }),
		},
		Methods: []js.Member{{Name: "getState", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			d, ok := r.Agent.Unwrap(this).(*navigation.NavigationDestination)
			if !ok {
				return js.Undefined, webidl.TypeErrorf("Illegal invocation")
			}
			return deserializeState(r, d.State)
		}}},
	}
}

// promiseGetter is an attribute whose type is a promise: its errors are rejections.
func promiseGetter(name string, get func(t *navigation.NavigationTransition) *js.Ref) js.Member {
	m := getter(name, func(_ *js.Realm, t *navigation.NavigationTransition) js.Value { return get(t).Value() })
	m.Promise = true
	return m
}

// updateCurrentEntry implements updateCurrentEntry().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-updatecurrententry
func updateCurrentEntry(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	n, ok := r.Agent.Unwrap(this).(*navigation.Navigation)
	if !ok {
		return js.Undefined, webidl.TypeErrorf("Illegal invocation")
	}
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	if err := dictionary(args[0]); err != nil {
		return js.Undefined, err
	}
	state, err := stateMember(r, args[0])
	if err != nil {
		return js.Undefined, err
	}
	if state == nil {
		return js.Undefined, webidl.TypeErrorf("Failed to execute 'updateCurrentEntry' on 'Navigation': Failed to read the 'state' property from 'NavigationUpdateCurrentEntryOptions': Required member is undefined.")
	}
	return js.Undefined, n.UpdateCurrentEntry(contextOf(r), state)
}

// windowNavigation is Window's attribute navigation.
func windowNavigation() js.Member {
	return js.Member{Name: "navigation", Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return wrapNavigationValue(r, windowOf(r, this).Navigation()), nil
	}}
}

// classOfNavigationTarget is the interface of the event targets of the navigation API.
func classOfNavigationTarget(t dom.Target) *js.Class {
	switch t.(type) {
	case *navigation.Navigation:
		return navigationClass
	case *navigation.NavigationHistoryEntry:
		return navigationHistoryEntryClass
	}
	return nil
}
