package dom

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/webidl"
)

// A MutationObserver collects records of changes.
// https://dom.spec.whatwg.org/#interface-mutationobserver
type MutationObserver struct {
	// Callback is called with the records of one batch.
	Callback func(ctx context.Context, records []*MutationRecord)

	queue   *ObserverQueue
	nodes   []*Node
	records []*MutationRecord
}

// NewMutationObserver makes an observer whose microtasks q queues.
func NewMutationObserver(q *ObserverQueue, callback func(context.Context, []*MutationRecord)) *MutationObserver {
	return &MutationObserver{queue: q, Callback: callback}
}

// An ObserverQueue is a window's share of its agent's pending mutation observers.
// https://dom.spec.whatwg.org/#mutation-observer-compound-microtask-queued-flag
type ObserverQueue struct {
	// Microtask queues a microtask.
	Microtask func(func(ctx context.Context))

	pending []*MutationObserver
	queued  bool
}

// MutationOptions is the dictionary MutationObserverInit; nil pointers are absent members.
// https://dom.spec.whatwg.org/#dictdef-mutationobserverinit
type MutationOptions struct {
	ChildList, Subtree                       bool
	Attributes, CharacterData                *bool
	AttributeOldValue, CharacterDataOldValue *bool
	AttributeFilter                          []string
	HasAttributeFilter                       bool
}

// A MutationRecord is one change. The strings of attributes records are nil where null.
// https://dom.spec.whatwg.org/#interface-mutationrecord
type MutationRecord struct {
	Type                              string
	Target                            *Node
	AddedNodes, RemovedNodes          []*Node
	PreviousSibling, NextSibling      *Node
	AttributeName, AttributeNamespace *string
	OldValue                          *string
}

// A registeredObserver is a registered observer, transient if it has a source.
// https://dom.spec.whatwg.org/#registered-observer
type registeredObserver struct {
	observer *MutationObserver
	options  *MutationOptions
	source   *registeredObserver
}

func isTrue(b *bool) bool { return b != nil && *b }

// Observe implements observe().
// https://dom.spec.whatwg.org/#dom-mutationobserver-observe
func (m *MutationObserver) Observe(target *Node, o MutationOptions) error {
	yes := true
	if (o.AttributeOldValue != nil || o.HasAttributeFilter) && o.Attributes == nil {
		o.Attributes = &yes
	}
	if o.CharacterDataOldValue != nil && o.CharacterData == nil {
		o.CharacterData = &yes
	}
	switch {
	case !o.ChildList && !isTrue(o.Attributes) && !isTrue(o.CharacterData):
		return webidl.TypeErrorf("one of childList, attributes and characterData must be true")
	case isTrue(o.AttributeOldValue) && !isTrue(o.Attributes):
		return webidl.TypeErrorf("attributeOldValue needs attributes")
	case o.HasAttributeFilter && !isTrue(o.Attributes):
		return webidl.TypeErrorf("attributeFilter needs attributes")
	case isTrue(o.CharacterDataOldValue) && !isTrue(o.CharacterData):
		return webidl.TypeErrorf("characterDataOldValue needs characterData")
	}
	for _, r := range target.observed {
		if r.observer != m || r.source != nil {
			continue
		}
		for _, n := range m.nodes {
			n.observed = slices.DeleteFunc(n.observed, func(t *registeredObserver) bool { return t.source == r })
		}
		r.options = &o
		return nil
	}
	target.observed = append(target.observed, &registeredObserver{observer: m, options: &o})
	m.nodes = append(m.nodes, target)
	return nil
}

// Disconnect implements disconnect().
// https://dom.spec.whatwg.org/#dom-mutationobserver-disconnect
func (m *MutationObserver) Disconnect() {
	for _, n := range m.nodes {
		n.observed = slices.DeleteFunc(n.observed, func(r *registeredObserver) bool { return r.observer == m })
	}
	m.nodes, m.records = nil, nil
}

