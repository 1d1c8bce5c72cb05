package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A NavigationResult is what the methods that navigate return. The promises live until the caller's scope ends.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationresult
type NavigationResult struct{ Committed, Finished js.Value }

// MethodOptions are the options of the methods that navigate.
type MethodOptions struct {
	Info    *js.Ref // nil is undefined
	History string  // of navigate(): "auto", "push" or "replace"
	// State serializes options.state, of navigate() and reload(); nil when there is none.
	State func() (*ClassicState, error)
}

// earlyError makes an "early error result".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api-early-error-result
func (n *Navigation) earlyError(err error) NavigationResult {
	r := n.window.realm
	v := r.Thrown(err)
	if e, ok := js.AsException(err); ok {
		v = e.Value
	}
	return NavigationResult{r.Rejected(v), r.Rejected(v)}
}

// result implements "navigation API method tracker-derived result".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api-method-tracker-derived-result
func (t *methodTracker) result(ctx context.Context) NavigationResult {
	_, s := spec.Begin(ctx, spec.NavigationAPIMethodTrackerDerivedResult)
	defer s.End()
	s.Step("1")
	if t.pending {
		return t.navigation.earlyError(webidl.DOMExceptionf("AbortError", "Navigation was aborted"))
	}
	s.Step("2")
	return NavigationResult{t.committed.ref.Value(), t.finished.ref.Value()}
}

var (
	errNotActive = webidl.DOMExceptionf("InvalidStateError", "The document is not fully active.")
	errUnloading = webidl.DOMExceptionf("InvalidStateError", "The document is being unloaded.")
)

// Navigate implements navigate().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-navigate
func (n *Navigation) Navigate(ctx context.Context, url string, o MethodOptions) NavigationResult {
	ctx, s := spec.Begin(ctx, spec.NavigationNavigate, n, url)
	defer s.End()
	d := n.window.document
	s.Step("1")
	u, err := weburl.ParseBase(url, d.BaseURL())
	s.Step("2")
	if err != nil {
		return n.earlyError(webidl.DOMExceptionf("SyntaxError", "Invalid URL '%s'.", url))
	}
	s.Step("3")
	if u.Scheme() == "javascript" {
		return n.earlyError(webidl.DOMExceptionf("NotSupportedError", "A navigation to a javascript: URL is not supported."))
	}
	s.Step("4")
	s.Step("5")
	if o.History == "push" && d.isInitialAboutBlank {
		return n.earlyError(webidl.DOMExceptionf("NotSupportedError", "A push navigation is not possible from the initial about:blank."))
	}
	s.Step("6")
	state := &ClassicState{Undefined: true}
	if o.State != nil {
		s.Step("7")
		if state, err = o.State(); err != nil {
			return n.earlyError(err)
		}
	}
	s.Step("8")
	if !d.FullyActive() {
		return n.earlyError(errNotActive)
	}
	s.Step("9")
	if d.unloadCounter > 0 {
		return n.earlyError(errUnloading)
	}
	s.Step("11")
	t := n.setUpTracker(ctx, o.Info, state)
	s.Step("12")
	_ = d.navigable.Navigate(ctx, NavigateOptions{URL: u, SourceDocument: d, HistoryHandling: o.History, APIState: state, tracker: t})
	s.Step("13")
	return t.result(ctx)
}

// Reload implements reload().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-reload
func (n *Navigation) Reload(ctx context.Context, o MethodOptions) NavigationResult {
	ctx, s := spec.Begin(ctx, spec.NavigationReload, n)
	defer s.End()
	s.Step("1")
	d := n.window.document
	s.Step("2")
	state := &ClassicState{Undefined: true}
	if o.State != nil {
		s.Step("3")
		var err error
		if state, err = o.State(); err != nil {
			return n.earlyError(err)
		}
	} else if e := n.CurrentEntry(); e != nil {
		s.Step("4.1")
		s.Step("4.2")
		if e.entry.APIState != nil {
			state = e.entry.APIState
		}
	}
	s.Step("5")
	if !d.FullyActive() {
		return n.earlyError(errNotActive)
	}
	s.Step("6")
	if d.unloadCounter > 0 {
		return n.earlyError(errUnloading)
	}
	s.Step("8")
	t := n.setUpTracker(ctx, o.Info, state)
	s.Step("9")
	d.navigable.reload(ctx, involvementNone, state, t)
	s.Step("10")
	return t.result(ctx)
}

// TraverseTo implements traverseTo().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-traverseto
func (n *Navigation) TraverseTo(ctx context.Context, key string, o MethodOptions) NavigationResult {
	ctx, s := spec.Begin(ctx, spec.NavigationTraverseTo, n, key)
	defer s.End()
	s.Step("1")
	if n.current < 0 {
		return n.earlyError(webidl.DOMExceptionf("InvalidStateError", "There are no entries."))
	}
	s.Step("2")
	if !slices.ContainsFunc(n.list(), func(e *NavigationHistoryEntry) bool { return e.entry.navigationKey(n.window.ua) == key }) {
		return n.earlyError(webidl.DOMExceptionf("InvalidStateError", "Invalid key"))
	}
	s.Step("3")
	return n.performTraversal(ctx, key, o)
}

