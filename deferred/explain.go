package deferred

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Pool is the quota of one deferred-fetch control document at one moment, with all that takes from it. Sizes are in
// bytes.
type Pool struct {
	Control  string `json:"control"` // the control document's URL
	Origin   string `json:"origin"`
	TopLevel bool   `json:"topLevel"`
	// Allowed and MinimalAllowed are the permissions policy's answers for deferred-fetch and deferred-fetch-minimal.
	Allowed        bool   `json:"allowed"`
	MinimalAllowed bool   `json:"minimalAllowed"`
	Quota          int64  `json:"quota"` // what there is in all, by step 6 of "available deferred-fetch quota"
	Why            string `json:"why"`   // which of its cases
	Reserved       int64  `json:"reserved"`
	Pending        int64  `json:"pending"`
	Left           int64  `json:"left"` // not below 0
	// ReportingOrigins are those that something is pending for, in the order of the first record; each has 64 KiB.
	ReportingOrigins []ReportingOrigin `json:"reportingOrigins"`
	// Documents share the pool: the control document first, then in tree order.
	Documents []PoolDocument `json:"documents"`
}

// A ReportingOrigin is the origin of requests' URLs.
type ReportingOrigin struct {
	Origin  string `json:"origin"`
	Pending int64  `json:"pending"`
	Left    int64  `json:"left"` // of its 64 KiB and of the pool
}

// A PoolDocument is a document that draws on a pool.
type PoolDocument struct {
	URL        string          `json:"url"`
	Records    []PendingRecord `json:"records"`
	Containers []PoolContainer `json:"containers"`
}

// A PendingRecord is a deferred fetch record that is pending.
type PendingRecord struct {
	Number          int                 `json:"number"` // counts the browser's records from 1
	Method          string              `json:"method"`
	URL             string              `json:"url"`
	ReportingOrigin string              `json:"reportingOrigin"`
	Length          int64               `json:"length"`
	Parts           fetch.RequestLength `json:"parts"`
	ActivateAfter   *float64            `json:"activateAfter,omitempty"` // milliseconds
	File            string              `json:"file,omitempty"`          // of the script that queued it
	Line            int                 `json:"line,omitempty"`
	Column          int                 `json:"column,omitempty"`
}

// A PoolContainer is a navigable container in a document of a pool.
type PoolContainer struct {
	Document string `json:"document"` // the URL of what it shows
	Reserved int64  `json:"reserved"`
	Step     string `json:"step,omitempty"`        // that set Reserved; "" for none: it is 0 as at first
	For      string `json:"reservedFor,omitempty"` // the origin
	Shares   bool   `json:"shares"`                // whether what it shows draws on this pool
	Pool     *Pool  `json:"pool,omitempty"`        // else that document's own
}

// Explain tells the quota of a document's tab or frame as it is now: the pool of its control document, and those of
// the documents below.
func Explain(ctx context.Context, document Document) *Pool {
	control := ControlDocument(ctx, document)
	p := &Pool{
		Control: control.URL().Href(), Origin: control.Origin().String(), TopLevel: control.TopLevel(),
		Allowed: control.AllowedToUse(Feature), MinimalAllowed: control.AllowedToUse(FeatureMinimal), ReportingOrigins: []ReportingOrigin{},
	}
	p.Quota, p.Why = ownQuota(p.TopLevel, p.Allowed, p.MinimalAllowed, control.NodeContainer(), control.Behaviour("minimal-pool") == "nothing")
	p.add(ctx, control)
	p.Left = max(0, p.Quota-p.Reserved-p.Pending)
	for i := range p.ReportingOrigins {
		o := &p.ReportingOrigins[i]
		o.Left = min(p.Left, max(0, PerOriginQuota-o.Pending))
	}
	return p
}

// add adds a document that shares the pool, and those below it.
func (p *Pool) add(ctx context.Context, d Document) {
	at := len(p.Documents)
	p.Documents = append(p.Documents, PoolDocument{URL: d.URL().Href(), Records: []PendingRecord{}, Containers: []PoolContainer{}})
	for _, r := range d.FetchGroup().Deferred.All() {
		record := pendingRecord(r)
		p.Documents[at].Records = append(p.Documents[at].Records, record)
		p.Pending += record.Length
		i := slices.IndexFunc(p.ReportingOrigins, func(o ReportingOrigin) bool { return o.Origin == record.ReportingOrigin })
		if i < 0 {
			i = len(p.ReportingOrigins)
			p.ReportingOrigins = append(p.ReportingOrigins, ReportingOrigin{Origin: record.ReportingOrigin})
		}
		p.ReportingOrigins[i].Pending += record.Length
	}
	if d.Behaviour("reservations-below") == "per-ancestor" {
		p.Reserved += reservedBelow(d)
	}
	reservations := d.Reservations()
	shown := map[*Reservation]Document{}
	d.VisitContainers(func(r *Reservation, active Document) { shown[r] = active })
	for _, r := range reservations { // in tree order
		c := PoolContainer{Reserved: r.Bytes, Step: r.Why, For: r.Origin}
		p.Reserved += r.Bytes
		active := shown[r]
		if active != nil {
			c.Document = active.URL().Href()
			c.Shares = weburl.SameOrigin(active.Origin(), d.Origin())
			if !c.Shares {
				c.Pool = Explain(ctx, active)
			}
		}
		p.Documents[at].Containers = append(p.Documents[at].Containers, c)
		if c.Shares {
			p.add(ctx, active)
		}
	}
}

func pendingRecord(r *fetch.DeferredRecord) PendingRecord {
	q := r.Request
	return PendingRecord{
		Number: r.Number, Method: q.Method, URL: q.URL().Href(), ReportingOrigin: q.URL().Origin().String(),
		Length: r.Length.Total(), Parts: r.Length, ActivateAfter: r.ActivateAfter,
		File: q.CallSite.File, Line: q.CallSite.Line, Column: q.CallSite.Column,
	}
}

// Record tells of a record, pending or not.
func Record(r *fetch.DeferredRecord) PendingRecord { return pendingRecord(r) }

// place is where script called fetchLater(): the file without its folders, and the line.
func place(file string, line int) string {
	if file == "" {
		return ""
	}
	if u, err := weburl.Parse(file); err == nil {
		file = shortURL(u)
	}
	if i := strings.LastIndexByte(file, '/'); i >= 0 && i < len(file)-1 {
		file = file[i+1:]
	}
	return file + ":" + itoa(int64(line))
}

// shortURL names a document: its path, or all of a URL without one.
func shortURL(u *weburl.URL) string {
	if u.IsHTTP() {
		return u.Path()
	}
	return u.HrefNoFragment()
}
