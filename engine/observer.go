package engine

import (
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/js"
)

// An Observer is told what happens in a Browser. All methods are called on the
// browser's goroutine and must not block: a blocked observer blocks the world.
type Observer interface {
	PageCreated(p *Page)
	PageClosed(p *Page)
	FrameAttached(f *Frame)
	FrameDetached(f *Frame, reason string) // reason: "remove" or "swap"
	FrameStartedLoading(f *Frame)
	FrameStoppedLoading(f *Frame)
	FrameNavigated(f *Frame) // a new document was committed
	NavigatedWithinDocument(f *Frame)
	Lifecycle(f *Frame, name string) // "init", "DOMContentLoaded", "load"
	ContextCreated(c *Context)
	ContextDestroyed(c *Context)
	// Console tells of a message; kind is the function of console that shows it, "warn" also for its complaints. The script that
	// called it is still on the stack, unless it is a worker's.
	Console(c *Context, kind string, args []js.Value)
	Exception(c *Context, e *js.Exception)
	Binding(c *Context, name, payload string)
	Request(f *Frame, e fetch.RequestEvent)
	Response(f *Frame, e fetch.ResponseEvent)
	Finished(f *Frame, e fetch.FinishedEvent)
	Failed(f *Frame, e fetch.FailedEvent)
	Deferred(f *Frame, e fetch.DeferredEvent) // after WatchDeferredFetches; f is nil for a frame that is gone
	Crashed(p *Page, reason string)
	// DialogOpening tells of a dialog and says whether somebody will answer it with Dialog.Handle.
	DialogOpening(d *Dialog) (attended bool)
	DialogClosed(d *Dialog, accepted bool, text string)
	DownloadBegan(f *Frame, d *Download) // f is the frame whose page or navigation it is
	DownloadEnded(f *Frame, d *Download)
}

// NopObserver ignores everything; embed it to implement only some methods.
type NopObserver struct{}

func (NopObserver) PageCreated(*Page)                    {}
func (NopObserver) PageClosed(*Page)                     {}
func (NopObserver) FrameAttached(*Frame)                 {}
func (NopObserver) FrameDetached(*Frame, string)         {}
func (NopObserver) FrameStartedLoading(*Frame)           {}
func (NopObserver) FrameStoppedLoading(*Frame)           {}
func (NopObserver) FrameNavigated(*Frame)                {}
func (NopObserver) NavigatedWithinDocument(*Frame)       {}
func (NopObserver) Lifecycle(*Frame, string)             {}
func (NopObserver) ContextCreated(*Context)              {}
func (NopObserver) ContextDestroyed(*Context)            {}
func (NopObserver) Console(*Context, string, []js.Value) {}
func (NopObserver) Exception(*Context, *js.Exception)    {}
func (NopObserver) Binding(*Context, string, string)     {}
func (NopObserver) Request(*Frame, fetch.RequestEvent)   {}
func (NopObserver) Response(*Frame, fetch.ResponseEvent) {}
func (NopObserver) Finished(*Frame, fetch.FinishedEvent) {}
func (NopObserver) Failed(*Frame, fetch.FailedEvent)     {}
func (NopObserver) Crashed(*Page, string)                {}
func (NopObserver) DialogOpening(*Dialog) bool           { return false }
func (NopObserver) DialogClosed(*Dialog, bool, string)   {}
func (NopObserver) DownloadBegan(*Frame, *Download)      {}
func (NopObserver) DownloadEnded(*Frame, *Download)      {}
func (NopObserver) Deferred(*Frame, fetch.DeferredEvent) {}
