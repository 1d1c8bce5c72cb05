package deferred

import (
	"context"
	"math"
	"time"
	"unicode/utf16"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/spec"
)

// ClientReferrerLength is what the referrer "client" counts in a total request length: the
// text does not say how it is serialized; Chrome's own form is about:client.
const ClientReferrerLength = 12

// Queue implements "queue a deferred fetch". activateAfter is in milliseconds, nil for null.
// https://fetch.spec.whatwg.org/#queue-a-deferred-fetch
func Queue(ctx context.Context, request *fetch.Request, activateAfter *float64, onActivatedWithoutTermination func(context.Context)) *fetch.DeferredRecord {
	ctx, s := spec.Begin(ctx, spec.QueueDeferredFetch, request)
	defer s.End()
	s.Step("1")
	fetch.PopulateFromClient(ctx, request)
	s.Step("2")
	request.ServiceWorkers = "none"
	s.Step("3")
	request.Keepalive = true
	s.AdHoc("3", "the keepalive limit passes over deferred fetches; see docs/decisions/0008")
	request.Deferred = true
	s.Step("4")
	record := &fetch.DeferredRecord{
		Request: request, NotifyInvoked: onActivatedWithoutTermination, InvokeState: fetch.Pending,
		Number: request.Client.UserAgent().NextDeferredNumber(), Length: TotalRequestLength(ctx, request), ActivateAfter: activateAfter,
	}
	if request.Client.UserAgent().BehaviourOf("deferred-referrer") == "call" && request.Referrer.URL == nil && !request.Referrer.None {
		s.AdHoc("4", "as in Chrome, after the request was measured; see docs/decisions/0101")
		request.Referrer.URL = request.Client.ReferrerSource()
	}
	s.Step("5")
	request.Client.FetchGroup().Deferred.Add(record)
	fetch.DeferredEvent{Kind: fetch.DeferredQueued, Client: request.Client, Record: record}.Tell(ctx)
	s.Step("6")
	if activateAfter != nil {
		s.Step("6.1")
		record.EndWait = func(ctx context.Context) {
			s.Step("6.2")
			Process(ctx, record)
		}
		// Beyond what a Duration holds the time never comes.
		if ms := *activateAfter; ms < float64(math.MaxInt64/int64(time.Millisecond)) {
			request.Client.UserAgent().Loop.After(ctx, time.Duration(ms*float64(time.Millisecond)), record.EndWait)
		}
	}
	s.Step("7")
	return record
}

// TotalRequestLength implements "total request length", in bytes, by part.
// https://fetch.spec.whatwg.org/#total-request-length
func TotalRequestLength(ctx context.Context, request *fetch.Request) fetch.RequestLength {
	_, s := spec.Begin(ctx, spec.TotalRequestLength, request)
	defer s.End()
	var length fetch.RequestLength
	s.Step("1")
	length.URL = int64(len(request.URL().HrefNoFragment()))
	s.Step("2")
	switch {
	case request.Referrer.None:
	case request.Referrer.URL != nil:
		length.Referrer = int64(len(request.Referrer.URL.Href()))
	case request.Client != nil && request.Client.UserAgent().BehaviourOf("client-referrer-length") == "0":
	default:
		length.Referrer = ClientReferrerLength
	}
	s.Step("3")
	for _, h := range request.Header {
		length.Headers += int64(len(h.Name) + len(h.Value))
	}
	s.Step("4")
	if request.Body != nil {
		length.Body = max(request.Body.Length, 0)
		if request.Body.Text && request.Client != nil && request.Client.UserAgent().BehaviourOf("string-body-length") == "characters" {
			s.AdHoc("4", "as in Chrome; see docs/decisions/0108")
			length.Body = int64(len(utf16.Encode([]rune(string(request.Body.Source)))))
		}
	}
	s.Step("5")
	return length
}
