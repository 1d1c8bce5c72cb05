package policy

import (
	"strings"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/weburl"
)

// Disposition is a CSP's disposition.
// https://w3c.github.io/webappsec-csp/#policy-disposition
type Disposition string

// The dispositions.
const (
	Enforce Disposition = "enforce"
	Report  Disposition = "report"
)

// CSP is one Content Security Policy. It is not changed once it is parsed.
// https://w3c.github.io/webappsec-csp/#content-security-policy-object
type CSP struct {
	Directives  []Directive
	Disposition Disposition
	Source      string        // "header" or "meta"
	SelfOrigin  weburl.Origin // what 'self' stands for
	Text        string        // the serialized policy, for reports
}

// Directive is a CSP directive: its name lower-cased, its value split at white space.
// https://w3c.github.io/webappsec-csp/#directives
type Directive struct {
	Name  string
	Value []string
}

// Directive finds the policy's directive with the name.
func (p *CSP) Directive(name string) (Directive, bool) {
	for _, d := range p.Directives {
		if d.Name == name {
			return d, true
		}
	}
	return Directive{}, false
}

// ParseCSP implements "parse a serialized CSP". Of two directives with one name the first
// counts. A policy without directives is of no use; see ParseCSPList.
// https://w3c.github.io/webappsec-csp/#parse-serialized-policy
func ParseCSP(serialized string, d Disposition, source string, self weburl.Origin) *CSP {
	p := &CSP{Disposition: d, Source: source, SelfOrigin: self, Text: infra.StripWhitespace(serialized)}
	for token := range strings.SplitSeq(serialized, ";") {
		if !isASCII(token) {
			continue
		}
		fields := strings.FieldsFunc(token, isASCIIWhitespace)
		if len(fields) == 0 {
			continue
		}
		name := strings.ToLower(fields[0])
		if _, dup := p.Directive(name); dup {
			continue
		}
		p.Directives = append(p.Directives, Directive{Name: name, Value: fields[1:]})
	}
	return p
}

// ParseCSPList implements "parse a serialized CSP list": policies divided by commas.
// https://w3c.github.io/webappsec-csp/#parse-serialized-policy-list
func ParseCSPList(serialized string, d Disposition, source string, self weburl.Origin) []*CSP {
	var list []*CSP
	for token := range strings.SplitSeq(serialized, ",") {
		if p := ParseCSP(token, d, source, self); len(p.Directives) > 0 {
			list = append(list, p)
		}
	}
	return list
}

// CSPFromHeaders implements "parse a response's Content Security Policies".
// https://w3c.github.io/webappsec-csp/#parse-response-csp
func CSPFromHeaders(h Headers, self weburl.Origin) []*CSP {
	var list []*CSP
	for _, v := range h.Values("Content-Security-Policy") {
		list = append(list, ParseCSPList(v, Enforce, "header", self)...)
	}
	for _, v := range h.Values("Content-Security-Policy-Report-Only") {
		list = append(list, ParseCSPList(v, Report, "header", self)...)
	}
	return list
}

// CSPFromMeta parses the content of <meta http-equiv=Content-Security-Policy>, without the
// directives that a document may not set for itself. nil when nothing is left.
// https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy
func CSPFromMeta(content string, self weburl.Origin) *CSP {
	p := ParseCSP(content, Enforce, "meta", self)
	kept := p.Directives[:0]
	for _, d := range p.Directives {
		if d.Name != "report-uri" && d.Name != "frame-ancestors" && d.Name != "sandbox" {
			kept = append(kept, d)
		}
	}
	p.Directives = kept
	if len(kept) == 0 {
		return nil
	}
	return p
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
