package cdp

import (
	"context"
	"fmt"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/js"
)

// The size of the viewport that pages are told.
const (
	viewportWidth  = 800
	viewportHeight = 600
)

// An execution is an execution context: a realm, or another name for it, since isolated worlds share the realm
// of their frame.
type execution struct {
	id      int
	frame   *engine.Frame
	context *engine.Context
	world   string // "" for the default one
}

// A world is an isolated world that every new document of a frame gets.
type world struct {
	name  string
	frame string // "" for all frames
}

// A stage is a lifecycle event that a frame's document has reached.
type stage struct {
	name, loader string
}

// observer turns what a Browser tells into events.
type observer struct{ c *browserContext }

func (o observer) target(p *engine.Page) *target { return o.c.server.target(p.ID) }

// of returns the target of a frame's page, nil while it is not announced yet or any more.
func (o observer) of(f *engine.Frame) *target {
	if f == nil {
		return nil
	}
	return o.target(f.Page)
}

func (o observer) PageCreated(p *engine.Page) { o.c.server.add(o.c, p) }

func (o observer) PageClosed(p *engine.Page) {
	if t := o.target(p); t != nil {
		t.closed = true
		o.c.server.remove(t)
	}
}

func (o observer) FrameAttached(f *engine.Frame) {
	if t := o.of(f); t != nil {
		t.event("Page", "frameAttached", map[string]any{"frameId": f.ID, "parentFrameId": f.ParentID})
	}
}

func (o observer) FrameDetached(f *engine.Frame, reason string) {
	if t := o.of(f); t != nil {
		delete(t.stages, f.ID)
		t.event("Page", "frameDetached", map[string]any{"frameId": f.ID, "reason": reason})
	}
}

func (o observer) FrameStartedLoading(f *engine.Frame) {
	if t := o.of(f); t != nil {
		t.event("Page", "frameStartedLoading", map[string]any{"frameId": f.ID})
	}
}

func (o observer) FrameStoppedLoading(f *engine.Frame) {
	if t := o.of(f); t != nil {
		t.event("Page", "frameStoppedLoading", map[string]any{"frameId": f.ID})
	}
}

func (o observer) FrameNavigated(f *engine.Frame) {
	t := o.of(f)
	if t == nil {
		return
	}
	kind := "Navigation"
	if f.Restored {
		kind = "BackForwardCacheRestore"
	}
	t.event("Page", "frameNavigated", map[string]any{"frame": describeFrame(f), "type": kind})
	if f.Parent == nil {
		t.each("DOM", func(s *session) {
			s.nodes.clear()
			s.event("DOM.documentUpdated", map[string]any{})
		})
		o.c.server.update(t, f.URL, f.Page.Title())
	}
}

func (o observer) NavigatedWithinDocument(f *engine.Frame) {
	if t := o.of(f); t != nil {
		t.event("Page", "navigatedWithinDocument", map[string]any{"frameId": f.ID, "url": f.URL, "navigationType": "fragment"})
		if f.Parent == nil {
			o.c.server.update(t, f.URL, f.Page.Title())
		}
	}
}

func (o observer) Lifecycle(f *engine.Frame, name string) {
	t := o.of(f)
	if t == nil {
		return
	}
	if name == "init" {
		t.stages[f.ID] = nil
	}
	t.stages[f.ID] = append(t.stages[f.ID], stage{name, f.LoaderID})
	t.each("Page", func(s *session) {
		if s.enabled["lifecycle"] {
			s.event("Page.lifecycleEvent", lifecycle(t, f.ID, stage{name, f.LoaderID}))
		}
	})
	if f.Parent != nil {
		return
	}
	switch name {
	case "DOMContentLoaded":
		t.event("Page", "domContentEventFired", map[string]any{"timestamp": t.now()})
	case "load":
		t.event("Page", "loadEventFired", map[string]any{"timestamp": t.now()})
		o.c.server.update(t, f.URL, f.Page.Title())
	}
}

func lifecycle(t *target, frame string, s stage) map[string]any {
	return map[string]any{"frameId": frame, "loaderId": s.loader, "name": s.name, "timestamp": t.now()}
}

// now is the page's time as the protocol's MonotonicTime: seconds.
func (t *target) now() float64 { return t.context.browser.Loop().Elapsed().Seconds() }

// wallTime is milliseconds since the epoch, as the protocol's Runtime.Timestamp.
func (t *target) wallTime() float64 {
	return float64(t.context.browser.Loop().Now().UnixMicro()) / 1000
}

