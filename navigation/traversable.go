package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/spec"
)

// A Traversable is a navigable that coordinates the session history of its frame tree.
// https://html.spec.whatwg.org/multipage/document-sequences.html#traversable-navigable
type Traversable struct {
	Navigable
	CurrentStep           int                    // …#tn-current-session-history-step
	Entries               []*SessionHistoryEntry // …#tn-session-history-entries
	SystemVisibilityState string                 // …#system-visibility-state: "visible" or "hidden"
	CreatedByWebContent   bool                   // …#is-created-by-web-content
	ClientWindow          Rectangle              // CSSOM View's

	cached        []*Document  // in the back/forward cache, the one left first at the front
	used          []int        // what usedSteps last counted, nil when that may have changed
	relisted      int          // counts the changes to lists of entries that are no pushes, and those of their origins
	removed       []int        // steps that only frames had which were removed (decision 0058), in order
	queue         []*queueItem // …#tn-session-history-traversal-queue
	queueBusy     bool
	runningNested bool // …#tn-running-nested-apply-history-step
	destroyed     bool
}

// NewTopLevelTraversable implements "create a new top-level traversable".
// https://html.spec.whatwg.org/multipage/document-sequences.html#creating-a-new-top-level-traversable
func (ua *UserAgent) NewTopLevelTraversable(ctx context.Context, opener *BrowsingContext, targetName string, openerNavigable *Navigable) (*Traversable, error) {
	ctx, s := spec.Begin(ctx, spec.CreateNewTopLevelTraversable, targetName)
	defer s.End()
	t := &Traversable{SystemVisibilityState: "visible", ClientWindow: initialClientWindow}
	t.ua, t.traversable, t.ID = ua, t, ua.newID("navigable-")
	var document *Document
	var err error
	if opener == nil {
		s.Step("2")
		_, document, err = ua.newBrowsingContextAndDocument(ctx, &t.Navigable, nil, nil, ua.newGroup())
	} else {
		s.Step("3")
		document, err = ua.newAuxiliaryBrowsingContextAndDocument(ctx, &t.Navigable, opener)
	}
	if err != nil {
		return nil, err
	}
	s.Step("4")
	state := &DocumentState{
		Document: document, Origin: &document.origin, RequestReferrer: "client",
		NavigableTargetName: targetName, AboutBaseURL: document.aboutBaseURL,
	}
	if opener != nil {
		state.InitiatorOrigin = &document.origin
	}
	s.Step("6")
	t.initialize(ctx, state, nil)
	s.Step("8")
	t.Active.Step = 0
	s.Step("9")
	t.Entries = append(t.Entries, t.Active)
	s.Step("10")
	if opener != nil && openerNavigable != nil {
		ua.cloneSessionStorage(openerNavigable.Traversable(), t)
	}
	s.Step("11")
	ua.traversables = append(ua.traversables, t)
	ua.Observer.TraversableCreated(t, openerNavigable)
	ua.announceInitialDocument(&t.Navigable)
	s.Step("13")
	return t, nil
}

// initialize implements "initialize the navigable".
// https://html.spec.whatwg.org/multipage/document-sequences.html#initialize-the-navigable
func (n *Navigable) initialize(ctx context.Context, state *DocumentState, parent *Navigable) {
	_, s := spec.Begin(ctx, spec.InitializeNavigable, n.ID)
	defer s.End()
	s.Assert("1", state.Document != nil)
	s.Step("2")
	entry := &SessionHistoryEntry{Step: pending, URL: state.Document.URL(), DocumentState: state, ScrollMode: "auto"}
	s.Step("3")
	n.Current = entry
	s.Step("4")
	n.Active = entry
	s.Step("5")
	n.Parent = parent
	s.Step("6")
	state.Document.visibility = n.Traversable().SystemVisibilityState
	state.Document.latestEntry = entry
}

// CloseByUser implements "close a top-level traversable": runBeforeUnload false skips asking
// the page, as an automation that closes a tab does.
// https://html.spec.whatwg.org/multipage/document-sequences.html#close-a-top-level-traversable
func (t *Traversable) CloseByUser(ctx context.Context, runBeforeUnload bool) {
	ctx, s := spec.Begin(ctx, spec.CloseTopLevelTraversable, t)
	defer s.End()
	s.Step("1")
	if t.IsClosing || t.destroyed {
		return
	}
	s.Step("2")
	t.definitelyClose(ctx, runBeforeUnload)
}

// definitelyClose implements "definitely close a top-level traversable".
// https://html.spec.whatwg.org/multipage/document-sequences.html#definitely-close-a-top-level-traversable
func (t *Traversable) definitelyClose(ctx context.Context, runBeforeUnload bool) {
	t.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		ctx, s := spec.Begin(ctx, spec.DefinitelyCloseTopLevelTraversable, t)
		defer s.End()
		s.Step("1")
		toUnload := t.ActiveDocument().inclusiveDescendantNavigables()
		s.Step("2")
		if runBeforeUnload && t.ua.checkIfUnloadingIsCanceled(ctx, toUnload, nil) != "continue" {
			// By the letter the window counts as closing for good, and can never be closed again; browsers forget it.
			s.AdHoc("2", "a window whose page keeps it is no longer closing")
			t.IsClosing = false
			t.ua.Observer.CloseCanceled(t)
			return
		}
		s.Step("3")
		t.appendTraversalSteps(ctx, func(ctx context.Context) {
			s.Step("3.2")
			t.ActiveDocument().unloadDocumentAndItsDescendants(ctx, nil, func(ctx context.Context) {
				s.Step("3.1")
				t.destroy(ctx)
			}, nil)
		})
	})
}

// destroy implements "destroy a top-level traversable".
// https://html.spec.whatwg.org/multipage/document-sequences.html#destroy-a-top-level-traversable
func (t *Traversable) destroy(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.DestroyTopLevelTraversable, t.ID)
	defer s.End()
	if t.destroyed {
		return
	}
	s.Step("1")
	browsingContext := t.ActiveBrowsingContext()
	s.Step("2")
	for _, entry := range t.Entries {
		s.Step("2.1")
		if d := entry.Document(); d != nil {
			s.Step("2.2")
			d.destroyDocumentAndItsDescendants(ctx, nil)
		}
	}
	s.Step("3")
	if browsingContext != nil {
		browsingContext.group = nil
	}
	t.discardContexts()
	s.Step("5")
	t.destroyed = true
	t.ua.traversables = slices.DeleteFunc(t.ua.traversables, func(o *Traversable) bool { return o == t })
	t.ua.Observer.TraversableDestroyed(t)
}

// Destroyed says whether the traversable has left the top-level traversable set.
func (t *Traversable) Destroyed() bool { return t.destroyed }
