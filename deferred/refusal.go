package deferred

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Refusal is a fetchLater() that threw a QuotaExceededError, and why. Sizes are in bytes.
type Refusal struct {
	Method          string              `json:"method"`
	URL             string              `json:"url"`
	ReportingOrigin string              `json:"reportingOrigin"`
	Document        string              `json:"document"` // the URL of the document that called
	Requested       int64               `json:"requested"`
	Quota           int64               `json:"quota"` // that was available
	Parts           fetch.RequestLength `json:"parts"` // of Requested
	File            string              `json:"file,omitempty"`
	Line            int                 `json:"line,omitempty"`
	Column          int                 `json:"column,omitempty"`
	Text            string              `json:"text"`           // the sentence that a person needs
	Pool            *Pool               `json:"pool,omitempty"` // that the document draws on, as it was
}

// Sentence is Text.
func (r *Refusal) Sentence() string { return r.Text }

// explainRefusal is made only where somebody wants it.
func explainRefusal(document Document, request *fetch.Request, length fetch.RequestLength, quota int64) *Refusal {
	if ua := request.Client.UserAgent(); ua.DeferredObserver == nil || ua.ExplainRefusals != nil && !ua.ExplainRefusals() {
		return nil
	}
	u := request.URL()
	r := &Refusal{
		Method: request.Method, URL: u.Href(), ReportingOrigin: u.Origin().String(), Document: document.URL().Href(),
		Requested: length.Total(), Quota: quota, Parts: length,
		File: request.CallSite.File, Line: request.CallSite.Line, Column: request.CallSite.Column, Pool: Explain(context.Background(), document), // no steps of the standard's, and so in no trace
	}
	r.Text = r.sentence()
	return r
}

// sentence says what is needed, what is left of what, and who holds the rest.
func (r *Refusal) sentence() string {
	p := r.Pool
	var b strings.Builder
	fmt.Fprintf(&b, "needs %s bytes; %s left", comma(r.Requested), comma(r.Quota))
	i := slices.IndexFunc(p.ReportingOrigins, func(o ReportingOrigin) bool { return o.Origin == r.ReportingOrigin })
	var pendingThere int64
	if i >= 0 {
		pendingThere = p.ReportingOrigins[i].Pending
	}
	switch {
	case p.Quota == 0:
		fmt.Fprintf(&b, " because %s has no quota: %s", frameOf(p.Control), p.Why)
	case PerOriginQuota-pendingThere <= p.Left && pendingThere == 0:
		fmt.Fprintf(&b, " because one reporting origin, here %s, has no more than %s: the request's URL is %s, its referrer %s, its headers %s, its body %s",
			r.ReportingOrigin, size(PerOriginQuota), comma(r.Parts.URL), comma(r.Parts.Referrer), comma(r.Parts.Headers), comma(r.Parts.Body))
	case PerOriginQuota-pendingThere <= p.Left:
		fmt.Fprintf(&b, " of %s for %s because %s", size(PerOriginQuota), r.ReportingOrigin, p.holders(r.ReportingOrigin))
	default:
		fmt.Fprintf(&b, " of %s for %s (%s)", size(p.Quota), frameOf(p.Control), p.Why)
		if who := p.holders(""); who != "" {
			b.WriteString(" because " + who)
		}
	}
	return b.String()
}

// holders names the largest holders of the pool: records, for one reporting origin or with "" for all, and containers.
func (p *Pool) holders(origin string) string {
	type holder struct {
		text  string
		bytes int64
	}
	var all []holder
	for _, d := range p.Documents {
		for _, r := range d.Records {
			if origin != "" && r.ReportingOrigin != origin {
				continue
			}
			text := fmt.Sprintf("record %d, queued", r.Number)
			if at := place(r.File, r.Line); at != "" {
				text += " at " + at
			}
			all = append(all, holder{text + " by " + frameOf(d.URL) + ", holds", r.Length})
		}
		if origin != "" {
			continue
		}
		for _, c := range d.Containers {
			if c.Reserved > 0 {
				all = append(all, holder{"the container of " + p.frameOf(c.Document) + " reserves (" + c.Step + ")", c.Reserved})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b holder) int { return int(b.bytes - a.bytes) })
	const named = 3
	var parts []string
	var rest int64
	for i, h := range all {
		if i < named || len(all) == named+1 {
			parts = append(parts, h.text+" "+comma(h.bytes))
		} else {
			rest += h.bytes
		}
	}
	if n := len(all) - len(parts); n > 0 {
		parts = append(parts, fmt.Sprintf("%s others hold %s", comma(int64(n)), comma(rest)))
	}
	if len(parts) > 1 {
		return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
	}
	return strings.Join(parts, "")
}

// frameOf names a document by its URL, for a sentence.
func frameOf(url string) string {
	u, err := weburl.Parse(url)
	if err != nil {
		return "frame " + url
	}
	return "frame " + shortURL(u)
}

// frameOf names a document by its path, or by all of its URL if that is of another origin than the pool's.
func (p *Pool) frameOf(url string) string {
	if u, err := weburl.Parse(url); err == nil && u.IsHTTP() && u.Origin().String() != p.Origin {
		return "frame " + u.HrefNoFragment()
	}
	return frameOf(url)
}

// size is a round number of KiB.
func size(bytes int64) string { return itoa(bytes>>10) + " KiB" }

// comma writes a number with its thousands set apart.
func comma(n int64) string {
	s := itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
