package harness

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed inject/driver.js
var driverScript string

//go:embed inject/vendor.js
var vendorScript string

// driverBinding is how a page asks for what testdriver.js offers.
const driverBinding = "__exeunt_driver"

// driverLimit is how long a browser may take over what a page asked for.
const driverLimit = 8 * time.Second

// A question is what a page asks of the harness through testdriver.js.
type question struct {
	ID      int             `json:"id"`
	Command string          `json:"command"`
	Window  string          `json:"window"` // the mark of the window that is meant, "" for the test's own
	Params  json.RawMessage `json:"params"`
}

// An element is how a page names one: the mark of its window, and its place in the list that the
// window keeps for us.
type element struct {
	Window  string `json:"window"`
	Element int    `json:"element"`
}

// answer does what the page asked for and says so.
func (v *visit) answer(tab context.Context, payload string) {
	var q question
	if json.Unmarshal([]byte(payload), &q) != nil {
		return
	}
	limited, cancel := context.WithTimeout(tab, v.slot.run.stretch(driverLimit))
	defer cancel()
	reply := []any{q.ID, nil, nil}
	d := &driver{visit: v, tab: limited}
	result, err := d.obey(q)
	switch {
	case unknownMethod(err):
		reply[1] = q.Command + "(): this browser cannot do it: " + err.Error()
	case err != nil:
		reply[1] = q.Command + "(): " + err.Error()
	default:
		reply[2] = result
	}
	text, err := json.Marshal(reply)
	if err != nil {
		return
	}
	expression := fmt.Sprintf("self[Symbol.for('exeunt.answer')](...%s)", text)
	_, _ = chromedp.Call(tab, runtime.Evaluate, runtime.EvaluateParams{Expression: expression})
	// A browser whose clock stood still for the answer may go on.
	_ = chromedp.FromContext(tab).Target.Call(tab, "Exeunt.answered", struct{}{}, nil)
}

// A driver answers one question.
type driver struct {
	visit *visit
	tab   context.Context // the test's own
}

// A place is a window that the browser knows.
type place struct {
	ctx     context.Context // of the target that the window is in
	session *session
	frame   cdp.FrameID
	context runtime.ExecutionContextID // 0 for the target's main one
}

// obey finds the window that is meant, and the command.
func (d *driver) obey(q question) (any, error) {
	command, ok := driverCommands[q.Command]
	if !ok {
		return nil, errors.New("the harness does not know how to do this")
	}
	where, err := d.window(q.Window)
	if err != nil {
		return nil, err
	}
	return command(d, where, q.Params)
}

// marks is an expression for the mark of the window it is evaluated in.
const marks = "(self[Symbol.for('exeunt.window')] || {}).id"

// window finds a window by its mark: in the test's own page, then in the other pages and frames of
// its browser context, which are attached to when they are first needed.
func (d *driver) window(mark string) (*place, error) {
	own := &d.visit.own
	if mark == "" {
		return &place{ctx: d.tab, session: own}, nil
	}
	if p := d.search(d.tab, own, mark); p != nil {
		return p, nil
	}
	c := chromedp.FromContext(d.tab)
	list, err := chromedp.CallBrowser(d.tab, target.GetTargets, target.GetTargetsParams{})
	if err != nil {
		return nil, err
	}
	for _, info := range list.TargetInfos {
		if info.Type != "page" && info.Type != "iframe" || info.TargetID == c.Target.TargetID || info.BrowserContextID != c.BrowserContextID {
			continue
		}
		s, err := d.visit.attach(d.tab, info.TargetID)
		if err != nil {
			continue // it may be gone by now
		}
		ctx, cancel := context.WithTimeout(s.ctx, driverLimit)
		context.AfterFunc(d.tab, cancel)
		if p := d.search(ctx, s, mark); p != nil {
			return p, nil
		}
	}
	return nil, errors.New("the window is gone")
}

// search looks for a window in one target.
func (d *driver) search(ctx context.Context, s *session, mark string) *place {
	for _, e := range s.list() {

		r, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: marks, ContextID: e.id})
		if err != nil || r.ExceptionDetails != nil || r.Result == nil {
			continue
		}
		var text string
		if json.Unmarshal(r.Result.Value, &text) == nil && text == mark {
			return &place{ctx: ctx, session: s, frame: e.frame, context: e.id}
		}
	}
	return nil
}

// evaluate evaluates an expression in the window and decodes its value.
func (p *place) evaluate(expression string, result any) error {
	byValue := true
	r, err := chromedp.Call(p.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, ContextID: p.context, ReturnByValue: &byValue})
	switch {
	case err != nil:
		return err
	case r.ExceptionDetails != nil:
		return errors.New(r.ExceptionDetails.Text)
	}
	return json.Unmarshal(r.Result.Value, result)
}

