package webidl

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestException(t *testing.T) {
	quota, requested := 1.0, 2.0
	for _, c := range []struct {
		name      string
		e         *Exception
		errorName string
		text      string
	}{
		{"TypeError", TypeErrorf("no %s", "url"), "TypeError", "TypeError: no url"},
		{"RangeError", RangeErrorf("%d", 3), "RangeError", "RangeError: 3"},
		{"DOMException", DOMExceptionf("AbortError", "gone"), "AbortError", "AbortError: gone"},
		{"QuotaExceededError", QuotaExceeded("full", &quota, &requested), "QuotaExceededError", "QuotaExceededError: full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.errorName, c.e.ErrorName())
			assert.Equal(t, c.text, c.e.Error())
		})
	}
}

func TestLegacyCode(t *testing.T) {
	for name, want := range map[string]int{"IndexSizeError": 1, "AbortError": 20, "QuotaExceededError": 22, "DataCloneError": 25, "NotAllowedError": 0, "": 0} {
		assert.Equal(t, want, LegacyCode(name), name)
	}
}
