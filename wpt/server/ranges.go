package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A byteRange is a half-open range of a file's bytes.
type byteRange struct{ from, to int }

func (r byteRange) content(size int) string {
	return fmt.Sprintf("bytes %d-%d/%d", r.from, r.to-1, size)
}

// parseRange reads a Range header for a file of size bytes. Ranges that touch or
// overlap become one; false means that the header asks for nothing that is there.
// https://httpwg.org/specs/rfc9110.html#field.range
func parseRange(header string, size int) ([]byteRange, bool) {
	list, ok := strings.CutPrefix(header, "bytes=")
	if !ok {
		return nil, false
	}
	var ranges []byteRange
	for item := range strings.SplitSeq(list, ",") {
		r, ok := oneRange(strings.TrimSpace(item), size)
		if !ok {
			return nil, false
		}
		ranges = append(ranges, r)
	}
	slices.SortFunc(ranges, func(a, b byteRange) int { return a.from - b.from })
	merged := ranges[:1]
	for _, r := range ranges[1:] {
		if last := &merged[len(merged)-1]; r.from <= last.to {
			last.to = max(last.to, r.to)
		} else {
			merged = append(merged, r)
		}
	}
	return merged, true
}

func oneRange(item string, size int) (byteRange, bool) {
	first, last, ok := strings.Cut(item, "-")
	if !ok {
		return byteRange{}, false
	}
	r := byteRange{0, size}
	switch {
	case first == "" && last == "":
	case first == "": // the last so many bytes
		n, ok := digits(last)
		if !ok {
			return r, false
		}
		r.from = max(0, size-n)
	default:
		n, ok := digits(first)
		if !ok {
			return r, false
		}
		r.from = n
		if last != "" {
			if n, ok = digits(last); !ok {
				return r, false
			}
			r.to = min(size, n+1)
		}
	}
	return r, r.from < r.to
}

// digits reads a number of at most 18 digits, and no sign.
func digits(text string) (int, bool) {
	if text == "" || len(text) > 18 || strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// ranged cuts the body to what the Range header asks for.
func (c *call) ranged(content []byte) {
	ranges, ok := parseRange(c.header.Get("Range"), len(content))
	if !ok {
		c.res.fail(http.StatusRequestedRangeNotSatisfiable, "")
		c.res.header.set("Content-Range", fmt.Sprintf("bytes */%d", len(content)))
		return
	}
	c.res.status = http.StatusPartialContent
	if len(ranges) == 1 {
		c.res.header.set("Content-Range", ranges[0].content(len(content)))
		c.res.body = content[ranges[0].from:ranges[0].to]
		return
	}
	boundary := c.server.uuid()
	kind := c.res.header.value("Content-Type")
	var body []byte
	for _, r := range ranges {
		body = fmt.Appendf(body, "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n", boundary, kind, r.content(len(content)))
		body = append(body, content[r.from:r.to]...)
	}
	c.res.body = fmt.Appendf(body, "\r\n--%s--", boundary)
	c.res.header.set("Content-Type", "multipart/byteranges; boundary="+boundary)
}
