package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// populateParams are the inputs of "attempt to populate the history entry's document".
type populateParams struct {
	entry        *SessionHistoryEntry
	timing       string // "navigate", "reload", "back_forward"
	source       sourceSnapshotParams
	target       targetSnapshotParams
	navigationID string // "" stands for the traversal under way
	cspType      string
	allowPOST    bool
}

// navigationParams is "navigation params".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigation-params
type navigationParams struct {
	id                   string
	navigable            *Navigable
	request              *fetch.Request
	response             *fetch.Response
	body                 *bodyReader
	origin               weburl.Origin
	policyContainer      *policy.Container
	sandboxing           policy.SandboxFlags
	opener               openerEnforcement   // …#navigation-params-coop-enforcement-result
	openerPolicy         policy.OpenerPolicy // …#navigation-params-coop
	requiredCSP          *policy.CSP         // what the frame required of the document, nil for none
	aboutBaseURL         *weburl.URL
	crossOriginRedirects bool
	referrer             string // of the document, where no request has it
}

// abortedText is what an observer hears of a navigation that was given up without an error page.
const abortedText = "net::ERR_ABORTED"

// current says whether the navigation that p is for is still the ongoing one.
func (p populateParams) current(n *Navigable) bool {
	if p.navigationID == "" {
		return n.OngoingNavigation == traversal
	}
	return n.OngoingNavigation == p.navigationID
}

// attemptToPopulate implements "attempt to populate the history entry's document".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#attempt-to-populate-the-history-entry's-document
func (n *Navigable) attemptToPopulate(ctx context.Context, p populateParams, completionSteps func(ctx context.Context)) {
	ctx, s := spec.Begin(ctx, spec.AttemptToPopulateHistoryEntrysDocument, n, p.entry)
	defer s.End()
	s.Step("3")
	resource := p.entry.DocumentState.Resource
	var params *navigationParams
	nonFetch := false
	errorText := ""
	s.Step("4")
	switch {
	case resource != nil && resource.SrcDoc != nil:
		s.Step("4.1")
		params = n.navigationParamsFromSrcdoc(ctx, p)
	case p.entry.URL.IsFetchScheme() && (resource == nil || p.allowPOST):
		s.Step("4.2")
		params, errorText = n.navigationParamsByFetching(ctx, p)
	case !p.entry.URL.IsFetchScheme():
		s.Step("4.3")
		nonFetch = true
	}
	s.Step("5")
	n.queueTaskEvenIfInactive(ctx, func(ctx context.Context) {
		s.Step("5.1")
		if !p.current(n) || n.ActiveDocument() == nil {
			completionSteps(ctx)
			return
		}
		state := p.entry.DocumentState
		if p.timing == "reload" && n.Active == p.entry {
			// By the letter the new document would be the active one from here on, and the handlers of the old one could not run.
			s.AdHoc("5", "a document that is reloaded stays active until it is unloaded; see docs/decisions/0063")
			n.reloading = n.ActiveDocument()
		}
		s.Step("5.2")
		save := true
		switch {
		case nonFetch:
			// Nothing outside is started; the user sees the current page.
			s.AdHoc("5.3.1", "schemes that are not fetched are not handed to other software")
			save = false
			errorText = "net::ERR_ABORTED"
		case params == nil && errorText == abortedText:
			save = false
		case params == nil || !n.responseAllowed(ctx, params):
			s.Step("5.4.1")
			if params != nil {
				errorText = "net::ERR_BLOCKED_BY_RESPONSE"
			}
			state.Document = n.createErrorDocument(ctx, p.entry, p.navigationID)
			s.Step("5.4.2")
			if state.Document != nil {
				state.Document.makeUnsalvageable("navigation-failure")
			}
			s.Step("5.4.3")
			save = false
		case isAttachment(params.response):
			errorText = abortedText
			s.Step("5.5.1")
			s.Step("5.5.2")
			if p.source.allowsDownloading && !params.sandboxing.Has(policy.SandboxedDownloads) {
				s.Step("5.5.5")
				n.ua.Loop.InParallel(ctx, func(ctx context.Context) {
					s.Step("5.5.5.1")
					n.handleAsDownload(ctx, params.response, params.body, downloadSource{origin: state.InitiatorOrigin})
				})
			}
		case params.response.Status != 204 && params.response.Status != 205:
			s.Step("5.6")
			state.Document = n.loadDocument(ctx, params)
		}
		if state.Document == n.reloading || state.Document == nil {
			n.reloading = nil // nothing came instead
		}
		n.ua.treeChanged()
		s.Step("5.7")
		if state.Document != nil {
			s.Step("5.7.1")
			state.EverPopulated = true
			state.Document.timing.Type = p.timing
			if p.timing == "back_forward" {
				// By the letter a document has the reasons of its entry even after a reload, which did not look for a kept one.
				s.AdHoc("5.7.1", "only a traversal asks why the page that was here is not shown again")
				state.Document.notRestored = state.NotRestoredReasons
			}
			if save {
				s.Step("5.7.2.2")
				if p.timing != "navigate" && (state.Origin == nil || !weburl.SameOrigin(*state.Origin, state.Document.origin)) {
					n.Traversable().relisted++
				}
				state.Origin = &state.Document.origin
				s.Step("5.7.2.3")
				if state.Document.URL().IsLocal() && state.Document.URL().Scheme() != "blob" {
					s.Step("5.7.2.3.2")
					state.HistoryPolicyContainer = params.policyContainer
				}
			}
			s.Step("5.7.3")
			if state.RequestReferrer == "client" && params != nil && params.request != nil {
				s.Step("5.7.3.2")
				state.RequestReferrer = referrerText(params.request.Referrer)
			}
		}
		if p.navigationID != "" {
			if errorText == "" && state.Document != nil {
				n.ua.Observer.NavigationResponded(n, p.navigationID)
			} else if errorText != "" {
				n.ua.Observer.NavigationEnded(n, p.navigationID, errorText)
			}
		}
		s.Step("5.8")
		completionSteps(ctx)
	})
}

