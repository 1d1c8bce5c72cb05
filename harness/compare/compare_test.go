package compare

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func observed(status string, subtests ...Subtest) *Observation {
	return &Observation{Status: status, Subtests: subtests}
}

func TestClasses(t *testing.T) {
	pass := Subtest{Name: "s", Status: Pass}
	fail := func(m string) Subtest { return Subtest{Name: "s", Status: Fail, Message: m} }
	tests := []struct {
		name           string
		engine, chrome Subtest
		want           Class
	}{
		{"both pass", pass, pass, SamePass},
		{"engine fails", fail("x"), pass, EngineOnlyFails},
		{"chrome fails", pass, fail("x"), ChromeOnlyFails},
		{"the same assertion with other values", fail("assert_equals: length expected 1 but got 2"), fail("assert_equals: length expected 1 but got 3"), SameFail},
		{"other assertions", fail("assert_equals: length expected 1 but got 2"), fail("assert_true: x expected true got false"), FailsDifferently},
		{"exceptions in the browsers' own words", fail("x is not defined"), fail("'x' is undefined"), SameFail},
		{"an assertion and an exception", fail("x is not defined"), fail("assert_true: x expected true got false"), FailsDifferently},
		{"other statuses", fail(""), Subtest{Name: "s", Status: Timeout}, FailsDifferently},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Compare(observed(OK, tt.engine), observed(OK, tt.chrome))
			require.Len(t, r.Subtests, 1)
			assert.Equal(t, tt.want, r.Subtests[0].Class)
			assert.Equal(t, SamePass, r.Harness)
			assert.Equal(t, tt.want.Differs(), r.Differs())
		})
	}
}

func TestHarnessStatus(t *testing.T) {
	assert.Equal(t, EngineOnlyFails, Compare(observed(Crash), observed(OK)).Harness)
	assert.Equal(t, SameFail, Compare(observed(Timeout), observed(Timeout)).Harness)
	assert.Equal(t, FailsDifferently, Compare(observed(Timeout), observed(Error)).Harness)
	assert.Equal(t, NotRunClass, Compare(nil, observed(OK)).Harness)
}

func TestPairs(t *testing.T) {
	engine := observed(OK, Subtest{Name: "twice", Status: Pass}, Subtest{Name: "twice", Status: Fail},
		Subtest{Name: "id 01234567-89ab-cdef-0123-456789abcdef", Status: Pass}, Subtest{Name: "mine", Status: Pass})
	chrome := observed(OK, Subtest{Name: "theirs", Status: Pass}, Subtest{Name: "twice", Status: Pass},
		Subtest{Name: "id 99999999-89ab-cdef-0123-456789abcdef", Status: Pass}, Subtest{Name: "twice", Status: Pass})
	var got []string
	for _, p := range Compare(engine, chrome).Subtests {
		got = append(got, p.Name+" "+string(p.Class))
	}
	assert.Equal(t, []string{"twice same-pass", "twice engine-only-fails", "id 01234567-89ab-cdef-0123-456789abcdef same-pass",
		"mine not-run", "theirs not-run"}, got)
}

func TestTokens(t *testing.T) {
	var tokens Tokens
	assert.Equal(t, "/a?{token-1}&{token-2}", tokens.Replace("/a?01234567-89ab-cdef-0123-456789abcdef&0.123456789012"))
	assert.Equal(t, "{token-2} {token-1} 8443 1.5", tokens.Replace("0.123456789012 01234567-89ab-cdef-0123-456789abcdef 8443 1.5"))
}

func TestWire(t *testing.T) {
	get := func(u string) Request { return Request{Method: "GET", URL: u, Status: 200} }
	polled := func(u string) Request { r := get(u); r.Polled = true; return r }
	tests := []struct {
		name           string
		engine, chrome []Request
		want           string
	}{
		{"another order", []Request{get("/a"), get("/b")}, []Request{get("/b"), get("/a")}, ""},
		{"tokens numbered in another order", []Request{get("/a?{token-1}")}, []Request{get("/a?{token-2}")}, ""},
		{"polls", []Request{polled("/p"), polled("/p")}, []Request{polled("/p")}, ""},
		{"multipart of another length", []Request{{Method: "POST", URL: "/", Headers: []string{"content-type: multipart/form-data;"}, BodyLength: 10}},
			[]Request{{Method: "POST", URL: "/", Headers: []string{"content-type: multipart/form-data;"}, BodyLength: 12}}, ""},
		{"sent twice", []Request{get("/a"), get("/a")}, []Request{get("/a")}, "wire: engine GET /a → 200, chrome nothing"},
		{"missing", nil, []Request{get("/a")}, "wire: engine nothing, chrome GET /a → 200"},
		{"another body", []Request{{Method: "POST", URL: "/", BodyLength: 1}}, []Request{{Method: "POST", URL: "/", BodyLength: 2}},
			"wire: engine POST / body 1, chrome POST / body 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, ok := wireDivergence(tt.engine, tt.chrome)
			assert.Equal(t, tt.want != "", ok)
			if ok {
				assert.Equal(t, tt.want, d.String())
			}
		})
	}
}

func TestLifecycle(t *testing.T) {
	ev := func(frame, doc, name string) Event { return Event{Frame: frame, Document: doc, Name: name} }
	page := []Event{ev("", "/p", "DOMContentLoaded"), ev("", "/p", "load")}
	frame := []Event{ev("0", "/f", "load"), ev("0", "/f", "pagehide")}
	mixed := []Event{page[0], frame[0], page[1], frame[1]}
	_, ok := lifecycleDivergence(append(page, frame...), mixed)
	assert.False(t, ok, "between documents the order is free")

	d, ok := lifecycleDivergence([]Event{frame[1], frame[0]}, frame)
	require.True(t, ok, "within a document it is not")
	assert.Equal(t, "lifecycle: engine 0 /f: pagehide load, chrome 0 /f: load pagehide", d.String())

	_, ok = lifecycleDivergence(append(frame, ev("1", "about:blank", "pagehide")), frame)
	assert.False(t, ok, "the initial about:blank is not compared")

	assert.Len(t, histories(append(frame, frame...)), 2, "a second document of the same URL")
}

func TestFirstDivergences(t *testing.T) {
	engine := observed(OK, Subtest{Name: "a", Status: Pass}, Subtest{Name: "b", Status: Fail})
	chrome := observed(OK, Subtest{Name: "a", Status: Pass}, Subtest{Name: "b", Status: Pass})
	chrome.Wire = []Request{{Method: "GET", URL: "/x", Status: 200}}
	r := Compare(engine, chrome)
	require.Len(t, r.Divergences, 2)
	assert.Equal(t, LayerWire, r.Divergences[0].Layer)
	assert.Equal(t, Divergence{Layer: LayerSubtests, Index: 1, Engine: `FAIL "b"`, Chrome: `PASS "b"`}, r.Divergences[1])
}
