package server

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// A handler is the Go form of one of the suite's dynamic handlers. It reads the
// call and fills its response; it panics where the original raises an exception,
// which answers 500.
type handler func(c *call)

// route lets the request be handled: forbidden places, dynamic handlers, wrappers,
// raw responses, then files.
func (c *call) route() {
	name, ok := c.file()
	if !ok {
		c.handler = "forbidden"
		c.res.fail(http.StatusNotFound, "")
		return
	}
	get := c.method == http.MethodGet || c.method == http.MethodHead
	if h, ok := handlers["/"+name]; ok {
		c.handler = "/" + name
		h(c)
		c.pipe(name)
		return
	}
	switch {
	case path.Ext(name) == ".py":
		c.missing(name)
	case !get:
		c.handler = "none"
		c.res.fail(http.StatusNotFound, "")
	case c.wrapper(name):
	case path.Ext(name) == ".asis":
		c.handler = "as is"
		if raw, ok := c.read(name); ok {
			c.res.raw = raw
		}
	default:
		c.handler = "file"
		c.static(name)
	}
}

// file is the name of the file that the path asks for, relative to the root; false
// if the path leaves the root or names what is not served.
func (c *call) file() (string, bool) {
	name := strings.TrimPrefix(unescape(c.path, false), "/")
	if strings.Contains(name, "..") || strings.ContainsAny(name, "\\\x00") {
		return "", false
	}
	for _, prefix := range []string{"tools/", "_certs/", "results/", ".git/"} {
		if strings.HasPrefix(name, prefix) {
			return "", false
		}
	}
	if strings.Contains(name, "/tools/") && strings.Count(name[:strings.Index(name, "/tools/")], "/") == 0 {
		return "", false // a standard's own tools
	}
	if name == "resources/WebIDLParser.js" {
		name = "resources/webidl2/lib/webidl2.js"
	}
	return name, true
}

// missing answers for a dynamic handler that has no Go form. In a checkout that
// has no such file either, it is just not found, which tests may want.
func (c *call) missing(name string) {
	c.handler = "none"
	if _, err := fs.Stat(c.server.options.Root, name); err != nil {
		if _, err := fs.Stat(c.server.options.Root, "tools/wptserve"); err == nil {
			c.res.fail(http.StatusNotFound, "")
			return
		}
	}
	c.notProvided("/" + name)
}

func (c *call) notProvided(name string) {
	c.server.addMissing(name)
	c.lacking = name
	c.res.fail(http.StatusNotImplemented, fmt.Sprintf("this server has no handler for %s", name))
}

// preferOverlay are the files that are the harness's own even in a checkout.
var preferOverlay = map[string]bool{
	"resources/testharnessreport.js": true,
	"resources/testdriver-vendor.js": true,
}

// places lists where a file may be: the root, and the overlay, whose top is our
// /resources/.
func (s *Server) places(name string) []place {
	places := []place{{s.options.Root, name}}
	if s.options.Overlay == nil {
		return places
	}
	var overlay []place
	if short, ok := strings.CutPrefix(name, "resources/"); ok && short != "" {
		overlay = append(overlay, place{s.options.Overlay, short})
	}
	if strings.Contains(name, "/") {
		overlay = append(overlay, place{s.options.Overlay, name})
	}
	if preferOverlay[name] {
		return append(overlay, places...)
	}
	return append(places, overlay...)
}

type place struct {
	fsys fs.FS
	name string
}

// readFile reads a file of the suite; an error that is fs.ErrNotExist if there is none.
func (s *Server) readFile(name string) ([]byte, error) {
	for _, p := range s.places(name) {
		if !fs.ValidPath(p.name) {
			continue
		}
		content, err := fs.ReadFile(p.fsys, p.name)
		if err == nil {
			return content, nil
		}
		if info, statErr := fs.Stat(p.fsys, p.name); statErr == nil && !info.IsDir() {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// isFolder reports whether the name is a folder of the suite or the overlay.
func (s *Server) isFolder(name string) bool {
	for _, p := range s.places(strings.TrimSuffix(name, "/")) {
		if p.name == "" {
			return true
		}
		if !fs.ValidPath(p.name) {
			continue
		}
		if info, err := fs.Stat(p.fsys, p.name); err == nil && info.IsDir() {
			return true
		}
	}
	return false
}

// read reads a file for the answer; false if the answer is an error instead.
func (c *call) read(name string) ([]byte, bool) {
	content, err := c.server.readFile(name)
	switch {
	case err == nil:
		return content, true
	case errors.Is(err, fs.ErrNotExist):
		c.res.fail(http.StatusNotFound, "")
	default:
		c.res.fail(http.StatusInternalServerError, err.Error())
	}
	return nil, false
}
