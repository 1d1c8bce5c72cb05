package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestControlsInHeaders sends what a page may put into a header and net/http refuses, between requests
// whose bodies look like that.
func TestControlsInHeaders(t *testing.T) {
	r := start(t, map[string]string{"a.txt": "A"})
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", r.ports["http"][0]))
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	const value = "x\x01\x7f\xff\x1fA \x0by"
	requests := []string{
		"GET /a.txt?1 HTTP/1.1\r\nHost: h:1\r\nX-Odd: " + value + "\r\n\r\n",
		"POST /a.txt?2 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 12\r\n\r\n\r\n\r\nX: \x01\xff\r\n",
		"POST /a.txt?3 HTTP/1.1\r\nHost: h:1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n\x01\r\n\r\n\r\n1\r\n\xff\r\n0\r\nX-Trail: 1\r\n\r\n",
		"GET /a.txt?4 HTTP/1.1\r\nHost: h:1\r\nX-Odd: " + value + "\r\n\r\n",
		"GET /a.txt?5 HTTP/1.1\r\nHost: h:1\r\nX-Odd: " + strings.Repeat("x", headLimit) + "\r\n\r\n",
	}
	go io.WriteString(conn, strings.Join(requests, ""))
	answers := bufio.NewReader(conn)
	for _, want := range []int{200, 404, 404, 200, 431} {
		response, err := http.ReadResponse(answers, nil)
		require.NoError(t, err)
		assert.Equal(t, want, response.StatusCode)
		io.Copy(io.Discard, response.Body)
	}
	require.True(t, r.Idle(time.Minute))
	r.mu.Lock()
	defer r.mu.Unlock()
	require.Len(t, r.lines, 4)
	for i, line := range r.lines {
		assert.Equal(t, fmt.Sprintf("http://h:1/a.txt?%d", i+1), line.URL)
		if i == 0 || i == 3 {
			assert.Equal(t, []string{value}, line.Header["X-Odd"])
		}
	}
	assert.Equal(t, int64(12), r.lines[1].BodyLength)
	assert.Equal(t, int64(6), r.lines[2].BodyLength)
}

func FuzzHeads(f *testing.F) {
	f.Add([]byte("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nUpgrade: x\r\n\r\n\x01"))
	f.Add([]byte("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n2\r\nab\r\n0\r\nX: y\r\n\r\nGET / HTTP/1.1\r\nX: \x01\r\n\r\n"))
	f.Fuzz(func(t *testing.T, sent []byte) {
		c := &headConn{in: bufio.NewReader(iotest.OneByteReader(bytes.NewReader(sent)))}
		c.next = c.head
		got, err := io.ReadAll(c)
		require.NoError(t, err)
		if !bytes.ContainsFunc(sent, func(r rune) bool { return r > '~' || r != '\r' && r != '\n' && isControl(byte(r)) }) && !bytes.Contains(sent, []byte("\r")) {
			assert.True(t, bytes.HasPrefix(sent, got), "%q became %q", sent, got)
		}
	})
}
