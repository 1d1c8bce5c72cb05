package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The dynamic handlers under /xhr/resources/ and /cors/resources/ that other suites ask for, and
// two of service workers.

func xhrDelay(c *call) {
	c.Wait(lengthOf(c.get.or("ms", "500"), time.Millisecond))
	c.res.text("text/plain", "TEST_DELAY")
	c.res.header.add("Access-Control-Allow-Origin", "*")
	c.res.header.add("Access-Control-Allow-Methods", "YO")
}

// echoHeaders tells the request's headers, a line each.
func echoHeaders(c *call) {
	var names []string
	for name := range c.header {
		names = append(names, name)
	}
	slices.Sort(names)
	text := "Host: " + c.host + "\r\n"
	for _, name := range names {
		for _, value := range c.header[name] {
			text += name + ": " + value + "\r\n"
		}
	}
	c.res.text("text/plain", text)
	c.res.header.add("Connection", "close")
}

func parseHeaders(c *call) {
	if c.get.has("my-custom-header") {
		c.res.header.set("My-Custom-Header", c.get.need("my-custom-header"))
	}
}

// codeOf reads a status code of the query.
func (c *call) codeOf(name string, otherwise int) int {
	if n, err := strconv.Atoi(strings.TrimSpace(c.get.or(name, ""))); err == nil {
		return n
	}
	return otherwise
}

func xhrStatus(c *call) {
	c.res.status, c.res.reason = number(c.get.or("code", "200")), c.get.or("text", "OMG")
	c.res.text(c.get.or("type", ""), c.get.or("content", ""))
	c.res.header.add("X-Request-Method", c.method)
}

func corsStatus(c *call) {
	h := &c.res.header
	h.set("Access-Control-Allow-Origin", c.headerValue("Origin"))
	h.set("Access-Control-Expose-Headers", "X-Request-Method")
	if c.method == http.MethodOptions {
		h.set("Access-Control-Allow-Methods", "GET, CHICKEN, HEAD, POST, PUT")
	}
	if c.get.has("headers") {
		h.set("Access-Control-Allow-Headers", c.get.need("headers"))
	}
	h.set("X-Request-Method", c.method)
	h.set("X-A-C-Request-Method", c.headerValue("Access-Control-Request-Method"))
	c.res.status, c.res.reason = c.codeOf("code", 200), c.get.or("text", "OMG")
	if c.method == http.MethodOptions && c.get.has("preflight") {
		c.res.status = number(c.get.need("preflight"))
	}
	if c.get.has("type") {
		h.set("Content-Type", c.get.need("type"))
	}
	c.res.body = []byte(c.get.or("content", ""))
}

// accessControl sets the CORS headers that the query asks for.
func (c *call) accessControl() {
	if c.get.has("ACAOrigin") {
		for _, origin := range strings.Split(c.get.need("ACAOrigin"), ",") {
			c.res.header.add("Access-Control-Allow-Origin", origin)
		}
	}
	for _, suffix := range []string{"Headers", "Methods", "Credentials"} {
		if c.get.has("ACA" + suffix) {
			c.res.header.add("Access-Control-Allow-"+suffix, c.get.need("ACA"+suffix))
		}
	}
	if c.get.has("ACEHeaders") {
		c.res.header.add("Access-Control-Expose-Headers", c.get.need("ACEHeaders"))
	}
}

func serviceWorkerRedirect(c *call) {
	c.res.status = http.StatusFound
	if c.get.has("Status") {
		c.res.status = number(c.get.need("Status"))
	}
	c.res.header.add("Location", c.get.need("Redirect"))
	c.accessControl()
}

// fetchAccessControl reports what it was asked, as a script that calls report(). Videos it has none.
func fetchAccessControl(c *call) {
	c.res.header.add("X-ServiceWorker-ServerHeader", "SetInTheServer")
	c.accessControl()
	r := http.Request{Header: c.header}
	user, password, known := r.BasicAuth()
	switch {
	case c.get.has("Auth") && user == "" || c.get.has("AuthFail"):
		c.res.status = http.StatusUnauthorized
		c.res.header.add("WWW-Authenticate", `Basic realm="Restricted"`)
		c.res.body = []byte("Authentication canceled")
		return
	case c.get.has("PNGIMAGE"):
		var out bytes.Buffer
		if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 16, 16))); err != nil {
			panic(err)
		}
		c.res.header.add("Content-Type", "image/png")
		c.res.body = out.Bytes()
		return
	case c.get.has("VIDEO"):
		c.notProvided(c.path + "?VIDEO")
		return
	}
	if !known || user == "" {
		user, password = "undefined", "undefined"
	}
	cookie, ok := c.cookies()["cookie"]
	if !ok {
		cookie = "undefined"
	}
	named := func(f form) map[string]string {
		all := map[string]string{}
		for _, field := range f {
			all[latin1(field.name)] = latin1(field.value)
		}
		return all
	}
	sent := map[string]string{"Host": c.host}
	for name := range c.header {
		sent[name] = latin1(c.headerValue(name))
	}
	encoded, err := json.Marshal(map[string]any{
		"jsonpResult": "success", "method": c.method, "headers": sent, "body": latin1(string(c.body)), "files": []any{},
		"GET": named(c.get), "POST": named(c.post()), "username": latin1(user), "password": latin1(password), "cookie": cookie,
	})
	if err != nil {
		panic(err)
	}
	c.res.body = fmt.Appendf(nil, "report( %s )", encoded)
}
