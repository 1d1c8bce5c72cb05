package navigation

import (
	"context"
	"time"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// transientActivationDuration is the "transient activation duration": browsers take some seconds.
// https://html.spec.whatwg.org/multipage/interaction.html#transient-activation-duration
const transientActivationDuration = 5 * time.Second

// An activation is a window's "last activation timestamp": the zero value stands for positive
// infinity, a consumed one for negative infinity.
// https://html.spec.whatwg.org/multipage/interaction.html#last-activation-timestamp
type activation struct {
	ever     bool
	consumed bool
	at       time.Duration // on the loop's clock
}

// StickyActivation implements "sticky activation": the user has touched the page.
// https://html.spec.whatwg.org/multipage/interaction.html#sticky-activation
func (w *Window) StickyActivation() bool { return w.lastActivation.ever }

// TransientActivation implements "transient activation": the user has touched the page just now, and
// nothing has used that up.
// https://html.spec.whatwg.org/multipage/interaction.html#transient-activation
func (w *Window) TransientActivation() bool {
	a := w.lastActivation
	return a.ever && !a.consumed && w.ua.Loop.Elapsed()-a.at < transientActivationDuration
}

// NotifyActivation implements the "activation notification" steps: the user is about to touch d.
// https://html.spec.whatwg.org/multipage/interaction.html#activation-notification
func (d *Document) NotifyActivation(ctx context.Context) {
	_, s := spec.Begin(ctx, spec.ActivationNotification, d)
	defer s.End()
	s.Assert("1", d.FullyActive())
	s.Step("2")
	windows := []*Window{d.window}
	s.Step("3")
	for n := d.NodeNavigable().Parent; n != nil; n = n.Parent {
		windows = append(windows, n.ActiveDocument().window)
	}
	s.Step("4")
	for _, n := range d.inclusiveDescendantNavigables() {
		if a := n.ActiveDocument(); a != nil && a != d && weburl.SameOrigin(a.origin, d.origin) {
			windows = append(windows, a.window)
		}
	}
	s.Step("5")
	for _, w := range windows {
		s.Step("5.1")
		w.lastActivation = activation{ever: true, at: d.ua.Loop.Elapsed()}
		s.Todo("5.2") // close watchers
	}
}

// ConsumeActivation implements "consume user activation", for all windows of w's page.
// https://html.spec.whatwg.org/multipage/interaction.html#consume-user-activation
func (w *Window) ConsumeActivation(ctx context.Context) {
	_, s := spec.Begin(ctx, spec.ConsumeUserActivation, w)
	defer s.End()
	s.Step("1")
	n := w.document.NodeNavigable()
	if n == nil {
		return
	}
	s.Step("2")
	top := n.Traversable()
	s.Step("3")
	s.Step("4")
	s.Step("5")
	for _, n := range top.ActiveDocument().inclusiveDescendantNavigables() {
		if d := n.ActiveDocument(); d != nil && d.window.lastActivation.ever {
			d.window.lastActivation.consumed = true
		}
	}
}

// SetSystemVisibility makes the page visible or hidden, as its user does who minimizes its window.
// https://html.spec.whatwg.org/multipage/document-sequences.html#system-visibility-state
func (t *Traversable) SetSystemVisibility(ctx context.Context, state string) {
	if t.destroyed || t.SystemVisibilityState == state {
		return
	}
	t.SystemVisibilityState = state
	for _, n := range t.ActiveDocument().inclusiveDescendantNavigables() {
		d := n.ActiveDocument()
		t.ua.Loop.QueueTask(ctx, eventloop.UserInteraction, d, func(ctx context.Context) {
			if d.FullyActive() {
				d.updateVisibilityState(ctx, state)
			}
		})
	}
}
