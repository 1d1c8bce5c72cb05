package dom_test

import (
	"context"
	"strings"
	"testing"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recorder notes the hooks' calls, and can act in one of them.
type recorder struct {
	calls []string
	act   func(call string)
}

func (r *recorder) note(call string) {
	r.calls = append(r.calls, call)
	if r.act != nil {
		r.act(call)
	}
}

func (r *recorder) PostConnection(_ context.Context, n *dom.Node) { r.note("connected " + name(n)) }
func (r *recorder) Removing(_ context.Context, n, old *dom.Node) {
	r.note("removing " + name(n) + " from " + name(old))
}
func (r *recorder) AttributeChanged(_ context.Context, el *dom.Node, _, attr string, old, new *string) {
	show := func(s *string) string {
		if s == nil {
			return "null"
		}
		return *s
	}
	r.note("attribute " + name(el) + " " + attr + " " + show(old) + "→" + show(new))
}
func (r *recorder) ChildrenChanged(_ context.Context, p *dom.Node) { r.note("children " + name(p)) }

func name(n *dom.Node) string { return strings.Trim(n.TraceString(), "<>") }

func page(t *testing.T) (*dom.Document, *dom.Node, *recorder) {
	t.Helper()
	ctx := context.Background()
	d := dom.NewDocument(true)
	html := el(t, d, "html")
	require.NoError(t, dom.Append(ctx, html, &d.Node))
	body := el(t, d, "body")
	require.NoError(t, dom.Append(ctx, body, html))
	r := &recorder{}
	d.Hooks = r
	return d, body, r
}

func el(t *testing.T, d *dom.Document, name string) *dom.Node {
	t.Helper()
	n, err := d.CreateElement(name)
	require.NoError(t, err)
	return n
}

func TestPostConnectionRunsAfterAllNodesAreIn(t *testing.T) {
	ctx := context.Background()
	d, body, r := page(t)
	f := d.CreateFragment()
	a, b, c := el(t, d, "a"), el(t, d, "b"), el(t, d, "i")
	for _, n := range []*dom.Node{a, b} {
		require.NoError(t, dom.Append(ctx, n, f))
	}
	require.NoError(t, dom.Append(ctx, c, a))
	r.calls = nil
	r.act = func(call string) {
		if call == "connected a" {
			assert.Same(t, b, body.LastChild)
			dom.Remove(ctx, b) // so its own steps no longer run
		}
	}
	require.NoError(t, dom.Append(ctx, f, body))
	assert.Equal(t, []string{"children #document-fragment", "children #document-fragment"}, onlyChildren(r.calls)[:2])
	assert.Equal(t, []string{"connected a", "removing b from body", "connected i"}, without(r.calls, "children", "removing a", "removing i", "removing b from #"))
}

func onlyChildren(calls []string) []string {
	var list []string
	for _, c := range calls {
		if strings.HasPrefix(c, "children") {
			list = append(list, c)
		}
	}
	return list
}

func without(calls []string, prefixes ...string) []string {
	var list []string
next:
	for _, c := range calls {
		for _, p := range prefixes {
			if strings.HasPrefix(c, p) {
				continue next
			}
		}
		list = append(list, c)
	}
	return list
}

func TestRemovingRunsInTreeOrderOverASnapshot(t *testing.T) {
	ctx := context.Background()
	d, body, r := page(t)
	a, b, c := el(t, d, "a"), el(t, d, "b"), el(t, d, "i")
	require.NoError(t, dom.Append(ctx, a, body))
	require.NoError(t, dom.Append(ctx, b, a))
	require.NoError(t, dom.Append(ctx, c, a))
	r.calls = nil
	dom.Remove(ctx, a)
	assert.Equal(t, []string{"removing a from body", "removing b from body", "removing i from body", "children body"}, r.calls)
}

func TestPreInsertValidity(t *testing.T) {
	ctx := context.Background()
	d, body, _ := page(t)
	div := el(t, d, "div")
	template := el(t, d, "template")
	require.NoError(t, dom.Append(ctx, div, body))
	fragment := d.CreateFragment()
	require.NoError(t, dom.Append(ctx, d.CreateTextNode("x"), fragment))
	doctype, err := d.CreateDoctype("html", "", "")
	require.NoError(t, err)
	tests := []struct {
		name                string
		node, parent, child *dom.Node
		want                string
	}{
		{"ancestor", body, div, nil, "HierarchyRequestError"},
		{"text as parent", el(t, d, "p"), d.CreateTextNode(""), nil, "HierarchyRequestError"},
		{"foreign child", el(t, d, "p"), body, template, "NotFoundError"},
		{"document", &d.Node, body, nil, "HierarchyRequestError"},
		{"second element", el(t, d, "p"), &d.Node, nil, "HierarchyRequestError"},
		{"text in document", d.CreateTextNode(""), &d.Node, nil, "HierarchyRequestError"},
		{"text through fragment", fragment, &d.Node, nil, "HierarchyRequestError"},
		{"doctype after element", doctype, &d.Node, nil, "HierarchyRequestError"},
		{"doctype in element", doctype, body, nil, "HierarchyRequestError"},
		{"doctype before element", doctype, &d.Node, d.DocumentElement(), ""},
		{"template in itself", template, template.TemplateContents, nil, "HierarchyRequestError"},
		{"comment", d.CreateComment(""), &d.Node, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := dom.PreInsert(ctx, tt.node, tt.parent, tt.child)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			var e *webidl.Exception
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tt.want, e.Name)
		})
	}
}

