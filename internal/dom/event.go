package dom

import "context"

// An EventPhase is the value of Event.eventPhase.
type EventPhase uint8

// The phases of dispatch.
const (
	PhaseNone EventPhase = iota
	CapturingPhase
	AtTarget
	BubblingPhase
)

// An Event is an event of any interface.
// https://dom.spec.whatwg.org/#interface-event
type Event struct {
	Type                         string
	Target, CurrentTarget        Target
	RelatedTarget                Target
	Bubbles, Cancelable, Trusted bool
	Composed                     bool
	Phase                        EventPhase

	// Interface is the name of the event's interface, "" for "Event".
	Interface string
	// Detail is a pointer to what the interface adds (for example *MessageDetail), nil for "Event".
	Detail any
	// TimeStamp is in milliseconds since the time origin of the realm that made the event.
	TimeStamp float64
	// LegacyTargetOverride makes the target the window's document (load, pageshow, … fired at a window).
	LegacyTargetOverride bool

	Initialized bool // the initialized flag
	Dispatching bool // the dispatch flag

	StopPropagation, StopImmediate bool
	Canceled                       bool
	InPassiveListener              bool

	path     []pathItem
	inShadow bool // what is being invoked lies in a shadow tree
}

// InShadow says whether the listener that runs is one of a target in a shadow tree: the window has no current event then.
func (e *Event) InShadow() bool { return e.inShadow }

// A pathItem is an event path item.
// https://dom.spec.whatwg.org/#event-path
type pathItem struct {
	invocation         Target
	invocationInShadow bool   // invocation-target-in-shadow-tree
	adjusted           Target // shadow-adjusted target or nil
	related            Target // relatedTarget
	rootOfClosed       bool   // root-of-closed-tree
	slotInClosed       bool   // slot-in-closed-tree
}

// NewEvent makes an initialised event that script made or that Fire would make.
func NewEvent(eventType string) *Event { return &Event{Type: eventType, Initialized: true} }

// PreventDefault implements "set the canceled flag".
// https://dom.spec.whatwg.org/#set-the-canceled-flag
func (e *Event) PreventDefault() {
	if e.Cancelable && !e.InPassiveListener {
		e.Canceled = true
	}
}

// Path implements composedPath(): the invocation targets of the event's path, without those in closed trees that the current target
// is not in.
// https://dom.spec.whatwg.org/#dom-event-composedpath
func (e *Event) Path() []Target {
	if len(e.path) == 0 {
		return nil
	}
	current, currentLevel := 0, 0
	for i := len(e.path) - 1; i >= 0; i-- {
		if e.path[i].rootOfClosed {
			currentLevel++
		}
		if e.path[i].invocation == e.CurrentTarget {
			current = i
			break
		}
		if e.path[i].slotInClosed {
			currentLevel--
		}
	}
	list := []Target{e.CurrentTarget}
	level, most := currentLevel, currentLevel
	for i := current - 1; i >= 0; i-- {
		if e.path[i].rootOfClosed {
			level++
		}
		if level <= most {
			list = append([]Target{e.path[i].invocation}, list...)
		}
		if e.path[i].slotInClosed {
			level--
			most = min(most, level)
		}
	}
	level, most = currentLevel, currentLevel
	for _, item := range e.path[current+1:] {
		if item.slotInClosed {
			level++
		}
		if level <= most {
			list = append(list, item.invocation)
		}
		if item.rootOfClosed {
			level--
			most = min(most, level)
		}
	}
	return list
}

// Init implements "initialize" an event, and initEvent(): nothing happens during dispatch.
// https://dom.spec.whatwg.org/#concept-event-initialize
func (e *Event) Init(eventType string, bubbles, cancelable bool) {
	if e.Dispatching {
		return
	}
	e.Initialized = true
	e.StopPropagation, e.StopImmediate, e.Canceled = false, false, false
	e.Trusted = false
	e.Target = nil
	e.Type, e.Bubbles, e.Cancelable = eventType, bubbles, cancelable
}

// TraceString names e in traces.
func (e *Event) TraceString() string { return e.Type }

// Fire implements "fire an event": trusted, not bubbling and not cancelable unless init says otherwise.
// https://dom.spec.whatwg.org/#concept-event-fire
func Fire(ctx context.Context, t Target, name string, init ...func(*Event)) bool {
	e := NewEvent(name)
	e.Trusted = true
	if c, ok := t.(Clock); ok {
		e.TimeStamp = c.EventTime()
	} else if n, ok := Canonical(t).(*Node); ok {
		if c, ok := n.OwnerDocument.Window.(Clock); ok {
			e.TimeStamp = c.EventTime()
		}
	}
	for _, f := range init {
		f(e)
	}
	return Dispatch(ctx, t, e)
}

// A Clock is a window that dates the events fired in it.
type Clock interface {
	// EventTime is the relative high resolution time, in milliseconds.
	EventTime() float64
}
