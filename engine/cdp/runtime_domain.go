package cdp

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/exeunt/exeunt/engine/cdp/wire"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
)

func runtimeMethods() map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){
		"enable":                  enableRuntime,
		"runIfWaitingForDebugger": func(_ context.Context, c *call) { c.reply(nil) },
		"evaluate":                evaluate,
		"callFunctionOn":          callFunctionOn,
		"getProperties":           getProperties,
		"releaseObject": func(_ context.Context, c *call) {
			var p struct{ ObjectID string }
			if c.decode(&p) {
				c.session.objects.release(p.ObjectID)
				c.reply(nil)
			}
		},
		"releaseObjectGroup": func(_ context.Context, c *call) {
			var p struct{ ObjectGroup string }
			if c.decode(&p) {
				c.session.objects.releaseGroup(p.ObjectGroup)
				c.reply(nil)
			}
		},
		"addBinding": func(_ context.Context, c *call) {
			var p struct{ Name string }
			if c.decode(&p) {
				c.session.bindings[p.Name] = ""
				c.session.target.page.AddBinding(p.Name)
				c.reply(nil)
			}
		},
		"removeBinding": func(_ context.Context, c *call) {
			var p struct{ Name string }
			if c.decode(&p) {
				delete(c.session.bindings, p.Name)
				c.session.target.removeBinding(c.session, p.Name)
				c.reply(nil)
			}
		},
		"getIsolateId": func(_ context.Context, c *call) { c.reply(map[string]string{"id": c.session.target.id}) },
	}
}

// removeBinding takes a binding away once no session wants it.
func (t *target) removeBinding(gone *session, name string) {
	for _, s := range t.attached() {
		if _, ok := s.bindings[name]; ok && s != gone {
			return
		}
	}
	t.page.RemoveBinding(name)
}

func enableRuntime(_ context.Context, c *call) {
	s := c.session
	before := s.enabled["Runtime"]
	s.enabled["Runtime"] = true
	if !before {
		for _, e := range s.target.executions {
			s.event("Runtime.executionContextCreated", map[string]any{"context": describeExecution(e)})
		}
	}
	c.reply(nil)
}

// objects are the values that a client holds by id.
type objects struct {
	last int
	held map[string]heldObject
}

type heldObject struct {
	ref   *js.Ref
	group string
	on    *execution
}

func (o *objects) hold(e *execution, v js.Value, group string) string {
	if o.held == nil {
		o.held = map[string]heldObject{}
	}
	o.last++
	id := fmt.Sprintf("%d.%d", e.id, o.last)
	o.held[id] = heldObject{e.context.Realm.Keep(v), group, e}
	return id
}

func (o *objects) release(id string) {
	if h, ok := o.held[id]; ok {
		h.ref.Free()
		delete(o.held, id)
	}
}

func (o *objects) releaseGroup(group string) {
	for id, h := range o.held {
		if h.group == group {
			o.release(id)
		}
	}
}

func (o *objects) clear() {
	for id := range o.held {
		o.release(id)
	}
}

// remoteOptions say how a value is told to a client.
type remoteOptions struct {
	group   string
	byValue bool
}

// remoteObject describes a value: the protocol's RemoteObject.
func (s *session) remoteObject(e *execution, v js.Value, o remoteOptions) map[string]any {
	r := e.context.Realm
	switch {
	case v.IsUndefined():
		return map[string]any{"type": "undefined"}
	case v.IsNull():
		return map[string]any{"type": "object", "subtype": "null", "value": nil}
	case v.IsBool():
		return map[string]any{"type": "boolean", "value": r.ToBool(v)}
	case v.IsNumber():
		return remoteNumber(r, v)
	case v.IsBigInt():
		text, _ := r.ToBigIntString(v)
		return map[string]any{"type": "bigint", "unserializableValue": text + "n", "description": text + "n"}
	case v.IsString():
		text, _ := r.ToUSVString(v)
		return map[string]any{"type": "string", "value": text}
	case v.IsSymbol():
		return map[string]any{"type": "symbol", "description": r.SymbolText(v), "objectId": s.objects.hold(e, v, o.group)}
	}
	if o.byValue {
		text, err := r.JSONStringify(v)
		if err != nil || text == "" {
			return map[string]any{"type": "object"}
		}
		return map[string]any{"type": "object", "value": json.RawMessage(text)}
	}
	class := className(r, v)
	m := map[string]any{"type": "object", "className": class, "description": class, "objectId": s.objects.hold(e, v, o.group)}
	switch {
	case r.IsProxy(v):
		m["subtype"], m["description"] = "proxy", "Proxy("+class+")"
		if r.IsFunction(v) {
			m["type"], m["description"] = "function", "Proxy(Function)"
		}
	case r.IsFunction(v):
		m["type"] = "function"
		if text, err := r.ToString(v); err == nil {
			m["description"] = text
		}
	case r.IsArray(v):
		m["subtype"] = "array"
		if n, err := r.Get(v, "length"); err == nil {
			if f, err := r.ToNumber(n); err == nil {
				m["description"] = fmt.Sprintf("%s(%d)", class, int64(f))
			}
		}
	case r.IsError(v):
		m["subtype"] = "error"
		x := r.NewException(v)
		m["description"] = strings.TrimSuffix(x.Error()+"\n"+x.Stack, "\n")
	case r.IsPromise(v):
		m["subtype"] = "promise"
	case r.IsDate(v):
		m["subtype"] = "date"
	case r.IsRegExp(v):
		source, flags := r.RegExpData(v)
		m["subtype"], m["description"] = "regexp", "/"+source+"/"+flags
	default:
		if n, ok := r.Agent.Unwrap(v).(*dom.Node); ok {
			m["subtype"] = "node"
			if n.Type == dom.ElementNode {
				m["description"] = selectorOf(n)
			}
		}
	}
	return m
}

