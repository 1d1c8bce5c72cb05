package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/wpt"
)

// A numbering is how a CI system tells its jobs their number.
type numbering struct {
	index, count string // names of variables
	base         int    // the first job's number
}

// numberings in the order in which they are looked for. CI_NODE_INDEX is
// GitLab's, JOB_COMPLETION_INDEX that of an indexed Job of Kubernetes, which does
// not say how many there are: JOB_COMPLETIONS is for its author to set.
var numberings = []numbering{
	{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
	{"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0},
}

// whichShard gives the shard that the flag or the environment names, and where
// it is from; Count is 1 for all tests.
func (f *selectFlags) whichShard(env func(string) (string, bool)) (wpt.Shard, string, error) {
	whole := wpt.Shard{Index: 1, Count: 1}
	text, total, hasTotal := strings.Cut(f.shard, "/")
	auto := f.shard == "" || text == "auto"
	switch {
	case f.shard == "off":
		return whole, "", nil
	case !auto:
		s, err := wpt.ParseShard(f.shard)
		if err != nil {
			return whole, "", fmt.Errorf("--shard: %w", err)
		}
		return s, "--shard", nil
	}
	for _, n := range numberings {
		index, ok := env(n.index)
		if !ok || index == "" {
			continue
		}
		count, from := total, "--shard"
		if !hasTotal {
			from = n.count
			if count, ok = env(n.count); !ok || count == "" {
				return whole, "", fmt.Errorf("%s is set, but not %s: say how many shards there are by --shard auto/N, or --shard off to run all tests", n.index, n.count)
			}
		}
		i, err := strconv.Atoi(index)
		if err != nil {
			return whole, "", fmt.Errorf("%s is %q: want a number", n.index, index)
		}
		c, err := strconv.Atoi(count)
		if err != nil {
			return whole, "", fmt.Errorf("%s is %q: want a number", from, count)
		}
		s := wpt.Shard{Index: i - n.base + 1, Count: c}
		if err := s.Check(); err != nil || i < n.base {
			return whole, "", fmt.Errorf("%s is %d and %s is %d: the index counts from %d", n.index, i, from, c, n.base)
		}
		return s, n.index + " and " + from, nil
	}
	if text == "auto" {
		return whole, "", fmt.Errorf("--shard %s: neither CI_NODE_INDEX nor JOB_COMPLETION_INDEX is set", f.shard)
	}
	return whole, "", nil
}