func (o observer) ContextCreated(c *engine.Context) {
	t := o.of(c.Frame)
	if t == nil {
		return
	}
	t.addExecution(&execution{frame: c.Frame, context: c})
	for _, w := range t.worlds {
		if w.frame == "" || w.frame == c.Frame.ID {
			t.addExecution(&execution{frame: c.Frame, context: c, world: w.name})
		}
	}
	if c.Frame.Parent != nil {
		return
	}
	waiting := t.waiting
	t.waiting = nil
	for _, f := range waiting {
		o.c.browser.Loop().Post(func(context.Context) { f() })
	}
}

// addExecution numbers an execution and tells of it.
func (t *target) addExecution(e *execution) {
	t.executed++
	e.id = t.executed
	t.executions = append(t.executions, e)
	t.event("Runtime", "executionContextCreated", map[string]any{"context": describeExecution(e)})
}

func describeExecution(e *execution) map[string]any {
	kind := "default"
	if e.world != "" {
		kind = "isolated"
	}
	return map[string]any{
		"id": e.id, "origin": e.context.Origin, "name": e.world, "uniqueId": fmt.Sprintf("%s.%d", e.context.UniqueID, e.id),
		"auxData": map[string]any{"isDefault": e.world == "", "type": kind, "frameId": e.frame.ID},
	}
}

func (o observer) ContextDestroyed(c *engine.Context) {
	t := o.of(c.Frame)
	if t == nil {
		return
	}
	var kept []*execution
	for _, e := range t.executions {
		if e.context != c {
			kept = append(kept, e)
			continue
		}
		if c.Frame.Parent != nil {
			t.event("Runtime", "executionContextDestroyed", map[string]any{"executionContextId": e.id, "executionContextUniqueId": fmt.Sprintf("%s.%d", c.UniqueID, e.id)})
		}
	}
	t.executions = kept
	if c.Frame.Parent == nil {
		t.event("Runtime", "executionContextsCleared", map[string]any{})
	}
}

// executionOf returns the default execution of a context.
func (t *target) executionOf(c *engine.Context) *execution {
	for _, e := range t.executions {
		if e.context == c && e.world == "" {
			return e
		}
	}
	return nil
}

// consoleTypes are CDP's names for the functions of console that it calls otherwise.
var consoleTypes = map[string]string{
	"warn": "warning", "countReset": "warning", "timeLog": "log",
	"group": "startGroup", "groupCollapsed": "startGroupCollapsed", "groupEnd": "endGroup",
}

func (o observer) Console(c *engine.Context, kind string, args []js.Value) {
	t := o.of(c.Frame)
	e := t.orNil(c)
	if e == nil || !t.wanted("Runtime") {
		return
	}
	if k, ok := consoleTypes[kind]; ok {
		kind = k
	}
	stack := stackTrace(c.Realm.Agent.Backtrace())
	t.each("Runtime", func(s *session) {
		list := []any{}
		for _, a := range args {
			list = append(list, s.remoteObject(e, a, remoteOptions{group: "console"}))
		}
		m := map[string]any{"type": kind, "args": list, "executionContextId": e.id, "timestamp": t.wallTime()}
		if stack != nil {
			m["stackTrace"] = stack
		}
		s.event("Runtime.consoleAPICalled", m)
	})
}

// stackTrace is CDP's form of where scripts stand; nil when none runs, or only one of another agent. Scripts have no ids here.
func stackTrace(positions []js.Position) map[string]any {
	frames := []any{}
	for _, p := range positions {
		frames = append(frames, map[string]any{
			"functionName": p.Function, "scriptId": "0", "url": p.File, "lineNumber": max(0, p.Line-1), "columnNumber": max(0, p.Column-1),
		})
	}
	if len(frames) == 0 {
		return nil
	}
	return map[string]any{"callFrames": frames}
}

// orNil is executionOf for a target that may be missing.
func (t *target) orNil(c *engine.Context) *execution {
	if t == nil {
		return nil
	}
	return t.executionOf(c)
}

func (o observer) Exception(c *engine.Context, x *js.Exception) {
	t := o.of(c.Frame)
	e := t.orNil(c)
	if e == nil {
		return
	}
	t.each("Runtime", func(s *session) {
		s.event("Runtime.exceptionThrown", map[string]any{"timestamp": t.wallTime(), "exceptionDetails": s.exceptionDetails(e, x)})
	})
}

