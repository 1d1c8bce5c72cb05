package server

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The dynamic handlers under /cookies/resources/, and those of workers that are about cookies.

// cookies are those that the request has, by name; of several of one name the last.
func (c *call) cookies() map[string]string {
	all := map[string]string{}
	r := http.Request{Header: c.header}
	for _, k := range r.Cookies() {
		all[latin1(k.Name)] = latin1(k.Value)
	}
	return all
}

// cookieHeaders are what the cookie tests' answers begin with.
func (c *call) cookieHeaders(kind string) {
	c.res.header.set("Content-Type", kind)
	c.res.header.set("Access-Control-Allow-Credentials", "true")
	c.res.header.set("Access-Control-Allow-Origin", c.headerOr("Origin", "*"))
	c.res.header.set("Cache-Control", "no-cache")
	c.res.header.set("Expires", "Fri, 01 Jan 1990 00:00:00 GMT")
}

// setCookieFor sets a cookie with name and path of the query, which ends next year.
func setCookieFor(c *call) {
	cookie := fmt.Sprintf("%s=1; Path=%s; Expires=09 Jun %d 10:18:14 GMT", c.get.need("name"), c.get.need("path"), time.Now().Year()+1)
	if same := c.get.or("samesite", ""); same != "" {
		cookie += ";SameSite=" + same
	}
	if c.get.has("secure") {
		cookie += ";Secure"
	}
	c.res.text("application/json", "var dummy='value';")
	c.res.header.add("Set-Cookie", cookie)
	if origin := c.headerValue("Origin"); origin != "" && origin != "null" {
		c.res.header.add("Access-Control-Allow-Origin", origin)
		c.res.header.add("Access-Control-Allow-Credentials", "true")
	}
}

// setCookieText sets the cookie that the query is.
func setCookieText(c *call) {
	c.cookieHeaders("application/json")
	c.res.header.add("Set-Cookie", unescape(c.query, false))
	c.res.body = []byte(`{"success": true}`)
}

// dropped is a Set-Cookie header that ends a cookie.
func dropped(name string, secure bool) string {
	text := name + "=; max-age=0; path=/"
	if secure {
		text += "; secure"
	}
	return text
}

// dropCookie ends the cookie that the query names.
func dropCookie(c *call) {
	c.cookieHeaders("application/json")
	name := strings.TrimSpace(c.get.or("name", ""))
	if name == "" {
		c.res.status, c.res.body = http.StatusInternalServerError, []byte(`{"error" : "Empty or missing name parameter."}`)
		return
	}
	c.res.header.add("Set-Cookie", dropped(name, c.scheme == "https"))
	c.res.body = []byte(`{"success": true}`)
}

// dropSameSite ends the four cookies that setSameSite sets.
func dropSameSite(c *call) {
	c.cookieHeaders("application/json")
	for _, kind := range []string{"strict", "lax", "none", "unspecified"} {
		c.res.header.add("Set-Cookie", dropped("samesite_"+kind, false))
	}
	c.res.body = []byte(`{"success": true}`)
}

// listCookies tells the request's cookies as JSON.
func listCookies(c *call) {
	c.cookieHeaders("application/json")
	c.res.json("application/json", c.cookies())
}

// listCookiesForScript is a script that keeps the names of the request's cookies.
func listCookiesForScript(c *call) {
	c.cookieHeaders("text/javascript")
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.cookies())) {
		names = append(names, scriptString(name))
	}
	c.res.body = []byte("self._cookies = [" + strings.Join(names, ", ") + "];\n")
}

// setSameSiteCookies sets three cookies whose names say when.
func (c *call) setSameSiteCookies(when string) {
	for _, kind := range []string{"Strict", "Lax", "None"} {
		c.res.header.add("Set-Cookie", fmt.Sprintf("samesite_%s_%s=test; SameSite=%s; path=/; Secure", strings.ToLower(kind), when, kind))
	}
}

func workerSetCookies(c *call) {
	c.cookieHeaders("text/html; charset=utf-8")
	c.setSameSiteCookies("set_before_load")
	c.res.body = []byte("<!DOCTYPE html>")
}

func workerGetCookies(c *call) {
	listCookies(c)
	c.setSameSiteCookies("set_on_fetch")
}

// workerCookieRedirect redirects to a neighbour and sets cookies.
func workerCookieRedirect(to, when string) handler {
	return func(c *call) {
		c.res.status = http.StatusFound
		c.res.header.add("Location", "/workers/same-site-cookies/resources/"+to)
		c.setSameSiteCookies(when)
	}
}

// workerOfCookies is a shared worker that says which cookies it was loaded with, and which its
// fetch had.
func workerOfCookies(c *call) {
	c.cookieHeaders("text/javascript")
	c.setSameSiteCookies("set_on_load")
	read := ""
	for _, kind := range []string{"Strict", "Lax", "None"} {
		if _, ok := c.cookies()["samesite_"+strings.ToLower(kind)+"_set_before_load"]; ok {
			read += kind
		}
	}
	c.res.body = []byte(`self.onconnect = async ({ ports: [port] }) => {
  const answer = await fetch("/workers/same-site-cookies/resources/get_cookies_redirect.py", { credentials: "include" });
  const cookies = await answer.json();
  const read = ["Strict", "Lax", "None"].filter(kind => ` + "`samesite_${kind.toLowerCase()}_set_before_load`" + ` in cookies);
  port.postMessage("ReadOnLoad:` + read + `,ReadOnFetch:" + read.join(""));
  self.close();
};
`)
}
