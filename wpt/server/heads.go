package server

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Pages may send header values with control characters in them, and tests do, but net/http refuses
// such requests. So they are escaped on their way to it, and put back in [port.newCall].

// escape stands before an escaped control character, which is moved up by escapeShift, and before an
// escape that was sent.
const (
	escape      = 0xFF
	escapeShift = 0x40
)

// maxHead is how large net/http lets a head be, in bytes, give or take a page; headLimit how much of
// one is kept back until it is complete.
const (
	maxHead   = 1 << 20
	headLimit = maxHead + 64<<10
)

// A headListener escapes what its connections send in heads. With a configuration it speaks TLS below that.
type headListener struct {
	net.Listener
	tls *tls.Config
}

// Accept waits for the next connection.
func (l headListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if l.tls != nil {
		conn = tls.Server(conn, l.tls)
	}
	c := &headConn{Conn: conn, in: bufio.NewReader(conn)}
	c.next = c.head
	return c, nil
}

// A headConn is a connection over which HTTP/1.1 requests come, with the control characters in their
// header values escaped.
type headConn struct {
	net.Conn
	in    *bufio.Reader
	line  []byte // as much as there is of the one that is being read
	ready []byte // to be read next
	plain int64  // bytes that come after that as they are
	all   bool   // everything does
	next  func(line []byte)

	// Of the head that is being read.
	pending []byte
	length  int64
	chunked bool
	upgrade bool
}

// Read reads heads as a whole, each escaped, and everything else as it is.
func (c *headConn) Read(p []byte) (int, error) {
	for {
		switch {
		case len(c.ready) > 0:
			n := copy(p, c.ready)
			c.ready = c.ready[n:]
			return n, nil
		case c.all:
			return c.in.Read(p)
		case c.plain > 0:
			n, err := c.in.Read(p[:min(int64(len(p)), c.plain)])
			c.plain -= int64(n)
			return n, err
		}
		// A deadline may end the read in the middle of a line; what there is of it is kept.
		part, err := c.in.ReadSlice('\n')
		c.line = append(c.line, part...)
		switch {
		case len(c.pending)+len(c.line) > headLimit:
			c.ready, c.all = append(c.pending, c.line...), true // net/http refuses it
		case err == nil:
			line := c.line
			c.line = nil
			c.next(line)
		case !errors.Is(err, bufio.ErrBufferFull):
			return 0, err
		}
	}
}

// head takes a line of a request's head.
func (c *headConn) head(line []byte) {
	if colon := bytes.IndexByte(line, ':'); colon >= 0 && len(c.pending) > 0 {
		c.field(string(line[:colon]), strings.TrimSpace(string(line[colon+1:])))
		line = slices.Concat(line[:colon+1], escapeControls(line[colon+1:]))
	}
	blank := len(bytes.TrimRight(line, "\r\n")) == 0 && len(c.pending) > 0
	c.pending = append(c.pending, line...)
	if !blank {
		return
	}
	c.ready, c.pending = c.pending, nil
	switch {
	case c.upgrade:
		c.all = true
	case c.chunked:
		c.next = c.chunk
	default:
		c.plain = c.length
	}
	c.length, c.chunked, c.upgrade = 0, false, false
}

// field notes what tells where the body ends.
func (c *headConn) field(name, value string) {
	switch http.CanonicalHeaderKey(name) {
	case "Content-Length":
		n, err := strconv.ParseInt(value, 10, 64)
		c.length = max(n, 0)
		c.upgrade = c.upgrade || err != nil // net/http refuses it
	case "Transfer-Encoding":
		c.chunked = true
	case "Upgrade":
		c.upgrade = true
	}
}

// chunk takes the line before a chunk, which says its size.
func (c *headConn) chunk(line []byte) {
	c.ready = line
	size, _, _ := strings.Cut(string(line), ";")
	n, err := strconv.ParseInt(strings.TrimSpace(size), 16, 64)
	switch {
	case err != nil || n < 0:
		c.all = true // net/http refuses it
	case n == 0:
		c.next = c.trailer
	default:
		c.plain = n + int64(len("\r\n"))
	}
}

// trailer takes a line of what follows the last chunk.
func (c *headConn) trailer(line []byte) {
	c.ready = line
	if len(bytes.TrimRight(line, "\r\n")) == 0 {
		c.next = c.head
	}
}

// isControl reports whether net/http refuses a byte in a header's value.
func isControl(b byte) bool { return b < ' ' && b != '\t' || b == 0x7F }

// escapeControls escapes what is not the line's end.
func escapeControls(line []byte) []byte {
	end := len(bytes.TrimRight(line, "\r\n"))
	var out []byte
	for _, b := range line[:end] {
		switch {
		case b == escape:
			out = append(out, escape, escape)
		case isControl(b):
			out = append(out, escape, b+escapeShift)
		default:
			out = append(out, b)
		}
	}
	return append(out, line[end:]...)
}

// unescapeControls undoes escapeControls in a value.
func unescapeControls(value string) string {
	if strings.IndexByte(value, escape) < 0 {
		return value
	}
	var out []byte
	for i := 0; i < len(value); i++ {
		b := value[i]
		if b == escape && i+1 < len(value) {
			i++
			if b = value[i]; b != escape {
				b -= escapeShift
			}
		}
		out = append(out, b)
	}
	return string(out)
}
