package policy

import (
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/exeunt/exeunt/internal/weburl"
)

// featureDefaults maps the policy-controlled features to their default allowlists: true for
// "*", false for 'self'. It is never changed.
// https://w3c.github.io/webappsec-permissions-policy/#features
var featureDefaults = map[string]bool{
	"accelerometer": false, "ambient-light-sensor": false, "autoplay": false, "bluetooth": false,
	"camera": false, "clipboard-read": false, "clipboard-write": false,
	"compute-pressure": false, "cross-origin-isolated": false,
	"deferred-fetch": false, "deferred-fetch-minimal": true,
	"display-capture": false, "encrypted-media": false, "fullscreen": false,
	"gamepad": true, "geolocation": false, "gyroscope": false, "hid": false,
	"identity-credentials-get": false, "idle-detection": false, "keyboard-map": false,
	"local-fonts": false, "magnetometer": false, "microphone": false, "midi": false,
	"otp-credentials": false, "payment": false, "picture-in-picture": true,
	"private-state-token-issuance": true, "private-state-token-redemption": true,
	"publickey-credentials-create": false, "publickey-credentials-get": false,
	"screen-wake-lock": false, "serial": false, "storage-access": true, "sync-xhr": true,
	"unload": true, "usb": false, "web-share": false, "window-management": false,
	"xr-spatial-tracking": false,
}

// Features lists the supported features, sorted.
func Features() []string {
	names := make([]string, 0, len(featureDefaults))
	for f := range featureDefaults {
		names = append(names, f)
	}
	slices.Sort(names)
	return names
}

// IsFeature reports whether name is a supported feature.
func IsFeature(name string) bool {
	_, ok := featureDefaults[name]
	return ok
}

// Allowlist is an allowlist: everything, or a set of origins and origin patterns.
// https://w3c.github.io/webappsec-permissions-policy/#allowlists
type Allowlist struct {
	All     bool
	Self    *weburl.Origin // self-origin
	Src     *weburl.Origin // src-origin
	Sources []string       // expressions such as "https://*.example.com"
}

// Matches implements "matches": whether origin is in a.
// https://w3c.github.io/webappsec-permissions-policy/#matches
func (a *Allowlist) Matches(origin weburl.Origin) bool {
	if a.All {
		return true
	}
	if a.Self != nil && weburl.SameOriginDomain(*a.Self, origin) {
		return true
	}
	if a.Src != nil && weburl.SameOriginDomain(*a.Src, origin) {
		return true
	}
	if origin.IsOpaque() {
		// By the letter two opaque origins are never the same; see docs/decisions/0106.
		return a.Src != nil && a.Src.IsOpaque()
	}
	u, err := weburl.Parse(origin.String())
	if err != nil {
		return false
	}
	for _, source := range a.Sources {
		if matchSourceExpression(source, u, origin, 0) {
			return true
		}
	}
	return false
}

// PermissionsPolicy is a document's permissions policy.
// https://w3c.github.io/webappsec-permissions-policy/#permissions-policy
type PermissionsPolicy struct {
	Disabled map[string]bool       // the inherited policy: features whose inherited value is Disabled
	Declared map[string]*Allowlist // the declared policy
}

// Embedding is what a navigable container gives to the documents that it holds.
type Embedding struct {
	Policy *PermissionsPolicy // its node document's
	Origin weburl.Origin      // its node document's
	Allow  ContainerPolicy    // from its attributes
}

// ContainerPolicy is a container policy: feature to allowlist.
type ContainerPolicy map[string]*Allowlist

// ContainerPolicyOf implements "process permissions policy attributes". declared is the
// element's declared origin, self its node document's origin; allow is nil when the attribute
// is absent.
// https://w3c.github.io/webappsec-permissions-policy/#algo-process-permissions-policy-attributes
func ContainerPolicyOf(allow *string, allowFullscreen bool, self, declared weburl.Origin) ContainerPolicy {
	p := ContainerPolicy{}
	if allow != nil {
		p = ParseAllow(*allow, self, declared)
	}
	if _, ok := p["fullscreen"]; allowFullscreen && !ok {
		p["fullscreen"] = &Allowlist{All: true}
	}
	return p
}

