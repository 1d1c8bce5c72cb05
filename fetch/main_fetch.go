package fetch

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// mainFetch implements "main fetch". It returns a response only if recursive, which it is within
// parallel steps.
// https://fetch.spec.whatwg.org/#concept-main-fetch
func mainFetch(ctx context.Context, fp *params, recursive bool) *Response {
	ctx, s := spec.Begin(ctx, spec.MainFetch, fp.request)
	defer s.End()
	s.Step("1")
	req := fp.request
	s.Step("2")
	var response *Response
	s.Step("3")
	if req.LocalURLsOnly && !req.CurrentURL().IsLocal() {
		response = NetworkError("only a local URL is allowed here")
	}
	s.Step("4") // together with the blocking below
	s.Step("5")
	upgradeInsecure(req)
	s.Step("6")
	upgradeMixedContent(req)
	s.Step("7")
	if r := fp.blocked(ctx); r != nil {
		response = r
	}
	s.Step("8")
	if req.ReferrerPolicy == "" {
		req.ReferrerPolicy = req.PolicyContainer.ReferrerPolicy
	}
	if req.ReferrerPolicy == "" {
		req.ReferrerPolicy = policy.DefaultReferrerPolicy
	}
	s.Step("9")
	if !req.Referrer.None {
		req.Referrer = determineReferrer(req)
	}
	s.Todo("10") // no HSTS: a fresh browser knows no hosts
	s.Step("11")
	if recursive {
		s.Step("12")
		if response == nil {
			response = fp.responseFor(ctx)
		}
		s.Step("13")
		return response
	}
	fp.begin(ctx, func(ctx context.Context) {
		s.Step("12")
		if response == nil {
			response = fp.responseFor(ctx)
		}
		if response != nil { // nil: a manual redirect went on by itself
			fp.complete(ctx, response)
		}
	})
	return nil
}

// blocked is main fetch's step 7: a network error if the request must not be made.
func (fp *params) blocked(ctx context.Context) *Response {
	req := fp.request
	refuse := func(why, reason string) *Response {
		r := NetworkError(why)
		r.BlockedReason = reason
		return r
	}
	if blockedDueToBadPort(ctx, req) {
		return refuse("net::ERR_UNSAFE_PORT: the port is blocked", "other")
	}
	if blockedAsMixedContent(req, req.CurrentURL()) {
		return refuse("mixed content", "mixed-content")
	}
	blocked, violations := policy.RequestBlocked(req.PolicyContainer.CSPList, fp.subject(req.CurrentURL()))
	for _, v := range violations {
		if req.Client != nil {
			req.Client.ReportViolation(ctx, v)
		}
	}
	if blocked {
		return refuse("blocked by Content Security Policy", "csp")
	}
	return nil
}

func (fp *params) subject(u *weburl.URL) policy.Subject {
	req := fp.request
	return policy.Subject{
		URL: u, OriginalURL: req.URL(), RedirectCount: req.RedirectCount, Destination: req.Destination,
		Initiator: req.Initiator, Nonce: req.Nonce, ParserInserted: req.ParserMetadata == "parser-inserted", Method: req.Method,
	}
}

// responseFor is main fetch's step 12.
func (fp *params) responseFor(ctx context.Context) *Response {
	req := fp.request
	ctx, s := spec.Begin(ctx, spec.OverrideFetch, req)
	defer s.End()
	current := req.CurrentURL()
	switch {
	case weburl.SameOrigin(current.Origin(), *req.Origin) && req.ResponseTainting == "basic",
		current.Scheme() == "data", req.Mode == "navigate", req.Mode == "websocket", req.Mode == "webtransport":
		req.ResponseTainting = "basic"
		return schemeFetch(ctx, fp)
	case req.Mode == "same-origin":
		return NetworkError("the request's mode is same-origin and its URL is not")
	case req.Mode == "no-cors":
		if req.Redirect != "follow" {
			return NetworkError("a no-cors request must follow redirects")
		}
		req.ResponseTainting = "opaque"
		return schemeFetch(ctx, fp)
	case !current.IsHTTP():
		return NetworkError("CORS needs an HTTP(S) URL")
	case req.UseCORSPreflight,
		req.UnsafeRequest && (!IsCORSSafelistedMethod(req.Method) || len(corsUnsafeHeaderNames(req.Header)) > 0):
		req.ResponseTainting = "cors"
		r := httpFetch(ctx, fp, true)
		if r.IsNetworkError() {
			fp.ua.preflights.clear(req)
		}
		return r
	}
	req.ResponseTainting = "cors"
	return httpFetch(ctx, fp, false)
}

