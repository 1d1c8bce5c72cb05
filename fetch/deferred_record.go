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
	sums    sums
	totals  *DeferredTotals // that count this list too; nil before anybody asked
}

// sums are bytes, in all and by the origin of the request's URL (above 0).
type sums struct {
	bytes int64
	byURL map[OriginKey]int64
}

func (s *sums) add(o OriginKey, n int64) {
	if s.byURL == nil {
		s.byURL = map[OriginKey]int64{}
	}
	s.bytes += n
	if s.byURL[o] += n; s.byURL[o] == 0 {
		delete(s.byURL, o)
	}
}

// DeferredTotals are the sums of several lists, which go on counting there. Package deferred keeps those of the documents that draw on one
// quota.
type DeferredTotals struct {
	Reserved int64 // bytes that the documents' containers have reserved
	Version  int   // of the tree that the documents were found in

	of   *DeferredList // the first of the lists
	sums sums
}

// NewDeferredTotals begins totals with a list, which has them from now on.
func NewDeferredTotals(l *DeferredList, version int) *DeferredTotals {
	t := &DeferredTotals{Version: version, of: l}
	t.Count(l)
	return t
}

// Count adds a list. A list counts in one place only: whoever counted it before must not use those totals any more.
func (t *DeferredTotals) Count(l *DeferredList) {
	l.totals = t
	for o, n := range l.sums.byURL {
		t.sums.add(o, n)
	}
}

// Counts says whether the list counts here.
func (t *DeferredTotals) Counts(l *DeferredList) bool { return l.totals == t }

// Bytes is the sum of the records' lengths.
func (t *DeferredTotals) Bytes() int64 { return t.sums.bytes }

// BytesFor is the sum of the lengths of those whose request's URL has the origin.
func (t *DeferredTotals) BytesFor(o OriginKey) int64 { return t.sums.byURL[o] }

// Totals are those that began with the list, nil for none of that version.
func (l *DeferredList) Totals(version int) *DeferredTotals {
	if t := l.totals; t != nil && t.of == l && t.Version == version {
		return t
	}
	return nil
}

// count counts n bytes more in the sums, or fewer.
func (l *DeferredList) count(o OriginKey, n int64) {
	l.sums.add(o, n)
	if l.totals != nil {
		l.totals.sums.add(o, n)
	}
}

// Add appends a pending record.
func (l *DeferredList) Add(r *DeferredRecord) {
	r.list, r.at, r.origin = l, len(l.records), KeyOf(r.Request.URL().Origin())
	l.records = append(l.records, r)
	l.n++
	l.count(r.origin, r.Length.Total())
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
	l.count(r.origin, -r.Length.Total())
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
