package expect

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Condition limits an entry to some versions of one browser, or to runs with
// some value of one of the engine's named behaviours.
type Condition struct {
	// Side is Engine or Chrome: whose version or behaviour is meant.
	Side string
	// Op is one of < <= > >= ==, or == or != with a behaviour.
	Op string
	// Version holds the numbers between the dots. A browser's version is
	// compared by as many numbers as stand here.
	Version []int
	// Behaviour is a behaviour's name, "" in a condition about versions; Value one of its values.
	Behaviour, Value string
}

// Behaviours are the engine's named behaviours.
type Behaviours struct {
	// Known holds the values of each, the default first. If it is nil, any name and value may stand in a condition.
	Known map[string][]string
	// Set holds the values that a run has set.
	Set map[string]string
}

// value is the value of a behaviour in a run, "" if that is not known.
func (b Behaviours) value(name string) string {
	if v, ok := b.Set[name]; ok {
		return v
	}
	if values := b.Known[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// Changed lists what a run has set to other values than the default ones, as NAME=VALUE.
func (b Behaviours) Changed() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(b.Set)) {
		if values := b.Known[name]; len(values) == 0 || b.Set[name] != values[0] {
			out = append(out, name+"="+b.Set[name])
		}
	}
	return out
}

// check says what is wrong with a condition about a behaviour.
func (b Behaviours) check(c Condition) error {
	values, ok := b.Known[c.Behaviour]
	switch {
	case c.Behaviour == "" || b.Known == nil:
		return nil
	case !ok:
		return fmt.Errorf("condition %q: there is no behaviour %q (exeunt run --behave list prints them)", c, c.Behaviour)
	case !slices.Contains(values, c.Value):
		return fmt.Errorf("condition %q: %s is %s, never %q", c, c.Behaviour, strings.Join(values, " or "), c.Value)
	}
	return nil
}

// operators of conditions, each before the one that it begins with.
var operators = []string{"<=", ">=", "==", "<", ">"}

// parseConditions reads "chrome>=150 chrome<157", or "empty-body!=wpt".
func parseConditions(text string) ([]Condition, error) {
	var out []Condition
	for _, word := range strings.Fields(text) {
		i := strings.IndexAny(word, "<>=!")
		if i < 0 {
			return nil, fmt.Errorf("condition %q: want a browser, < <= > >= or ==, and a version; or a behaviour, == or !=, and a value", word)
		}
		c := Condition{Side: word[:i]}
		if c.Side != Engine && c.Side != Chrome {
			name, op, value := c.Side, word[i:min(i+2, len(word))], word[min(i+2, len(word)):]
			if name == "" || op != "==" && op != "!=" || value == "" || strings.ContainsAny(value, "<>=!") {
				return nil, fmt.Errorf("condition %q: want engine or chrome before < <= > >= or == and a version; or a behaviour, == or !=, and a value", word)
			}
			out = append(out, Condition{Side: Engine, Op: op, Behaviour: name, Value: value})
			continue
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
	if c.Behaviour != "" {
		return c.Behaviour + c.Op + c.Value
	}
	parts := make([]string, len(c.Version))
	for i, n := range c.Version {
		parts[i] = strconv.Itoa(n)
	}
	return c.Side + c.Op + strings.Join(parts, ".")
}

func (c Condition) holds(version []int, behaviours Behaviours) bool {
	if c.Behaviour != "" {
		return (behaviours.value(c.Behaviour) == c.Value) == (c.Op == "==")
	}
	if version == nil {
		return false
	}
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
// whose version is not known, no condition about versions holds.
func (e *Entry) applies(side string, version []int, behaviours Behaviours) bool {
	if e.Side != side && e.Side != Both {
		return false
	}
	for _, c := range e.Conditions {
		if c.Side == side && !c.holds(version, behaviours) {
			return false
		}
	}
	return true
}

// overlap reports whether some version of some side has both entries apply, with some values of the behaviours.
func overlap(a, b *Entry, known Behaviours) bool {
	conditions := slices.Concat(a.Conditions, b.Conditions)
	for _, side := range []string{Engine, Chrome} {
		// The conditions change their truth only at the versions that they
		// name, so those and their neighbours are all that needs a look.
		points := [][]int{{0}}
		for _, c := range conditions {
			for d := -1; d <= 1 && c.Version != nil; d++ {
				p := slices.Clone(c.Version)
				p[len(p)-1] += d
				points = append(points, p)
			}
		}
		for _, p := range points {
			if anyBehaviours(conditions, known, func(set Behaviours) bool { return a.applies(side, p, set) && b.applies(side, p, set) }) {
				return true
			}
		}
	}
	return false
}

// anyBehaviours tries what the behaviours that conditions name may be, until
// holds is true. They do not depend on each other: each is tried as all that its conditions tell apart.
func anyBehaviours(conditions []Condition, known Behaviours, holds func(Behaviours) bool) bool {
	values := map[string][]string{}
	for _, c := range conditions {
		if c.Behaviour == "" {
			continue
		}
		if list := known.Known[c.Behaviour]; list != nil {
			values[c.Behaviour] = list
		} else {
			values[c.Behaviour] = append(values[c.Behaviour], c.Value, "") // "" is a value that none of them names
		}
	}
	names := slices.Sorted(maps.Keys(values))
	set := map[string]string{}
	var try func(i int) bool
	try = func(i int) bool {
		if i == len(names) {
			return holds(Behaviours{Set: set})
		}
		for _, v := range values[names[i]] {
			set[names[i]] = v
			if try(i + 1) {
				return true
			}
		}
		return false
	}
	return try(0)
}

// conflicts finds two entries that speak of the same result and expect
// different things of it.
func conflicts(entries []*Entry, known Behaviours) error {
	type key struct {
		test, subtest string
		all, harness  bool
	}
	seen := make(map[key][]*Entry)
	for _, e := range entries {
		k := key{e.Test, e.Subtest, e.All, e.Harness}
		for _, other := range seen[k] {
			if !sameStatuses(e.Statuses, other.Statuses) && overlap(e, other, known) {
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
