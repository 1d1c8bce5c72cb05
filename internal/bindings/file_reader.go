package bindings

import (
	"context"
	"encoding/base64"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// fileList is the Go value of a FileList.
type fileList struct{ files []*blob }

// FileListClass is FileList.
// https://w3c.github.io/FileAPI/#filelist-section
var FileListClass = &js.Class{Name: "FileList", Exposed: everywhere}

func init() {
	idl.Define(FileListClass, idl.List(fileType, func(l *fileList) []*blob { return l.files }))
}

// inputFiles is the files attribute of input elements: nobody picks any.
// https://html.spec.whatwg.org/multipage/input.html#dom-input-files
func inputFiles() idl.Member {
	return idl.GetIn("files", idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
		if html.InputType(n) != "file" {
			return js.Null, nil
		}
		return c.Realm.Wrap(FileListClass, windowIn(c.Realm).Object(collectionKey{n, "files"}, func() any { return &fileList{} })), nil
	}).LenientSetter()
}

// fileReader is the Go value of a FileReader.
// https://w3c.github.io/FileAPI/#APIASynch
type fileReader struct {
	scriptTarget
	global navigation.GlobalScope
	state  int // …#filereader-state: 0 empty, 1 loading, 2 done
	result any // …#filereader-result: nil, string, or a kept ArrayBuffer
	err    any // …#filereader-error
	read   int // counts the reads, so that the tasks of an aborted one do nothing
}

// FileReaderClass is FileReader.
// https://w3c.github.io/FileAPI/#dfn-filereader
var FileReaderClass = &js.Class{Name: "FileReader", Parent: EventTargetClass, Exposed: everywhere}

func init() {
	read := func(name, kind string) idl.Member {
		return idl.Op1(name, blobType, func(c idl.Call, f *fileReader, b *blob) (js.Value, error) {
			return js.Undefined, f.start(c.Context(), b, kind, "")
		})
	}
	idl.Define(FileReaderClass,
		idl.New0(func(c idl.Call) (js.Value, error) {
			return c.New(FileReaderClass, &fileReader{global: globalIn(c.Realm)}), nil
		}),
		idl.Const("EMPTY", 0), idl.Const("LOADING", 1), idl.Const("DONE", 2),
		idl.Get("readyState", idl.UnsignedShort, func(f *fileReader) uint16 { return uint16(f.state) }),
		idl.Get("result", keptOrNull, func(f *fileReader) any { return f.result }),
		idl.Get("error", keptOrNull, func(f *fileReader) any { return f.err }),
		read("readAsArrayBuffer", "buffer"), read("readAsBinaryString", "binary"), read("readAsDataURL", "url"),
		idl.Op2("readAsText", blobType, idl.Default(idl.DOMString, ""), func(c idl.Call, f *fileReader, b *blob, encoding string) (js.Value, error) {
			return js.Undefined, f.start(c.Context(), b, "text", encoding)
		}),
		idl.Op0("abort", func(c idl.Call, f *fileReader) (js.Value, error) {
			f.abort(c.Context())
			return js.Undefined, nil
		}),
		handlers("loadstart", "progress", "load", "abort", "error", "loadend"),
	)
}

// start implements the "read operation". The whole blob is in memory: there is one chunk.
// https://w3c.github.io/FileAPI/#readOperation
func (f *fileReader) start(ctx context.Context, b *blob, kind, encoding string) error {
	if f.state == 1 {
		return webidl.DOMExceptionf("InvalidStateError", "The object is already busy reading Blobs.")
	}
	f.state, f.result, f.err = 1, nil, nil
	f.read++
	read := f.read
	size := float64(len(b.bytes))
	task := func(steps func(ctx context.Context)) {
		f.global.QueueTask(ctx, eventloop.FileReading, func(ctx context.Context) {
			if f.read == read && f.state == 1 {
				steps(ctx)
			}
		})
	}
	task(func(ctx context.Context) { f.fire(ctx, "loadstart", 0, size) })
	if size > 0 {
		task(func(ctx context.Context) { f.fire(ctx, "progress", size, size) })
	}
	task(func(ctx context.Context) {
		f.state = 2
		f.result = f.packageData(b, kind, encoding)
		f.fire(ctx, "load", size, size)
		if f.state != 1 {
			f.fire(ctx, "loadend", size, size)
		}
	})
	return nil
}

// abort implements abort().
// https://w3c.github.io/FileAPI/#dfn-abort
func (f *fileReader) abort(ctx context.Context) {
	if f.state != 1 {
		f.result = nil
		return
	}
	f.state, f.result = 2, nil
	f.read++
	f.err = webidl.DOMExceptionf("AbortError", "The read operation was aborted.")
	f.fire(ctx, "abort", 0, 0)
	if f.state != 1 {
		f.fire(ctx, "loadend", 0, 0)
	}
}

func (f *fileReader) fire(ctx context.Context, name string, loaded, total float64) {
	dom.Fire(ctx, f, name, func(e *dom.Event) {
		e.Interface = "ProgressEvent"
		e.Detail = &dom.ProgressDetail{LengthComputable: name != "abort" && total > 0, Loaded: loaded, Total: total}
	})
}

// packageData implements "package data".
// https://w3c.github.io/FileAPI/#blob-package-data
func (f *fileReader) packageData(b *blob, kind, encoding string) any {
	switch kind {
	case "url":
		contentType := b.contentType
		if contentType == "" {
			contentType = "application/octet-stream"
		}
		return "data:" + contentType + ";base64," + base64.StdEncoding.EncodeToString(b.bytes)
	case "binary":
		return infra.IsomorphicDecode(string(b.bytes))
	case "text":
		if e, err := htmlindex.Get(encoding); encoding != "" && err == nil {
			if name, _ := htmlindex.Name(e); name != "utf-8" {
				if text, err := e.NewDecoder().Bytes(b.bytes); err == nil {
					return string(text)
				}
			}
		}
		return infra.UTF8Decode(b.bytes)
	}
	r := f.global.Realm()
	defer r.Agent.Scope()()
	return r.KeepMember(r.NewArrayBuffer(b.bytes))
}
