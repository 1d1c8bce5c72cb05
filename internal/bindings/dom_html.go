package bindings

import (
	"maps"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// HTMLElementClass is HTMLElement.
// https://html.spec.whatwg.org/multipage/dom.html#htmlelement
var HTMLElementClass = &js.Class{Name: "HTMLElement", Parent: ElementClass}

func init() {
	zero := func(*dom.Node) int32 { return 0 }
	idl.Define(HTMLElementClass,
		reflectAll("title", "lang", "dir", "accessKey", "nonce"),
		reflectBool("hidden", "hidden"), reflectBool("inert", "inert"), reflectBool("autofocus", "autofocus"),
		// No styles are computed: an object that remembers what it is given.
		idl.GetIn("style", idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
			return c.Realm.Wrap(cssStyleClass, windowIn(c.Realm).Object(collectionKey{n, "style"}, func() any { return &cssStyle{} })), nil
		}).PutForwards("cssText"),
		idl.GetIn("dataset", idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
			return c.Realm.Wrap(domStringMapClass, windowIn(c.Realm).Object(collectionKey{n, "dataset"}, func() any { return &stringMap{n} })), nil
		}),
		idl.Get("offsetWidth", idl.Long, zero), idl.Get("offsetHeight", idl.Long, zero),
		idl.Get("offsetParent", nodeType, func(*dom.Node) *dom.Node { return nil }),
		idl.Get("innerText", idl.LegacyNullToEmptyString(idl.DOMString), (*dom.Node).TextContent).Set(setTextAttribute),
		idl.Op0("click", func(c idl.Call, n *dom.Node) (js.Value, error) {
			navigation.Click(c.Context(), n)
			return js.Undefined, nil
		}),
		focusAndBlur(), globalEventHandlers,
	)
}

// textAttribute is an attribute that is the text of an element.
func textAttribute(name string, get func(n *dom.Node) string) idl.Member {
	return idl.Get(name, idl.DOMString, get).Set(setTextAttribute)
}

func setTextAttribute(c idl.Call, n *dom.Node, text string) error {
	dom.SetTextContent(c.Context(), n, text)
	return nil
}

// cssStyle is the Go value behind element.style.
type cssStyle struct{ _ byte }

var cssStyleClass = &js.Class{Name: "CSSStyleDeclaration"}

func init() {
	idl.Define(cssStyleClass, idl.Op2("setProperty", idl.DOMString, idl.LegacyNullToEmptyString(idl.DOMString), func(c idl.Call, _ *cssStyle, name, value string) (js.Value, error) {
		return js.Undefined, c.Realm.Set(c.This, name, c.Realm.String(value))
	}))
}

// stringMap is the Go value of a DOMStringMap.
type stringMap struct{ element *dom.Node }

