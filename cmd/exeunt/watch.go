package main

import (
	"time"

	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/harness"
)

// watchFlags say when a browser is taken for hung.
type watchFlags struct{ watchdog time.Duration }

func (f *watchFlags) register(flags *pflag.FlagSet) {
	flags.DurationVar(&f.watchdog, "watchdog", harness.DefaultWatchdog, "replace a browser that answers nothing for `DURATION`")
}

func (f *watchFlags) check() error {
	if f.watchdog < time.Second || f.watchdog > time.Hour {
		return misuse("--watchdog %s: want a duration from 1s to 1h", f.watchdog)
	}
	return nil
}
