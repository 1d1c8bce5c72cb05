package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// NavigateOptions are the inputs of "navigate".
type NavigateOptions struct {
	URL               *weburl.URL
	SourceDocument    *Document // nil: the browser's user
	Resource          *Resource
	ExceptionsEnabled bool
	HistoryHandling   string // "auto" (or ""), "push", "replace"
	ReferrerPolicy    string
	Referrer          string // of a navigation by the browser's user; "" is none
	FormSubmission    bool

	Involvement   string        // "" is "none" with a source document, else "browser UI"
	SourceElement *dom.Node     // nil: none
	APIState      *ClassicState // the navigation API state, nil for none

	ID string // chosen by the caller with NewNavigationID, to follow the navigation; or ""

	initialInsertion bool
	entries          *html.EntryList // of a form that was submitted
	tracker          *methodTracker  // the navigation API method tracker, nil for none
}

// sourceSnapshotParams is "source snapshot params".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#source-snapshot-params
type sourceSnapshotParams struct {
	hasTransientActivation bool
	sandboxingFlags        policy.SandboxFlags
	allowsDownloading      bool
	fetchClient            *Settings
	policyContainer        *policy.Container
}

// snapshotSource implements "snapshotting source snapshot params".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#snapshotting-source-snapshot-params
func snapshotSource(ctx context.Context, source *Document) sourceSnapshotParams {
	_, s := spec.Begin(ctx, spec.SnapshotSourceSnapshotParams)
	defer s.End()
	s.Step("1")
	if source == nil {
		return sourceSnapshotParams{hasTransientActivation: true, allowsDownloading: true, policyContainer: &policy.Container{}}
	}
	s.Step("2")
	return sourceSnapshotParams{
		hasTransientActivation: source.window.TransientActivation(),

		sandboxingFlags:   source.sandboxing,
		allowsDownloading: !source.sandboxing.Has(policy.SandboxedDownloads),
		fetchClient:       &source.window.settings,
		policyContainer:   source.policyContainer.Clone(),
	}
}

// targetSnapshotParams is "target snapshot params".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#target-snapshot-params
type targetSnapshotParams struct {
	sandboxingFlags policy.SandboxFlags
	requiredCSP     *policy.CSP // of CSP: Embedded Enforcement, nil for none
}

// snapshotTarget implements "snapshotting target snapshot params".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#snapshotting-target-snapshot-params
func (n *Navigable) snapshotTarget() targetSnapshotParams {
	return targetSnapshotParams{n.ActiveBrowsingContext().creationSandboxingFlags(n.container), n.container.requiredCSP()}
}