// queueTaskEvenIfInactive queues a global task on the navigation and traversal task source.
// When the navigable has no document that tasks could run for, the task has no document: the
// algorithm must get to its end all the same.
func (n *Navigable) queueTaskEvenIfInactive(ctx context.Context, steps func(ctx context.Context)) {
	if d := n.ActiveDocument(); d != nil && d.FullyActive() && !d.paused {
		n.ua.Loop.QueueTask(ctx, eventloop.NavigationAndTraversal, d, steps)
		return
	}
	n.ua.Loop.QueueTask(ctx, eventloop.NavigationAndTraversal, nil, steps)
}

// isAttachment says whether a Content-Disposition header asks for a download.
func isAttachment(r *fetch.Response) bool {
	v, ok := r.Header.Get("Content-Disposition")
	disposition, _, _ := strings.Cut(v, ";")
	return ok && strings.EqualFold(strings.TrimSpace(disposition), "attachment")
}

// navigationParamsFromSrcdoc implements "create navigation params from a srcdoc resource".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#create-navigation-params-from-a-srcdoc-resource
func (n *Navigable) navigationParamsFromSrcdoc(ctx context.Context, p populateParams) *navigationParams {
	_, s := spec.Begin(ctx, spec.CreateNavigationParamsFromSrcdocResource)
	defer s.End()
	s.Step("1")
	text := []byte(*p.entry.DocumentState.Resource.SrcDoc)
	s.Step("2")
	response := localResponse(weburl.MustParse("about:srcdoc"), "text/html;charset=utf-8")
	s.Step("4") // a frame has none of its own
	s.Step("6")
	var parent *policy.Container
	if d := n.containerDocument(); d != nil {
		parent = d.policyContainer
	}
	container := determinePolicyContainer(response.URL(), p.entry.DocumentState.HistoryPolicyContainer, nil, parent, nil)
	sandboxing := p.target.sandboxingFlags
	if p.target.requiredCSP != nil {
		s.AdHoc("6", "CSP: Embedded Enforcement adds the policy that the frame requires, whose sandbox counts for the origin")
		n.enforceRequiredCSP(p, response, container)
		sandboxing |= policy.CSPSandboxFlags(container.CSPList)
	}
	s.Step("3")
	origin := determineOrigin(response.URL(), sandboxing, p.entry.DocumentState.Origin)
	s.Step("7")
	return &navigationParams{
		id: p.navigationID, navigable: n, response: response, body: &bodyReader{bytes: text, done: true}, origin: origin,
		policyContainer: container, sandboxing: sandboxing, requiredCSP: p.target.requiredCSP, aboutBaseURL: p.entry.DocumentState.AboutBaseURL,
	}
}

