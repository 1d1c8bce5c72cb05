package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// ShadowRootClass is ShadowRoot.
// https://dom.spec.whatwg.org/#interface-shadowroot
var ShadowRootClass = new(js.Class)

func init() {
	shadow := func(name string, get func(r *js.Realm, s *dom.Shadow) js.Value) js.Member {
		return nodeGet(name, func(r *js.Realm, n *dom.Node) js.Value {
			if s := n.Shadow(); s != nil {
				return get(r, s)
			}
			return js.Undefined
		})
	}
	*ShadowRootClass = js.Class{
		Name: "ShadowRoot", Parent: DocumentFragmentClass,
		Brand: func(v any) bool { n, ok := v.(*dom.Node); return ok && n.Shadow() != nil },
		Attrs: append([]js.Member{
			shadow("mode", func(r *js.Realm, s *dom.Shadow) js.Value { return r.String(s.Mode) }),
			shadow("delegatesFocus", func(_ *js.Realm, s *dom.Shadow) js.Value { return js.Bool(s.DelegatesFocus) }),
			shadow("slotAssignment", func(r *js.Realm, s *dom.Shadow) js.Value { return r.String(s.SlotAssignment) }),
			shadow("clonable", func(_ *js.Realm, s *dom.Shadow) js.Value { return js.Bool(s.Clonable) }),
			shadow("serializable", func(_ *js.Realm, s *dom.Shadow) js.Value { return js.Bool(s.Serializable) }),
			shadow("host", func(r *js.Realm, s *dom.Shadow) js.Value { return wrapNode(r, s.Host) }),
			nodeGet("activeElement", func(r *js.Realm, n *dom.Node) js.Value { return shadowActiveElement(r, n) }),
			nodeAttr("innerHTML", func(r *js.Realm, n *dom.Node) js.Value { return r.String(parser.Serialize(n)) }, func(ctx context.Context, r *js.Realm, n *dom.Node, v js.Value) error {
				text, err := nullableString(r, v)
				if err != nil {
					return err
				}
				dom.ReplaceAll(ctx, parser.ParseFragment(ctx, n.Shadow().Host, text), n)
				return nil
			}),
		}, handlerMembers("slotchange")...),
	}
}

// shadowActiveElement is the element of the tree, or the host in it, that has the focus.
// https://html.spec.whatwg.org/multipage/interaction.html#dom-documentorshadowroot-activeelement
func shadowActiveElement(r *js.Realm, root *dom.Node) js.Value {
	focused, ok := r.Agent.Unwrap(activeElement(r, root.OwnerDocument)).(*dom.Node)
	if !ok {
		return js.Null
	}
	if n, ok := dom.Retarget(focused, root).(*dom.Node); ok && n.Root() == root {
		return wrapNode(r, n)
	}
	return js.Null
}

// shadowMembers are what Element has to do with shadow trees.
func shadowMembers() (attrs, methods []js.Member) {
	attrs = []js.Member{
		nodeGet("shadowRoot", func(r *js.Realm, n *dom.Node) js.Value {
			if s := n.ShadowRoot(); s != nil && s.Shadow().Mode == "open" {
				return wrapNode(r, s)
			}
			return js.Null
		}),
		nodeGet("assignedSlot", assignedSlot),
	}
	methods = []js.Member{nodeMethod("attachShadow", 1, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
		init := args[0]
		if err := dictionary(init); err != nil {
			return js.Undefined, err
		}
		s := &dom.Shadow{SlotAssignment: "named"}
		var err error
		for _, m := range []struct {
			name string
			to   *bool
		}{{"clonable", &s.Clonable}, {"delegatesFocus", &s.DelegatesFocus}} {
			if *m.to, err = boolMember(r, init, m.name); err != nil {
				return js.Undefined, err
			}
		}
		mode, ok, err := enumMember(r, init, "mode", "open", "closed")
		if err != nil {
			return js.Undefined, err
		}
		if !ok {
			return js.Undefined, webidl.TypeErrorf("Failed to execute 'attachShadow' on 'Element': Failed to read the 'mode' property from 'ShadowRootInit': Required member is undefined.")
		}
		s.Mode = mode
		if s.Serializable, err = boolMember(r, init, "serializable"); err != nil {
			return js.Undefined, err
		}
		if assignment, ok, err := enumMember(r, init, "slotAssignment", "manual", "named"); err != nil {
			return js.Undefined, err
		} else if ok {
			s.SlotAssignment = assignment
		}
		root, err := dom.AttachShadow(n, s)
		if err != nil {
			return js.Undefined, err
		}
		return wrapNode(r, root), nil
	})}
	return attrs, methods
}

func assignedSlot(r *js.Realm, n *dom.Node) js.Value { return wrapNode(r, n.AssignedSlot(true)) }

// slotMembers are those of HTMLSlotElement.
// https://html.spec.whatwg.org/multipage/scripting.html#the-slot-element
func slotMembers() []js.Member {
	assigned := func(name string, keep func(n *dom.Node) bool) js.Member {
		return nodeMethod(name, 0, func(_ context.Context, r *js.Realm, n *dom.Node, args []js.Value) (js.Value, error) {
			flatten, err := boolMember(r, js.Arg(args, 0), "flatten")
			if err != nil {
				return js.Undefined, err
			}
			var list []js.Value
			for _, c := range n.AssignedNodes(flatten) {
				if keep(c) {
					list = append(list, wrapNode(r, c))
				}
			}
			return r.NewArray(list...), nil
		})
	}
	return []js.Member{
		reflect("name", "name"),
		assigned("assignedNodes", func(*dom.Node) bool { return true }),
		assigned("assignedElements", func(n *dom.Node) bool { return n.Type == dom.ElementNode }),
	}
}
