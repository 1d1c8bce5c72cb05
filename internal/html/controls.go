package html

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
)

// A Control is what an element that takes part in forms remembers beside its attributes.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-control-infrastructure
type Control struct {
	value        string // …#concept-fe-value, of controls that have one of their own
	dirty        bool   // …#concept-fe-dirty: the value no longer follows the attribute or the text
	checked      bool   // …#concept-fe-checked, and an option's selectedness
	dirtyChecked bool   // input.html#concept-input-checked-dirty-flag, and an option's dirtiness
	X, Y         int    // input.html#concept-input-type-image-coordinate, where an image button was clicked
	Message      string // …#custom-validity-error-message

	// Of form elements.
	ConstructingEntryList  bool // …#constructing-entry-list
	FiringSubmissionEvents bool // …#form-firing-submission-events
	LockedForReset         bool // …#locked-for-reset
	Planned                any  // …#planned-navigation, the navigating package's
}

// ControlOf returns the state of a form, or of a control.
func ControlOf(el *dom.Node) *Control {
	if c, ok := el.State.(*Control); ok {
		return c
	}
	c := &Control{}
	el.State = c
	return c
}

var inputTypes = strings.Fields("hidden text search tel url email password date month week time datetime-local number range color checkbox radio file submit image reset button")

// keyword is the state of an enumerated attribute: the value in lower case if it is among the keywords.
func keyword(el *dom.Node, name, missing string, keywords ...string) string {
	v, _ := el.Attr(name)
	if v = strings.ToLower(v); slices.Contains(keywords, v) {
		return v
	}
	return missing
}

// InputType is the state of an input's type attribute.
// https://html.spec.whatwg.org/multipage/input.html#attr-input-type
func InputType(el *dom.Node) string { return keyword(el, "type", "text", inputTypes...) }

// ButtonType is the state of a button's type attribute.
// https://html.spec.whatwg.org/multipage/form-elements.html#attr-button-type
func ButtonType(el *dom.Node) string {
	return keyword(el, "type", "submit", "submit", "reset", "button")
}

// Method is the state of a form's method attribute, or of a submit button's formmethod.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fs-method
func Method(el *dom.Node, attribute string) string {
	return keyword(el, attribute, "get", "get", "post", "dialog")
}

// Enctype is the state of a form's enctype attribute, or of a submit button's formenctype.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fs-enctype
func Enctype(el *dom.Node, attribute string) string {
	const urlencoded = "application/x-www-form-urlencoded"
	return keyword(el, attribute, urlencoded, urlencoded, "multipart/form-data", "text/plain")
}

// Submittable implements "submittable elements".
// https://html.spec.whatwg.org/multipage/forms.html#category-submit
func Submittable(el *dom.Node) bool {
	return el.Is("button") || el.Is("input") || el.Is("select") || el.Is("textarea")
}

// Listed implements "listed elements".
// https://html.spec.whatwg.org/multipage/forms.html#category-listed
func Listed(el *dom.Node) bool {
	return Submittable(el) || el.Is("fieldset") || el.Is("object") || el.Is("output")
}

// SubmitButton implements "submit button".
// https://html.spec.whatwg.org/multipage/forms.html#concept-submit-button
func SubmitButton(el *dom.Node) bool {
	if el.Is("input") {
		t := InputType(el)
		return t == "submit" || t == "image"
	}
	return el.Is("button") && ButtonType(el) == "submit"
}

// isButton implements "button" of the entry list: a control that is sent only if it was pressed.
// https://html.spec.whatwg.org/multipage/forms.html#concept-button
func isButton(el *dom.Node) bool {
	if el.Is("input") {
		return slices.Contains([]string{"submit", "image", "reset", "button"}, InputType(el))
	}
	return el.Is("button")
}

// Disabled implements "disabled" of form controls.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fe-disabled
func Disabled(el *dom.Node) bool {
	if _, ok := el.Attr("disabled"); ok {
		return true
	}
	for child, p := el, el.Parent; p != nil; child, p = p, p.Parent {
		if !p.Is("fieldset") {
			continue
		}
		if _, ok := p.Attr("disabled"); ok && child != firstLegend(p) {
			return true
		}
	}
	return false
}

func firstLegend(fieldset *dom.Node) *dom.Node {
	for c := fieldset.FirstChild; c != nil; c = c.NextSibling {
		if c.Is("legend") {
			return c
		}
	}
	return nil
}

