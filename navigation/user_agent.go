package navigation

import (
	"context"
	"fmt"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
)

// A ScriptHost makes the realms in which a document's scripts run.
type ScriptHost interface {
	// NewWindowRealm creates a realm for w, with the interfaces that a Window
	// exposes, whose global this is proxy.
	NewWindowRealm(ctx context.Context, w *Window, b *BrowsingContext) (*js.Realm, error)
	// PrepareDocument gives a document what its script objects need.
	PrepareDocument(d *dom.Document)
	// NewWorkerRealm creates an agent with a realm for a worker, with the interfaces that it exposes.
	NewWorkerRealm(ctx context.Context, w *WorkerGlobalScope) (*js.Realm, error)
	// NewWindowProxy makes the WindowProxy of a browsing context.
	NewWindowProxy(b *BrowsingContext, r *js.Realm) *js.WindowProxy
	// Deserialize makes the value of a history entry's state in w's realm, a *js.Ref.
	Deserialize(w *Window, state *ClassicState) any
	// Object returns the platform object, made in w's realm, of a value of the navigation API.
	Object(w *Window, v any) js.Value
}

// An Observer is told of what happens to navigables. Its methods run on the loop.
type Observer interface {
	NavigableCreated(n *Navigable)
	NavigableDestroyed(n *Navigable)
	TraversableCreated(t *Traversable, opener *Navigable)
	TraversableDestroyed(t *Traversable)
	CloseCanceled(t *Traversable) // a beforeunload handler kept it
	NavigationStarted(n *Navigable, navigationID string)
	NavigationResponded(n *Navigable, navigationID string) // a response is there and will be shown
	NavigationEnded(n *Navigable, navigationID, errorText string)
	DocumentActivated(n *Navigable, d *Document) // committed
	NavigatedWithinDocument(n *Navigable)
	RealmCreated(w *Window)
	RealmDestroyed(w *Window)
	Lifecycle(d *Document, name string) // init, DOMContentLoaded, load
	Exception(w *Window, e *js.Exception)
}

// A UserAgent holds what outlives documents: the event loop, the script agent, the network
// and the top-level traversable set.
// https://html.spec.whatwg.org/multipage/document-sequences.html#top-level-traversable-set
type UserAgent struct {
	Loop      *eventloop.Loop
	Agent     *js.Agent
	Fetch     *fetch.UserAgent
	Host      ScriptHost
	Observer  Observer
	Broadcast BroadcastChannels
	Behaviour func(name string) string // the value of a named behaviour, "" when unknown

	BackForwardCache CacheLimits
	// Prompt asks the user what a dialog asks, while the event loop pauses, and notes the answer in it. It may be nil.
	Prompt func(ctx context.Context, w *Window, d *Dialog)
	// Downloads takes what is downloaded; nil drops it.
	Downloads Downloads

	traversables []*Traversable
	containers   map[*dom.Node]*Container
	clicking     map[*dom.Node]bool // elements whose "click in progress" flag is set
	storage      map[storageKey]*StorageArea
	// storageChanges counts the changes of all areas.
	storageChanges int
	treeVersion    int // see treeChanged
	groups         int
	ids            int
	running        []running // scripts on the stack, innermost last
	rejections     []*global // with rejections that nobody was told of
	workers        []*Worker // that have not ended, oldest first
	discarded      []func()  // what is to be given up once no script is on the stack
	failure        error     // why script can no longer run (memory, interrupt at the border)
}

// running is one entry of the script execution context stack.
type running struct {
	ctx    context.Context
	window *Window
}

func (ua *UserAgent) push(r running) { ua.running = append(ua.running, r) }

// pop leaves nothing in the place that becomes free: a window in it would be held, with all of its tree, until the next script runs.
func (ua *UserAgent) pop() {
	last := len(ua.running) - 1
	ua.running[last] = running{}
	ua.running = ua.running[:last]
}

// NewUserAgent returns a user agent without windows. The caller sets the exported fields.
func NewUserAgent() *UserAgent {
	return &UserAgent{containers: map[*dom.Node]*Container{}, clicking: map[*dom.Node]bool{}, storage: map[storageKey]*StorageArea{}}
}

// Traversables returns the top-level traversable set, oldest first.
func (ua *UserAgent) Traversables() []*Traversable { return ua.traversables }

// Workers returns how many workers have not ended.
func (ua *UserAgent) Workers() int { return len(ua.workers) }

