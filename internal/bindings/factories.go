package bindings

import (
	"context"
	"strconv"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// factoryClasses are the [LegacyFactoryFunction]s of HTML: Image, Audio and Option.
// https://html.spec.whatwg.org/multipage/embedded-content.html#dom-image
func factoryClasses() []*js.Class {
	factory := func(name, tag string, fill func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) error) *js.Class {
		c := &js.Class{Name: name, FactoryOf: htmlClasses[tag]}
		c.Constructor = func(r *js.Realm, newTarget js.Value, args []js.Value) (js.Value, error) {
			d := documentOf(r)
			if d == nil {
				return js.Undefined, webidl.TypeErrorf("Illegal constructor")
			}
			n, err := d.CreateElement(tag)
			if err != nil {
				return js.Undefined, err
			}
			if err := fill(contextOf(r), r, n, args); err != nil {
				return js.Undefined, err
			}
			return r.WrapNew(c.FactoryOf, n, newTarget), nil
		}
		return c
	}
	text := func(ctx context.Context, r *js.Realm, n *dom.Node, attribute string, v js.Value) error {
		if v.IsUndefined() {
			return nil
		}
		s, err := r.ToString(v)
		if err == nil {
			n.SetAttr(ctx, attribute, s)
		}
		return err
	}
	return []*js.Class{
		factory("Image", "img", func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) error {
			for i, name := range []string{"width", "height"} {
				if v := js.Arg(args, i); !v.IsUndefined() {
					size, err := r.ToInt32(v)
					if err != nil {
						return err
					}
					n.SetAttr(ctx, name, strconv.FormatUint(uint64(uint32(size)), 10))
				}
			}
			return nil
		}),
		factory("Audio", "audio", func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) error {
			n.SetAttr(ctx, "preload", "auto")
			return text(ctx, r, n, "src", js.Arg(args, 0))
		}),
		factory("Option", "option", func(ctx context.Context, r *js.Realm, n *dom.Node, args []js.Value) error {
			if v := js.Arg(args, 0); !v.IsUndefined() {
				s, err := r.ToString(v)
				if err != nil {
					return err
				}
				if s != "" {
					if err := dom.Append(ctx, n.OwnerDocument.CreateTextNode(s), n); err != nil {
						return err
					}
				}
			}
			if err := text(ctx, r, n, "value", js.Arg(args, 1)); err != nil {
				return err
			}
			if r.ToBool(js.Arg(args, 2)) {
				n.SetAttr(ctx, "selected", "")
			}
			return nil
		}),
	}
}
