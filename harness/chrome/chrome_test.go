package chrome

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt"
)

// script writes a program that says text when asked for its version.
func script(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o755))
	return file
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	_, err := Find(t.Context(), "", true)
	require.ErrorIs(t, err, ErrNotFound)

	shell := script(t, dir, "chromium-headless-shell", "echo Chromium 156.0.1")
	in, err := Find(t.Context(), "", true)
	require.NoError(t, err)
	assert.Equal(t, &Install{Path: shell, Version: "Chromium 156.0.1", Shell: true}, in)

	in, err = Find(t.Context(), "", false)
	require.NoError(t, err)
	assert.Equal(t, shell, in.Path, "better than none")

	script(t, dir, "chromium", "echo Chromium 156.0.2")
	in, err = Find(t.Context(), "", false)
	require.NoError(t, err)
	assert.False(t, in.Shell)

	in, err = Find(t.Context(), "ws://127.0.0.1:9222/devtools/browser/x", false)
	require.NoError(t, err)
	assert.Equal(t, "ws://127.0.0.1:9222/devtools/browser/x", in.Browser(nil, 2).Endpoint)
}

func TestNoBrowser(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	require.NoError(t, os.WriteFile(plain, []byte("text"), 0o644))
	tests := []struct{ name, where, want string }{
		{"nowhere", filepath.Join(dir, "none"), "no such file or directory"},
		{"no program", plain, "permission denied"},
		{"a folder", dir, "is no browser"},
		{"another program", script(t, dir, "other", "echo other 1.2"), `it says its version is "other 1.2"`},
		{"silent", script(t, dir, "silent", "exit 0"), `it says its version is ""`},
		{"failing", script(t, dir, "failing", "exit 3"), "exit status 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Find(t.Context(), tt.where, false)
			require.Error(t, err)
			assert.NotErrorIs(t, err, ErrNotFound, "a Chrome that was named is not replaced by a baseline")
			assert.Contains(t, err.Error(), tt.where+" is no browser")
			assert.Contains(t, err.Error(), tt.want)
		})
	}
}

func TestCommand(t *testing.T) {
	env := harness.Env{SPKI: "abc=", Profile: "/p"}
	argv := (&Install{Path: "/c"}).Command([]string{"lang=de", "--x"})(env)
	assert.Equal(t, "/c", argv[0])
	for _, want := range []string{"--headless=new", "--user-data-dir=/p", "--ignore-certificate-errors-spki-list=abc=", "--lang=de", "--x"} {
		assert.Contains(t, argv, want)
	}
	assert.Contains(t, (&Install{Path: "/c", Shell: true}).Command(nil)(env), "--headless")
}

func TestBaseline(t *testing.T) {
	root := fstest.MapFS{"a.html": {Data: []byte("one")}, "b.html": {Data: []byte("two")}}
	tests := []wpt.Test{{URL: "/a.html", Path: "a.html"}, {URL: "/b.html", Path: "b.html"}}
	b := Record(root, tests, map[string]*compare.Observation{
		"/a.html": {Status: "OK", Subtests: []compare.Subtest{{Name: "s", Status: "FAIL", Stack: "here"}}, Trace: compare.PackTrace(slices.Values([][]byte{[]byte(`{}`)}))},
		"/b.html": {Status: "TIMEOUT"},
	}, "builtin", "Chrome/156", "linux/amd64", "2026-01-02T03:04:05Z")

	for _, name := range []string{"builtin.json", "builtin-linux.json.gz"} {
		var file bytes.Buffer
		require.NoError(t, b.Write(&file, filepath.Ext(name) == ".gz"))
		recorded := fstest.MapFS{name: {Data: file.Bytes()}, "README.md": {Data: []byte("x")}, "upstream.json": {Data: []byte("no JSON")}}

		got, err := FindBaseline(recorded, root, "builtin", tests)
		require.NoError(t, err, name)
		require.NotNil(t, got, name)
		assert.Equal(t, "Chrome/156 on linux/amd64, recorded 2026-01-02T03:04:05Z", got.String())
		o := got.Observations(root, tests)
		require.Len(t, o, 2)
		assert.Empty(t, o["/a.html"].Subtests[0].Stack)

		changed := fstest.MapFS{"a.html": {Data: []byte("one")}, "b.html": {Data: []byte("three")}}
		assert.Len(t, got.Observations(changed, tests), 1, "a test that changed has no recorded result")
		assert.NotEqual(t, Revision(root, tests), Revision(changed, tests))

		none, err := FindBaseline(recorded, root, "builtin", []wpt.Test{{URL: "/c.html", Path: "c.html"}})
		require.NoError(t, err)
		assert.Nil(t, none)
	}
	_, err := FindBaseline(fstest.MapFS{"builtin.json": {Data: []byte(`{"format":"other"}`)}}, root, "builtin", tests)
	assert.ErrorContains(t, err, `format "other"`)
}
