package policy

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/weburl"
)

// Subject is what CSP looks at in a request.
type Subject struct {
	URL            *weburl.URL // the request's current URL
	OriginalURL    *weburl.URL // the request's URL, which is what a report may name
	RedirectCount  int
	Destination    string
	Initiator      string
	Nonce          string
	ParserInserted bool
	Method         string
}

// Violation is a violation of a CSP, as a page and a report see it.
// https://w3c.github.io/webappsec-csp/#violation
type Violation struct {
	Policy             *CSP
	BlockedURI         string // "inline", "eval", … or a URL stripped for reports
	EffectiveDirective string
	Disposition        Disposition
	Sample             string
	SourceFile         string
	Line, Column       int
	Element            any      // the element to which the event goes; nil for the document
	ReportURIs         []string // the policy's report-uri
	ReportTo           string   // the policy's report-to
}

func (p *CSP) violation(directive, blocked string) Violation {
	v := Violation{Policy: p, BlockedURI: blocked, EffectiveDirective: directive, Disposition: p.Disposition}
	if d, ok := p.Directive("report-uri"); ok {
		v.ReportURIs = d.Value
	}
	if d, ok := p.Directive("report-to"); ok && len(d.Value) > 0 {
		v.ReportTo = d.Value[0]
	}
	return v
}

// StripForReport implements "strip URL for use in reports".
// https://w3c.github.io/webappsec-csp/#strip-url-for-use-in-reports
func StripForReport(u *weburl.URL) string {
	if !u.IsHTTP() {
		return u.Scheme()
	}
	c := u.Clone()
	c.SetFragment(nil)
	c.SetUsername("")
	c.SetPassword("")
	return c.Href()
}

// effectiveDirective implements "get the effective directive for request"; "" for null.
// https://w3c.github.io/webappsec-csp/#effective-directive-for-a-request
func effectiveDirective(s Subject) string {
	if s.Initiator == "prefetch" || s.Initiator == "prerender" {
		return "default-src"
	}
	switch s.Destination {
	case "":
		return "connect-src"
	case "manifest":
		return "manifest-src"
	case "object", "embed":
		return "object-src"
	case "frame", "iframe":
		return "frame-src"
	case "audio", "track", "video":
		return "media-src"
	case "font":
		return "font-src"
	case "image":
		return "img-src"
	case "style":
		return "style-src-elem"
	case "script", "xslt", "audioworklet", "paintworklet":
		return "script-src-elem"
	case "serviceworker", "sharedworker", "worker":
		return "worker-src"
	case "json", "text", "webidentity":
		return "connect-src"
	case "report":
		return ""
	}
	return ""
}

// fallbacks implements "get fetch directive fallback list".
// https://w3c.github.io/webappsec-csp/#directive-fallback-list
func fallbacks(directive string) []string {
	switch directive {
	case "script-src-elem":
		return []string{"script-src-elem", "script-src", "default-src"}
	case "script-src-attr":
		return []string{"script-src-attr", "script-src", "default-src"}
	case "style-src-elem":
		return []string{"style-src-elem", "style-src", "default-src"}
	case "style-src-attr":
		return []string{"style-src-attr", "style-src", "default-src"}
	case "worker-src":
		return []string{"worker-src", "child-src", "script-src", "default-src"}
	case "frame-src":
		return []string{"frame-src", "child-src", "default-src"}
	case "connect-src", "manifest-src", "object-src", "media-src", "font-src", "img-src", "script-src", "style-src", "child-src":
		return []string{directive, "default-src"}
	}
	return []string{directive}
}

// governing is the directive of p that decides for the effective directive.
func (p *CSP) governing(effective string) (Directive, bool) {
	for _, name := range fallbacks(effective) {
		if d, ok := p.Directive(name); ok {
			return d, true
		}
	}
	return Directive{}, false
}

// allows reports whether p lets the request go, and the effective directive if not.
func (p *CSP) allows(s Subject) (ok bool, directive string) {
	effective := effectiveDirective(s)
	if effective == "" {
		return true, ""
	}
	d, found := p.governing(effective)
	if !found {
		return true, ""
	}
	if strings.HasPrefix(effective, "script-src") || effective == "worker-src" && strings.HasPrefix(d.Name, "script-src") {
		return p.scriptAllowed(d, s), effective
	}
	if effective == "style-src-elem" && s.Nonce != "" && hasNonce(d.Value, s.Nonce) {
		return true, ""
	}
	return matchSourceList(d.Value, s.URL, p.SelfOrigin, s.RedirectCount), effective
}

