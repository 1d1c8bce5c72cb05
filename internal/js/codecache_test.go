package js

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// forgetCompiled empties the cache in memory, as a new process finds it.
func forgetCompiled() {
	compiled.Lock()
	defer compiled.Unlock()
	compiled.code, compiled.size = nil, 0
}

func evalOnce(t *testing.T, source string) string {
	t.Helper()
	a, err := NewAgent(Options{})
	require.NoError(t, err)
	defer a.Close()
	defer a.Scope()()
	r, err := a.NewRealm()
	require.NoError(t, err)
	v, err := r.Eval(source, "https://a.test/x.js", 1)
	require.NoError(t, err)
	s, err := r.ToString(v)
	require.NoError(t, err)
	return s
}

func TestCodeCacheOnDisk(t *testing.T) {
	t.Cleanup(func() { _ = SetCodeCache(""); forgetCompiled() })
	dir := filepath.Join(t.TempDir(), "made")
	require.NoError(t, setCodeCache(dir, "v1"))
	source := "/*" + strings.Repeat("x", diskMinimum) + "*/ [1, 2].map(n => n + 40).join('-')"

	forgetCompiled()
	assert.Equal(t, "41-42", evalOnce(t, source))
	files, err := filepath.Glob(filepath.Join(dir, "*.bytecode"))
	require.NoError(t, err)
	require.Len(t, files, 1)

	forgetCompiled()
	assert.Equal(t, "41-42", evalOnce(t, source), "from the file")
	key := scriptKey{source, "https://a.test/x.js", 1}
	assert.NotNil(t, disk.Load().load(key))
	require.NoError(t, setCodeCache(dir, "v2"))
	assert.Nil(t, disk.Load().load(key), "another engine's bytecode")
	require.NoError(t, setCodeCache(dir, "v1"))

	whole, err := os.ReadFile(files[0])
	require.NoError(t, err)
	for name, damaged := range map[string][]byte{
		"truncated": whole[:len(whole)/2], "empty": {}, "changed": append(append([]byte{}, whole[:len(whole)-1]...), whole[len(whole)-1]^1),
	} {
		require.NoError(t, os.WriteFile(files[0], damaged, 0o600))
		assert.Nil(t, disk.Load().load(key), name)
		forgetCompiled()
		assert.Equal(t, "41-42", evalOnce(t, source), name)
	}

	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	assert.ErrorContains(t, setCodeCache(blocked, "v1"), "code cache")
	assert.Nil(t, disk.Load())
	require.NoError(t, setCodeCache(dir, ""))
	assert.Nil(t, disk.Load(), "without a version nothing is kept")
}

func TestCodeCacheDiscardsTheOldest(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	discardOldest(dir, files, 2)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 1)
}
