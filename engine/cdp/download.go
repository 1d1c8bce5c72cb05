package cdp

import (
	"context"
	"path/filepath"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp/wire"
)

// setDownloadBehavior is Browser.setDownloadBehavior. What it says goes for the browser context that it names, or the default one.
func setDownloadBehavior(c *call) {
	var p struct {
		Behavior         string
		BrowserContextID string
		DownloadPath     string
		EventsEnabled    bool
	}
	if !c.decode(&p) {
		return
	}
	var downloads engine.Downloads
	switch p.Behavior {
	case "deny", "default":
	case "allow", "allowAndName":
		if !filepath.IsAbs(p.DownloadPath) {
			c.fail(wire.Errorf("downloadPath must be an absolute path"))
			return
		}
		downloads = engine.Downloads{Dir: p.DownloadPath, ByID: p.Behavior == "allowAndName"}
	default:
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "behavior must be deny, allow, allowAndName or default"})
		return
	}
	if p.BrowserContextID == defaultContextID {
		p.BrowserContextID = ""
	}
	server := c.session.connection.server
	to, failure := server.context(p.BrowserContextID)
	if failure != nil {
		c.fail(failure)
		return
	}
	server.mu.Lock()
	c.session.downloads = p.EventsEnabled
	server.mu.Unlock()
	if err := to.browser.Do(func(context.Context) { to.browser.SetDownloads(downloads) }); err != nil {
		c.fail(wire.Errorf("The browser context is gone"))
		return
	}
	c.reply(nil)
}

func (o observer) DownloadBegan(f *engine.Frame, d *engine.Download) {
	o.c.download("downloadWillBegin", map[string]any{"frameId": f.ID, "guid": d.ID, "url": d.URL, "suggestedFilename": d.Filename})
}

func (o observer) DownloadEnded(_ *engine.Frame, d *engine.Download) {
	progress := map[string]any{"guid": d.ID, "totalBytes": d.Received, "receivedBytes": d.Received, "state": d.State}
	if d.Path != "" {
		progress["filePath"] = d.Path
	}
	o.c.download("downloadProgress", progress)
}

// download tells the sessions that want to hear of downloads.
func (c *browserContext) download(event string, params map[string]any) {
	c.server.mu.Lock()
	var listening []*session
	for _, x := range c.server.sessions() {
		if x.downloads && (x.target == nil || x.target.context == c) {
			listening = append(listening, x)
		}
	}
	c.server.mu.Unlock()
	for _, x := range listening {
		x.event("Browser."+event, params)
	}
}
