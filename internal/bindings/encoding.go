package bindings

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

type textEncoder struct{ _ byte }

// TextEncoderClass is TextEncoder.
// https://encoding.spec.whatwg.org/#interface-textencoder
var TextEncoderClass = &js.Class{Name: "TextEncoder", Exposed: everywhere}

func init() {
	idl.Define(TextEncoderClass,
		idl.New0(func(c idl.Call) (js.Value, error) { return c.New(TextEncoderClass, &textEncoder{}), nil }),
		idl.Get("encoding", idl.DOMString, func(*textEncoder) string { return "utf-8" }),
		idl.Op1("encode", idl.Default(idl.USVString, ""), func(c idl.Call, _ *textEncoder, input string) (js.Value, error) {
			return c.Realm.NewUint8Array([]byte(input)), nil
		}),
		idl.Op2("encodeInto", idl.USVString, idl.View("Uint8Array"), encodeInto),
	)
}

// encodeInto implements encodeInto().
// https://encoding.spec.whatwg.org/#dom-textencoder-encodeinto
func encodeInto(call idl.Call, _ *textEncoder, source string, destination js.Value) (js.Value, error) {
	r := call.Realm
	room, _ := r.Bytes(destination)
	read, written := 0, 0
	for _, c := range source {
		n := utf8.RuneLen(c)
		if written+n > len(room) {
			break
		}
		written += n
		read++
		if c > 0xFFFF {
			read++ // code units
		}
	}
	r.SetBytes(destination, []byte(source[:written]))
	result := r.NewObject()
	if err := r.Define(result, "read", js.Int(int32(read)), js.All); err != nil {
		return js.Undefined, err
	}
	return result, r.Define(result, "written", js.Int(int32(written)), js.All)
}

// textDecoder is the Go value of a TextDecoder.
type textDecoder struct {
	label     string
	fatal     bool
	ignoreBOM bool

	pending []byte // the beginning of a character, of a chunk before
	started bool   // the byte order mark has been dealt with
}

// textDecoderOptions is TextDecoderOptions.
// https://encoding.spec.whatwg.org/#textdecoderoptions
var textDecoderOptions = idl.Dict("TextDecoderOptions",
	idl.Field("fatal", idl.Boolean, func(d *textDecoder) *bool { return &d.fatal }),
	idl.Field("ignoreBOM", idl.Boolean, func(d *textDecoder) *bool { return &d.ignoreBOM }),
).Into(func(*js.Realm) *textDecoder { return &textDecoder{} })

// TextDecoderClass is TextDecoder. Only UTF-8 can be decoded in chunks.
// https://encoding.spec.whatwg.org/#interface-textdecoder
var TextDecoderClass = &js.Class{Name: "TextDecoder", Exposed: everywhere}

func init() {
	stream := idl.Dict("TextDecodeOptions", idl.Field("stream", idl.Boolean, func(b *bool) *bool { return b })).Type()
	idl.Define(TextDecoderClass,
		idl.New2(idl.Default(idl.DOMString, "utf-8"), textDecoderOptions, func(c idl.Call, label string, d *textDecoder) (js.Value, error) {
			enc, err := htmlindex.Get(strings.TrimSpace(label))
			if err != nil {
				return js.Undefined, webidl.RangeErrorf("The encoding label provided ('%s') is invalid.", label)
			}
			if d.label, err = htmlindex.Name(enc); err != nil {
				return js.Undefined, err
			}
			return c.New(TextDecoderClass, d), nil
		}),
		idl.Get("encoding", idl.DOMString, func(d *textDecoder) string { return d.label }),
		idl.Get("fatal", idl.Boolean, func(d *textDecoder) bool { return d.fatal }),
		idl.Get("ignoreBOM", idl.Boolean, func(d *textDecoder) bool { return d.ignoreBOM }),
		idl.Op2("decode", idl.Default(idl.BufferSource, nil), stream, func(c idl.Call, d *textDecoder, b []byte, stream bool) (js.Value, error) {
			if d.label == "utf-8" {
				return d.decodeUTF8(c.Realm, b, stream)
			}
			enc, err := htmlindex.Get(d.label)
			if err != nil {
				return js.Undefined, err
			}
			out, err := enc.NewDecoder().Bytes(b)
			if err != nil {
				return js.Undefined, webidl.TypeErrorf("The encoded data was not valid.")
			}
			return c.Realm.String(string(out)), nil
		}),
	)
}

// decodeUTF8 implements decode() for UTF-8: of a chunk, or of the last one.
// https://encoding.spec.whatwg.org/#dom-textdecoder-decode
func (d *textDecoder) decodeUTF8(r *js.Realm, b []byte, stream bool) (js.Value, error) {
	b = append(d.pending, b...)
	d.pending = nil
	if stream {
		if n := incompleteUTF8(b); n > 0 {
			d.pending, b = slices.Clone(b[len(b)-n:]), b[:len(b)-n]
		}
	}
	invalid := d.fatal && !utf8.Valid(b)
	mark := false
	if !d.started && (len(b) > 0 || !stream) {
		mark = bytes.HasPrefix(b, []byte("\uFEFF"))
		d.started = true
	}
	if !stream {
		d.started = false
	}
	if invalid {
		d.started = false
		return js.Undefined, webidl.TypeErrorf("The encoded data was not valid.")
	}
	if mark {
		b = b[len("\uFEFF"):]
	}
	text := infra.UTF8DecodeWithoutBOM(b)
	if mark && d.ignoreBOM {
		text = "\uFEFF" + text
	}
	return r.String(text), nil
}

// incompleteUTF8 returns how many bytes at the end of b begin a character that is not complete.
func incompleteUTF8(b []byte) int {
	for n := 1; n <= min(3, len(b)); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if c >= 0xC2 && c <= 0xF4 && !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
