package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// commit implements "commit a navigate event".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#commit-a-navigate-event
func (n *Navigation) commit(ctx context.Context, event *NavigateEvent) {
	ctx, s := spec.Begin(ctx, spec.CommitNavigateEvent, n, event.NavigationType)
	defer s.End()
	s.Step("1")
	s.Step("2")
	d := n.window.document
	navigable := d.navigable
	s.Step("3")
	if !d.FullyActive() {
		return
	}
	s.Step("4")
	if event.Signal.Aborted() {
		return
	}
	s.Step("5")
	sameDocument := event.interceptionState != "none" || event.Destination.SameDocument
	s.Step("6")
	defer n.window.Enter(ctx)()
	if event.interceptionState != "none" {
		s.Step("7.1")
		event.interceptionState = "committed"
		s.Step("7.2")
		switch event.NavigationType {
		case "push", "replace":
			state := event.classicState
			if state == nil {
				s.AdHoc("7.2", "history.state does not pass from page to page; see docs/decisions/0071")
				state = nullState
			}
			d.urlAndHistoryUpdate(ctx, event.Destination.URL, state, event.NavigationType)
		case "reload":
			n.updateEntries(ctx, navigable.Active, "reload")
		case "traverse":
			s.Step("7.2:3.1")
			n.suppressScrollRestoration = true
			s.Step("7.2:3.3")
			involvement := involvementNone
			if event.UserInitiated {
				involvement = involvementActivation
			}
			if entry := event.Destination.Entry; entry != nil {
				s.Step("7.2:3.4")
				t := navigable.Traversable()
				t.appendTraversalSteps(ctx, func(ctx context.Context) {
					s.Step("7.2:3.4.1")
					t.resumeTraverse(ctx, navigable.nearestStep(entry.entry), involvement)
				})
			}
		}
	}
	if t := n.transition; t != nil && event.interceptionState != "none" {
		s.Step("8")
		t.committed.settle.Resolve(js.Undefined)
	}
	if !sameDocument {
		// By the letter the promises of a navigation to another document are forgotten here, and an abort does not reject them.
		s.AdHoc("9", "the tracker goes when the document does; see docs/decisions/0070")
	}
	s.Step("10")
}

// runCommitHandlers implements the "navigate event intercept commit handler steps".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigate-event-intercept-commit-handler-steps
func (n *Navigation) runCommitHandlers(ctx context.Context, event *NavigateEvent, tracker *methodTracker) {
	ctx, s := spec.Begin(ctx, spec.NavigateEventInterceptCommitHandlerSteps, n)
	defer s.End()
	s.Step("1")
	var promises []js.Value
	s.Step("2")
	for _, h := range slices.Clone(event.handlers) {
		s.Step("2.1")
		promises = append(promises, n.invoke(ctx, h))
	}
	s.Step("3")
	if len(promises) == 0 {
		promises = append(promises, n.window.realm.Resolved(js.Undefined))
	}
	s.Step("4")
	n.waitForAll(promises, func(ctx context.Context) {
		s.Step("4.1")
		if !n.window.FullyActive() {
			return
		}
		s.Step("4.2")
		if event.Signal.Aborted() || n.ongoingEvent != event {
			return
		}
		s.Step("4.4")
		n.ongoingEvent = nil
		s.Step("4.5")
		n.finish(ctx, event, true)
		if tracker != nil {
			s.Step("4.6")
			tracker.resolveFinished(ctx)
		}
		transition := n.transition
		s.Step("4.7")
		dom.Fire(ctx, n, "navigatesuccess")
		if transition != nil && n.transition == transition {
			s.Step("4.8")
			transition.finished.settle.Resolve(js.Undefined)
			s.Step("4.9")
			n.transition = nil
		}
	}, func(ctx context.Context, reason js.Value) { n.handlerFailed(ctx, event, reason) })
}

