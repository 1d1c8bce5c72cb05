package bindings

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// urlObject is the Go value of a URL.
type urlObject struct {
	url    *weburl.URL
	params *searchParams
}

// URLClass is URL.
// https://url.spec.whatwg.org/#url-class
var URLClass = &js.Class{Name: "URL", Aliases: []string{"webkitURL"}, Exposed: everywhere}

func init() {
	base := idl.Optional(idl.USVString)
	href := func(c idl.Call, o *urlObject) (js.Value, error) { return c.Realm.String(o.url.Href()), nil }
	idl.Define(URLClass,
		idl.New2(idl.USVString, base, func(c idl.Call, url string, base *string) (js.Value, error) {
			u, err := apiParse(url, base)
			if err != nil {
				return js.Undefined, err
			}
			return c.New(URLClass, newURLObject(u)), nil
		}),
		idl.Static2("parse", idl.USVString, base, func(c idl.Call, url string, base *string) (js.Value, error) {
			u, err := apiParse(url, base)
			if err != nil {
				return js.Null, nil
			}
			return c.Realm.Wrap(URLClass, newURLObject(u)), nil
		}),
		idl.Static2("canParse", idl.USVString, base, func(_ idl.Call, url string, base *string) (js.Value, error) {
			_, err := apiParse(url, base)
			return js.Bool(err == nil), nil
		}),
		idl.Static1("createObjectURL", blobType, createObjectURL),
		idl.Static1("revokeObjectURL", idl.USVString, revokeObjectURL),
		idl.Get("href", idl.USVString, func(o *urlObject) string { return o.url.Href() }).Set(func(_ idl.Call, o *urlObject, s string) error {
			if err := o.url.SetHref(s); err != nil {
				return webidl.TypeErrorf("Invalid URL")
			}
			o.params.list = parseForm(o.url.Query())
			return nil
		}),
		idl.Get("origin", idl.USVString, func(o *urlObject) string { return o.url.Origin().String() }),
		urlPart("protocol", (*weburl.URL).Protocol, (*weburl.URL).SetProtocol), urlPart("username", (*weburl.URL).Username, (*weburl.URL).SetUsername),
		urlPart("password", (*weburl.URL).Password, (*weburl.URL).SetPassword), urlPart("host", (*weburl.URL).Host, (*weburl.URL).SetHost),
		urlPart("hostname", (*weburl.URL).Hostname, (*weburl.URL).SetHostname), urlPart("port", (*weburl.URL).Port, (*weburl.URL).SetPort),
		urlPart("pathname", (*weburl.URL).Path, (*weburl.URL).SetPathname),
		urlPart("search", (*weburl.URL).Search, (*weburl.URL).SetSearch).Set(func(_ idl.Call, o *urlObject, s string) error {
			o.url.SetSearch(s)
			o.params.list = parseForm(o.url.Query())
			return nil
		}),
		urlPart("hash", (*weburl.URL).Hash, (*weburl.URL).SetHash),
		idl.Get("searchParams", searchParamsType, func(o *urlObject) *searchParams { return o.params }),
		idl.Op0("toString", href), idl.Op0("toJSON", href),
	)
}

// urlPart is an attribute that is a part of the URL.
func urlPart(name string, get func(*weburl.URL) string, set func(*weburl.URL, string)) idl.Attribute[*urlObject, string] {
	return idl.Get(name, idl.USVString, func(o *urlObject) string { return get(o.url) }).Set(func(_ idl.Call, o *urlObject, s string) error {
		set(o.url, s)
		return nil
	})
}

func newURLObject(u *weburl.URL) *urlObject {
	o := &urlObject{url: u}
	o.params = &searchParams{owner: o, list: parseForm(u.Query())}
	return o
}

// apiParse implements the "API URL parser".
// https://url.spec.whatwg.org/#api-url-parser
func apiParse(url string, base *string) (*weburl.URL, error) {
	parse := weburl.Parse
	if base != nil {
		b, err := weburl.Parse(*base)
		if err != nil {
			return nil, webidl.TypeErrorf("Invalid base URL")
		}
		parse = func(s string) (*weburl.URL, error) { return weburl.ParseBase(s, b) }
	}
	u, err := parse(url)
	if err != nil {
		return nil, webidl.TypeErrorf("Invalid URL")
	}
	return u, nil
}

// searchParams is the Go value of a URLSearchParams.
type searchParams struct {
	owner *urlObject
	list  [][2]string
}

// parseForm implements the "application/x-www-form-urlencoded parser".
// https://url.spec.whatwg.org/#concept-urlencoded-parser
func parseForm(s string) [][2]string {
	var list [][2]string
	for part := range strings.SplitSeq(s, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		decode := func(s string) string {
			return infra.UTF8Decode(infra.PercentDecode(strings.ReplaceAll(s, "+", " ")))
		}
		list = append(list, [2]string{decode(name), decode(value)})
	}
	return list
}

