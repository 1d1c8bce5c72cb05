package server

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// handlers are the dynamic handlers that have a Go form, by URL path. Each is
// written to behave as the suite's tests observe it.
var handlers = map[string]handler{
	"/common/echo.py":                  echo,
	"/common/redirect.py":              redirect,
	"/common/redirect-opt-in.py":       redirectOptIn,
	"/common/slow.py":                  slow,
	"/common/slow-redirect.py":         slowRedirect,
	"/common/refresh.py":               refresh,
	"/common/CustomCorsResponse.py":    customResponse,
	"/common/dispatcher/dispatcher.py": dispatcher,

	"/fetch/fetch-later/resources/set_beacon.py": setBeacon,
	"/fetch/fetch-later/resources/get_beacon.py": getBeacon,

	"/beacon/resources/beacon.py":                beacon,
	"/beacon/resources/inspect-header.py":        beaconInspectHeader,
	"/beacon/resources/content-type-and-body.py": contentTypeAndBody,

	"/fetch/api/resources/authentication.py":            authentication,
	"/fetch/api/resources/bad-chunk-encoding.py":        badChunkEncoding,
	"/fetch/api/resources/cache.py":                     cached,
	"/fetch/api/resources/clean-stash.py":               cleanStash,
	"/fetch/api/resources/dump-authorization-header.py": dumpAuthorization,
	"/fetch/api/resources/echo-content.py":              echoContent,
	"/fetch/api/resources/echo-content.h2.py":           echoContentH2,
	"/fetch/api/resources/huge-response.py":             hugeResponse,
	"/fetch/api/resources/infinite-slow-response.py":    infiniteSlowResponse,
	"/fetch/api/resources/inspect-headers.py":           inspectHeaders,
	"/fetch/api/resources/method.py":                    method,
	"/fetch/api/resources/preflight.py":                 preflight,
	"/fetch/api/resources/redirect-empty-location.py":   redirectEmptyLocation,
	"/fetch/api/resources/redirect.h2.py":               redirectH2,
	"/fetch/api/resources/redirect.py":                  fetchRedirect,
	"/fetch/api/resources/script-with-header.py":        scriptWithHeader,
	"/fetch/api/resources/stash-put.py":                 stashPut,
	"/fetch/api/resources/stash-take.py":                stashTake,
	"/fetch/api/resources/status.py":                    statusOf,
	"/fetch/api/resources/trickle.py":                   trickled,

	"/fetch/api/request/resources/cache.py":                     cacheState,
	"/fetch/connection-pool/resources/network-partition-key.py": partitionKey,

	"/cookies/resources/set-cookie.py":              setCookieFor,
	"/cookies/resources/set.py":                     setCookieText,
	"/cookies/resources/drop.py":                    dropCookie,
	"/cookies/resources/dropSameSite.py":            dropSameSite,
	"/cookies/resources/list.py":                    listCookies,
	"/cookies/resources/list-cookies-for-script.py": listCookiesForScript,

	"/cors/resources/status.py":       corsStatus,
	"/xhr/resources/delay.py":         xhrDelay,
	"/xhr/resources/echo-headers.py":  echoHeaders,
	"/xhr/resources/parse-headers.py": parseHeaders,
	"/xhr/resources/status.py":        xhrStatus,

	"/service-workers/service-worker/resources/redirect.py":             serviceWorkerRedirect,
	"/service-workers/service-worker/resources/fetch-access-control.py": fetchAccessControl,

	"/reporting/resources/report.py": report,

	"/navigation-api/navigate-event/resources/cross-origin-redirect-on-second-visit.py":             redirectOnSecondVisit,
	"/navigation-api/navigation-methods/resources/slow-no-store.py":                                 slowNoStore,
	"/navigation-api/navigation-methods/return-value/resources/204-205-download-on-second-visit.py": actionOnSecondVisit,
	"/page-lifecycle/resources/beacon.py":                                                           countedBeacon,
	"/html/browsers/history/the-location-interface/resources/reload_post_1-1.py":                    reloadPost,

	"/workers/baseurl/beta/import.py":                                   workerMoved("import.js"),
	"/workers/baseurl/beta/importScripts.py":                            workerMoved("importScripts.js"),
	"/workers/baseurl/beta/sharedworker.py":                             workerMoved("sharedworker.js"),
	"/workers/baseurl/beta/worker.py":                                   workerMoved("worker.js"),
	"/workers/baseurl/beta/xhr-worker.py":                               workerMoved("xhr-worker.js"),
	"/workers/baseurl/beta/xhr.py":                                      workerMoved("xhr.js"),
	"/workers/interfaces/WorkerGlobalScope/location/helper-redirect.py": workerLocation,
	"/workers/modules/resources/export-credentials.py":                  exportCredentials,
	"/workers/modules/resources/export-on-load-script.py":               exportOnLoad,
	"/workers/modules/resources/export-referrer-checker.py":             exportReferrer,
	"/workers/modules/resources/postmessage-credentials.py":             postCredentials,
	"/workers/modules/resources/postmessage-referrer-checker.py":        postReferrer,
	"/workers/modules/resources/redirect.py":                            moduleRedirect,
	"/workers/same-site-cookies/resources/get_cookies.py":               workerGetCookies,
	"/workers/same-site-cookies/resources/get_cookies_redirect.py":      workerCookieRedirect("get_cookies.py", "set_on_redirect_fetch"),
	"/workers/same-site-cookies/resources/set_cookies.py":               workerSetCookies,
	"/workers/same-site-cookies/resources/worker.py":                    workerOfCookies,
	"/workers/same-site-cookies/resources/worker_redirect.py":           workerCookieRedirect("worker.py", "set_on_redirect_load"),
	"/workers/semantics/encodings/003-1.py":                             decodedQuery,
	"/workers/support/imported_script.py":                               emptyOfType,
	"/workers/support/nosiniff-error-worker.py":                         noSniffError,

	"/html/browsers/browsing-the-web/remote-context-helper/resources/executor-window.py":                executorWindow,
	"/html/browsers/browsing-the-web/back-forward-cache/resources/slow.py":                              slowParts,
	"/html/browsers/browsing-the-web/overlapping-navigations-and-traversals/resources/slow.py":          slowPage,
	"/html/browsers/browsing-the-web/history-traversal/resources/unset_context_name_stash.py":           oneValue,
	"/html/browsers/windows/resources/window-name-stash.py":                                             oneValue,
	"/html/browsers/browsing-the-web/navigating-across-documents/resources/redirect.py":                 plainRedirect,
	"/html/browsers/browsing-the-web/navigating-across-documents/resources/no-cache-single-redirect.py": everyOtherRedirect,
	"/html/browsers/browsing-the-web/navigating-across-documents/refresh/resources/refresh.py":          refreshText,
	"/html/browsers/browsing-the-web/navigating-across-documents/refresh/resources/refresh-with-svg.py": refreshSVG,
}