// newID returns a value that is unique in the user agent and the same in every run.
func (ua *UserAgent) newID(kind string) string {
	ua.ids++
	return fmt.Sprintf("%s%d", kind, ua.ids)
}

// NewNavigationID returns an id for a navigation.
func (ua *UserAgent) NewNavigationID() string { return ua.newID("navigation-") }

// Context returns the context of the innermost running script, or a background context.
func (ua *UserAgent) Context() context.Context {
	if n := len(ua.running); n > 0 {
		return ua.running[n-1].ctx
	}
	return context.Background()
}

// EntryWindow returns the window whose script was entered last from outside, or nil.
// https://html.spec.whatwg.org/multipage/webappapis.html#entry-global-object
func (ua *UserAgent) EntryWindow() *Window {
	n := len(ua.running)
	if n == 0 {
		return nil
	}
	if w := ua.running[n-1].window; w != nil {
		return w
	}
	// A microtask enters the realm of its job.
	if r := ua.Agent.Current(); r != nil {
		if w, ok := r.Host.(*Window); ok {
			return w
		}
	}
	return nil
}

// IncumbentWindow returns the window of the script that is calling, or fallback.
// https://html.spec.whatwg.org/multipage/webappapis.html#concept-incumbent-everything
func (ua *UserAgent) IncumbentWindow(fallback *Window) *Window {
	if r := ua.Agent.Current(); r != nil {
		if w, ok := r.Host.(*Window); ok {
			return w
		}
	}
	if w := ua.EntryWindow(); w != nil {
		return w
	}
	return fallback
}

// RunScript runs f between "prepare to run script" and "clean up after running script" of w:
// with a handle scope of its own, and a microtask checkpoint once the stack is empty.
// https://html.spec.whatwg.org/multipage/webappapis.html#calling-scripts
func (ua *UserAgent) RunScript(ctx context.Context, w *Window, f func(ctx context.Context)) {
	defer w.Enter(ctx)()
	f(ctx)
}

// Enter prepares to run script of w; the result cleans up after it.
func (w *Window) Enter(ctx context.Context) (leave func()) { return w.enter(ctx, w) }

// agents returns the agents that script runs in: that of all windows first, then those of the workers.
func (ua *UserAgent) agents() []*js.Agent {
	list := []*js.Agent{ua.Agent}
	for _, w := range ua.workers {
		if s := w.scope; s != nil && s.realm != nil {
			list = append(list, s.realm.Agent)
		}
	}
	return list
}

// PerformMicrotaskCheckpoint implements "perform a microtask checkpoint", for every agent: only
// the one whose task has just run can have something to do.
// https://html.spec.whatwg.org/multipage/webappapis.html#perform-a-microtask-checkpoint
func (ua *UserAgent) PerformMicrotaskCheckpoint(ctx context.Context) {
	if len(ua.running) > 0 {
		return
	}
	if len(ua.workers) == 0 {
		if !ua.Agent.Idle() {
			ua.microtasks(ctx, ua.Agent)
		}
	} else {
		for _, a := range ua.agents() {
			if !a.Idle() && !ua.scriptPaused(a) {
				ua.microtasks(ctx, a)
			}
		}
	}
	if ua.hasRejections() {
		ua.notifyAboutRejectedPromises(ctx)
	}
	ua.letGo()
}

// letGo gives up, when no script is on the stack, what destroyed documents and discarded browsing contexts hold of the
// script heap. What script still refers to lives on there.
func (ua *UserAgent) letGo() {
	for len(ua.discarded) > 0 {
		list := ua.discarded
		ua.discarded = nil
		end := ua.Agent.Scope()
		for _, discard := range list {
			discard()
		}
		end()
	}
}

// scriptPaused says whether a script of a worker's agent is paused: nothing may enter the agent then.
func (ua *UserAgent) scriptPaused(a *js.Agent) bool {
	for _, w := range ua.workers {
		if s := w.scope; s != nil && s.paused && s.realm.Agent == a {
			return true
		}
	}
	return false
}

// microtasks empties an agent's microtask queue.
func (ua *UserAgent) microtasks(ctx context.Context, a *js.Agent) {
	ua.push(running{ctx, nil})
	end := a.Scope()
	a.Microtasks(func(r *js.Realm, e *js.Exception) {
		if g, ok := r.Host.(GlobalScope); ok {
			g.ReportException(ctx, e)
		}
	})
	end()
	ua.pop()
}
