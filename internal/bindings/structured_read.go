package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
)

// structuredDeserialize implements "StructuredDeserialize" into r.
// https://html.spec.whatwg.org/multipage/structured-data.html#structureddeserialize
func structuredDeserialize(r *js.Realm, data any) (js.Value, error) {
	d := &deserializer{r: r, memory: map[*record]js.Value{}}
	return d.value(contextOf(r), data.(*record))
}

// deserializer keeps the memory of one deserialization.
type deserializer struct {
	r      *js.Realm
	memory map[*record]js.Value
}

func (d *deserializer) value(ctx context.Context, rec *record) (js.Value, error) {
	if rec.kind == "primitive" {
		return d.primitive(rec.value)
	}
	if v, ok := d.memory[rec]; ok {
		return v, nil
	}
	ctx, f := spec.Begin(ctx, spec.StructuredDeserialize)
	defer f.End()
	v, err := d.create(ctx, f, rec)
	if err != nil {
		return js.Undefined, err
	}
	f.Step("23")
	d.memory[rec] = v
	f.Step("24")
	if err := d.fill(ctx, f, rec, v); err != nil {
		return js.Undefined, err
	}
	f.Step("25")
	return v, nil
}

func (d *deserializer) primitive(value any) (js.Value, error) {
	switch v := value.(type) {
	case null:
		return js.Null, nil
	case bool:
		return js.Bool(v), nil
	case float64:
		return js.Number(v), nil
	case string:
		return d.r.String(v), nil
	case bigint:
		return d.r.NewBigInt(string(v))
	}
	return js.Undefined, nil
}

// create is steps 6 to 22: the object, without its contents.
func (d *deserializer) create(ctx context.Context, f *spec.Frame, rec *record) (js.Value, error) {
	r := d.r
	switch rec.kind {
	case "Boolean", "Number", "BigInt", "String":
		f.Step(map[string]string{"Boolean": "6", "Number": "7", "BigInt": "8", "String": "9"}[rec.kind])
		inner, err := d.primitive(rec.value)
		if err != nil {
			return js.Undefined, err
		}
		return r.ToObject(inner), nil
	case "Date":
		f.Step("10")
		return r.NewDate(rec.value.(float64)), nil
	case "RegExp":
		f.Step("11")
		return r.NewRegExp(rec.text, rec.extra)
	case "ArrayBuffer":
		f.Step("14")
		return newBuffer(r, rec)
	case "ArrayBufferView":
		return d.view(ctx, f, rec)
	case "Map", "Set":
		if rec.kind == "Map" {
			f.Step("17.1")
		} else {
			f.Step("18.1")
		}
		return r.NewMap(rec.kind == "Set"), nil
	case "Array":
		f.Step("19.2")
		a := r.NewArray()
		return a, r.Set(a, "length", js.Number(float64(rec.length)))
	case "Object":
		f.Step("20.1")
		return r.NewObject(), nil
	case "Error":
		return d.error(ctx, f, rec)
	}
	f.Step("22.1")
	f.Step("22.2")
	f.Step("22.3")
	switch h := rec.host.(type) {
	case *blob:
		c := *h
		if c.file {
			return r.Wrap(FileClass, &c), nil
		}
		return r.Wrap(BlobClass, &c), nil
	case *fileList:
		list := &fileList{}
		for _, b := range h.files {
			c := *b
			list.files = append(list.files, &c)
		}
		return r.Wrap(FileListClass, list), nil
	case *domException:
		c := *h
		class := DOMExceptionClass
		if c.quotaExceeded {
			class = QuotaExceededErrorClass
		}
		v := newDOMException(r, class, &c, js.Undefined)
		return v, r.Define(v, "stack", r.String(rec.extra), js.Writable|js.Configurable)
	}
	return js.Undefined, webidl.DOMExceptionf("DataCloneError", "the value cannot be made in this realm")
}

