package engine

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/exeunt/exeunt/internal/bindings"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// targetIDs numbers pages and frames, so that their ids are unique in the process.
var targetIDs atomic.Uint64

func newTargetID() string { return fmt.Sprintf("%032X", targetIDs.Add(1)) }

// A Page is a top-level traversable as its user sees it. Its methods may be called only on the
// browser's goroutine: inside Browser.Do or an Observer.
type Page struct {
	ID     string // unique in the process; also the id of its main frame
	Opener *Page

	browser     *Browser
	traversable *navigation.Traversable
	main        *Frame
	frames      map[string]*Frame
	dialog      *Dialog // that is shown
	scripts     []pageScript
	scriptIDs   int
	bindings    []string
	closing     []func(ctx context.Context)
	pointed     *dom.Node // by PointAt
	pointer     pointer
}

type pageScript struct{ id, source, world string }

// A Frame is a navigable as its user sees it.
type Frame struct {
	ID, ParentID, LoaderID, Name, URL string
	SecurityOrigin, MimeType          string
	Restored                          bool // the document has come from the back/forward cache
	Parent                            *Frame
	Page                              *Page

	navigable *navigation.Navigable
	context   *Context
	waiting   map[string]func(ctx context.Context, loaderID, errorText string)
}

// A Context is a realm of a frame that script can be evaluated in.
type Context struct {
	ID       int // unique in the Browser
	Frame    *Frame
	Realm    *js.Realm
	Name     string
	Default  bool
	Origin   string
	UniqueID string

	window *navigation.Window
	bound  map[string]bool
}

// A HistoryEntry is an entry of a page's session history.
type HistoryEntry struct {
	ID         int
	URL, Title string
}

// Children returns the child frames in tree order.
func (f *Frame) Children() []*Frame {
	d := f.navigable.ActiveDocument()
	if d == nil {
		return nil
	}
	var list []*Frame
	for _, n := range d.DocumentTreeChildNavigables() {
		if c, ok := n.Host.(*Frame); ok {
			list = append(list, c)
		}
	}
	return list
}

// Context returns the frame's default execution context; nil only while one document gives way
// to the next.
func (f *Frame) Context() *Context { return f.context }

// Document returns the tree of the frame's document.
func (f *Frame) Document() *dom.Document {
	if d := f.navigable.ActiveDocument(); d != nil {
		return d.DOM()
	}
	return nil
}

// Navigable returns the navigable that the frame is, for inspection.
func (f *Frame) Navigable() *navigation.Navigable { return f.navigable }

// Navigate starts a navigation of the frame by the browser's user. done is called once: when
// the navigation has a response that will be shown (errorText is empty), or has failed;
// loaderID is empty for a navigation within the document.
func (f *Frame) Navigate(ctx context.Context, url, referrer string, done func(ctx context.Context, loaderID, errorText string)) {
	u, err := weburl.Parse(url)
	if err != nil {
		done(ctx, "", "Cannot navigate to invalid URL")
		return
	}
	f.navigate(ctx, u, referrer, done)
}

func (f *Frame) navigate(ctx context.Context, u *weburl.URL, referrer string, done func(ctx context.Context, loaderID, errorText string)) {
	id := f.Page.browser.newLoaderID()
	f.waiting[id] = done
	_ = f.navigable.Navigate(ctx, navigation.NavigateOptions{URL: u, Referrer: referrer, ID: id})
}

// answer tells who asked for a navigation how it went.
func (f *Frame) answer(ctx context.Context, id, errorText string) {
	done, ok := f.waiting[id]
	if !ok {
		return
	}
	delete(f.waiting, id)
	if errorText == "within" {
		done(ctx, "", "")
		return
	}
	done(ctx, id, errorText)
}

// Enter prepares to run script in the context; the result cleans up after it.
func (c *Context) Enter(ctx context.Context) (leave func()) { return c.window.Enter(ctx) }

// WrapNode returns the script object of a node.
func (c *Context) WrapNode(n *dom.Node) js.Value { return bindings.WrapNode(c.Realm, n) }

// Main returns the main frame.
func (p *Page) Main() *Frame { return p.main }

// Browser returns the browser that the page belongs to.
func (p *Page) Browser() *Browser { return p.browser }

// Frames returns all frames, parents before children, in tree order.
func (p *Page) Frames() []*Frame {
	var list []*Frame
	var visit func(f *Frame)
	visit = func(f *Frame) {
		list = append(list, f)
		for _, c := range f.Children() {
			visit(c)
		}
	}
	visit(p.main)
	return list
}

// Frame returns the frame with the given id, or nil.
func (p *Page) Frame(id string) *Frame { return p.frames[id] }

