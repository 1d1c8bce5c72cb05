package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/wpt/expect"
)

// difference is a row of a table of differences in docs/conformance.md.
type difference struct{ page, reason, link, behaviour string }

var differenceRow = regexp.MustCompile("^\\| `([a-z-]+)` \\| (.+) \\| .*\\((https://[^)]*#[^)]*)\\) \\| (?:`([a-z-]+)`)? ?\\|$")

// TestDifferencesAreListed keeps docs/conformance.md, the smallest pages, the switches and the expectations of the built-in suite together:
// each difference that is expected is that of a row, and each row has a page of ten lines or fewer that is expected to show it.
func TestDifferencesAreListed(t *testing.T) {
	text, err := os.ReadFile("../../docs/conformance.md")
	require.NoError(t, err)
	set, err := expect.Load(os.DirFS("../../wpt/expect/builtin"), behaviours(nil))
	require.NoError(t, err)
	var rows []difference
	folder, pages := "fetch/fetch-later/differences", map[string]bool{}
	for line := range strings.SplitSeq(string(text), "\n") {
		if strings.Contains(line, "`exeunt run differences`") {
			folder = "differences"
		}
		m := differenceRow.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		row := difference{page: folder + "/" + m[1], reason: m[2], link: m[3], behaviour: m[4]}
		if folder != "differences" {
			row.reason = "Chrome " + row.reason
		}
		rows = append(rows, row)
	}
	require.Greater(t, len(rows), 20)
	for _, row := range rows {
		files, err := filepath.Glob("../../wpt/tests/" + row.page + ".*window.js")
		require.NoError(t, err)
		require.Len(t, files, 1, row.page)
		pages[files[0]] = true
		page, err := os.ReadFile(files[0])
		require.NoError(t, err)
		assert.LessOrEqual(t, strings.Count(string(page), "\n"), 10, "lines of %s", row.page)
		assert.True(t, slices.ContainsFunc(set.Entries, func(e *expect.Entry) bool {
			return strings.HasPrefix(e.Test, "/"+row.page+".") && e.Reason == row.reason && e.Link == row.link
		}), "%s is not expected to show that %s (%s)", row.page, row.reason, row.link)
		assert.True(t, row.behaviour != "" || !strings.HasPrefix(row.page, "fetch/fetch-later/") || strings.HasSuffix(row.page, "/space-in-host"), "%s has no switch", row.page)
		assert.True(t, row.behaviour == "" || slices.ContainsFunc(engine.Behaviours, func(b engine.Behaviour) bool {
			return b.Name == row.behaviour && b.Of("chrome") != b.Of("standard")
		}), "%s: there is no switch %q with a side of Chrome's own", row.page, row.behaviour)
	}
	for _, pattern := range []string{"../../wpt/tests/differences/*.js", "../../wpt/tests/fetch/fetch-later/differences/*.js"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			assert.True(t, pages[file], "%s is in no table of docs/conformance.md", file)
		}
	}
	for _, e := range set.Entries {
		// Where a switch has the engine do as Chrome does, the engine is expected to with that value.
		for _, row := range rows {
			if row.behaviour != "" && row.reason == e.Reason && row.link == e.Link {
				assert.True(t, e.Side == expect.Both && slices.ContainsFunc(e.Conditions, func(c expect.Condition) bool { return c.Behaviour == row.behaviour }),
					"%s %s: want both, with a condition on %s", e.Test, e.Subtest, row.behaviour)
			}
		}
		assert.True(t, slices.ContainsFunc(rows, func(row difference) bool { return row.reason == e.Reason && row.link == e.Link }),
			"%s %s: docs/conformance.md has no row for %q (%s)", e.Test, e.Subtest, e.Reason, e.Link)
	}
}
