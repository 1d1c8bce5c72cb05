package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/spec"
)

// findByTargetName implements "find a navigable by target name": the own subtree first, then
// each ancestor's, then the other windows of the group in order of creation.
// https://html.spec.whatwg.org/multipage/document-sequences.html#find-a-navigable-by-target-name
func (n *Navigable) findByTargetName(ctx context.Context, name string) *Navigable {
	ctx, s := spec.Begin(ctx, spec.FindNavigableByTargetName, name, n)
	defer s.End()
	s.Step("1")
	document := n.ActiveDocument()
	s.Step("2")
	params := snapshotSource(ctx, document)
	s.Step("3") // every ancestor's subtree, from the inside out
	s.Step("4")
	for a := n; a != nil; a = a.Parent {
		s.Step("4.1")
		s.Step("4.2")
		for _, d := range a.ActiveDocument().inclusiveDescendantNavigables() {
			s.Step("4.2.1")
			if !n.allowedBySandboxingToNavigate(d, params) {
				continue
			}
			s.Step("4.2.2")
			if d.TargetName() == name && !d.traversable.IsClosing {
				return d
			}
		}
	}
	s.Step("5")
	s.Step("6")
	group := n.Traversable().ActiveBrowsingContext().group
	s.Step("7")
	for _, t := range n.ua.traversables {
		s.Step("7.1")
		if b := t.ActiveBrowsingContext(); b == nil || b.group != group || t == n.Traversable() {
			continue
		}
		if t.IsClosing {
			s.AdHoc("7.1", "a window that close() was called on has lost its name, as in all browsers")
			continue
		}
		s.Step("7.2")
		s.Step("7.3")
		for _, d := range t.ActiveDocument().inclusiveDescendantNavigables() {
			s.Step("7.3.1")
			if !n.ActiveBrowsingContext().familiarWith(d) {
				continue
			}
			s.Step("7.3.2")
			if !n.allowedBySandboxingToNavigate(d, params) {
				continue
			}
			s.Step("7.3.3")
			if d.TargetName() == name {
				return d
			}
		}
	}
	s.Step("8")
	return nil
}

// keywordTarget says whether a name stands for a navigable that is there in any case.
func keywordTarget(name string) bool {
	return name == "" || strings.EqualFold(name, "_self") || strings.EqualFold(name, "_parent") || strings.EqualFold(name, "_top")
}

// chooseExistingNavigable is the part of "the rules for choosing a navigable" up to the point where a new top-level
// traversable is requested: then it returns nil.
// https://html.spec.whatwg.org/multipage/document-sequences.html#the-rules-for-choosing-a-navigable
func (n *Navigable) chooseExistingNavigable(ctx context.Context, name string, noopener bool) *Navigable {
	switch {
	case name == "" || strings.EqualFold(name, "_self"):
		return n
	case strings.EqualFold(name, "_parent"):
		if n.Parent != nil {
			return n.Parent
		}
		return n
	case strings.EqualFold(name, "_top"):
		return &n.Traversable().Navigable
	case strings.EqualFold(name, "_blank"):
		return nil
	case noopener && n.ua.Behaviour("noopener-existing") == "standard":
		return nil
	}
	return n.findByTargetName(ctx, name)
}
