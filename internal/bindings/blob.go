package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
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

var (
	// BlobClass is Blob.
	// https://w3c.github.io/FileAPI/#blob-section
	BlobClass = &js.Class{Name: "Blob", Exposed: everywhere}
	// FileClass is File.
	// https://w3c.github.io/FileAPI/#file-section
	FileClass = &js.Class{Name: "File", Parent: BlobClass, Exposed: everywhere}
)

var (
	blobType = idl.Platform("Blob", wrapBlob)
	fileType = idl.Narrow(blobType, "File", func(b *blob) bool { return b.file })
)

func wrapBlob(r *js.Realm, b *blob) js.Value {
	if b.file {
		return r.Wrap(FileClass, b)
	}
	return r.Wrap(BlobClass, b)
}

// blobOptions is BlobPropertyBag or FilePropertyBag.
// https://w3c.github.io/FileAPI/#dfn-BlobPropertyBag
type blobOptions struct {
	contentType, endings string
	lastModified         *int64
}

var (
	blobPropertyBag = idl.Dict("BlobPropertyBag",
		idl.Field("type", idl.DOMString, func(o *blobOptions) *string { return &o.contentType }),
		idl.Field("endings", idl.Default(idl.Enum("EndingType", "transparent", "native"), "transparent"), func(o *blobOptions) *string { return &o.endings }),
	)
	filePropertyBag = blobPropertyBag.Extend("FilePropertyBag",
		idl.Field("lastModified", idl.Optional(idl.LongLong), func(o *blobOptions) **int64 { return &o.lastModified }))
)

func init() {
	parts := idl.Sequence(idl.Union("BlobPart", idl.BufferSource, blobType, idl.USVString))
	position := idl.Optional(idl.Clamp(idl.LongLong))
	idl.Define(BlobClass,
		idl.New2(idl.Default(parts, nil), blobPropertyBag.Type(), func(c idl.Call, parts []any, o blobOptions) (js.Value, error) {
			return c.New(BlobClass, newBlob(parts, o)), nil
		}),
		idl.Get("size", idl.UnsignedLongLong, func(b *blob) uint64 { return uint64(len(b.bytes)) }),
		idl.Get("type", idl.DOMString, func(b *blob) string { return b.contentType }),
		idl.Op3("slice", position, position, idl.Default(idl.DOMString, ""), func(c idl.Call, b *blob, start, end *int64, contentType string) (js.Value, error) {
			from, to := b.position(start, 0), b.position(end, len(b.bytes))
			return wrapBlob(c.Realm, &blob{bytes: b.bytes[from:max(from, to)], contentType: normalizedType(contentType)}), nil
		}),
		idl.Op0("text", func(c idl.Call, b *blob) (js.Value, error) {
			return c.Realm.Resolved(c.Realm.String(infra.UTF8Decode(b.bytes))), nil
		}).Promise(),
		idl.Op0("arrayBuffer", func(c idl.Call, b *blob) (js.Value, error) {
			return c.Realm.Resolved(c.Realm.NewArrayBuffer(b.bytes)), nil
		}).Promise(),
		idl.Op0("bytes", func(c idl.Call, b *blob) (js.Value, error) {
			return c.Realm.Resolved(c.Realm.NewUint8Array(b.bytes)), nil
		}).Promise(),
	)
	idl.Define(FileClass,
		idl.New3(parts, idl.USVString, filePropertyBag.Type(), func(c idl.Call, parts []any, name string, o blobOptions) (js.Value, error) {
			b := newBlob(parts, o)
			b.file, b.name, b.lastModified = true, name, c.Realm.Agent.Now()
			if o.lastModified != nil {
				b.lastModified = float64(*o.lastModified)
			}
			return c.New(FileClass, b), nil
		}),
		idl.Get("name", idl.DOMString, func(b *blob) string { return b.name }),
		idl.Get("lastModified", idl.LongLong, func(b *blob) int64 { return int64(b.lastModified) }),
	)
}

// position is a place in the blob, from its end if it is negative.
// https://w3c.github.io/FileAPI/#slice-blob
func (b *blob) position(at *int64, missing int) int {
	n := len(b.bytes)
	switch {
	case at == nil:
		return missing
	case *at < 0:
		return n + int(max(*at, int64(-n)))
	}
	return int(min(*at, int64(n)))
}

// normalizedType lower-cases a type; one with characters outside of ASCII counts as none.
func normalizedType(s string) string {
	for _, c := range s {
		if c < 0x20 || c > 0x7E {
			return ""
		}
	}
	return strings.ToLower(s)
}

// newBlob implements "process blob parts" and what else the constructors do.
// https://w3c.github.io/FileAPI/#process-blob-parts
func newBlob(parts []any, o blobOptions) *blob {
	b := &blob{contentType: normalizedType(o.contentType)}
	for _, part := range parts {
		switch part := part.(type) {
		case []byte:
			b.bytes = append(b.bytes, part...)
		case *blob:
			b.bytes = append(b.bytes, part.bytes...)
		case string:
			if o.endings == "native" {
				part = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(part)
			}
			b.bytes = append(b.bytes, part...)
		}
	}
	return b
}

// createObjectURL implements URL.createObjectURL().
// https://w3c.github.io/FileAPI/#dfn-createObjectURL
func createObjectURL(c idl.Call, b *blob) (js.Value, error) {
	w := globalIn(c.Realm)
	u := w.UserAgent().Fetch.Blobs.Add(&weburl.BlobEntry{
		Object: b, Bytes: b.bytes, Type: b.contentType, Origin: w.Origin(), Environment: w.FetchClient(), TopSite: w.FetchClient().TopLevelSite(),
	}, newUUID(c.Realm))
	return c.Realm.String(u), nil
}

// revokeObjectURL implements URL.revokeObjectURL().
// https://w3c.github.io/FileAPI/#dfn-revokeObjectURL
func revokeObjectURL(c idl.Call, url string) (js.Value, error) {
	globalIn(c.Realm).UserAgent().Fetch.Blobs.Remove(url)
	return js.Undefined, nil
}
