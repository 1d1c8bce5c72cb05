package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// applyParams are the inputs of "apply the history step" besides the step.
type applyParams struct {
	checkForCancelation bool
	source              *sourceSnapshotParams
	initiatorToCheck    *Navigable
	involvement         string // the user navigation involvement
	navigationType      string // "push", "replace", "reload", "traverse" or "" for none
}

// continuation is "changing navigable continuation state".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#changing-navigable-continuation-state
type continuation struct {
	displayed  *Document
	target     *SessionHistoryEntry
	navigable  *Navigable
	updateOnly bool
	superseded bool // a later entry of the same document is shown already
	within     bool // a navigation within the document, which leaves the ongoing navigation alone
}

// applyPushReplaceHistoryStep implements "apply the push/replace history step".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#apply-the-push/replace-history-step
func (t *Traversable) applyPushReplaceHistoryStep(ctx context.Context, step int, handling string) {
	t.applyHistoryStep(ctx, step, applyParams{navigationType: handling})
}

// updateForNavigableCreationOrDestruction implements "update for navigable creation/destruction".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#update-for-navigable-creation/destruction
func (t *Traversable) updateForNavigableCreationOrDestruction(ctx context.Context) {
	if len(t.queue) > 0 && t.queue[0].update {
		return // the next one of many does the same
	}
	t.applyHistoryStep(ctx, t.CurrentStep, applyParams{})
}

// applyHistoryStep implements "apply the history step". It runs in the traversable's session
// history traversal queue and waits there.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#apply-the-history-step
func (t *Traversable) applyHistoryStep(ctx context.Context, step int, p applyParams) string {
	ctx, s := spec.Begin(ctx, spec.ApplyHistoryStep, t, step, p.navigationType)
	defer s.End()
	s.Step("2")
	t.evictStale(ctx)
	targetStep := t.usedStep(step)
	changing, unchanging := t.changingNavigables(targetStep)
	s.Step("3")
	if p.initiatorToCheck != nil {
		for _, n := range changing {
			s.Step("3.2")
			if !p.initiatorToCheck.allowedBySandboxingToNavigate(n, *p.source) {
				return "initiator-disallowed"
			}
		}
	}
	s.Step("4")
	crossing := crossingDocuments(changing, targetStep)
	s.Step("5")
	if p.checkForCancelation {
		if status := t.ua.checkIfUnloadingIsCanceled(ctx, crossing, &traversalTarget{t, targetStep, p}); status != "continue" {
			return status
		}
	}
	s.Step("8")
	targets := make([]*SessionHistoryEntry, len(changing))
	for i, n := range changing {
		s.Step("8.1")
		targets[i] = n.targetHistoryEntry(targetStep)
		s.Step("8.2")
		n.Current = targets[i]
		if crossesDocuments(n, targets[i]) {
			s.Step("8.3")
			n.forgetOngoing()
		} else if p.navigationType == "traverse" || p.navigationType == "reload" {
			s.AdHoc("8.4", "what is intercepted within the document goes on; see docs/decisions/0070")
			n.OngoingNavigation = traversal
			continue
		}
		s.Step("8.4")
		if !withinDocument(p, n, targets[i]) {
			n.setOngoingNavigation(ctx, traversal)
		} // else a navigation to another document goes on; see docs/decisions/0056
	}
	s.Step("9")
	s.Step("10")
	completed := 0
	s.Step("11")
	var continuations []*continuation
	s.Step("12")
	for i, n := range changing {
		n.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
			t.startChange(ctx, s, n, targets[i], p, func(c *continuation) { continuations = append(continuations, c) })
		})
	}
	s.Step("13")
	var mustWait []*Navigable
	pruned := false
	s.Step("14")
	// By the letter these steps would run inside a push too, before the traversable is at the pushed step, and take its
	// entry for one of the forward history.
	s.AdHoc("14.1", "only traversals and reloads are overtaken; see docs/decisions/0056")
	mayBeOvertaken := p.navigationType != "push" && p.navigationType != "replace"
	for completed < len(changing) {
		if !t.runningNested && mayBeOvertaken {
			s.Step("14.1")
			for item := t.takeSynchronousNavigationSteps(mustWait); item != nil; item = t.takeSynchronousNavigationSteps(mustWait) {
				s.Step("14.1.1.3")
				t.runningNested = true
				s.Step("14.1.1.4")
				item.steps(ctx)
				s.Step("14.1.1.5")
				t.runningNested = false
			}
		}
		s.Step("14.2")
		if len(continuations) == 0 {
			eventloop.WaitUntil(ctx, func() bool { return len(continuations) > 0 || completed == len(changing) || t.destroyed })
			if t.destroyed {
				return "applied"
			}
			continue
		}
		c := continuations[0]
		continuations = continuations[1:]
		if p.navigationType == "traverse" && c.navigable.lacksEntry(c.target) {
			s.AdHoc("14.3", "a navigation that overtook this traversal has taken its target away; see docs/decisions/0056")
			c.navigable.Current = c.navigable.Active
			c.navigable.setOngoingNavigation(ctx, "")
			pruned = true
			completed++
			mustWait = append(mustWait, c.navigable)
			continue
		}
		s.Step("14.8")
		mustWait = append(mustWait, c.navigable)
		t.finishChange(ctx, s, c, targetStep, p, &completed)
		eventloop.WaitUntil(ctx, func() bool { return completed >= len(mustWait) || len(continuations) > 0 || t.destroyed })
		if t.destroyed {
			return "applied"
		}
	}
	if pruned {
		return "applied"
	}
	s.Step("17")
	length, index := t.historyObjectLengthAndIndex(targetStep)
	s.Step("18")
	pendingUpdates := 0
	for _, n := range unchanging {
		if d := n.ActiveDocument(); d == nil || d.History.Index == index && d.History.Length == length {
			continue // a large tree need not be told again of what it knows
		}
		pendingUpdates++
		n.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
			s.Step("18.1")
			if d := n.ActiveDocument(); d != nil {
				s.Step("18.2")
				s.Step("18.3")
				d.setHistoryIndexAndLength(index, length)
			}
			s.Step("18.4")
			pendingUpdates--
		})
	}
	s.Step("19")
	// A document destroyed meanwhile takes its task with it.
	seen := -1
	eventloop.WaitUntil(ctx, func() bool {
		if pendingUpdates != seen && pendingUpdates > 0 && !t.destroyed {
			seen = pendingUpdates // while tasks run there is no need to ask all the navigables
			return false
		}
		return pendingUpdates == 0 || t.destroyed || slices.ContainsFunc(unchanging, func(n *Navigable) bool { return !n.alive() })
	})
	s.Step("20")
	t.CurrentStep = targetStep
	s.Step("21")
	return "applied"
}

