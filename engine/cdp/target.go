package cdp

import (
	"slices"
	"sync/atomic"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp/wire"
)

// A target is a page.
type target struct {
	id      string // also the id of its main frame
	context *browserContext
	page    *engine.Page
	opener  *target

	sessions atomic.Pointer[[]*session] // replaced, never changed, under Server.mu

	// Guarded by Server.mu.
	title, url string
	gone       bool
	window     windowBounds

	// Only on the Browser's goroutine.
	closed     bool
	executions []*execution
	executed   int // the last execution's id
	worlds     []world
	waiting    []func()           // what waits for the main frame's default execution
	stages     map[string][]stage // what has happened to each frame's document, by frame id
	backend    map[any]int        // nodes' backend ids
}

func (t *target) attached() []*session {
	if p := t.sessions.Load(); p != nil {
		return *p
	}
	return nil
}

// each calls f for the sessions that have enabled a domain.
func (t *target) each(domain string, f func(*session)) {
	for _, s := range t.attached() {
		if s.enabled[domain] {
			f(s)
		}
	}
}

// event sends an event to the sessions that have enabled its domain.
func (t *target) event(domain, method string, params any) {
	t.each(domain, func(s *session) { s.event(domain+"."+method, params) })
}

func (t *target) wanted(domain string) bool {
	return slices.ContainsFunc(t.attached(), func(s *session) bool { return s.enabled[domain] })
}

func (t *target) isGone() bool {
	t.context.server.mu.Lock()
	defer t.context.server.mu.Unlock()
	return t.gone
}

func (t *target) line() wire.Target {
	t.context.server.mu.Lock()
	defer t.context.server.mu.Unlock()
	return wire.Target{ID: t.id, Type: "page", Title: t.title, URL: t.url}
}

type targetInfo struct {
	ID              string `json:"targetId"`
	Type            string `json:"type"`
	Title           string `json:"title"`
	URL             string `json:"url"`
	Attached        bool   `json:"attached"`
	OpenerID        string `json:"openerId,omitempty"`
	CanAccessOpener bool   `json:"canAccessOpener"`
	OpenerFrameID   string `json:"openerFrameId,omitempty"`
	ContextID       string `json:"browserContextId,omitempty"`
}

// defaultContextID is how the default context is called in a target's info; Chrome's has an id there too.
const defaultContextID = "default"

func (t *target) info() targetInfo {
	t.context.server.mu.Lock()
	defer t.context.server.mu.Unlock()
	return t.infoLocked()
}

func (t *target) infoLocked() targetInfo {
	i := targetInfo{
		ID: t.id, Type: "page", Title: t.title, URL: t.url, Attached: len(t.attached()) > 0, ContextID: t.context.id,
	}
	if i.ContextID == "" {
		i.ContextID = defaultContextID
	}
	if t.opener != nil {
		i.OpenerID, i.CanAccessOpener, i.OpenerFrameID = t.opener.id, true, t.opener.id
	}
	return i
}

// listeners returns the sessions that discover t, and those that attach to what they discover. It needs Server.mu.
func (s *Server) listeners(t *target) (discovering, attaching []*session) {
	for _, x := range s.sessions() {
		if x.discover && (x.target == nil || x.target.context == t.context) {
			discovering = append(discovering, x)
		}
		if x.autoAttach && x.target == nil {
			attaching = append(attaching, x)
		}
	}
	return discovering, attaching
}

// sessions returns all sessions. It needs Server.mu.
func (s *Server) sessions() []*session {
	var all []*session
	for n := range s.connections {
		n.mu.Lock()
		all = append(all, n.root)
		for _, x := range n.sessions {
			all = append(all, x)
		}
		n.mu.Unlock()
	}
	return all
}

// add makes a target of a new page and announces it.
func (s *Server) add(c *browserContext, p *engine.Page) *target {
	t := &target{
		window: windowBounds{Width: viewportWidth, Height: viewportHeight, State: "normal"},
		id:     p.ID, context: c, page: p, url: "about:blank", stages: map[string][]stage{},
		backend: map[any]int{},
	}
	if m := p.Main(); m != nil && m.URL != "" {
		t.url = m.URL
	}
	s.mu.Lock()
	if p.Opener != nil {
		for _, o := range s.targets {
			if o.id == p.Opener.ID {
				t.opener = o
			}
		}
	}
	s.targets = append(s.targets, t)
	info := t.infoLocked()
	discovering, attaching := s.listeners(t)
	s.mu.Unlock()
	for _, x := range discovering {
		x.event("Target.targetCreated", map[string]any{"targetInfo": info})
	}
	for _, x := range attaching {
		x.attach(t, true)
	}
	return t
}

// update changes what is told about a target, and tells it.
func (s *Server) update(t *target, url, title string) {
	s.mu.Lock()
	same := t.url == url && t.title == title
	t.url, t.title = url, title
	info := t.infoLocked()
	discovering, _ := s.listeners(t)
	s.mu.Unlock()
	if same {
		return
	}
	for _, x := range discovering {
		x.event("Target.targetInfoChanged", map[string]any{"targetInfo": info})
	}
}

// remove takes a target away, ends its sessions and tells that it is gone.
func (s *Server) remove(t *target) {
	s.mu.Lock()
	if t.gone {
		s.mu.Unlock()
		return
	}
	t.gone = true
	s.targets = slices.DeleteFunc(s.targets, func(x *target) bool { return x == t })
	discovering, _ := s.listeners(t)
	all := t.attached()
	s.mu.Unlock()
	for _, x := range all {
		x.detach()
	}
	for _, x := range discovering {
		x.event("Target.targetDestroyed", map[string]any{"targetId": t.id})
	}
}
