package policy

import (
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/internal/weburl"
)

// matchSourceList implements "Does url match source list in origin with redirect count?".
// https://w3c.github.io/webappsec-csp/#match-url-to-source-list
func matchSourceList(list []string, url *weburl.URL, self weburl.Origin, redirectCount int) bool {
	if len(list) == 0 || len(list) == 1 && strings.EqualFold(list[0], "'none'") {
		return false
	}
	for _, expression := range list {
		if matchSourceExpression(expression, url, self, redirectCount) {
			return true
		}
	}
	return false
}

// matchSourceExpression implements "Does url match expression in origin with redirect count?".
// https://w3c.github.io/webappsec-csp/#match-url-to-source-expression
func matchSourceExpression(expression string, url *weburl.URL, self weburl.Origin, redirectCount int) bool {
	if expression == "*" {
		return url.IsHTTP() || url.Scheme() == "ws" || url.Scheme() == "wss" ||
			!self.IsOpaque() && url.Scheme() == self.Scheme
	}
	if strings.EqualFold(expression, "'self'") {
		return matchSelf(url, self)
	}
	if strings.HasPrefix(expression, "'") {
		return false // a keyword, nonce or hash: says nothing of URLs
	}
	if scheme, ok := strings.CutSuffix(expression, ":"); ok && isScheme(scheme) {
		return schemePartMatches(scheme, url.Scheme())
	}
	h, ok := parseHostSource(expression)
	if !ok || url.Hostname() == "" {
		return false
	}
	switch {
	case h.scheme != "":
		if !schemePartMatches(h.scheme, url.Scheme()) {
			return false
		}
	case self.IsOpaque():
		if !url.IsHTTP() {
			return false
		}
	default:
		if !schemePartMatches(self.Scheme, url.Scheme()) {
			return false
		}
	}
	if !hostPartMatches(h.host, url.Hostname()) || !portPartMatches(h.port, url) {
		return false
	}
	// A path must not tell where a redirect led.
	return h.path == "" || redirectCount > 0 || pathPartMatches(h.path, url.Path())
}

func matchSelf(url *weburl.URL, self weburl.Origin) bool {
	o := url.Origin()
	if weburl.SameOrigin(o, self) {
		return true
	}
	if o.IsOpaque() || self.IsOpaque() || o.Host != self.Host {
		return false
	}
	defaultPorts := o.Port == weburl.DefaultPort(o.Scheme) && self.Port == weburl.DefaultPort(self.Scheme)
	if o.Port != self.Port && !defaultPorts {
		return false
	}
	switch o.Scheme {
	case "https", "wss":
		return true
	}
	return self.Scheme == "http" && o.Scheme == "ws"
}

// schemePartMatches implements "scheme-part matches": a may be upgraded to b.
// https://w3c.github.io/webappsec-csp/#match-schemes
func schemePartMatches(a, b string) bool {
	a = strings.ToLower(a)
	switch {
	case a == b:
		return true
	case a == "http":
		return b == "https"
	case a == "ws":
		return b == "wss" || b == "http" || b == "https"
	case a == "wss":
		return b == "https"
	}
	return false
}

// hostPartMatches implements "host-part matches".
// https://w3c.github.io/webappsec-csp/#match-hosts
func hostPartMatches(pattern, host string) bool {
	if pattern == "*" {
		return true
	}
	if rest, ok := strings.CutPrefix(pattern, "*."); ok {
		return strings.HasSuffix(strings.ToLower(host), "."+strings.ToLower(rest))
	}
	return strings.EqualFold(pattern, host)
}

// portPartMatches implements "port-part matches".
// https://w3c.github.io/webappsec-csp/#match-ports
func portPartMatches(pattern string, url *weburl.URL) bool {
	port := url.EffectivePort()
	switch pattern {
	case "":
		return port == weburl.DefaultPort(url.Scheme())
	case "*":
		return true
	}
	n, err := strconv.Atoi(pattern)
	if err != nil {
		return false
	}
	return n == port || n == 80 && port == 443 && (url.Scheme() == "https" || url.Scheme() == "wss")
}

// pathPartMatches implements "path-part matches": a pattern that ends in "/" is a prefix.
// https://w3c.github.io/webappsec-csp/#match-paths
func pathPartMatches(pattern, path string) bool {
	if pattern == "" || pattern == "/" && path == "" {
		return true
	}
	exact := !strings.HasSuffix(pattern, "/")
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) > len(b) || exact && len(a) != len(b) {
		return false
	}
	if !exact {
		a = a[:len(a)-1]
	}
	for i := range a {
		if percentDecode(a[i]) != percentDecode(b[i]) {
			return false
		}
	}
	return true
}

type hostSource struct{ scheme, host, port, path string }

// parseHostSource reads the host-source production.
func parseHostSource(s string) (h hostSource, ok bool) {
	if scheme, rest, found := strings.Cut(s, "://"); found {
		if !isScheme(scheme) {
			return h, false
		}
		h.scheme, s = scheme, rest
	}
	if i := strings.IndexByte(s, '/'); i >= 0 {
		h.path, s = s[i:], s[:i]
		if j := strings.IndexAny(h.path, "?#"); j >= 0 {
			h.path = h.path[:j]
		}
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") {
		h.port, s = s[i+1:], s[:i]
		if h.port != "*" {
			if _, err := strconv.ParseUint(h.port, 10, 16); err != nil {
				return h, false
			}
		}
	}
	h.host = s
	name := s
	if name != "*" {
		name = strings.TrimPrefix(name, "*.")
	}
	return h, name != "" && (name == "*" || !strings.ContainsAny(name, "*?#@ '\","))
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		switch {
		case c >= 'a' && c <= 'z':
		case i > 0 && (s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.'):
		default:
			return false
		}
	}
	return s != ""
}

func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
