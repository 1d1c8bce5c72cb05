package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
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

// hyperlinkMembers is the mixin HTMLHyperlinkElementUtils.
// https://html.spec.whatwg.org/multipage/links.html#htmlhyperlinkelementutils
func hyperlinkMembers() idl.Mixin {
	part := func(name, missing string, get func(u *weburl.URL) string, set func(u *weburl.URL, s string)) idl.Member {
		return idl.Get(name, idl.USVString, func(n *dom.Node) string {
			if u := hyperlinkURL(n); u != nil {
				return get(u)
			}
			return missing
		}).Set(func(c idl.Call, n *dom.Node, s string) error {
			if u := hyperlinkURL(n); u != nil {
				set(u, s)
				n.SetAttr(c.Context(), "href", u.Href())
			}
			return nil
		})
	}
	return idl.Mixin{
		reflectURL("href", "href"), tokenListOf("relList", "rel"), reflect("referrerPolicy", "referrerpolicy"),
		idl.Get("origin", idl.USVString, func(n *dom.Node) string {
			if u := hyperlinkURL(n); u != nil {
				return u.Origin().String()
			}
			return ""
		}),
		part("protocol", ":", (*weburl.URL).Protocol, (*weburl.URL).SetProtocol), part("username", "", (*weburl.URL).Username, (*weburl.URL).SetUsername),
		part("password", "", (*weburl.URL).Password, (*weburl.URL).SetPassword), part("host", "", (*weburl.URL).Host, (*weburl.URL).SetHost),
		part("hostname", "", (*weburl.URL).Hostname, (*weburl.URL).SetHostname), part("port", "", (*weburl.URL).Port, (*weburl.URL).SetPort),
		part("pathname", "", (*weburl.URL).Path, (*weburl.URL).SetPathname), part("search", "", (*weburl.URL).Search, (*weburl.URL).SetSearch),
		part("hash", "", (*weburl.URL).Hash, (*weburl.URL).SetHash),
		idl.Op0("toString", func(c idl.Call, n *dom.Node) (js.Value, error) {
			if u := hyperlinkURL(n); u != nil {
				return c.Realm.String(u.Href()), nil
			}
			return c.Realm.String(attrOf(n, "href")), nil
		}),
	}
}

// hyperlinkClasses are the interfaces of links.
func hyperlinkClasses() map[string]*js.Class {
	return map[string]*js.Class{
		"a": htmlClass("HTMLAnchorElement", hyperlinkMembers(), textAttribute("text", (*dom.Node).TextContent),
			reflectAll("target", "rel", "download", "type", "name", "ping", "hreflang")),
		"area": htmlClass("HTMLAreaElement", hyperlinkMembers(), reflectAll("target", "rel", "alt", "download", "ping", "coords", "shape")),
	}
}
