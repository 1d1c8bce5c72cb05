package harness

import (
	"maps"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/server"
)

// matter holds the request headers that the standards decide on. What a
// browser says of itself, and what only frames the message, is left out.
var matter = map[string]bool{
	"Access-Control-Request-Headers": true, "Access-Control-Request-Method": true,
	"Authorization": true, "Cache-Control": true, "Content-Type": true, "Cookie": true,
	"If-Modified-Since": true, "If-None-Match": true, "Origin": true, "Pragma": true,
	"Range": true, "Referer": true, "Sec-Fetch-Dest": true, "Sec-Fetch-Mode": true,
	"Sec-Fetch-Site": true, "Sec-Fetch-User": true, "Sec-Purpose": true,
	"Service-Worker": true, "Upgrade-Insecure-Requests": true,
}

// polls holds parts of URLs that tests ask again and again until the answer
// suits them.
var polls = []string{"get_beacon.py", "dispatcher.py", "stash-take.py", "cmd=stat", "cmd=get", "receive"}

// wireLog turns the server's log into what is compared, and gives the first
// handler that was asked for and does not exist.
func wireLog(requests []server.Request, canonical func(string) string) (log []compare.Request, missing []string) {
	requests = slices.Clone(requests)
	slices.SortStableFunc(requests, func(a, b server.Request) int { return a.Seq - b.Seq })
	var tokens compare.Tokens
	for _, r := range requests {
		if r.Missing != "" && len(missing) == 0 {
			// The first alone: how many more are asked for before the test is ended is chance.
			missing = append(missing, r.Missing)
		}
		if strings.HasSuffix(r.URL, "/favicon.ico") {
			continue // asked for by a browser's window, not by the page
		}
		out := compare.Request{
			Method: r.Method, URL: tokens.Replace(canonical(r.URL)),
			BodyLength: r.BodyLength, BodyHash: r.BodyHash,
			Status: r.Status, Aborted: r.Aborted, Polled: polled(r),
		}
		if out.Polled {
			// Messages between pages hold the ports that were free.
			out.BodyHash = ""
		}
		// In order, because tokens are numbered as they are met.
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			if !matter[name] && !strings.HasPrefix(name, "X-") {
				continue
			}
			value := tokens.Replace(canonical(strings.Join(r.Header[name], ", ")))
			if name == "Content-Type" {
				value, _, _ = strings.Cut(value, "boundary=")
			}
			out.Headers = append(out.Headers, strings.ToLower(name)+": "+strings.TrimSpace(value))
		}
		slices.Sort(out.Headers)
		log = append(log, out)
	}
	return log, missing
}

func polled(r server.Request) bool {
	return slices.ContainsFunc(polls, func(p string) bool { return strings.Contains(r.URL, p) })
}
