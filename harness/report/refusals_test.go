package report

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/exeunt/exeunt/harness/compare"
)

func TestRefusalsOf(t *testing.T) {
	o := &compare.Observation{Refusals: []compare.Refusal{
		{URL: "https://a.test/1", Document: "https://t.test/", Requested: 65572, Quota: 12, File: "https://t.test/app.js", Line: 50, Text: "needs 65,572 bytes"},
		{URL: "https://a.test/2", Document: "https://t.test/", Requested: 20, Quota: 0, Text: "needs 20 bytes"},
		{URL: "https://a.test/2", Document: "https://t.test/", Requested: 20, Quota: 0, Text: "needs 20 bytes"},
	}}
	first := "fetchLater(https://a.test/1) in https://t.test/ at https://t.test/app.js:50: needs 65,572 bytes"
	second := "fetchLater(https://a.test/2) in https://t.test/: needs 20 bytes"
	for _, c := range []struct {
		name, message string
		want          []string
	}{
		{"its numbers", "threw QuotaExceededError: it needs 65572 bytes, 12 are left.", []string{first}},
		{"no numbers: all, each once", "frame threw QuotaExceededError, expected no error", []string{first, second}},
		{"the error's text alone", "fetchLater exceeds its quota for the origin: it needs 20 bytes, 0 are left.", []string{second}},
		{"another message", "assert_true: it needs 65572 bytes, 12 are left.", nil},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, refusalsOf(o, &compare.Subtest{Message: c.message})) })
	}
	assert.Nil(t, refusalsOf(nil, &compare.Subtest{Message: "QuotaExceededError"}))
}
