package navigation

import (
	"context"
	"fmt"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

func sameOrigins(a, b *weburl.Origin) bool { return a == b || weburl.SameOrigin(*a, *b) }

// A historyKey is a navigation API key, which entries that take each other's place share. Its text is made when it is first
// asked for.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#she-navigation-api-key
type historyKey struct{ text string }

// navigationKey returns the entry's navigation API key.
func (e *SessionHistoryEntry) navigationKey(ua *UserAgent) string {
	if e.apiKey == nil {
		e.apiKey = &historyKey{}
	}
	if e.apiKey.text == "" {
		e.apiKey.text = ua.newUUID()
	}
	return e.apiKey.text
}

// navigationID returns the entry's navigation API ID.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#she-navigation-api-id
func (e *SessionHistoryEntry) navigationID(ua *UserAgent) string {
	if e.apiID == "" {
		e.apiID = ua.newUUID()
	}
	return e.apiID
}

// takeKey gives the entry the key of the one whose place it takes.
func (e *SessionHistoryEntry) takeKey(from *SessionHistoryEntry) {
	if from.apiKey == nil {
		from.apiKey = &historyKey{}
	}
	e.apiKey = from.apiKey
}

// newUUID makes a version 4 UUID from the agent's seed.
func (ua *UserAgent) newUUID() string {
	rand := ua.Agent.Rand()
	a, b := rand.Uint64(), rand.Uint64()
	a = a&^0xF000 | 0x4000
	b = b&^(3<<62) | 2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xFFFF, a&0xFFFF, b>>48, b&(1<<48-1))
}

// A NavigationHistoryEntry is a session history entry as script sees it.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-navigationhistoryentry-interface
type NavigationHistoryEntry struct {
	window *Window
	entry  *SessionHistoryEntry // …#nhe-she
	events dom.EventTarget
}

// EventTarget makes it a dom.Target.
func (e *NavigationHistoryEntry) EventTarget() *dom.EventTarget { return &e.events }

// EventParent implements "get the parent".
func (e *NavigationHistoryEntry) EventParent(*dom.Event) dom.Target { return nil }

// EventTime is the relative high resolution time, in milliseconds.
func (e *NavigationHistoryEntry) EventTime() float64 { return e.window.Now() }

// Window returns the relevant global object.
func (e *NavigationHistoryEntry) Window() *Window { return e.window }

// URL implements the url getter: nil is null.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationhistoryentry-url
func (e *NavigationHistoryEntry) URL() *string {
	d, text := e.window.document, ""
	if d.FullyActive() {
		if p := e.entry.documentReferrerPolicy(); e.entry.Document() != d && (p == "no-referrer" || p == "origin") {
			return nil
		}
		text = e.entry.URL.Href()
	}
	return &text
}

// documentReferrerPolicy is that of the entry's document. The text asks for the policy of the request, which would hide
// what another page asked for with care, not what hides itself.
func (e *SessionHistoryEntry) documentReferrerPolicy() policy.ReferrerPolicy {
	if d := e.Document(); d != nil {
		return d.policyContainer.ReferrerPolicy
	}
	return e.DocumentState.referrerPolicy
}

// Key implements "key".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#concept-navigationhistoryentry-key
func (e *NavigationHistoryEntry) Key() string {
	if !e.window.document.FullyActive() {
		return ""
	}
	return e.entry.navigationKey(e.window.ua)
}

// ID implements "ID".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#concept-navigationhistoryentry-id
func (e *NavigationHistoryEntry) ID() string {
	if !e.window.document.FullyActive() {
		return ""
	}
	return e.entry.navigationID(e.window.ua)
}

// Index implements "index": -1 for an entry that is not in the list.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#concept-navigationhistoryentry-index
func (e *NavigationHistoryEntry) Index() int {
	if !e.window.document.FullyActive() {
		return -1
	}
	return e.window.navigation.entryIndex(e.entry)
}

// SameDocument implements the sameDocument getter.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationhistoryentry-samedocument
func (e *NavigationHistoryEntry) SameDocument() bool {
	d := e.window.document
	return d.FullyActive() && e.entry.Document() == d
}

// State returns the state that getState() deserializes, nil for that of undefined.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-navigationhistoryentry-getstate
func (e *NavigationHistoryEntry) State() *ClassicState {
	if !e.window.document.FullyActive() {
		return nil
	}
	return e.entry.APIState
}

// queueTask queues a global task on the navigation and traversal task source.
func (n *Navigation) queueTask(ctx context.Context, steps func(ctx context.Context)) {
	n.window.QueueTask(ctx, eventloop.NavigationAndTraversal, steps)
}
