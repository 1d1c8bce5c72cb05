package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// OpenWindow implements the "window open steps" for w's method, called by scripts of the entry document source. The browsing
// context is nil where the method returns null.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#window-open-steps
func (w *Window) OpenWindow(ctx context.Context, source *Document, rawURL, target, features string) (*BrowsingContext, error) {
	ctx, s := spec.Begin(ctx, spec.WindowOpenSteps, rawURL, target)
	defer s.End()
	s.Step("1")
	if w.ua.Loop.TerminationNestingLevel != 0 {
		return nil, nil
	}
	s.Step("2")
	s.Step("3")
	var u *weburl.URL
	if rawURL != "" {
		s.Step("4.1")
		parsed, err := weburl.ParseBase(rawURL, source.BaseURL())
		if err != nil {
			s.Step("4.2")
			return nil, webidl.DOMExceptionf("SyntaxError", "Unable to open a window with invalid URL '%s'.", rawURL)
		}
		u = parsed
	}
	s.Step("5")
	if target == "" {
		target = "_blank"
	}
	s.Step("6")
	tokens := tokenizeFeatures(ctx, features)
	s.Step("7")
	s.Step("8")
	noreferrer := windowFeatureIsSet(ctx, tokens, "noreferrer", false)
	s.Step("9")
	noopener := noopenerForWindowOpen(ctx, source, tokens, u)
	s.Step("10")
	delete(tokens, "noopener")
	delete(tokens, "noreferrer")
	s.Step("11")
	referrerPolicy := ""
	s.Step("12")
	if noreferrer {
		noopener, referrerPolicy = true, "no-referrer"
	}
	s.AdHoc("13", "names are looked up, and windows opened, from the window whose method it is, as browsers do; the text says from the caller's")
	from := w.document.NodeNavigable()
	if from == nil || !w.document.FullyActive() || !source.FullyActive() {
		return nil, nil
	}
	s.Step("13")
	chosen, isNew, err := from.chooseNavigable(ctx, target, noopener)
	s.Step("14")
	if chosen == nil || err != nil {
		return nil, err
	}
	if isNew {
		if !noopener && source.sandboxing.Has(policy.SandboxedNavigation) {
			// By the text the rules are applied for the caller's navigable, which is so permitted.
			s.AdHoc("13", "the caller may navigate the window that it opened through another's method")
			chosen.ActiveBrowsingContext().onePermittedNavigator = source.browsingContext
		}
		s.Step("15.1")
		chosen.ActiveBrowsingContext().IsPopup = popupRequested(ctx, tokens)
		if noopener && w.ua.Behaviour("noopener-popup") != "standard" {
			s.AdHoc("15.1", "a window without an opener is no popup, as in Chrome; see docs/decisions/0042")
			chosen.ActiveBrowsingContext().IsPopup = false
		}
		s.Step("15.2")
		if chosen.ActiveBrowsingContext().IsPopup {
			chosen.traversable.setUpBrowsingContextFeatures(tokens)
		}
		s.Step("15.3")
		if u == nil {
			u = weburl.MustParse("about:blank")
		}
		s.Step("15.4")
		if u.MatchesAboutBlank() {
			if u.Href() != "about:blank" {
				chosen.ActiveDocument().urlAndHistoryUpdate(ctx, u, nil, "replace")
			}
			chosen.queueResize(ctx)
			s.AdHoc("15.4", "the page counts as shown, without load and pageshow, so that it is hidden when it goes; see docs/decisions/0093")
			chosen.ActiveDocument().pageShowing = true
			s.AdHoc("15.4", "about:blank was what was asked for: the next page gets a Window of its own; see docs/decisions/0044")
			chosen.ActiveDocument().keepsWindow = true
		} else {
			s.Step("15.5")
			err = chosen.Navigate(ctx, NavigateOptions{URL: u, SourceDocument: source, ReferrerPolicy: referrerPolicy, ExceptionsEnabled: true})
			if u.Scheme() == "javascript" {
				chosen.ActiveDocument().fireInitialLoad(ctx)
			}
		}
	} else {
		s.Step("16")
		if u != nil {
			s.Step("16.1")
			err = chosen.Navigate(ctx, NavigateOptions{URL: u, SourceDocument: source, ReferrerPolicy: referrerPolicy, ExceptionsEnabled: true})
		}
		if b := chosen.ActiveBrowsingContext(); !noopener && b != nil && chosen != from && !keywordTarget(target) {
			s.Step("16.2")
			b.opener = w.document.browsingContext
		}
	}
	if err != nil {
		return nil, err
	}
	s.Step("17")
	if noopener && (isNew || !keywordTarget(target) || w.ua.Behaviour("noopener-existing") == "standard") {
		return nil, nil
	}
	s.Step("18")
	return chosen.ActiveBrowsingContext(), nil
}

