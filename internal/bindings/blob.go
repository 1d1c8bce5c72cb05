package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// blob is the Go value of a Blob or File.
type blob struct {
	bytes        []byte
	contentType  string
	name         string
	lastModified float64
	file         bool
}

func blobBrand(v any) bool { _, ok := v.(*blob); return ok }

func blobOf(r *js.Realm, v js.Value) *blob {
	b, _ := r.Agent.Unwrap(v).(*blob)
	return b
}

// BlobClass is Blob.
// https://w3c.github.io/FileAPI/#blob-section
var BlobClass = new(js.Class)

func init() {
	*BlobClass = js.Class{
		Name: "Blob", Brand: blobBrand,
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			b, err := readBlob(r, js.Arg(args, 0), js.Arg(args, 1), false)
			if err != nil {
				return js.Undefined, err
			}
			return r.WrapNew(BlobClass, b, newTarget), nil
		},
		Attrs: []js.Member{
			{Name: "size", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Number(float64(len(blobOf(r, this).bytes))), nil
			}},
			{Name: "type", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.String(blobOf(r, this).contentType), nil
			}},
		},
		Methods: []js.Member{
			{Name: "slice", Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				b := blobOf(r, this)
				n := len(b.bytes)
				clamp := func(i, missing int) (int, error) {
					v := js.Arg(args, i)
					if v.IsUndefined() {
						return missing, nil
					}
					f, err := r.ToNumber(v)
					if err != nil {
						return 0, err
					}
					at := int(max(min(f, float64(n)), -float64(n)))
					if at < 0 {
						at += n
					}
					return at, nil
				}
				from, err := clamp(0, 0)
				if err != nil {
					return js.Undefined, err
				}
				to, err := clamp(1, n)
				if err != nil {
					return js.Undefined, err
				}
				contentType, err := optionalString(r, js.Arg(args, 2), "")
				if err != nil {
					return js.Undefined, err
				}
				return r.Wrap(BlobClass, &blob{bytes: b.bytes[from:max(from, to)], contentType: blobType(contentType)}), nil
			}},
			{Name: "text", Promise: true, Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.Resolved(r.String(infra.UTF8Decode(blobOf(r, this).bytes))), nil
			}},
			{Name: "arrayBuffer", Promise: true, Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.Resolved(r.NewArrayBuffer(blobOf(r, this).bytes)), nil
			}},
			{Name: "bytes", Promise: true, Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.Resolved(r.NewUint8Array(blobOf(r, this).bytes)), nil
			}},
		},
	}
}

// FileClass is File.
// https://w3c.github.io/FileAPI/#file-section
var FileClass = new(js.Class)

func init() {
	*FileClass = js.Class{
		Name: "File", Parent: BlobClass, ConstructorLength: 2, Brand: func(v any) bool { b, ok := v.(*blob); return ok && b.file },
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(2, args); err != nil {
				return js.Undefined, err
			}
			b, err := readBlob(r, args[0], js.Arg(args, 2), true)
			if err != nil {
				return js.Undefined, err
			}
			if b.name, err = r.ToUSVString(args[1]); err != nil {
				return js.Undefined, err
			}
			b.file = true
			b.lastModified = r.Agent.Now()
			if v, err := optionalDouble(r, objectOr(r, js.Arg(args, 2)), "lastModified"); err == nil && v != nil {
				b.lastModified = *v
			}
			return r.WrapNew(FileClass, b, newTarget), nil
		},
		Attrs: []js.Member{
			{Name: "name", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return r.String(blobOf(r, this).name), nil
			}},
			{Name: "lastModified", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Number(blobOf(r, this).lastModified), nil
			}},
		},
	}
}

// objectOr is v, or an empty object for null and undefined.
func objectOr(r *js.Realm, v js.Value) js.Value {
	if v.IsObject() {
		return v
	}
	return r.NewObject()
}

// blobType lower-cases a type; one with characters outside of ASCII counts as none.
func blobType(s string) string {
	for _, c := range s {
		if c < 0x20 || c > 0x7E {
			return ""
		}
	}
	return strings.ToLower(s)
}

// readBlob converts the arguments of Blob's constructor.
func readBlob(r *js.Realm, parts, options js.Value, required bool) (*blob, error) {
	b := &blob{}
	if !parts.IsUndefined() || required {
		if !parts.IsObject() {
			return nil, webidl.TypeErrorf("Failed to construct 'Blob': The provided value cannot be converted to a sequence.")
		}
		err := r.Iterate(parts, func(v js.Value) error {
			if p := blobOf(r, v); p != nil {
				b.bytes = append(b.bytes, p.bytes...)
				return nil
			}
			if bytes, ok := r.Bytes(v); ok {
				b.bytes = append(b.bytes, bytes...)
				return nil
			}
			s, err := r.ToUSVString(v)
			b.bytes = append(b.bytes, s...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if err := dictionary(options); err != nil {
		return nil, err
	}
	t, _, err := stringMember(r, options, "type")
	b.contentType = blobType(t)
	return b, err
}

// createObjectURL implements URL.createObjectURL().
// https://w3c.github.io/FileAPI/#dfn-createObjectURL
func createObjectURL(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
	b := blobOf(r, js.Arg(args, 0))
	if b == nil {
		return js.Undefined, webidl.TypeErrorf("Failed to execute 'createObjectURL' on 'URL': parameter 1 is not of type 'Blob'.")
	}
	w := globalIn(r)
	store := w.UserAgent().Fetch.Blobs
	u := store.Add(&weburl.BlobEntry{
		Object: b, Bytes: b.bytes, Type: b.contentType, Origin: w.Origin(), Environment: w.FetchClient(), TopSite: w.FetchClient().TopLevelSite(),
	}, newUUID(r))
	return r.String(u), nil
}

func revokeObjectURL(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
	s, err := r.ToUSVString(js.Arg(args, 0))
	if err == nil {
		globalIn(r).UserAgent().Fetch.Blobs.Remove(s)
	}
	return js.Undefined, err
}
