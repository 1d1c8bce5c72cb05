package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// What the user had to do with a navigation.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#user-navigation-involvement
const (
	involvementNone       = "none"
	involvementActivation = "activation"
	involvementBrowserUI  = "browser UI"
)

// userInvolvement implements "user navigation involvement" of an event.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#event-uni
func userInvolvement(e *dom.Event) string {
	if e != nil && e.Trusted {
		return involvementActivation
	}
	return involvementNone
}

// A NavigateEvent is what NavigateEvent adds to an event; it is the detail of Event.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigateevent
type NavigateEvent struct {
	Event                 *dom.Event
	NavigationType        string // "push", "replace", "reload", "traverse"
	Destination           *NavigationDestination
	CanIntercept          bool
	UserInitiated         bool
	HashChange            bool
	Signal                *dom.AbortSignal
	FormData              *html.EntryList // nil is null
	DownloadRequest       *string
	Info                  *js.Ref // nil is undefined
	HasUAVisualTransition bool
	SourceElement         *dom.Node // nil is null

	window            *Window       // the relevant global object
	interceptionState string        // …#concept-navigateevent-interception-state, "none"
	precommitHandlers []*js.Ref     // …#concept-navigateevent-precommit-handler-list
	handlers          []*js.Ref     // …#concept-navigateevent-navigation-handler-list
	focusReset        string        // …#concept-navigateevent-focusreset, "" is null
	scroll            string        // …#concept-navigateevent-scroll, "" is null
	classicState      *ClassicState // …#concept-navigateevent-classic-history-api-state, nil is null
}

// NewNavigateEvent gives a NavigateEvent that script makes its detail; Event and the members are for the caller to fill in.
func NewNavigateEvent(w *Window) *NavigateEvent {
	return &NavigateEvent{window: w, interceptionState: "none"}
}

// A NavigationDestination is where a navigation goes.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-navigationdestination-interface
type NavigationDestination struct {
	URL          *weburl.URL
	Entry        *NavigationHistoryEntry // nil but for traversals
	State        *ClassicState           // nil is that of undefined
	SameDocument bool
}

// navigateEventInit are the inputs of the algorithms that fire navigate events.
type navigateEventInit struct {
	navigationType string
	url            *weburl.URL
	sameDocument   bool
	involvement    string
	source         *dom.Node
	formData       *html.EntryList
	state          *ClassicState // the navigation API state, nil for that of undefined
	classicState   *ClassicState
	tracker        *methodTracker
}

// fireTraverse implements "fire a traverse navigate event".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#fire-a-traverse-navigate-event
func (n *Navigation) fireTraverse(ctx context.Context, destination *SessionHistoryEntry, involvement string) bool {
	ctx, s := spec.Begin(ctx, spec.FireTraverseNavigateEvent, n, destination)
	defer s.End()
	d := n.window.document
	s.AdHoc("1", "what still goes on is over; see docs/decisions/0070")
	if d.navigable != nil {
		d.navigable.informAboutAborting(ctx)
	}
	if n.disabled() {
		return true
	}
	s.Step("3")
	to := &NavigationDestination{}
	s.Step("4")
	to.URL = destination.URL
	s.Step("5")
	if e := n.entryFor(destination); e != nil {
		s.Step("6.1")
		to.Entry = e
		s.Step("6.2")
		to.State = destination.APIState
	}
	s.Step("8")
	to.SameDocument = destination.Document() == d
	s.Step("9")
	event := NewNavigateEvent(n.window)
	return n.fireInner(ctx, event, to, navigateEventInit{navigationType: "traverse", involvement: involvement}, nil)
}

// firePushReplaceReload implements "fire a push/replace/reload navigate event".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#fire-a-push/replace/reload-navigate-event
func (n *Navigation) firePushReplaceReload(ctx context.Context, i navigateEventInit) bool {
	ctx, s := spec.Begin(ctx, spec.FirePushReplaceReloadNavigateEvent, n, i.navigationType, i.url)
	defer s.End()
	s.Step("1")
	d := n.window.document
	s.Step("2")
	d.navigable.informAboutAborting(ctx)
	s.Step("3")
	if i.tracker != nil && n.disabled() {
		s.Step("3.1")
		i.tracker.pending = false
		s.Step("3.2")
		i.tracker = nil
	}
	s.Step("4")
	if !d.FullyActive() {
		return false
	}
	s.Step("5")
	event := NewNavigateEvent(n.window)
	s.Step("6")
	event.classicState = i.classicState
	s.Step("11")
	to := &NavigationDestination{URL: i.url, State: i.state, SameDocument: i.sameDocument}
	s.Step("12")
	return n.fireInner(ctx, event, to, i, nil)
}