// Navigate implements "navigate". The error is an exception for the caller's script, made
// only when o.ExceptionsEnabled.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate
func (n *Navigable) Navigate(ctx context.Context, o NavigateOptions) error {
	ctx, s := spec.Begin(ctx, spec.Navigate, n, o.URL)
	defer s.End()
	s.Step("1")
	cspNavigationType := "other"
	if o.FormSubmission {
		cspNavigationType = "form-submission"
	}
	s.Step("2")
	source := snapshotSource(ctx, o.SourceDocument)
	s.Step("3")
	initiatorOrigin := weburl.NewOpaqueOrigin()
	s.Step("4")
	initiatorBaseURL := weburl.MustParse("about:blank")
	active := n.ActiveDocument()
	if active == nil {
		return nil // the navigable is gone
	}
	if o.SourceDocument == nil {
		s.Step("5.2")
		if o.URL.Scheme() == "javascript" {
			initiatorOrigin = active.origin
		}
	} else {
		s.Step("6.2")
		if from := o.SourceDocument.navigable; from != nil && !from.allowedBySandboxingToNavigate(n, source) {
			if o.ExceptionsEnabled {
				s.Step("6.2.1")
				return webidl.DOMExceptionf("SecurityError", "the frame is sandboxed and may not navigate the target")
			}
			s.Step("6.2.2")
			return nil
		}
		if o.SourceDocument.navigable.bustsOut(n) {
			s.AdHoc("6.2", "a frame may take its top-level window elsewhere only once the user has touched it, and strangers nowhere; see docs/decisions/0059")
			if o.ExceptionsEnabled {
				return webidl.DOMExceptionf("SecurityError", "The frame attempting navigation is neither same-origin with the target, nor is it the target's parent or opener.")
			}
			return nil
		}
		s.Step("6.3")
		initiatorOrigin = o.SourceDocument.origin
		s.Step("6.4")
		initiatorBaseURL = o.SourceDocument.BaseURL()
	}
	if o.SourceDocument != nil && o.URL.Scheme() == "file" && o.SourceDocument.origin.Scheme != "file" {
		s.AdHoc("7", "no page leads to the user's files; see docs/decisions/0095")
		return nil
	}
	s.Step("7")
	id := o.ID
	if id == "" {
		id = n.ua.NewNavigationID()
	}
	s.Step("8") // all windows share one event loop here
	s.Step("9")
	if active.unloadCounter > 0 {
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		return nil
	}
	s.Todo("11") // lazy loading
	s.Step("12") // no flood protection: always allowed
	s.Step("13")
	handling := o.HistoryHandling
	if handling == "" || handling == "auto" {
		handling = "push"
		if o.URL.Equal(active.URL(), false) && weburl.SameOrigin(initiatorOrigin, active.origin) {
			handling = "replace"
			if o.Resource != nil && o.Resource.SrcDoc == nil {
				s.AdHoc("13.1", "a form that is posted to its page's own address makes an entry of its own; see docs/decisions/0092")
				handling = "push"
			}
		}
	}
	s.Step("14")
	if o.URL.Scheme() == "javascript" || active.isInitialAboutBlank {
		handling = "replace"
	}
	s.Step("15")
	if _, hasFragment := o.URL.Fragment(); o.Resource == nil && hasFragment && o.URL.Equal(n.Active.URL, true) {
		s.Step("15.1")
		n.navigateToFragment(ctx, o.URL, handling, o)
		if c := n.container; c != nil && o.SourceDocument == n.containerDocument() && !weburl.SameOriginDomain(initiatorOrigin, active.origin) {
			s.AdHoc("15.1", "a frame of another origin does not show by the lack of a load event that the page was there already; see docs/decisions/0093")
			c.queueElementTask(ctx, eventloop.DOMManipulation, c.iframeLoadEventSteps)
		}
		n.ua.Observer.NavigationEnded(n, id, "")
		s.Step("15.2")
		return nil
	}
	if o.URL.Scheme() != "javascript" {
		n.plan = nil // see planToNavigate
	}
	s.Step("16")
	if n.Parent != nil {
		n.IsDelayingLoadEvents = true
	}
	s.Step("17")
	target := n.snapshotTarget()
	s.Step("19")
	if n.OngoingNavigation == traversal {
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		return nil
	}
	s.Step("20")
	n.setOngoingNavigation(ctx, id)
	n.ua.Observer.NavigationStarted(n, id)
	if o.URL.Scheme() == "javascript" {
		s.Step("21.1")
		n.ua.Loop.QueueTask(ctx, eventloop.NavigationAndTraversal, active, func(ctx context.Context) {
			n.navigateToJavascriptURL(ctx, o.URL, source, initiatorOrigin, cspNavigationType, o.initialInsertion, id)
		})
		s.Step("21.2")
		return nil
	}
	s.Step("22")
	if !n.fireNavigateForNavigate(ctx, s, handling, id, o) {
		s.Step("22.5")
		return nil
	}
	if o.Resource == nil && n.nestedInItself(o.URL) {
		s.AdHoc("23", "a page does not stand in itself more than once; see docs/decisions/0089")
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		n.OngoingNavigation = ""
		n.IsDelayingLoadEvents = false
		return nil
	}
	s.Step("23")
	if n.container != nil && o.SourceDocument != nil && n.containerDocument() == o.SourceDocument {
		reserveDeferredFetchQuota(ctx, n.container, o.URL.Origin())
	}
	s.Step("24")
	// The check runs before this returns for documents of the caller's event loop (which all
	// are): web-platform-tests' beforeunload-synchronous asks for it, and browsers do it.
	s.AdHoc("24.1", "beforeunload runs inside navigate; see docs/decisions/0020")
	if status := n.ua.checkIfUnloadingIsCanceled(ctx, active.inclusiveDescendantNavigables(), nil); status != "continue" || n.OngoingNavigation != id {
		s.Step("24.2")
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		if n.OngoingNavigation == id {
			n.OngoingNavigation = ""
			n.IsDelayingLoadEvents = false
		}
		return nil
	}
	n.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		s.Step("24.3")
		n.ua.Loop.QueueTask(ctx, eventloop.NavigationAndTraversal, active, func(ctx context.Context) {
			active.abortForNavigation(ctx)
		})
		s.Step("24.4")
		state := &DocumentState{
			RequestReferrer: "client", RequestReferrerPolicy: o.ReferrerPolicy, InitiatorOrigin: &initiatorOrigin,
			Resource: o.Resource, NavigableTargetName: n.TargetName(),
		}
		if o.SourceDocument == nil && o.Referrer != "" {
			state.RequestReferrer = o.Referrer
		}
		s.Step("24.5")
		if o.URL.MatchesAboutBlank() || o.URL.MatchesAboutSrcdoc() {
			s.Step("24.5.1")
			state.Origin = &initiatorOrigin
			s.Step("24.5.2")
			state.AboutBaseURL = initiatorBaseURL
		}
		s.Step("24.6")
		entry := &SessionHistoryEntry{Step: pending, URL: o.URL, DocumentState: state, ScrollMode: "auto"}
		s.Step("24.9")
		n.attemptToPopulate(ctx, populateParams{
			entry: entry, timing: "navigate", source: source, target: target, navigationID: id, cspType: cspNavigationType, allowPOST: true,
		}, func(ctx context.Context) {
			s.Step("24.9.1")
			n.Traversable().appendTraversalSteps(ctx, func(ctx context.Context) {
				n.finalizeCrossDocumentNavigation(ctx, handling, entry, id)
			})
		})
	})
	return nil
}

