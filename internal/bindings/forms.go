package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// formClasses are the interfaces of forms and their controls, by local name.
// https://html.spec.whatwg.org/multipage/forms.html#forms
func formClasses() map[string]*js.Class {
	m := map[string]*js.Class{
		"form": htmlClass("HTMLFormElement", []js.Member{
			formAction("action", "action"), keywordAttr("method", html.Method), keywordAttr("enctype", html.Enctype),
			keyedAttr("encoding", "enctype", html.Enctype), reflect("acceptCharset", "accept-charset"), reflectBool("noValidate", "novalidate"), relList(),
			nodeGet("elements", func(r *js.Realm, n *dom.Node) js.Value {
				return collectionOf(r, HTMLCollectionClass, n, "elements", func() []*dom.Node { return formElements(n) })
			}),
			nodeGet("length", func(_ *js.Realm, n *dom.Node) js.Value { return js.Int(int32(len(formElements(n)))) }),
		}, reflectAll("target", "name", "rel", "autocomplete")),
		"input": htmlClass("HTMLInputElement", controlMembers(), submitMembers(), validityMembers(), []js.Member{
			keyedAttr("type", "type", func(n *dom.Node, _ string) string { return html.InputType(n) }),
			valueAttr(), reflect("defaultValue", "value"), reflectBool("defaultChecked", "checked"), checkedAttr(), labelsAttr(), reflectURL("src", "src"),
			inputFiles(),
			reflectBool("multiple", "multiple"), reflectBool("required", "required"), reflectBool("readOnly", "readonly"),
		}, reflectAll("placeholder", "alt", "accept", "autocomplete", "min", "max", "step", "pattern", "dirName")),
		"button": htmlClass("HTMLButtonElement", controlMembers(), submitMembers(), validityMembers(), []js.Member{
			keyedAttr("type", "type", func(n *dom.Node, _ string) string { return html.ButtonType(n) }), reflect("value", "value"), labelsAttr(),
		}),
		"textarea": htmlClass("HTMLTextAreaElement", controlMembers(), validityMembers(), []js.Member{
			constantAttr("type", "textarea"), valueAttr(), labelsAttr(), reflectBool("required", "required"), reflectBool("readOnly", "readonly"),
			nodeAttr("defaultValue", func(r *js.Realm, n *dom.Node) js.Value { return r.String(n.ChildText()) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				return setText(ctx, r, n, v, true)
			}),
		}, reflectAll("placeholder", "autocomplete", "dirName")),
		"select": htmlClass("HTMLSelectElement", controlMembers(), validityMembers(), selectMembers(), []js.Member{labelsAttr(), reflectBool("multiple", "multiple"), reflectBool("required", "required")}),
		"option": htmlClass("HTMLOptionElement", []js.Member{
			reflectBool("disabled", "disabled"), reflectBool("defaultSelected", "selected"), valueAttr(),
			nodeAttr("selected", func(_ *js.Realm, n *dom.Node) js.Value { return js.Bool(html.Selected(n)) }, func(_ context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				html.SetSelected(n, r.ToBool(v))
				return nil
			}),
			nodeAttr("text", func(r *js.Realm, n *dom.Node) js.Value { return r.String(html.OptionText(n)) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				return setText(ctx, r, n, v, true)
			}), formAttr(),
		}, reflectAll("label")),
		"optgroup": htmlClass("HTMLOptGroupElement", []js.Member{reflectBool("disabled", "disabled")}, reflectAll("label")),
		"fieldset": htmlClass("HTMLFieldSetElement", controlMembers(), validityMembers(), []js.Member{constantAttr("type", "fieldset")}),
		"output":   htmlClass("HTMLOutputElement", []js.Member{formAttr(), reflect("name", "name")}, validityMembers(), []js.Member{constantAttr("type", "output"), labelsAttr()}),
		"label": htmlClass("HTMLLabelElement", []js.Member{
			reflect("htmlFor", "for"),
			nodeGet("control", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, navigation.LabeledControl(n)) }),
			nodeGet("form", func(r *js.Realm, n *dom.Node) js.Value {
				if c := navigation.LabeledControl(n); c != nil {
					return wrapNode(r, html.FormOwner(c))
				}
				return js.Null
			}),
		}),
	}
	m["form"].Methods = formMethods()
	m["form"].Exotic = formExotic()
	for _, tag := range []string{"input", "button", "textarea", "select", "fieldset", "output"} {
		m[tag].Methods = validityMethods()
	}
	m["input"].Methods = append(m["input"].Methods, nodeMethod("select", 0, noEffect), nodeMethod("setSelectionRange", 2, noEffect))
	m["textarea"].Methods = append(m["textarea"].Methods, nodeMethod("select", 0, noEffect), nodeMethod("setSelectionRange", 2, noEffect))
	return m
}

