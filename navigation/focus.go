package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/spec"
)

// FocusedArea is the "focused area of the document": an element, or nil for the viewport.
// https://html.spec.whatwg.org/multipage/interaction.html#focused-area-of-the-document
func (d *Document) FocusedArea() *dom.Node {
	if d.focused != nil && d.focused.Root() != &d.dom.Node {
		d.focused = nil // it was removed
	}
	return d.focused
}

// Focusable says whether an element is a focusable area. What is not laid out here cannot be told
// from what is.
// https://html.spec.whatwg.org/multipage/interaction.html#focusable-area
func Focusable(el *dom.Node) bool {
	if el.Type != dom.ElementNode || !el.Connected() {
		return false
	}
	if _, ok := el.Attr("tabindex"); ok {
		return true
	}
	switch {
	case el.Is("a"), el.Is("area"):
		_, ok := el.Attr("href")
		return ok
	case el.Is("input"):
		kind, _ := el.Attr("type")
		_, disabled := el.Attr("disabled")
		return kind != "hidden" && !disabled
	case el.Is("button"), el.Is("select"), el.Is("textarea"):
		_, disabled := el.Attr("disabled")
		return !disabled
	case el.Is("iframe"), el.Is("summary"):
		return true
	}
	editable, ok := el.Attr("contenteditable")
	return ok && editable != "false"
}

// Focus implements the "focusing steps" for an element, or with nil for d's viewport.
// https://html.spec.whatwg.org/multipage/interaction.html#focusing-steps
func (d *Document) Focus(ctx context.Context, target *dom.Node) {
	ctx, s := spec.Begin(ctx, spec.FocusingSteps, target)
	defer s.End()
	s.Step("1")
	s.Step("2")
	if target != nil && !Focusable(target) || !d.FullyActive() {
		s.Step("2.1")
		return
	}
	s.Step("3")
	if target != nil {
		if inner := d.ua.contentDocument(target); inner != nil {
			d, target = inner, nil
		}
	}
	s.Todo("4") // inert subtrees
	s.Step("5")
	top := d.NodeNavigable().Traversable().ActiveDocument()
	current, area := top.currentlyFocused()
	if current == d && area == target {
		return
	}
	s.Step("6")
	old := current.focusChain(area)
	s.Step("7")
	chain := d.focusChain(target)
	s.Step("8")
	focusUpdate(ctx, old, chain)
}

// Unfocus implements the "unfocusing steps" for an element.
// https://html.spec.whatwg.org/multipage/interaction.html#unfocusing-steps
func (d *Document) Unfocus(ctx context.Context, target *dom.Node) {
	ctx, s := spec.Begin(ctx, spec.UnfocusingSteps, target)
	defer s.End()
	s.Todo("1") // shadow hosts
	s.Todo("2") // inert subtrees
	if !d.FullyActive() {
		return
	}
	s.Step("4")
	top := d.NodeNavigable().Traversable().ActiveDocument()
	current, area := top.currentlyFocused()
	s.Step("5")
	if current != d || area != target || target == nil {
		return
	}
	s.Step("6")
	s.Step("7")
	s.Step("8") // a page here always has the system's focus
	top.Focus(ctx, nil)
}

// A focusEntry is one of a focus chain: an element, or the viewport of a document.
type focusEntry struct {
	document *Document
	element  *dom.Node
}

// currentlyFocused is the "currently focused area of a top-level traversable", in d or a document
// below it.
// https://html.spec.whatwg.org/multipage/interaction.html#currently-focused-area-of-a-top-level-traversable
func (d *Document) currentlyFocused() (*Document, *dom.Node) {
	area := d.FocusedArea()
	if area != nil {
		if inner := d.ua.contentDocument(area); inner != nil {
			return inner.currentlyFocused()
		}
	}
	return d, area
}

func (ua *UserAgent) contentDocument(el *dom.Node) *Document {
	if c := ua.ContainerOf(el); c != nil && c.Navigable != nil {
		return c.Navigable.ActiveDocument()
	}
	return nil
}

