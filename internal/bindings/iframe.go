package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// contentMembers are the members by which iframe, frame and object elements lead to what they show.
// https://html.spec.whatwg.org/multipage/document-sequences.html#content-document
func contentMembers() []js.Member {
	return []js.Member{
		{Name: "contentWindow", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			c, err := containerOf(r, this)
			if c == nil || c.Navigable == nil {
				return js.Null, err
			}
			return proxyOrNull(c.Navigable.ActiveBrowsingContext()), nil
		}},
		{Name: "contentDocument", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			c, err := containerOf(r, this)
			if c == nil || c.Navigable == nil {
				return js.Null, err
			}
			d := c.ContentDocument()
			if d == nil {
				return js.Null, nil
			}
			return WrapNode(r, &d.DOM().Node), nil
		}},
	}
}

// svgDocument is getSVGDocument(): no document is an SVG document here.
func svgDocument() js.Member {
	return js.Member{Name: "getSVGDocument", Call: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Null, nil }}
}

// iframeMembers are the members of HTMLIFrameElement that do more than reflect attributes.
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#the-iframe-element
func iframeMembers() []js.Member {
	return append(contentMembers(),
		svgDocument(),
		js.Member{Name: "featurePolicy", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			c, err := containerOf(r, this)
			if c == nil || c.Navigable == nil {
				return js.Null, err
			}
			return r.Wrap(featurePolicyClass, &featurePolicy{observed: c.ObservedPermissionsPolicy}), nil
		}},
	)
}

// containerOf returns the navigable container that this is; nil before it was first connected.
func containerOf(r *js.Realm, this js.Value) (*navigation.Container, error) {
	n, err := toNode(r, this)
	if err != nil {
		return nil, err
	}
	w := windowIn(r)
	if w == nil {
		return nil, webidl.TypeErrorf("Illegal invocation")
	}
	return w.UserAgent().ContainerOf(n), nil
}

func stringArray(r *js.Realm, list []string) js.Value {
	var values []js.Value
	for _, s := range list {
		values = append(values, r.String(s))
	}
	return r.NewArray(values...)
}

// documentMembers are the members of Document that belong to navigation.
func documentMembers() []js.Member {
	of := func(r *js.Realm, this js.Value) *navigation.Document {
		n, _ := r.Agent.Unwrap(this).(*dom.Node)
		if n == nil {
			return nil
		}
		d, _ := n.OwnerDocument.Host.(*navigation.Document)
		return d
	}
	get := func(name string, f func(r *js.Realm, d *navigation.Document) js.Value, missing js.Value) js.Member {
		return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			if d := of(r, this); d != nil {
				return f(r, d), nil
			}
			return missing, nil
		}}
	}
	location := get("location", func(r *js.Realm, d *navigation.Document) js.Value {
		if d.BrowsingContext() == nil || !d.FullyActive() {
			return js.Null
		}
		return wrapLocation(d.Window())
	}, js.Null)
	location.Unforgeable = true
	location.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if d := of(r, this); d != nil && d.BrowsingContext() != nil {
			return js.Undefined, setLocationHref(r, d.Window(), js.Arg(args, 0))
		}
		return js.Undefined, nil
	}
	cookie := get("cookie", func(r *js.Realm, d *navigation.Document) js.Value {
		return r.String(d.Cookie())
	}, js.Undefined)
	cookie.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		text, err := r.ToString(js.Arg(args, 0))
		if d := of(r, this); err == nil && d != nil {
			d.SetCookie(text)
		}
		return js.Undefined, err
	}
	domain := get("domain", func(r *js.Realm, d *navigation.Document) js.Value { return r.String(d.Origin().EffectiveDomain()) }, js.Undefined)
	domain.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		value, err := r.ToUSVString(js.Arg(args, 0))
		if err != nil {
			return js.Undefined, err
		}
		if d := of(r, this); d != nil {
			return js.Undefined, d.SetDomain(contextOf(r), value)
		}
		return js.Undefined, webidl.DOMExceptionf("SecurityError", "Failed to set the 'domain' property on 'Document': the document has no browsing context")
	}
	// Its setter does nothing: the attribute is [LegacyLenientSetter].
	// https://fullscreen.spec.whatwg.org/#dom-document-fullscreenenabled
	fullscreenEnabled := get("fullscreenEnabled", func(_ *js.Realm, d *navigation.Document) js.Value {
		return js.Bool(d.PermissionsPolicy().Enabled("fullscreen", d.Origin(), d.Origin()))
	}, js.Bool(false))
	fullscreenEnabled.Set = func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Undefined, nil }
	return []js.Member{
		location, cookie,
		get("defaultView", func(_ *js.Realm, d *navigation.Document) js.Value {
			if d.BrowsingContext() == nil || d.NodeNavigable() == nil {
				return js.Null
			}
			return proxyOrNull(d.BrowsingContext())
		}, js.Null),
		get("referrer", func(r *js.Realm, d *navigation.Document) js.Value { return r.String(d.Referrer) }, js.Undefined),
		{Name: "visibilityState", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			if d := of(r, this); d != nil {
				return r.String(d.VisibilityState()), nil
			}
			return r.String("hidden"), nil // a document without a browsing context is never shown
		}},
		get("hidden", func(_ *js.Realm, d *navigation.Document) js.Value { return js.Bool(d.VisibilityState() == "hidden") }, js.Bool(true)),
		get("wasDiscarded", func(_ *js.Realm, d *navigation.Document) js.Value { return js.Bool(d.WasDiscarded()) }, js.Bool(false)),
		get("currentScript", func(r *js.Realm, d *navigation.Document) js.Value {
			if el := d.CurrentScript(); el != nil {
				return WrapNode(r, el)
			}
			return js.Null
		}, js.Null),
		domain,
		fullscreenEnabled,
		get("featurePolicy", func(r *js.Realm, d *navigation.Document) js.Value {
			p, _ := d.Window().Slot("featurePolicy", func() any {
				return &featurePolicy{observed: func() (*policy.PermissionsPolicy, weburl.Origin) { return d.PermissionsPolicy(), d.Origin() }}
			}).(*featurePolicy)
			return r.Wrap(featurePolicyClass, p)
		}, js.Undefined),
		{Name: "hasFocus", Call: func(*js.Realm, js.Value, []js.Value) (js.Value, error) { return js.Bool(true), nil }},
	}
}
