package server

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// report is /reporting/resources/report.py: it collects the reports that browsers send, and hands
// them to the tests that wait for them.
func report(c *call) {
	switch c.method {
	case http.MethodOptions:
		if strings.Contains(c.headerValue("Origin"), "www2") {
			c.res.status, c.res.body = http.StatusBadRequest, []byte("CORS preflight rejected for www2")
			return
		}
		c.res.text("text/plain", "CORS allowed")
		c.res.header.add("Access-Control-Allow-Origin", "*")
		c.res.header.add("Access-Control-Allow-Methods", "post")
		c.res.header.add("Access-Control-Allow-Headers", "Content-Type")
		return
	case http.MethodPost:
		var order struct {
			Op        *string
			ReportIDs []string
		}
		if json.Unmarshal(c.body, &order) == nil && order.Op != nil {
			if *order.Op != "DELETE" || order.ReportIDs == nil {
				c.res.status, c.res.body = http.StatusBadRequest, []byte("op parameter value not recognized")
				return
			}
			for _, id := range order.ReportIDs {
				c.server.stash.take(c.path, id)
			}
			c.res.body = []byte("reports cleared")
			return
		}
	}
	id := c.get.or("reportID", "")
	if id == "" {
		if !c.get.has("endpoint") {
			c.res.status, c.res.body = http.StatusBadRequest, []byte("Either reportID or endpoint parameter is required.")
			return
		}
		id = endpointID(c.get.need("endpoint"))
	}
	must(len(id) > 4, "the report's id %q is too short", id)
	if c.method == http.MethodGet {
		c.retrieveReports(id)
		return
	}
	c.keepReports(id)
}

// reportCookies and reportCount are the stash's keys of what comes with the reports of an id.
func reportCookies(id string) string { return "cccc" + id[4:] }
func reportCount(id string) string   { return "dddd" + id[4:] }

// endpointID names an endpoint: a UUID of version 5 in the namespace of object identifiers.
// https://www.rfc-editor.org/rfc/rfc9562#section-5.5
func endpointID(name string) string {
	h := sha1.New()
	h.Write([]byte{0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8})
	h.Write([]byte(name))
	s := h.Sum(nil)[:16]
	s[6], s[8] = s[6]&0x0f|0x50, s[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", s[:4], s[4:6], s[6:8], s[8:10], s[10:])
}

// reportPoll is how often the stash is looked at for a test that waits.
const reportPoll = 500 * time.Millisecond

// retrieveReports hands out what there is of an id, once there is enough, or when the time is up.
func (c *call) retrieveReports(id string) {
	limit := reportPoll
	if c.get.has("timeout") {
		limit = lengthOf(c.get.need("timeout"), time.Second)
	}
	key, least, otherwise, form := id, 1, "[]", "%s"
	switch c.get.or("op", "") {
	case "", "retrieve_report":
		least = c.codeOf("min_count", 1)
	case "retrieve_cookies":
		key, otherwise, form = reportCookies(id), `"None"`, `{ "reportCookies" : %s}`
	case "retrieve_count":
		key, otherwise, form = reportCount(id), "0", `{ "report_count": %s }`
	default:
		c.res.status, c.res.body = http.StatusBadRequest, []byte("op parameter value not recognized.")
		return
	}
	for waited := time.Duration(0); waited < limit; waited += reportPoll {
		c.Wait(reportPoll)
		var found any
		c.server.stash.update(c.path, key, func(old any) any {
			list, isList := old.([]any)
			if old == nil || isList && len(list) < least {
				return old
			}
			found = old
			if c.get.has("retain") {
				return old
			}
			return nil
		})
		if found == nil {
			continue
		}
		encoded, err := json.Marshal(found)
		if err != nil {
			panic(err)
		}
		otherwise = string(encoded)
		break
	}
	c.res.text("application/json", fmt.Sprintf(form, otherwise))
}

// keepReports adds the request's reports to those of an id.
func (c *call) keepReports(id string) {
	if cookies := c.cookies(); len(cookies) > 0 {
		told := map[string]string{}
		for name, value := range cookies {
			told[name] = fmt.Sprintf("[<Cookie '%s'>]", value)
		}
		c.server.stash.update(c.path, reportCookies(id), func(any) any { return told })
	}
	var body any
	if err := json.Unmarshal(c.body, &body); err != nil {
		panic(err)
	}
	list, ok := body.([]any)
	if !ok {
		list = []any{body} // of a policy's report-uri
	}
	for _, r := range list {
		m, ok := r.(map[string]any)
		must(ok, "a report is no object")
		m["metadata"] = map[string]string{"content_type": c.headerValue("Content-Type")}
	}
	c.server.stash.update(c.path, id, func(old any) any {
		all, _ := old.([]any)
		return append(all, list...)
	})
	c.server.stash.update(c.path, reportCount(id), func(old any) any {
		n, _ := old.(int)
		return n + 1
	})
	c.res.text("text/plain", "Recorded report "+string(c.body))
	if !strings.Contains(c.headerValue("Origin"), "www2") {
		c.res.header.add("Access-Control-Allow-Origin", "*")
	}
}
