package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// The interfaces of the navigation API, in the order of the standard. The events are in navigation_api_events.go.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api
var (
	navigationClass             = &js.Class{Name: "Navigation", Parent: EventTargetClass}
	navigationHistoryEntryClass = &js.Class{Name: "NavigationHistoryEntry", Parent: EventTargetClass}
	navigationTransitionClass   = &js.Class{Name: "NavigationTransition"}
	navigationActivationClass   = &js.Class{Name: "NavigationActivation"}
	navigationDestinationClass  = &js.Class{Name: "NavigationDestination"}
)

// navigationInterfaces lists them all.
func navigationInterfaces() []*js.Class {
	return []*js.Class{
		navigationClass, navigationHistoryEntryClass, navigationTransitionClass, navigationActivationClass, navigationDestinationClass,
		navigationPrecommitControllerClass,
	}
}

// navigationObject is the type of an interface of the navigation API.
func navigationObject[T any](c *js.Class) idl.Type[T] {
	return idl.Platform(c.Name, func(r *js.Realm, v T) js.Value { return wrapNavigationValue(r, v) })
}

var (
	historyEntryType    = navigationObject[*navigation.NavigationHistoryEntry](navigationHistoryEntryClass)
	transitionType      = navigationObject[*navigation.NavigationTransition](navigationTransitionClass)
	ownActivationType   = navigationObject[*navigation.NavigationActivation](navigationActivationClass)
	destinationType     = navigationObject[*navigation.NavigationDestination](navigationDestinationClass)
	navigationTypeType  = idl.Enum("NavigationType", "push", "replace", "reload", "traverse")
	historyBehaviorType = idl.Default(idl.Enum("NavigationHistoryBehavior", "auto", "push", "replace"), "auto")
)

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

// infoType is any that is kept, nil for undefined.
var infoType = idl.Type[*js.Ref]{
	Name: "any",
	From: func(r *js.Realm, v js.Value) (*js.Ref, error) { return r.KeepMember(v), nil },
	To:   func(_ *js.Realm, v *js.Ref) js.Value { return v.Value() },
}

// stateType is any that becomes a navigation API state. The value lives until the call ends.
var stateType = idl.Type[func() (*navigation.ClassicState, error)]{
	Name: "any",
	From: func(r *js.Realm, v js.Value) (func() (*navigation.ClassicState, error), error) {
		return func() (*navigation.ClassicState, error) { return serializeState(r, v) }, nil
	},
}

type navigationOptions = navigation.MethodOptions

var (
	infoMember  = idl.Field("info", infoType, func(o *navigationOptions) **js.Ref { return &o.Info })
	stateMember = idl.Field("state", stateType, func(o *navigationOptions) *func() (*navigation.ClassicState, error) { return &o.State })

	// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationoptions
	navigationOptionsDict = idl.Dict("NavigationOptions", infoMember)
	navigateOptionsDict   = navigationOptionsDict.Extend("NavigationNavigateOptions", stateMember,
		idl.Field("history", historyBehaviorType, func(o *navigationOptions) *string { return &o.History }))
	reloadOptionsDict             = navigationOptionsDict.Extend("NavigationReloadOptions", stateMember)
	updateCurrentEntryOptionsDict = idl.Dict("NavigationUpdateCurrentEntryOptions", stateMember.Required())
)

// navigationResult makes a NavigationResult.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationresult
func navigationResult(c idl.Call, result navigation.NavigationResult) (js.Value, error) {
	object := c.Realm.NewObject()
	if err := c.Realm.Define(object, "committed", result.Committed, js.All); err != nil {
		return js.Undefined, err
	}
	return object, c.Realm.Define(object, "finished", result.Finished, js.All)
}

