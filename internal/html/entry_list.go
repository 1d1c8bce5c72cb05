package html

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/exeunt/exeunt/internal/dom"
)

// A File is a file among a form's entries: the script host's.
type File interface {
	FileName() string
	FileType() string // its MIME type, "" for unknown
	FileBytes() []byte
}

// An Entry is an entry of an entry list; File is nil for a string.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-entry
type Entry struct {
	Name, Value string
	File        File
}

// An EntryList is an entry list: what a FormData object holds.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#entry-list
type EntryList struct{ Entries []Entry }

// emptyFile is what an input for files sends that has none.
type emptyFile struct{}

func (emptyFile) FileName() string  { return "" }
func (emptyFile) FileType() string  { return "application/octet-stream" }
func (emptyFile) FileBytes() []byte { return nil }

// ConstructEntryList implements "construct the entry list" but for the formdata event, which fire does. It is nil while
// the form's list is being constructed already.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set
func ConstructEntryList(ctx context.Context, form, submitter *dom.Node, encodingName string, fire func(ctx context.Context, list *EntryList)) *EntryList {
	state := ControlOf(form)
	if state.ConstructingEntryList {
		return nil
	}
	state.ConstructingEntryList = true
	list := &EntryList{}
	for _, field := range Controls(form, Submittable) {
		if !inDatalist(field) && !Disabled(field) && (!isButton(field) || field == submitter) {
			list.addField(field, encodingName)
		}
	}
	fire(ctx, list)
	state.ConstructingEntryList = false
	return &EntryList{slices.Clone(list.Entries)}
}

func inDatalist(el *dom.Node) bool {
	for p := el.Parent; p != nil; p = p.Parent {
		if p.Is("datalist") {
			return true
		}
	}
	return false
}

// addField appends the entries of one control.
func (l *EntryList) addField(field *dom.Node, encodingName string) {
	add := func(name, value string) { l.Entries = append(l.Entries, Entry{Name: name, Value: value}) }
	name, _ := field.Attr("name")
	typ := ""
	if field.Is("input") {
		typ = InputType(field)
	}
	if typ == "image" {
		if name != "" {
			name += "."
		}
		add(name+"x", strconv.Itoa(ControlOf(field).X))
		add(name+"y", strconv.Itoa(ControlOf(field).Y))
		return
	}
	if name == "" {
		return
	}
	switch {
	case field.Is("select"):
		for _, o := range Options(field) {
			if Selected(o) && !optionDisabled(o) {
				add(name, Value(o))
			}
		}
	case typ == "checkbox" || typ == "radio":
		if Checked(field) {
			add(name, Value(field))
		}
	case typ == "file":
		l.Entries = append(l.Entries, Entry{Name: name, File: emptyFile{}})
	case typ == "hidden" && strings.EqualFold(name, "_charset_"):
		add(name, encodingName)
	default:
		add(name, Value(field))
	}
	if dirname, _ := field.Attr("dirname"); dirname != "" {
		add(dirname, directionality(field))
	}
}

func optionDisabled(o *dom.Node) bool {
	_, own := o.Attr("disabled")
	group := false
	if o.Parent != nil && o.Parent.Is("optgroup") {
		_, group = o.Parent.Attr("disabled")
	}
	return own || group
}

// directionality is that of the nearest dir attribute; no text is looked at.
// https://html.spec.whatwg.org/multipage/dom.html#the-directionality
func directionality(el *dom.Node) string {
	for p := el; p != nil; p = p.Parent {
		switch v, _ := p.Attr("dir"); strings.ToLower(v) {
		case "ltr", "rtl":
			return strings.ToLower(v)
		}
	}
	return "ltr"
}

// PickEncoding implements "pick an encoding for the form".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#picking-an-encoding-for-the-form
func PickEncoding(form *dom.Node) string {
	name := form.OwnerDocument.Encoding
	if labels, ok := form.Attr("accept-charset"); ok {
		name = "UTF-8"
		for _, label := range dom.Tokens(labels) {
			if e, err := htmlindex.Get(label); err == nil {
				name, _ = htmlindex.Name(e)
				break
			}
		}
	}
	switch strings.ToLower(name) {
	case "utf-8", "utf-16be", "utf-16le", "utf-16", "replacement": // the output encoding of all of these
		return "UTF-8"
	}
	return name
}

// encodeText encodes text; what the encoding lacks becomes a character reference.
// https://encoding.spec.whatwg.org/#encode
func encodeText(s, encodingName string) []byte {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if e, err := htmlindex.Get(encodingName); err == nil && !strings.EqualFold(encodingName, "utf-8") {
		if b, err := encoding.HTMLEscapeUnsupported(e.NewEncoder()).Bytes([]byte(s)); err == nil {
			return b
		}
	}
	return []byte(s)
}

// crlf gives all line breaks the form that is sent.
func crlf(s string) string {
	return strings.ReplaceAll(newlines(s), "\n", "\r\n")
}

// pairs implements "convert to a list of name-value pairs".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#convert-to-a-list-of-name-value-pairs
func (l *EntryList) pairs() [][2]string {
	var list [][2]string
	for _, e := range l.Entries {
		value := e.Value
		if e.File != nil {
			value = e.File.FileName()
		}
		list = append(list, [2]string{crlf(e.Name), crlf(value)})
	}
	return list
}

// URLEncoded implements the "application/x-www-form-urlencoded serializer" with an encoding.
// https://url.spec.whatwg.org/#concept-urlencoded-serializer
func (l *EntryList) URLEncoded(encodingName string) string {
	var b strings.Builder
	encode := func(s string) {
		for _, c := range encodeText(s, encodingName) {
			switch {
			case c == ' ':
				b.WriteByte('+')
			case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', strings.IndexByte("*-._", c) >= 0:
				b.WriteByte(c)
			default:
				fmt.Fprintf(&b, "%%%02X", c)
			}
		}
	}
	for i, p := range l.pairs() {
		if i > 0 {
			b.WriteByte('&')
		}
		encode(p[0])
		b.WriteByte('=')
		encode(p[1])
	}
	return b.String()
}

// Plain implements the "text/plain encoding algorithm".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#text/plain-encoding-algorithm
func (l *EntryList) Plain(encodingName string) []byte {
	var b bytes.Buffer
	for _, p := range l.pairs() {
		b.Write(encodeText(p[0]+"="+p[1]+"\r\n", encodingName))
	}
	return b.Bytes()
}

// Multipart implements the "multipart/form-data encoding algorithm".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
func (l *EntryList) Multipart(boundary, encodingName string) []byte {
	var b bytes.Buffer
	escape := strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")
	text := func(s string) []byte { return encodeText(s, encodingName) }
	for _, e := range l.Entries {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, escape.Replace(string(text(crlf(e.Name)))))
		if e.File == nil {
			fmt.Fprintf(&b, "\r\n\r\n%s\r\n", text(crlf(e.Value)))
			continue
		}
		contentType := e.File.FileType()
		if contentType == "" {
			contentType = "application/octet-stream"
		}
		fmt.Fprintf(&b, "; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n", escape.Replace(string(text(e.File.FileName()))), contentType)
		b.Write(e.File.FileBytes())
		b.WriteString("\r\n")
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes()
}