// ForgetOpaqueSrc takes opaque origins from what 'src' stands for. The declared origin is another one each time, and so matches nobody's.
func (p ContainerPolicy) ForgetOpaqueSrc() {
	for _, list := range p {
		if list.Src != nil && list.Src.IsOpaque() {
			list.Src = nil
		}
	}
}

// ParseAllow implements "parse policy directive" for an allow attribute. A feature without
// targets is given to 'src'; of two mentions the later counts.
// https://w3c.github.io/webappsec-permissions-policy/#algo-parse-policy-directive
func ParseAllow(value string, self, declared weburl.Origin) ContainerPolicy {
	p := ContainerPolicy{}
	for directive := range strings.SplitSeq(value, ";") {
		tokens := strings.FieldsFunc(directive, isASCIIWhitespace)
		if len(tokens) == 0 {
			continue
		}
		feature, targets := tokens[0], tokens[1:]
		if _, ok := featureDefaults[feature]; !ok {
			continue
		}
		list := &Allowlist{}
		if len(targets) == 0 {
			list.Src = &declared
		}
		for _, t := range targets {
			switch {
			case t == "*":
				list.All = true
			case strings.EqualFold(t, "'self'"):
				list.Self = &self
			case strings.EqualFold(t, "'src'"):
				list.Src = &declared
			case strings.EqualFold(t, "'none'"):
				// releases nobody
			default:
				// Wildcards are for the header alone.
				if u, err := weburl.Parse(t); err == nil && !u.Origin().IsOpaque() && !strings.Contains(t, "*") {
					list.Sources = append(list.Sources, u.Origin().String())
				}
			}
		}
		p[feature] = list
	}
	return p
}

// NewPermissionsPolicy implements "create a permissions policy for a navigable"; embedding is
// nil for a top-level one.
// https://w3c.github.io/webappsec-permissions-policy/#algo-create-for-navigable
func NewPermissionsPolicy(embedding *Embedding, origin weburl.Origin) *PermissionsPolicy {
	p := &PermissionsPolicy{Disabled: map[string]bool{}, Declared: map[string]*Allowlist{}}
	for f := range featureDefaults {
		if !InheritedPolicy(f, embedding, origin) {
			p.Disabled[f] = true
		}
	}
	return p
}

// PermissionsPolicyFromResponse implements "create a permissions policy for a navigable from
// response".
// https://w3c.github.io/webappsec-permissions-policy/#algo-create-from-response
func PermissionsPolicyFromResponse(embedding *Embedding, origin weburl.Origin, h Headers) *PermissionsPolicy {
	p := NewPermissionsPolicy(embedding, origin)
	for f, list := range ParsePermissionsPolicy(h.Values("Permissions-Policy"), origin) {
		if !p.Disabled[f] {
			p.Declared[f] = list
		}
	}
	return p
}

// ParsePermissionsPolicy implements "construct policy from dictionary and origin" on the values
// of the header. A header that is no structured dictionary counts as none.
// https://w3c.github.io/webappsec-permissions-policy/#algo-construct-policy
func ParsePermissionsPolicy(values []string, origin weburl.Origin) map[string]*Allowlist {
	declared := map[string]*Allowlist{}
	if len(values) == 0 {
		return declared
	}
	dict, err := httpsfv.UnmarshalDictionary(values)
	if err != nil {
		return declared
	}
	for _, feature := range dict.Names() {
		if _, ok := featureDefaults[feature]; !ok {
			continue
		}
		member, _ := dict.Get(feature)
		var items []httpsfv.Item
		switch m := member.(type) {
		case httpsfv.Item:
			items = []httpsfv.Item{m}
		case httpsfv.InnerList:
			items = m.Items
		}
		list := &Allowlist{}
		for _, item := range items {
			switch v := item.Value.(type) {
			case httpsfv.Token:
				switch v {
				case "*":
					list.All = true
				case "self":
					list.Self = &origin
				}
			case string:
				// What is neither a scheme nor a host with at most one wildcard in front names nobody.
				if h, ok := parseHostSource(v); ok && h.scheme != "" || isScheme(strings.TrimSuffix(v, ":")) && strings.HasSuffix(v, ":") {
					list.Sources = append(list.Sources, v)
				}
			}
		}
		declared[feature] = list // what is neither token nor string, such as camera=?1, allows nobody
	}
	return declared
}

