package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
)

// A record is a serialized value: a tree of Go values that belongs to no realm. References to
// the same object share one *record.
// https://html.spec.whatwg.org/multipage/structured-data.html#safe-passing-of-structured-data
type record struct {
	kind  string // [[Type]]: "primitive", a class of ECMAScript, or the identifier of an interface
	value any    // of a primitive or wrapper: nil (undefined), null{}, bool, float64, string, bigint
	text  string // [[Name]] of errors, [[OriginalSource]], [[Constructor]] of views
	extra string // [[OriginalFlags]], [[Stack]]

	bytes     []byte // [[ArrayBufferData]]
	maxLength int    // [[ArrayBufferMaxByteLength]], -1 for none
	buffer    *record
	offset    int // [[ByteOffset]]
	length    int // [[ByteLength]]; [[Length]] of arrays; -1 = follows the buffer

	keys    []*record // of [[MapData]] and [[SetData]]
	names   []string  // of [[Properties]]
	values  []*record
	message *string // [[Message]] of errors
	cause   *record // accompanying data of errors
	host    any     // the data of a platform object
}

type null struct{}

type bigint string // its decimal digits

// maxCloneDepth is how deep a value may be nested: deeper ones would overflow a stack elsewhere too.
const maxCloneDepth = 4000

func cloneError(what string) error {
	return webidl.DOMExceptionf("DataCloneError", "%s could not be cloned.", what)
}

// structuredSerialize implements "StructuredSerialize".
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserialize
func structuredSerialize(r *js.Realm, v js.Value) (any, error) {
	s := &serializer{r: r, memory: map[js.Value]*record{}}
	return s.internal(contextOf(r), v)
}

// structuredSerializeForStorage implements "StructuredSerializeForStorage": nothing that it refuses beyond the
// other can get as far, for there is no cross-origin isolation.
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeforstorage
func structuredSerializeForStorage(r *js.Realm, v js.Value) (any, error) {
	return structuredSerialize(r, v)
}

// serializer keeps the memory of one serialization.
type serializer struct {
	r      *js.Realm
	memory map[js.Value]*record // by object: the values of one object are equal while it lives
	depth  int
}

// internal implements "StructuredSerializeInternal".
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal
func (s *serializer) internal(ctx context.Context, v js.Value) (*record, error) {
	r := s.r
	switch {
	case v.IsUndefined():
		return &record{kind: "primitive"}, nil
	case v.IsNull():
		return &record{kind: "primitive", value: null{}}, nil
	case v.IsBool():
		return &record{kind: "primitive", value: v.IsTrue()}, nil
	case v.IsNumber():
		n, err := r.ToNumber(v)
		return &record{kind: "primitive", value: n}, err
	case v.IsBigInt():
		text, err := r.ToBigIntString(v)
		return &record{kind: "primitive", value: bigint(text)}, err
	case v.IsString():
		text, err := r.ToString(v)
		return &record{kind: "primitive", value: text}, err
	case v.IsSymbol():
		return nil, cloneError("A symbol")
	}
	if rec, ok := s.memory[v]; ok {
		return rec, nil
	}
	if s.depth++; s.depth > maxCloneDepth {
		return nil, webidl.RangeErrorf("Maximum call stack size exceeded")
	}
	defer func() { s.depth-- }()
	ctx, f := spec.Begin(ctx, spec.StructuredSerializeInternal)
	defer f.End()
	rec := &record{maxLength: -1}
	deep, err := s.shallow(ctx, f, v, rec)
	if err != nil {
		return nil, err
	}
	f.Step("25")
	s.memory[v] = rec
	if deep {
		f.Step("26")
		if err := s.contents(ctx, f, v, rec); err != nil {
			return nil, err
		}
	}
	f.Step("27")
	return rec, nil
}