type listener struct{ f func(*dom.Event) }

func (l *listener) Invoke(_ context.Context, e *dom.Event) { l.f(e) }
func (l *listener) Same(o dom.Callback) bool               { other, ok := o.(*listener); return ok && l == other }

func TestDispatchOrder(t *testing.T) {
	ctx := context.Background()
	d, body, _ := page(t)
	div := el(t, d, "div")
	require.NoError(t, dom.Append(ctx, div, body))
	var log []string
	on := func(target dom.Target, label string, capture bool) *listener {
		l := &listener{func(e *dom.Event) {
			log = append(log, label)
			assert.Same(t, div, e.Target)
		}}
		dom.AddListener(target, &dom.Listener{Type: "x", Callback: l, Capture: capture})
		return l
	}
	on(div, "div bubble", false)
	on(div, "div capture", true)
	on(body, "body bubble", false)
	on(d, "document capture", true)
	on(&d.Node, "document bubble", false)
	on(body, "body capture", true)
	e := dom.NewEvent("x")
	e.Bubbles = true
	assert.True(t, dom.Dispatch(ctx, div, e))
	assert.Equal(t, []string{"document capture", "body capture", "div capture", "div bubble", "body bubble", "document bubble"}, log)
	assert.Equal(t, dom.PhaseNone, e.Phase)
	assert.Nil(t, e.CurrentTarget)
	assert.Same(t, div, e.Target)

	log = nil
	e.Bubbles = false
	dom.Dispatch(ctx, div, e)
	assert.Equal(t, []string{"document capture", "body capture", "div capture", "div bubble"}, log)
}

func TestListeners(t *testing.T) {
	ctx := context.Background()
	d := dom.NewDocument(true)
	n := el(t, d, "p")
	var log []string
	say := func(s string) *listener { return &listener{func(*dom.Event) { log = append(log, s) }} }
	second := say("second")
	signal := dom.NewAbortSignal()
	dom.AddListener(n, &dom.Listener{Type: "x", Once: true, Callback: &listener{func(*dom.Event) {
		log = append(log, "first")
		dom.RemoveListener(n, "x", second, false)
		dom.AddListener(n, &dom.Listener{Type: "x", Callback: say("late"), Signal: signal})
	}}})
	dom.AddListener(n, &dom.Listener{Type: "x", Callback: second})
	dom.AddListener(n, &dom.Listener{Type: "x", Callback: second})
	yes := true
	dom.AddListener(n, &dom.Listener{Type: "x", Passive: &yes, Callback: &listener{func(e *dom.Event) { e.PreventDefault() }}})
	e := dom.NewEvent("x")
	e.Cancelable = true
	assert.True(t, dom.Dispatch(ctx, n, e), "a passive listener cannot cancel")
	assert.Equal(t, []string{"first"}, log)
	dom.Dispatch(ctx, n, e)
	assert.Equal(t, []string{"first", "late"}, log)
	signal.SignalAbort(ctx, "why")
	dom.Dispatch(ctx, n, e)
	assert.Equal(t, []string{"first", "late"}, log)
}

type handlerFunc func(*dom.Event)

