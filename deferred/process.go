package deferred

import (
	"context"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
)

// ProcessAll implements "process deferred fetches".
// https://fetch.spec.whatwg.org/#process-deferred-fetches
func ProcessAll(ctx context.Context, group *fetch.Group) {
	ctx, s := spec.Begin(ctx, spec.ProcessDeferredFetches)
	defer s.End()
	s.Step("1")
	for _, record := range group.Deferred.All() {
		Process(ctx, record)
	}
}

// Process implements "process a deferred fetch".
// https://fetch.spec.whatwg.org/#process-a-deferred-fetch
func Process(ctx context.Context, record *fetch.DeferredRecord) {
	ctx, s := spec.Begin(ctx, spec.ProcessDeferredFetch, record.Request)
	defer s.End()
	s.Step("1")
	if record.InvokeState != fetch.Pending {
		return
	}
	s.Step("2")
	record.InvokeState = fetch.Sent
	record.Remove()
	fetch.DeferredEvent{Kind: fetch.DeferredSent, Client: record.Request.Client, Record: record}.Tell(ctx)
	s.Step("3")
	fetch.Fetch(ctx, record.Request, fetch.Callbacks{})
	s.Step("4")
	if record.Request.Client.UserAgent().BehaviourOf("activated-when") == "sent" {
		s.AdHoc("4", "as in Chrome; see docs/decisions/0101")
		record.NotifyInvoked(ctx)
		return
	}
	record.Request.Client.QueueTask(ctx, eventloop.DeferredFetch, record.NotifyInvoked)
}

// EndWaits processes the records of a group that have an activateAfter: the second condition of "queue a deferred fetch",
// step 6.1, that the user agent is about to lose the opportunity to execute the group's scripts.
// https://fetch.spec.whatwg.org/#queue-a-deferred-fetch
func EndWaits(ctx context.Context, group *fetch.Group) {
	for _, record := range group.Deferred.All() {
		if record.EndWait != nil {
			record.EndWait(ctx)
		}
	}
}
