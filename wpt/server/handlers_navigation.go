package server

import (
	"net/http"
	"strconv"
	"time"
)

// The dynamic handlers of the navigation API's and the page lifecycle's suites.

func (c *call) neverStored() {
	c.res.header.add("Cache-Control", "no-cache, no-store, must-revalidate")
	c.res.header.add("Pragma", "no-cache")
}

// redirectOnSecondVisit is a page, and a redirect to another origin from the second time on.
func redirectOnSecondVisit(c *call) {
	remote := c.get.need("remote_origin")
	visited := false
	c.server.stash.update(c.path, c.get.need("key"), func(old any) any {
		visited = old != nil
		return true
	})
	c.neverStored()
	c.res.text("text/html", "body")
	if visited {
		c.res.status = http.StatusMovedPermanently
		c.res.header.add("Location", remote+"/common/blank.html")
		c.res.body = []byte("redirect_body")
	}
}

func slowNoStore(c *call) {
	c.Wait(time.Second)
	c.res.header.set("Cache-Control", "no-cache, no-store, must-revalidate")
}

// actionOnSecondVisit does what a POST has asked for: 204, 205 or a download; else it is a page.
func actionOnSecondVisit(c *call) {
	id := c.get.need("id")
	switch c.method {
	case http.MethodPost:
		c.server.stash.put(c.path, id, c.get.need("action"))
		c.res.status = http.StatusNoContent
		return
	case http.MethodGet:
		switch action := c.server.stash.take(c.path, id); action {
		case nil:
			c.res.text("text/html", "initial page")
			c.res.header.add("Cache-Control", "no-store")
			return
		case "204":
			c.res.status = http.StatusNoContent
			return
		case "205":
			c.res.status = http.StatusResetContent
			return
		case "download":
			c.res.text("text/plain", "some text to download")
			c.res.header.add("Content-Disposition", "attachment")
			return
		}
	}
	c.res.status = http.StatusBadRequest
}

// countedBeacon counts its requests, and tells how many there were.
func countedBeacon(c *call) {
	c.server.stash.update(c.path, c.get.need("token"), func(old any) any {
		count, _ := old.(int)
		if c.get.has("query") {
			c.res.header.add("Count", strconv.Itoa(count))
			return count
		}
		return count + 1
	})
}

// reloadPost is a page that differs each time, with a form that posts to itself.
func reloadPost(c *call) {
	c.res.text("text/html", `<script>
onload = () => opener.next();
document.write(Math.random());
</script>
<form method="POST" action="">
<input type=hidden name=test value=test>
<input type=submit>
</form>
<button onclick="location.reload()">Reload</button>
`)
}
