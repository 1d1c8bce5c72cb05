package navigation

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDecoder(t *testing.T) {
	for _, c := range []struct {
		name, label string
		bytes, want string
	}{
		{"ASCII", "", "<p>text", "<p>text"},
		{"UTF-8", "", "<p>é€😀", "<p>é€😀"},
		{"a byte order mark", "windows-1252", "\xef\xbb\xbfé", "é"},
		{"invalid bytes", "", "a\xff\xc3(\xe2\x82", "a\ufffd\ufffd(\ufffd"},
		{"of the header", "windows-1252", "<meta charset=utf-8>\xe9", "<meta charset=utf-8>é"},
		{"of a meta element", "", "<meta charset=windows-1252>\xe9\x80", "<meta charset=windows-1252>é€"},
		{"characters of two bytes", "shift_jis", "\x83\x65\x83\x58\x83\x67!", "テスト!"},
		{"UTF-16", "utf-16le", "a\x00\x3d\xd8\x00\xde", "a😀"},
		{"UTF-16 by its mark", "windows-1252", "\xff\xfea\x00\x3d\xd8\x00\xde", "a😀"},
		{"a mark behind a mark", "", "\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa"},
		{"another mark behind a mark", "", "\xef\xbb\xbf\xfe\xffa", "\ufffd\ufffda"},
		{"UTF-16, the greater byte first, by its mark", "", "\xfe\xff\x00a", "a"},
		{"not known", "nonsense", "é", "é"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, (&decoder{label: c.label, html: true}).decode([]byte(c.bytes), true))
			for cut := range len(c.bytes) {
				d := &decoder{label: c.label, html: true}
				got := d.decode([]byte(c.bytes[:cut]), false)
				got += d.decode([]byte(c.bytes[cut:]), false)
				got += d.decode(nil, true)
				assert.Equal(t, c.want, got, "cut at %d", cut)
			}
		})
	}
}