// scriptAllowed implements "script directives pre-request check".
// https://w3c.github.io/webappsec-csp/#script-pre-request
func (p *CSP) scriptAllowed(d Directive, s Subject) bool {
	if s.Nonce != "" && hasNonce(d.Value, s.Nonce) {
		return true
	}
	if hasKeyword(d.Value, "'strict-dynamic'") {
		return !s.ParserInserted
	}
	return matchSourceList(d.Value, s.URL, p.SelfOrigin, s.RedirectCount)
}

// RequestBlocked implements "should request be blocked by Content Security Policy?" and "report
// Content Security Policy violations for request": blocked tells of the enforced policies,
// violations of all.
// https://w3c.github.io/webappsec-csp/#should-block-request
func RequestBlocked(list []*CSP, s Subject) (blocked bool, violations []Violation) {
	for _, p := range list {
		ok, directive := p.allows(s)
		if ok {
			continue
		}
		violations = append(violations, p.violation(directive, StripForReport(s.OriginalURL)))
		if p.Disposition == Enforce {
			blocked = true
		}
	}
	return blocked, violations
}

// FormActionBlocked implements the form-action part of "should navigation request of type be
// blocked by Content Security Policy?".
// https://w3c.github.io/webappsec-csp/#should-block-navigation-request
func FormActionBlocked(list []*CSP, s Subject) (blocked bool, violations []Violation) {
	for _, p := range list {
		d, ok := p.Directive("form-action")
		if !ok || matchSourceList(d.Value, s.URL, p.SelfOrigin, s.RedirectCount) {
			continue
		}
		violations = append(violations, p.violation("form-action", StripForReport(s.OriginalURL)))
		blocked = blocked || p.Disposition == Enforce
	}
	return blocked, violations
}

// FrameAncestorsBlocked implements the frame-ancestors check of a navigation response: ancestors
// are the origins of the documents above, nearest first.
// https://w3c.github.io/webappsec-csp/#frame-ancestors-navigation-response
func FrameAncestorsBlocked(list []*CSP, ancestors []weburl.Origin, url *weburl.URL) (blocked bool, violations []Violation) {
	for _, p := range list {
		d, ok := p.Directive("frame-ancestors")
		if !ok {
			continue
		}
		for _, a := range ancestors {
			u, err := weburl.Parse(a.String())
			if err == nil && matchSourceList(d.Value, u, p.SelfOrigin, 0) {
				continue
			}
			violations = append(violations, p.violation("frame-ancestors", StripForReport(url)))
			blocked = blocked || p.Disposition == Enforce
			break
		}
	}
	return blocked, violations
}

// Inline is an inline script, style or javascript: URL.
type Inline struct {
	Type   string // "script", "script attribute", "style", "style attribute", "navigation" (javascript: URL)
	Source string
	Nonce  string // the element's, "" for none
	// ParserInserted matters to strict-dynamic alone.
	ParserInserted bool
}

// InlineBlocked implements "should element's inline type behavior be blocked by Content
// Security Policy?".
// https://w3c.github.io/webappsec-csp/#should-block-inline
func InlineBlocked(list []*CSP, in Inline) (blocked bool, violations []Violation) {
	effective := map[string]string{
		"script": "script-src-elem", "navigation": "script-src-elem", "script attribute": "script-src-attr",
		"style": "style-src-elem", "style attribute": "style-src-attr",
	}[in.Type]
	for _, p := range list {
		d, ok := p.governing(effective)
		if !ok || inlineAllowed(d.Value, in) {
			continue
		}
		v := p.violation(effective, "inline")
		if hasKeyword(d.Value, "'report-sample'") {
			r := []rune(in.Source)
			v.Sample = string(r[:min(40, len(r))])
		}
		violations = append(violations, v)
		blocked = blocked || p.Disposition == Enforce
	}
	return blocked, violations
}

// inlineAllowed implements "does element match source list for type and source?".
// https://w3c.github.io/webappsec-csp/#match-element-to-source-list
func inlineAllowed(list []string, in Inline) bool {
	if allowsAllInline(list, in.Type) {
		return true
	}
	if (in.Type == "script" || in.Type == "style") && in.Nonce != "" && hasNonce(list, in.Nonce) {
		return true
	}
	if in.Type == "script" && hasKeyword(list, "'strict-dynamic'") && !in.ParserInserted {
		return true
	}
	if in.Type == "script" || in.Type == "style" || hasKeyword(list, "'unsafe-hashes'") {
		for _, e := range list {
			if hashMatches(e, in.Source) {
				return true
			}
		}
	}
	return false
}

