package infra

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParseMIMEType(t *testing.T) {
	tests := []struct {
		in, want string
		ok       bool
	}{
		{"text/HTML", "text/html", true}, {" a/b ; C=d;c=e", "a/b;c=d", true}, {`a/b;c="d e\"f"`, `a/b;c="d e\"f"`, true},
		{"a/b;c", "a/b", true}, {"a/b;;c=;d=1", "a/b;d=1", true}, {"a", "", false}, {"/b", "", false}, {"a/", "", false},
	}
	for _, tt := range tests {
		m, ok := ParseMIMEType(tt.in)
		assert.Equal(t, tt.ok, ok, tt.in)
		if ok {
			assert.Equal(t, tt.want, m.String(), tt.in)
		}
	}
}

func TestUTF8Decode(t *testing.T) {
	assert.Equal(t, "a\uFFFDb\uFFFD\uFFFD", UTF8Decode([]byte("\xEF\xBB\xBFa\xE2\x82b\xC0\x80")))
}

func FuzzMIMEType(f *testing.F) {
	f.Add(`a/b; c="d\`)
	f.Fuzz(func(t *testing.T, s string) {
		if m, ok := ParseMIMEType(s); ok {
			again, ok := ParseMIMEType(m.String())
			assert.True(t, ok)
			assert.Equal(t, m, again)
		}
		ForgivingBase64(s)
		UTF8Decode([]byte(s))
	})
}
