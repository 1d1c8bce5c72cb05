package compare

import (
	"regexp"
	"strconv"
	"strings"
)

// token matches what tests draw at random: UUIDs, long hexadecimal keys,
// fractions from Math.random(), and epoch times in milliseconds.
var token = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|\b[0-9a-f]{32,}\b|\b0\.[0-9]{10,}\b|\b1[0-9]{12}(?:\.[0-9]+)?\b`)

// numbered matches what Tokens puts in a token's place.
var numbered = regexp.MustCompile(`\{token-[0-9]+\}`)

// Tokens numbers random tokens in the order of their first appearance, so that
// texts of two runs can be compared. The zero value is ready.
type Tokens struct {
	seen map[string]string
}

// Replace returns text with every random token replaced by its number.
func (t *Tokens) Replace(text string) string {
	if !mayHoldToken(text) {
		return text
	}
	return token.ReplaceAllStringFunc(text, func(m string) string {
		n, ok := t.seen[m]
		if !ok {
			if t.seen == nil {
				t.seen = make(map[string]string)
			}
			n = "{token-" + strconv.Itoa(len(t.seen)+1) + "}"
			t.seen[m] = n
		}
		return n
	})
}

// mayHoldToken is a quick look: each kind of token begins with, or holds, eight hexadecimal digits in a row.
func mayHoldToken(text string) bool {
	run := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			if run++; run == 8 {
				return true
			}
		default:
			run = 0
		}
	}
	return false
}

// NumberTokens numbers the random tokens of one text by itself.
func NumberTokens(text string) string {
	var t Tokens
	return t.Replace(text)
}

// forgetNumbers makes tokens equal whose numbers depend on the order in which
// two logs happened to meet them.
func forgetNumbers(text string) string {
	if mayHoldToken(text) {
		text = token.ReplaceAllString(text, "{token}")
	}
	if strings.Contains(text, "{token-") {
		text = numbered.ReplaceAllString(text, "{token}")
	}
	return text
}
