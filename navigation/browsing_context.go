package navigation

import (
	"context"
	"fmt"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Group is a browsing context group: windows that may reach each other.
// https://html.spec.whatwg.org/multipage/document-sequences.html#browsing-context-group
type Group struct {
	id       int
	isolated bool // its cross-origin isolation mode is "concrete"
}

func (ua *UserAgent) newGroup() *Group {
	ua.groups++
	return &Group{id: ua.groups}
}

// A BrowsingContext owns the WindowProxy that scripts hold.
// https://html.spec.whatwg.org/multipage/document-sequences.html#browsing-context
type BrowsingContext struct {
	IsPopup     bool // …#is-popup
	IsAuxiliary bool // …#is-auxiliary

	ua                    *UserAgent
	opener                *BrowsingContext // …#opener-browsing-context
	openerOrigin          weburl.Origin    // …#opener-origin-at-creation
	group                 *Group           // of a top-level browsing context
	popupSandboxing       policy.SandboxFlags
	onePermittedNavigator *BrowsingContext
	navigable             *Navigable
	proxy                 *js.WindowProxy
	window                *Window // [[Window]] of the WindowProxy
}

// Proxy returns the browsing context's WindowProxy.
func (b *BrowsingContext) Proxy() *js.WindowProxy { return b.proxy }

// Opener returns the opener browsing context, nil when there is none or it is discarded.
func (b *BrowsingContext) Opener() *BrowsingContext {
	if b.opener == nil || b.opener.discarded() {
		return nil
	}
	return b.opener
}

// discarded says whether the navigable that the browsing context was shown in is destroyed, or shows another one.
func (b *BrowsingContext) discarded() bool {
	n := b.navigable
	if n.TopLevel() {
		return n.traversable.destroyed || n.ActiveBrowsingContext() != b
	}
	return n.container.Navigable != n
}

// Disown forgets the opener, as `window.opener = null` does.
func (b *BrowsingContext) Disown() { b.opener = nil }

// Navigable returns the navigable that the browsing context is shown in.
func (b *BrowsingContext) Navigable() *Navigable { return b.navigable }

// topLevel implements "top-level browsing context".
// https://html.spec.whatwg.org/multipage/document-sequences.html#bc-tlbc
func (b *BrowsingContext) topLevel() *BrowsingContext {
	return b.navigable.Traversable().ActiveBrowsingContext()
}

// familiarWith implements "familiar with" for the active browsing context of n.
// https://html.spec.whatwg.org/multipage/document-sequences.html#familiar-with
func (b *BrowsingContext) familiarWith(n *Navigable) bool {
	other := n.ActiveBrowsingContext()
	if b == nil || other == nil || b.window == nil || other.window == nil {
		return false
	}
	if weburl.SameOrigin(b.window.document.origin, other.window.document.origin) || other == b.topLevel() {
		return true
	}
	if other.IsAuxiliary && other.opener != nil && b.familiarWith(other.opener.navigable) {
		return true
	}
	for a := n.Parent; a != nil; a = a.Parent {
		if d := a.ActiveDocument(); d != nil && weburl.SameOrigin(d.origin, b.window.document.origin) {
			return true
		}
	}
	return false
}

// newBrowsingContextAndDocument implements "create a new browsing context and document".
// https://html.spec.whatwg.org/multipage/document-sequences.html#creating-a-new-browsing-context
func (ua *UserAgent) newBrowsingContextAndDocument(ctx context.Context, n *Navigable, creator *Document, embedder *Container, group *Group) (*BrowsingContext, *Document, error) {
	ctx, s := spec.Begin(ctx, spec.CreateNewBrowsingContextAndDocument)
	defer s.End()
	s.Step("1")
	b := &BrowsingContext{ua: ua, navigable: n}
	n.contexts = append(n.contexts, b)
	if embedder == nil {
		b.group = group
	}
	aboutBlank := weburl.MustParse("about:blank")
	s.Step("3")
	var creatorOrigin *weburl.Origin
	var creatorBaseURL *weburl.URL
	if creator != nil {
		s.Step("5.1")
		creatorOrigin = &creator.origin
		s.Step("5.2")
		creatorBaseURL = creator.BaseURL()
		if embedder == nil && creator.browsingContext != nil {
			b.popupSandboxing = propagatedSandboxing(creator.sandboxing)
		}
	}
	s.Step("6")
	flags := b.creationSandboxingFlags(embedder)
	s.Step("7")
	origin := determineOrigin(aboutBlank, flags, creatorOrigin)
	s.Step("8")
	permissions := permissionsPolicyFor(embedder, origin)
	s.Step("15")
	document := ua.newDocument(n, b, aboutBlank, origin)
	document.permissions = permissions
	document.sandboxing = flags
	document.isInitialAboutBlank = true
	document.aboutBaseURL = creatorBaseURL
	document.dom.Mode = dom.Quirks
	s.Step("10")
	if err := ua.newWindow(ctx, b, document, aboutBlank, embedder); err != nil {
		return nil, nil, fmt.Errorf("create a browsing context: %w", err)
	}
	s.Step("13")
	s.Step("17")
	document.internalAncestorOriginObjects = internalAncestorOriginObjectsList(ctx, document, embedder)
	s.Step("18")
	document.AncestorOrigins = ancestorOriginsList(ctx, document)
	if creator != nil {
		s.Step("19.1")
		document.Referrer = creator.URL().Href()
		s.Step("19.2")
		document.policyContainer = creator.policyContainer.Clone()
		s.Step("19.3")
		if embedder == nil && creator.browsingContext != nil && weburl.SameOrigin(creator.origin, creator.window.settings.topLevelOrigin) {
			document.openerPolicy = creator.browsingContext.topLevel().window.document.openerPolicy
		}
	}
	s.Step("21")
	document.readyForPostLoadTasks = true
	s.Step("22")
	populateWithHTMLHeadBody(ctx, document)
	document.dom.Readiness = "complete"
	s.Step("23")
	document.makeActive(ctx)
	s.Step("24")
	document.completelyLoaded = true
	s.Step("25")
	return b, document, nil
}

// newAuxiliaryBrowsingContextAndDocument implements "create a new auxiliary browsing context
// and document".
// https://html.spec.whatwg.org/multipage/document-sequences.html#creating-a-new-auxiliary-browsing-context
func (ua *UserAgent) newAuxiliaryBrowsingContextAndDocument(ctx context.Context, n *Navigable, opener *BrowsingContext) (*Document, error) {
	b, document, err := ua.newBrowsingContextAndDocument(ctx, n, opener.window.document, nil, opener.topLevel().group)
	if err != nil {
		return nil, err
	}
	b.IsAuxiliary = true
	b.opener = opener
	b.openerOrigin = opener.window.document.origin
	return document, nil
}

// propagatedSandboxing is what an auxiliary browsing context inherits of its creator's flags.
func propagatedSandboxing(flags policy.SandboxFlags) policy.SandboxFlags {
	if flags.Has(policy.SandboxPropagatesToAuxiliary) {
		return flags
	}
	return 0
}

// creationSandboxingFlags implements "determining the creation sandboxing flags".
// https://html.spec.whatwg.org/multipage/browsers.html#determining-the-creation-sandboxing-flags
func (b *BrowsingContext) creationSandboxingFlags(embedder *Container) policy.SandboxFlags {
	if embedder == nil {
		return b.popupSandboxing
	}
	return embedder.sandboxing() | documentOf(embedder.Element).sandboxing
}

// determineOrigin implements "determine the origin".
// https://html.spec.whatwg.org/multipage/document-sequences.html#determining-the-origin
func determineOrigin(url *weburl.URL, flags policy.SandboxFlags, source *weburl.Origin) weburl.Origin {
	switch {
	case flags.Has(policy.SandboxedOrigin), url == nil:
		return weburl.NewOpaqueOrigin()
	case url.MatchesAboutSrcdoc() && source != nil, url.MatchesAboutBlank() && source != nil:
		return *source
	}
	return url.Origin()
}
