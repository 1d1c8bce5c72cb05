package navigation

import (
	"context"
	"fmt"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
)

// HasActivation says whether an element has activation behaviour.
// https://dom.spec.whatwg.org/#eventtarget-activation-behavior
func (h hooks) HasActivation(el *dom.Node) bool {
	if el.Namespace != dom.HTMLNamespace {
		return false
	}
	switch el.LocalName {
	case "a", "area":
		_, ok := el.Attr("href")
		return ok
	case "button", "input", "label":
		return true
	case "summary":
		return isSummary(el)
	}
	return false
}

// Activate runs the activation behaviour of an element.
func (h hooks) Activate(ctx context.Context, el *dom.Node, e *dom.Event) {
	switch el.LocalName {
	case "a", "area":
		activateLink(ctx, el, e)
	case "button":
		h.activateButton(ctx, el, html.ButtonType(el), e)
	case "input":
		h.activateInput(ctx, el, e)
	case "label":
		activateLabel(ctx, el, e)
	case "summary":
		toggleDetails(ctx, el)
	}
}

// activateLink is the activation behaviour of a and area elements.
// https://html.spec.whatwg.org/multipage/links.html#links-created-by-a-and-area-elements:activation-behaviour
func activateLink(ctx context.Context, el *dom.Node, e *dom.Event) {
	suffix := ""
	if target, ok := dom.Canonical(e.Target).(*dom.Node); ok && target.Is("img") {
		if _, ismap := target.Attr("ismap"); ismap {
			x, y := 0, 0
			if d, ok := e.Detail.(*dom.UIDetail); ok && e.Trusted {
				x, y = int(d.ClientX), int(d.ClientY)
			}
			suffix = fmt.Sprintf("?%d,%d", x, y)
		}
	}
	if _, download := el.Attr("download"); download {
		downloadHyperlink(ctx, el, suffix, userInvolvement(e))
		return
	}
	followHyperlink(ctx, el, suffix, userInvolvement(e))
}

// activateButton is the activation behaviour of a button element.
// https://html.spec.whatwg.org/multipage/form-elements.html#the-button-element:activation-behaviour
func (h hooks) activateButton(ctx context.Context, el *dom.Node, typ string, e *dom.Event) {
	d := documentOf(el)
	if html.Disabled(el) || d == nil || !d.FullyActive() {
		return
	}
	form := html.FormOwner(el)
	if form == nil {
		return
	}
	switch typ {
	case "submit", "image":
		d.ua.SubmitForm(ctx, form, el, false, userInvolvement(e))
	case "reset":
		ResetForm(ctx, form)
	}
}

// activateInput is the input activation behaviour of an input element.
// https://html.spec.whatwg.org/multipage/input.html#the-input-element:activation-behaviour
func (h hooks) activateInput(ctx context.Context, el *dom.Node, e *dom.Event) {
	typ := html.InputType(el)
	if html.Disabled(el) && typ != "checkbox" && typ != "radio" {
		return
	}
	switch typ {
	case "image":
		if d, ok := e.Detail.(*dom.UIDetail); ok {
			c := html.ControlOf(el)
			c.X, c.Y = int(d.ClientX), int(d.ClientY)
		}
		h.activateButton(ctx, el, typ, e)
	case "submit", "reset":
		h.activateButton(ctx, el, typ, e)
	case "checkbox", "radio":
		if el.Connected() {
			dom.Fire(ctx, el, "input", func(e *dom.Event) { e.Bubbles, e.Composed = true, true })
			dom.Fire(ctx, el, "change", func(e *dom.Event) { e.Bubbles = true })
		}
	}
}

// activateLabel clicks the labeled control, unless the click came from it or from something else that acts.
// https://html.spec.whatwg.org/multipage/forms.html#the-label-element
func activateLabel(ctx context.Context, label *dom.Node, e *dom.Event) {
	control := LabeledControl(label)
	target, _ := dom.Canonical(e.Target).(*dom.Node)
	if control == nil || html.Disabled(control) {
		return
	}
	for n := target; n != nil && n != label; n = n.Parent {
		if n == control || n.Is("a") || html.Submittable(n) {
			return
		}
	}
	Click(ctx, control)
}

// LabeledControl implements "labeled control".
// https://html.spec.whatwg.org/multipage/forms.html#labeled-control
func LabeledControl(label *dom.Node) *dom.Node {
	labelable := func(n *dom.Node) bool {
		return n.Is("input") && html.InputType(n) != "hidden" || n.Is("button") || n.Is("select") || n.Is("textarea") || n.Is("output") || n.Is("meter") || n.Is("progress")
	}
	if id, ok := label.Attr("for"); ok {
		if n := label.Root().ElementByID(id); n != nil && labelable(n) {
			return n
		}
		return nil
	}
	for _, n := range label.ElementsWhere(labelable) {
		return n
	}
	return nil
}

// Click implements click(): a synthetic click event, unless the element is a disabled control or clicked already.
// https://html.spec.whatwg.org/multipage/interaction.html#dom-click
func Click(ctx context.Context, el *dom.Node) {
	if (html.Submittable(el) || el.Is("fieldset")) && html.Disabled(el) {
		return
	}
	d := documentOf(el)
	if d != nil {
		if d.ua.clicking[el] {
			return
		}
		d.ua.clicking[el] = true
		defer delete(d.ua.clicking, el)
	}
	e := dom.NewEvent("click")
	e.Interface = "PointerEvent"
	detail := &dom.UIDetail{Width: 1, Height: 1}
	if d != nil {
		detail.View = d.window
	}
	e.Detail = detail
	e.Bubbles, e.Cancelable, e.Composed = true, true, true
	dom.Dispatch(ctx, el, e)
}

// PreActivate implements the legacy-pre-activation behaviour of check boxes and radio buttons: they change before their
// click is handled. The result undoes it, for a click that is canceled.
// https://html.spec.whatwg.org/multipage/input.html#the-input-element:legacy-pre-activation-behavior
func (h hooks) PreActivate(el *dom.Node) (undo func()) {
	if !el.Is("input") {
		return nil
	}
	was := html.Checked(el)
	switch html.InputType(el) {
	case "checkbox":
		html.SetChecked(el, !was)
		return func() { html.SetChecked(el, was) }
	case "radio":
		before := checkedOfGroup(el)
		html.SetChecked(el, true)
		return func() {
			html.SetChecked(el, was)
			if before != nil {
				html.SetChecked(before, true)
			}
		}
	}
	return nil
}

// checkedOfGroup is the checked radio button of el's group.
func checkedOfGroup(el *dom.Node) *dom.Node {
	name, _ := el.Attr("name")
	owner := html.FormOwner(el)
	for _, o := range el.Root().ElementsWhere(func(o *dom.Node) bool { return o.Is("input") }) {
		if n, _ := o.Attr("name"); name != "" && n == name && html.InputType(o) == "radio" && html.FormOwner(o) == owner && html.Checked(o) {
			return o
		}
	}
	return nil
}
