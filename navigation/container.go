package navigation

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Container is what an iframe has as a navigable container.
// https://html.spec.whatwg.org/multipage/document-sequences.html#navigable-container
type Container struct {
	Element   *dom.Node
	Navigable *Navigable // …#content-navigable, nil

	reservation deferred.Reservation
	leaving     *Navigable // that has been told of its removal
}

// ContainerOf returns the navigable container that an element is, nil when it is none or has
// never been connected.
func (ua *UserAgent) ContainerOf(el *dom.Node) *Container { return ua.containers[el] }

// sandboxing parses the element's sandbox attribute: the iframe sandboxing flag set.
// https://html.spec.whatwg.org/multipage/browsers.html#iframe-sandboxing-flag-set
func (c *Container) sandboxing() policy.SandboxFlags {
	if v, ok := c.Element.Attr("sandbox"); ok && c.Element.LocalName == "iframe" {
		return policy.ParseSandbox(v)
	}
	return 0
}

// ContentDocument implements "content document": nil unless same origin-domain.
// https://html.spec.whatwg.org/multipage/document-sequences.html#concept-bcc-content-document
func (c *Container) ContentDocument() *Document {
	d := c.Navigable.ActiveDocument()
	if d == nil || !weburl.SameOriginDomain(d.origin, documentOf(c.Element).origin) {
		return nil
	}
	return d
}

// framePostConnection is the HTML element post-connection steps of iframe and frame.
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#the-iframe-element:html-element-post-connection-steps
// https://html.spec.whatwg.org/multipage/obsolete.html#frames:html-element-post-connection-steps
func (d *Document) framePostConnection(ctx context.Context, el *dom.Node) {
	c := d.containerFor(el)
	if c == nil || c.Navigable != nil || !d.ua.newChildNavigable(ctx, c) {
		return
	}
	if el.LocalName == "frame" {
		c.processFrameAttributes(ctx, true)
		return
	}
	c.processAttributes(ctx, true)
}

// containerFor makes a navigable container of a connected element; nil where there can be no child navigables.
func (d *Document) containerFor(el *dom.Node) *Container {
	if d.NodeNavigable() == nil || d.browsingContext == nil || !d.FullyActive() {
		return nil
	}
	c := d.ua.containers[el]
	if c == nil {
		c = &Container{Element: el}
		d.ua.containers[el] = c
	}
	if !slices.Contains(d.containers, c) {
		d.containers = append(d.containers, c)
	}
	return c
}

// newChildNavigable implements "create a new child navigable". It reports false when no realm
// could be made (a limit was reached).
// https://html.spec.whatwg.org/multipage/document-sequences.html#create-a-new-child-navigable
func (ua *UserAgent) newChildNavigable(ctx context.Context, c *Container) bool {
	ctx, s := spec.Begin(ctx, spec.CreateNewChildNavigable)
	defer s.End()
	s.Step("1")
	parentDocument := documentOf(c.Element)
	parent := parentDocument.NodeNavigable()
	if !ua.frameAllowed(parent) {
		return false
	}
	s.Step("7")
	n := &Navigable{ID: ua.newID("navigable-"), ua: ua, container: c, traversable: parent.traversable, Parent: parent}
	s.Step("3")
	_, document, err := ua.newBrowsingContextAndDocument(ctx, n, parentDocument, c, nil)
	if err != nil {
		ua.fail(err)
		return false
	}
	s.Step("5")
	name, _ := c.Element.Attr("name")
	s.Step("6")
	state := &DocumentState{
		Document: document, InitiatorOrigin: &document.origin, Origin: &document.origin, RequestReferrer: "client",
		NavigableTargetName: name, AboutBaseURL: document.aboutBaseURL,
	}
	s.Step("8")
	n.initialize(ctx, state, parent)
	s.Step("9")
	c.Navigable = n
	s.Step("10")
	entry := n.Active
	s.Step("12")
	t := parent.Traversable()
	t.appendUpdateSteps(ctx, func(ctx context.Context) {
		if c.Navigable != n || parent.Active == nil {
			return // removed before its history came to be
		}
		s.Step("12.1")
		parentState := parent.Active.DocumentState
		s.Step("12.2")
		entries := parent.sessionHistoryEntries()
		if entries == nil {
			return
		}
		s.Step("12.3")
		for _, e := range *entries {
			if e.DocumentState == parentState {
				s.Step("12.4")
				// A replacement made meanwhile is the active entry; both have the step.
				entry.Step = e.Step
				break
			}
		}
		s.Step("12.6")
		n.history = &nestedHistory{id: n.ID, entries: []*SessionHistoryEntry{entry}}
		parentState.NestedHistories = append(parentState.NestedHistories, n.history)
		s.Step("12.7")
		t.updateForNavigableCreationOrDestruction(ctx)
	})
	ua.Observer.NavigableCreated(n)
	ua.announceInitialDocument(n)
	return true
}

// announceInitialDocument tells the observer of the document that a navigable starts with.
func (ua *UserAgent) announceInitialDocument(n *Navigable) {
	d := n.ActiveDocument()
	ua.Observer.DocumentActivated(n, d)
	ua.Observer.RealmCreated(d.window)
}

