package cdp

import (
	"context"
	"encoding/json"
	"time"

	"github.com/exeunt/exeunt/engine/cdp/wire"
	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
)

func networkMethods() map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){
		"getResponseBody": func(_ context.Context, c *call) {
			c.fail(wire.Errorf("No resource with given identifier found"))
		},
		"getCookies": getCookies,
		"clearBrowserCookies": func(_ context.Context, c *call) {
			c.session.target.context.browser.UserAgent().Fetch.Cookies.Clear()
			c.reply(nil)
		},
	}
}

// nodes are the nodes that a client knows by id.
type nodes struct {
	byID map[int]*dom.Node
	ids  map[*dom.Node]int
	last int
}

func (n *nodes) clear() { *n = nodes{last: n.last} }

func (n *nodes) id(node *dom.Node) int {
	if id, ok := n.ids[node]; ok {
		return id
	}
	if n.ids == nil {
		n.ids, n.byID = map[*dom.Node]int{}, map[int]*dom.Node{}
	}
	n.last++
	n.ids[node], n.byID[n.last] = n.last, node
	return n.last
}

// backendID numbers a node for all sessions of the page.
func (t *target) backendID(n *dom.Node) int {
	id, ok := t.backend[n]
	if !ok {
		id = len(t.backend) + 1
		t.backend[n] = id
	}
	return id
}

// describeNode is the protocol's Node, with the children down to a depth; -1 is all of them.
func (s *session) describeNode(n *dom.Node, depth int) map[string]any {
	name := n.QualifiedName()
	switch n.Type {
	case dom.DocumentNode:
		name = "#document"
	case dom.TextNode:
		name = "#text"
	case dom.CommentNode:
		name = "#comment"
	}
	m := map[string]any{
		"nodeId": s.nodes.id(n), "backendNodeId": s.target.backendID(n), "nodeType": int(n.Type), "nodeName": name,
		"localName": n.LocalName, "nodeValue": n.Data, "childNodeCount": len(n.Children()),
	}
	if n.Type == dom.DocumentNode && n.OwnerDocument.URL != nil {
		m["documentURL"], m["baseURL"] = n.OwnerDocument.URL.Href(), n.OwnerDocument.URL.Href()
	}
	if n.Type == dom.ElementNode {
		attributes := []string{}
		for _, a := range n.Attrs {
			attributes = append(attributes, a.QualifiedName(), a.Value)
		}
		m["attributes"] = attributes
	}
	if depth != 0 {
		children := []any{}
		for _, c := range n.Children() {
			children = append(children, s.describeNode(c, depth-1))
		}
		m["children"] = children
	}
	return m
}

func domMethods() map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){
		"getDocument": func(_ context.Context, c *call) {
			p := struct{ Depth int }{Depth: 2}
			if !c.decode(&p) {
				return
			}
			d := c.session.target.page.Main().Document()
			if d == nil {
				c.fail(wire.Errorf("Document not available"))
				return
			}
			c.session.nodes.clear()
			c.reply(map[string]any{"root": c.session.describeNode(&d.Node, p.Depth)})
		},
		"querySelector":    func(_ context.Context, c *call) { querySelector(c, false) },
		"querySelectorAll": func(_ context.Context, c *call) { querySelector(c, true) },
		"requestChildNodes": func(_ context.Context, c *call) {
			var p struct{ NodeID, Depth int }
			if !c.decode(&p) {
				return
			}
			n := c.session.nodes.byID[p.NodeID]
			if n == nil {
				c.fail(wire.Errorf("Could not find node with given id"))
				return
			}
			children := []any{}
			for _, child := range n.Children() {
				children = append(children, c.session.describeNode(child, max(p.Depth, 1)-1))
			}
			c.session.event("DOM.setChildNodes", map[string]any{"parentId": p.NodeID, "nodes": children})
			c.reply(nil)
		},
		"describeNode": func(_ context.Context, c *call) {
			if n := c.node(); n != nil {
				c.reply(map[string]any{"node": c.session.describeNode(n, 0)})
			}
		},
		"resolveNode": func(ctx context.Context, c *call) {
			n := c.node()
			if n == nil {
				return
			}
			for _, e := range c.session.target.executions {
				if e.frame.Document() == n.OwnerDocument && e.world == "" {
					defer e.context.Enter(ctx)()
					c.reply(map[string]any{"object": c.session.remoteObject(e, e.context.WrapNode(n), remoteOptions{})})
					return
				}
			}
			c.fail(wire.Errorf("Node with given id does not belong to the document"))
		},
	}
}