// determinePolicyContainer implements "determining navigation params policy container".
// https://html.spec.whatwg.org/multipage/browsers.html#determining-navigation-params-policy-container
func determinePolicyContainer(u *weburl.URL, history, initiator, parent, response *policy.Container) *policy.Container {
	switch {
	case history != nil:
		return history.Clone()
	case u.MatchesAboutSrcdoc() && parent != nil:
		return parent.Clone()
	case u.IsLocal() && initiator != nil:
		return initiator.Clone()
	case response != nil:
		return response
	}
	return &policy.Container{}
}

// navigationParamsByFetching implements "create navigation params by fetching". It runs in
// parallel steps and waits there. Without params, the text says why, as Chrome words it.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#create-navigation-params-by-fetching
func (n *Navigable) navigationParamsByFetching(ctx context.Context, p populateParams) (*navigationParams, string) {
	ctx, s := spec.Begin(ctx, spec.CreateNavigationParamsByFetching, n, p.entry)
	defer s.End()
	s.Step("2")
	entry := p.entry
	resource := entry.DocumentState.Resource
	s.Step("3")
	request := n.navigationRequest(ctx, s, p)
	s.Step("11")
	var response, latest *fetch.Response
	s.Step("13")
	var controller *fetch.Controller
	body := &bodyReader{}
	s.Step("14")
	opener := n.newOpenerEnforcement(entry.DocumentState.InitiatorOrigin)
	s.Step("17")
	var openerPolicy policy.OpenerPolicy
	s.Step("19")
	currentURL := request.CurrentURL()
	var locationURL *weburl.URL
	var failure bool
	var origin weburl.Origin
	var sandboxing policy.SandboxFlags
	var responseContainer *policy.Container
	crossOrigin := false
	redirects := 0
	s.Step("21")
	for {
		s.Todo("21.2") // reserved client: no service workers
		s.Step("21.3")
		if blockedByNavigationCSP(ctx, request.URL(), currentURL, redirects, p.source, p.cspType) {
			if n.ua.Behaviour("form-action-blocked") != "standard" {
				s.AdHoc("21.3", "a form that may not be submitted leaves its page where it is; see docs/decisions/0078")
				return nil, abortedText
			}
			response = fetch.NetworkError("blocked by Content Security Policy")
			break
		}
		s.Step("21.4")
		response = nil
		if controller == nil {
			s.Step("21.5")
			controller = fetch.Fetch(ctx, request, fetch.Callbacks{
				UseParallelQueue: true,
				UserAgent:        n.ua.Fetch,
				ProcessResponse: func(_ context.Context, r *fetch.Response) {
					response, latest = r, r
					*body = bodyReader{response: r, cancel: func(ctx context.Context) { controller.Terminate(ctx) }} // what a redirect had is not the document's
				},
				ProcessResponseConsumeBody: func(_ context.Context, r *fetch.Response, b []byte, ok bool) {
					if r == latest {
						if !ok && r.Body != nil {
							b = r.Body.Received() // a document shows what came before its server was gone
						}
						body.bytes, body.done, body.failed = b, true, !ok
					}
				},
			})
		} else {
			s.Step("21.6")
			controller.NextManualRedirect(ctx)
		}
		s.Step("21.7")
		eventloop.WaitUntil(ctx, func() bool { return response != nil || !p.current(n) })
		if !p.current(n) {
			controller.Abort(ctx, nil)
			return nil, abortedText
		}
		if response.IsNetworkError() {
			break
		}
		s.Step("21.8")
		if request.Body == nil {
			entry.DocumentState.Resource, resource = nil, nil
		}
		s.Step("21.9")
		responseContainer = policy.FromResponse(response.URL(), response.PolicyHeaders())
		s.Step("21.10")
		sandboxing = p.target.sandboxingFlags | policy.CSPSandboxFlags(responseContainer.CSPList)
		s.Step("21.11")
		origin = determineOrigin(response.URL(), sandboxing, entry.DocumentState.InitiatorOrigin)
		if n.TopLevel() {
			s.Step("21.12.1")
			openerPolicy = policy.OpenerPolicyFromResponse(ctx, weburl.PotentiallyTrustworthyURL(response.URL()), response.PolicyHeaders())
			s.Step("21.12.2")
			opener = n.enforceOpenerPolicy(ctx, response.URL(), origin, openerPolicy, opener)
			s.Step("21.12.3")
			if sandboxing != 0 && openerPolicy.Value != policy.OpenerUnsafeNone {
				response = fetch.NetworkError("a sandboxed page cannot have an opener policy")
				break
			}
		}
		s.Step("21.13")
		if d := n.containerDocument(); d != nil && fetch.CrossOriginResourcePolicyBlocks(ctx, d.origin, d.policyContainer.Embedder, response, true) {
			response = fetch.NetworkError("net::ERR_BLOCKED_BY_RESPONSE")
			break
		}
		s.Step("21.14")
		locationURL, _, failure = response.LocationURL(fragmentOf(currentURL))
		s.Step("21.15")
		if locationURL == nil || failure {
			break
		}
		s.Step("21.17")
		entry.ClassicState = nil
		s.Step("21.19")
		old := *entry.DocumentState
		old.Document, old.ReloadPending, old.NestedHistories = nil, false, nil
		entry.DocumentState = &old
		n.Traversable().used = nil
		n.Traversable().relisted++
		n.ua.treeChanged()
		s.Step("21.20")
		if !locationURL.IsHTTP() {
			s.Step("21.20.1")
			entry.DocumentState.Resource = nil
			break
		}
		crossOrigin = crossOrigin || !weburl.SameOrigin(currentURL.Origin(), locationURL.Origin())
		s.Step("21.21")
		// By the letter the check above sees the request's URL, which the next redirect step alone moves on: too late for it.
		s.AdHoc("21.21", "Content Security Policy asks about the URL that a redirect leads to before it is fetched")
		currentURL = locationURL
		redirects++
		s.Step("21.22")
		entry.URL = currentURL
	}
	_ = resource
	s.Step("23")
	if response.IsNetworkError() || failure || locationURL != nil {
		return nil, errorText(response)
	}
	s.Step("25")
	container := determinePolicyContainer(response.URL(), entry.DocumentState.HistoryPolicyContainer, p.source.policyContainer, nil, responseContainer)
	if p.target.requiredCSP != nil {
		s.AdHoc("25", "CSP: Embedded Enforcement: the response must adhere to what the frame requires, or is made to")
		if !n.enforceRequiredCSP(p, response, container) {
			return nil, "net::ERR_BLOCKED_BY_CSP"
		}
	}
	if inherited := policy.CSPSandboxFlags(container.CSPList); !sandboxing.Has(inherited) {
		s.AdHoc("25", "the sandbox directives of policies that were inherited or required count as well; see docs/decisions/0077")
		sandboxing |= inherited
		origin = determineOrigin(response.URL(), sandboxing, entry.DocumentState.InitiatorOrigin)
	}
	s.Step("27")
	return &navigationParams{
		id: p.navigationID, navigable: n, request: request, response: response, body: body, origin: origin,
		policyContainer: container, sandboxing: sandboxing, requiredCSP: p.target.requiredCSP,
		aboutBaseURL: entry.DocumentState.AboutBaseURL, crossOriginRedirects: crossOrigin, opener: opener, openerPolicy: openerPolicy,
	}, ""
}

