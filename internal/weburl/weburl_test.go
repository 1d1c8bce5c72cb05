package weburl

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOrigins(t *testing.T) {
	tests := []struct {
		a, b               string
		same, site, lesser bool
	}{
		{"https://a.test/x", "https://a.test:443/y", true, true, true},
		{"https://a.test/", "https://w.a.test/", false, true, true},
		{"https://a.test/", "http://a.test/", false, false, true},
		{"https://a.test/", "https://b.test/", false, false, false},
		{"http://127.0.0.1/", "http://127.0.0.1:81/", false, true, true},
		{"blob:https://a.test/1", "https://a.test/", true, true, true},
		{"data:,", "data:,", false, false, false},
	}
	for _, tt := range tests {
		a, b := MustParse(tt.a).Origin(), MustParse(tt.b).Origin()
		assert.Equal(t, tt.same, SameOrigin(a, b), "%s, %s", tt.a, tt.b)
		assert.Equal(t, tt.site, SameSite(a, b), "%s, %s", tt.a, tt.b)
		assert.Equal(t, tt.lesser, SchemelesslySameSite(a, b), "%s, %s", tt.a, tt.b)
	}
	o := NewOpaqueOrigin()
	assert.True(t, SameOrigin(o, o))
	assert.False(t, SameOrigin(Origin{}, Origin{}))
}

func TestPotentiallyTrustworthy(t *testing.T) {
	for url, want := range map[string]bool{
		"https://a.test/": true, "http://a.test/": false, "http://localhost/": true, "http://127.1.2.3/": true,
		"about:blank": true, "about:x": false, "data:,": true, "http://[::1]/": true,
	} {
		assert.Equal(t, want, PotentiallyTrustworthyURL(MustParse(url)), url)
	}
}

func TestFragment(t *testing.T) {
	u := MustParse("https://a.test/#")
	f, ok := u.Fragment()
	assert.True(t, ok)
	assert.Empty(t, f)
	u.SetFragment(nil)
	_, ok = u.Fragment()
	assert.False(t, ok)
}
