package engine

import (
	"context"

	"github.com/exeunt/exeunt/navigation"
)

// A Dialog is what a page asks its user, by alert(), confirm() or prompt(), or because a beforeunload handler wants it. The
// page's script waits for the answer, and the clock stands still.
type Dialog struct {
	Frame         *Frame
	Kind          string // "alert", "confirm", "prompt", "beforeunload"
	Message       string
	DefaultPrompt string

	answered, accepted bool
	text               string
}

// Handle answers the dialog. It may be called once, inside Do or an Observer; text is what the user wrote for a prompt.
func (d *Dialog) Handle(accept bool, text string) {
	if !d.answered {
		d.answered, d.accepted, d.text = true, accept, text
	}
}

// Dialog returns the dialog that the page shows, nil for none.
func (p *Page) Dialog() *Dialog { return p.dialog }

// prompt shows a dialog. When the observer neither answers nor says that somebody will, the user's answer is the one of a
// browser without a user: dialogs are dismissed, and pages that want to keep their user are left: see docs/decisions/0064.
func (b *Browser) prompt(_ context.Context, w *navigation.Window, q *navigation.Dialog) {
	f := frameOf(w.Document().Navigable())
	d := &Dialog{Frame: f, Kind: q.Kind, Message: q.Message, DefaultPrompt: q.Default}
	before := f.Page.dialog
	f.Page.dialog = d
	if !b.observer.DialogOpening(d) && !d.answered {
		d.Handle(q.Kind == "beforeunload", "")
	}
	if !b.loop.Pause(func() bool { return d.answered }) {
		d.Handle(q.Kind == "beforeunload", "")
	}
	f.Page.dialog = before
	b.arm() // the user's time is not the script's
	q.Accepted, q.Text = d.accepted, d.text
	b.observer.DialogClosed(d, d.accepted, d.text)
}
