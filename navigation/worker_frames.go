package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
)

var _ html.FrameGlobal = (*WorkerGlobalScope)(nil)

// AnimationFrames returns the map of animation frame callbacks, nil for a worker that does not support them: one must be dedicated, and
// so must be the workers above, up to a document.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#concept-animationframeprovider-supported
func (w *WorkerGlobalScope) AnimationFrames() *html.Frames {
	if w.window() == nil {
		return nil
	}
	if w.frames == nil {
		w.frames = html.NewFrames(w)
	}
	return w.frames
}

// window is the window whose dedicated worker this is, or whose worker's worker; nil if a shared one is between them.
func (w *WorkerGlobalScope) window() *Window {
	if w.Shared() {
		return nil
	}
	switch o := w.Owner().(type) {
	case *Window:
		return o
	case *WorkerGlobalScope:
		return o.window()
	}
	return nil
}

// QueueRenderingTask queues a global task on the rendering task source.
func (w *WorkerGlobalScope) QueueRenderingTask(ctx context.Context, steps func(ctx context.Context)) {
	w.QueueTask(ctx, eventloop.Rendering, steps)
}

// Visible says whether the document above is.
func (w *WorkerGlobalScope) Visible() bool {
	o := w.window()
	return o != nil && o.Visible()
}

// Reveal has nothing to do for a worker.
func (w *WorkerGlobalScope) Reveal(context.Context, bool) {}
