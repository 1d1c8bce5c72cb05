package navigation

import (
	"context"
	"time"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// A bodyReader reads a response's body: as it comes, or when all of it is there. See docs/decisions/0090.
type bodyReader struct {
	bytes  []byte
	done   bool
	failed bool

	response *fetch.Response           // nil for what comes from nowhere
	cancel   func(ctx context.Context) // gives up what has not come yet, nil if nothing can
}

// received is what has come so far.
func (b *bodyReader) received() []byte {
	if b.done || b.response == nil || b.response.Body == nil {
		return b.bytes
	}
	return b.response.Body.Received()
}

// stalled says whether the body has begun, and its rest has not come yet. What ended is about to be done.
func (b *bodyReader) stalled() bool {
	return !b.done && b.response != nil && b.response.Body != nil && b.response.Body.Stream != nil && b.response.Body.Stream.Readable()
}

// A body that has come to pieces is parsed piece by piece, all of it again each time: a large one in fewer pieces.
const (
	largeBody  = 64 << 10 // bytes
	nextPieces = 20 * time.Millisecond
)

// next waits for more than the taken first bytes, or for the end, and returns all that is there. It returns false when the
// document is no longer to be parsed; then what has not come is given up.
func (b *bodyReader) next(ctx context.Context, d *Document, taken int) (all []byte, ok bool) {
	eventloop.WaitUntil(ctx, func() bool {
		return d.notParsed() || d.scriptsMayRun && (b.done || b.stalled() && len(b.received()) > taken)
	})
	if taken > largeBody && !b.done && len(b.received())-taken < taken/4 && !d.notParsed() {
		d.ua.Loop.Sleep(ctx, nextPieces)
	}
	return b.received(), !d.notParsed()
}

// text is a parser's source: what next brings, decoded.
func (b *bodyReader) text(d *Document, decoder *decoder) parser.Source {
	taken := 0
	return func(ctx context.Context) (text string, more, ok bool) {
		all, ok := b.next(ctx, d, taken)
		if !ok {
			return "", false, false
		}
		piece := all[taken:]
		taken = len(all)
		return decoder.decode(piece, b.done), !b.done, true
	}
}

// whole waits for all of the body. It returns false when the document is no longer to be parsed.
func (b *bodyReader) whole(ctx context.Context, d *Document) bool {
	eventloop.WaitUntil(ctx, func() bool { return d.notParsed() || b.done && d.scriptsMayRun })
	return !d.notParsed()
}

// notParsed says whether the document is gone, or its parser was aborted.
func (d *Document) notParsed() bool { return d.destroyed || d.parserAborted }

// giveUp gives up what has not come yet.
func (b *bodyReader) giveUp(ctx context.Context) {
	if b.cancel != nil && !b.done {
		b.cancel(ctx)
	}
}
