package fetch

import (
	"slices"
	"strings"
)

// Header is a header: its name as it was given and its value, a byte sequence.
// https://fetch.spec.whatwg.org/#concept-header
type Header struct{ Name, Value string }

// HeaderList is a header list: ordered, names are compared case-insensitively. Values are byte
// sequences, not text.
// https://fetch.spec.whatwg.org/#concept-header-list
type HeaderList []Header

// Contains implements "contains".
// https://fetch.spec.whatwg.org/#header-list-contains
func (l HeaderList) Contains(name string) bool {
	return slices.ContainsFunc(l, func(h Header) bool { return strings.EqualFold(h.Name, name) })
}

// Get implements "get": the values joined by ", ".
// https://fetch.spec.whatwg.org/#concept-header-list-get
func (l HeaderList) Get(name string) (value string, ok bool) {
	v := l.Values(name)
	return strings.Join(v, ", "), v != nil
}

// Values are the values of all headers with the name, nil for none.
func (l HeaderList) Values(name string) []string {
	var v []string
	for _, h := range l {
		if strings.EqualFold(h.Name, name) {
			v = append(v, h.Value)
		}
	}
	return v
}

// Append implements "append": a name that the list has keeps the case it was first given.
// https://fetch.spec.whatwg.org/#concept-header-list-append
func (l *HeaderList) Append(name, value string) {
	for _, h := range *l {
		if strings.EqualFold(h.Name, name) {
			name = h.Name
			break
		}
	}
	*l = append(*l, Header{name, value})
}

// Delete implements "delete".
// https://fetch.spec.whatwg.org/#concept-header-list-delete
func (l *HeaderList) Delete(name string) {
	*l = slices.DeleteFunc(*l, func(h Header) bool { return strings.EqualFold(h.Name, name) })
}

// Set implements "set": the first such header gets the value, others go.
// https://fetch.spec.whatwg.org/#concept-header-list-set
func (l *HeaderList) Set(name, value string) {
	i := slices.IndexFunc(*l, func(h Header) bool { return strings.EqualFold(h.Name, name) })
	if i < 0 {
		*l = append(*l, Header{name, value})
		return
	}
	(*l)[i].Value = value
	rest := slices.DeleteFunc((*l)[i+1:], func(h Header) bool { return strings.EqualFold(h.Name, name) })
	*l = (*l)[:i+1+len(rest)]
}

// SortAndCombine implements "sort and combine": what iterating a Headers object shows.
// https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine
func (l HeaderList) SortAndCombine() HeaderList {
	var out HeaderList
	for _, name := range l.names() {
		if name == "set-cookie" { // cannot be combined
			for _, v := range l.Values(name) {
				out = append(out, Header{name, v})
			}
			continue
		}
		v, _ := l.Get(name)
		out = append(out, Header{name, v})
	}
	return out
}

// names implements "convert header names to a sorted-lowercase set".
func (l HeaderList) names() []string {
	names := make([]string, 0, len(l))
	for _, h := range l {
		names = append(names, strings.ToLower(h.Name))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Split implements "get, decode, and split": a quoted comma does not divide. nil for no header.
// https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split
func (l HeaderList) Split(name string) []string {
	v, ok := l.Get(name)
	if !ok {
		return nil
	}
	return splitHeaderValue(v)
}

// splitHeaderValue implements "get, decode, and split" for a value.
// https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
func splitHeaderValue(v string) []string {
	values := []string{}
	start, quoted := 0, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ',' && !quoted:
			values = append(values, strings.Trim(v[start:i], " \t"))
			start = i + 1
		}
	}
	return append(values, strings.Trim(v[start:], " \t"))
}

// ExtractValues implements "extract header list values" for headers whose ABNF is a list of
// tokens: ok is false for failure, values nil for no header.
// https://fetch.spec.whatwg.org/#extract-header-list-values
func (l HeaderList) ExtractValues(name string) (values []string, ok bool) {
	all := l.Values(name)
	if all == nil {
		return nil, true
	}
	values = []string{}
	for _, v := range all {
		for item := range strings.SplitSeq(v, ",") {
			item = strings.Trim(item, " \t")
			if item == "" { // HTTP's list rule lets empty elements pass
				continue
			}
			if !IsToken(item) {
				return nil, false
			}
			values = append(values, item)
		}
	}
	return values, true
}

// IsToken reports whether s matches HTTP's token production.
func IsToken(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if !isTokenByte(s[i]) {
			return false
		}
	}
	return true
}

func isTokenByte(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	}
	return strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// NormalizeValue implements "normalize": HTTP whitespace is stripped from both ends.
// https://fetch.spec.whatwg.org/#concept-header-value-normalize
func NormalizeValue(v string) string { return strings.Trim(v, " \t\r\n") }

// IsHeaderValue reports whether v is a header value.
// https://fetch.spec.whatwg.org/#header-value
func IsHeaderValue(v string) bool {
	return v == strings.Trim(v, " \t") && !strings.ContainsAny(v, "\x00\r\n")
}
