package bindings

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// formClasses are the interfaces of forms and their controls, by local name.
// https://html.spec.whatwg.org/multipage/forms.html#forms
func formClasses() map[string]*js.Class {
	legacyNull := idl.LegacyNullToEmptyString(idl.DOMString)
	type node = *dom.Node
	state := func(state func(n node) string) func(n node, _ string) string {
		return func(n node, _ string) string { return state(n) }
	}
	selection := idl.Mixin{
		idl.Op0("select", func(idl.Call, node) (js.Value, error) { return js.Undefined, nil }),
		idl.Op3("setSelectionRange", idl.UnsignedLong, idl.UnsignedLong, idl.Optional(idl.DOMString), func(idl.Call, node, uint32, uint32, *string) (js.Value, error) {
			return js.Undefined, nil
		}),
	}
	return map[string]*js.Class{
		"form": htmlClass("HTMLFormElement", formMembers()),
		"input": htmlClass("HTMLInputElement", controlMembers(), submitMembers(), validity(), selection,
			keyed("type", "type", state(html.InputType)),
			valueAttribute(legacyNull), reflect("defaultValue", "value"), reflectBool("defaultChecked", "checked"),
			idl.Get("checked", idl.Boolean, html.Checked).Set(func(_ idl.Call, n node, v bool) error {
				html.SetChecked(n, v)
				return nil
			}),
			labels(), reflectURL("src", "src"), inputFiles(),
			reflectBool("multiple", "multiple"), reflectBool("required", "required"), reflectBool("readOnly", "readonly"),
			reflectAll("placeholder", "alt", "accept", "autocomplete", "min", "max", "step", "pattern", "dirName")),
		"button": htmlClass("HTMLButtonElement", controlMembers(), submitMembers(), validity(),
			keyed("type", "type", state(html.ButtonType)), reflect("value", "value"), labels()),
		"textarea": htmlClass("HTMLTextAreaElement", controlMembers(), validity(), selection,
			constantText("type", "textarea"), valueAttribute(legacyNull), labels(), reflectBool("required", "required"), reflectBool("readOnly", "readonly"),
			textAttribute("defaultValue", (*dom.Node).ChildText), reflectAll("placeholder", "autocomplete", "dirName")),
		"select": htmlClass("HTMLSelectElement", controlMembers(), validity(), selectMembers(), labels(), reflectBool("multiple", "multiple"), reflectBool("required", "required")),
		"option": htmlClass("HTMLOptionElement",
			reflectBool("disabled", "disabled"), reflectBool("defaultSelected", "selected"), valueAttribute(idl.DOMString),
			idl.Get("selected", idl.Boolean, html.Selected).Set(func(_ idl.Call, n node, v bool) error {
				html.SetSelected(n, v)
				return nil
			}),
			textAttribute("text", html.OptionText), formOwnerAttribute(), reflectAll("label")),
		"optgroup": htmlClass("HTMLOptGroupElement", reflectBool("disabled", "disabled"), reflectAll("label")),
		"fieldset": htmlClass("HTMLFieldSetElement", controlMembers(), validity(), constantText("type", "fieldset")),
		"output":   htmlClass("HTMLOutputElement", formOwnerAttribute(), reflect("name", "name"), validity(), constantText("type", "output"), labels()),
		"label": htmlClass("HTMLLabelElement",
			reflect("htmlFor", "for"),
			idl.Get("control", nodeType, navigation.LabeledControl),
			idl.Get("form", nodeType, func(n node) node {
				if c := navigation.LabeledControl(n); c != nil {
					return html.FormOwner(c)
				}
				return nil
			})),
	}
}

// formElements is the list that a form's elements collection shows.
// https://html.spec.whatwg.org/multipage/forms.html#dom-form-elements
func formElements(form *dom.Node) []*dom.Node {
	return html.Controls(form, func(el *dom.Node) bool { return html.Listed(el) && (!el.Is("input") || html.InputType(el) != "image") })
}

