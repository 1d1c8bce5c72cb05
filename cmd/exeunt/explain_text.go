package main

import (
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/exeunt/exeunt/deferred"
)

// Limits of what a reader is shown of one list, and of one URL.
const (
	shownRecords = 20
	shownURL     = 100
)

// poolText writes a pool and those below it.
func poolText(w io.Writer, p *deferred.Pool, indent string) {
	fmt.Fprintf(w, "%s%s: %d of %d left (%d pending, %d reserved for frames)\n", indent, clipped(p.Control), p.Left, p.Quota, p.Pending, p.Reserved)
	fmt.Fprintf(w, "%s  %s\n", indent, p.Why)
	fmt.Fprintf(w, "%s  permissions policy: deferred-fetch %s, deferred-fetch-minimal %s\n", indent, onOff(p.Allowed), onOff(p.MinimalAllowed))
	for i, o := range p.ReportingOrigins {
		if i == shownRecords {
			fmt.Fprintf(w, "%s  … and %d more reporting origins\n", indent, len(p.ReportingOrigins)-i)
			break
		}
		fmt.Fprintf(w, "%s  reporting origin %s: %d pending, %d left\n", indent, o.Origin, o.Pending, o.Left)
	}
	for i, d := range p.Documents {
		inner := indent + "  "
		if i > 0 {
			fmt.Fprintf(w, "%s%s shares it\n", inner, clipped(d.URL))
			inner += "  "
		}
		for j, r := range d.Records {
			if j == shownRecords {
				fmt.Fprintf(w, "%s… and %d more records\n", inner, len(d.Records)-j)
				break
			}
			fmt.Fprintf(w, "%srecord %d: %s\n", inner, r.Number, recordLine(r, true))
		}
		for _, c := range d.Containers {
			fmt.Fprintf(w, "%scontainer of %s: %d reserved", inner, clipped(c.Document), c.Reserved)
			if c.For != "" {
				fmt.Fprintf(w, " for %s", c.For)
			}
			if c.Step != "" {
				fmt.Fprintf(w, " (%s)", c.Step)
			}
			fmt.Fprintln(w)
			if c.Pool != nil {
				poolText(w, c.Pool, inner+"  ")
			}
		}
	}
}

// recordLine is a record on one line.
func recordLine(r deferred.PendingRecord, whole bool) string {
	line := r.Method + " " + clipped(r.URL)
	if !whole {
		return line
	}
	line += fmt.Sprintf(", %d bytes (URL %d, referrer %d, headers %d, body %d)", r.Length, r.Parts.URL, r.Parts.Referrer, r.Parts.Headers, r.Parts.Body)
	if r.ActivateAfter != nil {
		line += fmt.Sprintf(", after %v ms", *r.ActivateAfter)
	}
	return line + sitePlace(r.File, r.Line)
}

// sitePlace is where a script called, with a space before it.
func sitePlace(file string, line int) string {
	if file == "" {
		return ""
	}
	return fmt.Sprintf(" at %s:%d", clipped(file), line)
}

// clipped shortens a text that comes from a page, and takes control characters away.
func clipped(s string) string {
	out, n := make([]rune, 0, shownURL), 0
	for _, c := range s {
		if n++; n > shownURL {
			return string(out) + fmt.Sprintf("… (%d characters)", utf8.RuneCountInString(s))
		}
		if c < ' ' || c >= 0x7f && c < 0xa0 {
			c = '\uFFFD'
		}
		out = append(out, c)
	}
	return string(out)
}

func onOff(allowed bool) string {
	if allowed {
		return "enabled"
	}
	return "disabled"
}