// Title returns document.title of the main frame.
func (p *Page) Title() string {
	d := p.main.Document()
	if d == nil {
		return ""
	}
	return bindings.DocumentTitle(d)
}

// Navigate navigates the main frame; see Frame.Navigate.
func (p *Page) Navigate(ctx context.Context, url, referrer string, done func(ctx context.Context, loaderID, errorText string)) {
	p.main.Navigate(ctx, url, referrer, done)
}

// Reload reloads the page. done is called when the reload was started.
func (p *Page) Reload(ctx context.Context, done func(ctx context.Context, loaderID, errorText string)) {
	p.traversable.Reload(ctx, nil)
	done(ctx, p.main.LoaderID, "")
}

// StopLoading stops the navigation and the loading of the page.
func (p *Page) StopLoading(ctx context.Context) { p.traversable.StopLoading(ctx) }

// SetFrozen freezes the page, hiding it first, or lets it go on.
func (p *Page) SetFrozen(ctx context.Context, frozen bool) {
	if frozen {
		p.SetHidden(ctx, true)
	}
	// After the tasks of the visibility change.
	p.browser.loop.QueueTask(ctx, eventloop.UserInteraction, nil, func(ctx context.Context) { p.traversable.SetFrozen(ctx, frozen) })
}

// Close closes the page: its documents are unloaded. done is called when it is gone, or when
// a beforeunload handler has kept it.
func (p *Page) Close(ctx context.Context, runBeforeUnload bool, done func(ctx context.Context)) {
	p.closing = append(p.closing, done)
	p.traversable.CloseByUser(ctx, runBeforeUnload)
}

// History returns the page's session history entries and the index of the current one.
func (p *Page) History(context.Context) ([]HistoryEntry, int) {
	var list []HistoryEntry
	current := 0
	for i, e := range p.traversable.Entries {
		title := ""
		if d := e.Document(); d != nil {
			title = bindings.DocumentTitle(d.DOM())
		}
		list = append(list, HistoryEntry{ID: e.Step, URL: e.URL.Href(), Title: title})
		if e == p.traversable.Current {
			current = i
		}
	}
	return list, current
}

// Traverse goes to the history entry with the given id.
func (p *Page) Traverse(ctx context.Context, entryID int) error {
	list, current := p.History(ctx)
	for i, e := range list {
		if e.ID == entryID {
			p.traversable.TraverseByDelta(ctx, i-current, nil)
			return nil
		}
	}
	return fmt.Errorf("no history entry has the id %d", entryID)
}

// AddScript has source evaluated in each new document of the page, before its own scripts. All
// worlds share the page's realms.
func (p *Page) AddScript(source, world string) string {
	p.scriptIDs++
	id := fmt.Sprint(p.scriptIDs)
	p.scripts = append(p.scripts, pageScript{id, source, world})
	return id
}

// RemoveScript forgets a script that AddScript added.
func (p *Page) RemoveScript(id string) {
	for i, s := range p.scripts {
		if s.id == id {
			p.scripts = append(p.scripts[:i:i], p.scripts[i+1:]...)
			return
		}
	}
}

// AddBinding defines window[name](text) in every realm of the page, present and future: a call
// reaches Observer.Binding.
func (p *Page) AddBinding(name string) {
	for _, n := range p.bindings {
		if n == name {
			return
		}
	}
	p.bindings = append(p.bindings, name)
	for _, f := range p.Frames() {
		if f.context != nil {
			f.context.bind(name)
		}
	}
}

// RemoveBinding forgets a binding for documents to come.
func (p *Page) RemoveBinding(name string) {
	for i, n := range p.bindings {
		if n == name {
			p.bindings = append(p.bindings[:i:i], p.bindings[i+1:]...)
			return
		}
	}
}

// bind defines one binding in the context, once.
func (c *Context) bind(name string) {
	if c.bound[name] {
		return
	}
	if c.bound == nil {
		c.bound = map[string]bool{}
	}
	c.bound[name] = true
	defer c.Realm.Agent.Scope()()
	f := c.Realm.NewFunction(name, 1, func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
		v := js.Arg(args, 0)
		if !v.IsString() {
			return js.Undefined, webidl.TypeErrorf("Invalid arguments: should be exactly one string.")
		}
		text, err := r.ToUSVString(v)
		if err != nil {
			return js.Undefined, err
		}
		c.Frame.Page.browser.observer.Binding(c, name, text)
		return js.Undefined, nil
	})
	_ = c.Realm.Define(c.Realm.Global(), name, f, js.Writable|js.Configurable)
}
