package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/spec"
)

// scrollToFragment implements "scroll to the fragment" as far as it goes without layout: it finds the target element.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#scroll-to-the-fragment-identifier
func (d *Document) scrollToFragment(ctx context.Context) {
	_, s := spec.Begin(ctx, spec.ScrollToFragment, d)
	defer s.End()
	target := d.indicatedElement()
	if target == nil {
		s.Step("2.1")
	} else {
		s.Step("3.3")
		s.Todo("3.5") // nothing scrolls
	}
	d.dom.Target = target
}

// tryToScrollToFragment implements "try to scroll to the fragment". A new document is asked twice: when it is made active, and at its end.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#try-to-scroll-to-the-fragment
func (d *Document) tryToScrollToFragment(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.TryToScrollToFragment, d)
	defer s.End()
	s.Step("2.1")
	if d.dom.Target == nil {
		s.Step("2.2")
		d.scrollToFragment(ctx)
	}
}

// indicatedElement implements "select the indicated part" and "find a potential indicated element"; nil stands for none and for
// the top of the document.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#select-the-indicated-part
func (d *Document) indicatedElement() *dom.Node {
	fragment, _ := d.URL().Fragment()
	if fragment == "" {
		return nil
	}
	if el := d.potentialElement(fragment); el != nil {
		return el
	}
	return d.potentialElement(infra.UTF8Decode(infra.PercentDecode(fragment)))
}

func (d *Document) potentialElement(fragment string) *dom.Node {
	if el := d.dom.ElementByID(fragment); el != nil {
		return el
	}
	for _, a := range d.dom.ElementsWhere(func(n *dom.Node) bool { return n.Is("a") }) {
		if name, ok := a.Attr("name"); ok && name == fragment {
			return a
		}
	}
	return nil
}
