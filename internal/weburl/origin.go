package weburl

import (
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Origin is a tuple origin or an opaque one. Its zero value is an opaque origin that is
// same origin with none, not even itself; NewOpaqueOrigin makes one with an identity.
//
// https://html.spec.whatwg.org/multipage/browsers.html#concept-origin
type Origin struct {
	Scheme string
	Host   string
	Port   int // -1 for null; a default port is written out

	domain *string // see Shared; "" and nil for null
	opaque *opaqueOrigin
}

// Shared returns o with a domain of its own, null at first, unless it has one: copies made from then on are the same origin to
// the standard, so that what SetDomain says of one holds for all.
func (o Origin) Shared() Origin {
	if o.domain == nil && !o.IsOpaque() {
		o.domain = new(string)
	}
	return o
}

// WithoutDomain returns a copy of o that no document.domain changes: two of them are equal if they are the same origin.
func (o Origin) WithoutDomain() Origin {
	o.domain = nil
	return o
}

// Domain is what document.domain was set to, "" for null.
// https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-domain
func (o Origin) Domain() string {
	if o.domain == nil {
		return ""
	}
	return *o.domain
}

// SetDomain sets the domain of an origin that Shared returned, and of its copies.
func (o Origin) SetDomain(domain string) { *o.domain = domain }

// EffectiveDomain is o's effective domain, "" for null.
// https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-effective-domain
func (o Origin) EffectiveDomain() string {
	if d := o.Domain(); d != "" {
		return d
	}
	return o.Host
}

type opaqueOrigin struct{ _ byte } // not empty: pointers to it must differ

// NewOpaqueOrigin makes an opaque origin that is the same as no other.
func NewOpaqueOrigin() Origin { return Origin{opaque: &opaqueOrigin{}} }

// IsOpaque reports whether o is an opaque origin.
func (o Origin) IsOpaque() bool { return o.Scheme == "" }

// String serializes o: "null" for an opaque origin.
// https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
func (o Origin) String() string {
	if o.IsOpaque() {
		return "null"
	}
	s := o.Scheme + "://" + o.Host
	if o.Port >= 0 && o.Port != DefaultPort(o.Scheme) {
		s += ":" + strconv.Itoa(o.Port)
	}
	return s
}

// TraceString shows o in a trace.
func (o Origin) TraceString() string { return o.String() }

// Origin is u's origin. Each call for a URL without tuple origin makes a new opaque one.
// https://url.spec.whatwg.org/#concept-url-origin
func (u *URL) Origin() Origin {
	switch u.Scheme() {
	case "blob":
		if u.Blob != nil {
			return u.Blob.Origin
		}
		path, err := Parse(u.Path())
		if err != nil || !path.IsHTTP() {
			return NewOpaqueOrigin()
		}
		return path.Origin()
	case "ftp", "http", "https", "ws", "wss":
		return Origin{Scheme: u.Scheme(), Host: u.Hostname(), Port: u.EffectivePort()}
	}
	return NewOpaqueOrigin()
}

// SameOrigin implements "same origin".
// https://html.spec.whatwg.org/multipage/browsers.html#same-origin
func SameOrigin(a, b Origin) bool {
	if a.IsOpaque() || b.IsOpaque() {
		return a.IsOpaque() && b.IsOpaque() && a.opaque != nil && a.opaque == b.opaque
	}
	return a.Scheme == b.Scheme && a.Host == b.Host && a.Port == b.Port
}

// SameOriginDomain implements "same origin-domain".
// https://html.spec.whatwg.org/multipage/browsers.html#same-origin-domain
func SameOriginDomain(a, b Origin) bool {
	if a.IsOpaque() || b.IsOpaque() {
		return SameOrigin(a, b)
	}
	if a.Domain() != "" && b.Domain() != "" {
		return a.Scheme == b.Scheme && a.Domain() == b.Domain()
	}
	return SameOrigin(a, b) && a.Domain() == b.Domain()
}

// RegistrableDomain is the registrable domain of a host: "" for null, which IP addresses and
// public suffixes themselves have.
// https://url.spec.whatwg.org/#host-registrable-domain
func RegistrableDomain(host string) string {
	if IsIPHost(host) {
		return ""
	}
	trimmed := strings.TrimSuffix(host, ".")
	d, err := publicsuffix.EffectiveTLDPlusOne(trimmed)
	if err != nil {
		return ""
	}
	return d + host[len(trimmed):]
}

// IsPublicSuffix reports whether the host is a public suffix.
func IsPublicSuffix(host string) bool {
	if IsIPHost(host) {
		return false
	}
	return PublicSuffix(host) == strings.TrimSuffix(host, ".")
}

// PublicSuffix is the public suffix of a domain.
// https://url.spec.whatwg.org/#host-public-suffix
func PublicSuffix(host string) string {
	s, _ := publicsuffix.PublicSuffix(strings.TrimSuffix(host, "."))
	return s
}

// IsIPHost reports whether the host is an IP address.
func IsIPHost(host string) bool {
	_, ok := ipOf(host)
	return ok
}

func ipOf(host string) (netip.Addr, bool) {
	if last := len(host) - 1; last < 0 || !strings.Contains(host, ":") && (host[last] < '0' || host[last] > '9') {
		return netip.Addr{}, false // a name, told without the error that ParseAddr makes of it
	}
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	return a, err == nil
}

// SchemelesslySameSite implements "schemelessly same site".
// https://html.spec.whatwg.org/multipage/browsers.html#schemelessly-same-site
func SchemelesslySameSite(a, b Origin) bool {
	if a.IsOpaque() || b.IsOpaque() {
		return SameOrigin(a, b)
	}
	da := RegistrableDomain(a.Host)
	if da == "" {
		return a.Host == b.Host && RegistrableDomain(b.Host) == ""
	}
	return da == RegistrableDomain(b.Host)
}

// SameSite implements "same site".
// https://html.spec.whatwg.org/multipage/browsers.html#same-site
func SameSite(a, b Origin) bool {
	if a.IsOpaque() || b.IsOpaque() {
		return SameOrigin(a, b)
	}
	return a.Scheme == b.Scheme && SchemelesslySameSite(a, b)
}

// Site serializes the site of o: an opaque origin's is "null".
// https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site
func (o Origin) Site() string {
	if o.IsOpaque() {
		return "null"
	}
	host := RegistrableDomain(o.Host)
	if host == "" {
		host = o.Host
	}
	return o.Scheme + "://" + host
}

// PotentiallyTrustworthyOrigin implements "Is origin potentially trustworthy?".
// https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
func PotentiallyTrustworthyOrigin(o Origin) bool {
	if o.IsOpaque() {
		return false
	}
	switch o.Scheme {
	case "https", "wss", "file":
		return true
	}
	return IsLoopbackHost(o.Host)
}

// IsLoopbackHost reports whether a host is an address or a name that never leaves the machine.
func IsLoopbackHost(host string) bool {
	if ip, ok := ipOf(host); ok {
		return ip.IsLoopback() && !ip.Is4In6() // which is in neither of the two ranges
	}
	h := strings.TrimSuffix(strings.ToLower(host), ".")
	return h == "localhost" || strings.HasSuffix(h, ".localhost")
}

// PotentiallyTrustworthyURL implements "Is url potentially trustworthy?".
// https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy
func PotentiallyTrustworthyURL(u *URL) bool {
	if u.Scheme() == "data" || u.Scheme() == "file" {
		return true
	}
	if u.Scheme() == "about" && (u.Path() == "blank" || u.Path() == "srcdoc") {
		return true
	}
	return PotentiallyTrustworthyOrigin(u.Origin())
}
