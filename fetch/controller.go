package fetch

import (
	"context"

	"github.com/exeunt/exeunt/internal/spec"
)

// Controller is a fetch controller: it lets the caller of Fetch act on it while it goes on.
// https://fetch.spec.whatwg.org/#fetch-controller
type Controller struct {
	state  controllerState
	reason any // serialized abort reason

	nextManualRedirect func(context.Context)
	onCancel           []func(context.Context)
}

type controllerState uint8

const (
	ongoing controllerState = iota
	terminated
	aborted
)

// Abort implements "abort" for a fetch controller. reason is what a page will see: a
// *js.Ref or a *webidl.Exception; nil for an AbortError.
// https://fetch.spec.whatwg.org/#fetch-controller-abort
func (c *Controller) Abort(ctx context.Context, reason any) {
	ctx, s := spec.Begin(ctx, spec.AbortFetchController)
	defer s.End()
	s.Step("1")
	if c.state == ongoing {
		c.state = aborted
	}
	s.Step("2")
	s.Step("3")
	s.Step("4")
	s.Step("5") // within one Browser a reason needs no serializing
	c.reason = reason
	c.cancel(ctx)
}

// Terminate implements "terminate" for a fetch controller.
// https://fetch.spec.whatwg.org/#fetch-controller-terminate
func (c *Controller) Terminate(ctx context.Context) {
	if c.state == ongoing {
		c.state = terminated
	}
	c.cancel(ctx)
}

// Canceled reports whether c was aborted or terminated.
func (c *Controller) Canceled() bool { return c.state != ongoing }

// Aborted reports whether c was aborted, and with what reason.
func (c *Controller) Aborted() (reason any, ok bool) { return c.reason, c.state == aborted }

// NextManualRedirect implements "process the next manual redirect".
// https://fetch.spec.whatwg.org/#fetch-controller-process-the-next-manual-redirect
func (c *Controller) NextManualRedirect(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.ProcessNextManualRedirect)
	defer s.End()
	s.Assert("1", c.nextManualRedirect != nil)
	s.Step("2")
	next := c.nextManualRedirect
	c.nextManualRedirect = nil
	next(ctx)
}

func (c *Controller) cancel(ctx context.Context) {
	fs := c.onCancel
	c.onCancel = nil
	for _, f := range fs {
		if f != nil {
			f(ctx)
		}
	}
}

// whenCanceled runs f once c is canceled, unless the function returned is called before.
func (c *Controller) whenCanceled(ctx context.Context, f func(context.Context)) (forget func()) {
	if c.Canceled() {
		f(ctx)
		return func() {}
	}
	i := len(c.onCancel)
	c.onCancel = append(c.onCancel, f)
	return func() {
		if i < len(c.onCancel) {
			c.onCancel[i] = nil
		}
	}
}
