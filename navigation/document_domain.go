package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// SetDomain implements the setter of document.domain. Its steps are not numbered apart from those of the getter.
// https://html.spec.whatwg.org/multipage/browsers.html#dom-document-domain
func (d *Document) SetDomain(ctx context.Context, value string) error {
	ctx, s := spec.Begin(ctx, spec.DocumentDomain, d, value)
	defer s.End()
	refuse := func(why string) error {
		return webidl.DOMExceptionf("SecurityError", "Failed to set the 'domain' property on 'Document': %s", why)
	}
	s.AdHoc("1", "the setter's first step: there must be a browsing context")
	if d.browsingContext == nil {
		return refuse("the document has no browsing context")
	}
	s.AdHoc("2", "its second: a sandbox may forbid it")
	if d.sandboxing.Has(policy.SandboxedDocumentDomain) {
		return refuse("the document is sandboxed")
	}
	s.AdHoc("3", "its third and fourth: an opaque origin has no domain")
	effective := d.origin.EffectiveDomain()
	if effective == "" {
		return refuse("the origin is opaque")
	}
	s.AdHoc("3", "its fifth: only the host itself, or a registrable part of it")
	host, ok := isRegistrableDomainSuffixOfOrEqualTo(ctx, value, effective)
	if !ok {
		return refuse("'" + value + "' is not a suffix of '" + effective + "'")
	}
	s.AdHoc("3", "its seventh; no agent cluster is keyed by origin here")
	d.origin.SetDomain(host)
	return nil
}

// isRegistrableDomainSuffixOfOrEqualTo implements "is a registrable domain suffix of or is equal to", and returns
// the suffix as a host.
// https://html.spec.whatwg.org/multipage/browsers.html#is-a-registrable-domain-suffix-of-or-is-equal-to
func isRegistrableDomainSuffixOfOrEqualTo(ctx context.Context, suffix, original string) (host string, ok bool) {
	_, s := spec.Begin(ctx, spec.IsRegistrableDomainSuffixOfOrIsEqualTo, suffix, original)
	defer s.End()
	s.Step("1")
	if suffix == "" {
		return "", false
	}
	s.Step("2")
	// The URL parser has the host parser; what would end the host there is no part of one.
	u, err := weburl.Parse("http://" + suffix + "/")
	s.Step("3")
	if err != nil || strings.ContainsAny(suffix, "/?#\\@") || u.Host() != u.Hostname() {
		return "", false
	}
	host = u.Hostname()
	s.Step("4")
	if host != original {
		s.Step("4.1")
		if weburl.IsIPHost(host) || weburl.IsIPHost(original) {
			return "", false
		}
		s.Step("4.2")
		if !strings.HasSuffix(original, "."+host) {
			return "", false
		}
		s.Step("4.3")
		if weburl.IsPublicSuffix(host) || strings.HasSuffix(weburl.PublicSuffix(original), "."+host) {
			return "", false
		}
	}
	s.Step("5")
	return host, true
}
