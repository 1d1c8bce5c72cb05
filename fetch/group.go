package fetch

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/spec"
)

// Group is a fetch group. ProcessDeferred is package deferred's algorithm, which lies above this
// package: whoever makes a group sets it.
// https://fetch.spec.whatwg.org/#concept-fetch-group
type Group struct {
	Records  []*Record         // fetch records
	Deferred []*DeferredRecord // deferred fetch records

	ProcessDeferred func(ctx context.Context, g *Group)
}

// Record is a fetch record.
// https://fetch.spec.whatwg.org/#concept-fetch-record
type Record struct {
	Request    *Request
	Controller *Controller
}

// InvokeState is a deferred fetch record's invoke state.
// https://fetch.spec.whatwg.org/#deferred-fetch-record-invoke-state
type InvokeState uint8

// The invoke states. Fetch calls them "pending", "sent" and "aborted".
const (
	Pending InvokeState = iota
	Sent
	Aborted
)

// String is the standard's name of s.
func (s InvokeState) String() string { return [...]string{"pending", "sent", "aborted"}[s] }

// DeferredRecord is a deferred fetch record.
// https://fetch.spec.whatwg.org/#deferred-fetch-record
type DeferredRecord struct {
	Request       *Request
	NotifyInvoked func(context.Context)
	InvokeState   InvokeState
	Length        int64 // the request's total request length in bytes, as counted when it was queued
}

// Terminate implements "terminated" for a fetch group: fetches that are not keepalive end, and
// deferred ones are sent.
// https://fetch.spec.whatwg.org/#concept-fetch-group-terminate
func (g *Group) Terminate(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.TerminateFetchGroup)
	defer s.End()
	s.Step("1") // all but what may outlive the page
	for _, r := range slices.Clone(g.Records) {
		if r.Controller != nil && !r.Request.Done && !r.Request.Keepalive {
			r.Controller.Terminate(ctx)
		}
	}
	s.Step("2")
	if g.ProcessDeferred != nil {
		g.ProcessDeferred(ctx, g)
	}
}

// prune drops records that can matter no more. The standard never removes one.
func (g *Group) prune() {
	if len(g.Records) < 64 {
		return
	}
	g.Records = slices.DeleteFunc(g.Records, func(r *Record) bool { return r.Request.Done })
}
