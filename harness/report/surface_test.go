package report

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

// surfaceRun is a run of one test of the surface folder, the text of whose members is hostile.
func surfaceRun() *Run {
	r := &Run{Suite: "builtin", Multiplier: 1, Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome"}, Expectations: &expect.Set{}}
	observation := func(x string) *compare.Observation {
		return &compare.Observation{Status: compare.OK, Subtests: []compare.Subtest{}, Surface: compare.Surface{"A": {"": "interface A/0", "<b>|x": x}}}
	}
	r.Add("/surface/a.html", "surface/a.html", observation("function </script>x/0"), observation("function x/1"))
	return r
}

func TestSurfaceSection(t *testing.T) {
	r := surfaceRun()
	assert.Equal(t, 1, r.UnexplainedSurface())
	var b bytes.Buffer
	require.NoError(t, r.Terminal(&b, false))
	assert.Contains(t, b.String(), "surface /surface/a.html: 1 interface, 1 member the same, 1 unlike Chrome's, 0 missing, 0 that Chrome lacks")
	assert.Contains(t, b.String(), "✗ A.<b>|x\n      engine  function </script>x/0\n      chrome  function x/1")

	b.Reset()
	require.NoError(t, r.Markdown(&b))
	assert.Contains(t, b.String(), "Surface: /surface/a.html")
	assert.NotContains(t, b.String(), "<b>|x", "a name is no markup, and ends no cell")

	b.Reset()
	require.NoError(t, r.HTML(&b))
	assert.Contains(t, b.String(), `<h2 id="surface">Surface</h2>`)
	assert.NotContains(t, b.String(), "</script>x")

	d := r.Document()
	require.Len(t, d.Surface, 1)
	assert.Equal(t, "A.<b>|x", d.Surface[0].Differ[0].Member)
	assert.Equal(t, d.Surface, d.Run().Document().Surface, "a report that is read again says the same")
}
