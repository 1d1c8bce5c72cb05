package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// observer turns what navigation tells into frames and contexts.
type observer struct{ b *Browser }

var _ navigation.Observer = observer{}

// newLoaderID names a navigation that the browser's user starts. It is the same in every run.
func (b *Browser) newLoaderID() string { return b.ua.NewNavigationID() }

func frameOf(n *navigation.Navigable) *Frame {
	f, _ := n.Host.(*Frame)
	return f
}

func (o observer) newFrame(n *navigation.Navigable, p *Page, parent *Frame) *Frame {
	f := &Frame{ID: newTargetID(), Page: p, Parent: parent, navigable: n, waiting: map[string]func(context.Context, string, string){}}
	if parent != nil {
		f.ParentID = parent.ID
	}
	n.Host = f
	p.frames[f.ID] = f
	return f
}

func (o observer) TraversableCreated(t *navigation.Traversable, opener *navigation.Navigable) {
	p := &Page{browser: o.b, traversable: t, frames: map[string]*Frame{}}
	p.main = o.newFrame(&t.Navigable, p, nil)
	p.ID = p.main.ID
	if b := t.ActiveBrowsingContext(); opener != nil && b.Opener() != nil {
		p.Opener = frameOf(opener).Page
	}
	if p.Opener != nil {
		// What automation installed in a page goes for the windows that it opens.
		p.scripts = slices.Clone(p.Opener.scripts)
		p.bindings = slices.Clone(p.Opener.bindings)
		p.scriptIDs = p.Opener.scriptIDs
	}
	o.b.pages = append(o.b.pages, p)
	o.b.observer.PageCreated(p)
}

func (o observer) TraversableDestroyed(t *navigation.Traversable) {
	p := frameOf(&t.Navigable).Page
	o.b.pages = slices.DeleteFunc(o.b.pages, func(q *Page) bool { return q == p })
	o.b.observer.PageClosed(p)
	o.Close(t)
}

// Close tells those who wait for a page to close.
func (o observer) Close(t *navigation.Traversable) {
	p := frameOf(&t.Navigable).Page
	waiting := p.closing
	p.closing = nil
	for _, done := range waiting {
		done(o.b.ua.Context())
	}
}

// CloseCanceled tells them that it stays.
func (o observer) CloseCanceled(t *navigation.Traversable) { o.Close(t) }

func (o observer) NavigableCreated(n *navigation.Navigable) {
	parent := frameOf(n.Parent)
	f := o.newFrame(n, parent.Page, parent)
	o.b.observer.FrameAttached(f)
}

func (o observer) NavigableDestroyed(n *navigation.Navigable) {
	f := frameOf(n)
	if f == nil || f.Page.frames[f.ID] == nil {
		return
	}
	delete(f.Page.frames, f.ID)
	o.b.observer.FrameDetached(f, "remove")
}

func (o observer) NavigationStarted(n *navigation.Navigable, _ string) {
	o.b.observer.FrameStartedLoading(frameOf(n))
}

func (o observer) NavigationResponded(n *navigation.Navigable, id string) {
	frameOf(n).answer(o.b.ua.Context(), id, "")
}

func (o observer) NavigationEnded(n *navigation.Navigable, id, errorText string) {
	f := frameOf(n)
	if errorText == "" {
		errorText = "within"
	}
	f.answer(o.b.ua.Context(), id, errorText)
	o.b.observer.FrameStoppedLoading(f)
}

// DocumentActivated is a commit.
func (o observer) DocumentActivated(n *navigation.Navigable, d *navigation.Document) {
	f := frameOf(n)
	if old := f.context; old != nil && old.window != d.Window() {
		if k := old.window.Document(); k.InBackForwardCache() {
			o.framesCached(k)
		}
		f.context = nil
		o.b.observer.ContextDestroyed(old)
	}
	f.LoaderID = d.NavigationID()
	if f.LoaderID == "" {
		f.LoaderID = "initial-" + f.ID
	}
	_, f.Restored = d.Window().Host.(*Context)
	f.Restored = f.Restored && d.NavigationID() != "" && f.context == nil
	f.URL, f.Name = d.URL().Href(), n.TargetName()
	f.SecurityOrigin, f.MimeType = d.Origin().String(), d.DOM().ContentType
	o.b.observer.Lifecycle(f, "init")
	o.b.observer.FrameNavigated(f)
}

func (o observer) NavigatedWithinDocument(n *navigation.Navigable) {
	f := frameOf(n)
	if f == nil {
		return // the URL of a document that nobody has been told of yet
	}
	f.URL = n.ActiveDocument().URL().Href()
	o.b.observer.NavigatedWithinDocument(f)
}

