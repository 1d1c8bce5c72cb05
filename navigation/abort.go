package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
)

// abort implements "abort a document".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#abort-a-document
func (d *Document) abort(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.AbortDocument, d)
	defer s.End()
	s.Step("2")
	if d.window.document == d && d.window.settings.group.Cancel(ctx) {
		d.makeUnsalvageable("fetch")
	}
	s.Step("4")
	d.abortParser(ctx)
}

// abortParser is step 4 of "abort a document", with "abort a parser": half a page cannot come back. By the letter such a document
// is never completely loaded, so that it would delay its parent's load event for good and could only be replaced; browsers
// take it as loaded, and upstream's not-restored-reasons/abort-block-bfcache needs that: see docs/decisions/0063.
// https://html.spec.whatwg.org/multipage/parsing.html#abort-a-parser
func (d *Document) abortParser(ctx context.Context) {
	if !d.parsing {
		return
	}
	d.parserAborted = true
	d.parsing = false
	d.makeUnsalvageable("parser-aborted")
	if p := d.dom.Parser; p != nil {
		p.Abort()
	}
	d.updateReadiness(ctx, "interactive")
	d.updateReadiness(ctx, "complete")
	d.completelyLoaded, d.readyForPostLoadTasks = true, true
}

// abortDocumentAndItsDescendants implements "abort a document and its descendants".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#abort-a-document-and-its-descendants
func (d *Document) abortDocumentAndItsDescendants(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.AbortDocumentAndItsDescendants, d)
	defer s.End()
	s.Step("2")
	descendants := d.inclusiveDescendantNavigables()[1:]
	s.Step("3")
	for _, n := range descendants {
		n.ua.Loop.QueueTask(ctx, eventloop.NavigationAndTraversal, n.ActiveDocument(), func(ctx context.Context) {
			if a := n.ActiveDocument(); a != nil {
				s.Step("3.1")
				a.abort(ctx)
				s.Step("3.2")
				if a.unsalvageable {
					d.unsalvageable = true
				}
			}
		})
	}
	s.Step("4")
	d.abort(ctx)
}

// abortForNavigation is "abort a document and its descendants" for a document that a navigation is to take the place of. The
// fetches of a page that may be shown again go on: see docs/decisions/0061.
func (d *Document) abortForNavigation(ctx context.Context) {
	if !d.navigable.TopLevel() || d.ua.Behaviour("inflight-fetches") == "canceled" {
		d.abortDocumentAndItsDescendants(ctx)
		return
	}
	ctx, s := spec.Begin(ctx, spec.AbortDocumentAndItsDescendants, d)
	defer s.End()
	s.AdHoc("3", "fetches go on until the page is destroyed, as in Chrome; see docs/decisions/0061")
	for _, n := range d.inclusiveDescendantNavigables() {
		if a := n.ActiveDocument(); a != nil {
			a.abortParser(ctx)
		}
	}
}

// StopLoading implements "stop loading".
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#nav-stop
func (n *Navigable) StopLoading(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.StopLoading, n)
	defer s.End()
	s.Step("1")
	d := n.ActiveDocument()
	n.plan = nil // see planToNavigate
	s.Step("2")
	if d.unloadCounter == 0 && n.OngoingNavigation != traversal {
		n.setOngoingNavigation(ctx, "")
		s.AdHoc("2", "an intercepted traversal is stopped too; see docs/decisions/0070")
		n.informAboutAborting(ctx)
		n.IsDelayingLoadEvents = false
	}
	s.Step("3")
	d.abortDocumentAndItsDescendants(ctx)
}
