package cdp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp/wire"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// Options configure a Server; the zero value works.
type Options struct {
	Engine  engine.Options // of each browser context; the Observer is the server's own
	Product string         // what the browser calls itself; "" = "Exeunt/0.1"
	Virtual bool           // contexts begin on a virtual clock that runs without an end
	OnClose func()         // a client asked with Browser.close for the end; called at most once
}

// A Server is a CDP endpoint. Its methods may be called on any goroutine.
type Server struct {
	options Options
	id      string
	wire    *wire.Server
	asked   sync.Once

	mu          sync.Mutex
	contexts    map[string]*browserContext // "" is the default one, made when first needed
	targets     []*target                  // in order of creation
	connections map[*connection]struct{}
	closed      bool
}

// virtualEpoch is what a clock shows when it becomes virtual and the client does not say: runs of one seed must
// show the same dates.
var virtualEpoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// NewServer makes a server that will listen at address (host:port).
func NewServer(o Options, address string) *Server {
	if o.Product == "" {
		o.Product = "Exeunt/0.1"
	}
	s := &Server{options: o, id: rand.Text(), contexts: map[string]*browserContext{}, connections: map[*connection]struct{}{}}
	s.wire = wire.NewServer(endpoint{s}, address, s.id)
	return s
}

// URL is the address of the browser endpoint.
func (s *Server) URL() string { return s.wire.URL() }

// Serve answers connections to l until Close.
func (s *Server) Serve(l net.Listener) error { return s.wire.Serve(l) }

// Close ends all pages, running what they do when they end, and all connections.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	var all []*browserContext
	for _, c := range s.contexts {
		all = append(all, c)
	}
	s.mu.Unlock()
	var wait sync.WaitGroup
	for _, c := range all {
		wait.Add(1)
		if !c.lane.do(func() { defer wait.Done(); c.dispose() }) {
			wait.Done()
		}
	}
	wait.Wait()
	return s.wire.Close()
}

// agent is the User-Agent of the engine's requests.
func (s *Server) agent() string {
	if s.options.Engine.UserAgent != "" {
		return s.options.Engine.UserAgent
	}
	return "Mozilla/5.0 (compatible; " + s.options.Product + ")"
}

// context returns the browser context of the id, and makes the default one.
func (s *Server) context(id string) (*browserContext, *wire.Error) {
	s.mu.Lock()
	c := s.contexts[id]
	s.mu.Unlock()
	switch {
	case c != nil:
		return c, nil
	case id != "":
		return nil, wire.Errorf("Failed to find browser context with id %s", id)
	}
	return s.newContext("")
}

func (s *Server) newContext(id string) (*browserContext, *wire.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, wire.Errorf("Browser is closing")
	}
	if c := s.contexts[id]; c != nil { // another connection was faster
		return c, nil
	}
	c := &browserContext{id: id, server: s}
	o := s.options.Engine
	o.Observer = observer{c}
	b, err := engine.New(o)
	if err != nil {
		return nil, wire.Errorf("Failed to create browser context: %v", err)
	}
	c.browser = b
	if s.options.Virtual {
		b.Loop().Post(func(context.Context) { b.Loop().VirtualTime(eventloop.Policy{Initial: virtualEpoch}) })
	}
	s.contexts[id] = c
	return c, nil
}

func (s *Server) target(id string) *target {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.targets, func(t *target) bool { return t.id == id })
	if i < 0 {
		return nil
	}
	return s.targets[i]
}

func (s *Server) snapshot() []*target {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.targets)
}

// endpoint is the Server as the HTTP endpoints see it.
type endpoint struct{ *Server }

func (e endpoint) Product() (string, string) { return e.options.Product, e.agent() }

func (e endpoint) Protocol() any { return protocol() }

func (e endpoint) Targets() []wire.Target {
	var all []wire.Target
	for _, t := range e.snapshot() {
		all = append(all, t.line())
	}
	return all
}

func (e endpoint) NewTarget(ctx context.Context, url string) (wire.Target, error) {
	c, failure := e.context("")
	if failure != nil {
		return wire.Target{}, failure
	}
	var made *target
	var err error
	c.inLane(ctx, func() {
		if made, failure = c.newPage(url); failure != nil {
			err = failure
		}
	})
	switch {
	case err != nil:
		return wire.Target{}, err
	case ctx.Err() != nil || made == nil:
		return wire.Target{}, errors.New("the browser does not answer")
	}
	return made.line(), nil
}

func (e endpoint) CloseTarget(ctx context.Context, id string) error {
	t := e.target(id)
	if t == nil {
		return wire.ErrNoTarget
	}
	t.context.inLane(ctx, func() { t.context.closePage(t) })
	return nil
}

func (e endpoint) ActivateTarget(_ context.Context, id string) error {
	if e.target(id) == nil {
		return wire.ErrNoTarget
	}
	return nil
}

func (e endpoint) Connect(c *wire.Conn, id string) (wire.Handler, error) {
	n := &connection{server: e.Server, wire: c, sessions: map[string]*session{}}
	n.root = newSession(n, nil, nil, "")
	if id != "" {
		t := e.target(id)
		if t == nil || !n.root.join(t) {
			return nil, fmt.Errorf("%w: %s", wire.ErrNoTarget, id)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, errors.New("the browser is closing")
	}
	e.connections[n] = struct{}{}
	return n, nil
}
