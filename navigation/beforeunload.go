package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/spec"
)

// checkIfUnloadingIsCanceled implements "check if unloading is canceled". Every document is on
// this event loop, so the tasks of the text are calls here.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#checking-if-unloading-is-canceled
func (ua *UserAgent) checkIfUnloadingIsCanceled(ctx context.Context, navigables []*Navigable) string {
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
	s.Todo("4") // traversals: the navigate event of the traversable
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

// fireBeforeunload implements "steps to fire beforeunload". No user has ever touched a page
// here, so there is no sticky activation and never a prompt.
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
	dom.Fire(ctx, d.window, "beforeunload", func(e *dom.Event) {
		e.Interface = "BeforeUnloadEvent"
		e.Detail = &dom.BeforeUnloadDetail{}
		e.Cancelable = true
	}, legacyTargetOverride)
	s.Step("5")
	d.ua.Loop.TerminationNestingLevel--
	s.Step("6")
	if !prompted && d.window.StickyActivation() {
		s.Todo("6.1") // prompts
	}
	s.Step("7")
	d.unloadCounter--
	s.Step("8")
	return false, false
}
