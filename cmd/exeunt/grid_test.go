package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/report"
)

// startBrowser starts a browser that runs on its own account: the engine, for Chrome is not always there.
func startBrowser(t *testing.T, exeunt string) (address string, cmd *exec.Cmd) {
	t.Helper()
	cmd = exec.Command(exeunt, "cdp", "--listen", "127.0.0.1:0", "--resolve", "*.test=127.0.0.1")
	said, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, a, ok := strings.Cut(lines.Text(), "DevTools listening on "); ok {
			go func() {
				for lines.Scan() {
				}
			}()
			return strings.TrimSpace(a), cmd
		}
	}
	require.Fail(t, "the browser does not say where it listens")
	return "", nil
}

// TestGrid runs tests in several browsers, one of which is killed in the middle.
func TestGrid(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "s", "t"), 0o755))
	const count = 24
	for i := range count {
		name := filepath.Join(dir, "s", "t", fmt.Sprintf("%02d.window.js", i))
		require.NoError(t, os.WriteFile(name, []byte("promise_test(() => new Promise((r) => setTimeout(r, 20)), 'a');\n"), 0o644))
	}
	var addresses []string
	var browsers []*exec.Cmd
	for range 3 {
		a, cmd := startBrowser(t, exeunt)
		addresses, browsers = append(addresses, a), append(browsers, cmd)
	}
	file := filepath.Join(dir, "r.json")
	arguments := []string{"run", "--browser", "chrome", "--jobs", "1", "--suite", filepath.Join(dir, "s"), "--report", "json=" + file}
	for _, a := range addresses {
		arguments = append(arguments, "--chrome", a)
	}
	read := func() *report.Document {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		d := &report.Document{}
		require.NoError(t, json.Unmarshal(text, d))
		return d
	}

	cmd := exec.Command(exeunt, arguments...)
	progress, err := cmd.StderrPipe()
	require.NoError(t, err)
	var out bytes.Buffer
	cmd.Stdout = &out
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(progress)
	for n := 0; lines.Scan(); n++ {
		if n == 3 {
			require.NoError(t, browsers[1].Process.Kill())
		}
	}
	assert.NoError(t, cmd.Wait(), out.String())
	d := read()
	require.Len(t, d.Tests, count, "each test is reported once")
	for _, test := range d.Tests {
		assert.Equal(t, "OK", test.Chrome.Status, test.URL)
	}

	// With nobody left the run cannot go on, and says so.
	for _, b := range browsers {
		b.Process.Kill()
		b.Wait()
	}
	last, err := exec.Command(exeunt, arguments...).CombinedOutput()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, string(last))
	assert.Equal(t, exitCannotRun, exit.ExitCode())
	assert.Contains(t, string(last), "cannot start chrome: none of the 3 browsers answers any more")

	// Misuse.
	last, err = exec.Command(exeunt, "run", "--browser", "chrome", "--chrome", "ws://a", "--chrome", "/bin/true").CombinedOutput()
	require.ErrorAs(t, err, &exit)
	assert.Contains(t, string(last), "/bin/true is no address")
}