// number reads an integer parameter; it panics if it is none, as the originals do.
func number(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		panic(err)
	}
	return n
}

// lengthOf reads a parameter as so many units of time.
func lengthOf(text string, unit time.Duration) time.Duration {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		panic(err)
	}
	if !(n >= 0 && n < 1e9) {
		panic(fmt.Errorf("%s is no time to wait", text))
	}
	return time.Duration(n * float64(unit))
}

// latin1 reads bytes as the code points of the same numbers.
func latin1(bytes string) string {
	runes := make([]rune, len(bytes))
	for i := range len(bytes) {
		runes[i] = rune(bytes[i])
	}
	return string(runes)
}

// allowOrigin lets the origin that asks read the answer, credentials included.
func (c *call) allowOrigin() {
	if c.has("Origin") {
		c.res.header.add("Access-Control-Allow-Origin", c.headerValue("Origin"))
		c.res.header.add("Access-Control-Allow-Credentials", "true")
	} else {
		c.res.header.add("Access-Control-Allow-Origin", "*")
	}
}

func echo(c *call) {
	c.res.header.set("X-XSS-Protection", "0")
	c.res.text("text/html", c.get.need("content"))
}

// redirectAsAsked sets the status and Location that the query asks for.
func (c *call) redirectAsAsked() {
	c.res.status = http.StatusFound
	if n, err := strconv.Atoi(strings.TrimSpace(c.get.or("status", ""))); err == nil {
		c.res.status = n
	}
	c.res.header.set("Location", c.get.need("location"))
}

func redirect(c *call) {
	c.redirectAsAsked()
	if origin := c.headerValue("Origin"); c.get.has("enable-cors") && origin != "" {
		c.res.header.set("Content-Type", "text/plain")
		c.res.header.set("Access-Control-Allow-Origin", origin)
		c.res.header.set("Access-Control-Allow-Credentials", "true")
	}
}

