package weburl

import (
	"fmt"
	"strconv"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// URL is a URL record. It is mutable through its setters; share it only as a value
// that nobody changes, and Clone it before changing it.
//
// https://url.spec.whatwg.org/#concept-url
type URL struct {
	u *whatwg.Url

	// Blob is the blob URL entry, nil for null. BlobStore.Resolve sets it.
	// https://url.spec.whatwg.org/#concept-url-blob-entry
	Blob *BlobEntry
}

// Parse parses an absolute URL.
func Parse(s string) (*URL, error) {
	return ParseBase(s, nil)
}

// ParseBase parses s against base; a nil base means none. s is taken as scalar values:
// bytes that are no UTF-8 are parsed as U+FFFD.
func ParseBase(s string, base *URL) (*URL, error) {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var u *whatwg.Url
	var err error
	if base == nil {
		u, err = whatwg.Parse(s)
	} else {
		u, err = base.u.Parse(s)
	}
	if err != nil {
		return nil, fmt.Errorf("parse URL %q: %w", s, err)
	}
	return &URL{u: u}, nil
}

// MustParse parses s and panics on failure: for constants.
func MustParse(s string) *URL {
	u, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

// Clone copies u.
func (u *URL) Clone() *URL {
	if u == nil {
		return nil
	}
	return &URL{u: u.u.Clone(), Blob: u.Blob}
}

// Href serializes u with its fragment.
func (u *URL) Href() string { return u.u.Href(false) }

// HrefNoFragment serializes u without its fragment.
func (u *URL) HrefNoFragment() string { return u.u.Href(true) }

// String is Href, and "null" for nil.
func (u *URL) String() string {
	if u == nil {
		return "null"
	}
	return u.Href()
}

// TraceString shows u in a trace.
func (u *URL) TraceString() string { return u.String() }

// Scheme is the scheme without its colon.
func (u *URL) Scheme() string { return u.u.Scheme() }

// Protocol is the scheme with its colon.
func (u *URL) Protocol() string { return u.u.Protocol() }

// Username is the percent-encoded username.
func (u *URL) Username() string { return u.u.Username() }

// Password is the percent-encoded password.
func (u *URL) Password() string { return u.u.Password() }

// HasCredentials reports whether u includes credentials.
func (u *URL) HasCredentials() bool { return u.Username() != "" || u.Password() != "" }

// Host is the host with the port, if that is not the scheme's default.
func (u *URL) Host() string { return u.u.Host() }

// Hostname is the host without the port.
func (u *URL) Hostname() string { return u.u.Hostname() }

// Port is the port as the API shows it: "" for null.
func (u *URL) Port() string { return u.u.Port() }

// EffectivePort is the port, or the scheme's default port; -1 if there is none.
func (u *URL) EffectivePort() int {
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil {
			return -1
		}
		return n
	}
	return DefaultPort(u.Scheme())
}

// DefaultPort is a special scheme's default port, -1 for null.
func DefaultPort(scheme string) int {
	switch scheme {
	case "http", "ws":
		return 80
	case "https", "wss":
		return 443
	case "ftp":
		return 21
	}
	return -1
}

// Path is the serialized path.
func (u *URL) Path() string { return u.u.Pathname() }

// OpaquePath reports whether the path is opaque.
func (u *URL) OpaquePath() bool { return u.u.OpaquePath() }

// Query is the query without "?", "" for null.
func (u *URL) Query() string { return u.u.Query() }

// Search is the query as the API shows it, with "?".
func (u *URL) Search() string { return u.u.Search() }

// Hash is the fragment as the API shows it, with "#"; "" for null and for an empty one.
func (u *URL) Hash() string { return u.u.Hash() }

// Fragment is the fragment without "#", and whether it is non-null.
func (u *URL) Fragment() (fragment string, ok bool) {
	full, bare := u.u.Href(false), u.u.Href(true)
	if len(full) == len(bare) {
		return "", false
	}
	return full[len(bare)+1:], true
}

// SetFragment sets the fragment to an already percent-encoded string; nil makes it null.
func (u *URL) SetFragment(fragment *string) {
	if fragment == nil {
		u.u.SetHash("")
		return
	}
	// The parser alone can make an empty fragment that is not null.
	parsed, err := whatwg.Parse(u.u.Href(true) + "#" + *fragment)
	if err == nil {
		u.u = parsed
	}
}

// SetHref replaces u by the URL that s parses to.
func (u *URL) SetHref(s string) error {
	n, err := Parse(s)
	if err != nil {
		return err
	}
	u.u, u.Blob = n.u, nil
	return nil
}

// SetProtocol is the API's protocol setter.
func (u *URL) SetProtocol(s string) { u.u.SetProtocol(s) }

// SetScheme sets the scheme without the setter's checks of special schemes' ports.
func (u *URL) SetScheme(s string) { u.u.SetProtocol(s) }

// SetUsername is the API's username setter.
func (u *URL) SetUsername(s string) { u.u.SetUsername(s) }

// SetPassword is the API's password setter.
func (u *URL) SetPassword(s string) { u.u.SetPassword(s) }

// SetHost is the API's host setter.
func (u *URL) SetHost(s string) { u.u.SetHost(s) }

// SetHostname is the API's hostname setter.
func (u *URL) SetHostname(s string) { u.u.SetHostname(s) }

// SetPort is the API's port setter.
func (u *URL) SetPort(s string) { u.u.SetPort(s) }

// SetPathname is the API's pathname setter.
func (u *URL) SetPathname(s string) { u.u.SetPathname(s) }

// SetSearch is the API's search setter; "" makes the query null.
func (u *URL) SetSearch(s string) { u.u.SetSearch(s) }

// SetHash is the API's hash setter.
func (u *URL) SetHash(s string) { u.u.SetHash(s) }

// Equal reports whether u equals v.
// https://url.spec.whatwg.org/#concept-url-equals
func (u *URL) Equal(v *URL, excludeFragments bool) bool {
	if u == nil || v == nil {
		return u == v
	}
	if excludeFragments {
		return u.HrefNoFragment() == v.HrefNoFragment()
	}
	return u.Href() == v.Href()
}

// IsHTTP reports whether u's scheme is an HTTP(S) scheme.
func (u *URL) IsHTTP() bool { return u.Scheme() == "http" || u.Scheme() == "https" }

// IsFetchScheme reports whether u's scheme is a fetch scheme.
// https://fetch.spec.whatwg.org/#fetch-scheme
func (u *URL) IsFetchScheme() bool {
	switch u.Scheme() {
	case "about", "blob", "data", "file", "http", "https":
		return true
	}
	return false
}

// IsLocal reports whether u is local: about, blob or data.
// https://fetch.spec.whatwg.org/#is-local
func (u *URL) IsLocal() bool {
	switch u.Scheme() {
	case "about", "blob", "data":
		return true
	}
	return false
}

// MatchesAboutBlank reports whether u matches about:blank.
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#matches-about:blank
func (u *URL) MatchesAboutBlank() bool { return u.matchesAbout("blank") }

// MatchesAboutSrcdoc reports whether u matches about:srcdoc.
func (u *URL) MatchesAboutSrcdoc() bool {
	return u.matchesAbout("srcdoc") && u.Query() == ""
}

func (u *URL) matchesAbout(path string) bool {
	return u.Scheme() == "about" && u.Path() == path && !u.HasCredentials() && u.Hostname() == ""
}
