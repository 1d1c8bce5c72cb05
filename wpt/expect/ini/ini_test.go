package ini

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/wpt/expect"
)

func TestImport(t *testing.T) {
	entry := func(head string) string {
		return "test /d/t.html\n" + head + "\n  reason: " + Imported + "\n  link: d/t.html.ini:"
	}
	tests := []struct {
		name, text, want string
		problems         []string
	}{
		{"harness", "[t.html]\n  expected: TIMEOUT # slow\n", entry("chrome TIMEOUT harness") + "2\n", nil},
		{"list", "[t.html]\n  [s]\n    expected: [PASS, FAIL]\n", entry(`chrome PASS,FAIL "s"`) + "3\n", nil},
		{"list on two lines", "[t.html]\n  [s]\n    expected: [PASS, # or\n      FAIL]\n", entry(`chrome PASS,FAIL "s"`) + "3\n", nil},
		{"escapes", "[t.html]\n  [a\\]b\\x41\\\\ \"q\\u00e9 don't]\n    expected: FAIL\n", entry(`chrome FAIL "a]bA\\ \"qé don't"`) + "3\n", nil},
		{"condition that holds", "[t.html]\n  expected:\n    if product == \"firefox\": ERROR\n    if (os == \"linux\") and not debug: CRASH\n    TIMEOUT\n", entry("chrome CRASH harness") + "4\n", nil},
		{"default", "[t.html]\n  expected:\n    if product != \"chrome\" or os == 'mac': ERROR\n    TIMEOUT\n", entry("chrome TIMEOUT harness") + "4\n", nil},
		{"no default", "[t.html]\n  expected:\n    if os == \"mac\": ERROR\n", "", nil},
		{"unknown decides nothing", "[t.html]\n  expected:\n    if bits == 64 and os == \"mac\": ERROR\n    TIMEOUT\n", entry("chrome TIMEOUT harness") + "4\n", nil},
		{"unknown", "[t.html]\n  expected:\n    if bits == 64: ERROR\n    TIMEOUT\n", "", []string{`d/t.html.ini:3: expected: the condition "bits == 64" cannot be expressed; give --var bits=VALUE`}},
		{"bug and reason", "[t.html]\n  bug: \"https://e.test/#1\"\n  # It is so.\n  expected: ERROR\n", "test /d/t.html\nchrome ERROR harness\n  reason: It is so.\n  link: https://e.test/#1\n", nil},
		{"plain", "[t.html]\n  expected: OK\n  [s]\n    expected: PASS\n", "", nil},
		{"disabled", "[t.html]\n  disabled: slow\n  [s]\n    expected: FAIL\n", entry(`chrome FAIL "s"`) + "4\n", []string{"d/t.html.ini:2: disabled: cannot be expressed"}},
		{"whole file", "expected: FAIL\n", "", []string{"d/t.html.ini:1: expected: for a whole file or folder cannot be expressed"}},
		{"status", "[t.html]\n  expected: EXTERNAL-TIMEOUT\n", "", []string{`d/t.html.ini:2: the status "EXTERNAL-TIMEOUT" cannot be expressed`}},
		{"twice", "[t.html]\n  [s]\n    expected: FAIL\n  [s]\n    expected: TIMEOUT\n", entry(`chrome FAIL "s"`) + "3\n", []string{`d/t.html.ini:5: "s" of /d/t.html a second time, with other statuses`}},
		{"too deep", "[t.html]\n  [s]\n    [u]\n      expected: FAIL\n", "", []string{"d/t.html.ini:3: a heading within a subtest's cannot be expressed"}},
		{"heading", "[t.html\n", "", []string{"d/t.html.ini:1: a heading that does not end with ]"}},
		{"junk", "[t.html]\n  what\n", "", []string{"d/t.html.ini:2: neither a heading nor a property"}},
		{"condition", "[t.html]\n  expected:\n    if os ==: FAIL\n", "", []string{"d/t.html.ini:3: a condition that ends too early"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, problems, err := Import(fstest.MapFS{"d/t.html.ini": {Data: []byte(tt.text)}, "d/x": {}}, expect.Chrome,
				map[string]string{"product": "chrome", "os": "linux", "debug": "false"})
			require.NoError(t, err)
			assert.Equal(t, tt.want, text)
			assert.Equal(t, tt.problems, problems)
			_, err = expect.Parse("f", text)
			assert.NoError(t, err)
		})
	}
}

