package engine

import (
	"context"
	"errors"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/navigation"
)

// ErrNowhere says that a pointer has no place: nothing is laid out, so it is on an element that
// PointAt named, or nowhere.
var ErrNowhere = errors.New("nothing is laid out: the pointer is on no element")

// Modifiers are the modifier keys that are down.
type Modifiers struct{ Alt, Ctrl, Meta, Shift bool }

// A MouseAction is what a user does with a mouse.
type MouseAction struct {
	Type      string // "move", "press" or "release"
	Button    int    // as MouseEvent.button has it
	Buttons   int    // those that are down afterwards, as MouseEvent.buttons has them
	Clicks    int    // how often the button was pressed in a row
	Modifiers Modifiers
}

// pointer is where the page's mouse is.
type pointer struct {
	over *dom.Node
	down *dom.Node // where the button that is down was pressed
}

// PointAt moves the page's pointer to an element without that anything is told. The actions of the
// mouse that follow are on it: where nothing has a place, an element is the only place there is.
func (p *Page) PointAt(n *dom.Node) error {
	if n.Type != dom.ElementNode || !n.Connected() {
		return errors.New("the element is in no document")
	}
	p.pointed = n
	return nil
}

// Mouse does something with the mouse on the element that PointAt named last.
// https://w3c.github.io/uievents/#events-mouseevents
func (p *Page) Mouse(ctx context.Context, a MouseAction) error {
	n := p.pointed
	if n == nil {
		return ErrNowhere
	}
	d, ok := n.OwnerDocument.Host.(*navigation.Document)
	if !ok || !d.FullyActive() || !n.Connected() {
		// The element went away under the pointer: what is behind it is the page.
		main := p.main.Document()
		if n = main.DocumentElement(); n == nil {
			return nil
		}
		d = main.Host.(*navigation.Document)
	}
	switch a.Type {
	case "move":
		p.move(ctx, n, a)
	case "press":
		p.press(ctx, d, n, a)
	case "release":
		p.release(ctx, n, a)
	default:
		return errors.New("no such action of a mouse: " + a.Type)
	}
	return nil
}

func (p *Page) move(ctx context.Context, n *dom.Node, a MouseAction) {
	if old := p.pointer.over; old != n {
		if old != nil && old.Connected() {
			p.mouseEvent(ctx, old, "pointerout", a, n)
			p.leave(ctx, "pointerleave", old, n, a)
			p.mouseEvent(ctx, old, "mouseout", a, n)
			p.leave(ctx, "mouseleave", old, n, a)
		}
		p.pointer.over = n
		p.mouseEvent(ctx, n, "pointerover", a, old)
		p.leave(ctx, "pointerenter", n, old, a)
		p.mouseEvent(ctx, n, "mouseover", a, old)
		p.leave(ctx, "mouseenter", n, old, a)
	}
	p.mouseEvent(ctx, n, "pointermove", a, nil)
	p.mouseEvent(ctx, n, "mousemove", a, nil)
}

// leave fires an event that does not bubble at the elements that hold one but not the other: those
// that the pointer leaves innermost first, those that it enters outermost first.
func (p *Page) leave(ctx context.Context, name string, from, to *dom.Node, a MouseAction) {
	var list []*dom.Node
	for n := from; n != nil && n.Type == dom.ElementNode && !holds(n, to); n = n.Parent {
		list = append(list, n)
	}
	for i := range list {
		n := list[i]
		if name == "pointerenter" || name == "mouseenter" {
			n = list[len(list)-1-i]
		}
		p.mouseEvent(ctx, n, name, a, to)
	}
}

func holds(ancestor, n *dom.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == ancestor {
			return true
		}
	}
	return false
}

