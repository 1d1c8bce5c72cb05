package fetch

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/spec"
)

// IsCORSSafelistedMethod reports whether a method is GET, HEAD or POST.
// https://fetch.spec.whatwg.org/#cors-safelisted-method
func IsCORSSafelistedMethod(m string) bool { return m == "GET" || m == "HEAD" || m == "POST" }

// IsForbiddenMethod reports whether a method is a forbidden one, in any case.
// https://fetch.spec.whatwg.org/#forbidden-method
func IsForbiddenMethod(m string) bool {
	switch strings.ToUpper(m) {
	case "CONNECT", "TRACE", "TRACK":
		return true
	}
	return false
}

// NormalizeMethod implements "normalize" for a method.
// https://fetch.spec.whatwg.org/#concept-method-normalize
func NormalizeMethod(m string) string {
	switch up := strings.ToUpper(m); up {
	case "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT":
		return up
	}
	return m
}

// IsForbiddenRequestHeader implements "forbidden request-header".
// https://fetch.spec.whatwg.org/#forbidden-request-header
func IsForbiddenRequestHeader(name, value string) bool {
	n := strings.ToLower(name)
	switch n {
	case "accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method",
		"connection", "content-length", "cookie", "cookie2", "date", "dnt", "expect", "host", "keep-alive", "origin",
		"referer", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "via":
		return true
	case "x-http-method", "x-http-method-override", "x-method-override":
		return slices.ContainsFunc(splitHeaderValue(value), IsForbiddenMethod)
	}
	return strings.HasPrefix(n, "proxy-") || strings.HasPrefix(n, "sec-")
}

// IsForbiddenResponseHeaderName reports whether a page may not see the header.
// https://fetch.spec.whatwg.org/#forbidden-response-header-name
func IsForbiddenResponseHeaderName(name string) bool { return isForbiddenResponseHeader(name) }

// IsNoCORSSafelistedHeaderName implements "no-CORS-safelisted request-header name".
// https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name
func IsNoCORSSafelistedHeaderName(name string) bool {
	switch strings.ToLower(name) {
	case "accept", "accept-language", "content-language", "content-type":
		return true
	}
	return false
}

// IsNoCORSSafelistedHeader implements "no-CORS-safelisted request-header".
// https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header
func IsNoCORSSafelistedHeader(name, value string) bool {
	return IsNoCORSSafelistedHeaderName(name) && IsCORSSafelistedHeader(name, value)
}

// IsCORSSafelistedHeader implements "CORS-safelisted request-header".
// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
func IsCORSSafelistedHeader(name, value string) bool {
	if len(value) > 128 {
		return false
	}
	switch strings.ToLower(name) {
	case "accept":
		return !hasUnsafeByte(value)
	case "accept-language", "content-language":
		for i := range len(value) {
			c := value[i]
			alnum := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			if !alnum && strings.IndexByte(" *,-.;=", c) < 0 {
				return false
			}
		}
		return true
	case "content-type":
		if hasUnsafeByte(value) {
			return false
		}
		m, ok := infra.ParseMIMEType(value)
		if !ok {
			return false
		}
		switch m.Essence() {
		case "application/x-www-form-urlencoded", "multipart/form-data", "text/plain":
			return true
		}
		return false
	case "range":
		start, _, ok := parseRange(value, false)
		return ok && start >= 0
	}
	return false
}

// hasUnsafeByte reports whether v has a CORS-unsafe request-header byte.
// https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte
func hasUnsafeByte(v string) bool {
	for i := range len(v) {
		c := v[i]
		if c < 0x20 && c != '\t' || strings.IndexByte("\"():<>?@[\\]{}\x7F", c) >= 0 {
			return true
		}
	}
	return false
}

// parseRange implements "parse a single range header value"; -1 stands for null.
// https://fetch.spec.whatwg.org/#simple-range-header-value
func parseRange(value string, allowWhitespace bool) (start, end int64, ok bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(value), "bytes")
	if !ok {
		return 0, 0, false
	}
	skip := func() {
		if allowWhitespace {
			rest = strings.TrimLeft(rest, " \t")
		}
	}
	number := func() int64 {
		i := 0
		for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
			i++
		}
		if i == 0 {
			return -1
		}
		n, err := strconv.ParseInt(rest[:i], 10, 64)
		rest = rest[i:]
		if err != nil {
			return 1<<63 - 1
		}
		return n
	}
	skip()
	if rest, ok = strings.CutPrefix(rest, "="); !ok {
		return 0, 0, false
	}
	skip()
	start = number()
	skip()
	if rest, ok = strings.CutPrefix(rest, "-"); !ok {
		return 0, 0, false
	}
	skip()
	end = number()
	if rest != "" || start < 0 && end < 0 || start >= 0 && end >= 0 && start > end {
		return 0, 0, false
	}
	return start, end, true
}

// corsUnsafeHeaderNames implements "CORS-unsafe request-header names": sorted, lower-cased.
// https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
func corsUnsafeHeaderNames(l HeaderList) []string {
	var unsafe, potentially HeaderList
	size := 0
	for _, h := range l {
		if !IsCORSSafelistedHeader(h.Name, h.Value) {
			unsafe = append(unsafe, h)
			continue
		}
		potentially = append(potentially, h)
		size += len(h.Value)
	}
	if size > 1024 {
		unsafe = append(unsafe, potentially...)
	}
	return unsafe.names()
}

// corsCheck implements "CORS check": true for success.
// https://fetch.spec.whatwg.org/#concept-cors-check
func corsCheck(ctx context.Context, req *Request, resp *Response) bool {
	_, s := spec.Begin(ctx, spec.CORSCheck, req, resp)
	defer s.End()
	s.Step("1")
	origin, ok := resp.Header.Get("Access-Control-Allow-Origin")
	s.Step("2")
	if !ok {
		return false
	}
	s.Step("3")
	if req.Credentials != "include" && origin == "*" {
		return true
	}
	s.Step("4")
	if serializeOrigin(req) != origin {
		return false
	}
	s.Step("5")
	if req.Credentials != "include" {
		return true
	}
	s.Step("6")
	credentials, _ := resp.Header.Get("Access-Control-Allow-Credentials")
	s.Step("7")
	if credentials == "true" {
		return true
	}
	s.Step("8")
	return false
}
