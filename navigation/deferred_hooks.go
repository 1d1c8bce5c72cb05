package navigation

import (
	"context"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// The four moments at which navigation calls down into deferred fetching.

// reserveDeferredFetchQuota: a container navigates.
func reserveDeferredFetchQuota(ctx context.Context, c *Container, origin weburl.Origin) {
	// The text asks the policy for the URL's origin even when the frame is sandboxed into an
	// opaque one, and then holds quota back that the frame cannot use.
	if c.Navigable.ua.Behaviour("sandboxed-reserve") == "opaque" && c.Navigable.ActiveBrowsingContext().creationSandboxingFlags(c).Has(policy.SandboxedOrigin) {
		origin = weburl.NewOpaqueOrigin()
	}
	if c.Navigable.ua.Behaviour("reserve-again") == "same-site" {
		if a := c.Navigable.ActiveDocument(); a != nil && !a.isInitialAboutBlank && !weburl.SameSite(a.origin, documentOf(c.Element).origin) {
			return // as in Chrome; see docs/decisions/0108
		}
	}
	deferred.ReserveQuota(ctx, c, origin)
}

// potentiallyFreeDeferredFetchQuota: a document is created.
func potentiallyFreeDeferredFetchQuota(ctx context.Context, d *Document) {
	deferred.PotentiallyFreeQuota(ctx, d)
}

// processDeferredFetches: a document enters the back/forward cache.
func processDeferredFetches(ctx context.Context, d *Document) {
	if d.ua.Behaviour("fetch-group-termination") == "never" {
		return
	}
	deferred.ProcessAll(ctx, &d.window.settings.group)
}

// AboutToLoseScripts tells the documents of the page that they may soon run no more scripts, which only the user agent can know:
// what they have deferred with an activateAfter is sent now.
// https://fetch.spec.whatwg.org/#queue-a-deferred-fetch
func (t *Traversable) AboutToLoseScripts(ctx context.Context) {
	if d := t.ActiveDocument(); d != nil {
		for _, a := range d.pageDocuments() {
			deferred.EndWaits(ctx, &a.window.settings.group)
		}
	}
}

// terminateFetchGroup: a document is destroyed. A group that lives on with a reused Window is
// left alone.
func terminateFetchGroup(ctx context.Context, d *Document) {
	if d.window.document == d && d.ua.Behaviour("fetch-group-termination") != "never" {
		d.window.settings.group.Terminate(ctx)
	}
}

var (
	_ deferred.Document  = (*Document)(nil)
	_ deferred.Container = (*Container)(nil)
)

// ContainerDocument returns the container document of the document's navigable, nil at the top.
func (d *Document) ContainerDocument() deferred.Document {
	if c := d.navigable.containerDocument(); c != nil {
		return c
	}
	return nil
}

// NodeContainer returns the quota that is reserved by the container of the document's
// navigable, nil at the top.
func (d *Document) NodeContainer() *deferred.Reservation {
	if c := d.navigable.container; c != nil {
		return &c.reservation
	}
	return nil
}

// TopLevel says whether the document's navigable is a top-level traversable.
func (d *Document) TopLevel() bool { return d.navigable.TopLevel() }

// Behaviour returns the value of a named behaviour.
func (d *Document) Behaviour(name string) string { return d.ua.Behaviour(name) }

// TreeVersion returns another number after any change of which documents are active in which containers, or of what these have
// reserved; a new container with its first document is none.
func (d *Document) TreeVersion() int { return d.ua.treeVersion }

// TreeChanged makes the TreeVersion another one.
func (d *Document) TreeChanged() { d.ua.treeChanged() }

// treeChanged is called wherever a navigable's active document may have become another one, or none.
func (ua *UserAgent) treeChanged() { ua.treeVersion++ }

// VisitContainers calls f for each navigable container in the document's tree.
func (d *Document) VisitContainers(f func(r *deferred.Reservation, active deferred.Document)) {
	for _, c := range d.containers {
		if c.Navigable == nil {
			continue
		}
		if a := c.Navigable.ActiveDocument(); a != nil {
			f(&c.reservation, a)
		} else {
			f(&c.reservation, nil)
		}
	}
}

// InclusiveDescendantDocuments returns the active documents of the document's inclusive
// descendant navigables, in tree order.
func (d *Document) InclusiveDescendantDocuments() []deferred.Document {
	var list []deferred.Document
	for _, n := range d.inclusiveDescendantNavigables() {
		if a := n.ActiveDocument(); a != nil {
			list = append(list, a)
		}
	}
	return list
}

// Reservations returns those of the navigable containers in the document's tree.
func (d *Document) Reservations() []*deferred.Reservation {
	var list []*deferred.Reservation
	for _, c := range d.liveContainers() {
		list = append(list, &c.reservation)
	}
	return list
}

// AllowedToUse implements "allowed to use".
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#allowed-to-use
func (d *Document) AllowedToUse(feature string) bool {
	if d.browsingContext == nil || !d.FullyActive() {
		return false
	}
	return d.permissions.Enabled(feature, d.origin, d.origin)
}

// Reservation returns the container's reserved deferred-fetch quota.
func (c *Container) Reservation() *deferred.Reservation { return &c.reservation }

// NodeDocument returns the element's node document.
func (c *Container) NodeDocument() deferred.Document { return documentOf(c.Element) }

// InheritedPolicy says whether the feature is enabled for a document of the origin in here.
// https://w3c.github.io/webappsec-permissions-policy/#algo-define-inherited-policy-in-container
func (c *Container) InheritedPolicy(feature string, origin weburl.Origin) bool {
	return policy.InheritedPolicy(feature, c.embedding(), origin)
}

// embedding is what the permissions policy of a document in the container starts from; nil
// for no container.
func (c *Container) embedding() *policy.Embedding {
	if c == nil {
		return nil
	}
	d := documentOf(c.Element)
	var allow *string
	if v, ok := c.Element.Attr("allow"); ok {
		allow = &v
	}
	_, fullscreen := c.Element.Attr("allowfullscreen")
	e := &policy.Embedding{
		Policy: d.permissions, Origin: d.origin,
		Allow: policy.ContainerPolicyOf(allow, fullscreen, d.origin, c.declaredOrigin()),
	}
	if d.ua.Behaviour("opaque-src") == "standard" {
		e.Allow.ForgetOpaqueSrc()
	}
	return e
}

// ObservedPermissionsPolicy implements "get the observed policy for element": what the next document in the container would
// get, with its origin. It follows the element's attributes as they are now.
// https://w3c.github.io/webappsec-permissions-policy/#algo-get-observed-policy
func (c *Container) ObservedPermissionsPolicy() (*policy.PermissionsPolicy, weburl.Origin) {
	origin := c.declaredOrigin()
	return policy.NewPermissionsPolicy(c.embedding(), origin), origin
}

// declaredOrigin implements "declared origin".
// https://w3c.github.io/webappsec-permissions-policy/#declared-origin
func (c *Container) declaredOrigin() weburl.Origin {
	d := documentOf(c.Element)
	if c.sandboxing().Has(policy.SandboxedOrigin) {
		return weburl.NewOpaqueOrigin()
	}
	if _, ok := c.Element.Attr("srcdoc"); ok {
		return d.origin
	}
	if src, ok := c.Element.Attr("src"); ok {
		if u, err := weburl.ParseBase(src, d.BaseURL()); err == nil {
			return u.Origin()
		}
	}
	return d.origin
}
