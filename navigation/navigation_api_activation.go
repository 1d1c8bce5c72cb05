package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A NavigationActivation says which navigation made a document the active one.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationactivation
type NavigationActivation struct {
	From  *NavigationHistoryEntry // …#nav-activation-old-entry, nil is null
	Entry *NavigationHistoryEntry // …#nav-activation-new-entry
	Type  string                  // …#nav-activation-navigation-type
}

// apiUpdate is what "update document for history step application" needs for the navigation API.
type apiUpdate struct {
	entries  []*SessionHistoryEntry // entriesForNavigationAPI
	previous *SessionHistoryEntry   // previousEntryForActivation, nil for none

	previousDocument *Document // that of previous, which may be destroyed when the document is updated
}

// updateActivation is step 7 of "update document for history step application".
func (n *Navigation) updateActivation(s *spec.Frame, api *apiUpdate, navigationType string) {
	if n.disabled() {
		return
	}
	s.Step("7.1")
	if n.activation == nil {
		n.activation = &NavigationActivation{}
	}
	a, previous := n.activation, api.previous
	initial := api.previousDocument != nil && api.previousDocument.isInitialAboutBlank
	a.From = nil
	s.Step("7.2")
	if i := n.entryIndex(previous); i >= 0 {
		s.Step("7.3")
		a.From = n.at(i)
	} else if o := previous.DocumentState.Origin; navigationType == "replace" && o != nil && weburl.SameOrigin(*o, n.window.document.origin) && !initial {
		s.Step("7.4")
		a.From = n.newEntry(previous)
	}
	s.Step("7.5")
	a.Entry = n.CurrentEntry()
	s.Step("7.6")
	a.Type = navigationType
}

// swapActivation is step 4 of "fire the pageswap event".
func (n *Navigation) swapActivation(_ context.Context, s *spec.Frame, target *SessionHistoryEntry, navigationType string) any {
	if n.disabled() {
		return nil
	}
	s.Step("4.1")
	var entry *NavigationHistoryEntry
	switch navigationType {
	case "reload":
		entry = n.CurrentEntry()
	case "traverse":
		entry = n.entryFor(target)
	default:
		entry = n.newEntry(target)
	}
	s.Step("4.2")
	return &NavigationActivation{From: n.CurrentEntry(), Entry: entry, Type: navigationType}
}
