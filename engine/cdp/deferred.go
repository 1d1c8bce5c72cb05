package cdp

import (
	"context"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/fetch"
)

// maxKeptRefusals bounds what Exeunt.takeRefusals brings.
const maxKeptRefusals = 200

// deferredEvents names the events of the domain Exeunt.
var deferredEvents = map[string]string{
	fetch.DeferredQueued: "deferredFetchQueued", fetch.DeferredSent: "deferredFetchSent", fetch.DeferredActivated: "deferredFetchActivated",
	fetch.DeferredAborted: "deferredFetchAborted", fetch.DeferredRefused: "deferredFetchRefused",
}

// Deferred tells of a deferred fetch.
func (o observer) Deferred(f *engine.Frame, e fetch.DeferredEvent) {
	params := map[string]any{"timestamp": float64(o.c.browser.Loop().Now().UnixMicro()) / 1e6}
	if f != nil {
		params["frameId"] = f.ID
	}
	if e.Record != nil {
		params["deferredFetch"] = deferred.Record(e.Record)
	} else if r, ok := e.Refusal.(*deferred.Refusal); ok {
		if len(o.c.refusals) < maxKeptRefusals {
			o.c.refusals = append(o.c.refusals, r)
		}
		params["refusal"] = withoutPool(r)
		if o.c.recording != nil {
			o.c.recording.Mark("QuotaExceededError: fetchLater(" + r.URL + ") " + r.Text)
		}
	}
	if t := o.of(f); t != nil {
		t.event("Exeunt", deferredEvents[e.Kind], params)
	}
}

// withoutPool leaves out what Exeunt.getDeferredFetches tells.
func withoutPool(r *deferred.Refusal) *deferred.Refusal {
	short := *r
	short.Pool = nil
	return &short
}

func getDeferredFetches(ctx context.Context, c *call) {
	c.reply(map[string]any{"quota": c.session.target.page.DeferredFetches(ctx)})
}

func takeRefusals(_ context.Context, c *call) {
	in := c.session.target.context
	list := make([]*deferred.Refusal, 0, len(in.refusals))
	for _, r := range in.refusals {
		list = append(list, withoutPool(r))
	}
	in.refusals = nil
	c.reply(map[string]any{"refusals": list})
}
