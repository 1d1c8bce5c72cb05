package server

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The dynamic handlers under /workers/ that are not about cookies.

// workerMoved redirects to a file of the folder beside, with a script that must not run.
func workerMoved(name string) handler {
	return func(c *call) {
		c.res.status, c.res.reason = http.StatusFound, "Moved"
		c.res.header.add("Location", "../gamma/"+name)
		c.res.body = []byte("postMessage('executed redirecting script');")
	}
}

func workerLocation(c *call) {
	c.res.status = http.StatusFound
	c.res.header.add("Location", "post-location-members.js?a")
}

// moduleHeaders let the origin that asks import the script, with credentials.
func (c *call) moduleHeaders() {
	c.res.header.add("Content-Type", "text/javascript")
	c.res.header.add("Access-Control-Allow-Credentials", "true")
	if origin := c.headerValue("Origin"); origin != "" {
		c.res.header.add("Access-Control-Allow-Origin", origin)
	}
}

func exportCredentials(c *call) {
	c.moduleHeaders()
	c.res.body = []byte("export const cookie = " + scriptString(c.cookies()["COOKIE_NAME"]) + ";")
}

// posting is a script by which a worker of either kind posts a text.
func posting(text string) []byte {
	return fmt.Appendf(nil, `if ("DedicatedWorkerGlobalScope" in self && self instanceof DedicatedWorkerGlobalScope) {
  postMessage(%[1]s);
} else if ("SharedWorkerGlobalScope" in self && self instanceof SharedWorkerGlobalScope) {
  onconnect = e => e.ports[0].postMessage(%[1]s);
}
`, scriptString(text))
}

func postCredentials(c *call) {
	c.moduleHeaders()
	c.res.body = posting(c.cookies()["COOKIE_NAME"])
}

func exportReferrer(c *call) {
	c.res.text("text/javascript", "export const referrer = "+scriptString(c.headerValue("Referer"))+";")
	c.res.header.add("Access-Control-Allow-Origin", "*")
}

func postReferrer(c *call) {
	c.res.text("text/javascript", string(posting(c.headerValue("Referer"))))
	c.res.header.add("Access-Control-Allow-Origin", "*")
}

// exportOnLoad is a module that is another one each time, so that an update of a service worker
// finds it changed. It answers the preflight of that, too.
func exportOnLoad(c *call) {
	c.res.text("text/javascript", fmt.Sprintf("export const importedModules = ['export-on-load-script.js'];// %d", time.Now().Unix()))
	c.res.header.add("Access-Control-Allow-Origin", "*")
	c.res.header.add("Access-Control-Allow-Headers", "Service-Worker")
}

func moduleRedirect(c *call) {
	c.res.status = http.StatusFound
	c.res.header.set("Location", c.get.need("location"))
}

func emptyOfType(c *call) { c.res.text(c.get.need("mime"), "") }

func noSniffError(c *call) {
	c.res.text("text/html", "")
	c.res.header.add("X-Content-Type-Options", "nosniff")
}

// decodedQuery says whether the query came as UTF-8.
func decodedQuery(c *call) {
	c.res.body = []byte("FAIL")
	if strings.Compare(c.get.need("x"), "å") == 0 {
		c.res.body = []byte("PASS")
	}
}
