package policy

import (
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/weburl"
)

// Headers is a response's header list as policies read it.
type Headers interface {
	// Get is the combined value of all headers with the name, and whether there are any.
	Get(name string) (value string, ok bool)
	// Values are the values of all headers with the name, in order.
	Values(name string) []string
}

// Container is a policy container.
// https://html.spec.whatwg.org/multipage/browsers.html#policy-container
type Container struct {
	CSPList        []*CSP         // initially empty
	Embedder       EmbedderPolicy // initially unsafe-none
	ReferrerPolicy ReferrerPolicy // initially the default one, which the zero value stands for
}

// Clone implements "clone a policy container".
// https://html.spec.whatwg.org/multipage/browsers.html#clone-a-policy-container
func (c *Container) Clone() *Container {
	if c == nil {
		return &Container{}
	}
	n := *c
	n.CSPList = slices.Clone(c.CSPList) // a policy is never changed once it is parsed
	return &n
}

// FromResponse implements "creating a policy container from a fetch response" for a response
// whose URL is no blob URL. origin is the origin that 'self' stands for: the URL's.
// https://html.spec.whatwg.org/multipage/browsers.html#creating-a-policy-container-from-a-fetch-response
func FromResponse(url *weburl.URL, h Headers) *Container {
	c := &Container{CSPList: CSPFromHeaders(h, url.Origin()), ReferrerPolicy: ReferrerPolicyFromHeaders(h)}
	if weburl.PotentiallyTrustworthyURL(url) {
		c.Embedder = EmbedderPolicyFromHeaders(h)
	}
	return c
}

// EmbedderPolicyValue is an embedder policy value; "" stands for unsafe-none.
// https://html.spec.whatwg.org/multipage/browsers.html#embedder-policy-value
type EmbedderPolicyValue string

// The embedder policy values.
const (
	UnsafeNone     EmbedderPolicyValue = ""
	RequireCORP    EmbedderPolicyValue = "require-corp"
	Credentialless EmbedderPolicyValue = "credentialless"
)

// CompatibleWithCrossOriginIsolation reports whether v is one of the two strict values.
func (v EmbedderPolicyValue) CompatibleWithCrossOriginIsolation() bool {
	return v == RequireCORP || v == Credentialless
}

// EmbedderPolicy is an embedder policy.
// https://html.spec.whatwg.org/multipage/browsers.html#embedder-policy
type EmbedderPolicy struct {
	Value              EmbedderPolicyValue
	ReportingEndpoint  string
	ReportOnly         EmbedderPolicyValue
	ReportOnlyEndpoint string
}

// EmbedderPolicyFromHeaders implements "obtain an embedder policy".
// https://html.spec.whatwg.org/multipage/browsers.html#obtain-an-embedder-policy
func EmbedderPolicyFromHeaders(h Headers) EmbedderPolicy {
	var p EmbedderPolicy
	p.Value, p.ReportingEndpoint = embedderPolicyItem(h.Values("Cross-Origin-Embedder-Policy"))
	p.ReportOnly, p.ReportOnlyEndpoint = embedderPolicyItem(h.Values("Cross-Origin-Embedder-Policy-Report-Only"))
	return p
}

func embedderPolicyItem(values []string) (EmbedderPolicyValue, string) {
	if len(values) == 0 {
		return UnsafeNone, ""
	}
	item, err := httpsfv.UnmarshalItem(values)
	if err != nil {
		return UnsafeNone, ""
	}
	token, ok := item.Value.(httpsfv.Token)
	if !ok {
		return UnsafeNone, ""
	}
	v := EmbedderPolicyValue(token)
	if !v.CompatibleWithCrossOriginIsolation() {
		return UnsafeNone, ""
	}
	endpoint := ""
	if p, ok := item.Params.Get("report-to"); ok {
		endpoint, _ = p.(string)
	}
	return v, endpoint
}

// ReferrerPolicy is a referrer policy; "" is the empty string, which defers to another source.
// https://w3c.github.io/webappsec-referrer-policy/#referrer-policies
type ReferrerPolicy string

// The referrer policies.
const (
	NoReferrer                  ReferrerPolicy = "no-referrer"
	NoReferrerWhenDowngrade     ReferrerPolicy = "no-referrer-when-downgrade"
	SameOrigin                  ReferrerPolicy = "same-origin"
	Origin                      ReferrerPolicy = "origin"
	StrictOrigin                ReferrerPolicy = "strict-origin"
	OriginWhenCrossOrigin       ReferrerPolicy = "origin-when-cross-origin"
	StrictOriginWhenCrossOrigin ReferrerPolicy = "strict-origin-when-cross-origin"
	UnsafeURL                   ReferrerPolicy = "unsafe-url"

	// DefaultReferrerPolicy is what "" means when no source names a policy.
	DefaultReferrerPolicy = StrictOriginWhenCrossOrigin
)

// Valid reports whether p is a referrer policy, the empty string included.
func (p ReferrerPolicy) Valid() bool {
	switch p {
	case "", NoReferrer, NoReferrerWhenDowngrade, SameOrigin, Origin, StrictOrigin,
		OriginWhenCrossOrigin, StrictOriginWhenCrossOrigin, UnsafeURL:
		return true
	}
	return false
}

// ReferrerPolicyFromHeaders implements "parse a referrer policy from a Referrer-Policy header":
// the last recognised token counts, so that older browsers can be given a fallback first.
// https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header
func ReferrerPolicyFromHeaders(h Headers) ReferrerPolicy {
	policy := ReferrerPolicy("")
	for _, v := range h.Values("Referrer-Policy") {
		for token := range strings.SplitSeq(v, ",") {
			p := ReferrerPolicy(strings.ToLower(strings.Trim(token, " \t")))
			if p != "" && p.Valid() {
				policy = p
			}
		}
	}
	return policy
}

// ReferrerPolicyFromMeta maps the content of <meta name=referrer>, legacy keywords included;
// ok is false when it is to be ignored.
// https://html.spec.whatwg.org/multipage/semantics.html#meta-referrer
func ReferrerPolicyFromMeta(content string) (p ReferrerPolicy, ok bool) {
	p = ReferrerPolicy(strings.ToLower(infra.StripWhitespace(content)))
	switch p {
	case "":
		return "", false
	case "never":
		p = NoReferrer
	case "default":
		p = DefaultReferrerPolicy
	case "always":
		p = UnsafeURL
	case "origin-when-crossorigin":
		p = OriginWhenCrossOrigin
	}
	return p, p.Valid()
}
