package engine

import (
	"context"
	"unicode/utf8"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/navigation"
)

// A KeyAction is what a user does with a key.
type KeyAction struct {
	Up        bool   // it is let go; else it is pressed
	Key, Code string // as KeyboardEvent has them
	Text      string // what it types, "" for nothing
	Number    int    // KeyboardEvent.keyCode
	Location  int
	Modifiers Modifiers
}

// Key does something with a key; it is heard where the page's focus is.
// https://w3c.github.io/uievents/#events-keyboardevents
func (p *Page) Key(ctx context.Context, a KeyAction) {
	d, ok := p.main.Document().Host.(*navigation.Document)
	if !ok || !d.FullyActive() {
		return
	}
	d, target := d.KeyTarget()
	if target == nil {
		return
	}
	if a.Up {
		keyEvent(ctx, target, "keyup", a)
		if a.Key == " " && button(target) {
			p.activate(ctx, target, a)
		}
		return
	}
	if a.Key != "Escape" {
		d.NotifyActivation(ctx)
	}
	if !keyEvent(ctx, target, "keydown", a) || !d.FullyActive() {
		return
	}
	if a.Key == "Tab" {
		d.FocusNext(ctx, a.Modifiers.Shift)
		return
	}
	if a.Text == "" && a.Key != "Backspace" {
		return
	}
	if a.Text != "" && !keyEvent(ctx, target, "keypress", a) {
		return
	}
	switch {
	case a.Key == "Enter" && (button(target) || target.Is("a")):
		p.activate(ctx, target, a)
	case editable(target):
		edit(ctx, target, a)
	}
}

// Type types a text without keys, as an input method does.
func (p *Page) Type(ctx context.Context, text string) {
	if d, ok := p.main.Document().Host.(*navigation.Document); ok && d.FullyActive() {
		if _, target := d.KeyTarget(); target != nil && editable(target) {
			edit(ctx, target, KeyAction{Text: text})
		}
	}
}

// activate clicks on an element by a key.
func (p *Page) activate(ctx context.Context, n *dom.Node, a KeyAction) {
	if n.Connected() {
		p.mouseEvent(ctx, n, "click", MouseAction{Modifiers: a.Modifiers}, nil)
	}
}

func keyEvent(ctx context.Context, n *dom.Node, name string, a KeyAction) bool {
	return dom.Fire(ctx, n, name, func(e *dom.Event) {
		detail := &dom.UIDetail{
			View: n.OwnerDocument.Window, Key: a.Key, Code: a.Code, Location: uint32(a.Location), KeyCode: uint32(a.Number),
			CtrlKey: a.Modifiers.Ctrl, ShiftKey: a.Modifiers.Shift, AltKey: a.Modifiers.Alt, MetaKey: a.Modifiers.Meta,
		}
		if name == "keypress" {
			for _, r := range a.Text {
				detail.KeyCode, detail.CharCode = uint32(r), uint32(r)
				break
			}
		}
		e.Interface, e.Detail, e.Bubbles, e.Composed, e.Cancelable = "KeyboardEvent", detail, true, true, true
	})
}

func button(n *dom.Node) bool {
	if n.Is("button") || n.Is("summary") {
		return true
	}
	switch kind, _ := n.Attr("type"); kind {
	case "button", "submit", "reset", "image", "checkbox", "radio":
		return n.Is("input")
	}
	return false
}

// editable says whether an element takes text: a text field.
func editable(n *dom.Node) bool { return n.Is("textarea") || n.Is("input") && !button(n) }

// edit types a text into a field, at its end: there is no caret.
// https://w3c.github.io/input-events/
func edit(ctx context.Context, n *dom.Node, a KeyAction) {
	data, kind := &a.Text, "insertText"
	switch {
	case a.Key == "Backspace":
		data, kind = nil, "deleteContentBackward"
	case a.Key == "Enter" && n.Is("textarea"):
		text := "\n"
		data, kind = &text, "insertLineBreak"
	case a.Key == "Enter":
		return // a form's implicit submission is the form's
	}
	event := func(name string, cancelable bool) bool {
		return dom.Fire(ctx, n, name, func(e *dom.Event) {
			e.Interface, e.Bubbles, e.Composed, e.Cancelable = "InputEvent", true, true, cancelable
			e.Detail = &dom.UIDetail{View: n.OwnerDocument.Window, Data: data, InputType: kind}
		})
	}
	if event("beforeinput", true) {
		value := html.Value(n)
		if data != nil {
			value += *data
		} else {
			_, size := utf8.DecodeLastRuneInString(value)
			value = value[:len(value)-size]
		}
		html.SetValue(ctx, n, value)
		event("input", false)
	}
}
