package server

import (
	"net/http"
	"time"
)

// The dynamic handlers of the navigation suites.

// slowParts waits before the headers and before the body, in milliseconds.
func slowParts(c *call) {
	c.Wait(lengthOf(c.get.or("delayBeforeHeader", "0"), time.Millisecond))
	if c.get.has("cors") {
		c.res.header.set("Access-Control-Allow-Origin", "*")
	}
	c.res.body = []byte("Body")
	c.res.parts = []part{{lengthOf(c.get.or("delayBeforeBody", "0"), time.Millisecond), len(c.res.body)}}
}

func slowPage(c *call) {
	c.Wait(2 * time.Second)
	c.res.text("text/html", "")
}

// oneValue keeps the last value posted until it is asked for.
func oneValue(c *call) {
	id := c.get.need("id")
	if c.method == http.MethodPost {
		value := c.get.need("value")
		c.server.stash.update(c.path, id, func(any) any { return value })
		c.res.body = []byte("OK")
		return
	}
	c.res.body = []byte("NONE")
	if value, ok := c.server.stash.take(c.path, id).(string); ok {
		c.res.body = []byte(value)
	}
}

func plainRedirect(c *call) {
	c.res.status = http.StatusFound
	c.res.header.set("Location", c.get.need("location"))
}

// everyOtherRedirect redirects the first, third … request with a UUID.
func everyOtherRedirect(c *call) {
	c.res.header.set("Cache-Control", "no-store")
	c.server.stash.update(c.path, c.get.need("uuid"), func(old any) any {
		if old != nil {
			c.res.text("text/html", "No redirect")
			return nil
		}
		plainRedirect(c)
		return "redirected"
	})
}

func refreshText(c *call) {
	c.res.header.set("Refresh", "0;./refreshed.txt?\x80\xff") // not UTF-8, on purpose
	c.res.text("text/plain", "Not refreshed.\n")
}

func refreshSVG(c *call) {
	c.res.header.set("Refresh", "0;./refreshed.txt")
	c.res.text("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" version="1.1"><text y="14">Not refreshed.</text></svg>`+"\n")
}