// allowsAllInline implements "does a source list allow all inline behavior for type?": a nonce,
// a hash or strict-dynamic switches 'unsafe-inline' off.
// https://w3c.github.io/webappsec-csp/#allow-all-inline
func allowsAllInline(list []string, kind string) bool {
	all := false
	for _, e := range list {
		if isNonce(e) || isHash(e) {
			return false
		}
		if (kind == "script" || kind == "script attribute" || kind == "navigation") && strings.EqualFold(e, "'strict-dynamic'") {
			return false
		}
		all = all || strings.EqualFold(e, "'unsafe-inline'")
	}
	return all
}

// InitializationBlocked implements "run CSP initialization for a global object" for a worker's: one without scripts or an origin of
// its own cannot be.
// https://w3c.github.io/webappsec-csp/#sandbox-init
func InitializationBlocked(list []*CSP) bool {
	return slices.ContainsFunc(list, func(p *CSP) bool {
		d, ok := p.Directive("sandbox")
		flags := ParseSandbox(strings.Join(d.Value, " "))
		return ok && p.Disposition == Enforce && (flags.Has(SandboxedScripts) || flags.Has(SandboxedOrigin))
	})
}

// EvalBlocked implements "EnsureCSPDoesNotBlockStringCompilation".
// https://w3c.github.io/webappsec-csp/#can-compile-strings
func EvalBlocked(list []*CSP, source string) (blocked bool, violations []Violation) {
	for _, p := range list {
		d, ok := p.governing("script-src")
		if !ok || hasKeyword(d.Value, "'unsafe-eval'") {
			continue
		}
		v := p.violation("script-src", "eval")
		if hasKeyword(d.Value, "'report-sample'") {
			r := []rune(source)
			v.Sample = string(r[:min(40, len(r))])
		}
		violations = append(violations, v)
		blocked = blocked || p.Disposition == Enforce
	}
	return blocked, violations
}

// BaseURIAllowed implements "is base allowed for document?".
// https://w3c.github.io/webappsec-csp/#allow-base-for-document
func BaseURIAllowed(list []*CSP, base *weburl.URL) (allowed bool, violations []Violation) {
	allowed = true
	for _, p := range list {
		d, ok := p.Directive("base-uri")
		if !ok || matchSourceList(d.Value, base, p.SelfOrigin, 0) {
			continue
		}
		// CSP calls this resource "inline"; browsers and web-platform-tests name the URL.
		violations = append(violations, p.violation("base-uri", StripForReport(base)))
		allowed = allowed && p.Disposition != Enforce
	}
	return allowed, violations
}

// UpgradesInsecureRequests reports whether a policy asks that http: requests be made https:.
// https://w3c.github.io/webappsec-upgrade-insecure-requests/#delivery
func UpgradesInsecureRequests(list []*CSP) bool {
	return slices.ContainsFunc(list, func(p *CSP) bool {
		_, ok := p.Directive("upgrade-insecure-requests")
		return ok && p.Disposition == Enforce
	})
}

func hasKeyword(list []string, keyword string) bool {
	return slices.ContainsFunc(list, func(e string) bool { return strings.EqualFold(e, keyword) })
}

func isNonce(e string) bool {
	return len(e) > 8 && strings.EqualFold(e[:7], "'nonce-") && e[len(e)-1] == '\''
}

func hasNonce(list []string, nonce string) bool {
	return slices.ContainsFunc(list, func(e string) bool { return isNonce(e) && e[7:len(e)-1] == nonce })
}

func isHash(e string) bool {
	return len(e) > 9 && strings.EqualFold(e[:4], "'sha") && e[7] == '-' && e[len(e)-1] == '\''
}

func hashMatches(e, source string) bool {
	if !isHash(e) {
		return false
	}
	var sum []byte
	switch strings.ToLower(e[1:7]) {
	case "sha256":
		h := sha256.Sum256([]byte(source))
		sum = h[:]
	case "sha384":
		h := sha512.Sum384([]byte(source))
		sum = h[:]
	case "sha512":
		h := sha512.Sum512([]byte(source))
		sum = h[:]
	}
	want := strings.NewReplacer("-", "+", "_", "/").Replace(e[8 : len(e)-1])
	return sum != nil && base64.StdEncoding.EncodeToString(sum) == want
}
