//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// aTrace writes a small recording.
func aTrace(t *testing.T) string {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace.jsonl")
	require.NoError(t, os.WriteFile(trace, []byte(`{"format":"exeunt-recording","version":1,"events":2,"algorithms":[{"standard":"HTML","name":"navigate","steps":[{"number":"1"}]}]}
{"k":"enter","f":1,"a":1}
{"k":"step","f":1,"s":"1"}
`), 0o644))
	return trace
}

// An interrupt ends a session that waits for what standard input, which stays open, has to say next.
func TestStepIsInterrupted(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	trace := aTrace(t)
	const initialize = `{"seq":1,"type":"request","command":"initialize","arguments":{"adapterID":"exeunt"}}`
	for ui, said := range map[string]string{"line": "", "dap": "Content-Length: 84\r\n\r\n" + initialize} {
		t.Run(ui, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), exeunt, "step", "--ui", ui, trace)
			stdin, err := cmd.StdinPipe()
			require.NoError(t, err)
			defer stdin.Close()
			stdout, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			_, err = stdin.Write([]byte(said))
			require.NoError(t, err)
			answer, err := bufio.NewReader(stdout).ReadString('\n')
			require.NoError(t, err, "it answers")
			require.NotEmpty(t, strings.TrimSpace(answer))
			require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
			var exit *exec.ExitError
			require.ErrorAs(t, cmd.Wait(), &exit)
			assert.Equal(t, exitInterrupt, exit.ExitCode())
		})
	}
}

// The web front end says where it is, serves there, and ends at an interrupt.
func TestStepServesAPage(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exeunt, "step", "--ui", "web", "--port", "0", aTrace(t))
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	address, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Regexp(t, `^http://127\.0\.0\.1:\d+/\n$`, address)
	response, err := http.Get(strings.TrimSpace(address))
	require.NoError(t, err)
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Contains(t, string(page), `data-live="state"`)
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	assert.NoError(t, cmd.Wait())
}

// Clients on a port have sessions of their own, at the same time; one that goes away in the middle of a step costs nobody else's.
func TestDebuggersOnAPort(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exeunt, "step", "--ui", "dap", "--port", "0", aTrace(t))
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir())
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	address := strings.TrimSpace(strings.TrimPrefix(said, "the debug adapter listens on "))
	ask := func(c net.Conn, body string) {
		_, err := fmt.Fprintf(c, "Content-Length: %d\r\n\r\n%s", len(body), body)
		require.NoError(t, err)
	}
	const initialize, next = `{"seq":1,"type":"request","command":"initialize"}`, `{"seq":2,"type":"request","command":"next","arguments":{"threadId":1}}`
	var clients []net.Conn
	for range 3 {
		c, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer c.Close()
		ask(c, initialize)
		answer, err := bufio.NewReader(c).ReadString('\n')
		require.NoError(t, err, "client %d is answered while the others are there", len(clients))
		assert.Contains(t, answer, "Content-Length")
		if clients = append(clients, c); len(clients) == 2 {
			ask(clients[0], next)
			require.NoError(t, clients[0].Close())
		}
	}
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	assert.NoError(t, cmd.Wait(), "it ends although two clients are there")
}