// FormOwner implements "form owner", computed from the tree as it is.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-owner
func FormOwner(el *dom.Node) *dom.Node {
	if id, ok := el.Attr("form"); ok && Listed(el) && el.Connected() {
		if f := el.Root().ElementByID(id); f != nil && f.Is("form") {
			return f
		}
		return nil
	}
	for p := el.Parent; p != nil; p = p.Parent {
		if p.Is("form") {
			return p
		}
	}
	return nil
}

// Controls returns the elements whose form owner is form and that match, in tree order.
func Controls(form *dom.Node, match func(el *dom.Node) bool) []*dom.Node {
	return form.Root().ElementsWhere(func(el *dom.Node) bool { return match(el) && FormOwner(el) == form })
}

// valueMode is the mode of an input's value attribute.
// https://html.spec.whatwg.org/multipage/input.html#dom-input-value
func valueMode(el *dom.Node) string {
	switch InputType(el) {
	case "hidden", "submit", "image", "reset", "button":
		return "default"
	case "checkbox", "radio":
		return "default/on"
	case "file":
		return "filename"
	}
	return "value"
}

// Value is the value of a control.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fe-value
func Value(el *dom.Node) string {
	attribute, has := el.Attr("value")
	switch {
	case el.Is("textarea"):
		if c := ControlOf(el); c.dirty {
			return c.value
		}
		return newlines(el.ChildText())
	case el.Is("select"):
		for _, o := range Options(el) {
			if Selected(o) {
				return Value(o)
			}
		}
		return ""
	case el.Is("option"):
		if has {
			return attribute
		}
		return OptionText(el)
	case el.Is("output"):
		return el.TextContent()
	case el.Is("input"):
		switch valueMode(el) {
		case "value":
			if c := ControlOf(el); c.dirty {
				return sanitize(el, c.value)
			}
			return sanitize(el, attribute)
		case "default/on":
			if !has {
				return "on"
			}
		case "filename":
			return ""
		}
	}
	return attribute
}

// newlines implements "normalize newlines" for the API value of a textarea.
// https://infra.spec.whatwg.org/#normalize-newlines
func newlines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// sanitize implements the value sanitization algorithms of the types of one line.
// https://html.spec.whatwg.org/multipage/input.html#value-sanitization-algorithm
func sanitize(el *dom.Node, value string) string {
	switch InputType(el) {
	case "text", "search", "tel", "password":
		return strings.NewReplacer("\r", "", "\n", "").Replace(value)
	case "url", "email":
		return strings.Trim(strings.NewReplacer("\r", "", "\n", "").Replace(value), " \t\f")
	}
	return value
}

// SetValue implements the setter of a control's value.
func SetValue(ctx context.Context, el *dom.Node, value string) {
	switch {
	case el.Is("textarea"):
		c := ControlOf(el)
		c.value, c.dirty = newlines(value), true
	case el.Is("select"):
		found := false
		for _, o := range Options(el) {
			c := ControlOf(o)
			c.checked, c.dirtyChecked = !found && Value(o) == value, true
			found = found || c.checked
		}
	case el.Is("input") && valueMode(el) == "value":
		c := ControlOf(el)
		c.value, c.dirty = value, true
	case el.Is("input") && valueMode(el) == "filename":
	default:
		el.SetAttr(ctx, "value", value)
	}
}

// Checked is the checkedness of an input.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fe-checked
func Checked(el *dom.Node) bool {
	if c := ControlOf(el); c.dirtyChecked {
		return c.checked
	}
	_, ok := el.Attr("checked")
	return ok
}

// SetChecked sets the checkedness; the other radio buttons of the group lose theirs.
// https://html.spec.whatwg.org/multipage/input.html#radio-button-group
func SetChecked(el *dom.Node, checked bool) {
	c := ControlOf(el)
	c.checked, c.dirtyChecked = checked, true
	name, _ := el.Attr("name")
	if !checked || InputType(el) != "radio" || name == "" {
		return
	}
	owner := FormOwner(el)
	for _, o := range el.Root().ElementsWhere(func(o *dom.Node) bool { return o.Is("input") }) {
		if n, _ := o.Attr("name"); o != el && n == name && InputType(o) == "radio" && FormOwner(o) == owner && Checked(o) {
			c := ControlOf(o)
			c.checked, c.dirtyChecked = false, true
		}
	}
}

