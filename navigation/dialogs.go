package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Dialog is what a page asks its user: kind is "alert", "confirm", "prompt" or "beforeunload".
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#user-prompts
type Dialog struct {
	Kind, Message, Default string
	Accepted               bool   // what the user answered; set by UserAgent.Prompt
	Text                   string // of a prompt that was accepted
}

// cannotShowSimpleDialogs implements "cannot show simple dialogs".
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#cannot-show-simple-dialogs
func (w *Window) cannotShowSimpleDialogs(ctx context.Context) bool {
	_, s := spec.Begin(ctx, spec.CannotShowSimpleDialogs)
	defer s.End()
	s.Step("1")
	if w.document.sandboxing.Has(policy.SandboxedModals) {
		return true
	}
	s.Step("2")
	if !weburl.SameOriginDomain(w.document.origin, w.settings.topLevelOrigin) {
		return true
	}
	s.Step("3")
	if w.ua.Loop.TerminationNestingLevel != 0 {
		return true
	}
	s.Step("4")
	return !w.document.FullyActive() // nobody sees whose dialog it is
}

// prompt shows a dialog and waits for the answer; the world stands still meanwhile.
func (w *Window) prompt(ctx context.Context, d *Dialog) {
	if w.ua.Prompt != nil {
		w.ua.Prompt(ctx, w, d)
	}
}

// normalizeNewlines implements "normalize newlines".
// https://infra.spec.whatwg.org/#normalize-newlines
func normalizeNewlines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Alert implements alert().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-alert
func (w *Window) Alert(ctx context.Context, message string) {
	ctx, s := spec.Begin(ctx, spec.Alert)
	defer s.End()
	s.Step("1")
	if w.cannotShowSimpleDialogs(ctx) {
		return
	}
	s.Step("3")
	message = normalizeNewlines(message)
	s.Step("4")
	s.Step("6.1")
	s.Step("6.2")
	w.prompt(ctx, &Dialog{Kind: "alert", Message: message})
}

// Confirm implements confirm().
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-confirm
func (w *Window) Confirm(ctx context.Context, message string) bool {
	ctx, s := spec.Begin(ctx, spec.Confirm)
	defer s.End()
	s.Step("1")
	if w.cannotShowSimpleDialogs(ctx) {
		return false
	}
	s.Step("2")
	message = normalizeNewlines(message)
	s.Step("3")
	s.Step("4")
	d := &Dialog{Kind: "confirm", Message: message}
	s.Step("7.1")
	w.prompt(ctx, d)
	s.Step("10")
	return d.Accepted
}

// PromptFor implements prompt(); nil is null.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-prompt
func (w *Window) PromptFor(ctx context.Context, message, text string) *string {
	ctx, s := spec.Begin(ctx, spec.Prompt)
	defer s.End()
	s.Step("1")
	if w.cannotShowSimpleDialogs(ctx) {
		return nil
	}
	s.Step("2")
	message = normalizeNewlines(message)
	s.Step("3")
	s.Step("4")
	s.Step("5")
	d := &Dialog{Kind: "prompt", Message: message, Default: text, Text: text}
	s.Step("8.1")
	w.prompt(ctx, d)
	s.Step("8.2")
	if !d.Accepted {
		return nil
	}
	s.Step("11")
	return &d.Text
}