// navigationRequest is steps 3 to 10 of "create navigation params by fetching".
func (n *Navigable) navigationRequest(ctx context.Context, s *spec.Frame, p populateParams) *fetch.Request {
	state := p.entry.DocumentState
	request := fetch.NewRequest(p.entry.URL)
	request.Destination = "document"
	request.Credentials = "include"
	request.UseURLCredentials = true
	request.Redirect = "manual"
	request.Mode = "navigate"
	request.ReferrerPolicy = policy.ReferrerPolicy(state.RequestReferrerPolicy)
	request.PolicyContainer = p.source.policyContainer
	request.ID, request.FrameData = p.navigationID, n
	request.Referrer = referrerOf(state.RequestReferrer)
	request.Client = nil
	if p.source.fetchClient != nil {
		request.Client = p.source.fetchClient
	}
	if o := state.InitiatorOrigin; o != nil && !o.IsOpaque() && p.timing != "navigate" {
		s.AdHoc("3", "what is loaded again is asked for in the name of who first asked for it; see docs/decisions/0094")
		request.Origin = o
	}
	if n.TopLevel() {
		s.Step("4")
		request.TopLevelNavigationInitiatorOrigin = state.InitiatorOrigin
	}
	if request.Client == nil {
		s.Step("5.1")
		opaque := weburl.NewOpaqueOrigin()
		request.Origin = &opaque
		if state.RequestReferrer == "client" {
			s.Step("5.3")
			request.Referrer = fetch.Referrer{None: true}
		}
	}
	if r := state.Resource; r != nil && r.SrcDoc == nil {
		s.Step("6.1")
		request.Method = "POST"
		s.Step("6.2")
		request.Body = fetch.BytesBody(r.PostBody)
		s.Step("6.3")
		request.Header.Set("Content-Type", r.ContentType)
	}
	s.Step("7")
	request.ReloadNavigation = p.timing == "reload"
	s.Step("8")
	request.HistoryNavigation = p.timing == "back_forward"
	s.Step("9")
	request.UserActivation = p.source.hasTransientActivation
	if n.container != nil {
		s.Step("10.2")
		request.Destination = n.container.Element.LocalName
	}
	if required := p.target.requiredCSP; required != nil {
		s.AdHoc("10", "CSP: Embedded Enforcement tells the server what is required of its page")
		request.Header.Set("Sec-Required-CSP", required.Text)
	}
	return request
}

