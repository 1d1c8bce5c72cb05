package server

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The dynamic handlers under /fetch/api/resources/.

func authentication(c *call) {
	if credentials, ok := strings.CutPrefix(c.headerValue("Authorization"), "Basic "); ok {
		if plain, err := base64.StdEncoding.DecodeString(credentials); err == nil && string(plain) == "user:password" {
			c.res.body = []byte("Authentication done")
			return
		}
	}
	c.res.status, c.res.reason = http.StatusUnauthorized, "Unauthorized"
	c.res.header.add("WWW-Authenticate", `Basic realm="`+c.get.or("realm", "test")+`"`)
	c.res.body = []byte("Please login with credentials 'user' and 'password'")
}

// badChunkEncoding sends chunks and then what is none. Both waits of the start and
// those between chunks are "ms" long.
func badChunkEncoding(c *call) {
	delay := lengthOf(c.get.or("ms", "1000"), time.Millisecond)
	count := limited(number(c.get.or("count", "50")))
	c.Wait(delay)
	c.res.header.set("Transfer-Encoding", "chunked")
	const chunk = "a\r\nTEST_CHUNK\r\n"
	size := len(chunk)
	if c.virtual {
		size = len("TEST_CHUNK") // a schedule counts what the client reads
	}
	c.res.body = []byte(strings.Repeat(chunk, count))
	for range count {
		c.res.parts = append(c.res.parts, part{delay, size})
	}
	c.res.broken = []byte("garbage")
	if c.proto != 1 { // where there are no chunks to break
		c.res.broken, c.res.header = nil, nil
	}
}

// limited keeps a repetition that a URL asks for within reason.
func limited(n int) int { return min(max(n, 0), maxParts) }

func cached(c *call) {
	const tag = `"123abc"`
	if c.headerValue("If-None-Match") == tag {
		c.res.header.set("X-HTTP-STATUS", "304")
		c.res.status = http.StatusNotModified
		return
	}
	c.res.header.set("ETag", tag)
	c.res.text("text/plain", "lorem ipsum dolor sit amet")
}

func cleanStash(c *call) {
	c.res.body = []byte("0")
	if c.server.stash.take(c.path, c.get.need("token")) != nil {
		c.res.body = []byte("1")
	}
}

func dumpAuthorization(c *call) {
	c.res.header.add("Content-Type", "text/html")
	c.res.header.add("Cache-Control", "no-cache")
	asked := strings.ToLower(c.headerValue("Access-Control-Request-Headers"))
	if c.get.or("strip_auth_header", "") != "" && c.method == http.MethodOptions && strings.Contains(asked, "authorization") {
		c.res.status, c.res.body = http.StatusInternalServerError, []byte("fail")
		return
	}
	c.allowOrigin()
	c.res.header.add("Access-Control-Allow-Headers", "Authorization")
	c.res.body = []byte(c.headerOr("Authorization", "none"))
}

func echoContent(c *call) {
	c.res.header.add("X-Request-Method", c.method)
	c.res.header.add("X-Request-Content-Length", c.headerOr("Content-Length", "NO"))
	c.res.header.add("X-Request-Content-Type", c.headerOr("Content-Type", "NO"))
	c.res.header.add("Content-Type", "text/plain")
	c.res.body = c.body
}

func echoContentH2(c *call) {
	c.res.header.add("Content-Type", "text/plain")
	c.res.body = c.body
	c.res.noSize = true
}

// hugeResponse sends eight gibibytes of zeros.
func hugeResponse(c *call) {
	const total, chunk = 8 << 30, 1 << 20
	c.res.header.set("Content-Type", "text/plain")
	c.res.header.set("Content-Length", strconv.Itoa(total))
	c.res.header.set("Cache-Control", "max-age=86400")
	c.res.stream = func(b *bodyWriter) {
		zeros := make([]byte, chunk)
		for sent := 0; sent < total && b.Write(zeros); sent += chunk {
			if c.ctx.Err() != nil {
				b.err = errAborted
			}
		}
	}
}

