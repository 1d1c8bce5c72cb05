package cdp

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/exeunt/exeunt/engine/cdp/wire"
)

// A connection is one client.
type connection struct {
	server *Server
	wire   *wire.Conn
	root   *session

	mu       sync.Mutex
	sessions map[string]*session // without root
}

// Handle implements wire.Handler.
func (n *connection) Handle(r wire.Request) {
	s := n.root
	if r.Session != "" {
		n.mu.Lock()
		s = n.sessions[r.Session]
		n.mu.Unlock()
	}
	if s == nil {
		n.wire.Fail(r, wire.NoSession())
		return
	}
	c := &call{session: s, request: r}
	if !s.register(c) {
		n.wire.Fail(r, wire.NoSession())
		return
	}
	if c.request.Method == "Page.handleJavaScriptDialog" {
		// The command before it may wait for the script that shows the dialog.
		go s.dispatch(c)
		return
	}
	if !s.lane.do(func() { s.dispatch(c) }) {
		c.fail(wire.Errorf("Too many commands are waiting"))
	}
}

// Disconnected implements wire.Handler.
func (n *connection) Disconnected() {
	n.mu.Lock()
	all := slices.Collect(maps.Values(n.sessions))
	n.mu.Unlock()
	for _, s := range append(all, n.root) {
		s.end()
	}
	n.server.mu.Lock()
	delete(n.server.connections, n)
	var owned []*browserContext
	for _, c := range n.server.contexts {
		if c.owner == n {
			owned = append(owned, c)
		}
	}
	n.server.mu.Unlock()
	for _, c := range owned {
		c.lane.do(c.dispose)
	}
}

// A session is a client's conversation with a target, or with the browser.
type session struct {
	id         string // "" for the connection's own
	connection *connection
	parent     *session // nil for the connection's own
	target     *target  // nil for the browser; set before the session is used
	lane       lane

	mu      sync.Mutex
	pending map[*call]struct{} // not answered yet
	ended   bool

	// Guarded by Server.mu.
	discover, autoAttach bool
	downloads            bool // told of downloads
	auto                 bool // made by the parent's setAutoAttach

	// Only on the goroutine of the target's Browser.
	enabled  map[string]bool // domains, and "lifecycle"
	bindings map[string]string
	scripts  []string
	objects  objects
	nodes    nodes
	stopping map[string]stop // bindings whose calls stop the clock
	owed     []func()        // let the clock go on, one for each question that is not answered
	finals   []func()        // let the clock go on, one for each call of a binding that ends the test
}

func newSession(n *connection, parent *session, t *target, id string) *session {
	return &session{
		id: id, connection: n, parent: parent, target: t, pending: map[*call]struct{}{},
		enabled: map[string]bool{}, bindings: map[string]string{},
	}
}

// attach makes a session of t on behalf of s, tells s, and returns it; nil when the target is gone.
func (s *session) attach(t *target, auto bool) *session {
	n := s.connection
	child := newSession(n, s, nil, rand.Text())
	child.auto = auto
	n.mu.Lock()
	n.sessions[child.id] = child
	n.mu.Unlock()
	if !child.join(t) {
		n.mu.Lock()
		delete(n.sessions, child.id)
		n.mu.Unlock()
		return nil
	}
	s.event("Target.attachedToTarget", map[string]any{
		"sessionId": child.id, "targetInfo": t.info(), "waitingForDebugger": false,
	})
	return child
}

// join makes s a session of t.
func (s *session) join(t *target) bool {
	server := s.connection.server
	server.mu.Lock()
	defer server.mu.Unlock()
	if t.gone {
		return false
	}
	s.target = t
	all := append(slices.Clone(t.attached()), s)
	t.sessions.Store(&all)
	return true
}

// detach ends s and tells its parent.
func (s *session) detach() {
	n := s.connection
	if !s.end() {
		return
	}
	n.mu.Lock()
	delete(n.sessions, s.id)
	n.mu.Unlock()
	if s.parent != nil {
		s.parent.event("Target.detachedFromTarget", map[string]any{"sessionId": s.id, "targetId": s.target.id})
	} else {
		s.event("Inspector.detached", map[string]any{"reason": "target_closed"})
		n.wire.Close()
	}
}

