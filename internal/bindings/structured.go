package bindings

import (
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// A record is a serialized value: a tree of Go values that belongs to no realm. References to
// the same object share one *record.
// https://html.spec.whatwg.org/multipage/structured-data.html#safe-passing-of-structured-data
type record struct {
	kind    string // "primitive", "Date", "RegExp", "ArrayBuffer", "view", "Map", "Set", "Error", "Array", "Object", "Blob", "wrapper", "DOMException"
	text    string // strings, a class or view name
	number  float64
	bytes   []byte
	keys    []*record
	names   []string
	values  []*record
	undef   bool
	null    bool
	boolean *bool
	isText  bool
	bigint  bool
	blob    *blob
	extra   string
	dom     *domException
}

// structuredSerialize implements "StructuredSerialize".
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserialize
func structuredSerialize(r *js.Realm, v js.Value) (any, error) {
	s := &serializer{r: r, made: map[js.Value]*record{}}
	return s.value(v)
}

// structuredSerializeForStorage implements "StructuredSerializeForStorage".
func structuredSerializeForStorage(r *js.Realm, v js.Value) (any, error) {
	return structuredSerialize(r, v)
}

// serializer keeps the memory of one serialization.
type serializer struct {
	r     *js.Realm
	made  map[js.Value]*record // by object: the values of one object are equal while it lives
	depth int
}

func cloneError(what string) error {
	return webidl.DOMExceptionf("DataCloneError", "%s could not be cloned.", what)
}

func (s *serializer) value(v js.Value) (*record, error) {
	r := s.r
	switch {
	case v.IsUndefined():
		return &record{kind: "primitive", undef: true}, nil
	case v.IsNull():
		return &record{kind: "primitive", null: true}, nil
	case v.IsBool():
		b := r.ToBool(v)
		return &record{kind: "primitive", boolean: &b}, nil
	case v.IsNumber():
		n, err := r.ToNumber(v)
		return &record{kind: "primitive", number: n}, err
	case v.IsBigInt():
		text, err := r.ToBigIntString(v)
		return &record{kind: "primitive", bigint: true, text: text}, err
	case v.IsString():
		text, err := r.ToString(v)
		return &record{kind: "primitive", isText: true, text: text}, err
	case v.IsSymbol():
		return nil, cloneError("A symbol")
	}
	if rec, ok := s.made[v]; ok {
		return rec, nil
	}
	if s.depth++; s.depth > 400 {
		return nil, webidl.RangeErrorf("the value is nested too deep to be cloned")
	}
	defer func() { s.depth-- }()
	return s.object(v)
}

// object serializes what is no primitive.
func (s *serializer) object(v js.Value) (*record, error) {
	r := s.r
	rec := &record{}
	s.made[v] = rec
	if host := r.Agent.Unwrap(v); host != nil {
		switch h := host.(type) {
		case *blob:
			rec.kind, rec.blob = "Blob", h
			return rec, nil
		case *domException:
			rec.kind, rec.dom = "DOMException", h
			return rec, nil
		}
		return nil, cloneError("#<" + r.ClassName(v) + "> object")
	}
	if b, ok := r.Bytes(v); ok {
		rec.kind, rec.bytes = "ArrayBuffer", b
		if kind := r.ViewKind(v); kind != "" {
			rec.kind, rec.text = "view", kind
		}
		return rec, nil
	}
	switch {
	case r.IsFunction(v):
		return nil, cloneError("A function")
	case r.IsDate(v):
		n, err := r.ToNumber(v)
		rec.kind, rec.number = "Date", n
		return rec, err
	case r.IsRegExp(v):
		rec.kind = "RegExp"
		source, err := s.text(v, "source")
		if err != nil {
			return nil, err
		}
		flags, err := s.text(v, "flags")
		rec.text, rec.extra = source, flags
		return rec, err
	case r.IsError(v):
		return rec, s.error(v, rec)
	case r.IsArray(v):
		rec.kind = "Array"
		length, err := r.Get(v, "length")
		if err != nil {
			return nil, err
		}
		if rec.number, err = r.ToNumber(length); err != nil {
			return nil, err
		}
		return rec, s.properties(v, rec)
	}
	switch class := r.ClassName(v); class {
	case "Map", "Set":
		rec.kind = class
		return rec, s.entries(v, rec, class == "Map")
	case "Boolean", "Number", "String", "BigInt":
		rec.kind, rec.text = "wrapper", class
		f, err := r.Get(v, "valueOf")
		if err != nil {
			return nil, err
		}
		primitive, err := r.Call(f, v)
		if err != nil {
			return nil, err
		}
		inner, err := s.value(primitive)
		rec.values = []*record{inner}
		return rec, err
	case "Promise", "WeakMap", "WeakSet", "WeakRef", "Generator", "Symbol":
		return nil, cloneError("#<" + class + ">")
	}
	rec.kind = "Object"
	return rec, s.properties(v, rec)
}

func (s *serializer) text(v js.Value, name string) (string, error) {
	p, err := s.r.Get(v, name)
	if err != nil {
		return "", err
	}
	return s.r.ToString(p)
}

// error serializes name and message of an Error object.
func (s *serializer) error(v js.Value, rec *record) error {
	rec.kind = "Error"
	name, err := s.text(v, "name")
	if err != nil {
		return err
	}
	switch name {
	case "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError":
	default:
		name = "Error"
	}
	rec.text = name
	if message, err := s.r.Get(v, "message"); err == nil && !message.IsUndefined() {
		if rec.extra, err = s.r.ToString(message); err != nil {
			return err
		}
	}
	return nil
}

// properties serializes the own enumerable string-keyed properties.
func (s *serializer) properties(v js.Value, rec *record) error {
	keys, err := s.r.OwnKeys(v)
	if err != nil {
		return err
	}
	for _, k := range keys {
		p, err := s.r.Get(v, k)
		if err != nil {
			return err
		}
		value, err := s.value(p)
		if err != nil {
			return err
		}
		rec.names, rec.values = append(rec.names, k), append(rec.values, value)
	}
	return nil
}

// entries serializes a Map or Set.
func (s *serializer) entries(v js.Value, rec *record, pairs bool) error {
	var list []js.Value
	if err := s.r.Iterate(v, func(e js.Value) error { list = append(list, e); return nil }); err != nil {
		return err
	}
	for _, e := range list {
		key := e
		if pairs {
			k, err := s.r.GetIndex(e, 0)
			if err != nil {
				return err
			}
			value, err := s.r.GetIndex(e, 1)
			if err != nil {
				return err
			}
			val, err := s.value(value)
			if err != nil {
				return err
			}
			rec.values = append(rec.values, val)
			key = k
		}
		k, err := s.value(key)
		if err != nil {
			return err
		}
		rec.keys = append(rec.keys, k)
	}
	return nil
}

// structuredDeserialize implements "StructuredDeserialize" into r.
// https://html.spec.whatwg.org/multipage/structured-data.html#structureddeserialize
func structuredDeserialize(r *js.Realm, data any) (js.Value, error) {
	d := &deserializer{r: r, made: map[*record]js.Value{}}
	return d.value(data.(*record))
}

type deserializer struct {
	r    *js.Realm
	made map[*record]js.Value
}

// construct calls a constructor of the realm by its name.
func (d *deserializer) construct(name string, args ...js.Value) (js.Value, error) {
	c, err := d.r.Get(d.r.Global(), name)
	if err != nil {
		return js.Undefined, err
	}
	return d.r.Construct(c, args...)
}

func (d *deserializer) value(rec *record) (js.Value, error) {
	r := d.r
	if v, ok := d.made[rec]; ok {
		return v, nil
	}
	switch {
	case rec.kind == "primitive" && rec.undef:
		return js.Undefined, nil
	case rec.kind == "primitive" && rec.null:
		return js.Null, nil
	case rec.kind == "primitive" && rec.boolean != nil:
		return js.Bool(*rec.boolean), nil
	case rec.kind == "primitive" && rec.isText:
		return r.String(rec.text), nil
	case rec.kind == "primitive" && rec.bigint:
		f, err := r.Get(r.Global(), "BigInt")
		if err != nil {
			return js.Undefined, err
		}
		return r.Call(f, js.Undefined, r.String(rec.text))
	case rec.kind == "primitive":
		return js.Number(rec.number), nil
	}
	v, err := d.create(rec)
	if err != nil {
		return js.Undefined, err
	}
	d.made[rec] = v
	return v, d.fill(rec, v)
}

// create makes the object, without its contents.
func (d *deserializer) create(rec *record) (js.Value, error) {
	r := d.r
	switch rec.kind {
	case "Date":
		return r.NewDate(rec.number), nil
	case "RegExp":
		return d.construct("RegExp", r.String(rec.text), r.String(rec.extra))
	case "ArrayBuffer":
		return r.NewArrayBuffer(rec.bytes), nil
	case "view":
		return d.construct(rec.text, r.NewArrayBuffer(rec.bytes))
	case "Map", "Set":
		return d.construct(rec.kind)
	case "Error":
		return r.NewError(rec.text, rec.extra), nil
	case "Array":
		a := r.NewArray()
		return a, r.Set(a, "length", js.Number(rec.number))
	case "Blob":
		if rec.blob.file {
			c := *rec.blob
			return r.Wrap(FileClass, &c), nil
		}
		c := *rec.blob
		return r.Wrap(BlobClass, &c), nil
	case "DOMException":
		c := *rec.dom
		return newDOMException(r, DOMExceptionClass, &c, js.Undefined), nil
	case "wrapper":
		inner, err := d.value(rec.values[0])
		if err != nil {
			return js.Undefined, err
		}
		object, err := r.Get(r.Global(), "Object")
		if err != nil {
			return js.Undefined, err
		}
		return r.Call(object, js.Undefined, inner)
	}
	return r.NewObject(), nil
}

// fill adds the contents.
func (d *deserializer) fill(rec *record, v js.Value) error {
	r := d.r
	switch rec.kind {
	case "Array", "Object":
		for i, name := range rec.names {
			value, err := d.value(rec.values[i])
			if err != nil {
				return err
			}
			if err := r.Define(v, name, value, js.All); err != nil {
				return err
			}
		}
	case "Map", "Set":
		method := map[string]string{"Map": "set", "Set": "add"}[rec.kind]
		f, err := r.Get(v, method)
		if err != nil {
			return err
		}
		for i, k := range rec.keys {
			key, err := d.value(k)
			if err != nil {
				return err
			}
			args := []js.Value{key}
			if rec.kind == "Map" {
				value, err := d.value(rec.values[i])
				if err != nil {
					return err
				}
				args = append(args, value)
			}
			if _, err := r.Call(f, v, args...); err != nil {
				return err
			}
		}
	}
	return nil
}