func (o observer) Binding(c *engine.Context, name, payload string) {
	if r := o.c.recording; r != nil {
		r.Mark(name + " " + payload)
	}
	t := o.of(c.Frame)
	e := t.orNil(c)
	if e == nil {
		return
	}
	for _, s := range t.attached() {
		if _, ok := s.bindings[name]; !ok {
			continue
		}
		switch s.stopping[name] {
		case stopQuestion:
			s.owed = append(s.owed, o.c.browser.Loop().Owe())
		case stopEnding:
			s.finals = append(s.finals, o.c.browser.Loop().Hold())
		}
		s.event("Runtime.bindingCalled", map[string]any{"name": name, "payload": payload, "executionContextId": e.id})
	}
}

func (o observer) Crashed(p *engine.Page, _ string) {
	t := o.target(p)
	if t == nil {
		return
	}
	for _, s := range t.attached() {
		s.event("Inspector.targetCrashed", map[string]any{})
	}
}

func (o observer) Request(f *engine.Frame, e fetch.RequestEvent) {
	t := o.of(f)
	if t == nil || !t.wanted("Network") {
		return
	}
	loader := f.LoaderID
	if e.Request.IsNavigation() {
		loader = e.ID
	}
	headers := headerMap(e.Header)
	params := map[string]any{
		"requestId": e.ID, "loaderId": loader, "documentURL": f.URL, "frameId": f.ID, "type": resourceType(e.Request),
		"timestamp": t.now(), "wallTime": t.wallTime() / 1000, "initiator": map[string]any{"type": "other"}, "redirectHasExtraInfo": false,
		"request": map[string]any{
			"url": e.URL, "method": e.Method, "headers": headers, "hasPostData": len(e.Body) > 0,
			"initialPriority": "High", "referrerPolicy": "strict-origin-when-cross-origin",
		},
	}
	if e.Redirect != nil {
		params["redirectResponse"] = describeResponse(e.Redirect)
	}
	t.event("Network", "requestWillBeSent", params)
}

func (o observer) Response(f *engine.Frame, e fetch.ResponseEvent) {
	t := o.of(f)
	if t == nil || !t.wanted("Network") {
		return
	}
	loader := f.LoaderID
	if e.Request.IsNavigation() {
		loader = e.ID
	}
	t.event("Network", "responseReceived", map[string]any{
		"requestId": e.ID, "loaderId": loader, "frameId": f.ID, "type": resourceType(e.Request), "timestamp": t.now(),
		"hasExtraInfo": false, "response": describeResponse(e.Response),
	})
}

func (o observer) Finished(f *engine.Frame, e fetch.FinishedEvent) {
	if t := o.of(f); t != nil {
		t.event("Network", "loadingFinished", map[string]any{"requestId": e.ID, "timestamp": t.now(), "encodedDataLength": e.Length})
	}
}

func (o observer) Failed(f *engine.Frame, e fetch.FailedEvent) {
	if t := o.of(f); t != nil {
		t.event("Network", "loadingFailed", map[string]any{
			"requestId": e.ID, "timestamp": t.now(), "type": resourceType(e.Request), "errorText": e.Error, "canceled": e.Canceled,
		})
	}
}

// headerMap joins values of one name by a line feed, as Chrome does: clients choke on names given twice.
func headerMap(l fetch.HeaderList) map[string]string {
	m := map[string]string{}
	for _, h := range l {
		if old, ok := m[h.Name]; ok {
			m[h.Name] = old + "\n" + h.Value
		} else {
			m[h.Name] = h.Value
		}
	}
	return m
}

func describeResponse(r *fetch.Response) map[string]any {
	url, mime := "", ""
	if u := r.URL(); u != nil {
		url = u.Href()
	}
	if m, ok := fetch.MIMETypeOf(r.Header); ok {
		mime = m.Essence()
	}
	protocol := "http/1.1"
	if r.Protocol == "HTTP/2.0" {
		protocol = "h2"
	}
	return map[string]any{
		"url": url, "status": r.Status, "statusText": r.StatusMessage, "headers": headerMap(r.Header), "mimeType": mime, "charset": "",
		"connectionReused": false, "connectionId": 0, "encodedDataLength": 0, "securityState": "neutral", "protocol": protocol,
	}
}

// resourceType is the protocol's ResourceType of a request.
func resourceType(r *fetch.Request) string {
	switch {
	case r.IsNavigation():
		return "Document"
	case r.InitiatorType == "beacon":
		return "Ping"
	case r.Destination == "script":
		return "Script"
	case r.Destination == "style":
		return "Stylesheet"
	case r.Destination == "image":
		return "Image"
	}
	return "Fetch"
}
