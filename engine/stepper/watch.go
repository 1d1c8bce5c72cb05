package stepper

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"
)

// A Watch is an expression whose value is to be seen at every stop.
type Watch struct {
	ID      int
	Text    string
	program *vm.Program
}

// Watch adds an expression of Vocabulary to those that are watched.
func (s *Stepper) Watch(text string) (*Watch, error) {
	p, err := compile(text)
	if err != nil {
		return nil, err
	}
	s.lastWatch++
	w := &Watch{s.lastWatch, text, p}
	s.watches = append(s.watches, w)
	return w, nil
}

// Unwatch takes watch id away, and reports whether there was one.
func (s *Stepper) Unwatch(id int) bool {
	n := len(s.watches)
	s.watches = slices.DeleteFunc(s.watches, func(w *Watch) bool { return w.ID == id })
	return len(s.watches) < n
}

// Watches returns what is watched, in the order in which it was added.
func (s *Stepper) Watches() []*Watch { return slices.Clone(s.watches) }

// WatchLines shows what is watched, with the values at the stepper's place; "nil" where the expression does not apply.
func (s *Stepper) WatchLines() []string {
	var list []string
	for _, w := range s.watches {
		list = append(list, s.watchLine(w))
	}
	return orNone(list)
}

func (s *Stepper) watchLine(w *Watch) string {
	m := newMoment(s)
	m.to(s.at)
	return fmt.Sprintf("watch %d: %s = %s", w.ID, w.Text, show(m.value(w.program)))
}

// Find goes to the first stop after this one whose algorithm, step number or summary has text in it, in whatever case.
func (s *Stepper) Find(text string) bool {
	for _, i := range s.stops {
		if i > s.at && s.hasText(i, text) {
			return s.move(i, true)
		}
	}
	return false
}

// FindBack goes to the last stop before this one that Find would find.
func (s *Stepper) FindBack(text string) bool {
	for _, i := range slices.Backward(s.stops) {
		if i < s.at && s.hasText(i, text) {
			return s.move(i, true)
		}
	}
	return false
}

func (s *Stepper) hasText(i int, text string) bool {
	return strings.Contains(strings.ToLower(s.title(i)), strings.ToLower(text))
}
