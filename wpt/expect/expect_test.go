package expect

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const good = `# a comment
test /a/b.html
engine FAIL,TIMEOUT "sub \"one\""
  reason: because
  link: https://example.test/1
both ERROR harness
  link: docs/x.md
  reason: so

test /c/*
chrome MISSING *
  reason: not there
  link: docs/y.md
`

func TestParse(t *testing.T) {
	s, err := Load(fstest.MapFS{"x/a.expect": {Data: []byte(good)}, "README": {Data: []byte("no")}})
	require.NoError(t, err)
	require.Len(t, s.Entries, 3)
	assert.Equal(t, &Entry{Test: "/a/b.html", Side: "engine", Statuses: []string{"FAIL", "TIMEOUT"},
		Subtest: `sub "one"`, Reason: "because", Link: "https://example.test/1", Where: "x/a.expect:3"}, s.Entries[0])

	assert.NotNil(t, s.Subtest("/a/b.html", `sub "one"`, Engine, "FAIL"))
	assert.Nil(t, s.Subtest("/a/b.html", `sub "one"`, Engine, "NOTRUN"), "another status")
	assert.Nil(t, s.Subtest("/a/b.html", `sub "one"`, Chrome, "FAIL"), "the other side")
	assert.Nil(t, s.Subtest("/a/b.html", "", Engine, "ERROR"), "a harness entry is not for a nameless subtest")
	assert.NotNil(t, s.Harness("/a/b.html", Chrome, "ERROR"))
	assert.Nil(t, s.Harness("/a/b.html", Engine, "FAIL"))
	assert.NotNil(t, s.Subtest("/c/d.html?1", "any", Chrome, Missing))
	assert.NotNil(t, s.Harness("/c/d.html", Chrome, Missing))
	assert.Nil(t, (*Set)(nil).Harness("/c/d.html", Chrome, Missing))
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no reason", "test /a\nengine FAIL *\nlink: x\n", "f:2: no reason given"},
		{"no link", "test /a\nengine FAIL *\nreason: x\nboth OK harness\n", "f:2: no link given"},
		{"reason of nothing", "test /a\nreason: x", "f:2: reason: without an entry before it"},
		{"reason of the test before", "test /a\nengine FAIL *\nreason: x\nlink: y\ntest /b\nreason: z", "f:6: reason: without an entry before it"},
		{"two reasons", "test /a\nengine FAIL *\nreason: x\nreason: y", "f:4: a second reason for one entry"},
		{"empty reason", "test /a\nengine FAIL *\nreason:", "f:3: empty reason"},
		{"entry before test", "engine FAIL *", "f:1: an entry before the first test"},
		{"status", "test /a\nengine BAD *", `f:2: unknown status "BAD"`},
		{"no subtest", "test /a\nengine FAIL", "f:2: want statuses and a subtest"},
		{"no quotation marks", "test /a\nengine FAIL name", "f:2: the subtest's name is not in quotation marks: name"},
		{"relative", "test a", "f:1: a test is named by its URL, beginning with a slash"},
		{"word", "firefox FAIL *", `f:1: "firefox": want test, engine, chrome, both, reason: or link:`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("f", tt.text)
			assert.EqualError(t, err, tt.want)
		})
	}
}

func TestEmbedded(t *testing.T) {
	_, err := Load(Builtin())
	require.NoError(t, err)
	_, err = Load(Upstream())
	require.NoError(t, err)
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add("test /\nengine PASS \"\xff\"")
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := Parse("f", text)
		if err != nil {
			return
		}
		for _, e := range entries {
			assert.NotEmpty(t, e.Reason)
			assert.NotEmpty(t, e.Link)
		}
	})
}
