package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// navigateToJavascriptURL implements "navigate to a javascript: URL".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate-to-a-javascript:-url
func (n *Navigable) navigateToJavascriptURL(ctx context.Context, u *weburl.URL, source sourceSnapshotParams, initiatorOrigin weburl.Origin, cspType string, initialInsertion bool, id string) {
	ctx, s := spec.Begin(ctx, spec.NavigateToJavascriptURL, n)
	defer s.End()
	s.Step("2")
	if n.OngoingNavigation != id {
		return
	}
	s.Step("3")
	n.setOngoingNavigation(ctx, "")
	n.IsDelayingLoadEvents = false
	s.Step("4")
	active := n.ActiveDocument()
	if !weburl.SameOriginDomain(initiatorOrigin, active.origin) {
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		return
	}
	s.Step("6")
	if blockedJavascriptURL(ctx, u, source, cspType) {
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		return
	}
	if source.sandboxingFlags.Has(policy.SandboxedScripts) && n.ua.Behaviour("sandboxed-javascript-urls") != "standard" {
		s.AdHoc("6", "a document that may not run scripts does not run them elsewhere; see docs/decisions/0076")
		n.ua.Observer.NavigationEnded(n, id, "net::ERR_ABORTED")
		return
	}
	s.Step("7")
	document := n.evaluateJavascriptURL(ctx, u, initiatorOrigin, id)
	n.ua.Observer.NavigationEnded(n, id, "")
	if document == nil {
		s.Step("8.1")
		if initialInsertion && n.container != nil && n.ActiveDocument() != nil && n.ActiveDocument().isInitialAboutBlank {
			n.container.iframeLoadEventSteps(ctx)
		}
		s.Step("8.2")
		return
	}
	s.Step("10")
	toReplace := n.Active
	s.Step("11")
	old := toReplace.DocumentState
	s.Step("12")
	state := &DocumentState{
		Document: document, HistoryPolicyContainer: old.HistoryPolicyContainer, RequestReferrer: old.RequestReferrer,
		RequestReferrerPolicy: old.RequestReferrerPolicy, InitiatorOrigin: &initiatorOrigin, Origin: &initiatorOrigin,
		AboutBaseURL: old.AboutBaseURL, EverPopulated: true, NavigableTargetName: old.NavigableTargetName,
	}
	s.Step("13")
	entry := &SessionHistoryEntry{Step: pending, URL: toReplace.URL, DocumentState: state, ScrollMode: "auto"}
	s.Step("14")
	n.Traversable().appendTraversalSteps(ctx, func(ctx context.Context) {
		n.finalizeCrossDocumentNavigation(ctx, "replace", entry, id)
	})
}

// evaluateJavascriptURL implements "evaluate a javascript: URL".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#evaluate-a-javascript:-url
func (n *Navigable) evaluateJavascriptURL(ctx context.Context, u *weburl.URL, origin weburl.Origin, id string) *Document {
	ctx, s := spec.Begin(ctx, spec.EvaluateJavascriptURL)
	defer s.End()
	s.Step("1")
	encoded := strings.TrimPrefix(u.Href(), "javascript:")
	s.Step("2")
	source := infra.UTF8Decode(infra.PercentDecode(encoded))
	d := n.ActiveDocument()
	w := d.window
	var result *string
	if !w.scriptingDisabled() {
		n.ua.RunScript(ctx, w, func(ctx context.Context) {
			v, err := w.realm.Eval(source, d.URL().Href(), 1)
			if err != nil {
				w.reportError(ctx, err)
				return
			}
			if v.IsString() {
				if str, err := w.realm.ToUSVString(v); err == nil {
					result = &str
				}
			}
		})
	}
	if result == nil || n.ActiveDocument() != d {
		return nil
	}
	response := localResponse(d.URL(), "text/html;charset=utf-8")
	return n.loadDocument(ctx, &navigationParams{
		id: id, navigable: n, response: response, body: &bodyReader{bytes: []byte(*result), done: true}, origin: origin,
		policyContainer: d.policyContainer, sandboxing: d.sandboxing, aboutBaseURL: d.aboutBaseURL, referrer: d.Referrer,
		openerPolicy: d.openerPolicy,
	})
}