// handlerFailed implements "process navigate event handler failure".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#process-navigate-event-handler-failure
func (n *Navigation) handlerFailed(ctx context.Context, event *NavigateEvent, reason js.Value) {
	ctx, s := spec.Begin(ctx, spec.ProcessNavigateEventHandlerFailure, n)
	defer s.End()
	s.Step("1")
	if !n.window.FullyActive() {
		return
	}
	s.Step("2")
	if event.Signal.Aborted() || n.ongoingEvent != event {
		return
	}
	s.Step("4")
	if event.interceptionState != "intercepted" {
		n.finish(ctx, event, false)
	}
	s.Step("5")
	ctx, abort := spec.Begin(ctx, spec.AbortOngoingNavigation, n)
	defer abort.End()
	n.abortEvent(ctx, abort, event, reason)
}

// finish implements "finish" a NavigateEvent.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigateevent-finish
func (n *Navigation) finish(ctx context.Context, event *NavigateEvent, didFulfill bool) {
	ctx, s := spec.Begin(ctx, spec.FinishNavigateEvent, n)
	defer s.End()
	s.Assert("1", event.interceptionState != "finished")
	s.Step("2")
	if event.interceptionState == "intercepted" {
		s.Step("2.3")
		event.interceptionState = "finished"
		s.Step("2.4")
		return
	}
	s.Step("3")
	if event.interceptionState == "none" {
		return
	}
	s.Step("4")
	n.potentiallyResetFocus(ctx, event)
	s.Step("5")
	if didFulfill && event.interceptionState != "scrolled" && event.scroll != "manual" {
		n.processScroll(event)
	}
	s.Step("6")
	event.interceptionState = "finished"
}

// potentiallyResetFocus implements "potentially reset the focus".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#potentially-reset-the-focus
func (n *Navigation) potentiallyResetFocus(ctx context.Context, event *NavigateEvent) {
	changed := n.focusChanged
	n.focusChanged = false
	if changed || event.focusReset == "manual" {
		return
	}
	d := n.window.document
	target := d.autofocusDelegate()
	if target == nil {
		target = d.dom.Body()
	}
	if target == nil {
		target = d.dom.DocumentElement()
	}
	if target != nil && !Focusable(target) {
		target = nil // the viewport
	}
	d.Focus(ctx, target)
	n.focusChanged = false
}

// autofocusDelegate is the "autofocus delegate" of the document: the first element with the attribute that can have the
// focus.
// https://html.spec.whatwg.org/multipage/interaction.html#autofocus-delegate
func (d *Document) autofocusDelegate() *dom.Node {
	for _, el := range d.dom.ElementsWhere(func(el *dom.Node) bool { _, ok := el.Attr("autofocus"); return ok }) {
		if Focusable(el) {
			return el
		}
	}
	return nil
}

// processScroll implements "process scroll behavior". Nothing is laid out here: there is nothing to scroll.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#process-scroll-behavior
func (n *Navigation) processScroll(event *NavigateEvent) { event.interceptionState = "scrolled" }

// sharedChecks implements "perform shared checks".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigateevent-perform-shared-checks
func (e *NavigateEvent) sharedChecks(ctx context.Context) error {
	_, s := spec.Begin(ctx, spec.PerformSharedChecks)
	defer s.End()
	s.Step("1")
	if !e.window.FullyActive() {
		return webidl.DOMExceptionf("InvalidStateError", "the document of the event is not fully active")
	}
	s.Step("2")
	if !e.Event.Trusted {
		return webidl.DOMExceptionf("SecurityError", "the event was not made by the user agent")
	}
	s.Step("3")
	if e.Event.Canceled {
		return webidl.DOMExceptionf("InvalidStateError", "the event was canceled")
	}
	return nil
}

// InterceptOptions are the options of intercept(); what is nil or "" is missing.
type InterceptOptions struct {
	PrecommitHandler, Handler *js.Ref
	FocusReset, Scroll        string
}