func (f handlerFunc) Handle(_ context.Context, e *dom.Event) { f(e) }

func TestHandlersKeepTheirPlace(t *testing.T) {
	ctx := context.Background()
	n := el(t, dom.NewDocument(true), "p")
	var log []string
	say := func(s string) func(*dom.Event) { return func(*dom.Event) { log = append(log, s) } }
	dom.SetHandler(n, "x", handlerFunc(say("old")))
	dom.AddListener(n, &dom.Listener{Type: "x", Callback: &listener{say("listener")}})
	dom.SetHandler(n, "x", handlerFunc(say("new")))
	dom.Fire(ctx, n, "x")
	assert.Equal(t, []string{"new", "listener"}, log)
	log = nil
	dom.SetHandler(n, "x", nil)
	dom.SetHandler(n, "x", handlerFunc(say("again")))
	dom.Fire(ctx, n, "x")
	assert.Equal(t, []string{"listener", "again"}, log)
}

type compiler struct{ sources []string }

func (c *compiler) CompileHandler(_ context.Context, _ dom.Target, _ *dom.Node, _, source string) dom.EventHandler {
	c.sources = append(c.sources, source)
	return handlerFunc(func(*dom.Event) { c.sources = append(c.sources, "ran "+source) })
}

func TestHandlerAttributesCompileWhenNeeded(t *testing.T) {
	ctx := context.Background()
	d := dom.NewDocument(true)
	c := &compiler{}
	d.Handlers = c
	n := el(t, d, "p")
	n.SetAttr(ctx, "onclick", "one")
	n.SetAttr(ctx, "onclick", "two")
	n.SetAttr(ctx, "onnothing", "three")
	assert.Empty(t, c.sources)
	dom.Fire(ctx, n, "click")
	dom.Fire(ctx, n, "click")
	dom.Fire(ctx, n, "nothing")
	assert.Equal(t, []string{"two", "ran two", "ran two"}, c.sources)
	n.RemoveAttr(ctx, "onclick")
	dom.Fire(ctx, n, "click")
	assert.Len(t, c.sources, 3)
}

func TestAbortSignals(t *testing.T) {
	ctx := context.Background()
	var log []string
	a, b := dom.NewAbortSignal(), dom.NewAbortSignal()
	any := dom.Any([]*dom.AbortSignal{a, b})
	nested := dom.Any([]*dom.AbortSignal{any})
	for label, s := range map[string]*dom.AbortSignal{"a": a, "any": any, "nested": nested} {
		s.AddAlgorithm(func(context.Context) {
			log = append(log, label+" algorithm")
			assert.True(t, nested.Aborted(), "dependents are marked before anything runs")
		})
		dom.AddListener(s, &dom.Listener{Type: "abort", Callback: &listener{func(*dom.Event) { log = append(log, label+" event") }}})
	}
	removed := a.AddAlgorithm(func(context.Context) { log = append(log, "removed") })
	removed()
	a.SignalAbort(ctx, "why")
	a.SignalAbort(ctx, "again")
	assert.Equal(t, []string{"a algorithm", "a event", "any algorithm", "any event", "nested algorithm", "nested event"}, log)
	assert.Equal(t, "why", nested.Reason)
	assert.Equal(t, "why", a.Reason)
	assert.False(t, b.Aborted())
	assert.Equal(t, "why", dom.Any([]*dom.AbortSignal{b, a}).Reason)

	b.SignalAbort(ctx, nil)
	assert.Equal(t, "AbortError", b.Reason.(*webidl.Exception).Name)

	var elapsed func(context.Context)
	timeout := dom.Timeout(func(f func(context.Context)) { elapsed = f })
	assert.False(t, timeout.Aborted())
	elapsed(ctx)
	assert.Equal(t, "TimeoutError", timeout.Reason.(*webidl.Exception).Name)
}

