package expect

import (
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPlan(t *testing.T) {
	const test = "test /a\n"
	tests := []struct {
		name, text, engine, chrome, want string
	}{
		{"both, one passes", test + with(`both FAIL "s"`), "PASS", "FAIL", test + with(`chrome FAIL "s"`)},
		{"both, both pass", "# head\n" + test + with(`both FAIL "s"`), "PASS", "PASS", "# head\n"},
		{"both, another status", test + with(`both FAIL "s"`), "NOTRUN", "FAIL", test + with(`both FAIL,NOTRUN "s"`)},
		{"both, one ran and passes", test + with(`both FAIL "s"`), "PASS", "", test + with(`chrome FAIL "s"`)},
		{"both, one ran otherwise", test + with(`both FAIL "s"`), "NOTRUN", "", test + with(`both FAIL,NOTRUN "s"`)},
		{"both with a condition about the side that passes", test + with("both FAIL \"s\"\n  if: engine>=1"), "PASS", "FAIL", test + with("both FAIL,PASS \"s\"\n  if: engine>=1")},
		{"new on both", test + with("engine ERROR harness"), "FAIL", "FAIL", test + with("engine ERROR harness") + "both FAIL \"s\"\n  reason: " + NotJudged + "\n  link: /a\n"},
		{"a wider entry behind it", "test /*\n" + with("engine TIMEOUT *") + test + with(`engine FAIL "s"`), "PASS", "PASS",
			"test /*\n" + with("engine TIMEOUT *") + test + with(`engine PASS "s"`)},
		{"as expected", test + with(`engine FAIL,TIMEOUT "s"`), "FAIL", "PASS", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			results := func(s *Set) []Result {
				var out []Result
				for side, status := range map[string]string{Engine: tt.engine, Chrome: tt.chrome} {
					if status != "" {
						r := Result{Test: "/a", Subtest: "s", Side: side, Product: "X/2", Status: status}
						e := s.Of(r)
						r.Unexpected = e != nil && !e.Lists(status) || e == nil && status != "PASS"
						out = append(out, r)
					}
				}
				return out
			}
			fsys := fstest.MapFS{"f.expect": {Data: []byte(tt.text)}}
			set, err := Load(fsys, Behaviours{})
			require.NoError(t, err)
			u, err := set.Plan(fsys, results(set))
			require.NoError(t, err)
			if tt.want == "" {
				assert.Empty(t, u.Files)
				assert.Empty(t, u.Changes)
				return
			}
			assert.Equal(t, tt.want, u.Files["f.expect"])
			assert.Len(t, u.Changes, 1)

			again := fstest.MapFS{"f.expect": {Data: []byte(u.Files["f.expect"])}}
			set, err = Load(again, Behaviours{})
			require.NoError(t, err)
			u, err = set.Plan(again, results(set))
			require.NoError(t, err)
			assert.Empty(t, u.Changes, "the second run finds nothing to change")
		})
	}
}

func FuzzPlan(f *testing.F) {
	f.Add("test /a\n"+with(`engine FAIL "s"`), "/a", "s", "PASS", false)
	f.Add("test /*\n"+with(`both FAIL *`)+"#\n", "/b", "\n", "PASS", true)
	f.Fuzz(func(t *testing.T, text, test, subtest, status string, chrome bool) {
		fsys := fstest.MapFS{"f.expect": {Data: []byte(text)}}
		set, err := Load(fsys, Behaviours{})
		if err != nil || test == "" || test[0] != '/' || strconv.Quote(test) != `"`+test+`"` || test[len(test)-1] == '*' || test[len(test)-1] == ' ' || (status != "PASS" && status != "FAIL") {
			return
		}
		r := Result{Test: test, Subtest: subtest, Side: Engine, Status: status, Unexpected: true}
		if chrome {
			r.Side = Chrome
		}
		u, err := set.Plan(fsys, []Result{r})
		require.NoError(t, err)
		if len(u.Changes) == 0 {
			return
		}
		set, err = Load(fstest.MapFS{"f.expect": {Data: []byte(u.Files["f.expect"])}}, Behaviours{})
		require.NoError(t, err, u.Files["f.expect"])
		e := set.Of(r)
		assert.True(t, e == nil && status == "PASS" || e != nil && e.Lists(status), u.Files["f.expect"])
	})
}
