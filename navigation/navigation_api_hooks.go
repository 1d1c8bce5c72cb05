package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// What follows is where the algorithms of navigating and traversing fire navigate events.

// involvement is the user navigation involvement of a navigation.
func (o *NavigateOptions) involvement() string {
	switch {
	case o.SourceDocument == nil:
		return involvementBrowserUI
	case o.Involvement == "":
		return involvementNone
	}
	return o.Involvement
}

// fireNavigateForNavigate is step 22 of "navigate". It says whether the navigation goes on.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate
func (n *Navigable) fireNavigateForNavigate(ctx context.Context, s *spec.Frame, handling, id string, o NavigateOptions) bool {
	d := n.ActiveDocument()
	if d == nil || o.involvement() == involvementBrowserUI || !weburl.SameOriginDomain(d.origin, o.SourceDocument.origin) || d.isInitialAboutBlank || !o.URL.IsFetchScheme() {
		return true
	}
	s.Step("22.1")
	navigation := d.window.navigation
	i := navigateEventInit{
		navigationType: handling, url: o.URL, involvement: o.involvement(), source: o.SourceElement, state: o.APIState, tracker: o.tracker,
	}
	s.Step("22.2")
	if o.Resource != nil && o.Resource.PostBody != nil {
		i.formData = o.entries
	}
	s.Step("22.3")
	s.Step("22.4")
	if navigation.firePushReplaceReload(ctx, i) {
		return true
	}
	n.endWithoutNewDocument(navigation, s, "22.5", id)
	return false
}

// endWithoutNewDocument ends a navigation that its navigate event ended or took over.
func (n *Navigable) endWithoutNewDocument(navigation *Navigation, s *spec.Frame, step, id string) {
	if n.OngoingNavigation != id {
		return // another one has taken its place
	}
	s.AdHoc(step, "an intercepted navigation does not count as the navigable's; see docs/decisions/0070")
	n.OngoingNavigation = ""
	n.IsDelayingLoadEvents = false
	if navigation.ongoingEvent != nil {
		n.ua.Observer.NavigationEnded(n, id, "")
	} else {
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
	}
}

// fireNavigateToFragment is steps 1 to 5 of "navigate to a fragment": the navigation API state of the new entry, and
// whether there will be one.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate-fragid
func (n *Navigable) fireNavigateToFragment(ctx context.Context, s *spec.Frame, u *weburl.URL, handling string, o NavigateOptions) (*ClassicState, bool) {
	s.Step("1")
	navigation := n.ActiveDocument().window.navigation
	s.Step("2")
	state := n.Active.APIState
	if o.APIState != nil {
		s.Step("3")
		state = o.APIState
	}
	s.AdHoc("4", "the method tracker goes along, which the text forgets; see docs/decisions/0070")
	s.Step("4")
	proceed := navigation.firePushReplaceReload(ctx, navigateEventInit{
		navigationType: handling, url: u, sameDocument: true, involvement: o.involvement(), source: o.SourceElement, state: state, tracker: o.tracker,
	})
	if !proceed {
		s.Step("5.2")
	}
	return state, proceed
}

// fireNavigateForReload is step 1 of "reload". It says whether the page is loaded again.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#reload
func (n *Navigable) fireNavigateForReload(ctx context.Context, s *spec.Frame, involvement string, apiState *ClassicState, tracker *methodTracker) bool {
	s.Step("1.1")
	d := n.ActiveDocument()
	if d == nil {
		return false
	}
	s.Step("1.2")
	state := n.Active.APIState
	if apiState != nil {
		s.Step("1.3")
		state = apiState
	}
	s.Step("1.4")
	if !d.window.navigation.firePushReplaceReload(ctx, navigateEventInit{
		navigationType: "reload", url: n.Active.URL, involvement: involvement, state: state, tracker: tracker,
	}) {
		s.Step("1.5")
		return false
	}
	if tracker != nil {
		n.Active.APIState = state // what the page finds once it is there again
	}
	return true
}

// A traversalTarget is what "check if unloading is canceled" gets of a traversal.
type traversalTarget struct {
	t      *Traversable
	step   int
	params applyParams
}

