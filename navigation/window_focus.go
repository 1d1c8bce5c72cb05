package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/spec"
)

// Focus implements window.focus().
// https://html.spec.whatwg.org/multipage/interaction.html#dom-window-focus
func (w *Window) Focus(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.WindowFocus, w)
	defer s.End()
	s.Step("1")
	current := w.LiveNavigable()
	s.Step("2")
	if current == nil || !w.document.FullyActive() {
		return
	}
	s.Todo("3") // the policy that keeps frames from taking the focus
	s.Step("4")
	d := current.ActiveDocument()
	if focused, _ := current.Traversable().ActiveDocument().currentlyFocused(); focused == d {
		s.AdHoc("4", "the document has the focus: what it focuses keeps it, as in browsers")
		return
	}
	area := d.FocusedArea()
	if area != nil && d.ua.contentDocument(area) != nil {
		area = nil // not the frame below, the document itself
	}
	d.Focus(ctx, area)
}