// fireDownloadRequest implements "fire a download request navigate event".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#fire-a-download-request-navigate-event
func (n *Navigation) fireDownloadRequest(ctx context.Context, u *weburl.URL, involvement string, source *dom.Node, filename string) bool {
	ctx, s := spec.Begin(ctx, spec.FireDownloadRequestNavigateEvent, n, u)
	defer s.End()
	s.AdHoc("1", "what still goes on is over; see docs/decisions/0070")
	if d := n.window.document; d.navigable != nil {
		d.navigable.informAboutAborting(ctx)
	}
	s.Step("1")
	event := NewNavigateEvent(n.window)
	s.Step("7")
	to := &NavigationDestination{URL: u}
	s.Step("8")
	return n.fireInner(ctx, event, to, navigateEventInit{navigationType: "push", involvement: involvement, source: source}, &filename)
}

// fireInner implements the "inner navigate event firing algorithm".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#inner-navigate-event-firing-algorithm
func (n *Navigation) fireInner(ctx context.Context, event *NavigateEvent, to *NavigationDestination, i navigateEventInit, filename *string) bool {
	ctx, s := spec.Begin(ctx, spec.InnerNavigateEventFiringAlgorithm, n, i.navigationType, to.URL)
	defer s.End()
	w := n.window
	s.Step("1")
	if n.disabled() {
		s.Step("1.4")
		return true
	}
	tracker := i.tracker
	if to.Entry != nil {
		s.Step("3.2")
		key := to.Entry.Key()
		s.Step("3.4")
		if t := n.upcomingTracker(key); t != nil {
			s.Step("3.4.1")
			tracker = t
			s.Step("3.4.2")
			n.removeUpcoming(t)
		}
	}
	s.Step("4")
	if tracker != nil {
		s.Step("4.1")
		n.ongoingTracker = tracker
		s.Step("4.2")
		tracker.pending = false
	}
	s.Step("5")
	d := w.document
	navigable := d.navigable
	s.Step("7")
	event.CanIntercept = d.canHaveURLRewritten(to.URL) && (to.SameDocument || i.navigationType != "traverse")
	s.Step("8")
	traverseCanBeCanceled := navigable.TopLevel() && to.SameDocument && (i.involvement != involvementBrowserUI || w.historyActionActivation())
	s.Step("10")
	e := dom.NewEvent("navigate")
	e.Interface, e.Trusted, e.Detail, e.TimeStamp = "NavigateEvent", true, event, w.Now()
	event.Event = e
	s.Step("9")
	e.Cancelable = i.navigationType != "traverse" || traverseCanBeCanceled
	s.Step("11")
	event.NavigationType = i.navigationType
	s.Step("12")
	event.Destination = to
	s.Step("13")
	event.DownloadRequest = filename
	s.Step("14")
	if tracker != nil {
		event.Info = tracker.info
	}
	s.Step("16")
	event.SourceElement = i.source
	if from := documentOfNode(i.source); from != nil && !weburl.SameOriginDomain(from.origin, d.origin) {
		event.SourceElement = nil // an element of another origin is not for this window
	}
	s.Step("17")
	s.Step("18")
	event.Signal = dom.NewAbortSignal()
	s.Step("20")
	current := d.URL()
	from, hadFragment := current.Fragment()
	fragment, hasFragment := to.URL.Fragment()
	event.HashChange = event.classicState == nil && to.SameDocument && to.URL.Equal(current, true) && (fragment != from || hadFragment != hasFragment)
	s.Step("21")
	event.UserInitiated = i.involvement != involvementNone && i.involvement != ""
	s.Step("22")
	event.FormData = i.formData
	s.Step("24")
	n.ongoingEvent = event
	s.Step("25")
	n.focusChanged = false
	s.Step("26")
	n.suppressScrollRestoration = false
	defer n.scope()()
	s.Step("27")
	if !dom.Dispatch(ctx, n, e) {
		if i.navigationType == "traverse" {
			s.Step("28.1")
			w.consumeHistoryActionActivation()
		}
		s.Step("28.2")
		if !event.Signal.Aborted() && n.ongoingEvent == event {
			n.abortOngoing(ctx)
		}
		s.Step("28.3")
		return false
	}
	if event.interceptionState != "none" {
		s.Step("29.3")
		n.transition = &NavigationTransition{
			Type: i.navigationType, From: n.CurrentEntry(), To: event.Destination, committed: n.newPromise(), finished: n.newPromise(),
		}
		s.Step("29.4")
		n.transition.finished.markAsHandled()
		s.Step("29.5")
		n.transition.committed.markAsHandled()
	}
	s.Step("30")
	if len(event.precommitHandlers) == 0 {
		n.commit(ctx, event)
	} else {
		n.runPrecommitHandlers(ctx, s, event)
	}
	s.Step("32")
	return event.interceptionState == "none"
}

