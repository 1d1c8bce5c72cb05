package wpt

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Shard is one of several parts into which tests are divided.
type Shard struct {
	Index, Count int // Index counts from 1
}

// maxShards bounds what a typing mistake can cost.
const maxShards = 100_000

// ParseShard reads "I/N".
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	i, err1 := strconv.Atoi(index)
	n, err2 := strconv.Atoi(count)
	s := Shard{i, n}
	if !ok || err1 != nil || err2 != nil {
		return Shard{}, fmt.Errorf("%q is no shard: want I/N, as in 1/4", text)
	}
	return s, s.Check()
}

// Check reports an index that is not among the shards.
func (s Shard) Check() error {
	switch {
	case s.Count < 1 || s.Count > maxShards:
		return fmt.Errorf("%d shards: want 1 to %d", s.Count, maxShards)
	case s.Index < 1 || s.Index > s.Count:
		return fmt.Errorf("shard %d of %d: shards count from 1", s.Index, s.Count)
	}
	return nil
}

// String gives the form that [ParseShard] reads.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// slack is by how much a shard may exceed an equal part before a test that
// prefers it goes elsewhere. Less balances better, more moves fewer tests when
// some are added.
const slack = 0.05

// Shards gives the shard of each test, counted from 1, by URL. Every test is in
// exactly one shard, whatever the order of tests, and the same tests and
// durations give the same shards on every machine.
//
// Each test prefers shards in an order of its own, by a hash of its URL and the
// shard's number, and goes to the first that has room, the longest tests first.
// So the shards take about equally long, and adding a test or a shard moves few
// others. A test without a known duration counts as the median one; a duration is
// used as a weight only.
func Shards(tests []Test, count int, durations map[string]time.Duration) map[string]int {
	type item struct {
		url    string
		hash   uint64
		weight float64
	}
	weights := knownWeights(tests, durations)
	items := make([]item, 0, len(tests))
	total := 0.0
	for i, t := range tests {
		items = append(items, item{t.URL, hashOf(t.URL), weights[i]})
		total += weights[i]
	}
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.hash, b.hash), strings.Compare(a.url, b.url))
	})
	room := make([]float64, count)
	for i := range room {
		room[i] = total / float64(count) * (1 + slack)
	}
	out := make(map[string]int, len(items))
	for _, it := range items {
		best, most, emptiest := -1, uint64(0), 0
		for shard := range count {
			if room[shard] > room[emptiest] {
				emptiest = shard
			}
			if room[shard] < it.weight {
				continue
			}
			if liking := mix(it.hash, uint64(shard)); best < 0 || liking > most {
				best, most = shard, liking
			}
		}
		if best < 0 { // a single test is longer than an equal part
			best = emptiest
		}
		room[best] -= it.weight
		out[it.url] = best + 1
	}
	return out
}

// knownWeights gives each test's weight. Durations are rounded to steps of about
// a tenth, so that a measurement's noise does not reorder the tests.
func knownWeights(tests []Test, durations map[string]time.Duration) []float64 {
	var known []time.Duration
	for _, t := range tests {
		if d := durations[t.URL]; d > 0 {
			known = append(known, d)
		}
	}
	median := time.Second
	if len(known) > 0 {
		slices.Sort(known)
		median = known[(len(known)-1)/2]
	}
	weights := make([]float64, len(tests))
	for i, t := range tests {
		d := durations[t.URL]
		if d <= 0 {
			d = median
		}
		weights[i] = math.Pow(1.1, math.Round(math.Log(max(d.Seconds(), 0.001))/math.Log(1.1)))
	}
	return weights
}

func hashOf(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// mix gives a number that has nothing to do with mix of other numbers (the
// finaliser of SplitMix64).
func mix(a, b uint64) uint64 {
	x := a + (b+1)*0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
