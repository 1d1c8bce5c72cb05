package fetch

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt/exeunt/internal/weburl"
)

// SameSiteMode is what a request may carry, from the least to the most.
// https://fetch.spec.whatwg.org/#determine-the-same-site-mode
type SameSiteMode uint8

// The same-site modes.
const (
	UnsetOrLess SameSiteMode = iota
	LaxOrLess
	StrictOrLess
)

// Cookie is a cookie of a CookieStore.
// https://httpwg.org/http-extensions/draft-ietf-httpbis-layered-cookies.html#name-cookie-struct
type Cookie struct {
	Name, Value string
	Domain      string // the host, or the Domain attribute
	HostOnly    bool
	Path        string
	Secure      bool
	HTTPOnly    bool
	SameSite    string    // "Strict", "Lax", "None"; "" for unset
	Expires     time.Time // zero for a session cookie
	Created     time.Time

	seq int // creation order within one instant
}

// The limits that browsers put on cookies.
const (
	maxCookieNameValue = 4096
	maxCookieAttribute = 1024
	maxCookieAge       = 400 * 24 * time.Hour
	maxCookies         = 3000
	maxCookiesPerHost  = 180
	laxAllowUnsafe     = 2 * time.Minute // how long a cookie without SameSite goes with a cross-site POST
)

// CookieStore is a user agent's cookies. It belongs to one loop.
type CookieStore struct {
	now     func() time.Time
	cookies []*Cookie
	seq     int
}

// NewCookieStore makes a store that reads the time from now.
func NewCookieStore(now func() time.Time) *CookieStore { return &CookieStore{now: now} }

// All lists the cookies that have not expired, oldest first.
func (s *CookieStore) All() []*Cookie {
	s.expire()
	return slices.Clone(s.cookies)
}

// Changes returns two counts of which one changes whenever a cookie is set or goes.
func (s *CookieStore) Changes() [2]int { return [2]int{s.seq, len(s.cookies)} }

// Clear forgets all cookies.
func (s *CookieStore) Clear() { s.cookies = nil }

// Retrieve implements "retrieve cookies", in the order in which they are to be sent. unsafeTop
// says that the request is a cross-site top-level navigation with an unsafe method, for which
// browsers make an exception with young cookies that have no SameSite attribute.
func (s *CookieStore) Retrieve(u *weburl.URL, httpOnlyAllowed bool, mode SameSiteMode, unsafeTop bool) []*Cookie {
	s.expire()
	host, path := u.Hostname(), u.Path()
	secure := u.Scheme() == "https" || u.Scheme() == "wss" || weburl.IsLoopbackHost(host)
	var found []*Cookie
	for _, c := range s.cookies {
		switch {
		case c.HostOnly && c.Domain != host, !c.HostOnly && !domainMatches(host, c.Domain),
			!pathMatches(path, c.Path), c.Secure && !secure, c.HTTPOnly && !httpOnlyAllowed:
			continue
		}
		switch c.SameSite {
		case "Strict":
			if mode < StrictOrLess {
				continue
			}
		case "Lax":
			if mode < LaxOrLess {
				continue
			}
		case "":
			if mode < LaxOrLess && !(unsafeTop && s.now().Sub(c.Created) < laxAllowUnsafe) {
				continue
			}
		}
		found = append(found, c)
	}
	slices.SortStableFunc(found, func(a, b *Cookie) int {
		return cmp.Or(cmp.Compare(len(b.Path), len(a.Path)), a.Created.Compare(b.Created), cmp.Compare(a.seq, b.seq))
	})
	return found
}

// SerializeCookies implements "serialize cookies".
func SerializeCookies(cookies []*Cookie) string {
	parts := make([]string, len(cookies))
	for i, c := range cookies {
		parts[i] = c.Name + "=" + c.Value
		if c.Name == "" {
			parts[i] = c.Value
		}
	}
	return strings.Join(parts, "; ")
}

