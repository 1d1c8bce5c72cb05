package fetch

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/exeunt/exeunt/internal/weburl"
)

func FuzzDataURL(f *testing.F) {
	for _, s := range []string{",", "text/html,x", ";base64,YQ==", "a/b ; base64,%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if u, err := weburl.Parse("data:" + text); err == nil {
			dataURLProcessor(t.Context(), u)
		}
	})
}

func TestDataURL(t *testing.T) {
	tests := []struct {
		url, mime, body string
		ok              bool
	}{
		{"data:,x%20y", "text/plain;charset=US-ASCII", "x y", true},
		{"data:text/html;base64,YQ==", "text/html", "a", true},
		{"data:;charset=x; base64,YQ", "text/plain;charset=x", "a", true},
		{"data:text/html;base64,*", "", "", false},
		{"data:nothing", "", "", false},
	}
	for _, tt := range tests {
		mime, body, ok := dataURLProcessor(t.Context(), weburl.MustParse(tt.url))
		assert.Equal(t, tt.ok, ok, tt.url)
		if ok {
			assert.Equal(t, tt.mime, mime.String(), tt.url)
			assert.Equal(t, tt.body, string(body), tt.url)
		}
	}
}
