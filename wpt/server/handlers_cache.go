package server

import (
	"fmt"
	"net/http"
	"path"
	"strings"
)

// cacheState is what the tests of a request's cache mode talk to: it notes the conditional headers
// of each request of a token, and answers as the query says.
func cacheState(c *call) {
	token := c.get.or("token", "")
	if c.get.has("querystate") {
		c.res.json("text/plain", c.server.stash.take(c.path, token))
		return
	}
	tag, date := c.get.or("tag", ""), c.get.or("date", "")
	if tag != "" {
		tag = `"` + tag + `"`
	}
	state := map[string]string{}
	if !c.get.has("ignore") {
		for _, name := range []string{"If-None-Match", "If-Modified-Since", "Pragma", "Cache-Control"} {
			if value := c.headerValue(name); value != "" {
				state[name] = latin1(value)
			}
		}
	}
	c.server.stash.update(c.path, token, func(old any) any {
		list, _ := old.([]any)
		return append(list, state)
	})
	switch {
	case tag != "":
		c.res.header.set("ETag", tag)
	case date != "":
		c.res.header.set("Last-Modified", date)
	}
	for name, parameter := range map[string]string{"Expires": "expires", "Vary": "vary", "Cache-Control": "cache_control"} {
		if value := c.get.or(parameter, ""); value != "" {
			c.res.header.set(name, value)
		}
	}
	c.res.header.set("Access-Control-Allow-Origin", "*")
	if to := c.get.or("redirect", ""); to != "" {
		c.res.header.set("Location", to)
		c.res.status, c.res.reason = http.StatusFound, "Redirect"
		return
	}
	if c.has("If-None-Match") && c.headerValue("If-None-Match") == tag || c.has("If-Modified-Since") && c.headerValue("If-Modified-Since") == date {
		c.res.status = http.StatusNotModified
		return
	}
	c.res.text("text/plain", c.get.or("content", ""))
}

// partitions is what partitionKey knows of a test: which partition last used each connection.
type partitions struct {
	failed   bool
	requests int
	by       map[string]string
}

// partitionKey finds out whether connections are shared between partitions.
func partitionKey(c *call) {
	plain := func(status int, text string) {
		c.res.status = status
		c.res.text("text/plain", text)
	}
	dispatch, id, partition := c.get.or("dispatch", ""), c.get.or("uuid", ""), c.get.or("partition_id", "")
	c.res.header.set("Cache-Control", "no-store")
	if dispatch == "" || id == "" || partition == "" {
		plain(http.StatusNotFound, "Invalid query parameters")
		return
	}
	seen := partitions{}
	if c.get.or("nocheck_partition", "") != "True" {
		_, port, _ := strings.Cut(c.host, ":")
		connection := c.remote + "|" + port
		c.server.stash.update(c.path, id, func(old any) any {
			p, ok := old.(*partitions)
			if !ok {
				p = &partitions{by: map[string]string{}}
			}
			p.requests++
			if last, known := p.by[connection]; known && last != partition {
				p.failed = true
			}
			p.by[connection] = partition
			seen = *p
			return p
		})
	}
	if origin := c.headerValue("Origin"); origin != "" {
		c.res.header.set("Access-Control-Allow-Origin", origin)
		c.res.header.set("Access-Control-Allow-Credentials", "true")
	}
	switch {
	case c.method == http.MethodOptions:
		c.res.header.set("Access-Control-Allow-Methods", "GET")
		c.res.header.set("Access-Control-Allow-Headers", "header-to-force-cors")
		c.res.header.set("Access-Control-Max-Age", "86400")
		c.res.body = []byte("Preflight request")
	case dispatch == "fetch_file":
		c.partitionFile(id, partition, plain)
	case dispatch == "check_partition":
		text := "ok"
		switch {
		case seen.failed:
			text = "Multiple partition IDs used on a socket"
		case c.get.or("addcounter", "") != "":
			text += fmt.Sprintf(". Request was sent %d times. %d connections were created.", seen.requests, len(seen.by))
		}
		plain(c.codeOf("status", 200), text)
	case dispatch == "clean_up":
		c.server.stash.take(c.path, id)
		text := "cleanup complete"
		if seen.failed {
			text = "Test failed, but cleanup completed."
		}
		plain(http.StatusOK, text)
	default:
		plain(http.StatusNotFound, "Unrecognized dispatch parameter: "+dispatch)
	}
}

// partitionFile serves a file of the suite whose subresources are asked of this handler, too.
func (c *call) partitionFile(id, partition string, plain func(int, string)) {
	origin, name, credentials := c.get.or("subresource_origin", ""), c.get.or("path", ""), c.get.or("include_credentials", "")
	if origin == "" || name == "" || credentials == "" {
		plain(http.StatusNotFound, "Invalid query parameters")
		return
	}
	name = path.Join(".", name)
	content, err := c.server.readFile(name)
	if err != nil || strings.HasPrefix(name, "..") {
		plain(http.StatusNotFound, "Invalid path")
		return
	}
	if c.get.or("sandbox", "") == "true" {
		c.res.header.set("Content-Security-Policy", "sandbox allow-scripts")
	}
	rest := c.path + "?partition_id=" + partition + "&uuid=" + id + "&subresource_origin=" + origin + "&include_credentials=" + credentials
	text := strings.ReplaceAll(string(content), "SUBRESOURCE_PREFIX:", origin+rest)
	if other := c.get.or("other_origin", ""); other != "" {
		text = strings.ReplaceAll(text, "OTHER_PREFIX:", other+rest)
	}
	c.res.text(contentType(name), text)
}
