package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// update rewrites the files that scripts compare output with.
var update = flag.Bool("update", false, "rewrite the expected output in testdata/script")

// TestMain lets the test binary be the command "exeunt" for scripts. The command
// starts its engine processes from its own file, so those work too.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"exeunt": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			status := execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
			stop()
			os.Exit(status)
		},
	})
}

// TestScripts runs testdata/script/*.txtar: command lines, and what must come of
// them. Besides testscript's own commands there is
//
//	status N command …	the command ends with exit status N
//	schema FILE	the file fits the schema of json reports
func TestScripts(t *testing.T) {
	schema := reportSchema(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// The only folder on PATH for a script that is to find nothing else.
			command, err := exec.LookPath("exeunt")
			if err != nil {
				return err
			}
			env.Setenv("BIN", filepath.Dir(command))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_CACHE_HOME", env.WorkDir+"/cache")
			for _, name := range []string{"CI_NODE_INDEX", "CI_NODE_TOTAL", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS"} {
				env.Setenv(name, "")
			}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": scriptStatus,
			"schema": scriptSchema(schema),
		},
	})
}

// scriptStatus implements the script command status.
func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command …")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = strconv.Itoa(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("%v: exit status %s, want %s", args[1:], got, args[0])
	}
}
