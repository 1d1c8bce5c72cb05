package bindings

import (
	"context"
	"maps"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// HTMLElementClass is HTMLElement.
// https://html.spec.whatwg.org/multipage/dom.html#htmlelement
var HTMLElementClass = new(js.Class)

func init() {
	*HTMLElementClass = js.Class{
		Name: "HTMLElement", Parent: ElementClass,
		Attrs: concatMembers([]js.Member{
			reflect("title", "title"), reflect("lang", "lang"), reflect("dir", "dir"), reflect("accessKey", "accesskey"), reflect("nonce", "nonce"),
			reflectBool("hidden", "hidden"), reflectBool("inert", "inert"), reflectBool("autofocus", "autofocus"),
			putForwards(nodeGet("style", func(r *js.Realm, n *dom.Node) js.Value {
				// No styles are computed: an object that remembers what it is given.
				return r.Wrap(cssStyleClass, windowIn(r).Object(collectionKey{n, "style"}, func() any { return &cssStyle{} }))
			}), "cssText"),
			nodeGet("offsetWidth", func(*js.Realm, *dom.Node) js.Value { return js.Int(0) }),
			nodeGet("offsetHeight", func(*js.Realm, *dom.Node) js.Value { return js.Int(0) }),
			nodeGet("offsetParent", func(*js.Realm, *dom.Node) js.Value { return js.Null }),
			nodeAttr("innerText", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.TextContent()) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				return setText(ctx, r, n, v, true)
			}),
			nodeGet("dataset", func(r *js.Realm, n *dom.Node) js.Value {
				return r.Wrap(domStringMapClass, windowIn(r).Object(collectionKey{n, "dataset"}, func() any { return &stringMap{n} }))
			}),
		}, GlobalEventHandlers),
		Methods: []js.Member{
			nodeMethod("click", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
				navigation.Click(ctx, n)
				return js.Undefined, nil
			}),
			focusMethod(), blurMethod(),
		},
	}
}

func noEffect(context.Context, *js.Realm, *dom.Node, []js.Value) (js.Value, error) {
	return js.Undefined, nil
}

// cssStyle is the Go value behind element.style.
type cssStyle struct{ _ byte }

var cssStyleClass = new(js.Class)

func init() {
	*cssStyleClass = js.Class{Name: "CSSStyleDeclaration", Methods: []js.Member{
		{Name: "setProperty", Length: 2, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(2, args); err != nil {
				return js.Undefined, err
			}
			name, err := r.ToString(args[0])
			if err != nil {
				return js.Undefined, err
			}
			return js.Undefined, r.Set(this, name, args[1])
		}},
	}}
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
var domStringMapClass = new(js.Class)

