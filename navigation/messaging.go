package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/weburl"
)

// A Port is a MessagePort, as far as it ends with its global object.
type Port interface {
	Disentangle(ctx context.Context)
}

// AddPort makes a port known to the global object that it belongs to.
func (g *global) AddPort(p Port) { g.ports = append(g.ports, p) }

// RemovePort forgets a port that was closed or transferred.
func (g *global) RemovePort(p Port) {
	g.ports = slices.DeleteFunc(g.ports, func(o Port) bool { return o == p })
}

// leaveChannels ends a global object's part in all channels.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#destroy-a-document
func (g *global) leaveChannels(ctx context.Context) {
	ports := g.ports
	g.ports = nil
	for _, p := range ports {
		p.Disentangle(ctx)
	}
	g.ua.Broadcast.list = slices.DeleteFunc(g.ua.Broadcast.list, func(c BroadcastChannel) bool { return c.Global() == g.self })
}

// A BroadcastChannel is a channel object, as the list of all of them needs it.
type BroadcastChannel interface{ Global() GlobalScope }

// BroadcastChannels are the user agent's open BroadcastChannel objects, oldest first.
type BroadcastChannels struct{ list []BroadcastChannel }

// Add appends a new one.
func (b *BroadcastChannels) Add(c BroadcastChannel) { b.list = append(b.list, c) }

// Remove forgets one that was closed.
func (b *BroadcastChannels) Remove(c BroadcastChannel) {
	b.list = slices.DeleteFunc(b.list, func(o BroadcastChannel) bool { return o == c })
}

// All returns them.
func (b *BroadcastChannels) All() []BroadcastChannel { return b.list }

// A StorageKey says who shares storage and broadcast channels; see docs/decisions/0046.
// https://storage.spec.whatwg.org/#obtain-a-storage-key-for-non-storage-purposes
type StorageKey struct {
	origin       weburl.Origin
	topLevelSite string
	crossSite    bool // an ancestor is of another site
}

// StorageKeyOf returns the storage key of a global object's settings.
func StorageKeyOf(g GlobalScope) StorageKey {
	origin := g.Origin().WithoutDomain() // document.domain changes nothing
	k := StorageKey{origin: origin}
	if g.UserAgent().Behaviour("storage-partitioning") == "off" {
		return k
	}
	k.topLevelSite = g.FetchClient().TopLevelSite()
	for {
		w, ok := g.(*WorkerGlobalScope)
		if !ok {
			break
		}
		g = w.Owner()
	}
	if w, ok := g.(*Window); ok {
		site := w.Origin().Site()
		for n := w.document.navigable; n != nil && n.container != nil; n = n.Parent {
			d := n.containerDocument()
			if d == nil {
				break
			}
			if d.origin.Site() != site {
				k.crossSite = true
			}
		}
	}
	return k
}
