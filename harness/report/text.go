package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// OneLine makes line ends visible, cuts what is too long, and keeps a page's
// text from steering the terminal.
func OneLine(s string) string {
	// Of a long message the beginning names the assertion and the end the
	// values; the middle quotes source.
	const head, tail = 160, 140
	return visible(middleOut(s, head, tail))
}

// middleOut cuts the middle out of a text that has more than head and tail
// characters. It never walks through all of a very long text.
func middleOut(s string, head, tail int) string {
	if len(s) <= head+tail {
		return s
	}
	begin, n := len(s), 0
	for i := range s {
		if n == head {
			begin = i
		}
		if n++; n > head+tail {
			break
		}
	}
	if n <= head+tail {
		return s
	}
	end := len(s)
	for range tail {
		for end--; end > begin && s[end]&0xc0 == 0x80; end-- {
		}
	}
	return s[:begin] + " … " + s[end:]
}

// visible replaces control characters, also those that change the direction of text.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return '⏎'
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0,
			r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return '�'
		}
		return r
	}, s)
}

// Colours of the terminal, for Paint.
const (
	Bold   = "1"
	Dim    = "2"
	Red    = "31"
	Green  = "32"
	Yellow = "33"
)

// Paint colours a text for a terminal.
func Paint(color bool, code, text string) string {
	if !color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Shorten cuts the middle out of a text of more than limit bytes, and says how
// much is missing. Line ends stay.
func Shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	head, tail := limit*3/4, len(s)-limit/4
	for head > 0 && !utf8.RuneStart(s[head]) {
		head--
	}
	for tail < len(s) && !utf8.RuneStart(s[tail]) {
		tail++
	}
	return fmt.Sprintf("%s\n… %d bytes left out …\n%s", s[:head], tail-head, s[tail:])
}