func init() {
	*domStringMapClass = js.Class{Name: "DOMStringMap", Exotic: &js.Exotic{
		OverrideBuiltins: true,
		Named: func(r *js.Realm, v any, name string) (js.Value, bool) {
			s, ok := v.(*stringMap).element.Attr(dataName(name))
			if !ok {
				return js.Undefined, false
			}
			return r.String(s), true
		},
		SetNamed: func(r *js.Realm, v any, name string, val js.Value) error {
			s, err := r.ToString(val)
			if err == nil {
				v.(*stringMap).element.SetAttr(contextOf(r), dataName(name), s)
			}
			return err
		},
		DeleteNamed: func(r *js.Realm, v any, name string) error {
			v.(*stringMap).element.RemoveAttr(contextOf(r), dataName(name))
			return nil
		},
		Names: func(_ *js.Realm, v any) []string {
			var names []string
			for _, a := range v.(*stringMap).element.Attrs {
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
		},
	}}
}

// reflectURL reflects an attribute that holds a URL.
func reflectURL(name, attribute string) js.Member {
	m := reflect(name, attribute)
	get := nodeGet(name, func(r *js.Realm, n *dom.Node) js.Value {
		v, ok := n.Attr(attribute)
		if !ok {
			return r.String("")
		}
		base, err := weburl.Parse(baseURI(n))
		if err != nil {
			return r.String(v)
		}
		u, err := weburl.ParseBase(v, base)
		if err != nil {
			return r.String(v)
		}
		return r.String(u.Href())
	})
	m.Get = get.Get
	return m
}

// reflectAll reflects attributes under their own names.
func reflectAll(names ...string) []js.Member {
	var list []js.Member
	for _, n := range names {
		list = append(list, reflect(n, strings.ToLower(n)))
	}
	return list
}

func htmlClass(name string, attrs ...[]js.Member) *js.Class {
	return &js.Class{Name: name, Parent: HTMLElementClass, Attrs: concatMembers(attrs...)}
}

// HTMLUnknownElementClass is for names that HTML does not know.
var HTMLUnknownElementClass = &js.Class{Name: "HTMLUnknownElement", Parent: HTMLElementClass}

// htmlMediaElementClass is HTMLMediaElement: no media are loaded.
// https://html.spec.whatwg.org/multipage/media.html#htmlmediaelement
var htmlMediaElementClass = &js.Class{Name: "HTMLMediaElement", Parent: HTMLElementClass, Attrs: concatMembers([]js.Member{
	reflectURL("src", "src"), reflectBool("autoplay", "autoplay"), reflectBool("loop", "loop"), reflectBool("controls", "controls"), reflectBool("defaultMuted", "muted"),
})}

// htmlClasses maps local names to interfaces. Names with a class of nil are HTMLElement.
var htmlClasses map[string]*js.Class

func init() { htmlClasses = makeHTMLClasses() }

func makeHTMLClasses() map[string]*js.Class {
	m := map[string]*js.Class{
		"iframe": htmlClass("HTMLIFrameElement", []js.Member{reflectURL("src", "src")}, reflectAll("srcdoc", "name", "allow", "csp", "width", "height", "loading"),
			[]js.Member{reflect("referrerPolicy", "referrerpolicy"), reflect("sandbox", "sandbox"), reflectBool("allowFullscreen", "allowfullscreen")}, iframeMembers()),
		"script": htmlClass("HTMLScriptElement", []js.Member{reflectURL("src", "src"), reflectBool("defer", "defer"), reflectBool("noModule", "nomodule"),
			reflect("referrerPolicy", "referrerpolicy"), reflect("crossOrigin", "crossorigin"), scriptAsync(), scriptText()}, reflectAll("type", "charset", "integrity")),
		"base":  htmlClass("HTMLBaseElement", []js.Member{reflectURL("href", "href")}, reflectAll("target")),
		"link":  htmlClass("HTMLLinkElement", []js.Member{reflectURL("href", "href")}, reflectAll("rel", "type", "media", "as")),
		"meta":  htmlClass("HTMLMetaElement", reflectAll("name", "content", "media", "scheme"), []js.Member{reflect("httpEquiv", "http-equiv")}),
		"img":   htmlClass("HTMLImageElement", []js.Member{reflectURL("src", "src"), reflect("crossOrigin", "crossorigin")}, reflectAll("alt", "name")),
		"style": htmlClass("HTMLStyleElement", reflectAll("media", "type")), "title": htmlClass("HTMLTitleElement", []js.Member{scriptText()}),
		"body": htmlClass("HTMLBodyElement", WindowEventHandlers), "frameset": htmlClass("HTMLFrameSetElement", WindowEventHandlers),
		"slot":    htmlClass("HTMLSlotElement", slotMembers()),
		"details": htmlClass("HTMLDetailsElement", reflectAll("name"), []js.Member{reflectBool("open", "open")}),
		"object":  htmlClass("HTMLObjectElement", []js.Member{reflectURL("data", "data")}, reflectAll("type", "name", "width", "height"), contentMembers(), []js.Member{svgDocument()}),
		"embed":   htmlClass("HTMLEmbedElement", []js.Member{reflectURL("src", "src")}, reflectAll("type", "name", "width", "height"), []js.Member{svgDocument()}),
		"frame":   htmlClass("HTMLFrameElement", []js.Member{reflectURL("src", "src"), reflectBool("noResize", "noresize")}, reflectAll("name", "scrolling", "frameBorder"), contentMembers()),
		"template": htmlClass("HTMLTemplateElement", []js.Member{nodeGet("content", func(r *js.Realm, n *dom.Node) js.Value {
			return wrapNode(r, n.TemplateContents)
		})}),
		"video": {Name: "HTMLVideoElement", Parent: htmlMediaElementClass}, "audio": {Name: "HTMLAudioElement", Parent: htmlMediaElementClass},
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
func scriptAsync() js.Member {
	return nodeAttr("async", func(_ *js.Realm, n *dom.Node) js.Value {
		_, ok := n.Attr("async")
		return js.Bool(ok || n.ForceAsync)
	}, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
		n.ForceAsync = false
		if r.ToBool(v) {
			n.SetAttr(ctx, "async", "")
		} else {
			n.RemoveAttr(ctx, "async")
		}
		return nil
	})
}

// scriptText is the text attribute of script and title elements.
func scriptText() js.Member {
	return nodeAttr("text", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.ChildText()) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
		s, err := r.ToString(v)
		if err == nil {
			dom.SetTextContent(ctx, n, s)
		}
		return err
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
	sortStrings(names)
	for _, n := range names {
		list = append(list, byName[n])
	}
	return list
}
