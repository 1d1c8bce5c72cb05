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
	quota := int64(0)
	switch {
	case topLevel && !allowed:
	case topLevel && !minimalAllowed && !control.KeepsMinimalPool():
		quota = TabQuota
	case topLevel:
		quota = TabQuota - MinimalPool
	case allowed && reservation != nil && reservation.Bytes == NormalQuota:
		quota = NormalQuota
	case minimalAllowed && reservation != nil && reservation.Bytes == MinimalQuota:
		quota = MinimalQuota
	}
	s.Step("7")
	perOrigin := int64(PerOriginQuota)
	s.Step("8")
	for _, d := range control.InclusiveDescendantDocuments() {
		if ControlDocument(ctx, d) != control {
			continue
		}
		s.Step("8.1")
		for _, r := range d.Reservations() {
			quota -= r.Bytes
		}
		s.Step("8.2")
		for _, record := range d.FetchGroup().Deferred {
			s.Step("8.2.1")
			if record.InvokeState != fetch.Pending {
				continue
			}
			s.Step("8.2.2") // nothing that it depends on changes while the record waits
			length := record.Length
			s.Step("8.2.3")
			quota -= length
			s.Step("8.2.4")
			if origin != nil && weburl.SameOrigin(record.Request.URL().Origin(), *origin) {
				perOrigin -= length
			}
		}
	}
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

// ReserveQuota implements "reserve deferred-fetch quota" for a container whose own document
// navigates it to a URL of the origin.
// https://fetch.spec.whatwg.org/#reserve-deferred-fetch-quota
func ReserveQuota(ctx context.Context, container Container, originToNavigateTo weburl.Origin) {
	ctx, s := spec.Begin(ctx, spec.ReserveDeferredFetchQuota, originToNavigateTo)
	defer s.End()
	s.Step("1")
	reservation := container.Reservation()
	reservation.Bytes = 0
	s.Step("2")
	control := ControlDocument(ctx, container.NodeDocument())
	s.Step("3")
	if container.InheritedPolicy(Feature, originToNavigateTo) && AvailableQuota(ctx, control, nil) >= NormalQuota {
		reservation.Bytes = NormalQuota
		return
	}
	s.Step("4")
	if control.TopLevel() && container.InheritedPolicy(FeatureMinimal, originToNavigateTo) && minimalHolds(control) < maxMinimalHolds {
		reservation.Bytes = MinimalQuota
	}
}

// minimalHolds counts the containers below the control document that hold the minimal quota.
func minimalHolds(control Document) int {
	n := 0
	for _, d := range control.InclusiveDescendantDocuments() {
		for _, r := range d.Reservations() {
			if r.Bytes == MinimalQuota {
				n++
			}
		}
	}
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
		document.NodeContainer().Bytes = 0
	}
}
