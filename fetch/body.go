package fetch

import (
	"context"
	"slices"
)

// Body is a body. Its bytes are either known (Source) or come in over time (Stream).
// https://fetch.spec.whatwg.org/#concept-body
type Body struct {
	Source []byte  // the bytes; not to be changed. nil for a source of null
	Length int64   // -1 for null
	Stream *Stream // non-nil if and only if Source is nil
	Text   bool    // whether Source is the UTF-8 of a string that script gave
}

// BytesBody makes a body of known bytes.
// https://fetch.spec.whatwg.org/#byte-sequence-as-a-body
func BytesBody(b []byte) *Body {
	if b == nil {
		b = []byte{}
	}
	return &Body{Source: b, Length: int64(len(b))}
}

// StreamBody makes a body of what s will bring.
func StreamBody(s *Stream) *Body { return &Body{Length: -1, Stream: s} }

// Clone implements "clone" for a body. Two bodies can share a stream because a stream keeps
// all of its bytes.
// https://fetch.spec.whatwg.org/#concept-body-clone
func (b *Body) Clone() *Body {
	if b == nil {
		return nil
	}
	n := *b
	return &n
}

// FullyRead implements "fully read": it calls one of the two, on the loop, at once if the body is
// complete already. err is what the stream was errored with.
// https://fetch.spec.whatwg.org/#body-fully-read
func (b *Body) FullyRead(ctx context.Context, processBody func(context.Context, []byte), processError func(ctx context.Context, err any)) {
	if b.Stream == nil {
		processBody(ctx, b.Source)
		return
	}
	s := b.Stream
	s.whenDone(ctx, func(ctx context.Context) {
		if s.failed {
			processError(ctx, s.err)
			return
		}
		processBody(ctx, s.buffer)
	})
}

// Received is what has come of the body so far, also of one that failed.
func (b *Body) Received() []byte {
	if b.Stream == nil {
		return b.Source
	}
	return b.Stream.buffer
}

// IncrementallyRead implements "incrementally read": chunk is called with what there is and what
// comes later, then end once.
// https://fetch.spec.whatwg.org/#body-incrementally-read
func (b *Body) IncrementallyRead(ctx context.Context, chunk func(context.Context, []byte), end func(context.Context), failed func(ctx context.Context, err any)) {
	if b.Stream == nil {
		if len(b.Source) > 0 {
			chunk(ctx, b.Source)
		}
		end(ctx)
		return
	}
	s := b.Stream
	if len(s.buffer) > 0 {
		chunk(ctx, s.buffer)
	}
	s.chunks = append(s.chunks, chunk)
	s.whenDone(ctx, func(ctx context.Context) {
		if s.failed {
			failed(ctx, s.err)
			return
		}
		end(ctx)
	})
}

// Stream is a byte stream that the network fills. It keeps what it got. It lives on the loop.
type Stream struct {
	buffer []byte
	closed bool
	failed bool
	err    any
	chunks []func(context.Context, []byte)
	done   []func(context.Context)
	cancel func(ctx context.Context, reason any)
}

// NewStream makes a stream; cancel, which may be nil, is called when its reader cancels it.
func NewStream(cancel func(ctx context.Context, reason any)) *Stream { return &Stream{cancel: cancel} }

// Enqueue adds bytes; it does nothing on a stream that ended.
func (s *Stream) Enqueue(ctx context.Context, b []byte) {
	if s.closed || s.failed || len(b) == 0 {
		return
	}
	s.buffer = append(s.buffer, b...)
	for _, f := range slices.Clone(s.chunks) {
		f(ctx, b)
	}
}

// Close ends the stream.
func (s *Stream) Close(ctx context.Context) {
	if s.closed || s.failed {
		return
	}
	s.closed = true
	s.finish(ctx)
}

// Error ends the stream with a reason: a value for script, or a Go error.
func (s *Stream) Error(ctx context.Context, reason any) {
	if s.closed || s.failed {
		return
	}
	s.failed, s.err = true, reason
	s.finish(ctx)
}

// Cancel tells the source that nobody reads any more.
func (s *Stream) Cancel(ctx context.Context, reason any) {
	if s.closed || s.failed {
		return
	}
	if s.cancel != nil {
		s.cancel(ctx, reason)
	}
	s.Close(ctx)
}

// Readable reports whether more may come.
func (s *Stream) Readable() bool { return !s.closed && !s.failed }

// Err is what the stream was errored with, and whether it was.
func (s *Stream) Err() (reason any, failed bool) { return s.err, s.failed }

func (s *Stream) finish(ctx context.Context) {
	done := s.done
	s.done, s.chunks = nil, nil
	for _, f := range done {
		f(ctx)
	}
}

func (s *Stream) whenDone(ctx context.Context, f func(context.Context)) {
	if !s.Readable() {
		f(ctx)
		return
	}
	s.done = append(s.done, f)
}
