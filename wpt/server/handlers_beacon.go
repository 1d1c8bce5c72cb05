package server

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// must panics, and so answers 500, unless what a test expects of its request holds.
func must(holds bool, format string, arguments ...any) {
	if !holds {
		panic(fmt.Errorf(format, arguments...))
	}
}

// beaconData is where fetchLater() tests collect what was sent.
const beaconData = "beacon_data"

// setBeacon keeps a request's payload, if the request is as the test expects it.
func setBeacon(c *call) {
	if !c.get.has("uuid") {
		c.res.status = http.StatusBadRequest
		c.res.body = []byte("no uuid to keep the payload under")
		return
	}
	id := c.get.need("uuid")
	if expected := c.get.or("expectOrigin", ""); c.has("Origin") {
		origin := c.headerValue("Origin")
		must(expected == "" || origin == expected, "the origin is %s, not %s", origin, expected)
		c.res.header.set("Access-Control-Allow-Origin", origin)
	} else {
		must(!c.get.has("expectOrigin"), "there is no origin, which was to be %s", expected)
	}
	if c.method == http.MethodOptions {
		asked := c.headerValue("Access-Control-Request-Headers")
		wanted := c.headerValue("Access-Control-Request-Method")
		must(c.get.or("expectPreflight", "") == "true", "no preflight is expected")
		must(!c.has("Cookie"), "the preflight has cookies")
		must(strings.Contains(asked, "content-type"), "the preflight asks for headers %q", asked)
		must(wanted == http.MethodPost, "the preflight asks for method %q", wanted)
		c.res.header.set("Access-Control-Allow-Headers", "content-type")
		c.res.header.set("Access-Control-Allow-Methods", "POST")
		return
	}
	expected := c.get.or("expectCredentials", "") == "true"
	must(c.has("Cookie") == expected, "cookies sent: %t, expected: %t", c.has("Cookie"), expected)

	var data any // nil becomes null
	if c.method == http.MethodPost {
		if strings.Contains(c.headerValue("Content-Type"), "multipart/form-data") {
			if form := c.post(); form.has("payload") {
				data = form.need("payload")
			}
		} else if len(c.body) > 0 {
			text := string(c.body)
			if rest, ok := strings.CutPrefix(text, "payload="); ok {
				text, _, _ = strings.Cut(rest, "payload=")
			}
			data = text
		}
	}
	text, _ := data.(string)
	must(utf8.ValidString(text), "the payload is not UTF-8")
	c.server.stash.update(beaconData, id, func(old any) any {
		list, _ := old.([]any)
		return append(list[:len(list):len(list)], data)
	})
}

// getBeacon tells what setBeacon has kept, and keeps it.
func getBeacon(c *call) {
	if !c.get.has("uuid") {
		c.res.status = http.StatusBadRequest
		c.res.body = []byte("no uuid to look under")
		return
	}
	list := []any{}
	c.server.stash.update(beaconData, c.get.need("uuid"), func(old any) any {
		if kept, ok := old.([]any); ok {
			list = kept
		}
		return old
	})
	c.res.json("text/plain", map[string]any{"data": list})
}

// beacon stores whether a beacon came with the payload that it was sent with, and
// tells it once.
func beacon(c *call) {
	id := c.get.need("id")
	command := strings.ToLower(c.get.need("cmd"))
	for parameter, name := range map[string]string{"origin": "Access-Control-Allow-Origin", "credentials": "Access-Control-Allow-Credentials"} {
		if c.get.has(parameter) {
			c.res.header.set(name, c.get.need(parameter))
		}
	}
	switch {
	case command == "store" && c.method == http.MethodPost:
		kind := c.headerOr("Content-Type", "(missing)")
		payload := c.body
		if strings.Contains(kind, "form-data") {
			payload = []byte(c.post().or("payload", ""))
		}
		record := map[string]any{"error": nil, "type": latin1(kind)}
		if problem := checkPayload(payload); problem != "" {
			record["error"] = problem
		}
		c.server.stash.put(c.path, id, record)
	case command == "store" && c.method == http.MethodOptions:
		if c.get.has("preflightExpected") {
			c.res.header.set("Access-Control-Allow-Headers", "content-type")
			c.res.header.set("Access-Control-Allow-Methods", "POST")
		} else {
			c.server.stash.put(c.path, id, map[string]any{"error": "Preflight not expected."})
		}
	case command == "store":
	case command == "stat":
		results := []any{}
		if record := c.server.stash.take(c.path, id); record != nil {
			results = append(results, record)
		}
		c.res.json("text/plain", results)
	default:
		c.res.status = http.StatusBadRequest
	}
}

// checkPayload says what is wrong with "size:***…", whose size counts all of it;
// "" if nothing is, or if the payload has no such form.
func checkPayload(payload []byte) string {
	parts := bytes.FieldsFunc(payload, func(r rune) bool { return r == ':' })
	if len(parts) < 2 {
		return ""
	}
	size, err := strconv.Atoi(string(parts[0]))
	must(err == nil, "the payload's size is %q", parts[0])
	if size != len(payload) {
		return fmt.Sprintf("%d characters were to come, %d came", size, len(payload))
	}
	for i := len(parts[0]) + 1; i < len(payload); i++ {
		if payload[i] != '*' {
			return fmt.Sprintf("the character at %d is %q and not '*'", i, payload[i])
		}
	}
	return ""
}

// beaconInspectHeader keeps one header of a request and reflects it in another's answer.
func beaconInspectHeader(c *call) {
	c.res.header.add("Content-Type", "text/plain")
	id, name := c.get.need("id"), c.get.need("header")
	switch strings.ToLower(c.get.need("cmd")) {
	case "put":
		c.server.stash.put(c.path, id, c.headerValue(name))
	case "get":
		if value, ok := c.server.stash.take(c.path, id).(string); ok {
			c.res.header.add("x-request-"+name, value)
		}
	default:
		c.res.fail(http.StatusBadRequest, "Bad Command")
	}
}

// contentTypeAndBody keeps what a request carried.
func contentTypeAndBody(c *call) {
	id := c.get.need("id")
	switch strings.ToLower(c.get.need("cmd")) {
	case "put":
		c.server.stash.put(c.path, id, c.headerValue("Content-Type")+": "+string(c.body))
		c.res.text("text/plain", "")
		return
	case "get":
		if value, ok := c.server.stash.take(c.path, id).(string); ok {
			c.res.text("text/plain", value)
			return
		}
	}
	c.res.fail(http.StatusBadRequest, "Bad Command")
}