// infiniteSlowResponse sends a byte every ten milliseconds until the client goes
// away or something is stashed under abortKey; stateKey tells which of it is so.
// A client on a virtual clock gets a body of two minutes, since nothing can be
// open without end on a clock that waits for what is open.
func infiniteSlowResponse(c *call) {
	place := c.folder()
	state := func(value string) {
		if id := c.get.or("stateKey", ""); id != "" {
			c.server.stash.update(place, id, func(any) any { return value })
		}
	}
	abort := c.get.or("abortKey", "")
	const first, pause = 2048, 10 * time.Millisecond
	state("open")
	c.res.header.set("Content-Type", "text/plain")
	if c.virtual {
		c.res.body = []byte(strings.Repeat(".", first+1200))
		c.res.parts = []part{{0, first}}
		for range 1200 {
			c.res.parts = append(c.res.parts, part{10 * pause, 1})
		}
		return
	}
	c.res.stream = func(b *bodyWriter) {
		defer state("closed")
		b.Write([]byte(strings.Repeat(".", first)))
		for b.Write([]byte(".")) && b.Flush() {
			if abort != "" && c.server.stash.take(place, abort) != nil {
				return
			}
			c.Wait(pause)
		}
	}
}

func inspectHeaders(c *call) {
	var names []string
	if c.get.has("headers") {
		names = strings.Split(c.get.need("headers"), "|")
	}
	var exposed []string
	for _, name := range names {
		if c.has(name) {
			c.res.header.add("x-request-"+name, c.headerValue(name))
		} else if strings.EqualFold(name, "Host") {
			c.res.header.add("x-request-"+name, c.host)
		}
		exposed = append(exposed, "x-request-"+name)
	}
	if c.get.has("cors") {
		if c.has("Origin") {
			c.res.header.add("Access-Control-Allow-Origin", c.headerValue("Origin"))
		} else {
			c.res.header.add("Access-Control-Allow-Origin", "*")
		}
		c.res.header.add("Access-Control-Allow-Credentials", "true")
		c.res.header.add("Access-Control-Allow-Methods", "GET, POST, HEAD")
		c.res.header.add("Access-Control-Expose-Headers", strings.Join(exposed, ", "))
		allowed := c.get.or("allow_headers", "")
		if !c.get.has("allow_headers") {
			allowed = strings.ToLower(strings.Join(slices.Sorted(maps.Keys(c.header)), ", "))
		}
		c.res.header.add("Access-Control-Allow-Headers", allowed)
	}
	c.res.text("text/plain", "")
}

func method(c *call) {
	if c.get.has("cors") {
		c.res.header.add("Access-Control-Allow-Origin", "*")
		c.res.header.add("Access-Control-Allow-Credentials", "true")
		c.res.header.add("Access-Control-Allow-Methods", "GET, POST, PUT, FOO")
		c.res.header.add("Access-Control-Allow-Headers", "x-test, x-foo")
		c.res.header.add("Access-Control-Expose-Headers", "x-request-method")
	}
	c.res.header.add("x-request-method", c.method)
	for _, name := range []string{"Type", "Length", "Encoding", "Language", "Location"} {
		c.res.header.add("x-request-content-"+strings.ToLower(name), c.headerOr("Content-"+name, "NO"))
	}
	c.res.body = c.body
}

// preflightRecord is what a preflight leaves for the request after it.
type preflightRecord struct {
	headers                        string
	noHeaders                      bool
	preflight, referrer, userAgent string
}

