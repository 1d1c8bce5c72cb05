package spec

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCatalogueIsOfTheStandards holds the catalogue against the standards' own numbers: name, page and every step, in order.
func TestCatalogueIsOfTheStandards(t *testing.T) {
	raw, err := os.ReadFile("testdata/steps.json")
	require.NoError(t, err)
	var standards map[string]struct {
		Standard   string
		Algorithms map[string]struct {
			Name, Page string
			Steps      []string
		}
	}
	require.NoError(t, json.Unmarshal(raw, &standards))
	steps, silent := 0, 0
	seen := map[string]bool{}
	for _, a := range Catalogue() {
		assert.False(t, seen[a.Standard+a.Anchor], "%s is there twice", a)
		seen[a.Standard+a.Anchor] = true
		of := standards[strings.ToLower(a.Standard)].Algorithms
		require.NotNil(t, of, a.Standard)
		want, ok := of[a.Anchor]
		if !ok {
			t.Logf("%s is not marked up as an algorithm; its steps are numbered by the text", a)
			continue
		}
		assert.Equal(t, want.Name, a.Name)
		assert.Equal(t, want.Page, a.Page)
		var numbers []string
		for _, s := range a.Steps {
			numbers = append(numbers, s.Number)
			steps++
			if s.Summary == "" {
				silent++
			}
		}
		assert.Equal(t, want.Steps, numbers, "%s: run go generate ./internal/spec", a)
	}
	text, err := os.ReadFile("catalogue.txt")
	require.NoError(t, err)
	heads := 0
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line) != "" && line[0] != ' ' && !strings.HasPrefix(line, "//") {
			heads++
		}
	}
	assert.Equal(t, heads, len(Catalogue()), "run go generate ./internal/spec")
	assert.Zero(t, silent, "steps of %d without a summary in our own words: write them in catalogue.txt", steps)
}
