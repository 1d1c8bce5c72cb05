package bindings

import (
	"context"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// networkingSource is the task source of what arrives for script.
const networkingSource = eventloop.Networking

// fetchOperation implements fetch().
// https://fetch.spec.whatwg.org/#fetch-method
func fetchOperation(c idl.Call, _ navigation.GlobalScope, input any, init requestInit) (js.Value, error) {
	r := c.Realm
	q, err := newRequest(r, globalIn(r), input, init)
	if err != nil {
		return js.Undefined, err
	}
	if q.signal.Aborted() {
		return js.Undefined, r.NewException(signalReason(r, q.signal))
	}
	promise, settle := r.NewPromise()
	locallyAborted := false
	var response *fetch.Response
	controller := fetch.Fetch(contextOf(r), q.request, fetch.Callbacks{ProcessResponse: func(_ context.Context, p *fetch.Response) {
		if locallyAborted {
			return
		}
		defer r.Agent.Scope()()
		switch {
		case p.Aborted:
			settle.Reject(r.Thrown(webidl.DOMExceptionf("AbortError", "The user aborted a request.")))
		case p.IsNetworkError():
			settle.Reject(r.NewError("TypeError", "Failed to fetch"))
		default:
			response = p
			settle.Resolve(r.Wrap(ResponseClass, newResponseObject(p, "immutable")))
		}
	}})
	q.signal.AddAlgorithm(func(ctx context.Context) {
		defer r.Agent.Scope()()
		locallyAborted = true
		reason := signalReason(r, q.signal)
		controller.Abort(ctx, r.KeepMember(reason))
		settle.Reject(reason)
		if response != nil && response.Body != nil && response.Body.Stream != nil && response.Body.Stream.Readable() {
			response.Body.Stream.Error(ctx, r.KeepMember(reason))
		}
	})
	return promise, nil
}

// fetchLaterSignal is an AbortSignal as fetchLater() looks at it.
type fetchLaterSignal struct {
	r      *js.Realm
	signal *dom.AbortSignal
}

func (s fetchLaterSignal) AbortedReason() error {
	if !s.signal.Aborted() {
		return nil
	}
	return s.r.NewException(signalReason(s.r, s.signal))
}

func (s fetchLaterSignal) AddAlgorithm(f func(ctx context.Context)) (remove func()) {
	return s.signal.AddAlgorithm(f)
}

// fetchLaterOperation implements fetchLater().
// https://fetch.spec.whatwg.org/#dom-window-fetchlater
func fetchLaterOperation(c idl.Call, w *navigation.Window, input any, init requestInit) (js.Value, error) {
	r := c.Realm
	if w.Behaviour("detached-check") == "first" && !w.Document().FullyActive() { // as in Chrome; see docs/decisions/0108
		return js.Undefined, webidl.TypeErrorf("Failed to execute 'fetchLater' on 'Window': fetchLater cannot be called over a closed document.")
	}
	q, err := newRequest(r, w, input, init) // like all that the steps make, the request is of the relevant realm of this
	if err != nil {
		return js.Undefined, err
	}
	site := &q.request.CallSite
	site.File, site.Line, site.Column = r.CallSite()
	result, err := deferred.FetchLater(contextOf(r), w.Document(), q.request, fetchLaterSignal{r, q.signal}, init.activateAfter)
	if err != nil {
		return js.Undefined, err
	}
	return w.Realm().Wrap(FetchLaterResultClass, result), nil
}

// FetchLaterResultClass is FetchLaterResult.
// https://fetch.spec.whatwg.org/#fetchlaterresult
var FetchLaterResultClass = &js.Class{Name: "FetchLaterResult"}

func init() {
	idl.Define(FetchLaterResultClass, idl.Get("activated", idl.Boolean, func(d *deferred.Result) bool { return d.Activated }))
}

// sendBeacon implements navigator.sendBeacon().
// https://w3c.github.io/beacon/#sec-processing-model
func sendBeacon(c idl.Call, _ *navigator, url string, data any) (js.Value, error) {
	w := windowIn(c.Realm)
	u, err := weburl.ParseBase(url, w.BaseURL())
	if err != nil || !u.IsHTTP() {
		return js.Undefined, webidl.TypeErrorf("Beacons are only supported over HTTP(S).")
	}
	request := fetch.NewRequest(u)
	request.Method, request.Mode, request.Credentials = "POST", "no-cors", "include"
	request.Keepalive, request.InitiatorType = true, "beacon"
	request.Client = w.FetchClient()
	request.UnsafeRequest = true
	if data != nil {
		if _, ok := data.(*readableStream); ok {
			return js.Undefined, webidl.TypeErrorf("a stream cannot be sent")
		}
		body, contentType := extractBody(c.Realm, data)
		if body.Length+w.Document().FetchGroup().InflightKeepalive() > 64<<10 {
			return js.Bool(false), nil
		}
		request.Body = body
		if contentType != "" {
			if !fetch.IsCORSSafelistedHeader("content-type", contentType) {
				request.Mode = "cors"
			}
			request.Header.Append("Content-Type", contentType)
		}
	}
	if !w.Document().FullyActive() {
		return js.Bool(false), nil
	}
	fetch.Fetch(c.Context(), request, fetch.Callbacks{})
	return js.Bool(true), nil
}