// runPrecommitHandlers is step 31 of the "inner navigate event firing algorithm".
func (n *Navigation) runPrecommitHandlers(ctx context.Context, s *spec.Frame, event *NavigateEvent) {
	s.Step("31.1")
	controller := n.object(&NavigationPrecommitController{Event: event})
	s.Step("31.2")
	var promises []js.Value
	s.Step("31.3")
	for _, h := range slices.Clone(event.precommitHandlers) {
		s.Step("31.3.1")
		promises = append(promises, n.invoke(ctx, h, controller))
	}
	s.Step("31.4")
	n.waitForAll(promises, func(ctx context.Context) { n.commit(ctx, event) }, func(ctx context.Context, reason js.Value) {
		n.handlerFailed(ctx, event, reason)
	})
}

// A NavigationTransition is an ongoing navigation that was intercepted.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigationtransition
type NavigationTransition struct {
	Type                string
	From                *NavigationHistoryEntry
	To                  *NavigationDestination
	committed, finished promise
}

// Committed and Finished return the promises.
func (t *NavigationTransition) Committed() *js.Ref { return t.committed.ref }

// Finished returns the promise of that name.
func (t *NavigationTransition) Finished() *js.Ref { return t.finished.ref }

// invoke calls a callback that returns a promise.
// https://webidl.spec.whatwg.org/#invoke-a-callback-function
func (n *Navigation) invoke(ctx context.Context, callback *js.Ref, args ...js.Value) js.Value {
	r, f := n.window.realm, callback.Value()
	var g GlobalScope = n.window
	if own := r.Agent.RealmOf(f); own != nil {
		if host, ok := own.Host.(GlobalScope); ok {
			g = host
		}
	}
	if !g.CanRunScript() {
		p, _ := r.NewPromise()
		return p
	}
	var kept *js.Ref
	g.RunScript(ctx, func(context.Context) {
		v, err := r.Call(f, js.Undefined, args...)
		switch e, thrown := js.AsException(err); {
		case err == nil:
			v = r.PromiseOf(v)
		case thrown:
			v = r.Rejected(e.Value)
		default:
			v = r.Rejected(r.Thrown(err))
		}
		kept = r.KeepMember(v)
	})
	defer kept.Free()
	return kept.Value()
}

// documentOfNode is the document of a node, nil for none.
func documentOfNode(el *dom.Node) *Document {
	if el == nil {
		return nil
	}
	return documentOf(el)
}

// waitForAll implements "wait for all".
// https://webidl.spec.whatwg.org/#waiting-for-all-promise
func (n *Navigation) waitForAll(promises []js.Value, success func(ctx context.Context), failure func(ctx context.Context, reason js.Value)) {
	w := n.window
	missing, failed := len(promises), false
	for _, p := range promises {
		_ = w.realm.Then(p, func(*js.Realm, js.Value) {
			if missing--; missing == 0 && !failed {
				w.RunScript(w.Context(), success)
			}
		}, func(_ *js.Realm, reason js.Value) {
			if !failed {
				failed = true
				kept := w.realm.KeepMember(reason)
				w.RunScript(w.Context(), func(ctx context.Context) { failure(ctx, kept.Value()) })
			}
		})
	}
}