// ParseAndStore implements "parse and store a cookie": text is a Set-Cookie value, or what
// document.cookie is set to (then httpOnlyAllowed is false). It reports whether a cookie was
// stored or removed.
func (s *CookieStore) ParseAndStore(text string, u *weburl.URL, httpOnlyAllowed, strictOrLaxAllowed bool) bool {
	c, ok := parseCookie(text, s.now())
	if !ok {
		return false
	}
	host := u.Hostname()
	secure := u.Scheme() == "https" || u.Scheme() == "wss" || weburl.IsLoopbackHost(host)
	if c.Domain != "" && weburl.IsPublicSuffix(c.Domain) {
		if c.Domain != host {
			return false
		}
		c.Domain = ""
	}
	if c.Domain == "" {
		c.HostOnly, c.Domain = true, host
	} else if !domainMatches(host, c.Domain) {
		return false
	}
	if c.Path == "" {
		c.Path = defaultPath(u.Path())
	}
	switch {
	case c.Secure && !secure, c.HTTPOnly && !httpOnlyAllowed:
		return false
	case c.SameSite == "None" && !c.Secure:
		return false
	case c.SameSite != "None" && !strictOrLaxAllowed:
		return false
	}
	lower := strings.ToLower(c.Name)
	switch {
	case strings.HasPrefix(lower, "__secure-") && !c.Secure:
		return false
	case strings.HasPrefix(lower, "__host-") && (!c.Secure || !c.HostOnly || c.Path != "/"):
		return false
	case c.Name == "" && (c.Value == "" || hasCookiePrefix(c.Value)):
		return false
	}
	if !c.Secure && !secure {
		for _, old := range s.cookies { // an insecure page must not shadow a secure cookie
			if old.Secure && old.Name == c.Name && (domainMatches(old.Domain, c.Domain) || domainMatches(c.Domain, old.Domain)) &&
				pathMatches(c.Path, old.Path) {
				return false
			}
		}
	}
	s.store(c, httpOnlyAllowed)
	return true
}

func (s *CookieStore) store(c *Cookie, httpOnlyAllowed bool) {
	s.expire()
	s.seq++
	c.Created, c.seq = s.now(), s.seq
	for i, old := range s.cookies {
		if old.Name == c.Name && old.Domain == c.Domain && old.HostOnly == c.HostOnly && old.Path == c.Path {
			if old.HTTPOnly && !httpOnlyAllowed {
				return
			}
			c.Created, c.seq = old.Created, old.seq
			s.cookies = slices.Delete(s.cookies, i, i+1)
			break
		}
	}
	s.cookies = append(s.cookies, c)
	s.expire()
	s.collect(c.Domain)
}

// collect keeps the store within its limits: the oldest go first.
func (s *CookieStore) collect(domain string) {
	n := 0
	for _, c := range s.cookies {
		if c.Domain == domain {
			n++
		}
	}
	s.cookies = slices.DeleteFunc(s.cookies, func(c *Cookie) bool {
		if c.Domain == domain && n > maxCookiesPerHost {
			n--
			return true
		}
		return false
	})
	if extra := len(s.cookies) - maxCookies; extra > 0 {
		s.cookies = slices.Delete(s.cookies, 0, extra)
	}
}

func (s *CookieStore) expire() {
	now := s.now()
	s.cookies = slices.DeleteFunc(s.cookies, func(c *Cookie) bool { return !c.Expires.IsZero() && !c.Expires.After(now) })
}

func hasCookiePrefix(v string) bool {
	v = strings.ToLower(strings.TrimLeft(v, " \t"))
	return strings.HasPrefix(v, "__secure-") || strings.HasPrefix(v, "__host-")
}

// parseCookie implements "parse a cookie"; ok is false when it is to be ignored.
func parseCookie(text string, now time.Time) (c *Cookie, ok bool) {
	for i := range len(text) {
		if b := text[i]; b < 0x20 && b != '\t' || b == 0x7F {
			return nil, false
		}
	}
	pair, rest, _ := strings.Cut(text, ";")
	name, value, found := strings.Cut(pair, "=")
	if !found {
		name, value = "", pair
	}
	c = &Cookie{Name: strings.Trim(name, " \t"), Value: strings.Trim(value, " \t")}
	if c.Name == "" && c.Value == "" || len(c.Name)+len(c.Value) > maxCookieNameValue {
		return nil, false
	}
	hasMaxAge := false
	for rest != "" {
		var attribute string
		attribute, rest, _ = strings.Cut(rest, ";")
		key, v, _ := strings.Cut(attribute, "=")
		key, v = strings.ToLower(strings.Trim(key, " \t")), strings.Trim(v, " \t")
		if len(v) > maxCookieAttribute {
			continue
		}
		switch key {
		case "expires":
			if t, ok := parseCookieDate(v); ok && !hasMaxAge {
				c.Expires = t
				if limit := now.Add(maxCookieAge); t.After(limit) {
					c.Expires = limit
				}
			}
		case "max-age":
			if d, ok := parseMaxAge(v); ok {
				hasMaxAge = true
				c.Expires = now.Add(d)
				if d <= 0 {
					c.Expires = time.Unix(0, 0)
				}
			}
		case "domain":
			c.Domain = strings.ToLower(strings.TrimPrefix(v, "."))
		case "path":
			c.Path = ""
			if strings.HasPrefix(v, "/") {
				c.Path = v
			}
		case "secure":
			c.Secure = true
		case "httponly":
			c.HTTPOnly = true
		case "samesite":
			switch strings.ToLower(v) {
			case "strict":
				c.SameSite = "Strict"
			case "lax":
				c.SameSite = "Lax"
			case "none":
				c.SameSite = "None"
			default:
				c.SameSite = ""
			}
		}
	}
	return c, true
}