// selectorOf is an element's name with its id and classes, by which V8 calls it.
func selectorOf(n *dom.Node) string {
	text := n.QualifiedName()
	if id, _ := n.Attr("id"); id != "" {
		text += "#" + id
	}
	classes, _ := n.Attr("class")
	for _, c := range strings.Fields(classes) {
		text += "." + c
	}
	return text
}

// className is the name of the constructor, as V8 gives it.
func className(r *js.Realm, v js.Value) string {
	if name := r.ConstructorName(v); name != "" {
		return name
	}
	return "Object"
}

func remoteNumber(r *js.Realm, v js.Value) map[string]any {
	f, _ := r.ToNumber(v)
	special := ""
	switch {
	case math.IsNaN(f):
		special = "NaN"
	case math.IsInf(f, 1):
		special = "Infinity"
	case math.IsInf(f, -1):
		special = "-Infinity"
	case f == 0 && math.Signbit(f):
		special = "-0"
	}
	if special != "" {
		return map[string]any{"type": "number", "unserializableValue": special, "description": special}
	}
	text, _ := r.ToString(v)
	return map[string]any{"type": "number", "value": f, "description": text}
}

// exceptionDetails describes what script threw.
func (s *session) exceptionDetails(e *execution, x *js.Exception) map[string]any {
	m := map[string]any{
		"exceptionId": 1, "text": "Uncaught", "lineNumber": max(0, x.Line-1), "columnNumber": max(0, x.Column-1), "executionContextId": e.id,
	}
	if x.File != "" {
		m["url"] = x.File
	}
	if x.Uncatchable {
		m["text"] = "Uncaught: " + x.Error()
		return m
	}
	exception := s.remoteObject(e, x.Value, remoteOptions{})
	if _, ok := exception["description"]; !ok || exception["type"] == "object" && exception["subtype"] == nil {
		exception["description"] = x.Error()
	}
	m["exception"] = exception
	return m
}

// executionFor finds the execution that a command asks for; without an id the main frame's default one, which
// may have to be waited for.
func (s *session) executionFor(c *call, id int, uniqueID string, f func(ctx context.Context, e *execution)) {
	t := s.target
	if id != 0 || uniqueID != "" {
		for _, e := range t.executions {
			if e.id == id || uniqueID != "" && fmt.Sprintf("%s.%d", e.context.UniqueID, e.id) == uniqueID {
				f(t.context.browser.UserAgent().Context(), e)
				return
			}
		}
		c.fail(wire.Errorf("Cannot find context with specified id"))
		return
	}
	if x := t.page.Main().Context(); x != nil {
		if e := t.executionOf(x); e != nil {
			f(t.context.browser.UserAgent().Context(), e)
			return
		}
	}
	t.waiting = append(t.waiting, func() {
		if t.closed {
			c.fail(wire.Errorf("Inspected target navigated or closed"))
			return
		}
		s.executionFor(c, 0, "", f)
	})
}

func evaluate(ctx context.Context, c *call) {
	var p struct {
		Expression      *string
		ContextID       int
		UniqueContextID string
		ReturnByValue   bool
		AwaitPromise    bool
		ObjectGroup     string
		UserGesture     bool
	}
	if !c.decode(&p) {
		return
	}
	if p.Expression == nil {
		c.fail(wire.Missing("expression"))
		return
	}
	c.session.executionFor(c, p.ContextID, p.UniqueContextID, func(_ context.Context, e *execution) {
		leave := e.context.Enter(ctx)
		defer leave()
		v, err := e.context.Realm.Eval(*p.Expression, "", 1)
		c.session.settle(c, e, v, err, remoteOptions{p.ObjectGroup, p.ReturnByValue}, p.AwaitPromise)
	})
}

