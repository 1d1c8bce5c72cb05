// Package ini reads and writes upstream's expectation metadata: files named
// after a test's source file with ".ini" behind it, which wptrunner reads. It
// turns them into expectations of this project and back, and tells by file and
// line what the other form cannot say.
package ini

import (
	"fmt"
	"strconv"
	"strings"
)

// A section is a heading with what is indented below it.
type section struct {
	name     string
	line     int // from 1
	indent   int
	keys     []key
	sections []*section
}

// A key is one property of a section.
type key struct {
	name    string
	line    int
	comment string // the lines of comment right above
	values  []value
}

// A value is one of the alternatives of a property.
type value struct {
	condition string // "" for one that always holds
	items     []string
	line      int
}

// parse reads a file; the section that it gives has no name and holds the
// headings without indentation.
func parse(name, text string) (*section, error) {
	root := &section{indent: -1}
	stack := []*section{root}
	var comment []string
	var open *key // a property whose values are on lines of their own
	openIndent := 0
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		number := i + 1
		fail := func(format string, args ...any) error {
			return fmt.Errorf("%s:%d: %s", name, number, fmt.Sprintf(format, args...))
		}
		line := strings.TrimRight(lines[i], " \t\r")
		body := strings.TrimLeft(line, " \t")
		indent := len(line) - len(body)
		if body == "" {
			continue
		}
		if body[0] == '#' {
			comment = append(comment, strings.TrimSpace(body[1:]))
			continue
		}
		said := strings.Join(comment, " ")
		comment = nil
		// A list may go on over several lines.
		more := func(text string) string {
			for depth(text) > 0 && i+1 < len(lines) {
				i++
				text = withoutComment(text) + " " + strings.TrimSpace(lines[i])
			}
			return text
		}
		if open != nil && indent > openIndent {
			v, err := parseValue(body, more)
			if err != nil {
				return nil, fail("%v", err)
			}
			v.line = number
			open.values = append(open.values, v)
			continue
		}
		open = nil
		for stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		top := stack[len(stack)-1]
		if body[0] == '[' {
			heading, rest, ok := cut(body[1:], ']')
			if !ok || withoutComment(rest) != "" {
				return nil, fail("a heading that does not end with ]")
			}
			heading, err := unescape(heading)
			if err != nil {
				return nil, fail("%v", err)
			}
			s := &section{name: heading, line: number, indent: indent}
			top.sections = append(top.sections, s)
			stack = append(stack, s)
			continue
		}
		keyName, rest, ok := cut(body, ':')
		if !ok {
			return nil, fail("neither a heading nor a property")
		}
		keyName, err := unescape(strings.TrimSpace(keyName))
		if err != nil {
			return nil, fail("%v", err)
		}
		k := key{name: keyName, line: number, comment: said}
		if rest = strings.TrimSpace(rest); withoutComment(rest) != "" {
			items, err := parseItems(more(rest))
			if err != nil {
				return nil, fail("%v", err)
			}
			k.values = []value{{items: items, line: number}}
		}
		top.keys = append(top.keys, k)
		if k.values == nil {
			open, openIndent = &top.keys[len(top.keys)-1], indent
		}
	}
	return root, nil
}

// parseValue reads "if CONDITION: VALUE" or a value.
func parseValue(body string, more func(string) string) (value, error) {
	var v value
	if rest, ok := strings.CutPrefix(body, "if "); ok {
		condition, after, ok := cut(rest, ':')
		if !ok {
			return v, fmt.Errorf("a condition without a colon")
		}
		v.condition, body = strings.TrimSpace(condition), strings.TrimSpace(after)
		if v.condition == "" {
			return v, fmt.Errorf("an empty condition")
		}
	}
	var err error
	v.items, err = parseItems(more(body))
	return v, err
}

// parseItems reads a value: one item, or a list in brackets.
func parseItems(text string) ([]string, error) {
	text = withoutComment(text)
	inner, list := strings.CutPrefix(text, "[")
	if !list {
		item, err := unquote(text)
		return []string{item}, err
	}
	inner, rest, ok := cut(inner, ']')
	if !ok || strings.TrimSpace(rest) != "" {
		return nil, fmt.Errorf("a list that does not end with ]")
	}
	items := []string{}
	for strings.TrimSpace(inner) != "" {
		word, after, _ := cut(inner, ',')
		item, err := unquote(strings.TrimSpace(word))
		if err != nil {
			return nil, err
		}
		items, inner = append(items, item), after
	}
	return items, nil
}

// scan calls f with every character that is neither escaped nor in quotation
// marks, until f is true. Marks count only where a word begins.
func scan(text string, f func(i int, c byte) bool) int {
	quote, before := byte(0), byte(' ')
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.IndexByte(" \t[(,=", before) >= 0:
			quote = c
		case f(i, c):
			return i
		}
		before = c
	}
	return -1
}

// cut splits at a character. In a heading quotation marks mean nothing.
func cut(text string, at byte) (before, after string, ok bool) {
	i := -1
	if at == ']' && !strings.ContainsAny(text, "\"'") || at != ']' {
		i = scan(text, func(_ int, c byte) bool { return c == at })
	}
	if i < 0 && at == ']' {
		for j := 0; j < len(text) && i < 0; j++ {
			switch text[j] {
			case '\\':
				j++
			case at:
				i = j
			}
		}
	}
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

func withoutComment(text string) string {
	if i := scan(text, func(_ int, c byte) bool { return c == '#' }); i >= 0 {
		text = text[:i]
	}
	return strings.TrimSpace(text)
}

// depth is above 0 while a list is open.
func depth(text string) int {
	if !strings.HasPrefix(text, "[") {
		return 0
	}
	n := 0
	scan(withoutComment(text), func(_ int, c byte) bool {
		switch c {
		case '[':
			n++
		case ']':
			n--
		}
		return false
	})
	return n
}

func unquote(text string) (string, error) {
	if len(text) > 0 && (text[0] == '"' || text[0] == '\'') {
		if len(text) < 2 || text[len(text)-1] != text[0] {
			return "", fmt.Errorf("a quotation mark too few")
		}
		text = text[1 : len(text)-1]
	}
	return unescape(text)
}

// unescape resolves backslashes: \xHH, \uHHHH, \UHHHHHH, the usual letters, and
// otherwise the character itself.
func unescape(text string) (string, error) {
	if !strings.Contains(text, `\`) {
		return text, nil
	}
	letters := map[byte]byte{'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 6}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			out.WriteByte(text[i])
			continue
		}
		i++
		if i == len(text) {
			return "", fmt.Errorf("a backslash at the end")
		}
		c := text[i]
		switch n := digits[c]; {
		case n > 0:
			if i+n >= len(text) {
				return "", fmt.Errorf("an escape that is too short")
			}
			code, err := strconv.ParseUint(text[i+1:i+1+n], 16, 32)
			if err != nil {
				return "", fmt.Errorf("an escape that is no number: %q", text[i-1:i+1+n])
			}
			out.WriteRune(rune(code))
			i += n
		case letters[c] != 0:
			out.WriteByte(letters[c])
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), nil
}

// escape writes a heading's text.
func escape(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r == '\\' || r == ']' || r == '[' || r == '"' || r == '#':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\x%02x`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}
