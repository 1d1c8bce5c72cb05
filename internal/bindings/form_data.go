package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// FormDataClass is FormData.
// https://xhr.spec.whatwg.org/#interface-formdata
var FormDataClass = &js.Class{Name: "FormData", Exposed: everywhere}

func init() {
	named := func(name string) func(e html.Entry) bool { return func(e html.Entry) bool { return e.Name == name } }
	idl.Define(FormDataClass,
		idl.New2(idl.Optional(formType), idl.Default(idl.OrNull(htmlElementType), nil), newFormData),
		entryOperation("append", func(f *formData, e html.Entry) { f.Entries = append(f.Entries, e) }),
		entryOperation("set", func(f *formData, e html.Entry) {
			i := slices.IndexFunc(f.Entries, named(e.Name))
			if i < 0 {
				f.Entries = append(f.Entries, e)
				return
			}
			rest := slices.DeleteFunc(slices.Clone(f.Entries[i+1:]), named(e.Name))
			f.Entries = append(append(f.Entries[:i:i], e), rest...)
		}),
		idl.Op1("delete", idl.USVString, func(_ idl.Call, f *formData, name string) (js.Value, error) {
			f.Entries = slices.DeleteFunc(f.Entries, named(name))
			return js.Undefined, nil
		}),
		idl.Op1("get", idl.USVString, func(c idl.Call, f *formData, name string) (js.Value, error) {
			if i := slices.IndexFunc(f.Entries, named(name)); i >= 0 {
				return wrapEntry(c.Realm, f.Entries[i]), nil
			}
			return js.Null, nil
		}),
		idl.Op1("getAll", idl.USVString, func(c idl.Call, f *formData, name string) (js.Value, error) {
			var list []js.Value
			for _, e := range f.Entries {
				if e.Name == name {
					list = append(list, wrapEntry(c.Realm, e))
				}
			}
			return c.Realm.NewArray(list...), nil
		}),
		idl.Op1("has", idl.USVString, func(_ idl.Call, f *formData, name string) (js.Value, error) {
			return js.Bool(slices.ContainsFunc(f.Entries, named(name))), nil
		}),
		idl.Pairs(func(r *js.Realm, f *formData, i int) (key, value js.Value, ok bool) {
			if i >= len(f.Entries) {
				return js.Undefined, js.Undefined, false
			}
			return r.String(f.Entries[i].Name), wrapEntry(r, f.Entries[i]), true
		}),
	)
}

// newFormData implements the constructor of FormData.
// https://xhr.spec.whatwg.org/#dom-formdata
func newFormData(c idl.Call, form **dom.Node, submitter *dom.Node) (js.Value, error) {
	list := &formData{}
	if form != nil {
		if submitter != nil {
			if err := checkSubmitter(*form, submitter); err != nil {
				return js.Undefined, err
			}
		}
		if list = windowIn(c.Realm).UserAgent().ConstructEntryList(c.Context(), *form, submitter, "UTF-8"); list == nil {
			return js.Undefined, webidl.DOMExceptionf("InvalidStateError", "The form is constructing entry list.")
		}
	}
	return c.New(FormDataClass, list), nil
}

// checkSubmitter throws unless the submitter is a submit button of the form.
// https://html.spec.whatwg.org/multipage/forms.html#dom-form-requestsubmit
func checkSubmitter(form, submitter *dom.Node) error {
	switch {
	case !html.SubmitButton(submitter):
		return webidl.TypeErrorf("The specified element is not a submit button.")
	case html.FormOwner(submitter) != form:
		return webidl.DOMExceptionf("NotFoundError", "The specified element is not owned by this form element.")
	}
	return nil
}

func wrapEntry(r *js.Realm, e html.Entry) js.Value {
	switch f := e.File.(type) {
	case nil:
		return r.String(e.Value)
	case *blob:
		return r.Wrap(FileClass, f)
	default:
		return r.Wrap(FileClass, &blob{bytes: f.FileBytes(), contentType: f.FileType(), name: f.FileName(), file: true})
	}
}

// entryOperation is an operation whose arguments make an entry: "create an entry".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#create-an-entry
func entryOperation(name string, f func(f *formData, e html.Entry)) idl.Member {
	return idl.Op2(name, idl.USVString, idl.USVString, func(_ idl.Call, list *formData, name, value string) (js.Value, error) {
		f(list, html.Entry{Name: name, Value: value})
		return js.Undefined, nil
	}).Overload(idl.Op3(name, idl.USVString, blobType, idl.Optional(idl.USVString), func(_ idl.Call, list *formData, name string, value *blob, filename *string) (js.Value, error) {
		b := *value
		if !b.file {
			b.file, b.name = true, "blob"
		}
		if filename != nil {
			b.name = *filename
		}
		f(list, html.Entry{Name: name, File: &b})
		return js.Undefined, nil
	}))
}
