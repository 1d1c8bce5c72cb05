package bindings

import (
	"context"
	"time"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// abortController is the Go value of an AbortController.
type abortController struct{ signal *dom.AbortSignal }

// AbortControllerClass is AbortController.
// https://dom.spec.whatwg.org/#interface-abortcontroller
var AbortControllerClass = &js.Class{Name: "AbortController", Exposed: everywhere}

// AbortSignalClass is AbortSignal.
// https://dom.spec.whatwg.org/#interface-AbortSignal
var AbortSignalClass = &js.Class{Name: "AbortSignal", Parent: EventTargetClass, Exposed: everywhere}

func init() {
	idl.Define(AbortControllerClass,
		idl.New0(func(c idl.Call) (js.Value, error) {
			return c.New(AbortControllerClass, &abortController{dom.NewAbortSignal()}), nil
		}),
		idl.Get("signal", signalType, func(a *abortController) *dom.AbortSignal { return a.signal }),
		idl.Op1("abort", idl.Trailing(idl.Any), func(c idl.Call, a *abortController, reason js.Value) (js.Value, error) {
			a.signal.SignalAbort(c.Context(), abortReason(c.Realm, reason))
			return js.Undefined, nil
		}),
	)
	idl.Define(AbortSignalClass,
		idl.Static1("abort", idl.Trailing(idl.Any), func(c idl.Call, reason js.Value) (js.Value, error) {
			s := dom.NewAbortSignal()
			s.Reason = abortReason(c.Realm, reason)
			return wrapSignal(c.Realm, s), nil
		}),
		idl.Static1("any", idl.Sequence(signalType), func(c idl.Call, signals []*dom.AbortSignal) (js.Value, error) {
			return wrapSignal(c.Realm, dom.Any(signals)), nil
		}),
		idl.Static1("timeout", idl.EnforceRange(idl.UnsignedLongLong), abortSignalTimeout),
		idl.Get("aborted", idl.Boolean, (*dom.AbortSignal).Aborted),
		idl.GetIn("reason", idl.Any, func(c idl.Call, s *dom.AbortSignal) (js.Value, error) { return signalReason(c.Realm, s), nil }),
		handlers("abort"),
		idl.Op0("throwIfAborted", func(c idl.Call, s *dom.AbortSignal) (js.Value, error) {
			if s.Aborted() {
				return js.Undefined, c.Realm.NewException(signalReason(c.Realm, s))
			}
			return js.Undefined, nil
		}),
	)
}

// abortSignalTimeout implements AbortSignal.timeout().
// https://dom.spec.whatwg.org/#dom-abortsignal-timeout
func abortSignalTimeout(c idl.Call, ms uint64) (js.Value, error) {
	w := globalIn(c.Realm)
	s := dom.Timeout(func(f func(ctx context.Context)) {
		html.RunStepsAfterTimeout(w.Context(), w, time.Duration(min(ms, 1<<40))*time.Millisecond, func(ctx context.Context) {
			w.QueueTask(ctx, eventloop.Timers, f)
		})
	})
	return wrapSignal(c.Realm, s), nil
}

// abortReason keeps a reason that script gives; undefined stands for a new AbortError, made
// now so that it has one identity.
func abortReason(r *js.Realm, v js.Value) any {
	if v.IsUndefined() {
		v = r.Thrown(webidl.DOMExceptionf("AbortError", "signal is aborted without reason"))
	}
	return r.KeepMember(v)
}

// signalReason is the abort reason as script sees it: one object each time.
func signalReason(r *js.Realm, s *dom.AbortSignal) js.Value {
	if e, ok := s.Reason.(*webidl.Exception); ok {
		s.Reason = r.KeepMember(r.Thrown(e))
	}
	return fromAny(r, s.Reason, js.Undefined)
}

// wrapSignal is the object of a signal.
func wrapSignal(r *js.Realm, s *dom.AbortSignal) js.Value { return r.Wrap(AbortSignalClass, s) }

// classOfTarget is the interface of event targets that are no nodes.
func classOfTarget(t dom.Target) *js.Class {
	switch t.(type) {
	case *messagePort:
		return messagePortClass
	case *screen:
		return screenClass
	case *broadcastChannel:
		return broadcastChannelClass
	case *fileReader:
		return FileReaderClass
	case *workerObject:
		return workerClass
	case *performance:
		return performanceClass
	}
	return classOfNavigationTarget(t)
}
