package wpt

import (
	"encoding/binary"
	"html"
	"strings"
	"unicode/utf16"
)

// A page is what a test in HTML, XHTML or SVG says about itself.
type page struct {
	testharness bool // loads /resources/testharness.js
	testdriver  bool
	features    string   // what it asks of testdriver, comma-separated
	long        bool     // <meta name=timeout content=long>
	variants    []string // <meta name=variant content=…>, in order
	title       string
	cssManual   bool // has flags by which CSS tests ask for a person
	reference   bool // names a page that it must look like, or unlike: a reftest
	help        bool // links a specification, as visual CSS tests do
}

// manualFlags are the CSS test flags that ask for a person.
var manualFlags = map[string]bool{
	"animated": true, "font": true, "history": true, "interact": true, "paged": true, "speech": true, "userstyle": true,
}

// scanPage looks through the tags of a document. It knows just enough of the
// grammar (comments, raw text, quoted attributes) not to be misled by a tag that
// is text; a manifest needs no tree.
func scanPage(source string, xml bool) page {
	var p page
	timeoutSeen := false
	for {
		tag, rest, ok := nextTag(source, xml)
		if !ok {
			return p
		}
		source = rest
		switch tag.name {
		case "script":
			src, _ := tag.attribute("src")
			p.testharness = p.testharness || src == "/resources/testharness.js"
			if isTestdriver(src) {
				p.testdriver = true
				if p.features == "" {
					p.features = testdriverFeatures(src)
				}
			}
		case "title":
			if p.title == "" {
				p.title = strings.TrimSpace(html.UnescapeString(tag.text))
			}
		case "link":
			href, has := tag.attribute("href")
			switch rel, _ := tag.attribute("rel"); rel {
			case "match", "mismatch":
				p.reference = p.reference || has
			case "help":
				p.help = p.help || has && href != ""
			}
		case "meta":
			content, has := tag.attribute("content")
			switch name, _ := tag.attribute("name"); {
			case name == "timeout" && !timeoutSeen:
				timeoutSeen = true
				p.long = strings.EqualFold(content, "long")
			case name == "variant" && has:
				p.variants = append(p.variants, content)
			case name == "flags":
				for flag := range strings.FieldsSeq(content) {
					p.cssManual = p.cssManual || manualFlags[flag]
				}
			}
		}
	}
}

func isTestdriver(src string) bool {
	return src == "/resources/testdriver.js" || strings.HasPrefix(src, "/resources/testdriver.js?")
}

// testdriverFeatures lists what a testdriver script's query asks for: "bidi".
func testdriverFeatures(src string) string {
	_, query, _ := strings.Cut(src, "?")
	var features []string
	for part := range strings.SplitSeq(query, "&") {
		if value, ok := strings.CutPrefix(part, "feature="); ok && value != "" {
			features = append(features, value)
		}
	}
	return strings.Join(features, ",")
}

// decodeText gives a page's text. Only UTF-16 is told apart, by its byte order
// mark: in every other encoding of a test its tags are plain ASCII.
func decodeText(content []byte) string {
	var order binary.ByteOrder
	switch {
	case len(content) >= 2 && content[0] == 0xFF && content[1] == 0xFE:
		order = binary.LittleEndian
	case len(content) >= 2 && content[0] == 0xFE && content[1] == 0xFF:
		order = binary.BigEndian
	default:
		return string(content)
	}
	units := make([]uint16, 0, len(content)/2)
	for i := 2; i+1 < len(content); i += 2 {
		units = append(units, order.Uint16(content[i:]))
	}
	return string(utf16.Decode(units))
}

// A tag is a start tag; text is its content if that is raw text.
type tag struct {
	name       string
	attributes []attribute // of the tags that a manifest reads; in order, the first of a name counts
	closed     bool        // ends in "/>"
	text       string
}

type attribute struct{ name, value string }