// InheritedPolicy implements "define an inherited policy for feature in container at origin":
// true for Enabled.
// https://w3c.github.io/webappsec-permissions-policy/#algo-define-inherited-policy-in-container
func InheritedPolicy(feature string, embedding *Embedding, origin weburl.Origin) bool {
	if embedding == nil {
		return true
	}
	if !embedding.Policy.valueForOrigin(feature, embedding.Origin) {
		return false
	}
	if !embedding.Policy.valueForOrigin(feature, origin) {
		return false
	}
	if list, ok := embedding.Allow[feature]; ok {
		return list.Matches(origin)
	}
	if featureDefaults[feature] {
		return true
	}
	return weburl.SameOrigin(origin, embedding.Origin)
}

// valueForOrigin implements "get feature value for origin".
// https://w3c.github.io/webappsec-permissions-policy/#algo-get-feature-value
func (p *PermissionsPolicy) valueForOrigin(feature string, origin weburl.Origin) bool {
	if p == nil {
		return true
	}
	if p.Disabled[feature] {
		return false
	}
	if list, ok := p.Declared[feature]; ok {
		return list.Matches(origin)
	}
	return true
}

// Enabled implements "is feature enabled in document for origin?", document being p's document
// with documentOrigin.
// https://w3c.github.io/webappsec-permissions-policy/#algo-is-feature-enabled
func (p *PermissionsPolicy) Enabled(feature string, documentOrigin, origin weburl.Origin) bool {
	if p == nil {
		return true
	}
	if p.Disabled[feature] {
		return false
	}
	if list, ok := p.Declared[feature]; ok {
		return list.Matches(origin)
	}
	if featureDefaults[feature] {
		return true
	}
	return weburl.SameOrigin(origin, documentOrigin)
}

// AllowedFeatures lists the features enabled for the document itself, sorted.
func (p *PermissionsPolicy) AllowedFeatures(documentOrigin weburl.Origin) []string {
	var names []string
	for _, f := range Features() {
		if p.Enabled(f, documentOrigin, documentOrigin) {
			names = append(names, f)
		}
	}
	return names
}

// AllowlistForFeature lists the origins for which a feature is enabled, as they were declared, "*" standing for all; none when it is not enabled
// for the document itself.
// https://w3c.github.io/webappsec-permissions-policy/#dom-permissionspolicy-getallowlistforfeature
func (p *PermissionsPolicy) AllowlistForFeature(feature string, documentOrigin weburl.Origin) []string {
	if !IsFeature(feature) || p != nil && p.Disabled[feature] {
		return nil
	}
	if p != nil {
		if list, ok := p.Declared[feature]; ok {
			return list.strings()
		}
	}
	if featureDefaults[feature] {
		return []string{"*"}
	}
	return []string{documentOrigin.String()}
}

func (a *Allowlist) strings() []string {
	if a.All {
		return []string{"*"}
	}
	var list []string
	for _, o := range []*weburl.Origin{a.Self, a.Src} {
		if o != nil {
			list = append(list, o.String())
		}
	}
	list = append(list, a.Sources...)
	slices.Sort(list)
	return slices.Compact(list)
}
