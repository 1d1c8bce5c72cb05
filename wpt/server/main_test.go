package server

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

// TestMain fails if a server that was closed left a goroutine behind.
func TestMain(m *testing.M) {
	status := m.Run()
	if left := leaked(); left != "" && status == 0 {
		fmt.Fprintln(os.Stderr, "goroutines were left behind:\n"+left)
		status = 1
	}
	os.Exit(status)
}

// leaked lists goroutines in this package or in a server's connection, giving
// those that are about to end the chance to.
func leaked() string {
	var found []string
	for range 10000 {
		found = found[:0]
		buffer := make([]byte, 1<<20)
		for stack := range strings.SplitSeq(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
			if !strings.Contains(stack, "TestMain") && (strings.Contains(stack, "wpt/server.") || strings.Contains(stack, "net/http.(*conn).serve")) {
				found = append(found, stack)
			}
		}
		if len(found) == 0 {
			return ""
		}
		runtime.Gosched()
	}
	return strings.Join(found, "\n\n")
}
