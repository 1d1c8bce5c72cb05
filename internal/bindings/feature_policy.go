package bindings

import (
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
var featurePolicyClass = new(js.Class)

func init() {
	*featurePolicyClass = js.Class{
		Name: "PermissionsPolicy", Aliases: []string{"FeaturePolicy"}, // the old name on the global: see docs/decisions/0048
		Methods: []js.Member{
			{Name: "features", Call: func(r *js.Realm, _ js.Value, _ []js.Value) (js.Value, error) {
				return stringArray(r, policy.Features()), nil
			}},
			{Name: "allowsFeature", Length: 1, Call: allowsFeature},
			{Name: "allowedFeatures", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				p, origin := r.Agent.Unwrap(this).(*featurePolicy).observed()
				return stringArray(r, p.AllowedFeatures(origin)), nil
			}},
			{Name: "getAllowlistForFeature", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				name, err := featureName(r, args)
				if err != nil {
					return js.Undefined, err
				}
				p, origin := r.Agent.Unwrap(this).(*featurePolicy).observed()
				return stringArray(r, p.AllowlistForFeature(name, origin)), nil
			}},
		},
	}
}

func featureName(r *js.Realm, args []js.Value) (string, error) {
	if err := missingArgs(1, args); err != nil {
		return "", err
	}
	return r.ToString(args[0])
}

// allowsFeature asks for the default origin, or for another one. A URL that does not parse has none, so nothing is allowed to it.
func allowsFeature(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	name, err := featureName(r, args)
	if err != nil {
		return js.Undefined, err
	}
	p, self := r.Agent.Unwrap(this).(*featurePolicy).observed()
	origin := self
	if len(args) > 1 && !args[1].IsUndefined() {
		text, err := r.ToUSVString(args[1])
		if err != nil {
			return js.Undefined, err
		}
		u, err := weburl.Parse(text)
		if err != nil {
			return js.Bool(false), nil
		}
		origin = u.Origin()
	}
	return js.Bool(policy.IsFeature(name) && p.Enabled(name, self, origin)), nil
}
