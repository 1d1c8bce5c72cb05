package bindings

import (
	"context"
	"encoding/base64"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// exposedEverywhere lists small interfaces that windows and all workers expose.
func exposedEverywhere() []*js.Class {
	return []*js.Class{broadcastChannelClass, FileListClass, FileReaderClass, performanceEntryClass, performanceMarkClass, performanceMeasureClass}
}

// fileList is the Go value of a FileList.
type fileList struct{ files []*blob }

// FileListClass is FileList.
// https://w3c.github.io/FileAPI/#filelist-section
var FileListClass = new(js.Class)

func init() {
	item := func(r *js.Realm, v any, i uint32) (js.Value, bool) {
		list := v.(*fileList).files
		if int64(i) >= int64(len(list)) {
			return js.Null, false
		}
		return r.Wrap(FileClass, list[i]), true
	}
	*FileListClass = js.Class{
		Name: "FileList", IndexedIterator: true,
		Attrs: []js.Member{{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Int(int32(len(r.Agent.Unwrap(this).(*fileList).files))), nil
		}}},
		Methods: []js.Member{{Name: "item", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			i, err := r.ToInt32(args[0])
			if err != nil {
				return js.Undefined, err
			}
			v, _ := item(r, r.Agent.Unwrap(this), uint32(i))
			return v, nil
		}}},
		Exotic: &js.Exotic{
			Length: func(_ *js.Realm, v any) int { return len(v.(*fileList).files) },
			Index:  item,
		},
	}
}

// inputFiles is the files attribute of input elements: nobody picks any.
// https://html.spec.whatwg.org/multipage/input.html#dom-input-files
func inputFiles() js.Member {
	return nodeAttr("files", func(r *js.Realm, n *dom.Node) js.Value {
		if html.InputType(n) != "file" {
			return js.Null
		}
		return r.Wrap(FileListClass, windowIn(r).Object(collectionKey{n, "files"}, func() any { return &fileList{} }))
	}, func(context.Context, *js.Realm, *dom.Node, js.Value) error { return nil })
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
var FileReaderClass = new(js.Class)

func init() {
	reader := func(r *js.Realm, this js.Value) *fileReader { return r.Agent.Unwrap(this).(*fileReader) }
	read := func(name, kind string) js.Member {
		return js.Member{Name: name, Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			if err := missingArgs(1, args); err != nil {
				return js.Undefined, err
			}
			b := blobOf(r, args[0])
			if b == nil {
				return js.Undefined, webidl.TypeErrorf("Failed to execute '%s' on 'FileReader': parameter 1 is not of type 'Blob'.", name)
			}
			encoding := ""
			if kind == "text" {
				var err error
				if encoding, err = optionalString(r, js.Arg(args, 1), ""); err != nil {
					return js.Undefined, err
				}
			}
			return js.Undefined, reader(r, this).start(contextOf(r), b, kind, encoding)
		}}
	}
	*FileReaderClass = js.Class{
		Name: "FileReader", Parent: EventTargetClass,
		Constants: []js.Constant{{Name: "EMPTY", Value: 0}, {Name: "LOADING", Value: 1}, {Name: "DONE", Value: 2}},
		Constructor: func(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
			return r.WrapNew(FileReaderClass, &fileReader{global: globalIn(r)}, newTarget), nil
		},
		Attrs: append([]js.Member{
			{Name: "readyState", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Int(int32(reader(r, this).state)), nil
			}},
			{Name: "result", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return fromAny(r, reader(r, this).result, js.Null), nil
			}},
			{Name: "error", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return fromAny(r, reader(r, this).err, js.Null), nil
			}},
		}, handlerMembers("loadstart", "progress", "load", "abort", "error", "loadend")...),
		Methods: []js.Member{
			read("readAsArrayBuffer", "buffer"), read("readAsBinaryString", "binary"), read("readAsText", "text"), read("readAsDataURL", "url"),
			{Name: "abort", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				reader(r, this).abort(contextOf(r))
				return js.Undefined, nil
			}},
		},
	}
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
