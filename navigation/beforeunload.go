package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
)

// checkIfUnloadingIsCanceled implements "check if unloading is canceled". Every document is on
// this event loop, so the tasks of the text are calls here.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#checking-if-unloading-is-canceled
func (ua *UserAgent) checkIfUnloadingIsCanceled(ctx context.Context, navigables []*Navigable, traversal *traversalTarget) string {
	ctx, s := spec.Begin(ctx, spec.CheckIfUnloadingIsCanceled)
	defer s.End()
	s.Step("1")
	var documents []*Document
	for _, n := range navigables {
		if d := n.ActiveDocument(); d != nil {
			documents = append(documents, d)
		}
	}
	s.Step("2")
	prompted := false
	s.Step("3")
	status := "continue"
	if traversal != nil {
		s.Step("4")
		if documents, prompted, status = traversal.fireNavigate(ctx, s, documents); status != "continue" {
			return status
		}
	}
	s.Step("7")
	// A parent counts as unloading while the handlers of its descendants run: documents may
	// not be opened in it (web-platform-tests' ignore-opens-during-unload).
	for _, d := range documents {
		if !d.FullyActive() {
			continue // a handler removed the frame
		}
		s.Step("7.1")
		shown, canceled := d.fireBeforeunload(ctx, prompted)
		s.Step("7.2")
		prompted = prompted || shown
		s.Step("7.3")
		if canceled {
			status = "canceled-by-beforeunload"
		}
	}
	s.Step("9")
	return status
}

// fireBeforeunload implements "steps to fire beforeunload". The user is asked at most once in a check, and only about a page
// that was touched.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#steps-to-fire-beforeunload
func (d *Document) fireBeforeunload(ctx context.Context, prompted bool) (shown, canceled bool) {
	ctx, s := spec.Begin(ctx, spec.StepsToFireBeforeunload, d)
	defer s.End()
	s.Step("1")
	s.Step("2")
	d.unloadCounter++
	s.Step("3")
	d.ua.Loop.TerminationNestingLevel++
	s.Step("4")
	detail := &dom.BeforeUnloadDetail{}
	proceed := dom.Fire(ctx, d.window, "beforeunload", func(e *dom.Event) {
		e.Interface = "BeforeUnloadEvent"
		e.Detail = detail
		e.Cancelable = true
	}, legacyTargetOverride)
	s.Step("5")
	d.ua.Loop.TerminationNestingLevel--
	s.Step("6")
	wanted := !proceed || detail.ReturnValue != ""
	if wanted && !prompted && !d.sandboxing.Has(policy.SandboxedModals) && d.window.StickyActivation() {
		s.Step("6.1")
		shown = true
		s.Step("6.3")
		s.Step("6.4")
		question := &Dialog{Kind: "beforeunload", Accepted: true}
		d.window.prompt(ctx, question)
		s.Step("6.5")
		canceled = !question.Accepted
	}
	s.Step("7")
	d.unloadCounter--
	s.Step("8")
	return shown, canceled
}