// formElements is the list that a form's elements collection shows.
// https://html.spec.whatwg.org/multipage/forms.html#dom-form-elements
func formElements(form *dom.Node) []*dom.Node {
	return html.Controls(form, func(el *dom.Node) bool { return html.Listed(el) && (!el.Is("input") || html.InputType(el) != "image") })
}

// formExotic shows a form's controls as its properties.
// https://html.spec.whatwg.org/multipage/forms.html#dom-form-item
func formExotic() *js.Exotic {
	named := func(form *dom.Node, name string) []*dom.Node {
		var list []*dom.Node
		for _, el := range formElements(form) {
			if name != "" && (el.ID() == name || attrOf(el, "name") == name) {
				list = append(list, el)
			}
		}
		return list
	}
	return &js.Exotic{
		OverrideBuiltins: true, UnenumerableNames: true,
		Length: func(_ *js.Realm, v any) int { return len(formElements(v.(*dom.Node))) },
		Index: func(r *js.Realm, v any, i uint32) (js.Value, bool) {
			list := formElements(v.(*dom.Node))
			if int64(i) >= int64(len(list)) {
				return js.Undefined, false
			}
			return wrapNode(r, list[i]), true
		},
		Named: func(r *js.Realm, v any, name string) (js.Value, bool) {
			switch list := named(v.(*dom.Node), name); len(list) {
			case 0:
				return js.Undefined, false
			case 1:
				return wrapNode(r, list[0]), true
			default:
				return staticList(r, list), true
			}
		},
		Names: func(_ *js.Realm, v any) []string {
			var names []string
			seen := map[string]bool{}
			for _, el := range formElements(v.(*dom.Node)) {
				for _, n := range []string{el.ID(), attrOf(el, "name")} {
					if n != "" && !seen[n] {
						seen[n] = true
						names = append(names, n)
					}
				}
			}
			return names
		},
	}
}

func formMethods() []js.Member {
	return []js.Member{
		nodeMethod("submit", 0, func(ctx context.Context, r *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			windowIn(r).UserAgent().SubmitForm(ctx, n, n, true, "none")
			return js.Undefined, nil
		}),
		nodeMethod("requestSubmit", 0, func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			submitter, err := toNodeOrNull(r, js.Arg(args, 0))
			if err != nil {
				return js.Undefined, err
			}
			switch {
			case submitter == nil:
				submitter = n
			case !html.SubmitButton(submitter):
				return js.Undefined, webidl.TypeErrorf("The specified element is not a submit button.")
			case html.FormOwner(submitter) != n:
				return js.Undefined, webidl.DOMExceptionf("NotFoundError", "The specified element is not owned by this form element.")
			}
			windowIn(r).UserAgent().SubmitForm(ctx, n, submitter, false, "none")
			return js.Undefined, nil
		}),
		nodeMethod("reset", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			navigation.ResetForm(ctx, n)
			return js.Undefined, nil
		}),
		nodeMethod("checkValidity", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			return js.Bool(html.ValidateForm(ctx, n)), nil
		}),
		nodeMethod("reportValidity", 0, func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
			return js.Bool(html.ValidateForm(ctx, n)), nil
		}),
	}
}

