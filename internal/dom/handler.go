package dom

import "context"

// An EventHandler is the value of an event handler: a compiled callback that runs the event handler processing algorithm,
// with the rules for its return value.
// https://html.spec.whatwg.org/multipage/webappapis.html#the-event-handler-processing-algorithm
type EventHandler interface {
	Handle(ctx context.Context, e *Event)
}

// HandlerCompiler compiles event handler content attributes when they are first needed.
// https://html.spec.whatwg.org/multipage/webappapis.html#getting-the-current-value-of-the-event-handler
type HandlerCompiler interface {
	// CompileHandler returns nil, after reporting, when the source does not parse. el is the element with the
	// attribute; t differs from it for a body's handlers of the window.
	CompileHandler(ctx context.Context, t Target, el *Node, eventType, source string) EventHandler
}

// A handler is one entry of an event handler map.
// https://html.spec.whatwg.org/multipage/webappapis.html#event-handlers
type handler struct {
	target    Target
	eventType string
	value     EventHandler // nil is null, or not compiled yet
	source    *string      // the internal raw uncompiled handler
	element   *Node        // the element whose attribute has the source
	listener  *Listener    // initially null; keeps the place among the listeners
}

// Invoke runs the handler's current value.
func (h *handler) Invoke(ctx context.Context, e *Event) {
	if v := h.current(ctx); v != nil {
		v.Handle(ctx, e)
	}
}

// Same is identity.
func (h *handler) Same(other Callback) bool { o, ok := other.(*handler); return ok && o == h }

// current implements "get the current value of the event handler".
func (h *handler) current(ctx context.Context) EventHandler {
	if h.source == nil {
		return h.value
	}
	d := h.element.OwnerDocument
	if d.Handlers == nil {
		return nil
	}
	source := *h.source
	h.source = nil
	h.value = d.Handlers.CompileHandler(ctx, h.target, h.element, h.eventType, source)
	return h.value
}

// CurrentHandler is the handler of t for the event type, nil for null. It compiles a content attribute's source.
func CurrentHandler(ctx context.Context, t Target, eventType string) EventHandler {
	if h := Canonical(t).EventTarget().handlers[eventType]; h != nil {
		return h.current(ctx)
	}
	return nil
}

// SetHandler sets the event handler of t for the event type. The listener keeps its place while the value is not null.
// https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes
func SetHandler(t Target, eventType string, v EventHandler) {
	t = Canonical(t)
	if v == nil {
		deactivateHandler(t, eventType)
		return
	}
	h := activateHandler(t, eventType)
	h.value, h.source = v, nil
}

// activateHandler implements "activate an event handler".
// https://html.spec.whatwg.org/multipage/webappapis.html#activate-an-event-handler
func activateHandler(t Target, eventType string) *handler {
	list := t.EventTarget()
	h := list.handlers[eventType]
	if h == nil {
		h = &handler{target: t, eventType: eventType}
		if list.handlers == nil {
			list.handlers = map[string]*handler{}
		}
		list.handlers[eventType] = h
	}
	if h.listener == nil {
		h.listener = &Listener{Type: eventType, Callback: h}
		AddListener(t, h.listener)
	}
	return h
}

// deactivateHandler implements "deactivate an event handler".
// https://html.spec.whatwg.org/multipage/webappapis.html#deactivate-an-event-handler
func deactivateHandler(t Target, eventType string) {
	list := t.EventTarget()
	h := list.handlers[eventType]
	if h == nil {
		return
	}
	h.value, h.source = nil, nil
	if h.listener != nil {
		list.remove(h.listener)
		h.listener = nil
	}
}

// handlerAttributeChanged implements the attribute change steps of event handler content attributes.
// https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-content-attributes
func handlerAttributeChanged(ctx context.Context, el *Node, name string, value *string) {
	eventType := name[2:]
	if !IsHandlerName(name) {
		return
	}
	var t Target = el
	if (el.Is("body") || el.Is("frameset")) && WindowHandlers[eventType] {
		if t = Canonical(el.OwnerDocument.Window); t == nil {
			return
		}
	}
	if value == nil {
		deactivateHandler(t, eventType)
		return
	}
	if hooks, ok := el.OwnerDocument.Hooks.(HandlerHooks); ok && hooks.HandlerBlocked(ctx, el, *value) {
		return
	}
	h := activateHandler(t, eventType)
	source := *value
	h.value, h.source, h.element = nil, &source, el
}

// GlobalHandlers are the event types of GlobalEventHandlers, in the order of the interface's attributes.
// https://html.spec.whatwg.org/multipage/webappapis.html#globaleventhandlers
var GlobalHandlers = []string{
	"abort", "auxclick", "beforeinput", "beforematch", "beforetoggle", "blur", "cancel", "canplay", "canplaythrough", "change",
	"click", "close", "command", "contextlost", "contextmenu", "contextrestored", "copy", "cuechange", "cut", "dblclick", "drag",
	"dragend", "dragenter", "dragleave", "dragover", "dragstart", "drop", "durationchange", "emptied", "ended", "error", "focus",
	"formdata", "input", "invalid", "keydown", "keypress", "keyup", "load", "loadeddata", "loadedmetadata", "loadstart",
	"mousedown", "mouseenter", "mouseleave", "mousemove", "mouseout", "mouseover", "mouseup", "mousewheel", "paste", "pause", "play", "playing",
	"progress", "ratechange", "reset", "resize", "scroll", "scrollend", "securitypolicyviolation", "seeked", "seeking", "select",
	"slotchange", "stalled", "submit", "suspend", "timeupdate", "toggle", "volumechange", "waiting", "webkitanimationend",
	"webkitanimationiteration", "webkitanimationstart", "webkittransitionend", "wheel",
	"animationcancel", "animationend", "animationiteration", "animationstart", "transitioncancel", "transitionend", "transitionrun",
	"transitionstart", "pointerdown", "pointerup", "pointermove", "pointerover", "pointerout", "pointerenter", "pointerleave",
	"pointercancel", "gotpointercapture", "lostpointercapture", "selectstart", "selectionchange",
}

// WindowOnlyHandlers are the event types of WindowEventHandlers.
// https://html.spec.whatwg.org/multipage/webappapis.html#windoweventhandlers
var WindowOnlyHandlers = []string{
	"afterprint", "beforeprint", "beforeunload", "hashchange", "languagechange", "message", "messageerror", "offline", "online",
	"pagehide", "pagereveal", "pageshow", "pageswap", "popstate", "rejectionhandled", "storage", "unhandledrejection", "unload",
}

// WindowHandlers are the event types whose handlers on a body or frameset are the window's.
var WindowHandlers = func() map[string]bool {
	m := map[string]bool{"blur": true, "error": true, "focus": true, "load": true, "resize": true, "scroll": true}
	for _, name := range WindowOnlyHandlers {
		m[name] = true
	}
	return m
}()

var handlerNames = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range GlobalHandlers {
		m["on"+name] = true
	}
	for _, name := range WindowOnlyHandlers {
		m["on"+name] = true
	}
	return m
}()

// IsHandlerName tells whether an attribute of the name is an event handler content attribute.
func IsHandlerName(name string) bool { return handlerNames[name] }
