package fetch

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt/exeunt/internal/weburl"
)

// maxCacheEntries is how many responses the cache keeps; the oldest go first.
const maxCacheEntries = 512

// httpCache is a private HTTP cache in memory, without heuristic freshness.
// https://httpwg.org/specs/rfc9111.html
type httpCache struct {
	entries map[string][]*cacheEntry
	order   []string
}

type cacheEntry struct {
	url      string
	request  HeaderList // the request's headers, for Vary
	response *Response
	stored   time.Time
}

// cacheKey is the partition and the URL.
func cacheKey(r *Request, credentials bool) string {
	return partitionKey(r) + " " + strconv.FormatBool(r.Client != nil && r.Client.HasCrossSiteAncestor()) + " " +
		strconv.FormatBool(credentials) + " " + r.CurrentURL().HrefNoFragment()
}

func (c *httpCache) lookup(key string, h HeaderList) *cacheEntry {
	for _, e := range c.entries[key] {
		if e.varyMatches(h) && e.complete() {
			return e
		}
	}
	return nil
}

func (e *cacheEntry) varyMatches(h HeaderList) bool {
	names, _ := e.response.Header.ExtractValues("Vary")
	return !slices.ContainsFunc(names, func(name string) bool {
		a, okA := e.request.Get(name)
		b, okB := h.Get(name)
		return name == "*" || okA != okB || a != b
	})
}

func (e *cacheEntry) complete() bool {
	b := e.response.Body
	return b == nil || b.Stream == nil || b.Stream.closed
}

// fresh reports whether e may be used without asking the server.
func (e *cacheEntry) fresh(now time.Time) bool {
	d := cacheDirectives(e.response.Header)
	if _, ok := d["no-cache"]; ok {
		return false
	}
	age := now.Sub(e.stored)
	if v, ok := e.response.Header.Get("Age"); ok {
		if n, err := strconv.Atoi(v); err == nil {
			age += time.Duration(n) * time.Second
		}
	}
	if v, ok := d["max-age"]; ok {
		n, err := strconv.ParseInt(v, 10, 32)
		return err == nil && age < time.Duration(n)*time.Second
	}
	if v, ok := e.response.Header.Get("Expires"); ok {
		t, err := http.ParseTime(v)
		return err == nil && now.Before(t)
	}
	return false
}

// freshen implements "Freshening Stored Responses upon Validation".
func (e *cacheEntry) freshen(r *Response, now time.Time) {
	names := map[string]bool{}
	for _, h := range r.Header {
		switch strings.ToLower(h.Name) {
		case "content-length", "content-encoding", "content-type", "content-range", "transfer-encoding":
			continue
		}
		if !names[h.Name] {
			names[h.Name] = true
			e.response.Header.Delete(h.Name)
		}
		e.response.Header.Append(h.Name, h.Value)
	}
	e.stored = now
}

// store keeps r if HTTP lets it be kept and it can be of use later.
func (c *httpCache) store(key string, req *Request, r *Response, now time.Time) {
	if req.Method != "GET" || r.IsNetworkError() || req.Header.Contains("Range") {
		return
	}
	switch r.Status {
	case 200, 203, 204, 300, 301, 308, 404, 410:
	default:
		return
	}
	d := cacheDirectives(r.Header)
	if _, ok := d["no-store"]; ok {
		return
	}
	_, maxAge := d["max-age"]
	if !maxAge && !r.Header.Contains("Expires") && !r.Header.Contains("ETag") && !r.Header.Contains("Last-Modified") {
		return
	}
	if v, _ := r.Header.Get("Vary"); strings.Contains(v, "*") {
		return
	}
	e := &cacheEntry{url: req.CurrentURL().HrefNoFragment(), request: slices.Clone(req.Header), response: r.Clone(), stored: now}
	if c.entries == nil {
		c.entries = map[string][]*cacheEntry{}
	}
	old := slices.DeleteFunc(c.entries[key], func(o *cacheEntry) bool { return o.varyMatches(req.Header) })
	c.entries[key] = append(old, e)
	c.order = append(c.order, key)
	if len(c.order) > maxCacheEntries {
		delete(c.entries, c.order[0])
		c.order = c.order[1:]
	}
}

// invalidate implements "Invalidating Stored Responses".
func (c *httpCache) invalidate(u *weburl.URL) {
	href := u.HrefNoFragment()
	maps.DeleteFunc(c.entries, func(_ string, es []*cacheEntry) bool {
		return slices.ContainsFunc(es, func(e *cacheEntry) bool { return e.url == href })
	})
}

func cacheDirectives(h HeaderList) map[string]string {
	d := map[string]string{}
	for _, v := range h.Split("Cache-Control") {
		name, value, _ := strings.Cut(v, "=")
		d[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(value, `"`)
	}
	return d
}
