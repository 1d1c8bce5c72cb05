package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// ClassicState is a serialized value, as the script host made it.
type ClassicState struct {
	Data      any
	Undefined bool // there are no data: it is the serialization of undefined
}

// nullState is the serialization of null, for "URL and history update steps" that are to set it.
var nullState = &ClassicState{}

// restoreHistoryObjectState implements "restore the history object state".
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#restore-the-history-object-state
func (d *Document) restoreHistoryObjectState(entry *SessionHistoryEntry) {
	d.History.State = nil
	if entry.ClassicState != nil && entry.ClassicState != nullState {
		d.History.State = d.ua.Host.Deserialize(d.window, entry.ClassicState)
	}
}

// PushReplaceState implements the "shared history push/replace state steps" with the data
// already serialized; u is nil when no URL was given.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#shared-history-push/replace-state-steps
func (d *Document) PushReplaceState(ctx context.Context, serialized *ClassicState, rawURL *string, handling string) error {
	ctx, s := spec.Begin(ctx, spec.SharedHistoryPushReplaceStateSteps, d, handling)
	defer s.End()
	s.Step("1")
	s.Step("2")
	if !d.FullyActive() {
		return webidl.DOMExceptionf("SecurityError", "the document is not fully active")
	}
	s.Step("3") // serialized by the caller
	s.Step("4")
	u := d.URL()
	if rawURL != nil && *rawURL != "" {
		s.Step("5.1")
		parsed, err := weburl.ParseBase(*rawURL, d.BaseURL())
		if err != nil {
			s.Step("5.2")
			return webidl.DOMExceptionf("SecurityError", "%q is not a URL", *rawURL)
		}
		u = parsed
		s.Step("5.3")
		if !d.canHaveURLRewritten(u) {
			return webidl.DOMExceptionf("SecurityError", "a document at %s cannot get the URL %s", d.URL().Href(), u.Href())
		}
	}
	s.Step("7")
	s.Step("8")
	if !d.window.navigation.firePushReplaceReload(ctx, navigateEventInit{navigationType: handling, url: u, sameDocument: true, classicState: serialized}) {
		s.Step("9")
		return nil
	}
	s.Step("10")
	d.urlAndHistoryUpdate(ctx, u, serialized, handling)
	return nil
}

// canHaveURLRewritten implements "can have its URL rewritten".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#can-have-its-url-rewritten
func (d *Document) canHaveURLRewritten(target *weburl.URL) bool {
	u := d.URL()
	if u.Scheme() != target.Scheme() || u.Username() != target.Username() || u.Password() != target.Password() || u.Host() != target.Host() {
		return false
	}
	switch {
	case target.IsHTTP():
		return true
	case target.Scheme() == "file":
		return u.Path() == target.Path()
	}
	return u.Path() == target.Path() && u.Search() == target.Search()
}

// setHistoryIndexAndLength updates the history object, unless navigations within documents wait for their turn: they have
// given it their values already, and bring newer ones.
func (d *Document) setHistoryIndexAndLength(index, length int) {
	for _, item := range d.navigable.Traversable().queue {
		if item.target != nil {
			return
		}
	}
	d.History.Index, d.History.Length = index, length
}

// shareHistoryLength gives the joint session history's length to the page's other documents at once, as browsers do
// (decision 0056); by the text it reaches them with the session history traversal queue.
func (d *Document) shareHistoryLength() {
	t := d.navigable.Traversable()
	for _, n := range t.ActiveDocument().inclusiveDescendantNavigables() {
		if o := n.ActiveDocument(); o != nil {
			o.History.Index, o.History.Length = d.History.Index, d.History.Length
		}
	}
}
