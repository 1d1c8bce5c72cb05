package harness

import (
	"bytes"
	"io/fs"
	"strings"

	"github.com/exeunt/exeunt/wpt"
)

// leaving holds what a page must say to leave requests behind when it closes.
var leaving = [][]byte{[]byte("fetchLater"), []byte("sendBeacon"), []byte("keepalive"), []byte("fetch-later")}

// leavesRequests reports whether a test may send requests after its page was
// closed. It asks the test's source, since a page cannot be asked without
// wrapping the functions that are being tested.
func leavesRequests(root fs.FS, t wpt.Test) bool {
	for _, w := range leaving {
		if strings.Contains(t.Path, string(w)) {
			return true
		}
	}
	if strings.HasPrefix(t.Path, "beacon/") {
		return true
	}
	text, err := fs.ReadFile(root, t.Path)
	if err != nil {
		return true
	}
	for _, w := range leaving {
		if bytes.Contains(text, w) {
			return true
		}
	}
	return false
}