func init() {
	idl.Define(navigationClass,
		idl.Get("currentEntry", historyEntryType, (*navigation.Navigation).CurrentEntry),
		idl.Get("transition", transitionType, (*navigation.Navigation).Transition),
		idl.Get("activation", ownActivationType, (*navigation.Navigation).Activation),
		idl.Get("canGoBack", idl.Boolean, (*navigation.Navigation).CanGoBack),
		idl.Get("canGoForward", idl.Boolean, (*navigation.Navigation).CanGoForward),
		handlers("navigate", "navigatesuccess", "navigateerror", "currententrychange"),
		idl.Op0("entries", func(c idl.Call, n *navigation.Navigation) (js.Value, error) {
			return idl.Sequence(historyEntryType).To(c.Realm, n.Entries()), nil
		}),
		// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-updatecurrententry
		idl.Op1("updateCurrentEntry", updateCurrentEntryOptionsDict.Type(), func(c idl.Call, n *navigation.Navigation, o navigationOptions) (js.Value, error) {
			return js.Undefined, n.UpdateCurrentEntry(c.Context(), o.State)
		}),
		idl.Op2("navigate", idl.USVString, navigateOptionsDict.Type(), func(c idl.Call, n *navigation.Navigation, url string, o navigationOptions) (js.Value, error) {
			return navigationResult(c, n.Navigate(c.Context(), url, o))
		}),
		idl.Op1("reload", reloadOptionsDict.Type(), func(c idl.Call, n *navigation.Navigation, o navigationOptions) (js.Value, error) {
			return navigationResult(c, n.Reload(c.Context(), o))
		}),
		idl.Op2("traverseTo", idl.DOMString, navigationOptionsDict.Type(), func(c idl.Call, n *navigation.Navigation, key string, o navigationOptions) (js.Value, error) {
			return navigationResult(c, n.TraverseTo(c.Context(), key, o))
		}),
		idl.Op1("back", navigationOptionsDict.Type(), func(c idl.Call, n *navigation.Navigation, o navigationOptions) (js.Value, error) {
			return navigationResult(c, n.Back(c.Context(), o))
		}),
		idl.Op1("forward", navigationOptionsDict.Type(), func(c idl.Call, n *navigation.Navigation, o navigationOptions) (js.Value, error) {
			return navigationResult(c, n.Forward(c.Context(), o))
		}),
	)
	idl.Define(navigationHistoryEntryClass,
		idl.Get("url", idl.Nullable(idl.USVString), (*navigation.NavigationHistoryEntry).URL),
		idl.Get("key", idl.DOMString, (*navigation.NavigationHistoryEntry).Key),
		idl.Get("id", idl.DOMString, (*navigation.NavigationHistoryEntry).ID),
		idl.Get("index", idl.LongLong, func(e *navigation.NavigationHistoryEntry) int64 { return int64(e.Index()) }),
		idl.Get("sameDocument", idl.Boolean, (*navigation.NavigationHistoryEntry).SameDocument),
		handlers("dispose"),
		idl.Op0("getState", func(c idl.Call, e *navigation.NavigationHistoryEntry) (js.Value, error) {
			return deserializeState(c.Realm, e.State())
		}),
	)
	idl.Define(navigationTransitionClass,
		idl.Get("navigationType", idl.DOMString, func(t *navigation.NavigationTransition) string { return t.Type }),
		idl.Get("from", historyEntryType, func(t *navigation.NavigationTransition) *navigation.NavigationHistoryEntry { return t.From }),
		idl.Get("to", destinationType, func(t *navigation.NavigationTransition) *navigation.NavigationDestination { return t.To }),
		idl.Get("committed", idl.Promise, func(t *navigation.NavigationTransition) js.Value { return t.Committed().Value() }).Promise(),
		idl.Get("finished", idl.Promise, func(t *navigation.NavigationTransition) js.Value { return t.Finished().Value() }).Promise(),
	)
	idl.Define(navigationActivationClass,
		idl.Get("from", historyEntryType, func(a *navigation.NavigationActivation) *navigation.NavigationHistoryEntry { return a.From }),
		idl.Get("entry", historyEntryType, func(a *navigation.NavigationActivation) *navigation.NavigationHistoryEntry { return a.Entry }),
		idl.Get("navigationType", idl.DOMString, func(a *navigation.NavigationActivation) string { return a.Type }),
	)
	idl.Define(navigationDestinationClass,
		idl.Get("url", idl.USVString, func(d *navigation.NavigationDestination) string { return d.URL.Href() }),
		idl.Get("key", idl.DOMString, func(d *navigation.NavigationDestination) string {
			if d.Entry == nil {
				return ""
			}
			return d.Entry.Key()
		}),
		idl.Get("id", idl.DOMString, func(d *navigation.NavigationDestination) string {
			if d.Entry == nil {
				return ""
			}
			return d.Entry.ID()
		}),
		idl.Get("index", idl.LongLong, func(d *navigation.NavigationDestination) int64 {
			if d.Entry == nil {
				return -1
			}
			return int64(d.Entry.Index())
		}),
		idl.Get("sameDocument", idl.Boolean, func(d *navigation.NavigationDestination) bool { return d.SameDocument }),
		idl.Op0("getState", func(c idl.Call, d *navigation.NavigationDestination) (js.Value, error) {
			return deserializeState(c.Realm, d.State)
		}),
	)
}

// windowNavigation is Window's attribute navigation.
func windowNavigation() idl.Member {
	return idl.GetIn("navigation", idl.Any, func(c idl.Call, w *navigation.Window) (js.Value, error) {
		return wrapNavigationValue(c.Realm, w.Navigation()), nil
	}).Replaceable()
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