// call calls a method of the protocol on the window's target.
func (p *place) call(method string, params, result any) error {
	if params == nil {
		params = struct{}{}
	}
	return decoded(result, func(raw any) error { return chromedp.FromContext(p.ctx).Target.Call(p.ctx, method, params, raw) })
}

// decoded has a call made, and decodes its result in our way: chromedp minds the case of names.
func decoded(result any, call func(raw any) error) error {
	if result == nil {
		return call(nil)
	}
	var raw json.RawMessage
	if err := call(&raw); err != nil {
		return err
	}
	return json.Unmarshal(raw, result)
}

// callBrowser calls a method of the protocol on the browser.
func (p *place) callBrowser(method string, params, result any) error {
	return decoded(result, func(raw any) error { return chromedp.FromContext(p.ctx).Browser.Call(p.ctx, method, params, raw) })
}

// origin is that of the window, as it says itself.
func (p *place) origin() (string, error) {
	var origin string
	err := p.evaluate("self.origin", &origin)
	return origin, err
}

// subject gives the browser's name of the element that a command is about.
func (d *driver) subject(params json.RawMessage) (*place, runtime.RemoteObjectID, error) {
	q, err := decode[struct{ At element }](params)
	if err != nil {
		return nil, "", err
	}
	return d.resolve(q.At)
}

// resolve gives the browser's name of an element.
func (d *driver) resolve(at element) (*place, runtime.RemoteObjectID, error) {
	p, err := d.window(at.Window)
	if err != nil {
		return nil, "", err
	}
	expression := fmt.Sprintf("self[Symbol.for('exeunt.window')].elements[%d]", at.Element)
	r, err := chromedp.Call(p.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, ContextID: p.context})
	switch {
	case err != nil:
		return nil, "", err
	case r.ExceptionDetails != nil || r.Result == nil || r.Result.ObjectID == "":
		return nil, "", errors.New("the element is gone")
	}
	return p, r.Result.ObjectID, nil
}

// A session is an attachment to a target, with the default execution contexts in it.
type session struct {
	ctx        context.Context
	cancel     context.CancelFunc
	id         target.ID
	collector  *collector
	executions []execution // guarded by collector.mu
}

type execution struct {
	id     runtime.ExecutionContextID
	unique string
	frame  cdp.FrameID
}

// event follows the target's execution contexts.
func (s *session) event(ev any) {
	s.collector.mu.Lock()
	defer s.collector.mu.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventExecutionContextCreated:
		var data struct {
			IsDefault bool        `json:"isDefault"`
			FrameID   cdp.FrameID `json:"frameId"`
		}
		if json.Unmarshal(ev.Context.AuxData, &data) == nil && data.IsDefault {
			s.executions = append(s.executions, execution{ev.Context.ID, ev.Context.UniqueID, data.FrameID})
		}
	case *runtime.EventExecutionContextDestroyed:
		s.executions = slices.DeleteFunc(s.executions, func(e execution) bool { return e.unique == ev.ExecutionContextUniqueID })
	case *runtime.EventExecutionContextsCleared:
		s.executions = nil
	}
}

func (s *session) list() []execution {
	s.collector.mu.Lock()
	defer s.collector.mu.Unlock()
	return slices.Clone(s.executions)
}

// attach attaches to another target of the test's browser context, once.
func (v *visit) attach(tab context.Context, id target.ID) (*session, error) {
	for _, s := range v.others {
		if s.id == id && s.ctx.Err() == nil {
			return s, nil
		}
	}
	s := &session{id: id, collector: v.collector}
	s.ctx, s.cancel = chromedp.NewContext(v.tab, chromedp.WithTargetID(id), chromedp.WithDetachOnCancel(), chromedp.WithListener(s.event))
	done := make(chan error, 1)
	go func() { done <- chromedp.Do(s.ctx) }()
	select {
	case err := <-done:
		if err != nil {
			s.cancel()
			return nil, err
		}
	case <-tab.Done():
		s.cancel()
		return nil, tab.Err()
	}
	v.others = append(v.others, s)
	return s, nil
}

// keys reads the text that send_keys is given: one key after the other.
func keys(text string) []string {
	var list []string
	for _, r := range text {
		list = append(list, string(r))
	}
	return list
}

// decode reads a command's parameters.
func decode[T any](params json.RawMessage) (T, error) {
	var p T
	if err := json.Unmarshal(params, &p); err != nil {
		return p, fmt.Errorf("its parameters are not as they must be: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return p, nil
}
