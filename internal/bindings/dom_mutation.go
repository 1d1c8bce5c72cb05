package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// mutationRecord is the Go value of a MutationRecord: its two lists are the same objects each time.
type mutationRecord struct {
	*dom.MutationRecord
	added, removed *nodeCollection
}

// observerQueueKey is where a window keeps its observers' queue.
type observerQueueKey struct{}

// observerQueue gives the queue of the window that r belongs to.
func observerQueue(r *js.Realm) *dom.ObserverQueue {
	newQueue := func() any {
		return &dom.ObserverQueue{Microtask: func(f func(context.Context)) {
			r.QueueMicrotask(func(r *js.Realm) { f(contextOf(r)) })
		}}
	}
	if w := windowIn(r); w != nil {
		return w.Object(observerQueueKey{}, newQueue).(*dom.ObserverQueue)
	}
	return newQueue().(*dom.ObserverQueue)
}

// MutationObserverClass is MutationObserver.
// https://dom.spec.whatwg.org/#interface-mutationobserver
var MutationObserverClass = &js.Class{Name: "MutationObserver"}

// MutationRecordClass is MutationRecord.
// https://dom.spec.whatwg.org/#interface-mutationrecord
var MutationRecordClass = &js.Class{Name: "MutationRecord"}

func init() {
	idl.Define(MutationObserverClass,
		idl.New1(idl.Callback, newMutationObserver),
		idl.Op2("observe", nodeType, mutationOptions.Type(), func(_ idl.Call, m *dom.MutationObserver, target *dom.Node, o dom.MutationOptions) (js.Value, error) {
			return js.Undefined, m.Observe(target, o)
		}),
		idl.Op0("disconnect", func(_ idl.Call, m *dom.MutationObserver) (js.Value, error) {
			m.Disconnect()
			return js.Undefined, nil
		}),
		idl.Op0("takeRecords", func(c idl.Call, m *dom.MutationObserver) (js.Value, error) {
			return recordArray(c.Realm, m.TakeRecords()), nil
		}),
	)
	text := idl.Nullable(idl.DOMString)
	idl.Define(MutationRecordClass,
		idl.Get("type", idl.DOMString, func(m *mutationRecord) string { return m.Type }),
		idl.Get("target", nodeType, func(m *mutationRecord) *dom.Node { return m.Target }),
		idl.Get("addedNodes", nodeListType, func(m *mutationRecord) *nodeCollection { return m.added }),
		idl.Get("removedNodes", nodeListType, func(m *mutationRecord) *nodeCollection { return m.removed }),
		idl.Get("previousSibling", nodeType, func(m *mutationRecord) *dom.Node { return m.PreviousSibling }),
		idl.Get("nextSibling", nodeType, func(m *mutationRecord) *dom.Node { return m.NextSibling }),
		idl.Get("attributeName", text, func(m *mutationRecord) *string { return m.AttributeName }),
		idl.Get("attributeNamespace", text, func(m *mutationRecord) *string { return m.AttributeNamespace }),
		idl.Get("oldValue", text, func(m *mutationRecord) *string { return m.OldValue }),
	)
}

// newMutationObserver implements the constructor.
// https://dom.spec.whatwg.org/#dom-mutationobserver-mutationobserver
func newMutationObserver(c idl.Call, f js.Value) (js.Value, error) {
	r := c.Realm
	callback := r.KeepCallback(f)
	m := dom.NewMutationObserver(observerQueue(r), nil)
	m.Callback = func(ctx context.Context, records []*dom.MutationRecord) {
		invokeCallback(ctx, callback, func(_ context.Context, in *js.Realm, f js.Value) error {
			self := r.Wrap(MutationObserverClass, m)
			_, err := in.Call(f, self, recordArray(r, records), self)
			return err
		})
	}
	return c.New(MutationObserverClass, m), nil
}

// recordArray makes script's array of records.
func recordArray(r *js.Realm, records []*dom.MutationRecord) js.Value {
	values := make([]js.Value, len(records))
	for i, m := range records {
		values[i] = r.Wrap(MutationRecordClass, &mutationRecord{m, &nodeCollection{static: m.AddedNodes}, &nodeCollection{static: m.RemovedNodes}})
	}
	return r.NewArray(values...)
}

// mutationOptions is MutationObserverInit.
// https://dom.spec.whatwg.org/#dictdef-mutationobserverinit
var mutationOptions = idl.Dict("MutationObserverInit",
	idl.Field("childList", idl.Boolean, func(o *dom.MutationOptions) *bool { return &o.ChildList }),
	idl.Field("attributes", idl.Optional(idl.Boolean), func(o *dom.MutationOptions) **bool { return &o.Attributes }),
	idl.Field("characterData", idl.Optional(idl.Boolean), func(o *dom.MutationOptions) **bool { return &o.CharacterData }),
	idl.Field("subtree", idl.Boolean, func(o *dom.MutationOptions) *bool { return &o.Subtree }),
	idl.Field("attributeOldValue", idl.Optional(idl.Boolean), func(o *dom.MutationOptions) **bool { return &o.AttributeOldValue }),
	idl.Field("characterDataOldValue", idl.Optional(idl.Boolean), func(o *dom.MutationOptions) **bool { return &o.CharacterDataOldValue }),
	idl.FieldFunc("attributeFilter", idl.Sequence(idl.DOMString), func(o *dom.MutationOptions, names []string) {
		o.HasAttributeFilter, o.AttributeFilter = true, names
	}),
)
