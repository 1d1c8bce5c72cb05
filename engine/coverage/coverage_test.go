package coverage

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/internal/spec"
)

const queue = "Fetch: queue a deferred fetch"

// sample is what two tests reach of one algorithm: the first steps 1 and 4, the second step 1, of which it has two recordings.
func sample() *Coverage {
	c := &Coverage{}
	one := c.Test("/one.html")
	c.Event(one, "enter", queue, "")
	c.Event(one, "step", queue, "1")
	c.Event(one, "step", queue, "4")
	for range 2 {
		two := c.Test("/two.html")
		c.Event(two, "enter", queue, "")
		c.Event(two, "step", queue, "1")
		c.Event(two, "todo", queue, "2")
		c.Event(two, "adhoc", queue, "3")
		c.Event(two, "leave", queue, "")
	}
	c.Test("/idle.html")
	return c
}

func find(t *testing.T, r *Report, name string) *Algorithm {
	t.Helper()
	for i := range r.Algorithms {
		if r.Algorithms[i].String() == name {
			return &r.Algorithms[i]
		}
	}
	require.Fail(t, "no such algorithm", name)
	return nil
}

func TestReport(t *testing.T) {
	r := sample().Report()
	assert.Equal(t, spec.Text, r.Standards)
	assert.Equal(t, 3, r.Tests, "a test that reaches nothing counts; two recordings of one do not")
	a := find(t, r, queue)
	assert.Equal(t, 2, a.Tests)
	assert.Equal(t, 2, a.Reached)
	assert.Equal(t, a.Implemented, a.Reached+a.Unreached)
	steps := map[string]Step{}
	for _, s := range a.List {
		steps[s.Number] = s
		if s.Number != "1" && s.Number != "4" {
			assert.NotEqual(t, Reached, s.Status, s.Number)
			assert.Empty(t, s.Tests, s.Number)
		}
	}
	assert.Equal(t, []string{"/one.html", "/two.html"}, steps["1"].Tests)
	assert.Equal(t, Reached, steps["4"].Status)
	assert.True(t, steps["3"].AdHoc)
	assert.Equal(t, []Alone{{"/one.html", []string{queue + "#4"}}}, r.Alone)
}

// The sums are those of the algorithms, and every step of the catalogue has one status.
func TestReportAddsUp(t *testing.T) {
	r := sample().Report()
	total := r.Total
	r.Recount()
	assert.Equal(t, total, r.Total)
	assert.Len(t, r.Algorithms, len(spec.Catalogue()))
	counts := map[string]int{}
	for _, a := range r.Algorithms {
		assert.Len(t, a.List, a.Steps, a.String())
		for _, s := range a.List {
			counts[s.Status]++
		}
	}
	assert.Equal(t, total.Reached, counts[Reached])
	assert.Equal(t, total.Unreached, counts[Unreached])
	assert.Equal(t, total.Todo, counts[Todo])
	assert.Equal(t, total.Steps, counts[Reached]+counts[Unreached]+counts[Todo]+counts[Absent])
}

func TestEmpty(t *testing.T) {
	r := (&Coverage{}).Report()
	assert.Zero(t, r.Tests)
	assert.Zero(t, r.Total.Reached)
	assert.NotZero(t, r.Total.Unreached)
	assert.Empty(t, r.Alone)
	assert.Equal(t, "–", Counts{}.percent())
	assert.Equal(t, "66 %", Counts{Implemented: 3, Reached: 2}.percent())
}

func TestJSON(t *testing.T) {
	r := sample().Report()
	var b bytes.Buffer
	require.NoError(t, r.JSON(&b))
	var again Report
	require.NoError(t, json.Unmarshal(b.Bytes(), &again))
	assert.Equal(t, r, &again)
}

func TestText(t *testing.T) {
	r := sample().Report()
	var b bytes.Buffer
	r.Text(&b)
	assert.True(t, strings.HasPrefix(b.String(), "3 tests; "+spec.Text+"\n"))
	assert.Regexp(t, `(?m)^ +2 +\d+ +\d+ % +\d+ +\d+ +\d+  Fetch: queue a deferred fetch$`, b.String())
	assert.Contains(t, b.String(), "Tests that alone reach steps:\n     1  /one.html\n")

	b.Reset()
	require.NoError(t, r.TextOf(&b, "#queue-a-deferred-fetch"))
	assert.Contains(t, b.String(), "entered by 2 tests\n")
	assert.Regexp(t, `(?m)^  1\. .*  \[/one.html, /two.html\]$`, b.String())
	assert.ErrorContains(t, r.TextOf(&b, "queue a deferred fetsh"), `nearest: "queue a deferred fetch"`)

	b.Reset()
	require.NoError(t, r.TextOfTest(&b, "/one.html"))
	assert.Equal(t, queue+"#1\n"+queue+"#4  alone\n2 steps, 1 of them alone\n", b.String())
	assert.ErrorContains(t, r.TextOfTest(&b, "/idle.html"), `no test "/idle.html" that reaches a step`)

	b.Reset()
	r.TextUnreached(&b)
	assert.NotContains(t, b.String(), queue+"#4 ")
	assert.Equal(t, r.Total.Unreached, strings.Count(b.String(), "\n"))
}

func TestHTML(t *testing.T) {
	c := &Coverage{}
	test := c.Test(`/<script>alert(1)</script>.html`)
	c.Event(test, "step", queue, "1")
	var b bytes.Buffer
	require.NoError(t, c.Report().HTML(&b))
	assert.Contains(t, b.String(), "&lt;script&gt;alert(1)")
	assert.NotContains(t, b.String(), "<script>alert")
}