func preflight(c *call) {
	c.res.header.add("Content-Type", "text/plain")
	if c.get.has("origin") {
		for origin := range strings.SplitSeq(c.get.need("origin"), ", ") {
			c.res.header.add("Access-Control-Allow-Origin", origin)
		}
	} else {
		c.res.header.add("Access-Control-Allow-Origin", "*")
	}
	token := c.get.or("token", "")
	if c.get.has("clear-stash") {
		cleanStash(c)
		return
	}
	if c.get.has("credentials") {
		c.res.header.add("Access-Control-Allow-Credentials", "true")
	}
	if c.method == http.MethodOptions {
		c.answerPreflight(token)
		return
	}
	record := preflightRecord{preflight: "0"}
	if token != "" {
		if kept, ok := c.server.stash.take(c.path, token).(preflightRecord); ok {
			record = kept
		}
	}
	if c.get.has("checkUserAgentHeaderInPreflight") && c.headerValue("User-Agent") != record.userAgent {
		c.res.status = http.StatusBadRequest
		c.res.body = []byte("ERROR: No user-agent header in preflight")
		return
	}
	c.res.header.add("Access-Control-Expose-Headers", "x-did-preflight, x-control-request-headers, x-referrer, x-preflight-referrer, x-origin")
	c.res.header.add("x-did-preflight", record.preflight)
	if !record.noHeaders {
		c.res.header.add("x-control-request-headers", record.headers)
	}
	c.res.header.add("x-preflight-referrer", record.referrer)
	c.res.header.add("x-referrer", c.headerValue("Referer"))
	c.res.header.add("x-origin", c.headerValue("Origin"))
	if token != "" {
		c.server.stash.put(c.path, token, record)
	}
}

// answerPreflight answers the OPTIONS request and keeps what it was.
func (c *call) answerPreflight(token string) {
	if !c.has("Access-Control-Request-Method") {
		c.res.fail(http.StatusBadRequest, "No Access-Control-Request-Method header")
		return
	}
	if c.headerValue("Accept") != "*/*" {
		c.res.fail(http.StatusBadRequest, "Request does not have 'Accept: */*' header")
		return
	}
	record := preflightRecord{preflight: "1", referrer: c.headerValue("Referer"), userAgent: c.headerValue("User-Agent")}
	if c.get.has("control_request_headers") {
		record.headers = c.headerValue("Access-Control-Request-Headers")
		record.noHeaders = !c.has("Access-Control-Request-Headers")
	}
	for _, name := range []string{"max_age", "allow_headers", "allow_methods"} {
		if c.get.has(name) {
			header := map[string]string{"max_age": "Access-Control-Max-Age", "allow_headers": "Access-Control-Allow-Headers", "allow_methods": "Access-Control-Allow-Methods"}[name]
			c.res.header.add(header, c.get.need(name))
		}
	}
	c.res.status = number(c.get.or("preflight_status", "200"))
	if token != "" {
		c.server.stash.put(c.path, token, record)
	}
}

func redirectEmptyLocation(c *call) {
	c.res.status = http.StatusFound
	c.res.header.add("Location", "")
}

func redirectH2(c *call) {
	c.res.status = number(c.get.or("redirect_status", "302"))
	if c.get.has("location") {
		c.res.header.set("Location", c.get.need("location"))
	}
	c.res.header.add("Content-Type", "text/plain")
}

// redirectRecord is what a chain of redirects with one token has been through.
type redirectRecord struct {
	count     int
	preflight bool
}

func fetchRedirect(c *call) {
	c.res.header.add("Content-Type", "text/plain")
	c.res.header.add("Cache-Control", "no-cache")
	c.res.header.add("Pragma", "no-cache")
	c.allowOrigin()
	token := c.get.or("token", "")
	record := redirectRecord{}
	if token != "" {
		record, _ = c.server.stash.take(c.path, token).(redirectRecord)
	}
	keep := func() {
		if token != "" {
			c.server.stash.put(c.path, token, record)
		}
	}
	if c.method == http.MethodOptions {
		if c.get.has("allow_headers") {
			c.res.header.add("Access-Control-Allow-Headers", c.get.need("allow_headers"))
		}
		record.preflight = true
		if !c.get.has("redirect_preflight") {
			keep()
			return
		}
	}
	c.res.status = number(c.get.or("redirect_status", c.post().or("redirect_status", "302")))
	record.count++
	if c.get.has("location") {
		c.res.header.add("Location", c.onward(record.count))
	}
	if c.get.has("redirect_referrerpolicy") {
		c.res.header.add("Referrer-Policy", c.get.need("redirect_referrerpolicy"))
	}
	if c.get.has("delay") {
		c.Wait(lengthOf(c.get.need("delay"), time.Millisecond))
	}
	keep()
	// With a limit, the last answer is no redirect but tells how many there were.
	if token != "" && c.get.has("max_count") && record.count > number(c.get.need("max_count")) {
		c.res.status, c.res.header = http.StatusOK, nil
		c.res.body = []byte(strconv.Itoa(record.count - 1))
	}
}

