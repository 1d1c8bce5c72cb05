package compare

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func seen(status string, subtests ...Subtest) *Observation {
	return &Observation{Status: status, Subtests: subtests}
}

func TestTally(t *testing.T) {
	o := seen(OK, Subtest{Name: "steady", Status: Pass}, Subtest{Name: "flips", Status: Pass}, Subtest{Name: "twin", Status: Pass}, Subtest{Name: "twin", Status: Fail})
	o.Repeats = []*Observation{seen(OK, Subtest{Name: "steady", Status: Pass}, Subtest{Name: "flips", Status: Fail}, Subtest{Name: "twin", Status: Pass}, Subtest{Name: "twin", Status: Fail})}
	o.Retries = []*Observation{seen(Timeout, Subtest{Name: "steady", Status: Pass}, Subtest{Name: "late", Status: Pass})}
	for range 2 { // a second time changes nothing
		o.Tally()
		assert.Equal(t, map[string]int{OK: 2, Timeout: 1}, o.Counts)
		assert.Len(t, o.Subtests, 5)
		for i, want := range []map[string]int{{Pass: 3}, {Pass: 1, Fail: 1, Absent: 1}, {Pass: 2, Absent: 1}, {Fail: 2, Absent: 1}, {Pass: 1, Absent: 2}} {
			assert.Equal(t, want, o.Subtests[i].Counts, o.Subtests[i].Name)
		}
		assert.Equal(t, NotRun, o.Subtests[4].Status)
	}
	once := seen(OK, Subtest{Name: "a", Status: Pass})
	once.Tally()
	assert.Nil(t, once.Counts)
	assert.Nil(t, once.Subtests[0].Counts)
}

func TestWhatVariesIsFlaky(t *testing.T) {
	run := func(status string, repeats ...string) *Observation {
		o := seen(OK, Subtest{Name: "a", Status: status})
		for _, r := range repeats {
			o.Repeats = append(o.Repeats, seen(OK, Subtest{Name: "a", Status: r}))
		}
		o.Tally()
		return o
	}
	for name, c := range map[string]struct {
		engine, chrome *Observation
		class          Class
		flaky          []string
	}{
		"steady":         {run(Pass, Pass), run(Pass, Pass), SamePass, nil},
		"Chrome flips":   {run(Fail, Fail), run(Pass, Fail), Flaky, []string{ChromeSide}},
		"the engine":     {run(Pass, Fail), run(Pass, Pass), Flaky, []string{EngineSide}},
		"both":           {run(Pass, Fail), run(Fail, Pass), Flaky, []string{EngineSide, ChromeSide}},
		"Chrome alone":   {nil, run(Pass, Fail), NotRunClass, []string{ChromeSide}},
		"steady failure": {run(Fail, Fail), run(Pass, Pass), EngineOnlyFails, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := Compare(c.engine, c.chrome).Subtests[0]
			assert.Equal(t, c.class, p.Class)
			assert.Equal(t, c.flaky, p.FlakyIn)
		})
	}
	e, c := seen(OK), seen(OK)
	c.Repeats = []*Observation{seen(Timeout)}
	c.Tally()
	r := Compare(e, c)
	assert.Equal(t, Flaky, r.Harness)
	assert.Equal(t, []string{ChromeSide}, r.HarnessFlakyIn)
}