// shallow is steps 7 to 24: what kind of object v is. deep says that its contents are to follow.
func (s *serializer) shallow(ctx context.Context, f *spec.Frame, v js.Value, rec *record) (deep bool, err error) {
	r := s.r
	if host := r.Agent.Unwrap(v); host != nil {
		return false, s.platformObject(f, host, v, rec)
	}
	if data, ok := r.PrimitiveData(v); ok {
		rec.kind = r.ClassName(v)
		f.Step(map[string]string{"Boolean": "7", "Number": "8", "BigInt": "9", "String": "10"}[rec.kind])
		inner, err := s.internal(ctx, data)
		if err == nil {
			rec.value = inner.value
		}
		return false, err
	}
	if b, ok := r.BufferOf(v); ok {
		return false, s.arrayBuffer(f, v, b, rec)
	}
	if kind := r.ViewKind(v); kind != "" {
		return false, s.view(ctx, f, v, kind, rec)
	}
	switch {
	case r.IsDate(v):
		f.Step("11")
		rec.kind, rec.value = "Date", r.DateValue(v)
	case r.IsRegExp(v):
		f.Step("12")
		rec.kind = "RegExp"
		rec.text, rec.extra = r.RegExpData(v)
	case r.IsMap(v):
		f.Step("15.1")
		rec.kind = "Map"
		f.Step("15.2")
		return true, nil
	case r.IsSet(v):
		f.Step("16.1")
		rec.kind = "Set"
		f.Step("16.2")
		return true, nil
	case r.IsError(v):
		return false, s.error(ctx, f, v, rec)
	case r.IsArray(v) && !r.IsProxy(v):
		f.Step("18.1")
		d, _, err := r.OwnDescriptor(v, "length")
		if err != nil {
			return false, err
		}
		f.Step("18.2")
		n, err := r.ToNumber(d.Value)
		f.Step("18.3")
		rec.kind, rec.length = "Array", int(n)
		f.Step("18.4")
		return true, err
	case r.IsProxy(v):
		f.Step("23")
		return false, cloneError("#<Object>")
	case r.IsFunction(v):
		f.Step("21")
		return false, cloneError("A function")
	case r.ClassName(v) != "Object" && r.ClassName(v) != "Arguments":
		f.Step("22")
		f.Step("23")
		return false, cloneError("#<" + r.ClassName(v) + ">")
	default:
		f.Step("24.1")
		rec.kind = "Object"
		f.Step("24.2")
		return true, nil
	}
	return false, nil
}

// platformObject is steps 19 and 20, with the serialization steps of the interfaces.
func (s *serializer) platformObject(f *spec.Frame, host any, v js.Value, rec *record) error {
	switch h := host.(type) {
	case *blob:
		f.Step("19.2")
		f.Step("19.3")
		rec.kind, rec.host = "Blob", h
		if h.file {
			rec.kind = "File"
		}
		return nil
	case *domException:
		f.Step("19.2")
		f.Step("19.3")
		rec.kind, rec.host = "DOMException", h
		rec.extra = s.stack(v)
		return nil
	case *fileList:
		f.Step("19.2")
		f.Step("19.3")
		rec.kind, rec.host = "FileList", h
		return nil
	}
	f.Step("20")
	return cloneError("#<" + s.r.ClassName(v) + "> object")
}

// arrayBuffer is step 13.
func (s *serializer) arrayBuffer(f *spec.Frame, v js.Value, b js.Buffer, rec *record) error {
	if b.Shared {
		f.Step("13.1.1")
		return cloneError("#<SharedArrayBuffer>")
	}
	f.Step("13.2.1")
	if b.Detached {
		return webidl.DOMExceptionf("DataCloneError", "An ArrayBuffer is detached and could not be cloned.")
	}
	f.Step("13.2.2")
	f.Step("13.2.3")
	f.Step("13.2.4")
	rec.bytes, _ = s.r.Bytes(v)
	f.Step("13.2.5")
	f.Step("13.2.6")
	rec.kind, rec.maxLength = "ArrayBuffer", b.MaxLength
	return nil
}

