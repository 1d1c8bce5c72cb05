package report

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
)

// asJSON gives a run's json report as text and as read back.
func asJSON(t *testing.T, r *Run) (string, *Document) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, r.JSON(&b))
	d, err := decodeDocument("r.json", bytes.NewReader(b.Bytes()), usual)
	require.NoError(t, err)
	return b.String(), d
}

func TestRunOfDocument(t *testing.T) {
	r := sample(t)
	r.Incomplete = "interrupted"
	flaky := compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "f", Status: "PASS"}},
		Repeats: []*compare.Observation{{Status: "OK", Subtests: []compare.Subtest{{Name: "f", Status: "FAIL"}}}}}
	flaky.Tally()
	r.Add("/html/flaky.html", "html/flaky.html", &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "f", Status: "PASS"}}}, &flaky)
	text, d := asJSON(t, r)
	restored := d.Run()
	again, _ := asJSON(t, restored)
	assert.Equal(t, text, again)
	assert.Equal(t, r.Unexpected(), restored.Unexpected())
	assert.Equal(t, r.Engine.Wall, restored.Engine.Wall)

	var before, after bytes.Buffer
	require.NoError(t, r.WPTReport(&before, r.Engine))
	require.NoError(t, restored.WPTReport(&after, restored.Engine))
	assert.Equal(t, before.String(), after.String())
	before.Reset()
	after.Reset()
	require.NoError(t, r.Terminal(&before, false))
	require.NoError(t, restored.Terminal(&after, false))
	assert.Equal(t, before.String(), after.String())
}

// shard keeps some tests of the sample.
func shard(t *testing.T, keep ...int) *Document {
	r := sample(t)
	var tests []Test
	for _, i := range keep {
		tests = append(tests, r.Tests[i])
	}
	r.Tests = tests
	_, d := asJSON(t, r)
	return d
}

func TestMergeShards(t *testing.T) {
	whole, _ := asJSON(t, sample(t))
	r, m, err := Merge([]*Document{shard(t, 2), shard(t, 0, 1), shard(t, 0)}, []string{"a", "b", "c"}, MergeOptions{})
	require.NoError(t, err)
	assert.Equal(t, Merged{Tests: 3, Same: 1, Unexpected: sample(t).Unexpected()}, m)
	assert.Equal(t, 3*2*time.Second, r.Engine.Wall, "the shards' times add up")
	r.Engine.Wall, r.Chrome.Wall = r.Engine.Wall/3, r.Chrome.Wall/3
	got, _ := asJSON(t, r)
	assert.Equal(t, whole, got)
}

func TestMergeStale(t *testing.T) {
	one := StaleEntry{Where: "f:1", Test: "/a.html", Problem: "p"}
	some := StaleEntry{Where: "f:2", Test: "/html/*", Problem: "p"}
	all := StaleEntry{Where: "f:3", Test: "/fetch/*", Problem: "p"}
	got := mergeStale([]*Document{{Stale: []StaleEntry{one, some, all}}, {Stale: []StaleEntry{all}}})
	assert.Equal(t, []StaleEntry{one, all}, got, "another shard may need what covers several tests")
}

func TestMergeTimes(t *testing.T) {
	a, b := shard(t, 0), shard(t, 1)
	a.Timing.Begin, a.Timing.End = "2026-01-02T00:00:00Z", "2026-01-02T01:00:00Z"
	b.Timing.Begin, b.Timing.End = "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"
	r, _, err := Merge([]*Document{a, b}, []string{"a", "b"}, MergeOptions{})
	require.NoError(t, err)
	assert.Equal(t, "2026-01-01T00:00:00Z", r.Begin.Format(time.RFC3339))
	assert.Equal(t, "2026-01-02T01:00:00Z", r.End.Format(time.RFC3339))

	b.Timing = nil
	_, _, err = Merge([]*Document{a, b}, []string{"a", "b"}, MergeOptions{})
	assert.EqualError(t, err, "timing differs: given in a, left out in b (--force merges all the same)")
	_, _, err = Merge(nil, nil, MergeOptions{})
	assert.Error(t, err)
}