// complete is main fetch from step 14 on.
func (fp *params) complete(ctx context.Context, response *Response) {
	req := fp.request
	ctx, s := spec.Begin(ctx, spec.MainFetch, req, response)
	defer s.End()
	s.Step("14")
	if !response.IsNetworkError() && response.Internal == nil {
		s.Step("14.1")
		if req.ResponseTainting == "cors" {
			s.Step("14.1.1")
			names, ok := response.Header.ExtractValues("Access-Control-Expose-Headers")
			s.Step("14.1.2")
			if req.Credentials != "include" && slices.Contains(names, "*") {
				response.ExposedHeaders = response.Header.names()
			} else if ok && names != nil {
				s.Step("14.1.3")
				response.ExposedHeaders = names
			}
		}
		s.Step("14.2")
		switch req.ResponseTainting {
		case "basic":
			response = basicFiltered(response)
		case "cors":
			response = corsFiltered(response)
		case "opaque":
			response = opaqueFiltered(response)
		}
	}
	s.Step("15")
	internal := response.Unfiltered()
	s.Step("16")
	if len(internal.URLList) == 0 && !response.IsNetworkError() {
		internal.URLList = slices.Clone(req.URLList)
		if response.Type != "opaque" {
			response.URLList = internal.URLList
		}
	}
	s.Step("17")
	internal.RedirectTaint = redirectTaint(req)
	s.Todo("18")
	s.Step("19")
	if !req.TimingAllowFailed {
		internal.TimingAllowPassed = true
	}
	s.Step("20")
	if !response.IsNetworkError() {
		switch {
		case blockedAsMixedContent(req, internal.URL()):
			response = NetworkError("the response is mixed content")
		case blockedDueToMIMEType(internal, req):
			response = NetworkError("the MIME type is not for scripts")
		case blockedDueToNosniff(internal, req):
			response = NetworkError("the MIME type is wrong and sniffing is off")
		}
	}
	s.Step("21")
	if response.Type == "opaque" && (internal.Status == 206 || internal.Status == 416) && internal.RangeRequested && !req.Header.Contains("Range") {
		response = NetworkError("a partial response to a request that did not ask for one")
	}
	s.Step("22")
	if !response.IsNetworkError() && (req.Method == "HEAD" || req.Method == "CONNECT" || IsNullBodyStatus(internal.Status)) {
		internal.Body = nil
		response.Body = nil
	}
	s.Step("23")
	if req.Integrity != "" && !response.IsNetworkError() {
		fp.checkIntegrity(ctx, response)
		return
	}
	s.Step("24")
	fp.handover(ctx, response)
}

func (fp *params) checkIntegrity(ctx context.Context, response *Response) {
	s := spec.FrameOf(ctx)
	s.Step("23.1")
	fail := func(ctx context.Context, _ any) {
		fp.handover(ctx, NetworkError("the integrity metadata do not match"))
	}
	s.Step("23.2")
	if response.Body == nil {
		fail(ctx, nil)
		return
	}
	s.Step("23.3")
	s.Step("23.4")
	response.Body.FullyRead(ctx, func(ctx context.Context, b []byte) {
		if !MatchesIntegrity(b, fp.request.Integrity) {
			fail(ctx, nil)
			return
		}
		fp.handover(ctx, response)
	}, fail)
}

