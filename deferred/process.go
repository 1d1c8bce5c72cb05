package deferred

import (
	"context"
	"slices"

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
	for _, record := range slices.Clone(group.Deferred) {
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
	forget(record)
	s.Step("3")
	fetch.Fetch(ctx, record.Request, fetch.Callbacks{})
	s.Step("4")
	record.Request.Client.QueueTask(ctx, eventloop.DeferredFetch, record.NotifyInvoked)
}

// forget drops a record that is no longer pending: nothing looks at it again. The standard
// keeps it.
func forget(record *fetch.DeferredRecord) {
	group := record.Request.Client.FetchGroup()
	group.Deferred = slices.DeleteFunc(group.Deferred, func(r *fetch.DeferredRecord) bool { return r == record })
}