// fireInitialLoad fires load and pageshow at a window that was opened with a javascript: URL, if it still has
// its first document then; see docs/decisions/0093.
func (d *Document) fireInitialLoad(ctx context.Context) {
	d.ua.Loop.QueueTask(ctx, eventloop.DOMManipulation, d, func(ctx context.Context) {
		if d.pageShowing || !d.isInitialAboutBlank {
			return
		}
		dom.Fire(ctx, d.window, "load", legacyTargetOverride)
		d.pageShowing = true
		d.firePageTransitionEvent(ctx, "pageshow", false)
		d.ua.Observer.Lifecycle(d, "load")
	})
}

// chooseNavigable implements "the rules for choosing a navigable". Popups are never blocked.
// https://html.spec.whatwg.org/multipage/document-sequences.html#the-rules-for-choosing-a-navigable
func (n *Navigable) chooseNavigable(ctx context.Context, name string, noopener bool) (chosen *Navigable, isNew bool, err error) {
	ctx, s := spec.Begin(ctx, spec.RulesForChoosingNavigable, n, name)
	defer s.End()
	s.Step("4")
	s.Step("5")
	s.Step("6")
	s.Step("7")
	if chosen := n.chooseExistingNavigable(ctx, name, noopener); chosen != nil {
		return chosen, false, nil
	}
	s.Step("8")
	document := n.ActiveDocument()
	if document.sandboxing.Has(policy.SandboxedAuxiliaryNavigation) || len(n.ua.traversables) >= maxWindows {
		return nil, false, nil
	}
	s.Step("8:3.1")
	document.window.ConsumeActivation(ctx)
	s.AdHoc("8:3.4", "the policy of the tab: a frame's document has none of its own; see docs/decisions/0091")
	if v := n.Traversable().ActiveDocument().openerPolicy.Value; (v == policy.OpenerSameOrigin || v == policy.OpenerSameOriginPlusCOEP) &&
		!weburl.SameOrigin(document.origin, document.window.settings.topLevelOrigin) {
		s.Step("8:3.4.2")
		noopener, name = true, "_blank"
	}
	s.Step("8:3.5")
	targetName := ""
	s.Step("8:3.6")
	if !strings.EqualFold(name, "_blank") {
		targetName = name
	}
	var t *Traversable
	if noopener {
		s.Step("8:3.7")
		t, err = n.ua.NewTopLevelTraversable(ctx, nil, targetName, n)
	} else {
		s.Step("8:3.8.1")
		t, err = n.ua.NewTopLevelTraversable(ctx, n.ActiveBrowsingContext(), targetName, n)
		if err == nil && document.sandboxing.Has(policy.SandboxedNavigation) {
			s.Step("8:3.8.2")
			t.ActiveBrowsingContext().onePermittedNavigator = n.ActiveBrowsingContext()
		}
	}
	if err != nil {
		n.ua.fail(err)
		return nil, false, nil
	}
	s.Step("8:3.9")
	if document.sandboxing.Has(policy.SandboxPropagatesToAuxiliary) {
		t.ActiveBrowsingContext().popupSandboxing |= document.sandboxing
	}
	s.Step("8:3.10")
	t.CreatedByWebContent = true
	return &t.Navigable, true, nil
}

// CloseWindow implements window.close() for a call by incumbent's scripts.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-window-close
func (w *Window) CloseWindow(ctx context.Context, incumbent *Window) {
	ctx, s := spec.Begin(ctx, spec.WindowClose, w)
	defer s.End()
	s.Step("1")
	n := w.LiveNavigable()
	s.Step("2")
	if n == nil || !n.TopLevel() {
		return
	}
	t := n.Traversable()
	s.Step("3")
	if t.IsClosing {
		return
	}
	s.Step("4")
	s.Step("5")
	params := snapshotSource(ctx, t.ActiveDocument())
	s.Step("6")
	// script-closable: made by web content, or with a single entry in its session history.
	closable := t.CreatedByWebContent || len(t.Entries) == 1
	from := incumbent.LiveNavigable()
	if !closable || from == nil || !from.ActiveBrowsingContext().familiarWith(n) || !from.allowedBySandboxingToNavigate(n, params) {
		return
	}
	s.Step("6.1")
	t.IsClosing = true
	s.Step("6.2")
	w.ua.Loop.QueueTask(ctx, eventloop.DOMManipulation, nil, func(ctx context.Context) { t.definitelyClose(ctx, true) })
}

// LocationNavigate implements "Location-object navigate" for a call by incumbent's scripts.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#location-object-navigate
func (w *Window) LocationNavigate(ctx context.Context, u *weburl.URL, handling string, incumbent *Window) error {
	ctx, s := spec.Begin(ctx, spec.LocationObjectNavigate, w, u)
	defer s.End()
	s.Step("1")
	n := w.LiveNavigable()
	if n == nil {
		return nil
	}
	s.Step("2")
	source := incumbent.document
	s.Step("3")
	if !w.document.completelyLoaded && !incumbent.TransientActivation() {
		handling = "replace"
	}
	s.Step("4")
	return n.Navigate(ctx, NavigateOptions{URL: u, SourceDocument: source, HistoryHandling: handling, ExceptionsEnabled: true})
}
