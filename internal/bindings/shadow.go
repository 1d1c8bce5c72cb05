package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// ShadowRootClass is ShadowRoot.
// https://dom.spec.whatwg.org/#interface-shadowroot
var ShadowRootClass = &js.Class{Name: "ShadowRoot", Parent: DocumentFragmentClass}

func init() {
	text := func(name string, get func(s *dom.Shadow) string) idl.Member {
		return idl.Get(name, idl.DOMString, func(n *dom.Node) string { return get(n.Shadow()) })
	}
	boolean := func(name string, get func(s *dom.Shadow) bool) idl.Member {
		return idl.Get(name, idl.Boolean, func(n *dom.Node) bool { return get(n.Shadow()) })
	}
	idl.Define(ShadowRootClass,
		text("mode", func(s *dom.Shadow) string { return s.Mode }),
		boolean("delegatesFocus", func(s *dom.Shadow) bool { return s.DelegatesFocus }),
		text("slotAssignment", func(s *dom.Shadow) string { return s.SlotAssignment }),
		boolean("clonable", func(s *dom.Shadow) bool { return s.Clonable }),
		boolean("serializable", func(s *dom.Shadow) bool { return s.Serializable }),
		idl.Get("host", nodeType, func(n *dom.Node) *dom.Node { return n.Shadow().Host }),
		idl.Get("activeElement", nodeType, shadowActiveElement),
		idl.Get("innerHTML", idl.LegacyNullToEmptyString(idl.DOMString), parser.Serialize).Set(func(c idl.Call, n *dom.Node, markup string) error {
			dom.ReplaceAll(c.Context(), parser.ParseFragment(c.Context(), n.Shadow().Host, markup), n)
			return nil
		}),
		handlers("slotchange"),
	)
}

// shadowActiveElement is the element of the tree, or the host in it, that has the focus.
// https://html.spec.whatwg.org/multipage/interaction.html#dom-documentorshadowroot-activeelement
func shadowActiveElement(root *dom.Node) *dom.Node {
	focused := activeElement(root)
	if focused == nil {
		return nil
	}
	if n, ok := dom.Retarget(focused, root).(*dom.Node); ok && n.Root() == root {
		return n
	}
	return nil
}

// shadowRootInit is ShadowRootInit.
// https://dom.spec.whatwg.org/#dictdef-shadowrootinit
var shadowRootInit = idl.Dict("ShadowRootInit",
	idl.Field("mode", idl.Enum("ShadowRootMode", "open", "closed"), func(s *dom.Shadow) *string { return &s.Mode }).Required(),
	idl.Field("delegatesFocus", idl.Boolean, func(s *dom.Shadow) *bool { return &s.DelegatesFocus }),
	idl.Field("slotAssignment", idl.Default(idl.Enum("SlotAssignmentMode", "manual", "named"), "named"), func(s *dom.Shadow) *string { return &s.SlotAssignment }),
	idl.Field("clonable", idl.Boolean, func(s *dom.Shadow) *bool { return &s.Clonable }),
	idl.Field("serializable", idl.Boolean, func(s *dom.Shadow) *bool { return &s.Serializable }),
).Into(func(*js.Realm) *dom.Shadow { return &dom.Shadow{} })

// shadowHost are the members of Element that have to do with shadow trees.
func shadowHost() idl.Mixin {
	return idl.Mixin{
		idl.Get("shadowRoot", nodeType, func(n *dom.Node) *dom.Node {
			if s := n.ShadowRoot(); s != nil && s.Shadow().Mode == "open" {
				return s
			}
			return nil
		}),
		assignedSlot(),
		idl.Op1("attachShadow", shadowRootInit, func(c idl.Call, n *dom.Node, s *dom.Shadow) (js.Value, error) {
			root, err := dom.AttachShadow(n, s)
			return wrapNode(c.Realm, root), err
		}),
	}
}

// assignedSlot is the attribute of the mixin Slottable.
// https://dom.spec.whatwg.org/#dom-slottable-assignedslot
func assignedSlot() idl.Member {
	return idl.Get("assignedSlot", nodeType, func(n *dom.Node) *dom.Node { return n.AssignedSlot(true) })
}

// slotMembers are those of HTMLSlotElement.
// https://html.spec.whatwg.org/multipage/scripting.html#the-slot-element
func slotMembers() idl.Mixin {
	flatten := idl.Dict("AssignedNodesOptions", idl.Field("flatten", idl.Boolean, func(b *bool) *bool { return b })).Type()
	assigned := func(name string, keep func(n *dom.Node) bool) idl.Member {
		return idl.Op1(name, flatten, func(c idl.Call, n *dom.Node, flatten bool) (js.Value, error) {
			list := slices.DeleteFunc(slices.Clone(n.AssignedNodes(flatten)), func(n *dom.Node) bool { return !keep(n) })
			return idl.Sequence(nodeType).To(c.Realm, list), nil
		})
	}
	return idl.Mixin{
		reflect("name", "name"),
		assigned("assignedNodes", func(*dom.Node) bool { return true }),
		assigned("assignedElements", func(n *dom.Node) bool { return n.Type == dom.ElementNode }),
	}
}
