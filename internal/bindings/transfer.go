package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// A transferable is the Go value of a transferable object.
// https://html.spec.whatwg.org/multipage/structured-data.html#transferable-objects
type transferable interface {
	// transferDetached is the [[Detached]] slot.
	transferDetached() bool
	// transfer implements the transfer steps; the result is what receive gets.
	transfer(ctx context.Context) (dataHolder any)
}

// A transferred message: what was serialized, and what travels beside it.
type transferred struct {
	data    any
	holders []*record
}

// serializeWithTransfer implements "StructuredSerializeWithTransfer".
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializewithtransfer
func serializeWithTransfer(r *js.Realm, message js.Value, list []js.Value) (*transferred, error) {
	ctx, s := spec.Begin(contextOf(r), spec.StructuredSerializeWithTransfer)
	defer s.End()
	s.Step("1")
	memory := map[js.Value]*record{}
	for i, v := range list {
		s.Step("2.1")
		buffer, isBuffer := r.BufferOf(v)
		if _, ok := r.Agent.Unwrap(v).(transferable); !ok && !isBuffer {
			return nil, webidl.DOMExceptionf("DataCloneError", "Value at index %d does not have a transferable type.", i)
		}
		s.Step("2.2")
		if buffer.Shared {
			return nil, webidl.DOMExceptionf("DataCloneError", "A SharedArrayBuffer at index %d could not be transferred.", i)
		}
		s.Step("2.3")
		if memory[v] != nil {
			return nil, webidl.DOMExceptionf("DataCloneError", "Value at index %d is a duplicate of an earlier one.", i)
		}
		s.Step("2.4")
		memory[v] = &record{kind: "transferred", maxLength: -1}
	}
	s.Step("3")
	data, err := (&serializer{r: r, memory: memory}).internal(ctx, message)
	if err != nil {
		return nil, err
	}
	s.Step("4")
	t := &transferred{data: data}
	for i, v := range list {
		holder := memory[v]
		if buffer, ok := r.BufferOf(v); ok {
			s.Step("5.1")
			if buffer.Detached {
				return nil, webidl.DOMExceptionf("DataCloneError", "An ArrayBuffer at index %d is already detached.", i)
			}
			if buffer.MaxLength >= 0 {
				s.Step("5.4.1")
			} else {
				s.Step("5.4.2")
			}
			holder.bytes, _ = r.Bytes(v)
			holder.kind, holder.maxLength = "ArrayBuffer", buffer.MaxLength
			s.Step("5.4.3")
			r.Detach(v)
		} else {
			o := r.Agent.Unwrap(v).(transferable)
			s.Step("5.2")
			if o.transferDetached() {
				return nil, webidl.DOMExceptionf("DataCloneError", "The object at index %d is already detached.", i)
			}
			s.Step("5.5.4")
			s.Step("5.5.5")
			holder.host = o.transfer(ctx)
		}
		s.Step("5.6")
		t.holders = append(t.holders, holder)
	}
	s.Step("6")
	return t, nil
}

// deserializeWithTransfer implements "StructuredDeserializeWithTransfer". ports is a frozen array of the ports among what
// was transferred.
// https://html.spec.whatwg.org/multipage/structured-data.html#structureddeserializewithtransfer
func deserializeWithTransfer(r *js.Realm, t *transferred) (value, ports js.Value, err error) {
	ctx, s := spec.Begin(contextOf(r), spec.StructuredDeserializeWithTransfer)
	defer s.End()
	s.Step("1")
	s.Step("2")
	d := &deserializer{r: r, memory: map[*record]js.Value{}}
	var list []js.Value
	for _, holder := range t.holders {
		var v js.Value
		switch data := holder.host.(type) {
		case *messagePort:
			s.Step("3.4.3")
			s.Step("3.4.4")
			v = data.receive(ctx, r)
			list = append(list, v)
		default:
			if holder.maxLength >= 0 {
				s.Step("3.3")
			} else {
				s.Step("3.2")
			}
			if v, err = newBuffer(r, holder); err != nil {
				return js.Undefined, js.Undefined, err
			}
		}
		s.Step("3.5")
		d.memory[holder] = v
		s.Step("3.6")
	}
	s.Step("4")
	value, err = d.value(ctx, t.data.(*record))
	if err != nil {
		return js.Undefined, js.Undefined, err
	}
	s.Step("5")
	return value, r.NewFrozenArray(list...), nil
}

// structuredClone implements structuredClone().
// https://html.spec.whatwg.org/multipage/structured-data.html#dom-structuredclone
func structuredClone(c idl.Call, g navigation.GlobalScope, value js.Value, o postOptions) (js.Value, error) {
	_, s := spec.Begin(c.Context(), spec.StructuredClone)
	defer s.End()
	s.Step("1")
	data, err := serializeWithTransfer(c.Realm, value, o.transfer)
	if err != nil {
		return js.Undefined, err
	}
	s.Step("2")
	v, _, err := deserializeWithTransfer(g.Realm(), data)
	s.Step("3")
	return v, err
}
