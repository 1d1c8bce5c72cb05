package bindings

import (
	"bytes"
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
		Methods: []js.Member{{Name: "encode", Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
			if js.Arg(args, 0).IsUndefined() {
				return r.NewUint8Array(nil), nil
			}
			s, err := r.ToUSVString(args[0])
			return r.NewUint8Array([]byte(s)), err
		}}},
	}
}

// textDecoder is the Go value of a TextDecoder.
type textDecoder struct {
	label     string
	fatal     bool
	ignoreBOM bool
}

// TextDecoderClass is TextDecoder, for whole inputs.
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
			if d.label == "utf-8" {
				if d.fatal && !utf8.Valid(b) {
					return js.Undefined, webidl.TypeErrorf("Failed to execute 'decode' on 'TextDecoder': The encoded data was not valid.")
				}
				decoded := infra.UTF8Decode(b)
				if d.ignoreBOM && bytes.HasPrefix(b, []byte("\uFEFF")) {
					decoded = "\uFEFF" + decoded
				}
				return r.String(decoded), nil
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
