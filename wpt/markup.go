package wpt

import (
	"html"
	"strings"
)

// A page is what a test in HTML, XHTML or SVG says about itself.
type page struct {
	testharness bool // loads /resources/testharness.js
	testdriver  bool
	long        bool     // <meta name=timeout content=long>
	variants    []string // <meta name=variant content=…>, in order
	title       string
	cssManual   bool // has flags by which CSS tests ask for a person
}

// manualFlags are the CSS test flags that ask for a person.
var manualFlags = map[string]bool{
	"animated": true, "font": true, "history": true, "interact": true, "paged": true, "speech": true, "userstyle": true,
}

// scanPage looks through the tags of a document. It knows just enough of the
// grammar (comments, raw text, quoted attributes) not to be misled by a tag that
// is text; a manifest needs no tree.
func scanPage(source string) page {
	var p page
	timeoutSeen := false
	for {
		tag, rest, ok := nextTag(source)
		if !ok {
			return p
		}
		source = rest
		switch tag.name {
		case "script":
			src := tag.attributes["src"]
			p.testharness = p.testharness || src == "/resources/testharness.js"
			p.testdriver = p.testdriver || isTestdriver(src)
		case "title":
			if p.title == "" {
				p.title = strings.TrimSpace(html.UnescapeString(tag.text))
			}
		case "meta":
			content, has := tag.attributes["content"]
			switch name := tag.attributes["name"]; {
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

// A tag is a start tag; text is its content if that is raw text.
type tag struct {
	name       string
	attributes map[string]string
	text       string
}

// nextTag finds the next start tag in source, outside comments and CDATA.
func nextTag(source string) (tag, string, bool) {
	for {
		at := strings.IndexByte(source, '<')
		if at < 0 {
			return tag{}, "", false
		}
		source = source[at:]
		if skipped, ok := skipMarkup(source, "<!--", "-->"); ok {
			source = skipped
			continue
		}
		if skipped, ok := skipMarkup(source, "<![CDATA[", "]]>"); ok {
			source = skipped
			continue
		}
		if len(source) < 2 || !letter(source[1]) {
			source = source[1:]
			continue
		}
		t, rest := readTag(source[1:])
		switch t.name {
		case "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes":
			t.text, rest = rawText(rest, t)
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
	t := tag{name: name, attributes: map[string]string{}}
	for i < len(source) {
		c := source[i]
		if c == '>' {
			return t, source[i+1:]
		}
		if space(c) || c == '/' {
			if c == '/' && strings.HasPrefix(source[i:], "/>") {
				t.attributes["/"] = ""
			}
			i++
			continue
		}
		start := i
		for i < len(source) && !space(source[i]) && source[i] != '>' && source[i] != '/' && (source[i] != '=' || i == start) {
			i++
		}
		key := strings.ToLower(source[start:i])
		for i < len(source) && space(source[i]) {
			i++
		}
		value := ""
		if i < len(source) && source[i] == '=' {
			value, i = readValue(source, i+1)
		}
		if _, dup := t.attributes[key]; !dup {
			t.attributes[key] = html.UnescapeString(value)
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

// rawText reads up to the end tag of t. A self-closing tag, which only XML
// means as such, is taken at its word: no test writes one in HTML.
func rawText(source string, t tag) (string, string) {
	if _, closed := t.attributes["/"]; closed {
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
