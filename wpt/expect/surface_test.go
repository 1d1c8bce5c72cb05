package expect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSurfaceReasons(t *testing.T) {
	_, err := ParseSurfaceReasons(surfaceText)
	require.NoError(t, err)
	r, err := ParseSurfaceReasons("# comment\n\nA.b: one\nC.*: two: three\n")
	require.NoError(t, err)
	assert.Equal(t, "one", r.Of("A.b"))
	assert.Equal(t, "", r.Of("A.c"))
	assert.Equal(t, "two: three", r.Of("C.d"))
	assert.Equal(t, "two: three", r.Of("C"))
	for _, bad := range []string{"A.b", "A.b:", "A.b: ", ": reason", "A: x\nA: y"} {
		_, err := ParseSurfaceReasons(bad)
		assert.Error(t, err, bad)
	}
}
