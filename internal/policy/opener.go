package policy

import (
	"context"

	"github.com/dunglas/httpsfv"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// OpenerPolicyValue is an opener policy value; "" stands for unsafe-none.
// https://html.spec.whatwg.org/multipage/browsers.html#opener-policy-value
type OpenerPolicyValue string

// The opener policy values, of which no header says the last one by itself.
const (
	OpenerUnsafeNone            OpenerPolicyValue = ""
	OpenerSameOriginAllowPopups OpenerPolicyValue = "same-origin-allow-popups"
	OpenerSameOrigin            OpenerPolicyValue = "same-origin"
	OpenerNoopenerAllowPopups   OpenerPolicyValue = "noopener-allow-popups"
	OpenerSameOriginPlusCOEP    OpenerPolicyValue = "same-origin-plus-COEP"
)

// OpenerPolicy is an opener policy.
// https://html.spec.whatwg.org/multipage/browsers.html#opener-policy
type OpenerPolicy struct {
	Value              OpenerPolicyValue // initially unsafe-none
	ReportingEndpoint  string            // initially none
	ReportOnly         OpenerPolicyValue // initially unsafe-none
	ReportOnlyEndpoint string            // initially none
}

// OpenerPolicyFromResponse implements "obtain an opener policy" for the response to a navigation to url; secure says whether the
// environment that it is for is a secure context.
// https://html.spec.whatwg.org/multipage/browsers.html#obtain-coop
func OpenerPolicyFromResponse(ctx context.Context, secure bool, h Headers) OpenerPolicy {
	_, s := spec.Begin(ctx, spec.ObtainOpenerPolicy)
	defer s.End()
	s.Step("1")
	var p OpenerPolicy
	s.Step("2")
	if !secure {
		return p
	}
	embedder := EmbedderPolicyFromHeaders(h)
	s.Step("3")
	value, endpoint := openerPolicyItem(h.Values("Cross-Origin-Opener-Policy"))
	switch value {
	case OpenerSameOrigin:
		s.Step("4.1.1")
		if embedder.Value.CompatibleWithCrossOriginIsolation() {
			s.Step("4.1.2")
			value = OpenerSameOriginPlusCOEP
		}
		p.Value = value
	case OpenerSameOriginAllowPopups:
		s.Step("4.2")
		p.Value = value
	case OpenerNoopenerAllowPopups:
		s.Step("4.3")
		p.Value = value
	}
	s.Step("4.4")
	p.ReportingEndpoint = endpoint
	s.Step("5")
	value, endpoint = openerPolicyItem(h.Values("Cross-Origin-Opener-Policy-Report-Only"))
	switch value {
	case OpenerSameOrigin:
		s.Step("6.1.1")
		if embedder.Value.CompatibleWithCrossOriginIsolation() || embedder.ReportOnly.CompatibleWithCrossOriginIsolation() {
			s.Step("6.1.2")
			value = OpenerSameOriginPlusCOEP
		}
		p.ReportOnly = value
	case OpenerSameOriginAllowPopups:
		s.Step("6.2")
		p.ReportOnly = value
	}
	s.Step("6.3")
	p.ReportOnlyEndpoint = endpoint
	s.Step("7")
	return p
}

// openerPolicyItem reads a header: a token with a report-to parameter.
func openerPolicyItem(values []string) (OpenerPolicyValue, string) {
	item, err := httpsfv.UnmarshalItem(values)
	if err != nil {
		return "", ""
	}
	token, _ := item.Value.(httpsfv.Token)
	endpoint, _ := item.Params.Get("report-to")
	text, _ := endpoint.(string)
	return OpenerPolicyValue(token), text
}

// matchOpenerPolicies implements "match opener policy values".
// https://html.spec.whatwg.org/multipage/browsers.html#matching-coop
func matchOpenerPolicies(ctx context.Context, document OpenerPolicyValue, documentOrigin weburl.Origin, response OpenerPolicyValue, responseOrigin weburl.Origin) bool {
	_, s := spec.Begin(ctx, spec.MatchOpenerPolicyValues, document, response)
	defer s.End()
	s.Step("1")
	if document == OpenerUnsafeNone && response == OpenerUnsafeNone {
		return true
	}
	s.Step("2")
	if document == OpenerUnsafeNone || response == OpenerUnsafeNone {
		return false
	}
	s.Step("3")
	return document == response && weburl.SameOrigin(documentOrigin, responseOrigin)
}

// popupNeedsGroupSwitch implements "check if popup COOP values require a browsing context group switch".
// https://html.spec.whatwg.org/multipage/browsers.html#check-browsing-context-group-switch-coop-value-popup
func popupNeedsGroupSwitch(ctx context.Context, responseOrigin, activeOrigin weburl.Origin, response, active OpenerPolicyValue) bool {
	ctx, s := spec.Begin(ctx, spec.CheckIfPopupCOOPValuesRequireBrowsingContextGroupSwitch, response, active)
	defer s.End()
	s.Step("1")
	if response == OpenerNoopenerAllowPopups {
		return true
	}
	s.Step("2")
	if (active == OpenerSameOriginAllowPopups || active == OpenerNoopenerAllowPopups) && response == OpenerUnsafeNone {
		return false
	}
	s.Step("3")
	return !matchOpenerPolicies(ctx, active, activeOrigin, response, responseOrigin)
}

// NeedsGroupSwitch implements "check if COOP values require a browsing context group switch".
// https://html.spec.whatwg.org/multipage/browsers.html#check-browsing-context-group-switch-coop-value
func NeedsGroupSwitch(ctx context.Context, isInitialAboutBlank bool, responseOrigin, activeOrigin weburl.Origin, response, active OpenerPolicyValue) bool {
	ctx, s := spec.Begin(ctx, spec.CheckIfCOOPValuesRequireBrowsingContextGroupSwitch, response, active)
	defer s.End()
	s.Step("1")
	if isInitialAboutBlank {
		return popupNeedsGroupSwitch(ctx, responseOrigin, activeOrigin, response, active)
	}
	s.Step("2")
	return !matchOpenerPolicies(ctx, active, activeOrigin, response, responseOrigin)
}

// ReportOnlyNeedsGroupSwitch implements "check if enforcing report-only COOP would require a browsing context group switch".
// https://html.spec.whatwg.org/multipage/browsers.html#check-bcg-switch-navigation-report-only
func ReportOnlyNeedsGroupSwitch(ctx context.Context, isInitialAboutBlank bool, responseOrigin, activeOrigin weburl.Origin, response, active OpenerPolicy) bool {
	ctx, s := spec.Begin(ctx, spec.CheckIfEnforcingReportOnlyCOOPWouldRequireBrowsingContextGroupSwitch)
	defer s.End()
	needs := func(response, active OpenerPolicyValue) bool {
		return NeedsGroupSwitch(ctx, isInitialAboutBlank, responseOrigin, activeOrigin, response, active)
	}
	s.Step("1")
	if !needs(response.ReportOnly, active.ReportOnly) {
		return false
	}
	s.Step("2")
	if needs(response.Value, active.ReportOnly) {
		return true
	}
	s.Step("3")
	return needs(response.ReportOnly, active.Value)
}
