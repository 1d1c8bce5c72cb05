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
	s, err := Load(fstest.MapFS{"x/a.expect": {Data: []byte(good)}, "README": {Data: []byte("no")}}, Behaviours{})
	require.NoError(t, err)
	require.Len(t, s.Entries, 3)
	assert.Equal(t, &Entry{Test: "/a/b.html", Side: "engine", Statuses: []string{"FAIL", "TIMEOUT"},
		Subtest: `sub "one"`, Reason: "because", Link: "https://example.test/1", Where: "x/a.expect:3",
		file: "x/a.expect", first: 3, last: 5}, s.Entries[0])

	assert.Same(t, s.Entries[0], s.Subtest("/a/b.html", `sub "one"`, Engine, ""))
	assert.Nil(t, s.Subtest("/a/b.html", `sub "one"`, Chrome, ""), "the other side")
	assert.Nil(t, s.Subtest("/a/b.html", "", Engine, ""), "a harness entry is not for a nameless subtest")
	assert.Same(t, s.Entries[1], s.Harness("/a/b.html", Chrome, ""))
	assert.Same(t, s.Entries[2], s.Subtest("/c/d.html?1", "any", Chrome, ""))
	assert.Same(t, s.Entries[2], s.Harness("/c/d.html", Chrome, ""))
	assert.Nil(t, (*Set)(nil).Harness("/c/d.html", Chrome, ""))
}

// with gives an entry a reason and a link.
func with(entry string) string { return entry + "\n  reason: r\n  link: l\n" }

func TestMostSpecial(t *testing.T) {
	text := "test /*\n" + with(`both FAIL "one"`) + "test /a/*\n" + with("both FAIL *") +
		"test /a/b.html\n" + with("both FAIL *") + with(`engine PASS "one"`) + "test /a/b.html*\n" + with(`engine FAIL "one"`)
	s, err := Load(fstest.MapFS{"f.expect": {Data: []byte(text)}}, Behaviours{})
	require.NoError(t, err)
	tests := []struct{ name, test, subtest, side, want string }{
		{"the subtest of the test", "/a/b.html", "one", Engine, "f.expect:13"},
		{"any subtest of the test", "/a/b.html", "two", Engine, "f.expect:10"},
		{"the other side", "/a/b.html", "one", Chrome, "f.expect:10"},
		{"the longer beginning", "/a/c.html", "one", Engine, "f.expect:6"},
		{"the shorter beginning", "/b", "one", Engine, "f.expect:2"},
		{"a variant", "/a/b.html?x", "one", Engine, "f.expect:17"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, s.Subtest(tt.test, tt.subtest, tt.side, "").Where)
		})
	}
	assert.Nil(t, s.Subtest("/b", "two", Engine, ""))
}

func TestConditions(t *testing.T) {
	tests := []struct {
		name, conditions, product string
		want                      bool
	}{
		{"within", "chrome>=150 chrome<157", "HeadlessChrome/156.0.7000.1", true},
		{"the end is out", "chrome>=150 chrome<157", "Chrome/157.0.0.0", false},
		{"the beginning is in", "chrome>=150", "Chrome/150.0.0.0", true},
		{"as many numbers as the condition has", "chrome<=156", "Chrome/156.9", true},
		{"more numbers", "chrome>156.0.1", "Chrome/156.0.2", true},
		{"missing numbers are 0", "chrome==156.0", "156", true},
		{"no version", "chrome>=1", "Chrome", false},
		{"the other side's", "engine>=9", "Chrome/1", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load(fstest.MapFS{"f.expect": {Data: []byte("test /a\n" + with("both FAIL harness\nif: "+tt.conditions))}}, Behaviours{})
			require.NoError(t, err)
			assert.Equal(t, tt.want, s.Harness("/a", Chrome, tt.product) != nil)
		})
	}
}

// switches are behaviours of an engine, none of them set.
var switches = Behaviours{Known: map[string][]string{"empty-body": {"standard", "wpt"}, "members": {"standard", "wpt", "null"}}}

func TestBehaviours(t *testing.T) {
	tests := []struct {
		name, conditions string
		set              map[string]string
		want             bool
	}{
		{"the default", "empty-body==standard", nil, true},
		{"not the default", "empty-body!=standard", nil, false},
		{"set", "empty-body==wpt", map[string]string{"empty-body": "wpt"}, true},
		{"set otherwise", "members==wpt", map[string]string{"members": "null"}, false},
		{"neither of two", "members!=wpt members!=null", map[string]string{"members": "null"}, false},
		{"all must hold", "members==null empty-body==wpt", map[string]string{"members": "null"}, false},
		{"another is set", "members==standard", map[string]string{"empty-body": "wpt"}, true},
		{"and a version", "members==standard engine>=2", nil, true},
		{"and another version", "members==standard engine>=3", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := Behaviours{Known: switches.Known, Set: tt.set}
			s, err := Load(fstest.MapFS{"f.expect": {Data: []byte("test /a\n" + with("both FAIL harness\nif: "+tt.conditions))}}, b)
			require.NoError(t, err)
			assert.Equal(t, tt.want, s.Harness("/a", Engine, "Exeunt/2.1") != nil)
			assert.Equal(t, tt.want, s.Applies(s.Entries[0], Engine, "Exeunt/2.1"))
			assert.NotNil(t, s.Harness("/a", Chrome, "Chrome/1"), "the engine's behaviours are not Chrome's")
		})
	}
	assert.Equal(t, []string{"members=wpt"}, Behaviours{Known: switches.Known, Set: map[string]string{"members": "wpt", "empty-body": "standard"}}.Changed())
	assert.Empty(t, switches.Changed())
}

