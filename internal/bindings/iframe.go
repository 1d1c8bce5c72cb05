package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// contentMembers are the members by which iframe, frame and object elements lead to what they show.
// https://html.spec.whatwg.org/multipage/document-sequences.html#content-document
func contentMembers() idl.Mixin {
	return idl.Mixin{
		idl.GetIn("contentWindow", idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
			container := containerOf(c.Realm, n)
			if container == nil || container.Navigable == nil {
				return js.Null, nil
			}
			return proxyOrNull(container.Navigable.ActiveBrowsingContext()), nil
		}),
		idl.GetIn("contentDocument", nodeType, func(c idl.Call, n *dom.Node) (*dom.Node, error) {
			container := containerOf(c.Realm, n)
			if container == nil || container.Navigable == nil {
				return nil, nil
			}
			d := container.ContentDocument()
			if d == nil {
				return nil, nil
			}
			return &d.DOM().Node, nil
		}),
	}
}

// svgDocument is getSVGDocument(): no document is an SVG document here.
func svgDocument() idl.Member {
	return idl.Op0("getSVGDocument", func(idl.Call, *dom.Node) (js.Value, error) { return js.Null, nil })
}

// iframeMembers are the members of HTMLIFrameElement that do more than reflect attributes.
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#the-iframe-element
func iframeMembers() idl.Mixin {
	return append(contentMembers(), svgDocument(),
		idl.GetIn("featurePolicy", idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
			container := containerOf(c.Realm, n)
			if container == nil || container.Navigable == nil {
				return js.Null, nil
			}
			return c.Realm.Wrap(featurePolicyClass, &featurePolicy{observed: container.ObservedPermissionsPolicy}), nil
		}))
}

// containerOf returns the navigable container that an element is; nil before it was first connected.
func containerOf(r *js.Realm, n *dom.Node) *navigation.Container {
	return windowIn(r).UserAgent().ContainerOf(n)
}

// documentGet is an attribute of Document that belongs to navigation; missing is its value for a document that no navigation made.
func documentGet[V any](name string, t idl.Type[V], missing V, get func(d *navigation.Document) V) idl.Attribute[*dom.Node, V] {
	return idl.Get(name, t, func(n *dom.Node) V {
		if d := navigableDocument(n); d != nil {
			return get(d)
		}
		return missing
	})
}

// documentMembers are the members of Document that belong to navigation.
func documentMembers() idl.Mixin {
	type document = *navigation.Document
	return idl.Mixin{
		documentGet("location", idl.Any, js.Null, func(d document) js.Value {
			if d.BrowsingContext() == nil || !d.FullyActive() {
				return js.Null
			}
			return wrapLocation(d.Window())
		}).PutForwards("href").Unforgeable(),
		documentGet("cookie", idl.USVString, "", document.Cookie).Set(func(_ idl.Call, n *dom.Node, text string) error {
			if d := navigableDocument(n); d != nil {
				d.SetCookie(text)
			}
			return nil
		}),
		documentGet("defaultView", idl.Any, js.Null, func(d document) js.Value {
			if d.BrowsingContext() == nil || d.NodeNavigable() == nil {
				return js.Null
			}
			return proxyOrNull(d.BrowsingContext())
		}),
		documentGet("referrer", idl.USVString, "", func(d document) string { return d.Referrer }),
		documentGet("visibilityState", idl.DOMString, "hidden", document.VisibilityState), // what has no browsing context is never shown
		documentGet("hidden", idl.Boolean, true, func(d document) bool { return d.VisibilityState() == "hidden" }),
		documentGet("wasDiscarded", idl.Boolean, false, document.WasDiscarded),
		documentGet("currentScript", nodeType, nil, document.CurrentScript),
		idl.GetIn("domain", idl.USVString, func(c idl.Call, n *dom.Node) (string, error) {
			if d := navigableDocument(n); d != nil {
				return d.Origin().EffectiveDomain(), nil
			}
			return windowIn(c.Realm).Origin().EffectiveDomain(), nil // whoever made it has given it its origin
		}).Set(func(c idl.Call, n *dom.Node, domain string) error {
			if d := navigableDocument(n); d != nil {
				return d.SetDomain(c.Context(), domain)
			}
			return webidl.DOMExceptionf("SecurityError", "the document has no browsing context")
		}),
		// https://fullscreen.spec.whatwg.org/#dom-document-fullscreenenabled
		documentGet("fullscreenEnabled", idl.Boolean, false, func(d document) bool {
			return d.PermissionsPolicy().Enabled("fullscreen", d.Origin(), d.Origin())
		}).LenientSetter(),
		idl.GetIn("featurePolicy", idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
			d := navigableDocument(n)
			if d == nil {
				return js.Undefined, nil
			}
			return c.Realm.Wrap(featurePolicyClass, slot(d.Window(), "featurePolicy", func() *featurePolicy {
				return &featurePolicy{observed: func() (*policy.PermissionsPolicy, weburl.Origin) { return d.PermissionsPolicy(), d.Origin() }}
			})), nil
		}),
		idl.Op0("hasFocus", func(idl.Call, *dom.Node) (js.Value, error) { return js.Bool(true), nil }),
	}
}
