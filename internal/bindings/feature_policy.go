package bindings

import (
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// featurePolicy is the Go value of a PermissionsPolicy object, which Chrome calls FeaturePolicy and which tells a page of a document's
// policy, or of that which the next document in a frame would get.
type featurePolicy struct {
	// observed returns the policy as it is now, with the default origin.
	observed func() (*policy.PermissionsPolicy, weburl.Origin)
}

// featurePolicyClass is PermissionsPolicy.
// https://w3c.github.io/webappsec-permissions-policy/#permissions-policy-interface
var featurePolicyClass = &js.Class{Name: "PermissionsPolicy", Aliases: []string{"FeaturePolicy"}} // the old name on the global: see docs/decisions/0048

func init() {
	list := idl.Sequence(idl.DOMString)
	idl.Define(featurePolicyClass,
		idl.Op0("features", func(c idl.Call, _ *featurePolicy) (js.Value, error) { return list.To(c.Realm, policy.Features()), nil }),
		idl.Op2("allowsFeature", idl.DOMString, idl.Optional(idl.DOMString), allowsFeature),
		idl.Op0("allowedFeatures", func(c idl.Call, f *featurePolicy) (js.Value, error) {
			p, origin := f.observed()
			return list.To(c.Realm, p.AllowedFeatures(origin)), nil
		}),
		idl.Op1("getAllowlistForFeature", idl.DOMString, func(c idl.Call, f *featurePolicy, feature string) (js.Value, error) {
			p, origin := f.observed()
			return list.To(c.Realm, p.AllowlistForFeature(feature, origin)), nil
		}),
	)
}

// allowsFeature asks for the default origin, or for another one. A URL that does not parse has none, so nothing is allowed to it.
func allowsFeature(_ idl.Call, f *featurePolicy, feature string, url *string) (js.Value, error) {
	p, self := f.observed()
	origin := self
	if url != nil {
		u, err := weburl.Parse(*url)
		if err != nil {
			return js.Bool(false), nil
		}
		origin = u.Origin()
	}
	return js.Bool(policy.IsFeature(feature) && p.Enabled(feature, self, origin)), nil
}
