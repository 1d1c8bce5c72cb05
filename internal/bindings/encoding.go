package bindings

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

type textEncoder struct{ _ byte }

// TextEncoderClass is TextEncoder.
// https://encoding.spec.whatwg.org/#interface-textencoder
var TextEncoderClass = new(js.Class)

func init() {
	*TextEncoderClass = js.Class{
		Name: "TextEncoder",
		Constructor: func(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
			return r.WrapNew(TextEncoderClass, &textEncoder{}, newTarget), nil
		},
		Attrs: []js.Member{{Name: "encoding", Get: func(r *js.Realm, _ js.Value, _ []js.Value) (js.Value, error) { return r.String("utf-8"), nil }}},
		Methods: []js.Member{
			{Name: "encode", Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				if js.Arg(args, 0).IsUndefined() {
					return r.NewUint8Array(nil), nil
				}
				s, err := r.ToUSVString(args[0])
				return r.NewUint8Array([]byte(s)), err
			}},
			{Name: "encodeInto", Length: 2, Call: encodeInto},
		},
	}
}

// encodeInto implements encodeInto().
// https://encoding.spec.whatwg.org/#dom-textencoder-encodeinto
func encodeInto(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(2, args); err != nil {
		return js.Undefined, err
	}
	source, err := r.ToUSVString(args[0])
	if err != nil {
		return js.Undefined, err
	}
	if r.ViewKind(args[1]) != "Uint8Array" {
		return js.Undefined, webidl.TypeErrorf("Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'.")
	}
	room, _ := r.Bytes(args[1])
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
	r.SetBytes(args[1], []byte(source[:written]))
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

// TextDecoderClass is TextDecoder. Only UTF-8 can be decoded in chunks.
// https://encoding.spec.whatwg.org/#interface-textdecoder
var TextDecoderClass = new(js.Class)

func init() {
	*TextDecoderClass = js.Class{
		Name: "TextDecoder",
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			label, err := optionalString(r, js.Arg(args, 0), "utf-8")
			if err != nil {
				return js.Undefined, err
			}
			enc, err := htmlindex.Get(strings.TrimSpace(label))
			if err != nil {
				return js.Undefined, webidl.RangeErrorf("Failed to construct 'TextDecoder': The encoding label provided ('%s') is invalid.", label)
			}
			name, err := htmlindex.Name(enc)
			if err != nil {
				return js.Undefined, err
			}
			d := &textDecoder{label: name}
			if d.fatal, err = boolMember(r, js.Arg(args, 1), "fatal"); err != nil {
				return js.Undefined, err
			}
			if d.ignoreBOM, err = boolMember(r, js.Arg(args, 1), "ignoreBOM"); err != nil {
				return js.Undefined, err
			}
			return r.WrapNew(TextDecoderClass, d, newTarget), nil
		},
		Attrs: []js.Member{
			{Name: "encoding", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.String(r.Agent.Unwrap(this).(*textDecoder).label), nil
			}},
			{Name: "fatal", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Bool(r.Agent.Unwrap(this).(*textDecoder).fatal), nil
			}},
			{Name: "ignoreBOM", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Bool(r.Agent.Unwrap(this).(*textDecoder).ignoreBOM), nil
			}},
		},
		Methods: []js.Member{{Name: "decode", Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			d := r.Agent.Unwrap(this).(*textDecoder)
			var b []byte
			if v := js.Arg(args, 0); !v.IsUndefined() {
				content, ok := r.Bytes(v)
				if !ok {
					return js.Undefined, webidl.TypeErrorf("Failed to execute 'decode' on 'TextDecoder': parameter 1 is not a buffer source.")
				}
				b = content
			}
			stream, err := boolMember(r, js.Arg(args, 1), "stream")
			if err != nil {
				return js.Undefined, err
			}
			if d.label == "utf-8" {
				return d.decodeUTF8(r, b, stream)
			}
			enc, err := htmlindex.Get(d.label)
			if err != nil {
				return js.Undefined, err
			}
			out, err := enc.NewDecoder().Bytes(b)
			if err != nil {
				return js.Undefined, webidl.TypeErrorf("Failed to execute 'decode' on 'TextDecoder': The encoded data was not valid.")
			}
			return r.String(string(out)), nil
		}}},
	}
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
		return js.Undefined, webidl.TypeErrorf("Failed to execute 'decode' on 'TextDecoder': The encoded data was not valid.")
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
