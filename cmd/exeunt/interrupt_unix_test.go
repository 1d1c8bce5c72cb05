//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An interrupt ends a session that waits for what standard input, which stays open, has to say next.
func TestStepIsInterrupted(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	trace := filepath.Join(t.TempDir(), "trace.jsonl")
	require.NoError(t, os.WriteFile(trace, []byte(`{"format":"exeunt-recording","version":1,"events":2,"algorithms":[{"standard":"HTML","name":"navigate","steps":[{"number":"1"}]}]}
{"k":"enter","f":1,"a":1}
{"k":"step","f":1,"s":"1"}
`), 0o644))
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
