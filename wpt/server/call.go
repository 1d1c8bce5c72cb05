package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxBody limits a request's body, in bytes.
const maxBody = 256 << 20

// errAborted unwinds a handler whose client went away.
var errAborted = errors.New("the client went away")

// A port answers the requests of one listener.
type port struct {
	server *Server
	ctx    context.Context // of the server's life
	scheme string          // as in Options.Ports
}

// A call is one request as a handler sees it, and its response so far.
type call struct {
	server  *Server
	seq     int // in the wire log
	w       http.ResponseWriter
	ctx     context.Context
	virtual bool // the client is on a virtual clock

	method string
	scheme string // "http" or "https"
	host   string // host:port, the port always there
	target string // path and query as on the request line
	path   string // target without its query, still encoded
	query  string // without "?"
	proto  int    // HTTP's major version
	remote string // the client's address and port
	header http.Header
	body   []byte
	get    form // of the query

	res     *response
	handler string // for the log
	lacking string // what the server has no Go form of; see Request.Missing
}

// ServeHTTP answers and logs one request.
func (p *port) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if id, ok := strings.CutPrefix(r.URL.Path, resumePath); ok && r.Method == http.MethodPost {
		if p.server.waits.resume(id) {
			w.WriteHeader(http.StatusNoContent)
		} else {
			http.Error(w, "nobody waits under "+id, http.StatusNotFound)
		}
		return
	}
	line := Request{Seq: p.server.wire.arrive(), Time: time.Now(), Method: r.Method, Proto: r.Proto}
	// The server's end ends a handler too, even one that took over its connection.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)()
	c := p.newCall(ctx, w, r)
	c.seq = line.Seq
	line.URL, line.Header = c.url(), maps.Clone(c.header)
	err := c.readBody(r.Body)
	if len(c.body) > 0 {
		hash := sha256.Sum256(c.body)
		line.BodyLength, line.BodyHash = int64(len(c.body)), hex.EncodeToString(hash[:])
	}
	// Logged whatever happens; a panic of ours must not take the line with it.
	defer func() {
		line.Handler, line.Missing, line.Status = c.handler, c.lacking, c.res.sent
		line.Aborted = errors.Is(err, errAborted)
		p.server.wire.end(line)
	}()
	if err == nil {
		err = c.answer()
	}
}

// newCall reads everything of a request but its body.
func (p *port) newCall(ctx context.Context, w http.ResponseWriter, r *http.Request) *call {
	c := &call{
		server: p.server, w: w, ctx: ctx,
		remote: r.RemoteAddr, method: r.Method, scheme: "http", target: r.RequestURI, proto: r.ProtoMajor,
		header: r.Header, res: newResponse(),
	}
	switch p.scheme {
	case "https", "https-local", "https-public", "wss", "h2":
		c.scheme = "https"
	}
	if c.proto == 1 {
		for _, values := range c.header {
			for i, value := range values {
				values[i] = unescapeControls(value)
			}
		}
	}
	c.virtual = c.header.Get(clockHeader) == "virtual"
	for name := range c.header {
		if strings.HasPrefix(name, headerPrefix) {
			delete(c.header, name)
		}
	}
	// An absolute URL on the request line is allowed, and what a proxy gets.
	if u, err := url.Parse(c.target); err == nil && u.Host != "" && !strings.HasPrefix(c.target, "/") {
		_, rest, _ := strings.Cut(c.target, "://")
		if slash := strings.IndexByte(rest, '/'); slash >= 0 {
			c.target = rest[slash:]
		} else {
			c.target = "/"
		}
	}
	c.path, c.query, _ = strings.Cut(c.target, "?")
	c.get = parseForm(c.query)
	c.host = r.Host
	if address, ok := r.Context().Value(http.LocalAddrContextKey).(interface{ String() string }); ok {
		_, number, _ := strings.Cut(address.String(), ":")
		if _, _, has := strings.Cut(c.host, ":"); !has {
			c.host += ":" + number
		}
	}
	return c
}

// readBody reads the body to its end, so that it can be logged. The answer starts
// only then, as with nearly all handlers of wptserve.
func (c *call) readBody(body io.Reader) error {
	var err error
	c.body, err = io.ReadAll(io.LimitReader(body, maxBody+1))
	switch {
	case err != nil:
		return fmt.Errorf("read the body: %w: %w", errAborted, err)
	case len(c.body) > maxBody:
		c.body = nil
		c.res.fail(http.StatusRequestEntityTooLarge, "the body is too large")
		return c.write()
	}
	return nil
}

// url is the whole URL that was asked for.
func (c *call) url() string { return c.scheme + "://" + c.host + c.target }

// folder is the path up to and including its last slash.
func (c *call) folder() string { return c.path[:strings.LastIndexByte(c.path, '/')+1] }

// has reports whether a header was sent.
func (c *call) has(name string) bool { return len(c.header.Values(name)) > 0 }

// headerValue is a header's values, joined; "" if it was not sent.
func (c *call) headerValue(name string) string { return strings.Join(c.header.Values(name), ", ") }

// headerOr is a header's value, or a default if it was not sent.
func (c *call) headerOr(name, otherwise string) string {
	if !c.has(name) {
		return otherwise
	}
	return c.headerValue(name)
}

// post parses the body as a form, in whichever encoding it says it has.
func (c *call) post() form {
	kind, parameters, _ := mime.ParseMediaType(c.header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		return parseForm(string(c.body))
	case "multipart/form-data":
		return parseMultipart(c.body, parameters["boundary"])
	}
	return nil
}

// A form is a query or a form body: names and values as bytes, in order.
type form []field

type field struct{ name, value string }

// parseForm splits a query. Bad percent-encoding stays as it is.
func parseForm(text string) form {
	var f form
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		f = append(f, field{unescape(name, true), unescape(value, true)})
	}
	return f
}

func parseMultipart(body []byte, boundary string) form {
	var f form
	if boundary == "" {
		return nil
	}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		p, err := reader.NextRawPart()
		if err != nil {
			return f // what is broken ends the form
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return f
		}
		f = append(f, field{p.FormName(), string(content)})
	}
}

// unescape decodes percent-encoding leniently; plus says whether "+" is a space.
func unescape(text string, plus bool) string {
	if !strings.ContainsAny(text, "%+") {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '+' && plus:
			out.WriteByte(' ')
		case text[i] == '%' && i+2 < len(text) && ishex(text[i+1]) && ishex(text[i+2]):
			out.WriteByte(unhex(text[i+1])<<4 | unhex(text[i+2]))
			i += 2
		default:
			out.WriteByte(text[i])
		}
	}
	return out.String()
}

func ishex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// has reports whether a field of that name is there.
func (f form) has(name string) bool {
	for _, field := range f {
		if field.name == name {
			return true
		}
	}
	return false
}

// or is the first value of that name, or a default.
func (f form) or(name, otherwise string) string {
	for _, field := range f {
		if field.name == name {
			return field.value
		}
	}
	return otherwise
}

// need is the first value of that name. Without one the handler cannot go on, and
// the request is answered with an error.
func (f form) need(name string) string {
	if !f.has(name) {
		panic(fmt.Errorf("the parameter %q is missing", name))
	}
	return f.or(name, "")
}