// focusChain implements "focus chain" of an element of d, or with nil of d's viewport.
// https://html.spec.whatwg.org/multipage/interaction.html#focus-chain
func (d *Document) focusChain(area *dom.Node) []focusEntry {
	var chain []focusEntry
	for {
		if area != nil {
			chain = append(chain, focusEntry{d, area})
		}
		chain = append(chain, focusEntry{d, nil})
		n := d.NodeNavigable()
		if n == nil || n.container == nil {
			return chain
		}
		area = n.container.Element
		d = n.Parent.ActiveDocument()
	}
}

// focusUpdate implements the "focus update steps".
// https://html.spec.whatwg.org/multipage/interaction.html#focus-update-steps
func focusUpdate(ctx context.Context, old, chain []focusEntry) {
	ctx, s := spec.Begin(ctx, spec.FocusUpdateSteps)
	defer s.End()
	s.Step("1")
	for len(old) > 0 && len(chain) > 0 && old[len(old)-1] == chain[len(chain)-1] {
		old, chain = old[:len(old)-1], chain[:len(chain)-1]
	}
	related := func(in, other []focusEntry, i int) dom.Target {
		if i != len(in)-1 || in[i].element == nil || len(other) == 0 || other[len(other)-1].element == nil {
			return nil
		}
		return other[len(other)-1].element
	}
	s.Step("2")
	for i, e := range old {
		s.Todo("2.1") // change events
		s.Step("2.2")
		s.Step("2.3")
		s.Step("2.4")
		if e.element != nil && e.document.focused == e.element {
			e.document.focused = nil // what its blur listeners see
		}
		e.fire(ctx, "blur", related(old, chain, i))
	}
	s.Step("3")
	s.Step("4")
	for i, e := range slices.Backward(chain) {
		s.Step("4.1")
		if e.element != nil && e.document.focused != e.element {
			s.Step("4.1.1")
			e.document.window.navigation.focusChanged = true
			s.Step("4.1.2")
			e.document.focused = e.element
		} else if e.element == nil && i == 0 {
			e.document.focused = nil
		}
		s.Step("4.2")
		s.Step("4.3")
		s.Step("4.4")
		e.fire(ctx, "focus", related(chain, old, i))
	}
}

// fire implements "fire a focus event" at what stands for the entry. The events that bubble follow,
// as UI Events has them.
// https://html.spec.whatwg.org/multipage/interaction.html#fire-a-focus-event
func (e focusEntry) fire(ctx context.Context, name string, related dom.Target) {
	var t dom.Target = e.document.window
	if e.element != nil {
		t = e.element
	}
	for _, form := range []struct {
		name    string
		bubbles bool
	}{{name, false}, {map[string]string{"focus": "focusin", "blur": "focusout"}[name], true}} {
		if form.bubbles && e.element == nil {
			continue
		}
		dom.Fire(ctx, t, form.name, func(ev *dom.Event) {
			ev.Interface, ev.Composed, ev.Bubbles, ev.RelatedTarget = "FocusEvent", true, form.bubbles, related
			ev.Detail = &dom.UIDetail{View: e.document.window}
		})
	}
}

// KeyTarget is where a key is heard in the page: the element that has the focus, or the body of the
// document that has it.
// https://html.spec.whatwg.org/multipage/interaction.html#key-event-routing
func (d *Document) KeyTarget() (*Document, *dom.Node) {
	in, area := d.currentlyFocused()
	switch {
	case area != nil:
		return in, area
	case in.dom.Body() != nil:
		return in, in.dom.Body()
	}
	return in, in.dom.DocumentElement()
}

// FocusNext moves the focus on in tree order, as a user does with the tabulator key. Elements with
// a positive tabindex are not moved to the front.
// https://html.spec.whatwg.org/multipage/interaction.html#sequential-focus-navigation
func (d *Document) FocusNext(ctx context.Context, backwards bool) {
	var list []*dom.Node
	at := -1 // where the focus is in the list
	for _, n := range d.dom.InclusiveDescendants() {
		if tabindex, _ := n.Attr("tabindex"); !Focusable(n) || len(tabindex) > 0 && tabindex[0] == '-' {
			continue
		}
		if n == d.focused {
			at = len(list)
		}
		list = append(list, n)
	}
	if len(list) == 0 {
		return
	}
	switch {
	case backwards && at <= 0:
		at = len(list) - 1
	case backwards:
		at--
	default:
		at = (at + 1) % len(list)
	}
	d.Focus(ctx, list[at])
}
