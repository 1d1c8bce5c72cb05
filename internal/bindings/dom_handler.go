package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// A scriptHandler is an event handler's value: any object, which acts only if it is callable.
type scriptHandler struct{ ref *js.Ref }

// Handle implements the event handler processing algorithm.
// https://html.spec.whatwg.org/multipage/webappapis.html#the-event-handler-processing-algorithm
func (h *scriptHandler) Handle(ctx context.Context, e *dom.Event) {
	invokeListener(ctx, h.ref, e, func(_ context.Context, r *js.Realm, callback js.Value) error {
		if !r.IsFunction(callback) {
			return nil
		}
		this := wrapTarget(r, e.CurrentTarget)
		detail, isError := e.Detail.(*dom.ErrorDetail)
		_, onGlobal := e.CurrentTarget.(navigation.GlobalScope)
		special := isError && e.Type == "error" && onGlobal
		var returned js.Value
		var err error
		if special {
			returned, err = r.Call(callback, this, r.String(detail.Message), r.String(detail.Filename),
				js.Number(float64(detail.Line)), js.Number(float64(detail.Column)), fromAny(r, detail.Error, js.Null))
		} else {
			returned, err = r.Call(callback, this, wrapEvent(r, e))
		}
		if err != nil {
			return err
		}
		unload, isUnload := e.Detail.(*dom.BeforeUnloadDetail)
		switch {
		case e.Type == "beforeunload":
			// The handler's type returns DOMString?, for an event of any interface.
			if returned.IsNullish() {
				return nil
			}
			text, err := r.ToString(returned)
			if err != nil {
				return err
			}
			if isUnload {
				e.PreventDefault()
				if unload.ReturnValue == "" {
					unload.ReturnValue = text
				}
			}
		case special:
			if returned.IsBool() && r.ToBool(returned) {
				e.PreventDefault()
			}
		case returned.IsBool() && !r.ToBool(returned):
			e.PreventDefault()
		}
		return nil
	})
}

// eventHandlerType is EventHandler: what is no object is null.
// https://html.spec.whatwg.org/multipage/webappapis.html#eventhandler
var eventHandlerType = idl.Type[js.Value]{
	Name: "EventHandler", To: idl.Any.To,
	From: func(_ *js.Realm, v js.Value) (js.Value, error) {
		if !v.IsObject() {
			return js.Null, nil
		}
		return v, nil
	},
}

// handlers are the event handler IDL attributes for a list of event types.
// https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes
func handlers(eventTypes ...string) idl.Mixin {
	var list idl.Mixin
	for _, t := range eventTypes {
		list = append(list, handlerAttribute(t))
	}
	return list
}

func handlerAttribute(eventType string) idl.Attribute[dom.Target, js.Value] {
	return idl.GetIn("on"+eventType, eventHandlerType, func(c idl.Call, this dom.Target) (js.Value, error) {
		t := handlerTarget(this, eventType)
		if t == nil {
			return js.Null, nil
		}
		if h, ok := dom.CurrentHandler(c.Context(), t, eventType).(*scriptHandler); ok {
			if v := h.ref.Value(); v.IsObject() {
				return v, nil
			}
		}
		return js.Null, nil
	}).Set(func(c idl.Call, this dom.Target, v js.Value) error {
		setHandler(c.Realm, handlerTarget(this, eventType), eventType, v)
		return nil
	})
}

func setHandler(r *js.Realm, t dom.Target, eventType string, v js.Value) {
	switch {
	case t == nil:
	case v.IsObject():
		dom.SetHandler(t, eventType, &scriptHandler{ref: r.KeepCallback(v)})
	default:
		dom.SetHandler(t, eventType, nil)
	}
}

// handlerTarget implements "determining the target of an event handler".
// https://html.spec.whatwg.org/multipage/webappapis.html#determining-the-target-of-an-event-handler
func handlerTarget(t dom.Target, eventType string) dom.Target {
	if n, ok := t.(*dom.Node); ok && dom.WindowHandlers[eventType] && (n.Is("body") || n.Is("frameset")) {
		return n.OwnerDocument.Window
	}
	return t
}

// globalEventHandlers is the mixin of that name, for HTMLElement, Document and Window.
var globalEventHandlers = handlers(dom.GlobalHandlers...)

// windowEventHandlers is the mixin of that name, for Window and body elements.
var windowEventHandlers = handlers(dom.WindowOnlyHandlers...)

// HandlerCompiler compiles event handler content attributes.
type HandlerCompiler struct{}

// CompileHandler implements the part of "getting the current value of the event handler" that compiles.
// https://html.spec.whatwg.org/multipage/webappapis.html#getting-the-current-value-of-the-event-handler
func (HandlerCompiler) CompileHandler(ctx context.Context, t dom.Target, el *dom.Node, eventType, source string) dom.EventHandler {
	r := RealmOfDocument(el.OwnerDocument)
	if r == nil {
		return nil
	}
	defer r.Agent.Scope()()
	if g, ok := r.Host.(scriptGlobal); ok && !g.CanRunScript() {
		return nil
	}
	params := "event"
	if _, onWindow := t.(interface{ AssociatedDocument() *dom.Document }); onWindow && eventType == "error" {
		params = "event, source, lineno, colno, error"
	}
	scopes := []js.Value{js.Undefined, js.Undefined, js.Undefined}
	if _, isNode := t.(*dom.Node); isNode {
		scopes = []js.Value{wrapNode(r, &el.OwnerDocument.Node), formOwner(r, el), wrapNode(r, el)}
	}
	file := ""
	if u := el.OwnerDocument.URL; u != nil {
		file = u.Href()
	}
	// The body must be a function body by itself, or it could close the function around it.
	check := "(function on" + eventType + "(" + params + ") {\n" + source + "\n})"
	if err := r.CheckSyntax(check, file); err != nil {
		if e, ok := js.AsException(err); ok {
			e.File, e.Line = file, max(1, el.Line)
		}
		reportError(ctx, r, err)
		return nil
	}
	outer, err := r.Eval("(function (d, f, e) { with (d || {}) with (f || {}) with (e || {}) return "+check+" })", file, el.Line)
	if err != nil {
		reportError(ctx, r, err)
		return nil
	}
	f, err := r.Call(outer, js.Undefined, scopes...)
	if err != nil {
		reportError(ctx, r, err)
		return nil
	}
	return &scriptHandler{ref: r.KeepCallback(f)}
}

// formOwner is the form around el as the handler's scope chain wants it.
func formOwner(r *js.Realm, el *dom.Node) js.Value {
	for p := el.Parent; p != nil; p = p.Parent {
		if p.Is("form") {
			return wrapNode(r, p)
		}
	}
	return js.Undefined
}
