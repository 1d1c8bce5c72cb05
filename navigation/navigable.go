package navigation

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/policy"
)

// traversal is the ongoing navigation of a navigable that is being traversed.
const traversal = "traversal"

// A Navigable presents documents to the user: a tab or a frame.
// https://html.spec.whatwg.org/multipage/document-sequences.html#navigable
type Navigable struct {
	ID                   string               // …#nav-id
	Parent               *Navigable           // …#nav-parent
	Current              *SessionHistoryEntry // …#nav-current-history-entry
	Active               *SessionHistoryEntry // …#nav-active-history-entry
	IsClosing            bool                 // …#is-closing
	IsDelayingLoadEvents bool                 // …#delaying-load-events-mode
	OngoingNavigation    string               // browsing-the-web.html#ongoing-navigation: "", an id, or traversal

	// Host is the owner's own data (the engine's Frame).
	Host any

	stretch     stretch            // of its history, that the navigation API was last given
	history     *nestedHistory     // among those of its parent's document state, nil before it is there and once it is gone
	plan        *plannedNavigation // of a form that was submitted to it
	reloading   *Document          // what a reload is to take the place of: its entry has the new document already
	unloaded    *Document          // its last document that was unloaded and destroyed
	ua          *UserAgent
	arriving    *Document          // that a navigation is about to make active
	contexts    []*BrowsingContext // that were made for it
	container   *Container         // nil for a top-level traversable
	traversable *Traversable       // itself for a top-level traversable
}

// TraceString shows the navigable in a trace.
func (n *Navigable) TraceString() string {
	if d := n.ActiveDocument(); d != nil {
		return n.ID + " " + d.URL().Href()
	}
	return n.ID
}

// ActiveDocument implements "active document".
// https://html.spec.whatwg.org/multipage/document-sequences.html#nav-document
func (n *Navigable) ActiveDocument() *Document {
	if n == nil || n.Active == nil {
		return nil
	}
	if n.reloading != nil {
		return n.reloading
	}
	return n.Active.Document()
}

// ActiveBrowsingContext implements "active browsing context".
// https://html.spec.whatwg.org/multipage/document-sequences.html#nav-bc
func (n *Navigable) ActiveBrowsingContext() *BrowsingContext {
	if d := n.ActiveDocument(); d != nil {
		return d.browsingContext
	}
	return nil
}

// TargetName implements "target name".
// https://html.spec.whatwg.org/multipage/document-sequences.html#nav-target
func (n *Navigable) TargetName() string { return n.Active.DocumentState.NavigableTargetName }

// SetTargetName sets the name under which window.open() and links find the navigable.
func (n *Navigable) SetTargetName(name string) { n.Active.DocumentState.NavigableTargetName = name }

// Container returns the container that presents the navigable, nil for a top-level one.
func (n *Navigable) Container() *Container { return n.container }

// Traversable implements "traversable navigable".
// https://html.spec.whatwg.org/multipage/document-sequences.html#nav-traversable
func (n *Navigable) Traversable() *Traversable { return n.traversable }

// TopLevel says whether the navigable is a top-level traversable.
func (n *Navigable) TopLevel() bool { return n.Parent == nil }

// containerDocument implements "container document".
// https://html.spec.whatwg.org/multipage/document-sequences.html#nav-container-document
func (n *Navigable) containerDocument() *Document {
	if n.container == nil {
		return nil
	}
	return documentOf(n.container.Element)
}

// documentOf returns the navigation document of a node's node document, nil for documents
// without a browsing context (DOMParser and the like).
func documentOf(n *dom.Node) *Document {
	d, _ := n.OwnerDocument.Host.(*Document)
	return d
}

// inclusiveAncestors implements "inclusive ancestor navigables", outermost first.
// https://html.spec.whatwg.org/multipage/document-sequences.html#inclusive-ancestor-navigables
func (n *Navigable) inclusiveAncestors() []*Navigable {
	var list []*Navigable
	for a := n; a != nil; a = a.Parent {
		list = append([]*Navigable{a}, list...)
	}
	return list
}

// isAncestorOf says whether n is an ancestor navigable of other.
func (n *Navigable) isAncestorOf(other *Navigable) bool {
	for a := other.Parent; a != nil; a = a.Parent {
		if a == n {
			return true
		}
	}
	return false
}

// allowedBySandboxingToNavigate implements "allowed by sandboxing to navigate".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#allowed-to-navigate
func (n *Navigable) allowedBySandboxingToNavigate(target *Navigable, p sourceSnapshotParams) bool {
	switch {
	case n == target, n.isAncestorOf(target):
		return true
	case target.isAncestorOf(n):
		if !target.TopLevel() {
			return true
		}
		if p.hasTransientActivation {
			return !p.sandboxingFlags.Has(policy.SandboxedTopLevelNavigationWithUserActivation)
		}
		return !p.sandboxingFlags.Has(policy.SandboxedTopLevelNavigationWithoutUserActivation)
	case target.TopLevel() && target.ActiveBrowsingContext() != nil && target.ActiveBrowsingContext().onePermittedNavigator == n.ActiveBrowsingContext() && n.ActiveBrowsingContext() != nil:
		return true
	case target.TopLevel() && n.ua.Behaviour("sandboxed-popup-navigation") != "standard" &&
		!p.sandboxingFlags.Has(policy.SandboxedAuxiliaryNavigation) && !p.sandboxingFlags.Has(policy.SandboxPropagatesToAuxiliary):
		return true // whose popups escape the sandbox may navigate other windows as well; see docs/decisions/0075
	}
	return !p.sandboxingFlags.Has(policy.SandboxedNavigation)
}
