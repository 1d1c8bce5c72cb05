package navigation

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Document is what the chapter adds to a DOM document that is, or was, shown in a navigable.
// https://html.spec.whatwg.org/multipage/dom.html#the-document-object
type Document struct {
	Referrer string // dom.html#the-document's-referrer
	History  History
	// AncestorOrigins holds the strings of dom.html#concept-document-ancestor-origins-list.
	AncestorOrigins []string

	historyObject *HistoryObject

	ua                  *UserAgent
	dom                 *dom.Document
	navigable           *Navigable       // that it was made for
	browsingContext     *BrowsingContext // …#concept-document-bc; nil once destroyed
	window              *Window
	origin              weburl.Origin
	policyContainer     *policy.Container
	openerPolicy        policy.OpenerPolicy // dom.html#concept-document-coop
	permissions         *policy.PermissionsPolicy
	sandboxing          policy.SandboxFlags // …#active-sandboxing-flag-set
	requiredCSP         *policy.CSP         // what its frame required of it
	isInitialAboutBlank bool                // …#is-initial-about:blank
	keepsWindow         bool                // the next document does not get its Window
	aboutBaseURL        *weburl.URL         // …#concept-document-about-base-url
	latestEntry         *SessionHistoryEntry
	// dom.html#concept-document-internal-ancestor-origin-objects-list
	internalAncestorOriginObjects []weburl.Origin
	navigationID                  string // of the navigation that made it

	intendToKeep    bool                // what document-lifecycle.html#unload-a-document lets the user agent decide
	blockingDetails []string            // …#concept-document-bfcache-blocking-details
	suspensionTime  time.Duration       // document-lifecycle.html#suspension-time, on the loop's clock
	hasBeenRevealed bool                // browsing-the-web.html#has-been-revealed, false
	frozen          bool                // page-lifecycle#dom-document-frozenness, false
	reasons         *NotRestoredReasons // built when it was unloaded
	timing          LoadTiming
	paused          bool // it is frozen while it is shown
	holdsKeyboard   bool
	loadEventFired  bool
	notRestored     *NotRestoredReasons // …#concept-document-nrr: why its predecessor could not be shown again

	pageShowing   bool   // document-lifecycle.html#page-showing, false
	unsalvageable bool   // the inverse of document-lifecycle.html#concept-document-salvageable
	unloadCounter int    // document-lifecycle.html#unload-counter, 0
	visibility    string // interaction.html#visibility-state, "hidden"

	crossOriginRedirects  bool // …#was-created-via-cross-origin-redirects
	readyForPostLoadTasks bool
	completelyLoaded      bool                // its completely loaded time is set
	muteIframeLoad        bool                // iframe-embed-object.html#mute-iframe-load
	iframeLoadInProgress  bool                // iframe-embed-object.html#iframe-load-in-progress
	loadDelayers          int                 // things that delay the load event, beside frames
	scriptsMayRun         bool                // …#scripts-may-run-for-the-newly-created-document
	parsing               bool                // has an active parser
	refresh               *declarativeRefresh // …#will-declaratively-refresh, nil
	parserAborted         bool                // …#active-parser-was-aborted

	ignoreDestructiveWrites int // …#ignore-destructive-writes-counter
	destroyed               bool
	scripts                 *html.Scripts
	images                  *html.Images
	containers              []*Container              // navigable containers that are connected here
	focused                 *dom.Node                 // …#focused-area-of-the-document, nil for the viewport
	baseElements            int                       // base elements ever inserted, so that most documents are not searched
	toggles                 map[*dom.Node]*toggleTask // the toggle events that wait to be fired
}

// History is the state of a document's history object.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-history-interface
type History struct {
	State         any // deserialized by the script host: a *js.Ref, nil for null
	Length, Index int
}

func (ua *UserAgent) newDocument(n *Navigable, b *BrowsingContext, u *weburl.URL, origin weburl.Origin) *Document {
	d := &Document{
		ua: ua, navigable: n, browsingContext: b, origin: origin.Shared(), visibility: "hidden",
		policyContainer: &policy.Container{}, dom: dom.NewDocument(true),
	}
	d.History.Length = 1
	d.dom.URL = u
	d.dom.Host = d
	d.dom.Hooks = hooks{d}
	ua.Host.PrepareDocument(d.dom)
	d.scripts = html.NewScripts(scriptDocument{d})
	d.images = html.NewImages(scriptDocument{d})
	return d
}

