package bindings

import (
	"strconv"
	"sync"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// factoryClasses are the [LegacyFactoryFunction]s of HTML: Image, Audio and Option.
// https://html.spec.whatwg.org/multipage/embedded-content.html#dom-image
var factoryClasses = sync.OnceValue(func() []*js.Class {
	image := factory("Image", "img")
	size := idl.Optional(idl.UnsignedLong)
	idl.Define(image, idl.New2(size, size, func(c idl.Call, width, height *uint32) (js.Value, error) {
		return newElement(c, "img", func(n *dom.Node) error {
			set := func(name string, v *uint32) {
				if v != nil {
					n.SetAttr(c.Context(), name, strconv.FormatUint(uint64(*v), 10))
				}
			}
			set("width", width)
			set("height", height)
			return nil
		})
	}))
	audio := factory("Audio", "audio")
	idl.Define(audio, idl.New1(idl.Optional(idl.DOMString), func(c idl.Call, src *string) (js.Value, error) {
		return newElement(c, "audio", func(n *dom.Node) error {
			n.SetAttr(c.Context(), "preload", "auto")
			if src != nil {
				n.SetAttr(c.Context(), "src", *src)
			}
			return nil
		})
	}))
	option := factory("Option", "option")
	idl.Define(option, idl.New4(idl.Default(idl.DOMString, ""), idl.Optional(idl.DOMString), flag, flag, newOption))
	return []*js.Class{image, audio, option}
})

func factory(name, tag string) *js.Class { return &js.Class{Name: name, FactoryOf: htmlClasses[tag]} }

// newElement makes an element for a factory function.
func newElement(c idl.Call, tag string, fill func(n *dom.Node) error) (js.Value, error) {
	d := documentOf(c.Realm)
	if d == nil {
		return js.Undefined, webidl.TypeErrorf("Illegal constructor")
	}
	n, err := d.CreateElement(tag)
	if err != nil {
		return js.Undefined, err
	}
	return c.New(htmlClasses[tag], n), fill(n)
}

// newOption implements Option().
// https://html.spec.whatwg.org/multipage/form-elements.html#dom-option
func newOption(c idl.Call, text string, value *string, defaultSelected, selected bool) (js.Value, error) {
	return newElement(c, "option", func(n *dom.Node) error {
		if text != "" {
			if err := dom.Append(c.Context(), n.OwnerDocument.CreateTextNode(text), n); err != nil {
				return err
			}
		}
		if value != nil {
			n.SetAttr(c.Context(), "value", *value)
		}
		if defaultSelected {
			n.SetAttr(c.Context(), "selected", "")
		}
		html.SetSelected(n, selected)
		return nil
	})
}
