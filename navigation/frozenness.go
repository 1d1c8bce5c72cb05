package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
)

// setFrozenness is "change the frozenness of a document" for one document: its page is told.
// https://wicg.github.io/page-lifecycle/#changing-frozenness
func (d *Document) setFrozenness(ctx context.Context, frozen bool) {
	if d.frozen == frozen {
		return
	}
	name := "resume"
	if frozen {
		name = "freeze"
	}
	d.frozen = false // its own handlers run
	dom.Fire(ctx, d.dom, name)
	d.frozen = frozen
}

// ScriptPaused implements eventloop.Pausable: the tasks of a document that is shown and frozen wait. One in the back/forward cache
// is not fully active anyhow, and is told that it goes on by a task of its own.
func (d *Document) ScriptPaused() bool { return d.paused }

// WasDiscarded says whether the document was loaded again for one that the user agent had discarded. This one discards none.
// https://wicg.github.io/page-lifecycle/#dom-document-wasdiscarded
func (d *Document) WasDiscarded() bool { return false }

// SetFrozen freezes the page of a traversable or lets it go on, as "change the frozenness of a top-level document" does: the
// document first, then those in its frames.
// https://wicg.github.io/page-lifecycle/#changing-frozenness
func (t *Traversable) SetFrozen(ctx context.Context, frozen bool) {
	if d := t.ActiveDocument(); d != nil {
		for _, a := range d.pageDocuments() {
			if a.FullyActive() {
				a.paused = false
				a.setFrozenness(ctx, frozen)
				a.paused = frozen
			}
		}
	}
	if frozen && t.ua.Behaviour("freeze-sends") == "on" {
		t.AboutToLoseScripts(ctx)
	}
}

// pageDocuments are the document and the active documents of its descendant navigables, in tree order.
func (d *Document) pageDocuments() []*Document {
	list := []*Document{d}
	for _, n := range d.inclusiveDescendantNavigables()[1:] {
		if a := n.ActiveDocument(); a != nil {
			list = append(list, a)
		}
	}
	return list
}
