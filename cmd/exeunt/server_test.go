package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt/resources"
	"github.com/exeunt/exeunt/wpt/server"
)

// checkout makes a folder that passes for a web-platform-tests checkout, with tests under t/.
func checkout(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"testharness.js", "testharnessreport.js", "testdriver.js"} {
		text, err := fs.ReadFile(resources.FS(), name)
		require.NoError(t, err)
		files["resources/"+name] = string(text)
	}
	files["resources/testdriver-vendor.js"] = "// upstream's is empty"
	files["tools/wptserve/README"] = ""
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

// standIn passes for wptserve: it serves the checkout and answers for what is written in Python.
func standIn(t *testing.T, dir string, python map[string]string) (port int) {
	t.Helper()
	ours, err := server.Start(t.Context(), server.Options{Root: os.DirFS(dir)})
	require.NoError(t, err)
	t.Cleanup(func() { ours.Close() })
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", ours.Ports()["http"][0])})
		r.Out.Host = r.In.Host
	}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, ok := python[r.URL.Path]; ok {
			io.WriteString(w, body)
			return
		}
		proxy.ServeHTTP(w, r)
	})}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// command runs the program and gives its exit status and what it said.
func command(t *testing.T, args ...string) (status int, out string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "exeunt", args...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		require.NoError(t, err)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

func document(t *testing.T, file string) *report.Document {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	d := new(report.Document)
	require.NoError(t, json.Unmarshal(text, d))
	return d
}

// TestServer runs a test whose handler is Python: not without a server that has it, and with one
// from end to end, testdriver included.
func TestServer(t *testing.T) {
	dir := checkout(t, map[string]string{
		"t/answer.py": "def main(request, response): pass",
		"t/python.window.js": `promise_test(async () => {
  assert_equals(await (await fetch("answer.py")).text(), "from Python");
}, "the answer");`,
		"t/driver.window.js": `// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
promise_test(() => test_driver.bless("act", () => assert_true(navigator.userActivation.isActive)), "bless");`,
	})
	run := func(t *testing.T, args ...string) (*report.Document, string) {
		file := filepath.Join(t.TempDir(), "r.json")
		status, out := command(t, append([]string{"run", "--browser", "engine", "--code-cache", "off", "--wpt", dir, "--report", "json=" + file}, args...)...)
		require.Equal(t, 0, status, out)
		d := document(t, file)
		require.Len(t, d.Tests, 2)
		assert.Equal(t, "PASS", d.Tests[0].Engine.Subtests[0].Status, "t/driver.window.js")
		return d, out
	}
	t.Run("ours", func(t *testing.T) {
		d, out := run(t)
		assert.Empty(t, d.Server)
		o := d.Tests[1].Engine
		assert.Equal(t, "SKIP", o.Status)
		assert.Equal(t, "the test server has no handler for /t/answer.py", o.Message)
		assert.Empty(t, o.Subtests)
		assert.Equal(t, []string{"/t/answer.py"}, d.Missing)
		assert.Contains(t, out, "1 tests not run")
		assert.NotEmpty(t, d.Tests[0].Engine.Wire)
	})
	t.Run("wptserve", func(t *testing.T) {
		port := standIn(t, dir, map[string]string{"/t/answer.py": "from Python"})
		files := t.TempDir()
		args := []string{"--server", "wptserve", "--server-port", fmt.Sprint("http=", port)}
		notes := map[string]string{"md": "Not observed", "junit": "not observed", "html": "was not observed", "wptreport": `"wire":"not observed"`}
		for kind := range notes {
			args = append(args, "--report", kind+"="+filepath.Join(files, kind))
		}
		d, out := run(t, args...)
		assert.Equal(t, "wptserve", d.Server)
		assert.Equal(t, "real", d.Clock)
		assert.Empty(t, d.Missing)
		for _, dt := range d.Tests {
			assert.Equal(t, "OK", dt.Engine.Status, dt.Engine.Message)
			assert.Equal(t, "PASS", dt.Engine.Subtests[0].Status, dt.Engine.Subtests[0].Message)
			assert.Empty(t, dt.Engine.Wire)
			assert.EqualValues(t, []string{"wire"}, texts(dt.Engine.Unobserved))
		}
		assert.Contains(t, out, "the wire layer was not observed")
		for kind, note := range notes {
			text, err := os.ReadFile(filepath.Join(files, kind))
			require.NoError(t, err)
			assert.Contains(t, string(text), note, kind)
		}
	})
	t.Run("another checkout", func(t *testing.T) {
		other := checkout(t, map[string]string{})
		require.NoError(t, os.WriteFile(filepath.Join(other, "resources/testharness.js"), []byte("// old"), 0o644))
		status, out := command(t, "run", "--browser", "engine", "--wpt", dir, "--server", "wptserve", "--server-port", fmt.Sprint("http=", standIn(t, other, nil)))
		assert.Equal(t, 3, status)
		assert.Contains(t, out, "serves another checkout")
	})
}

func texts[T ~string](list []T) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.TrimSpace(string(s)))
	}
	return out
}
