package server

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"testing"

	"github.com/stretchr/testify/assert"
)

// withInformational calls f for each 1xx response.
func withInformational(f func(code int, header http.Header)) context.Context {
	return httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			f(code, http.Header(header))
			return nil
		},
	})
}

func TestParsePipes(t *testing.T) {
	cases := []struct {
		text string
		want []pipeCall
	}{
		{"", nil},
		{"sub", []pipeCall{{"sub", nil}}},
		{"a(x,y)|b()", []pipeCall{{"a", []string{"x", "y"}}, {"b", []string{""}}}},
		{`a(\n\,\)\\)`, []pipeCall{{"a", []string{"\n,)\\"}}}},
		{"a(x", []pipeCall{{"a", []string{"x"}}}},
		{`a(x\`, []pipeCall{{"a", []string{"x"}}}},
		{"||a", []pipeCall{{"a", nil}}},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, parsePipes(c.text), c.text)
	}
}

func TestStash(t *testing.T) {
	s := newStash()
	const id = "7E2E5D9E-7c5f-4d61-a6c1-6e4c1a0f0d3d"
	s.put("/a", id, "x")
	assert.Panics(t, func() { s.put("/a", id, "y") }, "taken")
	assert.Panics(t, func() { s.put("/b", id, nil) }, "nothing")
	assert.Panics(t, func() { s.put("/b", "no uuid", "x") })
	assert.Nil(t, s.take("/b", id), "another path")
	assert.Equal(t, "x", s.take("/a", "7e2e5d9e7c5f4d61a6c16e4c1a0f0d3d"))
	assert.Nil(t, s.take("/a", id), "read once")
	s.put("/a", id, "")
	assert.Equal(t, "", s.take("/a", id), "empty is not nothing")
}

func FuzzPipes(f *testing.F) {
	f.Add(`header(X,\,a)|trickle(d1:2:r2)|slice(1,null)|sub`, 10)
	f.Add("status(", 0)
	f.Fuzz(func(t *testing.T, text string, size int) {
		size &= 0xff
		for _, p := range parsePipes(text) {
			for _, argument := range p.arguments {
				if parts, err := trickleParts(argument, size); err == nil {
					sum := 0
					for _, part := range parts {
						sum += part.bytes
					}
					assert.LessOrEqual(t, sum, size)
				}
			}
			if from, to, err := sliceBounds(p.arguments[:min(2, len(p.arguments))], size); err == nil {
				assert.True(t, 0 <= from && from <= to && to <= size)
			}
		}
	})
}

func FuzzRange(f *testing.F) {
	f.Add("bytes=0-4,7-,-2", 10)
	f.Add("bytes=-", 0)
	f.Fuzz(func(t *testing.T, header string, size int) {
		size &= 0xffff
		ranges, ok := parseRange(header, size)
		if !ok {
			return
		}
		assert.NotEmpty(t, ranges)
		end := -1
		for _, r := range ranges {
			assert.True(t, end < r.from && r.from < r.to && r.to <= size)
			end = r.to
		}
	})
}

func FuzzSubstitute(f *testing.F) {
	f.Add([]byte("{{$id:uuid()}} {{$id}} {{ports[http][0]}} {{GET[a]}}"))
	f.Add([]byte("{{header_or_default(a, b)}}{{location[host]}}{{hosts[alt][]}}"))
	s := &Server{hosts: hostTable(), ports: usualPorts}
	f.Fuzz(func(t *testing.T, text []byte) {
		c := &call{server: s, header: http.Header{}, res: newResponse()}
		_ = c.guard(func() { // an error is a panic that guard answers
			if string(text) != "" && !template.Match(text) {
				assert.Equal(t, text, c.substitute(text, true))
			}
		})
		for _, m := range template.FindAllSubmatch(text, -1) {
			if string(m[1]) != "uuid()" {
				_, _ = (&call{server: s, header: http.Header{}}).safeExpression(string(m[1]))
			}
		}
	})
}

// safeExpression works out an expression that asks for no file and no UUID.
func (c *call) safeExpression(text string) (string, error) {
	for _, name := range []string{"uuid", "file_hash", "fs_path"} {
		if len(text) >= len(name) && templateToken.FindString(text) == name {
			return "", nil
		}
	}
	return c.expression(text, map[string]any{"uuid": "", "file_hash": "", "fs_path": ""})
}

func FuzzForm(f *testing.F) {
	f.Add("a=%3&b+c=%zz&&=", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--")
	f.Fuzz(func(t *testing.T, query, body string) {
		parseForm(query)
		parseMultipart([]byte(body), "x")
	})
}
