package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// NotRestoredReasons is "not restored reasons": why the documents of a page could not be shown again. A nil member is null.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#nrr-struct
type NotRestoredReasons struct {
	Src, ID, Name *string
	URL           *weburl.URL
	Reasons       []string              // nil: null
	Children      []*NotRestoredReasons // nil: null
}

// NotRestoredReasons returns the document's not restored reasons, nil for null.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#concept-document-nrr
func (d *Document) NotRestoredReasons() *NotRestoredReasons { return d.notRestored }

// buildNotRestoredReasons implements "build not restored reasons for document state".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#build-not-restored-reasons-for-document-state
func (d *Document) buildNotRestoredReasons(ctx context.Context) *NotRestoredReasons {
	ctx, s := spec.Begin(ctx, spec.BuildNotRestoredReasonsForDocumentState, d)
	defer s.End()
	s.Step("1")
	r := &NotRestoredReasons{}
	s.Step("2")
	r.URL = d.URL()
	s.Step("3")
	if c := d.navigable.container; c != nil && c.Element.Is("iframe") {
		s.Step("4.1")
		src := ""
		if v, ok := c.Element.Attr("src"); ok {
			s.Step("4.2.1")
			src = v
			if u, err := weburl.ParseBase(v, documentOf(c.Element).BaseURL()); err == nil {
				src = u.Href()
			} else {
				s.Step("4.2.2")
			}
		}
		s.Step("4.3")
		r.Src = &src
		s.Step("4.4")
		id, _ := c.Element.Attr("id")
		r.ID = &id
		s.Step("4.5")
		name, _ := c.Element.Attr("name")
		r.Name = &name
	}
	s.Step("5")
	r.Reasons = append([]string{}, d.blockingDetails...)
	r.Children = []*NotRestoredReasons{}
	s.Step("6")
	for _, c := range d.childNavigables() {
		s.Step("6.1")
		child := c.lastDocument()
		if child == nil {
			continue
		}
		s.Step("6.2")
		s.Step("6.3")
		r.Children = append(r.Children, child.buildNotRestoredReasons(ctx))
	}
	s.Step("7")
	d.reasons = r
	return r
}

// lastDocument is the document that the navigable shows, or showed until it was destroyed: a child is unloaded, and
// destroyed, before its parent, and the parent's reasons tell of it all the same.
func (n *Navigable) lastDocument() *Document {
	if d := n.ActiveDocument(); d != nil {
		return d
	}
	return n.unloaded
}

// buildNotRestoredReasonsForPage implements "build not restored reasons for a top-level traversable and its descendants"
// for the document of a top-level traversable. They are kept where the document that takes its place will find them.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#build-not-restored-reasons-for-a-top-level-traversable-and-its-descendants
func (d *Document) buildNotRestoredReasonsForPage(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.BuildNotRestoredReasonsForTopLevelTraversableAndItsDescendants, d)
	defer s.End()
	s.Step("1")
	top := d.buildNotRestoredReasons(ctx)
	s.Step("2")
	var crossOrigin []*Document
	s.Step("3")
	var visit func(a *Document)
	visit = func(a *Document) {
		for _, c := range a.childNavigables() {
			child := c.lastDocument()
			if child == nil || child.reasons == nil {
				continue
			}
			if !weburl.SameOrigin(child.origin, d.origin) {
				s.Step("3.1")
				crossOrigin = append(crossOrigin, child)
			}
			visit(child)
		}
	}
	visit(d)
	s.Step("4")
	prevents := false
	for _, child := range crossOrigin {
		s.Step("5.1")
		r := child.reasons
		s.Step("5.2")
		if len(r.Reasons) > 0 {
			prevents = true
		}
		s.Step("5.3")
		r.URL = nil
		s.Step("5.4")
		r.Reasons = nil
		s.Step("5.5")
		r.Children = nil
	}
	s.Step("6")
	if prevents {
		d.makeUnsalvageable(reasonMasked)
		// The reasons were copied before this one was known.
		if !slices.Contains(top.Reasons, reasonMasked) {
			s.AdHoc("6", "the page's own reasons tell of the masked one too")
			top.Reasons = append(top.Reasons, reasonMasked)
		}
	}
	if e := d.latestEntry; e != nil && e.DocumentState.Document == d {
		e.DocumentState.NotRestoredReasons = top // all entries of the document have that state
		return
	}
	for _, e := range d.navigable.traversable.Entries {
		if e.DocumentState.Document == d {
			e.DocumentState.NotRestoredReasons = top
		}
	}
}
