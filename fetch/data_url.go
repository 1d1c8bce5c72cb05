package fetch

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// dataURLProcessor implements the "data: URL processor"; ok is false for failure.
// https://fetch.spec.whatwg.org/#data-url-processor
func dataURLProcessor(ctx context.Context, u *weburl.URL) (mime infra.MIMEType, body []byte, ok bool) {
	_, s := spec.Begin(ctx, spec.DataURLProcessor, u)
	defer s.End()
	s.Assert("1", u.Scheme() == "data")
	s.Step("2") // the fragment is no part of the data
	input := u.HrefNoFragment()
	s.Step("3")
	input = strings.TrimPrefix(input, "data:")
	s.Step("4")
	s.Step("5") // up to the first comma
	mimeText, encoded, found := strings.Cut(input, ",")
	s.Step("6")
	mimeText = infra.StripWhitespace(mimeText)
	s.Step("7")
	if !found {
		return mime, nil, false
	}
	s.Step("8")
	s.Step("9")
	s.Step("10")
	body = infra.PercentDecode(encoded)
	s.Step("11") // "base64" at the end, with spaces before it, after a semicolon
	if rest, is := cutBase64(mimeText); is {
		s.Step("11.1")
		s.Step("11.2")
		if body, ok = infra.ForgivingBase64(string(body)); !ok {
			s.Step("11.3")
			return mime, nil, false
		}
		s.Step("11.4")
		s.Step("11.5")
		s.Step("11.6")
		mimeText = rest
	}
	s.Step("12")
	if strings.HasPrefix(mimeText, ";") {
		mimeText = "text/plain" + mimeText
	}
	s.Step("13")
	mime, ok = infra.ParseMIMEType(mimeText)
	s.Step("14")
	if !ok {
		mime, _ = infra.ParseMIMEType("text/plain;charset=US-ASCII")
	}
	s.Step("15")
	return mime, body, true
}

func cutBase64(s string) (rest string, ok bool) {
	if len(s) < 6 || !strings.EqualFold(s[len(s)-6:], "base64") {
		return "", false
	}
	return strings.CutSuffix(strings.TrimRight(s[:len(s)-6], " "), ";")
}
