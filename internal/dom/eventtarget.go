package dom

import (
	"context"
	"slices"
)

// A Target is an object that events are dispatched to.
type Target interface {
	EventTarget() *EventTarget
	// EventParent is the target's "get the parent", nil for none.
	EventParent(e *Event) Target
}

// Canonical returns the one value that stands for t: a *Document and its node are the same target.
func Canonical(t Target) Target {
	switch t := t.(type) {
	case *Document:
		if t == nil {
			return nil
		}
		return &t.Node
	case *Node:
		if t == nil {
			return nil
		}
	}
	return t
}

// A Callback is a listener's callback.
type Callback interface {
	// Invoke calls the callback with e and e.CurrentTarget, and reports what it throws.
	Invoke(ctx context.Context, e *Event)
	// Same tells whether other is the same callback object.
	Same(other Callback) bool
}

// A Listener is an event listener.
// https://dom.spec.whatwg.org/#concept-event-listener
type Listener struct {
	Type     string
	Callback Callback // nil is null
	Capture  bool     // initially false
	Passive  *bool    // initially null
	Once     bool     // initially false
	Signal   *AbortSignal

	removed bool // initially false
}

// An EventTarget is an event target's listener list and its event handlers.
// https://dom.spec.whatwg.org/#interface-eventtarget
type EventTarget struct {
	listeners []*Listener
	handlers  map[string]*handler
}

// HasListeners tells whether any listener for the type is registered.
func (t *EventTarget) HasListeners(eventType string) bool {
	return slices.ContainsFunc(t.listeners, func(l *Listener) bool { return l.Type == eventType })
}

// AddListener implements "add an event listener".
// https://dom.spec.whatwg.org/#add-an-event-listener
func AddListener(t Target, l *Listener) {
	t = Canonical(t)
	if l.Signal != nil && l.Signal.Aborted() {
		return
	}
	if l.Callback == nil {
		return
	}
	if l.Passive == nil {
		passive := defaultPassive(l.Type, t)
		l.Passive = &passive
	}
	list := t.EventTarget()
	if list.find(l.Type, l.Callback, l.Capture) < 0 {
		// A new slice each time would be simplest for dispatch; appending is safe because dispatch fixes the length.
		list.listeners = append(list.listeners, l)
	}
	if l.Signal != nil {
		l.Signal.AddAlgorithm(func(context.Context) { list.remove(l) })
	}
}

// RemoveListener implements removeEventListener().
// https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener
func RemoveListener(t Target, eventType string, c Callback, capture bool) {
	list := Canonical(t).EventTarget()
	if c == nil {
		return
	}
	if i := list.find(eventType, c, capture); i >= 0 {
		list.remove(list.listeners[i])
	}
}

// RemoveAllListeners implements "erase all event listeners and handlers".
// https://html.spec.whatwg.org/multipage/webappapis.html#erase-all-event-listeners-and-handlers
func RemoveAllListeners(t Target) {
	list := Canonical(t).EventTarget()
	list.handlers = nil
	for _, l := range list.listeners {
		l.removed = true
	}
	list.listeners = nil
}

func (t *EventTarget) find(eventType string, c Callback, capture bool) int {
	return slices.IndexFunc(t.listeners, func(l *Listener) bool {
		return l.Type == eventType && l.Capture == capture && l.Callback.Same(c)
	})
}

// remove implements "remove an event listener". The list is copied so that a running dispatch keeps its own.
// https://dom.spec.whatwg.org/#remove-an-event-listener
func (t *EventTarget) remove(l *Listener) {
	l.removed = true
	if i := slices.Index(t.listeners, l); i >= 0 {
		t.listeners = slices.Concat(t.listeners[:i], t.listeners[i+1:])
	}
}

// defaultPassive implements "default passive value".
// https://dom.spec.whatwg.org/#default-passive-value
func defaultPassive(eventType string, t Target) bool {
	switch eventType {
	case "touchstart", "touchmove", "wheel", "mousewheel":
	default:
		return false
	}
	n, ok := t.(*Node)
	if !ok {
		_, isSignal := t.(*AbortSignal)
		return !isSignal && t.EventParent(&Event{}) == nil
	}
	d := n.OwnerDocument
	return n.Type == DocumentNode || n == d.DocumentElement() || n == d.Body()
}
