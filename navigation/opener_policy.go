package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// openerEnforcement is an "opener policy enforcement result".
// https://html.spec.whatwg.org/multipage/browsers.html#coop-enforcement-result
type openerEnforcement struct {
	needsSwitch      bool // …#coop-enforcement-bcg-switch, false
	wouldNeedSwitch  bool // …#coop-enforcement-bcg-switch-report-only, false
	url              *weburl.URL
	origin           weburl.Origin
	policy           policy.OpenerPolicy
	navigationSource bool // …#coop-enforcement-source, false
}

// newOpenerEnforcement is what a navigation begins with: the document that is shown and its policy.
func (n *Navigable) newOpenerEnforcement(initiator *weburl.Origin) openerEnforcement {
	active := n.ActiveDocument()
	if active == nil {
		return openerEnforcement{}
	}
	return openerEnforcement{
		url: active.URL(), origin: active.origin, policy: active.openerPolicy,
		navigationSource: initiator != nil && weburl.SameOrigin(active.origin, *initiator),
	}
}

// enforceOpenerPolicy implements "enforce a response's opener policy".
// https://html.spec.whatwg.org/multipage/browsers.html#coop-enforce
func (n *Navigable) enforceOpenerPolicy(ctx context.Context, u *weburl.URL, origin weburl.Origin, response policy.OpenerPolicy, current openerEnforcement) openerEnforcement {
	ctx, s := spec.Begin(ctx, spec.EnforceResponseOpenerPolicy, u)
	defer s.End()
	s.Step("1")
	next := openerEnforcement{
		needsSwitch: current.needsSwitch, wouldNeedSwitch: current.wouldNeedSwitch,
		url: u, origin: origin, policy: response, navigationSource: true,
	}
	s.Step("2")
	active := n.ActiveDocument()
	initial := active != nil && active.isInitialAboutBlank
	s.Step("4")
	if policy.NeedsGroupSwitch(ctx, initial, origin, current.origin, response.Value, current.policy.Value) {
		s.Step("4.1")
		next.needsSwitch = true
		s.Todo("4.2.1") // reports
		s.Todo("4.2.2")
	}
	s.Step("5")
	if policy.ReportOnlyNeedsGroupSwitch(ctx, initial, origin, current.origin, response, current.policy) {
		s.Step("5.1")
		next.wouldNeedSwitch = true
		s.Todo("5.2.1")
		s.Todo("5.2.2")
	}
	s.Step("6")
	return next
}

// browsingContextFor implements "obtain a browsing context to use for a navigation response". Groups are switched only where
// opener policies ask for it. What is "concrete" isolation elsewhere is so here.
// https://html.spec.whatwg.org/multipage/browsers.html#obtain-browsing-context-navigation
func (n *Navigable) browsingContextFor(ctx context.Context, p *navigationParams) *BrowsingContext {
	_, s := spec.Begin(ctx, spec.ObtainBrowsingContextToUseForNavigationResponse, n)
	defer s.End()
	s.Step("1")
	b := n.ActiveBrowsingContext()
	s.Step("2")
	if !n.TopLevel() {
		return b
	}
	s.Step("4")
	if !p.opener.needsSwitch {
		s.Step("9")
		s.Todo("9.1") // reports of accesses
		s.Step("9.2")
		return b
	}
	s.Step("10")
	next := &BrowsingContext{ua: n.ua, navigable: n, group: n.ua.newGroup()}
	n.contexts = append(n.contexts, next)
	s.Step("12")
	next.group.isolated = p.openerPolicy.Value == policy.OpenerSameOriginPlusCOEP
	s.Step("14")
	if p.sandboxing != 0 {
		s.Step("14.3")
		next.popupSandboxing = p.sandboxing
	}
	s.Step("15")
	return next
}

// CrossOriginIsolated implements the cross-origin isolated capability of a window's settings object.
// https://html.spec.whatwg.org/multipage/webappapis.html#concept-settings-object-cross-origin-isolated-capability
func (w *Window) CrossOriginIsolated() bool {
	d := w.document
	if d.browsingContext == nil || d.permissions == nil {
		return false
	}
	group := d.browsingContext.topLevel()
	return group != nil && group.group != nil && group.group.isolated && d.permissions.Enabled("cross-origin-isolated", d.origin, d.origin)
}

// CrossOriginIsolated implements the cross-origin isolated capability of a worker's settings object.
// https://html.spec.whatwg.org/multipage/webappapis.html#concept-settings-object-cross-origin-isolated-capability
func (w *WorkerGlobalScope) CrossOriginIsolated() bool { return w.isolated }
