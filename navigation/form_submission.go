package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A plannedNavigation is a navigation that a form's submission has queued.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#planned-navigation
type plannedNavigation struct{ target *Navigable }

// SubmitForm implements "submit" a form from submitter, which is the form itself when no button was pressed.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-form-submit
func (ua *UserAgent) SubmitForm(ctx context.Context, form, submitter *dom.Node, fromMethod bool, involvement string) {
	ctx, s := spec.Begin(ctx, spec.SubmitForm, form)
	defer s.End()
	s.Step("1")
	if cannotNavigate(form) {
		return
	}
	state := html.ControlOf(form)
	s.Step("2")
	if state.ConstructingEntryList {
		return
	}
	s.Step("3")
	d := documentOf(form)
	s.Step("4")
	if d.sandboxing.Has(policy.SandboxedForms) {
		return
	}
	if !fromMethod {
		s.Step("5.1")
		if state.FiringSubmissionEvents {
			return
		}
		s.Step("5.2")
		state.FiringSubmissionEvents = true
		s.Todo("5.3") // user validity shows only in selectors
		s.Step("5.4")
		if !noValidate(form, submitter) && !html.ValidateForm(ctx, form) {
			s.Step("5.4.1")
			state.FiringSubmissionEvents = false
			return
		}
		s.Step("5.5")
		button := submitter
		if submitter == form {
			button = nil
		}
		s.Step("5.6")
		proceed := dom.Fire(ctx, form, "submit", func(e *dom.Event) {
			e.Interface, e.Bubbles, e.Cancelable = "SubmitEvent", true, true
			e.Detail = &dom.SubmitDetail{Submitter: button}
		})
		s.Step("5.7")
		state.FiringSubmissionEvents = false
		s.Step("5.8")
		if !proceed {
			return
		}
		s.Step("5.9")
		if cannotNavigate(form) {
			return
		}
	}
	s.Step("6")
	encoding := html.PickEncoding(form)
	s.Step("7")
	entries := ua.ConstructEntryList(ctx, form, submitter, encoding)
	s.Step("9")
	if entries == nil || cannotNavigate(form) {
		return
	}
	s.Step("10")
	method := submitterMethod(form, submitter)
	s.Step("11")
	if method == "dialog" {
		s.Step("11.1")
		for p := form.Parent; p != nil; p = p.Parent {
			if p.Is("dialog") {
				s.Todo("11.6") // no dialog is shown; it loses its attribute
				p.RemoveAttr(ctx, "open")
				break
			}
		}
		return
	}
	s.Step("12")
	action := submitterAttribute(form, submitter, "formaction", "action")
	s.Step("13")
	if action == "" {
		action = d.URL().Href()
	}
	s.Step("14")
	u, err := weburl.ParseBase(action, d.BaseURL())
	s.Step("15")
	if err != nil {
		return
	}
	s.Step("17")
	enctype := submitterEnctype(form, submitter)
	s.Step("20")
	target := elementTarget(form)
	if v, ok := submitter.Attr("formtarget"); ok && submitter != form && html.SubmitButton(submitter) {
		s.Step("19")
		target = v
	}
	s.Step("21")
	noopener := elementNoopener(form, target)
	s.Step("22")
	chosen, _, err := d.NodeNavigable().chooseNavigable(ctx, target, noopener)
	s.Step("23")
	if chosen == nil || err != nil {
		return
	}
	s.Step("24")
	handling := "auto"
	s.Step("25")
	if chosen.ActiveDocument() == d && !d.completelyLoaded {
		handling = "replace"
	}
	s.Step("26")
	var resource *Resource
	switch u.Scheme() {
	case "http", "https":
		if method == "post" {
			resource = entityBody(ua, entries, enctype, encoding)
			break
		}
		u.SetSearch("?" + entries.URLEncoded(encoding))
	case "data":
		if method == "get" {
			u.SetSearch("?" + entries.URLEncoded(encoding))
		}
	case "mailto":
		u.SetSearch("?" + strings.ReplaceAll(entries.URLEncoded(encoding), "+", "%20"))
	}
	d.planToNavigate(ctx, s, form, chosen, NavigateOptions{
		URL: u, SourceDocument: d, HistoryHandling: handling, Resource: resource, FormSubmission: true,
		Involvement: involvement, SourceElement: submitter, entries: entries,
	})
}