func parseMaxAge(v string) (time.Duration, bool) {
	digits := strings.TrimPrefix(v, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if strings.HasPrefix(v, "-") {
		return 0, true
	}
	if err != nil || n > int64(maxCookieAge/time.Second) {
		return maxCookieAge, true
	}
	return time.Duration(n) * time.Second, true
}

// parseCookieDate implements "parse a cookie date", which takes the parts in any order.
func parseCookieDate(v string) (time.Time, bool) {
	tokens := strings.FieldsFunc(v, func(r rune) bool {
		return r == 0x09 || r >= 0x20 && r <= 0x2F || r >= 0x3B && r <= 0x40 || r >= 0x5B && r <= 0x60 || r >= 0x7B && r <= 0x7E
	})
	hour, minute, second, day, month, year := -1, -1, -1, -1, -1, -1
	for _, t := range tokens {
		if hour < 0 {
			if h, m, s, ok := cookieTime(t); ok {
				hour, minute, second = h, m, s
				continue
			}
		}
		if n, digits := leadingDigits(t); day < 0 && (digits == 1 || digits == 2) {
			day = n
			continue
		}
		if len(t) >= 3 && month < 0 {
			if i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(t[:3])); i >= 0 && i%3 == 0 {
				month = i/3 + 1
				continue
			}
		}
		if n, digits := leadingDigits(t); year < 0 && digits >= 2 && digits <= 4 {
			year = n
		}
	}
	switch {
	case year >= 70 && year <= 99:
		year += 1900
	case year >= 0 && year <= 69:
		year += 2000
	}
	if hour < 0 || hour > 23 || minute > 59 || second > 59 || day < 1 || day > 31 || month < 0 || year < 1601 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t, t.Day() == day
}

func cookieTime(t string) (h, m, s int, ok bool) {
	parts := strings.SplitN(t, ":", 3)
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	var v [3]int
	for i, p := range parts {
		n, digits := leadingDigits(p)
		if digits < 1 || digits > 2 || i < 2 && digits != len(p) {
			return 0, 0, 0, false
		}
		v[i] = n
	}
	return v[0], v[1], v[2], true
}

func leadingDigits(s string) (n, digits int) {
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		if digits < 6 {
			n = n*10 + int(s[digits]-'0')
		}
		digits++
	}
	return n, digits
}

// domainMatches implements "domain-match".
func domainMatches(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain) && !strings.Contains(host, "[") && weburl.RegistrableDomain(host) != ""
}

// pathMatches implements "path-match".
func pathMatches(path, cookie string) bool {
	return path == cookie || strings.HasPrefix(path, cookie) && (strings.HasSuffix(cookie, "/") || path[len(cookie)] == '/')
}

// defaultPath implements "cookie default path".
func defaultPath(path string) string {
	i := strings.LastIndexByte(path, '/')
	if i <= 0 {
		return "/"
	}
	return path[:i]
}

// DocumentCookies is what document.cookie reads.
func (s *CookieStore) DocumentCookies(c Client, u *weburl.URL) string {
	mode := StrictOrLess
	if c.HasCrossSiteAncestor() {
		mode = UnsetOrLess
	}
	return SerializeCookies(s.Retrieve(u, false, mode, false))
}

// SetDocumentCookie is what document.cookie writes.
func (s *CookieStore) SetDocumentCookie(c Client, u *weburl.URL, text string) {
	s.ParseAndStore(text, u, false, !c.HasCrossSiteAncestor())
}