func (t *tag) attribute(name string) (string, bool) {
	for _, a := range t.attributes {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// nextTag finds the next start tag in source, outside comments and CDATA.
func nextTag(source string, xml bool) (tag, string, bool) {
	for {
		at := strings.IndexByte(source, '<')
		if at < 0 || at+1 == len(source) {
			return tag{}, "", false
		}
		source = source[at:]
		switch c := source[1]; {
		case c == '!':
			if skipped, ok := skipMarkup(source, "<!--", "-->"); ok {
				source = skipped
			} else if skipped, ok := skipMarkup(source, "<![CDATA[", "]]>"); ok {
				source = skipped
			} else {
				source = source[1:]
			}
			continue
		case !letter(c):
			source = source[1:]
			continue
		}
		t, rest := readTag(source[1:])
		switch t.name {
		case "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes":
			if !xml {
				t.text, rest = rawText(rest, t)
			} else if t.name == "title" && !t.closed {
				t.text, _, _ = strings.Cut(rest, "<")
			}
		}
		return t, rest, true
	}
}

func skipMarkup(source, open, end string) (string, bool) {
	rest, ok := strings.CutPrefix(source, open)
	if !ok {
		return source, false
	}
	_, rest, _ = strings.Cut(rest, end)
	return rest, true
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// readTag reads a start tag behind its "<". A namespace prefix ("h:script" in an
// SVG document) does not count.
func readTag(source string) (tag, string) {
	i := 0
	for i < len(source) && !space(source[i]) && source[i] != '>' && source[i] != '/' {
		i++
	}
	name := strings.ToLower(source[:i])
	if colon := strings.LastIndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	t := tag{name: name}
	keep := name == "script" || name == "meta" || name == "link"
	for i < len(source) {
		c := source[i]
		if c == '>' {
			return t, source[i+1:]
		}
		if space(c) || c == '/' {
			t.closed = t.closed || strings.HasPrefix(source[i:], "/>")
			i++
			continue
		}
		start := i
		for i < len(source) && !space(source[i]) && source[i] != '>' && source[i] != '/' && (source[i] != '=' || i == start) {
			i++
		}
		key := source[start:i]
		for i < len(source) && space(source[i]) {
			i++
		}
		value := ""
		if i < len(source) && source[i] == '=' {
			value, i = readValue(source, i+1)
		}
		if keep {
			t.attributes = append(t.attributes, attribute{strings.ToLower(key), unescapeAttribute(value)})
		}
	}
	return t, ""
}

func readValue(source string, i int) (string, int) {
	for i < len(source) && space(source[i]) {
		i++
	}
	if i == len(source) {
		return "", i
	}
	if quote := source[i]; quote == '"' || quote == '\'' {
		end := strings.IndexByte(source[i+1:], quote)
		if end < 0 {
			return source[i+1:], len(source)
		}
		return source[i+1 : i+1+end], i + end + 2
	}
	start := i
	for i < len(source) && !space(source[i]) && source[i] != '>' {
		i++
	}
	return source[start:i], i
}

// unescapeAttribute replaces the character references of an attribute's value.
// Unlike in text, a name without semicolon counts only where no letter, digit or
// "=" follows it, so that "?a=1&para=2" keeps its parameter.
// https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state
func unescapeAttribute(value string) string {
	at := strings.IndexByte(value, '&')
	if at < 0 {
		return value
	}
	var out strings.Builder
	for ; at >= 0; at = strings.IndexByte(value, '&') {
		out.WriteString(value[:at])
		value = value[at:]
		end := 1
		for end < len(value) && (letter(value[end]) || '0' <= value[end] && value[end] <= '9' || end == 1 && value[end] == '#') {
			end++
		}
		reference := value[:end]
		follow := byte(0)
		if end < len(value) {
			follow = value[end]
		}
		if follow == ';' {
			end++
			reference = value[:end]
		}
		decoded := html.UnescapeString(reference)
		numeric := strings.HasPrefix(reference, "&#")
		// A reference that was replaced in part only ends as it did before.
		whole := len(decoded) > 0 && (decoded == ";" || decoded[len(decoded)-1] != reference[len(reference)-1])
		if !numeric && (!whole || follow == '=') {
			decoded = reference
		}
		out.WriteString(decoded)
		value = value[end:]
	}
	out.WriteString(value)
	return out.String()
}

// rawText reads up to the end tag of t. A self-closing tag, which only XML
// means as such, is taken at its word: no test writes one in HTML.
func rawText(source string, t tag) (string, string) {
	if t.closed {
		return "", source
	}
	for at := 0; ; {
		end := strings.Index(source[at:], "</")
		if end < 0 {
			return source, ""
		}
		at += end
		after := source[at+2:]
		if len(after) >= len(t.name) && strings.EqualFold(after[:len(t.name)], t.name) {
			return source[:at], source[at:]
		}
		at += 2
	}
}