// onward is where a redirect leads: to "location", with this request's parameters
// and the count, so that every hop of a loop has a URL of its own.
func (c *call) onward(count int) string {
	target := c.get.need("location")
	scheme, _, hasScheme := strings.Cut(target, ":")
	if u, err := url.Parse(target); err == nil {
		scheme, hasScheme = u.Scheme, u.Scheme != ""
	}
	if c.get.has("simple") || hasScheme && scheme != "http" && scheme != "https" {
		return target
	}
	var parameters []string
	seen := map[string]bool{}
	for _, f := range c.get {
		if !seen[f.name] {
			seen[f.name] = true
			parameters = append(parameters, url.QueryEscape(latin1(f.name))+"="+url.QueryEscape(latin1(f.value)))
		}
	}
	glue := "?"
	if strings.Contains(target, "?") {
		glue = "&"
	}
	return target + glue + strings.Join(parameters, "&") + "&count=" + strconv.Itoa(count)
}

func scriptWithHeader(c *call) {
	c.res.header.add("Content-Type", c.get.need("mime"))
	if c.get.or("content", "") != "empty" {
		c.res.body = []byte("console.log('Script loaded')")
	}
}

// stashPut keeps "value" for stashTake.
func stashPut(c *call) {
	c.res.body = []byte("done")
	if c.method == http.MethodOptions {
		c.res.header.set("Access-Control-Allow-Origin", "*")
		c.res.header.set("Access-Control-Allow-Methods", "*")
		c.res.header.set("Access-Control-Allow-Headers", "*")
		return
	}
	if !c.get.has("disallow_cross_origin") {
		c.res.header.set("Access-Control-Allow-Origin", "*")
	} else if c.get.need("mode") != "no-cors" && c.get.need("frame_origin") != c.scheme+"://"+c.host {
		// No preflight asks about a simple request, so it is turned away here.
		c.res.body = []byte("not stashing for cors request")
		return
	}
	c.server.stash.put(c.folder(), c.get.need("key"), latin1(c.get.need("value")))
}

func stashTake(c *call) {
	c.res.header.set("Access-Control-Allow-Origin", "*")
	c.res.json("application/json", c.server.stash.take(c.folder(), c.get.need("key")))
}

func statusOf(c *call) {
	c.res.status, c.res.reason = number(c.get.or("code", "200")), c.get.or("text", "OMG")
	c.res.header.add("Content-Type", c.get.or("type", ""))
	c.res.header.add("X-Request-Method", c.method)
	c.res.body = []byte(c.get.or("content", ""))
}

// trickled sends lines with a delay before the headers, and after them and each line.
func trickled(c *call) {
	delay := lengthOf(c.get.or("ms", "500"), time.Millisecond)
	count := limited(number(c.get.or("count", "50")))
	c.Wait(delay)
	if !c.get.has("notype") {
		c.res.header.set("Content-Type", "text/plain")
	}
	const line = "TEST_TRICKLE\n"
	c.res.body = []byte(strings.Repeat(line, count))
	for range count {
		c.res.parts = append(c.res.parts, part{delay, len(line)})
	}
	c.res.parts = append(c.res.parts, part{delay, 0})
}
