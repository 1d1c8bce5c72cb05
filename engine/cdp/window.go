package cdp

import (
	"context"
	"strconv"

	"github.com/exeunt/exeunt/engine/cdp/wire"
)

// windowBounds are where a page's window is on a screen that nobody sees. Each page has a window of
// its own, whose number is that of the page's id.
type windowBounds struct {
	Left   int    `json:"left"`
	Top    int    `json:"top"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	State  string `json:"windowState"`
}

func (t *target) windowID() int {
	n, err := strconv.ParseInt(t.id, 16, 32)
	if err != nil {
		return 0
	}
	return int(n)
}

func (t *target) bounds() windowBounds {
	t.context.server.mu.Lock()
	defer t.context.server.mu.Unlock()
	return t.window
}

func getWindow(c *call) {
	var p struct{ TargetID string }
	if !c.decode(&p) {
		return
	}
	if t := c.named(p.TargetID); t != nil {
		c.reply(map[string]any{"windowId": t.windowID(), "bounds": t.bounds()})
	}
}

// window finds the page whose window a command names, or answers that there is none.
func (c *call) window(id int) *target {
	for _, t := range c.session.connection.server.snapshot() {
		if t.windowID() == id {
			return t
		}
	}
	c.fail(wire.Errorf("Browser window not found"))
	return nil
}

func getWindowBounds(c *call) {
	var p struct{ WindowID int }
	if !c.decode(&p) {
		return
	}
	if t := c.window(p.WindowID); t != nil {
		c.reply(map[string]any{"bounds": t.bounds()})
	}
}

// setWindowBounds moves a window, or minimizes it: its page is hidden then.
func setWindowBounds(c *call) {
	var p struct {
		WindowID int
		Bounds   struct {
			Left, Top, Width, Height *int
			WindowState              string
		}
	}
	if !c.decode(&p) {
		return
	}
	t := c.window(p.WindowID)
	if t == nil {
		return
	}
	state := p.Bounds.WindowState
	moved := p.Bounds.Left != nil || p.Bounds.Top != nil || p.Bounds.Width != nil || p.Bounds.Height != nil
	switch {
	case moved && state != "" && state != "normal":
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "The 'minimized', 'maximized' and 'fullscreen' states cannot be combined with 'left', 'top', 'width' or 'height'"})
		return
	case moved && state == "" && t.bounds().State != "normal":
		c.fail(wire.Errorf("To resize minimized/maximized/fullscreen window, restore it to normal state first."))
		return
	}
	s := t.context.server
	s.mu.Lock()
	w := &t.window
	for _, f := range []struct{ to, from *int }{
		{&w.Left, p.Bounds.Left}, {&w.Top, p.Bounds.Top}, {&w.Width, p.Bounds.Width}, {&w.Height, p.Bounds.Height},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if state != "" {
		w.State = state
	}
	hidden := w.State == "minimized"
	s.mu.Unlock()
	err := t.context.browser.Do(func(ctx context.Context) {
		defer c.recover()
		if !t.closed {
			t.page.SetHidden(ctx, hidden)
		}
		c.reply(nil)
	})
	if err != nil {
		c.fail(wire.Errorf("Browser window not found"))
	}
}
