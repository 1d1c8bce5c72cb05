package compare

import (
	"fmt"
	"slices"
	"strings"
)

// wireDivergence finds the first request that the other side lacks. The
// standards leave the order of most requests open, and Chrome does not flush
// deferred fetches in the order of the calls, so the logs are multisets.
func wireDivergence(engine, chrome []Request) (Divergence, bool) {
	return multisetDivergence(LayerWire, lines(engine), lines(chrome))
}

// lines gives every request of a log as one comparable line; what a page polls
// for stands there once.
func lines(log []Request) []string {
	out := make([]string, 0, len(log))
	polled := make(map[string]bool)
	for _, r := range log {
		l := r.line()
		if r.Polled {
			if polled[l] {
				continue
			}
			polled[l] = true
		}
		out = append(out, l)
	}
	return out
}

// line is the request as it is compared. Of a body only its length counts, as
// bodies hold tokens; of a multipart body not even that, as the length of the
// boundary is the browser's own choice.
func (r Request) line() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", r.Method, forgetNumbers(r.URL))
	multipart := false
	for _, h := range r.Headers {
		multipart = multipart || strings.HasPrefix(strings.ToLower(h), "content-type: multipart/")
		fmt.Fprintf(&b, " [%s]", forgetNumbers(h))
	}
	if r.BodyLength > 0 && !multipart {
		fmt.Fprintf(&b, " body %d", r.BodyLength)
	}
	if r.Status != 0 && !r.Polled {
		fmt.Fprintf(&b, " → %d", r.Status)
	}
	return b.String()
}

// lifecycleDivergence compares the events document by document: within one
// document their order is the standards', between documents it is mostly free.
func lifecycleDivergence(engine, chrome []Event) (Divergence, bool) {
	return multisetDivergence(LayerLifecycle, histories(engine), histories(chrome))
}

// histories gives one line per document: its events in order.
func histories(events []Event) []string {
	var out []string
	for _, d := range documents(events) {
		if !d.ignored {
			out = append(out, d.line)
		}
	}
	return out
}

// A document is what was seen of one.
type document struct {
	frame, url string
	key        string // what tells documents apart
	line       string // its events as they are compared
	events     []int  // their indices
	ignored    bool   // it is not compared
}

// documents sorts events by the documents that they belong to.
func documents(events []Event) []document {
	index := make(map[string]int)
	var out []document
	for n, e := range events {
		key := e.Frame + " " + forgetNumbers(e.Document)
		line := e.Name
		if e.Persisted {
			line += "(persisted)"
		}
		if e.Name == "visibilitychange" || e.Name == "pageshow" {
			line += ":" + e.Visibility
		}
		// A second document of the same URL in the same frame starts anew
		// what no document sees twice.
		i, ok := index[key]
		again := e.Name == "DOMContentLoaded" || e.Name == "load"
		if !ok || again && slices.Contains(strings.Fields(out[i].line), e.Name) {
			index[key] = len(out)
			// Whether a frame's initial about:blank lives long enough to see
			// its own end depends on how fast the frame's page arrives.
			out = append(out, document{frame: e.Frame, url: e.Document, key: key,
				line: strings.TrimSpace(key) + ":", ignored: e.Document == "about:blank"})
			i = len(out) - 1
		}
		out[i].events = append(out[i].events, n)
		// Chrome puts the probe into a frame that still showed its initial
		// about:blank too late for this event, now and then.
		if e.Frame != "" && e.Name == "DOMContentLoaded" {
			continue
		}
		out[i].line += " " + line
	}
	return out
}

// multisetDivergence reports the first engine line that Chrome lacks beside
// the first Chrome line that the engine lacks.
func multisetDivergence(layer Layer, engine, chrome []string) (Divergence, bool) {
	count := make(map[string]int)
	for _, l := range chrome {
		count[l]++
	}
	d := Divergence{Layer: layer, Index: -1}
	for i, l := range engine {
		if count[l] > 0 {
			count[l]--
			continue
		}
		if d.Engine == "" {
			d.Engine, d.Index = l, i
		}
	}
	// What is left over in count is Chrome's alone; the last occurrences are
	// taken as the surplus ones.
	var surplus []int
	for i := len(chrome) - 1; i >= 0; i-- {
		if count[chrome[i]] > 0 {
			count[chrome[i]]--
			surplus = append(surplus, i)
		}
	}
	if len(surplus) > 0 {
		i := slices.Min(surplus)
		d.Chrome = chrome[i]
		if d.Index < 0 || i < d.Index {
			d.Index = i
		}
	}
	return d, d.Engine != "" || d.Chrome != ""
}
