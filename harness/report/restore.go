package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

// Run makes of a json report the run that it was written of, as far as the
// report tells: its Document is the same again. Expectations are those that
// the report's findings name.
func (d *Document) Run() *Run {
	r := &Run{Suite: d.Suite, Revision: d.Revision, Shard: d.Shard, Version: d.Exeunt, Seed: d.Seed, Clock: d.Clock, Server: d.Server, Multiplier: d.Multiplier, Behaviours: d.Behaviours, OS: d.OS, Arch: d.Arch,
		Traced: d.Timing == nil, Engine: copySide(d.Engine), Chrome: copySide(d.Chrome), Incomplete: d.Incomplete, Expectations: &expect.Set{}, restored: true, stale: d.Stale}
	if r.Multiplier == 0 {
		r.Multiplier = 1
	}
	var engine, chrome map[string]float64
	if t := d.Timing; t != nil {
		r.Begin, _ = time.Parse(time.RFC3339Nano, t.Begin)
		r.End, _ = time.Parse(time.RFC3339Nano, t.End)
		engine, chrome = t.Engine, t.Chrome
		if r.Engine != nil {
			r.Engine.Wall = duration(t.EngineWall)
		}
		if r.Chrome != nil {
			r.Chrome.Wall = duration(t.ChromeWall)
		}
	}
	for _, dt := range d.Tests {
		if dt.Engine == nil && dt.Chrome == nil {
			continue
		}
		t := Test{URL: dt.URL, Path: dt.Path, Engine: dt.Engine, Chrome: dt.Chrome, Result: compare.Compare(dt.Engine, dt.Chrome)}
		t.Result.Divergences = dt.Divergences
		if t.Engine != nil {
			t.Engine.Duration = duration(engine[t.URL])
		}
		if t.Chrome != nil {
			t.Chrome.Duration = duration(chrome[t.URL])
		}
		taken := map[int]bool{}
		for _, f := range dt.Findings {
			t.Findings = append(t.Findings, r.restoreFinding(t, f, taken))
		}
		r.Tests = append(r.Tests, t)
	}
	return r
}

func copySide(s *Side) *Side {
	if s == nil {
		return nil
	}
	c := *s
	return &c
}

func duration(ms float64) time.Duration {
	// Reports have microseconds. Without rounding, the product may fall just short of them.
	return time.Duration(math.Round(ms*1000)) * time.Microsecond
}

// restoreFinding looks a finding's results up, and adds what it says of
// expectations to the run's. Of several subtests of one name, each finding
// takes another, one of its class if there is one.
func (r *Run) restoreFinding(t Test, df DocumentFinding, taken map[int]bool) Finding {
	f := Finding{Subtest: df.Subtest, Harness: df.Harness, Class: df.Class, FlakyIn: df.FlakyIn}
	if df.Harness {
		f.Engine, f.Chrome = harnessResult(t.Engine), harnessResult(t.Chrome)
	} else {
		best := -1
		for i, p := range t.Result.Subtests {
			if p.Name == df.Subtest && !taken[i] && (best < 0 || p.Class == df.Class && t.Result.Subtests[best].Class != df.Class) {
				best = i
			}
		}
		if best >= 0 {
			taken[best] = true
			f.Engine, f.Chrome = t.Result.Subtests[best].Engine, t.Result.Subtests[best].Chrome
		}
	}
	entry := func(side string, statuses []string, reason, link, where string) *expect.Entry {
		e := &expect.Entry{Test: t.URL, Side: side, Statuses: statuses, Subtest: df.Subtest, Harness: df.Harness, Reason: reason, Link: link, Where: where}
		r.Expectations.Entries = append(r.Expectations.Entries, e)
		return e
	}
	if df.Expected {
		var statuses []string
		for _, s := range []*compare.Subtest{f.Engine, f.Chrome} {
			status := expect.Missing
			if s != nil {
				status = s.Status
			}
			if !slices.Contains(statuses, status) {
				statuses = append(statuses, status)
			}
		}
		f.Expected = entry(expect.Both, statuses, df.Reason, df.Link, "")
	}
	for _, c := range df.Contradicted {
		f.Contradicted = append(f.Contradicted, Contradiction{Side: c.Side, Status: c.Status, Entry: entry(c.Side, c.Listed, c.Reason, "", c.Where)})
	}
	return f
}

// ReadDocument reads a json report whole, with all layers.
func ReadDocument(file string) (d *Document, err error) {
	err = withFile(file, func(in io.Reader) error {
		d, err = decodeDocument(file, in, usual)
		return err
	})
	return d, err
}

func decodeDocument(file string, in io.Reader, l limits) (*Document, error) {
	s, err := newStream(file, in, l)
	if err != nil {
		return nil, err
	}
	tests := []DocumentTest{}
	first := map[string]string{}
	header, kind, err := s.report(func(kind Kind, key string) error {
		if kind != JSONKind {
			return s.value(&ignored{})
		}
		var t DocumentTest
		if err := s.value(&t); err != nil {
			return err
		}
		if err := s.named(t.URL); err != nil {
			return err
		}
		for _, o := range []*compare.Observation{t.Engine, t.Chrome} {
			if o == nil {
				continue
			}
			if err := s.status("", o.Status); err != nil {
				return err
			}
			for i, st := range o.Subtests {
				if err := s.status(fmt.Sprintf(".subtests[%d]", i), st.Status); err != nil {
					return err
				}
			}
		}
		if before, ok := first[t.URL]; ok {
			return s.errf("%s is the test %q, which was %s already", s.at, shorten(t.URL), before)
		}
		first[t.URL] = s.at
		tests = append(tests, t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if kind != JSONKind {
		return nil, fmt.Errorf("%s is a %s, want a json report", file, kind.Words())
	}
	d := &Document{}
	if err := unmarshalFields(file, header, d); err != nil {
		return nil, err
	}
	d.Tests = tests
	return d, nil
}