// end takes s from its target and answers what is pending. It reports false when that has happened before.
func (s *session) end() bool {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return false
	}
	s.ended = true
	pending := slices.Collect(maps.Keys(s.pending))
	s.pending = nil
	s.mu.Unlock()
	slices.SortFunc(pending, func(a, b *call) int { return int(a.request.ID - b.request.ID) })
	for _, c := range pending {
		if c.answered.CompareAndSwap(false, true) {
			s.connection.wire.Fail(c.request, wire.Errorf("Inspected target navigated or closed"))
		}
	}
	server := s.connection.server
	server.mu.Lock()
	s.discover, s.autoAttach, s.downloads = false, false, false
	t := s.target
	if t != nil {
		all := slices.DeleteFunc(slices.Clone(t.attached()), func(x *session) bool { return x == s })
		t.sessions.Store(&all)
	}
	gone := t == nil || t.gone
	server.mu.Unlock()
	if !gone {
		t.context.browser.Loop().Post(func(context.Context) { s.forget() })
	}
	return true
}

// forget undoes what s asked of its page. It runs on the Browser's goroutine.
func (s *session) forget() {
	s.objects.clear()
	if s.target.closed {
		return
	}
	for _, id := range s.scripts {
		s.target.removeScript(id)
	}
	for name := range s.bindings {
		s.target.removeBinding(s, name)
	}
	clear(s.enabled)
}

func (s *session) register(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	s.pending[c] = struct{}{}
	return true
}

// event sends an event to the client.
func (s *session) event(method string, params any) {
	s.mu.Lock()
	ended := s.ended
	s.mu.Unlock()
	if !ended {
		s.connection.wire.Event(s.id, method, params)
	}
}

// A call is a command that is answered once.
type call struct {
	session  *session
	request  wire.Request
	answered atomic.Bool
}

func (c *call) settle() bool {
	if !c.answered.CompareAndSwap(false, true) {
		return false
	}
	c.session.mu.Lock()
	delete(c.session.pending, c)
	c.session.mu.Unlock()
	return true
}

// reply answers with a result; nil is the empty one.
func (c *call) reply(result any) {
	if c.settle() {
		c.session.connection.wire.Answer(c.request, result)
	}
}

// fail answers with an error.
func (c *call) fail(e *wire.Error) {
	if c.settle() {
		c.session.connection.wire.Fail(c.request, e)
	}
}

// decode reads the parameters into p; when they are not as they must be it answers and reports false.
func (c *call) decode(p any) bool {
	if e := c.request.Decode(p); e != nil {
		c.fail(e)
		return false
	}
	return true
}

// dispatch runs one command. It runs in the session's lane.
func (s *session) dispatch(c *call) {
	method := c.request.Method
	cmd, ok := commands()[method]
	defer c.recover()
	switch {
	case !ok && s.tolerates(method):
		c.reply(nil)
	case !ok, s.target == nil && cmd.hub == nil:
		c.fail(wire.NotFound(method))
	case cmd.hub != nil:
		cmd.hub(c)
	default:
		s.onPage(c, cmd.page)
	}
}

// onPage runs a command on the goroutine of the target's Browser.
func (s *session) onPage(c *call, f func(context.Context, *call)) {
	t := s.target
	err := t.context.browser.Do(func(ctx context.Context) {
		defer c.recover()
		if t.closed {
			c.fail(wire.Errorf("Inspected target navigated or closed"))
			return
		}
		f(ctx, c)
	})
	if err != nil {
		c.fail(wire.Errorf("Inspected target navigated or closed"))
	}
}

// recover turns a panic of a command into its error: one defect must not end the other clients' work.
func (c *call) recover() {
	if v := recover(); v != nil {
		c.fail(&wire.Error{Code: wire.CodeInternal, Message: "Internal error", Data: fmt.Sprint(v)})
	}
}

// stop says what a call of a binding does to a virtual clock, beside stopping it.
type stop uint8

const (
	// stopEnding stops it for good: what is left to do without time is done.
	stopEnding stop = 1 + iota
	// stopQuestion stops it until the client has answered, and the network waits meanwhile.
	stopQuestion
)