// TraceString shows the document in a trace.
func (d *Document) TraceString() string { return d.URL().Href() }

// DOM returns the document's tree.
func (d *Document) DOM() *dom.Document { return d.dom }

// URL returns the document's URL.
func (d *Document) URL() *weburl.URL { return d.dom.URL }

// Origin returns the document's origin.
func (d *Document) Origin() weburl.Origin { return d.origin }

// Window returns the document's relevant global object.
func (d *Document) Window() *Window { return d.window }

// BrowsingContext returns the document's browsing context, nil once it is destroyed.
func (d *Document) BrowsingContext() *BrowsingContext { return d.browsingContext }

// PolicyContainer returns the document's policy container.
func (d *Document) PolicyContainer() *policy.Container { return d.policyContainer }

// PermissionsPolicy returns the document's permissions policy.
func (d *Document) PermissionsPolicy() *policy.PermissionsPolicy { return d.permissions }

// FetchGroup returns the fetch group of the document's settings object.
func (d *Document) FetchGroup() *fetch.Group { return &d.window.settings.group }

// VisibilityState returns "visible" or "hidden".
func (d *Document) VisibilityState() string { return d.visibility }

// IsInitialAboutBlank says whether this is the document that a navigable started with.
func (d *Document) IsInitialAboutBlank() bool { return d.isInitialAboutBlank }

// CompletelyLoaded says whether the document has a completely loaded time.
func (d *Document) CompletelyLoaded() bool { return d.completelyLoaded }

// NavigationID returns the id of the navigation that created the document.
func (d *Document) NavigationID() string { return d.navigationID }

// CurrentScript returns the script element that runs, nil when there is none.
func (d *Document) CurrentScript() *dom.Node { return d.scripts.Current() }

// Realm returns the realm of the document's nodes.
func (d *Document) Realm() *js.Realm { return d.window.realm }

// Navigable returns the navigable that the document was made for.
func (d *Document) Navigable() *Navigable { return d.navigable }

// NodeNavigable implements "node navigable": nil unless the document is the active one.
// https://html.spec.whatwg.org/multipage/document-sequences.html#node-navigable
func (d *Document) NodeNavigable() *Navigable {
	if d.navigable != nil && d.navigable.ActiveDocument() == d {
		return d.navigable
	}
	return nil
}

// FullyActive implements "fully active".
// https://html.spec.whatwg.org/multipage/document-sequences.html#fully-active
func (d *Document) FullyActive() bool {
	for {
		n := d.NodeNavigable()
		if n == nil || d.browsingContext == nil {
			return false
		}
		if n.TopLevel() {
			return !n.traversable.destroyed
		}
		if n.container.Navigable != n {
			return false
		}
		d = n.containerDocument()
		if d == nil {
			return false
		}
	}
}

// BaseURLText returns the document base URL, serialized.
func (d *Document) BaseURLText() string { return d.BaseURL().Href() }

// BaseURL implements "document base URL".
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#document-base-url
func (d *Document) BaseURL() *weburl.URL {
	fallback := d.fallbackBaseURL()
	if d.baseElements == 0 {
		return fallback
	}
	if _, u := d.firstBase(fallback); u != nil {
		if allowed, _ := policy.BaseURIAllowed(d.policyContainer.CSPList, u); allowed {
			return u
		}
	}
	return fallback
}

// firstBase is the first base element with an href and what that says, nil when it cannot be a base URL.
func (d *Document) firstBase(fallback *weburl.URL) (*dom.Node, *weburl.URL) {
	for _, el := range d.dom.ElementsWhere(func(n *dom.Node) bool { return n.Is("base") }) {
		href, ok := el.Attr("href")
		if !ok {
			continue
		}
		if u, err := weburl.ParseBase(href, fallback); err == nil && u.Scheme() != "data" && u.Scheme() != "javascript" {
			return el, u
		}
		return el, nil
	}
	return nil, nil
}

