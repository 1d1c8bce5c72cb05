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
	if !frozen {
		d.frozen = false
	}
	dom.Fire(ctx, d.dom, name)
	d.frozen = frozen
}