// withinDocument says whether the step is that of a navigation within n's document.
func withinDocument(p applyParams, n *Navigable, target *SessionHistoryEntry) bool {
	d := n.ActiveDocument()
	return (p.navigationType == "push" || p.navigationType == "replace") && d != nil && target.Document() == d
}

// alive says whether the navigable is still part of its frame tree.
func (n *Navigable) alive() bool {
	d := n.ActiveDocument()
	return d != nil && d.FullyActive()
}

// crossingDocuments implements "get all navigables that might experience a cross-document
// traversal".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#getting-all-navigables-that-might-experience-a-cross-document-traversal
func crossingDocuments(changing []*Navigable, step int) []*Navigable {
	var list []*Navigable
	for _, n := range changing {
		target := n.targetHistoryEntry(step)
		d := n.ActiveDocument()
		if d != nil && (target.Document() != d || target.DocumentState.ReloadPending) {
			for _, i := range d.inclusiveDescendantNavigables() {
				if !slices.Contains(list, i) {
					list = append(list, i)
				}
			}
		}
	}
	return list
}

// startChange is step 12 of "apply the history step" for one navigable.
func (t *Traversable) startChange(ctx context.Context, s *spec.Frame, n *Navigable, target *SessionHistoryEntry, p applyParams, enqueue func(*continuation)) {
	s.Step("12.1")
	displayed := n.Active
	// The current entry may be another by now: that of a navigation within the document that overtook this traversal.
	s.AdHoc("12.2", "the entry that was the target when the traversal began; see docs/decisions/0056")
	s.Step("12.3")
	c := &continuation{displayed: displayed.Document(), target: target, navigable: n, within: withinDocument(p, n, target)}
	s.Step("12.4")
	if c.within && displayed != target {
		s.AdHoc("12.4", "the page has gone on within the document since; see docs/decisions/0056")
		c.updateOnly, c.superseded = true, true
		enqueue(c)
		return
	}
	if displayed == target && (c.within || !target.DocumentState.ReloadPending) { // what reloads has its own turn
		s.Step("12.4.1")
		c.updateOnly = true
		s.Step("12.4.2")
		enqueue(c)
		return
	}
	if n.Parent != nil && displayed != target && p.navigationType == "traverse" {
		s.Step("12.7")
		t.fireTraverseInFrame(ctx, s, n, displayed, target, p)
	}
	s.Step("12.6")
	oldOrigin := target.DocumentState.Origin
	afterDocumentPopulated := func(ctx context.Context) {
		if d := n.ActiveDocument(); p.navigationType == "traverse" && d != nil && target.Document() != nil && weburl.SameOrigin(target.Document().origin, d.origin) {
			s.AdHoc("12.8(2).1", "a name goes along within an origin; see docs/decisions/0093")
			target.DocumentState.NavigableTargetName = n.TargetName()
		}
		s.Step("12.8(2).1")
		if target.Document() == nil {
			c.updateOnly = true
		} else if oldOrigin != nil && !sameOrigin(target.Document(), *oldOrigin) {
			s.Step("12.8(2).2")
			target.ClassicState = nil
			s.Step("12.8(2).3")
			if b := target.Document().browsingContext; n.Parent == nil && !(b != nil && b.IsAuxiliary && b.opener != nil) {
				target.DocumentState.NavigableTargetName = ""
			}
		}
		s.Step("12.8(2).4")
		enqueue(c)
	}
	s.Step("12.8")
	if target.Document() != nil && !target.DocumentState.ReloadPending {
		afterDocumentPopulated(ctx)
		return
	}
	s.Step("12.8.1")
	timing := "reload"
	if target.Document() == nil {
		timing = "back_forward"
	}
	s.Step("12.8.2")
	targetParams := n.snapshotTarget()
	s.Step("12.8.3")
	source := p.source
	if source == nil {
		s.Step("12.8.4")
		own := snapshotSource(ctx, n.ActiveDocument())
		source = &own
	}
	// The text reads the flag after clearing it; then a POST could never be reloaded.
	s.AdHoc("12.8.6", "allowPOST is read before the flag is cleared")
	allowPOST := target.DocumentState.ReloadPending
	s.Step("12.8.5")
	target.DocumentState.ReloadPending = false
	s.Step("12.8.7")
	t.ua.Loop.InParallel(ctx, func(ctx context.Context) {
		n.attemptToPopulate(ctx, populateParams{
			entry: target, timing: timing, source: *source, target: targetParams, cspType: "other", allowPOST: allowPOST,
		}, func(ctx context.Context) {
			n.queueTaskEvenIfInactive(ctx, afterDocumentPopulated)
		})
	})
}

