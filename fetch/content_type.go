package fetch

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/spec"
)

// MIMETypeOf implements "extract a MIME type"; ok is false for failure.
// https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
func MIMETypeOf(l HeaderList) (m infra.MIMEType, ok bool) {
	charset, essence := "", ""
	for _, v := range l.Split("Content-Type") {
		t, valid := infra.ParseMIMEType(v)
		if !valid || t.Essence() == "*/*" {
			continue
		}
		m, ok = t, true
		c, has := m.Parameter("charset")
		switch {
		case m.Essence() != essence:
			charset, essence = c, m.Essence()
		case !has && charset != "":
			m.SetParameter("charset", charset)
		}
	}
	return m, ok
}

// determineNosniff implements "determine nosniff".
// https://fetch.spec.whatwg.org/#determine-nosniff
func determineNosniff(l HeaderList) bool {
	v := l.Split("X-Content-Type-Options")
	return len(v) > 0 && strings.EqualFold(v[0], "nosniff")
}

// blockedDueToNosniff implements "should response to request be blocked due to nosniff?".
// https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff?
func blockedDueToNosniff(r *Response, req *Request) bool {
	if !determineNosniff(r.Header) {
		return false
	}
	m, ok := MIMETypeOf(r.Header)
	if IsScriptLike(req.Destination) && (!ok || !m.IsJavaScript()) {
		return true
	}
	return req.Destination == "style" && (!ok || m.Essence() != "text/css")
}

// blockedDueToMIMEType implements "should response to request be blocked due to its MIME type?".
// https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?
func blockedDueToMIMEType(r *Response, req *Request) bool {
	m, ok := MIMETypeOf(r.Header)
	if !ok || !IsScriptLike(req.Destination) {
		return false
	}
	switch m.Type {
	case "audio", "image", "video":
		return true
	}
	return m.Essence() == "text/csv"
}

// badPorts are the ports that no HTTP(S) request may go to.
// https://fetch.spec.whatwg.org/#bad-port
var badPorts = func() map[int]bool {
	m := map[int]bool{}
	for _, p := range []int{0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
		101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
		512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719,
		1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080} {
		m[p] = true
	}
	return m
}()

// blockedDueToBadPort implements "should fetching request be blocked due to a bad port?".
// https://fetch.spec.whatwg.org/#block-bad-port
func blockedDueToBadPort(ctx context.Context, r *Request) bool {
	_, s := spec.Begin(ctx, spec.ShouldBeBlockedDueToBadPort, r)
	defer s.End()
	s.Step("1")
	u := r.CurrentURL()
	s.Step("2")
	if u.IsHTTP() && badPorts[u.EffectivePort()] {
		return true
	}
	s.Step("3")
	return false
}

func decodeLocation(v string) string {
	// Browsers take UTF-8 in Location as what it is; what is none is isomorphic-decoded.
	if d := infra.UTF8Decode([]byte(v)); !strings.ContainsRune(d, '\uFFFD') {
		return d
	}
	return infra.IsomorphicDecode(v)
}
