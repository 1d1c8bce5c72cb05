package fetch

import (
	"context"
	"strconv"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// Callbacks are the algorithms that Fetch runs at various points. Any may be nil.
type Callbacks struct {
	// ProcessRequestBodyChunkLength is told of bytes sent, ProcessRequestEndOfBody of the end.
	ProcessRequestBodyChunkLength func(ctx context.Context, n int)
	ProcessRequestEndOfBody       func(context.Context)
	ProcessEarlyHints             func(context.Context, *Response)
	ProcessResponse               func(context.Context, *Response)
	ProcessResponseEndOfBody      func(context.Context, *Response)
	// ProcessBodyChunk gets the body's bytes as they come. Not in the standard.
	ProcessBodyChunk func(context.Context, []byte)
	// ProcessResponseConsumeBody gets the whole body; ok is false for failure, body nil for null.
	ProcessResponseConsumeBody func(ctx context.Context, r *Response, body []byte, ok bool)

	// UseParallelQueue has the algorithms run on the loop whatever becomes of the client's
	// document: for navigation.
	UseParallelQueue bool
	// UserAgent is needed when the request has no client.
	UserAgent *UserAgent
}

// params is a fetch params.
// https://fetch.spec.whatwg.org/#fetch-params
type params struct {
	request    *Request
	controller *Controller
	ua         *UserAgent
	cb         Callbacks
	client     Client // task destination; nil for a parallel queue

	keepalive   bool      // counted by Drain until it ends
	preflightOf *Request  // the request for which this is a preflight
	redirect    *Response // the response that led to the current URL; nil at first
	announced   bool      // an Observer knows of it
	handedOver  bool
	begun       bool // counted in wire.begun
}

// canceled reports whether fp is canceled.
// https://fetch.spec.whatwg.org/#fetch-params-canceled
func (fp *params) canceled() bool { return fp.controller.Canceled() }

// appropriateNetworkError implements "appropriate network error".
// https://fetch.spec.whatwg.org/#appropriate-network-error
func (fp *params) appropriateNetworkError() *Response {
	if fp.controller.state == aborted {
		return AbortedNetworkError()
	}
	r := NetworkError("terminated")
	return r
}

// queue implements "queue a fetch task".
// https://fetch.spec.whatwg.org/#queue-a-fetch-task
func (fp *params) queue(ctx context.Context, steps func(context.Context)) {
	ctx, s := spec.Begin(ctx, spec.QueueFetchTask)
	defer s.End()
	if fp.client == nil {
		s.Step("1")
		fp.ua.Loop.QueueTask(ctx, eventloop.Networking, nil, steps)
		return
	}
	s.Step("2")
	fp.client.QueueTask(ctx, eventloop.Networking, steps)
}

// documentAccept is the document `Accept` header value.
// https://fetch.spec.whatwg.org/#document-accept-header-value
const documentAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// Fetch implements "fetch". It returns before anything comes back; callbacks run later.
// https://fetch.spec.whatwg.org/#concept-fetch
func Fetch(ctx context.Context, req *Request, cb Callbacks) *Controller {
	ctx, s := spec.Begin(ctx, spec.Fetch, req)
	defer s.End()
	s.Assert("1", req.Mode == "navigate" || cb.ProcessEarlyHints == nil)
	s.Step("2")
	s.Step("3")
	s.Step("4")
	populateFromClient(ctx, req)
	fp := &params{request: req, controller: &Controller{}, ua: cb.UserAgent, cb: cb}
	s.Step("5")
	if req.Client != nil {
		s.Step("5.1")
		fp.client = req.Client
		s.Step("5.2")
		if fp.ua == nil {
			fp.ua = req.Client.UserAgent()
		}
	}
	s.Step("6")
	if cb.UseParallelQueue {
		fp.client = nil
	}
	s.Todo("7") // nobody can see the timing
	s.Step("8")
	fp.ua.prepare()
	if req.ID == "" {
		fp.ua.requests++
		req.ID = strconv.Itoa(fp.ua.requests)
	}
	s.Step("9") // a Body has its bytes
	s.Todo("10")
	s.Todo("11") // no preloads
	s.Step("12")
	if !req.Header.Contains("Accept") {
		s.Step("12.1")
		value := "*/*"
		s.Step("12.2")
		s.Step("12.3")
		switch {
		case req.Initiator == "prefetch":
			value = documentAccept
		default:
			switch req.Destination {
			case "document", "frame", "iframe":
				value = documentAccept
			case "image":
				value = "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
			case "json":
				value = "application/json,*/*;q=0.5"
			case "style":
				value = "text/css,*/*;q=0.1"
			case "text":
				value = "text/plain,*/*;q=0.5"
			}
		}
		s.Step("12.4")
		req.Header.Append("Accept", value)
	}
	s.Todo("13")
	s.Step("14")
	if !req.Header.Contains("Accept-Language") {
		req.Header.Append("Accept-Language", fp.ua.AcceptLanguage)
	}
	s.Step("15") // priorities change nothing that can be seen
	if req.Keepalive {
		fp.keepalive = true
		fp.ua.keepalives.add()
	}
	s.Step("16")
	req.record = nil
	if req.IsSubresource() && req.Client != nil {
		s.Step("16.1")
		record := &Record{Request: req, Controller: fp.controller}
		s.Step("16.2")
		req.Client.FetchGroup().add(record)
	}
	s.Step("17")
	mainFetch(ctx, fp, false)
	s.Step("18")
	return fp.controller
}

// populateFromClient implements "populate request from client".
// https://fetch.spec.whatwg.org/#populate-request-from-client
func populateFromClient(ctx context.Context, req *Request) {
	_, s := spec.Begin(ctx, spec.PopulateRequestFromClient, req)
	defer s.End()
	s.Step("1") // PromptsUser says it already
	s.Step("2")
	if req.Origin == nil {
		s.Assert("2.1", req.Client != nil)
		s.Step("2.2")
		o := req.Client.Origin()
		req.Origin = &o
	}
	s.Step("3")
	if req.PolicyContainer != nil {
		return
	}
	if req.Client != nil {
		s.Step("3.1")
		req.PolicyContainer = req.Client.PolicyContainer().Clone()
		return
	}
	s.Step("3.2")
	req.PolicyContainer = &policy.Container{}
}

// prepare fills what the owner of ua left open.
func (ua *UserAgent) prepare() {
	if ua.Cookies == nil {
		ua.Cookies = NewCookieStore(ua.Loop.Now)
	}
	if ua.Blobs == nil {
		ua.Blobs = &weburl.BlobStore{}
	}
	if ua.AcceptLanguage == "" {
		ua.AcceptLanguage = "en-US,en;q=0.9"
	}
	if ua.Name == "" {
		ua.Name = "Mozilla/5.0 (X11; Linux x86_64) Exeunt/1.0"
	}
}

func (ua *UserAgent) behaviour(name string) string {
	if ua.Behaviour == nil {
		return ""
	}
	return ua.Behaviour(name)
}

// finished says that nothing more will come.
func (fp *params) finished() {
	if fp.keepalive && fp.preflightOf == nil {
		fp.keepalive = false
		fp.ua.keepalives.end()
	}
}

// PopulateFromClient implements "populate request from client" for those who take the client's
// part before they fetch.
// https://fetch.spec.whatwg.org/#populate-request-from-client
func PopulateFromClient(ctx context.Context, r *Request) { populateFromClient(ctx, r) }

// BehaviourOf returns the value of a named behaviour, "" for none.
func (ua *UserAgent) BehaviourOf(name string) string { return ua.behaviour(name) }
