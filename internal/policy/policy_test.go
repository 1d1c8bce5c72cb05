package policy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/exeunt/exeunt/internal/weburl"
)

func origin(u string) weburl.Origin { return weburl.MustParse(u).Origin() }

func TestCSPMatching(t *testing.T) {
	tests := []struct {
		csp, url  string
		redirects int
		blocked   bool
	}{
		{"connect-src 'self'", "https://a.test/x", 0, false},
		{"connect-src 'self'", "https://b.test/x", 0, true},
		{"default-src 'none'", "https://a.test/x", 0, true},
		{"default-src 'none'; connect-src *", "https://b.test/", 0, false},
		{"connect-src https:", "https://b.test/", 0, false},
		{"connect-src https:", "http://b.test/", 0, true},
		{"connect-src *.b.test", "https://b.test/", 0, true},
		{"connect-src *.b.test", "https://w.b.test/", 0, false},
		{"connect-src b.test:*", "https://b.test:81/", 0, false},
		{"connect-src b.test", "https://b.test:81/", 0, true},
		{"connect-src b.test/p/", "https://b.test/p/q", 0, false},
		{"connect-src b.test/p", "https://b.test/p/q", 0, true},
		{"connect-src b.test/p", "https://b.test/p/q", 1, false},
		{"img-src 'none'", "https://b.test/", 0, false},
	}
	for _, tt := range tests {
		list := ParseCSPList(tt.csp, Enforce, "header", origin("https://a.test/"))
		u := weburl.MustParse(tt.url)
		blocked, violations := RequestBlocked(list, Subject{URL: u, OriginalURL: u, RedirectCount: tt.redirects})
		assert.Equal(t, tt.blocked, blocked, "%s with %s", tt.url, tt.csp)
		assert.Equal(t, tt.blocked, len(violations) == 1)
	}
}

func TestInlineScripts(t *testing.T) {
	tests := []struct {
		csp     string
		in      Inline
		blocked bool
	}{
		{"script-src 'self'", Inline{Type: "script"}, true},
		{"script-src 'unsafe-inline'", Inline{Type: "script"}, false},
		{"script-src 'unsafe-inline' 'nonce-x'", Inline{Type: "script"}, true},
		{"script-src 'nonce-x'", Inline{Type: "script", Nonce: "x"}, false},
		{"script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", Inline{Type: "script"}, false},
	}
	for _, tt := range tests {
		blocked, _ := InlineBlocked(ParseCSPList(tt.csp, Enforce, "header", weburl.Origin{}), tt.in)
		assert.Equal(t, tt.blocked, blocked, tt.csp)
	}
}

func TestPermissionsPolicy(t *testing.T) {
	a, b := origin("https://a.test/"), origin("https://b.test/")
	allow := func(s string) *string { return &s }
	tests := []struct {
		name, header string
		allow        *string
		child        weburl.Origin
		want         bool
	}{
		{"same origin", "", nil, a, true},
		{"cross origin", "", nil, b, false},
		{"allowed", "", allow("deferred-fetch"), b, true},
		{"allowed to another", "", allow("deferred-fetch https://c.test"), b, false},
		{"allowed by star", "", allow("deferred-fetch *"), b, true},
		{"parent denies itself", "deferred-fetch=()", allow("deferred-fetch *"), a, false},
		{"parent denies the child", "deferred-fetch=(self)", allow("deferred-fetch"), b, false},
		{"parent names the child", `deferred-fetch=(self "https://b.test")`, allow("deferred-fetch"), b, true},
		{"broken header", "deferred-fetch=(", allow("deferred-fetch"), b, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := NewPermissionsPolicy(nil, a)
			p.Declared = ParsePermissionsPolicy([]string{tt.header}, a)
			e := &Embedding{Policy: p, Origin: a, Allow: ContainerPolicyOf(tt.allow, false, a, tt.child)}
			assert.Equal(t, tt.want, InheritedPolicy("deferred-fetch", e, tt.child))
		})
	}
}

func TestSandbox(t *testing.T) {
	flags := ParseSandbox("allow-scripts ALLOW-same-origin")
	assert.False(t, flags.Has(SandboxedScripts))
	assert.False(t, flags.Has(SandboxedOrigin))
	assert.True(t, flags.Has(SandboxedForms))
}

func FuzzCSP(f *testing.F) {
	f.Add("default-src 'self' https://*.x:*/p; script-src 'nonce-a' 'sha256-b'")
	u := weburl.MustParse("https://a.test:1/x")
	f.Fuzz(func(_ *testing.T, s string) {
		list := ParseCSPList(s, Enforce, "header", u.Origin())
		RequestBlocked(list, Subject{URL: u, OriginalURL: u})
		InlineBlocked(list, Inline{Type: "script", Nonce: "a"})
		CSPSandboxFlags(list)
	})
}

func FuzzPermissionsPolicy(f *testing.F) {
	f.Add(`camera=(self "https://x"), deferred-fetch=*`)
	o := origin("https://a.test/")
	f.Fuzz(func(_ *testing.T, s string) {
		for _, l := range ParsePermissionsPolicy([]string{s}, o) {
			l.Matches(o)
		}
		for _, l := range ParseAllow(strings.ReplaceAll(s, ",", ";"), o, o) {
			l.Matches(o)
		}
	})
}

func TestSubsumes(t *testing.T) {
	self := weburl.MustParse("https://a.test/").Origin()
	for _, c := range []struct {
		required, own string
		want          bool
	}{
		{"sandbox allow-scripts", "sandbox", true},
		{"sandbox", "sandbox allow-scripts", false},
		{"script-src 'self' https://b.test", "script-src https://b.test", true},
		{"script-src https://*.b.test", "script-src https://x.b.test", true},
		{"script-src https://x.b.test", "script-src https://*.b.test", false},
		{"script-src 'self'", "script-src 'self' 'unsafe-inline'", false},
		{"script-src 'self'", "default-src 'none'", true},
		{"script-src *", "img-src 'none'", false},
		{"upgrade-insecure-requests", "upgrade-insecure-requests; img-src 'none'", true},
		{"img-src 'none'; font-src 'none'", "img-src 'none', font-src 'none'", false},
		{"img-src 'self'", "img-src https://a.test", true},
	} {
		required := RequiredCSP(c.required, self)
		assert.Equal(t, c.want, required.Subsumes(ParseCSPList(c.own, Enforce, "header", self)), "%s by %s", c.required, c.own)
		assert.False(t, required.Subsumes(ParseCSPList(c.own, Report, "header", self)), "a policy that only reports requires nothing")
	}
	for _, none := range []string{"", ";", "img-src *, font-src *", "img-src *; report-to x", "no-such-src *"} {
		assert.Nil(t, RequiredCSP(none, self), none)
	}
}