// planToNavigate implements "plan to navigate". The plan is kept with the navigable: another navigation of it before the
// task runs, and stopping it, drop the plan (decision 0055).
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#plan-to-navigate
func (d *Document) planToNavigate(ctx context.Context, s *spec.Frame, form *dom.Node, target *Navigable, o NavigateOptions) {
	s.Step("26.1")
	s.Step("26.2")
	if linkTypes(form)["noreferrer"] {
		o.ReferrerPolicy = "no-referrer"
	}
	s.Step("26.3")
	state := html.ControlOf(form)
	if old, ok := state.Planned.(*plannedNavigation); ok && old.target.plan == old {
		old.target.plan = nil
	}
	s.Step("26.5")
	plan := &plannedNavigation{target}
	target.plan, state.Planned = plan, plan
	s.Step("26.4")
	d.ua.Loop.QueueTask(ctx, eventloop.DOMManipulation, d, func(ctx context.Context) {
		if target.plan != plan {
			return
		}
		s.Step("26.4.1")
		target.plan = nil
		state.Planned = nil
		s.Step("26.4.2")
		_ = target.Navigate(ctx, o)
	})
}

// entityBody is "submit as entity body".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#submit-body
func entityBody(ua *UserAgent, entries *html.EntryList, enctype, encoding string) *Resource {
	switch enctype {
	case "multipart/form-data":
		boundary := "----ExeuntFormBoundary" + ua.newID("")
		return &Resource{PostBody: entries.Multipart(boundary, encoding), ContentType: enctype + "; boundary=" + boundary}
	case "text/plain":
		return &Resource{PostBody: entries.Plain(encoding), ContentType: enctype}
	}
	return &Resource{PostBody: []byte(entries.URLEncoded(encoding)), ContentType: enctype}
}

// ConstructEntryList implements "construct the entry list" with its formdata event.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set
func (ua *UserAgent) ConstructEntryList(ctx context.Context, form, submitter *dom.Node, encoding string) *html.EntryList {
	return html.ConstructEntryList(ctx, form, submitter, encoding, func(ctx context.Context, list *html.EntryList) {
		dom.Fire(ctx, form, "formdata", func(e *dom.Event) {
			e.Interface, e.Bubbles = "FormDataEvent", true
			e.Detail = &dom.FormDataDetail{FormData: list}
		})
	})
}

// submitterAttribute is the attribute of a submit button that overrides one of the form's.
func submitterAttribute(form, submitter *dom.Node, own, ofForm string) string {
	if submitter != form && html.SubmitButton(submitter) {
		if v, ok := submitter.Attr(own); ok {
			return v
		}
	}
	v, _ := form.Attr(ofForm)
	return v
}

func submitterMethod(form, submitter *dom.Node) string {
	if _, ok := submitter.Attr("formmethod"); ok && submitter != form && html.SubmitButton(submitter) {
		return html.Method(submitter, "formmethod")
	}
	return html.Method(form, "method")
}

func submitterEnctype(form, submitter *dom.Node) string {
	if _, ok := submitter.Attr("formenctype"); ok && submitter != form && html.SubmitButton(submitter) {
		return html.Enctype(submitter, "formenctype")
	}
	return html.Enctype(form, "enctype")
}

// noValidate implements the "no-validate state".
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fs-novalidate
func noValidate(form, submitter *dom.Node) bool {
	if _, ok := submitter.Attr("formnovalidate"); ok && submitter != form && html.SubmitButton(submitter) {
		return true
	}
	_, ok := form.Attr("novalidate")
	return ok
}

// ResetForm implements "reset" a form.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-form-reset
func ResetForm(ctx context.Context, form *dom.Node) {
	state := html.ControlOf(form)
	if state.LockedForReset {
		return
	}
	state.LockedForReset = true
	if dom.Fire(ctx, form, "reset", func(e *dom.Event) { e.Bubbles, e.Cancelable = true, true }) {
		html.Reset(form)
	}
	state.LockedForReset = false
}
