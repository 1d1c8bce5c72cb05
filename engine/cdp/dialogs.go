package cdp

import (
	"context"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp/wire"
)

// DialogOpening tells the sessions that have enabled Page; one of them has to answer. Without any the dialog is not shown.
func (o observer) DialogOpening(d *engine.Dialog) bool {
	t := o.of(d.Frame)
	if t == nil {
		return false
	}
	attended := false
	t.each("Page", func(s *session) {
		attended = true
		s.event("Page.javascriptDialogOpening", map[string]any{
			"url": d.Frame.URL, "frameId": d.Frame.ID, "message": d.Message, "type": d.Kind,
			"hasBrowserHandler": false, "defaultPrompt": d.DefaultPrompt,
		})
	})
	return attended
}

// DialogClosed tells them how it ended.
func (o observer) DialogClosed(d *engine.Dialog, accepted bool, text string) {
	if t := o.of(d.Frame); t != nil {
		t.event("Page", "javascriptDialogClosed", map[string]any{"frameId": d.Frame.ID, "result": accepted, "userInput": text})
	}
}

// handleDialog answers the dialog that the page shows. The command may come while another one of the session waits for what the
// dialog's page does: so it does not wait for its turn.
func handleDialog(_ context.Context, c *call) {
	var p struct {
		Accept     *bool
		PromptText *string
	}
	if !c.decode(&p) {
		return
	}
	if p.Accept == nil {
		c.fail(wire.Missing("accept"))
		return
	}
	d := c.session.target.page.Dialog()
	if d == nil {
		c.fail(wire.Errorf("No dialog is showing"))
		return
	}
	text := ""
	if p.PromptText != nil {
		text = *p.PromptText
	}
	d.Handle(*p.Accept, text)
	c.reply(nil)
}
