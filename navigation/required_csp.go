package navigation

import (
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/policy"
)

// requiredCSP is the policy that the container asks of what its navigable shows: its csp attribute's,
// unless that would let through more than what its own document had to adhere to. nil: none.
// https://w3c.github.io/webappsec-cspee/#required-csp
func (c *Container) requiredCSP() *policy.CSP {
	if c == nil || c.Element.LocalName != "iframe" {
		return nil
	}
	d := documentOf(c.Element)
	value, ok := c.Element.Attr("csp")
	if !ok {
		return d.requiredCSP
	}
	own := policy.RequiredCSP(value, d.origin)
	if own == nil || d.requiredCSP != nil && !d.requiredCSP.Subsumes([]*policy.CSP{own}) {
		return d.requiredCSP
	}
	return own
}

// enforceRequiredCSP adds what is required to the policies of a document; false when its response
// neither lets the embedder's policy be enforced nor has one that is as strict.
// https://w3c.github.io/webappsec-cspee/#process-response
func (n *Navigable) enforceRequiredCSP(p populateParams, response *fetch.Response, container *policy.Container) bool {
	required, u := *p.target.requiredCSP, response.URL()
	if !u.IsLocal() && u.Scheme() != "data" {
		required.SelfOrigin = u.Origin()
	}
	d := n.containerDocument()
	if d == nil || !policy.AllowsBlanketEnforcement(u, response.PolicyHeaders(), d.origin) {
		return required.Subsumes(container.CSPList)
	}
	container.CSPList = append(container.CSPList, &required)
	return true
}
