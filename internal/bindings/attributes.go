package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// putForwards gives a read-only attribute whose value is an object the setter of [PutForwards].
// https://webidl.spec.whatwg.org/#PutForwards
func putForwards(m js.Member, to string) js.Member {
	m.Set = func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		object, err := r.Get(this, m.Name) // a page may have put another getter there
		if err != nil {
			return js.Undefined, err
		}
		if !object.IsObject() {
			return js.Undefined, webidl.TypeErrorf("The value of '%s' is not an object.", m.Name)
		}
		return js.Undefined, r.SetLoose(object, to, js.Arg(args, 0))
	}
	return m
}

// maxOptions bounds what setting the length of a select may add.
// https://html.spec.whatwg.org/multipage/common-dom-interfaces.html#dom-htmloptionscollection-length
const maxOptions = 100000

// setOptionsLength is the setter of a select's length.
// https://html.spec.whatwg.org/multipage/form-elements.html#dom-select-length
func setOptionsLength(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
	length, err := r.ToInt32(v)
	if err != nil {
		return err
	}
	options := html.Options(n)
	if wanted := uint32(length); wanted <= maxOptions {
		for i := len(options); i < int(wanted); i++ {
			option, err := n.OwnerDocument.CreateElement("option")
			if err != nil {
				return err
			}
			if err := dom.Append(ctx, option, n); err != nil {
				return err
			}
		}
		for _, o := range options[min(int(wanted), len(options)):] {
			dom.Remove(ctx, o)
		}
	}
	return nil
}
