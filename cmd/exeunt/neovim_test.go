package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNeovim has Neovim with nvim-dap step through a test: launch, breakpoint, steps forward and back, variables, evaluation, disconnection.
func TestNeovim(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil || os.Getenv("EXEUNT_NVIM_DAP") == "" {
		t.Skip("needs nvim, and in EXEUNT_NVIM_DAP the folder of github.com/mfussenegger/nvim-dap of a version for it (0.7.0 for Neovim 0.7)")
	}
	suite := t.TempDir()
	file := filepath.Join(suite, "t", "sum.window.js")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
	require.NoError(t, os.WriteFile(file, []byte(`function total(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) {


    // a breakpoint in line 5 moves past this
    sum += i;
  }
  return sum;
}

test(() => {
  const sum = total(3);
  assert_equals(sum, 3);
}, 'sum');
`), 0o666))
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	cmd := exec.Command(nvim, "--headless", "-u", "NONE", "-i", "NONE", "-c", "luafile testdata/nvim/session.lua")
	cmd.Env = append(os.Environ(), "NVIM_DAP="+os.Getenv("EXEUNT_NVIM_DAP"), "EXEUNT="+exeunt, "SUITE="+suite, "TEST=/t/sum.window.js", "SCRIPT="+file, "XDG_CACHE_HOME="+t.TempDir())
	out, err := cmd.Output()
	require.NoError(t, err, "%s", out)
	got := regexp.MustCompile(`https?://[^ ]+/t/`).ReplaceAllString(strings.ReplaceAll(string(out), "\r", ""), "")
	assert.Equal(t, `stopped entry
at HTML: navigate step 1 navigate.txt:4
stopped breakpoint
at total (sum.window.js:7:6) sum.window.js:7
stopped step
at total (sum.window.js:3:25) sum.window.js:3
stopped step
at total (sum.window.js:7:6) sum.window.js:7
stopped step
at total (sum.window.js:3:25) sum.window.js:3
stopped step
at sum.window.js:14:4 sum.window.js:14
stopped breakpoint
at total (sum.window.js:7:6) sum.window.js:7
variable readiness "loading"
scopes Algorithm, Document, Frame tree, Documents, Session history, Quotas, Event loop
evaluate 6
expression "loading"
failure answered
unknown request answered
disconnected
`, got)
}
