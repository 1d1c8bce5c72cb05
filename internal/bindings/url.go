package bindings

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

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
var URLClass = new(js.Class)

func init() {
	*URLClass = js.Class{
		Name: "URL", Aliases: []string{"webkitURL"}, ConstructorLength: 1,
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			u, err := apiParse(r, args)
			if err != nil {
				return js.Undefined, err
			}
			return r.WrapNew(URLClass, newURLObject(u), newTarget), nil
		},
		Attrs: []js.Member{
			{Name: "href", Get: urlGet((*weburl.URL).Href), Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				s, err := r.ToUSVString(js.Arg(args, 0))
				if err != nil {
					return js.Undefined, err
				}
				o := r.Agent.Unwrap(this).(*urlObject)
				if err := o.url.SetHref(s); err != nil {
					return js.Undefined, webidl.TypeErrorf("Failed to set the 'href' property on 'URL': Invalid URL")
				}
				o.params.list = parseForm(o.url.Query())
				return js.Undefined, nil
			}},
			{Name: "origin", Get: urlGet(func(u *weburl.URL) string { return u.Origin().String() })},
			urlAttr("protocol", (*weburl.URL).Protocol, (*weburl.URL).SetProtocol), urlAttr("username", (*weburl.URL).Username, (*weburl.URL).SetUsername),
			urlAttr("password", (*weburl.URL).Password, (*weburl.URL).SetPassword), urlAttr("host", (*weburl.URL).Host, (*weburl.URL).SetHost),
			urlAttr("hostname", (*weburl.URL).Hostname, (*weburl.URL).SetHostname), urlAttr("port", (*weburl.URL).Port, (*weburl.URL).SetPort),
			urlAttr("pathname", (*weburl.URL).Path, (*weburl.URL).SetPathname), urlAttr("search", (*weburl.URL).Search, (*weburl.URL).SetSearch),
			urlAttr("hash", (*weburl.URL).Hash, (*weburl.URL).SetHash),
			{Name: "searchParams", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.Wrap(URLSearchParamsClass, r.Agent.Unwrap(this).(*urlObject).params), nil
			}},
		},
		Methods: []js.Member{
			{Name: "toString", Call: urlGet((*weburl.URL).Href)}, {Name: "toJSON", Call: urlGet((*weburl.URL).Href)},
		},
		StaticMethods: []js.Member{
			{Name: "canParse", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				_, err := apiParse(r, args)
				return js.Bool(err == nil), nil
			}},
			{Name: "parse", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				u, err := apiParse(r, args)
				if err != nil {
					return js.Null, nil
				}
				return r.Wrap(URLClass, newURLObject(u)), nil
			}},
			{Name: "createObjectURL", Length: 1, Call: createObjectURL},
			{Name: "revokeObjectURL", Length: 1, Call: revokeObjectURL},
		},
	}
}

func newURLObject(u *weburl.URL) *urlObject {
	o := &urlObject{url: u}
	o.params = &searchParams{owner: o, list: parseForm(u.Query())}
	return o
}

// apiParse implements the "API URL parser".
// https://url.spec.whatwg.org/#api-url-parser
func apiParse(r *js.Realm, args []js.Value) (*weburl.URL, error) {
	text, err := r.ToUSVString(args[0])
	if err != nil {
		return nil, err
	}
	if b := js.Arg(args, 1); !b.IsUndefined() {
		baseText, err := r.ToUSVString(b)
		if err != nil {
			return nil, err
		}
		base, err := weburl.Parse(baseText)
		if err != nil {
			return nil, webidl.TypeErrorf("Failed to construct 'URL': Invalid base URL")
		}
		if u, err := weburl.ParseBase(text, base); err == nil {
			return u, nil
		}
		return nil, webidl.TypeErrorf("Failed to construct 'URL': Invalid URL")
	}
	u, err := weburl.Parse(text)
	if err != nil {
		return nil, webidl.TypeErrorf("Failed to construct 'URL': Invalid URL")
	}
	return u, nil
}

func urlGet(get func(*weburl.URL) string) js.HostFunc {
	return func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return r.String(get(r.Agent.Unwrap(this).(*urlObject).url)), nil
	}
}