// Options implements a select's "list of options".
// https://html.spec.whatwg.org/multipage/form-elements.html#concept-select-option-list
func Options(sel *dom.Node) []*dom.Node {
	return sel.ElementsWhere(func(o *dom.Node) bool { return o.Is("option") })
}

// OptionText implements an option's text.
// https://html.spec.whatwg.org/multipage/form-elements.html#dom-option-text
func OptionText(o *dom.Node) string {
	return strings.Join(strings.FieldsFunc(o.TextContent(), func(c rune) bool { return strings.ContainsRune("\t\n\f\r ", c) }), " ")
}

// Selected is the selectedness of an option; a select that shows one row selects its first option
// when none is selected.
// https://html.spec.whatwg.org/multipage/form-elements.html#selectedness-setting-algorithm
func Selected(option *dom.Node) bool {
	own := func(o *dom.Node) bool {
		if c := ControlOf(o); c.dirtyChecked {
			return c.checked
		}
		_, ok := o.Attr("selected")
		return ok
	}
	sel := option.Parent
	for sel != nil && !sel.Is("select") {
		sel = sel.Parent
	}
	if sel == nil {
		return own(option)
	}
	if _, multiple := sel.Attr("multiple"); multiple {
		return own(option)
	}
	var last, first *dom.Node
	dirty := false
	for _, o := range Options(sel) {
		dirty = dirty || ControlOf(o).dirtyChecked
		if own(o) {
			last = o
		}
		if _, disabled := o.Attr("disabled"); first == nil && !disabled {
			first = o
		}
	}
	if size, ok := sel.Attr("size"); last == nil && !dirty && (!ok || size == "" || size == "0" || size == "1") {
		last = first
	}
	return option == last
}

// SetSelected sets the selectedness of an option.
func SetSelected(option *dom.Node, selected bool) {
	sel := option.Parent
	for sel != nil && !sel.Is("select") {
		sel = sel.Parent
	}
	if sel != nil && selected {
		if _, multiple := sel.Attr("multiple"); !multiple {
			for _, o := range Options(sel) {
				c := ControlOf(o)
				c.checked, c.dirtyChecked = false, true
			}
		}
	}
	c := ControlOf(option)
	c.checked, c.dirtyChecked = selected, true
}

// Reset implements the reset algorithms of a form's controls.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-form-reset-control
func Reset(form *dom.Node) {
	for _, el := range Controls(form, Listed) {
		c := ControlOf(el)
		c.value, c.dirty, c.checked, c.dirtyChecked = "", false, false, false
		if el.Is("select") {
			for _, o := range Options(el) {
				oc := ControlOf(o)
				oc.checked, oc.dirtyChecked = false, false
			}
		}
	}
}

// WillValidate implements "candidate for constraint validation".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#candidate-for-constraint-validation
func WillValidate(el *dom.Node) bool {
	if !Submittable(el) || Disabled(el) {
		return false
	}
	if _, ok := el.Attr("readonly"); ok && (el.Is("input") || el.Is("textarea")) {
		return false
	}
	switch {
	case el.Is("input"):
		return !slices.Contains([]string{"hidden", "reset", "button"}, InputType(el))
	case el.Is("button"):
		return ButtonType(el) == "submit"
	}
	return true
}

// ValueMissing implements "suffering from being missing".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#suffering-from-being-missing
func ValueMissing(el *dom.Node) bool {
	if _, required := el.Attr("required"); !required || el.Is("button") {
		return false
	}
	if el.Is("input") {
		switch InputType(el) {
		case "checkbox", "radio":
			return !Checked(el)
		case "hidden", "range", "color", "submit", "image", "reset", "button":
			return false
		}
	}
	return Value(el) == ""
}

// Valid says whether a control satisfies its constraints: a required value, and what script says.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fv-valid
func Valid(el *dom.Node) bool {
	return !WillValidate(el) || ControlOf(el).Message == "" && !ValueMissing(el)
}

// CheckValidity implements "check validity steps": an invalid control gets an invalid event.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#check-validity-steps
func CheckValidity(ctx context.Context, el *dom.Node) bool {
	if Valid(el) {
		return true
	}
	dom.Fire(ctx, el, "invalid", func(e *dom.Event) { e.Cancelable = true })
	return false
}

// ValidateForm implements "statically validate the constraints" of a form.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#statically-validate-the-constraints
func ValidateForm(ctx context.Context, form *dom.Node) bool {
	valid := true
	for _, el := range Controls(form, Submittable) {
		if !CheckValidity(ctx, el) {
			valid = false
		}
	}
	return valid
}