// Intercept implements intercept().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigateevent-intercept
func (e *NavigateEvent) Intercept(ctx context.Context, o InterceptOptions) error {
	ctx, s := spec.Begin(ctx, spec.NavigateeventIntercept)
	defer s.End()
	s.Step("1")
	if err := e.sharedChecks(ctx); err != nil {
		return err
	}
	s.Step("2")
	if !e.CanIntercept {
		return webidl.DOMExceptionf("SecurityError", "this navigation cannot be intercepted")
	}
	s.Step("3")
	if !e.Event.Dispatching {
		return webidl.DOMExceptionf("InvalidStateError", "the event is not being dispatched")
	}
	if o.PrecommitHandler != nil {
		s.Step("4.1")
		if !e.Event.Cancelable {
			return webidl.DOMExceptionf("InvalidStateError", "a precommit handler needs an event that can be canceled")
		}
		s.Step("4.2")
		e.precommitHandlers = append(e.precommitHandlers, o.PrecommitHandler)
	}
	s.Step("6")
	e.interceptionState = "intercepted"
	s.Step("7")
	if o.Handler != nil {
		e.handlers = append(e.handlers, o.Handler)
	}
	if o.FocusReset != "" {
		s.Step("8.2")
		e.focusReset = o.FocusReset
	}
	if o.Scroll != "" {
		s.Step("9.2")
		e.scroll = o.Scroll
	}
	return nil
}

// ProcessScroll implements scroll().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigateevent-scroll
func (e *NavigateEvent) ProcessScroll(ctx context.Context) error {
	ctx, s := spec.Begin(ctx, spec.NavigateeventScroll)
	defer s.End()
	s.Step("1")
	if err := e.sharedChecks(ctx); err != nil {
		return err
	}
	s.Step("2")
	if e.interceptionState != "committed" {
		return webidl.DOMExceptionf("InvalidStateError", "the navigation is not committed, or has scrolled already")
	}
	s.Step("3")
	e.window.navigation.processScroll(e)
	return nil
}

// A NavigationPrecommitController is what precommit handlers get.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-navigationprecommitcontroller-interface
type NavigationPrecommitController struct{ Event *NavigateEvent }

// check is what both methods begin with.
func (c *NavigationPrecommitController) check(ctx context.Context, s *spec.Frame) error {
	s.Step("2")
	if err := c.Event.sharedChecks(ctx); err != nil {
		return err
	}
	s.Step("3")
	if c.Event.interceptionState != "intercepted" || c.Event.Signal.Aborted() {
		return webidl.DOMExceptionf("InvalidStateError", "the navigation is committed or was aborted")
	}
	return nil
}

// Redirect implements redirect(). state serializes options.state, if that exists; info is nil when it does not.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationprecommitcontroller-redirect
func (c *NavigationPrecommitController) Redirect(ctx context.Context, url, history string, info *js.Ref, state func() (*ClassicState, error)) error {
	ctx, s := spec.Begin(ctx, spec.NavigationprecommitcontrollerRedirect, url)
	defer s.End()
	if err := c.check(ctx, s); err != nil {
		return err
	}
	e := c.Event
	s.Step("4")
	if e.NavigationType != "push" && e.NavigationType != "replace" {
		return webidl.DOMExceptionf("InvalidStateError", "only push and replace navigations can be redirected")
	}
	s.Step("5")
	d := e.window.document
	s.Step("6")
	u, err := weburl.ParseBase(url, d.BaseURL())
	s.Step("7")
	if err != nil {
		return webidl.DOMExceptionf("SyntaxError", "%q is not a URL", url)
	}
	s.Step("8")
	if !d.canHaveURLRewritten(u) {
		return webidl.DOMExceptionf("SecurityError", "a document at %s cannot get the URL %s", d.URL().Href(), u.Href())
	}
	s.Step("9")
	if history == "push" || history == "replace" {
		e.NavigationType = history
	}
	if state != nil {
		s.Step("10.1")
		serialized, err := state()
		if err != nil {
			return err
		}
		s.Step("10.2")
		e.Destination.State = serialized
		s.Step("10.3")
		if t := e.window.navigation.ongoingTracker; t != nil {
			t.state = serialized
		}
	}
	s.Step("11")
	e.Destination.URL = u
	s.Step("12")
	if info != nil {
		e.Info = info
	}
	return nil
}

// AddHandler implements addHandler().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationprecommitcontroller-addhandler
func (c *NavigationPrecommitController) AddHandler(ctx context.Context, handler *js.Ref) error {
	ctx, s := spec.Begin(ctx, spec.NavigationprecommitcontrollerAddHandler)
	defer s.End()
	if err := c.check(ctx, s); err != nil {
		return err
	}
	s.Step("4")
	c.Event.handlers = append(c.Event.handlers, handler)
	return nil
}
