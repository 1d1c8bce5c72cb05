// Package deferred is the Fetch Standard's deferred fetching: fetchLater()'s method steps, the
// queue, the quota and its reservations.
// https://fetch.spec.whatwg.org/#deferred-fetch
//
// Documents and containers belong to package navigation, which lies above; what is needed of
// them is declared here as small interfaces.
package deferred

import (
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Document is a document as deferred fetching sees it.
type Document interface {
	FullyActive() bool
	Origin() weburl.Origin
	FetchGroup() *fetch.Group
	// ContainerDocument is the container document of its node navigable, nil at the top.
	ContainerDocument() Document
	// NodeContainer is what the container of its node navigable has reserved, nil at the top.
	NodeContainer() *Reservation
	// TopLevel says whether its node navigable is a top-level traversable.
	TopLevel() bool
	// TreeVersion is another one after any change of which documents are active in which containers, in the document's
	// tree at least; a new container with its first document is none. TreeChanged makes it another one.
	TreeVersion() int
	TreeChanged()
	// URL is the document's URL.
	URL() *weburl.URL
	// VisitContainers calls f for each navigable container in its tree, in no particular order, with what it has
	// reserved and the active document of its navigable, nil for none.
	VisitContainers(f func(r *Reservation, active Document))
	// InclusiveDescendantDocuments are the active documents of its node navigable's inclusive
	// descendant navigables, in tree order.
	InclusiveDescendantDocuments() []Document
	// Reservations are those of the navigable containers in its tree, in tree order.
	Reservations() []*Reservation
	// Behaviour is the value of a named switch.
	Behaviour(name string) string
	// AllowedToUse asks the permissions policy.
	AllowedToUse(feature string) bool
}

// A Container is a navigable container.
type Container interface {
	Reservation() *Reservation
	NodeDocument() Document
	// InheritedPolicy is the inherited policy for a feature in the container, for an origin.
	InheritedPolicy(feature string, o weburl.Origin) bool
}

// A Reservation is a container's reserved deferred-fetch quota.
// https://fetch.spec.whatwg.org/#reserved-deferred-fetch-quota
type Reservation struct {
	Bytes int64 // 0 at first, then 0, MinimalQuota or NormalQuota

	// Why says which step has set Bytes; "" while none has.
	Why string
	// Origin is the origin that quota was reserved for, serialized.
	Origin string
}

// The sizes of deferred fetching, in bytes.
// https://fetch.spec.whatwg.org/#deferred-fetch-quota
const (
	TabQuota        = 640 << 10 // of a top-level traversable
	MinimalPool     = 128 << 10 // of it, set aside for deferred-fetch-minimal
	NormalQuota     = 64 << 10  // delegated through deferred-fetch
	MinimalQuota    = 8 << 10   // delegated through deferred-fetch-minimal
	PerOriginQuota  = 64 << 10  // for one reporting origin
	maxMinimalHolds = MinimalPool / MinimalQuota
)

// The policy-controlled features.
const (
	Feature        = "deferred-fetch"
	FeatureMinimal = "deferred-fetch-minimal"
)
