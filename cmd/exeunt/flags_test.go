package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryFlagIsScripted lists the flags that no script of testdata/script gives to their command.
func TestEveryFlagIsScripted(t *testing.T) {
	given := scriptedFlags(t)
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, below := range cmd.Commands() {
			walk(below)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden || f.Name == "help" {
				return
			}
			names := given[cmd.CommandPath()]
			assert.True(t, names["--"+f.Name] || f.Shorthand != "" && names["-"+f.Shorthand], "%s --%s", cmd.CommandPath(), f.Name)
		})
	}
	walk(newRoot())
}

// scriptedFlags gives the flags that scripts use, by command, as "--name" or "-n".
func scriptedFlags(t *testing.T) map[string]map[string]bool {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	given := map[string]map[string]bool{}
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			words := strings.Fields(line)
			at := slices.IndexFunc(words, func(w string) bool { return filepath.Base(w) == "exeunt" })
			if at < 0 || words[0] == "#" {
				continue
			}
			cmd, _, err := newRoot().Find(words[at+1:])
			if err != nil {
				continue // a script about unknown commands
			}
			if given[cmd.CommandPath()] == nil {
				given[cmd.CommandPath()] = map[string]bool{}
			}
			for _, w := range words[at+1:] {
				flag, _, _ := strings.Cut(w, "=")
				given[cmd.CommandPath()][flag] = true
			}
		}
	}
	return given
}
