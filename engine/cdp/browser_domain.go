package cdp

import (
	"crypto/rand"
	"slices"

	"github.com/exeunt/exeunt/engine/cdp/wire"
)

func browserMethods() map[string]func(*call) {
	return map[string]func(*call){
		"getVersion":          getVersion,
		"close":               closeBrowser,
		"getWindowForTarget":  getWindow,
		"getWindowBounds":     getWindowBounds,
		"setWindowBounds":     setWindowBounds,
		"setDownloadBehavior": setDownloadBehavior,
	}
}

func getVersion(c *call) {
	s := c.session.connection.server
	c.reply(map[string]string{
		"protocolVersion": "1.3", "product": s.options.Product, "revision": "", "userAgent": s.agent(), "jsVersion": "",
	})
}

func closeBrowser(c *call) {
	s := c.session.connection.server
	c.reply(nil)
	if s.options.OnClose != nil {
		s.asked.Do(s.options.OnClose)
	}
}

func targetMethods() map[string]func(*call) {
	return map[string]func(*call){
		"activateTarget":        activateTarget,
		"attachToTarget":        attachToTarget,
		"attachToBrowserTarget": func(c *call) { c.fail(wire.Errorf("Not supported: connect once more instead")) },
		"closeTarget":           closeTarget,
		"createBrowserContext":  createBrowserContext,
		"createTarget":          createTarget,
		"detachFromTarget":      detachFromTarget,
		"disposeBrowserContext": disposeBrowserContext,
		"getBrowserContexts":    getBrowserContexts,
		"getTargetInfo":         getTargetInfo,
		"getTargets":            getTargets,
		"setAutoAttach":         setAutoAttach,
		"setDiscoverTargets":    setDiscoverTargets,
	}
}

// named returns the target that the command names, or answers that there is none.
func (c *call) named(id string) *target {
	if id == "" && c.session.target != nil {
		return c.session.target
	}
	t := c.session.connection.server.target(id)
	if t == nil {
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "No target with given id found"})
	}
	return t
}

func activateTarget(c *call) {
	var p struct{ TargetID string }
	if c.decode(&p) && c.named(p.TargetID) != nil {
		c.reply(nil)
	}
}

func attachToTarget(c *call) {
	var p struct {
		TargetID string
		Flatten  bool
	}
	if !c.decode(&p) {
		return
	}
	if !p.Flatten {
		c.fail(wire.Errorf("Only the flat protocol is served: set flatten"))
		return
	}
	t := c.named(p.TargetID)
	if t == nil {
		return
	}
	s := c.session.attach(t, false)
	if s == nil {
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "No target with given id found"})
		return
	}
	c.reply(map[string]string{"sessionId": s.id})
}

func closeTarget(c *call) {
	var p struct{ TargetID string }
	if !c.decode(&p) {
		return
	}
	if t := c.named(p.TargetID); t != nil {
		t.context.lane.do(func() {
			t.context.closePage(t)
			c.reply(map[string]bool{"success": true})
		})
	}
}

// closeOwnPage is Page.close: its answer goes out before the session ends with the page.
func closeOwnPage(c *call) {
	t := c.session.target
	if t == nil {
		c.fail(wire.NotFound(c.request.Method))
		return
	}
	c.reply(nil)
	t.context.lane.do(func() { t.context.closePage(t) })
}

func createBrowserContext(c *call) {
	var p struct{ DisposeOnDetach bool }
	if !c.decode(&p) {
		return
	}
	n := c.session.connection
	made, failure := n.server.newContext(rand.Text())
	if failure != nil {
		c.fail(failure)
		return
	}
	if p.DisposeOnDetach {
		n.server.mu.Lock()
		made.owner = n
		n.server.mu.Unlock()
	}
	c.reply(map[string]string{"browserContextId": made.id})
}

func createTarget(c *call) {
	var p struct {
		URL              *string
		BrowserContextID string
	}
	if !c.decode(&p) {
		return
	}
	if p.URL == nil {
		c.fail(wire.Missing("url"))
		return
	}
	if p.BrowserContextID == defaultContextID {
		p.BrowserContextID = ""
	}
	in, failure := c.session.connection.server.context(p.BrowserContextID)
	if failure != nil {
		c.fail(failure)
		return
	}
	in.lane.do(func() {
		t, failure := in.newPage(*p.URL)
		if failure != nil {
			c.fail(failure)
			return
		}
		c.reply(map[string]string{"targetId": t.id})
	})
}