// formMembers are those of HTMLFormElement.
// https://html.spec.whatwg.org/multipage/forms.html#the-form-element
func formMembers() idl.Mixin {
	valid := func(c idl.Call, n *dom.Node) (js.Value, error) {
		return js.Bool(html.ValidateForm(c.Context(), n)), nil
	}
	return idl.Mixin{
		formAction("action", "action"), keyed("method", "method", html.Method), keyed("enctype", "enctype", html.Enctype),
		keyed("encoding", "enctype", html.Enctype), reflect("acceptCharset", "accept-charset"), reflectBool("noValidate", "novalidate"), tokenListOf("relList", "rel"),
		reflectAll("target", "name", "rel", "autocomplete"),
		liveList("elements", HTMLCollectionClass, formElements),
		idl.Get("length", idl.UnsignedLong, func(n *dom.Node) uint32 { return uint32(len(formElements(n))) }),
		idl.Indexed(nodeType, formElements), namedControls(),
		idl.Op0("submit", func(c idl.Call, n *dom.Node) (js.Value, error) {
			windowIn(c.Realm).UserAgent().SubmitForm(c.Context(), n, n, true, "none")
			return js.Undefined, nil
		}),
		idl.Op1("requestSubmit", idl.Default(idl.OrNull(htmlElementType), nil), func(c idl.Call, n, submitter *dom.Node) (js.Value, error) {
			if submitter == nil {
				submitter = n
			} else if err := checkSubmitter(n, submitter); err != nil {
				return js.Undefined, err
			}
			windowIn(c.Realm).UserAgent().SubmitForm(c.Context(), n, submitter, false, "none")
			return js.Undefined, nil
		}),
		idl.Op0("reset", func(c idl.Call, n *dom.Node) (js.Value, error) {
			navigation.ResetForm(c.Context(), n)
			return js.Undefined, nil
		}),
		idl.Op0("checkValidity", valid), idl.Op0("reportValidity", valid),
	}
}

// namedControls shows a form's controls as its properties.
// https://html.spec.whatwg.org/multipage/forms.html#dom-form-nameditem
func namedControls() idl.Member {
	return idl.NamedProperty[*dom.Node]{
		OverrideBuiltIns: true, Unenumerable: true,
		Get: func(r *js.Realm, form *dom.Node, name string) (js.Value, bool) {
			list := slices.DeleteFunc(slices.Clone(formElements(form)), func(el *dom.Node) bool { return el.ID() != name && attrOf(el, "name") != name })
			switch {
			case name == "" || len(list) == 0:
				return js.Undefined, false
			case len(list) == 1:
				return wrapNode(r, list[0]), true
			}
			return staticList(r, list), true
		},
		Names: func(form *dom.Node) []string {
			var names []string
			for _, el := range formElements(form) {
				for _, n := range []string{el.ID(), attrOf(el, "name")} {
					if n != "" && !slices.Contains(names, n) {
						names = append(names, n)
					}
				}
			}
			return names
		},
	}
}

// keyed reflects an attribute limited to known values: the getter gives its state.
func keyed(name, attribute string, state func(n *dom.Node, attribute string) string) idl.Member {
	return reflectAs(name, attribute, func(n *dom.Node) string { return state(n, attribute) })
}

func constantText(name, value string) idl.Member {
	return idl.Get(name, idl.DOMString, func(*dom.Node) string { return value })
}

// formAction reflects a URL whose absence means the document's.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#dom-fs-action
func formAction(name, attribute string) idl.Member {
	return reflectAs(name, attribute, func(n *dom.Node) string {
		if attrOf(n, attribute) == "" {
			return documentURL(n.OwnerDocument)
		}
		return reflectedURL(n, attribute)
	})
}

func formOwnerAttribute() idl.Member { return idl.Get("form", nodeType, html.FormOwner) }

func controlMembers() idl.Mixin {
	return idl.Mixin{formOwnerAttribute(), reflect("name", "name"), reflectBool("disabled", "disabled")}
}

func submitMembers() idl.Mixin {
	own := func(name, attribute string, state func(n *dom.Node, attribute string) string) idl.Member {
		return keyed(name, attribute, func(n *dom.Node, attribute string) string {
			if _, ok := n.Attr(attribute); !ok {
				return ""
			}
			return state(n, attribute)
		})
	}
	return idl.Mixin{
		formAction("formAction", "formaction"), own("formMethod", "formmethod", html.Method), own("formEnctype", "formenctype", html.Enctype),
		reflect("formTarget", "formtarget"), reflectBool("formNoValidate", "formnovalidate"),
	}
}