const known = `test /a/b.any.worker.html?x=1
both ERROR,TIMEOUT harness
  reason: it # is so
  link: https://e.test/#1
chrome FAIL "a]\"[\\ \n#é"
  reason: other
  link: docs/x.md

test /a/c.html
chrome FAIL "s"
  reason: third
  link: docs/y.md
`

func TestExport(t *testing.T) {
	set, err := expect.Load(fstest.MapFS{"f.expect": {Data: []byte(known + "chrome MISSING \"m\"\nreason: r\nlink: l\nchrome FAIL \"v\"\nif: chrome<1\nreason: r\nlink: l\nengine FAIL \"e\"\nreason: r\nlink: l\ntest /z*\nchrome FAIL *\nreason: r\nlink: l\ntest /z\nchrome FAIL *\nreason: r\nlink: l\n")}}, expect.Behaviours{})
	require.NoError(t, err)
	files, problems := Export(set, expect.Chrome)
	assert.Equal(t, map[string]string{
		"a/b.any.js.ini": "[b.any.worker.html?x=1]\n  bug: \"https://e.test/#1\"\n  # it # is so\n  expected: [ERROR, TIMEOUT]\n" +
			"  [a\\]\\\"\\[\\\\ \\x0a\\#é]\n    bug: \"docs/x.md\"\n    # other\n    expected: FAIL\n",
		"a/c.html.ini": "[c.html]\n  [s]\n    bug: \"docs/y.md\"\n    # third\n    expected: FAIL\n",
	}, files)
	assert.Equal(t, []string{"f.expect:13: the status MISSING cannot be expressed", "f.expect:16: a condition cannot be expressed",
		"f.expect:24: an entry for many tests cannot be expressed", "f.expect:28: an entry for every subtest cannot be expressed"}, problems)
}

// meaning is what entries say, without where.
func meaning(t *testing.T, text string) map[string][]string {
	entries, err := expect.Parse("f", text)
	require.NoError(t, err, text)
	out := map[string][]string{}
	for _, e := range entries {
		out[e.Test+" "+e.What()] = append([]string{e.Reason, e.Link}, e.Statuses...)
	}
	return out
}

func TestThereAndBack(t *testing.T) {
	set, err := expect.Load(fstest.MapFS{"f.expect": {Data: []byte(known)}}, expect.Behaviours{})
	require.NoError(t, err)
	files, problems := Export(set, expect.Chrome)
	require.Empty(t, problems)
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	text, problems, err := Import(fsys, expect.Chrome, nil)
	require.NoError(t, err)
	assert.Empty(t, problems)
	assert.Equal(t, meaning(t, known), meaning(t, text))
}

func FuzzImport(f *testing.F) {
	f.Add("[t.html]\n  expected:\n    if os == \"linux\" or not (debug): [FAIL,\n PASS] # x\n  [s\\x41]\n    bug: 1\n    expected: TIMEOUT\n")
	f.Add("[a]\n  # r\n  expected: FAIL\n[a]\n  expected: FAIL\n")
	f.Fuzz(func(t *testing.T, text string) {
		out, _, err := Import(fstest.MapFS{"t.html.ini": {Data: []byte(text)}}, expect.Chrome, map[string]string{"os": "linux"})
		require.NoError(t, err)
		_, err = expect.Parse("f", out)
		assert.NoError(t, err, out)
	})
}
