package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// suggestFlag adds to the complaint about an unknown flag which one may have
// been meant.
func suggestFlag(cmd *cobra.Command, complaint string) string {
	name, ok := strings.CutPrefix(complaint, "unknown flag: --")
	if !ok {
		return ""
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	best := nearest(name, names)
	if best == "" {
		return ""
	}
	return "; did you mean --" + best + "?"
}

// nearest gives the name that is spelt most like another, or that it begins, or "".
func nearest(name string, names []string) string {
	best, distance := "", 3
	for _, candidate := range names {
		d := editDistance(name, candidate)
		if len(name) > 2 && strings.HasPrefix(candidate, name) {
			d = 1
		}
		if d < distance {
			best, distance = candidate, d
		}
	}
	return best
}

// editDistance is the number of letters to change, add or leave out.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
