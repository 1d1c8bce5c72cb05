package bindings

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSurfaceNames holds the list of interfaces that the surface pages look at against what the engine exposes.
func TestSurfaceNames(t *testing.T) {
	text, err := os.ReadFile("../../wpt/tests/surface/resources/interfaces.js")
	require.NoError(t, err)
	var listed []string
	for _, m := range regexp.MustCompile(`'(\w+)'`).FindAllSubmatch(text, -1) {
		listed = append(listed, string(m[1]))
	}
	assert.True(t, slices.IsSorted(listed), "the list is in alphabetical order")
	for _, c := range interfaces() {
		if !c.NoInterfaceObject && !c.Namespace {
			assert.True(t, slices.Contains(listed, c.Name), "%s is exposed; wpt/tests/surface/resources/interfaces.js lacks it", c.Name)
		}
	}
}
