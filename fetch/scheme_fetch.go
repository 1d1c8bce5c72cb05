package fetch

import (
	"context"
	"fmt"
	"strconv"

	"github.com/exeunt/exeunt/internal/spec"
)

// schemeFetch implements "scheme fetch".
// https://fetch.spec.whatwg.org/#concept-scheme-fetch
func schemeFetch(ctx context.Context, fp *params) *Response {
	ctx, s := spec.Begin(ctx, spec.SchemeFetch, fp.request)
	defer s.End()
	s.Step("1")
	if fp.canceled() {
		return fp.appropriateNetworkError()
	}
	s.Step("2")
	req := fp.request
	s.Step("3")
	u := req.CurrentURL()
	switch u.Scheme() {
	case "about":
		if u.Path() == "blank" {
			r := NewResponse()
			r.StatusMessage = "OK"
			r.Header = HeaderList{{"Content-Type", "text/html;charset=utf-8"}}
			r.Body = BytesBody(nil)
			return r
		}
	case "blob":
		return blobFetch(ctx, fp)
	case "data":
		s.Step("3:3.1")
		mime, body, ok := dataURLProcessor(ctx, u)
		s.Step("3:3.2")
		if !ok {
			return NetworkError("the data: URL cannot be parsed")
		}
		s.Step("3:3.3")
		s.Step("3:3.4")
		r := NewResponse()
		r.StatusMessage = "OK"
		r.Header = HeaderList{{"Content-Type", mime.String()}}
		r.Body = BytesBody(body)
		return r
	case "http", "https":
		return httpFetch(ctx, fp, false)
	}
	s.Step("4")
	return NetworkError("the scheme " + u.Scheme() + " cannot be fetched")
}

// blobFetch is scheme fetch for blob: URLs.
func blobFetch(ctx context.Context, fp *params) *Response {
	s := spec.FrameOf(ctx)
	req := fp.request
	s.Step("3:2.1")
	u := req.CurrentURL()
	if u.Blob == nil {
		s.AdHoc("3:2.1", "a URL that nobody resolved when it was parsed is resolved now")
		u = u.Clone()
		fp.ua.Blobs.Resolve(u)
	}
	entry := u.Blob
	s.Step("3:2.2")
	if req.Method != "GET" || entry == nil {
		return NetworkError("no such blob: URL")
	}
	s.Step("3:2.3")
	s.Step("3:2.4")
	s.Step("3:2.5")
	s.Step("3:2.6")
	if req.Client != nil && req.Destination != "document" && entry.TopSite != "" && entry.TopSite != req.Client.TopLevelSite() {
		s.Step("3:2.8")
		return NetworkError("the blob: URL belongs to another partition")
	}
	s.Step("3:2.7")
	s.Step("3:2.9")
	r := NewResponse()
	s.Step("3:2.10")
	full := int64(len(entry.Bytes))
	s.Step("3:2.11")
	s.Step("3:2.12")
	s.Step("3:2.13")
	rangeHeader, ok := req.Header.Get("Range")
	if !ok {
		s.Step("3:2.13.2")
		r.StatusMessage = "OK"
		s.Step("3:2.13.3")
		r.Body = BytesBody(entry.Bytes)
		s.Step("3:2.13.4")
		r.Header = HeaderList{{"Content-Length", strconv.FormatInt(full, 10)}, {"Content-Type", entry.Type}}
		return r
	}
	s.Step("3:2.14.1")
	r.RangeRequested = true
	s.Step("3:2.14.2")
	s.Step("3:2.14.3")
	start, end, ok := parseRange(rangeHeader, true)
	s.Step("3:2.14.4")
	if !ok {
		return NetworkError("the Range header cannot be parsed")
	}
	s.Step("3:2.14.5")
	if start < 0 {
		s.Step("3:2.14.6")
		start = max(full-end, 0)
		end = full - 1
	} else {
		s.Step("3:2.14.7")
		if start >= full {
			return NetworkError("the range lies outside of the blob")
		}
		if end < 0 || end >= full {
			end = full - 1
		}
	}
	s.Step("3:2.14.8")
	slice := entry.Bytes[start : end+1]
	s.Step("3:2.14.10")
	r.Body = BytesBody(slice)
	s.Step("3:2.14.13")
	r.Status = 206
	s.Step("3:2.14.14")
	r.StatusMessage = "Partial Content"
	s.Step("3:2.14.15")
	r.Header = HeaderList{
		{"Content-Length", strconv.Itoa(len(slice))}, {"Content-Type", entry.Type},
		{"Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, end, full)},
	}
	s.Step("3:2.15")
	return r
}
