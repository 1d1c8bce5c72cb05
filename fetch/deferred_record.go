package fetch

import (
	"context"
	"slices"
	"unique"

	"github.com/exeunt/exeunt/internal/weburl"
)

// InvokeState is a deferred fetch record's invoke state.
// https://fetch.spec.whatwg.org/#deferred-fetch-record-invoke-state
type InvokeState uint8

// The invoke states. Fetch calls them "pending", "sent" and "aborted".
const (
	Pending InvokeState = iota
	Sent
	Aborted
)

// String is the standard's name of s.
func (s InvokeState) String() string { return [...]string{"pending", "sent", "aborted"}[s] }

// A CallSite is a place in a script; lines and columns count from 1.
type CallSite struct {
	File         string
	Line, Column int
}

// RequestLength is a total request length in bytes, by part.
// https://fetch.spec.whatwg.org/#total-request-length
type RequestLength struct {
	URL      int64 `json:"url"`
	Referrer int64 `json:"referrer"`
	Headers  int64 `json:"headers"`
	Body     int64 `json:"body"`
}

// Total is the sum of the parts.
func (l RequestLength) Total() int64 { return l.URL + l.Referrer + l.Headers + l.Body }

// DeferredRecord is a deferred fetch record.
// https://fetch.spec.whatwg.org/#deferred-fetch-record
type DeferredRecord struct {
	Request       *Request
	NotifyInvoked func(context.Context)
	InvokeState   InvokeState

	Number        int           // counts a user agent's records from 1
	Length        RequestLength // as counted when it was queued: nothing that it depends on changes
	ActivateAfter *float64      // milliseconds; nil for null
	// EndWait ends the wait of "queue a deferred fetch", step 6.1: the record is processed if it is still pending. nil without activateAfter.
	EndWait func(context.Context)

	list   *DeferredList
	at     int
	origin OriginKey
}

// A DeferredList holds the pending records of a fetch group in the order in which they were queued, and keeps their
// lengths' sums. Its zero value is empty.
type DeferredList struct {
	records []*DeferredRecord // nil where one has gone
	n       int               // that are not nil
	bytes   int64
	byURL   map[OriginKey]int64 // by the origin of the request's URL, above 0
}

// Add appends a pending record.
func (l *DeferredList) Add(r *DeferredRecord) {
	r.list, r.at, r.origin = l, len(l.records), KeyOf(r.Request.URL().Origin())
	l.records = append(l.records, r)
	l.n++
	if l.byURL == nil {
		l.byURL = map[OriginKey]int64{}
	}
	l.bytes += r.Length.Total()
	l.byURL[r.origin] += r.Length.Total()
}

// Remove drops a record that is no longer pending: nothing looks at it again. The standard keeps it.
func (r *DeferredRecord) Remove() {
	l := r.list
	if l == nil {
		return
	}
	r.list = nil
	l.records[r.at] = nil
	l.n--
	l.bytes -= r.Length.Total()
	if l.byURL[r.origin] -= r.Length.Total(); l.byURL[r.origin] == 0 {
		delete(l.byURL, r.origin)
	}
	if l.n < len(l.records)/2 {
		l.records = slices.DeleteFunc(l.records, func(r *DeferredRecord) bool { return r == nil })
		for i, r := range l.records {
			r.at = i
		}
	}
}

// All returns the records as they are now, oldest first.
func (l *DeferredList) All() []*DeferredRecord {
	if l.n == 0 {
		return nil
	}
	list := make([]*DeferredRecord, 0, l.n)
	for _, r := range l.records {
		if r != nil {
			list = append(list, r)
		}
	}
	return list
}

// Len is how many records there are.
func (l *DeferredList) Len() int { return l.n }

// Bytes is the sum of the records' lengths.
func (l *DeferredList) Bytes() int64 { return l.bytes }

// BytesFor is the sum of the lengths of those whose request's URL has the origin.
func (l *DeferredList) BytesFor(o OriginKey) int64 {
	if l.n == 0 {
		return 0
	}
	return l.byURL[o]
}

// An OriginKey stands for an origin in the sums of a DeferredList.
type OriginKey = unique.Handle[weburl.Origin]

// KeyOf returns an origin's key: equal for two that are same origin.
func KeyOf(o weburl.Origin) OriginKey {
	return unique.Make(o.WithoutDomain())
}

// What may become of a deferred fetch.
const (
	DeferredQueued    = "queued"
	DeferredSent      = "sent"      // handed to fetch
	DeferredActivated = "activated" // its page has been told
	DeferredAborted   = "aborted"
	DeferredRefused   = "refused" // for want of quota: there is no record
)

// A DeferredEvent tells what became of a deferred fetch.
type DeferredEvent struct {
	Kind    string
	Client  Client
	Record  *DeferredRecord // nil for DeferredRefused
	Refusal Refusal         // nil for all others
}

// A Refusal says why there was not enough quota: a *deferred.Refusal.
type Refusal interface{ Sentence() string }

// Tell hands an event to whoever observes.
func (e DeferredEvent) Tell(ctx context.Context) {
	if f := e.Client.UserAgent().DeferredObserver; f != nil {
		f(ctx, e)
	}
}

// NextDeferredNumber numbers a record.
func (ua *UserAgent) NextDeferredNumber() int {
	ua.deferredNumber++
	return ua.deferredNumber
}
