package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serverName is what the Server header says.
const serverName = "Exeunt"

// answer finds the handler, lets it and the pipes work, and sends what they made.
func (c *call) answer() error {
	if err := c.guard(c.route); err != nil {
		return err
	}
	return c.write()
}

// guard runs a handler. One that panics answers with a 500 that names it, unless
// it panics because its client is gone.
func (c *call) guard(handler func()) (err error) {
	defer func() {
		switch reason := recover().(type) {
		case nil:
		case error:
			if reason == errAborted { //nolint:errorlint // the value itself is thrown
				err = errAborted
				return
			}
			c.res.fail(http.StatusInternalServerError, fmt.Sprintf("%s for %s: %v", c.handler, c.url(), reason))
		default:
			c.res.fail(http.StatusInternalServerError, fmt.Sprintf("%s for %s: %v", c.handler, c.url(), reason))
		}
	}()
	handler()
	return nil
}

// write sends the response.
func (c *call) write() (err error) {
	r := c.res
	defer func() {
		if reason := recover(); reason != nil {
			if reason != any(errAborted) {
				panic(reason)
			}
			err = errAborted
		}
	}()
	c.Wait(r.before)
	if !r.header.has("Server") && r.raw == nil {
		r.header.add("Server", serverName)
	}
	sized := r.parts == nil && r.stream == nil && r.broken == nil && !r.noSize
	if sized && !r.header.has("Content-Length") && r.status != http.StatusNoContent && r.status != http.StatusNotModified {
		r.header.add("Content-Length", strconv.Itoa(len(r.body)))
	}
	if c.virtual && r.parts != nil && c.method != http.MethodHead {
		r.header.set(scheduleHeader, schedule(r.parts))
	}
	unusual := r.reason != "" && r.reason != http.StatusText(r.status) || r.status < 200 || r.status > 999
	if c.proto == 1 && (r.raw != nil || r.broken != nil || unusual) {
		return c.writeRaw()
	}
	if r.raw != nil {
		r.unpack()
	}
	if r.status < 200 || r.status > 999 {
		r.fail(http.StatusInternalServerError, fmt.Sprintf("status %d has no form in HTTP/2", r.status))
	}
	h := c.w.Header()
	for _, f := range r.header {
		name := f.name
		// net/http looks for these by their canonical names; the others keep theirs.
		if canonical := http.CanonicalHeaderKey(name); canonical == "Content-Type" || canonical == "Content-Length" ||
			canonical == "Date" || canonical == "Connection" || canonical == "Transfer-Encoding" || canonical == "Server" {
			name = canonical
		}
		h[name] = append(h[name], f.value)
	}
	if _, ok := h["Content-Type"]; !ok {
		h["Content-Type"] = nil // or net/http would guess one
	}
	r.sent = r.status
	c.w.WriteHeader(r.status)
	if c.method == http.MethodHead {
		return nil
	}
	return c.writeBody(&bodyWriter{c: c, w: c.w, flush: http.NewResponseController(c.w).Flush})
}

// writeBody sends the body as the response wants it.
func (c *call) writeBody(b *bodyWriter) error {
	if c.res.stream != nil {
		c.res.stream(b)
		return b.err
	}
	rest := c.res.body
	for _, p := range c.res.parts {
		if !c.virtual && p.delay > 0 {
			b.Flush()
			c.Wait(p.delay)
		}
		n := min(p.bytes, len(rest))
		if n > 0 {
			b.Write(rest[:n])
		}
		rest = rest[n:]
		if b.err != nil {
			return b.err
		}
	}
	b.Write(rest)
	return b.err
}

// writeRaw takes over an HTTP/1.1 connection, for what net/http does not say:
// reason phrases of one's own, whole responses as they are, broken encodings.
func (c *call) writeRaw() error {
	r := c.res
	conn, buffered, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		return fmt.Errorf("%w: %w", errAborted, err)
	}
	defer conn.Close()
	defer func() { _ = buffered.Flush() }()
	// net/http no longer closes this connection when the server ends.
	defer context.AfterFunc(c.ctx, func() { _ = conn.Close() })()
	r.sent = r.status
	if r.raw != nil {
		r.sent = rawStatus(r.raw)
		return c.wrote(buffered.Write(r.raw))
	}
	reason := r.reason
	if reason == "" {
		reason = http.StatusText(r.status)
	}
	var head strings.Builder
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", r.status, oneLine(reason))
	if !r.header.has("Date") {
		r.header.add("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	r.header.set("Connection", "close")
	for _, f := range r.header {
		fmt.Fprintf(&head, "%s: %s\r\n", oneLine(f.name), oneLine(f.value))
	}
	head.WriteString("\r\n")
	if err := c.wrote(buffered.WriteString(head.String())); err != nil || c.method == http.MethodHead {
		return err
	}
	if err := c.writeBody(&bodyWriter{c: c, w: buffered, flush: buffered.Flush}); err != nil {
		return err
	}
	return c.wrote(buffered.Write(r.broken))
}

func (c *call) wrote(_ int, err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", errAborted, err)
	}
	return nil
}

func oneLine(text string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(text) }

// rawStatus reads the status off a raw response; 0 if it has none.
func rawStatus(raw []byte) int {
	line, _, _ := strings.Cut(string(raw), "\n")
	words := strings.Fields(line)
	if len(words) < 2 {
		return 0
	}
	status, err := strconv.Atoi(words[1])
	if err != nil {
		return 0
	}
	return status
}

// unpack turns a raw response into an ordinary one, for HTTP/2, where there is no
// raw form.
func (r *response) unpack() {
	parsed, err := http.ReadResponse(bufio.NewReader(strings.NewReader(string(r.raw))), nil)
	if err != nil {
		r.fail(http.StatusInternalServerError, "the raw response is no response: "+err.Error())
		return
	}
	body, _ := io.ReadAll(parsed.Body) // what is there of it
	*r = response{status: parsed.StatusCode, body: body}
	for name, values := range parsed.Header {
		for _, value := range values {
			r.header.add(name, value)
		}
	}
}

// A bodyWriter writes a body to the client. After an error it does nothing.
type bodyWriter struct {
	c     *call
	w     io.Writer
	flush func() error
	err   error
}

// Write sends bytes and reports whether the client still takes them.
func (b *bodyWriter) Write(content []byte) bool {
	if b.err == nil && len(content) > 0 {
		b.err = b.c.wrote(b.w.Write(content))
	}
	return b.err == nil
}

// Flush sends what is buffered and reports whether the client still takes it.
func (b *bodyWriter) Flush() bool {
	if b.err == nil {
		b.err = b.c.wrote(0, b.flush())
	}
	if b.err == nil && b.c.ctx.Err() != nil {
		b.err = errAborted
	}
	return b.err == nil
}
