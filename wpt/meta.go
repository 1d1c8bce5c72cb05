package wpt

import (
	"bytes"
	"strings"
)

// A Meta is one META line of a script: "// META: key=value".
// https://web-platform-tests.org/writing-tests/testharness.html#specifying-test-metadata-in-javascript-tests
type Meta struct {
	Key, Value string
}

// Metas is the META block at the head of a script, in order.
type Metas []Meta

// ParseMeta reads the META lines that a script starts with. The block ends at
// the first line that is none, even if more follow.
func ParseMeta(script []byte) Metas {
	var metas Metas
	for len(script) > 0 {
		line, rest, _ := bytes.Cut(script, []byte("\n"))
		meta, ok := parseMetaLine(string(line))
		if !ok {
			break
		}
		metas = append(metas, meta)
		script = rest
	}
	return metas
}

func parseMetaLine(line string) (Meta, bool) {
	rest, ok := strings.CutPrefix(line, "//")
	if !ok {
		return Meta{}, false
	}
	rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " \t\r\f\v"), "META:")
	if !ok {
		return Meta{}, false
	}
	key, value, ok := strings.Cut(strings.TrimLeft(rest, " \t\r\f\v"), "=")
	if !ok || strings.ContainsFunc(key, notWord) {
		return Meta{}, false
	}
	// A file with CRLF line ends means the same values.
	return Meta{Key: key, Value: strings.TrimSuffix(value, "\r")}, true
}

func notWord(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// First is the value of the first line with that key, or "".
func (m Metas) First(key string) string {
	for _, meta := range m {
		if meta.Key == key {
			return meta.Value
		}
	}
	return ""
}

// All lists the values of all lines with that key, in order.
func (m Metas) All(key string) []string {
	var values []string
	for _, meta := range m {
		if meta.Key == key {
			values = append(values, meta.Value)
		}
	}
	return values
}