func urlAttr(name string, get func(*weburl.URL) string, set func(*weburl.URL, string)) js.Member {
	return js.Member{Name: name, Get: urlGet(get), Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		s, err := r.ToUSVString(js.Arg(args, 0))
		if err != nil {
			return js.Undefined, err
		}
		o := r.Agent.Unwrap(this).(*urlObject)
		set(o.url, s)
		if name == "search" {
			o.params.list = parseForm(o.url.Query())
		}
		return js.Undefined, nil
	}}
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
var URLSearchParamsClass = new(js.Class)

func init() {
	*URLSearchParamsClass = js.Class{
		Name: "URLSearchParams",
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			p := &searchParams{}
			init := js.Arg(args, 0)
			switch {
			case init.IsUndefined():
			case init.IsObject():
				pairs, err := pairsOf(r, init, (*js.Realm).ToUSVString)
				if err != nil {
					return js.Undefined, err
				}
				p.list = pairs
			default:
				s, err := r.ToUSVString(init)
				if err != nil {
					return js.Undefined, err
				}
				p.list = parseForm(strings.TrimPrefix(s, "?"))
			}
			return r.WrapNew(URLSearchParamsClass, p, newTarget), nil
		},
		Attrs: []js.Member{{Name: "size", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Int(int32(len(r.Agent.Unwrap(this).(*searchParams).list))), nil
		}}},
		PairIterator: func(r *js.Realm, v any, i int) (key, value js.Value, ok bool) {
			list := v.(*searchParams).list
			if i >= len(list) {
				return js.Undefined, js.Undefined, false
			}
			return r.String(list[i][0]), r.String(list[i][1]), true
		},
		Methods: []js.Member{
			paramsMethod("append", 2, func(_ *js.Realm, p *searchParams, s []string) js.Value {
				p.list = append(p.list, [2]string{s[0], s[1]})
				p.update()
				return js.Undefined
			}),
			paramsMethod("delete", 1, func(_ *js.Realm, p *searchParams, s []string) js.Value {
				p.list = slices.DeleteFunc(p.list, func(e [2]string) bool { return e[0] == s[0] && (len(s) < 2 || e[1] == s[1]) })
				p.update()
				return js.Undefined
			}),
			paramsMethod("get", 1, func(r *js.Realm, p *searchParams, s []string) js.Value {
				for _, e := range p.list {
					if e[0] == s[0] {
						return r.String(e[1])
					}
				}
				return js.Null
			}),
			paramsMethod("getAll", 1, func(r *js.Realm, p *searchParams, s []string) js.Value {
				var all []string
				for _, e := range p.list {
					if e[0] == s[0] {
						all = append(all, e[1])
					}
				}
				return stringArray(r, all)
			}),
			paramsMethod("has", 1, func(_ *js.Realm, p *searchParams, s []string) js.Value {
				return js.Bool(slices.ContainsFunc(p.list, func(e [2]string) bool { return e[0] == s[0] && (len(s) < 2 || e[1] == s[1]) }))
			}),
			paramsMethod("set", 2, func(_ *js.Realm, p *searchParams, s []string) js.Value {
				p.list = setPair(p.list, s[0], s[1])
				p.update()
				return js.Undefined
			}),
			paramsMethod("sort", 0, func(_ *js.Realm, p *searchParams, _ []string) js.Value {
				slices.SortStableFunc(p.list, func(a, b [2]string) int {
					return slices.Compare(utf16.Encode([]rune(a[0])), utf16.Encode([]rune(b[0])))
				})
				p.update()
				return js.Undefined
			}),
			paramsMethod("toString", 0, func(r *js.Realm, p *searchParams, _ []string) js.Value { return r.String(serializeForm(p.list)) }),
		},
	}
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

func paramsMethod(name string, required int, f func(r *js.Realm, p *searchParams, s []string) js.Value) js.Member {
	return js.Member{Name: name, Length: required, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(required, args); err != nil {
			return js.Undefined, err
		}
		var s []string
		for _, a := range args[:min(2, len(args))] {
			if a.IsUndefined() && len(s) >= required {
				break
			}
			text, err := r.ToUSVString(a)
			if err != nil {
				return js.Undefined, err
			}
			s = append(s, text)
		}
		return f(r, r.Agent.Unwrap(this).(*searchParams), s), nil
	}}
}
