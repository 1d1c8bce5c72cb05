package infra

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// IsASCIIWhitespace reports whether c is ASCII whitespace.
// https://infra.spec.whatwg.org/#ascii-whitespace
func IsASCIIWhitespace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'
}

// StripWhitespace strips leading and trailing ASCII whitespace.
// https://infra.spec.whatwg.org/#strip-leading-and-trailing-ascii-whitespace
func StripWhitespace(s string) string { return strings.Trim(s, " \t\n\f\r") }

// ForgivingBase64 implements "forgiving-base64 decode"; ok is false for failure.
// https://infra.spec.whatwg.org/#forgiving-base64-decode
func ForgivingBase64(s string) (b []byte, ok bool) {
	clean := make([]byte, 0, len(s))
	for i := range len(s) {
		if !IsASCIIWhitespace(s[i]) {
			clean = append(clean, s[i])
		}
	}
	if len(clean)%4 == 0 {
		for n := 0; n < 2 && len(clean) > 0 && clean[len(clean)-1] == '='; n++ {
			clean = clean[:len(clean)-1]
		}
	}
	if len(clean)%4 == 1 {
		return nil, false
	}
	b = make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(b, clean) // not Strict: stray low bits are dropped
	if err != nil {
		return nil, false
	}
	return b[:n], true
}

// PercentDecode implements "percent-decode" for a string of bytes.
// https://url.spec.whatwg.org/#percent-decode
func PercentDecode(s string) []byte {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := hexDigit(s[i+1]), hexDigit(s[i+2])
			if hi >= 0 && lo >= 0 {
				b = append(b, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return b
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// IsomorphicDecode makes each byte the code point of its value.
// https://infra.spec.whatwg.org/#isomorphic-decode
func IsomorphicDecode(b string) string {
	for i := range len(b) {
		if b[i] >= 0x80 {
			r := make([]rune, len(b))
			for j := range len(b) {
				r[j] = rune(b[j])
			}
			return string(r)
		}
	}
	return b
}

// IsomorphicEncode is the opposite of IsomorphicDecode; ok is false for a code point above U+00FF.
// https://infra.spec.whatwg.org/#isomorphic-encode
func IsomorphicEncode(s string) (b string, ok bool) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			return "", false
		}
		out = append(out, byte(r))
	}
	return string(out), true
}

// UTF8Decode implements "UTF-8 decode": a byte order mark goes, what is no UTF-8 becomes
// U+FFFD, once for each maximal part.
// https://encoding.spec.whatwg.org/#utf-8-decode
func UTF8Decode(b []byte) string {
	return UTF8DecodeWithoutBOM(bytes.TrimPrefix(b, []byte("\uFEFF")))
}

// UTF8DecodeWithoutBOM implements "UTF-8 decode without BOM": a mark at the beginning is a character.
// https://encoding.spec.whatwg.org/#utf-8-decode-without-bom
func UTF8DecodeWithoutBOM(b []byte) string {
	s := string(b)
	if utf8.ValidString(s) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != utf8.RuneError || n > 1 {
			out.WriteString(s[i : i+n])
			i += n
			continue
		}
		out.WriteRune(utf8.RuneError)
		i += badSequence(s[i:])
	}
	return out.String()
}

// badSequence is the length of the maximal ill-formed part that s begins with.
func badSequence(s string) int {
	lower, upper, need := byte(0x80), byte(0xBF), 0
	switch c := s[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			lower = 0xA0
		} else if c == 0xED {
			upper = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			lower = 0x90
		} else if c == 0xF4 {
			upper = 0x8F
		}
	}
	n := 1
	for n <= need && n < len(s) && s[n] >= lower && s[n] <= upper {
		lower, upper = 0x80, 0xBF
		n++
	}
	return n
}
