package bindings

import (
	"context"
	"time"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// abortController is the Go value of an AbortController.
type abortController struct{ signal *dom.AbortSignal }

// AbortControllerClass is AbortController.
// https://dom.spec.whatwg.org/#interface-abortcontroller
var AbortControllerClass = new(js.Class)

func init() {
	*AbortControllerClass = js.Class{
		Name: "AbortController",
		Constructor: func(r *js.Realm, newTarget js.Value, _ []js.Value) (js.Value, error) {
			return r.WrapNew(AbortControllerClass, &abortController{dom.NewAbortSignal()}, newTarget), nil
		},
		Attrs: []js.Member{{Name: "signal", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return wrapSignal(r, r.Agent.Unwrap(this).(*abortController).signal), nil
		}}},
		Methods: []js.Member{{Name: "abort", Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
			r.Agent.Unwrap(this).(*abortController).signal.SignalAbort(contextOf(r), abortReason(r, js.Arg(args, 0)))
			return js.Undefined, nil
		}}},
	}
}

// abortReason keeps a reason that script gives; undefined stands for a new AbortError, made
// now so that it has one identity.
func abortReason(r *js.Realm, v js.Value) any {
	if v.IsUndefined() {
		v = r.Thrown(webidl.DOMExceptionf("AbortError", "signal is aborted without reason"))
	}
	return r.Keep(v)
}

// signalReason is the abort reason as script sees it: one object each time.
func signalReason(r *js.Realm, s *dom.AbortSignal) js.Value {
	if e, ok := s.Reason.(*webidl.Exception); ok {
		s.Reason = r.Keep(r.Thrown(e))
	}
	return fromAny(r, s.Reason, js.Undefined)
}

// AbortSignalClass is AbortSignal.
// https://dom.spec.whatwg.org/#interface-AbortSignal
var AbortSignalClass = new(js.Class)

func init() {
	*AbortSignalClass = js.Class{
		Name: "AbortSignal", Parent: EventTargetClass,
		Attrs: append([]js.Member{
			{Name: "aborted", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Bool(r.Agent.Unwrap(this).(*dom.AbortSignal).Aborted()), nil
			}},
			{Name: "reason", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return signalReason(r, r.Agent.Unwrap(this).(*dom.AbortSignal)), nil
			}},
		}, handlerMembers("abort")...),
		Methods: []js.Member{{Name: "throwIfAborted", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			s := r.Agent.Unwrap(this).(*dom.AbortSignal)
			if s.Aborted() {
				return js.Undefined, r.NewException(signalReason(r, s))
			}
			return js.Undefined, nil
		}}},
		StaticMethods: []js.Member{
			{Name: "abort", Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				s := dom.NewAbortSignal()
				s.Reason = abortReason(r, js.Arg(args, 0))
				return wrapSignal(r, s), nil
			}},
			{Name: "any", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				var signals []*dom.AbortSignal
				err := r.Iterate(args[0], func(v js.Value) error {
					s, ok := r.Agent.Unwrap(v).(*dom.AbortSignal)
					if !ok {
						return webidl.TypeErrorf("Failed to convert value to 'AbortSignal'.")
					}
					signals = append(signals, s)
					return nil
				})
				if err != nil {
					return js.Undefined, err
				}
				return wrapSignal(r, dom.Any(signals)), nil
			}},
			{Name: "timeout", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				ms, err := enforceRange(r, args[0], 1<<53-1)
				if err != nil {
					return js.Undefined, err
				}
				w := globalIn(r)
				s := dom.Timeout(func(f func(ctx context.Context)) {
					html.RunStepsAfterTimeout(w.Context(), w, time.Duration(min(ms, 1<<40))*time.Millisecond, func(ctx context.Context) {
						w.QueueTask(ctx, eventloop.Timers, f)
					})
				})
				return wrapSignal(r, s), nil
			}},
		},
	}
}

// wrapSignal is the object of a signal.
func wrapSignal(r *js.Realm, s *dom.AbortSignal) js.Value { return r.Wrap(AbortSignalClass, s) }

// handlerMembers are the event handler IDL attributes for event types.
func handlerMembers(types ...string) []js.Member { return handlerAttributes(types) }

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
