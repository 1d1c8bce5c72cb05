package html

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt/exeunt/internal/eventloop"
)

// frameInterval is the time between two rendering opportunities.
const frameInterval = time.Second / 60

// A FrameGlobal is the window whose animation frame callbacks these are.
type FrameGlobal interface {
	TimerGlobal
	// QueueRenderingTask queues a global task on the rendering task source.
	QueueRenderingTask(ctx context.Context, steps func(ctx context.Context))
	Visible() bool
	Now() float64
	// Reveal reveals the document, if an event at this opportunity is due: late says that one has passed since it was to be revealed.
	Reveal(ctx context.Context, late bool)
}

// Frames is a window's map of animation frame callbacks.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#list-of-animation-frame-callbacks
type Frames struct {
	global    FrameGlobal
	last      int
	callbacks []frameCallback
	timer     *eventloop.Timer
	reveal    time.Duration // when a document that waits to be revealed has its first opportunity, on the loop's clock
}

type frameCallback struct {
	id  int
	run func(ctx context.Context, now float64)
}

// NewFrames returns an empty map.
func NewFrames(g FrameGlobal) *Frames { return &Frames{global: g} }

// Request adds a callback for the next frame and returns its handle.
func (f *Frames) Request(ctx context.Context, run func(ctx context.Context, now float64)) int {
	f.last++
	f.callbacks = append(f.callbacks, frameCallback{f.last, run})
	f.schedule(ctx)
	return f.last
}

// Cancel removes a callback.
func (f *Frames) Cancel(id int) {
	f.callbacks = slices.DeleteFunc(f.callbacks, func(c frameCallback) bool { return c.id == id })
}

// Wake gives the document an opportunity to be revealed at the next frame. Nothing is drawn here, so the frame need only come if
// somebody watches.
func (f *Frames) Wake(ctx context.Context, watched bool) {
	if f.reveal == 0 {
		f.reveal = f.global.Loop().Elapsed() + f.untilNext()
	}
	if watched {
		f.frame(ctx)
	}
}

// schedule asks for a frame at the next multiple of the interval, as a display would give it.
func (f *Frames) schedule(ctx context.Context) {
	if len(f.callbacks) > 0 {
		f.frame(ctx)
	}
}

func (f *Frames) untilNext() time.Duration {
	return frameInterval - time.Duration(f.global.Loop().Now().UnixNano())%frameInterval
}

func (f *Frames) frame(ctx context.Context) {
	if f.timer != nil {
		return
	}
	wait := f.untilNext()
	f.timer = f.global.Loop().After(ctx, wait, func(ctx context.Context) {
		f.global.QueueRenderingTask(ctx, func(ctx context.Context) {
			f.timer = nil
			f.run(ctx)
		})
	})
}

// run implements "run the animation frame callbacks": those that are added meanwhile wait for
// the next frame, those that are canceled meanwhile are not run.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#run-the-animation-frame-callbacks
func (f *Frames) run(ctx context.Context) {
	if !f.global.Visible() {
		f.schedule(ctx)
		return
	}
	late := f.reveal > 0 && f.global.Loop().Elapsed() > f.reveal+frameInterval/2
	f.reveal = 0
	f.global.Reveal(ctx, late)
	now := f.global.Now()
	for _, c := range slices.Clone(f.callbacks) {
		i := slices.IndexFunc(f.callbacks, func(o frameCallback) bool { return o.id == c.id })
		if i < 0 {
			continue
		}
		f.callbacks = slices.Delete(f.callbacks, i, i+1)
		c.run(ctx, now)
	}
	f.schedule(ctx)
}