func detachFromTarget(c *call) {
	var p struct{ SessionID, TargetID string }
	if !c.decode(&p) {
		return
	}
	n := c.session.connection
	n.mu.Lock()
	s := n.sessions[p.SessionID]
	if s == nil && p.SessionID == "" {
		for _, x := range n.sessions {
			if x.target.id == p.TargetID {
				s = x
			}
		}
	}
	n.mu.Unlock()
	if s == nil {
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "No session with given id"})
		return
	}
	s.detach()
	c.reply(nil)
}

func disposeBrowserContext(c *call) {
	var p struct{ BrowserContextID string }
	if !c.decode(&p) {
		return
	}
	server := c.session.connection.server
	server.mu.Lock()
	b := server.contexts[p.BrowserContextID]
	server.mu.Unlock()
	if b == nil || p.BrowserContextID == "" {
		c.fail(wire.Errorf("Failed to find context with id %s", p.BrowserContextID))
		return
	}
	b.lane.do(func() {
		b.dispose()
		c.reply(nil)
	})
}

func getBrowserContexts(c *call) {
	server := c.session.connection.server
	ids := []string{}
	server.mu.Lock()
	for id := range server.contexts {
		if id != "" {
			ids = append(ids, id)
		}
	}
	server.mu.Unlock()
	slices.Sort(ids)
	c.reply(map[string]any{"browserContextIds": ids})
}

func getTargetInfo(c *call) {
	var p struct{ TargetID string }
	if !c.decode(&p) {
		return
	}
	server := c.session.connection.server
	if p.TargetID == server.id || p.TargetID == "" && c.session.target == nil {
		c.reply(map[string]any{"targetInfo": targetInfo{ID: server.id, Type: "browser", Attached: true}})
		return
	}
	if t := c.named(p.TargetID); t != nil {
		c.reply(map[string]any{"targetInfo": t.info()})
	}
}

func getTargets(c *call) {
	infos := []targetInfo{}
	for _, t := range c.session.connection.server.snapshot() {
		infos = append(infos, t.info())
	}
	c.reply(map[string]any{"targetInfos": infos})
}

// setAutoAttach attaches the browser's session to all pages, those there and those to come. A page's session has
// nothing to attach to: frames and popups are no targets below it. The filter is not honoured: puppeteer's leaves
// out pages because it expects them below tabs, which there are none of.
func setAutoAttach(c *call) {
	var p struct{ AutoAttach, Flatten bool }
	if !c.decode(&p) {
		return
	}
	if p.AutoAttach && !p.Flatten {
		c.fail(wire.Errorf("Only the flat protocol is served: set flatten"))
		return
	}
	s := c.session
	server := s.connection.server
	server.mu.Lock()
	before := s.autoAttach
	s.autoAttach = p.AutoAttach
	server.mu.Unlock()
	switch {
	case s.target != nil || before == p.AutoAttach:
	case p.AutoAttach:
		for _, t := range server.snapshot() {
			if !s.has(t) {
				s.attach(t, true)
			}
		}
	default:
		for _, x := range s.children() {
			if x.auto {
				x.detach()
			}
		}
	}
	c.reply(nil)
}

// children returns the sessions that s has attached.
func (s *session) children() []*session {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	var all []*session
	for _, x := range s.connection.sessions {
		if x.parent == s {
			all = append(all, x)
		}
	}
	return all
}

// has says whether s has attached itself to t by setAutoAttach.
func (s *session) has(t *target) bool {
	return slices.ContainsFunc(s.children(), func(x *session) bool { return x.auto && x.target == t })
}

func setDiscoverTargets(c *call) {
	var p struct{ Discover bool }
	if !c.decode(&p) {
		return
	}
	s := c.session
	server := s.connection.server
	server.mu.Lock()
	before := s.discover
	s.discover = p.Discover
	var infos []targetInfo
	for _, t := range server.targets {
		if s.target == nil || s.target.context == t.context {
			infos = append(infos, t.infoLocked())
		}
	}
	server.mu.Unlock()
	if p.Discover && !before {
		for _, i := range infos {
			s.event("Target.targetCreated", map[string]any{"targetInfo": i})
		}
	}
	c.reply(nil)
}
