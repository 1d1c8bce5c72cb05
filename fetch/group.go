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
	Records  []*Record    // fetch records; those that are done are dropped now and then
	Deferred DeferredList // deferred fetch records that are pending

	ProcessDeferred func(ctx context.Context, g *Group)

	pruneAt int // length of Records at which to drop what is done
	// Bytes of bodies that keepalive requests have in flight, those of deferred fetches apart.
	inflight, inflightDeferred int64
}

// Record is a fetch record.
// https://fetch.spec.whatwg.org/#concept-fetch-record
type Record struct {
	Request    *Request
	Controller *Controller

	group *Group
	bytes int64 // that are counted in the group as in flight
}

// add appends a fetch record. The standard never removes one; here those that can matter no more
// go whenever the list has doubled.
func (g *Group) add(r *Record) {
	if len(g.Records) >= max(g.pruneAt, 64) {
		g.Records = slices.DeleteFunc(g.Records, func(r *Record) bool { return r.Request.Done })
		g.pruneAt = 2 * len(g.Records)
	}
	r.group, r.Request.record = g, r
	g.Records = append(g.Records, r)
	r.count(1)
}

// count counts the body of a keepalive request in the group, or takes it off again.
func (r *Record) count(sign int64) {
	if r == nil || !r.Request.Keepalive {
		return
	}
	n := -r.bytes
	if sign > 0 {
		n = max(r.Request.ContentLength(), 0)
	}
	r.bytes += n
	if r.Request.Deferred {
		r.group.inflightDeferred += n
	} else {
		r.group.inflight += n
	}
}

// setDone sets the request's done flag.
func (r *Request) setDone() {
	r.Done = true
	r.record.count(-1)
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

// Cancel ends the fetches of the group that are not keepalive, without sending deferred ones:
// "abort a document" does that. It reports whether there were any.
func (g *Group) Cancel(ctx context.Context) bool {
	canceled := false
	for _, r := range append([]*Record(nil), g.Records...) {
		if r.Controller != nil && !r.Request.Done && !r.Request.Keepalive && !r.Controller.Canceled() {
			r.Controller.Abort(ctx, nil)
			canceled = true
		}
	}
	return canceled
}

// InflightKeepalive is how many bytes of bodies the group's keepalive requests have in flight,
// without those of deferred fetches.
func (g *Group) InflightKeepalive() int64 {
	return g.inflight
}