// keyedAttr reflects an attribute limited to known values: the getter gives its state.
func keyedAttr(name, attribute string, state func(n *dom.Node, attribute string) string) js.Member {
	m := reflect(name, attribute)
	m.Get = nodeGet(name, func(r *js.Realm, n *dom.Node) js.Value { return r.String(state(n, attribute)) }).Get
	return m
}

func keywordAttr(name string, state func(n *dom.Node, attribute string) string) js.Member {
	return keyedAttr(name, name, state)
}

func constantAttr(name, value string) js.Member {
	return nodeGet(name, func(r *js.Realm, _ *dom.Node) js.Value { return r.String(value) })
}

// formAction reflects a URL whose absence means the document's.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#dom-fs-action
func formAction(name, attribute string) js.Member {
	m := reflectURL(name, attribute)
	get := m.Get
	m.Get = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		n, err := toNode(r, this)
		if err != nil {
			return js.Undefined, err
		}
		if attrOf(n, attribute) == "" {
			return r.String(documentURL(n.OwnerDocument)), nil
		}
		return get(r, this, args)
	}
	return m
}

// relList is the token list of rel.
func relList() js.Member {
	return nodeAttr("relList", func(r *js.Realm, n *dom.Node) js.Value {
		return r.Wrap(DOMTokenListClass, windowIn(r).Object(collectionKey{n, "relList"}, func() any { return &tokenList{n, "rel"} }))
	}, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
		s, err := r.ToString(v)
		if err == nil {
			n.SetAttr(ctx, "rel", s)
		}
		return err
	})
}

func formAttr() js.Member {
	return nodeGet("form", func(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, html.FormOwner(n)) })
}

func controlMembers() []js.Member {
	return []js.Member{formAttr(), reflect("name", "name"), reflectBool("disabled", "disabled")}
}

func submitMembers() []js.Member {
	own := func(name, attribute string, state func(n *dom.Node, attribute string) string) js.Member {
		return keyedAttr(name, attribute, func(n *dom.Node, attribute string) string {
			if _, ok := n.Attr(attribute); !ok {
				return ""
			}
			return state(n, attribute)
		})
	}
	return []js.Member{
		formAction("formAction", "formaction"), own("formMethod", "formmethod", html.Method), own("formEnctype", "formenctype", html.Enctype),
		reflect("formTarget", "formtarget"), reflectBool("formNoValidate", "formnovalidate"),
	}
}

func valueAttr() js.Member {
	return nodeAttr("value", func(r *js.Realm, n *dom.Node) js.Value { return r.String(html.Value(n)) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
		s, err := nullableString(r, v)
		if err != nil {
			return err
		}
		if n.Is("input") && html.InputType(n) == "file" && s != "" {
			return webidl.DOMExceptionf("InvalidStateError", "This input element accepts a filename, which may only be programmatically set to the empty string.")
		}
		html.SetValue(ctx, n, s)
		return nil
	})
}

func checkedAttr() js.Member {
	return nodeAttr("checked", func(_ *js.Realm, n *dom.Node) js.Value { return js.Bool(html.Checked(n)) }, func(_ context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
		html.SetChecked(n, r.ToBool(v))
		return nil
	})
}

func labelsAttr() js.Member {
	return nodeGet("labels", func(r *js.Realm, n *dom.Node) js.Value {
		return collectionOf(r, NodeListClass, n, "labels", func() []*dom.Node {
			return n.Root().ElementsWhere(func(l *dom.Node) bool { return l.Is("label") && navigation.LabeledControl(l) == n })
		})
	})
}

