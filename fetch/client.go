package fetch

import (
	"context"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// Client is an environment settings object as fetch sees it.
// https://html.spec.whatwg.org/multipage/webappapis.html#environment-settings-object
type Client interface {
	Origin() weburl.Origin
	PolicyContainer() *policy.Container
	FetchGroup() *Group
	BaseURL() *weburl.URL
	// ReferrerSource is the URL that "client" stands for as a referrer; nil for none, which is
	// what a document with an opaque origin has.
	ReferrerSource() *weburl.URL
	UserAgent() *UserAgent
	// QueueTask queues a global task; it is dropped when the document is destroyed.
	QueueTask(ctx context.Context, s eventloop.Source, steps func(context.Context))
	HasCrossSiteAncestor() bool
	SecureContext() bool
	// TopLevelSite is the serialized site of the top-level origin, the partition key.
	TopLevelSite() string
	ReportViolation(ctx context.Context, v policy.Violation)
}

// AncestorClient may be implemented by a Client whose document lies in other documents.
type AncestorClient interface {
	// AncestorOrigins are the origins of the documents above, nearest first.
	AncestorOrigins() []weburl.Origin
}

// UserAgent is what outlives pages: one per Browser. Loop and Network must be set; Fetch makes
// what else it needs.
type UserAgent struct {
	Loop           *eventloop.Loop
	Network        Network
	Cookies        *CookieStore
	Blobs          *weburl.BlobStore
	Name           string // User-Agent
	AcceptLanguage string // "" for "en-US,en;q=0.9"
	Observer       Observer
	// DeferredObserver is told of deferred fetches, on the loop; it must not run script. nil for none.
	DeferredObserver func(ctx context.Context, e DeferredEvent)
	// ExplainRefusals says whether DeferredObserver is to be told of another refusal; nil for yes.
	ExplainRefusals func() bool
	Behaviour       func(name string) string // named behaviours; nil for none
	MaxBody         int64                    // bytes that a response body may have; 0 for 256 MiB

	preflights preflightCache
	cache      httpCache

	wire     wire
	requests int // for request ids

	keepalives keepaliveCount

	deferredNumber int // of the latest record
}

// Observer is told of what goes over the wire, for CDP's Network domain. It is called on the
// loop and must not run script.
type Observer interface {
	RequestSent(ctx context.Context, e RequestEvent)
	ResponseReceived(ctx context.Context, e ResponseEvent)
	Finished(ctx context.Context, e FinishedEvent)
	Failed(ctx context.Context, e FailedEvent)
}

// RequestEvent tells that a request is about to be sent.
type RequestEvent struct {
	ID        string
	Request   *Request // as the standard has it at this moment
	Client    Client   // nil for none
	URL       string   // with fragment
	Method    string
	Header    HeaderList // as sent
	Body      []byte
	Redirect  *Response // the response that led here; nil for the first hop
	Preflight bool
}

// ResponseEvent tells that response headers arrived.
type ResponseEvent struct {
	ID       string
	Request  *Request
	Client   Client
	Response *Response // unfiltered
}

// FinishedEvent tells that a response is complete.
type FinishedEvent struct {
	ID      string
	Request *Request
	Client  Client
	Length  int64 // bytes of the decoded body
}

// FailedEvent tells that a request came to nothing.
type FailedEvent struct {
	ID       string
	Request  *Request
	Client   Client
	Error    string
	Canceled bool
	Blocked  string // as Response.BlockedReason
}