// baseChanged reports what the document's policies have against its base element el, as "set the frozen base URL" does.
// https://html.spec.whatwg.org/multipage/semantics.html#set-the-frozen-base-url
func (d *Document) baseChanged(ctx context.Context, el *dom.Node) {
	if len(d.policyContainer.CSPList) == 0 {
		return
	}
	first, u := d.firstBase(d.fallbackBaseURL())
	if first != el || u == nil {
		return
	}
	_, violations := policy.BaseURIAllowed(d.policyContainer.CSPList, u)
	for _, v := range violations {
		d.window.settings.ReportViolation(ctx, v)
	}
}

// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#fallback-base-url
func (d *Document) fallbackBaseURL() *weburl.URL {
	if d.aboutBaseURL != nil && (d.isSrcdoc() || d.URL().MatchesAboutBlank()) {
		return d.aboutBaseURL
	}
	return d.URL()
}

// isSrcdoc says whether this is an iframe srcdoc document.
func (d *Document) isSrcdoc() bool { return d.URL().MatchesAboutSrcdoc() }

// childNavigables implements "child navigables", in tree order.
// https://html.spec.whatwg.org/multipage/document-sequences.html#child-navigable
func (d *Document) childNavigables() []*Navigable {
	live := d.liveContainers()
	if live == nil {
		return nil
	}
	list := make([]*Navigable, len(live))
	for i, c := range live {
		list[i] = c.Navigable
	}
	return list
}

// DocumentTreeChildNavigables implements "document-tree child navigables".
// https://html.spec.whatwg.org/multipage/document-sequences.html#document-tree-child-navigables
func (d *Document) DocumentTreeChildNavigables() []*Navigable { return d.childNavigables() }

// indexedNavigables returns the document-tree child navigables in the order in which WindowProxy's [[GetOwnProperty]]
// counts them: that in which their containers were inserted.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#windowproxy-getownproperty
func (d *Document) indexedNavigables() []*Navigable {
	var list []*Navigable
	for _, c := range d.containers { // in the order of insertion
		if c.Navigable != nil {
			list = append(list, c.Navigable)
		}
	}
	return list
}

// liveContainers returns the containers with a content navigable, in tree order.
func (d *Document) liveContainers() []*Container {
	var live []*Container
	for _, c := range d.containers {
		if c.Navigable != nil {
			if live == nil {
				live = make([]*Container, 0, len(d.containers))
			}
			live = append(live, c)
		}
	}
	if len(live) > 1 {
		slices.SortFunc(live, func(a, b *Container) int {
			if a.Element.ComparePosition(b.Element)&dom.PositionFollowing != 0 {
				return -1
			}
			return 1
		})
	}
	return live
}

// inclusiveDescendantNavigables implements "inclusive descendant navigables": parents first,
// in tree order.
// https://html.spec.whatwg.org/multipage/document-sequences.html#inclusive-descendant-navigables
func (d *Document) inclusiveDescendantNavigables() []*Navigable {
	list := []*Navigable{d.navigable}
	for _, c := range d.childNavigables() {
		if a := c.ActiveDocument(); a != nil {
			list = append(list, a.inclusiveDescendantNavigables()...)
		}
	}
	return list
}

// makeActive implements "make active".
// https://html.spec.whatwg.org/multipage/document-sequences.html#make-active
func (d *Document) makeActive(ctx context.Context) {
	b := d.browsingContext
	b.window = d.window
	d.dom.Window = d.window
	d.window.document = d
	b.proxy.SetHost(d.window)
	b.proxy.SetTarget(d.window.realm)
}

// delaysLoadEvent says whether something delays the document's load event.
// https://html.spec.whatwg.org/multipage/parsing.html#delay-the-load-event
func (d *Document) delaysLoadEvent() bool {
	if d.loadDelayers > 0 {
		return true
	}
	for _, c := range d.containers {
		n := c.Navigable
		if n == nil {
			continue
		}
		a := n.ActiveDocument()
		if n.IsDelayingLoadEvents || n.arriving != nil && n.arriving != a && !n.arriving.destroyed || a != nil && !a.readyForPostLoadTasks && !a.parserAborted {
			return true
		}
	}
	return false
}