// finishChange is steps 14.4 to 14.12 of "apply the history step".
func (t *Traversable) finishChange(ctx context.Context, s *spec.Frame, c *continuation, targetStep int, p applyParams, completed *int) {
	s.Step("14.4")
	s.Step("14.5")
	s.Step("14.6")
	n, target := c.navigable, c.target
	if !c.superseded {
		n.Current = target // a navigation within the document may have set another meanwhile
	}
	s.Step("14.7")
	length, index := t.historyObjectLengthAndIndex(targetStep)
	s.Step("14.9")
	api := &apiUpdate{}
	if target.Document() != c.displayed { // a document that stays has its own already
		api.entries = n.navigationAPIEntries(ctx, targetStep)
	}
	afterPotentialUnloads := func(ctx context.Context) {
		s.Step("14.12.1")
		if n.Active == nil {
			*completed++
			return
		}
		api.previous, api.previousDocument = n.Active, c.displayed
		if !c.updateOnly && target.Document() != nil { // it may have been destroyed while the other one unloaded
			s.Step("14.12.2")
			n.activateHistoryEntry(ctx, target)
		}
		s.Step("14.12.3")
		document := target.Document()
		update := func(ctx context.Context) {
			document.updateForHistoryStepApplication(ctx, target, c.updateOnly, length, index, p.navigationType, api)
		}
		switch {
		case c.superseded: // its own turn comes
		case document == nil: // nothing to show: the navigable stays as it is
		case document == c.displayed:
			s.Step("14.12.4")
			update(ctx)
		default:
			s.Step("14.12.5")
			t.ua.Loop.QueueTask(ctx, eventloop.NavigationAndTraversal, document, update)
		}
		s.Step("14.12.6")
		*completed++
	}
	s.Step("14.10")
	if c.updateOnly || target.Document() == c.displayed {
		s.Step("14.10.1")
		if !c.within {
			n.OngoingNavigation = "" // what is intercepted goes on
		}
		s.Step("14.10.2")
		n.queueTaskEvenIfInactive(ctx, afterPotentialUnloads)
		return
	}
	s.Step("14.11.2")
	n.deactivateForCrossDocumentNavigation(ctx, c.displayed, target, p.navigationType, afterPotentialUnloads)
}

