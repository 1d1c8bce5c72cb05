package bindings

import (
	"context"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// networkingSource is the task source of what arrives for script.
const networkingSource = eventloop.Networking

// fetchOperation implements fetch().
// https://fetch.spec.whatwg.org/#fetch-method
func fetchOperation(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	q, err := newRequest(r, args[0], js.Arg(args, 1))
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
func fetchLaterOperation(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	// DeferredRequestInit is converted as a whole before any step: what it inherits first.
	init := js.Arg(args, 1)
	a, err := readRequestArguments(r, args[0], init)
	if err != nil {
		return js.Undefined, err
	}
	var activateAfter *float64
	if init.IsObject() {
		if activateAfter, err = optionalDouble(r, init, "activateAfter"); err != nil {
			return js.Undefined, err
		}
	}
	w := windowOf(r, this)
	q, err := a.construct(r, w) // like all that the steps make, the request is of the relevant realm of this
	if err != nil {
		return js.Undefined, err
	}
	site := &q.request.CallSite
	site.File, site.Line, site.Column = r.CallSite()
	result, err := deferred.FetchLater(contextOf(r), w.Document(), q.request, fetchLaterSignal{r, q.signal}, activateAfter)
	if err != nil {
		return js.Undefined, err
	}
	return w.Realm().Wrap(FetchLaterResultClass, result), nil
}

// FetchLaterResultClass is FetchLaterResult.
// https://fetch.spec.whatwg.org/#fetchlaterresult
var FetchLaterResultClass = new(js.Class)

func init() {
	*FetchLaterResultClass = js.Class{
		Name: "FetchLaterResult",
		Attrs: []js.Member{{Name: "activated", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return js.Bool(r.Agent.Unwrap(this).(*deferred.Result).Activated), nil
		}}},
	}
}

// sendBeacon implements navigator.sendBeacon().
// https://w3c.github.io/beacon/#sec-processing-model
func sendBeacon(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	if err := missingArgs(1, args); err != nil {
		return js.Undefined, err
	}
	w := windowIn(r)
	text, err := r.ToUSVString(args[0])
	if err != nil {
		return js.Undefined, err
	}
	u, err := weburl.ParseBase(text, w.BaseURL())
	if err != nil || !u.IsHTTP() {
		return js.Undefined, webidl.TypeErrorf("Failed to execute 'sendBeacon' on 'Navigator': Beacons are only supported over HTTP(S).")
	}
	request := fetch.NewRequest(u)
	request.Method, request.Mode, request.Credentials = "POST", "no-cors", "include"
	request.Keepalive, request.InitiatorType = true, "beacon"
	request.Client = w.FetchClient()
	request.UnsafeRequest = true
	if v := js.Arg(args, 1); !v.IsNullish() {
		if isStream(r, v) {
			return js.Undefined, webidl.TypeErrorf("Failed to execute 'sendBeacon' on 'Navigator': a stream cannot be sent")
		}
		body, contentType, err := extractBody(r, v)
		if err != nil {
			return js.Undefined, err
		}
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
	fetch.Fetch(contextOf(r), request, fetch.Callbacks{})
	return js.Bool(true), nil
}