// newBuffer makes the ArrayBuffer of a record.
func newBuffer(r *js.Realm, rec *record) (js.Value, error) {
	if rec.maxLength >= 0 {
		v, err := r.NewResizableArrayBuffer(rec.bytes, rec.maxLength)
		if err != nil {
			return js.Undefined, webidl.DOMExceptionf("DataCloneError", "there is no memory for an ArrayBuffer")
		}
		return v, nil
	}
	v := r.NewArrayBuffer(rec.bytes)
	if v.IsUndefined() {
		return v, webidl.DOMExceptionf("DataCloneError", "there is no memory for an ArrayBuffer")
	}
	return v, nil
}

// view is step 16.
func (d *deserializer) view(ctx context.Context, f *spec.Frame, rec *record) (js.Value, error) {
	f.Step("16.1")
	buffer, err := d.value(ctx, rec.buffer)
	if err != nil {
		return js.Undefined, err
	}
	args := []js.Value{buffer, js.Number(float64(rec.offset))}
	if rec.text == "DataView" {
		f.Step("16.2")
		if rec.length >= 0 {
			args = append(args, js.Number(float64(rec.length)))
		}
		return d.r.NewDataView(args...)
	}
	f.Step("16.3")
	if rec.length >= 0 {
		args = append(args, js.Number(float64(rec.length/js.ElementSize(rec.text))))
	}
	v := d.r.NewTypedArray(rec.text, args...)
	if v.IsUndefined() {
		return v, webidl.DOMExceptionf("DataCloneError", "a view does not fit its buffer")
	}
	return v, nil
}

// error is step 21.
func (d *deserializer) error(ctx context.Context, f *spec.Frame, rec *record) (js.Value, error) {
	r := d.r
	f.Step("21.1")
	if i := map[string]string{"EvalError": "21.2", "RangeError": "21.3", "ReferenceError": "21.4", "SyntaxError": "21.5", "TypeError": "21.6", "URIError": "21.7"}[rec.text]; i != "" {
		f.Step(i)
	}
	f.Step("21.8")
	f.Step("21.9")
	v := r.NewError(rec.text, "")
	f.Step("21.10")
	f.Step("21.11")
	if rec.message == nil {
		if err := r.Delete(v, "message"); err != nil {
			return js.Undefined, err
		}
	} else if err := r.Define(v, "message", r.String(*rec.message), js.Writable|js.Configurable); err != nil {
		return js.Undefined, err
	}
	f.Step("21.12")
	if err := r.Define(v, "stack", r.String(rec.extra), js.Writable|js.Configurable); err != nil {
		return js.Undefined, err
	}
	f.Step("21.13")
	if rec.cause == nil {
		return v, nil
	}
	d.memory[rec] = v
	cause, err := d.value(ctx, rec.cause)
	if err != nil {
		return js.Undefined, err
	}
	return v, r.Define(v, "cause", cause, js.Writable|js.Configurable)
}

// fill is step 24: it adds the contents.
func (d *deserializer) fill(ctx context.Context, f *spec.Frame, rec *record, v js.Value) error {
	r := d.r
	switch rec.kind {
	case "Array", "Object":
		for i, name := range rec.names {
			f.Step("24.3.1.1")
			value, err := d.value(ctx, rec.values[i])
			if err != nil {
				return err
			}
			f.Step("24.3.1.2")
			if err := r.DefineValue(v, r.String(name), value, js.All); err != nil {
				return err
			}
		}
	case "Map", "Set":
		set := rec.kind == "Set"
		step := map[bool]string{false: "24.1.1.", true: "24.2.1."}[set]
		for i, k := range rec.keys {
			f.Step(step + "1")
			key, err := d.value(ctx, k)
			if err != nil {
				return err
			}
			f.Step(step + "2")
			value := js.Undefined
			if !set {
				if value, err = d.value(ctx, rec.values[i]); err != nil {
					return err
				}
				f.Step("24.1.1.3")
			}
			if err := r.MapSet(v, set, key, value); err != nil {
				return err
			}
		}
	}
	return nil
}
