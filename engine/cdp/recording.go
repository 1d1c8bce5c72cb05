package cdp

import (
	"bytes"
	"context"
	"net/url"
	"slices"

	"github.com/exeunt/exeunt/engine/cdp/wire"
	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/internal/spec"
)

// tracers reports to several.
type tracers []spec.Tracer

// Trace implements spec.Tracer.
func (t tracers) Trace(ctx context.Context, e spec.Event) {
	for _, to := range t {
		to.Trace(ctx, e)
	}
}

// retrace has the context's Browser report to all who listen.
func (c *browserContext) retrace() {
	var all tracers
	if c.trace != nil {
		all = append(all, c.trace)
	}
	if c.recording != nil {
		all = append(all, c.recording)
	}
	switch len(all) {
	case 0:
		c.browser.SetTracer(nil)
	case 1:
		c.browser.SetTracer(all[0])
	default:
		c.browser.SetTracer(all)
	}
}

// evaluation asks for the value of a script at one moment of a run.
type evaluation struct {
	Event  int
	In     string // key of a document or worker; "" for the event's
	Source string

	done   bool
	value  string
	thrown string
}

// lines asks for the lines of scripts, but of those whose URLs have one of the paths in Except.
type lines struct{ Except []string }

func (l *lines) wanted(u string) bool {
	parsed, err := url.Parse(u)
	return err == nil && parsed.Host != "" && !slices.Contains(l.Except, parsed.Path)
}

// record begins to record.
func (c *browserContext) record(l *lines, e *evaluation) {
	c.recording = recording.NewRecorder(c.browser.UserAgent(), recording.Options{Seed: c.server.options.Engine.Seed, Epoch: virtualEpoch})
	c.evaluation = e
	if e != nil {
		c.recording.Reached = func(ctx context.Context, i int) {
			if i != e.Event || e.done {
				return
			}
			e.done = true
			var err error
			if e.value, err = c.recording.Evaluate(ctx, e.In, e.Source); err != nil {
				e.thrown = err.Error()
			}
		}
	}
	if l != nil {
		c.browser.TraceLines(c.recording.Lines(l.wanted))
	}
	c.browser.Loop().Watch(c.recording)
	c.retrace()
}

// takeRecording ends the recording and answers with its file, in base64: as a string, most of its bytes would have to be escaped.
func takeRecording(_ context.Context, c *call) {
	in := c.session.target.context
	var text bytes.Buffer
	answer := map[string]any{}
	if r := in.recording; r != nil {
		in.recording = nil
		in.browser.Loop().Watch(nil)
		in.browser.TraceLines(nil)
		in.retrace()
		if _, err := r.WriteTo(&text); err != nil {
			c.fail(wire.Errorf("Failed to write the recording: %v", err))
			return
		}
		if e := in.evaluation; e != nil {
			answer["evaluation"] = map[string]any{"reached": e.done, "value": e.value, "thrown": e.thrown}
		}
	}
	answer["recording"] = text.Bytes()
	c.reply(answer)
}