func TestMutationObserver(t *testing.T) {
	ctx := context.Background()
	d, body, _ := page(t)
	var microtasks []func(context.Context)
	q := &dom.ObserverQueue{Microtask: func(f func(context.Context)) { microtasks = append(microtasks, f) }}
	var got []*dom.MutationRecord
	m := dom.NewMutationObserver(q, func(_ context.Context, records []*dom.MutationRecord) { got = append(got, records...) })
	yes := true
	require.Error(t, m.Observe(body, dom.MutationOptions{Subtree: true}))
	require.NoError(t, m.Observe(body, dom.MutationOptions{ChildList: true, Subtree: true, AttributeOldValue: &yes, CharacterData: &yes}))
	div, text := el(t, d, "div"), d.CreateTextNode("1")
	require.NoError(t, dom.Append(ctx, div, body))
	require.NoError(t, dom.Append(ctx, text, div))
	div.SetAttr(ctx, "a", "1")
	div.SetAttr(ctx, "a", "2")
	text.SetData(ctx, "2")
	dom.Remove(ctx, div)
	dom.Remove(ctx, text) // seen by the transient observer
	require.Len(t, microtasks, 1)
	microtasks[0](ctx)
	var kinds []string
	for _, r := range got {
		kinds = append(kinds, r.Type)
	}
	assert.Equal(t, []string{"childList", "childList", "attributes", "attributes", "characterData", "childList", "childList"}, kinds)
	assert.Nil(t, got[2].OldValue)
	assert.Equal(t, "1", *got[3].OldValue)
	assert.Nil(t, got[4].OldValue)
	assert.Same(t, text, got[6].RemovedNodes[0])

	div.SetAttr(ctx, "a", "3")
	assert.Len(t, microtasks, 1, "transient observers end with the notification")
}

func TestMoveKeepsNodesConnected(t *testing.T) {
	ctx := context.Background()
	d, body, r := page(t)
	a, b := el(t, d, "a"), el(t, d, "b")
	require.NoError(t, dom.Append(ctx, a, body))
	require.NoError(t, dom.Append(ctx, b, body))
	r.calls = nil
	require.NoError(t, dom.Move(ctx, b, body, a))
	assert.Same(t, b, body.FirstChild)
	assert.Empty(t, r.calls)
	assert.Error(t, dom.Move(ctx, b, d.CreateFragment(), nil))
}

func TestValidateAndExtract(t *testing.T) {
	tests := []struct{ namespace, name, prefix, local, err string }{
		{"", "a", "", "a", ""},
		{"urn:x", "p:a", "p", "a", ""},
		{"", "p:a", "", "", "NamespaceError"},
		{"urn:x", "xml:a", "", "", "NamespaceError"},
		{"urn:x", "xmlns", "", "", "NamespaceError"},
		{dom.XMLNSNamespace, "a", "", "", "NamespaceError"},
		{dom.XMLNSNamespace, "xmlns:a", "xmlns", "a", ""},
		{"urn:x", ":a", "", "", "InvalidCharacterError"},
		{"", "1a", "", "", "InvalidCharacterError"},
		{"", "a b", "", "", "InvalidCharacterError"},
		{"", "é1", "", "é1", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			prefix, local, err := dom.ValidateAndExtract(tt.namespace, tt.name, false)
			if tt.err != "" {
				var e *webidl.Exception
				require.ErrorAs(t, err, &e)
				assert.Equal(t, tt.err, e.Name)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, []string{tt.prefix, tt.local}, []string{prefix, local})
		})
	}
}

func TestCloneDeep(t *testing.T) {
	ctx := context.Background()
	d, body, _ := page(t)
	s := el(t, d, "script")
	s.AlreadyStarted = true
	s.SetAttr(ctx, "src", "x")
	require.NoError(t, dom.Append(ctx, s, body))
	require.NoError(t, dom.Append(ctx, d.CreateTextNode("t"), s))
	c := dom.Clone(ctx, body, d, true)
	assert.True(t, c.Equal(body))
	assert.Nil(t, c.Parent)
	assert.True(t, c.FirstChild.AlreadyStarted)
	assert.Empty(t, dom.Clone(ctx, body, d, false).Children())
}

func TestText(t *testing.T) {
	ctx := context.Background()
	d, body, _ := page(t)
	n := d.CreateTextNode("a😀b")
	require.NoError(t, dom.Append(ctx, n, body))
	assert.Equal(t, 4, n.Length())
	_, err := n.SubstringData(5, 1)
	require.Error(t, err)
	rest, err := n.SplitText(ctx, 3)
	require.NoError(t, err)
	assert.Equal(t, []string{"a😀", "b"}, []string{n.Data, rest.Data})
	body.Normalize(ctx)
	assert.Equal(t, "a😀b", body.TextContent())
	assert.Same(t, body.FirstChild, body.LastChild)
}