// framesCached tells that the frames of a page went away with it into the back/forward cache.
func (o observer) framesCached(d *navigation.Document) {
	for _, n := range d.DocumentTreeChildNavigables() {
		f := frameOf(n)
		if a := n.ActiveDocument(); a != nil {
			o.framesCached(a)
		}
		if c := f.context; c != nil {
			f.context = nil
			o.b.observer.ContextDestroyed(c)
		}
		delete(f.Page.frames, f.ID)
		o.b.observer.FrameDetached(f, "swap")
	}
}

// framesRestored tells that they are back.
func (o observer) framesRestored(d *navigation.Document) {
	for _, n := range d.DocumentTreeChildNavigables() {
		f, a := frameOf(n), n.ActiveDocument()
		f.Page.frames[f.ID] = f
		o.b.observer.FrameAttached(f)
		if a == nil {
			continue
		}
		o.DocumentActivated(n, a)
		o.RealmCreated(a.Window())
	}
}

// RealmCreated tells of a realm that is new, or shown again.
func (o observer) RealmCreated(w *navigation.Window) {
	f := frameOf(w.Document().Navigable())
	if c, ok := w.Host.(*Context); ok {
		f.context = c
		o.b.observer.ContextCreated(c)
		for _, name := range f.Page.bindings {
			c.bind(name)
		}
		o.framesRestored(w.Document())
		return
	}
	o.b.contexts++
	c := &Context{
		ID: o.b.contexts, Frame: f, Realm: w.Realm(), Default: true, Origin: w.Origin().String(),
		UniqueID: fmt.Sprintf("%s.%d", f.ID, o.b.contexts), window: w,
	}
	w.Host = c
	f.context = c
	o.b.observer.ContextCreated(c)
	for _, name := range f.Page.bindings {
		c.bind(name)
	}
	o.b.ua.Agent.TraceLines(nil) // what a driver adds is no script of the page
	for _, s := range f.Page.scripts {
		w.RunString(o.b.ua.Context(), s.source)
	}
	o.b.ua.Agent.TraceLines(o.b.lines)
}

func (o observer) RealmDestroyed(w *navigation.Window) {
	c, ok := w.Host.(*Context)
	if !ok {
		return
	}
	if c.Frame.context == c {
		c.Frame.context = nil
		o.b.observer.ContextDestroyed(c)
	}
}

func (o observer) Lifecycle(d *navigation.Document, name string) {
	n := d.NodeNavigable()
	if n == nil {
		return
	}
	f := frameOf(n)
	o.b.observer.Lifecycle(f, name)
	if name == "load" {
		o.b.observer.FrameStoppedLoading(f)
	}
}

func (o observer) Exception(w *navigation.Window, e *js.Exception) {
	if c, ok := w.Host.(*Context); ok {
		o.b.observer.Exception(c, e)
	}
}

// console receives what scripts log.
func (b *Browser) console(w *navigation.Window, level string, args []js.Value) {
	if c, ok := w.Host.(*Context); ok {
		b.observer.Console(c, level, args)
	}
}

// netObserver turns fetch's events into those of frames.
type netObserver struct{ b *Browser }

// frameOfRequest finds the frame that a request belongs to: the one it navigates, or the one
// whose document made it. It is nil for a frame that is gone.
func frameOfRequest(r *fetch.Request, c fetch.Client) *Frame {
	if r != nil {
		if n, ok := r.FrameData.(*navigation.Navigable); ok {
			return frameOf(n)
		}
	}
	for {
		w, ok := c.(*navigation.WorkerSettings)
		if !ok {
			break
		}
		c = w.Scope().Owner().FetchClient()
	}
	if s, ok := c.(*navigation.Settings); ok {
		return frameOf(s.Document().Navigable())
	}
	return nil
}

func (o netObserver) RequestSent(_ context.Context, e fetch.RequestEvent) {
	if f := frameOfRequest(e.Request, e.Client); f != nil {
		o.b.observer.Request(f, e)
	}
}

func (o netObserver) ResponseReceived(_ context.Context, e fetch.ResponseEvent) {
	if f := frameOfRequest(e.Request, e.Client); f != nil {
		o.b.observer.Response(f, e)
	}
}

func (o netObserver) Finished(_ context.Context, e fetch.FinishedEvent) {
	if f := frameOfRequest(e.Request, e.Client); f != nil {
		o.b.observer.Finished(f, e)
	}
}

func (o netObserver) Failed(_ context.Context, e fetch.FailedEvent) {
	if f := frameOfRequest(e.Request, e.Client); f != nil {
		o.b.observer.Failed(f, e)
	}
}
