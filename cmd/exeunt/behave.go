package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/wpt/expect"
)

// behaveFlags set the engine's named behaviours.
type behaveFlags struct {
	behave []string
	values map[string]string // as check read them; nil for none
}

func (f *behaveFlags) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.behave, "behave", nil, "a named behaviour of the engine, `NAME=VALUE`, or all those that \"standard\", \"upstream\" or \"chrome\" stand for; repeatable, \"list\" prints them")
}

// asked says whether the list of behaviours is wanted.
func (f *behaveFlags) asked() bool { return slices.Contains(f.behave, "list") }

func (f *behaveFlags) check() error {
	if len(f.behave) == 0 {
		return nil
	}
	var err error
	if f.values, err = engine.ParseBehaviours(f.behave); err != nil {
		return misuse("--behave %v", err)
	}
	return nil
}

// arguments give an engine process what was set.
func (f *behaveFlags) arguments() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		list = append(list, "--behave", name+"="+f.values[name])
	}
	return list
}

// list prints the behaviours: name and what differs, then each value with who does it.
func (f *behaveFlags) list(w io.Writer) error {
	for _, b := range engine.Behaviours {
		fmt.Fprintf(w, "%s\n    %s\n", b.Name, b.Summary)
		for i, v := range b.Values {
			var who []string
			for _, side := range engine.Sides {
				if b.Of(side) == v {
					who = append(who, side)
				}
			}
			text := strings.Join(who, ", ")
			if i == 0 {
				text = strings.TrimSuffix("default; "+text, "; ")
			}
			fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("    = %-13s %s", v, text), " "))
		}
		fmt.Fprintf(w, "    %s\n", b.Anchor)
		if b.Decision != "" {
			fmt.Fprintf(w, "    docs/decisions/%s\n", b.Decision)
		}
	}
	_, err := fmt.Fprintf(w, "\n--behave standard, upstream or chrome sets every behaviour that the side stands for; a later --behave goes before.\n")
	return err
}

// behaveText is a set of behaviours as one line.
func behaveText(values map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, name+"="+values[name])
	}
	return strings.Join(list, " ")
}

// behaviours are what expectations may speak of; set holds the values that are not the default.
func behaviours(set map[string]string) expect.Behaviours {
	known := map[string][]string{}
	for _, b := range engine.Behaviours {
		known[b.Name] = b.Values
	}
	return expect.Behaviours{Known: known, Set: set}
}

// orNone makes an empty text readable.
func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
