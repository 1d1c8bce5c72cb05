package compare

import "maps"

// Sides that a Pair's FlakyIn can name.
const (
	EngineSide = "engine"
	ChromeSide = "chrome"
)

// Absent stands in counts for the runs in which a subtest did not appear.
const Absent = "MISSING"

// Runs lists all runs of the test: this one, its repeats and its retries.
func (o *Observation) Runs() []*Observation {
	if o == nil {
		return nil
	}
	list := append([]*Observation{o}, o.Repeats...)
	return append(list, o.Retries...)
}

// Tally counts the statuses over all runs, where there were several. A subtest
// that only a later run had is added as one that this run did not come to.
func (o *Observation) Tally() {
	runs := o.Runs()
	if len(runs) < 2 {
		return
	}
	type key struct {
		name string
		nth  int // among subtests of one name
	}
	counts := map[key]map[string]int{}
	names := map[key]string{}
	var order []key
	o.Counts = map[string]int{}
	for _, run := range runs {
		o.Counts[run.Status]++
		seen := map[string]int{}
		for _, s := range run.Subtests {
			if run == o && s.added() {
				continue
			}
			name := NumberTokens(s.Name)
			k := key{name, seen[name]}
			seen[name]++
			if counts[k] == nil {
				counts[k] = map[string]int{}
				order = append(order, k)
				names[k] = s.Name
			}
			counts[k][s.Status]++
		}
	}
	seen := map[string]int{}
	had := map[key]bool{}
	for i := range o.Subtests {
		name := NumberTokens(o.Subtests[i].Name)
		k := key{name, seen[name]}
		seen[name]++
		had[k] = true
		o.Subtests[i].Counts = withAbsent(counts[k], len(runs))
	}
	for _, k := range order {
		if !had[k] {
			o.Subtests = append(o.Subtests, Subtest{Name: names[k], Status: NotRun, Counts: withAbsent(counts[k], len(runs))})
		}
	}
}

// added reports whether Tally added the subtest: no run gave it this status.
func (s Subtest) added() bool {
	return s.Status == NotRun && s.Counts != nil && s.Counts[NotRun] == 0
}

// withAbsent adds the runs that have no result.
func withAbsent(counts map[string]int, runs int) map[string]int {
	out := maps.Clone(counts)
	if out == nil {
		out = map[string]int{}
	}
	n := 0
	for _, count := range out {
		n += count
	}
	if n < runs {
		out[Absent] = runs - n
	}
	return out
}

// flakyIn lists the sides whose status varied.
func flakyIn(engine, chrome map[string]int) []string {
	var out []string
	if len(engine) > 1 {
		out = append(out, EngineSide)
	}
	if len(chrome) > 1 {
		out = append(out, ChromeSide)
	}
	return out
}
