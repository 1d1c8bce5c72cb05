package policy

import (
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/weburl"
)

// RequiredCSP reads the csp attribute of an iframe: nil when its value cannot be required, which
// is what more than one policy, none and one that reports somewhere cannot.
// https://w3c.github.io/webappsec-cspee/#required-csp
func RequiredCSP(attribute string, self weburl.Origin) *CSP {
	if strings.ContainsAny(attribute, ",\r\n") || !isASCII(attribute) {
		return nil
	}
	p := ParseCSP(attribute, Enforce, "header", self)
	if len(p.Directives) == 0 || slices.ContainsFunc(p.Directives, func(d Directive) bool {
		return !knownDirective(d.Name) || d.Name == "report-uri" || d.Name == "report-to"
	}) {
		return nil
	}
	return p
}

// knownDirective says whether a name is one of a directive that CSP knows.
func knownDirective(name string) bool {
	switch name {
	case "base-uri", "form-action", "frame-ancestors", "sandbox", "report-uri", "report-to", "upgrade-insecure-requests",
		"block-all-mixed-content", "require-trusted-types-for", "trusted-types", "default-src":
		return true
	}
	return len(fallbacks(name)) > 1
}

// AllowsBlanketEnforcement implements "does response allow blanket enforcement of policy from
// request?" for a response from url to a request of a document with origin.
// https://w3c.github.io/webappsec-cspee/#allow-blanket-enforcement
func AllowsBlanketEnforcement(url *weburl.URL, h Headers, origin weburl.Origin) bool {
	if url.IsLocal() || url.Scheme() == "data" || weburl.SameOrigin(url.Origin(), origin) {
		return true
	}
	value, ok := h.Get("Allow-CSP-From")
	if value = strings.Trim(value, " \t"); !ok || value == "" {
		return false
	}
	if value == "*" {
		return true
	}
	u, err := weburl.Parse(value)
	return err == nil && weburl.SameOrigin(u.Origin(), origin)
}

// Subsumes says whether one of the enforced policies of list restricts at least what p does, which
// "policy A subsumes a list of policies" asks. Policies that do so only together do not count.
// https://w3c.github.io/webappsec-cspee/#subsume-policy-list
func (p *CSP) Subsumes(list []*CSP) bool {
	return slices.ContainsFunc(list, func(b *CSP) bool {
		return b.Disposition == Enforce && !slices.ContainsFunc(p.Directives, func(d Directive) bool { return !p.directiveSubsumes(d, b) })
	})
}

// directiveSubsumes says whether b restricts at least what the directive d of p does.
func (p *CSP) directiveSubsumes(d Directive, b *CSP) bool {
	other, ok := b.governing(d.Name)
	switch {
	case !ok:
		return false
	case d.Name == "sandbox":
		flags := ParseSandbox(strings.Join(d.Value, " "))
		return ParseSandbox(strings.Join(other.Value, " ")).Has(flags)
	case len(fallbacks(d.Name)) == 1 && d.Name != "default-src" && d.Name != "base-uri" && d.Name != "form-action" && d.Name != "frame-ancestors":
		return true // it says what it says by being there
	}
	for _, e := range other.Value {
		if strings.EqualFold(e, "'none'") {
			continue
		}
		if !slices.ContainsFunc(d.Value, func(a string) bool { return expressionSubsumes(a, p.SelfOrigin, e, b.SelfOrigin) }) {
			return false
		}
	}
	return true
}

// expressionSubsumes says whether the source expression a lets through all that e does.
func expressionSubsumes(a string, selfOfA weburl.Origin, e string, selfOfE weburl.Origin) bool {
	if strings.EqualFold(e, "'self'") {
		if strings.EqualFold(a, "'self'") && weburl.SameOrigin(selfOfA, selfOfE) {
			return true
		}
		e = selfOfE.String()
	} else if strings.EqualFold(a, e) {
		return true
	}
	if strings.HasPrefix(e, "'") || strings.ContainsRune(e, '*') {
		return a == "*" && !strings.HasPrefix(e, "'")
	}
	u, err := weburl.Parse(e)
	return err == nil && u.Hostname() != "" && matchSourceExpression(a, u, selfOfA, 0)
}
