package deferred

import (
	"context"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// ControlDocument implements "deferred-fetch control document".
// https://fetch.spec.whatwg.org/#deferred-fetch-control-document
func ControlDocument(ctx context.Context, document Document) Document {
	_, s := spec.Begin(ctx, spec.DeferredFetchControlDocument, document)
	defer s.End()
	s.Step("1")
	for {
		container := document.ContainerDocument()
		if container == nil || !weburl.SameOrigin(container.Origin(), document.Origin()) {
			return document
		}
		document = container
	}
}

// AvailableQuota implements "available deferred-fetch quota", in bytes. origin is the reporting
// origin, nil for null.
// https://fetch.spec.whatwg.org/#available-deferred-fetch-quota
func AvailableQuota(ctx context.Context, document Document, origin *weburl.Origin) int64 {
	ctx, s := spec.Begin(ctx, spec.AvailableDeferredFetchQuota, document)
	defer s.End()
	s.Step("1")
	control := ControlDocument(ctx, document)
	s.Step("2")
	reservation := control.NodeContainer()
	s.Step("3")
	topLevel := control.TopLevel()
	s.Step("4")
	allowed := control.AllowedToUse(Feature)
	s.Step("5")
	minimalAllowed := control.AllowedToUse(FeatureMinimal)
	s.Step("6")
	quota, _ := ownQuota(topLevel, allowed, minimalAllowed, reservation, control.Behaviour("minimal-pool") == "nothing")
	s.Step("7")
	perOrigin := int64(PerOriginQuota)
	s.Step("8")
	totals := keptTotals(control, document)
	held, heldForOrigin := totals.Reserved+totals.Bytes(), int64(0)
	if origin != nil {
		heldForOrigin = totals.BytesFor(fetch.KeyOf(*origin))
	}
	if s != nil {
		if h, f := plainSum(ctx, control, origin); h != held || f != heldForOrigin {
			s.Assert("8", false)
		}
	}
	quota -= held
	perOrigin -= heldForOrigin
	s.Step("9")
	if quota <= 0 {
		return 0
	}
	s.Step("10")
	if quota < perOrigin {
		return quota
	}
	s.Step("11")
	return max(0, perOrigin) // below zero only if a record was let in under another rule
}

// ownQuota is the choice of step 6, with the reason in words.
func ownQuota(topLevel, allowed, minimalAllowed bool, reservation *Reservation, nothingWithoutMinimal bool) (quota int64, why string) {
	reserved := int64(0)
	if reservation != nil {
		reserved = reservation.Bytes
	}
	switch {
	case topLevel && !allowed:
		return 0, "the permissions policy disables deferred-fetch in the top-level document"
	case topLevel && !minimalAllowed && nothingWithoutMinimal:
		return 0, "deferred-fetch-minimal is disabled in the top-level document, and the switch minimal-pool is at nothing"
	case topLevel && !minimalAllowed:
		return TabQuota, "a tab's 640 KiB: deferred-fetch-minimal is disabled"
	case topLevel:
		return TabQuota - MinimalPool, "a tab's 640 KiB without the 128 KiB set aside for deferred-fetch-minimal"
	case allowed && reserved == NormalQuota:
		return NormalQuota, "64 KiB that its container reserved"
	case minimalAllowed && reserved == MinimalQuota:
		return MinimalQuota, "8 KiB that its container reserved"
	case reserved == NormalQuota:
		return 0, "its container reserved 64 KiB for " + reservation.Origin + ", and the permissions policy disables deferred-fetch in the document that came"
	case reserved == MinimalQuota:
		return 0, "its container reserved 8 KiB, and the permissions policy disables deferred-fetch-minimal in the document that came"
	case reservation != nil && reservation.Why == "":
		return 0, "its container never reserved any: no document that contains it has navigated it"
	}
	return 0, "its container has none reserved"
}

// plainSum is step 8 as it is written, record by record: what the control document's pool holds, and what of it is for
// the reporting origin.
func plainSum(ctx context.Context, control Document, origin *weburl.Origin) (held, forOrigin int64) {
	s := spec.FrameOf(ctx)
	for _, d := range control.InclusiveDescendantDocuments() {
		if ControlDocument(ctx, d) != control {
			continue
		}
		s.Step("8.1")
		for _, r := range d.Reservations() {
			held += r.Bytes
		}
		if d.Behaviour("reservations-below") == "per-ancestor" {
			s.AdHoc("8.1", "as in Chrome; see docs/decisions/0108")
			held += reservedBelow(d)
		}
		s.Step("8.2")
		for _, record := range d.FetchGroup().Deferred.All() {
			s.Step("8.2.1") // those that are no longer pending have gone from the list
			s.Step("8.2.2") // nothing that it depends on changes while the record waits
			length := record.Length.Total()
			s.Step("8.2.3")
			held += length
			s.Step("8.2.4")
			if origin != nil && weburl.SameOrigin(record.Request.URL().Origin(), *origin) {
				forOrigin += length
			}
		}
	}
	return held, forOrigin
}

// keptTotals have what plainSum adds up: they are kept as records come and go. They begin when somebody asks, and again when
// the tree has changed. A new frame's first document does not change it: nothing can be pending there before it asks.
func keptTotals(control, document Document) *fetch.DeferredTotals {
	list, version := &control.FetchGroup().Deferred, control.TreeVersion()
	totals := list.Totals(version)
	if totals == nil {
		totals = fetch.NewDeferredTotals(list, version)
		countContainers(totals, control)
	}
	if list := &document.FetchGroup().Deferred; !totals.Counts(list) && document.FullyActive() {
		totals.Count(list)
	}
	return totals
}

// countContainers counts what the containers of a document reserve and what is pending in them. A document of another
// origin than its container's has another control document, and so have those below it.
func countContainers(totals *fetch.DeferredTotals, d Document) {
	if d.Behaviour("reservations-below") == "per-ancestor" {
		totals.Reserved += reservedBelow(d)
	}
	d.VisitContainers(func(r *Reservation, active Document) {
		totals.Reserved += r.Bytes
		if active != nil && weburl.SameOrigin(active.Origin(), d.Origin()) {
			totals.Count(&active.FetchGroup().Deferred)
			countContainers(totals, active)
		}
	})
}

// reservedBelow is what the containers of the documents below d have reserved, of any origin. The switch reservations-below counts that once
// more for each document above that shares the quota.
func reservedBelow(d Document) int64 {
	var sum int64
	d.VisitContainers(func(_ *Reservation, active Document) {
		if active == nil {
			return
		}
		active.VisitContainers(func(r *Reservation, _ Document) { sum += r.Bytes })
		sum += reservedBelow(active)
	})
	return sum
}

// ReserveQuota implements "reserve deferred-fetch quota" for a container whose own document
// navigates it to a URL of the origin.
// https://fetch.spec.whatwg.org/#reserve-deferred-fetch-quota
func ReserveQuota(ctx context.Context, container Container, originToNavigateTo weburl.Origin) {
	ctx, s := spec.Begin(ctx, spec.ReserveDeferredFetchQuota, originToNavigateTo)
	defer s.End()
	s.Step("1")
	reservation := container.Reservation()
	*reservation = Reservation{Why: "reserve deferred-fetch quota, step 1: nothing was left or allowed", Origin: originToNavigateTo.String()}
	document := container.NodeDocument()
	document.TreeChanged()
	defer document.TreeChanged() // what is reserved counts in the totals
	s.Step("2")
	control := ControlDocument(ctx, document)
	s.Step("3")
	available := AvailableQuota
	if document.Behaviour("reserve-pending") == "ignored" {
		s.AdHoc("3", "as in Chrome; see docs/decisions/0108")
		available = unreservedQuota
	}
	if container.InheritedPolicy(Feature, originToNavigateTo) && available(ctx, control, nil) >= NormalQuota {
		reservation.Bytes, reservation.Why = NormalQuota, "reserve deferred-fetch quota, step 3"
		return
	}
	s.Step("4")
	if control.TopLevel() && container.InheritedPolicy(FeatureMinimal, originToNavigateTo) && minimalHolds(control) < maxMinimalHolds {
		reservation.Bytes, reservation.Why = MinimalQuota, "reserve deferred-fetch quota, step 4"
	}
}

// unreservedQuota is AvailableQuota as if nothing were pending, and without what the switch minimal-pool takes from the document itself.
func unreservedQuota(_ context.Context, control Document, _ *weburl.Origin) int64 {
	quota, _ := ownQuota(control.TopLevel(), control.AllowedToUse(Feature), control.AllowedToUse(FeatureMinimal), control.NodeContainer(), false)
	return quota - keptTotals(control, control).Reserved
}

// minimalHolds counts the containers below the control document that hold the minimal quota.
func minimalHolds(d Document) int {
	n := 0
	d.VisitContainers(func(r *Reservation, active Document) {
		if r.Bytes == MinimalQuota {
			n++
		}
		if active != nil {
			n += minimalHolds(active)
		}
	})
	return n
}

// PotentiallyFreeQuota implements "potentially free deferred-fetch quota" for a document that
// was just created: its node navigable is the one that it was created for.
// https://fetch.spec.whatwg.org/#potentially-free-deferred-fetch-quota
func PotentiallyFreeQuota(ctx context.Context, document Document) {
	_, s := spec.Begin(ctx, spec.PotentiallyFreeDeferredFetchQuota, document)
	defer s.End()
	s.Step("1")
	container := document.ContainerDocument()
	if container != nil && weburl.SameOrigin(container.Origin(), document.Origin()) {
		*document.NodeContainer() = Reservation{Why: "potentially free deferred-fetch quota"}
		document.TreeChanged()
	}
}