// processAttributes implements "process the iframe attributes".
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#process-the-iframe-attributes
func (c *Container) processAttributes(ctx context.Context, initialInsertion bool) {
	ctx, s := spec.Begin(ctx, spec.ProcessIframeAttributes)
	defer s.End()
	s.Step("1")
	if srcdoc, ok := c.Element.Attr("srcdoc"); ok {
		s.Todo("1.2") // lazy loading: everything is near the viewport
		s.Step("1.3")
		c.navigateFrame(ctx, weburl.MustParse("about:srcdoc"), "", &Resource{SrcDoc: &srcdoc}, initialInsertion)
		return
	}
	s.Step("2.1")
	u := c.sharedAttributeProcessing(ctx, initialInsertion)
	s.Step("2.2")
	if u == nil {
		return
	}
	s.Step("2.3")
	if u.MatchesAboutBlank() && initialInsertion {
		s.Step("2.3.1")
		c.iframeLoadEventSteps(ctx)
		return
	}
	s.Step("2.4")
	referrerPolicy, _ := c.Element.Attr("referrerpolicy")
	s.Todo("2.6") // lazy loading
	s.Step("2.7")
	c.navigateFrame(ctx, u, referrerPolicyAttribute(referrerPolicy), nil, initialInsertion)
}

// sharedAttributeProcessing implements "shared attribute processing steps for iframe and frame
// elements"; nil stops the caller.
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#shared-attribute-processing-steps-for-iframe-and-frame-elements
func (c *Container) sharedAttributeProcessing(ctx context.Context, initialInsertion bool) *weburl.URL {
	ctx, s := spec.Begin(ctx, spec.SharedAttributeProcessingStepsForIframeAndFrameElements)
	defer s.End()
	s.Step("1")
	u := weburl.MustParse("about:blank")
	s.Step("2")
	d := documentOf(c.Element)
	if src, ok := c.Element.Attr("src"); ok && src != "" {
		s.Step("2.1")
		if maybe, err := weburl.ParseBase(src, d.BaseURL()); err == nil {
			s.Step("2.2")
			u = maybe
		}
	}
	s.Step("3")
	if n := d.NodeNavigable(); n != nil {
		for _, a := range n.inclusiveAncestors() {
			if active := a.ActiveDocument(); active != nil && active.URL().Equal(u, true) {
				return nil
			}
		}
	}
	s.Step("4")
	if u.MatchesAboutBlank() && initialInsertion {
		if content := c.Navigable.ActiveDocument(); u.Href() != content.URL().Href() {
			content.urlAndHistoryUpdate(ctx, u, nil, "replace")
		}
	}
	s.Step("5")
	return u
}

// navigateFrame implements "navigate an iframe or frame".
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#navigate-an-iframe-or-frame
func (c *Container) navigateFrame(ctx context.Context, u *weburl.URL, referrerPolicy string, resource *Resource, initialInsertion bool) {
	ctx, s := spec.Begin(ctx, spec.NavigateIframeOrFrame, u)
	defer s.End()
	s.Step("1")
	handling := "auto"
	s.Step("2")
	if !c.Navigable.ActiveDocument().completelyLoaded {
		handling = "replace"
	}
	s.Todo("3") // resource timing
	s.Step("4")
	_ = c.Navigable.Navigate(ctx, NavigateOptions{
		URL: u, SourceDocument: documentOf(c.Element), HistoryHandling: handling, ReferrerPolicy: referrerPolicy,
		Resource: resource, initialInsertion: initialInsertion,
	})
}

// iframeLoadEventSteps implements "iframe load event steps".
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#iframe-load-event-steps
func (c *Container) iframeLoadEventSteps(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.IframeLoadEventSteps)
	defer s.End()
	s.Step("1")
	if c.Navigable == nil {
		return // removed since the task was queued
	}
	s.Step("2")
	child := c.Navigable.ActiveDocument()
	s.Step("3")
	if child != nil && child.muteIframeLoad {
		return
	}
	s.Todo("4") // resource timing
	if child != nil {
		s.Step("5")
		child.iframeLoadInProgress = true
		defer func() {
			s.Step("7")
			child.iframeLoadInProgress = false
		}()
	}
	s.Step("6")
	dom.Fire(ctx, c.Element, "load")
}

// queueElementTask queues a task with the element's document.
func (c *Container) queueElementTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context)) {
	d := documentOf(c.Element)
	d.ua.Loop.QueueTask(ctx, source, d, steps)
}

// permissionsPolicyFor implements "create a permissions policy for a navigable".
// https://w3c.github.io/webappsec-permissions-policy/#create-for-navigable
func permissionsPolicyFor(c *Container, origin weburl.Origin) *policy.PermissionsPolicy {
	return policy.NewPermissionsPolicy(c.embedding(), origin)
}

// referrerPolicyAttribute is the state of a referrerpolicy attribute: "" for no known policy.
func referrerPolicyAttribute(value string) string {
	if p := policy.ReferrerPolicy(strings.ToLower(value)); p.Valid() {
		return string(p)
	}
	return ""
}