// dataName turns a property's name into that of the data-* attribute.
func dataName(name string) string {
	var b strings.Builder
	b.WriteString("data-")
	for _, c := range name {
		if c >= 'A' && c <= 'Z' {
			b.WriteByte('-')
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}

// domStringMapClass is DOMStringMap.
// https://html.spec.whatwg.org/multipage/dom.html#domstringmap
var domStringMapClass = &js.Class{Name: "DOMStringMap"}

func init() {
	idl.Define(domStringMapClass, idl.NamedProperty[*stringMap]{
		OverrideBuiltIns: true,
		Get: func(r *js.Realm, m *stringMap, name string) (js.Value, bool) {
			s, ok := m.element.Attr(dataName(name))
			if !ok {
				return js.Undefined, false
			}
			return r.String(s), true
		},
		Set: func(c idl.Call, m *stringMap, name, value string) error {
			m.element.SetAttr(c.Context(), dataName(name), value)
			return nil
		},
		Delete: func(c idl.Call, m *stringMap, name string) { m.element.RemoveAttr(c.Context(), dataName(name)) },
		Names:  (*stringMap).names,
	})
}

// names are the supported property names.
func (m *stringMap) names() []string {
	var names []string
	for _, a := range m.element.Attrs {
		rest, ok := strings.CutPrefix(a.LocalName, "data-")
		if !ok {
			continue
		}
		parts := strings.Split(rest, "-")
		for i := 1; i < len(parts); i++ {
			if parts[i] != "" {
				parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
			}
		}
		names = append(names, strings.Join(parts, ""))
	}
	return names
}

// reflectURL reflects an attribute that holds a URL.
// https://html.spec.whatwg.org/multipage/common-dom-interfaces.html#reflecting-content-attributes-in-idl-attributes
func reflectURL(name, attribute string) idl.Member {
	return reflectAs(name, attribute, func(n *dom.Node) string { return reflectedURL(n, attribute) })
}

func reflectedURL(n *dom.Node, attribute string) string {
	v, ok := n.Attr(attribute)
	if !ok {
		return ""
	}
	base, err := weburl.Parse(baseURI(n))
	if err != nil {
		return v
	}
	u, err := weburl.ParseBase(v, base)
	if err != nil {
		return v
	}
	return u.Href()
}

// reflectAll reflects attributes under their own names.
func reflectAll(names ...string) idl.Mixin {
	var list idl.Mixin
	for _, n := range names {
		list = append(list, reflect(n, strings.ToLower(n)))
	}
	return list
}

func htmlClass(name string, members ...idl.Member) *js.Class {
	c := &js.Class{Name: name, Parent: HTMLElementClass}
	idl.Define(c, members...)
	return c
}

// HTMLUnknownElementClass is for names that HTML does not know.
var HTMLUnknownElementClass = &js.Class{Name: "HTMLUnknownElement", Parent: HTMLElementClass}

// htmlMediaElementClass is HTMLMediaElement: no media are loaded.
// https://html.spec.whatwg.org/multipage/media.html#htmlmediaelement
var htmlMediaElementClass = &js.Class{Name: "HTMLMediaElement", Parent: HTMLElementClass}

// htmlClasses maps local names to interfaces. Names with a class of nil are HTMLElement.
var htmlClasses map[string]*js.Class

func init() {
	idl.Define(htmlMediaElementClass,
		reflectURL("src", "src"), reflectBool("autoplay", "autoplay"), reflectBool("loop", "loop"), reflectBool("controls", "controls"), reflectBool("defaultMuted", "muted"))
	htmlClasses = makeHTMLClasses()
}

func makeHTMLClasses() map[string]*js.Class {
	m := map[string]*js.Class{
		"iframe": htmlClass("HTMLIFrameElement", reflectURL("src", "src"), reflectAll("srcdoc", "name", "allow", "csp", "width", "height", "loading"),
			reflect("referrerPolicy", "referrerpolicy"), reflect("sandbox", "sandbox"), reflectBool("allowFullscreen", "allowfullscreen"), iframeMembers()),
		"script": htmlClass("HTMLScriptElement", reflectURL("src", "src"), reflectBool("defer", "defer"), reflectBool("noModule", "nomodule"),
			reflect("referrerPolicy", "referrerpolicy"), reflect("crossOrigin", "crossorigin"), scriptAsync(), textAttribute("text", (*dom.Node).ChildText), reflectAll("type", "charset", "integrity")),
		"base": htmlClass("HTMLBaseElement", reflectURL("href", "href"), reflectAll("target")),
		"link": htmlClass("HTMLLinkElement", reflectURL("href", "href"), reflectAll("rel", "type", "media", "as", "integrity"),
			reflect("crossOrigin", "crossorigin"), reflect("referrerPolicy", "referrerpolicy"), reflectBool("disabled", "disabled")),
		"meta":  htmlClass("HTMLMetaElement", reflectAll("name", "content", "media", "scheme"), reflect("httpEquiv", "http-equiv")),
		"img":   htmlClass("HTMLImageElement", reflectURL("src", "src"), reflect("crossOrigin", "crossorigin"), reflectAll("alt", "name"), imageMembers()),
		"style": htmlClass("HTMLStyleElement", reflectAll("media", "type")), "title": htmlClass("HTMLTitleElement", textAttribute("text", (*dom.Node).ChildText)),
		"body": htmlClass("HTMLBodyElement", windowEventHandlers), "frameset": htmlClass("HTMLFrameSetElement", windowEventHandlers),
		"slot":     htmlClass("HTMLSlotElement", slotMembers()),
		"details":  htmlClass("HTMLDetailsElement", reflectAll("name"), reflectBool("open", "open")),
		"object":   htmlClass("HTMLObjectElement", reflectURL("data", "data"), reflectAll("type", "name", "width", "height"), contentMembers(), svgDocument()),
		"embed":    htmlClass("HTMLEmbedElement", reflectURL("src", "src"), reflectAll("type", "name", "width", "height"), svgDocument()),
		"frame":    htmlClass("HTMLFrameElement", reflectURL("src", "src"), reflectBool("noResize", "noresize"), reflectAll("name", "scrolling", "frameBorder"), contentMembers()),
		"template": htmlClass("HTMLTemplateElement", idl.Get("content", nodeType, func(n *dom.Node) *dom.Node { return n.TemplateContents })),
		"video":    {Name: "HTMLVideoElement", Parent: htmlMediaElementClass}, "audio": {Name: "HTMLAudioElement", Parent: htmlMediaElementClass},
	}
	maps.Copy(m, formClasses())
	maps.Copy(m, hyperlinkClasses())
	for tag, name := range map[string]string{
		"html": "HTMLHtmlElement", "head": "HTMLHeadElement", "div": "HTMLDivElement", "span": "HTMLSpanElement", "p": "HTMLParagraphElement",
		"br": "HTMLBRElement", "hr": "HTMLHRElement", "pre": "HTMLPreElement", "ul": "HTMLUListElement", "ol": "HTMLOListElement",
		"li": "HTMLLIElement", "dl": "HTMLDListElement", "table": "HTMLTableElement", "tr": "HTMLTableRowElement", "caption": "HTMLTableCaptionElement",
		"canvas": "HTMLCanvasElement", "map": "HTMLMapElement", "legend": "HTMLLegendElement",
		"dialog": "HTMLDialogElement", "data": "HTMLDataElement", "time": "HTMLTimeElement",
		"progress": "HTMLProgressElement", "meter": "HTMLMeterElement", "menu": "HTMLMenuElement",
		"picture": "HTMLPictureElement", "source": "HTMLSourceElement", "track": "HTMLTrackElement", "datalist": "HTMLDataListElement",
		"font": "HTMLFontElement", "marquee": "HTMLMarqueeElement", "dir": "HTMLDirectoryElement",
	} {
		m[tag] = htmlClass(name)
	}
	for name, tags := range map[string][]string{
		"HTMLHeadingElement": {"h1", "h2", "h3", "h4", "h5", "h6"}, "HTMLQuoteElement": {"blockquote", "q"}, "HTMLModElement": {"ins", "del"},
		"HTMLTableSectionElement": {"thead", "tbody", "tfoot"}, "HTMLTableCellElement": {"td", "th"}, "HTMLTableColElement": {"col", "colgroup"},
	} {
		c := htmlClass(name)
		for _, tag := range tags {
			m[tag] = c
		}
	}
	for _, tag := range strings.Fields("abbr address article aside b bdi bdo cite code dd dfn dt em figcaption figure footer header hgroup i kbd main mark nav noscript rp rt ruby s samp search section small strong sub summary sup u var wbr acronym basefont big center nobr noembed noframes plaintext rb rtc strike tt") {
		m[tag] = nil
	}
	return m
}

// scriptAsync is HTMLScriptElement's async, which force async makes true.
// https://html.spec.whatwg.org/multipage/scripting.html#dom-script-async
func scriptAsync() idl.Member {
	return idl.Get("async", idl.Boolean, func(n *dom.Node) bool {
		_, ok := n.Attr("async")
		return ok || n.ForceAsync
	}).Set(func(c idl.Call, n *dom.Node, v bool) error {
		n.ForceAsync = false
		setBoolean(c.Context(), n, "async", v)
		return nil
	})
}

// classOfElement is the element interface.
// https://html.spec.whatwg.org/multipage/dom.html#elements-in-the-dom
func classOfElement(n *dom.Node) *js.Class {
	if n.Namespace != dom.HTMLNamespace {
		return ElementClass
	}
	c, known := htmlClasses[n.LocalName]
	switch {
	case known && c == nil:
		return HTMLElementClass
	case known:
		return c
	case strings.Contains(n.LocalName, "-"):
		return HTMLElementClass
	}
	return HTMLUnknownElementClass
}

// htmlInterfaces lists the element interfaces in a fixed order.
func htmlInterfaces() []*js.Class {
	list := []*js.Class{HTMLElementClass, HTMLUnknownElementClass}
	seen := map[*js.Class]bool{}
	var names []string
	byName := map[string]*js.Class{}
	for _, c := range htmlClasses {
		if c != nil && !seen[c] {
			seen[c] = true
			names = append(names, c.Name)
			byName[c.Name] = c
		}
	}
	slices.Sort(names)
	for _, n := range names {
		list = append(list, byName[n])
	}
	return list
}
