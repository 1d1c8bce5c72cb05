package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
)

// A promise is one that this chapter settles.
type promise struct {
	ref    *js.Ref
	settle *js.Resolver
}

func (n *Navigation) newPromise() promise {
	p, settle := n.window.realm.NewPromise()
	return promise{n.window.realm.KeepMember(p), settle}
}

// markAsHandled keeps the promise's rejection from being reported.
func (p promise) markAsHandled() {
	if r := p.ref.Realm(); r != nil {
		_ = r.Then(p.ref.Value(), nil, nil)
	}
}

// A methodTracker is a navigation API method tracker.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api-method-tracker
type methodTracker struct {
	navigation          *Navigation
	key                 string // "" is null
	info                *js.Ref
	state               *ClassicState // nil is null
	committedTo         *NavigationHistoryEntry
	committed, finished promise
	pending             bool
	cleaned             bool
}

// setUpTracker implements "set up a navigate/reload API method tracker".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#set-up-a-navigate/reload-api-method-tracker
func (n *Navigation) setUpTracker(ctx context.Context, info *js.Ref, state *ClassicState) *methodTracker {
	_, s := spec.Begin(ctx, spec.SetUpNavigateReloadAPIMethodTracker, n)
	defer s.End()
	s.Step("1")
	t := &methodTracker{navigation: n, info: info, state: state, committed: n.newPromise(), finished: n.newPromise()}
	s.Step("2")
	t.finished.markAsHandled()
	s.Step("3")
	t.pending = !n.disabled()
	return t
}

// addUpcomingTracker implements "add an upcoming traverse API method tracker".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#add-an-upcoming-traverse-api-method-tracker
func (n *Navigation) addUpcomingTracker(ctx context.Context, key string, info *js.Ref) *methodTracker {
	_, s := spec.Begin(ctx, spec.AddUpcomingTraverseAPIMethodTracker, n, key)
	defer s.End()
	s.Step("1")
	t := &methodTracker{navigation: n, key: key, info: info, committed: n.newPromise(), finished: n.newPromise()}
	s.Step("2")
	t.finished.markAsHandled()
	s.Step("4")
	n.upcoming = append(n.upcoming, t)
	s.Step("5")
	return t
}

// upcomingTracker is upcoming traverse API method trackers[key], nil for none.
func (n *Navigation) upcomingTracker(key string) *methodTracker {
	if i := slices.IndexFunc(n.upcoming, func(t *methodTracker) bool { return t.key == key }); i >= 0 {
		return n.upcoming[i]
	}
	return nil
}

func (n *Navigation) removeUpcoming(t *methodTracker) {
	n.upcoming = slices.DeleteFunc(n.upcoming, func(o *methodTracker) bool { return o == t })
}

// cleanUp implements "clean up" a navigation API method tracker.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api-method-tracker-clean-up
func (t *methodTracker) cleanUp(ctx context.Context) {
	_, s := spec.Begin(ctx, spec.CleanUpNavigationAPIMethodTracker)
	defer s.End()
	t.cleaned = true
	s.Step("1")
	n := t.navigation
	s.Step("2")
	if n.ongoingTracker == t {
		n.ongoingTracker = nil
		return
	}
	s.Step("3.4")
	n.removeUpcoming(t)
}

// notifyCommitted implements "notify about the committed-to entry".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#notify-about-the-committed-to-entry
func (t *methodTracker) notifyCommitted(ctx context.Context, e *NavigationHistoryEntry) {
	if e == nil {
		return
	}
	t.committedTo = e
	if t.state != nil {
		e.entry.APIState = t.state
		t.state = nil
	}
	defer t.navigation.scope()()
	t.committed.settle.Resolve(t.navigation.object(e))
}

// resolveFinished implements "resolve the finished promise".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#resolve-the-finished-promise
func (t *methodTracker) resolveFinished(ctx context.Context) {
	defer t.navigation.scope()()
	if t.committedTo != nil {
		t.finished.settle.Resolve(t.navigation.object(t.committedTo))
	}
	t.cleanUp(ctx)
}

// rejectFinished implements "reject the finished promise".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#reject-the-finished-promise
func (t *methodTracker) rejectFinished(ctx context.Context, reason js.Value) {
	t.committed.settle.Reject(reason)
	t.finished.settle.Reject(reason)
	t.cleanUp(ctx)
}

// rejectFinishedWith rejects with a new exception of the navigation's realm.
func (t *methodTracker) rejectFinishedWith(ctx context.Context, name, message string) {
	w := t.navigation.window
	defer t.navigation.scope()()
	t.rejectFinished(ctx, w.realm.Thrown(webidl.DOMExceptionf(name, "%s", message)))
}

