package infra

import "strings"

// MIMEType is a MIME type record.
// https://mimesniff.spec.whatwg.org/#mime-type
type MIMEType struct {
	Type, Subtype string
	Parameters    []MIMEParameter // in order
}

// MIMEParameter is a parameter of a MIME type.
type MIMEParameter struct{ Name, Value string }

// ParseMIMEType implements "parse a MIME type" for a byte sequence; ok is false for failure.
// https://mimesniff.spec.whatwg.org/#parse-a-mime-type
func ParseMIMEType(s string) (m MIMEType, ok bool) {
	s = strings.Trim(s, " \t\r\n")
	kind, rest, found := strings.Cut(s, "/")
	if !found || !isHTTPToken(kind) {
		return m, false
	}
	subtype, rest, more := strings.Cut(rest, ";")
	subtype = strings.TrimRight(subtype, " \t\r\n")
	if !isHTTPToken(subtype) {
		return m, false
	}
	m = MIMEType{Type: strings.ToLower(kind), Subtype: strings.ToLower(subtype)}
	for more {
		rest = strings.TrimLeft(rest, " \t\r\n")
		i := strings.IndexAny(rest, ";=")
		if i < 0 {
			break
		}
		name := strings.ToLower(rest[:i])
		if rest[i] == ';' {
			rest = rest[i+1:]
			continue
		}
		rest = rest[i+1:]
		var value string
		quoted := strings.HasPrefix(rest, `"`)
		if quoted {
			value, rest = QuotedString(rest)
			_, rest, more = strings.Cut(rest, ";")
		} else {
			value, rest, more = strings.Cut(rest, ";")
			value = strings.TrimRight(value, " \t\r\n")
			if value == "" {
				continue
			}
		}
		if _, dup := m.Parameter(name); !dup && isHTTPToken(name) && isQuotedStringText(value) {
			m.Parameters = append(m.Parameters, MIMEParameter{name, value})
		}
	}
	return m, true
}

// QuotedString implements "collect an HTTP quoted string" with the value extracted; s begins
// with a quotation mark.
// https://fetch.spec.whatwg.org/#collect-an-http-quoted-string
func QuotedString(s string) (value, rest string) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:]
		case '\\':
			if i+1 == len(s) {
				b.WriteByte('\\')
				return b.String(), ""
			}
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}

// Essence is the type and subtype.
// https://mimesniff.spec.whatwg.org/#mime-type-essence
func (m MIMEType) Essence() string { return m.Type + "/" + m.Subtype }

// Parameter is the value of the parameter with the name.
func (m MIMEType) Parameter(name string) (string, bool) {
	for _, p := range m.Parameters {
		if p.Name == name {
			return p.Value, true
		}
	}
	return "", false
}

// SetParameter adds or replaces a parameter.
func (m *MIMEType) SetParameter(name, value string) {
	for i, p := range m.Parameters {
		if p.Name == name {
			m.Parameters[i].Value = value
			return
		}
	}
	m.Parameters = append(m.Parameters, MIMEParameter{name, value})
}

// String serializes m.
// https://mimesniff.spec.whatwg.org/#serialize-a-mime-type
func (m MIMEType) String() string {
	var b strings.Builder
	b.WriteString(m.Essence())
	for _, p := range m.Parameters {
		b.WriteString(";" + p.Name + "=")
		if isHTTPToken(p.Value) {
			b.WriteString(p.Value)
			continue
		}
		b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.Value) + `"`)
	}
	return b.String()
}

// IsJavaScript reports whether m is a JavaScript MIME type.
// https://mimesniff.spec.whatwg.org/#javascript-mime-type
func (m MIMEType) IsJavaScript() bool {
	switch m.Essence() {
	case "application/ecmascript", "application/javascript", "application/x-ecmascript",
		"application/x-javascript", "text/ecmascript", "text/javascript", "text/javascript1.0",
		"text/javascript1.1", "text/javascript1.2", "text/javascript1.3", "text/javascript1.4",
		"text/javascript1.5", "text/jscript", "text/livescript", "text/x-ecmascript", "text/x-javascript":
		return true
	}
	return false
}

func isHTTPToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		alnum := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !alnum && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

func isQuotedStringText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '\t' && (c < 0x20 || c == 0x7F) {
			return false
		}
	}
	return true
}
