package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// decodeBody implements "handle content codings" as the bytes come in.
// https://fetch.spec.whatwg.org/#handle-content-codings
func decodeBody(r io.Reader, l HeaderList) io.Reader {
	codings, ok := l.ExtractValues("Content-Encoding")
	if !ok {
		return r
	}
	for _, c := range slices.Backward(codings) {
		switch strings.ToLower(c) {
		case "gzip", "x-gzip":
			r = &lazyReader{from: r, open: func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }}
		case "deflate":
			r = &lazyReader{from: r, open: openDeflate}
		}
	}
	return r
}

// lazyReader opens a decoder at the first byte: an empty body is no error.
type lazyReader struct {
	from io.Reader
	open func(io.Reader) (io.Reader, error)
	to   io.Reader
}

// Read decodes.
func (l *lazyReader) Read(p []byte) (int, error) {
	if l.to == nil {
		var first [1]byte
		if _, err := io.ReadFull(l.from, first[:]); err != nil {
			return 0, err
		}
		to, err := l.open(io.MultiReader(bytes.NewReader(first[:]), l.from))
		if err != nil {
			return 0, fmt.Errorf("content coding: %w", err)
		}
		l.to = to
	}
	return l.to.Read(p)
}

// openDeflate reads zlib's format, and the raw one that some servers send.
func openDeflate(r io.Reader) (io.Reader, error) {
	head := make([]byte, 2)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	all := io.MultiReader(bytes.NewReader(head[:n]), r)
	if n == 2 && head[0]&0x0F == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(all)
	}
	return flate.NewReader(all), nil
}
