package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/weburl"
)

// hyperlinkURL is the URL of an a or area element, nil where it has none.
// https://html.spec.whatwg.org/multipage/links.html#concept-hyperlink-url-set
func hyperlinkURL(n *dom.Node) *weburl.URL {
	href, ok := n.Attr("href")
	if !ok {
		return nil
	}
	base, err := weburl.Parse(baseURI(n))
	if err != nil {
		return nil
	}
	u, err := weburl.ParseBase(href, base)
	if err != nil {
		return nil
	}
	return u
}

// hyperlinkMembers are the attributes of HTMLHyperlinkElementUtils beside href.
// https://html.spec.whatwg.org/multipage/links.html#htmlhyperlinkelementutils
func hyperlinkMembers() []js.Member {
	part := func(name, missing string, get func(u *weburl.URL) string, set func(u *weburl.URL, s string)) js.Member {
		return nodeAttr(name, func(r *js.Realm, n *dom.Node) js.Value {
			if u := hyperlinkURL(n); u != nil {
				return r.String(get(u))
			}
			return r.String(missing)
		}, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
			s, err := r.ToUSVString(v)
			if u := hyperlinkURL(n); err == nil && u != nil {
				set(u, s)
				n.SetAttr(ctx, "href", u.Href())
			}
			return err
		})
	}
	return []js.Member{
		reflectURL("href", "href"), relList(),
		nodeGet("origin", func(r *js.Realm, n *dom.Node) js.Value {
			if u := hyperlinkURL(n); u != nil {
				return r.String(u.Origin().String())
			}
			return r.String("")
		}),
		part("protocol", ":", (*weburl.URL).Protocol, (*weburl.URL).SetProtocol), part("username", "", (*weburl.URL).Username, (*weburl.URL).SetUsername),
		part("password", "", (*weburl.URL).Password, (*weburl.URL).SetPassword), part("host", "", (*weburl.URL).Host, (*weburl.URL).SetHost),
		part("hostname", "", (*weburl.URL).Hostname, (*weburl.URL).SetHostname), part("port", "", (*weburl.URL).Port, (*weburl.URL).SetPort),
		part("pathname", "", (*weburl.URL).Path, (*weburl.URL).SetPathname), part("search", "", (*weburl.URL).Search, (*weburl.URL).SetSearch),
		part("hash", "", (*weburl.URL).Hash, (*weburl.URL).SetHash),
	}
}

// hyperlinkClasses are the interfaces of links.
func hyperlinkClasses() map[string]*js.Class {
	m := map[string]*js.Class{
		"a": htmlClass("HTMLAnchorElement", hyperlinkMembers(), []js.Member{
			reflect("referrerPolicy", "referrerpolicy"),
			nodeAttr("text", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.TextContent()) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				return setText(ctx, r, n, v, true)
			}),
		}, reflectAll("target", "rel", "download", "type", "name", "ping", "hreflang")),
		"area": htmlClass("HTMLAreaElement", hyperlinkMembers(), []js.Member{reflect("referrerPolicy", "referrerpolicy")}, reflectAll("target", "rel", "alt", "download", "ping", "coords", "shape")),
	}
	for _, c := range m {
		c.Methods = []js.Member{nodeMethod("toString", 0, func(_ context.Context, r *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			if u := hyperlinkURL(n); u != nil {
				return r.String(u.Href()), nil
			}
			return r.String(attrOf(n, "href")), nil
		})}
	}
	return m
}