func valueAttribute(t idl.Type[string]) idl.Member {
	return idl.Get("value", t, html.Value).Set(func(c idl.Call, n *dom.Node, s string) error {
		if n.Is("input") && html.InputType(n) == "file" && s != "" {
			return webidl.DOMExceptionf("InvalidStateError", "This input element accepts a filename, which may only be programmatically set to the empty string.")
		}
		html.SetValue(c.Context(), n, s)
		return nil
	})
}

func labels() idl.Member {
	return liveList("labels", NodeListClass, func(n *dom.Node) []*dom.Node {
		return n.Root().ElementsWhere(func(l *dom.Node) bool { return l.Is("label") && navigation.LabeledControl(l) == n })
	})
}

// selectMembers are those of HTMLSelectElement.
// https://html.spec.whatwg.org/multipage/form-elements.html#the-select-element
func selectMembers() idl.Mixin {
	return idl.Mixin{
		valueAttribute(idl.DOMString),
		idl.Get("type", idl.DOMString, func(n *dom.Node) string {
			if _, ok := n.Attr("multiple"); ok {
				return "select-multiple"
			}
			return "select-one"
		}),
		liveList("options", HTMLCollectionClass, html.Options),
		// Selectedness changes without the tree.
		idl.GetIn("selectedOptions", idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
			list := slices.DeleteFunc(slices.Clone(html.Options(n)), func(o *dom.Node) bool { return !html.Selected(o) })
			return c.Realm.Wrap(HTMLCollectionClass, &nodeCollection{static: list}), nil
		}),
		idl.Get("length", idl.UnsignedLong, func(n *dom.Node) uint32 { return uint32(len(html.Options(n))) }).Set(func(c idl.Call, n *dom.Node, length uint32) error {
			return setOptionsLength(c.Context(), n, length)
		}),
		idl.Get("selectedIndex", idl.Long, func(n *dom.Node) int32 { return int32(slices.IndexFunc(html.Options(n), html.Selected)) }).Set(func(_ idl.Call, n *dom.Node, index int32) error {
			for i, o := range html.Options(n) {
				html.SetSelected(o, i == int(index))
			}
			return nil
		}),
	}
}

// maxOptions bounds what setting the length of a select may add.
// https://html.spec.whatwg.org/multipage/common-dom-interfaces.html#dom-htmloptionscollection-length
const maxOptions = 100000

// setOptionsLength is the setter of a select's length.
// https://html.spec.whatwg.org/multipage/form-elements.html#dom-select-length
func setOptionsLength(ctx context.Context, n *dom.Node, length uint32) error {
	options := html.Options(n)
	if length > maxOptions {
		return nil
	}
	for i := len(options); i < int(length); i++ {
		option, err := n.OwnerDocument.CreateElement("option")
		if err != nil {
			return err
		}
		if err := dom.Append(ctx, option, n); err != nil {
			return err
		}
	}
	for _, o := range options[min(int(length), len(options)):] {
		dom.Remove(ctx, o)
	}
	return nil
}

// validity are the members of controls that are validated.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#the-constraint-validation-api
func validity() idl.Mixin {
	check := func(c idl.Call, n *dom.Node) (js.Value, error) {
		return js.Bool(html.CheckValidity(c.Context(), n)), nil
	}
	return idl.Mixin{
		idl.Get("willValidate", idl.Boolean, html.WillValidate),
		idl.Get("validationMessage", idl.DOMString, func(n *dom.Node) string {
			switch {
			case html.Valid(n):
				return ""
			case html.ControlOf(n).Message != "":
				return html.ControlOf(n).Message
			}
			return "Please fill out this field."
		}),
		idl.Op0("checkValidity", check), idl.Op0("reportValidity", check),
		idl.Op1("setCustomValidity", idl.DOMString, func(_ idl.Call, n *dom.Node, message string) (js.Value, error) {
			html.ControlOf(n).Message = message
			return js.Undefined, nil
		}),
	}
}
