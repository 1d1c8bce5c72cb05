package report

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
)

func TestCauses(t *testing.T) {
	r := &Run{Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome"}}
	side := func(subtests ...compare.Subtest) *compare.Observation {
		return &compare.Observation{Status: compare.OK, Subtests: subtests}
	}
	sub := func(name, status, message string) compare.Subtest {
		return compare.Subtest{Name: name, Status: status, Message: message}
	}
	r.Add("/a.html", "a.html", side(sub("alone", "FAIL", "other")), side(sub("alone", "PASS", "")))
	r.Add("/b.html", "b.html", side(sub("x", "FAIL", `assert_equals: expected "a" but got 12`), sub("y", "FAIL", `assert_equals: expected "\"b" but got -7.5`)),
		side(sub("x", "PASS", ""), sub("y", "PASS", "")))
	r.Add("/c.html", "c.html", side(sub("z", "FAIL", `assert_equals: expected "c" but got 1`)), side(sub("z", "PASS", "")))
	r.Add("/d.html", "d.html", side(sub("z", "FAIL", `assert_equals: expected "c" but got 1`)), side(sub("z", "FAIL", `thrown`)))
	var got []string
	for _, c := range r.Causes() {
		got = append(got, fmt.Sprintf("%d/%d in %d: %s %s/%s %s, %s %s %s", c.Findings, c.Unexpected, c.Tests, c.Class, c.Engine, c.Chrome, c.Layer, c.Message, c.Test, c.Subtest))
	}
	assert.Equal(t, []string{
		"3/3 in 2: engine-only-fails FAIL/PASS , assert_equals: expected … but got … /b.html x",
		"1/1 in 1: engine-only-fails FAIL/PASS , other /a.html alone",
		"1/1 in 1: fails-differently FAIL/FAIL , assert_equals: expected … but got … | thrown /d.html z",
	}, got)
	assert.Empty(t, (&Run{}).Causes())
}

// Tests whose engine parted from Chrome in other steps have other causes.
func TestCausesBySteps(t *testing.T) {
	r := traced()
	assert.Equal(t, []string{"HTML: navigate 4", "Fetch: HTTP-network fetch"}, r.Causes()[0].Steps)
	assert.Equal(t, compare.LayerWire, r.Causes()[0].Layer)
	other := traced()
	text, err := other.Tests[0].Engine.Trace.MarshalJSON()
	require.NoError(t, err)
	require.NoError(t, other.Tests[0].Engine.Trace.UnmarshalJSON(bytes.Replace(text, []byte(`"step":"4"`), []byte(`"step":"5"`), 1)))
	other.Tests[0].URL = "/other.html"
	r.Tests = append(r.Tests, other.Tests[0], r.Tests[0])
	causes := r.Causes()
	assert.Len(t, causes, 2)
	assert.Equal(t, 2, causes[0].Tests)
}
