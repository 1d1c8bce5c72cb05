package bindings

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

var streamType = platform[*readableStream](ReadableStreamClass)

// bodyInit is BodyInit, or a ReadableStream.
// https://fetch.spec.whatwg.org/#bodyinit
var bodyInit = idl.Union("BodyInit", streamType, blobType, idl.BufferSource, formDataType, searchParamsType, idl.USVString)

// extractBody implements "extract" a body with type from a BodyInit.
// https://fetch.spec.whatwg.org/#concept-bodyinit-extract
func extractBody(r *js.Realm, init any) (body *fetch.Body, contentType string) {
	switch v := init.(type) {
	case *blob:
		return fetch.BytesBody(v.bytes), v.contentType
	case *searchParams:
		return fetch.BytesBody([]byte(serializeForm(v.list))), "application/x-www-form-urlencoded;charset=UTF-8"
	case *formData:
		boundary := "----ExeuntFormBoundary" + strings.ReplaceAll(newUUID(r), "-", "")[:16]
		return fetch.BytesBody(v.Multipart(boundary, "UTF-8")), "multipart/form-data; boundary=" + boundary
	case []byte:
		return fetch.BytesBody(v), ""
	case string:
		body := fetch.BytesBody([]byte(v))
		body.Text = true
		return body, "text/plain;charset=UTF-8"
	}
	return fetch.BytesBody(nil), "" // a stream, of which there is nothing to read
}

// A bodyOwner is the Go value of a Request or Response.
type bodyOwner interface {
	body() *fetch.Body
	used() *bool
	contentType() string
}

// bodyMembers is the mixin Body.
// https://fetch.spec.whatwg.org/#body-mixin
func bodyMembers() idl.Mixin {
	consume := func(name string, convert func(r *js.Realm, o bodyOwner, b []byte) (js.Value, error)) idl.Member {
		return idl.Op0(name, func(c idl.Call, o bodyOwner) (js.Value, error) { return consumeBody(c.Realm, o, convert) }).Promise()
	}
	return idl.Mixin{
		idl.Get("bodyUsed", idl.Boolean, func(o bodyOwner) bool { return o.body() != nil && *o.used() }),
		consume("arrayBuffer", func(r *js.Realm, _ bodyOwner, b []byte) (js.Value, error) { return r.NewArrayBuffer(b), nil }),
		consume("bytes", func(r *js.Realm, _ bodyOwner, b []byte) (js.Value, error) { return r.NewUint8Array(b), nil }),
		consume("blob", func(r *js.Realm, o bodyOwner, b []byte) (js.Value, error) {
			return wrapBlob(r, &blob{bytes: b, contentType: strings.ToLower(o.contentType())}), nil
		}),
		consume("json", func(r *js.Realm, _ bodyOwner, b []byte) (js.Value, error) {
			return r.JSONParse(strings.TrimPrefix(infra.UTF8Decode(b), "\uFEFF"))
		}),
		consume("text", func(r *js.Realm, _ bodyOwner, b []byte) (js.Value, error) {
			return r.String(strings.TrimPrefix(infra.UTF8Decode(b), "\uFEFF")), nil
		}),
		consume("formData", func(r *js.Realm, o bodyOwner, b []byte) (js.Value, error) {
			return parseFormData(r, o.contentType(), b)
		}),
	}
}

// consumeBody implements "consume body".
// https://fetch.spec.whatwg.org/#concept-body-consume-body
func consumeBody(r *js.Realm, o bodyOwner, convert func(r *js.Realm, o bodyOwner, b []byte) (js.Value, error)) (js.Value, error) {
	b := o.body()
	if b != nil && *o.used() {
		return js.Undefined, webidl.TypeErrorf("body stream already read")
	}
	promise, settle := r.NewPromise()
	finish := func(_ context.Context, bytes []byte) {
		defer r.Agent.Scope()()
		v, err := convert(r, o, bytes)
		if err != nil {
			settle.Reject(r.Thrown(err))
			return
		}
		settle.Resolve(v)
	}
	if b == nil {
		finish(contextOf(r), nil)
		return promise, nil
	}
	*o.used() = true
	w := globalIn(r)
	b.FullyRead(contextOf(r), func(ctx context.Context, bytes []byte) {
		w.QueueTask(ctx, networkingSource, func(ctx context.Context) { finish(ctx, bytes) })
	}, func(ctx context.Context, why any) {
		w.QueueTask(ctx, networkingSource, func(context.Context) {
			defer r.Agent.Scope()()
			if reason := fromAny(r, why, js.Undefined); !reason.IsUndefined() {
				if _, goError := why.(error); !goError || isException(why) {
					settle.Reject(reason)
					return
				}
			}
			settle.Reject(r.NewError("TypeError", "network error"))
		})
	})
	return promise, nil
}

func isException(v any) bool { _, ok := v.(*webidl.Exception); return ok }

// formData is the Go value of a FormData.
type formData = html.EntryList

// FileName, FileType and FileBytes make a blob a file among a form's entries.
func (b *blob) FileName() string  { return b.name }
func (b *blob) FileType() string  { return b.contentType }
func (b *blob) FileBytes() []byte { return b.bytes }

// parseFormData reads a body as a form.
func parseFormData(r *js.Realm, contentType string, b []byte) (js.Value, error) {
	essence, params, err := mime.ParseMediaType(contentType)
	f := &formData{}
	switch {
	case err == nil && essence == "application/x-www-form-urlencoded":
		for _, p := range parseForm(string(b)) {
			f.Entries = append(f.Entries, html.Entry{Name: p[0], Value: p[1]})
		}
		return r.Wrap(FormDataClass, f), nil
	case err == nil && essence == "multipart/form-data":
		reader := multipart.NewReader(bytes.NewReader(b), params["boundary"])
		for {
			part, err := reader.NextRawPart()
			if err == io.EOF {
				return r.Wrap(FormDataClass, f), nil
			}
			if err != nil {
				return js.Undefined, webidl.TypeErrorf("Failed to fetch: the body is no form")
			}
			content, err := io.ReadAll(part)
			if err != nil {
				return js.Undefined, webidl.TypeErrorf("Failed to fetch: the body is no form")
			}
			e := html.Entry{Name: part.FormName(), Value: string(content)}
			if name := part.FileName(); name != "" {
				e.File = &blob{bytes: content, contentType: part.Header.Get("Content-Type"), name: name, file: true}
			}
			f.Entries = append(f.Entries, e)
		}
	}
	return js.Undefined, webidl.TypeErrorf("Failed to fetch: the body is no form")
}
