package expect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Condition limits an entry to some versions of one browser.
type Condition struct {
	// Side is Engine or Chrome: whose version is meant.
	Side string
	// Op is one of < <= > >= ==.
	Op string
	// Version holds the numbers between the dots. A browser's version is
	// compared by as many numbers as stand here.
	Version []int
}

// operators of conditions, each before the one that it begins with.
var operators = []string{"<=", ">=", "==", "<", ">"}

// parseConditions reads "chrome>=150 chrome<157".
func parseConditions(text string) ([]Condition, error) {
	var out []Condition
	for _, word := range strings.Fields(text) {
		i := strings.IndexAny(word, "<>=")
		if i < 0 {
			return nil, fmt.Errorf("condition %q: want a browser, < <= > >= or ==, and a version", word)
		}
		c := Condition{Side: word[:i]}
		if c.Side != Engine && c.Side != Chrome {
			return nil, fmt.Errorf("condition %q: want engine or chrome before the version", word)
		}
		number := word[i:]
		for _, op := range operators {
			if rest, ok := strings.CutPrefix(number, op); ok {
				c.Op, number = op, rest
				break
			}
		}
		if c.Op == "" {
			return nil, fmt.Errorf("condition %q: want a browser, < <= > >= or ==, and a version", word)
		}
		for _, part := range strings.Split(number, ".") {
			n, err := strconv.ParseUint(part, 10, 31)
			if err != nil {
				return nil, fmt.Errorf("condition %q: %q is no version", word, number)
			}
			c.Version = append(c.Version, int(n))
		}
		out = append(out, c)
	}
	return out, nil
}

// String is the condition as it is written.
func (c Condition) String() string {
	parts := make([]string, len(c.Version))
	for i, n := range c.Version {
		parts[i] = strconv.Itoa(n)
	}
	return c.Side + c.Op + strings.Join(parts, ".")
}

func (c Condition) holds(version []int) bool {
	padded := make([]int, len(c.Version))
	copy(padded, version)
	order := slices.Compare(padded, c.Version)
	switch c.Op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return order == 0
}

// productVersion finds the numbers in a product's name, "HeadlessChrome/156.0.1"
// for instance; nil when there are none.
func productVersion(product string) []int {
	if _, after, ok := strings.Cut(product, "/"); ok {
		product = after
	}
	var out []int
	for _, part := range strings.Split(product, ".") {
		end := 0
		for end < len(part) && part[end] >= '0' && part[end] <= '9' {
			end++
		}
		n, err := strconv.Atoi(part[:end])
		if err != nil {
			break
		}
		out = append(out, n)
		if end < len(part) {
			break
		}
	}
	return out
}

// applies reports whether the entry's conditions hold for a side. Of a product
// whose version is not known, no condition holds.
func (e *Entry) applies(side string, version []int) bool {
	if e.Side != side && e.Side != Both {
		return false
	}
	for _, c := range e.Conditions {
		if c.Side == side && (version == nil || !c.holds(version)) {
			return false
		}
	}
	return true
}

// overlap reports whether some version of some side has both entries apply.
func overlap(a, b *Entry) bool {
	for _, side := range []string{Engine, Chrome} {
		// The conditions change their truth only at the versions that they
		// name, so those and their neighbours are all that needs a look.
		points := [][]int{{0}}
		for _, c := range slices.Concat(a.Conditions, b.Conditions) {
			for d := -1; d <= 1; d++ {
				p := slices.Clone(c.Version)
				p[len(p)-1] += d
				points = append(points, p)
			}
		}
		for _, p := range points {
			if a.applies(side, p) && b.applies(side, p) {
				return true
			}
		}
	}
	return false
}

// conflicts finds two entries that speak of the same result and expect
// different things of it.
func conflicts(entries []*Entry) error {
	type key struct {
		test, subtest string
		all, harness  bool
	}
	seen := make(map[key][]*Entry)
	for _, e := range entries {
		k := key{e.Test, e.Subtest, e.All, e.Harness}
		for _, other := range seen[k] {
			if !sameStatuses(e.Statuses, other.Statuses) && overlap(e, other) {
				return fmt.Errorf("%s: %s of %s is expected to be %s, but %s says %s", e.Where, e.What(), e.Test,
					strings.Join(e.Statuses, ","), other.Where, strings.Join(other.Statuses, ","))
			}
		}
		seen[k] = append(seen[k], e)
	}
	return nil
}

func sameStatuses(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(x), slices.Compact(y))
}