func selectMembers() []js.Member {
	options := func(r *js.Realm, n *dom.Node, name string, match func(o *dom.Node) bool) js.Value {
		c := &nodeCollection{list: func() []*dom.Node {
			var list []*dom.Node
			for _, o := range html.Options(n) {
				if match(o) {
					list = append(list, o)
				}
			}
			return list
		}}
		if name != "options" { // selectedness changes without the tree
			c.static, c.list = c.list(), nil
			return r.Wrap(HTMLCollectionClass, c)
		}
		return collectionOf(r, HTMLCollectionClass, n, name, c.list)
	}
	return []js.Member{
		valueAttr(),
		nodeGet("type", func(r *js.Realm, n *dom.Node) js.Value {
			if _, ok := n.Attr("multiple"); ok {
				return r.String("select-multiple")
			}
			return r.String("select-one")
		}),
		nodeGet("options", func(r *js.Realm, n *dom.Node) js.Value {
			return options(r, n, "options", func(*dom.Node) bool { return true })
		}),
		nodeGet("selectedOptions", func(r *js.Realm, n *dom.Node) js.Value { return options(r, n, "selectedOptions", html.Selected) }),
		nodeAttr("length", func(_ *js.Realm, n *dom.Node) js.Value { return js.Int(int32(len(html.Options(n)))) }, setOptionsLength),
		nodeAttr("selectedIndex", func(_ *js.Realm, n *dom.Node) js.Value {
			for i, o := range html.Options(n) {
				if html.Selected(o) {
					return js.Int(int32(i))
				}
			}
			return js.Int(-1)
		}, func(_ context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
			index, err := r.ToInt32(v)
			for i, o := range html.Options(n) {
				html.SetSelected(o, i == int(index))
			}
			return err
		}),
	}
}

func validityMembers() []js.Member {
	return []js.Member{
		nodeGet("willValidate", func(_ *js.Realm, n *dom.Node) js.Value { return js.Bool(html.WillValidate(n)) }),
		nodeGet("validationMessage", func(r *js.Realm, n *dom.Node) js.Value {
			switch {
			case html.Valid(n):
				return r.String("")
			case html.ControlOf(n).Message != "":
				return r.String(html.ControlOf(n).Message)
			}
			return r.String("Please fill out this field.")
		}),
	}
}

func validityMethods() []js.Member {
	check := func(ctx context.Context, _ *js.Realm, n *dom.Node, _ []js.Value) (js.Value, error) {
		return js.Bool(html.CheckValidity(ctx, n)), nil
	}
	return []js.Member{
		nodeMethod("checkValidity", 0, check), nodeMethod("reportValidity", 0, check),
		nodeMethod("setCustomValidity", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			s, err := r.ToString(args[0])
			if err == nil {
				html.ControlOf(n).Message = s
			}
			return js.Undefined, err
		}),
	}
}

// newFormData implements the constructor of FormData.
// https://xhr.spec.whatwg.org/#dom-formdata
func newFormData(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
	list := &formData{}
	if v := js.Arg(args, 0); !v.IsUndefined() {
		form, err := toNode(r, v)
		if err != nil || !form.Is("form") {
			return js.Undefined, webidl.TypeErrorf("Failed to construct 'FormData': parameter 1 is not of type 'HTMLFormElement'.")
		}
		submitter, err := toNodeOrNull(r, js.Arg(args, 1))
		switch {
		case err != nil:
			return js.Undefined, err
		case submitter != nil && !html.SubmitButton(submitter):
			return js.Undefined, webidl.TypeErrorf("Failed to construct 'FormData': The specified element is not a submit button.")
		case submitter != nil && html.FormOwner(submitter) != form:
			return js.Undefined, webidl.DOMExceptionf("NotFoundError", "Failed to construct 'FormData': The specified element is not owned by this form element.")
		}
		if list = windowIn(r).UserAgent().ConstructEntryList(contextOf(r), form, submitter, "UTF-8"); list == nil {
			return js.Undefined, webidl.DOMExceptionf("InvalidStateError", "Failed to construct 'FormData': The form is constructing entry list.")
		}
	}
	return r.WrapNew(FormDataClass, list, newTarget), nil
}
