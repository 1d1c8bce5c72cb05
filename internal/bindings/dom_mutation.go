package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
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
var MutationObserverClass = new(js.Class)

// MutationRecordClass is MutationRecord.
// https://dom.spec.whatwg.org/#interface-mutationrecord
var MutationRecordClass = new(js.Class)

func init() {
	*MutationObserverClass = js.Class{
		Name: "MutationObserver", ConstructorLength: 1,
		Constructor: func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			if !r.IsFunction(js.Arg(args, 0)) {
				return js.Undefined, webidl.TypeErrorf("Failed to construct 'MutationObserver': parameter 1 is not of type 'Function'.")
			}
			callback := r.KeepCallback(args[0])
			m := dom.NewMutationObserver(observerQueue(r), nil)
			observer := r.WrapNew(MutationObserverClass, m, newTarget)
			m.Callback = func(ctx context.Context, records []*dom.MutationRecord) {
				invokeCallback(ctx, callback, func(_ context.Context, in *js.Realm, f js.Value) error {
					self := r.Wrap(MutationObserverClass, m)
					_, err := in.Call(f, self, recordArray(r, records), self)
					return err
				})
			}
			return observer, nil
		},
		Methods: []js.Member{
			{Name: "observe", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				target, err := toNode(r, args[0])
				if err != nil {
					return js.Undefined, err
				}
				options, err := mutationOptions(r, js.Arg(args, 1))
				if err != nil {
					return js.Undefined, err
				}
				return js.Undefined, r.Agent.Unwrap(this).(*dom.MutationObserver).Observe(target, options)
			}},
			{Name: "disconnect", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				r.Agent.Unwrap(this).(*dom.MutationObserver).Disconnect()
				return js.Undefined, nil
			}},
			{Name: "takeRecords", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return recordArray(r, r.Agent.Unwrap(this).(*dom.MutationObserver).TakeRecords()), nil
			}},
		},
	}
	list := func(get func(*mutationRecord) *nodeCollection) js.HostFunc {
		return func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.Wrap(NodeListClass, get(r.Agent.Unwrap(this).(*mutationRecord))), nil
		}
	}
	node := func(get func(*mutationRecord) *dom.Node) js.HostFunc {
		return func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return wrapNode(r, get(r.Agent.Unwrap(this).(*mutationRecord))), nil
		}
	}
	text := func(get func(*mutationRecord) *string) js.HostFunc {
		return func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			if s := get(r.Agent.Unwrap(this).(*mutationRecord)); s != nil {
				return r.String(*s), nil
			}
			return js.Null, nil
		}
	}
	*MutationRecordClass = js.Class{
		Name: "MutationRecord",
		Attrs: []js.Member{
			{Name: "type", Get: text(func(m *mutationRecord) *string { return &m.Type })},
			{Name: "target", Get: node(func(m *mutationRecord) *dom.Node { return m.Target })},
			{Name: "addedNodes", Get: list(func(m *mutationRecord) *nodeCollection { return m.added })},
			{Name: "removedNodes", Get: list(func(m *mutationRecord) *nodeCollection { return m.removed })},
			{Name: "previousSibling", Get: node(func(m *mutationRecord) *dom.Node { return m.PreviousSibling })},
			{Name: "nextSibling", Get: node(func(m *mutationRecord) *dom.Node { return m.NextSibling })},
			{Name: "attributeName", Get: text(func(m *mutationRecord) *string { return m.AttributeName })},
			{Name: "attributeNamespace", Get: text(func(m *mutationRecord) *string { return m.AttributeNamespace })},
			{Name: "oldValue", Get: text(func(m *mutationRecord) *string { return m.OldValue })},
		},
	}
}

// recordArray makes script's array of records.
func recordArray(r *js.Realm, records []*dom.MutationRecord) js.Value {
	values := make([]js.Value, len(records))
	for i, m := range records {
		values[i] = r.Wrap(MutationRecordClass, &mutationRecord{m, &nodeCollection{static: m.AddedNodes}, &nodeCollection{static: m.RemovedNodes}})
	}
	return r.NewArray(values...)
}

// mutationOptions converts to the dictionary MutationObserverInit, reading its members in order of their names.
// https://dom.spec.whatwg.org/#dictdef-mutationobserverinit
func mutationOptions(r *js.Realm, v js.Value) (o dom.MutationOptions, err error) {
	if err := dictionary(v); err != nil {
		return o, err
	}
	filter, err := member(r, v, "attributeFilter")
	if err != nil {
		return o, err
	}
	if !filter.IsUndefined() {
		o.HasAttributeFilter = true
		err := r.Iterate(filter, func(item js.Value) error {
			s, err := r.ToString(item)
			o.AttributeFilter = append(o.AttributeFilter, s)
			return err
		})
		if err != nil {
			return o, err
		}
	}
	for _, m := range []struct {
		name string
		to   **bool
	}{{"attributeOldValue", &o.AttributeOldValue}, {"attributes", &o.Attributes}, {"characterData", &o.CharacterData},
		{"characterDataOldValue", &o.CharacterDataOldValue}} {
		b, err := member(r, v, m.name)
		if err != nil {
			return o, err
		}
		if !b.IsUndefined() {
			truth := r.ToBool(b)
			*m.to = &truth
		}
	}
	if o.ChildList, err = boolMember(r, v, "childList"); err != nil {
		return o, err
	}
	o.Subtree, err = boolMember(r, v, "subtree")
	return o, err
}
