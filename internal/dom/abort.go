package dom

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
)

// An AbortSignal tells its observers that an activity is to be aborted.
// https://dom.spec.whatwg.org/#interface-AbortSignal
type AbortSignal struct {
	// Reason is the abort reason: a JavaScript value that bindings keep, or a *webidl.Exception; nil is undefined.
	Reason any

	algorithms []*func(context.Context)
	dependent  bool           // initially false
	sources    []*AbortSignal // initially empty
	dependents []*AbortSignal // initially empty
	events     EventTarget
}

// NewAbortSignal makes a signal that is not aborted.
func NewAbortSignal() *AbortSignal { return &AbortSignal{} }

// EventTarget returns the signal's listeners.
func (s *AbortSignal) EventTarget() *EventTarget { return &s.events }

// EventParent is nil: signals are in no tree.
func (s *AbortSignal) EventParent(*Event) Target { return nil }

// Aborted tells whether the signal has an abort reason.
func (s *AbortSignal) Aborted() bool { return s.Reason != nil }

// TraceString names the signal in traces.
func (s *AbortSignal) TraceString() string { return "AbortSignal" }

// AddAlgorithm implements "add" an algorithm. The result takes it out again.
// https://dom.spec.whatwg.org/#abortsignal-add
func (s *AbortSignal) AddAlgorithm(f func(ctx context.Context)) (remove func()) {
	if s.Aborted() {
		return func() {}
	}
	p := &f
	s.algorithms = append(s.algorithms, p)
	return func() {
		if i := slices.Index(s.algorithms, p); i >= 0 {
			s.algorithms = slices.Concat(s.algorithms[:i], s.algorithms[i+1:])
		}
	}
}

// SignalAbort implements "signal abort". A nil reason stands for a new AbortError.
// https://dom.spec.whatwg.org/#abortsignal-signal-abort
func (s *AbortSignal) SignalAbort(ctx context.Context, reason any) {
	ctx, f := spec.Begin(ctx, spec.SignalAbort, s)
	defer f.End()
	f.Step("1") // the first reason stays
	if s.Aborted() {
		return
	}
	f.Step("2") // script's reason or an AbortError
	if reason == nil {
		reason = webidl.DOMExceptionf("AbortError", "signal is aborted without reason")
	}
	s.Reason = reason
	f.Step("3")
	var toAbort []*AbortSignal
	f.Step("4") // all dependents are aborted before any of them runs anything
	for _, d := range s.dependents {
		if !d.Aborted() {
			d.Reason = s.Reason
			toAbort = append(toAbort, d)
		}
	}
	f.Step("5") // own algorithms and event first
	s.runAbortSteps(ctx)
	f.Step("6")
	for _, d := range toAbort {
		d.runAbortSteps(ctx)
	}
}

// runAbortSteps implements "run the abort steps": the algorithms come before the event.
// https://dom.spec.whatwg.org/#run-the-abort-steps
func (s *AbortSignal) runAbortSteps(ctx context.Context) {
	ctx, f := spec.Begin(ctx, spec.RunAbortSteps, s)
	defer f.End()
	f.Step("1")
	for i := 0; i < len(s.algorithms); i++ {
		(*s.algorithms[i])(ctx)
	}
	f.Step("2")
	s.algorithms = nil
	f.Step("3")
	Fire(ctx, s, "abort")
}

// Any implements "create a dependent abort signal".
// https://dom.spec.whatwg.org/#create-a-dependent-abort-signal
func Any(signals []*AbortSignal) *AbortSignal {
	result := NewAbortSignal()
	for _, s := range signals {
		if s.Aborted() {
			result.Reason = s.Reason
			return result
		}
	}
	result.dependent = true
	for _, s := range signals {
		if !s.dependent {
			result.follow(s)
			continue
		}
		for _, source := range s.sources {
			result.follow(source)
		}
	}
	return result
}

func (s *AbortSignal) follow(source *AbortSignal) {
	if slices.Contains(s.sources, source) {
		return
	}
	s.sources = append(s.sources, source)
	source.dependents = append(source.dependents, s)
}

// Timeout makes a signal that after, which runs its argument once the time is over, aborts with a TimeoutError.
// https://dom.spec.whatwg.org/#dom-abortsignal-timeout
func Timeout(after func(func(ctx context.Context))) *AbortSignal {
	s := NewAbortSignal()
	after(func(ctx context.Context) {
		s.SignalAbort(ctx, webidl.DOMExceptionf("TimeoutError", "signal timed out"))
	})
	return s
}
