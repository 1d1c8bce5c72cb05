package navigation

import (
	"context"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// The screen, and the size of a window that nobody gives one, in CSS pixels.
const (
	ScreenWidth   = 800
	ScreenHeight  = 600
	minimumWindow = 100 // a window is not made smaller
)

// Rectangle is a place on the screen in CSS pixels.
type Rectangle struct{ Left, Top, Width, Height int }

// initialClientWindow is that of a window of which nothing else is said.
var initialClientWindow = Rectangle{Width: ScreenWidth, Height: ScreenHeight}

// BarsVisible says whether the window's bars are visible: no window, no bars, and a popup has none.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-barprop-visible
func (w *Window) BarsVisible() bool {
	n := w.LiveNavigable()
	if n == nil || n.Traversable().Destroyed() {
		return false
	}
	b := n.Traversable().ActiveBrowsingContext()
	return b != nil && !b.IsPopup
}

// ClientWindow returns the place of the window that shows w: zeros once there is none.
// https://drafts.csswg.org/cssom-view/#client-window
func (w *Window) ClientWindow() Rectangle {
	if n := w.LiveNavigable(); n != nil {
		return n.Traversable().ClientWindow
	}
	return Rectangle{}
}

// Viewport returns the size of the viewport. No window has a frame around it; a frame has the size that its element's
// attributes say.
// https://drafts.csswg.org/cssom-view/#dom-window-innerwidth
func (w *Window) Viewport() Rectangle {
	n := w.LiveNavigable()
	switch {
	case n == nil:
		return Rectangle{}
	case n.TopLevel():
		return n.traversable.ClientWindow
	}
	dimension := func(name string, missing int) int {
		v, _ := n.container.Element.Attr(name)
		if i, ok := parseInteger(v); ok && i >= 0 && !strings.HasSuffix(strings.TrimSpace(v), "%") {
			return i
		}
		return missing
	}
	return Rectangle{Width: dimension("width", 300), Height: dimension("height", 150)}
}

// ChangeClientWindow moves or resizes the window of an auxiliary browsing context that is a popup.
// https://drafts.csswg.org/cssom-view/#dom-window-resizeto
func (w *Window) ChangeClientWindow(ctx context.Context, change func(*Rectangle)) {
	n := w.LiveNavigable()
	if n == nil || !n.TopLevel() {
		return
	}
	if b := n.ActiveBrowsingContext(); b == nil || !b.IsAuxiliary || !b.IsPopup {
		return
	}
	old := n.traversable.ClientWindow
	changed := old
	change(&changed)
	changed.Width, changed.Height = max(changed.Width, minimumWindow), max(changed.Height, minimumWindow)
	n.traversable.ClientWindow = changed
	if old.Width != changed.Width || old.Height != changed.Height {
		n.queueResize(ctx)
	}
}

// queueResize runs the resize steps at the next update of the rendering.
// https://drafts.csswg.org/cssom-view/#run-the-resize-steps
func (n *Navigable) queueResize(ctx context.Context) {
	d := n.ActiveDocument()
	n.ua.Loop.QueueTask(ctx, eventloop.Rendering, d, func(ctx context.Context) { dom.Fire(ctx, d.window, "resize") })
}

// setUpBrowsingContextFeatures implements "set up browsing context features".
// https://drafts.csswg.org/cssom-view/#set-up-browsing-context-features
func (t *Traversable) setUpBrowsingContextFeatures(features map[string]string) {
	number := func(name string) int {
		i, _ := parseInteger(features[name])
		return i
	}
	g := initialClientWindow
	g.Left, g.Top = max(number("left"), 0), max(number("top"), 0)
	if i := number("width"); i != 0 {
		g.Width = max(i, minimumWindow)
	}
	if i := number("height"); i != 0 {
		g.Height = max(i, minimumWindow)
	}
	t.ClientWindow = g
}

// parseInteger implements "rules for parsing integers".
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#rules-for-parsing-integers
func parseInteger(s string) (int, bool) {
	s = strings.TrimLeft(s, "\t\n\f\r ")
	end := 0
	if s != "" && (s[0] == '-' || s[0] == '+') {
		end = 1
	}
	digits := end
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end == digits {
		return 0, false
	}
	i, err := strconv.Atoi(s[:end])
	if err != nil { // too large: any number that large does
		i = 1 << 30
		if s[0] == '-' {
			i = -i
		}
	}
	return i, true
}