// deactivateForCrossDocumentNavigation implements "deactivate a document for a cross-document
// navigation". There are no view transitions.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#deactivate-a-document-for-a-cross-document-navigation
func (n *Navigable) deactivateForCrossDocumentNavigation(ctx context.Context, displayed *Document, target *SessionHistoryEntry, navigationType string, afterPotentialUnloads func(context.Context)) {
	ctx, s := spec.Begin(ctx, spec.DeactivateDocumentForCrossDocumentNavigation, displayed)
	defer s.End()
	s.Step("5")
	firePageSwap := func(ctx context.Context) {
		s.Step("5.1")
		displayed.firePageSwap(ctx, target, navigationType)
	}
	s.Step("5.2")
	n.setOngoingNavigation(ctx, "")
	displayed.decideToKeep(ctx)
	s.Step("5.3")
	displayed.unloadDocumentAndItsDescendants(ctx, target.Document(), afterPotentialUnloads, firePageSwap)
}

// activateHistoryEntry implements "activate history entry".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#activate-history-entry
func (n *Navigable) activateHistoryEntry(ctx context.Context, entry *SessionHistoryEntry) {
	ctx, s := spec.Begin(ctx, spec.ActivateHistoryEntry, n, entry)
	defer s.End()
	s.Todo("1") // persisted state
	s.Step("2")
	d := entry.Document()
	s.Assert("3", !d.isInitialAboutBlank)
	old := n.ActiveDocument()
	s.Step("4")
	n.Active = entry
	n.reloading = nil
	n.ua.treeChanged()
	s.Step("5")
	d.makeActive(ctx)
	s.Step("6")
	if !d.InBackForwardCache() { // which is told that it becomes visible when it is reactivated
		d.visibility = n.Traversable().SystemVisibilityState
	}
	n.ua.Observer.DocumentActivated(n, d)
	if old == nil || old == d || old.window != d.window { // old is d when what was reloaded is destroyed already
		n.ua.Observer.RealmCreated(d.window)
	}
}

// updateForHistoryStepApplication implements "update document for history step application".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#update-document-for-history-step-application
func (d *Document) updateForHistoryStepApplication(ctx context.Context, entry *SessionHistoryEntry, doNotReactivate bool, length, index int, navigationType string, api *apiUpdate) {
	ctx, s := spec.Begin(ctx, spec.UpdateDocumentForHistoryStepApplication, d, entry)
	defer s.End()
	s.Step("1")
	isNew := d.latestEntry == nil
	s.Step("2")
	changed := d.latestEntry != entry
	s.Step("3")
	s.Step("4")
	d.setHistoryIndexAndLength(index, length)
	s.Step("6")
	if changed {
		s.Step("6.1")
		oldEntry := d.latestEntry
		s.Step("6.2")
		d.latestEntry = entry
		s.Step("6.3")
		d.restoreHistoryObjectState(entry)
		if !isNew {
			d.dom.URL = entry.URL
			s.Step("6.4.2")
			d.window.navigation.updateEntries(ctx, entry, navigationType)
			if !d.FullyActive() {
				return // a handler removed the frame
			}
			s.Step("6.4.3")
			dom.Fire(ctx, d.window, "popstate", func(e *dom.Event) {
				e.Interface = "PopStateEvent"
				e.Detail = &dom.PopStateDetail{State: d.History.State}
			})
			s.Step("6.4.5")
			d.queueHashChange(ctx, oldEntry, entry)
			if navigationType == "traverse" {
				s.AdHoc("6.4.5", "what :target matches follows the fragment, though nothing scrolls to it")
				d.scrollToFragment(ctx)
			}
		} else if api != nil {
			s.Step("6.5.3")
			d.window.navigation.initializeEntries(ctx, api.entries, entry)
		}
	}
	if d.InBackForwardCache() && !doNotReactivate && api != nil {
		s.AdHoc("7", "the entries of a page that comes back are brought up to date first; see docs/decisions/0071")
		d.window.navigation.updateEntriesForReactivation(ctx, api.entries, entry)
	}
	s.Step("7")
	if api != nil && api.previous != nil && navigationType != "" && (navigationType == "reload" || api.previousDocument != d) {
		d.window.navigation.updateActivation(s, api, navigationType)
	}
	if isNew {
		s.Step("8.3")
		d.tryToScrollToFragment(ctx)
		s.Step("8.4")
		d.scriptsMayRun = true
		return
	}
	s.Step("9")
	if d.InBackForwardCache() && !doNotReactivate {
		if changed {
			s.AdHoc("9", "a page that comes back at another of its entries is shown again too; by the letter only one at its latest entry is")
		}
		s.Step("9.2")
		d.reactivate(ctx)
	}
}

