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
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// extractBody implements "extract" a body with type from a BodyInit.
// https://fetch.spec.whatwg.org/#concept-bodyinit-extract
func extractBody(r *js.Realm, v js.Value) (body *fetch.Body, contentType string, err error) {
	switch h := r.Agent.Unwrap(v).(type) {
	case *blob:
		return fetch.BytesBody(h.bytes), h.contentType, nil
	case *searchParams:
		return fetch.BytesBody([]byte(serializeForm(h.list))), "application/x-www-form-urlencoded;charset=UTF-8", nil
	case *formData:
		boundary := "----ExeuntFormBoundary" + strings.ReplaceAll(newUUID(r), "-", "")[:16]
		return fetch.BytesBody(h.Multipart(boundary, "UTF-8")), "multipart/form-data; boundary=" + boundary, nil
	}
	if b, ok := r.Bytes(v); ok {
		return fetch.BytesBody(b), "", nil
	}
	s, err := r.ToUSVString(v)
	if err != nil {
		return nil, "", err
	}
	return fetch.BytesBody([]byte(s)), "text/plain;charset=UTF-8", nil
}

// A bodyOwner is the Go value of a Request or Response.
type bodyOwner interface {
	body() *fetch.Body
	used() *bool
	contentType() string
}

// bodyAttributes are the attributes of Body.
// https://fetch.spec.whatwg.org/#body-mixin
func bodyAttributes() []js.Member {
	return []js.Member{
		{Name: "bodyUsed", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			o := r.Agent.Unwrap(this).(bodyOwner)
			return js.Bool(o.body() != nil && *o.used()), nil
		}},
	}
}

// bodyMethods are the operations of Body.
func bodyMethods() []js.Member {
	consume := func(name string, convert func(r *js.Realm, o bodyOwner, b []byte) (js.Value, error)) js.Member {
		return js.Member{Name: name, Promise: true, Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			o, ok := r.Agent.Unwrap(this).(bodyOwner)
			if !ok {
				return js.Undefined, webidl.TypeErrorf("Illegal invocation")
			}
			return consumeBody(r, o, convert)
		}}
	}
	return []js.Member{
		consume("arrayBuffer", func(r *js.Realm, _ bodyOwner, b []byte) (js.Value, error) { return r.NewArrayBuffer(b), nil }),
		consume("bytes", func(r *js.Realm, _ bodyOwner, b []byte) (js.Value, error) { return r.NewUint8Array(b), nil }),
		consume("blob", func(r *js.Realm, o bodyOwner, b []byte) (js.Value, error) {
			return r.Wrap(BlobClass, &blob{bytes: b, contentType: strings.ToLower(o.contentType())}), nil
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

// FormDataClass is FormData.
// https://xhr.spec.whatwg.org/#interface-formdata
var FormDataClass = new(js.Class)

func init() {
	*FormDataClass = js.Class{
		Name:        "FormData",
		Constructor: newFormData,
		PairIterator: func(r *js.Realm, v any, i int) (key, value js.Value, ok bool) {
			list := v.(*formData).Entries
			if i >= len(list) {
				return js.Undefined, js.Undefined, false
			}
			return r.String(list[i].Name), wrapEntry(r, list[i]), true
		},
		Methods: []js.Member{
			formMethod("append", 2, func(r *js.Realm, f *formData, e html.Entry) js.Value {
				f.Entries = append(f.Entries, e)
				return js.Undefined
			}),
			formMethod("set", 2, func(_ *js.Realm, f *formData, e html.Entry) js.Value {
				var next []html.Entry
				found := false
				for _, o := range f.Entries {
					if o.Name != e.Name {
						next = append(next, o)
					} else if !found {
						found = true
						next = append(next, e)
					}
				}
				if !found {
					next = append(next, e)
				}
				f.Entries = next
				return js.Undefined
			}),
			formMethod("delete", 1, func(_ *js.Realm, f *formData, e html.Entry) js.Value {
				var next []html.Entry
				for _, o := range f.Entries {
					if o.Name != e.Name {
						next = append(next, o)
					}
				}
				f.Entries = next
				return js.Undefined
			}),
			formMethod("get", 1, func(r *js.Realm, f *formData, e html.Entry) js.Value {
				for _, o := range f.Entries {
					if o.Name == e.Name {
						return wrapEntry(r, o)
					}
				}
				return js.Null
			}),
			formMethod("getAll", 1, func(r *js.Realm, f *formData, e html.Entry) js.Value {
				var list []js.Value
				for _, o := range f.Entries {
					if o.Name == e.Name {
						list = append(list, wrapEntry(r, o))
					}
				}
				return r.NewArray(list...)
			}),
			formMethod("has", 1, func(_ *js.Realm, f *formData, e html.Entry) js.Value {
				for _, o := range f.Entries {
					if o.Name == e.Name {
						return js.Bool(true)
					}
				}
				return js.Bool(false)
			}),
		},
	}
}

func wrapEntry(r *js.Realm, e html.Entry) js.Value {
	switch f := e.File.(type) {
	case nil:
		return r.String(e.Value)
	case *blob:
		return r.Wrap(FileClass, f)
	default:
		return r.Wrap(FileClass, &blob{bytes: f.FileBytes(), contentType: f.FileType(), name: f.FileName(), file: true})
	}
}

// formMethod is an operation whose arguments make an entry: "create an entry".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#create-an-entry
func formMethod(name string, length int, f func(r *js.Realm, f *formData, e html.Entry) js.Value) js.Member {
	return js.Member{Name: name, Length: length, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(length, args); err != nil {
			return js.Undefined, err
		}
		var e html.Entry
		var err error
		if e.Name, err = r.ToUSVString(args[0]); err != nil {
			return js.Undefined, err
		}
		if length == 2 {
			if b := blobOf(r, args[1]); b != nil {
				c := *b
				if !c.file {
					c.file, c.name = true, "blob"
				}
				if v := js.Arg(args, 2); !v.IsUndefined() {
					if c.name, err = r.ToUSVString(v); err != nil {
						return js.Undefined, err
					}
				}
				e.File = &c
			} else if e.Value, err = r.ToUSVString(args[1]); err != nil {
				return js.Undefined, err
			}
		}
		return f(r, r.Agent.Unwrap(this).(*formData), e), nil
	}}
}