func TestMergeNamesEveryField(t *testing.T) {
	change := map[string]func(d *Document){
		"exeunt":            func(d *Document) { d.Exeunt = "x" },
		"suite":             func(d *Document) { d.Suite = "x" },
		"revision":          func(d *Document) { d.Revision = "x" },
		"number of shards":  func(d *Document) { d.Shard = "1/2" },
		"seed":              func(d *Document) { d.Seed = 99 },
		"clock":             func(d *Document) { d.Clock = "real" },
		"timeoutMultiplier": func(d *Document) { d.Multiplier = 3 },
		"os":                func(d *Document) { d.OS = "x" },
		"arch":              func(d *Document) { d.Arch = "x" },
		"engine":            func(d *Document) { d.Engine = nil },
		"engine.product":    func(d *Document) { d.Engine.Product = "x" },
		"chrome":            func(d *Document) { d.Chrome = nil },
		"chrome.product":    func(d *Document) { d.Chrome.Product = "x" },
	}
	for field, apply := range change {
		t.Run(field, func(t *testing.T) {
			a, b := shard(t, 0), shard(t, 1)
			a.Shard, b.Shard = "1/3", "2/3"
			apply(b)
			_, _, err := Merge([]*Document{a, b}, []string{"a", "b"}, MergeOptions{})
			require.ErrorContains(t, err, field+" differs: ")
			_, m, err := Merge([]*Document{a, b}, []string{"a", "b"}, MergeOptions{Force: true})
			require.NoError(t, err)
			assert.Equal(t, 2, m.Tests)
		})
	}
}

func TestResultDifference(t *testing.T) {
	sub := func(name, status, message string) compare.Subtest {
		return compare.Subtest{Name: name, Status: status, Message: message}
	}
	test := func(status string, subtests ...compare.Subtest) Test {
		return Test{Engine: &compare.Observation{Status: status, Subtests: subtests}}
	}
	tests := []struct {
		name string
		a, b Test
		want string
	}{
		{"same", test("OK", sub("x", "PASS", "")), test("OK", sub("x", "PASS", "")), ""},
		{"tokens", test("OK", sub("x", "FAIL", "0.12345678901")), test("OK", sub("x", "FAIL", "0.92345678901")), ""},
		{"status", test("OK"), test("CRASH"), "engine's harness status is OK and CRASH"},
		{"number", test("OK", sub("x", "PASS", "")), test("OK"), "engine has 1 and 0 subtests"},
		{"name", test("OK", sub("x", "PASS", "")), test("OK", sub("y", "PASS", "")), `engine's subtest 1 is "x" and "y"`},
		{"subtest", test("OK", sub("x", "PASS", "")), test("OK", sub("x", "FAIL", "")), `engine's "x" is PASS and FAIL`},
		{"message", test("OK", sub("x", "FAIL", "a")), test("OK", sub("x", "FAIL", "b")), `engine's "x" has different messages`},
		{"side", test("OK"), Test{Chrome: &compare.Observation{Status: "OK"}}, "engine ran it in one of them only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, resultDifference(tt.a, tt.b)) })
	}
}

func TestMissingShards(t *testing.T) {
	of := func(shards ...string) string {
		var documents []*Document
		for _, s := range shards {
			documents = append(documents, &Document{Shard: s})
		}
		return missingShards(documents)
	}
	assert.Equal(t, "", of("", ""))
	assert.Equal(t, "", of("1/2", "2/2", "2/2"))
	assert.Equal(t, "no report of shard 2/4, 3/4", of("4/4", "1/4"))
	assert.Equal(t, "no report of shard 1/1000, 2/1000, 3/1000, 4/1000, 5/1000, 6/1000, 7/1000, 8/1000, 9/1000, 10/1000, …", of("1000/1000"))
	assert.Equal(t, "", of("x", "0/0"))
}
