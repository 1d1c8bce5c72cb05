package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// internalAncestorOriginObjectsList implements the "internal ancestor origin objects list creation steps" for a
// document in a container, nil for a top-level one.
// https://html.spec.whatwg.org/multipage/dom.html#concept-document-internal-ancestor-origin-objects-list
func internalAncestorOriginObjectsList(ctx context.Context, d *Document, c *Container) []weburl.Origin {
	_, s := spec.Begin(ctx, spec.InternalAncestorOriginObjectsListCreation, d)
	defer s.End()
	s.Step("1")
	var output []weburl.Origin
	s.Step("2")
	s.Step("3")
	if c == nil {
		return output
	}
	s.Step("6")
	parent := documentOf(c.Element)
	s.Step("5")
	ancestors := parent.internalAncestorOriginObjects
	s.Step("7")
	masked := false
	attribute, _ := c.Element.Attr("referrerpolicy")
	switch referrerPolicyAttribute(attribute) {
	case "no-referrer":
		s.Step("8")
		masked = true
	case "same-origin":
		s.Step("9")
		masked = !weburl.SameOrigin(parent.origin, d.origin)
	}
	if masked {
		s.Step("10")
		output = append(output, weburl.NewOpaqueOrigin())
	} else {
		s.Step("11")
		output = append(output, parent.origin)
	}
	s.Step("12")
	for _, o := range ancestors {
		if masked && weburl.SameOrigin(o, parent.origin) {
			s.Step("12.1")
			output = append(output, weburl.NewOpaqueOrigin())
			continue
		}
		s.Step("12.2")
		output = append(output, o)
		masked = false
	}
	s.Step("13")
	return output
}

// ancestorOriginsList implements the "ancestor origins list creation steps", up to the DOMStringList.
// https://html.spec.whatwg.org/multipage/dom.html#concept-document-ancestor-origins-list
func ancestorOriginsList(ctx context.Context, d *Document) []string {
	_, s := spec.Begin(ctx, spec.AncestorOriginsListCreation, d)
	defer s.End()
	s.Step("1")
	s.Step("3")
	output := make([]string, 0, len(d.internalAncestorOriginObjects))
	s.Step("4")
	for _, o := range d.internalAncestorOriginObjects {
		s.Step("4.1")
		output = append(output, o.String())
	}
	s.Step("5")
	return output
}
