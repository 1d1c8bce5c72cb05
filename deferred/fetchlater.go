package deferred

import (
	"context"
	"fmt"
	"math"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Result is the Go value of a FetchLaterResult.
// https://fetch.spec.whatwg.org/#fetchlaterresult
type Result struct {
	Activated bool
}

// A Signal is the signal of the request object that fetchLater() made.
type Signal interface {
	// AbortedReason is the abort reason as an error to throw, nil while it is not aborted.
	AbortedReason() error
	// AddAlgorithm adds abort steps.
	AddAlgorithm(f func(ctx context.Context)) (remove func())
}

// FetchLater implements the method steps of fetchLater() after the Request object was made;
// document is the associated document of the relevant global object. activateAfter is in
// milliseconds, nil when it was not given. Errors are exceptions for the caller's script.
// https://fetch.spec.whatwg.org/#dom-window-fetchlater
func FetchLater(ctx context.Context, document Document, request *fetch.Request, signal Signal, activateAfter *float64) (*Result, error) {
	ctx, s := spec.Begin(ctx, spec.FetchLater, request)
	defer s.End()
	s.Step("1")
	s.Step("2")
	if reason := signal.AbortedReason(); reason != nil {
		if request.Client.UserAgent().BehaviourOf("aborted-signal-error") == "AbortError" {
			s.AdHoc("2", "Chrome has an error of its own for any reason; see docs/decisions/0066")
			return nil, webidl.DOMExceptionf("AbortError", "Failed to execute 'fetchLater' on 'Window': The user aborted a fetchLater request.")
		}
		return nil, reason
	}
	s.Step("3")
	s.Step("4")
	s.Step("5")
	s.Step("6")
	if activateAfter != nil && request.Client.UserAgent().BehaviourOf("activate-after-resolution") == "microseconds" {
		s.AdHoc("6", "in whole microseconds, as in Chrome; see docs/decisions/0108")
		ms := math.Trunc(*activateAfter*1000) / 1000
		activateAfter = &ms
	}
	if activateAfter != nil && *activateAfter < 0 {
		return nil, webidl.RangeErrorf("Failed to execute 'fetchLater' on 'Window': fetchLater's activateAfter cannot be negative.")
	}
	s.Step("7")
	if !document.FullyActive() {
		return nil, webidl.TypeErrorf("Failed to execute 'fetchLater' on 'Window': fetchLater cannot be called over a closed document.")
	}
	u := request.URL()
	s.Step("8")
	if !u.IsHTTP() {
		return nil, webidl.TypeErrorf("Failed to execute 'fetchLater' on 'Window': fetchLater is only supported over HTTP(S).")
	}
	s.Step("9")
	if !weburl.PotentiallyTrustworthyURL(u) {
		if request.Client.UserAgent().BehaviourOf("insecure-url-error") == "SecurityError" {
			s.AdHoc("9", "as in Chrome; see docs/decisions/0066")
			return nil, webidl.DOMExceptionf("SecurityError", "Failed to execute 'fetchLater' on 'Window': fetchLater was passed an insecure URL.")
		}
		return nil, webidl.TypeErrorf("Failed to execute 'fetchLater' on 'Window': fetchLater was passed an insecure URL.")
	}
	s.Step("10")
	if b := request.Body; b != nil && b.Length < 0 {
		return nil, webidl.TypeErrorf("Failed to execute 'fetchLater' on 'Window': fetchLater doesn't support a body with unknown length.")
	}
	if b := request.Body; b != nil && b.Length == 0 && request.Client.UserAgent().BehaviourOf("empty-body") == "wpt" {
		s.AdHoc("10", "upstream's quota tests want an explicit empty body to throw; see docs/decisions/0007")
		return nil, webidl.TypeErrorf("Failed to execute 'fetchLater' on 'Window': fetchLater doesn't support an empty body.")
	}
	s.Step("11")
	origin := u.Origin()
	quota := AvailableQuota(ctx, document, &origin)
	s.Step("12")
	length := TotalRequestLength(ctx, request)
	requested := length.Total()
	s.Step("13")
	if quota < requested {
		if refusal := explainRefusal(document, request, length, quota); refusal != nil {
			fetch.DeferredEvent{Kind: fetch.DeferredRefused, Client: request.Client, Refusal: refusal}.Tell(ctx)
		}
		return nil, quotaExceeded(s, request, quota, requested)
	}
	s.Step("14")
	result := &Result{}
	s.Step("15")
	var record *fetch.DeferredRecord
	record = Queue(ctx, request, activateAfter, func(ctx context.Context) {
		result.Activated = true
		fetch.DeferredEvent{Kind: fetch.DeferredActivated, Client: request.Client, Record: record}.Tell(ctx)
	})
	s.Step("16")
	signal.AddAlgorithm(func(ctx context.Context) {
		pending := record.InvokeState == fetch.Pending
		record.InvokeState = fetch.Aborted
		record.Remove()
		if pending {
			fetch.DeferredEvent{Kind: fetch.DeferredAborted, Client: request.Client, Record: record}.Tell(ctx)
		}
	})
	s.Step("17")
	return result, nil
}

// quotaExceeded is the error of step 13.
func quotaExceeded(s *spec.Frame, request *fetch.Request, quota, requested int64) error {
	// The numbers are the page's own: it could have found them by trying.
	text := fmt.Sprintf("Failed to execute 'fetchLater' on 'Window': fetchLater exceeds its quota for the origin: it needs %d bytes, %d are left.", requested, quota)
	members := request.Client.UserAgent().BehaviourOf("quota-error-members")
	if members == "null" || members == "wpt" && quota == 0 {
		s.AdHoc("13", "without the numbers; see docs/decisions/0065")
		return webidl.QuotaExceeded(text, nil, nil)
	}
	q, r := float64(quota), float64(requested)
	return webidl.QuotaExceeded(text, &q, &r)
}