// serializeForm implements the "application/x-www-form-urlencoded serializer".
// https://url.spec.whatwg.org/#concept-urlencoded-serializer
func serializeForm(list [][2]string) string {
	var parts []string
	encode := func(s string) string {
		s = url.QueryEscape(strings.ToValidUTF8(s, "\uFFFD"))
		return strings.NewReplacer("~", "%7E", "%2A", "*").Replace(s)
	}
	for _, p := range list {
		parts = append(parts, encode(p[0])+"="+encode(p[1]))
	}
	return strings.Join(parts, "&")
}

// update implements "update" steps: the URL follows its parameters.
func (p *searchParams) update() {
	if p.owner != nil {
		p.owner.url.SetSearch(serializeForm(p.list))
	}
}

// URLSearchParamsClass is URLSearchParams.
// https://url.spec.whatwg.org/#interface-urlsearchparams
var URLSearchParamsClass = &js.Class{Name: "URLSearchParams", Exposed: everywhere}

var searchParamsType = platform[*searchParams](URLSearchParamsClass)

func init() {
	init := idl.Union("URLSearchParams", idl.Sequence(idl.Sequence(idl.USVString)), idl.Record(idl.USVString, idl.USVString), idl.USVString)
	optional := idl.Optional(idl.USVString)
	idl.Define(URLSearchParamsClass,
		idl.New1(idl.Default[any](init, ""), func(c idl.Call, init any) (js.Value, error) {
			p := &searchParams{}
			var err error
			if s, ok := init.(string); ok {
				p.list = parseForm(strings.TrimPrefix(s, "?"))
			} else {
				p.list, err = pairsOf(init)
			}
			return c.New(URLSearchParamsClass, p), err
		}),
		idl.Get("size", idl.UnsignedLong, func(p *searchParams) uint32 { return uint32(len(p.list)) }),
		idl.Op2("append", idl.USVString, idl.USVString, func(_ idl.Call, p *searchParams, name, value string) (js.Value, error) {
			p.list = append(p.list, [2]string{name, value})
			p.update()
			return js.Undefined, nil
		}),
		idl.Op2("delete", idl.USVString, optional, func(_ idl.Call, p *searchParams, name string, value *string) (js.Value, error) {
			p.list = slices.DeleteFunc(p.list, isPair(name, value))
			p.update()
			return js.Undefined, nil
		}),
		idl.Op1("get", idl.USVString, func(c idl.Call, p *searchParams, name string) (js.Value, error) {
			if i := slices.IndexFunc(p.list, isPair(name, nil)); i >= 0 {
				return c.Realm.String(p.list[i][1]), nil
			}
			return js.Null, nil
		}),
		idl.Op1("getAll", idl.USVString, func(c idl.Call, p *searchParams, name string) (js.Value, error) {
			var all []string
			for _, e := range p.list {
				if e[0] == name {
					all = append(all, e[1])
				}
			}
			return idl.Sequence(idl.USVString).To(c.Realm, all), nil
		}),
		idl.Op2("has", idl.USVString, optional, func(_ idl.Call, p *searchParams, name string, value *string) (js.Value, error) {
			return js.Bool(slices.ContainsFunc(p.list, isPair(name, value))), nil
		}),
		idl.Op2("set", idl.USVString, idl.USVString, func(_ idl.Call, p *searchParams, name, value string) (js.Value, error) {
			p.list = setPair(p.list, name, value)
			p.update()
			return js.Undefined, nil
		}),
		idl.Op0("sort", func(_ idl.Call, p *searchParams) (js.Value, error) {
			slices.SortStableFunc(p.list, func(a, b [2]string) int {
				return slices.Compare(utf16.Encode([]rune(a[0])), utf16.Encode([]rune(b[0])))
			})
			p.update()
			return js.Undefined, nil
		}),
		idl.Op0("toString", func(c idl.Call, p *searchParams) (js.Value, error) { return c.Realm.String(serializeForm(p.list)), nil }),
		idl.Pairs(func(r *js.Realm, p *searchParams, i int) (key, value js.Value, ok bool) {
			if i >= len(p.list) {
				return js.Undefined, js.Undefined, false
			}
			return r.String(p.list[i][0]), r.String(p.list[i][1]), true
		}),
	)
}

// isPair tells which parameters have the name, and the value if it is not nil.
func isPair(name string, value *string) func(e [2]string) bool {
	return func(e [2]string) bool { return e[0] == name && (value == nil || e[1] == *value) }
}

// setPair replaces the first entry of the name and drops the others, or appends one.
func setPair(list [][2]string, name, value string) [][2]string {
	found := false
	var next [][2]string
	for _, e := range list {
		if e[0] != name {
			next = append(next, e)
		} else if !found {
			found = true
			next = append(next, [2]string{name, value})
		}
	}
	if !found {
		next = append(next, [2]string{name, value})
	}
	return next
}