// settle answers with a value, or with that of the promise that it is.
func (s *session) settle(c *call, e *execution, v js.Value, err error, o remoteOptions, await bool) {
	r := e.context.Realm
	if err != nil {
		x, ok := js.AsException(err)
		if !ok {
			c.fail(wire.Errorf("%v", err))
			return
		}
		result := map[string]any{"exceptionDetails": s.exceptionDetails(e, x), "result": map[string]any{"type": "undefined"}}
		if !x.Uncatchable {
			result["result"] = s.remoteObject(e, x.Value, remoteOptions{group: o.group})
		}
		c.reply(result)
		return
	}
	if !await || !r.IsPromise(v) {
		c.reply(map[string]any{"result": s.remoteObject(e, v, o)})
		return
	}
	err = r.Then(v, func(_ *js.Realm, v js.Value) {
		c.reply(map[string]any{"result": s.remoteObject(e, v, o)})
	}, func(r *js.Realm, v js.Value) {
		x := r.NewException(v)
		c.reply(map[string]any{"result": s.remoteObject(e, v, o), "exceptionDetails": s.exceptionDetails(e, x)})
	})
	if err != nil {
		c.fail(wire.Errorf("%v", err))
	}
}

// argument is the protocol's CallArgument.
type argument struct {
	Value               json.RawMessage
	UnserializableValue string
	ObjectID            string
}

func (s *session) argument(e *execution, a argument) (js.Value, error) {
	r := e.context.Realm
	switch {
	case a.ObjectID != "":
		h, ok := s.objects.held[a.ObjectID]
		if !ok {
			return js.Undefined, wire.Errorf("Could not find object with given id")
		}
		return h.ref.Value(), nil
	case a.UnserializableValue != "":
		return r.Eval(a.UnserializableValue, "", 1)
	case len(a.Value) > 0:
		return r.JSONParse(string(a.Value))
	}
	return js.Undefined, nil
}

func callFunctionOn(ctx context.Context, c *call) {
	var p struct {
		FunctionDeclaration string
		ObjectID            string
		Arguments           []argument
		ExecutionContextID  int
		UniqueContextID     string
		ReturnByValue       bool
		AwaitPromise        bool
		ObjectGroup         string
	}
	if !c.decode(&p) {
		return
	}
	s := c.session
	run := func(_ context.Context, e *execution) {
		leave := e.context.Enter(ctx)
		defer leave()
		r := e.context.Realm
		this := r.GlobalThis()
		if p.ObjectID != "" {
			this = s.objects.held[p.ObjectID].ref.Value()
		}
		f, err := r.Eval("("+p.FunctionDeclaration+"\n)", "", 1)
		if err != nil {
			s.settle(c, e, js.Undefined, err, remoteOptions{p.ObjectGroup, p.ReturnByValue}, false)
			return
		}
		var args []js.Value
		for _, a := range p.Arguments {
			v, err := s.argument(e, a)
			if err != nil {
				c.fail(wire.Errorf("%v", err))
				return
			}
			args = append(args, v)
		}
		v, err := r.Call(f, this, args...)
		s.settle(c, e, v, err, remoteOptions{p.ObjectGroup, p.ReturnByValue}, p.AwaitPromise)
	}
	if p.ObjectID != "" {
		h, ok := s.objects.held[p.ObjectID]
		if !ok {
			c.fail(wire.Errorf("Could not find object with given id"))
			return
		}
		run(ctx, h.on)
		return
	}
	s.executionFor(c, p.ExecutionContextID, p.UniqueContextID, run)
}

func getProperties(ctx context.Context, c *call) {
	var p struct {
		ObjectID      string
		OwnProperties bool
	}
	if !c.decode(&p) {
		return
	}
	s := c.session
	h, ok := s.objects.held[p.ObjectID]
	if !ok {
		c.fail(wire.Errorf("Could not find object with given id"))
		return
	}
	defer h.on.context.Enter(ctx)()
	r := h.on.context.Realm
	list := []any{}
	v := h.ref.Value()
	properties, err := r.OwnProperties(v)
	if err != nil {
		c.fail(wire.Errorf("%v", err))
		return
	}
	for _, property := range properties {
		if property.Symbol {
			continue
		}
		value, err := r.GetValue(v, property.Key)
		if err != nil {
			continue // a getter that throws has no value to show
		}
		list = append(list, map[string]any{
			"name": property.Name, "value": s.remoteObject(h.on, value, remoteOptions{group: h.group}), "writable": true,
			"configurable": true, "enumerable": property.Enumerable, "isOwn": true,
		})
	}
	c.reply(map[string]any{"result": list})
}