// handover implements "fetch response handover".
// https://fetch.spec.whatwg.org/#fetch-finale
func (fp *params) handover(ctx context.Context, response *Response) {
	ctx, s := spec.Begin(ctx, spec.FetchResponseHandover, response)
	defer s.End()
	req := fp.request
	fp.handedOver = true
	s.Todo("1")
	s.Todo("2")
	s.Todo("3")
	s.Step("4")
	endOfBody := func(ctx context.Context) {
		s.Step("4.4")
		fp.finished()
		fp.queue(ctx, func(ctx context.Context) {
			s.Step("4.3")
			s.Step("4.3.1")
			req.setDone()
			s.Step("4.3.2")
			if f := fp.cb.ProcessResponseEndOfBody; f != nil {
				f(ctx, response)
			}
			s.Todo("4.3.3")
		})
	}
	s.Step("5")
	if f := fp.cb.ProcessResponse; f != nil {
		fp.queue(ctx, func(ctx context.Context) { f(ctx, response) })
	}
	s.Step("6")
	internal := response.Unfiltered()
	s.Step("7")
	// A redirect that somebody will take further is told of with the next request.
	pending := fp.controller.nextManualRedirect != nil && internal.Header.Contains("Location")
	if !pending {
		fp.observeResponse(ctx, internal)
	}
	observeEnd := func(ctx context.Context, failure any) {
		if !pending {
			fp.observeEnd(ctx, internal, failure)
		}
	}
	s.Step("8")
	body := internal.Body
	if body == nil {
		observeEnd(ctx, nil)
		endOfBody(ctx)
	} else {
		s.Step("9") // the end of the stream is noticed without a transform in between
		chunk := func(context.Context, []byte) {}
		if f := fp.cb.ProcessBodyChunk; f != nil {
			chunk = func(ctx context.Context, b []byte) {
				fp.queue(ctx, func(ctx context.Context) { f(ctx, b) })
			}
		}
		body.IncrementallyRead(ctx, chunk,
			func(ctx context.Context) { observeEnd(ctx, nil); endOfBody(ctx) },
			func(ctx context.Context, err any) {
				observeEnd(ctx, err)
				s.AdHoc("9", "a body that fails ends the request too: its keepalive bytes are free again")
				fp.finished()
				req.setDone()
			})
	}
	s.Step("10")
	consume := fp.cb.ProcessResponseConsumeBody
	if consume == nil {
		return
	}
	if body == nil {
		s.Step("10.3")
		fp.queue(ctx, func(ctx context.Context) { consume(ctx, response, nil, true) })
		return
	}
	s.Step("10.4")
	body.FullyRead(ctx, func(ctx context.Context, b []byte) {
		fp.queue(ctx, func(ctx context.Context) {
			if b == nil {
				b = []byte{}
			}
			consume(ctx, response, b, true)
		})
	}, func(ctx context.Context, _ any) {
		fp.queue(ctx, func(ctx context.Context) { consume(ctx, response, nil, false) })
	})
}

func (fp *params) observeRequest(ctx context.Context, req *Request, body []byte) {
	fp.announced = true
	if o := fp.ua.Observer; o != nil {
		o.RequestSent(ctx, RequestEvent{
			ID: req.ID, Request: fp.request, Client: fp.observedClient(), URL: req.CurrentURL().Href(), Method: req.Method,
			Header: slices.Clone(req.Header), Body: body, Redirect: fp.redirect, Preflight: fp.preflightOf != nil,
		})
	}
}

func (fp *params) observedClient() Client {
	if fp.preflightOf != nil {
		return fp.preflightOf.Client
	}
	return fp.request.Client
}

func (fp *params) observeResponse(ctx context.Context, r *Response) {
	if !fp.announced {
		fp.observeRequest(ctx, fp.request, nil)
	}
	if o := fp.ua.Observer; o != nil && !r.IsNetworkError() {
		o.ResponseReceived(ctx, ResponseEvent{ID: fp.request.ID, Request: fp.request, Client: fp.observedClient(), Response: r})
	}
}

func (fp *params) observeEnd(ctx context.Context, r *Response, failure any) {
	o := fp.ua.Observer
	if o == nil {
		return
	}
	if r.IsNetworkError() || failure != nil {
		why := r.Failure
		if err, ok := failure.(error); ok {
			why = err.Error()
		}
		o.Failed(ctx, FailedEvent{
			ID: fp.request.ID, Request: fp.request, Client: fp.observedClient(), Error: why,
			Canceled: fp.canceled(), Blocked: r.BlockedReason,
		})
		return
	}
	var n int64
	if b := r.Body; b != nil {
		n = b.Length
		if b.Stream != nil {
			n = int64(len(b.Stream.buffer))
		}
	}
	o.Finished(ctx, FinishedEvent{ID: fp.request.ID, Request: fp.request, Client: fp.observedClient(), Length: n})
}
