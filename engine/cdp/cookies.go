package cdp

import (
	"context"

	"github.com/exeunt/exeunt/engine/cdp/wire"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/weburl"
)

// describeCookie is the protocol's Cookie.
func describeCookie(c *fetch.Cookie) map[string]any {
	m := map[string]any{
		"name": c.Name, "value": c.Value, "domain": c.Domain, "path": c.Path, "secure": c.Secure, "httpOnly": c.HTTPOnly,
		"size": len(c.Name) + len(c.Value), "session": c.Expires.IsZero(), "expires": -1.0, "priority": "Medium",
	}
	if !c.HostOnly {
		m["domain"] = "." + c.Domain
	}
	if !c.Expires.IsZero() {
		m["expires"] = float64(c.Expires.UnixMilli()) / 1000
	}
	if c.SameSite != "" {
		m["sameSite"] = c.SameSite
	}
	return m
}

// getCookies tells the cookies that some URLs get: those of the page's frames unless others are given.
func getCookies(_ context.Context, c *call) {
	var p struct{ URLs []string }
	if !c.decode(&p) {
		return
	}
	t := c.session.target
	if p.URLs == nil {
		for _, f := range t.page.Frames() {
			p.URLs = append(p.URLs, f.URL)
		}
	}
	store := t.context.browser.UserAgent().Fetch.Cookies
	told := map[*fetch.Cookie]bool{}
	list := []any{}
	for _, text := range p.URLs {
		u, err := weburl.Parse(text)
		if err != nil {
			c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "At least one of the URLs is invalid"})
			return
		}
		for _, k := range store.Retrieve(u, true, fetch.StrictOrLess, false) {
			if !told[k] {
				told[k] = true
				list = append(list, describeCookie(k))
			}
		}
	}
	c.reply(map[string]any{"cookies": list})
}
