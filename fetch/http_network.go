package fetch

import (
	"context"
	"encoding/base64"
	"errors"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// httpNetworkFetch implements "HTTP-network fetch" for hr, a clone of fp's request.
// https://fetch.spec.whatwg.org/#concept-http-network-fetch
func httpNetworkFetch(ctx context.Context, fp *params, hr *Request, includeCredentials, forceNewConnection bool) *Response {
	ctx, s := spec.Begin(ctx, spec.HTTPNetworkFetch, hr)
	defer s.End()
	s.Step("1")
	s.Step("2")
	if fp.ua.behaviour("offline") == "yes" {
		return NetworkError("net::ERR_INTERNET_DISCONNECTED")
	}
	s.Step("3")
	s.Todo("4")
	s.Step("5")
	s.Step("6") // Network chooses its connections; forceNewConnection is left to it
	s.Step("7")
	if hr.Mode == "websocket" || hr.Mode == "webtransport" {
		return NetworkError("the engine has no " + hr.Mode)
	}
	s.Step("8")
	s.Step("8.3")
	var body []byte
	if hr.Body != nil {
		if hr.Body.Source == nil {
			return NetworkError("a stream cannot be sent over HTTP/1")
		}
		body = hr.Body.Source
	}
	early := func(ctx context.Context, status int, h HeaderList) {
		f := fp.cb.ProcessEarlyHints
		if f == nil || fp.canceled() {
			return
		}
		s.Step("8.5:3.5.3")
		r := NewResponse()
		r.Status, r.Header = status, h
		fp.queue(ctx, func(ctx context.Context) { f(ctx, r) })
	}
	s.Step("8.5")
	fp.observeRequest(ctx, hr, body)
	sent := hr.Header
	fp.arrive()
	x := fp.ua.send(ctx, hr.Method, hr.CurrentURL(), sent, body, early, nil)
	forget := fp.controller.whenCanceled(ctx, func(ctx context.Context) {
		x.abort(ctx)
		x.answered.Open()
		if x.done && x.response != nil {
			s.Step("18.2") // the body was on its way
			if reason, ok := fp.controller.Aborted(); ok {
				s.Step("18.2.1")
				s.Step("18.2.1.1")
				x.response.Aborted = true
				s.Step("18.2.1.2")
				x.stream.Error(ctx, AbortReason{reason})
			} else {
				s.Step("18.2.2")
				x.stream.Error(ctx, errTerminated)
			}
			s.Step("18.2.3")
		}
	})
	x.onEnd = func(context.Context) { forget() }
	s.Step("8.5(2).1")
	if body == nil {
		if f := fp.cb.ProcessRequestEndOfBody; f != nil {
			fp.queue(ctx, f)
		}
	} else {
		s.Step("8.5(2).2")
		if f := fp.cb.ProcessRequestBodyChunkLength; f != nil {
			fp.queue(ctx, func(ctx context.Context) { f(ctx, len(body)) })
		}
		if f := fp.cb.ProcessRequestEndOfBody; f != nil {
			fp.queue(ctx, f)
		}
	}
	s.Step("8.5:3.2")
	if !x.done && !fp.canceled() {
		x.answered.Wait(ctx)
	}
	if fp.canceled() {
		s.Step("9")
		x.abort(ctx)
		s.Step("9.2")
		return fp.appropriateNetworkError()
	}
	s.Step("8.1")
	if x.err != nil {
		return NetworkError(describe(x.err))
	}
	response := x.response
	s.Step("10")
	s.Step("11")
	s.Step("12")
	s.Step("13")
	s.Step("14")
	s.Step("15")
	s.Todo("16")
	s.Step("17")
	if includeCredentials {
		storeCookies(ctx, hr, response, fp.ua)
	}
	s.Step("18") // the wire fills the stream
	s.Step("19")
	return response
}

// AbortReason is what a response body is errored with when its fetch was aborted: Reason is what
// Controller.Abort was given, nil for an AbortError.
type AbortReason struct{ Reason any }

// errTerminated is what a body is errored with when its fetch was terminated.
var errTerminated = errors.New("the fetch was terminated")

// describe names a network failure as Chrome does, where it has a name.
func describe(err error) string {
	switch {
	case errors.Is(err, errNoSuchName):
		return errNoSuchName.Error()
	case errors.Is(err, context.Canceled):
		return "net::ERR_ABORTED"
	}
	return "net::ERR_FAILED: " + err.Error()
}

func basicAuthorization(u *weburl.URL) string {
	user, password := infra.PercentDecode(u.Username()), infra.PercentDecode(u.Password())
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(string(user)+":"+string(password)))
}
