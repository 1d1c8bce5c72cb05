package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A HistoryObject is the Go value behind window.history.
type HistoryObject struct{ Window *Window }

// HistoryObject returns that of the window's document: a window that the initial about:blank hands on gets a new one.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-history
func (w *Window) HistoryObject() *HistoryObject {
	if w.document.historyObject == nil {
		w.document.historyObject = &HistoryObject{w}
	}
	return w.document.historyObject
}

// LiveNavigable returns the navigable that shows the window's document, nil once the document
// was destroyed or its frame removed.
func (w *Window) LiveNavigable() *Navigable {
	if w.document.browsingContext == nil {
		return nil
	}
	n := w.document.NodeNavigable()
	if n == nil || n.container != nil && n.container.Navigable != n {
		return nil
	}
	return n
}

// SetCurrentEvent sets the window's current event and returns the one before.
// https://dom.spec.whatwg.org/#window-current-event
func (w *Window) SetCurrentEvent(e *dom.Event) *dom.Event {
	old := w.currentEvent
	w.currentEvent = e
	return old
}

// CurrentEvent returns the event that is being handled, nil for none.
func (w *Window) CurrentEvent() *dom.Event { return w.currentEvent }

// SameOriginDomain says whether w may touch the document that el is in.
func SameOriginDomain(w *Window, el *dom.Node) bool {
	d := documentOf(el)
	return d != nil && weburl.SameOriginDomain(w.document.origin, d.origin)
}

// SameOriginAs compares the origins of two documents.
func (d *Document) SameOriginAs(o *Document) bool { return weburl.SameOrigin(d.origin, o.origin) }

// UnloadCounter returns the document's unload counter.
func (d *Document) UnloadCounter() int { return d.unloadCounter }

// Cookie implements the getter of document.cookie.
// https://html.spec.whatwg.org/multipage/dom.html#dom-document-cookie
func (d *Document) Cookie() string {
	if !d.URL().IsHTTP() {
		return ""
	}
	return d.ua.Fetch.Cookies.DocumentCookies(&d.window.settings, d.URL())
}

// SetCookie implements the setter of document.cookie.
func (d *Document) SetCookie(text string) {
	if d.URL().IsHTTP() {
		d.ua.Fetch.Cookies.SetDocumentCookie(&d.window.settings, d.URL(), text)
	}
}

// QueueRenderingTask queues a global task on the rendering task source.
func (w *Window) QueueRenderingTask(ctx context.Context, steps func(ctx context.Context)) {
	w.QueueTask(ctx, eventloop.Rendering, steps)
}

// Visible says whether the window's document is visible.
func (w *Window) Visible() bool { return w.document.visibility == "visible" }