func TestConflicts(t *testing.T) {
	tests := []struct{ name, one, two, want string }{
		{"statuses", `engine FAIL "x"`, `engine TIMEOUT "x"`, `expectations: b.expect:2: "x" of /a is expected to be TIMEOUT, but a.expect:2 says FAIL`},
		{"both", "both ERROR harness", "chrome OK harness", "expectations: b.expect:2: harness of /a is expected to be OK, but a.expect:2 says ERROR"},
		{"versions that overlap", "chrome FAIL *\nif: chrome<157", "chrome PASS *\nif: chrome>=156", "expectations: b.expect:2: * of /a is expected to be PASS, but a.expect:2 says FAIL"},
		{"between two neighbours", "chrome FAIL *\nif: chrome>156", "chrome PASS *\nif: chrome<157.0.5", "expectations: b.expect:2: * of /a is expected to be PASS, but a.expect:2 says FAIL"},
		{"versions apart", "chrome FAIL *\nif: chrome<157", "chrome PASS *\nif: chrome>=157", ""},
		{"sides apart", "chrome FAIL *", "engine PASS *", ""},
		{"the same", "chrome FAIL,PASS *", "chrome PASS,FAIL *", ""},
		{"behaviours apart", "engine FAIL *\nif: members==wpt", "engine PASS *\nif: members==null", ""},
		{"behaviours that are all", "engine FAIL *\nif: members!=wpt members!=standard", "engine PASS *\nif: members!=null", ""},
		{"behaviours that overlap", "engine FAIL *\nif: members!=wpt", "engine PASS *\nif: members!=null", "expectations: b.expect:2: * of /a is expected to be PASS, but a.expect:2 says FAIL"},
		{"two behaviours", "engine FAIL *\nif: members==wpt", "engine PASS *\nif: empty-body==wpt", "expectations: b.expect:2: * of /a is expected to be PASS, but a.expect:2 says FAIL"},
		{"behaviours with Chrome beside", "both FAIL *\nif: members==wpt", "both PASS *\nif: members==null", "expectations: b.expect:2: * of /a is expected to be PASS, but a.expect:2 says FAIL"},
		{"a behaviour and versions", "engine FAIL *\nif: members==wpt engine<2", "engine PASS *\nif: members==wpt engine>=2", ""},
		{"harness and a subtest", "chrome FAIL harness", `chrome PASS "harness"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{"a.expect": {Data: []byte("test /a\n" + with(tt.one))}, "b.expect": {Data: []byte("test /a\n" + with(tt.two))}}, switches)
			if tt.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, tt.want)
		})
	}
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
		{"word", "firefox FAIL *", `f:1: "firefox": want test, engine, chrome, both, reason:, link: or if:`},
		{"if of nothing", "test /a\nif: chrome<1", "f:2: if: without an entry before it"},
		{"empty if", "test /a\nchrome FAIL *\nif:", "f:3: empty if"},
		{"two ifs", "test /a\nchrome FAIL *\nif: chrome<1\nif: chrome<2", "f:4: a second if for one entry"},
		{"condition without version", "test /a\nchrome FAIL *\nif: chrome", `f:3: condition "chrome": want a browser, < <= > >= or ==, and a version; or a behaviour, == or !=, and a value`},
		{"condition's operator", "test /a\nchrome FAIL *\nif: chrome=1", `f:3: condition "chrome=1": want a browser, < <= > >= or ==, and a version`},
		{"condition's browser", "test /a\nchrome FAIL *\nif: firefox<1", `f:3: condition "firefox<1": want engine or chrome before < <= > >= or == and a version; or a behaviour, == or !=, and a value`},
		{"behaviour's operator", "test /a\nengine FAIL *\nif: empty-body=wpt", `f:3: condition "empty-body=wpt": want engine or chrome before < <= > >= or == and a version; or a behaviour, == or !=, and a value`},
		{"behaviour without value", "test /a\nengine FAIL *\nif: empty-body==", `f:3: condition "empty-body==": want engine or chrome before < <= > >= or == and a version; or a behaviour, == or !=, and a value`},
		{"behaviour without name", "test /a\nengine FAIL *\nif: !=wpt", `f:3: condition "!=wpt": want engine or chrome before < <= > >= or == and a version; or a behaviour, == or !=, and a value`},
		{"a version that is not", "test /a\nengine FAIL *\nif: engine!=1", `f:3: condition "engine!=1": want a browser, < <= > >= or ==, and a version`},
		{"behaviour of the other side", "test /a\nchrome FAIL *\nif: empty-body==wpt", "f:3: condition empty-body==wpt is not about chrome"},
		{"no such behaviour", "test /a\nengine FAIL *\nif: empty-bodies==wpt", `f:3: condition "empty-bodies==wpt": there is no behaviour "empty-bodies" (exeunt run --behave list prints them)`},
		{"no such value", "test /a\nboth FAIL *\nif: empty-body!=on", `f:3: condition "empty-body!=on": empty-body is standard or wpt, never "on"`},
		{"condition's version", "test /a\nchrome FAIL *\nif: chrome<1.x", `f:3: condition "chrome<1.x": "1.x" is no version`},
		{"condition of the other side", "test /a\nchrome FAIL *\nif: engine<1", "f:3: condition engine<1 is not about chrome"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse("f", tt.text, switches)
			assert.EqualError(t, err, tt.want)
		})
	}
}

func TestEmbedded(t *testing.T) {
	_, err := Load(Builtin(), Behaviours{})
	require.NoError(t, err)
	_, err = Load(Upstream(), Behaviours{})
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