// view is step 14.
func (s *serializer) view(ctx context.Context, f *spec.Frame, v js.Value, kind string, rec *record) (err error) {
	slots := s.r.ViewSlotsOf(v)
	f.Step("14.1")
	if slots.OutOfBounds {
		return webidl.DOMExceptionf("DataCloneError", "An ArrayBuffer is detached and could not be cloned.")
	}
	f.Step("14.2")
	f.Step("14.3")
	if rec.buffer, err = s.internal(ctx, slots.Buffer); err != nil {
		return err
	}
	f.Step("14.4")
	rec.kind, rec.text, rec.offset, rec.length = "ArrayBufferView", kind, slots.Offset, slots.Length
	if slots.Tracking {
		rec.length = -1
	}
	if kind == "DataView" {
		f.Step("14.5")
	} else {
		f.Step("14.6.2")
	}
	return nil
}

// error is step 17.
func (s *serializer) error(ctx context.Context, f *spec.Frame, v js.Value, rec *record) error {
	rec.kind = "Error"
	f.Step("17.1")
	name, err := s.r.Get(v, "name")
	if err != nil {
		return err
	}
	f.Step("17.2")
	rec.text = "Error"
	if name.IsString() {
		text, _ := s.r.ToString(name)
		switch text {
		case "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError":
			rec.text = text
		}
	}
	f.Step("17.3")
	d, found, err := s.r.OwnDescriptor(v, "message")
	if err != nil {
		return err
	}
	f.Step("17.4")
	if found && !d.Accessor {
		text, err := s.r.ToString(d.Value)
		if err != nil {
			return err
		}
		rec.message = &text
	}
	f.Step("17.5")
	rec.extra = s.stack(v)
	f.Step("17.6")
	f.Step("17.7")
	if d, found, err = s.r.OwnDescriptor(v, "cause"); err != nil {
		return err
	}
	if found && !d.Accessor {
		s.memory[v] = rec // a cause may lead back
		rec.cause, err = s.internal(ctx, d.Value)
	}
	return err
}

// stack is the text of an exception's stack, which is empty where script has put something else.
func (s *serializer) stack(v js.Value) string {
	d, found, err := s.r.OwnDescriptor(v, "stack")
	if err != nil || !found || !d.Value.IsString() {
		return ""
	}
	text, _ := s.r.ToString(d.Value)
	return text
}

// contents is step 26.
func (s *serializer) contents(ctx context.Context, f *spec.Frame, v js.Value, rec *record) error {
	switch rec.kind {
	case "Map", "Set":
		step := map[string]string{"Map": "26.1.3.", "Set": "26.2.3."}[rec.kind]
		keys, values := s.r.MapEntries(v) // a copy: getters may change the map
		for i, k := range keys {
			f.Step(step + "1")
			key, err := s.internal(ctx, k)
			if err != nil {
				return err
			}
			rec.keys = append(rec.keys, key)
			f.Step(step + "2")
			if rec.kind == "Set" {
				continue
			}
			value, err := s.internal(ctx, values[i])
			if err != nil {
				return err
			}
			f.Step("26.1.3.3")
			rec.values = append(rec.values, value)
		}
		return nil
	}
	keys, err := s.r.OwnKeys(v)
	if err != nil {
		return err
	}
	for _, k := range keys {
		f.Step("26.4.1")
		if _, found, err := s.r.OwnDescriptor(v, k); err != nil || !found {
			if err != nil {
				return err
			}
			continue // a getter of another property has taken it away
		}
		f.Step("26.4.1.1")
		input, err := s.r.Get(v, k)
		if err != nil {
			return err
		}
		f.Step("26.4.1.2")
		value, err := s.internal(ctx, input)
		if err != nil {
			return err
		}
		f.Step("26.4.1.3")
		rec.names, rec.values = append(rec.names, k), append(rec.values, value)
	}
	return nil
}
