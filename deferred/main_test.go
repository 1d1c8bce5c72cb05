package deferred

import (
	"flag"
	"os"
	"testing"
)

// TestMain makes the property test draw the same worlds in each run; -rapid.seed=N draws others.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.seed": "20260701", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	flag.Parse()
	os.Exit(m.Run())
}