// nestedInItself says whether two documents around n have the address already, but for its fragment.
func (n *Navigable) nestedInItself(u *weburl.URL) bool {
	found := 0
	for a := n.Parent; a != nil && u.IsHTTP(); a = a.Parent {
		if d := a.ActiveDocument(); d != nil && d.URL().Equal(u, true) {
			found++
		}
	}
	return found > 1
}

// bustsOut says whether browsers keep n from navigating target: its top-level window, of another origin, while the user has
// not touched n, or a frame that is neither below n nor has anything of n's origin above it.
func (n *Navigable) bustsOut(target *Navigable) bool {
	if n == nil || n == target || n.ua.Behaviour("top-navigation") == "free" {
		return false
	}
	d := n.ActiveDocument()
	if d == nil || d.window == nil {
		return false
	}
	if target.TopLevel() {
		return !n.TopLevel() && &n.Traversable().Navigable == target && !weburl.SameOrigin(d.origin, target.ActiveDocument().origin) && !d.window.StickyActivation()
	}
	for _, a := range target.inclusiveAncestors() {
		if o := a.ActiveDocument(); a == n || o != nil && weburl.SameOrigin(o.origin, d.origin) {
			return false
		}
	}
	return true
}

// setOngoingNavigation implements "set the ongoing navigation".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#set-the-ongoing-navigation
func (n *Navigable) setOngoingNavigation(ctx context.Context, value string) {
	_, s := spec.Begin(ctx, spec.SetOngoingNavigation, n, value)
	defer s.End()
	s.Step("1")
	if n.OngoingNavigation == value {
		return
	}
	s.Step("2")
	n.informAboutAborting(ctx)
	s.Step("3")
	if old := n.OngoingNavigation; old != "" && old != traversal && value != traversal && value != "" {
		n.ua.Observer.NavigationEnded(n, old, "net::ERR_ABORTED")
	}
	n.OngoingNavigation = value
}