// TakeRecords implements takeRecords().
// https://dom.spec.whatwg.org/#dom-mutationobserver-takerecords
func (m *MutationObserver) TakeRecords() []*MutationRecord {
	records := m.records
	m.records = nil
	return records
}

// addTransientObservers lets observers of parent's ancestors go on seeing what happens in node's subtree until they are
// notified.
func addTransientObservers(node, parent *Node) {
	for a := parent; a != nil; a = a.Parent {
		for _, r := range a.observed {
			if r.options.Subtree {
				node.observed = append(node.observed, &registeredObserver{observer: r.observer, options: r.options, source: r})
				r.observer.nodes = append(r.observer.nodes, node)
			}
		}
	}
}

// queueTreeRecord implements "queue a tree mutation record".
// https://dom.spec.whatwg.org/#queue-a-tree-mutation-record
func queueTreeRecord(_ context.Context, target *Node, added, removed []*Node, previous, next *Node) {
	queueRecord(target, MutationRecord{Type: "childList", Target: target, AddedNodes: added, RemovedNodes: removed,
		PreviousSibling: previous, NextSibling: next}, nil)
}

func queueAttributeRecord(_ context.Context, target *Node, a *Attr, old *string) {
	name := a.LocalName
	record := MutationRecord{Type: "attributes", Target: target, AttributeName: &name}
	if a.Namespace != "" {
		namespace := a.Namespace
		record.AttributeNamespace = &namespace
	}
	queueRecord(target, record, old)
}

// queueRecord implements "queue a mutation record".
// https://dom.spec.whatwg.org/#queue-a-mutation-record
func queueRecord(target *Node, record MutationRecord, old *string) {
	type interest struct {
		observer *MutationObserver
		old      *string
	}
	var interested []interest
	for n := target; n != nil; n = n.Parent {
		for _, r := range n.observed {
			o := r.options
			wantsOld := false
			switch {
			case n != target && !o.Subtree:
				continue
			case record.Type == "attributes":
				if !isTrue(o.Attributes) || o.HasAttributeFilter &&
					(record.AttributeNamespace != nil || !slices.Contains(o.AttributeFilter, *record.AttributeName)) {
					continue
				}
				wantsOld = isTrue(o.AttributeOldValue)
			case record.Type == "characterData":
				if !isTrue(o.CharacterData) {
					continue
				}
				wantsOld = isTrue(o.CharacterDataOldValue)
			case !o.ChildList:
				continue
			}
			i := slices.IndexFunc(interested, func(x interest) bool { return x.observer == r.observer })
			if i < 0 {
				i = len(interested)
				interested = append(interested, interest{observer: r.observer})
			}
			if wantsOld {
				interested[i].old = old
			}
		}
	}
	for _, x := range interested {
		one := record
		one.OldValue = x.old
		x.observer.records = append(x.observer.records, &one)
		x.observer.queue.add(x.observer)
	}
}

// add implements "queue a mutation observer microtask" with m pending.
// https://dom.spec.whatwg.org/#queue-a-mutation-observer-compound-microtask
func (q *ObserverQueue) add(m *MutationObserver) {
	if !slices.Contains(q.pending, m) {
		q.pending = append(q.pending, m)
	}
	if !q.queued {
		q.queued = true
		q.Microtask(q.notify)
	}
}

// notify implements "notify mutation observers".
// https://dom.spec.whatwg.org/#notify-mutation-observers
func (q *ObserverQueue) notify(ctx context.Context) {
	q.queued = false
	pending := q.pending
	q.pending = nil
	for _, m := range pending {
		records := m.TakeRecords()
		for _, n := range m.nodes {
			n.observed = slices.DeleteFunc(n.observed, func(r *registeredObserver) bool { return r.observer == m && r.source != nil })
		}
		m.nodes = slices.DeleteFunc(m.nodes, func(n *Node) bool {
			return !slices.ContainsFunc(n.observed, func(r *registeredObserver) bool { return r.observer == m })
		})
		if len(records) > 0 {
			m.Callback(ctx, records)
		}
	}
}
