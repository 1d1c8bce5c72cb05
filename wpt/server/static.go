package server

import (
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// contentTypes are by extension what wptserve serves; no charset is ever added.
var contentTypes = map[string]string{
	"html": "text/html", "htm": "text/html",
	"xhtml": "application/xhtml+xml", "xht": "application/xhtml+xml", "xhtm": "application/xhtml+xml",
	"xml": "application/xml", "json": "application/json", "wasm": "application/wasm", "xpi": "application/x-xpinstall",
	"js": "text/javascript", "mjs": "text/javascript", "css": "text/css", "txt": "text/plain", "md": "text/plain",
	"vtt": "text/vtt", "event_stream": "text/event-stream", "manifest": "text/cache-manifest",
	"svg": "image/svg+xml", "png": "image/png", "gif": "image/gif", "jpg": "image/jpeg", "jpeg": "image/jpeg",
	"bmp": "image/bmp", "avif": "image/avif",
	"mp3": "audio/mpeg", "m4a": "audio/mp4", "oga": "audio/ogg", "weba": "audio/webm", "wav": "audio/x-wav",
	"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm",
}

// contentType guesses a file's type from its name.
func contentType(name string) string {
	if kind, ok := contentTypes[strings.TrimPrefix(path.Ext(name), ".")]; ok {
		return kind
	}
	return "application/octet-stream"
}

// static serves a file or lists a folder.
func (c *call) static(name string) {
	if c.server.isFolder(name) {
		c.list(name)
		return
	}
	content, ok := c.read(name)
	if !ok {
		return
	}
	c.res.header = c.fileHeaders(name)
	if !c.res.header.has("Content-Type") {
		c.res.header.add("Content-Type", contentType(name))
	}
	c.res.body = content
	if c.has("Range") {
		c.ranged(content)
	}
	if c.res.status < 400 {
		c.pipe(name)
	}
}

// fileHeaders reads the .headers files that apply to a file: the folder's, then
// its own.
// https://web-platform-tests.org/writing-tests/server-features.html#tests-requiring-special-headers
func (c *call) fileHeaders(name string) headers {
	var all headers
	for _, stem := range []string{path.Join(path.Dir(name), "__dir__"), name} {
		content, err := c.server.readFile(stem + ".sub.headers")
		if err == nil {
			content = c.substitute(content, false)
		} else if content, err = c.server.readFile(stem + ".headers"); err != nil {
			continue
		}
		for line := range strings.Lines(string(content)) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" {
				continue
			}
			key, value, ok := strings.Cut(line, ":")
			if !ok {
				panic(fmt.Errorf("%s.headers: %q has no colon", stem, line))
			}
			all.add(strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
	return all
}

// list answers with a folder's content, for people who look around.
func (c *call) list(name string) {
	c.handler = "folder"
	if !strings.HasSuffix(c.path, "/") {
		c.res.status = http.StatusMovedPermanently
		c.res.header.set("Location", c.url()+"/")
		return
	}
	names := map[string]bool{}
	for _, p := range c.server.places(strings.TrimSuffix(name, "/")) {
		if p.name == "" {
			p.name = "."
		}
		entries, err := fs.ReadDir(p.fsys, p.name)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			suffix := ""
			if entry.IsDir() {
				suffix = "/"
			}
			names[entry.Name()+suffix] = true
		}
	}
	var sorted []string
	for entry := range names {
		sorted = append(sorted, entry)
	}
	slices.Sort(sorted)
	if name != "" {
		sorted = append([]string{"../"}, sorted...)
	}
	title := "Index of " + html.EscapeString(unescape(c.path, false))
	var out strings.Builder
	fmt.Fprintf(&out, "<!doctype html>\n<meta charset=utf-8>\n<title>%s</title>\n<h1>%s</h1>\n<ul>\n", title, title)
	for _, entry := range sorted {
		link := (&url.URL{Path: "./" + entry}).EscapedPath()
		fmt.Fprintf(&out, "<li><a href=\"%s\">%s</a>\n", html.EscapeString(link), html.EscapeString(entry))
	}
	out.WriteString("</ul>\n")
	c.res.text("text/html", out.String())
}
