package navigation

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"

	"github.com/exeunt/exeunt/internal/infra"
)

// A decoder decodes a document that comes in pieces: by a byte order mark, by the charset of the header, for HTML by a meta
// element among the first kilobyte, else as UTF-8. While all that came is ASCII, a meta element that comes later still counts.
// https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
// https://html.spec.whatwg.org/multipage/parsing.html#change-the-encoding
type decoder struct {
	label string // of the header, "" for none
	html  bool   // a meta element counts

	head    []byte // the first kilobyte, as far as it is there
	rest    []byte // of a character that is not complete
	begun   bool   // a byte order mark has been looked for
	decided bool   // legacy says how, nil for UTF-8
	legacy  transform.Transformer
}

// byteOrderMarks decide over everything else.
// https://encoding.spec.whatwg.org/#bom-sniff
var byteOrderMarks = []struct {
	mark  []byte
	label string
}{{[]byte("\xef\xbb\xbf"), "utf-8"}, {[]byte("\xfe\xff"), "utf-16be"}, {[]byte("\xff\xfe"), "utf-16le"}}

// decode returns the text of the next piece, without a character whose end is still to come; end says that nothing follows.
func (d *decoder) decode(piece []byte, end bool) string {
	b := append(d.rest, piece...)
	d.rest = nil
	if !d.begun {
		for _, m := range byteOrderMarks {
			if len(b) < len(m.mark) && bytes.HasPrefix(m.mark, b) && !end {
				d.rest = b
				return ""
			}
			if text, ok := bytes.CutPrefix(b, m.mark); ok {
				b = text
				d.decodeAs(m.label)
				break // what comes next is text
			}
		}
		d.begun = true
	}
	if !d.decided {
		d.decide(b, end)
	}
	if d.legacy == nil {
		if !end {
			b, d.rest = wholeCharacters(b)
		}
		return infra.UTF8DecodeWithoutBOM(b)
	}
	var text strings.Builder
	buffer := make([]byte, 4096)
	for {
		made, used, err := d.legacy.Transform(buffer, b, end)
		text.Write(buffer[:made])
		b = b[used:]
		if err != transform.ErrShortDst {
			break
		}
	}
	d.rest = bytes.Clone(b)
	return text.String()
}

// decide finds the encoding.
func (d *decoder) decide(b []byte, end bool) {
	label := d.label
	if label == "" && d.html {
		d.head = append(d.head, b[:min(len(b), 1024-len(d.head))]...)
		tags := d.head
		if !end && len(tags) < 1024 {
			tags = tags[:bytes.LastIndexByte(tags, '>')+1] // a name may go on
		}
		label = prescanCharset(tags)
	}
	ascii := bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	if label != "" || end || len(d.head) == 1024 || !d.html || !ascii {
		d.decodeAs(label)
	}
}

// decodeAs decides for the encoding with the label, UTF-8 for one that is not known.
func (d *decoder) decodeAs(label string) {
	d.decided = true
	if encoding, err := htmlindex.Get(label); err == nil && !strings.EqualFold(label, "utf-8") && !strings.EqualFold(label, "utf8") {
		d.legacy = encoding.NewDecoder()
	}
}

// wholeCharacters splits off a character at the end of UTF-8 text that may go on in the next piece.
func wholeCharacters(b []byte) (whole, rest []byte) {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i], bytes.Clone(b[i:])
			}
			break
		}
	}
	return b, nil
}

// decode decodes bytes with the encoding of the label; a byte order mark, or a label that is not known, means UTF-8.
func decode(b []byte, label string) string {
	return (&decoder{label: label}).decode(b, true)
}
