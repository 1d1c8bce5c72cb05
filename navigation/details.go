package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// isSummary says whether el is the "summary for its parent details".
// https://html.spec.whatwg.org/multipage/interactive-elements.html#summary-for-its-parent-details
func isSummary(el *dom.Node) bool {
	if !el.Is("summary") || el.Parent == nil || !el.Parent.Is("details") {
		return false
	}
	for c := el.Parent.FirstChild; c != el; c = c.NextSibling {
		if c.Is("summary") {
			return false
		}
	}
	return true
}

// toggleDetails is the activation behaviour of a summary element.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#the-summary-element:activation-behaviour
func toggleDetails(ctx context.Context, summary *dom.Node) {
	if details := summary.Parent; isSummary(summary) {
		if _, open := details.Attr("open"); open {
			details.RemoveAttr(ctx, "open")
		} else {
			details.SetAttr(ctx, "open", "")
		}
	}
}

// A toggleTask is the toggle event that is to be fired at a details element.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#details-toggle-task-tracker
type toggleTask struct {
	oldState string
	canceled bool
}

// queueDetailsToggle implements "queue a details toggle event task": tasks that have not run yet become one.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#queue-a-details-toggle-event-task
func (d *Document) queueDetailsToggle(ctx context.Context, details *dom.Node, oldState, newState string) {
	task := &toggleTask{oldState: oldState}
	if before := d.toggles[details]; before != nil {
		before.canceled = true
		task.oldState = before.oldState
	}
	if d.toggles == nil {
		d.toggles = map[*dom.Node]*toggleTask{}
	}
	d.toggles[details] = task
	d.ua.Loop.QueueTask(ctx, eventloop.DOMManipulation, d, func(ctx context.Context) {
		if task.canceled {
			return
		}
		delete(d.toggles, details)
		dom.Fire(ctx, details, "toggle", func(e *dom.Event) {
			e.Interface = "ToggleEvent"
			e.Detail = &dom.ToggleDetail{OldState: task.oldState, NewState: newState}
		})
	})
}