// fireNavigate is step 4 of "check if unloading is canceled": the navigate event of the traversable, after its beforeunload
// event if it needs one. It returns the documents that still need theirs.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#checking-if-unloading-is-canceled
func (p *traversalTarget) fireNavigate(ctx context.Context, s *spec.Frame, documents []*Document) (rest []*Document, prompted bool, status string) {
	t := p.t
	rest, status = documents, "continue"
	s.Step("4.2")
	target := t.targetHistoryEntry(p.step)
	d := t.ActiveDocument()
	s.Step("4.3")
	if p.params.navigationType != "traverse" || d == nil || target == t.Current {
		return
	}
	if a, b := target.DocumentState.Origin, t.Current.DocumentState.Origin; a == nil || b == nil || !sameOrigins(a, b) {
		return
	}
	s.Step("4.3.1")
	fired := false
	s.Step("4.3.2")
	needs := false
	s.Step("4.3.3")
	rest = nil
	for _, o := range documents {
		if o == d {
			needs = true
		} else {
			rest = append(rest, o)
		}
	}
	s.Step("4.3.4")
	t.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
		defer func() { fired = true }()
		if needs {
			s.Step("4.3.4.1.1")
			var canceled bool
			prompted, canceled = d.fireBeforeunload(ctx, false)
			if canceled {
				s.Step("4.3.4.1.3")
				status = "canceled-by-beforeunload"
			}
		}
		s.Step("4.3.4.2")
		if status != "continue" || t.ActiveDocument() != d {
			return
		}
		s.Step("4.3.4.4")
		if !d.window.navigation.fireTraverse(ctx, target, p.params.involvement) {
			s.Step("4.3.4.5")
			status = "canceled-by-navigate"
		}
	})
	s.Step("4.3.5")
	eventloop.WaitUntil(ctx, func() bool { return fired || t.destroyed })
	s.Step("4.3.6")
	return rest, prompted, status
}

// fireTraverseInFrame is step 12.7 of "apply the history step", which fires what nobody can cancel. By the text the entry is
// compared with one that it has become already.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#apply-the-history-step
func (t *Traversable) fireTraverseInFrame(ctx context.Context, s *spec.Frame, n *Navigable, displayed, target *SessionHistoryEntry, p applyParams) {
	d := n.ActiveDocument()
	a, b := displayed.DocumentState.Origin, target.DocumentState.Origin
	if d == nil || a == nil || b == nil || !sameOrigins(a, b) {
		return
	}
	s.Step("12.7.1")
	s.Step("12.7.2")
	d.window.navigation.fireTraverse(ctx, target, p.involvement)
	if target.Document() != d {
		n.forgetOngoing() // as step 8.3 would, had the event been fired before it
	}
}

// resumeTraverse implements "resume applying the traverse history step".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#resume-applying-the-traverse-history-step
func (t *Traversable) resumeTraverse(ctx context.Context, step int, involvement string) {
	t.applyHistoryStep(ctx, step, applyParams{involvement: involvement, navigationType: "traverse"})
}

// nearestStep is the used step nearest to the current one at which n shows the entry.
func (n *Navigable) nearestStep(e *SessionHistoryEntry) int {
	t := n.Traversable()
	best := e.Step
	for _, step := range t.usedSteps() {
		if n.targetHistoryEntry(step) == e && abs(step-t.CurrentStep) < abs(best-t.CurrentStep) {
			best = step
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// crossesDocuments says whether n will show another document when it gets to the entry.
func crossesDocuments(n *Navigable, target *SessionHistoryEntry) bool {
	return target.Document() != n.ActiveDocument() || target.DocumentState.ReloadPending
}

// historyActionActivation implements "history-action activation": the user has touched the page since it last used that up to
// keep the user from going back.
// https://html.spec.whatwg.org/multipage/interaction.html#history-action-activation
func (w *Window) historyActionActivation() bool {
	return w.lastActivation.ever && (!w.historyActionUsed || w.lastHistoryAction != w.lastActivation.at)
}

// consumeHistoryActionActivation implements "consume history-action user activation".
// https://html.spec.whatwg.org/multipage/interaction.html#consume-history-action-user-activation
func (w *Window) consumeHistoryActionActivation() {
	n := w.document.NodeNavigable()
	if n == nil {
		return
	}
	for _, n := range n.Traversable().ActiveDocument().inclusiveDescendantNavigables() {
		if d := n.ActiveDocument(); d != nil {
			d.window.historyActionUsed, d.window.lastHistoryAction = true, d.window.lastActivation.at
		}
	}
}
