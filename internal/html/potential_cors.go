package html

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A FetchingDocument is the document whose elements fetch what they run or show.
type FetchingDocument interface {
	FetchClient() fetch.Client
	BaseURL() *weburl.URL
	FullyActive() bool
	DelayLoad(delta int) // things that delay the load event come and go
	QueueTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context))
	QueueMicrotask(ctx context.Context, steps func(ctx context.Context))
}

// potentialCORSRequest implements "create a potential-CORS request" for what an element fetches, under the element's referrer policy.
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#create-a-potential-cors-request
func potentialCORSRequest(doc FetchingDocument, el *dom.Node, u *weburl.URL, destination string) *fetch.Request {
	request := fetch.NewRequest(u)
	request.Client = doc.FetchClient()
	request.Destination = destination
	request.InitiatorType = el.LocalName
	if v, _ := el.Attr("referrerpolicy"); policy.ReferrerPolicy(strings.ToLower(v)).Valid() {
		request.ReferrerPolicy = policy.ReferrerPolicy(strings.ToLower(v))
	}
	request.Mode, request.Credentials = "no-cors", "include"
	if cors, ok := el.Attr("crossorigin"); ok {
		request.Mode, request.Credentials = "cors", "same-origin"
		if strings.EqualFold(cors, "use-credentials") {
			request.Credentials = "include"
		}
	}
	return request
}
