package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
)

// TestKilledRunIsResumed kills runs at several moments, without a chance to tidy up, and completes each.
func TestKilledRunIsResumed(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt") // the test binary itself, put there by TestMain
	require.NoError(t, err)
	dir := t.TempDir()
	arguments := []string{"run", "--browser", "engine", "--jobs", "1", "--code-cache", "off", "--trace", "dom"}
	run := func(extra ...string) (string, error) {
		var out bytes.Buffer
		cmd := exec.Command(exeunt, append(arguments, extra...)...)
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		return out.String(), err
	}
	whole := filepath.Join(dir, "whole.json")
	out, err := run("--report", "json="+whole)
	require.NoError(t, err, out)
	want, err := os.ReadFile(whole)
	require.NoError(t, err)
	assert.NoFileExists(t, whole+".journal")

	for _, lines := range []int{0, 1, 3} { // in the journal at the time of death
		file := filepath.Join(dir, "killed.json")
		cmd := exec.Command(exeunt, append(arguments, "--report", "json="+file)...)
		require.NoError(t, cmd.Start())
		require.Eventually(t, func() bool {
			text, err := os.ReadFile(file + ".journal")
			return err == nil && bytes.Count(text, []byte("\n")) > lines
		}, 30*time.Second, time.Millisecond)
		require.NoError(t, cmd.Process.Kill())
		cmd.Wait()

		var d report.Document
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &d), "the report on disk is whole")

		out, err := run("--resume", file)
		require.NoError(t, err, out)
		assert.Contains(t, out, "resuming "+file)
		text, err = os.ReadFile(file)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(want, text), "the result is that of a run that nobody killed")
		assert.NoFileExists(t, file+".journal")
		require.NoError(t, os.Remove(file))
	}
}

// TestKilledAgainAndAgain kills a run at random moments, and what resumes it too, until one of them
// comes to its end: whatever was written until then, nothing is lost or counted twice.
func TestKilledAgainAndAgain(t *testing.T) {
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	suite, dir := t.TempDir(), t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(suite, "t"), 0o755))
	for i := range 30 {
		text := fmt.Sprintf("promise_test(async () => { await fetch(location); assert_true(%t, '<%d>'); }, 'is it?');\n", i%5 > 0, i)
		require.NoError(t, os.WriteFile(filepath.Join(suite, "t", fmt.Sprintf("%02d.window.js", i)), []byte(text), 0o644))
	}
	run := func(file string, limit time.Duration, extra ...string) bool {
		args := []string{"run", "--browser", "engine", "--jobs", "2", "--code-cache", "off", "--suite", suite, "--fail-on", "never", "--trace"}
		cmd := exec.Command(exeunt, append(append(args, "--report", "json="+file), extra...)...)
		require.NoError(t, cmd.Start())
		if limit > 0 {
			defer time.AfterFunc(limit, func() { cmd.Process.Kill() }).Stop()
		}
		return cmd.Wait() == nil
	}
	whole, file := filepath.Join(dir, "whole.json"), filepath.Join(dir, "killed.json")
	begin := time.Now()
	require.True(t, run(whole, 0))
	length := time.Since(begin)
	want, err := os.ReadFile(whole)
	require.NoError(t, err)

	random := rand.New(rand.NewPCG(1, 2))
	kills := 0
	complete := func() {
		got, err := os.ReadFile(file)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got), "after %d kills the result is that of a run that nobody killed", kills)
		require.NoFileExists(t, file+".journal")
	}
	for kills < 6 {
		var extra []string
		if text, err := os.ReadFile(file); err == nil {
			var d report.Document
			require.NoError(t, json.Unmarshal(text, &d), "the report on disk is whole")
			extra = []string{"--resume", file}
		}
		if run(file, time.Duration(random.Int64N(int64(length))), extra...) {
			complete() // before it was to be killed: once more
			require.NoError(t, os.Remove(file))
			continue
		}
		kills++
	}
	if _, err := os.Stat(file); err == nil {
		require.True(t, run(file, 0, "--resume", file))
	} else {
		require.True(t, run(file, 0))
	}
	complete()
}

func TestReadJournal(t *testing.T) {
	head := journalHead{Format: journalFormat, Suite: "builtin", Seed: 1, Clock: "virtual", Multiplier: 1, Browsers: []string{"engine"}}
	encode := func(v any) string {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		return string(text) + "\n"
	}
	first := encode(head)
	result := encode(journalLine{Browser: "engine", URL: "/a.html", Observation: &compare.Observation{Status: compare.OK}})
	events := compare.PackTrace(func(yield func([]byte) bool) { yield([]byte(`{"<":1}`)) })
	observed := &compare.Observation{Status: compare.OK, Trace: events}
	traced := encode(journalLine{Browser: "engine", URL: "/b.html", Observation: observed}.packed())
	assert.NotNil(t, observed.Trace, "what is written stays as it is")
	lines, _, err := readJournal(strings.NewReader(first+traced), head)
	require.NoError(t, err)
	assert.Equal(t, events, lines[0].Observation.Trace)
	other := head
	other.Seed = 2
	for name, c := range map[string]struct {
		text  string
		lines int
		found bool
		error string
	}{
		"nothing":             {"", 0, false, ""},
		"half a first line":   {first[:20], 0, false, ""},
		"a first line":        {first, 0, true, ""},
		"a result":            {first + result, 1, true, ""},
		"half a second one":   {first + result + result[:len(result)/2], 1, true, ""},
		"a whole one, no end": {first + strings.TrimSuffix(result, "\n"), 0, true, ""},
		"another run":         {encode(other) + result, 0, false, "that run's --seed was 2, this one's is 1"},
		"another file":        {"{}\n" + result, 0, false, "line 1: this is no journal of form exeunt-journal/2"},
		"no JSON":             {"hello\n", 0, false, "line 1: this is no journal"},
		"a damaged trace":     {first + strings.Replace(traced, `"trace":"`, `"trace":"AAAA`, 1), 0, false, "line 2: the trace: "},
		"damage in the midst": {first + "{\n" + result, 0, false, "line 2: "},
		"a result of nothing": {first + "{}\n", 0, false, "line 2: a result without browser, url or observation"},
	} {
		t.Run(name, func(t *testing.T) {
			lines, found, err := readJournal(strings.NewReader(c.text), head)
			if c.error != "" {
				require.ErrorContains(t, err, c.error)
				return
			}
			require.NoError(t, err)
			assert.Len(t, lines, c.lines)
			assert.Equal(t, c.found, found)
		})
	}
}

func FuzzReadJournal(f *testing.F) {
	head := journalHead{Format: journalFormat}
	text, err := json.Marshal(head)
	require.NoError(f, err)
	f.Add(string(text) + "\n{\"browser\":\"engine\",\"url\":\"/\",\"observation\":{}}\n")
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		lines, _, err := readJournal(strings.NewReader(text), head)
		if err == nil {
			for _, l := range lines {
				require.NotNil(t, l.Observation)
			}
		}
	})
}