// localResponse is a response that comes from nowhere: its body is with the caller.
func localResponse(u *weburl.URL, contentType string) *fetch.Response {
	r := fetch.NewResponse()
	r.URLList = []*weburl.URL{u}
	r.Header.Set("Content-Type", contentType)
	return r
}

// referrerOf turns a document state's request referrer into a request's.
func referrerOf(s string) fetch.Referrer {
	switch s {
	case "client", "":
		return fetch.Referrer{}
	case "no-referrer":
		return fetch.Referrer{None: true}
	}
	u, err := weburl.Parse(s)
	if err != nil {
		return fetch.Referrer{None: true}
	}
	return fetch.Referrer{URL: u}
}

// referrerText is the inverse of referrerOf.
func referrerText(r fetch.Referrer) string {
	switch {
	case r.None:
		return "no-referrer"
	case r.URL != nil:
		return r.URL.Href()
	}
	return "client"
}

// fragmentOf returns the URL's fragment, nil for null.
func fragmentOf(u *weburl.URL) *string {
	if f, ok := u.Fragment(); ok {
		return &f
	}
	return nil
}

// errorText says why a navigation has no response, in Chrome's words where it has some.
func errorText(r *fetch.Response) string {
	switch {
	case r.BlockedReason == "csp":
		return "net::ERR_BLOCKED_BY_CSP"
	case r.Aborted:
		return "net::ERR_ABORTED"
	case r.Failure != "" && strings.HasPrefix(r.Failure, "net::"):
		return r.Failure
	case r.Failure != "":
		return "net::ERR_FAILED: " + r.Failure
	}
	return "net::ERR_FAILED"
}
