package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// A Behaviour is a named switch for what standard, upstream's tests and browsers do differently.
type Behaviour struct {
	Name    string
	Values  []string // the first is the default
	Summary string   // one line: what differs
	// Standard, Upstream and Chrome are the values that the standard's letter, upstream's tests and Chrome 156 stand
	// for; "" where nothing is said.
	Standard, Upstream, Chrome string
	Anchor                     string // the place in the standard, a URL
	Decision                   string // file in docs/decisions; "" for none
}

// Default is the value of a switch that nobody sets.
func (b Behaviour) Default() string { return b.Values[0] }

// Of returns the value that a side stands for, "" for nothing.
func (b Behaviour) Of(side string) string {
	switch side {
	case "standard":
		return b.Standard
	case "upstream":
		return b.Upstream
	case "chrome":
		return b.Chrome
	}
	return ""
}

// Sides are the sides that a set of switches can be named after.
var Sides = []string{"standard", "upstream", "chrome"}

// SideBehaviours are the values of all switches that a side stands for.
func SideBehaviours(side string) map[string]string {
	values := map[string]string{}
	for _, b := range Behaviours {
		if v := b.Of(side); v != "" {
			values[b.Name] = v
		}
	}
	return values
}

// ParseBehaviours reads settings of the form NAME=VALUE, or the name of a side, later ones going
// before earlier ones, and reports the first that does not exist.
func ParseBehaviours(settings []string) (map[string]string, error) {
	values := map[string]string{}
	for _, s := range settings {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			if !slices.Contains(Sides, s) {
				return nil, fmt.Errorf("%q: want NAME=VALUE, or one of %s", s, strings.Join(Sides, ", "))
			}
			for name, value := range SideBehaviours(s) {
				values[name] = value
			}
			continue
		}
		values[name] = value
	}
	if err := CheckBehaviours(values); err != nil {
		return nil, err
	}
	return values, nil
}

// behaviour returns the value of a named behaviour, "" for an unknown one.
func (b *Browser) behaviour(name string) string {
	if v, ok := b.behaviours[name]; ok {
		return v
	}
	return defaults[name]
}

// defaults are the default values by name: behaviours are asked for at every call.
var defaults = func() map[string]string {
	values := map[string]string{}
	for _, k := range Behaviours {
		values[k.Name] = k.Default()
	}
	return values
}()

// missingThis is js.Options.MissingThis.
func (b *Browser) missingThis(r *js.Realm) *js.Realm {
	if w, ok := r.Host.(*navigation.Window); ok && b.behaviours["missing-this"] == "shown-global" { // as in Chrome; see docs/decisions/0108
		return w.Successor().Realm()
	}
	return r
}

// SetBehaviour changes a named behaviour. It may be called only inside Do.
func (b *Browser) SetBehaviour(name, value string) error { return b.setBehaviour(name, value) }

func (b *Browser) setBehaviour(name, value string) error {
	var names []string
	for _, k := range Behaviours {
		if k.Name == name {
			if !slices.Contains(k.Values, value) {
				return fmt.Errorf("behaviour %s has no value %q; it has %s", name, value, strings.Join(k.Values, ", "))
			}
			b.behaviours[name] = value
			return nil
		}
		names = append(names, k.Name)
	}
	return fmt.Errorf("unknown behaviour %q; there are %s", name, strings.Join(names, ", "))
}

// CheckBehaviours reports the first name or value that does not exist.
func CheckBehaviours(values map[string]string) error {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	b := &Browser{behaviours: map[string]string{}}
	for _, name := range names {
		if err := b.setBehaviour(name, values[name]); err != nil {
			return err
		}
	}
	return nil
}