// Back implements back().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-back
func (n *Navigation) Back(ctx context.Context, o MethodOptions) NavigationResult {
	ctx, s := spec.Begin(ctx, spec.NavigationBack, n)
	defer s.End()
	s.Step("1")
	if n.current <= 0 {
		return n.earlyError(webidl.DOMExceptionf("InvalidStateError", "Cannot go back"))
	}
	s.Step("2")
	key := n.list()[n.current-1].entry.navigationKey(n.window.ua)
	s.Step("3")
	return n.performTraversal(ctx, key, o)
}

// Forward implements forward().
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-forward
func (n *Navigation) Forward(ctx context.Context, o MethodOptions) NavigationResult {
	ctx, s := spec.Begin(ctx, spec.NavigationForward, n)
	defer s.End()
	s.Step("1")
	if n.current < 0 || n.current == len(n.list())-1 {
		return n.earlyError(webidl.DOMExceptionf("InvalidStateError", "Cannot go forward"))
	}
	s.Step("2")
	key := n.list()[n.current+1].entry.navigationKey(n.window.ua)
	s.Step("3")
	return n.performTraversal(ctx, key, o)
}

// performTraversal implements "perform a navigation API traversal".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#performing-a-navigation-api-traversal
func (n *Navigation) performTraversal(ctx context.Context, key string, o MethodOptions) NavigationResult {
	ctx, s := spec.Begin(ctx, spec.PerformNavigationAPITraversal, n, key)
	defer s.End()
	s.Step("1")
	d, r := n.window.document, n.window.realm
	s.Step("2")
	if !d.FullyActive() {
		return n.earlyError(errNotActive)
	}
	s.Step("3")
	if d.unloadCounter > 0 {
		return n.earlyError(errUnloading)
	}
	s.Step("4")
	current := n.CurrentEntry()
	if current == nil {
		return n.earlyError(webidl.DOMExceptionf("InvalidStateError", "There are no entries."))
	}
	s.Step("5")
	if key == current.entry.navigationKey(n.window.ua) {
		return NavigationResult{r.Resolved(n.object(current)), r.Resolved(n.object(current))}
	}
	s.Step("6")
	if t := n.upcomingTracker(key); t != nil {
		return t.result(ctx)
	}
	s.Step("8")
	t := n.addUpcomingTracker(ctx, key, o.Info)
	s.Step("9")
	navigable := d.navigable
	s.Step("10")
	traversable := navigable.Traversable()
	s.Step("11")
	source := snapshotSource(ctx, d)
	s.Step("12")
	traversable.appendTraversalSteps(ctx, func(ctx context.Context) {
		fail := func(name, message string) {
			navigable.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
				if !t.cleaned {
					t.rejectFinishedWith(ctx, name, message)
				}
			})
		}
		if t.cleaned {
			return // the entry, or the frame, is gone
		}
		s.Step("12.1")
		var target *SessionHistoryEntry
		if list := navigable.sessionHistoryEntries(); list != nil && navigable.alive() {
			s.Step("12.2")
			for _, e := range *list {
				if e.apiKey != nil && e.apiKey.text == key {
					target = e
				}
			}
		}
		if target == nil {
			s.Step("12.2.1")
			fail("InvalidStateError", "Invalid key")
			return
		}
		s.Step("12.3")
		if target == navigable.Active {
			s.Step("12.3.1")
			fail("InvalidStateError", "The entry is the current one already.")
			return
		}
		s.Step("12.4")
		s.AdHoc("12.4", "the nearest step that shows the entry; see docs/decisions/0071")
		switch traversable.applyHistoryStep(ctx, navigable.nearestStep(target), applyParams{
			checkForCancelation: true, source: &source, initiatorToCheck: navigable, involvement: involvementNone, navigationType: "traverse",
		}) {
		case "canceled-by-beforeunload":
			s.Step("12.5")
			fail("AbortError", "Navigation was aborted")
		case "canceled-by-navigate":
			if n.upcomingTracker(key) == t {
				s.AdHoc("12.6", "the page around canceled it, before this window's event; see docs/decisions/0070")
				fail("AbortError", "Navigation was aborted")
			}
		case "initiator-disallowed":
			s.Step("12.6")
			fail("SecurityError", "The navigation is not allowed by sandboxing.")
		}
	})
	s.Step("13")
	return t.result(ctx)
}

// UpdateCurrentEntry implements updateCurrentEntry(); state serializes options.state.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigation-updatecurrententry
func (n *Navigation) UpdateCurrentEntry(ctx context.Context, state func() (*ClassicState, error)) error {
	ctx, s := spec.Begin(ctx, spec.NavigationUpdateCurrentEntry, n)
	defer s.End()
	s.Step("1")
	current := n.CurrentEntry()
	s.Step("2")
	if current == nil {
		return webidl.DOMExceptionf("InvalidStateError", "There is no current entry.")
	}
	s.Step("3")
	serialized, err := state()
	if err != nil {
		return err
	}
	s.Step("4")
	current.entry.APIState = serialized
	s.Step("5")
	n.fireCurrentEntryChange(ctx, "", current)
	return nil
}
