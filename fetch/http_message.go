package fetch

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/weburl"
)

// newHTTPRequest writes a request for Go's client, keeping names and values as they are.
func newHTTPRequest(method string, u *weburl.URL, h HeaderList, body []byte) (*http.Request, error) {
	if u.Hostname() == "" {
		return nil, errors.New("no host")
	}
	href := u.HrefNoFragment()
	target := "/"
	if i := strings.Index(href, "://"); i >= 0 {
		if j := strings.IndexAny(href[i+3:], "/?"); j >= 0 {
			target = href[i+3+j:]
		}
	}
	to := &url.URL{Scheme: u.Scheme(), Host: u.Host()}
	if strings.HasPrefix(target, "//") { // as Opaque it would be taken for an authority
		p, q, has := strings.Cut(target, "?")
		decoded, err := url.PathUnescape(p)
		if err != nil {
			decoded = p
		}
		to.Path, to.RawPath, to.RawQuery, to.ForceQuery = decoded, p, q, has
	} else {
		to.Opaque = target
	}
	header := http.Header{}
	names := map[string]string{} // lower-cased → as first given
	for _, e := range h {
		key := strings.ToLower(e.Name)
		switch key {
		case "host", "content-length", "transfer-encoding":
			continue // Go's client writes these
		}
		name, ok := names[key]
		if !ok {
			name = e.Name
			if key == "user-agent" {
				name = "User-Agent" // Go looks for this spelling
			}
			names[key] = name
		}
		header[name] = append(header[name], e.Value)
	}
	if _, ok := names["user-agent"]; !ok {
		header["User-Agent"] = nil
	}
	r := &http.Request{Method: method, URL: to, Host: u.Host(), Header: header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	switch {
	case len(body) > 0:
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	default:
		r.Body = http.NoBody
	}
	return r, nil
}

func convertResponse(resp *http.Response) *Response {
	r := NewResponse()
	r.Status, r.Protocol = resp.StatusCode, resp.Proto
	if resp.ProtoMajor < 2 {
		_, r.StatusMessage, _ = strings.Cut(resp.Status, " ")
	}
	r.Header = headerListOf(resp.Header)
	return r
}

func headerListOf(h http.Header) HeaderList {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	var l HeaderList
	for _, name := range names {
		for _, v := range h[name] {
			l = append(l, Header{name, v})
		}
	}
	return l
}