// node finds the node that a command names, or answers that there is none.
func (c *call) node() *dom.Node {
	var p struct {
		NodeID, BackendNodeID int
		ObjectID              string
	}
	if !c.decode(&p) {
		return nil
	}
	s := c.session
	switch {
	case p.NodeID != 0:
		if n := s.nodes.byID[p.NodeID]; n != nil {
			return n
		}
	case p.BackendNodeID != 0:
		for n, id := range s.target.backend {
			if id == p.BackendNodeID {
				return n.(*dom.Node)
			}
		}
	case p.ObjectID != "":
		if h, ok := s.objects.held[p.ObjectID]; ok {
			defer h.on.context.Realm.Agent.Scope()()
			if n, ok := h.on.context.Realm.Agent.Unwrap(h.ref.Value()).(*dom.Node); ok {
				return n
			}
		}
	}
	c.fail(wire.Errorf("Could not find node with given id"))
	return nil
}

func querySelector(c *call, all bool) {
	var p struct {
		NodeID   int
		Selector string
	}
	if !c.decode(&p) {
		return
	}
	n := c.session.nodes.byID[p.NodeID]
	if n == nil {
		c.fail(wire.Errorf("Could not find node with given id"))
		return
	}
	sel, err := parser.ParseSelector(p.Selector)
	if err != nil {
		c.fail(wire.Errorf("DOM Error while querying"))
		return
	}
	if all {
		ids := []int{}
		for _, m := range sel.All(n) {
			ids = append(ids, c.session.nodes.id(m))
		}
		c.reply(map[string]any{"nodeIds": ids})
		return
	}
	id := 0
	if m := sel.First(n); m != nil {
		id = c.session.nodes.id(m)
	}
	c.reply(map[string]int{"nodeId": id})
}

func emulationMethods() map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){"setVirtualTimePolicy": setVirtualTimePolicy}
}

// setVirtualTimePolicy moves the context to the virtual clock. A clock that becomes virtual begins at a fixed
// moment unless the client names one.
func setVirtualTimePolicy(_ context.Context, c *call) {
	var p struct {
		Policy             string
		Budget             *float64
		InitialVirtualTime *float64
	}
	if !c.decode(&p) {
		return
	}
	s := c.session
	loop := s.target.context.browser.Loop()
	policy := eventloop.Policy{Paused: p.Policy == "pause"}
	switch p.Policy {
	case "pause", "advance", "pauseIfNetworkFetchesPending":
	default:
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "Invalid policy: " + p.Policy})
		return
	}
	if p.InitialVirtualTime != nil {
		policy.Initial = time.UnixMicro(int64(*p.InitialVirtualTime * 1e6)).UTC()
	} else if !loop.Virtual() {
		policy.Initial = virtualEpoch
	}
	if p.Budget != nil {
		policy.Budget = time.Duration(*p.Budget * float64(time.Millisecond))
		policy.Expired = func() { s.event("Emulation.virtualTimeBudgetExpired", map[string]any{}) }
	}
	loop.VirtualTime(policy)
	c.reply(map[string]float64{"virtualTimeTicksBase": float64(loop.Elapsed().Microseconds()) / 1000})
}

// recorder collects the standards' steps.
type recorder struct {
	loop   *eventloop.Loop
	events []json.RawMessage
}

