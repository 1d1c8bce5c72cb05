//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTwoRunsOneReport lets a second run ask for a report that a first one is writing.
func TestTwoRunsOneReport(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "r.json")
	first := &journal{name: file + ".journal"}
	require.NoError(t, first.lock(file))
	require.NoError(t, first.begin(journalHead{Format: journalFormat}, nil))
	before, err := os.ReadFile(first.name)
	require.NoError(t, err)

	run := func() (string, error) {
		out, err := exec.Command(exeunt, "run", "--browser", "engine", "--report", "json="+file, "dom/abort").CombinedOutput()
		return string(out), err
	}
	out, err := run()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, out)
	assert.Equal(t, exitCannotRun, exit.ExitCode())
	assert.Contains(t, out, file+" is being written by another run")
	assert.NoFileExists(t, file)
	after, err := os.ReadFile(first.name)
	require.NoError(t, err)
	assert.Equal(t, before, after, "the first run's journal is as it was")

	first.close()
	out, err = run()
	require.NoError(t, err, out)
	assert.FileExists(t, file)
}