// finalizeCrossDocumentNavigation implements "finalize a cross-document navigation".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#finalize-a-cross-document-navigation
func (n *Navigable) finalizeCrossDocumentNavigation(ctx context.Context, handling string, entry *SessionHistoryEntry, id string) {
	ctx, s := spec.Begin(ctx, spec.FinalizeCrossDocumentNavigation, n, entry)
	defer s.End()
	// By the text the page around could load between here and the moment at which the new document is there, though that has
	// its own load event to come.
	s.AdHoc("2", "load events are delayed until the new document is the active one")
	defer func() {
		if n.OngoingNavigation == "" {
			n.IsDelayingLoadEvents = false
		}
	}()
	s.Step("3")
	document := entry.Document()
	if document == nil {
		if n.OngoingNavigation == id {
			// HTML leaves the id standing after a 204; engines forget it.
			s.AdHoc("3", "the navigation ended without a document")
			n.OngoingNavigation = ""
			n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		}
		return
	}
	if n.ActiveDocument() == nil || n.OngoingNavigation != id && n.OngoingNavigation != "" {
		// Superseded between populating and here, or removed from its parent.
		s.AdHoc("3", "the navigation was superseded: its document is dropped")
		document.discard()
		return
	}
	s.Step("4")
	if n.Parent == nil && document.browsingContext != n.ActiveBrowsingContext() {
		s.AdHoc("4", "a page in a browsing context group of its own has no name that others gave it; see docs/decisions/0091")
		entry.DocumentState.NavigableTargetName = ""
	} else if n.ActiveDocument().isInitialAboutBlank {
		s.AdHoc("4", "the name was given for the first page, whose origin the initial about:blank need not have; see docs/decisions/0043")
	} else if n.Parent == nil && !(document.browsingContext.IsAuxiliary && document.browsingContext.opener != nil) && !weburl.SameOrigin(document.origin, n.ActiveDocument().origin) {
		entry.DocumentState.NavigableTargetName = ""
	}
	s.Step("5")
	var toReplace *SessionHistoryEntry
	if handling == "replace" {
		toReplace = n.Active
	}
	s.Step("6")
	t := n.Traversable()
	s.Step("8")
	entries := n.sessionHistoryEntries()
	if entries == nil {
		// The frame's own history is still queued behind this, or its parent is gone.
		document.discard()
		return
	}
	targetStep := t.placeEntry(ctx, s, n, "9", entries, toReplace, entry)
	if n.Parent != nil {
		s.AdHoc("10", "the parent's load event waits for the document to be active, which delays it itself from then on")
		n.arriving = document
	}
	s.Step("10")
	t.applyPushReplaceHistoryStep(ctx, targetStep, handling)
	n.arriving = nil
}

// placeEntry is what both finalizing algorithms do with a navigable's list of entries: append
// a pushed one as the next step, or let it take the place of the one it replaces.
func (t *Traversable) placeEntry(ctx context.Context, s *spec.Frame, n *Navigable, step string, entries *[]*SessionHistoryEntry, toReplace, entry *SessionHistoryEntry) int {
	if toReplace == nil {
		s.Step(step + ".1")
		t.clearForwardHistory(ctx, n, entry)
		s.Step(step + ".2")
		targetStep := t.CurrentStep + 1
		s.Step(step + ".3")
		entry.Step = targetStep
		s.Step(step + ".4")
		*entries = append(*entries, entry)
		t.used = append(t.usedSteps(), targetStep)
		return targetStep
	}
	s.Step(step + "(2).1")
	if i := lastUpTo(*entries, toReplace.Step); i >= 0 && (*entries)[i] == toReplace {
		*entries = slices.Clone(*entries)
		(*entries)[i] = entry
		if !entry.sharesOrigin(toReplace) {
			t.relisted++
		}
	}
	if toReplace.DocumentState != entry.DocumentState && len(toReplace.DocumentState.NestedHistories) > 0 {
		t.used = nil // those of its frames go with it
	}
	s.Step(step + "(2).3")
	if a, b := entry.DocumentState.Origin, toReplace.DocumentState.Origin; a == b || a != nil && b != nil && sameOrigins(a, b) {
		entry.takeKey(toReplace)
	}
	s.Step(step + "(2).2")
	entry.Step = toReplace.Step
	return t.CurrentStep
}