// traceTime is the time of an event: on a virtual clock since that began, so that it is the same in each run.
func traceTime(l *eventloop.Loop) float64 {
	if l.Virtual() {
		return float64(l.Now().Sub(virtualEpoch).Microseconds()) / 1000
	}
	return float64(l.Elapsed().Microseconds()) / 1000
}

// Trace implements spec.Tracer.
func (r *recorder) Trace(_ context.Context, e spec.Event) {
	t := recording.TraceEvent{
		T: traceTime(r.loop), Kind: e.Kind.String(), Depth: e.Frame.Depth, Frame: int(e.Frame.ID),
		Algorithm: e.Frame.Algorithm.String(), Step: e.Step, Note: e.Note,
	}
	if e.Kind == spec.Enter {
		if e.Frame.Parent != nil {
			t.Parent = int(e.Frame.Parent.ID)
		}
		for _, a := range e.Frame.Args {
			t.Args = append(t.Args, spec.Show(a))
		}
	}
	r.events = append(r.events, t.Append(nil))
}

// settleRounds is how often settle waits for the wire at most; a page that goes on asking is left to itself.
const settleRounds = 1000

// settle answers when all that can happen without time passing has happened: no request is on the wire, and what
// the last answer led to has not issued another.
func settle(ctx context.Context, c *call, rounds int) {
	b := c.session.target.context.browser
	again := false
	b.UserAgent().Fetch.WireQuiet(ctx, func(context.Context) {
		if !again || rounds == 0 {
			c.reply(nil)
			return
		}
		// What is posted is served when the loop has nothing else to do.
		b.Loop().Post(func(ctx context.Context) { settle(ctx, c, rounds-1) })
	})
	again = true
}

// ownMethods is the domain Exeunt.
func ownMethods() map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){
		"enable": func(_ context.Context, c *call) {
			var p struct {
				Trace  bool
				Record bool
				Lines  *lines // of scripts are recorded too
				// At this event of the recording Source is evaluated; takeRecording then brings its value.
				Evaluate *evaluation
				Owing    []string // bindings whose calls are questions
				Final    []string // bindings whose calls end the test
			}
			if !c.decode(&p) {
				return
			}
			s := c.session
			s.stopping = map[string]stop{}
			for _, name := range p.Owing {
				s.stopping[name] = stopQuestion
			}
			for _, name := range p.Final {
				s.stopping[name] = stopEnding
			}
			in := s.target.context
			s.enabled["Exeunt"] = true
			in.browser.WatchDeferredFetches()
			if p.Trace && in.trace == nil {
				in.trace = &recorder{loop: in.browser.Loop()}
				in.retrace()
			}
			if p.Record && in.recording == nil {
				in.record(p.Lines, p.Evaluate)
			}
			c.reply(nil)
		},
		"disable":            func(_ context.Context, c *call) { delete(c.session.enabled, "Exeunt"); c.reply(nil) },
		"getDeferredFetches": getDeferredFetches,
		"takeRefusals":       takeRefusals,
		"aboutToLoseScripts": func(ctx context.Context, c *call) { c.session.target.page.AboutToLoseScripts(ctx); c.reply(nil) },
		"answered": func(_ context.Context, c *call) {
			if s := c.session; len(s.owed) > 0 {
				s.owed[0]()
				s.owed = s.owed[1:]
			}
			c.reply(nil)
		},
		"settle": func(ctx context.Context, c *call) { settle(ctx, c, settleRounds) },
		"takeTrace": func(_ context.Context, c *call) {
			events := []json.RawMessage{}
			if r := c.session.target.context.trace; r != nil && r.events != nil {
				events, r.events = r.events, nil
			}
			c.reply(map[string]any{"events": events})
		},
		"pointAt":       pointAt,
		"takeRecording": takeRecording,
		"setBehaviour": func(_ context.Context, c *call) {
			var p struct{ Name, Value string }
			if !c.decode(&p) {
				return
			}
			if err := c.session.target.context.browser.SetBehaviour(p.Name, p.Value); err != nil {
				c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: err.Error()})
				return
			}
			c.reply(nil)
		},
	}
}
