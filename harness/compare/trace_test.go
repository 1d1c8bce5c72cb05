package compare

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTrace(t *testing.T) {
	for _, tt := range []struct{ name, in, out string }{
		{"events as they are", `{"trace":[{"kind":"enter","t":1.50},{"a":"<é\u003e"}]}`, `{"trace":[{"kind":"enter","t":1.50},{"a":"<é\u003e"}]}`},
		{"empty", `{"trace":[]}`, `{}`},
		{"empty, with a space", `{"trace":[ ]}`, `{}`},
		{"null", `{"trace":null}`, `{}`},
		{"left out", `{}`, `{}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var o struct {
				Trace Trace `json:"trace,omitempty"`
			}
			require.NoError(t, json.Unmarshal([]byte(tt.in), &o))
			var out strings.Builder
			e := json.NewEncoder(&out)
			e.SetEscapeHTML(false)
			require.NoError(t, e.Encode(o))
			assert.Equal(t, tt.out+"\n", out.String())
		})
	}
	for in, kind := range map[string]string{`{}`: "object", `"x"`: "string", `1`: "number", `true`: "bool"} {
		var trace Trace
		assert.ErrorContains(t, json.Unmarshal([]byte(in), &trace), "cannot unmarshal "+kind)
	}
	packed := PackTrace(slices.Values([][]byte{[]byte(`{"n":1}`), []byte(`{"n":2}`)}))
	var unpacked Trace
	require.NoError(t, json.Unmarshal([]byte(`[{"n":1},{"n":2}]`), &unpacked))
	assert.Equal(t, packed, unpacked, "where it comes from makes no difference")
	assert.Nil(t, PackTrace(slices.Values([][]byte{})))
}
