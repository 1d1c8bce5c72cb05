package fetch

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"strings"
)

// MatchesIntegrity implements "do bytes match metadataList?": of several hashes the strongest
// algorithm counts; metadata without any known hash match everything.
// https://w3c.github.io/webappsec-subresource-integrity/#does-response-match-metadatalist
func MatchesIntegrity(b []byte, metadata string) bool {
	strongest, values := "", []string{}
	for item := range strings.FieldsSeq(metadata) {
		expression, _, _ := strings.Cut(item, "?")
		algorithm, value, ok := strings.Cut(expression, "-")
		algorithm = strings.ToLower(algorithm)
		if !ok || algorithm != "sha256" && algorithm != "sha384" && algorithm != "sha512" {
			continue
		}
		switch {
		case algorithm > strongest: // the names sort by strength
			strongest, values = algorithm, []string{value}
		case algorithm == strongest:
			values = append(values, value)
		}
	}
	if strongest == "" {
		return true
	}
	var sum []byte
	switch strongest {
	case "sha256":
		h := sha256.Sum256(b)
		sum = h[:]
	case "sha384":
		h := sha512.Sum384(b)
		sum = h[:]
	default:
		h := sha512.Sum512(b)
		sum = h[:]
	}
	for _, v := range values {
		v = strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(v), "=")
		if want, err := base64.RawStdEncoding.DecodeString(v); err == nil && bytes.Equal(want, sum) {
			return true
		}
	}
	return false
}
