package dom

import (
	"strings"

	"github.com/exeunt/exeunt/internal/webidl"
)

const notInNames = "\t\n\f\r \x00/>"

func validPrefix(s string) bool        { return s != "" && !strings.ContainsAny(s, notInNames) }
func validAttributeName(s string) bool { return s != "" && !strings.ContainsAny(s, notInNames+"=") }

// validElementName implements "valid element local name".
// https://dom.spec.whatwg.org/#valid-element-local-name
func validElementName(s string) bool {
	if s == "" {
		return false
	}
	if isAlpha(rune(s[0])) {
		return !strings.ContainsAny(s, notInNames)
	}
	for i, c := range s {
		switch {
		case c == ':' || c == '_' || c >= 0x80:
		case i > 0 && (isAlpha(c) || '0' <= c && c <= '9' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return true
}

func isAlpha(c rune) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// ValidateAndExtract implements "validate and extract" for an element's or an attribute's name.
// https://dom.spec.whatwg.org/#validate-and-extract
func ValidateAndExtract(namespace, qualifiedName string, attribute bool) (prefix, localName string, err error) {
	localName = qualifiedName
	if before, after, ok := strings.Cut(qualifiedName, ":"); ok {
		prefix, localName = before, after
		if !validPrefix(prefix) {
			return "", "", invalidName(qualifiedName)
		}
	}
	if attribute && !validAttributeName(localName) || !attribute && !validElementName(localName) {
		return "", "", invalidName(qualifiedName)
	}
	xmlns := qualifiedName == "xmlns" || prefix == "xmlns"
	if prefix != "" && namespace == "" || prefix == "xml" && namespace != XMLNamespace || xmlns != (namespace == XMLNSNamespace) {
		return "", "", webidl.DOMExceptionf("NamespaceError", "%q does not go with the namespace %q", qualifiedName, namespace)
	}
	return prefix, localName, nil
}

func invalidName(name string) error {
	return webidl.DOMExceptionf("InvalidCharacterError", "%q is not a valid name", name)
}