func (p *Page) press(ctx context.Context, d *navigation.Document, n *dom.Node, a MouseAction) {
	d.NotifyActivation(ctx)
	p.pointer.down = n
	p.mouseEvent(ctx, n, "pointerdown", a, nil)
	if p.mouseEvent(ctx, n, "mousedown", a, nil) && d.FullyActive() {
		// The focus goes to what was pressed, or to the nearest around it that takes it.
		for el := n; ; el = el.Parent {
			if el == nil || el.Type != dom.ElementNode {
				d.Focus(ctx, nil)
				break
			}
			if navigation.Focusable(el) {
				d.Focus(ctx, el)
				break
			}
		}
	}
	if a.Button == 2 && n.Connected() {
		p.mouseEvent(ctx, n, "contextmenu", a, nil)
	}
}

func (p *Page) release(ctx context.Context, n *dom.Node, a MouseAction) {
	p.mouseEvent(ctx, n, "pointerup", a, nil)
	p.mouseEvent(ctx, n, "mouseup", a, nil)
	down := p.pointer.down
	p.pointer.down = nil
	// A click is at what holds both where the button went down and where it came up.
	for down != nil && !holds(down, n) {
		down = down.Parent
	}
	if down == nil || down.Type != dom.ElementNode || !down.Connected() || down.OwnerDocument != n.OwnerDocument {
		return
	}
	if a.Button != 0 {
		p.mouseEvent(ctx, down, "auxclick", a, nil)
		return
	}
	p.mouseEvent(ctx, down, "click", a, nil)
	if a.Clicks == 2 && down.Connected() {
		p.mouseEvent(ctx, down, "dblclick", a, nil)
	}
}

// disabledControl says whether mouse events do not reach the element: a form control that is
// disabled.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#enabling-and-disabling-form-controls:-the-disabled-attribute
func disabledControl(n *dom.Node) bool {
	_, disabled := n.Attr("disabled")
	return disabled && (n.Is("button") || n.Is("input") || n.Is("select") || n.Is("textarea"))
}

// mouseEvent fires one event of the mouse and says whether its default may happen.
func (p *Page) mouseEvent(ctx context.Context, n *dom.Node, name string, a MouseAction, related *dom.Node) bool {
	detail := &dom.UIDetail{
		View: n.OwnerDocument.Window, Buttons: uint16(a.Buttons), Button: int16(a.Button),
		CtrlKey: a.Modifiers.Ctrl, ShiftKey: a.Modifiers.Shift, AltKey: a.Modifiers.Alt, MetaKey: a.Modifiers.Meta,
	}
	family := "MouseEvent"
	switch name {
	case "click", "auxclick", "contextmenu":
		if disabledControl(n) {
			return false
		}
		detail.Detail, detail.PointerID, detail.PointerType, detail.IsPrimary = int32(a.Clicks), 1, "mouse", true
	case "mousedown", "mouseup", "dblclick":
		if disabledControl(n) {
			return false
		}
		detail.Detail = int32(a.Clicks)
	case "mousemove", "mouseover", "mouseout", "mouseenter", "mouseleave":
		if a.Buttons == 0 {
			detail.Button = 0
		}
	default:
		family = "PointerEvent"
		detail.PointerID, detail.PointerType, detail.IsPrimary = 1, "mouse", true
		if name != "pointerdown" && name != "pointerup" {
			detail.Button = -1
		}
	}
	bubbles := true
	switch name {
	case "mouseenter", "mouseleave", "pointerenter", "pointerleave":
		bubbles = false
	}
	canceled := !dom.Fire(ctx, n, name, func(e *dom.Event) {
		e.Interface, e.Detail, e.Bubbles, e.Composed, e.Cancelable = family, detail, bubbles, true, bubbles
		if related != nil {
			e.RelatedTarget = related
		}
	})
	return !canceled
}

// SetHidden hides the page or shows it, as its user does who minimizes its window or restores it.
func (p *Page) SetHidden(ctx context.Context, hidden bool) {
	state := "visible"
	if hidden {
		state = "hidden"
	}
	p.traversable.SetSystemVisibility(ctx, state)
}