// queueHashChange queues the hashchange event when the fragments of two entries differ.
func (d *Document) queueHashChange(ctx context.Context, from, to *SessionHistoryEntry) {
	oldFragment, hadOld := from.URL.Fragment()
	newFragment, hasNew := to.URL.Fragment()
	if oldFragment == newFragment && hadOld == hasNew {
		return
	}
	// Not on the DOM manipulation task source: browsers fire it before a traversal that was asked for right after.
	d.ua.Loop.QueueTask(ctx, eventloop.NavigationAndTraversal, d, func(ctx context.Context) {
		dom.Fire(ctx, d.window, "hashchange", func(e *dom.Event) {
			e.Interface = "HashChangeEvent"
			e.Detail = &dom.HashChangeDetail{OldURL: from.URL.Href(), NewURL: to.URL.Href()}
		})
	})
}

// Reload implements "reload" as source's scripts ask for it, or, with nil, the browser's user.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#reload
func (n *Navigable) Reload(ctx context.Context, source *Document) {
	involvement := involvementNone
	if source == nil {
		involvement = involvementBrowserUI
	}
	n.reload(ctx, involvement, nil, nil)
}

func (n *Navigable) reload(ctx context.Context, involvement string, apiState *ClassicState, tracker *methodTracker) {
	ctx, s := spec.Begin(ctx, spec.Reload, n)
	defer s.End()
	s.Step("1")
	if involvement != involvementBrowserUI && !n.fireNavigateForReload(ctx, s, involvement, apiState, tracker) {
		return
	}
	s.Step("2")
	n.Active.DocumentState.ReloadPending = true
	s.Step("3")
	t := n.Traversable()
	s.Step("4")
	t.appendTraversalSteps(ctx, func(ctx context.Context) {
		s.Step("4.1")
		t.applyHistoryStep(ctx, t.CurrentStep, applyParams{checkForCancelation: true, involvement: involvement, navigationType: "reload"})
	})
}

// TraverseByDelta implements "traverse the history by a delta".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#traverse-the-history-by-a-delta
func (t *Traversable) TraverseByDelta(ctx context.Context, delta int, source *Document) {
	ctx, s := spec.Begin(ctx, spec.TraverseHistoryByDelta, t, delta)
	defer s.End()
	p := applyParams{checkForCancelation: true, involvement: involvementBrowserUI, navigationType: "traverse"}
	if source != nil {
		s.Step("3.1")
		params := snapshotSource(ctx, source)
		p.source = &params
		s.Step("3.2")
		p.initiatorToCheck = source.NodeNavigable()
		s.Step("3.3")
		p.involvement = involvementNone
	}
	if source != nil && t.ua.Loop.TerminationNestingLevel != 0 {
		s.AdHoc("4", "nothing is traversed from a beforeunload or unload handler; see docs/decisions/0056")
		return
	}
	s.Step("4")
	t.enqueue(ctx, &queueItem{delta: delta, steps: func(ctx context.Context) {
		if source != nil {
			s.AdHoc("4", "what was posted before arrives before; see docs/decisions/0088")
			passed := false
			t.ua.Loop.QueueTask(ctx, eventloop.PostedMessage, nil, func(context.Context) { passed = true })
			eventloop.WaitUntil(ctx, func() bool { return passed })
		}
		s.Step("4.1")
		steps := t.usedSteps()
		s.Step("4.2")
		current := slices.Index(steps, t.CurrentStep)
		s.Step("4.3")
		target := current + delta
		s.Step("4.4")
		if target < 0 || target >= len(steps) {
			return
		}
		s.AdHoc("4.5", "traversals to other documents asked for one after another are one; see docs/decisions/0056")
		for len(t.queue) > 0 && t.queue[0].delta != 0 && t.leavesDocument(steps[target]) {
			next := t.queue[0]
			t.queue = t.queue[1:]
			if to := target + next.delta; to >= 0 && to < len(steps) {
				target = to
			}
		}
		s.Step("4.5")
		t.applyHistoryStep(ctx, steps[target], p)
	}})
}

// leavesDocument says whether a traversal to the step shows another document somewhere.
func (t *Traversable) leavesDocument(step int) bool {
	changing, _ := t.changingNavigables(step)
	return len(crossingDocuments(changing, step)) > 0
}

// lacksEntry says whether the entry is no longer in the navigable's session history.
func (n *Navigable) lacksEntry(e *SessionHistoryEntry) bool {
	entries := n.sessionHistoryEntries()
	if entries == nil {
		return false
	}
	i := lastUpTo(*entries, e.Step)
	return i < 0 || (*entries)[i] != e
}
