package fetch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/exeunt/exeunt/internal/weburl"
)

func TestCookies(t *testing.T) {
	tests := []struct {
		name, set, from, to string
		mode                SameSiteMode
		want                string
	}{
		{"plain", "a=b", "http://a.test/x/y", "http://a.test/x/z", StrictOrLess, "a=b"},
		{"default path", "a=b", "http://a.test/x/y", "http://a.test/", StrictOrLess, ""},
		{"host only", "a=b", "http://a.test/", "http://w.a.test/", StrictOrLess, ""},
		{"domain", "a=b; Domain=.a.test", "http://w.a.test/", "http://a.test/", StrictOrLess, "a=b"},
		{"foreign domain", "a=b; Domain=b.test", "http://a.test/", "http://b.test/", StrictOrLess, ""},
		{"public suffix", "a=b; Domain=test", "http://a.test/", "http://a.test/", StrictOrLess, ""},
		{"secure from http", "a=b; Secure", "http://a.test/", "https://a.test/", StrictOrLess, ""},
		{"lax by default", "a=b", "https://a.test/", "https://a.test/", UnsetOrLess, ""},
		{"lax navigation", "a=b", "https://a.test/", "https://a.test/", LaxOrLess, "a=b"},
		{"strict", "a=b; SameSite=Strict", "https://a.test/", "https://a.test/", LaxOrLess, ""},
		{"none", "a=b; SameSite=None; Secure", "https://a.test/", "https://a.test/", UnsetOrLess, "a=b"},
		{"none needs secure", "a=b; SameSite=None", "https://a.test/", "https://a.test/", StrictOrLess, ""},
		{"host prefix", "__Host-a=b; Secure; Path=/", "https://a.test/", "https://a.test/", StrictOrLess, "__Host-a=b"},
		{"host prefix with domain", "__Host-a=b; Secure; Path=/; Domain=a.test", "https://a.test/", "https://a.test/", StrictOrLess, ""},
		{"secure prefix", "__Secure-a=b", "https://a.test/", "https://a.test/", StrictOrLess, ""},
		{"expired", "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://a.test/", "http://a.test/", StrictOrLess, ""},
		{"max-age wins", "a=b; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://a.test/", "http://a.test/", StrictOrLess, "a=b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewCookieStore(func() time.Time { return time.Unix(1e9, 0) })
			s.ParseAndStore(tt.set, weburl.MustParse(tt.from), true, true)
			assert.Equal(t, tt.want, SerializeCookies(s.Retrieve(weburl.MustParse(tt.to), true, tt.mode, false)))
		})
	}
}

func TestCookiesExpireOnTheClockGiven(t *testing.T) {
	now := time.Unix(1e9, 0)
	s := NewCookieStore(func() time.Time { return now })
	s.ParseAndStore("a=b; Max-Age=10", weburl.MustParse("http://a.test/"), true, true)
	assert.Len(t, s.All(), 1)
	now = now.Add(10 * time.Second)
	assert.Empty(t, s.All())
}

func FuzzSetCookie(f *testing.F) {
	for _, s := range []string{"a=b", "a=b; Path=/; Domain=.x; Max-Age=-1", "=; ;;", "a=b; Expires=Wed, 09 Jun 2021 10:18:14 GMT"} {
		f.Add(s)
	}
	u := weburl.MustParse("https://a.test/x")
	f.Fuzz(func(_ *testing.T, text string) {
		s := NewCookieStore(func() time.Time { return time.Unix(1e9, 0) })
		s.ParseAndStore(text, u, true, true)
		s.Retrieve(u, true, StrictOrLess, false)
	})
}