// scope keeps values alive until the result is called. Unlike preparing to run script it ends without a microtask checkpoint.
func (n *Navigation) scope() (end func()) { return n.window.realm.Agent.Scope() }

// object is the platform object of a value of the navigation API.
func (n *Navigation) object(v any) js.Value { return n.window.ua.Host.Object(n.window, v) }

// abortOngoing implements "abort the ongoing navigation", with an AbortError.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#abort-the-ongoing-navigation
func (n *Navigation) abortOngoing(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.AbortOngoingNavigation, n)
	defer s.End()
	s.Step("1")
	event := n.ongoingEvent
	s.Step("3")
	n.focusChanged = false
	s.Step("4")
	n.suppressScrollRestoration = false
	defer n.scope()()
	s.Step("5")
	reason := n.window.realm.Thrown(webidl.DOMExceptionf("AbortError", "Navigation was aborted"))
	s.Step("6")
	if event.Event.Dispatching {
		event.Event.Canceled = true
	}
	s.Step("7")
	n.abortEvent(ctx, s, event, reason)
}

// abortEvent implements "abort a NavigateEvent".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#abort-a-navigateevent
func (n *Navigation) abortEvent(ctx context.Context, s *spec.Frame, event *NavigateEvent, reason js.Value) {
	w := n.window
	kept := w.realm.KeepMember(reason)
	s.Step("(2).2")
	n.ongoingEvent = nil
	s.Step("(2).3")
	event.Signal.SignalAbort(ctx, kept)
	s.Step("(2).4")
	exception := w.realm.NewException(reason)
	detail := &dom.ErrorDetail{Message: errorMessage(exception), Filename: exception.File, Line: uint32(exception.Line), Column: uint32(exception.Column), Error: kept}
	if detail.Filename == "" {
		file, line, column := w.realm.CallSite()
		detail.Filename, detail.Line, detail.Column = file, uint32(line), uint32(column)
		if file == "" {
			detail.Filename = w.document.URL().Href()
		}
	}
	s.Step("(2).5")
	if t := n.ongoingTracker; t != nil {
		t.rejectFinished(ctx, reason)
	}
	transition := n.transition
	s.Step("(2).6")
	dom.Fire(ctx, n, "navigateerror", func(e *dom.Event) {
		e.Interface = "ErrorEvent"
		e.Detail = detail
	})
	s.Step("(2).7")
	if transition == nil || n.transition != transition {
		return
	}
	s.Step("(2).8")
	transition.committed.settle.Reject(kept.Value())
	s.Step("(2).9")
	transition.finished.settle.Reject(kept.Value())
	s.Step("(2).10")
	n.transition = nil
}

// maxAborts bounds how often a navigateerror listener can start another navigation that is aborted in turn.
const maxAborts = 100

// informAboutAborting implements "inform the navigation API about aborting navigation". All windows share one event loop.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#inform-the-navigation-api-about-aborting-navigation
func (n *Navigable) informAboutAborting(ctx context.Context) {
	d := n.ActiveDocument()
	if d == nil || d.window == nil || d.window.navigation.ongoingEvent == nil {
		return
	}
	ctx, s := spec.Begin(ctx, spec.InformNavigationAPIAboutAbortingNavigation, n)
	defer s.End()
	s.Step("1")
	s.Step("2")
	navigation := d.window.navigation
	s.Step("3")
	for round := 0; navigation.ongoingEvent != nil; round++ {
		if round == maxAborts {
			s.AdHoc("3.1", "listeners that navigate again each time are not told any more; see docs/decisions/0070")
			navigation.ongoingEvent = nil
			break
		}
		s.Step("3.1")
		navigation.abortOngoing(ctx)
	}
}

// informAboutDestruction implements "inform the navigation API about child navigable destruction".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#inform-the-navigation-api-about-child-navigable-destruction
func (n *Navigable) informAboutDestruction(ctx context.Context) {
	d := n.ActiveDocument()
	if d == nil {
		return
	}
	ctx, s := spec.Begin(ctx, spec.InformNavigationAPIAboutChildNavigableDestruction, n)
	defer s.End()
	s.Step("1")
	n.informAboutAborting(ctx)
	s.Step("2")
	navigation := d.window.navigation
	s.Step("3")
	trackers := slices.Clone(navigation.upcoming)
	s.Step("4")
	for _, t := range trackers {
		t.rejectFinishedWith(ctx, "AbortError", "Navigation was aborted")
	}
}

// forgetOngoing lets a navigation to another document succeed without a navigateerror event.
func (n *Navigable) forgetOngoing() {
	if d := n.ActiveDocument(); d != nil {
		d.window.navigation.ongoingEvent = nil
		d.window.navigation.ongoingTracker = nil
	}
}