func redirectOptIn(c *call) {
	c.redirectAsAsked()
	c.res.header.set("Timing-Allow-Origin", "*")
}

// slow answers with nothing after "delay" milliseconds.
func slow(c *call) {
	c.Wait(lengthOf(c.get.or("delay", "2000"), time.Millisecond))
}

// slowRedirect redirects after "delay", here in whole seconds.
func slowRedirect(c *call) {
	delay := 2
	if n, err := strconv.Atoi(c.get.or("delay", "")); err == nil {
		delay = n
	}
	c.Wait(time.Duration(delay) * time.Second)
	c.redirectAsAsked()
}

func refresh(c *call) {
	c.res.header.add("Content-Type", "text/html")
	c.res.header.add("Refresh", "0; URL="+c.get.need("location"))
}

// customResponse answers with headers and content given as JSON.
func customResponse(c *call) {
	var fields map[string]string
	if err := json.Unmarshal([]byte(c.get.or("headers", "{}")), &fields); err != nil {
		panic(err)
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		c.res.header.set(name, fields[name])
	}
	// A script without effect, for where the answer is run as one.
	content := "/* CustomCorsResponse.py content */"
	if c.get.has("content") {
		if err := json.Unmarshal([]byte(c.get.or("content", "")), &content); err != nil {
			panic(err)
		}
	}
	c.res.body = []byte(content)
}

// dispatcher is a message queue per UUID.
func dispatcher(c *call) {
	h := &c.res.header
	h.set("Access-Control-Allow-Credentials", "true")
	h.set("Access-Control-Allow-Methods", "OPTIONS, GET, POST")
	h.set("Access-Control-Allow-Headers", "Content-Type")
	origin := c.headerValue("Origin")
	if origin == "" {
		origin = "*"
	}
	h.set("Access-Control-Allow-Origin", origin)
	if c.get.has("cacheable") {
		h.set("Cache-Control", "max-age=31536000")
	} else {
		h.set("Cache-Control", "no-cache, no-store, must-revalidate")
	}
	if c.method == http.MethodOptions {
		return
	}
	c.server.stash.update("/common/dispatcher", c.get.need("uuid"), func(old any) any {
		queue, _ := old.([]string)
		switch {
		case c.get.has("show-headers"):
			fields := map[string]string{"host": latin1(c.host)}
			for name := range c.header {
				fields[strings.ToLower(name)] = latin1(c.headerValue(name))
			}
			encoded, err := json.Marshal(fields)
			if err != nil {
				panic(err)
			}
			queue = append(queue, string(encoded))
		case c.method == http.MethodPost:
			queue = append(queue, string(c.body))
			c.res.body = []byte("done")
		case len(queue) == 0:
			c.res.body = []byte("not ready")
		default:
			c.res.body = []byte(queue[0])
			queue = queue[1:]
		}
		return queue
	})
}

// executorWindow is a page that runs scripts which come through the dispatcher.
func executorWindow(c *call) {
	c.res.status = number(c.get.or("status", "200"))
	var out strings.Builder
	out.WriteString("<!DOCTYPE html>\n")
	// A copy of this page under a data: or blob: URL must still find its scripts.
	fmt.Fprintf(&out, "<base href=\"%s\">\n", html.EscapeString(c.url()))
	sources := []string{"/common/dispatcher/dispatcher.js", "./executor-common.js", "./executor-window.js"}
	for _, field := range c.get {
		if field.name == "script" && field.value != "" {
			sources = append(sources, field.value)
		}
	}
	for _, source := range sources {
		fmt.Fprintf(&out, "<script src=\"%s\"></script>\n", html.EscapeString(source))
	}
	out.WriteString("<body>\n<script>\nwindow.__requestHeaders = new Headers();\n")
	fmt.Fprintf(&out, "window.__requestHeaders.append(\"host\", %s);\n", inScript(c.host))
	for _, name := range slices.Sorted(maps.Keys(c.header)) {
		for _, value := range c.header[name] {
			fmt.Fprintf(&out, "window.__requestHeaders.append(%s, %s);\n", inScript(strings.ToLower(name)), inScript(value))
		}
	}
	start := "null"
	if event := c.get.or("startOn", ""); event != "" {
		start = inScript(event)
	}
	fmt.Fprintf(&out, "requestExecutor(%s, %s);\n</script>\n", inScript(c.get.need("uuid")), start)
	c.res.text("text/html", out.String())
}
