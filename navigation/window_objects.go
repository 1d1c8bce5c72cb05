package navigation

import (
	"context"
	"slices"

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

// A StorageArea is what a Storage object stores.
// https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface
type StorageArea struct {
	Keys   []string // in order of insertion
	values map[string]string
	size   int
}

// storageQuota is the size of a storage area in bytes of UTF-8.
const storageQuota = 5 << 20

// Get returns the value of a key.
func (a *StorageArea) Get(key string) (string, bool) {
	v, ok := a.values[key]
	return v, ok
}

// Set sets the value of a key; it reports false, and changes nothing, when the quota is used up.
func (a *StorageArea) Set(key, value string) bool {
	old, had := a.values[key]
	grown := a.size + len(value) - len(old)
	if !had {
		grown += len(key)
	}
	if grown > storageQuota {
		return false
	}
	if !had {
		a.Keys = append(a.Keys, key)
	}
	a.values[key] = value
	a.size = grown
	return true
}

// Remove removes a key.
func (a *StorageArea) Remove(key string) {
	if v, ok := a.values[key]; ok {
		a.size -= len(key) + len(v)
		delete(a.values, key)
		a.Keys = slices.DeleteFunc(a.Keys, func(k string) bool { return k == key })
	}
}

// Clear removes all keys.
func (a *StorageArea) Clear() { *a = StorageArea{values: map[string]string{}} }

// storageKey names one storage area: sessionStorage belongs to a traversable.
type storageKey struct {
	kind, origin string
	traversable  *Traversable
}

// StorageArea returns the window's "local" or "session" storage area, nil for an opaque origin.
func (w *Window) StorageArea(kind string) *StorageArea {
	if w.document.origin.IsOpaque() {
		return nil
	}
	key := storageKey{kind: kind, origin: w.document.origin.String()}
	if kind == "session" {
		key.traversable = w.document.navigable.Traversable()
	}
	area := w.ua.storage[key]
	if area == nil {
		area = &StorageArea{values: map[string]string{}}
		w.ua.storage[key] = area
	}
	return area
}

// QueueRenderingTask queues a global task on the rendering task source.
func (w *Window) QueueRenderingTask(ctx context.Context, steps func(ctx context.Context)) {
	w.QueueTask(ctx, eventloop.Rendering, steps)
}

// Visible says whether the window's document is visible.
func (w *Window) Visible() bool { return w.document.visibility == "visible" }
