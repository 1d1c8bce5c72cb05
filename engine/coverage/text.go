package coverage

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/engine/stepper"
)

// Recount counts Total anew from the algorithms that are there.
func (r *Report) Recount() {
	r.Total = Counts{}
	for _, a := range r.Algorithms {
		r.Total.add(a.Counts)
	}
}

// JSON writes the report as JSON.
func (r *Report) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(r)
}

// percent is reached of implemented.
func (c Counts) percent() string {
	if c.Implemented == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", 100*c.Reached/c.Implemented)
}

// Text writes a table of all algorithms that the code implements at least in part, the least covered first.
func (r *Report) Text(w io.Writer) {
	fmt.Fprintf(w, "%d tests; %s\n\n", r.Tests, r.Standards)
	fmt.Fprintf(w, "%7s %6s %7s %9s %5s %6s  %s\n", "reached", "of", "", "unreached", "todo", "steps", "algorithm")
	list := slices.Clone(r.Algorithms)
	slices.SortStableFunc(list, func(a, b Algorithm) int { return b.Unreached - a.Unreached })
	idle := 0
	for _, a := range list {
		if a.Implemented == 0 {
			idle++
			continue
		}
		fmt.Fprintf(w, "%7d %6d %7s %9d %5d %6d  %s\n", a.Reached, a.Implemented, a.percent(), a.Unreached, a.Todo, a.Steps, a.String())
	}
	t := r.Total
	fmt.Fprintf(w, "%7d %6d %7s %9d %5d %6d  all\n", t.Reached, t.Implemented, t.percent(), t.Unreached, t.Todo, t.Steps)
	if idle > 0 {
		fmt.Fprintf(w, "\n%d algorithms of the catalogue have no step that the code names.\n", idle)
	}
	if len(r.Alone) > 0 {
		fmt.Fprintf(w, "\nTests that alone reach steps:\n")
		for i, a := range r.Alone {
			if i == 10 {
				fmt.Fprintf(w, "  … and %d more\n", len(r.Alone)-i)
				break
			}
			fmt.Fprintf(w, "  %4d  %s\n", len(a.Steps), a.Test)
		}
	}
}

// TextUnreached lists the steps that are implemented and that no test reaches.
func (r *Report) TextUnreached(w io.Writer) {
	for _, a := range r.Algorithms {
		for _, s := range a.List {
			if s.Status == Unreached {
				fmt.Fprintf(w, "%s#%s  %s\n", a.String(), s.Number, s.Summary)
			}
		}
	}
}

// TextOf lists an algorithm step by step. The error names what is like a name that there is none of.
func (r *Report) TextOf(w io.Writer, name string) error {
	var known []string
	found := false
	for _, a := range r.Algorithms {
		known = append(known, a.Name)
		if !stepper.Named(name, a.Standard, a.Name, a.URL) {
			continue
		}
		found = true
		fmt.Fprintf(w, "%s  %s\n%d of %d implemented steps reached, %d missing; entered by %d tests\n", a.String(), a.URL, a.Reached, a.Implemented, a.Todo, a.Tests)
		for _, s := range a.List {
			note := s.Status
			if s.Status == Reached {
				note = fmt.Sprintf("%d tests", len(s.Tests))
				if len(s.Tests) <= 2 {
					note = strings.Join(s.Tests, ", ")
				}
			}
			fmt.Fprintf(w, "  %s%s. %s  [%s]\n", strings.Repeat("  ", strings.Count(s.Number, ".")), s.Number, s.Summary, note)
		}
	}
	if !found {
		return fmt.Errorf("unknown algorithm %q; %s", name, stepper.Nearest(name, known))
	}
	return nil
}

// TextOfTest lists the steps that a test reaches; "alone" stands behind those that no other test does.
func (r *Report) TextOfTest(w io.Writer, test string) error {
	steps, alone := 0, 0
	for _, a := range r.Algorithms {
		for _, s := range a.List {
			if !slices.Contains(s.Tests, test) {
				continue
			}
			steps++
			mark := ""
			if len(s.Tests) == 1 {
				mark = "  alone"
				alone++
			}
			fmt.Fprintf(w, "%s#%s%s\n", a.String(), s.Number, mark)
		}
	}
	if steps == 0 {
		return fmt.Errorf("the reports have no test %q that reaches a step", test)
	}
	fmt.Fprintf(w, "%d steps, %d of them alone\n", steps, alone)
	return nil
}
